//! JSON as RFC 8259 spells it, read into a tree with places; what is spelt otherwise is said with a remedy.
//!
//! Memory and depth are bounded, whatever the text: a preset needs few values and no deep nesting.

use super::text::{Fault, Member, Node, Tree};

/// How deep lists and objects may stand inside one another: far deeper than any preset needs.
const MAX_NESTING: usize = 64;
/// The most numbers of a text: as many as embedded trajectories may have.
pub(super) const MAX_NUMBERS: usize = 1 << 20;
/// The most keys, texts, lists, objects and words of a text.
const MAX_OTHERS: usize = 1 << 16;

/// The one value that a text is.
pub(super) fn document(text: &str) -> Result<Node<'_>, Fault> {
    let mut scanner = Scanner {
        text,
        // A mark that some editors put before everything else is no part of the text.
        at: if text.starts_with('\u{feff}') { 3 } else { 0 },
        numbers: 0,
        others: 0,
    };
    let root = scanner.value(0, "a value")?;
    if scanner.peek().is_none() {
        return Ok(root);
    }
    let found = scanner.found();
    Err(scanner.fault(&format!(
        "the preset ends before {found}: take away what follows its last `}}`"
    )))
}

/// Walks a text, value by value.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
    numbers: usize,
    others: usize,
}

type Scan<T> = Result<T, Fault>;

impl<'t> Scanner<'t> {
    /// A fault where the scanner stands.
    fn fault(&self, problem: &str) -> Fault {
        Fault::new(
            self.at.min(self.text.len()),
            String::new(),
            format!("this is not JSON: {problem}"),
        )
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The next byte that is no space, which stays.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    /// What stands here, in a sentence.
    fn found(&self) -> String {
        let rest = self.rest();
        let word: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || "_-+.".contains(*c))
            .take(20)
            .collect();
        match rest.chars().next() {
            None => "the end of the text".to_owned(),
            Some(_) if !word.is_empty() => format!("`{word}`"),
            Some(other) => format!("`{}`", other.escape_debug()),
        }
    }

    /// Something else stands here than must.
    fn wanted<T>(&self, wanted: &str) -> Scan<T> {
        let rest = self.rest();
        if rest.is_empty() {
            return Err(self.fault(&format!(
                "the text ends where {wanted} must stand; is it the whole text?"
            )));
        }
        if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
            return Err(self.fault("it has no comments; take this one away"));
        }
        let found = self.found();
        Err(self.fault(&format!("here must stand {wanted}, not {found}")))
    }

    fn value(&mut self, depth: usize, wanted: &str) -> Scan<Node<'t>> {
        let first = self.peek();
        let at = self.at;
        let tree = match first {
            Some(b'-' | b'0'..=b'9') => {
                self.numbers += 1;
                self.bounded(self.numbers, MAX_NUMBERS, "numbers")?;
                Tree::Number(self.number()?)
            }
            first => {
                self.others += 1;
                self.bounded(self.others, MAX_OTHERS, "keys, texts, lists and objects")?;
                match first {
                    Some(b'{' | b'[') if depth >= MAX_NESTING => {
                        return Err(Fault::new(
                            self.at,
                            String::new(),
                            format!(
                                "stands more than {MAX_NESTING} lists and objects deep, which nothing in a preset does: take it out"
                            ),
                        ));
                    }
                    Some(b'{') => self.object(depth)?,
                    Some(b'[') => self.array(depth)?,
                    Some(b'"') => Tree::Text(self.string()?),
                    _ => self.word(wanted)?,
                }
            }
        };
        Ok(Node { at, tree })
    }

    fn bounded(&self, count: usize, most: usize, what: &str) -> Scan<()> {
        if count <= most {
            return Ok(());
        }
        let problem = format!("the file has more than {most} {what}, and a preset needs far fewer");
        let remedy = "take out embedded trajectories, or what is no part of a preset";
        Err(Fault::new(
            self.at,
            String::new(),
            format!("{problem}: {remedy}"),
        ))
    }

    fn array(&mut self, depth: usize) -> Scan<Tree<'t>> {
        let mut items = Vec::new();
        self.at += 1;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Tree::Array(items));
        }
        loop {
            items.push(self.value(depth + 1, "a value")?);
            if self.ends_after_comma(b']', "a comma or the `]` of the list")? {
                return Ok(Tree::Array(items));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Scan<Tree<'t>> {
        let mut members = Vec::new();
        self.at += 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Tree::Object(members));
        }
        loop {
            if self.peek() != Some(b'"') {
                return self.wanted("a key in double quotes");
            }
            self.others += 1;
            self.bounded(self.others, MAX_OTHERS, "keys, texts, lists and objects")?;
            let key_at = self.at;
            let key = self.string()?;
            if self.peek() != Some(b':') {
                return self.wanted("the colon behind a key");
            }
            self.at += 1;
            let node = self.value(depth + 1, "the value of the key")?;
            members.push(Member { key, key_at, node });
            if self.ends_after_comma(b'}', "a comma or the `}` of the object")? {
                return Ok(Tree::Object(members));
            }
        }
    }

    /// Goes past a comma, or past the end of a list or an object: whether it was the end.
    fn ends_after_comma(&mut self, end: u8, wanted: &str) -> Scan<bool> {
        match self.peek() {
            Some(byte) if byte == end => {
                self.at += 1;
                Ok(true)
            }
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                if self.peek() == Some(end) {
                    self.at = comma;
                    let what = "nothing follows this comma; take it away";
                    return Err(self.fault(what));
                }
                Ok(false)
            }
            _ => self.wanted(wanted),
        }
    }

    /// `null`, `true` or `false`.
    fn word(&mut self, wanted: &str) -> Scan<Tree<'t>> {
        let rest = self.rest();
        let is_end = |c: char| !c.is_alphanumeric() && c != '_';
        let word = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        let tree = match word {
            "null" => Tree::Null,
            "true" => Tree::Bool(true),
            "false" => Tree::Bool(false),
            "" => return self.wanted(wanted),
            _ => return self.wanted("a number, true, false, or a text in double quotes"),
        };
        self.at += word.len();
        Ok(tree)
    }

    fn number(&mut self) -> Scan<&'t str> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let digits = |from: usize| {
            bytes[from..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count()
        };
        let mut end = usize::from(bytes[0] == b'-');
        let whole = digits(end);
        let mut good = whole == 1 || (whole > 1 && bytes[end] != b'0');
        end += whole;
        if bytes.get(end) == Some(&b'.') {
            let places = digits(end + 1);
            good &= places > 0;
            end += 1 + places;
        }
        if let Some(b'e' | b'E') = bytes.get(end) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let places = digits(end + 1 + sign);
            good &= places > 0;
            end += 1 + sign + places;
        }
        let goes_on = bytes
            .get(end)
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.');
        if !good || goes_on {
            return self.wanted("a number such as 10, -0.5 or 1e-3");
        }
        self.at += end;
        Ok(&rest[..end])
    }

    fn string(&mut self) -> Scan<String> {
        let start = self.at;
        let mut out = String::new();
        self.at += 1;
        loop {
            let rest = self.rest();
            let plain = rest
                .bytes()
                .position(|b| b == b'"' || b == b'\\' || b < 0x20);
            let Some(plain) = plain else {
                self.at = start;
                let what = "the text that begins here has no end: a double quote is missing";
                return Err(self.fault(what));
            };
            out.push_str(&rest[..plain]);
            self.at += plain;
            match rest.as_bytes()[plain] {
                b'"' => {
                    self.at += 1;
                    return Ok(out);
                }
                b'\\' => out.push(self.escape()?),
                _ => {
                    let what = "a line break in a text is written \\n, a tab \\t, and a text ends with a double quote";
                    return Err(self.fault(what));
                }
            }
        }
    }

    /// The letter that is written with a backslash.
    fn escape(&mut self) -> Scan<char> {
        let bytes = self.rest().as_bytes();
        let letter = match bytes.get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => {
                let what = "a backslash in a text is written twice";
                return Err(self.fault(what));
            }
        };
        self.at += 2;
        Ok(letter)
    }

    /// The letter of one `\u…`, or of two that belong together.
    fn unicode(&mut self) -> Scan<char> {
        let unit = |text: &str| -> Option<u32> {
            let digits = text.strip_prefix("\\u")?.get(..4)?;
            let all = digits.bytes().all(|b| b.is_ascii_hexdigit());
            u32::from_str_radix(digits, 16).ok().filter(|_| all)
        };
        let rest = self.rest();
        let first = unit(rest);
        let second = rest.get(6..).and_then(unit);
        let pair = match (first, second) {
            (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
                Some(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            }
            _ => None,
        };
        let letter = pair.or(first).and_then(char::from_u32);
        let Some(letter) = letter else {
            let what = "behind \\u stand the four digits of a letter, or two such for a rare one";
            return Err(self.fault(what));
        };
        self.at += if pair.is_some() { 12 } else { 6 };
        Ok(letter)
    }
}

#[cfg(test)]
mod tests;
