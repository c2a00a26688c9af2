//! Text as egui laid it out: each glyph at its place, in its colour, and words that can be searched.

use super::letters::{Glyph, Letters};
use super::page::{escaped, number, paint};
use egui::epaint::TextShape;
use egui::epaint::text::TextFormat;
use egui::{Color32, FontFamily, Pos2, Stroke};
use std::fmt::Write as _;

/// How letters come onto a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lettering {
    /// As outlines, with the words invisible over them.
    Outlines,
    /// As text in the fonts of the interface, which the reader has.
    Fonts,
}

/// A glyph where it is drawn, relative to the text's own origin.
struct Placed {
    /// None continues the glyph before it.
    glyph: Option<Glyph>,
    c: char,
    at: Pos2,
    right: f32,
    colour: Color32,
    size: f32,
}

/// What a row of a text is besides its glyphs.
struct Row {
    glyphs: Vec<Placed>,
    /// Lines under or through letters, and grounds behind them: from, to, width, colour.
    rules: Vec<([Pos2; 2], Stroke)>,
    grounds: Vec<([Pos2; 2], Stroke)>,
}

/// Writes a text. With a halo, only the outlines of its letters in that colour, as wide as it says.
pub(super) fn write(
    out: &mut String,
    letters: &mut Letters<'_>,
    shape: &TextShape,
    lettering: Lettering,
    halo: Option<Stroke>,
) {
    if shape.opacity_factor <= 0.0 || !shape.pos.is_finite() {
        return;
    }
    let mut body = String::new();
    for row in rows(letters, shape) {
        if halo.is_none() {
            for (ends, stroke) in &row.grounds {
                rule(&mut body, ends, *stroke);
            }
        }
        glyphs(&mut body, letters, &row.glyphs, lettering, halo);
        if halo.is_none() {
            if lettering == Lettering::Outlines {
                words(&mut body, &row.glyphs);
            }
            for (ends, stroke) in &row.rules {
                rule(&mut body, ends, *stroke);
            }
        }
    }
    if body.is_empty() {
        return;
    }
    let mut turn = String::new();
    if shape.angle != 0.0 {
        let _written = write!(turn, "rotate({})", number(shape.angle.to_degrees()));
    }
    let [x, y] = [shape.pos.x, shape.pos.y].map(number);
    let _written = writeln!(
        out,
        "<g transform=\"translate({x} {y}){turn}\">\n{body}</g>"
    );
}

fn rule(out: &mut String, [from, to]: &[Pos2; 2], stroke: Stroke) {
    let _written = writeln!(
        out,
        "<path{} stroke-width=\"{}\" d=\"M{} {}H{}\"/>",
        paint("stroke", stroke.color),
        number(stroke.width),
        number(from.x),
        number(from.y),
        number(to.x)
    );
}

/// The rows of a text. A glyph tells the first character of its cluster, so the text itself is read beside it.
fn rows(letters: &Letters<'_>, shape: &TextShape) -> Vec<Row> {
    let galley = &shape.galley;
    let job = &galley.job;
    let mut chars = job.text.char_indices().peekable();
    let format_at = |byte: usize| -> Option<&TextFormat> {
        let holds = |section: &&egui::text::LayoutSection| {
            let range = &section.byte_range;
            range.start.0 <= byte && byte < range.end.0
        };
        let found = job.sections.iter().find(holds).or(job.sections.last());
        found.map(|section| &section.format)
    };
    let tinted = |colour: Color32| {
        let colour = if colour == Color32::PLACEHOLDER {
            shape.fallback_color
        } else {
            colour
        };
        colour.gamma_multiply(shape.opacity_factor.min(1.0))
    };
    let mut rows = Vec::new();
    for placed in &galley.rows {
        let mut row = Row {
            glyphs: Vec::new(),
            rules: Vec::new(),
            grounds: Vec::new(),
        };
        let corner = placed.pos.to_vec2();
        for glyph in &placed.row.glyphs {
            let (byte, written) = chars.next().unwrap_or((job.text.len(), glyph.chr));
            let Some(format) = format_at(byte) else {
                continue;
            };
            let is_mark = is_combining(written);
            let c = if is_mark { written } else { glyph.chr };
            let at = glyph.pos + corner;
            let is_drawn = !glyph.uv_rect.is_nothing();
            let vertex = placed
                .row
                .visuals
                .mesh
                .vertices
                .get(glyph.first_vertex as usize);
            let own = vertex
                .filter(|_| is_drawn)
                .map_or(format.color, |v| v.color);
            let colour = shape.override_text_color.unwrap_or(own);
            // A mark without a glyph of its own was drawn into its letter, if the font has both as one.
            let found = letters.glyph(&format.font_id.family, c);
            let glyph_of = if is_drawn || is_mark { found } else { None };
            let size = format.font_id.size;
            let drop = glyph_of.map_or(0.0, |glyph| letters.face(glyph).drop);
            let right = at.x + glyph.advance_width;
            row.glyphs.push(Placed {
                glyph: glyph_of,
                c,
                at: at + egui::vec2(0.0, (drop * size * 32.0).round() / 32.0),
                right,
                colour: tinted(colour),
                size,
            });
            let logical = glyph.logical_rect().translate(corner);
            for (stroke, y) in [
                (format.underline, logical.bottom()),
                (format.strikethrough, logical.center().y),
            ] {
                if !stroke.is_empty() {
                    let stroke = Stroke::new(stroke.width, tinted(stroke.color));
                    extend(&mut row.rules, [at.x, right], y, stroke);
                }
            }
            if !shape.underline.is_empty() {
                let stroke = shape.underline;
                extend(&mut row.rules, [at.x, right], logical.bottom(), stroke);
            }
            if format.background != Color32::TRANSPARENT {
                let ground = Stroke::new(logical.height(), tinted(format.background));
                extend(&mut row.grounds, [at.x, right], logical.center().y, ground);
            }
        }
        if placed.ends_with_newline && chars.peek().is_some_and(|(_, c)| *c == '\n') {
            chars.next();
        }
        rows.push(row);
    }
    rows
}

/// Adds to the last line if that goes on here.
fn extend(lines: &mut Vec<([Pos2; 2], Stroke)>, [left, right]: [f32; 2], y: f32, stroke: Stroke) {
    if let Some(([_, to], last)) = lines.last_mut()
        && *last == stroke
        && to.y == y
        && left <= to.x + 1.0
    {
        to.x = right;
        return;
    }
    lines.push(([Pos2::new(left, y), Pos2::new(right, y)], stroke));
}

/// Accents that are set onto the letter before them.
fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Glyphs alike in face, size, colour and height, together.
fn glyphs(
    out: &mut String,
    letters: &mut Letters<'_>,
    row: &[Placed],
    lettering: Lettering,
    halo: Option<Stroke>,
) {
    let drawn: Vec<(&Placed, Glyph)> = row
        .iter()
        .filter_map(|placed| Some((placed, placed.glyph?)))
        .filter(|(placed, _)| placed.colour != Color32::TRANSPARENT && placed.at.is_finite())
        .collect();
    let alike = |a: &(&Placed, Glyph), b: &(&Placed, Glyph)| {
        let same = (a.0.size, a.0.colour, a.0.at.y) == (b.0.size, b.0.colour, b.0.at.y);
        same && a.1.face == b.1.face && a.1.is_known() == b.1.is_known()
    };
    for run in drawn.chunk_by(alike) {
        let [(first, glyph), ..] = run else { continue };
        let is_text = lettering == Lettering::Fonts && halo.is_none() && glyph.is_known();
        if is_text {
            typed(out, letters, run);
            continue;
        }
        let scale = first.size / letters.face(*glyph).units;
        let mut uses = String::new();
        for (placed, glyph) in run {
            if let Some(name) = letters.outline(*glyph) {
                let x = ((placed.at.x - first.at.x) / scale).round() as i64;
                let x = if x == 0 {
                    String::new()
                } else {
                    format!(" x=\"{x}\"")
                };
                let _written = write!(uses, "<use xlink:href=\"#{name}\"{x}/>");
            }
        }
        if uses.is_empty() {
            continue;
        }
        let ink = match halo {
            Some(halo) => format!(
                "{}{} stroke-width=\"{}\"",
                paint("fill", halo.color),
                paint("stroke", halo.color),
                number(halo.width / scale)
            ),
            None => paint("fill", first.colour),
        };
        let [x, y] = [first.at.x, first.at.y].map(number);
        let scale = format!("{scale:.6}");
        let scale = scale.trim_start_matches('0').trim_end_matches('0');
        let _written = writeln!(
            out,
            "<g transform=\"translate({x} {y})scale({scale})\"{ink}>{uses}</g>"
        );
    }
}

/// A run of glyphs as text in its face, each at its place.
fn typed(out: &mut String, letters: &Letters<'_>, run: &[(&Placed, Glyph)]) {
    let [(first, glyph), ..] = run else { return };
    let text: String = run.iter().map(|(placed, _)| placed.c).collect();
    let places: Vec<String> = run.iter().map(|(placed, _)| number(placed.at.x)).collect();
    let _written = writeln!(
        out,
        "<text xml:space=\"preserve\" font-family=\"{}\" font-size=\"{}\"{} x=\"{}\" y=\"{}\">{}</text>",
        letters.face(*glyph).name,
        number(first.size),
        paint("fill", first.colour),
        places.join(" "),
        number(first.at.y),
        escaped(&text)
    );
}

/// The words of a row, invisible, as wide as they are drawn: they can be searched and copied.
fn words(out: &mut String, row: &[Placed]) {
    let is_word = |placed: &&Placed| !is_private(placed.c);
    let text: String = row.iter().filter(is_word).map(|placed| placed.c).collect();
    let trimmed = text.trim();
    let mut drawn = row
        .iter()
        .filter(|placed| is_word(placed) && !placed.c.is_whitespace());
    let Some(first) = drawn.next() else { return };
    let last = drawn.next_back().unwrap_or(first);
    if trimmed.is_empty() || !first.at.is_finite() || !last.right.is_finite() {
        return;
    }
    let _written = writeln!(
        out,
        "<text fill-opacity=\"0\" font-size=\"{}\" x=\"{}\" y=\"{}\" textLength=\"{}\">{}</text>",
        number(first.size),
        number(first.at.x),
        number(first.at.y),
        number((last.right - first.at.x).max(0.01)),
        escaped(trimmed)
    );
}

/// Whether a character is an icon, which has no meaning outside of its font.
fn is_private(c: char) -> bool {
    ('\u{E000}'..='\u{F8FF}').contains(&c) || c >= '\u{F0000}'
}

/// Whether two texts are the same words in the same font a little apart: one is the other's halo.
pub(super) fn is_halo(under: &TextShape, over: &TextShape) -> bool {
    let apart = (under.pos - over.pos).abs().max_elem();
    let font = |shape: &TextShape| -> Option<(FontFamily, u32)> {
        let font = &shape.galley.job.sections.first()?.format.font_id;
        Some((font.family.clone(), font.size.to_bits()))
    };
    apart > 0.0
        && apart <= 2.1
        && under.galley.text() == over.galley.text()
        && font(under) == font(over)
}
