//! JSON with its places: what stands where in a text, and where a fault is.
//!
//! `serde_json` judges whether a text is JSON. The scanner then walks a text that is known to be and
//! keeps what `serde_json` forgets: offsets, the digits of numbers, keys that come twice. What the
//! values mean is not known here.

use super::{MAX_BYTES, PresetError};
use serde_json::Value;
use std::collections::HashSet;

/// A value and where it begins and ends, in bytes.
#[derive(Debug)]
pub(super) struct Node<'t> {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) tree: Tree<'t>,
}

/// A value with the places of its parts.
#[derive(Debug)]
pub(super) enum Tree<'t> {
    Null,
    Bool(bool),
    /// The digits as they stand in the text.
    Number(&'t str),
    Text(String),
    Array(Vec<Node<'t>>),
    Object(Vec<Member<'t>>),
}

/// A key, where it begins, and its value.
#[derive(Debug)]
pub(super) struct Member<'t> {
    pub(super) key: String,
    pub(super) key_at: usize,
    pub(super) node: Node<'t>,
}

/// A text that has been read: the text itself and its outermost value.
#[derive(Debug)]
pub(super) struct Document<'t> {
    pub(super) text: &'t str,
    pub(super) root: Node<'t>,
}

/// Something wrong at a place that is still counted in bytes.
#[derive(Debug)]
pub(super) struct Fault {
    at: usize,
    place: String,
    problem: String,
}

impl Fault {
    pub(super) fn new(at: usize, place: String, problem: String) -> Self {
        Self { at, place, problem }
    }

    /// The fault with its place counted in lines and characters.
    pub(super) fn in_text(self, text: &str) -> PresetError {
        let before = text.get(..self.at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        PresetError {
            place: self.place,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            problem: self.problem,
        }
    }
}

/// The value in a text.
pub(super) fn parse(text: &str) -> Result<Document<'_>, PresetError> {
    if text.len() > MAX_BYTES {
        let problem = format!(
            "the file has {} bytes; a preset has at most {MAX_BYTES} (16 MiB)",
            text.len()
        );
        return Err(Fault::new(0, String::new(), problem).in_text(text));
    }
    if let Err(error) = serde_json::from_str::<Value>(text) {
        return Err(syntax_error(text, &error));
    }
    let mut scanner = Scanner { text, at: 0 };
    let root = scanner.value();
    unique_keys(&root, "").map_err(|fault| fault.in_text(text))?;
    Ok(Document { text, root })
}

/// What `serde_json` has to say, its column counted in characters.
fn syntax_error(text: &str, error: &serde_json::Error) -> PresetError {
    let said = error.to_string();
    let words = said.split(" at line ").next().unwrap_or(&said);
    let line = text.split('\n').nth(error.line().saturating_sub(1));
    let bytes = line.unwrap_or("").as_bytes();
    let before = &bytes[..error.column().saturating_sub(1).min(bytes.len())];
    PresetError {
        place: String::new(),
        line: error.line().max(1),
        column: String::from_utf8_lossy(before).chars().count() + 1,
        problem: format!("this is not JSON: {words}"),
    }
}

/// A key that comes twice leaves open which one counts.
fn unique_keys(node: &Node<'_>, place: &str) -> Result<(), Fault> {
    match &node.tree {
        Tree::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if matches!(item.tree, Tree::Array(_) | Tree::Object(_)) {
                    unique_keys(item, &format!("{place}[{index}]"))?;
                }
            }
        }
        Tree::Object(members) => {
            let mut seen = HashSet::new();
            for member in members {
                let inner = join(place, &member.key);
                if !seen.insert(member.key.as_str()) {
                    let problem = "stands here a second time; a key may come once".to_owned();
                    return Err(Fault::new(member.key_at, inner, problem));
                }
                unique_keys(&member.node, &inner)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The place of a key inside a place. The scene is what places are counted from.
pub(super) fn join(place: &str, key: &str) -> String {
    let key: String = key.chars().take(60).flat_map(char::escape_debug).collect();
    match place {
        "" | "scene" => key,
        _ => format!("{place}.{key}"),
    }
}

/// Walks a text that is known to be JSON. On anything else it stops early; it never panics.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    fn peek(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied().unwrap_or(0)
    }

    fn value(&mut self) -> Node<'t> {
        let first = self.peek();
        let at = self.at;
        let tree = match first {
            b'{' => self.object(),
            b'[' => self.array(),
            b'"' => Tree::Text(self.string()),
            _ => match self.word() {
                "null" | "" => Tree::Null,
                "true" => Tree::Bool(true),
                "false" => Tree::Bool(false),
                digits => Tree::Number(digits),
            },
        };
        let end = self.at;
        Node { at, end, tree }
    }

    fn array(&mut self) -> Tree<'t> {
        let mut items = Vec::new();
        self.at += 1;
        while !matches!(self.peek(), b']' | 0) {
            let before = self.at;
            items.push(self.value());
            self.pass(b',', before);
        }
        self.at += 1;
        Tree::Array(items)
    }

    fn object(&mut self) -> Tree<'t> {
        let mut members = Vec::new();
        self.at += 1;
        while !matches!(self.peek(), b'}' | 0) {
            let key_at = self.at;
            let key = self.string();
            self.pass(b':', key_at);
            let node = self.value();
            self.pass(b',', key_at);
            members.push(Member { key, key_at, node });
        }
        self.at += 1;
        Tree::Object(members)
    }

    /// Goes past a separator if it is there; always ends beyond `before`.
    fn pass(&mut self, separator: u8, before: usize) {
        if self.peek() == separator {
            self.at += 1;
        }
        self.at = self.at.max(before + 1);
    }

    fn word(&mut self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or("");
        let is_end = |c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c);
        let word = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    fn string(&mut self) -> String {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        let quoted = self.text.get(start..self.at).unwrap_or("");
        serde_json::from_str(quoted).unwrap_or_default()
    }
}
