//! Textures as egui gave them, and the colour at a place of one. Knows no triangle.

use super::Pixel;

/// A texture as egui gave it.
pub(super) struct Texture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) texels: Vec<Pixel>,
    pub(super) is_linear: bool,
    pub(super) is_repeated: bool,
}

impl Texture {
    /// Replaces a rectangle.
    pub(super) fn patch(
        &mut self,
        [x, y]: [usize; 2],
        [width, height]: [usize; 2],
        texels: &[Pixel],
    ) {
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
    pub(super) fn texel(&self, x: i32, y: i32) -> Pixel {
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
    pub(super) fn sample(&self, u: f32, v: f32) -> [f32; 4] {
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
