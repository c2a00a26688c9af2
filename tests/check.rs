//! `ravine check` as a black box: what it says of files, where it says it, and with which code it ends.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::session::preset::{self, share};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn check(arguments: &[&str], folder: &Path, input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ravine"))
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Not every call reads its input.
    let _unread = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// A preset of the newest version that stays as it is.
fn good() -> String {
    let file = preset::parse(include_str!("data/v1/ravine-19c3ea5.json")).unwrap();
    preset::write(&file)
}

const OLD: &str = include_str!("data/v1/view_of_one_curve.json");

/// A folder with one file of each sort.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("good.json", &good());
    put("old.json", OLD);
    put(
        "shared.txt",
        &share::encode(&preset::parse(&good()).unwrap()),
    );
    put(
        "bad.json",
        "{\n  \"ravine\": 2,\n  \"scene\": {\"surface\": \"moon\"}\n}\n",
    );
    let mut file = preset::parse(&good()).unwrap();
    preset::embed(&mut file).unwrap();
    file.scene.runs[0].optimizer = file.scene.runs[0].optimizer.clone().with("lr", 0.01);
    put("stale.json", &preset::write(&file));
    fs::create_dir(folder.path().join("some")).unwrap();
    put("some/a.json", &good());
    put("some/b.json", &good());
    put("some/schema.json", &preset::schema());
    put("some/notes.txt", "no preset");
    fs::create_dir(folder.path().join("none")).unwrap();
    folder
}

/// Arguments, standard input, code, standard output, and how the lines of standard error begin.
type Row<'a> = (&'a [&'a str], &'a str, i32, &'a str, &'a [&'a str]);

#[test]
fn what_is_said_of_files() {
    let folder = folder();
    let stdin = good();
    let scene = preset::from_json(preset::built_in("rosenbrock").unwrap()).unwrap();
    let built_in = format!(
        "rosenbrock: ok ({} runs on {}, {} steps)\n",
        scene.runs.len(),
        scene.surface.name(),
        scene.steps
    );
    let good = "good.json: ok (5 runs on Quadratic, 300 steps)\n";
    let table: &[Row<'_>] = &[
        (&["good.json"], "", 0, good, &[]),
        (&["rosenbrock"], "", 0, &built_in, &[]),
        (
            &["-"],
            &stdin,
            0,
            "standard input: ok (5 runs on Quadratic, 300 steps)\n",
            &[],
        ),
        (
            &["shared.txt"],
            "",
            0,
            "shared.txt: ok (5 runs on Quadratic, 300 steps)\n",
            &[],
        ),
        (
            &["some"],
            "",
            0,
            "some/a.json: ok (5 runs on Quadratic, 300 steps)\nsome/b.json: ok (5 runs on Quadratic, 300 steps)\n",
            &[],
        ),
        (
            &["old.json"],
            "",
            0,
            "old.json: ok (1 run on Rosenbrock, 200 steps)\n",
            &[
                "ravine: warning: old.json: this preset has version 1 of the format, and 2 is the newest",
            ],
        ),
        (
            &["stale.json"],
            "",
            0,
            "stale.json: ok (5 runs on Quadratic, 300 steps)\n",
            &[
                "ravine: warning: stale.json: the embedded trajectories no longer agree: at step 0 of run 1 (\"SGD\"), rate is 0.037 as Ravine",
            ],
        ),
        (
            &["bad.json"],
            "",
            2,
            "",
            &[
                "ravine: bad.json: line 3, column 24: `surface` is \"moon\", and no surface has that id",
            ],
        ),
        (
            &["bad.json", "good.json", "gone.json"],
            "",
            2,
            good,
            &[
                "ravine: bad.json: line 3",
                "ravine: gone.json: there is no such file",
                "ravine: 2 of 3 files are not in order",
            ],
        ),
        (
            &["none"],
            "",
            2,
            "",
            &["ravine: none: there is no preset (*.json) in this folder"],
        ),
        (
            &["-"],
            "{}",
            2,
            "",
            &[
                "ravine: standard input: line 1, column 1: `ravine` is missing: write `\"ravine\": 2`",
            ],
        ),
    ];
    for (arguments, input, code, out, errors) in table {
        let output = check(arguments, folder.path(), input);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(*code), "{arguments:?}\n{said}");
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            *out,
            "{arguments:?}"
        );
        assert_eq!(said.lines().count(), errors.len(), "{arguments:?}\n{said}");
        for (line, start) in said.lines().zip(*errors) {
            assert!(
                line.starts_with(start),
                "{arguments:?}\n{line}\nnot {start}"
            );
        }
    }
}

#[test]
fn old_files_are_written_anew_where_that_is_wanted_and_others_never() {
    let folder = folder();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let names = [
        "good.json",
        "old.json",
        "bad.json",
        "stale.json",
        "shared.txt",
    ];
    let before = names.map(read);
    for _ in 0..2 {
        let output = check(&[&["--migrate"], &names[..]].concat(), folder.path(), "");
        assert_eq!(output.status.code(), Some(2), "one of them is no preset");
    }
    for (name, before) in names.iter().zip(&before) {
        let want = match *name {
            "old.json" => preset::write(&preset::parse(OLD).unwrap()),
            _ => before.clone(),
        };
        assert_eq!(read(name), want, "{name}");
    }
    assert!(read("old.json").contains("\"curves\": [\"rate\"]"));
}

#[test]
fn the_schema_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output = check(&["--schema"], folder.path(), "");
    assert!(output.status.success() && output.stderr.is_empty());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), preset::schema());
    for wrong in [&["--schema", "x.json"][..], &[], &["--schema", "--migrate"]] {
        assert_eq!(
            check(wrong, folder.path(), "").status.code(),
            Some(2),
            "{wrong:?}"
        );
    }
}

/// Every command that opens a file says that its trajectories are stale, and goes on.
#[test]
fn commands_that_open_a_file_warn_of_stale_trajectories() {
    let folder = folder();
    let output = Command::new(env!("CARGO_BIN_EXE_ravine"))
        .args(["run", "stale.json"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success() && !output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    let warnings = said
        .lines()
        .filter(|line| line.starts_with("ravine: warning: stale.json: the embedded"));
    assert_eq!(warnings.count(), 1, "{said}");
}

#[test]
fn a_share_string_may_stand_where_a_path_does() {
    let folder = tempfile::tempdir().unwrap();
    let text = share::encode(&preset::parse(&good()).unwrap());
    let done = check(&[&text], folder.path(), "");
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.starts_with("the share string: ok (5 runs"), "{said}");
    let done = check(&[&text[..40]], folder.path(), "");
    assert_eq!(done.status.code(), Some(2), "{done:?}");
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("copy the whole of it"), "{said}");
}
