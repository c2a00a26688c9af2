//! No bytes whatever make reading a preset panic, hang, or take much memory; each is a scene or one clear sentence.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "fuzz/entry.rs"]
mod entry;

use common::Dice;
use common::thrown::Stream;
use entry::swallow;
use ravine::session::preset::{self, MAX_BYTES, PresetFile, share};
use std::fs;
use std::io::Write;
use std::path::PathBuf;

/// Real files: what comes with the program, what earlier versions wrote, with trajectories, as share strings.
fn corpus() -> Vec<Vec<u8>> {
    let mut texts: Vec<String> = preset::BUILT_IN
        .iter()
        .map(|(_, text)| (*text).to_owned())
        .collect();
    let old = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/v1");
    for entry in fs::read_dir(old).unwrap() {
        texts.push(fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let mut stream = Stream(Dice(21));
    for _ in 0..20 {
        let scene = stream.scene();
        texts.push(preset::write(&stream.file(scene)));
    }
    let mut short = PresetFile::new(preset::default_scene());
    short.scene.steps = 3;
    preset::embed(&mut short).unwrap();
    texts.push(preset::write(&short));
    texts.push(share::encode(&short));
    texts.push(share::encode(&preset::parse(preset::DEFAULT).unwrap()));
    texts.into_iter().map(String::into_bytes).collect()
}

#[test]
fn what_is_cut_off_anywhere_is_refused() {
    let corpus = corpus();
    for bytes in [
        &corpus[0],
        &corpus[corpus.len() - 2],
        &corpus[corpus.len() - 1],
    ] {
        assert!(swallow(bytes));
        let end = bytes.trim_ascii_end().len();
        for cut in 0..end {
            assert!(!swallow(&bytes[..cut]), "cut at {cut} of {end}");
        }
    }
}

#[test]
fn changed_files_are_read_or_refused() {
    let corpus = corpus();
    let mut stream = Stream(Dice(22));
    let [mut read, mut refused] = [0; 2];
    for round in 0..3000 {
        let mut bytes = corpus[round % corpus.len()].clone();
        for _ in 0..=stream.below(2) {
            change(&mut bytes, &mut stream, &corpus);
        }
        // Large ones cost time and say nothing more.
        if bytes.len() < 30_000 {
            *(if swallow(&bytes) {
                &mut read
            } else {
                &mut refused
            }) += 1;
        }
    }
    assert!(
        read > 50 && refused > 500,
        "{read} were read, {refused} refused"
    );
}

/// A byte, a token, a key or a number is another; a piece is twice there, gone, or from another file.
fn change(bytes: &mut Vec<u8>, stream: &mut Stream, corpus: &[Vec<u8>]) {
    if bytes.is_empty() {
        return;
    }
    let at = stream.below(bytes.len() as u64) as usize;
    let to = (at + stream.below(40) as usize).min(bytes.len());
    match stream.below(8) {
        0 => bytes[at] ^= 1 << stream.below(8),
        1 => bytes[at] = stream.below(256) as u8,
        2 => drop(bytes.drain(at..to)),
        3 => {
            let piece = bytes[at..to].to_vec();
            bytes.splice(at..at, piece);
        }
        4 => {
            let other = stream.0.pick(corpus);
            let from = stream.below(other.len() as u64) as usize;
            let piece = &other[from..(from + 60).min(other.len())];
            bytes.splice(at..to, piece.iter().copied());
        }
        5 => {
            let numbers = [
                "1e9",
                "1e999",
                "-1e999",
                "-1",
                "0",
                "1e308",
                "5e-324",
                "18446744073709551616",
                "\"NaN\"",
                "\"Infinity\"",
                "\"auto\"",
                "null",
                "[]",
                "{}",
                "-0.0",
                "00",
                "1.",
                "true",
            ];
            let number = *stream.0.pick(&numbers);
            replace_token(bytes, at, number, |b| b.is_ascii_digit());
        }
        6 => {
            let words = [
                "id",
                "lr",
                "optimizer",
                "adam",
                "lookahead",
                "runs",
                "view",
                "\\ud800",
                "é",
            ];
            let word = *stream.0.pick(&words);
            replace_token(bytes, at, word, |b| b.is_ascii_alphabetic() || b == b'_');
        }
        _ => {
            let commas: Vec<usize> = (0..bytes.len()).filter(|i| bytes[*i] == b',').collect();
            if commas.len() > 2 {
                let first = stream.below(commas.len() as u64 - 1) as usize;
                // A member or an item a second time.
                let piece = bytes[commas[first]..commas[first + 1]].to_vec();
                bytes.splice(commas[first]..commas[first], piece);
            }
        }
    }
}

/// The token at or behind a place is another one.
fn replace_token(bytes: &mut Vec<u8>, at: usize, with: &str, is_part: impl Fn(u8) -> bool) {
    let Some(start) = (at..bytes.len()).find(|i| is_part(bytes[*i])) else {
        return;
    };
    let end = (start..bytes.len()).find(|i| !is_part(bytes[*i]) && bytes[*i] != b'.');
    bytes.splice(start..end.unwrap_or(bytes.len()), with.bytes());
}

#[test]
fn random_bytes_are_refused() {
    let mut stream = Stream(Dice(23));
    for _ in 0..20_000 {
        let noise: Vec<u8> = (0..stream.below(80))
            .map(|_| stream.below(256) as u8)
            .collect();
        swallow(&noise);
        let mut share = b"ravine:".to_vec();
        share.extend(noise.iter().map(|b| b"ABCdef012-_= \n"[*b as usize % 14]));
        assert!(!swallow(&share));
    }
}

/// A scene with something in it, and the words that its sentence must have.
fn scene(inner: &str) -> String {
    format!("{{\"ravine\": 2, \"scene\": {{\"surface\": \"quadratic\", {inner}}}}}")
}

/// Everything that is too much, with words of the sentence that says so; none where it is a scene.
fn too_much() -> Vec<(String, Option<&'static str>)> {
    let nested = |open: &str, n: usize, middle: &str, close: &str| {
        format!("{}{middle}{}", open.repeat(n), close.repeat(n))
    };
    let optimizers = |n| nested("{\"id\": \"lookahead\", \"optimizer\": ", n, "\"sgd\"", "}");
    let schedules = |n| {
        let inner = nested(
            "{\"id\": \"sequential\", \"schedules\": [",
            n,
            "\"constant\"",
            "]}",
        );
        scene(&format!(
            "\"runs\": [{{\"optimizer\": \"sgd\", \"schedule\": {inner}}}]"
        ))
    };
    let run = |optimizer: &str| scene(&format!("\"runs\": [{{\"optimizer\": {optimizer}}}]"));
    let many = |item: &str, n: usize| vec![item; n].join(",");
    let fill = "x".repeat(MAX_BYTES - 200);
    vec![
        (scene("\"steps\": 1e9"), Some("from 1 to 1000000")),
        (scene("\"steps\": 1000000000"), Some("from 1 to 1000000")),
        (
            scene(&format!("\"runs\": [{}]", many("\"sgd\"", 10_000))),
            Some("10000 runs; a scene may have 64"),
        ),
        (
            scene(&format!("\"runs\": [{}]", many("\"sgd\"", 1_000_000))),
            Some("more than 65536 keys"),
        ),
        (
            scene(&format!("\"start\": [{}]", many("0", 8_000_000))),
            Some("more than 1048576 numbers"),
        ),
        (
            scene(&format!("\"start\": [{}]", many("{}", 5_000_000))),
            Some("more than 65536 keys"),
        ),
        (
            scene(&format!("\"noise\": {{{}}}", many("\"\":0", 3_000_000))),
            Some("more than 65536 keys"),
        ),
        ("[".repeat(100_000), Some("64 lists and objects deep")),
        ("{\"a\":".repeat(100_000), Some("64 lists and objects deep")),
        (
            nested("[", 100_000, "", "]"),
            Some("64 lists and objects deep"),
        ),
        (run(&optimizers(100_000)), Some("64 lists and objects deep")),
        (run(&optimizers(3)), None),
        (run(&optimizers(20)), Some("more than 8 deep")),
        (schedules(7), None),
        (schedules(9), Some("more than 8 deep")),
        (schedules(30), Some("more than 8 deep")),
        (schedules(100_000), Some("64 lists and objects deep")),
        (scene(&format!("\"title\": \"{fill}\"")), Some("characters")),
        (scene(&format!("\"note\": \"{fill}\"")), Some("characters")),
        (scene(&format!("\"{fill}\": 1")), Some("is not known")),
        (
            run(&format!("\"{fill}\"")),
            Some("no optimizer has that id"),
        ),
        (
            run(&format!(
                "{{\"id\": \"sgd\", \"lr\": {}}}",
                "9".repeat(10_000_000)
            )),
            Some("a number above 0"),
        ),
        (
            run(&format!(
                "{{\"id\": \"sgd\", \"lr\": 0.{}1}}",
                "0".repeat(300)
            )),
            None,
        ),
        (
            run("{\"id\": \"sgd\", \"lr\": 1e-99999}"),
            Some("a number above 0"),
        ),
        (
            scene("\"noise\": {\"seed\": 18446744073709551616}"),
            Some("whole number"),
        ),
        (" ".repeat(MAX_BYTES + 1), Some("16 MiB")),
        ("\u{0}".repeat(MAX_BYTES), Some("not JSON")),
        (
            "\"".to_owned() + &"\\u0041".repeat(2_000_000),
            Some("a double quote is missing"),
        ),
        (
            many("{\"ravine\": 2}", 100_000),
            Some("take away what follows"),
        ),
    ]
}

#[test]
fn too_much_of_anything_is_one_sentence() {
    for (text, words) in too_much() {
        let shown: String = text.chars().take(90).collect();
        swallow(text.as_bytes());
        match (preset::parse(&text), words) {
            (Ok(_), None) => {}
            (Err(error), Some(words)) => {
                assert!(error.to_string().contains(words), "{shown}\n{error}");
            }
            (Ok(_), Some(words)) => panic!("{shown} was read: {words}"),
            (Err(error), None) => panic!("{shown}\n{error}"),
        }
    }
    let mut invalid = preset::DEFAULT.as_bytes().to_vec();
    invalid[400] = 0xff;
    assert!(!swallow(&invalid));
}

/// A share string that would inflate without end, and one that is just too long.
#[test]
fn share_strings_are_not_inflated_beyond_what_a_preset_may_have() {
    use base64::Engine;
    for (byte, length, words) in [
        (b' ', 1_usize << 30, "holds more than 16777216 bytes"),
        (b' ', MAX_BYTES + 1, "holds more than 16777216 bytes"),
        (b' ', MAX_BYTES, "the text ends where a value must stand"),
        (b'[', MAX_BYTES, "64 lists and objects deep"),
    ] {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        let block = vec![byte; 1 << 16];
        for start in (0..length).step_by(block.len()) {
            encoder
                .write_all(&block[..block.len().min(length - start)])
                .unwrap();
        }
        let bytes = encoder.finish().unwrap();
        let share = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
        let text = format!("ravine:{share}");
        let error = preset::parse(&text).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
        swallow(text.as_bytes());
    }
}
