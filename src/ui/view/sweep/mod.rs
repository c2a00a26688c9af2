//! The sweep: what becomes of runs as their parameters vary, as a map over two, or over one as a curve or as its orbits.
//!
//! A frame has two halves here, too: first the header and the form let the hand act, then the form is painted from what the
//! session has worked out. Which form it is, is the view's ([`Form`]); the header and the axes are the same for all.

pub mod axes;
pub mod bare;
mod cross;
mod curve;
mod curve_hover;
mod curve_marks;
mod curve_values;
pub mod header;
mod header_pick;
mod hover;
mod line_frame;
mod line_switch;
mod line_tip;
pub mod map;
mod map_bar;
mod map_shade;
mod orbit;
mod orbit_axis;
mod orbit_hover;
mod orbit_image;
mod orbit_ruler;
mod overlay;

use crate::session::Session;
use crate::session::maps::Form;
use crate::ui::state::UiState;
use crate::ui::view::map_texture::MapTexture;
use egui::{Rect, Ui};

/// What is remembered of the sweep from frame to frame.
#[derive(Default)]
pub struct SweepState {
    /// The map as a texture.
    pub texture: MapTexture,
    /// The form Map.
    pub map: map::MapState,
    /// The form Curve.
    curve: curve::CurveState,
    /// The form Orbit.
    orbit: orbit::OrbitState,
}

/// What the first half of the frame leaves for the second.
pub struct Settings {
    form: Form,
    /// What is below the header.
    rect: Rect,
    curves: Option<curve::Curves>,
    orbits: Option<orbit::Orbits>,
}

/// Lets the hand act on the sweep.
pub fn interact(ui: &mut Ui, rect: Rect, session: &mut Session, state: &mut UiState) -> Settings {
    let rect = header::header_ui(ui, rect, session, state);
    let form = session.view.sweep.form;
    let (mut curves, mut orbits) = (None, None);
    match form {
        Form::Map => map::interact(ui, rect, session, state),
        Form::Curve => curves = curve::interact(ui, rect, session, state),
        Form::Orbit => orbits = orbit::interact(ui, rect, session, state),
    }
    Settings {
        form,
        rect,
        curves,
        orbits,
    }
}

/// Paints the sweep.
pub fn paint(ui: &mut Ui, session: &mut Session, state: &mut UiState, settings: &Settings) {
    let rect = settings.rect;
    if rect.width() < 40.0 || rect.height() < 40.0 {
        return;
    }
    if settings.form == Form::Map {
        map::paint(ui, rect, session, state);
    }
    if let Some(curves) = &settings.curves {
        curve::paint(ui, session, state, curves);
    }
    if let Some(orbits) = &settings.orbits {
        orbit::paint(ui, session, state, orbits);
    }
}
