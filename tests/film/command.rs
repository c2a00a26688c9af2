//! `ravine animate`: the right files, and one sentence where there can be none.

use super::decode;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn animate(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ravine"));
    command.current_dir(folder).stdin(Stdio::null());
    command.arg("animate").args(arguments);
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command.output().unwrap()
}

const SMALL: [&str; 5] = ["ravine", "--size", "96x64", "--to", "40"];

#[test]
fn films_are_written_where_and_as_their_names_say() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let say = |scene: &[&str], more: &[&str]| {
        let done = animate(path, &[scene, more].concat());
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{more:?}: {said}");
        assert!(said.is_empty(), "{more:?}: {said}");
        done.stdout
    };
    let done = |more: &[&str]| say(&SMALL, more);
    done(&[
        "-o", "race.gif", "--frames", "5", "--fps", "10", "--hold", "2",
    ]);
    let written = fs::read(path.join("race.gif")).unwrap();
    let (size, pictures) = decode::gif(&written);
    assert_eq!(size, [96, 64]);
    let delays: Vec<u32> = pictures.iter().map(|picture| picture.delay).collect();
    assert_eq!(delays, [10, 10, 10, 10, 200]);
    let sent = done(&[
        "-o", "-", "--format", "gif", "--frames", "5", "--fps", "10", "--hold", "2",
    ]);
    assert!(sent == written);

    done(&["-o", "race.apng", "--scale", "2", "--from", "20"]);
    let (size, pictures) = decode::apng(&fs::read(path.join("race.apng")).unwrap());
    assert_eq!((size, pictures.len()), ([192, 128], 21));

    done(&["-o", "new/race", "--every", "15", "--theme", "light"]);
    let mut names: Vec<String> = fs::read_dir(path.join("new/race"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["race-0001.png", "race-0002.png", "race-0003.png"]);
    // Steps 0, 15 and 30: the last one as `render` draws it.
    let mut render = Command::new(env!("CARGO_BIN_EXE_ravine"));
    render.args(["render", "ravine", "--view", "landscape", "--size", "96x64"]);
    render.args(["--theme", "light", "--step", "30", "-o", "-"]);
    let drawn = render.output().unwrap().stdout;
    assert!(fs::read(path.join("new/race/race-0003.png")).unwrap() == drawn);
    let sent = done(&[
        "-o", "-", "--format", "frames", "--every", "15", "--theme", "light",
    ]);
    assert!(sent.ends_with(&drawn));

    // Each of these makes another film.
    let others: [&[&str]; 7] = [
        &["--view", "relief"],
        &["--theme", "light"],
        &["--from", "39"],
        &["--view", "curves"],
        &["--legend"],
        &["--caption"],
        &["--run", "adam:lr=0.3"],
    ];
    let scene = ["ravine", "--size", "320x200", "--to", "40"];
    let usual = ["-o", "-", "--format", "apng", "--frames", "2"];
    let mut films = vec![say(&scene, &usual)];
    // The whole screen needs more room.
    let large = ["ravine", "--size", "960x540", "--to", "40"];
    let screens: [&[&str]; 2] = [&["--view", "screen"], &["--view", "screen", "--mode", "3d"]];
    let of = |scene: [&'static str; 5]| move |other| (scene, other);
    for (scene, other) in others
        .map(of(scene))
        .into_iter()
        .chain(screens.map(of(large)))
    {
        let film = say(&scene, &[&usual, other].concat());
        assert!(!films.contains(&film), "{other:?} changes nothing");
        films.push(film);
    }
}

#[test]
fn what_cannot_be_filmed_is_said_in_one_sentence_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    for (arguments, code, says) in [
        (&["-o", "x.mp4"][..], 2, "not a .mp4"),
        (&["-o", "-"], 2, "--format gif"),
        (&["-o", "x.gif", "--to", "301"], 2, "300 steps"),
        (&["-o", "x.gif", "--from", "301"], 2, "300 steps"),
        (
            &["-o", "x.gif", "--from", "9", "--to", "3"],
            2,
            "begin at step 9",
        ),
        (
            &["-o", "x.gif", "--from", "9", "--to", "3", "--every", "2"],
            2,
            "begin at step 9",
        ),
        (&["-o", "x.gif", "--frames", "0"], 2, "not 0"),
        (&["-o", "x.gif", "--frames", "5001"], 2, "5000"),
        (
            &["-o", "x.gif", "--frames", "2", "--every", "2"],
            2,
            "--every",
        ),
        (&["-o", "x.gif", "--every", "0"], 2, "--every"),
        (&["-o", "x.gif", "--fps", "60"], 2, "animated PNG"),
        (&["-o", "x.gif", "--fps", "nan"], 2, "not NaN"),
        (&["-o", "x.gif", "--hold", "61"], 2, "not 61"),
        (
            &["-o", "x.gif", "--size", "16384x16384"],
            2,
            "268.4 million pixels",
        ),
        (
            &["-o", "x.gif", "--view", "curves", "--mode", "3d"],
            2,
            "--view screen",
        ),
        (
            &["-o", "x.gif", "--view", "screen", "--caption"],
            2,
            "leave out `--caption`",
        ),
        (&["-o", "x.gif", "--format", "apng"], 2, "the name says gif"),
        (
            &["-o", "x.png", "--format", "frames"],
            2,
            "the name says apng",
        ),
        (&["-o", "x.gif", "--run", "adma"], 2, "adam"),
        (&["-o", "no/such/x.gif"], 1, "no such file or folder"),
        (&["-o", ".", "--format", "gif"], 1, ""),
    ] {
        let done = animate(path, &[&["ravine"], arguments].concat());
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
        assert!(done.stdout.is_empty());
        assert_eq!(fs::read_dir(path).unwrap().count(), 0, "{arguments:?}");
    }
    for (scene, says) in [(&["nobody"][..], "nobody"), (&[], "no scene is named")] {
        let done = animate(path, &[scene, &["-o", "x.gif"]].concat());
        assert_eq!(done.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&done.stderr).contains(says));
    }
}
