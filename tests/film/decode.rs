//! Films as a viewer sees them: every picture whole, with the time that it stays.

use gif::{ColorOutput, DecodeOptions, Repeat};
use std::io::Cursor;

/// A picture of a film: red, green and blue of each pixel, and hundredths or thousandths of a second.
pub(crate) struct Picture {
    pub(crate) rgb: Vec<u8>,
    pub(crate) delay: u32,
}

/// A picture in red, green and blue.
pub(crate) fn opaque(rgba: &[u8]) -> Vec<u8> {
    let pixels = rgba.chunks_exact(4);
    pixels.flat_map(|p| [p[0], p[1], p[2]]).collect()
}

/// The size and the pictures of a GIF that begins again for ever.
pub(crate) fn gif(bytes: &[u8]) -> ([usize; 2], Vec<Picture>) {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    let mut decoder = options.read_info(bytes).unwrap();
    let size = [decoder.width(), decoder.height()].map(usize::from);
    let mut screen = vec![0; 4 * size[0] * size[1]];
    let mut pictures = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        let width = usize::from(frame.width);
        for (row, line) in frame.buffer.chunks_exact(4 * width).enumerate() {
            let start = (usize::from(frame.top) + row) * size[0] + usize::from(frame.left);
            for (column, pixel) in line.chunks_exact(4).enumerate() {
                if pixel[3] > 0 {
                    screen[4 * (start + column)..][..4].copy_from_slice(pixel);
                }
            }
        }
        pictures.push(Picture {
            rgb: opaque(&screen),
            delay: frame.delay.into(),
        });
    }
    assert_eq!(decoder.repeat(), Repeat::Infinite);
    (size, pictures)
}

/// The size and the pictures of an animated PNG that begins again for ever.
pub(crate) fn apng(bytes: &[u8]) -> ([usize; 2], Vec<Picture>) {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
    let control = *reader.info().animation_control().unwrap();
    assert_eq!(control.num_plays, 0);
    let size = [reader.info().width as usize, reader.info().height as usize];
    let mut screen = vec![0; 3 * size[0] * size[1]];
    let mut pictures = Vec::new();
    for _ in 0..control.num_frames {
        let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut buffer).unwrap();
        let told = *reader.info().frame_control().unwrap();
        assert_eq!(told.delay_den, 1000);
        let width = frame.width as usize;
        let lines = buffer[..frame.buffer_size()].chunks_exact(3 * width);
        for (row, line) in lines.enumerate() {
            let start = (told.y_offset as usize + row) * size[0] + told.x_offset as usize;
            screen[3 * start..][..3 * width].copy_from_slice(line);
        }
        pictures.push(Picture {
            rgb: screen.clone(),
            delay: told.delay_num.into(),
        });
    }
    (size, pictures)
}
