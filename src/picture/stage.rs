//! A screen that can be drawn at one step after another: the scene is simulated once, only the playhead moves.

use super::frame::{Camera, Drawing};
use super::{Shown, What};
use crate::session::Session;
use crate::session::derived::Budget;
use crate::session::maps::{Coarser, Form};
use crate::session::view::{Mode, View};
use crate::ui::figure::{self, Beside};
use crate::ui::ink::Ink;
use crate::ui::screen::screen_ui;
use crate::ui::state::UiState;
use egui::epaint::ClippedShape;
use egui::{Context, TexturesDelta, Ui};
use std::mem;

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
    /// Changes of textures that nobody has been told of yet.
    early: Vec<TexturesDelta>,
}

impl Drop for Stage {
    /// egui wants to be told of textures that go unused.
    fn drop(&mut self) {
        self.early.iter_mut().for_each(TexturesDelta::clear);
    }
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
        if let Some(cost) = shown.map_cost {
            session.limit_maps(cost);
        }
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
            early: Vec::new(),
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
        if self.has_map() && go_on() {
            self.prepare_map(&mut go_on);
        }
    }

    /// Whether a map is to be seen.
    fn has_map(&self) -> bool {
        let is_map = match self.view.mode {
            Mode::Basins => true,
            Mode::Sweep => self.view.sweep.form == Form::Map,
            _ => false,
        };
        is_map && self.part.0 != What::Curves
    }

    /// Its map, if it has fewer pixels than points. Nothing else is worked out for that.
    pub fn coarser_map(&mut self) -> Option<Coarser> {
        if !self.has_map() {
            return None;
        }
        self.lay_out(Budget::FRAME);
        self.session.coarser_map()
    }

    /// Works out the maps that are to be seen. What they are is known when the screen has been drawn.
    fn prepare_map(&mut self, go_on: &mut dyn FnMut() -> bool) {
        self.lay_out(Budget {
            steps: u64::MAX - 1,
            samples: u64::MAX,
        });
        self.session.finish_maps_while(go_on);
    }

    /// Draws the screen for nobody, so that it is known what is to be seen.
    fn lay_out(&mut self, budget: Budget) {
        let mut early = mem::take(&mut self.early);
        let step = self.session.step();
        self.compose(step, budget, |textures| early.push(mem::take(textures)));
        self.early = early;
    }

    /// What is drawn at a step. `textures` is told of every change of a texture, in order, and takes it.
    pub fn draw(&mut self, step: u64, mut textures: impl FnMut(&mut TexturesDelta)) -> Drawing {
        for mut early in self.early.drain(..) {
            textures(&mut early);
        }
        self.seek(step, Budget::UNLIMITED);
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
        Ink::Paths.choose(self.camera.context());
        self.compose(step, Budget::UNLIMITED, textures)
    }

    /// The shapes at a step, worked out within a budget.
    fn compose(
        &mut self,
        step: u64,
        budget: Budget,
        mut textures: impl FnMut(&mut TexturesDelta),
    ) -> Vec<ClippedShape> {
        for mut early in self.early.drain(..) {
            textures(&mut early);
        }
        self.seek(step, budget);
        let Self {
            session,
            state,
            part,
            camera,
            ..
        } = self;
        camera.shapes(textures, |ui| part_ui(ui, *part, session, state))
    }

    /// The context in which it is drawn.
    pub fn context(&self) -> &Context {
        self.camera.context()
    }

    fn seek(&mut self, step: u64, budget: Budget) {
        let session = &mut self.session;
        session.budget = budget;
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
