//! From every earlier version of the format to the newest, one step after the other.
//!
//! A step changes the tree and keeps the places in it, so that a fault is still said with its place in the text.

use super::VERSION;
use super::text::{Node, Tree};

/// What leads from version `n + 1` to the next, at index `n`.
const STEPS: [fn(&mut Node<'_>); VERSION as usize - 1] = [one_to_two];

/// Makes a document of this version one of the newest.
pub(super) fn migrate(root: &mut Node<'_>, from: u64) {
    for step in STEPS.iter().skip(from.saturating_sub(1) as usize) {
        step(root);
    }
}

/// Several curves can be shown: the one under `curve` is a list of one under `curves`, which counted if both stood
/// there.
fn one_to_two(root: &mut Node<'_>) {
    let Some(members) = root.get_mut("view").and_then(Node::members_mut) else {
        return;
    };
    let Some(old) = members.iter().position(|member| member.key == "curve") else {
        return;
    };
    if members.iter().any(|member| member.key == "curves") {
        members.remove(old);
        return;
    }
    let member = &mut members[old];
    "curves".clone_into(&mut member.key);
    let list = Node {
        at: member.node.at,
        tree: Tree::Array(Vec::new()),
    };
    let curve = std::mem::replace(&mut member.node, list);
    member.node.tree = Tree::Array(vec![curve]);
}
