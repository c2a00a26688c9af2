"""Runs scripts that Ravine wrote, and compares what they print with what Ravine computes.

    python compare.py FRAMEWORK FOLDER

FOLDER holds NAME.py (a script) and NAME.csv (the rows that it should print) for each script. A number agrees with the
one that is wanted if |got - want| <= tolerance * max(1, |want|); infinities and NaN must coincide. All scripts run in
this one process, each in a namespace of its own. The exit code is 0 if all agree, 1 if not, and 3 if the framework
cannot be imported.
"""

import contextlib
import csv
import importlib
import io
import math
import os
import pathlib
import sys
import traceback
import warnings

TOLERANCE = {"torch": 1e-12, "optax": 1e-11, "keras": 1e-11}
# What these libraries themselves round to float32 on the way, whatever they are given.
SINGLE = {"optax": ["adafactor.optax"], "keras": ["adafactor.keras"]}
SINGLE_TOLERANCE = 1e-5


def rows(text):
    """The rows of each run, by its name."""
    runs = {}
    for row in csv.DictReader(io.StringIO(text)):
        runs.setdefault(row["run"], []).append(row)
    return runs


def deviation(got, want):
    """How far a number is off, in units of the one that is wanted where that is larger than 1."""
    if want == "end":  # Where the run ended early, no step is taken.
        return 0.0
    if got == "" or want == "":
        return 0.0 if got == want else math.inf
    got, want = float(got), float(want)
    if math.isfinite(got) and math.isfinite(want):
        return abs(got - want) / max(1.0, abs(want))
    return 0.0 if got == want or (math.isnan(got) and math.isnan(want)) else math.inf


def compare(got, want, tolerance, noisy):
    """The largest deviation, and what is wrong. Of runs with noise, only the start is the same everywhere."""
    if got.keys() != want.keys():
        return math.inf, f"runs {sorted(got.keys() ^ want.keys())} are on one side only"
    largest, wrong = 0.0, None
    for run, expected in want.items():
        for mine, theirs in zip(got[run], expected[:1] if noisy else expected):
            for key in theirs:
                if key == "run":
                    continue
                off = deviation(mine[key], theirs[key])
                largest = max(largest, off)
                if off > tolerance and wrong is None:
                    wrong = f"run {run!r}, step {theirs['step']}: {key} is {mine[key]}, not {theirs[key]}"
        if len(got[run]) != len(expected) and wrong is None:
            wrong = f"run {run!r} has {len(got[run])} rows, not {len(expected)}"
            largest = math.inf
    return largest, wrong


def main():
    framework, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    # Where Python looks for modules: not beside the scripts.
    sys.path[:] = [place for place in sys.path if place and pathlib.Path(place) != folder]
    if framework == "keras":
        os.environ["KERAS_BACKEND"] = "jax"
    try:
        version = importlib.import_module(framework).__version__
    except ImportError as error:
        print(f"{framework} cannot be imported: {error}")
        return 3
    warnings.simplefilter("ignore")
    bad, count, runs, worst = 0, 0, 0, 0.0
    for path in sorted(folder.glob("*.py")):
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out):
                exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), {"__name__": "__main__"})
        except Exception:
            bad += 1
            print(f"{path.stem}: {traceback.format_exc()}")
            continue
        single = path.stem in SINGLE.get(framework, [])
        tolerance = SINGLE_TOLERANCE if single else TOLERANCE[framework]
        want = rows(path.with_suffix(".csv").read_text(encoding="utf-8"))
        off, wrong = compare(rows(out.getvalue()), want, tolerance, path.stem.startswith("noise"))
        count, runs = count + 1, runs + len(want)
        worst = worst if single else max(worst, off)
        if wrong is not None:
            bad += 1
            print(f"{path.stem}: {wrong}")
    print(f"{framework} {version}: {count} scripts, {runs} runs, {bad} wrong; the largest deviation is {worst:.1e}")
    return 1 if bad else 0


sys.exit(main())
