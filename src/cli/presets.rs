//! `ravine list presets`: the scenes that come with the program, with what there is to see in each.

use super::{Failure, print};
use crate::session::gallery::{self, TOPICS};
use crate::session::preset;
use serde_json::{Value, json};
use std::fmt::Write;

/// Prints the scenes under their headings.
pub(super) fn list(as_json: bool, as_markdown: bool) -> Result<(), Failure> {
    if as_json {
        return print(&format!("{:#}\n", json()));
    }
    let mut out = String::new();
    for topic in TOPICS {
        let blank = if out.is_empty() { "" } else { "\n" };
        // Writing into a string cannot fail.
        let _ = if as_markdown {
            writeln!(
                out,
                "{blank}**{}**\n\n| name | title | what there is to see |\n|---|---|---|",
                topic.heading
            )
        } else {
            writeln!(out, "{blank}{}", topic.heading.to_uppercase())
        };
        for name in topic.names {
            let (title, note) = words(name);
            let _ = if as_markdown {
                writeln!(out, "| `{name}` | {title} | {note} |")
            } else {
                writeln!(out, "\n{name}  {title}\n    {note}")
            };
        }
    }
    print(&out)
}

/// What a scene is called, and what there is to see in it.
fn words(name: &str) -> (String, String) {
    let scene = gallery::text(name).and_then(|text| preset::from_json(text).ok());
    scene.map_or_else(Default::default, |scene| (scene.title, scene.note))
}

fn json() -> Value {
    let of_topic = |topic: &gallery::Topic| {
        let scenes = topic.names.iter().map(|name| {
            let (title, note) = words(name);
            json!({ "name": name, "title": title, "note": note })
        });
        json!({ "topic": topic.heading, "presets": scenes.collect::<Value>() })
    };
    json!({ "presets": TOPICS.iter().map(of_topic).collect::<Value>() })
}
