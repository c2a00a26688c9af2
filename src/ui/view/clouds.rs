//! Clouds on the plane: the members' lines, faint, up to the playhead, and a dot where each of them is.
//!
//! Lines are thinned to what pixels show and kept until the cloud or the plane changes. Where there are too many to be
//! told apart, every so many members have a line; every one has its dot.

use crate::core::cloud::Cloud;
use crate::session::Session;
use crate::session::ensemble::CloudProduct;
use crate::session::scene::{Run, RunId};
use crate::ui::ink::Ink;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::trail;
use crate::ui::view::plane::projection::Projection;
use egui::{Color32, Mesh, Painter, Pos2, Shape};
use std::collections::HashMap;

/// The most kept positions of all clouds that are looked at when lines are made anew.
const MOST_POINTS: usize = 100_000;
/// The most points of all lines that are drawn.
const MOST_KNOTS: usize = 16_000;
/// Points of a line closer than this are one.
const NEAR: f32 = 0.9;
/// Width of a line and half the width of a dot, in points.
const WIDTH: f32 = 1.0;
const DOT: f32 = 1.35;
/// How much of a member's line is seen where there are few, and the least where there are many.
const INK: [f32; 2] = [0.3, 0.07];

/// Lines of a cloud as they lie on the screen.
struct Lines {
    revision: u64,
    projection: Projection,
    share: usize,
    /// Of some members, the kept steps and where they are.
    members: Vec<Vec<(u32, Pos2)>>,
}

/// The lines of the clouds of the shown runs.
#[derive(Default)]
pub struct CloudCache {
    lines: HashMap<RunId, Lines>,
}

impl CloudCache {
    fn refresh(&mut self, product: &CloudProduct, projection: &Projection, share: usize) -> &Lines {
        let revision = product.revision();
        let made = || Lines {
            revision,
            projection: *projection,
            share,
            members: lines_of(product.cloud(), projection, share),
        };
        let held = self.lines.entry(product.id()).or_insert_with(made);
        let is_true =
            held.revision == revision && held.projection == *projection && held.share == share;
        if !is_true {
            *held = made();
        }
        held
    }
}

/// The lines of a cloud, of at most about so many kept positions.
fn lines_of(cloud: &Cloud, projection: &Projection, most: usize) -> Vec<Vec<(u32, Pos2)>> {
    let kept = cloud.kept();
    let all = kept * cloud.count();
    // First fewer members, as far as they could be told apart; then fewer steps of each.
    let every_member = all
        .div_ceil(most.max(1))
        .clamp(1, (cloud.count() / 24).max(1));
    let every_step = (all / every_member).div_ceil(most.max(1)).max(1);
    (0..cloud.count())
        .step_by(every_member)
        .map(|member| {
            let mut line: Vec<(u32, Pos2)> = Vec::new();
            let mut places = (0..kept).step_by(every_step).collect::<Vec<_>>();
            if places.last().is_some_and(|last| last + 1 < kept) {
                places.push(kept - 1);
            }
            for place in places {
                let at = projection.screen_from_world(cloud.position(place, member));
                // No comparison holds for what is no number: the end of a line is kept.
                let is_drawn = |(_, last): &(u32, Pos2)| last.distance_sq(at) < NEAR * NEAR;
                if !line.last().is_some_and(is_drawn) {
                    line.push((place as u32, at));
                }
            }
            line
        })
        .collect()
}

/// The clouds of the shown runs.
pub(super) fn shown(session: &Session) -> Vec<(&Run, &CloudProduct)> {
    let scene = &session.scene;
    let shown = scene.shown();
    shown
        .filter_map(|run| Some((run, session.clouds().of(run.id)?)))
        .collect()
}

/// How strongly the cloud of a run is drawn while this one is in front.
pub(super) fn strength(run: RunId, front: Option<RunId>) -> f32 {
    match front {
        None => 1.0,
        Some(front) if front == run => 1.6,
        Some(_) => 0.35,
    }
}

/// How much is seen of each of so many lines.
pub(super) fn ink(lines: usize) -> f32 {
    (INK[0] * (8.0 / lines.max(1) as f32).sqrt()).clamp(INK[1], INK[0])
}

/// Draws the clouds of the shown runs.
pub fn paint(
    painter: &Painter,
    projection: &Projection,
    session: &Session,
    state: &mut UiState,
    theme: &Theme,
) {
    let clouds = shown(session);
    let front = state.front;
    let is_shown = |id: &RunId| clouds.iter().any(|(run, _)| run.id == *id);
    state.clouds.lines.retain(|id, _| is_shown(id));
    let number = clouds.len().max(1);
    for (run, product) in &clouds {
        let cloud = product.cloud();
        let lines = state
            .clouds
            .refresh(product, projection, MOST_POINTS / number);
        let until = cloud.kept_until(session.step());
        let strength = strength(run.id, front);
        let colour = theme::run_style(run.style).colour(theme);
        let knots: usize = lines.members.iter().map(Vec::len).sum();
        let every = knots.div_ceil(MOST_KNOTS / number).max(1);
        let drawn: Vec<Vec<Pos2>> = lines
            .members
            .iter()
            .step_by(every)
            .map(|line| {
                let so_far = line.partition_point(|(place, _)| (*place as usize) < until);
                line[..so_far].iter().map(|(_, at)| *at).collect()
            })
            .collect();
        let ink = ink(drawn.len());
        let colour_of_lines = colour.gamma_multiply(ink * strength);
        // As paths each line stays by itself: where they cross they are seen more.
        let together = match Ink::of(painter.ctx()) {
            Ink::Triangles => drawn.len().max(1),
            Ink::Paths => 1,
        };
        for lines in drawn.chunks(together) {
            painter.add(trail::lines_shape(painter, lines, WIDTH, colour_of_lines));
        }
        let Some(place) = until.checked_sub(1) else {
            continue;
        };
        let frame = painter.clip_rect();
        let heads = (0..cloud.count())
            .map(|member| projection.screen_from_world(cloud.position(place, member)))
            .filter(|at| frame.contains(*at));
        painter.add(dots(
            Ink::of(painter.ctx()),
            heads,
            colour.gamma_multiply((0.75 * strength).min(1.0)),
        ));
    }
}

/// A dot at each place.
pub(super) fn dots(made_of: Ink, places: impl Iterator<Item = Pos2>, ink: Color32) -> Shape {
    if made_of == Ink::Paths {
        let radius = DOT + 0.5;
        return Shape::Vec(
            places
                .map(|at| Shape::circle_filled(at, radius, ink))
                .collect(),
        );
    }
    let mut mesh = Mesh::default();
    for at in places {
        dot(&mut mesh, at, ink);
    }
    Shape::mesh(mesh)
}

/// A small disc with a soft edge.
fn dot(mesh: &mut Mesh, at: Pos2, ink: Color32) {
    const CORNERS: u32 = 8;
    let middle = mesh.vertices.len() as u32;
    mesh.colored_vertex(at, ink);
    for corner in 0..CORNERS {
        let ray = egui::Vec2::angled(std::f32::consts::TAU * corner as f32 / CORNERS as f32);
        mesh.colored_vertex(at + ray * DOT, ink);
        mesh.colored_vertex(at + ray * (DOT + 1.0), Color32::TRANSPARENT);
    }
    for corner in 0..CORNERS {
        let [a, b] = [corner, (corner + 1) % CORNERS].map(|k| middle + 1 + 2 * k);
        mesh.add_triangle(middle, a, b);
        mesh.add_triangle(a, a + 1, b);
        mesh.add_triangle(a + 1, b, b + 1);
    }
}
