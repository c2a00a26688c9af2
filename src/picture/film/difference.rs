//! What changes from one picture of a film to the next: the smallest rectangle around it.

/// A rectangle of pixels; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Area {
    /// A whole picture.
    pub(super) fn whole(width: usize, height: usize) -> Self {
        Self {
            left: 0,
            top: 0,
            width,
            height,
        }
    }

    /// Around everything in which two pictures of one size differ. Where they are alike, it is the first pixel: a film
    /// wants something to show.
    pub(super) fn changed<P: PartialEq>(old: &[P], new: &[P], width: usize) -> Self {
        let rows = || old.chunks_exact(width).zip(new.chunks_exact(width));
        let differs = |(old, new): (&[P], &[P])| old != new;
        let (Some(top), Some(bottom)) = (rows().position(differs), rows().rposition(differs))
        else {
            return Self::whole(1, 1);
        };
        let (mut left, mut right) = (width, 0);
        for (old, new) in rows().skip(top).take(bottom + 1 - top) {
            let differs = |x: &usize| old[*x] != new[*x];
            left = (0..left).find(differs).unwrap_or(left);
            right = (right..width).rev().find(differs).map_or(right, |x| x + 1);
        }
        Self {
            left,
            top,
            width: right - left,
            height: bottom + 1 - top,
        }
    }

    /// The rows of a picture within the rectangle.
    pub(super) fn rows<P>(
        self,
        pixels: &[P],
        width: usize,
    ) -> impl Iterator<Item = &[P]> + use<'_, P> {
        let rows = pixels.chunks_exact(width).skip(self.top).take(self.height);
        rows.map(move |row| &row[self.left..self.left + self.width])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rectangle_holds_what_changed_and_no_more() {
        let old = [0_u8; 20];
        for (changed, want) in [
            (&[][..], (0, 0, 1, 1)),
            (&[0], (0, 0, 1, 1)),
            (&[19], (4, 3, 1, 1)),
            (&[7], (2, 1, 1, 1)),
            (&[6, 13], (1, 1, 3, 2)),
            (&[4, 15], (0, 0, 5, 4)),
            (&[8, 11], (1, 1, 3, 2)),
        ] {
            let mut new = old;
            for at in changed {
                new[*at] = 1;
            }
            let area = Area::changed(&old, &new, 5);
            let got = (area.left, area.top, area.width, area.height);
            assert_eq!(got, want, "{changed:?}");
            let inside = area.rows(&new, 5).flatten().filter(|p| **p == 1).count();
            assert_eq!(inside, changed.len());
        }
    }
}
