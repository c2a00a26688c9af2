//! One run's card: who it is, how it is drawn, and every parameter it has.

use super::grip::grip_ui;
use super::landscape::{config_ui, place_ui};
use super::top_bar::icon_button;
use crate::core::catalog::Kind;
use crate::core::optim;
use crate::session::Session;
use crate::session::scene::{Run, RunId, STYLES};
use crate::session::specs;
use crate::ui::param_row::{Known, config_row_ui, select_all};
use crate::ui::picker::{about_ui, picker_ui};
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, trail};
use egui::{Align, Button, Key, Label, Layout, RichText, Sense, TextEdit, Ui, vec2};
use std::cell::RefCell;

/// The width that must be left beside the buttons of a card for one that pins, in points.
const ROOM_TO_PIN: f32 = 104.0;

/// What a card asks to be done to its run.
pub enum CardAction {
    /// Put a copy behind it.
    Duplicate,
    /// Take it out of the race.
    Remove,
    /// Up (negative) or down among the cards.
    Move(isize),
    /// Call it this.
    Rename(String),
    /// Draw it in this style.
    Restyle(usize),
    /// Draw it or not.
    Show(bool),
    /// Draw only it (and others that are solo).
    Solo(bool),
    /// Pin it as it is, or unpin it.
    Pin,
    /// Start where the others do.
    SharedStart,
    /// Keep its head in the middle of the plane, or no longer.
    Follow,
    /// Show its last steps as large as they fit.
    ZoomToEnd,
    /// Find its best setting.
    Tune,
}

/// Shows the card. Edits of parameters go into the scene; everything else is answered as an action.
pub fn run_card_ui(
    ui: &mut Ui,
    number: usize,
    id: RunId,
    session: &mut Session,
    state: &mut UiState,
) -> Option<CardAction> {
    let theme = Theme::in_ui(ui);
    let run = session.scene.run(id)?.clone();
    let unfolded = state.unfolded.contains(&id);
    let response = ui
        .push_id(("card", id.0), |ui| {
            let fill = if state.front == Some(id) {
                theme.hover
            } else {
                egui::Color32::TRANSPARENT
            };
            let frame = egui::Frame::new()
                .fill(fill)
                .corner_radius(theme::sizes().radius)
                .inner_margin(vec2(4.0, 2.0));
            frame.show(ui, |ui| {
                let action = header_ui(ui, number, &run, session, state);
                let (note, rail) = (|| state.rate_marks.note(session, &run), RefCell::default());
                let known = Known {
                    note: &note,
                    rail: &rail,
                };
                let changes = rows_ui(ui, run.clone(), session, unfolded, known);
                if let Some(rail) = rail.take() {
                    state.rate_marks.leave(Some(id), rail);
                }
                for (name, mut edited) in changes {
                    let scene = &session.scene;
                    scene.settle_optimizer(&mut edited, &run.optimizer);
                    if let Some(run) = session.scene.run_mut(id) {
                        *run = edited;
                        session.edited(&name);
                    }
                }
                action
            })
        })
        .inner;
    let rect = response.response.rect;
    if response.response.contains_pointer() {
        state.hovered = Some(id);
        if ui.input(|input| input.pointer.primary_pressed()) {
            session.selected = Some(id);
        }
    }
    if session.subject().is_some_and(|subject| subject.id == id) {
        let bar = egui::Rect::from_min_size(rect.min, vec2(2.0, rect.height()));
        ui.painter().rect_filled(bar, 1.0, theme.accent);
    }
    ui.painter().hline(
        rect.x_range(),
        rect.bottom() + 1.0,
        egui::Stroke::new(1.0, theme.hairline),
    );
    response.inner
}

fn header_ui(
    ui: &mut Ui,
    number: usize,
    run: &Run,
    session: &Session,
    state: &mut UiState,
) -> Option<CardAction> {
    let theme = Theme::in_ui(ui);
    let shown = session.scene.is_shown(run);
    let mut action = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let unfolded = state.unfolded.contains(&run.id);
        let (icon, hint) = if unfolded {
            (icons::CARET_DOWN, "Fewer settings")
        } else {
            (icons::CARET_RIGHT, "Every setting of this run")
        };
        if icon_button(ui, icon, &format!("Unfold {}", run.name), hint).clicked() {
            toggle(state, run.id);
        }
        let (swatch, _) = ui.allocate_exact_size(vec2(24.0, 14.0), Sense::hover());
        let style = theme::run_style(run.style);
        let mut painter = ui.painter().clone();
        painter.set_opacity(if shown { 1.0 } else { 0.35 });
        trail::paint_swatch(&painter, swatch, style, theme);
        let moved = grip_ui(ui, run, state);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            action = menu_ui(ui, number, run, session, state);
            let colour = if run.solo {
                theme.accent
            } else {
                theme.text_muted
            };
            let solo = Button::new(RichText::new("S").color(colour).family(theme::medium()))
                .frame_when_inactive(false);
            let hint = format!("Draw only this run{}", key_hint(number));
            let response = ui
                .add(solo.selected(run.solo))
                .accessible_name(format!("Solo {}", run.name));
            if response.on_hover_text(hint).clicked() {
                action = Some(CardAction::Solo(!run.solo));
            }
            let (icon, word) = if run.visible {
                (icons::EYE, "Hide")
            } else {
                (icons::EYE_SLASH, "Show")
            };
            if icon_button(ui, icon, &format!("{word} {}", run.name), word).clicked() {
                action = Some(CardAction::Show(!run.visible));
            }
            if ui.available_width() > ROOM_TO_PIN && pin_ui(ui, run, session) {
                action = Some(CardAction::Pin);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if let Some(renamed) = name_ui(ui, run, shown, state) {
                    action = Some(renamed);
                }
            });
        });
        if let Some(by) = moved {
            action = Some(CardAction::Move(by));
        }
    });
    action
}

/// The button that pins a run as it is, lit where it is pinned; answers whether it was pressed.
fn pin_ui(ui: &mut Ui, run: &Run, session: &Session) -> bool {
    let is_pinned = session.pinned(run.id).is_some();
    let (word, hint) = if is_pinned {
        ("Unpin", "Pinned as it is: unpin it")
    } else {
        (
            "Pin",
            "Keep it in sight as it is now, and see what a change does to it",
        )
    };
    let button = Button::new(" ").min_size(vec2(24.0, 0.0));
    let response = ui
        .add(button.frame_when_inactive(false))
        .accessible_name(format!("{word} {}", run.name))
        .on_hover_text(hint);
    let theme = Theme::in_ui(ui);
    let colour = match (is_pinned, response.hovered()) {
        (true, _) => theme.accent,
        (false, true) => theme.text,
        (false, false) => theme.text_muted,
    };
    icons::paint_pin(ui.painter(), response.rect.center(), colour, is_pinned);
    response.clicked()
}

fn key_hint(number: usize) -> String {
    if number < 9 {
        format!(" ({})", number + 1)
    } else {
        String::new()
    }
}

fn toggle(state: &mut UiState, id: RunId) {
    if !state.unfolded.remove(&id) {
        state.unfolded.insert(id);
    }
}

/// The name; a click unfolds the card, a double click lets it be typed.
fn name_ui(ui: &mut Ui, run: &Run, shown: bool, state: &mut UiState) -> Option<CardAction> {
    let theme = Theme::in_ui(ui);
    if let Some((id, mut text)) = state.renaming.take() {
        if id == run.id {
            let field = ui.add(
                TextEdit::singleline(&mut text)
                    .char_limit(specs::LONGEST_NAME)
                    .desired_width(ui.available_width()),
            );
            let field = field.accessible_name(format!("Name of {}", run.name));
            if !field.has_focus() && !field.lost_focus() {
                field.request_focus();
                select_all(ui, field.id, text.chars().count());
            }
            let escaped = ui.input(|input| input.key_pressed(Key::Escape));
            if field.lost_focus() || escaped {
                let name = text.trim().to_owned();
                return (!escaped && !name.is_empty() && name != run.name)
                    .then_some(CardAction::Rename(name));
            }
            state.renaming = Some((id, text));
            return None;
        }
        state.renaming = Some((id, text));
    }
    let colour = if shown { theme.text } else { theme.text_faint };
    let text = RichText::new(&run.name)
        .family(theme::medium())
        .color(colour);
    let label = ui.add(
        Label::new(text)
            .truncate()
            .selectable(false)
            // By hand only: for the keyboard there are the caret and the menu.
            .sense(Sense::CLICK),
    );
    let label = label.on_hover_ui(|ui| {
        about_ui(ui, run.optimizer.about);
        ui.label(
            RichText::new("Double-click to rename")
                .small()
                .color(theme.text_muted),
        );
    });
    if label.double_clicked() {
        state.renaming = Some((run.id, run.name.clone()));
    } else if label.clicked() {
        toggle(state, run.id);
    }
    None
}

fn menu_ui(
    ui: &mut Ui,
    number: usize,
    run: &Run,
    session: &Session,
    state: &mut UiState,
) -> Option<CardAction> {
    let mut action = None;
    let menu = ui.menu_button(icons::MORE, |ui| {
        let mut item = |ui: &mut Ui, enabled: bool, text: &str, asked: CardAction| {
            if ui.add_enabled(enabled, Button::new(text)).clicked() {
                action = Some(asked);
                ui.close();
            }
        };
        let room = session.scene.has_room();
        item(ui, room, "Duplicate", CardAction::Duplicate);
        let is_pinned = session.pinned(run.id).is_some();
        let word = if is_pinned { "Unpin" } else { "Pin" };
        item(ui, true, word, CardAction::Pin);
        let follows = session.view.follow && session.subject().is_some_and(|one| one.id == run.id);
        let word = if follows { "Stop following" } else { "Follow" };
        item(ui, true, word, CardAction::Follow);
        item(ui, true, "Zoom to its end", CardAction::ZoomToEnd);
        item(ui, true, "Tune this run…", CardAction::Tune);
        item(ui, number > 0, "Move up", CardAction::Move(-1));
        item(
            ui,
            number + 1 < session.scene.runs.len(),
            "Move down",
            CardAction::Move(1),
        );
        item(
            ui,
            run.start.is_some(),
            "Start with the others",
            CardAction::SharedStart,
        );
        item(ui, true, "Remove", CardAction::Remove);
        if ui.button("Rename").clicked() {
            state.renaming = Some((run.id, run.name.clone()));
            ui.close();
        }
        ui.menu_button("Colour", |ui| {
            for style in 0..STYLES {
                let (rect, response) = ui.allocate_exact_size(vec2(72.0, 22.0), Sense::click());
                let response = response.accessible_name(format!("Colour {}", style + 1));
                let theme = Theme::in_ui(ui);
                if response.hovered() || style == run.style {
                    ui.painter()
                        .rect_filled(rect, theme::sizes().radius, theme.hover);
                }
                let swatch = rect.shrink2(vec2(12.0, 3.0));
                trail::paint_swatch(ui.painter(), swatch, theme::run_style(style), theme);
                if response.clicked() {
                    action = Some(CardAction::Restyle(style));
                    ui.close();
                }
            }
        });
    });
    menu.response
        .accessible_name(format!("More for {}", run.name))
        .on_hover_text("Duplicate, pin, follow, tune, move, rename, recolour, remove");
    action
}

/// The parameters: rate and momentum always, the rest when unfolded. Answers what each change is called,
/// and the run after it.
fn rows_ui(
    ui: &mut Ui,
    mut run: Run,
    session: &Session,
    unfolded: bool,
    known: Known<'_>,
) -> Vec<(String, Run)> {
    let shared = &session.scene.shared;
    let name = run.name.clone();
    let mut changes = Vec::new();
    let mut note = |changed: bool, what: &str, run: &Run| {
        if changed {
            changes.push((format!("{what} of {}", run.name), run.clone()));
        }
    };
    if unfolded {
        let label = format!("Optimizer of {name}");
        let picked = picker_ui(ui, Kind::Optimizer, &mut run.optimizer, &label);
        note(picked, "Choose the optimizer", &run);
    }
    let momentum = optim::entry_of(run.optimizer.leading()).momentum;
    // A folded card shows what leads: of a wrapper, the rate and momentum of the method inside.
    let about = if unfolded {
        run.optimizer.about
    } else {
        run.optimizer.leading().about
    };
    for spec in about.specs {
        let is_momentum = Some(spec.key) == momentum;
        let is_rate = spec.key == "lr";
        let shown = if unfolded {
            &mut run.optimizer
        } else {
            run.optimizer.leading_mut()
        };
        let has_momentum = is_momentum && shown.get(spec.key) != Some(&spec.default());
        if !(unfolded || is_rate || has_momentum) {
            continue;
        }
        let overridden = if is_momentum && run.follows.momentum && shared.momentum.is_some() {
            Some("Follows the momentum shared by all at present.")
        } else if is_rate && run.follows.rate && shared.rate_factor != 1.0 {
            Some("Multiplied by the factor shared by all.")
        } else {
            None
        };
        let changed = config_row_ui(ui, shown, spec, &name, overridden, is_rate.then_some(known));
        note(changed, spec.label, &run);
    }
    if !unfolded {
        return changes;
    }
    let differs = shared.rate_factor != 1.0;
    let text = "Follows the shared rate factor";
    let changed = follow_ui(ui, differs, &mut run.follows.rate, text);
    note(changed, "Shared rate factor", &run);
    let has_momentum = momentum.is_some() && shared.momentum.is_some();
    let text = "Follows the shared momentum";
    let changed = follow_ui(ui, has_momentum, &mut run.follows.momentum, text);
    note(changed, "Shared momentum", &run);
    caption(ui, "Schedule");
    let is_shared = shared.schedule.is_some();
    let text = "Follows the shared schedule";
    let mut changed = follow_ui(ui, is_shared, &mut run.follows.schedule, text);
    if !is_shared || !run.follows.schedule {
        changed |= config_ui(ui, Kind::Schedule, &mut run.schedule, &name);
    }
    note(changed, "Schedule", &run);
    caption(ui, "Clip");
    let is_shared = shared.clip.is_some();
    let text = "Follows the shared clip";
    let mut changed = follow_ui(ui, is_shared, &mut run.follows.clip, text);
    if !is_shared || !run.follows.clip {
        changed |= config_ui(ui, Kind::Clip, &mut run.clip, &name);
        if run.clip.id() != "none" {
            let places = optim::entry_of(&run.optimizer).places;
            changed |= place_ui(ui, &mut run.place, places, &name);
        }
    }
    note(changed, "Clip", &run);
    ui.add_space(4.0);
    changes
}

fn caption(ui: &mut Ui, text: &str) {
    let theme = Theme::in_ui(ui);
    ui.add_space(2.0);
    ui.label(RichText::new(text).small().color(theme.text_muted));
}

/// Whether the run follows something shared; only where there is something shared.
fn follow_ui(ui: &mut Ui, relevant: bool, follows: &mut bool, text: &str) -> bool {
    relevant && ui.checkbox(follows, text).changed()
}
