//! A scene as JSON and back.
//!
//! What is written is read back bit for bit; what a hand wrote may leave out everything that has a
//! default. Every earlier version of the format is read as what it meant. A text that is not a scene ends in a
//! [`PresetError`] that names the place. Files are not known here.

mod look;
mod migrate;
mod read;
mod replay;
mod runs;
mod scan;
mod schema;
mod setting;
pub mod share;
mod spot;
mod sweep;
mod text;
mod write;

pub use super::gallery::{BUILT_IN, text as built_in};
use super::scene::Scene;
use super::view::View;
use crate::core::catalog::Kind;
pub use replay::{Columns, Disagreement, Embedded, THIS_VERSION, TooMuch, disagreement};
use std::fmt;

/// The version of the format that is written, and the newest that is read.
pub const VERSION: u64 = 2;
/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 16 << 20;

/// The scene that opens when none is asked for.
pub const DEFAULT: &str = include_str!("../../presets/ravine.json");

/// What a preset file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct PresetFile {
    /// Where an editor finds the schema of the format (`$schema`), if the file says so; kept for it.
    pub schema: Option<String>,
    /// The scene.
    pub scene: Scene,
    /// How it is looked at.
    pub view: View,
    /// What its runs recorded, and which version computed that, if the file says so.
    pub trajectories: Option<Embedded>,
}

impl PresetFile {
    /// A scene that is looked at as usual.
    pub fn new(scene: Scene) -> Self {
        Self {
            schema: None,
            scene,
            view: View::default(),
            trajectories: None,
        }
    }
}

/// A preset, and in which form it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What was found.
    pub file: PresetFile,
    /// The version of the format that it was written in.
    pub version: u64,
    /// Whether it was a share string.
    pub shared: bool,
}

/// Why a text is not a scene, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresetError {
    /// The path from the scene (`runs[2].optimizer.beta1`); empty where the text is not JSON.
    pub place: String,
    /// Line in the text, from 1.
    pub line: usize,
    /// Character in that line, from 1.
    pub column: usize,
    /// What is wrong and what is allowed, as the rest of a sentence that begins with the place.
    pub problem: String,
}

impl fmt::Display for PresetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: ", self.line, self.column)?;
        if !self.place.is_empty() {
            write!(f, "`{}` ", self.place)?;
        }
        f.write_str(&self.problem)
    }
}

impl std::error::Error for PresetError {}

/// The preset in a text: JSON, or a share string.
pub fn open(text: &str) -> Result<Opened, PresetError> {
    let shared = share::is_one(text);
    if shared && text.len() > MAX_BYTES {
        let problem = text::too_long(text.len());
        return Err(text::Fault::new(0, String::new(), problem).in_text(text));
    }
    let json = if shared {
        Some(share::decode(text).map_err(|fault| fault.in_text(text))?)
    } else {
        None
    };
    let json = json.as_deref().unwrap_or(text);
    let read = text::parse(json).and_then(read::file);
    let (file, version) = read.map_err(|fault| {
        let inside = " (in the text that the share string holds)";
        fault.adding(if shared { inside } else { "" }).in_text(json)
    })?;
    Ok(Opened {
        file,
        version,
        shared,
    })
}

/// The preset in bytes that claim to be a text.
pub fn open_bytes(bytes: &[u8]) -> Result<Opened, PresetError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => open(text),
        Err(error) => {
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let problem =
                "this is not text in UTF-8, as JSON must be: save it in that encoding".to_owned();
            Err(text::Fault::new(good.len(), String::new(), problem).in_text(&good))
        }
    }
}

/// The file in a text.
pub fn parse(text: &str) -> Result<PresetFile, PresetError> {
    open(text).map(|opened| opened.file)
}

/// A scene as a part of another document.
pub fn to_value(scene: &Scene) -> serde_json::Value {
    write::scene(scene)
}

/// The file in bytes that claim to be a text.
pub fn parse_bytes(bytes: &[u8]) -> Result<PresetFile, PresetError> {
    open_bytes(bytes).map(|opened| opened.file)
}

/// The text of a file: readable, the same for equal files, read back as it was.
pub fn write(file: &PresetFile) -> String {
    write::file(file)
}

/// The scene in a text.
pub fn from_json(text: &str) -> Result<Scene, PresetError> {
    parse(text).map(|file| file.scene)
}

/// The text of a scene alone.
pub fn to_json(scene: &Scene) -> String {
    write(&PresetFile::new(scene.clone()))
}

/// The format as a JSON Schema, by which editors complete and check presets.
pub fn schema() -> String {
    schema::text()
}

/// Embeds the trajectories that this version computes.
///
/// # Errors
/// Where a preset cannot hold so much, in a sentence; the file is then as it was.
pub fn embed(file: &mut PresetFile) -> Result<(), TooMuch> {
    replay::embed(file, |_| Ok(()))
}

/// Embeds the trajectories that this version computes; `before` is told the place of each run before it is simulated,
/// and may call the work off.
///
/// # Errors
/// As [`embed`], or what `before` answered.
pub fn embed_with<E: From<TooMuch>>(
    file: &mut PresetFile,
    before: impl FnMut(usize) -> Result<(), E>,
) -> Result<(), E> {
    replay::embed(file, before)
}

/// The scene that opens when none is asked for.
pub fn default_scene() -> Scene {
    // A test reads the text, so the empty quadratic is never seen.
    from_json(DEFAULT).unwrap_or_else(|_| Scene::on(Kind::Surface.default_config("quadratic")))
}
