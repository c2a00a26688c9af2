//! Small pictures of scenes: the landscape with the trails of its runs, worked out a little in every frame.
//!
//! A picture stays until its size, its theme or the pixels per point change. What is behind it is forgotten as
//! soon as it is complete.

use crate::core::surface::Landmarks;
use crate::session::derived::{Budget, Derived, Landscape};
use crate::session::preset::PresetFile;
use crate::session::scene::Scene;
use crate::ui::colormap::Colormap;
use crate::ui::heat;
use crate::ui::ink::Ink;
use crate::ui::theme::{self, Dash, RunStyle, Theme};
use crate::ui::trail::{self, Minimum};
use crate::ui::view::plane::projection::Projection;
use egui::{
    Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, TextureHandle, TextureOptions, Vec2,
    pos2, vec2,
};
use std::collections::HashMap;

/// Points of the screen per sample of the landscape.
const POINTS_PER_SAMPLE: f32 = 2.5;
/// More minima than this are not marked.
const MOST_MINIMA: usize = 9;
/// Width of a trail and of the casing around it, in widths of a usual trail.
const WIDTHS: [f32; 2] = [0.8, 1.6];

/// The pictures, by the names of their scenes.
#[derive(Default)]
pub struct Thumbnails {
    known: HashMap<&'static str, Thumbnail>,
}

/// What a picture depends on besides its scene.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    size: Vec2,
    dark: bool,
    pixels_per_point: f32,
}

/// The picture of a scene.
struct Thumbnail {
    key: Key,
    /// What is still being worked out.
    work: Option<Box<Derived>>,
    /// Of which landscape the texture is.
    revision: u64,
    texture: Option<TextureHandle>,
    /// Lines of equal height, then trails; places are counted from the upper left corner.
    lines: Vec<Shape>,
    trails: Vec<Shape>,
    marks: Marks,
}

/// What stands over the trails, in the same places.
#[derive(Default)]
struct Marks {
    minima: Vec<(Pos2, Minimum)>,
    starts: Vec<Pos2>,
    heads: Vec<(Pos2, Option<Vec2>, &'static RunStyle)>,
}

impl Thumbnails {
    /// Draws the picture of a scene, as far as it is worked out, and works on as much of it as the budget allows;
    /// that much is taken from it. Answers whether something is left to do.
    pub fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        (name, preset): (&'static str, &PresetFile),
        budget: &mut Budget,
        theme: &Theme,
    ) -> bool {
        let key = Key {
            size: rect.size(),
            dark: theme.dark,
            pixels_per_point: painter.pixels_per_point(),
        };
        let known = self.known.remove(name).filter(|known| known.key == key);
        let mut picture = known.unwrap_or_else(|| Thumbnail::new(key, &preset.scene));
        picture.refresh(painter, preset, budget, theme);
        picture.paint(painter, rect, theme);
        let is_busy = picture.work.is_some();
        self.known.insert(name, picture);
        is_busy
    }
}

impl Thumbnail {
    fn new(key: Key, scene: &Scene) -> Self {
        Self {
            key,
            work: Some(Box::new(Derived::new(scene))),
            revision: 0,
            texture: None,
            lines: Vec::new(),
            trails: Vec::new(),
            marks: Marks::default(),
        }
    }

    fn refresh(
        &mut self,
        painter: &Painter,
        preset: &PresetFile,
        budget: &mut Budget,
        theme: &Theme,
    ) {
        if budget.samples == 0 || budget.steps == 0 {
            return;
        }
        let Some(mut work) = self.work.take() else {
            return;
        };
        let scene = &preset.scene;
        budget.steps = work.refresh_runs(scene, budget.steps);
        let local = Rect::from_min_size(Pos2::ZERO, self.key.size);
        let wanted = preset.view.region.unwrap_or(work.landmarks().region);
        let projection = Projection::fit(wanted, local);
        let samples = |points: f32| ((points / POINTS_PER_SAMPLE) as usize).max(2);
        let size = [samples(local.width()), samples(local.height())];
        work.refresh_landscape(scene, projection.region(), size, budget.samples);
        let cost = u64::from(crate::core::surface::entry_of(&scene.surface).cost);
        let sampled = (size[0] * size[1]) as u64 * cost;
        budget.samples = budget.samples.saturating_sub(sampled);
        let mut painter = painter.clone();
        painter.set_clip_rect(local);
        if let Some(landscape) = work.landscape().filter(|l| l.revision != self.revision) {
            self.draw_landscape(&painter, &projection, landscape, theme);
        }
        if scene
            .runs
            .iter()
            .all(|run| work.run(run.id).is_some_and(|p| p.ending().is_some()))
        {
            self.marks = marks(scene, &work, &projection);
            self.trails = trails(&painter, scene, &work, &projection, theme);
        }
        self.work = work.is_busy().then_some(work);
    }

    fn draw_landscape(
        &mut self,
        painter: &Painter,
        projection: &Projection,
        landscape: &Landscape,
        theme: &Theme,
    ) {
        let field = &landscape.field;
        let heights = field
            .values
            .iter()
            .map(|loss| landscape.height.shown(*loss));
        let heights: Vec<f64> = heights.collect();
        let (low, high) = landscape.range;
        let map = Colormap::heights(theme.dark);
        let image = heat::heat_image(&heights, field.columns, field.rows, low, high, map);
        if let Some(texture) = &mut self.texture {
            texture.set(image, TextureOptions::LINEAR);
        } else {
            let ctx = painter.ctx();
            self.texture = Some(ctx.load_texture("thumbnail", image, TextureOptions::LINEAR));
        }
        let lines = landscape.contours.iter().flat_map(|contour| &contour.lines);
        let lines: Vec<Vec<Pos2>> = lines
            .map(|line| {
                let first = line.points.first().filter(|_| line.closed);
                let points = line.points.iter().chain(first);
                points.map(|p| projection.screen_from_world(*p)).collect()
            })
            .collect();
        self.lines = vec![trail::lines_shape(painter, &lines, 1.0, theme.contour)];
        self.revision = landscape.revision;
    }

    fn paint(&self, painter: &Painter, rect: Rect, theme: &Theme) {
        let radius = theme::sizes().radius;
        painter.rect_filled(rect, radius, theme.canvas);
        if let Some(texture) = &self.texture {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(texture.id(), rect, whole, Color32::WHITE);
        }
        let inside = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
        let shift = rect.min.to_vec2();
        for shape in self.lines.iter().chain(&self.trails) {
            let mut shape = shape.clone();
            shape.translate(shift);
            inside.add(shape);
        }
        for (at, mark) in &self.marks.minima {
            trail::paint_minimum(&inside, *at + shift, theme, *mark);
        }
        for start in &self.marks.starts {
            let (at, rim) = (*start + shift, Stroke::new(1.5, theme.casing));
            inside.circle(at, 3.5, theme.mark, rim);
        }
        let radius = 0.8 * theme::sizes().head;
        for (at, direction, style) in &self.marks.heads {
            trail::paint_head(&inside, *at + shift, *direction, style, theme, radius, 1.0);
        }
        painter.rect_stroke(rect, 0.0, theme.hairline_stroke(), StrokeKind::Inside);
    }
}

/// The trails of the runs that are shown, each over its casing.
fn trails(
    painter: &Painter,
    scene: &Scene,
    work: &Derived,
    projection: &Projection,
    theme: &Theme,
) -> Vec<Shape> {
    let drawn_with = Ink::of(painter.ctx());
    let drawn_with = (drawn_with, drawn_with.pixel(painter.ctx()));
    let mut shapes = Vec::new();
    for run in scene.shown() {
        let Some(product) = work.run(run.id) else {
            continue;
        };
        let positions = product.trajectory().position.iter();
        let points: Vec<Pos2> = positions
            .map(|p| projection.screen_from_world(*p))
            .collect();
        let style = theme::run_style(run.style);
        let solid = RunStyle {
            dash: Dash::Solid,
            ..style.clone()
        };
        let [width, casing] = WIDTHS.map(|factor| factor * theme::sizes().trail * theme.stroke);
        let under = (&solid, casing, theme.casing.gamma_multiply(0.6));
        for (style, width, colour) in [under, (style, width, style.colour(theme))] {
            let ink = (width, colour);
            let points = points.iter().copied();
            shapes.extend(trail::curve_shapes(
                points,
                projection.rect(),
                drawn_with,
                style,
                ink,
            ));
        }
    }
    shapes
}

fn marks(scene: &Scene, work: &Derived, projection: &Projection) -> Marks {
    let place = |p| projection.screen_from_world(p);
    let frame = projection.rect();
    let Landmarks { minima, .. } = work.landmarks();
    let shallow = work.shallow_minima();
    let minima = minima.iter().zip(shallow).take(MOST_MINIMA + 1);
    let mut minima: Vec<(Pos2, Minimum)> = minima
        .map(|(p, shallow)| {
            let mark = if *shallow {
                Minimum::Shallow
            } else {
                Minimum::Deepest
            };
            (place(*p), mark)
        })
        .collect();
    if minima.len() > MOST_MINIMA {
        minima.retain(|(_, mark)| *mark == Minimum::Deepest);
    }
    let mut starts: Vec<Pos2> = Vec::new();
    let mut heads = Vec::new();
    for run in scene.shown() {
        let start = place(run.start.unwrap_or(scene.start));
        if !starts.contains(&start) {
            starts.push(start);
        }
        let positions = work.run(run.id).map(|p| p.trajectory().position.as_slice());
        let Some([.., before, last]) = positions else {
            continue;
        };
        let (at, before) = (place(*last), place(*before));
        if at.is_finite() && frame.contains(at) {
            let direction = Some(at - before).filter(|d| d.is_finite() && d.length() > 0.5);
            heads.push((at, direction, theme::run_style(run.style)));
        }
    }
    starts.retain(|at| at.is_finite());
    Marks {
        minima,
        starts,
        heads,
    }
}

/// The size of a picture so many points wide.
pub(super) fn size(width: f32) -> Vec2 {
    vec2(width, (0.6 * width).round())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{gallery, preset};

    #[test]
    fn a_picture_is_worked_out_within_the_budget_and_then_stays() {
        let name = "recurrent_cliff";
        let file = preset::parse(gallery::text(name).unwrap()).unwrap();
        let mut all = Thumbnails::default();
        let ctx = egui::Context::default();
        let mut frames = 0;
        let mut is_busy = true;
        while is_busy {
            frames += 1;
            let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
                let painter = ui.painter();
                let rect = Rect::from_min_size(pos2(20.0, 700.0), size(240.0));
                let mut budget = Budget::FRAME;
                is_busy = all.paint(painter, rect, (name, &file), &mut budget, Theme::of(true));
                assert!(budget.steps <= Budget::FRAME.steps);
            });
            output.textures_delta.clear();
            assert!(frames < 400);
        }
        assert!(frames > 2, "all at once, in {frames}");
        let picture = &all.known[name];
        assert!(picture.texture.is_some() && !picture.trails.is_empty());
        assert_eq!(picture.marks.heads.len(), 3);
        let mut nothing = Budget::UNLIMITED;
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let rect = Rect::from_min_size(pos2(0.0, 0.0), size(240.0));
            let theme = Theme::of(true);
            assert!(!all.paint(ui.painter(), rect, (name, &file), &mut nothing, theme));
        });
        output.textures_delta.clear();
        assert_eq!(nothing, Budget::UNLIMITED);
    }
}
