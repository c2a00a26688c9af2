//! What was drawn as a vector picture: lines, areas and letters stay what they are, the rest is embedded as images.
//!
//! The shapes are those that the window turns into triangles. Nothing in the file refers to anything outside of it.

mod letters;
mod mesh;
mod outline;
mod page;
mod text;

pub use text::Lettering;

use super::frame::Canvas;
use super::raster::Raster;
use crate::ui::theme::Theme;
use egui::emath::TSTransform;
use egui::epaint::{ClippedShape, PathShape, Primitive};
use egui::{Color32, Context, Pos2, Rect, Shape, Stroke, Vec2};
use letters::Letters;
use mesh::Kind;
use page::{Page, PathData, escaped, number, paint, place};
use std::fmt::Write as _;

/// Pixels per point at which the interface is laid out for a vector picture: letters stand where they should.
pub(super) const FINE: f32 = 4.0;
/// Width of the ground around letters that stand on a picture, in points.
const HALO: f32 = 2.0;
/// Pixels per point of what only pixels can show, and of a smooth image where the reader does not smooth it.
const SHADED: f32 = 2.0;
const SMOOTH: f32 = 1.5;
/// The most pixels of an image in a vector picture.
const MOST_PIXELS: f32 = 30e6;

/// What a vector picture says of itself.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Its title.
    pub title: String,
    /// What can be seen.
    pub description: String,
}

/// What was drawn, with lines as paths and laid out at [`FINE`].
pub(super) struct Drawn {
    pub(super) shapes: Vec<ClippedShape>,
    pub(super) ctx: Context,
    /// Knows the textures.
    pub(super) raster: Raster,
    /// Width and height in points.
    pub(super) size: [f32; 2],
    pub(super) dark: bool,
}

/// The picture as SVG.
pub(super) fn svg(drawn: Drawn, words: &Words, lettering: Lettering) -> Result<String, String> {
    let fonts = letters::fonts();
    let Drawn {
        mut shapes,
        ctx,
        raster,
        size,
        dark,
    } = drawn;
    let whole = Rect::from_min_size(Pos2::ZERO, Vec2::from(size));
    for clipped in &mut shapes {
        let moved = std::mem::take(&mut clipped.transform_after_tessellation);
        if moved != TSTransform::IDENTITY {
            clipped.shape.transform(moved);
            clipped.clip_rect = moved * clipped.clip_rect;
        }
    }
    let mut writer = Writer {
        page: Page::new(),
        letters: Letters::new(&fonts),
        lettering,
        whole,
        ctx,
        raster,
        ramps: 0,
        pending: None,
    };
    for list in shapes.chunk_by(|a, b| a.clip_rect == b.clip_rect) {
        let clip = list.first().map_or(whole, |first| first.clip_rect);
        let list: Vec<&Shape> = list.iter().map(|clipped| &clipped.shape).collect();
        writer.shapes(clip.intersect(whole), &list)?;
    }
    let ground = Theme::of(dark).panel;
    let Writer { page, letters, .. } = writer;
    let (defs, body) = page.finish();
    let outlines = letters.into_outlines();
    let [width, height] = size.map(number);
    let mut file = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         width=\"{width}px\" height=\"{height}px\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"Inter,Helvetica,Arial,sans-serif\" stroke-linejoin=\"round\">\n"
    );
    let _written = writeln!(file, "<title>{}</title>", escaped(&words.title));
    if !words.description.is_empty() {
        let _written = writeln!(file, "<desc>{}</desc>", escaped(&words.description));
    }
    let _written = writeln!(file, "<defs>\n{outlines}{defs}</defs>");
    let _written = writeln!(file, "<rect{}{}/>", place(whole), paint("fill", ground));
    file.push_str(&body);
    file.push_str("</svg>\n");
    Ok(file)
}

/// Lines of one kind that are still being collected.
struct Pending {
    style: String,
    path: PathData,
}

struct Writer<'a> {
    page: Page,
    letters: Letters<'a>,
    lettering: Lettering,
    whole: Rect,
    ctx: Context,
    raster: Raster,
    ramps: usize,
    pending: Option<Pending>,
}

impl Writer<'_> {
    /// Writes shapes that are cut alike, first to last.
    fn shapes(&mut self, clip: Rect, shapes: &[&Shape]) -> Result<(), String> {
        if !clip.is_positive() {
            return Ok(());
        }
        let mut i = 0;
        while let Some(shape) = shapes.get(i) {
            i += 1;
            let Shape::Text(text) = shape else {
                self.shape(clip, shape)?;
                self.flush();
                continue;
            };
            // Copies of a text a little apart are the ground on which the last of them stands.
            let (under, mut over) = (text, text);
            while let Some(Shape::Text(next)) = shapes.get(i)
                && text::is_halo(over, next)
            {
                over = next;
                i += 1;
            }
            let bounds = over.visual_bounding_rect().expand(HALO);
            if !self.enter(clip, bounds) {
                continue;
            }
            if !std::ptr::eq(under, over) {
                let sections = &under.galley.job.sections;
                let own = sections.first().map(|section| section.format.color);
                let own = own.filter(|colour| *colour != Color32::PLACEHOLDER);
                let colour = under.override_text_color.or(own);
                let halo = Stroke::new(HALO, colour.unwrap_or(under.fallback_color));
                self.text(over, Some(halo));
            }
            self.text(over, None);
        }
        Ok(())
    }

    fn text(&mut self, shape: &egui::epaint::TextShape, halo: Option<Stroke>) {
        let out = &mut self.page.body;
        text::write(out, &mut self.letters, shape, self.lettering, halo);
    }

    /// Cuts what follows where it has to be; answers whether any of it is seen.
    fn enter(&mut self, clip: Rect, bounds: Rect) -> bool {
        if !bounds.intersects(clip) {
            return false;
        }
        let is_inside = clip.contains_rect(bounds) || clip.contains_rect(self.whole);
        let wanted = (!is_inside).then_some(clip);
        self.page.clip(wanted);
        true
    }

    /// Writes the lines that were collected.
    fn flush(&mut self) {
        if let Some(Pending { style, path }) = self.pending.take()
            && !path.is_empty()
        {
            let line = format!("<path d=\"{}\"{style}/>\n", path.as_str());
            self.page.body.push_str(&line);
        }
    }

    /// Adds to the lines of this kind, or begins collecting them.
    fn collect(&mut self, style: String, draw: impl FnOnce(&mut PathData)) {
        if self.pending.as_ref().is_none_or(|p| p.style != style) {
            self.flush();
            let path = PathData::in_points();
            self.pending = Some(Pending { style, path });
        }
        if let Some(pending) = &mut self.pending {
            draw(&mut pending.path);
        }
    }

    fn shape(&mut self, clip: Rect, shape: &Shape) -> Result<(), String> {
        match shape {
            Shape::Noop | Shape::Callback(_) => return Ok(()),
            // What stands together is cut together, so that it may become one path.
            Shape::Vec(list) if list.iter().all(|s| matches!(s, Shape::Path(_))) => {
                if self.enter(clip, shape.visual_bounding_rect()) {
                    for shape in list {
                        self.drawn(shape);
                    }
                    self.flush();
                }
                return Ok(());
            }
            Shape::Vec(list) => {
                self.flush();
                let list: Vec<&Shape> = list.iter().collect();
                return self.shapes(clip, &list);
            }
            _ => {}
        }
        let bounds = shape.visual_bounding_rect();
        // A bound that is no number is no bound.
        let bounds = if bounds.any_nan() {
            Rect::EVERYTHING
        } else {
            bounds.expand(1.0)
        };
        if self.enter(clip, bounds) {
            match shape {
                Shape::Mesh(mesh) => self.mesh(clip, mesh)?,
                Shape::Rect(rect) if rect.brush.is_some() => self.pixels(clip, shape, SHADED)?,
                _ => self.drawn(shape),
            }
        }
        Ok(())
    }

    /// Writes a shape that has been entered.
    fn drawn(&mut self, shape: &Shape) {
        match shape {
            Shape::LineSegment { points, stroke } => {
                if !stroke.is_empty() {
                    let style = outline::stroked(stroke.width, stroke.color);
                    self.collect(style, |path| outline::segment(path, *points, *stroke));
                }
                return;
            }
            Shape::Path(path) if path.fill == Color32::TRANSPARENT => {
                self.line(path);
                return;
            }
            _ => self.flush(),
        }
        let out = &mut self.page.body;
        match shape {
            Shape::Path(path) => outline::filled_path(out, path),
            Shape::Circle(circle) => outline::circle(out, circle),
            Shape::Ellipse(ellipse) => outline::ellipse(out, ellipse),
            Shape::Rect(rect) => outline::rect(out, rect),
            Shape::Band(band) => outline::band(out, band),
            Shape::QuadraticBezier(curve) => outline::quadratic(out, curve),
            Shape::CubicBezier(curve) => outline::cubic(out, curve),
            // These were written before.
            _ => {}
        }
    }

    fn line(&mut self, path: &PathShape) {
        let colour = outline::colour_of(&path.stroke, &path.points);
        if path.stroke.width <= 0.0 || colour == Color32::TRANSPARENT {
            return;
        }
        let style = outline::stroked(path.stroke.width, colour);
        self.collect(style, |data| {
            data.polyline(&path.points, path.closed);
        });
    }

    fn mesh(&mut self, clip: Rect, mesh: &std::sync::Arc<egui::Mesh>) -> Result<(), String> {
        self.flush();
        let out = &mut self.page.body;
        match mesh::kind(mesh) {
            Kind::Nothing => Ok(()),
            Kind::Area(parts, colour) => {
                mesh::area(out, &parts, colour);
                Ok(())
            }
            Kind::Ramp(rect, is_upright, stops) => {
                self.ramps += 1;
                let defs = &mut self.page.defs;
                mesh::ramp_rect(out, defs, self.ramps, (rect, is_upright), &stops);
                Ok(())
            }
            // Few readers of PDF smooth an image whose pixels are large.
            Kind::Image(..) if self.lettering == Lettering::Fonts => {
                self.pixels(clip, &Shape::Mesh(mesh.clone()), SMOOTH)
            }
            Kind::Image(rect, id) => {
                let Some(([width, height], rgba)) = self.raster.texture(id) else {
                    return Ok(());
                };
                let canvas = Canvas {
                    width,
                    height,
                    rgba,
                };
                mesh::embed(out, rect, &canvas)
            }
            Kind::Shaded => self.pixels(clip, &Shape::Mesh(mesh.clone()), SHADED),
        }
    }

    /// Embeds a shape as an image with so many pixels per point, each the mean of four.
    fn pixels(&mut self, clip: Rect, shape: &Shape, per_point: f32) -> Result<(), String> {
        self.flush();
        let bounds = shape.visual_bounding_rect().intersect(clip);
        if !bounds.is_positive() {
            return Ok(());
        }
        let bounds = Rect::from_min_max(bounds.min.floor(), bounds.max.ceil());
        let shapes = vec![ClippedShape {
            clip_rect: clip,
            shape: shape.clone(),
            transform_after_tessellation: TSTransform::IDENTITY,
        }];
        let mut primitives = self.ctx.tessellate(shapes, FINE);
        for primitive in &mut primitives {
            primitive.clip_rect = primitive.clip_rect.translate(-bounds.min.to_vec2());
            if let Primitive::Mesh(mesh) = &mut primitive.primitive {
                mesh.translate(-bounds.min.to_vec2());
            }
        }
        let is_large = 4.0 * bounds.area() * per_point * per_point > MOST_PIXELS;
        let scale = per_point * if is_large { 1.0 } else { 2.0 };
        let sides = [bounds.width(), bounds.height()];
        let [width, height] = sides.map(|side| (side * scale).round() as usize);
        self.raster.clear(width, height, Color32::TRANSPARENT);
        self.raster.paint(&primitives, scale);
        let canvas = Canvas {
            width,
            height,
            rgba: self.raster.rgba(),
        };
        let canvas = if is_large { canvas } else { canvas.halved() };
        mesh::embed(&mut self.page.body, bounds, &canvas)
    }
}
