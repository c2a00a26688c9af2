//! One triangle into pixels: the rows and columns that it covers, its shades, and blending.

use super::Pixel;
use super::texture::Texture;
use egui::epaint::Vertex;

/// The part of the image that may be painted, in pixels, right and bottom excluded; inside of the band.
#[derive(Clone, Copy)]
pub(super) struct Clip {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

/// Some rows of an image.
pub(super) struct Band<'a> {
    pub(super) pixels: &'a mut [Pixel],
    /// Pixels in a row.
    pub(super) width: usize,
    /// The number of the first row.
    pub(super) top: usize,
}

/// Paints one triangle. A degenerate one, or one with a coordinate that is no number, paints nothing.
pub(super) fn triangle(
    band: &mut Band<'_>,
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
        let start = (row as usize - band.top) * band.width;
        let line = &mut band.pixels[start + first as usize..start + end as usize];
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
