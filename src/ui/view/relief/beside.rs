//! Clouds and ghosts on the ground: faint lines under the trails; dots and hollow heads that face the eye.

use super::ground::Ground;
use super::marks::Stand;
use super::ribbon::{dashed, drape, in_cells, ribbon};
use super::sheet::{Sheet, SheetKey};
use super::trails::{Lines, Plan};
use crate::session::Session;
use crate::ui::ink::Ink;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Dash, Theme};
use crate::ui::trail;
use crate::ui::view::ghosts::{self, Fronts};
use crate::ui::view::overlay::cased_text;
use crate::ui::view::{clouds, ghosts::WIDTH};
use egui::{Align2, Color32, FontFamily, FontId, Painter, Pos2, vec2};

/// The most members of all clouds that have a line; every one has its dot.
const MOST_LINES: usize = 60;
/// The most kept steps of a member's line.
const MOST_STEPS: usize = 512;
/// How many cells the line of a member and that of a ghost may cross.
const CELLS: [f32; 2] = [240.0, 1_200.0];

/// A line that is drawn plainly.
struct Plain {
    dash: Dash,
    width: f32,
    ink: Color32,
    /// How many cells it may cross.
    cells: f32,
}

impl Lines {
    /// Adds the members of clouds, then the ghosts, all up to the playhead.
    pub(super) fn beside(
        &mut self,
        sheet: &mut Sheet,
        ground: &Ground,
        key: &SheetKey,
        session: &Session,
        fronts: Fronts,
        theme: &Theme,
    ) {
        let plan = Plan::new(ground, &key.eye);
        let all = clouds::shown(session);
        let members = all.iter().map(|(_, product)| product.cloud().count());
        let every = members.sum::<usize>().div_ceil(MOST_LINES).max(1);
        for (run, product) in all {
            let cloud = product.cloud();
            let until = cloud.kept_until(session.step());
            let stride = until.div_ceil(MOST_STEPS).max(1);
            let lines = cloud.count().div_ceil(every);
            let ink = clouds::ink(lines) * clouds::strength(run.id, fronts.1);
            let look = Plain {
                dash: Dash::Solid,
                width: 1.0,
                ink: theme::run_style(run.style)
                    .colour(theme)
                    .gamma_multiply(ink),
                cells: CELLS[0],
            };
            for member in (0..cloud.count()).step_by(every) {
                let places = 0..until.div_ceil(stride);
                let points =
                    places.map(|place| plan.at(ground, cloud.position(place * stride, member)));
                self.plain(sheet, ground, key, &plan, points.collect(), &look);
            }
        }
        for (place, ghost, product) in ghosts::drawn(session) {
            let style = theme::run_style(ghost.style);
            let positions = &product.trajectory().position;
            let so_far = positions.len().min(session.step() as usize + 1);
            let points = positions[..so_far].iter().map(|p| plan.at(ground, *p));
            let look = Plain {
                dash: Dash::Dashed,
                width: WIDTH * theme::sizes().trail,
                ink: style
                    .colour(theme)
                    .gamma_multiply(ghosts::opacity(place, ghost, fronts)),
                cells: CELLS[1],
            };
            self.plain(sheet, ground, key, &plan, points.collect(), &look);
        }
    }

    /// Adds a line of one colour without casing.
    fn plain(
        &mut self,
        sheet: &mut Sheet,
        ground: &Ground,
        key: &SheetKey,
        plan: &Plan,
        points: Vec<Pos2>,
        look: &Plain,
    ) {
        let Some(head) = points.last().copied() else {
            return;
        };
        let newest = points.len() - 1;
        let width = 2.0 * ground.half[0].max(ground.half[1]);
        let cell = plan.scale * width / ground.cells()[0].max(1) as f32;
        let course = plan.course(points, key.pixel);
        let parts = course.lines(newest, head, look.cells * cell);
        for part in &parts {
            let points = in_cells(part, plan.scale, ground);
            drape(points, ground.cells(), &mut self.cuts, &mut self.draped);
            self.see(sheet, ground, key, look.width);
            let (vertices, pieces) = sheet.parts();
            let mut stroke = &self.seen;
            if look.dash != Dash::Solid {
                self.dots.clear();
                dashed(
                    &self.seen,
                    look.dash,
                    look.width,
                    &mut self.strokes,
                    &mut self.dots,
                );
                stroke = &self.strokes;
            }
            ribbon(vertices, pieces, stroke, look.width, key.pixel, |_| {
                look.ink
            });
        }
    }
}

/// Draws the dots of members and the heads of ghosts, with what has changed since.
pub(super) fn heads(
    painter: &Painter,
    session: &Session,
    state: &UiState,
    stand: &Stand<'_>,
    theme: &Theme,
) {
    let fronts = (state.ghosts.front, state.front);
    for (run, product) in clouds::shown(session) {
        let cloud = product.cloud();
        let Some(place) = cloud.kept_until(session.step()).checked_sub(1) else {
            continue;
        };
        let strength = (0.75 * clouds::strength(run.id, state.front)).min(1.0);
        let colour = theme::run_style(run.style).colour(theme);
        let in_sight = (0..cloud.count()).filter_map(|member| {
            let (at, hidden) = stand.seen(cloud.position(place, member))?;
            (!hidden).then_some(at)
        });
        painter.add(clouds::dots(
            Ink::of(painter.ctx()),
            in_sight,
            colour.gamma_multiply(strength),
        ));
    }
    for (place, ghost, product) in ghosts::drawn(session) {
        let positions = &product.trajectory().position;
        let newest = (session.step() as usize).min(positions.len().saturating_sub(1));
        let newest = positions.get(newest);
        let Some((at, hidden)) = newest.and_then(|p| stand.seen(*p)) else {
            continue;
        };
        let style = theme::run_style(ghost.style);
        let opacity = ghosts::opacity(place, ghost, fronts) * if hidden { 0.3 } else { 1.0 };
        let radius = theme::sizes().head;
        trail::paint_hollow_head(painter, at, style, theme, radius, opacity);
        if let Some(words) = ghosts::remark(place, ghost, session, fronts) {
            let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
            let below = at + vec2(12.0, 8.0);
            cased_text(painter, below, Align2::LEFT_TOP, &words, &font, theme);
        }
    }
}
