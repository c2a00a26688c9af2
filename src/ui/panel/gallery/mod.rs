//! The gallery: the scenes that come with the program, each as a small picture with its sentence, under headings.

mod shelf;
mod thumbnail;

use crate::session::Session;
use crate::session::derived::Budget;
use crate::session::gallery::TOPICS;
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::accesskit::Role;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align, Align2, Button, CursorIcon, FontFamily, FontId, Frame, Galley, Id, Key, Layout, Modal,
    Modifiers, Rect, Response, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, pos2,
    vec2,
};
use shelf::Entry;
pub use shelf::Gallery;
use std::sync::Arc;
pub use thumbnail::Thumbnails;

/// The widest that the sheet becomes, in points.
const WIDEST: f32 = 1480.0;
/// About how wide a picture is, in points.
const PICTURE: f32 = 300.0;
/// Between pictures, across and down.
const GAPS: [f32; 2] = [20.0, 20.0];
/// Around a picture, inside the ground that it gets under the pointer.
const RIM: f32 = 8.0;
/// Height of a title under its picture.
const TITLE: f32 = 24.0;
/// The most lines of a sentence; the rest is in its tooltip.
const MOST_LINES: usize = 6;

/// Shows the gallery, if it is open, and opens what is chosen.
pub fn gallery_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    let Some(mut gallery) = state.gallery.take() else {
        return;
    };
    let theme = Theme::in_ui(ui);
    let screen = ui.ctx().content_rect().size();
    let width = (screen.x - 72.0).min(WIDEST);
    let height = screen.y - 56.0;
    let id = Id::unique("gallery");
    let area = Modal::default_area(id).anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0));
    let modal = Modal::new(id)
        .area(area)
        .backdrop_color(theme.shadow.gamma_multiply(0.7))
        .frame(Frame::popup(ui.style()).fill(theme.panel).inner_margin(0.0));
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.set_height(height);
        ui.spacing_mut().item_spacing.y = 0.0;
        let (entered, closed) = head_ui(ui, &mut gallery);
        let budget = session.budget;
        let clicked = list_ui(ui, &mut gallery, &mut state.thumbnails, budget);
        (clicked.or(entered.then_some(gallery.marked)), closed)
    });
    let (chosen, closed) = shown.inner;
    let chosen = chosen.and_then(|at| gallery.found.get(at));
    if let Some(i) = chosen {
        session.open(&gallery.entries[*i].preset, None);
    } else if !closed && !shown.should_close() {
        state.gallery = Some(gallery);
    }
}

/// The title, the search field with its keys, and the way out. Answers whether Enter and whether the way out was
/// pressed.
fn head_ui(ui: &mut Ui, gallery: &mut Gallery) -> (bool, bool) {
    let theme = Theme::in_ui(ui);
    let id = Id::unique("gallery field");
    let entered = ui.memory(|memory| memory.has_focus(id)) && keys(ui, gallery);
    let before = gallery.text.clone();
    let mut closed = false;
    let size = vec2(ui.available_width(), 52.0);
    let layout = Layout::left_to_right(Align::Center);
    let row = ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_size(size);
        ui.add_space(20.0);
        let title = RichText::new("Gallery").family(theme::semibold());
        ui.label(title.size(theme::sizes().title));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(12.0);
            let close = Button::new(icons::CLOSE).frame_when_inactive(false);
            let close = ui.add(close).accessible_name("Close the gallery");
            closed = close.on_hover_text("Back to the scene (Esc)").clicked();
            ui.add_space(4.0);
            let field = TextEdit::singleline(&mut gallery.text)
                .id(id)
                .hint_text(format!(
                    "{}  Search scenes, methods, surfaces",
                    icons::SEARCH
                ))
                .margin(vec2(8.0, 5.0))
                .desired_width((0.4 * size.x).min(300.0));
            let field = ui.add(field).accessible_name("Search the gallery");
            if !gallery.focused {
                gallery.focused = true;
                field.request_focus();
            }
        });
    });
    let line = row.response.rect;
    ui.painter()
        .hline(line.x_range(), line.bottom(), theme.hairline_stroke());
    if gallery.text != before {
        gallery.search();
    }
    (entered, closed)
}

/// The keys that move the mark while the field has the keyboard. Answers whether Enter was pressed.
fn keys(ui: &Ui, gallery: &mut Gallery) -> bool {
    let is_empty = gallery.text.is_empty();
    let last = gallery.found.len().saturating_sub(1);
    ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        if pressed(Key::ArrowDown) {
            gallery.move_row(true);
        }
        if pressed(Key::ArrowUp) {
            gallery.move_row(false);
        }
        // In a text the arrows move the cursor.
        if is_empty && pressed(Key::ArrowRight) {
            gallery.mark(gallery.marked + 1);
        }
        if is_empty && pressed(Key::ArrowLeft) {
            gallery.mark(gallery.marked.saturating_sub(1));
        }
        if is_empty && pressed(Key::Home) {
            gallery.mark(0);
        }
        if is_empty && pressed(Key::End) {
            gallery.mark(last);
        }
        pressed(Key::Enter)
    })
}

/// The pictures under their headings. Answers the place of the one that was clicked.
fn list_ui(
    ui: &mut Ui,
    gallery: &mut Gallery,
    thumbnails: &mut Thumbnails,
    mut budget: Budget,
) -> Option<usize> {
    let theme = Theme::in_ui(ui);
    if gallery.found.is_empty() {
        let text = format!(
            "Nothing matches “{}”. Try the name of a method or a surface, or a word such as “noise”.",
            gallery.text.trim()
        );
        ui.add_space(24.0);
        ui.vertical_centered(|ui| ui.label(RichText::new(text).color(theme.text_muted)));
        return None;
    }
    let mut clicked = None;
    let mut is_busy = false;
    let mut places = Vec::with_capacity(gallery.found.len());
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let left = 20.0;
            let room = ui.available_width() - 2.0 * left;
            let columns = ((room + GAPS[0]) / (PICTURE + GAPS[0])).round().max(1.0) as usize;
            let width = (room + GAPS[0]) / columns as f32 - GAPS[0];
            for (topic, about) in TOPICS.iter().enumerate() {
                let of_topic = |at: &usize| gallery.entries[gallery.found[*at]].topic == topic;
                let all: Vec<usize> = (0..gallery.found.len()).filter(of_topic).collect();
                if all.is_empty() {
                    continue;
                }
                heading_ui(ui, about.heading, left);
                for row in all.chunks(columns) {
                    let notes = row.iter().map(|at| {
                        let entry = &gallery.entries[gallery.found[*at]];
                        note(ui, &entry.preset.scene.note, width, theme)
                    });
                    let notes: Vec<Arc<Galley>> = notes.collect();
                    let below = notes.iter().map(|note| note.size().y).fold(0.0, f32::max);
                    let picture = thumbnail::size(width);
                    let height = picture.y + TITLE + below;
                    let size = vec2(ui.available_width(), height + GAPS[1]);
                    let (line, _) = ui.allocate_exact_size(size, Sense::hover());
                    for (column, (at, note)) in row.iter().zip(notes).enumerate() {
                        let x = line.left() + left + column as f32 * (width + GAPS[0]);
                        let rect = Rect::from_min_size(pos2(x, line.top()), vec2(width, height));
                        let entry = &gallery.entries[gallery.found[*at]];
                        let is_marked = *at == gallery.marked;
                        let response = card_ui(ui, rect, entry, &note, is_marked);
                        places.push(rect.translate(-ui.min_rect().min.to_vec2()));
                        if ui.is_rect_visible(rect) {
                            let rect = Rect::from_min_size(rect.min, picture);
                            let shown = (entry.name, &entry.preset);
                            is_busy |=
                                thumbnails.paint(ui.painter(), rect, shown, &mut budget, theme);
                            if is_marked {
                                let stroke = Stroke::new(2.0, theme.accent);
                                ui.painter()
                                    .rect_stroke(rect, 0.0, stroke, StrokeKind::Outside);
                            }
                        }
                        if response.gained_focus() || (is_marked && gallery.reveal) {
                            ui.scroll_to_rect(rect.expand(12.0), None);
                        }
                        if response.clicked() {
                            clicked = Some(*at);
                        }
                    }
                }
            }
            ui.add_space(8.0);
        });
    gallery.places = places;
    gallery.reveal = false;
    if is_busy {
        ui.ctx().request_repaint();
    }
    clicked
}

fn heading_ui(ui: &mut Ui, heading: &str, left: f32) {
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        ui.add_space(left);
        let text = RichText::new(heading).family(theme::semibold());
        ui.label(text.color(Theme::in_ui(ui).text));
    });
    ui.add_space(10.0);
}

/// A sentence in so much room.
fn note(ui: &Ui, text: &str, width: f32, theme: &Theme) -> Arc<Galley> {
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let mut job = LayoutJob::simple(text.to_owned(), font, theme.text_muted, width);
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: MOST_LINES,
        ..TextWrapping::default()
    };
    ui.painter().layout_job(job)
}

/// The ground and the words of a scene; its picture is painted by whoever asks.
fn card_ui(
    ui: &mut Ui,
    rect: Rect,
    entry: &Entry,
    note: &Arc<Galley>,
    is_marked: bool,
) -> Response {
    let theme = Theme::in_ui(ui);
    let scene = &entry.preset.scene;
    let id = Id::unique("gallery").with(entry.name);
    let response = ui.interact(rect.expand(RIM), id, Sense::click());
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::Button);
        node.set_label(scene.title.as_str());
        node.set_description(scene.note.as_str());
        node.set_selected(is_marked);
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if response.hovered() || response.has_focus() {
        let ground = rect.expand(RIM);
        ui.painter()
            .rect_filled(ground, theme::sizes().radius, theme.hover);
    }
    let below = rect.top() + thumbnail::size(rect.width()).y;
    let font = FontId::new(theme::sizes().body, theme::medium());
    let mut title = LayoutJob::simple_singleline(scene.title.clone(), font, theme.text);
    title.wrap = TextWrapping::truncate_at_width(rect.width());
    let title = ui.painter().layout_job(title);
    let at = pos2(rect.left(), below + 0.5 * (TITLE - title.size().y) + 2.0);
    ui.painter().galley(at, title, theme.text);
    let at = pos2(rect.left(), below + TITLE);
    ui.painter().galley(at, note.clone(), theme.text_muted);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if note.elided {
        return response.on_hover_text(&scene.note);
    }
    response
}
