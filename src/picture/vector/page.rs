//! A page of SVG as it grows: numbers, colours, clips and definitions. Knows no shape.

use crate::picture::raster;
use egui::{Color32, Pos2, Rect};
use std::fmt::Write as _;

/// The largest coordinate that is written: far outside of every page.
const FARTHEST: f32 = 1e6;

/// A number with at most two decimals, as short as it can be said.
pub(super) fn number(value: f32) -> String {
    let mut text = String::new();
    push_scaled(&mut text, hundredths(value), 100);
    text
}

/// A coordinate in hundredths; what is no number is 0.
fn hundredths(value: f32) -> i64 {
    if value.is_nan() {
        return 0;
    }
    (f64::from(value.clamp(-FARTHEST, FARTHEST)) * 100.0).round() as i64
}

/// Writes `value / parts`, where `parts` is 1 or 100.
fn push_scaled(out: &mut String, value: i64, parts: i64) {
    if value < 0 {
        out.push('-');
    }
    let (whole, rest) = (value.abs() / parts, value.abs() % parts);
    if whole > 0 || rest == 0 {
        // Writing to a string cannot fail.
        let _written = write!(out, "{whole}");
    }
    if rest > 0 {
        let digits = format!("{rest:02}");
        out.push('.');
        out.push_str(digits.trim_end_matches('0'));
    }
}

/// The data of a path. Positions are whole numbers of the smallest unit, so that nothing drifts.
pub(super) struct PathData {
    text: String,
    at: [i64; 2],
    parts: i64,
}

impl PathData {
    /// In points, to a hundredth.
    pub(super) fn in_points() -> Self {
        Self::new(100)
    }

    /// In the units of a font.
    pub(super) fn in_units() -> Self {
        Self::new(1)
    }

    fn new(parts: i64) -> Self {
        Self {
            text: String::new(),
            at: [0; 2],
            parts,
        }
    }

    fn place(&self, x: f32, y: f32) -> [i64; 2] {
        let scale = |value| (hundredths(value) as f64 * self.parts as f64 / 100.0).round() as i64;
        [x, y].map(scale)
    }

    fn push(&mut self, value: i64, is_first: bool) {
        let is_apart = value < 0 || is_first;
        if !is_apart {
            self.text.push(' ');
        }
        push_scaled(&mut self.text, value, self.parts);
    }

    /// Begins at a place.
    pub(super) fn move_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.text.push('M');
        self.push(to[0], true);
        self.push(to[1], false);
        self.at = to;
    }

    /// Straight, or bent by control points before the last, to a place.
    pub(super) fn go<const N: usize>(&mut self, how: char, places: [[f32; 2]; N]) {
        let from = self.at;
        let places = places.map(|[x, y]| self.place(x, y));
        if how == 'l' && places.iter().all(|place| *place == from) {
            return;
        }
        self.text.push(how);
        for (i, place) in places.iter().enumerate() {
            self.push(place[0] - from[0], i == 0);
            self.push(place[1] - from[1], false);
            self.at = *place;
        }
    }

    /// Back to where this part began.
    pub(super) fn close(&mut self) {
        self.text.push('z');
    }

    /// Adds a line through places; answers whether there was one.
    pub(super) fn polyline(&mut self, points: &[Pos2], is_closed: bool) -> bool {
        let mut any = false;
        // What is no number breaks the line.
        for part in points.split(|p| p.any_nan()) {
            let [first, rest @ ..] = part else { continue };
            if rest.is_empty() {
                continue;
            }
            any = true;
            self.move_to(first.x, first.y);
            for p in rest {
                self.go('l', [[p.x, p.y]]);
            }
            if is_closed && part.len() == points.len() {
                self.close();
            }
        }
        any
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// What goes into the attribute `d`.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

/// A text as it may stand between tags and in attributes. Characters that no XML may have become spaces.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            '\u{FFFE}' | '\u{FFFF}' => out.push(' '),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The attributes that give `what`, fill or stroke, a colour.
pub(super) fn paint(what: &str, colour: Color32) -> String {
    let [r, g, b, a] = straight(colour);
    let mut text = format!(" {what}=\"#{r:02x}{g:02x}{b:02x}\"");
    if a < 255 {
        let share = (f64::from(a) / 255.0 * 1000.0).round() / 1000.0;
        let share = share.to_string();
        let _written = write!(
            text,
            " {what}-opacity=\"{}\"",
            share.trim_start_matches('0')
        );
    }
    text
}

/// Red, green, blue and alpha that is not multiplied in. Light that is only added is taken for paint.
pub(super) fn straight(colour: Color32) -> [u8; 4] {
    let [r, g, b, a] = colour.to_array();
    let alpha = if a == 0 { r.max(g).max(b) } else { a };
    raster::straight([r, g, b, alpha])
}

/// What is on the page.
pub(super) struct Page {
    /// What was drawn.
    pub(super) body: String,
    /// Glyphs and gradients.
    pub(super) defs: String,
    clips: Vec<Rect>,
    open: Option<usize>,
}

impl Page {
    pub(super) fn new() -> Self {
        Self {
            body: String::new(),
            defs: String::new(),
            clips: Vec::new(),
            open: None,
        }
    }

    /// What follows is cut at a rectangle, or at none.
    pub(super) fn clip(&mut self, rect: Option<Rect>) {
        let wanted = rect.map(|rect| {
            let known = self.clips.iter().position(|clip| *clip == rect);
            known.unwrap_or_else(|| {
                self.clips.push(rect);
                self.clips.len() - 1
            })
        });
        if wanted == self.open {
            return;
        }
        if self.open.is_some() {
            self.body.push_str("</g>\n");
        }
        if let Some(clip) = wanted {
            let _written = writeln!(self.body, "<g clip-path=\"url(#c{clip})\">");
        }
        self.open = wanted;
    }

    /// Ends the page: all definitions, and what was drawn.
    pub(super) fn finish(mut self) -> (String, String) {
        self.clip(None);
        for (i, rect) in self.clips.iter().enumerate() {
            let _written = writeln!(
                self.defs,
                "<clipPath id=\"c{i}\"><rect{}/></clipPath>",
                place(*rect)
            );
        }
        (self.defs, self.body)
    }
}

/// The attributes of a rectangle's place.
pub(super) fn place(rect: Rect) -> String {
    format!(
        " x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        number(rect.left()),
        number(rect.top()),
        number(rect.width().max(0.0)),
        number(rect.height().max(0.0))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn numbers_are_short_and_finite() {
        for (value, want) in [
            (0.0, "0"),
            (-0.001, "0"),
            (0.5, ".5"),
            (-1.25, "-1.25"),
            (3.1, "3.1"),
            (7.05, "7.05"),
            (1e30, "1000000"),
            (f32::NEG_INFINITY, "-1000000"),
            (f32::NAN, "0"),
        ] {
            assert_eq!(number(value), want);
        }
    }

    #[test]
    fn paths_do_not_drift_and_break_where_there_is_no_number() {
        let mut path = PathData::in_points();
        let points: Vec<Pos2> = (0..400).map(|k| pos2(k as f32 * 0.333, 0.0)).collect();
        assert!(path.polyline(&points, false));
        assert_eq!(path.at, [13287, 0]);
        let mut path = PathData::in_points();
        let gap = [pos2(0.0, 0.0), pos2(1.0, 2.0), Pos2::NAN, pos2(5.0, 5.0)];
        assert!(path.polyline(&gap, true));
        assert_eq!(path.as_str(), "M0 0l1 2");
        assert!(!PathData::in_points().polyline(&[pos2(1.0, 1.0)], false));
    }

    #[test]
    fn hostile_text_is_harmless() {
        let text = "<script>&\"'\u{0}\u{1b}\u{FFFF}]]>\u{7f}é";
        let safe = escaped(text);
        assert!(!safe.contains(['<', '>', '"', '\u{0}', '\u{1b}', '\u{FFFF}']));
        assert!(safe.ends_with('é'));
    }

    #[test]
    fn colours_are_said_without_their_alpha_multiplied_in() {
        let half = Color32::RED.gamma_multiply_u8(128);
        assert_eq!(
            paint("fill", half),
            " fill=\"#ff0000\" fill-opacity=\".502\""
        );
        assert_eq!(paint("stroke", Color32::WHITE), " stroke=\"#ffffff\"");
    }
}
