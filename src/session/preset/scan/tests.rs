//! What is JSON and what is not, against another reader of it.

use super::*;
use serde_json::Value;

/// The same value as another reader makes of it.
fn plain(node: &Node<'_>) -> Value {
    match &node.tree {
        Tree::Null => Value::Null,
        Tree::Bool(on) => (*on).into(),
        Tree::Number(digits) => serde_json::from_str(digits).unwrap(),
        Tree::Text(text) => text.as_str().into(),
        Tree::Array(items) => items.iter().map(plain).collect(),
        Tree::Object(members) => members
            .iter()
            .map(|member| (member.key.clone(), plain(&member.node)))
            .collect(),
    }
}

/// What another reader of JSON accepts is accepted with the same values, and nothing else is.
#[test]
fn it_reads_what_json_is_and_nothing_else() {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u0041",
        "\\ud83c\\udfb2",
        "\\ud83c",
        "null",
        "true",
        "fals",
        "-",
        "0",
        "01",
        "1.5",
        ".5",
        "1.",
        "1e5",
        "1E-5",
        "1e",
        "-0.0",
        " ",
        "\n",
        "\t",
        "é",
        "\"a\"",
        "\"b\":",
        "\u{0}",
        "/",
        "'",
        "NaN",
        "{}",
        "[]",
        "[1,2]",
        "{\"c\":3}",
    ];
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        (seed >> 33) as usize % below
    };
    let mut accepted = 0;
    for _ in 0..60_000 {
        let text: String = (0..=next(7)).map(|_| pieces[next(pieces.len())]).collect();
        match (document(&text), serde_json::from_str::<Value>(&text)) {
            (Ok(ours), Ok(theirs)) => {
                assert_eq!(plain(&ours), theirs, "{text:?}");
                accepted += 1;
            }
            (Err(_), Err(_)) => {}
            // A number may be too large for everything that it could be; that is said where it is read.
            (Ok(_), Err(error)) if error.to_string().contains("out of range") => {}
            (ours, theirs) => panic!("{text:?}: {ours:?}, {theirs:?}"),
        }
    }
    assert!(accepted > 1000, "{accepted}");
}

#[test]
fn what_is_spelt_wrongly_is_said_with_its_place_and_a_remedy() {
    let table = [
        ("", 0, "the text ends where a value must stand"),
        (
            "{",
            1,
            "the text ends where a key in double quotes must stand",
        ),
        ("[1 2]", 3, "a comma or the `]` of the list, not `2`"),
        ("[1,]", 2, "nothing follows this comma; take it away"),
        ("{\"a\":1,}", 6, "nothing follows this comma"),
        ("{a: 1}", 1, "a key in double quotes, not `a`"),
        ("{'a': 1}", 1, "a key in double quotes, not `\\'`"),
        ("{\"a\" 1}", 5, "the colon behind a key, not `1`"),
        (
            "[NaN]",
            1,
            "a number, true, false, or a text in double quotes, not `NaN`",
        ),
        ("[+1]", 1, "a value, not `+1`"),
        ("[01]", 1, "a number such as 10, -0.5 or 1e-3, not `01`"),
        ("[1.]", 1, "a number such as"),
        ("[1_000]", 2, "a comma or the `]`"),
        ("[1] // done", 4, "the preset ends before `/`"),
        ("[ // one\n1]", 2, "no comments"),
        ("[\"a\nb\"]", 3, "a line break in a text is written \\n"),
        ("[\"abc]", 1, "a double quote is missing"),
        (
            "[\"C:\\data\"]",
            4,
            "a backslash in a text is written twice",
        ),
        ("[\"\\ud800\"]", 2, "four digits"),
    ];
    for (text, at, words) in table {
        let error = document(text).map(|node| plain(&node)).unwrap_err();
        let said = error.in_text(text);
        assert_eq!(
            said.column,
            text[..at].chars().count() + 1,
            "{text:?}: {said}"
        );
        assert!(said.problem.contains(words), "{text:?}: {said}");
    }
}
