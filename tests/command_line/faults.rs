//! Everything that can go wrong: one sentence each, and its exit code.

use super::{ravine, text};
use ravine::export::EXPORTERS;
use std::process::{Command, Output, Stdio};

/// Everything that can go wrong, with its code and a part of its sentence. `$` is a folder.
#[test]
fn every_fault_is_one_sentence_with_its_exit_code() {
    let table: &[(i32, &[&str], &str)] = &[
        (2, &["run"], "no scene is named"),
        (2, &["run", "nothing.json"], "there is no such file"),
        (2, &["run", "$"], "a folder"),
        (2, &["run", "--run", ""], "an id comes first"),
        (2, &["run", "--run", "admm"], "did you mean `adam`?"),
        (
            2,
            &["run", "--run", "adam:beta9=1"],
            "`beta9` is not known (did you mean `beta1`?); there is lr, beta1",
        ),
        (
            2,
            &["run", "--run", "adam:shedule=step"],
            "did you mean `schedule`?",
        ),
        (
            2,
            &["run", "--run", "adam:beta1=1.5"],
            "`beta1` must be a number at least 0 and below 1, but is 1.5",
        ),
        (
            2,
            &["run", "--run", "adam:lr=-1"],
            "`lr` must be a number above 0, but is -1",
        ),
        (
            2,
            &["run", "--run", "adam:lr=nan"],
            "`lr` must be a number above 0",
        ),
        (2, &["run", "--run", "adam:lr"], "`lr` needs a value"),
        (2, &["run", "--run", "adam:lr=1,lr=2"], "`lr` is said twice"),
        (
            2,
            &["run", "--run", "sgd:nesterov=perhaps"],
            "`nesterov` must be true or false",
        ),
        (
            2,
            &["run", "--run", "adam:schedule=cosin"],
            "did you mean `cosine`?",
        ),
        (
            2,
            &["run", "--run", "adam:schedule=step(gama=2)"],
            "`schedule.gama` is not known (did you mean `gamma`?)",
        ),
        (
            2,
            &["run", "--run", "adam:schedule.gamma=2"],
            "`schedule.gamma` needs `schedule=…` before it",
        ),
        (
            2,
            &["run", "--run", "newton:place=momentum"],
            "`place` must be \"gradient\" or \"update\"",
        ),
        (
            2,
            &["run", "--run", "adam:start=1"],
            "`start` must be a position",
        ),
        (
            2,
            &["run", "--run", "adam", "--schedule", "cosine:x=1"],
            "--schedule cosine:x=1: `x` is not known",
        ),
        (
            2,
            &["run", "--run", "adam", "--clip", "norm:max_norm=0"],
            "`max_norm` must be a number above 0",
        ),
        (2, &["run", "ravine", "--clip", "norm"], "--run"),
        (
            2,
            &["run", "--run", "adam", "--surface", "rosenbrok"],
            "did you mean `rosenbrock`?",
        ),
        (
            2,
            &["run", "--run", "adam", "--start", "1"],
            "`start` must be a position",
        ),
        (
            2,
            &["run", "--run", "adam", "--start", "1,inf"],
            "must be a finite number",
        ),
        (
            2,
            &["run", "--run", "adam", "--steps", "0"],
            "from 1 to 1000000",
        ),
        (
            2,
            &["run", "--run", "adam", "--steps", "1e9"],
            "from 1 to 1000000",
        ),
        (
            2,
            &["run", "--run", "adam", "--tolerance", "-1"],
            "`tolerance` must be a number above 0",
        ),
        (
            2,
            &["run", "--run", "adam", "--noise", "gaussian:sigma=-1"],
            "`sigma` must be a number at least 0",
        ),
        (
            2,
            &["run", "--run", "adam", "--noise", "gaus"],
            "must be one of \"gaussian\"",
        ),
        (
            2,
            &["run", "ravine", "--format", "xml"],
            "invalid value 'xml'",
        ),
        (2, &["run", "ravine", "-o"], "a value is required"),
        (
            2,
            &["run", "--torch", "torch.optim.Adamm(p)"],
            "--torch: line 1, column",
        ),
        (
            2,
            &["run", "--torch", "clip_grad_norm_(p, 1.0)"],
            "--torch: ",
        ),
        (
            1,
            &["run", "ravine", "-o", "$/no/such/file.csv"],
            "no such file or folder",
        ),
        (
            1,
            &["export", "ravine", "-o", "$/no/such/file.csv"],
            "no such file or folder",
        ),
        (
            2,
            &["export", "ravine"],
            "no format is named: say --format with one of csv",
        ),
        (
            2,
            &["export", "ravine", "--format", "xml"],
            "invalid value 'xml' for '--format <FORMAT>' [possible values: csv",
        ),
        (
            2,
            &["export", "ravine", "--format", "csv", "--only", "Nobody"],
            "no run has this name; there is \"SGD\"",
        ),
        (
            2,
            &[
                "export",
                "--run",
                "sgd:name=a",
                "--run",
                "sgd:name=a",
                "--only",
                "a",
                "--format",
                "csv",
            ],
            "several runs",
        ),
        (
            2,
            &["export", "--surface", "nothing", "--format", "csv"],
            "no surface has that id",
        ),
        (2, &["list", "nothing"], "invalid value 'nothing'"),
        (2, &["completions", "fisch"], "'fish'"),
        (2, &["completions"], "<SHELL>"),
        (2, &["render", "ravine"], "--output <FILE>"),
        (
            2,
            &["render", "ravine", "-o", "x.png", "--scale", "0"],
            "a scale is a number",
        ),
        (
            2,
            &["render", "ravine", "-o", "x.png", "--size", "1x1"],
            "a size is two whole numbers",
        ),
        (
            2,
            &["render", "ravine", "-o", "x.png", "--size", "1200x480"],
            "say 960x540 or more",
        ),
        (
            2,
            &[
                "animate", "ravine", "-o", "x.gif", "--view", "screen", "--size", "640x480",
            ],
            "say 960x540 or more",
        ),
        (2, &["animate", "ravine"], "--output <FILE|FOLDER>"),
        (2, &["check"], ""),
        (2, &["--nonsense"], "unexpected argument"),
        (2, &["nothing.json"], "there is no such file"),
        (2, &["--run", "admm"], "did you mean `adam`?"),
        (
            0,
            &["run", "ravine", "-o", "$/runs.csv"],
            "# SGD: converged",
        ),
        (0, &["export", "ravine", "-o", "$/runs.npz"], ""),
        (0, &["list", "clips"], ""),
        (0, &["completions", "zsh"], ""),
        (0, &["--version"], ""),
        (0, &["help", "run"], ""),
    ];
    assert_eq!(check(table), 2, "nothing is left of what failed");
}

/// Command lines with their exit codes and a part of what is said; `$` is a folder. Answers how many files are left there.
pub(crate) fn check(table: &[(i32, &[&str], &str)]) -> usize {
    let folder = tempfile::tempdir().unwrap();
    for (code, command, words) in table {
        let place = folder.path().to_str().unwrap();
        let command: Vec<String> = command
            .iter()
            .map(|word| word.replace('$', place))
            .collect();
        let words_said: Vec<&str> = command.iter().map(String::as_str).collect();
        let done = ravine(&words_said, b"");
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(*code), "{command:?}: {said}");
        assert!(said.contains(words), "{command:?}: {said} lacks {words}");
        if *code != 0 {
            assert!(done.stdout.is_empty(), "{command:?}");
            assert!(
                said.starts_with("ravine: ") && said.lines().count() == 1,
                "{command:?}: {said}"
            );
        }
    }
    std::fs::read_dir(folder.path()).unwrap().count()
}

#[test]
fn limits_are_named() {
    let many = |count: usize, steps: &str| -> Output {
        let mut arguments = vec!["run", "--steps", steps];
        arguments.extend(["--run", "sgd"].repeat(count));
        ravine(&arguments, b"")
    };
    assert!(many(64, "2").status.success());
    for (count, steps, words) in [
        (65, "2", "65 runs; a scene may have 64"),
        (
            11,
            "1000000",
            "11 runs × 1000000 steps make 11000000 recorded steps; a scene may have 10000000",
        ),
    ] {
        let done = many(count, steps);
        assert_eq!(done.status.code(), Some(2));
        assert!(text(&done.stderr).contains(words), "{}", text(&done.stderr));
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure_for_any_format() {
    for exporter in EXPORTERS {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ravine"))
            .args([
                "export",
                "--run",
                "sgd:lr=0.01",
                "--steps",
                "20000",
                "--format",
                exporter.id,
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert!(
            done.status.success() && done.stderr.is_empty(),
            "{}: {}",
            exporter.id,
            text(&done.stderr)
        );
    }
}

#[cfg(not(feature = "picture"))]
#[test]
fn without_pictures_the_program_says_what_is_missing() {
    for command in [
        &["render", "ravine", "-o", "x.png"][..],
        &["animate", "ravine", "-o", "x.gif"],
        &["sheet", "-o", "x"],
    ] {
        let done = ravine(command, b"");
        assert_eq!(done.status.code(), Some(1));
        assert!(text(&done.stderr).starts_with("ravine: this program was built without pictures"));
    }
}
