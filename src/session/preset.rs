//! A scene as JSON and back.
//!
//! What is written is read back bit for bit; what a hand wrote may leave out everything that has a
//! default. A text that is not a scene ends in a [`PresetError`] that names the place. Files, and what
//! the view keeps in one, are not known here.

mod read;
mod spot;
mod text;
mod write;

pub use super::gallery::{BUILT_IN, text as built_in};
use super::scene::Scene;
use crate::core::catalog::Kind;
use serde_json::Value;
use std::fmt;

/// The version of the format that is written, and the newest that is read.
pub const VERSION: u64 = 1;
/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 16 << 20;

/// The scene that opens when none is asked for.
pub const DEFAULT: &str = include_str!("../../presets/ravine.json");

/// What a preset file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct PresetFile {
    /// The scene.
    pub scene: Scene,
    /// How it was looked at: kept for the window, not understood here.
    pub view: Option<Value>,
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

/// The file in a text.
pub fn parse(text: &str) -> Result<PresetFile, PresetError> {
    let root = text::parse(text)?;
    read::file(&root).map_err(|fault| fault.in_text(text))
}

/// The file in bytes that claim to be a text.
pub fn parse_bytes(bytes: &[u8]) -> Result<PresetFile, PresetError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text),
        Err(error) => {
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let problem = "this is not text in UTF-8, as JSON must be".to_owned();
            Err(text::Fault::new(good.len(), String::new(), problem).in_text(&good))
        }
    }
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
    write(&PresetFile {
        scene: scene.clone(),
        view: None,
    })
}

/// A scene as a part of another document.
pub fn to_value(scene: &Scene) -> Value {
    write::scene(scene)
}

/// The scene in a part of another document, if it is one.
pub fn from_value(value: &Value) -> Option<Scene> {
    let file = serde_json::json!({ "ravine": VERSION, "scene": value });
    from_json(&file.to_string()).ok()
}

/// The scene that opens when none is asked for.
pub fn default_scene() -> Scene {
    // A test reads the text, so the empty quadratic is never seen.
    from_json(DEFAULT).unwrap_or_else(|_| Scene::on(Kind::Surface.default_config("quadratic")))
}
