//! A document as a tree with its places: what stands where in a text, and where a fault is.
//!
//! What the values mean is not known here; how they are spelt, in [`super::scan`].

use super::{MAX_BYTES, PresetError, scan};
use std::collections::HashSet;

/// A value and where it begins, in bytes.
#[derive(Debug)]
pub(super) struct Node<'t> {
    pub(super) at: usize,
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

impl<'t> Node<'t> {
    /// The value under a key, to be changed; none where this is no object or has no such key.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Node<'t>> {
        let members = self.members_mut()?;
        let member = members.iter_mut().find(|member| member.key == key)?;
        Some(&mut member.node)
    }

    /// The members, to be changed; none where this is no object.
    pub(super) fn members_mut(&mut self) -> Option<&mut Vec<Member<'t>>> {
        match &mut self.tree {
            Tree::Object(members) => Some(members),
            _ => None,
        }
    }
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

    /// The fault with more said about it.
    pub(super) fn adding(mut self, more: &str) -> Self {
        self.problem.push_str(more);
        self
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

/// The outermost value in a text.
pub(super) fn parse(text: &str) -> Result<Node<'_>, Fault> {
    let whole = |problem| Fault::new(0, String::new(), problem);
    if text.len() > MAX_BYTES {
        return Err(whole(too_long(text.len())));
    }
    let root = scan::document(text)?;
    unique_keys(&root, "")?;
    Ok(root)
}

/// What is said of a text with so many bytes.
pub(super) fn too_long(bytes: usize) -> String {
    format!(
        "the file has {bytes} bytes; a preset has at most {MAX_BYTES} (16 MiB): take out embedded trajectories, or take fewer steps"
    )
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
                    let problem =
                        "stands here a second time; a key may come once: take one of them away";
                    return Err(Fault::new(member.key_at, inner, problem.to_owned()));
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
