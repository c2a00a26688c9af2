//! The left panel: the surface, the start, the noise, the length of the race, and what all runs share.

use super::ensemble::ensemble_ui;
use crate::core::catalog::{Config, Kind};
use crate::core::clip::Place;
use crate::core::noise::NoiseKind;
use crate::core::vec2::vec2;
use crate::session::Session;
use crate::session::specs;
use crate::ui::param_row::{
    Known, Owner, choice_row_ui, config_rows_ui, count_row_ui, real_row_of_ui, real_row_ui,
};
use crate::ui::picker::picker_ui;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::{format, icons};
use egui::{DragValue, RichText, Ui};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use std::cell::RefCell;

/// Space between sections, in points.
const SECTION_GAP: f32 = 12.0;

/// Shows the panel's content.
pub fn landscape_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    ui.label(theme::section("Landscape"));
    surface_ui(ui, session);
    ui.add_space(SECTION_GAP);
    ui.label(theme::section("Race"));
    race_ui(ui, session, state);
    ui.add_space(SECTION_GAP);
    ui.label(theme::section("Ensemble"));
    ensemble_ui(ui, session);
    ui.add_space(SECTION_GAP);
    ui.label(theme::section("Shared by all"));
    shared_ui(ui, session, state);
}

fn surface_ui(ui: &mut Ui, session: &mut Session) {
    let mut surface = session.scene.surface.clone();
    if picker_ui(ui, Kind::Surface, &mut surface, "Surface") {
        session.change("Choose surface", |scene| scene.move_to(surface.clone()));
        session.view.region = None;
    }
    if config_rows_ui(ui, &mut surface, session.scene.surface.name())
        && surface != session.scene.surface
    {
        session.scene.surface = surface;
        session.edited("Shape the surface");
    }
    start_ui(ui, session);
}

/// The start as two numbers, and a die that throws another.
fn start_ui(ui: &mut Ui, session: &mut Session) {
    let theme = Theme::in_ui(ui);
    let region = session.home();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(26.0);
        ui.label("Start").on_hover_text(
            "Where every run starts that has no start of its own; drag ⊕ on the plane",
        );
        let mut start = session.scene.start;
        let width = (ui.available_width() - 60.0) / 2.0;
        let mut moved = false;
        for (name, x) in [("x", &mut start.x), ("y", &mut start.y)] {
            ui.label(RichText::new(name).color(theme.text_muted));
            let drag = DragValue::new(x)
                .speed(region.size().x / 500.0)
                .custom_formatter(|x, _| format::value(x))
                .custom_parser(format::parse);
            let response = ui.add_sized([width.max(40.0), ui.spacing().interact_size.y], drag);
            moved |= response.accessible_name(format!("Start {name}")).changed();
        }
        if moved && start.is_finite() {
            session.scene.start = start;
            session.edited("Move the start");
        }
        let die =
            super::top_bar::icon_button(ui, icons::DICE, "Throw a start", "Start somewhere else");
        if die.clicked() {
            let share = scattered(
                session.scene.start.x.to_bits() ^ session.scene.start.y.to_bits().rotate_left(32),
            );
            let at = region.min + vec2(region.size().x * share.0, region.size().y * share.1);
            let readable = |x: f64| crate::core::params::round_significant(x, 3);
            session.change("Throw a start", |scene| {
                scene.start = vec2(readable(at.x), readable(at.y));
            });
        }
    });
}

/// Two shares between 0.05 and 0.95 that follow from a number as if by chance: from ChaCha8, as all noise.
fn scattered(seed: u64) -> (f64, f64) {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let mut share = || 0.05 + 0.9 * (generator.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    (share(), share())
}

fn race_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    if count_row_ui(ui, &specs::STEPS, &mut session.scene.steps, "the race") {
        let most = session.scene.most_steps();
        if session.scene.steps > most {
            session.scene.steps = most;
            let runs = session.scene.runs.len();
            let most = format::count(most);
            state.complain_once(format!(
                "With {runs} runs at most {most} steps can be recorded; remove a run for more"
            ));
        }
        session.edited("Change the steps");
    }
    if real_row_ui(
        ui,
        &specs::TOLERANCE,
        &mut session.scene.tolerance,
        "the race",
    ) {
        session.edited("Change the tolerance");
    }
    if real_row_ui(
        ui,
        &specs::SIGMA,
        &mut session.scene.noise.sigma,
        "the gradient",
    ) {
        session.edited("Change the noise");
    }
    if session.scene.noise.sigma > 0.0 {
        noise_ui(ui, session);
    }
}

/// What noise there is, where there is some.
fn noise_ui(ui: &mut Ui, session: &mut Session) {
    let noise = &mut session.scene.noise;
    let mut edited = None;
    let mut kind = NoiseKind::ALL.iter().position(|kind| *kind == noise.kind);
    let index = kind.get_or_insert(0);
    if choice_row_ui(ui, &specs::NOISE_KIND, index, "the noise") {
        noise.kind = NoiseKind::ALL[*index];
        edited = Some("Change the kind of noise");
    }
    let is_heavy = noise.kind == NoiseKind::HeavyTailed;
    if is_heavy && count_row_ui(ui, &specs::DEGREES, &mut noise.degrees, "the noise") {
        edited = Some("Change the tails of the noise");
    }
    if count_row_ui(ui, &specs::SEED, &mut noise.seed, "the noise") {
        edited = Some("Change the seed");
    }
    if let Some(edited) = edited {
        session.edited(edited);
    }
}

fn shared_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    let mut factor = session.scene.shared.rate_factor;
    let (note, rail) = (|| state.rate_marks.note_of_all(session), RefCell::default());
    let known = Known {
        note: &note,
        rail: &rail,
    };
    let owner = Owner {
        known: Some(known),
        ..Owner::named("all runs")
    };
    if real_row_of_ui(ui, &specs::RATE_FACTOR, &mut factor, owner) {
        session.scene.shared.rate_factor = factor;
        session.edited("Change all learning rates");
    }
    if let Some(rail) = rail.take() {
        state.rate_marks.leave(None, rail);
    }
    let mut momentum_on = session.scene.shared.momentum.is_some();
    if optional_ui(ui, &mut momentum_on, "Momentum for all") {
        let usual = if let crate::core::params::Value::Real(x) = specs::MOMENTUM.default() {
            x
        } else {
            0.0
        };
        session.change("Share momentum", |scene| {
            scene.shared.momentum = momentum_on.then_some(usual);
        });
    }
    if let Some(mut momentum) = session.scene.shared.momentum
        && real_row_ui(ui, &specs::MOMENTUM, &mut momentum, "all runs")
    {
        session.scene.shared.momentum = Some(momentum);
        session.edited("Change all momenta");
    }
    shared_schedule_ui(ui, session);
    shared_clip_ui(ui, session);
}

/// A switch for something shared.
fn optional_ui(ui: &mut Ui, on: &mut bool, text: &str) -> bool {
    ui.checkbox(on, text)
        .on_hover_text("Runs follow it unless their card says otherwise")
        .changed()
}

fn shared_schedule_ui(ui: &mut Ui, session: &mut Session) {
    let mut on = session.scene.shared.schedule.is_some();
    if optional_ui(ui, &mut on, "Schedule for all") {
        let usual = on.then(|| Kind::Schedule.default_config("cosine"));
        session.change("Share a schedule", |scene| scene.shared.schedule = usual);
    }
    if let Some(mut schedule) = session.scene.shared.schedule.clone()
        && config_ui(ui, Kind::Schedule, &mut schedule, "all runs")
    {
        session.scene.shared.schedule = Some(schedule);
        session.edited("Change the shared schedule");
    }
}

fn shared_clip_ui(ui: &mut Ui, session: &mut Session) {
    let mut on = session.scene.shared.clip.is_some();
    if optional_ui(ui, &mut on, "Clip for all") {
        let usual = on.then(|| (Kind::Clip.default_config("norm"), Place::Gradient));
        session.change("Share a clip", |scene| scene.shared.clip = usual);
    }
    if let Some((mut clip, mut place)) = session.scene.shared.clip.clone() {
        let changed = config_ui(ui, Kind::Clip, &mut clip, "all runs");
        if changed | place_ui(ui, &mut place, &Place::ALL, "all runs") {
            session.scene.shared.clip = Some((clip, place));
            session.edited("Change the shared clip");
        }
    }
}

/// An entry of a catalogue and the rows of its parameters.
pub fn config_ui(ui: &mut Ui, kind: Kind, config: &mut Config, owner: &str) -> bool {
    let mut name = kind.to_string();
    name[..1].make_ascii_uppercase();
    let picked = picker_ui(ui, kind, config, &format!("{name} of {owner}"));
    let owner = format!("{} of {owner}", config.name());
    picked | config_rows_ui(ui, config, &owner)
}

/// Where in a step a clip stands.
pub fn place_ui(ui: &mut Ui, place: &mut Place, places: &[Place], owner: &str) -> bool {
    let before = *place;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(26.0);
        ui.label("On")
            .on_hover_text("Where in a step the clip stands");
        egui::ComboBox::from_id_salt(("place", owner))
            .selected_text(place.to_string())
            .width(ui.available_width())
            .show_ui(ui, |ui| {
                for choice in places {
                    ui.selectable_value(place, *choice, choice.to_string());
                }
            })
            .response
            .accessible_name(format!("Place of the clip of {owner}"));
    });
    *place != before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thrown_starts_are_inside_and_differ() {
        let mut seen = Vec::new();
        for seed in 0..1000 {
            let (x, y) = scattered(seed);
            assert!((0.05..=0.95).contains(&x) && (0.05..=0.95).contains(&y));
            seen.push(x.to_bits());
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1000);
    }
}
