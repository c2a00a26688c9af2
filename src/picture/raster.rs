//! A small rasterizer for egui's meshes: textured and shaded triangles into pixels. Knows no GPU and no file.
//!
//! Blending and the product of texture and vertex colour are in gamma space with premultiplied alpha, as in egui's own
//! renderers. Corners are snapped to 1/256 of a pixel and every edge is followed from its upper to its lower end, so two
//! triangles that share an edge share its pixels without a gap and without painting one twice.
#![allow(
    clippy::cast_possible_wrap,
    reason = "pictures and textures have far fewer than 2³¹ pixels a side"
)]

use egui::TextureId;
use egui::epaint::textures::{TextureFilter, TextureWrapMode, TexturesDelta};
use egui::epaint::{ClippedPrimitive, ImageData, Primitive, Vertex};
use std::collections::HashMap;

/// A pixel: red, green, blue and alpha, premultiplied, in sRGB.
type Pixel = [u8; 4];

/// An image that triangles are painted into, and the textures they are painted with.
pub struct Raster {
    width: usize,
    height: usize,
    pixels: Vec<Pixel>,
    textures: HashMap<TextureId, Texture>,
    /// Textures of the last list that are still needed to paint its frame.
    freed: Vec<TextureId>,
}

/// A texture as egui gave it.
struct Texture {
    width: usize,
    height: usize,
    texels: Vec<Pixel>,
    is_linear: bool,
    is_repeated: bool,
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
        for primitive in primitives {
            let pixel = |points: f32, most: usize| {
                ((points * pixels_per_point).round() as i64).clamp(0, most as i64) as i32
            };
            let rect = primitive.clip_rect;
            let clip = Clip {
                left: pixel(rect.min.x, self.width),
                top: pixel(rect.min.y, self.height),
                right: pixel(rect.max.x, self.width),
                bottom: pixel(rect.max.y, self.height),
            };
            let Primitive::Mesh(mesh) = &primitive.primitive else {
                continue;
            };
            let Some(texture) = self.textures.get(&mesh.texture_id) else {
                continue;
            };
            if clip.left >= clip.right || clip.top >= clip.bottom || texture.texels.is_empty() {
                continue;
            }
            for corners in mesh.indices.chunks_exact(3) {
                let [Some(a), Some(b), Some(c)] =
                    [0, 1, 2].map(|k| mesh.vertices.get(corners[k] as usize))
                else {
                    continue;
                };
                let corners = [a, b, c];
                triangle(
                    &mut self.pixels,
                    self.width,
                    clip,
                    texture,
                    corners,
                    pixels_per_point,
                );
            }
        }
    }

    /// The image row by row from the top, four bytes per pixel, with alpha no longer multiplied in.
    pub fn rgba(&self) -> Vec<u8> {
        self.pixels
            .iter()
            .flat_map(|&pixel| straight(pixel))
            .collect()
    }
}

/// The part of the image that may be painted, in pixels, right and bottom excluded.
#[derive(Clone, Copy)]
struct Clip {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

impl Texture {
    /// Replaces a rectangle.
    fn patch(&mut self, [x, y]: [usize; 2], [width, height]: [usize; 2], texels: &[Pixel]) {
        if x + width > self.width || y + height > self.height {
            return;
        }
        for (row, line) in texels.chunks_exact(width.max(1)).enumerate() {
            let first = (y + row) * self.width + x;
            self.texels[first..first + width].copy_from_slice(line);
        }
    }

    /// The texel at whole coordinates, which are wrapped or held at the border.
    #[inline]
    fn texel(&self, x: i32, y: i32) -> Pixel {
        let (width, height) = (self.width as i32, self.height as i32);
        let (x, y) = if self.is_repeated {
            (x.rem_euclid(width), y.rem_euclid(height))
        } else {
            (x.clamp(0, width - 1), y.clamp(0, height - 1))
        };
        self.texels[(y * width + x) as usize]
    }

    /// The colour at texture coordinates, where 0 and 1 are the borders; 0 to 255 per channel.
    #[inline]
    fn sample(&self, u: f32, v: f32) -> [f32; 4] {
        let (x, y) = (u * self.width as f32, v * self.height as f32);
        if !self.is_linear {
            return self
                .texel(x.floor() as i32, y.floor() as i32)
                .map(f32::from);
        }
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor() as i32, y.floor() as i32);
        let (right_part, lower_part) = (x - x.floor(), y - y.floor());
        let a = self.texel(left, top);
        if right_part < 1.0 / 512.0 && lower_part < 1.0 / 512.0 {
            return a.map(f32::from);
        }
        let b = self.texel(left + 1, top);
        let c = self.texel(left, top + 1);
        let d = self.texel(left + 1, top + 1);
        std::array::from_fn(|k| {
            let upper = f32::from(a[k]) * (1.0 - right_part) + f32::from(b[k]) * right_part;
            let lower = f32::from(c[k]) * (1.0 - right_part) + f32::from(d[k]) * right_part;
            upper * (1.0 - lower_part) + lower * lower_part
        })
    }
}

/// Paints `over` onto a pixel.
#[inline]
fn blend(under: &mut Pixel, over: Pixel) {
    if over[3] == 255 {
        *under = over;
        return;
    }
    let rest = 255 - u32::from(over[3]);
    for k in 0..4 {
        let product = u32::from(under[k]) * rest + 127;
        let quotient = (product + (product >> 8) + 1) >> 8;
        under[k] = (u32::from(over[k]) + quotient).min(255) as u8;
    }
}

/// The product of two colours whose channels run to 255.
#[inline]
fn product(a: [f32; 4], b: [f32; 4]) -> Pixel {
    std::array::from_fn(|k| (a[k] * b[k] * (1.0 / 255.0) + 0.5) as u8)
}

/// A premultiplied pixel with its alpha divided out.
fn straight([r, g, b, a]: Pixel) -> Pixel {
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

/// A value that changes linearly over the image: its slopes and its value at the first corner.
#[derive(Clone, Copy)]
struct Plane {
    right: f32,
    down: f32,
    at_corner: f32,
}

impl Plane {
    /// The plane through three values; `area` is twice the signed area of the corners.
    fn through(values: [f32; 3], corners: &[[f64; 2]; 3], area: f64) -> Self {
        let [a, b, c] = corners;
        let (d1, d2) = (
            f64::from(values[1] - values[0]),
            f64::from(values[2] - values[0]),
        );
        Self {
            right: ((d1 * (c[1] - a[1]) - d2 * (b[1] - a[1])) / area) as f32,
            down: ((d2 * (b[0] - a[0]) - d1 * (c[0] - a[0])) / area) as f32,
            at_corner: values[0],
        }
    }

    #[inline]
    fn at(self, right: f32, down: f32) -> f32 {
        self.at_corner + self.right * right + self.down * down
    }
}

/// Paints one triangle. A degenerate one, or one with a coordinate that is no number, paints nothing.
fn triangle(
    pixels: &mut [Pixel],
    width: usize,
    clip: Clip,
    texture: &Texture,
    vertices: [&Vertex; 3],
    pixels_per_point: f32,
) {
    let snap = |points: f32| f64::from((points * pixels_per_point * 256.0).round()) / 256.0;
    let corners = vertices.map(|vertex| [snap(vertex.pos.x), snap(vertex.pos.y)]);
    let [a, b, c] = corners;
    let area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
    if area == 0.0 || !area.is_finite() {
        return;
    }
    let upper = a[1].min(b[1]).min(c[1]);
    let lower = a[1].max(b[1]).max(c[1]);
    let first_row = ((upper - 0.5).ceil() as i32).max(clip.top);
    let end_row = ((lower - 0.5).ceil() as i32).min(clip.bottom);
    // From the upper to the lower end, so that neighbours round a shared edge alike.
    let edges = [(a, b), (b, c), (c, a)].map(|(p, q)| {
        if (p[1], p[0]) <= (q[1], q[0]) {
            (p, q)
        } else {
            (q, p)
        }
    });
    let colours = vertices.map(|vertex| vertex.color.to_array().map(f32::from));
    let uv = vertices.map(|vertex| vertex.uv);
    let is_flat = vertices[0].color == vertices[1].color && vertices[1].color == vertices[2].color;
    let is_one_texel = uv[0] == uv[1] && uv[1] == uv[2];
    let first_texel = texture.sample(uv[0].x, uv[0].y);
    let solid = product(colours[0], first_texel);
    if is_flat && is_one_texel && solid == [0; 4] {
        return;
    }
    let shades: [Plane; 4] =
        std::array::from_fn(|k| Plane::through(colours.map(|colour| colour[k]), &corners, area));
    let u_plane = Plane::through(uv.map(|uv| uv.x), &corners, area);
    let v_plane = Plane::through(uv.map(|uv| uv.y), &corners, area);

    for row in first_row..end_row {
        let y = f64::from(row) + 0.5;
        let (mut from, mut to) = (f64::MAX, f64::MIN);
        for (p, q) in edges {
            if p[1] <= y && y < q[1] {
                let x = p[0] + (y - p[1]) * (q[0] - p[0]) / (q[1] - p[1]);
                (from, to) = (from.min(x), to.max(x));
            }
        }
        let first = ((from - 0.5).ceil() as i32).max(clip.left);
        let end = ((to - 0.5).ceil() as i32).min(clip.right);
        if from > to || first >= end {
            continue;
        }
        let start = row as usize * width;
        let line = &mut pixels[start + first as usize..start + end as usize];
        if is_flat && is_one_texel {
            if solid[3] == 255 {
                line.fill(solid);
            } else {
                for pixel in line {
                    blend(pixel, solid);
                }
            }
            continue;
        }
        let (right, down) = ((f64::from(first) + 0.5 - a[0]) as f32, (y - a[1]) as f32);
        let mut shade = shades.map(|plane| plane.at(right, down));
        let (mut u, mut v) = (u_plane.at(right, down), v_plane.at(right, down));
        for pixel in line {
            let texel = if is_one_texel {
                first_texel
            } else {
                texture.sample(u, v)
            };
            let shaded = if is_flat {
                colours[0]
            } else {
                shade.map(|s| s.clamp(0.0, 255.0))
            };
            let colour = product(shaded, texel);
            if colour != [0; 4] {
                blend(pixel, colour);
            }
            for (value, plane) in shade.iter_mut().zip(shades) {
                *value += plane.right;
            }
            u += u_plane.right;
            v += v_plane.right;
        }
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
    fn blending_is_source_over_in_gamma_space() {
        for (over, under, want) in [
            ([255, 0, 0, 255], [1, 2, 3, 255], [255, 0, 0, 255]),
            ([0, 0, 0, 0], [1, 2, 3, 255], [1, 2, 3, 255]),
            ([64, 0, 0, 128], [100, 200, 0, 255], [114, 100, 0, 255]),
            ([128, 128, 128, 128], [0, 0, 0, 0], [128, 128, 128, 128]),
        ] {
            let mut pixel = under;
            blend(&mut pixel, over);
            assert_eq!(pixel, want, "{over:?} over {under:?}");
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
