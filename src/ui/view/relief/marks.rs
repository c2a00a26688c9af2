//! What stands on the ground and faces the eye: minima, saddles, starts and heads; and marks of runs that left.
//!
//! What a hill hides is not drawn if it belongs to the surface, and faint if a hand may want it.

use super::Relief;
use super::camera::{Eye, Place, box_height};
use super::ground::Ground;
use super::hand::Held;
use super::trails::Plan;
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::trail::{self, Exit};
use crate::ui::view::cast;
use crate::ui::view::names::Names;
use crate::ui::view::plane::paint::gone_label;
use crate::ui::view::plane::starts;
use egui::{Painter, Pos2, Stroke, vec2};

/// Opacity of what is behind a hill.
pub(super) const BEHIND: f32 = 0.28;

/// Where marks go.
pub(super) struct Stand<'a> {
    ground: &'a Ground,
    eye: &'a Eye,
    height: f32,
}

impl Stand<'_> {
    /// Where a point of the plane is on the screen, and whether a hill hides it.
    pub(super) fn seen(&self, p: Vec2) -> Option<(Pos2, bool)> {
        seen(self.ground, self.eye, self.height, p)
    }
}

/// Paints all marks.
pub(super) fn paint(
    painter: &Painter,
    session: &Session,
    state: &UiState,
    eye: &Eye,
    relief: &Relief,
    theme: &Theme,
) {
    let stand = Stand {
        ground: &state.relief.ground,
        eye,
        height: box_height(&session.view.camera),
    };
    let mut faint = painter.clone();
    faint.multiply_opacity(BEHIND);
    landmarks(painter, session, &stand, theme);
    super::beside::heads(painter, session, state, &stand, theme);
    runs(painter, session, state, &stand, theme);
    for (owner, start) in starts(session) {
        let Some((at, hidden)) = stand.seen(start) else {
            continue;
        };
        let held = relief.over == Some(Held::Start(owner));
        let painter = if hidden && !held { &faint } else { painter };
        trail::paint_start(painter, at, theme, held);
        if let Some(run) = owner.and_then(|id| session.scene.run(id)) {
            painter.circle_filled(at, 3.5, theme::run_style(run.style).colour(theme));
        }
    }
}

/// Marks the place that the pointer is at in the view beside this one.
pub fn paint_pointer(painter: &Painter, at: Pos2, opacity: f32) {
    let theme = Theme::of(painter.ctx().theme() == egui::Theme::Dark);
    for (width, colour) in [(3.5, theme.casing), (1.5, theme.mark)] {
        let stroke = Stroke::new(width, colour.gamma_multiply(opacity));
        painter.circle_stroke(at, 5.0, stroke);
    }
}

fn landmarks(painter: &Painter, session: &Session, stand: &Stand<'_>, theme: &Theme) {
    for (minimum, mark) in cast::minima(session) {
        if let Some((at, false)) = stand.seen(minimum) {
            trail::paint_minimum(painter, at, theme, mark);
        }
    }
    for saddle in &session.derived().landmarks().saddles {
        if let Some((at, false)) = stand.seen(*saddle) {
            trail::paint_saddle(painter, at, theme);
        }
    }
}

/// The heads of the runs, the one in front last, and where runs left the region.
fn runs(painter: &Painter, session: &Session, state: &UiState, stand: &Stand<'_>, theme: &Theme) {
    let shown = cast::in_order(session, state.front);
    let step = session.step() as usize;
    let mut gone = 0;
    let mut names = Names::default();
    for run in shown {
        let Some(product) = session.derived().run(run.id) else {
            continue;
        };
        let style = theme::run_style(run.style);
        let is_front = state.front == Some(run.id);
        let exits = &state.relief.lines.exits;
        if let Some((_, exit)) = exits.iter().find(|(id, _)| *id == run.id) {
            if let Some(exit) = on_border(exit, stand) {
                trail::paint_edge_mark(painter, exit, style, theme);
            }
            let diverged = cast::diverged_by(product, step);
            if diverged.is_some() || is_front {
                // No axis stands at the left edge here.
                let rect = painter.clip_rect().translate(vec2(-28.0, 0.0));
                gone_label(painter, rect, &run.name, diverged, gone, theme);
                gone += 1;
            }
            continue;
        }
        let positions = &product.trajectory().position;
        let mut newest = positions[..positions.len().min(step + 1)].iter().rev();
        let Some((at, hidden)) = newest.next().and_then(|p| stand.seen(*p)) else {
            continue;
        };
        let before = newest.next().and_then(|p| stand.seen(*p));
        let direction = before.map(|(before, _)| at - before);
        let direction = direction.filter(|direction| direction.length() > 0.5);
        let opacity = cast::look(run.id, state.front).opacity;
        let opacity = opacity * if hidden { BEHIND } else { 1.0 };
        let radius = theme::sizes().head;
        trail::paint_head(painter, at, direction, style, theme, radius, opacity);
        names.keep_free(at);
        if is_front || session.view.names {
            names.add(at, &run.name, is_front);
        }
    }
    names.paint(painter, theme);
}

/// Where a trail that leaves the plan leaves the ground, on the screen.
fn on_border(exit: &Exit, stand: &Stand<'_>) -> Option<Exit> {
    let Stand {
        ground,
        eye,
        height,
    } = *stand;
    let plan = Plan::new(ground, eye);
    let place = |at: Pos2, up: f32| Place::new(at.x / plan.scale, at.y / plan.scale, up);
    let up = ground.height_at(ground.grid_from_world(place(exit.at, 0.0))) * height;
    let (from, to) = (
        eye.screen_from_world(place(exit.at, up)),
        eye.screen_from_world(place(exit.at + exit.direction, up)),
    );
    let direction = to - from;
    (from.is_finite() && direction.length() > 1e-6).then(|| Exit {
        at: from,
        direction: direction.normalized(),
    })
}

/// Where a point of the plane is on the screen, and whether a hill hides it; none outside the region.
pub(super) fn seen(ground: &Ground, eye: &Eye, height: f32, p: Vec2) -> Option<(Pos2, bool)> {
    let place = ground.on_ground(p, height)?;
    let hidden = ground.hides(place, eye.place(), height);
    Some((eye.screen_from_world(place), hidden))
}
