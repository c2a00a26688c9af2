//! A film as an animated PNG: every colour as it is, and of each picture only what changes.

use super::difference::Area;
use super::palette::Colour;
use png::{BitDepth, BlendOp, ColorType, Compression, DisposeOp, Encoder, EncodingError, Writer};
use std::io::{self, Write};

/// Parts of a second in which the time of a picture is told.
pub(super) const PARTS: u16 = 1000;

/// An animated PNG that is being written.
pub(super) struct Apng<'a> {
    writer: Writer<&'a mut dyn Write>,
    width: usize,
    /// The pixels that are shown.
    shown: Vec<u8>,
}

impl<'a> Apng<'a> {
    /// Begins an animated PNG of this many pictures that is shown again and again.
    pub(super) fn new(
        out: &'a mut dyn Write,
        [width, height]: [usize; 2],
        pictures: u32,
    ) -> io::Result<Self> {
        let mut encoder = Encoder::new(out, width as u32, height as u32);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::Fast);
        encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
        encoder.set_animated(pictures, 0).map_err(plain)?;
        encoder.set_dispose_op(DisposeOp::None).map_err(plain)?;
        encoder.set_blend_op(BlendOp::Source).map_err(plain)?;
        Ok(Self {
            writer: encoder.write_header().map_err(plain)?,
            width,
            shown: Vec::new(),
        })
    }

    /// Adds a picture, red, green and blue of each pixel, that stays for so many [`PARTS`] of a second.
    pub(super) fn add(&mut self, pixels: Vec<u8>, delay: u16) -> io::Result<()> {
        self.writer.set_frame_delay(delay, PARTS).map_err(plain)?;
        if self.shown.is_empty() {
            self.writer.write_image_data(&pixels).map_err(plain)?;
        } else {
            let (old, new) = (colours(&self.shown), colours(&pixels));
            let area = Area::changed(old, new, self.width);
            let changed: Vec<u8> = area
                .rows(new, self.width)
                .flatten()
                .flatten()
                .copied()
                .collect();
            // A rectangle must fit from where the last one was, so that goes back first.
            self.writer.reset_frame_position().map_err(plain)?;
            let side = |side: usize| side as u32;
            self.writer
                .set_frame_dimension(side(area.width), side(area.height))
                .map_err(plain)?;
            self.writer
                .set_frame_position(side(area.left), side(area.top))
                .map_err(plain)?;
            self.writer.write_image_data(&changed).map_err(plain)?;
        }
        self.shown = pixels;
        Ok(())
    }

    /// Ends it.
    pub(super) fn finish(self) -> io::Result<()> {
        self.writer.finish().map_err(plain)
    }
}

fn colours(pixels: &[u8]) -> &[Colour] {
    pixels.as_chunks().0
}

/// The error of the stream that is written to.
fn plain(error: EncodingError) -> io::Error {
    match error {
        EncodingError::IoError(error) => error,
        other => io::Error::other(other),
    }
}
