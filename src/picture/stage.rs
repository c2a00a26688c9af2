//! A screen that can be drawn at one step after another: the scene is simulated once, only the playhead moves.

use super::frame::{Camera, Drawing};
use super::{Shown, What};
use crate::session::Session;
use crate::session::derived::Budget;
use crate::session::view::{Mode, View};
use crate::ui::figure::{self, Beside};
use crate::ui::ink::Ink;
use crate::ui::screen::screen_ui;
use crate::ui::state::UiState;
use egui::epaint::ClippedShape;
use egui::{Context, TexturesDelta, Ui};

/// Pictures of hills with fewer pixels per point than this are drawn twice as large and made smaller, if they are whole
/// pixels large and have at most so many of them then.
const FINE: f32 = 2.0;
const MOST_FINE: f32 = 40e6;
/// What is simulated between two questions whether to go on: a tenth of a second or two.
const PIECE: Budget = Budget {
    steps: 50_000_000,
    samples: u64::MAX,
};

/// A screen, ready to be drawn at any step.
pub struct Stage {
    session: Session,
    state: UiState,
    /// How it is looked at before a playhead that is followed moves it.
    view: View,
    part: (What, Beside),
    camera: Camera,
    is_fine: bool,
}

impl Stage {
    /// The screen of a scene in which nothing has been simulated yet.
    pub fn new(shown: &Shown) -> Self {
        let mut session = Session::new(&shown.preset);
        session.view.mode = shown.mode.unwrap_or(match shown.what {
            What::Screen | What::Curves => session.view.mode,
            What::Landscape if session.view.mode.is_map() => session.view.mode,
            What::Landscape => Mode::Plane,
        });
        session.selected = shown.selected;
        let state = UiState {
            settings: shown.settings,
            present: shown.present,
            unfolded: shown.unfolded.clone(),
            ..UiState::default()
        };
        // The outlines of hills have no soft edge of their own.
        let [width, height] = shown.size.map(|points| points * shown.scale);
        let is_fine = session.view.mode.has_relief()
            && shown.what != What::Curves
            && shown.scale < FINE
            && 4.0 * width * height <= MOST_FINE;
        let scale = shown.scale * if is_fine { 2.0 } else { 1.0 };
        let beside = Beside {
            legend: shown.legend,
            caption: shown.caption,
        };
        Self {
            view: session.view.clone(),
            session,
            state,
            part: (shown.what, beside),
            camera: Camera::new(shown.size, scale, shown.settings.dark),
            is_fine,
        }
    }

    /// Simulates what is to be seen, in pieces; stops between two of them if it shall not go on.
    pub fn prepare(&mut self, mut go_on: impl FnMut() -> bool) {
        self.session.budget = PIECE;
        while go_on() {
            self.session.refresh();
            if !self.session.is_busy() {
                break;
            }
        }
    }

    /// What is drawn at a step. `textures` is told of every change of a texture, in order, and takes it.
    pub fn draw(&mut self, step: u64, textures: impl FnMut(&mut TexturesDelta)) -> Drawing {
        self.seek(step);
        let Self {
            session,
            state,
            part,
            camera,
            is_fine,
            ..
        } = self;
        let mut drawing = camera.draw(textures, |ui| part_ui(ui, *part, session, state));
        drawing.is_double = *is_fine;
        drawing
    }

    /// What is drawn at a step, as shapes whose lines are paths: for vector pictures.
    pub fn shapes(
        &mut self,
        step: u64,
        textures: impl FnMut(&mut TexturesDelta),
    ) -> Vec<ClippedShape> {
        self.seek(step);
        let Self {
            session,
            state,
            part,
            camera,
            ..
        } = self;
        Ink::Paths.choose(camera.context());
        camera.shapes(textures, |ui| part_ui(ui, *part, session, state))
    }

    /// The context in which it is drawn.
    pub fn context(&self) -> &Context {
        self.camera.context()
    }

    fn seek(&mut self, step: u64) {
        let session = &mut self.session;
        session.budget = Budget::UNLIMITED;
        session.view.clone_from(&self.view);
        session.playback.seek(step, session.last_step());
    }
}

/// Draws as much of the screen as is asked for.
fn part_ui(
    ui: &mut Ui,
    (what, beside): (What, Beside),
    session: &mut Session,
    state: &mut UiState,
) {
    match what {
        What::Screen => screen_ui(ui, session, state, 0.0),
        What::Landscape => figure::landscape_ui(ui, session, state, beside),
        What::Curves => figure::curves_ui(ui, session, state, beside),
    }
}
