//! A pasted text before it is read as Python: prompts, fences and a common margin taken off, size and nesting bounded.
//!
//! Python is parsed, dropped and evaluated recursively, so how deep an expression can be is decided here, by its tokens.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 256 << 10;
/// How many tokens may stand in a row without a comma or the end of a statement, over all brackets that are open.
const MAX_ROW: usize = 300;

/// What is wrong, and where in the code.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) problem: String,
}

impl Fault {
    pub(super) fn new(at: usize, problem: impl Into<String>) -> Self {
        Self {
            at,
            problem: problem.into(),
        }
    }
}

/// The code in a text, and what was taken off the beginning of each line.
pub(super) struct Source {
    pub(super) code: String,
    taken: Vec<usize>,
}

impl Source {
    pub(super) fn new(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let lines: Vec<String> = text
            .split('\n')
            .map(|line| line.trim_end_matches('\r').chars().map(plain).collect())
            .collect();
        let has_prompts = lines.iter().any(|line| prompt(line) == Some(">>>"));
        let margins = margins(&lines);
        let mut source = Self {
            code: String::with_capacity(text.len()),
            taken: Vec::with_capacity(lines.len()),
        };
        for (line, margin) in lines.iter().zip(margins) {
            let from = match prompt(line) {
                Some(sign) if has_prompts => {
                    let begin = indent(line) + sign.len();
                    begin + usize::from(line[begin..].starts_with(' '))
                }
                // What a prompt answered, or the edge of a listing.
                _ if has_prompts || line.trim_start().starts_with("```") => line.len(),
                _ => margin.min(line.len()),
            };
            source.code.push_str(&line[from..]);
            source.code.push('\n');
            source.taken.push(line[..from].chars().count());
        }
        source
    }

    /// Line and column, from 1, in the text as it was pasted.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let before = self.code.get(..at).unwrap_or(&self.code);
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or("").chars().count();
        let taken = self.taken.get(line).copied().unwrap_or(0);
        (line + 1, taken + column + 1)
    }

    /// Refuses what could be too deep for the machine's stack.
    pub(super) fn check(&self) -> Result<(), Fault> {
        if !is_too_deep(&self.code) {
            return Ok(());
        }
        // The first line with which it is: between one that is not too deep yet and one that is.
        let ends: Vec<usize> = self
            .code
            .match_indices('\n')
            .map(|(at, _)| at + 1)
            .collect();
        let line = ends.partition_point(|end| !is_too_deep(&self.code[..*end]));
        let at = line.checked_sub(1).map_or(0, |before| ends[before]);
        Err(Fault::new(
            at.min(self.code.len()),
            "the text is nested too deeply to be read; paste only the lines that make the optimizer",
        ))
    }
}

/// Whether code could be too deep for the machine's stack, by its tokens.
fn is_too_deep(code: &str) -> bool {
    let mut lexer = lexer::lex(code, Mode::Module);
    // Tokens since the last comma, for each bracket that is open; all of them together; and how deep blocks stand.
    let (mut rows, mut total, mut blocks) = (vec![0_usize], 0_usize, 0_usize);
    loop {
        let row = rows.last().copied().unwrap_or(0);
        let is_inside = rows.len() > 1;
        match lexer.next_token() {
            TokenKind::EndOfFile => return false,
            TokenKind::Indent => blocks += 1,
            TokenKind::Dedent => blocks = blocks.saturating_sub(1),
            TokenKind::Newline => (rows, total) = (vec![0], 0),
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                *rows.last_mut().unwrap_or(&mut 0) += 1;
                rows.push(0);
                total += 1;
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if is_inside => {
                rows.pop();
                total -= row;
            }
            // A function without a name stands inside the one before it, commas or not.
            TokenKind::Lambda => total += 1,
            TokenKind::Comma if is_inside => {
                total -= row;
                *rows.last_mut().unwrap_or(&mut 0) = 0;
            }
            TokenKind::Semi if !is_inside => (rows, total) = (vec![0], 0),
            TokenKind::Comment | TokenKind::NonLogicalNewline => {}
            _ => {
                total += 1;
                *rows.last_mut().unwrap_or(&mut 0) += 1;
            }
        }
        if total + blocks > MAX_ROW {
            return true;
        }
    }
}

/// A letter as a keyboard has it, where a page that was copied from has another.
fn plain(letter: char) -> char {
    match letter {
        '\u{a0}' | '\u{202f}' => ' ',
        '−' => '-',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        other => other,
    }
}

/// The sign with which a line of an interactive session begins.
fn prompt(line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    let signs = [">>>", "..."];
    signs.into_iter().find(|sign| line.starts_with(sign))
}

/// How many bytes of white space a line begins with.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// What each line has too much at its beginning: a common margin, which the first line of a selection often lacks.
fn margins(lines: &[String]) -> Vec<usize> {
    let is_full = |line: &&String| !line.trim().is_empty();
    let least = |lines: &[String]| lines.iter().filter(is_full).map(|line| indent(line)).min();
    let mut margins = vec![least(lines).unwrap_or(0); lines.len()];
    let first = lines.iter().position(|line| !line.trim().is_empty());
    if let Some(first) = first
        && !lines[first].trim_end().ends_with(':')
        && let Some(rest) = least(&lines[first + 1..])
        && indent(&lines[first]) < rest
    {
        margins[first] = indent(&lines[first]);
        margins[first + 1..].fill(rest);
    }
    margins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_code_is_taken_off_and_places_stay() {
        let table = [
            ("    a = 1\n    b = 2", "a = 1\nb = 2\n", (2, 5)),
            ("a = 1\n    b = 2", "a = 1\nb = 2\n", (2, 5)),
            (">>> a = 1\n1\n>>> b = 2", "a = 1\n\nb = 2\n", (3, 5)),
            ("```python\na = 1\nb = 2\n```", "\na = 1\nb = 2\n\n", (3, 1)),
            ("if a:\r\n  b = 2", "if a:\n  b = 2\n", (2, 3)),
        ];
        for (text, code, place) in table {
            let source = Source::new(text);
            assert_eq!(source.code, code);
            let at = source.code.find("b = 2").unwrap();
            assert_eq!(source.place(at), place, "{text:?}");
        }
    }

    #[test]
    fn what_is_too_deep_is_refused_and_what_is_long_is_not() {
        let deep =
            |piece: &str, end: &str| format!("x = {}1{}", piece.repeat(4000), end.repeat(4000));
        let refused = [
            deep("(", ")"),
            deep("-", ""),
            deep("1 + ", ""),
            deep("2 ** ", ""),
            deep("not ", ""),
            deep("f(", ")"),
            deep("lambda: ", ""),
            deep("[lambda a, b: ", ""),
            deep("(lambda a,: ", ")"),
            deep("1 if a else ", ""),
            deep("{1: ", "}"),
            format!("x = a{}", ".b".repeat(4000)),
            format!("x = a{}", "[0]".repeat(4000)),
            (0..4000)
                .flat_map(|n| [" ".repeat(n), "if a:\n".to_owned()])
                .collect(),
        ];
        for text in refused {
            let fault = Source::new(&text).check().unwrap_err();
            assert!(fault.at < 100_000, "{}", &text[..20]);
        }
        let long = format!("x = [{}]\n", "1 + 2, ".repeat(4000));
        assert!(Source::new(&long).check().is_ok());
        assert!(Source::new(&"a = (1)\n".repeat(4000)).check().is_ok());
    }
}
