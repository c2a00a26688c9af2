//! Words beside heads and marks, where there is room for them.

use crate::ui::theme::{self, Theme};
use crate::ui::view::overlay::cased_text;
use egui::{Align2, FontFamily, FontId, Painter, Pos2, Rect, Vec2, vec2};

/// Distance of a name from its head across and up, in points.
const AWAY: Vec2 = vec2(12.0, 10.0);
/// Room that a head or mark takes around it, in points.
const MARK: f32 = 8.0;

/// The words to be written.
#[derive(Default)]
pub(super) struct Names {
    words: Vec<Words>,
    marks: Vec<Pos2>,
}

struct Words {
    text: String,
    family: FontFamily,
    sure: bool,
    /// What they belong to, and on which sides of it they may stand, the usual one first.
    owner: Pos2,
    away: Vec2,
    sides: &'static [Align2],
}

/// Which corner or side of the words is nearest to what they belong to.
const CORNERS: [Align2; 4] = [
    Align2::LEFT_BOTTOM,
    Align2::LEFT_TOP,
    Align2::RIGHT_BOTTOM,
    Align2::RIGHT_TOP,
];
const BELOW: [Align2; 4] = [
    Align2::LEFT_TOP,
    Align2::RIGHT_TOP,
    Align2::LEFT_BOTTOM,
    Align2::RIGHT_BOTTOM,
];
const SIDES: [Align2; 4] = [
    Align2::CENTER_TOP,
    Align2::CENTER_BOTTOM,
    Align2::LEFT_CENTER,
    Align2::RIGHT_CENTER,
];

impl Names {
    /// A place that no words may cover.
    pub(super) fn keep_free(&mut self, mark: Pos2) {
        if mark.is_finite() {
            self.marks.push(mark);
        }
    }

    /// Adds the name of a head; `sure` is one that is written in any case.
    pub(super) fn add(&mut self, head: Pos2, name: &str, sure: bool) {
        if head.is_finite() {
            self.words.push(Words {
                text: name.to_owned(),
                family: theme::medium(),
                sure,
                owner: head,
                away: AWAY,
                sides: &CORNERS,
            });
        }
    }

    /// Adds a remark about a head, below its name.
    pub(super) fn add_remark(&mut self, head: Pos2, text: String) {
        self.words.push(Words {
            text,
            family: FontFamily::Proportional,
            sure: true,
            owner: head,
            away: AWAY,
            sides: &BELOW,
        });
    }

    /// Adds words about something that reaches so far to each side; they are written in any case.
    pub(super) fn add_around(&mut self, owner: Pos2, reach: Vec2, text: String) {
        self.words.push(Words {
            text,
            family: FontFamily::Proportional,
            sure: true,
            owner,
            away: reach + Vec2::splat(6.0),
            sides: &SIDES,
        });
    }

    /// Writes the words, each at the first side of its owner where it covers no mark and no others; those that
    /// must be there first.
    pub(super) fn paint(mut self, painter: &Painter, theme: &Theme) {
        self.words.sort_by_key(|words| !words.sure);
        let frame = painter.clip_rect().shrink(4.0);
        let mut taken: Vec<Rect> = Vec::new();
        for words in &self.words {
            let font = FontId::new(theme::sizes().small, words.family.clone());
            let galley = painter.layout_no_wrap(words.text.clone(), font.clone(), theme.text);
            let places = |side: &Align2| place(words.owner, words.away, galley.size(), *side);
            let is_free = |place: &Rect| {
                let covers =
                    |mark: &Pos2| *mark != words.owner && place.expand(MARK).contains(*mark);
                frame.contains_rect(*place)
                    && !taken.iter().any(|other| other.intersects(*place))
                    && !self.marks.iter().any(covers)
            };
            let free = words.sides.iter().map(places).find(is_free);
            let usual = words.sides.first().map(places).filter(|_| words.sure);
            if let Some(place) = free.or(usual) {
                let text = &words.text;
                cased_text(painter, place.min, Align2::LEFT_TOP, text, &font, theme);
                taken.push(place);
            }
        }
    }
}

/// Where words of this size stand, if `align` is their corner or side that is nearest to their owner.
fn place(owner: Pos2, away: Vec2, size: Vec2, align: Align2) -> Rect {
    let [across, up] = [align.x().to_sign(), align.y().to_sign()];
    let corner = owner - vec2(across * away.x, up * away.y);
    align.anchor_size(corner, size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn a_name_stands_beside_its_head() {
        let head = pos2(100.0, 100.0);
        for align in CORNERS {
            let rect = place(head, AWAY, vec2(40.0, 12.0), align);
            assert!(!rect.expand(5.0).contains(head), "{align:?}: {rect}");
            assert!(rect.distance_to_pos(head) < 20.0, "{align:?}: {rect}");
        }
        assert!(place(head, AWAY, vec2(40.0, 12.0), CORNERS[0]).min.y < head.y);
    }
}
