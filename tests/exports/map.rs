//! Maps as files: every pixel is, bit for bit, the single run at its numbers, in NPZ and in CSV.

use super::npz::Archive;
use super::same;
use ravine::core::catalog::Kind;
use ravine::core::map::{Axis, Extras, Knob, Outcome, Part, Plan};
use ravine::core::noise::{Noise, NoiseKind};
use ravine::core::simulate::simulate;
use ravine::core::surface::Region;
use ravine::core::trajectory::{Cause, Ending};
use ravine::export::map::{MapFile, MapFormat};
use ravine::export::progress::Quiet;
use ravine::session::maps::{Basin, Places, Sweep, basins};
use ravine::session::preset::{self, PresetFile};
use ravine::session::scene::{Run, Scene};
use std::collections::HashSet;

fn scene(surface: &str, runs: &[(&str, f64)]) -> Scene {
    let mut scene = Scene::on(Kind::Surface.default_config(surface));
    scene.steps = 120;
    for (id, rate) in runs {
        let optimizer = Kind::Optimizer.default_config(id).with("lr", *rate);
        let run = Run::new(scene.free_id(), format!("{id}, \"one\""), 0, optimizer);
        scene.runs.push(run);
    }
    scene
}

fn written(file: &MapFile, scene: &Scene, format: MapFormat, threads: usize) -> Vec<u8> {
    let file = MapFile {
        format,
        ..file.clone()
    };
    let preset = PresetFile::new(scene.clone());
    let mut bytes = Vec::new();
    file.write(&preset, threads, None, &mut bytes, &mut Quiet)
        .unwrap();
    bytes
}

/// What becomes of the single run at these numbers.
fn alone(plan: &Plan, cell: [f64; 2]) -> Outcome {
    plan.request(cell).map_or(Outcome::NONE, |request| {
        let (trajectory, ending) = simulate(&request);
        let extras = Extras {
            rate: true,
            ..plan.extras()
        };
        Outcome::of(&request, &trajectory, ending, extras)
    })
}

/// What is said of a pixel, in the order of the columns: words of ending and cause, and the numbers.
struct Said {
    words: [&'static str; 2],
    whole: [Option<u64>; 3],
    reals: [f64; 4],
}

fn said(outcome: &Outcome) -> Said {
    let (ending, at, period, cause) = match outcome.ending {
        None => ("none", None, None, ""),
        Some(Ending::Converged { at }) => ("converged", Some(at), None, ""),
        Some(Ending::Saddle { at }) => ("saddle", Some(at), None, ""),
        Some(Ending::Cycling { period }) => ("cycling", None, Some(u64::from(period)), ""),
        Some(Ending::Budget) => ("budget", outcome.settled_at(), None, ""),
        Some(Ending::Diverged { at, cause }) => {
            let cause = match cause {
                Cause::Overflow => "overflow",
                Cause::NotANumber => "undefined",
                Cause::Escaped => "escaped",
            };
            ("diverged", Some(at), None, cause)
        }
    };
    Said {
        words: [ending, cause],
        whole: [at, period, outcome.steps_to_tolerance()],
        reals: [outcome.loss, outcome.at.x, outcome.at.y, outcome.rate],
    }
}

/// The minima that are reached, one list for each run, and the places.
fn reached(layers: &[Vec<Outcome>], scene: &Scene) -> (Vec<Vec<Option<u64>>>, Vec<[f64; 2]>) {
    let all: Vec<Outcome> = layers.iter().flatten().copied().collect();
    let (found, places) = basins(&all, &mut Places::new(&scene.surface), scene.tolerance);
    let number = |basin: &Basin| match basin {
        Basin::Minimum(place) => Some(*place as u64),
        _ => None,
    };
    let found: Vec<Option<u64>> = found.iter().map(number).collect();
    let chunks = found.chunks(layers[0].len()).map(<[_]>::to_vec).collect();
    (chunks, places.iter().map(|p| [p.at.x, p.at.y]).collect())
}

/// Both formats of a map against single runs. Answers the endings that were seen.
fn check(file: &MapFile, scene: &Scene) -> HashSet<&'static str> {
    let [columns, rows] = file.wanted.size;
    let mut archive = Archive::of(written(file, scene, MapFormat::Npz, 2));
    let csv = String::from_utf8(written(file, scene, MapFormat::Csv, 2)).unwrap();
    let axes = ["x", "y"].map(|axis| archive.array::<f64>(axis).1);
    assert_eq!(axes.each_ref().map(Vec::len), [columns, rows]);
    let cells: Vec<[f64; 2]> = axes[1]
        .iter()
        .flat_map(|y| axes[0].iter().map(|x| [*x, *y]))
        .collect();
    let plans = [Some(&file.wanted.plan), file.against.as_ref().map(|a| &a.1)];
    let layers: Vec<Vec<Outcome>> = plans
        .into_iter()
        .flatten()
        .map(|plan| cells.iter().map(|cell| alone(plan, *cell)).collect())
        .collect();
    let is_basins = file.wanted.plan.across == Knob::StartX;
    let (minima, places) = if is_basins {
        reached(&layers, scene)
    } else {
        (Vec::new(), Vec::new())
    };
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let table: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(table.len(), cells.len());
    for (cell, row) in cells.iter().zip(&table) {
        assert_eq!(row.len(), header.len());
        for (number, text) in cell.iter().zip(row) {
            same(text.parse().ok(), Some(*number), "axes");
        }
    }
    // What stands on the axes has its own name, here and there.
    for (k, axis) in ["x_name", "y_name"].into_iter().enumerate() {
        let name = archive.array::<String>(axis).1.remove(0);
        let plan = &file.wanted.plan;
        let want = [Some(&plan.across), plan.up.as_ref()][k]
            .unwrap()
            .to_string();
        assert_eq!((header[k], name), (want.as_str(), want.clone()));
    }
    let column = |name: &str| header.iter().position(|one| *one == name).unwrap();
    let legend = |archive: &mut Archive, key: &str| archive.array::<String>(key).1;
    let (endings, causes) = (
        legend(&mut archive, "endings"),
        legend(&mut archive, "causes"),
    );
    let shape = vec![rows as u64, columns as u64];
    let mut seen = HashSet::new();
    for (i, outcomes) in layers.iter().enumerate() {
        let before = ["", "against_"][i];
        let want: Vec<Said> = outcomes.iter().map(said).collect();
        seen.extend(want.iter().map(|said| said.words[0]));
        for (k, (name, legend)) in [("ending", &endings), ("cause", &causes)]
            .into_iter()
            .enumerate()
        {
            let key = format!("{before}{name}");
            let (found_shape, codes) = archive.array::<u8>(&key);
            assert_eq!(found_shape, shape);
            for ((code, row), want) in codes.iter().zip(&table).zip(&want) {
                assert_eq!(legend[usize::from(*code)], want.words[k], "{key}");
                assert_eq!(row[column(&key)], want.words[k], "{key}");
            }
        }
        let mut whole = |name: &str, of: &dyn Fn(usize) -> Option<u64>| {
            let key = format!("{before}{name}");
            let (found_shape, numbers) = archive.array::<i32>(&key);
            assert_eq!(found_shape, shape);
            for (place, (number, row)) in numbers.iter().zip(&table).enumerate() {
                let want = of(place);
                let number = (*number != -1).then(|| u64::try_from(*number).unwrap());
                assert_eq!(
                    (number, row[column(&key)].parse().ok()),
                    (want, want),
                    "{key}"
                );
            }
        };
        for (k, name) in ["at", "period", "steps"].into_iter().enumerate() {
            whole(name, &|place| want[place].whole[k]);
        }
        if is_basins {
            whole("basin", &|place| minima[i][place]);
        }
        for (k, name) in ["loss", "end_x", "end_y", "rate"].into_iter().enumerate() {
            let key = format!("{before}{name}");
            let (found_shape, numbers) = archive.array::<f64>(&key);
            assert_eq!(found_shape, shape);
            for ((number, row), want) in numbers.iter().zip(&table).zip(&want) {
                same(Some(*number), Some(want.reals[k]), &key);
                same(row[column(&key)].parse().ok(), Some(want.reals[k]), &key);
            }
        }
    }
    if is_basins {
        let (found_shape, numbers) = archive.array::<f64>("minima");
        assert_eq!(found_shape, [places.len() as u64, 2]);
        assert_eq!(numbers, places.concat());
        assert_eq!(archive.array::<f64>("minima_loss").0, [places.len() as u64]);
    }
    let said = archive.array::<String>("preset").1.remove(0);
    assert_eq!(preset::from_json(&said).as_ref(), Ok(scene));
    assert_eq!(
        archive.array::<String>("run").1,
        std::slice::from_ref(&file.run)
    );
    let names = archive.keys();
    assert_eq!(
        names.contains(&"against".to_owned()),
        file.against.is_some()
    );
    seen
}

#[test]
fn every_start_is_the_single_run_from_there() {
    let scene = scene("himmelblau", &[("sgd", 0.011), ("adam", 0.3)]);
    let region = Region::new([-12.0, 6.0], [-5.0, 9.0]);
    let file = MapFile::basins(&scene, &scene.runs[0], region, [24, 16]);
    let seen = check(&file, &scene);
    assert!(
        seen.contains("converged") && seen.contains("diverged"),
        "{seen:?}"
    );
    check(&file.against(&scene, &scene.runs[1]), &scene);
}

#[test]
fn every_setting_is_the_single_run_with_it() {
    let mut scene = scene("quadratic", &[("sgd", 0.1)]);
    let schedule = Kind::Schedule.default_config("step");
    scene.runs[0].schedule = schedule;
    let optimizer = |key: &str| Some(Knob::param(Part::Optimizer, key));
    let table = [
        // Beyond the limit; outside the domain of a momentum.
        Sweep {
            across: optimizer("lr"),
            across_shown: Some(Axis::log(1e-3, 1e3)),
            up: optimizer("momentum"),
            up_shown: Some(Axis::linear(-0.2, 1.3)),
            ..Sweep::default()
        },
        // Whole numbers, each met by several pixels; the surface.
        Sweep {
            across: Some(Knob::param(Part::Schedule, "step_size")),
            across_shown: Some(Axis::linear(0.5, 7.5)),
            up: Some(Knob::param(Part::Surface, "kappa")),
            up_shown: Some(Axis::log(1.0, 500.0)),
            ..Sweep::default()
        },
        // The noise.
        Sweep {
            across: Some(Knob::Sigma),
            across_shown: Some(Axis::linear(0.0, 3.0)),
            up: Some(Knob::Seed),
            up_shown: Some(Axis::linear(0.5, 9.5)),
            ..Sweep::default()
        },
    ];
    let mut seen = HashSet::new();
    for (i, sweep) in table.iter().enumerate() {
        scene.noise = Noise {
            kind: NoiseKind::Gaussian,
            sigma: [0.0, 0.0, 0.1][i],
            ..Noise::default()
        };
        let file = MapFile::sweep(&scene, &scene.runs[0], sweep, [21, 9]);
        seen.extend(check(&file, &scene));
    }
    for word in ["none", "converged", "budget", "diverged"] {
        assert!(seen.contains(word), "{seen:?}");
    }
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let scene = scene("himmelblau", &[("adam", 0.1)]);
    let region = Region::new([-4.0, 4.0], [-4.0, 4.0]);
    let file = MapFile::basins(&scene, &scene.runs[0], region, [33, 40]);
    for format in [MapFormat::Npz, MapFormat::Csv] {
        let [one, three] = [1, 3].map(|threads| written(&file, &scene, format, threads));
        assert!(one == three, "{format:?}");
        let estimate = file.wanted.size.iter().product::<usize>();
        assert!(one.len() > estimate, "{format:?} {}", one.len());
    }
}
