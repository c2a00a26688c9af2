//! Choosing the number that stands on an axis: all of a run's, by part, with a search.

use super::header::Side;
use crate::core::map::Knob;
use crate::core::pipeline::Request;
use crate::session::maps::knobs::{self, Name};
use crate::ui::icons;
use crate::ui::theme::Theme;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Align2, Button, Key, PopupCloseBehavior, RichText, ScrollArea, TextEdit, Ui};

/// Width of the open list.
const WIDTH: f32 = 250.0;
/// Largest height of its rows, in points and as a share of the screen's.
const HEIGHT: (f32, f32) = (420.0, 0.6);

/// What is being searched for in the open list.
#[derive(Clone, Default)]
struct Search {
    text: String,
    /// The pass in which the list was last shown: one that was closed in between starts anew.
    shown: u64,
}

/// The button of an axis; answers the number that was chosen for it.
pub(super) fn pick_ui(
    ui: &mut Ui,
    request: &Request,
    knob: &Knob,
    side: Side,
    is_labelled: bool,
) -> Option<Knob> {
    let name = knobs::name(knob, request)?;
    let words = if is_labelled {
        name.long()
    } else {
        name.short()
    };
    let button = Button::new(format!("{words}  {}", icons::CARET_DOWN)).frame_when_inactive(false);
    let close = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let mut chosen = None;
    let menu = MenuButton::from_button(button).config(close);
    let (response, _) = menu.ui(ui, |ui| chosen = list_ui(ui, request, knob));
    response
        .on_hover_text(format!(
            "{}: {}\n{}",
            side.name(),
            name.long(),
            name.meaning
        ))
        .accessible_name(side.name());
    chosen
}

fn list_ui(ui: &mut Ui, request: &Request, current: &Knob) -> Option<Knob> {
    let theme = Theme::in_ui(ui);
    ui.set_width(WIDTH);
    let id = ui.scope_id().with("search");
    let mut search: Search = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let pass = ui.ctx().cumulative_pass_nr();
    let is_fresh = search.shown + 1 < pass;
    if is_fresh {
        search = Search::default();
    }
    search.shown = pass;
    let field = TextEdit::singleline(&mut search.text)
        .id(id.with("field"))
        .hint_text("Search parameters")
        .align(Align2::LEFT_CENTER)
        .desired_width(f32::INFINITY);
    let field = ui.add(field).accessible_name("Search parameters");
    if is_fresh {
        field.request_focus();
    }
    let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let rows = found(request, &search.text);
    let mut chosen = None;
    let height = HEIGHT.0.min(HEIGHT.1 * ui.ctx().content_rect().height());
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let mut part = "";
            for (index, (knob, name)) in rows.iter().enumerate() {
                if name.part != part {
                    part = &name.part;
                    ui.add_space(if index == 0 { 2.0 } else { 8.0 });
                    ui.label(RichText::new(part).small().color(theme.text_muted));
                }
                let row = ui.selectable_label(knob == current, name.long());
                if is_fresh && knob == current {
                    row.scroll_to_me(None);
                }
                let row = row
                    .on_hover_text(name.meaning)
                    .accessible_name(format!("{}: {}", name.part, name.label));
                if row.clicked() {
                    chosen = Some(knob.clone());
                }
            }
            if rows.is_empty() {
                let text = format!("No parameter matches “{}”.", search.text.trim());
                ui.label(RichText::new(text).color(theme.text_muted));
            }
        });
    if is_entered && !search.text.trim().is_empty() {
        chosen = rows.first().map(|(knob, _)| knob.clone()).or(chosen);
    }
    ui.data_mut(|data| data.insert_temp(id, search));
    if chosen.is_some() {
        ui.close();
    }
    chosen
}

/// The numbers of a run whose names hold every word, by part.
fn found(request: &Request, text: &str) -> Vec<(Knob, Name)> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let named = Knob::all(request).into_iter();
    let named = named.filter_map(|knob| Some((knob.clone(), knobs::name(&knob, request)?)));
    named
        .filter(|(knob, name)| {
            let all = format!("{knob} {} {} {}", name.symbol, name.label, name.part).to_lowercase();
            words.iter().all(|word| all.contains(word))
        })
        .collect()
}
