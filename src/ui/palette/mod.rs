//! The command palette: everything that can be done, found by typing a part of its name.

mod items;

pub use items::{file_name, open_preset, refusal};

use super::icons;
use super::state::UiState;
use super::theme::{self, Theme};
use crate::session::Session;
use crate::session::command::Command;
use egui::accesskit::Role as Accessible;
use egui::{
    Align, Align2, Button, Frame, Id, Key, Layout, Modal, Modifiers, Response, RichText,
    ScrollArea, TextEdit, Ui, vec2,
};
use items::{Item, carry_out, items, rank};

/// The palette while it is open.
#[derive(Clone, Debug)]
pub struct Palette {
    text: String,
    /// Which of the items found is marked for Enter.
    marked: usize,
    /// Everything that could be done when it was opened.
    items: Vec<Item>,
    /// Those that the text finds, best first.
    found: Vec<usize>,
    /// Whether the field has been given the focus.
    focused: bool,
}

impl Palette {
    /// A palette over everything that can be done now.
    pub fn new(session: &Session, state: &UiState) -> Self {
        let items = items(session, state);
        let found = (0..items.len()).collect();
        Self {
            text: String::new(),
            marked: 0,
            items,
            found,
            focused: false,
        }
    }

    fn words(&self) -> Vec<String> {
        self.text
            .split_whitespace()
            .map(str::to_lowercase)
            .collect()
    }

    /// Finds anew, after the text has changed.
    fn search(&mut self) {
        let words = self.words();
        let ranked = self.items.iter().enumerate();
        let mut ranked: Vec<(usize, usize)> = ranked
            .filter_map(|(i, item)| Some((rank(item, &words)?, i)))
            .collect();
        ranked.sort_unstable();
        self.found = ranked.into_iter().map(|(_, i)| i).collect();
        self.marked = 0;
    }
}

/// Shows the palette, if it is open, and does what is chosen. Commands are added to `commands`.
pub fn palette_ui(
    ui: &mut Ui,
    session: &mut Session,
    state: &mut UiState,
    commands: &mut Vec<Command>,
) {
    let Some(mut palette) = state.palette.take() else {
        return;
    };
    let theme = Theme::in_ui(ui);
    let screen = ui.ctx().content_rect().size();
    let width = (screen.x - 48.0).min(560.0);
    let height = (screen.y * 0.62).min(480.0);
    let id = Id::unique("palette");
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, screen.y * 0.12));
    let modal = Modal::new(id)
        .area(area)
        .backdrop_color(theme.shadow.gamma_multiply(0.7))
        .frame(Frame::popup(ui.style()).inner_margin(8.0));
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(width);
        let entered = field_ui(ui, &mut palette);
        ui.add_space(4.0);
        let clicked = list_ui(ui, &palette, height);
        clicked.or(entered.then_some(palette.marked))
    });
    let chosen = shown.inner.and_then(|at| palette.found.get(at));
    let chosen = chosen.map(|i| &palette.items[*i]);
    if let Some(item) = chosen.filter(|item| item.refusal.is_none()) {
        let words = palette.words();
        carry_out(item, &words, session, state, commands);
    } else if !shown.should_close() {
        state.palette = Some(palette);
    }
}

/// The search field and its keys. Answers whether Enter was pressed.
fn field_ui(ui: &mut Ui, palette: &mut Palette) -> bool {
    let id = Id::unique("palette field");
    let mut entered = false;
    if ui.memory(|memory| memory.has_focus(id)) {
        let last = palette.found.len().saturating_sub(1);
        let page = 8;
        ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            let at = palette.marked;
            if pressed(Key::ArrowDown) {
                palette.marked = if at >= last { 0 } else { at + 1 };
            }
            if pressed(Key::ArrowUp) {
                palette.marked = at.checked_sub(1).unwrap_or(last);
            }
            if pressed(Key::PageDown) {
                palette.marked = (at + page).min(last);
            }
            if pressed(Key::PageUp) {
                palette.marked = at.saturating_sub(page);
            }
            entered = pressed(Key::Enter);
        });
    }
    let before = palette.text.clone();
    let theme = Theme::in_ui(ui);
    let row = ui.horizontal(|ui| {
        ui.add_space(6.0);
        ui.label(RichText::new(icons::SEARCH).color(theme.text_muted));
        let field = TextEdit::singleline(&mut palette.text)
            .id(id)
            .hint_text("Search commands, optimizers, surfaces, scenes, runs")
            .frame(Frame::NONE)
            .margin(vec2(0.0, 6.0))
            .desired_width(f32::INFINITY);
        ui.add(field).accessible_name("Search everything")
    });
    let response = row.inner;
    let line = row.response.rect.expand2(vec2(8.0, 0.0));
    ui.painter()
        .hline(line.x_range(), line.bottom() + 2.0, theme.hairline_stroke());
    if !palette.focused {
        palette.focused = true;
        response.request_focus();
    }
    if palette.text != before {
        palette.search();
    }
    entered
}

/// The items found. Answers the place of the one that was clicked.
fn list_ui(ui: &mut Ui, palette: &Palette, height: f32) -> Option<usize> {
    let theme = Theme::in_ui(ui);
    if palette.found.is_empty() {
        let text = format!(
            "Nothing matches “{}”. Try a part of a name, such as “adam” or “theme”.",
            palette.text.trim()
        );
        ui.add_space(4.0);
        ui.label(RichText::new(text).color(theme.text_muted));
        return None;
    }
    let mut clicked = None;
    let moved = Id::unique("palette mark");
    let before: Option<usize> = ui.data(|data| data.get_temp(moved));
    ui.data_mut(|data| data.insert_temp(moved, palette.marked));
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
                node.set_role(Accessible::ListBox);
                node.set_label("What can be done");
            });
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add_space(2.0);
            ui.with_layout(Layout::top_down_justified(Align::Min), |ui| {
                for (at, i) in palette.found.iter().enumerate() {
                    let is_marked = at == palette.marked;
                    let response = item_ui(ui, &palette.items[*i], is_marked);
                    if is_marked && before != Some(at) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        clicked = Some(at);
                    }
                }
            });
        });
    clicked
}

fn item_ui(ui: &mut Ui, item: &Item, is_marked: bool) -> Response {
    let theme = Theme::in_ui(ui);
    let is_refused = item.refusal.is_some();
    let colour = if is_refused {
        theme.text_faint
    } else {
        theme.text
    };
    let detail = item.refusal.as_ref().unwrap_or(&item.detail);
    let detail = RichText::new(detail).color(theme.text_muted);
    let button = Button::new(RichText::new(&item.label).color(colour))
        .selected(is_marked)
        .frame_when_inactive(is_marked)
        .truncate()
        .shortcut_text(detail)
        .min_size(vec2(0.0, theme::sizes().row));
    let response = ui.add(button);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Accessible::ListBoxOption);
        node.set_label(item.label.as_str());
        node.set_selected(is_marked);
        if is_refused {
            node.set_disabled();
        }
    });
    if item.tooltip.is_empty() {
        return response;
    }
    response.on_hover_ui(|ui| {
        ui.set_max_width(360.0);
        if let Some(refusal) = &item.refusal {
            let text = format!("{} {refusal}", icons::INFO);
            ui.label(RichText::new(text).color(theme.text_muted));
        }
        ui.label(&item.tooltip);
    })
}
