//! Reading a preset takes little memory, whatever the text: the program is given no more than it may need.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::File;
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// What the program may map, in KiB: its own code, the text of 16 MiB twice, and a few times as much for what is in it.
const MEMORY: &str = "262144";

/// What the program says of a text, with so much memory and no more.
fn check(text: &str) -> Output {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    Command::new("sh")
        .args([
            "-c",
            "ulimit -v \"$1\" && exec \"$2\" check -",
            "sh",
            MEMORY,
        ])
        .arg(env!("CARGO_BIN_EXE_ravine"))
        .stdin(File::open(file.path()).unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap()
}

fn scene(inner: &str) -> String {
    format!("{{\"ravine\": 2, \"scene\": {{\"surface\": \"quadratic\", {inner}}}}}")
}

#[test]
fn no_text_takes_much_memory() {
    let list = |item: &str, n: usize| vec![item; n].join(",");
    let long = "x".repeat((16 << 20) - 200);
    // Settings that hold settings that hold settings, as many as are read.
    let inner = format!(
        "{{\"id\": \"chained\", \"schedules\": [{}]}}",
        list("\"chained\"", 60)
    );
    let inner = format!(
        "{{\"id\": \"chained\", \"schedules\": [{}]}}",
        list(&inner, 12)
    );
    let most = format!(
        "{{\"id\": \"chained\", \"schedules\": [{}]}}",
        list(&inner, 64)
    );
    let schedule = format!("\"runs\": [{{\"optimizer\": \"sgd\", \"schedule\": {most}}}]");
    let table = [
        (scene("\"runs\": [\"sgd\"]"), 0),
        (scene(&schedule), 0),
        (scene(&format!("\"start\": [{}]", list("0", 8_000_000))), 2),
        (scene(&format!("\"start\": [{}]", list("0", 1_000_000))), 2),
        (scene(&format!("\"start\": [{}]", list("[]", 5_000_000))), 2),
        (
            scene(&format!("\"noise\": {{{}}}", list("\"k\":0", 2_500_000))),
            2,
        ),
        (scene(&format!("\"note\": \"{long}\"")), 2),
        (scene(&format!("\"{long}\": 0")), 2),
        ("[".repeat(16 << 20), 2),
        (" ".repeat(64 << 20), 2),
        (format!("ravine:{}", "A".repeat(15 << 20)), 2),
    ];
    for (text, code) in table {
        let output = check(&text);
        let shown: String = text.chars().take(80).collect();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{shown}\n{said}");
        assert!(
            said.lines().count() <= 1 && said.len() < 1200,
            "{shown}\n{said}"
        );
    }
}
