//! The whole screen as one function, which the window and the windowless pictures share.
//!
//! A frame has two halves. First every region lets the hand act: scenes are edited, commands said. Then
//! the session works out what became stale, and everything is painted from that. What a hand does is seen
//! in the frame in which it does it.

use super::figure::{self, Beside};
use super::palette::{self, Palette};
use super::panel::gallery::{self, Gallery};
use super::panel::import::{self, ImportSheet};
use super::panel::sides::{self, Edge, Resized};
use super::panel::{
    export, landscape, notices, pins, runs, sheets, standings, timeline, top_bar, tune, work,
};
use super::state::{PathField, Request, Settings, UiState};
use super::theme::{self, Theme};
use super::view::{charts, empty, legend, split};
use super::{drop, focus, icons, paste, present, shortcuts};
use crate::session::Session;
use crate::session::command::Command;
use crate::session::scene::RunId;
use crate::session::view::Mode;
use egui::{
    CentralPanel, Frame, Id, Margin, Panel, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2,
};
use std::sync::Arc;

/// The smallest size, in points, at which everything has its place.
pub const SMALLEST: [f32; 2] = [960.0, 540.0];

/// Draws everything and lets the hand act on it. `dt_secs` is the time since the frame before.
pub fn screen_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState, dt_secs: f64) {
    theme::choose(ui.ctx(), state.settings.dark, state.present.is_some());
    // A press elsewhere ends what is typed, also when it begins a drag.
    ui.ctx().options_mut(|options| {
        options.input_options.surrender_focus_on = egui::SurrenderFocusOn::Presses;
    });
    let first_pass = ui.ctx().current_pass_index() == 0;
    paste::take(ui.ctx(), session, state);
    // Over the gallery only its own keys act; while lines of a script are edited, undo and the like are the field's.
    let mut commands = match (&state.gallery, &state.import) {
        (None, None) => shortcuts::pressed(ui.ctx()),
        _ => Vec::new(),
    };
    if present::is_left(ui.ctx(), state) {
        commands.push(Command::Present);
    }
    if !session.workers().has_waker() {
        let ctx = ui.ctx().clone();
        session.wake_with(Arc::new(move || ctx.request_repaint()));
    }
    if first_pass {
        session.advance(dt_secs);
        session.follow();
    }
    let hovered = state.hovered.take();
    let is_shown = |id: &RunId| {
        session
            .scene
            .run(*id)
            .is_some_and(|run| session.scene.is_shown(run))
    };
    state.front = hovered.filter(is_shown);
    let ghost = state.ghosts.begin_frame();
    let theme = Theme::in_ui(ui);
    let bar = Frame::new()
        .fill(theme.panel)
        .inner_margin(Margin::symmetric(10, 4));
    if state.present.is_none() {
        Panel::top("bar")
            .exact_size(36.0)
            .frame(bar)
            .show(ui, |ui| {
                top_bar::top_bar_ui(ui, session, state, &mut commands);
            });
    }
    left_panel(ui, session, state);
    let standings_rect = right_panel(ui, session, state);
    let canvas = Frame::new().fill(theme.canvas);
    CentralPanel::default()
        .frame(canvas)
        .show(ui, |ui| center(ui, session, state, &mut commands));
    state.rate_marks.paint(session, theme);
    if let Some(rect) = standings_rect {
        let mut ui = ui.new_child(UiBuilder::new().id_salt("standings").max_rect(rect));
        ui.shrink_clip_rect(rect);
        standings::standings_ui(&mut ui, session, state);
    }
    tune::tune_ui(ui, session, state);
    sheets::sheets_ui(ui, state);
    export::export_ui(ui, session, state);
    gallery::gallery_ui(ui, session, state);
    import::import_ui(ui, session, state);
    palette::palette_ui(ui, session, state, &mut commands);
    notices::notices_ui(ui, state);
    drop::drop_ui(ui, state);
    work::work_ui(ui, state);
    if state.present.is_some() {
        present::halo(ui.ctx(), theme);
    }
    focus::ring(ui.ctx(), theme);
    for command in commands {
        if command == Command::CopyText {
            paste::copy(ui.ctx(), session, state);
        } else {
            perform(command, session, state);
        }
    }
    settle(ui, session, state);
    release_focus(ui);
    if session.playback.playing || session.wants_frames() || is_stale(session) {
        ui.ctx().request_repaint();
    }
    if hovered != state.hovered || ghost != state.ghosts.hovered {
        ui.ctx().request_repaint();
    }
}

/// Only the landscape with its runs, from above or in 3D as the view says, filling everything: for pictures.
pub fn landscape_only_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    figure::landscape_ui(ui, session, state, Beside::default());
}

fn panel_frame(theme: &Theme) -> Frame {
    Frame::new()
        .fill(theme.panel)
        .inner_margin(Margin::symmetric(10, 8))
}

fn left_panel(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    if !state.has_left() {
        return;
    }
    let widths = sides::left_widths(state, ui.available_width());
    let width = state
        .settings
        .left_width
        .clamp(*widths.start(), *widths.end());
    let panel = Panel::left("left")
        .size_range(widths)
        .frame(panel_frame(Theme::in_ui(ui)));
    let (_, resized) = sides::sized_ui(ui, panel, "left", Edge::Right, width, |ui| {
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                landscape::landscape_ui(ui, session, state);
                focus::reveal(ui);
            });
    });
    match resized {
        Some(Resized::To(width)) => state.settings.left_width = width,
        Some(Resized::Back) => state.settings.left_width = Settings::default().left_width,
        None => {}
    }
}

/// The cards above; answers where the standings go, which are painted when the runs are up to date.
fn right_panel(ui: &mut Ui, session: &mut Session, state: &mut UiState) -> Option<Rect> {
    if !state.has_right() {
        return None;
    }
    let theme = Theme::in_ui(ui);
    let widths = sides::right_widths(ui.available_width());
    let width = state
        .settings
        .right_width
        .clamp(*widths.start(), *widths.end());
    let panel = Panel::right("right")
        .size_range(widths)
        .frame(panel_frame(theme));
    let (response, resized) = sides::sized_ui(ui, panel, "right", Edge::Left, width, |ui| {
        let rect = ui.max_rect();
        let height = standings::height(session, state).min(rect.height() * 0.42);
        let split = rect.bottom() - height;
        let cards = Rect::from_min_max(rect.min, pos2(rect.right(), split - 10.0));
        let below = Rect::from_min_max(pos2(rect.left(), split), rect.max);
        ui.painter()
            .hline(rect.x_range(), split - 6.0, theme.hairline_stroke());
        let mut cards_ui = ui.new_child(UiBuilder::new().id_salt("cards").max_rect(cards));
        cards_ui.shrink_clip_rect(cards);
        runs::runs_ui(&mut cards_ui, session, state);
        ui.allocate_rect(rect, Sense::hover());
        below
    });
    match resized {
        Some(Resized::To(width)) => state.settings.right_width = width,
        Some(Resized::Back) => state.settings.right_width = Settings::default().right_width,
        None => {}
    }
    Some(response.inner)
}

/// The plane, the timeline and the curves.
fn center(ui: &mut Ui, session: &mut Session, state: &mut UiState, commands: &mut Vec<Command>) {
    let theme = Theme::in_ui(ui);
    let frame = Frame::new()
        .fill(theme.panel)
        .inner_margin(Margin::symmetric(10, 4));
    let full = ui.max_rect().height();
    let mut curves_rect = None;
    if state.has_curves() {
        let most = (full * 0.6).max(120.0);
        let kept = state.settings.curves_height;
        let usual = (full * 0.34).clamp(120.0, 340.0);
        let height = kept.filter(|_| state.present.is_none()).unwrap_or(usual);
        let panel = Panel::bottom("curves")
            .size_range(110.0..=most)
            .resizable(true)
            .frame(frame);
        let height = height.clamp(110.0, most);
        let (response, resized) = sides::sized_ui(ui, panel, "curves", Edge::Top, height, |ui| {
            let rect = ui.max_rect();
            ui.allocate_rect(rect, Sense::hover());
            rect
        });
        match resized {
            Some(Resized::To(height)) => state.settings.curves_height = Some(height),
            Some(Resized::Back) => state.settings.curves_height = None,
            None => {}
        }
        curves_rect = Some(response.inner);
    }
    let room = ui.available_width() - 20.0;
    Panel::bottom("timeline")
        .exact_size(timeline::height(room))
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            timeline::timeline_ui(ui, session, commands);
        });
    let rect = ui.available_rect_before_wrap();
    ui.allocate_rect(rect, Sense::hover());
    state.canvas = Some(rect);
    let views = split::interact(ui, rect, session, state);
    let charts = curves_rect.map(|rect| charts::interact(ui, rect, session, state));
    session.refresh();
    if let Some(charts) = charts {
        charts.paint(session, state);
    }
    split::paint(ui, session, state, &views);
    if state.present.is_some() {
        legend::legend_ui(ui, rect, session, state);
        let button = Rect::from_min_size(rect.right_top() + vec2(-104.0, 8.0), vec2(28.0, 24.0));
        ui.painter().rect_filled(
            button,
            theme::sizes().radius,
            theme.panel.gamma_multiply(0.88),
        );
        let mut ui = ui.new_child(UiBuilder::new().id_salt("leave").max_rect(button));
        if top_bar::icon_button(&mut ui, icons::CLOSE, "Leave", "Back to the desk (P, Esc)")
            .clicked()
        {
            commands.push(Command::Present);
        }
    }
    empty::empty_ui(ui, rect, session, state, commands);
}

/// Carries out a command, or hands it to the window.
fn perform(command: Command, session: &mut Session, state: &mut UiState) {
    if command == Command::ToggleHeat && matches!(session.view.mode, Mode::Basins | Mode::Sweep) {
        state.notify("The map stands in place of the heat map, which is seen in 2D (F2).");
    }
    if session.perform(command) || state.perform(command) {
        return;
    }
    match command {
        Command::Palette => state.palette = Some(Palette::new(session, state)),
        Command::Gallery => state.gallery = Some(Gallery::new(session)),
        Command::CopyPicture => state.outbox.push(Request::Copy { screen: false }),
        Command::CopyScreen => state.outbox.push(Request::Copy { screen: true }),
        Command::Export => export::toggle(session, state),
        Command::PasteScene => state.outbox.push(Request::Paste),
        Command::FullScreen => state.outbox.push(Request::FullScreen),
        Command::Tune => state.tune.toggle(session),
        Command::Import => state.import = Some(ImportSheet::default()),
        Command::Help => state.help ^= true,
        Command::About => state.about ^= true,
        Command::PinRun => {
            if let Some(id) = session.subject().map(|run| run.id) {
                pins::pin(id, session, state);
            }
        }
        Command::Open => state.path = Some(path_field(false, String::new())),
        Command::Save => match session.file() {
            Some(file) => state
                .outbox
                .push(Request::SavePath(file.to_string_lossy().into_owned())),
            None => state.path = Some(path_field(true, suggested_name(session))),
        },
        Command::SaveAs => {
            let text = session.file().map_or_else(
                || suggested_name(session),
                |file| file.to_string_lossy().into_owned(),
            );
            state.path = Some(path_field(true, text));
        }
        _ => {}
    }
}

fn path_field(saving: bool, text: String) -> PathField {
    PathField {
        saving,
        text,
        focused: false,
        replace: false,
    }
}

/// A file name made of the scene's title.
pub fn suggested_name(session: &Session) -> String {
    format!("{}.ravine.json", file_stem(session))
}

/// A file name without its ending: the scene's title in letters that every file system takes.
pub(super) fn file_stem(session: &Session) -> String {
    let title = session.scene.title.to_lowercase();
    let parts = title.split(|c: char| !c.is_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let stem: String = parts.join("-").chars().take(60).collect();
    if stem.is_empty() {
        "scene".to_owned()
    } else {
        stem
    }
}

/// Commits what was edited once the hand has let go: the pointer is up, and the keyboard has left the
/// control that it edited.
fn settle(ui: &Ui, session: &mut Session, state: &mut UiState) {
    let (held, released) =
        ui.input(|input| (input.pointer.any_down(), input.pointer.any_released()));
    let focus = ui.ctx().memory(egui::Memory::focused);
    if held || released {
        state.keyboard_edit = None;
        if released && !held {
            session.settle();
        }
        return;
    }
    if session.is_editing() && focus.is_some() && state.keyboard_edit.is_none() {
        state.keyboard_edit = focus;
    }
    if state.keyboard_edit.is_none() || state.keyboard_edit != focus {
        state.keyboard_edit = None;
        session.settle();
    }
}

/// A click leaves the focus to text fields only: elsewhere Space and the arrows belong to the race again,
/// and to a control only if the keyboard has gone there. What the click focused is looked at one frame
/// later, when it has been drawn.
fn release_focus(ui: &Ui) {
    let ctx = ui.ctx();
    let clicked = Id::unique("focused by a click");
    let focused = ctx.memory(egui::Memory::focused);
    let by_hand = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
    let before: Option<Id> = ctx.data(|data| data.get_temp(clicked));
    if let Some(focused) = focused.filter(|_| before == focused)
        && !ctx.text_edit_focused()
    {
        ctx.memory_mut(|memory| memory.surrender_focus(focused));
    }
    ctx.data_mut(|data| match focused.filter(|_| by_hand) {
        Some(focused) => {
            data.insert_temp(clicked, focused);
        }
        None => data.remove::<Id>(clicked),
    });
}

/// Whether the scene was changed after the runs were worked out in this frame.
fn is_stale(session: &Session) -> bool {
    session.scene.runs.iter().any(|run| {
        session
            .derived()
            .run(run.id)
            .is_none_or(|product| *product.request() != session.scene.request(run))
    })
}
