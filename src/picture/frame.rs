//! Draws a region of the interface without a window: egui's passes, then pixels, then PNG. Knows no file.

use super::raster::{Bands, Raster, workers};
use crate::ui::theme::{self, Theme};
use egui::epaint::{ClippedPrimitive, ClippedShape};
use egui::{
    Color32, Context, FullOutput, RawInput, Rect, TexturesDelta, Ui, Vec2, ViewportId, pos2,
};
use std::time::Duration;

/// The most frames a region gets to settle in.
const MAX_FRAMES: usize = 6;
/// Time between them: longer than any animation of the interface.
const FRAME_SECS: f64 = 0.5;

/// A picture with more pixels is encoded in less than half the time, and is a quarter larger.
const LARGE: usize = 4_000_000;

/// A finished picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Canvas {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// The pixels row by row from the top: red, green, blue, alpha; alpha is not multiplied in; sRGB.
    pub rgba: Vec<u8>,
}

impl Canvas {
    /// The picture at half its size: each pixel is the mean of four, in sRGB, in which everything here is blended. What
    /// is left of an odd row or column is dropped.
    pub fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut rgba = vec![0; 4 * width * height];
        let bytes = 4 * self.width;
        Bands::new(height, workers()).run(&mut rgba, 4 * width, |top, band| {
            for (y, row) in band.chunks_exact_mut(4 * width).enumerate() {
                let start = 2 * (top + y) * bytes;
                let upper = self.rgba[start..start + bytes].chunks_exact(8);
                let lower = self.rgba[start + bytes..start + 2 * bytes].chunks_exact(8);
                for ((to, upper), lower) in row.chunks_exact_mut(4).zip(upper).zip(lower) {
                    for k in 0..4 {
                        let sum = [upper[k], upper[k + 4], lower[k], lower[k + 4]];
                        let sum: u16 = sum.into_iter().map(u16::from).sum();
                        to[k] = ((sum + 2) / 4) as u8;
                    }
                }
            }
        });
        Self {
            width,
            height,
            rgba,
        }
    }
}

/// Draws what `ui` draws into a picture of `size_points` by `pixels_per_point`, on the theme's panel colour.
///
/// `ui` is called several times, like frames of a window half a second apart, until nothing asks for another one.
pub fn draw(
    size_points: [f32; 2],
    pixels_per_point: f32,
    dark: bool,
    ui: impl FnMut(&mut Ui),
) -> Canvas {
    let mut camera = Camera::new(size_points, pixels_per_point, dark);
    let mut raster = Raster::new(0, 0).on_all_cores();
    let drawing = camera.draw(|textures| raster.textures(textures), ui);
    drawing.paint(&mut raster)
}

/// egui without a window: draws one region after another, and keeps its fonts, textures and caches between them.
pub struct Camera {
    ctx: Context,
    size_points: [f32; 2],
    pixels_per_point: f32,
    dark: bool,
    frames: usize,
}

impl Camera {
    /// A camera that has drawn nothing yet.
    pub fn new(size_points: [f32; 2], pixels_per_point: f32, dark: bool) -> Self {
        let ctx = Context::default();
        theme::apply(&ctx);
        ctx.set_theme(if dark {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        });
        Self {
            ctx,
            size_points,
            pixels_per_point,
            dark,
            frames: 0,
        }
    }

    /// What `ui` draws when it has settled; `textures` is told of every change of a texture, in order, and takes it.
    pub fn draw(
        &mut self,
        textures: impl FnMut(&mut TexturesDelta),
        ui: impl FnMut(&mut Ui),
    ) -> Drawing {
        let output = self.settle(textures, ui);
        let pixels = |points: f32| (points * self.pixels_per_point).round().max(1.0) as usize;
        Drawing {
            width: pixels(self.size_points[0]),
            height: pixels(self.size_points[1]),
            ground: Theme::of(self.dark).panel,
            pixels_per_point: output.pixels_per_point,
            primitives: self.ctx.tessellate(output.shapes, output.pixels_per_point),
            is_double: false,
        }
    }

    /// The shapes of what `ui` draws when it has settled; `textures` as for [`Camera::draw`].
    pub fn shapes(
        &mut self,
        textures: impl FnMut(&mut TexturesDelta),
        ui: impl FnMut(&mut Ui),
    ) -> Vec<ClippedShape> {
        self.settle(textures, ui).shapes
    }

    /// The context in which it draws.
    pub fn context(&self) -> &Context {
        &self.ctx
    }

    fn settle(
        &mut self,
        mut textures: impl FnMut(&mut TexturesDelta),
        mut ui: impl FnMut(&mut Ui),
    ) -> FullOutput {
        let screen = Rect::from_min_size(pos2(0.0, 0.0), Vec2::from(self.size_points));
        let mut frame = 0;
        loop {
            let mut input = RawInput {
                screen_rect: Some(screen),
                time: Some(FRAME_SECS * self.frames as f64),
                predicted_dt: FRAME_SECS as f32,
                focused: true,
                ..RawInput::default()
            };
            input
                .viewports
                .entry(ViewportId::ROOT)
                .or_default()
                .native_pixels_per_point = Some(self.pixels_per_point);
            let mut output = self.ctx.run_ui(input, &mut ui);
            textures(&mut output.textures_delta);
            frame += 1;
            self.frames += 1;
            if frame >= MAX_FRAMES || (frame > 1 && is_settled(&output)) {
                return output;
            }
        }
    }
}

/// What a region has drawn: meshes, not yet pixels.
pub struct Drawing {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// What lies under everything.
    pub ground: Color32,
    /// Pixels per point of the meshes.
    pub pixels_per_point: f32,
    /// The meshes, first to last.
    pub primitives: Vec<ClippedPrimitive>,
    /// Whether it is drawn twice as large as the picture is to be.
    pub is_double: bool,
}

impl Drawing {
    /// Its pixels. The raster must have been told of the textures that it was drawn with.
    pub fn paint(&self, raster: &mut Raster) -> Canvas {
        raster.clear(self.width, self.height, self.ground);
        raster.paint(&self.primitives, self.pixels_per_point);
        self.finish(raster)
    }

    /// Its pixels, once its meshes are painted.
    pub fn finish(&self, raster: &Raster) -> Canvas {
        let canvas = Canvas {
            width: raster.width(),
            height: raster.height(),
            rgba: raster.rgba(),
        };
        if self.is_double {
            canvas.halved()
        } else {
            canvas
        }
    }
}

/// Whether a frame asked for no other at once.
fn is_settled(output: &FullOutput) -> bool {
    output
        .viewport_output
        .values()
        .all(|viewport| viewport.repaint_delay > Duration::ZERO)
}

/// The picture as a PNG file in sRGB, without alpha where nothing shines through. Fails only on a canvas whose
/// pixels do not fill its size.
pub fn png_bytes(canvas: &Canvas) -> Result<Vec<u8>, String> {
    let explain = |error: png::EncodingError| format!("The picture could not be encoded: {error}.");
    let is_opaque = canvas.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, canvas.width as u32, canvas.height as u32);
    encoder.set_color(if is_opaque {
        png::ColorType::Rgb
    } else {
        png::ColorType::Rgba
    });
    encoder.set_depth(png::BitDepth::Eight);
    if canvas.width * canvas.height > LARGE {
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Paeth);
    } else {
        encoder.set_compression(png::Compression::Balanced);
    }
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let mut writer = encoder.write_header().map_err(explain)?;
    let opaque: Vec<u8>;
    let pixels = if is_opaque {
        let pixels = canvas.rgba.chunks_exact(4);
        opaque = pixels
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        &opaque
    } else {
        &canvas.rgba
    };
    writer.write_image_data(pixels).map_err(explain)?;
    writer.finish().map_err(explain)?;
    Ok(bytes)
}
