//! Python as text: values, names and comments that stay what they are whatever stands in them.

use crate::core::params::{ParamSpec, REMAINDER, Shape, Value};
use std::fmt::Write;

/// The longest line of a script.
const WIDTH: usize = 100;

/// A number with all its digits. Scenes hold no others than finite ones.
pub(super) fn real(x: f64) -> String {
    if x.is_finite() {
        format!("{x:?}")
    } else {
        format!("float(\"{x}\")")
    }
}

/// A list of things that are said already, as a tuple.
pub(super) fn tuple(items: &[String]) -> String {
    match items {
        [one] => format!("({one},)"),
        many => format!("({})", many.join(", ")),
    }
}

/// Any text as a string literal.
pub(super) fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if is_plain(c) => out.push(c),
            c => {
                // Writing to a string does not fail.
                let _written = write!(out, "\\U{:08x}", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}

/// Whether a character stands for itself: no control, and nothing that turns the direction of reading.
fn is_plain(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !(c.is_control() || turns || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}'))
}

/// Any text as comment lines, broken between words.
pub(super) fn comment(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let plain: String = line
            .chars()
            .map(|c| if is_plain(c) { c } else { ' ' })
            .collect();
        let mut row = String::from("#");
        for word in plain.split_whitespace() {
            if row.len() > 1 && row.chars().count() + 1 + word.chars().count() > WIDTH {
                out.push_str(&row);
                out.push('\n');
                row = String::from("#");
            }
            row.push(' ');
            row.push_str(word);
        }
        out.push_str(&row);
        out.push('\n');
    }
    out
}

/// A call, on one line if it fits behind so many characters, else an argument per line.
pub(super) fn call(before: &str, arguments: &[String]) -> String {
    let line = format!("{before}({})", arguments.join(", "));
    if line.chars().count() <= WIDTH && !line.contains('\n') {
        return line;
    }
    let mut rows = Text::default();
    for one in arguments {
        rows.put(&format!("{one},"));
    }
    format!("{before}(\n{}\n)", indented(&rows.0))
}

/// Every line four columns further in.
pub(super) fn indented(text: &str) -> String {
    let line = |line: &str| {
        if line.is_empty() {
            String::new()
        } else {
            format!("    {line}")
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A text of the catalogue's without the indentation that all its lines share.
pub(super) fn dedented(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches('\n').lines().collect();
    let full = lines.iter().filter(|line| !line.trim().is_empty());
    let common = full
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let rest = lines
        .iter()
        .map(|line| line.get(common..).unwrap_or("").trim_end());
    rest.collect::<Vec<_>>().join("\n")
}

/// Lines of a program, each with its end.
#[derive(Default)]
pub(super) struct Text(String);

impl Text {
    /// Adds lines.
    pub(super) fn put(&mut self, lines: &str) {
        self.0.push_str(lines);
        if !lines.is_empty() && !lines.ends_with('\n') {
            self.0.push('\n');
        }
    }
    /// Adds a line and what belongs to it, further in.
    pub(super) fn block(&mut self, head: &str, body: &Self) {
        self.put(head);
        self.put(&indented(&body.0));
    }
    /// The lines.
    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// The value of a parameter; a length that follows the run is that of a run of `steps` steps, and what others leave is
/// `None`. Settings inside have no literal.
pub(super) fn value(spec: &ParamSpec, value: &Value, steps: u64) -> String {
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    match (value, &spec.shape) {
        (
            Value::Count(REMAINDER),
            Shape::Count {
                auto: Some(REMAINDER),
                ..
            },
        ) => "None".to_owned(),
        // Every length of a schedule follows the run at 0; another `auto` is the framework's own None.
        (Value::Count(0), Shape::Count { auto: Some(0), .. }) => steps.max(1).to_string(),
        (Value::Real(x), _) => real(*x),
        (Value::Count(n), _) => n.to_string(),
        (Value::Toggle(on), _) => if *on { "True" } else { "False" }.to_owned(),
        (Value::Choice(index), Shape::Choice { options, .. }) => {
            word(options.get(*index).copied().unwrap_or(""))
        }
        (Value::Reals(reals), _) => list(reals.iter().map(|x| real(*x)).collect()),
        (Value::Counts(counts), _) => list(counts.iter().map(u64::to_string).collect()),
        (Value::Choice(_) | Value::Config(_) | Value::Configs(_), _) => "None".to_owned(),
    }
}

/// A word of a choice; some name a number, or nothing.
fn word(word: &str) -> String {
    match word {
        "none" => "None".to_owned(),
        "inf" => real(f64::INFINITY),
        _ if word.parse::<f64>().is_ok() => word.to_owned(),
        _ => text(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_one_literal_and_one_comment() {
        let table = [
            ("Adam 2", "\"Adam 2\"", "# Adam 2\n"),
            ("η = \"0,1\"", "\"η = \\\"0,1\\\"\"", "# η = \"0,1\"\n"),
            ("a\\\nb", "\"a\\\\\\nb\"", "# a\\\n# b\n"),
            (
                "\0\r\u{202e}x",
                "\"\\U00000000\\U0000000d\\U0000202ex\"",
                "# x\n",
            ),
            ("", "\"\"", ""),
        ];
        for (any, literal, comments) in table {
            assert_eq!(text(any), literal);
            assert_eq!(comment(any), comments);
        }
    }

    #[test]
    fn numbers_keep_every_bit() {
        for x in [0.1, 1e-8, 1e300, -0.0, 5e-324, 1.0, 1e16] {
            let back: f64 = real(x).parse().unwrap();
            assert_eq!(back.to_bits(), f64::to_bits(x));
        }
        assert_eq!(real(f64::INFINITY), "float(\"inf\")");
    }

    #[test]
    fn long_calls_are_broken_and_indentation_goes() {
        let many: Vec<String> = (0..12).map(|i| format!("argument_{i}={i}")).collect();
        assert_eq!(call("f", &many[..2]), "f(argument_0=0, argument_1=1)");
        assert!(call("f", &many).starts_with("f(\n    argument_0=0,\n"));
        assert_eq!(
            dedented("\n        a\n            b\n\n        c"),
            "a\n    b\n\nc"
        );
        assert_eq!(dedented("return x"), "return x");
    }
}
