//! Sweeps of one number as files: every value of a curve and every orbit is, bit for bit, the single run there.

use super::npz::Archive;
use super::same;
use ravine::core::catalog::Kind;
use ravine::core::map::orbit::{Fate, LENGTH, Tail};
use ravine::core::map::{Axis, Extras, Knob, Outcome, Part, line};
use ravine::core::noise::{Noise, NoiseKind};
use ravine::core::pipeline::Request;
use ravine::core::simulate::simulate;
use ravine::core::trajectory::{Cause, Ending};
use ravine::export::map::{LineContent, LineFile, MapFormat};
use ravine::export::progress::Quiet;
use ravine::session::Session;
use ravine::session::maps::Sweep;
use ravine::session::preset::{self, PresetFile};
use ravine::session::scene::{Run, Scene};
use std::collections::HashSet;

fn scene(surface: &str, methods: &[&str]) -> Scene {
    let mut scene = Scene::on(Kind::Surface.default_config(surface));
    scene.steps = 90;
    for id in methods {
        let optimizer = Kind::Optimizer.default_config(id);
        let run = Run::new(scene.free_id(), format!("{id}, \"one\""), 0, optimizer);
        scene.runs.push(run);
    }
    scene
}

/// The line that a view with this sweep has, in so many columns.
fn file(scene: &Scene, sweep: &Sweep, content: LineContent, columns: usize) -> LineFile {
    let mut preset = PresetFile::new(scene.clone());
    preset.view.sweep = sweep.clone();
    LineFile::of(&Session::new(&preset), content, columns).unwrap()
}

fn over(key: &str, axis: Axis) -> Sweep {
    Sweep {
        across: Some(Knob::param(Part::Optimizer, key)),
        across_shown: Some(axis),
        ..Sweep::default()
    }
}

fn written(file: &LineFile, scene: &Scene, format: MapFormat, threads: usize) -> Vec<u8> {
    let file = LineFile {
        format,
        ..file.clone()
    };
    let preset = PresetFile::new(scene.clone());
    let mut bytes = Vec::new();
    file.write(&preset, threads, None, &mut bytes, &mut Quiet)
        .unwrap();
    bytes
}

/// A table as Python's csv module reads it.
fn table(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    let row = |line: &str| {
        let (mut cells, mut is_quoted) = (vec![String::new()], false);
        for letter in line.chars() {
            match letter {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                other => cells.last_mut().unwrap().push(other),
            }
        }
        cells
    };
    text.lines().map(row).collect()
}

/// Words of ending and cause, step and period.
fn said(ending: Option<Ending>) -> ([&'static str; 2], [Option<u64>; 2]) {
    match ending {
        None => (["none", ""], [None, None]),
        Some(Ending::Converged { at }) => (["converged", ""], [Some(at), None]),
        Some(Ending::Saddle { at }) => (["saddle", ""], [Some(at), None]),
        Some(Ending::Cycling { period }) => (["cycling", ""], [None, Some(u64::from(period))]),
        Some(Ending::Budget) => (["budget", ""], [None, None]),
        Some(Ending::Diverged { at, cause }) => {
            let cause = match cause {
                Cause::Overflow => "overflow",
                Cause::NotANumber => "undefined",
                Cause::Escaped => "escaped",
            };
            (["diverged", cause], [Some(at), None])
        }
    }
}

/// What both formats say of endings, as far as they go: of the rows of a table, and of arrays in their order.
fn check_endings(archive: &mut Archive, rows: &[&[String]], want: &[Option<Ending>]) {
    let word = |archive: &mut Archive, codes: &str, words: &str| -> Vec<String> {
        let words = archive.array::<String>(words).1;
        let codes = archive.array::<u8>(codes).1;
        codes
            .iter()
            .map(|code| words[usize::from(*code)].clone())
            .collect()
    };
    let words = [
        word(archive, "ending", "endings"),
        word(archive, "cause", "causes"),
    ];
    let whole = ["at", "period"].map(|name| archive.array::<i32>(name).1);
    for (i, (ending, row)) in want.iter().zip(rows).enumerate() {
        let (text, numbers) = said(*ending);
        assert_eq!([&words[0][i], &words[1][i]], text);
        assert_eq!([&row[0], &row[3]], text);
        for k in 0..2 {
            let found = (whole[k][i] != -1).then(|| u64::try_from(whole[k][i]).unwrap());
            assert_eq!((found, row[1 + k].parse().ok()), (numbers[k], numbers[k]));
        }
    }
}

/// A run with a number put in place.
fn with(scene: &Scene, run: &Run, knob: &str, x: f64, steps: u64) -> Option<Request> {
    let mut request = scene.request(run);
    request.steps = steps;
    let knob: Knob = knob.parse().unwrap();
    knob.put(&mut request, x).map(|()| request)
}

#[test]
fn every_value_of_a_curve_is_the_single_run_with_it() {
    let mut scene = scene(
        "himmelblau",
        &["sgd", "adam", "nelder_mead", "lookahead", "lbfgs"],
    );
    scene.noise = Noise {
        kind: NoiseKind::Gaussian,
        sigma: 0.01,
        ..Noise::default()
    };
    scene.runs[1].visible = false;
    let sweep = over("lr", Axis::linear(-0.02, 0.3));
    let file = file(&scene, &sweep, LineContent::Curve, 24);
    // Under which name each has it; a hidden run is not there.
    let members = [
        (0, "optimizer.lr"),
        (2, "optimizer.lr"),
        (3, "optimizer.optimizer.lr"),
        (4, "optimizer.lr"),
    ];
    assert!(file.left_out.is_empty());
    let mut archive = Archive::of(written(&file, &scene, MapFormat::Npz, 2));
    let table = table(&written(&file, &scene, MapFormat::Csv, 2));
    assert_eq!(
        table[0].join(","),
        "run,name,optimizer.lr,ending,at,period,cause,loss,end_x,end_y,steps,rate"
    );
    let values = line::values(&file.axis, 24, false);
    assert_eq!(archive.array::<f64>("x"), (vec![24], values.clone()));
    let runs: Vec<i64> = members.iter().map(|(run, _)| *run).collect();
    assert_eq!(archive.array::<i64>("runs").1, runs);
    let knobs = members.map(|(_, knob)| knob.to_owned());
    assert_eq!(archive.array::<String>("x_names").1, knobs);
    let single: Vec<Outcome> = members
        .iter()
        .flat_map(|(run, knob)| {
            let run = &scene.runs[usize::try_from(*run).unwrap()];
            values.iter().map(|x| {
                let request = with(&scene, run, knob, *x, scene.steps);
                request.map_or(Outcome::NONE, |request| {
                    let (trajectory, ending) = simulate(&request);
                    Outcome::of(
                        &request,
                        &trajectory,
                        ending,
                        Extras {
                            rate: true,
                            settled: false,
                        },
                    )
                })
            })
        })
        .collect();
    let rows = &table[1..];
    assert_eq!(rows.len(), single.len());
    let endings: Vec<&[String]> = rows.iter().map(|row| &row[3..]).collect();
    let want: Vec<Option<Ending>> = single.iter().map(|outcome| outcome.ending).collect();
    check_endings(&mut archive, &endings, &want);
    let steps = archive.array::<i32>("steps").1;
    let reals = ["loss", "end_x", "end_y", "rate"].map(|name| {
        let (shape, numbers) = archive.array::<f64>(name);
        assert_eq!(shape, [4, 24], "{name}");
        numbers
    });
    for (i, (outcome, row)) in single.iter().zip(rows).enumerate() {
        let (member, x) = (members[i / 24], values[i % 24]);
        let name = &scene.runs[usize::try_from(member.0).unwrap()].name;
        assert_eq!(
            (row[0].parse(), &row[1]),
            (Ok(member.0), &name.replace('"', ""))
        );
        same(row[2].parse().ok(), Some(x), "x");
        let want = [outcome.loss, outcome.at.x, outcome.at.y, outcome.rate];
        for (k, cell) in [7, 8, 9, 11].into_iter().enumerate() {
            same(row[cell].parse().ok(), Some(want[k]), &table[0][cell]);
            same(Some(reals[k][i]), Some(want[k]), &table[0][cell]);
        }
        let reached = outcome.steps_to_tolerance();
        assert_eq!(row[10].parse().ok(), reached);
        assert_eq!(u64::try_from(steps[i]).ok(), reached);
    }
    let seen: HashSet<&str> = rows.iter().map(|row| row[3].as_str()).collect();
    for word in ["none", "budget", "diverged"] {
        assert!(seen.contains(word), "{seen:?}");
    }
    let said = archive.array::<String>("preset").1.remove(0);
    assert_eq!(preset::from_json(&said).as_ref(), Ok(&scene));
    for (key, text) in [
        ("map", "curve"),
        ("x_name", "optimizer.lr"),
        ("x_scale", "linear"),
    ] {
        assert_eq!(archive.array::<String>(key).1, [text]);
    }
}

#[test]
fn whole_numbers_stand_there_once() {
    let mut scene = scene("quadratic", &["sgd"]);
    scene.runs[0].schedule = Kind::Schedule.default_config("step");
    let sweep = Sweep {
        across: Some(Knob::param(Part::Schedule, "step_size")),
        across_shown: Some(Axis::linear(0.5, 7.5)),
        ..Sweep::default()
    };
    let file = file(&scene, &sweep, LineContent::Curve, 200);
    let table = table(&written(&file, &scene, MapFormat::Csv, 1));
    let values: Vec<&str> = table[1..].iter().map(|row| row[2].as_str()).collect();
    assert_eq!(table[0][2], "schedule.step_size");
    assert_eq!(values, ["1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0"]);
}

#[test]
fn a_run_without_the_number_is_left_out_and_named() {
    let scene = scene("quadratic", &["adam", "sgd", "lion"]);
    let sweep = over("beta1", Axis::linear(0.0, 0.9));
    let file = file(&scene, &sweep, LineContent::Curve, 5);
    assert_eq!(file.left_out, ["sgd, \"one\""]);
    let table = table(&written(&file, &scene, MapFormat::Csv, 1));
    let runs: Vec<&str> = table[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(runs, ["0", "0", "0", "0", "0", "2", "2", "2", "2", "2"]);
    assert_eq!(table[0][2], "optimizer.beta1");
}

#[test]
fn every_orbit_is_the_end_of_its_single_run() {
    let mut scene = scene("double_well", &["sgd"]);
    scene.start = ravine::core::vec2::vec2(-0.2, 0.5);
    let mut sweep = over("lr", Axis::linear(-0.05, 2.2));
    sweep.orbit.after = Some(300);
    let file = file(&scene, &sweep, LineContent::Orbit, 40);
    let mut archive = Archive::of(written(&file, &scene, MapFormat::Npz, 2));
    let table = table(&written(&file, &scene, MapFormat::Csv, 2));
    assert_eq!(
        table[0].join(","),
        "optimizer.lr,ending,at,period,cause,fate,step,place_x,place_y,loss,moved"
    );
    let values = line::values(&file.axis, 40, false);
    assert_eq!(archive.array::<f64>("x"), (vec![40], values.clone()));
    let steps = archive.array::<i64>("step").1;
    assert!(steps.iter().copied().eq((301_i64..).take(LENGTH)));
    assert_eq!(archive.array::<i64>("after").1, [300]);
    let fates = archive.array::<String>("fates").1;
    let codes = archive.array::<u8>("fate").1;
    let reals = ["place_x", "place_y", "loss", "moved"].map(|name| {
        let (shape, numbers) = archive.array::<f64>(name);
        assert_eq!(shape, [40, LENGTH as u64], "{name}");
        numbers
    });
    let mut rows = table[1..].iter();
    let (mut firsts, mut endings, mut seen): (Vec<&[String]>, _, _) =
        (Vec::new(), Vec::new(), HashSet::new());
    for (i, x) in values.iter().enumerate() {
        let request = with(
            &scene,
            &scene.runs[0],
            "optimizer.lr",
            *x,
            300 + LENGTH as u64,
        );
        let tail = request.map_or(Tail::NONE, |request| {
            let (trajectory, ending) = simulate(&request);
            Tail::of(&trajectory, ending)
        });
        let fate = match tail.fate() {
            Fate::Nowhere => "none",
            Fate::Diverged(_) => "diverged",
            Fate::Rests => "rests",
            Fate::Cycles(_) => "cycles",
            Fate::Wanders => "wanders",
        };
        seen.insert(fate);
        assert_eq!(fates[usize::from(codes[i])], fate);
        endings.push(tail.ending);
        for step in 0..tail.len().max(1) {
            let row = rows.next().unwrap();
            if step == 0 {
                firsts.push(&row[1..]);
            }
            same(row[0].parse().ok(), Some(*x), "x");
            assert_eq!(row[5], fate);
            if tail.is_empty() {
                assert!(row[6..].iter().all(String::is_empty));
                continue;
            }
            assert_eq!(row[6].parse::<i64>(), Ok(steps[step]));
            let (place, loss, moved) = tail.at(step);
            for (k, want) in [place.x, place.y, loss, moved].into_iter().enumerate() {
                same(row[7 + k].parse().ok(), Some(want), &table[0][7 + k]);
                same(
                    Some(reals[k][i * LENGTH + step]),
                    Some(want),
                    &table[0][7 + k],
                );
            }
        }
        for step in tail.len()..LENGTH {
            assert!(
                reals
                    .iter()
                    .all(|numbers| numbers[i * LENGTH + step].is_nan())
            );
        }
    }
    assert!(rows.next().is_none());
    check_endings(&mut archive, &firsts, &endings);
    for fate in ["none", "diverged", "rests", "cycles", "wanders"] {
        assert!(seen.contains(fate), "{seen:?}");
    }
}

#[test]
fn the_bytes_of_a_line_do_not_depend_on_the_number_of_threads() {
    let scene = scene("rosenbrock", &["sgd", "adam"]);
    let sweep = over("lr", Axis::log(1e-4, 1.0));
    for content in [LineContent::Curve, LineContent::Orbit] {
        let file = file(&scene, &sweep, content, 50);
        for format in [MapFormat::Npz, MapFormat::Csv] {
            let [one, three] = [1, 3].map(|threads| written(&file, &scene, format, threads));
            assert!(one == three, "{content:?} {format:?}");
            let sized = LineFile {
                format,
                ..file.clone()
            };
            let (bytes, about) = (one.len() as u64, sized.estimate());
            assert!(
                bytes < 2 * about + 4000 && about < 20 * bytes,
                "{bytes} {about}"
            );
        }
    }
}
