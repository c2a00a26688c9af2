//! The sheet of the fair race: what is tuned, how far it is, what was found. It floats beside the lecture and blocks nothing.

mod axes;
mod choices;
mod curve;
mod form;
mod results;

use crate::session::Session;
use crate::session::command::Command;
use crate::session::scene::RunId;
use crate::session::tune::{Applied, Tuning};
use crate::ui::panel::top_bar::{hint, icon_button};
use crate::ui::state::UiState;
use crate::ui::{icons, theme};
use choices::{Choices, Which};
use egui::{Align, Id, Key, Layout, Popup, RichText, Ui, Window, pos2, vec2};

/// Width of the sheet, in points.
const WIDTH: f32 = 480.0;
/// Its distance from the panel beside it and from the bar above it.
const BESIDE: [f32; 2] = [44.0, 48.0];

/// The sheet. What was chosen in it stays when it is closed; what was found does not.
#[derive(Default)]
pub struct TuneSheet {
    /// Whether it is open.
    pub open: bool,
    choices: Choices,
    tuning: Option<Tuning>,
    /// Which of the curves is shown.
    curve: usize,
}

impl TuneSheet {
    /// Opens it for the runs that are drawn, or closes it.
    pub fn toggle(&mut self, session: &Session) {
        if self.open {
            self.close();
        } else {
            self.open = !session.scene.runs.is_empty();
            self.choices.which = Which::Shown;
        }
    }

    /// Opens it for one run; what was going on is called off.
    pub fn open_for(&mut self, id: RunId) {
        self.tuning = None;
        self.choices.which = Which::One(id);
        self.open = true;
    }

    /// Closes it, and calls off what is going on.
    pub fn close(&mut self) {
        (self.open, self.tuning) = (false, None);
    }

    /// The race that is worked out or done.
    pub fn tuning(&mut self) -> Option<&mut Tuning> {
        self.tuning.as_mut()
    }
}

/// What was asked for in the sheet.
enum Asked {
    Start,
    Back,
    Apply,
    Close,
}

/// Shows the sheet, if it is open.
pub fn tune_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    if !state.tune.open {
        return;
    }
    let mut sheet = std::mem::take(&mut state.tune);
    let mut asked = if is_left(ui, state) {
        Some(Asked::Back)
    } else {
        None
    };
    let room = ui.ctx().content_rect();
    let panel = if state.has_right() {
        state.settings.right_width
    } else {
        0.0
    };
    let left = (room.right() - panel - WIDTH - BESIDE[0]).max(room.left() + 8.0);
    if let Some(tuning) = &mut sheet.tuning {
        tuning.look();
        if !tuning.is_done() {
            ui.ctx().request_repaint_after_secs(0.05);
        }
        if tuning.is_stopped() {
            state.complain("The fair race broke off; start it again, with fewer trials perhaps");
            sheet.tuning = None;
        }
    }
    let window = Window::new("Tune: a fair race")
        .id(Id::unique("tune"))
        .title_bar(false)
        .resizable(false)
        .default_pos(pos2(left, room.top() + BESIDE[1]));
    window.show(ui.ctx(), |ui| {
        let width = WIDTH.min(room.width() - 48.0);
        ui.set_width(width);
        if title_ui(ui) {
            asked = Some(Asked::Close);
        }
        let room = room.height() - 96.0;
        let said = match &sheet.tuning {
            None => form::form_ui(ui, session, &mut sheet.choices, room),
            Some(tuning) => {
                let front = state.front;
                let answer = results::results_ui(ui, front, tuning, &mut sheet.curve, room);
                if let Some(id) = answer.pointed {
                    state.hovered = Some(id);
                }
                answer.asked
            }
        };
        asked = said.or(asked.take());
    });
    match asked {
        Some(Asked::Start) => {
            let entrants = sheet.choices.entrants(session);
            sheet.curve = 0;
            sheet.tuning = Some(Tuning::start(entrants, session.workers()));
            ui.ctx().request_repaint();
        }
        Some(Asked::Back) if sheet.tuning.is_some() => sheet.tuning = None,
        Some(Asked::Back | Asked::Close) => sheet.close(),
        Some(Asked::Apply) => {
            if let Some(tuning) = sheet.tuning.take() {
                tell(&session.apply_tuning(&tuning), state);
            }
            sheet.close();
        }
        None => {}
    }
    state.tune = sheet;
}

/// What the sheet is, and the button that closes it; answers whether that was pressed.
fn title_ui(ui: &mut Ui) -> bool {
    let layout = Layout::right_to_left(Align::Center);
    let line = vec2(ui.available_width(), 24.0);
    let shown = ui.allocate_ui_with_layout(line, layout, |ui| {
        let close = icon_button(
            ui,
            icons::CLOSE,
            "Close the fair race",
            "Close; nothing is changed",
        );
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let title = RichText::new("Tune: a fair race")
                .family(theme::semibold())
                .size(16.0);
            ui.label(title);
        });
        close.clicked()
    });
    shown.inner
}

/// Whether Escape means this sheet: nothing else is open that it closes first.
fn is_left(ui: &Ui, state: &UiState) -> bool {
    !state.has_sheet()
        && !ui.ctx().text_edit_focused()
        && !Popup::is_any_open(ui.ctx())
        && ui.input(|input| input.key_pressed(Key::Escape))
}

/// Says what was changed, and how to take it back; and what was not, and why.
fn tell(applied: &Applied, state: &mut UiState) {
    let Applied {
        done,
        gone,
        changed,
    } = applied;
    let undo = hint(Command::Undo);
    let undo = undo.rsplit_once('(').map_or("", |(_, key)| key);
    let undo = undo.trim_end_matches(')');
    match &done[..] {
        [] => {}
        [one] => state.notify(format!("{one} is tuned; undo ({undo}) takes it back")),
        several => {
            let count = several.len();
            state.notify(format!(
                "{count} runs are tuned; undo ({undo}) takes it back"
            ));
        }
    }
    if !gone.is_empty() {
        let names = gone.join(", ");
        state.complain(format!("Not tuned, because removed meanwhile: {names}"));
    }
    if !changed.is_empty() {
        let names = changed.join(", ");
        state.complain(format!(
            "Not tuned, because something else of it was changed meanwhile: {names}; tune again"
        ));
    }
}
