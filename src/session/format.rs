//! Numbers as people read and type them.

/// A number for a label: at most four significant digits, scientific when very small or large, and honest
/// about what is not a number.
pub fn number(x: f64) -> String {
    significant(x, 4)
}

/// A number with at most so many significant digits, without trailing zeros.
pub fn significant(x: f64, digits: usize) -> String {
    if x.is_nan() {
        return "undefined".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{:.*e}", digits - 1, x.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let text = if (-3..6).contains(&exponent) {
        // Rounded first: without decimals a long number would keep all of its digits.
        let rounded: f64 = scientific.parse().unwrap_or(x.abs());
        let decimals = (digits - 1).saturating_add_signed(-exponent as isize);
        trimmed(&format!("{rounded:.decimals$}"))
    } else {
        format!(
            "{}e{}",
            trimmed(mantissa),
            exponent.to_string().replace('-', "−")
        )
    };
    if x < 0.0 { format!("−{text}") } else { text }
}

/// A parameter's value: as short as it can be said exactly, else with six significant digits.
pub fn value(x: f64) -> String {
    let short = significant(x, 4);
    if parse(&short) == Some(x) {
        short
    } else {
        significant(x, 6)
    }
}

fn trimmed(digits: &str) -> String {
    if digits.contains('.') {
        digits
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned()
    } else {
        digits.to_owned()
    }
}

/// Thousands apart, for counts of steps.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// The number that a person typed: `1e-3`, `0,5` and a true minus sign are understood.
pub fn parse(text: &str) -> Option<f64> {
    let plain: String = text
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{202f}' | '_'))
        .map(|c| match c {
            ',' => '.',
            '−' => '-',
            other => other,
        })
        .collect();
    plain.parse().ok().filter(|x: &f64| x.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_honest() {
        let table = [
            (0.0, "0"),
            (0.03, "0.03"),
            (1e-3, "0.001"),
            (1e-5, "1e−5"),
            (-2.5, "−2.5"),
            (123456.0, "123500"),
            (1234567.0, "1.235e6"),
            (99999.9, "100000"),
            (f64::NAN, "undefined"),
            (f64::NEG_INFINITY, "−∞"),
        ];
        for (x, text) in table {
            assert_eq!(number(x), text);
        }
        assert_eq!(value(0.99995), "0.99995");
        assert_eq!(value(0.9), "0.9");
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(count(12), "12");
    }

    #[test]
    fn typed_numbers_are_understood() {
        let table = [
            ("1e-3", Some(1e-3)),
            ("0,5", Some(0.5)),
            (" −2.5e−4 ", Some(-2.5e-4)),
            ("1 000", Some(1000.0)),
            ("nan", None),
            ("inf", None),
            ("", None),
            ("1.2.3", None),
        ];
        for (text, want) in table {
            assert_eq!(parse(text), want, "{text:?}");
        }
    }
}
