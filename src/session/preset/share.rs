//! A preset as one short line for a chat or a mail: `ravine:` and its text, compressed (zlib, RFC 1950), in the letters of
//! base64url (RFC 4648) without padding.
//!
//! The form does not depend on the version of the format: it holds the text of a preset, whichever that is.

use super::text::Fault;
use super::{MAX_BYTES, PresetFile, write};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use std::io::Write;

/// How a share string begins.
pub const PREFIX: &str = "ravine:";

/// How many bytes are inflated at once: no more than that can be made in vain.
const PIECE: usize = 1 << 16;

/// The share string of a scene and how it is looked at. Embedded trajectories are left out: they follow from the scene.
pub fn encode(file: &PresetFile) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let text = write::compact(&PresetFile {
        schema: None,
        trajectories: None,
        ..file.clone()
    });
    // Writing into memory does not fail.
    let written = encoder.write_all(text.as_bytes());
    let bytes = written.and_then(|()| encoder.finish()).unwrap_or_default();
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Whether a text is meant to be a share string.
pub fn is_one(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .starts_with(PREFIX)
}

/// The text in a share string. Spaces and line breaks anywhere inside count for nothing.
pub(super) fn decode(share: &str) -> Result<String, Fault> {
    let fault = |at: usize, problem: &str| {
        let problem = format!(
            "this share string {problem}: copy the whole of it, from `{PREFIX}` on, once more"
        );
        Fault::new(at, String::new(), problem)
    };
    let start = share.find(PREFIX).map_or(0, |at| at + PREFIX.len());
    let mut letters = Vec::new();
    for (index, letter) in share[start..].char_indices() {
        match letter {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' => letters.push(letter as u8),
            // Padding says nothing, and zero-width spaces are what some chats break long words with.
            '=' | '\u{200b}' | '\u{feff}' => {}
            _ if letter.is_whitespace() => {}
            _ => {
                let what = format!("has a letter that none has (`{}`)", letter.escape_debug());
                return Err(fault(start + index, &what));
            }
        }
    }
    let end = share.trim_end().len();
    if letters.is_empty() {
        return Err(fault(end, "is empty"));
    }
    let bytes = URL_SAFE_NO_PAD
        .decode(&letters)
        .map_err(|_| fault(end, "breaks off"))?;
    let mut text = Vec::new();
    let mut inflater = Decompress::new(true);
    loop {
        text.reserve(PIECE);
        let (seen, made) = (inflater.total_in() as usize, text.len());
        let rest = bytes.get(seen..).unwrap_or(&[]);
        let status = inflater.decompress_vec(rest, &mut text, FlushDecompress::None);
        if text.len() > MAX_BYTES {
            let problem = format!(
                "this share string holds more than {MAX_BYTES} bytes (16 MiB), and no preset has so many: ask for another one"
            );
            return Err(Fault::new(start, String::new(), problem));
        }
        match status {
            Ok(Status::StreamEnd) => break,
            Ok(_) if inflater.total_in() as usize > seen || text.len() > made => {}
            Ok(_) => return Err(fault(end, "breaks off")),
            Err(_) => return Err(fault(start, "is damaged")),
        }
    }
    if inflater.total_in() < bytes.len() as u64 {
        return Err(fault(end, "goes on after its end"));
    }
    String::from_utf8(text).map_err(|_| fault(start, "is damaged"))
}
