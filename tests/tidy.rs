//! The rules of the house that no compiler checks: which layer knows which, and how a file looks.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::session::command::{Command, Shortcut};
use ravine::session::preset;
use std::fs;
use std::path::{Path, PathBuf};

/// The longest a source file may be, tests included.
const MAX_LINES: usize = 450;

/// A source file: its path from the package, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The code without its tests and without comments.
    fn code(&self) -> String {
        let code = self
            .text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or("");
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        code.lines().filter(is_code).collect::<Vec<_>>().join("\n")
    }

    fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    /// What is named directly below these roots, also within braces: `std::{fs, io::Read}` names `fs` and `io`.
    fn names_below(&self, root: &str) -> Vec<String> {
        let code: String = self.code().split_whitespace().collect::<Vec<_>>().join(" ");
        let mut names = Vec::new();
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = code[at + root.len()..].trim_start();
            match rest.strip_prefix('{') {
                None => names.push(first_word(rest)),
                Some(group) => {
                    let mut depth = 0;
                    let mut is_first = true;
                    for (i, letter) in group.char_indices() {
                        match letter {
                            '}' if depth == 0 => break,
                            '{' => depth += 1,
                            '}' => depth -= 1,
                            ',' if depth == 0 => is_first = true,
                            ' ' => {}
                            _ if is_first && depth == 0 => {
                                names.push(first_word(&group[i..]));
                                is_first = false;
                            }
                            _ => {}
                        }
                    }
                }
            }
        }
        names
    }
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn collect(folder: &Path, ends: &[&str], found: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or("");
        if path.is_dir() {
            collect(&path, ends, found);
        } else if ends.contains(&end) {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(root()).unwrap();
            let path = path.to_string_lossy().replace('\\', "/");
            found.push(Source { path, text });
        }
    }
}

/// Every Rust file of the package.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        collect(&root().join(folder), &["rs"], &mut found);
    }
    assert!(found.len() > 30, "the sources were not found");
    found
}

fn check(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn arrows_point_one_way() {
    // A layer, what it may not know of this crate, of the standard library, and of other crates.
    type Rule = (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
        &'static [&'static str],
    );
    let table: &[Rule] = &[
        (
            "src/core/",
            &["session", "export", "ui", "picture", "cli", "window"],
            &["fs", "time", "env", "thread", "net", "process"],
            &["egui::", "egui_plot::", "eframe::", "rayon::", "clap::"],
        ),
        (
            "src/session",
            &["export", "ui", "picture", "cli", "window"],
            &["fs", "env", "net", "process"],
            &["egui::", "egui_plot::", "eframe::", "clap::", "Instant::"],
        ),
        (
            "src/export/",
            &["ui", "picture", "cli", "window"],
            &["fs", "env", "net", "process", "thread"],
            &["egui::", "egui_plot::", "eframe::", "clap::", "rfd::"],
        ),
        (
            "src/ui/",
            &["picture", "cli", "window"],
            &["fs", "env", "net", "process", "thread"],
            &["eframe::", "clap::", "rfd::"],
        ),
        (
            "src/picture/",
            &["cli", "window"],
            &["fs", "env", "net", "process"],
            &["eframe::", "clap::", "rfd::"],
        ),
        ("src/cli/", &["window"], &["net"], &["eframe::", "rfd::"]),
    ];
    let mut faults = Vec::new();
    for source in sources() {
        for (layer, ours, std, others) in table {
            if !source.is_in(&[layer]) {
                continue;
            }
            let mut forbid = |root: &str, forbidden: &[&str]| {
                for name in source.names_below(root) {
                    if forbidden.contains(&name.as_str()) {
                        faults.push(format!("{} knows {root}{name}", source.path));
                    }
                }
            };
            forbid("crate::", ours);
            forbid("super::super::super::", ours);
            forbid("super::super::", ours);
            forbid("std::", std);
            let code = source.code();
            let known = others.iter().filter(|name| code.contains(**name));
            faults.extend(known.map(|name| format!("{} knows {name}", source.path)));
        }
    }
    check(&faults);
}

#[test]
fn only_few_files_touch_the_world() {
    // What may stand only in some places, in code that is no test.
    let table: &[(&str, &[&str])] = &[
        ("process::exit", &["src/main.rs"]),
        ("process::abort", &[]),
        ("println!", &["src/cli/", "src/main.rs"]),
        ("print!(", &["src/cli/", "src/main.rs"]),
        ("stdout()", &["src/cli/", "src/main.rs"]),
        ("stderr()", &["src/cli/", "src/main.rs"]),
        ("stdin()", &["src/cli/"]),
        ("fs::", &["src/cli/", "src/window/"]),
        ("std::fs", &["src/cli/", "src/window/"]),
        ("File::", &["src/cli/", "src/window/"]),
        ("rfd::", &["src/window/"]),
    ];
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.is_in(&["src/"])) {
        let code = source.code();
        for (word, places) in table {
            let free_standing = |at: usize| {
                let before = code[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            };
            let stands = code.match_indices(word).any(|(at, _)| free_standing(at));
            if stands && !source.is_in(places) {
                faults.push(format!("{} has `{word}`", source.path));
            }
        }
    }
    check(&faults);
}

/// Threads are started in few places: below the picture only by the workers of the session.
#[test]
fn threads_have_few_seams() {
    let places = [
        "src/session/workers.rs",
        "src/picture/",
        "src/cli/",
        "src/window/",
    ];
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.is_in(&["src/"])) {
        let names = source.names_below("std::");
        let knows = names.iter().any(|name| name == "thread");
        let is_test = source.path.ends_with("tests.rs");
        if knows && !is_test && !source.is_in(&places) {
            faults.push(format!("{} knows std::thread", source.path));
        }
    }
    check(&faults);
}

#[test]
fn every_file_says_what_it_is_and_is_short() {
    let mut faults = Vec::new();
    for source in sources() {
        let first = source.text.lines().next().unwrap_or("");
        let words = first.strip_prefix("//! ").unwrap_or("").split(' ').count();
        if words < 3 {
            faults.push(format!(
                "{} does not open with a sentence after `//!`",
                source.path
            ));
        }
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            faults.push(format!(
                "{} has {lines} lines; {MAX_LINES} are the most",
                source.path
            ));
        }
    }
    check(&faults);
}

#[test]
fn nothing_is_left_for_later() {
    let forbidden = [
        concat!("to", "do!"),
        concat!("unimplemen", "ted!"),
        concat!("dbg", "!("),
        concat!("#[ig", "nore"),
        concat!("FIX", "ME"),
        concat!("TO", "DO"),
    ];
    // What the one audited file is for.
    let audited = "src/core/dispatch.rs";
    let dangerous = concat!("uns", "afe {");
    let mut faults = Vec::new();
    for source in sources() {
        let found = forbidden.iter().filter(|word| source.text.contains(**word));
        faults.extend(found.map(|word| format!("{} has `{word}`", source.path)));
        if source.text.contains(dangerous) && source.path != audited {
            faults.push(format!("{} has `{dangerous}`", source.path));
        }
    }
    check(&faults);
}

#[test]
fn texts_are_clean() {
    let mut files = sources();
    collect(&root().join("presets"), &["json"], &mut files);
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "Cargo.toml",
    ] {
        let text = fs::read_to_string(root().join(name)).unwrap();
        files.push(Source {
            path: name.to_owned(),
            text,
        });
    }
    let mut faults = Vec::new();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            let is_clean = line.trim_end() == line && !line.contains('\t');
            if !is_clean {
                faults.push(format!(
                    "{}:{} has a tab or trailing space",
                    file.path,
                    index + 1
                ));
            }
        }
        if !file.text.ends_with('\n') || file.text.ends_with("\n\n") {
            faults.push(format!("{} does not end with one new line", file.path));
        }
    }
    check(&faults);
}

#[test]
fn every_preset_is_listed() {
    let mut files = Vec::new();
    collect(&root().join("presets"), &["json"], &mut files);
    let on_disk = files.into_iter().map(|file| file.path);
    let on_disk: Vec<String> = on_disk
        .filter(|path| path != "presets/schema.json")
        .collect();
    let listed = preset::BUILT_IN
        .iter()
        .map(|(name, _)| format!("presets/{name}.json"));
    let mut listed: Vec<String> = listed.collect();
    listed.sort();
    assert_eq!(listed, on_disk);
}

/// The keys in the README are those that the program has: each command's, and no other.
#[test]
fn the_readme_lists_every_key() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let table = readme.split("\n## Keyboard\n").nth(1).unwrap();
    let table = table.split("\n## ").next().unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| "));
    let cells = rows.skip(1).filter_map(|row| row.split('|').nth(1));
    let mut written: Vec<String> = cells
        .flat_map(|cell| cell.split(", "))
        .map(|key| key.trim().to_owned())
        .collect();
    let mut had: Vec<String> = Command::all()
        .into_iter()
        .flat_map(|command| [command.shortcut(), command.also()])
        .flatten()
        .map(key_in_words)
        .collect();
    written.sort();
    had.sort();
    assert_eq!(written, had);
}

fn key_in_words(shortcut: Shortcut) -> String {
    let ctrl = if shortcut.command { "Ctrl + " } else { "" };
    let shift = if shortcut.shift { "Shift + " } else { "" };
    let key = match shortcut.key {
        "Left" => "←",
        "Right" => "→",
        key => key,
    };
    format!("{ctrl}{shift}{key}")
}

/// The judge itself must see what it looks for.
#[test]
fn the_rules_find_what_they_forbid() {
    let text = "//! A file.\n#[cfg(test)]\nmod file_tests;\nuse std::{\n    io::{self, Read}, fs,\n};\n// crate::hidden\nlet x = crate::ui::y();\nuse crate::{core::a, window as w};\n#[cfg(test)]\nmod tests { use std::env; }\n";
    let source = Source {
        path: "src/x.rs".to_owned(),
        text: text.to_owned(),
    };
    assert_eq!(source.names_below("std::"), ["io", "fs"]);
    assert_eq!(source.names_below("crate::"), ["ui", "core", "window"]);
}
