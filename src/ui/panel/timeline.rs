//! The timeline: play, step, scrub, speed, loop, and which step it is.

use super::top_bar::{hint, icon_button};
use crate::core::params::Span;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::playback::SPEEDS;
use crate::ui::slider::slider_ui;
use crate::ui::theme::Theme;
use crate::ui::{format, icons};
use egui::{Align, Button, Layout, RichText, Ui};

/// Narrower than this, in points, the playhead gets a row of its own.
const NARROW: f32 = 560.0;

/// How high the timeline is where there is so much room for it, with its margins.
pub fn height(width: f32) -> f32 {
    if width < NARROW { 64.0 } else { 36.0 }
}

/// Shows the timeline. Commands that were chosen are added to `commands`.
pub fn timeline_ui(ui: &mut Ui, session: &mut Session, commands: &mut Vec<Command>) {
    let narrow = ui.available_width() < NARROW;
    ui.horizontal(|ui| {
        buttons_ui(ui, session, commands);
        ui.add_space(6.0);
        speed_ui(ui, session);
        if !narrow {
            playhead_ui(ui, session);
        }
    });
    if narrow {
        ui.horizontal(|ui| playhead_ui(ui, session));
    }
}

fn buttons_ui(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let theme = Theme::in_ui(ui);
    ui.spacing_mut().item_spacing.x = 2.0;
    let playing = session.playback.playing;
    let play = if playing { icons::PAUSE } else { icons::PLAY };
    let buttons = [
        (Command::ToStart, icons::SKIP_START),
        (Command::StepBack, icons::STEP_BACK),
        (Command::PlayPause, play),
        (Command::StepForward, icons::STEP_FORWARD),
        (Command::ToEnd, icons::SKIP_END),
    ];
    for (command, icon) in buttons {
        let name = match command {
            Command::PlayPause if playing => "Pause",
            Command::PlayPause => "Play",
            other => other.text(),
        };
        if icon_button(ui, icon, name, &hint(command)).clicked() {
            commands.push(command);
        }
    }
    let colour = if session.playback.looping {
        theme.accent
    } else {
        theme.text_muted
    };
    let button = Button::new(RichText::new(icons::REPEAT).color(colour)).frame_when_inactive(false);
    let response = ui.add(button.selected(session.playback.looping));
    if response
        .accessible_name("Loop")
        .on_hover_text(Command::ToggleLoop.tooltip())
        .clicked()
    {
        commands.push(Command::ToggleLoop);
    }
}

/// Which step it is, and the slider that scrubs.
fn playhead_ui(ui: &mut Ui, session: &mut Session) {
    let theme = Theme::in_ui(ui);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let last = session.last_step();
        let width = 8.0 * format::count(last).chars().count() as f32 + 8.0;
        let size = egui::vec2(width, ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(width);
            let text = format!(" / {}", format::count(last));
            ui.label(RichText::new(text).color(theme.text_muted));
        });
        // As wide as the last step, so that the slider does not grow and shrink under the hand.
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            ui.set_min_width(width);
            let text = RichText::new(format::count(session.step()));
            ui.label(text.family(crate::ui::theme::medium()));
        });
        ui.add_space(2.0);
        ui.label(RichText::new("step").color(theme.text_muted));
        ui.add_space(6.0);
        scrub_ui(ui, session, last);
    });
}

fn speed_ui(ui: &mut Ui, session: &mut Session) {
    let theme = Theme::in_ui(ui);
    let span = Span::log(SPEEDS[0], SPEEDS[1]);
    let usual = crate::session::playback::comfortable_speed(session.last_step());
    let (response, moved) = slider_ui(
        ui,
        "Speed in steps per second",
        72.0,
        &span,
        session.playback.speed,
        Some(usual),
        false,
    );
    if let Some(speed) = moved.filter(|speed| (SPEEDS[0]..=SPEEDS[1]).contains(speed)) {
        session.playback.speed = crate::core::params::round_significant(speed, 2);
    }
    let text = format!("{}/s", format::significant(session.playback.speed, 2));
    response.on_hover_text(format!(
        "Speed: {} steps per second",
        format::significant(session.playback.speed, 2)
    ));
    ui.add_sized(
        [52.0, ui.spacing().interact_size.y],
        egui::Label::new(RichText::new(text).color(theme.text_muted)),
    );
}

fn scrub_ui(ui: &mut Ui, session: &mut Session, last: u64) {
    let width = (ui.available_width() - 6.0).max(40.0);
    let span = Span::linear(0.0, last.max(1) as f64);
    let (response, moved) = slider_ui(ui, "Step", width, &span, session.step() as f64, None, true);
    if let Some(step) = moved {
        session.playback.seek(step.round().max(0.0) as u64, last);
    } else if response.is_pointer_button_down_on() {
        session.playback.playing = false;
    }
}
