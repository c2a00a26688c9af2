//! Words, symbols and numbers as Markdown and as LaTeX have them, whatever letters stand in them.

use crate::session::format;

/// The language of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Markdown, with the tables of GitHub.
    Markdown,
    /// LaTeX, with any engine.
    Latex,
}

/// What stands where there is nothing to say.
const NOTHING: &str = "–";

impl Language {
    /// A text as it is, on one line.
    pub(super) fn text(self, text: &str) -> String {
        let mut out = String::new();
        for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
            if word.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            for letter in word.chars().filter(|letter| !turns(*letter)) {
                match self {
                    Self::Markdown => markdown(letter, &mut out),
                    Self::Latex => latex(letter, &mut out),
                }
            }
        }
        out
    }

    /// A symbol of a formula, such as `β₁`.
    pub(super) fn symbol(self, symbol: &str) -> String {
        match self {
            Self::Markdown => self.text(symbol),
            Self::Latex => format!("${}$", formula(symbol)),
        }
    }

    /// A number that was rounded for people.
    fn rounded(self, number: &str) -> String {
        let plain = number.replace('−', "-");
        let is_number = plain.contains(|c: char| c.is_ascii_digit() || c == '∞');
        match (self, plain.split_once('e')) {
            (Self::Markdown, _) => plain,
            _ if !is_number => plain,
            (Self::Latex, Some((mantissa, exponent))) => {
                format!("${mantissa} \\times 10^{{{exponent}}}$")
            }
            (Self::Latex, None) if plain.ends_with('∞') => {
                format!("${}$", plain.replace('∞', "\\infty"))
            }
            (Self::Latex, None) => format!("${plain}$"),
        }
    }

    /// A setting: as short as it can be said exactly.
    pub(super) fn value(self, x: f64) -> String {
        self.rounded(&format::value(x))
    }

    /// A result: three digits are enough to compare it.
    pub(super) fn result(self, x: f64) -> String {
        self.rounded(&format::significant(x, 3))
    }

    /// What equals what; one formula where both are formulas.
    pub(super) fn equation(self, name: &str, value: &str) -> String {
        match (name.strip_suffix('$'), value.strip_prefix('$')) {
            (Some(name), Some(value)) if self == Self::Latex => format!("{name} = {value}"),
            _ => format!("{name} = {value}"),
        }
    }

    /// A point of the plane.
    pub(super) fn pair(self, x: &str, y: &str) -> String {
        match (x.strip_suffix('$'), y.strip_prefix('$')) {
            (Some(x), Some(y)) if self == Self::Latex => {
                let (x, y) = (x.trim_start_matches('$'), y.trim_end_matches('$'));
                format!("$({x}, {y})$")
            }
            _ => format!("({x}, {y})"),
        }
    }

    /// A sign that there is nothing to say.
    pub(super) fn nothing(self) -> &'static str {
        match self {
            Self::Markdown => NOTHING,
            Self::Latex => "--",
        }
    }
}

/// Whether a letter turns the direction of those around it, and so could make a table say something else.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn markdown(letter: char, out: &mut String) {
    match letter {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '#' | '!' | '{' | '}' => {
            out.extend(['\\', letter]);
        }
        other => out.push(other),
    }
}

fn latex(letter: char, out: &mut String) {
    match letter {
        '\\' => out.push_str("\\textbackslash{}"),
        '~' => out.push_str("\\textasciitilde{}"),
        '^' => out.push_str("\\textasciicircum{}"),
        '<' => out.push_str("\\textless{}"),
        '>' => out.push_str("\\textgreater{}"),
        '|' => out.push_str("\\textbar{}"),
        '"' => out.push_str("\\char34{}"),
        '{' | '}' | '$' | '&' | '#' | '_' | '%' => out.extend(['\\', letter]),
        // Optional arguments and ligatures would make something else of them.
        '[' | ']' | '`' => out.extend(['{', letter, '}']),
        '-' | '\'' | ',' if out.ends_with(letter) => out.extend(['{', letter, '}']),
        letter => match spelt(letter) {
            Some(command) => {
                out.push_str("\\ensuremath{");
                out.push_str(command);
                out.push('}');
            }
            None => out.push(letter),
        },
    }
}

/// Letters of formulas as LaTeX spells them.
fn spelt(letter: char) -> Option<&'static str> {
    Some(match letter {
        'α' => "\\alpha",
        'β' => "\\beta",
        'γ' => "\\gamma",
        'Γ' => "\\Gamma",
        'δ' => "\\delta",
        'Δ' => "\\Delta",
        'ε' => "\\varepsilon",
        'ζ' => "\\zeta",
        'η' => "\\eta",
        'θ' => "\\theta",
        'κ' => "\\kappa",
        'λ' => "\\lambda",
        'Λ' => "\\Lambda",
        'μ' | 'µ' => "\\mu",
        'ν' => "\\nu",
        'ξ' => "\\xi",
        'π' => "\\pi",
        'ρ' => "\\rho",
        'σ' => "\\sigma",
        'Σ' => "\\Sigma",
        'τ' => "\\tau",
        'φ' => "\\varphi",
        'χ' => "\\chi",
        'ψ' => "\\psi",
        'ω' => "\\omega",
        'Ω' => "\\Omega",
        '∇' => "\\nabla",
        '∞' => "\\infty",
        '√' => "\\surd",
        '‖' => "\\|",
        '×' => "\\times",
        '·' => "\\cdot",
        '±' => "\\pm",
        '−' => "-",
        '≤' => "\\le",
        '≥' => "\\ge",
        '≠' => "\\ne",
        '≈' => "\\approx",
        '→' => "\\to",
        '←' => "\\leftarrow",
        '′' => "{}'",
        '₀' => "{}_0",
        '₁' => "{}_1",
        '₂' => "{}_2",
        '₃' => "{}_3",
        '₄' => "{}_4",
        '₅' => "{}_5",
        '₆' => "{}_6",
        '₇' => "{}_7",
        '₈' => "{}_8",
        '₉' => "{}_9",
        '₊' => "{}_+",
        '₋' => "{}_-",
        '⁺' => "{}^+",
        '⁻' => "{}^-",
        '²' => "{}^2",
        '³' => "{}^3",
        _ => return None,
    })
}

/// A symbol inside a formula of LaTeX.
fn formula(symbol: &str) -> String {
    let mut atoms: Vec<String> = Vec::new();
    let mut rest = symbol.chars();
    while let Some(letter) = rest.next() {
        match letter {
            // A mark goes over the letter before it.
            '\u{302}' | '\u{303}' | '\u{304}' => {
                let under = atoms.pop().unwrap_or_default();
                let mark = match letter {
                    '\u{302}' => "hat",
                    '\u{303}' => "tilde",
                    _ => "bar",
                };
                atoms.push(format!("\\{mark}{{{under}}}"));
            }
            '_' => {
                let below: String = rest.by_ref().collect();
                let below = below.trim_start_matches('{').trim_end_matches('}');
                atoms.push(format!("_{{{}}}", formula(below)));
            }
            '*' => atoms.push("^{*}".to_owned()),
            letter => match spelt(letter) {
                // What is raised or lowered stands at the letter before it.
                Some(command) => match command.strip_prefix("{}") {
                    Some(moved) => atoms.push(moved.to_owned()),
                    None => atoms.push(format!("{command} ")),
                },
                None if letter.is_ascii_alphanumeric() || "+-/()=".contains(letter) => {
                    atoms.push(letter.to_string());
                }
                None => {
                    let mut text = String::new();
                    latex(letter, &mut text);
                    atoms.push(format!("\\text{{{text}}}"));
                }
            },
        }
    }
    atoms.concat().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::Language::{Latex, Markdown};

    #[test]
    fn hostile_letters_stay_letters() {
        let table = [
            ("plain name", "plain name", "plain name"),
            ("a|b", r"a\|b", r"a\textbar{}b"),
            (
                r"\end{table}",
                r"\\end\{table\}",
                r"\textbackslash{}end\{table\}",
            ),
            (
                "50 % & $x_1$ #",
                r"50 % &amp; \$x\_1\$ \#",
                r"50 \% \& \$x\_1\$ \#",
            ),
            (
                "<b>*~^\"`",
                r#"&lt;b&gt;\*\~^"\`"#,
                r"\textless{}b\textgreater{}*\textasciitilde{}\textasciicircum{}\char34{}{`}",
            ),
            ("  two\r\n\tlines \u{0} ", "two lines", "two lines"),
            ("[x] -- y", r"\[x\] -- y", "{[}x{]} -{-} y"),
            (
                "β₁ − ∞",
                "β₁ − ∞",
                r"\ensuremath{\beta}\ensuremath{{}_1} \ensuremath{-} \ensuremath{\infty}",
            ),
            ("名前 é", "名前 é", "名前 é"),
            ("a\u{202e}b", "ab", "ab"),
            ("", "", ""),
        ];
        for (text, markdown, latex) in table {
            assert_eq!(Markdown.text(text), markdown, "{text:?}");
            assert_eq!(Latex.text(text), latex, "{text:?}");
        }
    }

    #[test]
    fn symbols_and_numbers_are_typeset() {
        let symbols = [
            ("η", r"$\eta$"),
            ("β₁", r"$\beta _1$"),
            ("η_f", r"$\eta _{f}$"),
            ("ε̄", r"$\bar{\varepsilon }$"),
            ("f*", "$f^{*}$"),
            ("−k", "$- k$"),
            ("s₊", "$s_+$"),
            ("η⁻", r"$\eta ^-$"),
            ("μ_{t+1}", r"$\mu _{t+1}$"),
        ];
        for (symbol, want) in symbols {
            assert_eq!(Latex.symbol(symbol), want);
            assert!(!Markdown.symbol(symbol).is_empty());
        }
        let numbers = [
            (0.01, "0.01", "$0.01$"),
            (1e-8, "1e-8", r"$1 \times 10^{-8}$"),
            (-2.5, "-2.5", "$-2.5$"),
            (f64::INFINITY, "∞", r"$\infty$"),
            (f64::NAN, "undefined", "undefined"),
        ];
        for (x, markdown, latex) in numbers {
            assert_eq!(
                (Markdown.value(x), Latex.value(x)),
                (markdown.to_owned(), latex.to_owned())
            );
        }
        assert_eq!(Markdown.result(123.456), "123");
    }
}
