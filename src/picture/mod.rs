//! The screen without a window: the same drawing code, as pixels.

pub mod frame;
pub mod raster;

use crate::session::Session;
use crate::session::derived::Budget;
use crate::session::preset::PresetFile;
use crate::session::view::Mode;
use crate::ui::screen::{landscape_only_ui, screen_ui};
use crate::ui::state::{Settings, UiState};

/// What is drawn of a scene, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Width and height in points.
    pub size: [f32; 2],
    /// Pixels per point.
    pub scale: f32,
    /// The step that is shown; none is the last one.
    pub step: Option<u64>,
    /// How much of the screen.
    pub what: What,
    /// The landscape in 2D, 3D or both; none is as the scene says.
    pub mode: Option<Mode>,
    /// Dark or light.
    pub dark: bool,
}

/// How much of the screen is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All of it.
    Screen,
    /// The landscape with its runs, from above.
    Landscape,
    /// The landscape with its runs in 3D.
    Relief,
}

/// The picture of a scene as the window would show it, as a PNG file.
///
/// # Errors
/// If the picture cannot be encoded.
pub fn render(preset: &PresetFile, options: &Options) -> Result<Vec<u8>, String> {
    let mut session = Session::new(preset);
    session.budget = Budget::UNLIMITED;
    session.view.mode = match options.what {
        What::Screen => options.mode.unwrap_or(session.view.mode),
        What::Landscape => Mode::Plane,
        What::Relief => Mode::Relief,
    };
    let last = session.last_step();
    session.playback.seek(options.step.unwrap_or(last), last);
    let settings = Settings {
        dark: options.dark,
        ..Settings::default()
    };
    let mut state = UiState {
        settings,
        ..UiState::default()
    };
    let canvas = frame::draw(
        options.size,
        options.scale,
        options.dark,
        |ui| match options.what {
            What::Screen => screen_ui(ui, &mut session, &mut state, 0.0),
            What::Landscape | What::Relief => landscape_only_ui(ui, &mut session, &mut state),
        },
    );
    frame::png_bytes(&canvas)
}
