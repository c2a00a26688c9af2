//! Maps on the command line: the runs that are meant, and what is written is what the library writes.

use super::faults::check;
use super::{printed, ravine, text};
use ravine::core::map::{Axis, Knob, Part};
use ravine::core::surface::Region;
use ravine::export::map::{MapFile, MapFormat};
use ravine::export::progress::Quiet;
use ravine::session::maps::Sweep;
use ravine::session::preset::{self, PresetFile};

fn written(file: &MapFile, preset: &PresetFile) -> String {
    let file = MapFile {
        format: MapFormat::Csv,
        ..file.clone()
    };
    let mut bytes = Vec::new();
    file.write(preset, 1, None, &mut bytes, &mut Quiet).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_map_is_of_the_run_that_is_named() {
    let preset = PresetFile::new(preset::default_scene());
    let scene = &preset.scene;
    let region = Region::new([-2.0, 1.0], [0.0, 2.0]);
    let said = |more: &[&str]| {
        let usual = [
            "map", "basins", "ravine", "--region", "-2,1,0,2", "--size", "9x6", "--format", "csv",
            "-o", "-",
        ];
        printed(&[&usual, more].concat())
    };
    let of = |index: usize| MapFile::basins(scene, &scene.runs[index], region, [9, 6]);
    let adam = scene
        .runs
        .iter()
        .position(|run| run.name == "Adam")
        .unwrap();
    let number = adam.to_string();
    assert_eq!(said(&[]), written(&of(0), &preset));
    for name in ["Adam", "adam", &number] {
        assert_eq!(
            said(&["--run", name, "--threads", "3"]),
            written(&of(adam), &preset),
            "{name}"
        );
    }
    let beside = of(adam).against(scene, &scene.runs[0]);
    assert_eq!(
        said(&["--run", "Adam", "--against", "SGD"]),
        written(&beside, &preset)
    );
    // A method that is no run of the scene is one from then on.
    let added = said(&["--run", "adam:lr=0.5", "--against", "sgd:lr=0.2"]);
    assert!(added.starts_with("start.x,start.y,ending,") && added.contains(",against_ending,"));
    assert_ne!(added, said(&["--run", "Adam", "--against", "SGD"]));
    let built = [
        "map",
        "basins",
        "--surface",
        "himmelblau",
        "--run",
        "lion",
        "--size",
        "4x4",
        "--format",
        "csv",
        "-o",
        "-",
    ];
    assert_eq!(printed(&built).lines().count(), 17);
}

#[test]
fn a_sweep_is_of_what_is_said_of_its_axes() {
    let preset = PresetFile::new(preset::default_scene());
    let scene = &preset.scene;
    let usual = [
        "map", "sweep", "ravine", "--run", "Momentum", "--size", "8x5", "--format", "csv", "-o",
        "-",
    ];
    let Some(run) = scene.runs.iter().find(|run| run.name == "Momentum") else {
        panic!("no run of this name");
    };
    let number = |key: &str| Some(Knob::param(Part::Optimizer, key));
    let sweep = Sweep {
        across: number("lr"),
        across_shown: Some(Axis::log(1e-4, 1.0)),
        up: number("momentum"),
        up_shown: Some(Axis::linear(0.0, 0.99)),
        ..Sweep::default()
    };
    let want = written(&MapFile::sweep(scene, run, &sweep, [8, 5]), &preset);
    for [x, y] in [
        [
            "optimizer.lr=1e-4..1:log",
            "optimizer.momentum=0..0.99:linear",
        ],
        ["lr=1e-4 .. 1", "momentum=0..0.99:linear"],
    ] {
        assert_eq!(
            printed(&[&usual[..], &["--x", x, "--y", y]].concat()),
            want,
            "{x}"
        );
    }
    assert!(want.starts_with("optimizer.lr,optimizer.momentum,ending,"));
    let plain = MapFile::sweep(scene, run, &Sweep::default(), [8, 5]);
    assert_eq!(printed(&usual), written(&plain, &preset));
    // What the scene says of its sweep counts.
    let mut kept = preset.clone();
    kept.view.sweep = sweep;
    let json = preset::write(&kept);
    let piped = [
        "map", "sweep", "-", "--run", "Momentum", "--size", "8x5", "--format", "csv", "-o", "-",
    ];
    assert_eq!(text(&ravine(&piped, json.as_bytes()).stdout), want);
}

#[cfg(feature = "picture")]
#[test]
fn a_picture_has_a_pixel_for_each_of_the_map() {
    let png = |arguments: &[&str]| {
        let usual = ["--size", "37x21", "--format", "png", "-o", "-"];
        let done = ravine(&[&["map"], arguments, &usual].concat(), b"");
        assert!(done.status.success(), "{}", text(&done.stderr));
        done.stdout
    };
    let pictures = [
        &["basins", "ravine"][..],
        &["basins", "ravine", "--theme", "light"],
        &["basins", "ravine", "--against", "Adam"],
        &["sweep", "ravine"],
        &["sweep", "ravine", "--theme", "light"],
        &["sweep", "ravine", "--colour", "steps"],
        &["sweep", "ravine", "--colour", "rate"],
        &["sweep", "ravine", "--colour", "ending"],
    ]
    .map(png);
    for (i, picture) in pictures.iter().enumerate() {
        assert_eq!(picture[..8], *b"\x89PNG\r\n\x1a\n");
        assert_eq!(picture[16..24], [0, 0, 0, 37, 0, 0, 0, 21]);
        assert!(!pictures[..i].contains(picture), "{i}");
    }
}

#[cfg(not(feature = "picture"))]
#[test]
fn without_pictures_there_are_numbers() {
    let done = ravine(
        &["map", "basins", "ravine", "--size", "4x4", "-o", "x.png"],
        b"",
    );
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("write the map as .npz or .csv"));
    let csv = [
        "map", "basins", "ravine", "--size", "4x4", "--format", "csv", "-o", "-",
    ];
    assert_eq!(printed(&csv).lines().count(), 17);
}

#[test]
fn every_fault_of_a_map_is_one_sentence() {
    let table: &[(i32, &[&str], &str)] = &[
        (2, &["map"], ""),
        (2, &["map", "basins", "-o", "x.csv"], "no scene is named"),
        (2, &["map", "basins", "ravine"], "--output <FILE>"),
        (
            2,
            &["map", "basins", "ravine", "-o", "x.txt"],
            "a map's name ends in .png, .npz or .csv",
        ),
        (
            2,
            &["map", "basins", "ravine", "-o", "-"],
            "add `--format png`, `npz` or `csv`",
        ),
        (
            2,
            &["map", "basins", "ravine", "-o", "x.csv", "--format", "npz"],
            "the name says csv, `--format` says npz",
        ),
        (
            2,
            &["map", "basins", "ravine", "-o", "x.csv", "--run", "Adan's"],
            "there is \"SGD\"",
        ),
        (
            2,
            &[
                "map",
                "basins",
                "ravine",
                "-o",
                "x.csv",
                "--against",
                "admm",
            ],
            "--against admm: `optimizer` is \"admm\", and no optimizer has that id (did you mean `adam`?)",
        ),
        (
            2,
            &[
                "map", "basins", "ravine", "-o", "x.csv", "--region", "1,0,0,1",
            ],
            "each pair rising",
        ),
        (
            2,
            &[
                "map",
                "basins",
                "ravine",
                "-o",
                "x.csv",
                "--region",
                "nan,0,0,1",
            ],
            "a region is four numbers",
        ),
        (
            2,
            &[
                "map",
                "basins",
                "ravine",
                "-o",
                "x.csv",
                "--region",
                "1,1.000000000000001,0,1",
            ],
            "fewer numbers than 512 pixels of start.x",
        ),
        (
            2,
            &["map", "basins", "ravine", "-o", "x.csv", "--size", "0x5"],
            "a size is two whole numbers from 1 to 16384",
        ),
        (
            2,
            &[
                "map",
                "basins",
                "ravine",
                "-o",
                "x.csv",
                "--size",
                "16384x16384",
            ],
            "the map would have 268.4 million pixels",
        ),
        (
            2,
            &["map", "basins", "ravine", "-o", "x.csv", "--threads", "0"],
            "1..=1024",
        ),
        (
            2,
            &[
                "map",
                "sweep",
                "ravine",
                "-o",
                "x.csv",
                "--x",
                "optimizer.lrr",
            ],
            "has no such number (did you mean `optimizer.lr`?); there is optimizer.lr",
        ),
        (
            2,
            &[
                "map",
                "sweep",
                "ravine",
                "-o",
                "x.csv",
                "--x",
                "lr=0..1:log",
            ],
            "both ends are above 0",
        ),
        (
            2,
            &["map", "sweep", "ravine", "-o", "x.csv", "--x", "lr=1..1"],
            "1.0 is not below 1.0",
        ),
        (
            2,
            &["map", "sweep", "ravine", "-o", "x.csv", "--x", "lr=1"],
            "two dots between them, such as lr=0..1",
        ),
        (
            2,
            &["map", "sweep", "ravine", "-o", "x.csv", "--x", "lr=1..inf"],
            "a range is two numbers",
        ),
        (
            2,
            &[
                "map",
                "sweep",
                "ravine",
                "-o",
                "x.csv",
                "--x",
                "lr=1..2:logarithmic",
            ],
            "is no scale; there is linear, log",
        ),
        (
            2,
            &[
                "map", "sweep", "ravine", "-o", "x.csv", "--y", "lr", "--x", "lr",
            ],
            "optimizer.lr would stand on both axes",
        ),
        (
            2,
            &[
                "map",
                "sweep",
                "ravine",
                "-o",
                "x.csv",
                "--y",
                "optimizer.momentum=-3..-2",
            ],
            "optimizer.momentum is outside its domain from -3.0 to -2.0: it is a number at least 0",
        ),
        (
            2,
            &["map", "sweep", "ravine", "-o", "x.csv", "--colour", "los"],
            "invalid value 'los'",
        ),
        (
            1,
            &[
                "map",
                "sweep",
                "ravine",
                "-o",
                "$/no/such/x.csv",
                "--size",
                "4x4",
            ],
            "no such file or folder",
        ),
        (
            0,
            &[
                "map",
                "sweep",
                "ravine",
                "-o",
                "$/sweep.csv",
                "--size",
                "4x4",
                "--y",
                "optimizer.momentum=-0.5..1.5:linear",
            ],
            "1 of 4 pixels of optimizer.momentum are outside its domain",
        ),
        (
            0,
            &[
                "map",
                "basins",
                "ravine",
                "-o",
                "$/basins.npz",
                "--size",
                "8x4",
            ],
            "",
        ),
    ];
    assert_eq!(check(table), 2, "nothing is left of what failed");
}
