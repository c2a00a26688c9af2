//! The README is fresh: its tables are what the catalogues say, its pictures what the program draws.
//! `UPDATE_README=1 cargo test --test readme` writes both.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::Command;

/// How far a channel of a pixel may be off: another machine rounds a little differently.
const NEAR: u8 = 6;
/// The share of pixels that may be further off, for the same reason at edges.
const FAR: f64 = 1e-3;
/// The largest that a picture may be, in bytes.
const MOST_BYTES: usize = 400_000;

const BEGIN: &str = "<!-- catalogue -->\n";
const END: &str = "<!-- end of catalogue -->\n";

#[test]
fn the_tables_are_fresh() {
    let listed = Command::new(env!("CARGO_BIN_EXE_ravine"))
        .args(["list", "--markdown"])
        .output()
        .unwrap();
    assert!(listed.status.success(), "{listed:?}");
    let tables = String::from_utf8(listed.stdout).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    let want = format!("\n{tables}");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{want}{END}{after}")).unwrap();
        return;
    }
    assert!(
        found == want,
        "the tables of the catalogue are stale: run UPDATE_README=1 cargo test --test readme"
    );
}

/// The pictures of the README and the commands that make them: `<!-- ravine … -o assets/x.png -->` stands right
/// before the picture.
fn pictures(readme: &str) -> Vec<(Vec<&str>, &str)> {
    let lines: Vec<&str> = readme.lines().collect();
    let is_picture = |line: &&str| line.starts_with("![");
    let mut found = Vec::new();
    for (i, picture) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_picture(line))
    {
        let path = picture.split_once("](").unwrap().1.trim_end_matches(')');
        let above = lines[..i].iter().rev().find(|line| !line.is_empty());
        let command = above.unwrap().strip_prefix("<!-- ravine ");
        let command = command.and_then(|command| command.strip_suffix(" -->"));
        let command = command.unwrap_or_else(|| panic!("no command stands before {picture}"));
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(
            words.last(),
            Some(&path),
            "the command makes another picture"
        );
        found.push((words, path));
    }
    found
}

#[cfg(feature = "picture")]
#[test]
fn the_pictures_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let pictures = pictures(&readme);
    assert!(!pictures.is_empty());
    for (mut words, path) in pictures {
        let made = folder.path().join("made.png");
        *words.last_mut().unwrap() = made.to_str().unwrap();
        let done = Command::new(env!("CARGO_BIN_EXE_ravine"))
            .args(&words)
            .current_dir(root)
            .output()
            .unwrap();
        assert!(done.status.success(), "{path}: {done:?}");
        let bytes = std::fs::read(&made).unwrap();
        assert!(
            bytes.len() <= MOST_BYTES,
            "{path} has {} bytes",
            bytes.len()
        );
        let stored = root.join(path);
        if std::env::var_os("UPDATE_README").is_some() {
            std::fs::write(&stored, &bytes).unwrap();
            continue;
        }
        let stale = difference(&pixels(&bytes), &pixels(&std::fs::read(&stored).unwrap()));
        assert!(
            stale.is_none(),
            "{path} is stale: {}; run UPDATE_README=1 cargo test --test readme",
            stale.unwrap()
        );
    }
}

/// Width, height and pixels of a PNG file.
#[cfg(feature = "picture")]
fn pixels(png: &[u8]) -> (u32, u32, Vec<u8>) {
    let decoder = png::Decoder::new(std::io::Cursor::new(png));
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(info.bit_depth, png::BitDepth::Eight);
    if info.color_type == png::ColorType::Rgb {
        let opaque = |pixel: &[u8]| [pixel[0], pixel[1], pixel[2], 255];
        bytes = bytes.chunks_exact(3).flat_map(opaque).collect();
    }
    (info.width, info.height, bytes)
}

/// How two pictures differ, if they do.
#[cfg(feature = "picture")]
fn difference(a: &(u32, u32, Vec<u8>), b: &(u32, u32, Vec<u8>)) -> Option<String> {
    if (a.0, a.1) != (b.0, b.1) {
        return Some(format!("{}×{} instead of {}×{}", b.0, b.1, a.0, a.1));
    }
    let (a, b) = (a.2.chunks_exact(4), b.2.chunks_exact(4));
    let is_far = |(a, b): &(&[u8], &[u8])| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > NEAR);
    let total = a.len();
    let far = a.zip(b).filter(is_far).count();
    (far as f64 > FAR * total as f64).then(|| format!("{far} of {total} pixels differ"))
}
