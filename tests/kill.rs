//! Whenever the program is killed while it saves, the old or the new file is whole, and nothing stays for ever.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Dice;
use ravine::session::preset;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FILES: usize = 24;
const ROUNDS: usize = 60;

/// A preset of an older version, large enough that writing it takes its time, and what becomes of it.
fn contents(index: usize) -> (String, String) {
    let note = format!("{index} ").repeat(30_000);
    let old = format!(
        "{{\"ravine\": 1, \"scene\": {{\"note\": \"{}\", \"surface\": \"quadratic\", \"runs\": [\"sgd\"]}}, \"view\": {{\"curve\": \"rate\"}}}}",
        note.trim()
    );
    let new = preset::write(&preset::parse(&old).unwrap());
    (old, new)
}

/// The program, saving file after file.
fn saving(folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_ravine"))
        .args(["check", "--migrate"])
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn temporaries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.extension().is_some_and(|end| end == "tmp"))
        .collect()
}

#[test]
fn a_killed_save_leaves_the_old_or_the_new_file_whole() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let files: Vec<(PathBuf, String, String)> = (0..FILES)
        .map(|index| {
            let (old, new) = contents(index);
            (folder.join(format!("{index:02}.json")), old, new)
        })
        .collect();
    let make_old = || {
        for (path, old, _) in &files {
            fs::write(path, old).unwrap();
        }
    };
    let is_new: fn(&(PathBuf, String, String)) -> bool = |(path, old, new)| {
        let found = fs::read_to_string(path).unwrap();
        assert!(
            found == *old || found == *new,
            "{} is neither",
            path.display()
        );
        found == *new
    };
    // How long it takes to save them all.
    make_old();
    let begun = Instant::now();
    assert!(saving(folder).wait().unwrap().success());
    let all = begun.elapsed();
    assert!(files.iter().all(is_new) && temporaries(folder).is_empty());

    let mut dice = Dice(41);
    let [mut halfway, mut left] = [0, 0];
    for round in 0..ROUNDS {
        make_old();
        let mut child = saving(folder);
        std::thread::sleep(Duration::from_secs_f64(all.as_secs_f64() * dice.share()));
        // It may have finished by itself.
        let _done = child.kill();
        child.wait().unwrap();
        let saved = files.iter().filter(|file| is_new(file)).count();
        halfway += usize::from((1..FILES).contains(&saved));
        let now = temporaries(folder).len();
        left = left.max(now);
        assert!(now <= round + 1, "a killed process leaves one file at most");
    }
    assert!(
        halfway > ROUNDS / 10,
        "only {halfway} of {ROUNDS} were killed in the middle"
    );
    // The next save of each file takes away what is left of it.
    make_old();
    assert!(saving(folder).wait().unwrap().success());
    assert!(files.iter().all(is_new));
    assert_eq!(
        temporaries(folder),
        Vec::<PathBuf>::new(),
        "{left} were left before"
    );
}

/// Several instances save the same file at once: it is always whole, and what one writes no other takes away.
#[test]
fn instances_that_save_at_once_do_not_disturb_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scene.json");
    let (old, new) = contents(0);
    for _ in 0..12 {
        fs::write(&path, &old).unwrap();
        let children: Vec<Child> = (0..4).map(|_| saving(folder.path())).collect();
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), new);
        assert!(temporaries(folder.path()).is_empty());
    }
}
