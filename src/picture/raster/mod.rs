//! A small rasterizer for egui's meshes: textured and shaded triangles into pixels. Knows no GPU and no file.
//!
//! Blending and the product of texture and vertex colour are in gamma space with premultiplied alpha, as in egui's own
//! renderers. Corners are snapped to 1/256 of a pixel and every edge is followed from its upper to its lower end, so two
//! triangles that share an edge share its pixels without a gap and without painting one twice.
#![allow(
    clippy::cast_possible_wrap,
    reason = "pictures and textures have far fewer than 2³¹ pixels a side"
)]

mod bands;
mod texture;
mod triangle;

pub(in crate::picture) use bands::{Bands, workers};
use egui::TextureId;
use egui::epaint::textures::{TextureFilter, TextureWrapMode, TexturesDelta};
use egui::epaint::{ClippedPrimitive, ImageData, Primitive};
use std::collections::HashMap;
use texture::Texture;
use triangle::{Band, Clip, triangle};

/// A pixel: red, green, blue and alpha, premultiplied, in sRGB.
pub(super) type Pixel = [u8; 4];

/// An image that triangles are painted into, and the textures they are painted with.
pub struct Raster {
    width: usize,
    height: usize,
    pixels: Vec<Pixel>,
    textures: HashMap<TextureId, Texture>,
    /// Textures of the last list that are still needed to paint its frame.
    freed: Vec<TextureId>,
    /// How many threads paint.
    workers: usize,
}

impl Raster {
    /// A transparent image of this many pixels, with no texture yet.
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![[0; 4]; width * height],
            textures: HashMap::new(),
            freed: Vec::new(),
            workers: 1,
        }
    }

    /// The same, painted by as many threads as the machine runs at once: for one picture at a time. Its pixels are
    /// the same to the bit.
    pub fn on_all_cores(self) -> Self {
        Self {
            workers: workers(),
            ..self
        }
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Fills the image and forgets what was painted. Gives it another size if asked; textures stay.
    pub fn clear(&mut self, width: usize, height: usize, colour: egui::Color32) {
        (self.width, self.height) = (width, height);
        self.pixels.clear();
        self.pixels.resize(width * height, colour.to_array());
    }

    /// Takes in new, changed and freed textures, before the frame is painted that they come with; the freed ones go at
    /// the next call. Empties the list. A patch that does not fit its texture is left out.
    pub fn textures(&mut self, delta: &mut TexturesDelta) {
        for id in self.freed.drain(..) {
            self.textures.remove(&id);
        }
        for (id, images) in delta.set.drain() {
            for change in images {
                let ImageData::Color(image) = &change.image;
                let [width, height] = image.size;
                let texels = image.pixels.iter().map(egui::Color32::to_array);
                if let Some(corner) = change.pos {
                    if let Some(texture) = self.textures.get_mut(&id) {
                        texture.patch(corner, [width, height], &texels.collect::<Vec<_>>());
                    }
                } else {
                    let texture = Texture {
                        width,
                        height,
                        texels: texels.collect(),
                        is_linear: change.options.magnification == TextureFilter::Linear,
                        is_repeated: change.options.wrap_mode == TextureWrapMode::Repeat,
                    };
                    self.textures.insert(id, texture);
                }
            }
        }
        self.freed.extend(delta.free.drain());
    }

    /// Paints meshes, first to last. Callbacks, and meshes of unknown textures, are left out.
    pub fn paint(&mut self, primitives: &[ClippedPrimitive], pixels_per_point: f32) {
        let (width, height, textures) = (self.width, self.height, &self.textures);
        let bands = Bands::new(height, self.workers);
        bands.run(&mut self.pixels, width, |top, pixels| {
            let rows = pixels.len() / width.max(1);
            let band = Band { pixels, width, top };
            paint_band(
                band,
                [width, height, rows],
                textures,
                primitives,
                pixels_per_point,
            );
        });
    }

    /// The image as it is, premultiplied, to go on from there later.
    pub(super) fn pixels(&self) -> &[Pixel] {
        &self.pixels
    }

    /// Goes on from an image of this size.
    pub(super) fn resume(&mut self, width: usize, height: usize, pixels: &[Pixel]) {
        (self.width, self.height) = (width, height);
        self.pixels.clear();
        self.pixels.extend_from_slice(pixels);
        self.pixels.resize(width * height, [0; 4]);
    }

    /// A texture's pixels, with alpha no longer multiplied in; none if it is not known.
    pub fn texture(&self, id: TextureId) -> Option<([usize; 2], Vec<u8>)> {
        let texture = self.textures.get(&id)?;
        let rgba = texture.texels.iter().flat_map(|&texel| straight(texel));
        Some(([texture.width, texture.height], rgba.collect()))
    }

    /// The image row by row from the top, four bytes per pixel, with alpha no longer multiplied in.
    pub fn rgba(&self) -> Vec<u8> {
        if self.pixels.iter().all(|pixel| pixel[3] == 255) {
            return self.pixels.as_flattened().to_vec();
        }
        let mut rgba = vec![0; 4 * self.pixels.len()];
        let row = 4 * self.width;
        let bands = Bands::new(self.height, self.workers);
        bands.run(&mut rgba, row, |top, bytes| {
            let pixels = self.pixels[top * self.width..].iter();
            for (to, &pixel) in bytes.chunks_exact_mut(4).zip(pixels) {
                to.copy_from_slice(&straight(pixel));
            }
        });
        rgba
    }
}

/// Paints what falls into some rows of an image of this width and height.
fn paint_band(
    mut band: Band<'_>,
    [width, height, rows]: [usize; 3],
    textures: &HashMap<TextureId, Texture>,
    primitives: &[ClippedPrimitive],
    pixels_per_point: f32,
) {
    let (first, end) = (band.top as i32, (band.top + rows) as i32);
    for primitive in primitives {
        let pixel = |points: f32, most: usize| {
            ((points * pixels_per_point).round() as i64).clamp(0, most as i64) as i32
        };
        let rect = primitive.clip_rect;
        let clip = Clip {
            left: pixel(rect.min.x, width),
            top: pixel(rect.min.y, height).max(first),
            right: pixel(rect.max.x, width),
            bottom: pixel(rect.max.y, height).min(end),
        };
        let Primitive::Mesh(mesh) = &primitive.primitive else {
            continue;
        };
        let Some(texture) = textures.get(&mesh.texture_id) else {
            continue;
        };
        if clip.left >= clip.right || clip.top >= clip.bottom || texture.texels.is_empty() {
            continue;
        }
        // A pixel more than the rows, since corners are put onto a grid.
        let above = (clip.top - 1) as f32 / pixels_per_point;
        let below = (clip.bottom + 1) as f32 / pixels_per_point;
        for corners in mesh.indices.chunks_exact(3) {
            let [Some(a), Some(b), Some(c)] =
                [0, 1, 2].map(|k| mesh.vertices.get(corners[k] as usize))
            else {
                continue;
            };
            let ys = [a.pos.y, b.pos.y, c.pos.y];
            if ys.iter().all(|y| *y < above) || ys.iter().all(|y| *y > below) {
                continue;
            }
            triangle(&mut band, clip, texture, [a, b, c], pixels_per_point);
        }
    }
}

/// A premultiplied pixel with its alpha divided out.
pub(in crate::picture) fn straight([r, g, b, a]: Pixel) -> Pixel {
    let divide = |channel: u8| {
        let alpha = u32::from(a);
        ((u32::from(channel) * 255 + alpha / 2) / alpha).min(255) as u8
    };
    match a {
        0 => [0; 4],
        255 => [r, g, b, a],
        _ => [divide(r), divide(g), divide(b), a],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::epaint::{ImageDelta, Mesh};
    use egui::{Color32, ColorImage, Pos2, Rect, TextureOptions, pos2};

    const FULL: Rect = Rect {
        min: Pos2::ZERO,
        max: Pos2::new(64.0, 64.0),
    };

    /// A 64×64 image on black with one white texel as its texture.
    fn raster() -> Raster {
        let mut raster = Raster::new(0, 0);
        raster.clear(64, 64, Color32::BLACK);
        let image = ColorImage::filled([1, 1], Color32::WHITE);
        let mut delta = TexturesDelta::default();
        delta.push(
            TextureId::default(),
            ImageDelta::full(image, TextureOptions::LINEAR),
        );
        raster.textures(&mut delta);
        raster
    }

    fn mesh(
        clip_rect: Rect,
        corners: &[Pos2],
        indices: &[u32],
        colour: Color32,
    ) -> ClippedPrimitive {
        let mut mesh = Mesh::default();
        for &corner in corners {
            mesh.colored_vertex(corner, colour);
        }
        mesh.indices = indices.to_vec();
        ClippedPrimitive {
            clip_rect,
            primitive: Primitive::Mesh(mesh),
        }
    }

    #[test]
    fn a_fan_covers_each_pixel_once() {
        let half = Color32::WHITE.gamma_multiply_u8(128);
        // A square split at an odd inner point: four triangles that share edges at odd angles.
        let corners = [
            pos2(0.0, 0.0),
            pos2(64.0, 0.0),
            pos2(64.0, 64.0),
            pos2(0.0, 64.0),
            pos2(23.37, 41.91),
        ];
        let fan = [0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4];
        for scale in [1.0_f32, 0.77, 0.313] {
            let corners = corners.map(|p| (p.to_vec2() * scale).to_pos2());
            let mut raster = raster();
            raster.paint(&[mesh(FULL, &corners, &fan, half)], 1.0);
            let inside = (64.0 * scale).floor() as usize;
            for y in 0..inside {
                for x in 0..inside {
                    let pixel = raster.pixels[y * 64 + x];
                    assert_eq!(pixel, [128, 128, 128, 255], "scale {scale}, pixel {x}, {y}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_painted_outside_the_clip_rectangle() {
        let clip = Rect::from_min_max(pos2(10.0, 20.0), pos2(30.0, 40.0));
        let square = [
            pos2(-9e9, -9e9),
            pos2(9e9, -9e9),
            pos2(9e9, 9e9),
            pos2(-9e9, 9e9),
        ];
        let mut raster = raster();
        raster.paint(
            &[mesh(clip, &square, &[0, 1, 2, 0, 2, 3], Color32::WHITE)],
            1.0,
        );
        let white = raster.pixels.iter().filter(|pixel| pixel[0] == 255).count();
        assert_eq!(white, 20 * 20);
        assert_eq!(raster.pixels[20 * 64 + 10], [255; 4]);
    }

    #[test]
    fn many_threads_paint_the_same_pixels_as_one() {
        // Triangles of all sizes and shades over each other.
        let place = |k: u32, by: u32| (k.wrapping_mul(by) >> 7) as f32 % 90.0 - 12.0;
        let corner = |k: u32| pos2(place(k, 2654435761), place(k, 40503001));
        let mut shaded = Mesh::default();
        for k in 0..300 {
            let colour = Color32::WHITE.gamma_multiply_u8((k * 37 % 256) as u8);
            shaded.colored_vertex(corner(k), colour);
        }
        shaded.indices = (0..300).collect();
        let meshes = [ClippedPrimitive {
            clip_rect: FULL,
            primitive: Primitive::Mesh(shaded),
        }];
        let painted = |workers| {
            let mut raster = Raster {
                workers,
                ..raster()
            };
            raster.paint(&meshes, 0.97);
            raster.rgba()
        };
        let one = painted(1);
        for workers in [2, 3, 16] {
            assert!(painted(workers) == one, "{workers} threads");
        }
    }

    #[test]
    fn broken_meshes_paint_nothing() {
        let nan = pos2(f32::NAN, 1.0);
        let mut raster = raster();
        for (corners, indices) in [
            (vec![nan, pos2(0.0, 60.0), pos2(60.0, 0.0)], vec![0, 1, 2]),
            (vec![pos2(0.0, 0.0); 3], vec![0, 1, 2]),
            (
                vec![pos2(0.0, 0.0), pos2(60.0, 0.0), pos2(0.0, 60.0)],
                vec![0, 1, 9],
            ),
        ] {
            raster.paint(&[mesh(FULL, &corners, &indices, Color32::WHITE)], 1.0);
        }
        assert!(raster.pixels.iter().all(|pixel| *pixel == [0, 0, 0, 255]));
    }

    #[test]
    fn alpha_is_divided_out() {
        for (premultiplied, want) in [
            ([0, 0, 0, 0], [0, 0, 0, 0]),
            ([10, 20, 30, 255], [10, 20, 30, 255]),
            ([64, 0, 128, 128], [128, 0, 255, 128]),
        ] {
            assert_eq!(straight(premultiplied), want);
        }
    }
}
