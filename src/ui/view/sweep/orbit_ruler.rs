//! The ruler over the orbits: where the run rests, cycles and with which period, wanders, or leaves.

use super::line_frame::Frame;
use crate::core::map::orbit::{Fate, Tail};
use crate::session::maps::lines::Line;
use crate::ui::theme::{self, Theme};
use egui::{FontId, Rect, Ui, pos2};

/// How high the ruler is, in points, and how thick its line.
pub(super) const RULER: f32 = 20.0;
const THICK: f32 = 3.0;
/// From this factor per step on, two neighbours part so fast that the orbit is called chaotic; below the other one it
/// is still settling.
const PARTS: [f64; 2] = [1.03, 0.98];
/// The narrowest part whose name is looked for, in points.
const NARROWEST: f32 = 10.0;

/// Parts of the axis in which the run does the same, and what it was made of.
#[derive(Default)]
pub(super) struct Ruler {
    stamp: u64,
    parts: Vec<Part>,
}

/// A part of the axis: its first and last value, what the run does there, and how that is called.
struct Part {
    from: f64,
    to: f64,
    kind: Kind,
    word: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Calm(u32),
    Wild,
    Left,
    Nowhere,
}

fn kind(fate: Fate) -> Kind {
    match fate {
        Fate::Rests => Kind::Calm(1),
        Fate::Cycles(period) => Kind::Calm(period),
        Fate::Wanders => Kind::Wild,
        Fate::Diverged(_) => Kind::Left,
        Fate::Nowhere => Kind::Nowhere,
    }
}

/// What an orbit that neither rests nor repeats itself does, in a word.
pub(super) fn wandering(tail: &Tail, is_noisy: bool) -> &'static str {
    if is_noisy {
        return "noise";
    }
    match tail.parting() {
        Some(factor) if factor > PARTS[0] => "chaotic",
        Some(factor) if factor < PARTS[1] => "settling",
        _ => "no period",
    }
}

impl Ruler {
    /// Brings it up to date with a line.
    pub(super) fn refresh(&mut self, frame: &Frame, line: &Line<Tail>) {
        if self.stamp == line.stamp() {
            return;
        }
        self.stamp = line.stamp();
        let is_noisy = line.plan().base.noise.sigma > 0.0;
        let mut parts: Vec<Part> = Vec::new();
        let mut tails: Vec<Vec<&Tail>> = Vec::new();
        for (x, tail) in line.known() {
            let kind = kind(tail.fate());
            match (parts.last_mut(), tails.last_mut()) {
                (Some(last), Some(all)) if last.kind == kind => {
                    last.to = x;
                    all.push(tail);
                }
                _ => {
                    let word = String::new();
                    parts.push(Part {
                        from: x,
                        to: x,
                        kind,
                        word,
                    });
                    tails.push(vec![tail]);
                }
            }
        }
        for (part, tails) in parts.iter_mut().zip(tails) {
            if frame.x(part.to) - frame.x(part.from) < NARROWEST {
                continue;
            }
            part.word = match part.kind {
                Kind::Calm(period) => period.to_string(),
                Kind::Left => "diverges".to_owned(),
                Kind::Nowhere => "not allowed".to_owned(),
                Kind::Wild => wandering(tails[tails.len() / 2], is_noisy).to_owned(),
            };
        }
        self.parts = parts;
    }

    /// Paints it above a frame.
    pub(super) fn paint(&self, ui: &Ui, frame: &Frame) {
        let theme = Theme::in_ui(ui);
        let rect = frame.rect;
        let top = rect.top() - RULER;
        let all = Rect::from_x_y_ranges(rect.x_range(), top..=rect.top());
        let painter = ui.painter().with_clip_rect(all);
        let font = FontId::new(theme::sizes().small, theme::medium());
        for (i, part) in self.parts.iter().enumerate() {
            let edge = |i: Option<usize>, value: f64, other: fn(&Part) -> f64, end: f32| {
                let next = i.and_then(|i| self.parts.get(i));
                next.map_or(end, |next| frame.x((value + other(next)) / 2.0))
            };
            let from = edge(i.checked_sub(1), part.from, |part| part.to, rect.left());
            let to = edge(Some(i + 1), part.to, |part| part.from, rect.right());
            let colour = match part.kind {
                Kind::Calm(period) => {
                    // The longer the period, the stronger.
                    let strength = (0.35 + 0.2 * f64::from(period).log2()).min(1.0);
                    theme.accent.gamma_multiply(strength as f32)
                }
                Kind::Wild => theme.warning,
                Kind::Left => theme.danger,
                Kind::Nowhere => theme.undefined,
            };
            let gap = if to - from > 4.0 { 0.5 } else { 0.0 };
            let bar = Rect::from_x_y_ranges(
                from + gap..=to - gap,
                rect.top() - THICK - 1.0..=rect.top() - 1.0,
            );
            painter.rect_filled(bar, 0.0, colour);
            let ink = match part.kind {
                Kind::Left => theme.danger,
                _ => theme.text_muted,
            };
            let galley = painter.layout_no_wrap(part.word.clone(), font.clone(), ink);
            if !part.word.is_empty() && galley.size().x + 4.0 <= to - from {
                let x = (from + to - galley.size().x) / 2.0;
                painter.galley(pos2(x, top), galley, ink);
            }
        }
    }
}
