//! The screen without a window: the same drawing code, as pixels.

pub mod film;
pub mod frame;
pub mod map;
pub mod pdf;
pub mod raster;
pub mod sheet;
pub mod stage;
pub mod vector;

pub use crate::export::plan::{Options, PictureFormat, What};

use crate::export::Failure;
use crate::export::progress::Progress;
use crate::session::Session;
use crate::session::maps::Coarser;
use crate::session::preset::PresetFile;
use crate::session::scene::RunId;
use crate::session::view::Mode;
use crate::ui::present::Present;
use crate::ui::screen::SMALLEST;
use crate::ui::state::{Settings, UiState};
use frame::Canvas;
use raster::Raster;
use stage::Stage;
use std::collections::HashSet;
use vector::{Lettering, Words};

/// A screen as it is at one moment: enough to draw it again elsewhere, such as on another thread.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The scene and how it is looked at.
    pub preset: PresetFile,
    /// The step at the playhead.
    pub step: u64,
    /// The run that was chosen.
    pub selected: Option<RunId>,
    /// Runs whose cards are unfolded.
    pub unfolded: HashSet<RunId>,
    /// Theme and panels.
    pub settings: Settings,
    /// What is there while something is presented.
    pub present: Option<Present>,
    /// How much of the screen.
    pub what: What,
    /// The landscape in 2D, 3D or both; none is as the scene says.
    pub mode: Option<Mode>,
    /// Whether the runs are named beside the landscape or the curves.
    pub legend: bool,
    /// Whether a caption stands under the landscape or the curves.
    pub caption: bool,
    /// Width and height in points.
    pub size: [f32; 2],
    /// Pixels per point.
    pub scale: f32,
    /// What a map may cost before it has fewer pixels, in about a nanosecond of one core; none is whatever it costs.
    pub map_cost: Option<u64>,
}

/// What a map costs at most in a picture that is drawn without a window, unless all its pixels are asked for: half a minute of
/// one core.
pub const MAP_COST: u64 = 30_000_000_000;

/// The map of a screen, if it has fewer pixels than points.
pub fn coarser_map(shown: &Shown) -> Option<Coarser> {
    Stage::new(shown).coarser_map()
}

/// The picture of a scene as the window would show it, as a PNG file.
///
/// # Errors
/// If the picture cannot be encoded.
pub fn render(preset: &PresetFile, options: &Options) -> Result<Vec<u8>, String> {
    frame::png_bytes(&draw(preset, options))
}

/// A screen again, as a file in this format.
///
/// # Errors
/// If it is called off, or cannot be encoded.
pub fn encode(
    shown: &Shown,
    format: PictureFormat,
    progress: &mut dyn Progress,
) -> Result<Vec<u8>, Failure> {
    const PARTS: u64 = 3;
    progress.at(0, PARTS)?;
    let bytes = match format {
        PictureFormat::Png => {
            let canvas = draw_shown(shown);
            progress.at(2, PARTS)?;
            frame::png_bytes(&canvas).map_err(Failure::Unsayable)?
        }
        PictureFormat::Svg => vector(shown, Lettering::Outlines)?.into_bytes(),
        PictureFormat::Pdf => {
            let svg = vector(shown, Lettering::Fonts)?;
            progress.at(2, PARTS)?;
            pdf::from_svg(&svg, &shown.words().title).map_err(Failure::Unsayable)?
        }
    };
    progress.at(PARTS, PARTS)?;
    Ok(bytes)
}

/// A screen again, as SVG.
fn vector(shown: &Shown, lettering: Lettering) -> Result<String, Failure> {
    let shown = Shown {
        scale: vector::FINE,
        ..shown.clone()
    };
    let mut stage = Stage::new(&shown);
    let mut raster = Raster::new(0, 0);
    let shapes = stage.shapes(shown.step, |textures| raster.textures(textures));
    let drawn = vector::Drawn {
        shapes,
        ctx: stage.context().clone(),
        raster,
        size: shown.size,
        dark: shown.settings.dark,
    };
    vector::svg(drawn, &shown.words(), lettering).map_err(Failure::Unsayable)
}

/// The picture of a scene as the window would show it, as pixels.
pub fn draw(preset: &PresetFile, options: &Options) -> Canvas {
    draw_shown(&Shown::of(preset, options))
}

impl Shown {
    /// A scene as a window would show it that has just opened it.
    pub fn of(preset: &PresetFile, options: &Options) -> Self {
        Self {
            preset: preset.clone(),
            step: options.step.unwrap_or(preset.scene.steps),
            selected: None,
            unfolded: HashSet::new(),
            settings: Settings {
                dark: options.dark,
                ..Settings::default()
            },
            present: None,
            what: options.what,
            mode: options.mode,
            legend: options.legend,
            caption: options.caption,
            size: options.size,
            scale: options.scale,
            map_cost: None,
        }
    }

    /// What a picture of it says of itself.
    fn words(&self) -> Words {
        let scene = &self.preset.scene;
        Words {
            title: scene.title.clone(),
            description: scene.note.clone(),
        }
    }

    /// The whole screen as it is now, a pixel per point.
    pub fn now(session: &Session, state: &UiState) -> Self {
        Self {
            preset: session.preset(),
            step: session.step(),
            selected: session.selected,
            unfolded: state.unfolded.clone(),
            settings: state.settings,
            present: state.present,
            what: What::Screen,
            mode: Some(session.view.mode),
            legend: false,
            caption: false,
            size: SMALLEST,
            scale: 1.0,
            map_cost: None,
        }
    }
}

/// A screen again, as pixels.
pub fn draw_shown(shown: &Shown) -> Canvas {
    let mut stage = Stage::new(shown);
    let mut raster = Raster::new(0, 0).on_all_cores();
    let drawing = stage.draw(shown.step, |textures| raster.textures(textures));
    drawing.paint(&mut raster)
}
