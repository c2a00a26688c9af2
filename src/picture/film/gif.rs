//! A film as a GIF: one palette, and of each picture only what changes.

use super::difference::Area;
use super::palette::{Palette, UNCHANGED};
use gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};
use std::borrow::Cow;
use std::io::{self, Write};

/// A GIF that is being written.
pub(super) struct Gif<'a> {
    out: &'a mut dyn Write,
    /// It writes into memory, picture by picture: dropped before its end it would insist on a stream that works.
    encoder: Encoder<Vec<u8>>,
    size: [u16; 2],
    /// The indices that are shown.
    shown: Vec<u8>,
    /// Of each pair of colours whether they may stand for each other, row by row.
    close: Vec<bool>,
}

/// A colour that is shown stays while the one to come is no further from it in any channel: trails that fade a little
/// with each picture are most of what changes, and nobody sees so little.
const CLOSE: u8 = 5;

/// Of each pair of colours of a table whether they are [`CLOSE`].
fn close(table: &[u8]) -> Vec<bool> {
    let mut close = vec![false; 256 * 256];
    for (i, a) in table.chunks_exact(3).enumerate() {
        for (j, b) in table.chunks_exact(3).enumerate() {
            let far = a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > CLOSE);
            close[256 * i + j] = !far;
        }
    }
    close
}

impl<'a> Gif<'a> {
    /// Begins a GIF that is shown again and again.
    pub(super) fn new(
        out: &'a mut dyn Write,
        size: [u16; 2],
        palette: &Palette,
    ) -> io::Result<Self> {
        let [width, height] = size;
        let table = palette.table();
        let mut encoder = Encoder::new(Vec::new(), width, height, &table).map_err(plain)?;
        encoder.set_repeat(Repeat::Infinite).map_err(plain)?;
        Ok(Self {
            out,
            encoder,
            size,
            shown: Vec::new(),
            close: close(&table),
        })
    }

    /// Adds a picture that stays for so many hundredths of a second.
    pub(super) fn add(&mut self, mut indices: Vec<u8>, delay: u16) -> io::Result<()> {
        let [width, height] = self.size.map(usize::from);
        for (new, old) in indices.iter_mut().zip(&self.shown) {
            if self.close[256 * usize::from(*old) + usize::from(*new)] {
                *new = *old;
            }
        }
        let is_first = self.shown.is_empty();
        let (area, buffer) = if is_first {
            (Area::whole(width, height), Cow::Borrowed(&indices[..]))
        } else {
            let area = Area::changed(&self.shown, &indices, width);
            let rows = area
                .rows(&self.shown, width)
                .zip(area.rows(&indices, width));
            let mut buffer = Vec::with_capacity(area.width * area.height);
            for (old, new) in rows {
                let pixels = old.iter().zip(new);
                buffer.extend(pixels.map(|(old, new)| if old == new { UNCHANGED } else { *new }));
            }
            (area, Cow::Owned(buffer))
        };
        let frame = Frame {
            delay,
            dispose: DisposalMethod::Keep,
            transparent: (!is_first).then_some(UNCHANGED),
            left: area.left as u16,
            top: area.top as u16,
            width: area.width as u16,
            height: area.height as u16,
            buffer,
            ..Frame::default()
        };
        self.encoder.write_frame(&frame).map_err(plain)?;
        self.shown = indices;
        let written = self.encoder.get_mut();
        self.out.write_all(written)?;
        written.clear();
        Ok(())
    }

    /// Ends it.
    pub(super) fn finish(self) -> io::Result<()> {
        let rest = self.encoder.into_inner().map_err(plain)?;
        self.out.write_all(&rest)?;
        self.out.flush()
    }
}

/// What an encoder that writes into memory can complain of.
fn plain(error: EncodingError) -> io::Error {
    io::Error::other(error)
}
