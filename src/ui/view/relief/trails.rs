//! Contour lines and the trails of runs as ribbons on the ground.

use super::camera::Eye;
use super::ground::Ground;
use super::ribbon::{Draped, Seen, dashed, disc, drape, in_cells, ribbon, see};
use super::sheet::{Sheet, SheetKey};
use crate::core::surface::Region;
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::session::derived::Landscape;
use crate::session::scene::RunId;
use crate::ui::theme::{self, Dash, Theme};
use crate::ui::trail::{Course, DOT, Exit, MAX_DOTS, STEP};
use crate::ui::view::cast;
use crate::ui::view::course_cache::CourseCache;
use egui::{Pos2, Rect, pos2, vec2};

/// How many cells the trails of all runs may cross together, and those of one run at least and at most.
const MOST_CELLS: f32 = 10_000.0;
const LEAST_OF_ONE: f32 = 600.0;
const MOST_OF_ONE: f32 = 6_000.0;

/// Lines on their way into the mesh, kept for their memory.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) cuts: Vec<f32>,
    pub(super) draped: Vec<Draped>,
    pub(super) seen: Vec<Seen>,
    pub(super) strokes: Vec<Seen>,
    pub(super) dots: Vec<Seen>,
    courses: CourseCache<(Rect, Option<Region>, f32)>,
    /// Where trails leave the region, run by run.
    pub exits: Vec<(RunId, Exit)>,
}

/// Points of the ground plan of the box on which trails are thinned: as large as the box is on the screen.
pub(super) struct Plan {
    pub scale: f32,
    pub frame: Rect,
}

impl Plan {
    pub(super) fn new(ground: &Ground, eye: &Eye) -> Self {
        let scale = eye.points_per_unit();
        let half = vec2(ground.half[0], ground.half[1]) * scale;
        Self {
            scale,
            frame: Rect::from_min_max(Pos2::ZERO - half, Pos2::ZERO + half),
        }
    }

    /// The course of a trail through points of the plan.
    pub(super) fn course(&self, points: Vec<Pos2>, pixel: f32) -> Course {
        Course::new(points.into_iter(), self.frame, 0.0, pixel)
    }

    /// Where a point of the plane is on the plan.
    pub(super) fn at(&self, ground: &Ground, p: Vec2) -> Pos2 {
        let place = ground.world_from_plane(p);
        pos2(place.x * self.scale, place.y * self.scale)
    }
}

impl Lines {
    /// Adds the lines of equal loss.
    pub(super) fn contours(
        &mut self,
        sheet: &mut Sheet,
        ground: &Ground,
        key: &SheetKey,
        landscape: &Landscape,
        theme: &Theme,
    ) {
        for line in landscape.contours.iter().flat_map(|contour| &contour.lines) {
            let ends = line.points.first().filter(|_| line.closed);
            let points = line.points.iter().chain(ends).map(|p| {
                let grid = ground.grid_from_world(ground.world_from_plane(*p));
                (grid, 1.0, false)
            });
            drape(points, ground.cells(), &mut self.cuts, &mut self.draped);
            self.see(sheet, ground, key, 1.0);
            let (vertices, pieces) = sheet.parts();
            let colour = theme.contour;
            ribbon(vertices, pieces, &self.seen, 1.0, key.pixel, |_| colour);
        }
    }

    /// Adds the trails of all shown runs up to the playhead, the one in front last.
    pub(super) fn runs(
        &mut self,
        sheet: &mut Sheet,
        ground: &Ground,
        key: &SheetKey,
        session: &Session,
        front: Option<RunId>,
        theme: &Theme,
    ) {
        self.exits.clear();
        let shown = cast::in_order(session, front);
        self.courses
            .retain(|id| shown.iter().any(|run| run.id == id));
        let plan = Plan::new(ground, &key.eye);
        let cell =
            plan.scale * 2.0 * ground.half[0].max(ground.half[1]) / ground.cells()[0].max(1) as f32;
        let share = (MOST_CELLS / shown.len().max(1) as f32).clamp(LEAST_OF_ONE, MOST_OF_ONE);
        let step = session.step() as usize;
        for run in shown {
            let Some(product) = session.derived().run(run.id) else {
                continue;
            };
            let positions = &product.trajectory().position;
            let newest = step.min(positions.len() - 1);
            let place = |p| plan.at(ground, p);
            let lay = |points: Vec<Pos2>| plan.course(points, key.pixel);
            let seen = (plan.frame, ground.region(), key.pixel);
            let course = self.courses.refresh(run.id, product, seen, place, lay);
            let parts = course.lines(newest, place(positions[newest]), share * cell);
            let exit = course.exit(newest);
            self.exits.extend(exit.map(|exit| (run.id, exit)));
            let look = cast::look(run.id, front);
            let style = theme::run_style(run.style);
            let colour = style.colour(theme);
            let opacity = |step: f32| look.opacity_at(step, newest);
            let casing = |step: f32| theme.casing.gamma_multiply(0.75 * opacity(step));
            let ink = |step: f32| colour.gamma_multiply(opacity(step));
            let few = parts.iter().map(Vec::len).sum::<usize>() <= MAX_DOTS;
            for part in &parts {
                let points = in_cells(part, plan.scale, ground);
                drape(points, ground.cells(), &mut self.cuts, &mut self.draped);
                self.see(sheet, ground, key, look.width);
                let (vertices, pieces) = sheet.parts();
                let pixel = key.pixel;
                ribbon(
                    vertices,
                    pieces,
                    &self.seen,
                    look.width + 2.0,
                    pixel,
                    casing,
                );
                self.dots.clear();
                let mut stroke = &self.seen;
                if style.dash != Dash::Solid {
                    dashed(
                        &self.seen,
                        style.dash,
                        look.width,
                        &mut self.strokes,
                        &mut self.dots,
                    );
                    stroke = &self.strokes;
                }
                ribbon(vertices, pieces, stroke, look.width, pixel, ink);
                for dot in &self.dots {
                    let radius = DOT * look.width;
                    disc(vertices, pieces, dot, radius, pixel, ink(dot.step));
                }
                if look.dots && style.dash != Dash::Dotted && few {
                    for knot in self.seen.iter().filter(|knot| knot.is_step) {
                        let radius = STEP * look.width;
                        disc(vertices, pieces, knot, radius, pixel, ink(knot.step));
                    }
                }
            }
        }
    }

    /// The line that was laid over the ground as it is seen, for a ribbon of this width.
    pub(super) fn see(&mut self, sheet: &mut Sheet, ground: &Ground, key: &SheetKey, width: f32) {
        let reach = 0.5 * width + 1.0;
        let (vertices, _) = sheet.parts();
        let (line, out) = (&self.draped, &mut self.seen);
        see(line, ground, &key.eye, key.height, vertices, reach, out);
    }
}
