//! `ravine render` and `ravine sheet`: pictures of the asked size, the same every time, without a display.
#![cfg(feature = "picture")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine as ravine_lib;
use std::process::{Command, Output, Stdio};

fn render(arguments: &[&str]) -> Output {
    ravine("render", arguments)
}

fn ravine(what: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ravine"));
    command.arg(what).args(arguments).stdin(Stdio::null());
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command.output().unwrap()
}

/// Width and height, as the head of a PNG file says them.
fn size_of(png: &[u8]) -> [u32; 2] {
    assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    assert_eq!(png[12..16], *b"IHDR");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    [number(16), number(20)]
}

#[test]
fn pictures_have_the_asked_size_and_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.png");
    let file = path.to_str().unwrap();
    let small = ["ravine", "--size", "960x540", "--step", "40"];
    let done = render(&[&small[..], &["-o", file]].concat());
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let first = std::fs::read(&path).unwrap();
    assert_eq!(size_of(&first), [960, 540]);
    assert_eq!(render(&[&small[..], &["-o", "-"]].concat()).stdout, first);
    // Each option makes another picture.
    let others: [&[&str]; 9] = [
        &["--theme", "light"],
        &["--view", "landscape"],
        &["--view", "relief"],
        &["--mode", "3d"],
        &["--mode", "both"],
        &["--mode", "basins"],
        &["--mode", "sweep"],
        &["--step", "41"],
        &["--scale", "1.5"],
    ];
    for other in others {
        let base: &[&str] = if other[0] == "--step" {
            &small[..3]
        } else {
            &small
        };
        let done = render(&[base, other, &["-o", "-"]].concat());
        assert!(done.status.success(), "{other:?}");
        assert!(done.stdout != first, "{other:?} changes nothing");
        let wide = if other[0] == "--scale" {
            [1440, 810]
        } else {
            [960, 540]
        };
        assert_eq!(size_of(&done.stdout), wide, "{other:?}");
    }
}

#[test]
fn the_landscape_alone_has_a_mode_and_other_parts_have_none() {
    let done = render(&["ravine", "-o", "-", "--view", "relief", "--mode", "3d"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(done.stdout.is_empty());
    assert!(String::from_utf8_lossy(&done.stderr).contains("leave out `--mode`"));
    let usual = ["ravine", "-o", "-", "--size", "320x200"];
    let whole = ["ravine", "-o", "-", "--size", "960x540"];
    let [plain, flat] = [&[][..], &["--mode", "2d"]].map(|mode| render(&[&whole, mode].concat()));
    assert!(plain.stdout == flat.stdout && !flat.stdout.is_empty());
    let part =
        |more: &[&str]| render(&[&usual, &["--view", "landscape"][..], more].concat()).stdout;
    let from_above = part(&[]);
    for mode in ["basins", "sweep", "3d"] {
        let other = part(&["--mode", mode]);
        assert_eq!(size_of(&other), [320, 200]);
        assert!(other != from_above, "{mode}");
    }
}

/// The name says the format, or the option does; they may not say two.
#[test]
fn pictures_are_written_in_the_format_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let small = ["ravine", "--size", "400x300", "--view", "curves"];
    for (name, options, begins) in [
        ("a.svg", &[][..], &b"<svg xmlns="[..]),
        ("a.PDF", &[], b"%PDF-"),
        ("a.png", &["--scale", "2"], b"\x89PNG"),
        ("a", &["--format", "svg"], b"<svg xmlns="),
        ("a.txt", &["--format", "png"], b"\x89PNG"),
    ] {
        let path = folder.path().join(name);
        let to = ["-o", path.to_str().unwrap()];
        let done = render(&[&small[..], &to, options].concat());
        assert!(done.status.success(), "{name}: {done:?}");
        assert!(std::fs::read(&path).unwrap().starts_with(begins), "{name}");
    }
    let piped = render(&[&small[..], &["-o", "-", "--format", "svg"]].concat());
    let file = std::fs::read(folder.path().join("a.svg")).unwrap();
    assert!(piped.stdout == file, "standard output gets the same");
    for (wrong, says) in [
        (&["-o", "x.jpeg"][..], "ends in .png, .svg or .pdf"),
        (&["-o", "x"], "ends in .png, .svg or .pdf"),
        (&["-o", "x.svg", "--format", "pdf"], "`--format` says pdf"),
        (&["-o", "x.png", "--scale", "0.1"], "0.25 to 8"),
    ] {
        let done = render(&[&small[..], wrong].concat());
        assert_eq!(done.status.code(), Some(2), "{wrong:?}");
        assert!(
            String::from_utf8_lossy(&done.stderr).contains(says),
            "{wrong:?}: {done:?}"
        );
    }
    let screen = render(&["ravine", "-o", "x.svg", "--legend"]);
    assert_eq!(screen.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&screen.stderr).contains("--view landscape"));
}

#[test]
fn a_legend_and_a_caption_change_the_picture() {
    for view in ["landscape", "relief", "curves"] {
        let usual = ["ravine", "-o", "-", "--size", "640x480", "--view", view];
        let plain = render(&usual).stdout;
        assert_eq!(size_of(&plain), [640, 480], "{view}");
        let mut seen = vec![plain];
        for more in [
            &["--legend"][..],
            &["--caption"],
            &["--legend", "--caption"],
        ] {
            let done = render(&[&usual[..], more].concat());
            assert_eq!(size_of(&done.stdout), [640, 480]);
            assert!(!seen.contains(&done.stdout), "{view} {more:?}");
            seen.push(done.stdout);
        }
    }
}

#[test]
fn a_step_that_no_run_has_is_refused() {
    let done = render(&["ravine", "-o", "-", "--step", "301"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(done.stdout.is_empty());
    assert!(String::from_utf8_lossy(&done.stderr).contains("300 steps"));
}

#[test]
fn sheets_are_the_files_that_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let sheets = folder.path().join("new/sheets");
    let place = sheets.to_str().unwrap();
    let small = ["--size", "80x64", "--columns", "10", "-o", place];
    let done = ravine("sheet", &[&small[..], &["--only", "surfaces"]].concat());
    assert!(done.status.success(), "{done:?}");
    assert!(done.stderr.is_empty(), "progress is for terminals");
    let mut names: Vec<_> = std::fs::read_dir(&sheets)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(
        names.contains(&"surfaces-2d-dark.png".to_owned()),
        "{names:?}"
    );
    assert!(
        names.contains(&"surfaces-2d-light.png".to_owned()),
        "{names:?}"
    );
    let surfaces = ravine_lib::core::catalog::Kind::Surface.entries().len();
    let rows = surfaces.div_ceil(10) as u32;
    for name in names {
        let png = std::fs::read(sheets.join(&name)).unwrap();
        assert_eq!(
            size_of(&png),
            [8 + 10 * 88, 8 + rows * (64 + 26 + 8)],
            "{name}"
        );
    }
    let file = folder.path().join("all.png");
    let one = [
        "--only",
        "screens",
        "--theme",
        "light",
        "--size",
        "960x540",
        "--columns",
        "6",
    ];
    let done = ravine(
        "sheet",
        &[&one[..], &["-o", file.to_str().unwrap()]].concat(),
    );
    assert!(done.status.success(), "{done:?}");
    assert_eq!(
        size_of(&std::fs::read(&file).unwrap()),
        [8 + 6 * 968, 8 + 574]
    );
    let huge = ravine("sheet", &["-o", place, "--size", "9000x9000"]);
    assert_eq!(huge.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&huge.stderr).contains("--size"));
}

/// A million steps for every start; all of them leave at once, so that the count is high and the work little.
const DEAR: [&str; 8] = [
    "--surface",
    "himmelblau",
    "--run",
    "sgd:lr=10",
    "--steps",
    "1000000",
    "--size",
    "320x240",
];

#[test]
fn a_dear_map_has_larger_pixels_unless_all_are_asked_for() {
    let film = ["--frames", "2", "--format", "apng"];
    for (what, mode, more) in [("render", "basins", &[][..]), ("animate", "basins", &film)] {
        let usual = ["--mode", mode, "--view", "landscape", "-o", "-"];
        let draw = |dear: &[&str], full: &[&str]| {
            let done = ravine(what, &[dear, &usual, more, full].concat());
            assert!(done.status.success());
            (done.stdout, String::from_utf8(done.stderr).unwrap())
        };
        let (coarse, said) = draw(&DEAR, &[]);
        assert_eq!(said.lines().count(), 1, "{said}");
        for words in [
            "the map is drawn in pixels of ",
            " minutes of one core",
            "`--full-map` asks for that",
        ] {
            assert!(said.contains(words), "{what} {mode}: {said}");
        }
        let (full, said) = draw(&DEAR, &["--full-map"]);
        assert_eq!(said, "", "{what} {mode}");
        assert!(coarse == draw(&DEAR, &[]).0, "the same every time");
        let cheap = [&DEAR[..5], &["300"], &DEAR[6..]].concat();
        assert_eq!(
            draw(&cheap, &[]).1,
            "",
            "{what} {mode}: what is cheap is whole"
        );
        assert_eq!(size_of(&coarse), size_of(&full));
    }
    // What shows no map has none that is dear.
    let done = render(&[&DEAR[..], &["--view", "curves", "-o", "-"]].concat());
    assert!(done.status.success() && done.stderr.is_empty());
}
