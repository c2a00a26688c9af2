//! Sweeps of one number on the command line: the runs that are meant, and what is written is what the library writes.

use super::faults::check;
use super::{printed, ravine, text};
use ravine::core::map::{Axis, Knob, Part};
use ravine::export::map::{LineContent, LineFile};
use ravine::export::progress::Quiet;
use ravine::session::Session;
use ravine::session::preset::{self, PresetFile};
use std::fs;

/// What the library writes of a scene in which only these runs are shown.
fn written(
    preset: &PresetFile,
    (content, columns): (LineContent, usize),
    names: &[&str],
) -> String {
    let mut preset = preset.clone();
    for run in &mut preset.scene.runs {
        run.visible = names.contains(&run.name.as_str());
    }
    let mut session = Session::new(&preset);
    session.selected = preset
        .scene
        .runs
        .iter()
        .find(|run| run.name == names[0])
        .map(|run| run.id);
    let file = LineFile::of(&session, content, columns).unwrap();
    let mut bytes = Vec::new();
    file.write(&preset, 1, None, &mut bytes, &mut Quiet)
        .unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_curve_is_of_the_runs_that_are_named_over_the_number_that_is_said() {
    let mut preset = PresetFile::new(preset::default_scene());
    let usual = [
        "map",
        "curve",
        "ravine",
        "--columns",
        "7",
        "--format",
        "csv",
        "-o",
        "-",
    ];
    let said = |more: &[&str]| printed(&[&usual, more].concat());
    let all: Vec<String> = preset
        .scene
        .runs
        .iter()
        .map(|run| run.name.clone())
        .collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let curve = (LineContent::Curve, 7);
    assert_eq!(said(&[]), written(&preset, curve, &all));
    let sweep = &mut preset.view.sweep;
    sweep.across = Some(Knob::param(Part::Optimizer, "lr"));
    sweep.across_shown = Some(Axis::log(1e-4, 1.0));
    let two = written(&preset, curve, &["Adam", "SGD"]);
    let named = ["--x", "lr=1e-4..1:log", "--run", "adam", "--run", "SGD"];
    assert_eq!(said(&[&named[..], &["--threads", "3"]].concat()), two);
    assert_eq!(two.lines().count(), 15);
    // What the scene says of its sweep counts.
    let json = preset::write(&preset);
    let piped = [
        "map",
        "curve",
        "-",
        "--columns",
        "7",
        "--format",
        "csv",
        "-o",
        "-",
    ];
    let done = ravine(&piped, json.as_bytes());
    assert_eq!(text(&done.stdout), written(&preset, curve, &all));
}

#[test]
fn an_orbit_is_of_one_run_after_so_many_steps() {
    let mut preset = PresetFile::new(preset::default_scene());
    let said = printed(&[
        "map",
        "orbit",
        "ravine",
        "--run",
        "Momentum",
        "--x",
        "optimizer.momentum=0.5..0.9:linear",
        "--after",
        "70",
        "--columns",
        "3",
        "--format",
        "csv",
        "-o",
        "-",
    ]);
    let sweep = &mut preset.view.sweep;
    sweep.across = Some(Knob::param(Part::Optimizer, "momentum"));
    sweep.across_shown = Some(Axis::linear(0.5, 0.9));
    sweep.orbit.after = Some(70);
    assert_eq!(
        said,
        written(&preset, (LineContent::Orbit, 3), &["Momentum"])
    );
    let first = said.lines().nth(1).unwrap();
    assert!(first.contains(",71,"), "{first}");
}

#[cfg(feature = "picture")]
#[test]
fn a_picture_of_a_line_is_as_large_as_it_is_said() {
    let png = |arguments: &[&str]| {
        let usual = ["--size", "320x200", "--format", "png", "-o", "-"];
        let done = ravine(&[&["map"], arguments, &usual].concat(), b"");
        assert!(done.status.success(), "{}", text(&done.stderr));
        done.stdout
    };
    let pictures = [
        &["curve", "ravine"][..],
        &["curve", "ravine", "--theme", "light"],
        &["curve", "ravine", "--run", "Adam"],
        &["curve", "ravine", "--y", "rate"],
        &["curve", "ravine", "--x", "momentum", "--run", "Momentum"],
        &["orbit", "ravine"],
        &["orbit", "ravine", "--y", "y"],
        &["orbit", "ravine", "--run", "Adam"],
    ]
    .map(png);
    for (i, picture) in pictures.iter().enumerate() {
        assert_eq!(picture[16..24], [0, 0, 1, 64, 0, 0, 0, 200]);
        assert!(!pictures[..i].contains(picture), "{i}");
    }
}

#[test]
fn a_line_takes_the_place_of_a_file_whole_or_leaves_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curves.csv");
    let name = path.to_str().unwrap();
    fs::write(&path, "mine").unwrap();
    let refused = ravine(
        &["map", "curve", "ravine", "--x", "lr=-3..-2", "-o", name],
        b"",
    );
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    printed(&["map", "curve", "ravine", "--columns", "4", "-o", name]);
    let table = fs::read_to_string(&path).unwrap();
    assert!(table.starts_with("run,name,optimizer.lr,ending,") && table.lines().count() > 4);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn every_fault_of_a_line_is_one_sentence() {
    let table: &[(i32, &[&str], &str)] = &[
        (2, &["map", "curve", "-o", "x.csv"], "no scene is named"),
        (2, &["map", "orbit", "ravine"], "--output <FILE>"),
        (
            2,
            &["map", "orbit", "ravine", "-o", "x.txt"],
            "a map's name ends in .png, .npz or .csv",
        ),
        (
            2,
            &["map", "curve", "ravine", "-o", "x.csv", "--columns", "0"],
            "1..=16384",
        ),
        (
            2,
            &["map", "curve", "ravine", "-o", "x.csv", "--size", "640x480"],
            "`--size` is about a .png, and this is a .csv",
        ),
        (
            2,
            &["map", "orbit", "ravine", "-o", "x.npz", "--y", "moved"],
            "`--y` is about a .png, and this is a .npz",
        ),
        (
            2,
            &["map", "orbit", "ravine", "-o", "x.png", "--columns", "9"],
            "`--columns` is about a .npz or .csv, and this is a .png",
        ),
        (
            2,
            &[
                "map", "orbit", "ravine", "-o", "x.csv", "--after", "1000001",
            ],
            "0..=1000000",
        ),
        (
            2,
            &["map", "curve", "ravine", "-o", "x.csv", "--x", "lr=-3..-2"],
            "optimizer.lr is outside its domain from -3.0 to -2.0: it is a number above 0",
        ),
        (
            2,
            &["map", "curve", "ravine", "-o", "x.csv", "--x", "lr=1..nan"],
            "a range is two numbers",
        ),
        (
            2,
            &[
                "map", "orbit", "ravine", "-o", "x.csv", "--run", "Adam", "--x", "momentum",
            ],
            "\"Adam\" has no such number",
        ),
        (
            1,
            &[
                "map",
                "curve",
                "ravine",
                "-o",
                "$/no/such/x.csv",
                "--columns",
                "4",
            ],
            "no such file or folder",
        ),
        (
            0,
            &[
                "map",
                "curve",
                "ravine",
                "-o",
                "$/curves.csv",
                "--columns",
                "4",
                "--run",
                "Momentum",
                "--run",
                "Adam",
                "--x",
                "momentum",
            ],
            "\"Adam\" has no optimizer.momentum: left out",
        ),
        (
            0,
            &[
                "map",
                "orbit",
                "ravine",
                "-o",
                "$/orbits.csv",
                "--columns",
                "4",
                "--x",
                "lr=-0.5..1.5:linear",
            ],
            "2 of 4 columns of optimizer.lr are outside its domain",
        ),
    ];
    assert_eq!(check(table), 2, "nothing is left of what failed");
}
