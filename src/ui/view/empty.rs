//! What stands over the plane when there is nothing to see on it: why, and what to do next.

use crate::core::catalog::Kind;
use crate::core::params::Value;
use crate::core::trajectory::Ending;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::derived::Product;
use crate::session::scene::Run;
use crate::session::view::Mode;
use crate::session::{specs, starters};
use crate::ui::icons;
use crate::ui::picker;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{
    Button, Frame, Id, Popup, PopupCloseBehavior, Rect, RichText, Ui, UiBuilder, pos2, vec2,
};

/// Why there is nothing to see.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// Nobody races.
    Nobody,
    /// Every run is hidden.
    Hidden,
    /// Every run that is shown has left for good by the step that is shown.
    Diverged,
}

fn why(session: &Session) -> Option<Why> {
    let scene = &session.scene;
    let step = session.step();
    let mut shown = scene.shown();
    let has_diverged = |run: &Run| {
        let product = session.derived().run(run.id);
        let ending = product.and_then(Product::ending);
        matches!(ending, Some(Ending::Diverged { at, .. }) if at <= step)
    };
    if scene.runs.is_empty() {
        Some(Why::Nobody)
    } else if shown.clone().next().is_none() {
        Some(Why::Hidden)
    } else {
        shown.all(has_diverged).then_some(Why::Diverged)
    }
}

/// Shows it, if nobody races, every run is hidden, or all have diverged.
pub fn empty_ui(
    ui: &mut Ui,
    plane: Rect,
    session: &mut Session,
    state: &mut UiState,
    commands: &mut Vec<Command>,
) {
    let Some(why) = why(session) else {
        return;
    };
    let is_sweep = session.view.mode == Mode::Sweep;
    if why == Why::Diverged && (state.present.is_some() || is_sweep) {
        // The legend says it, or the sweep shows it, and there is no room for more.
        return;
    }
    let theme = Theme::in_ui(ui);
    let most = match why {
        Why::Diverged => 324.0,
        Why::Hidden => 360.0,
        Why::Nobody => 440.0,
    };
    let size = vec2(plane.width().min(most) - 16.0, 92.0);
    let at = match why {
        // Above what stands in the lower corners, so that the trails stay in sight.
        Why::Diverged => pos2(plane.center().x, plane.bottom() - 48.0 - 0.5 * size.y),
        _ => plane.center(),
    };
    let layout = egui::Layout::top_down(egui::Align::Center);
    let mut ui = ui.new_child(
        UiBuilder::new()
            .id_salt("empty")
            .max_rect(Rect::from_center_size(at, size))
            .layout(layout),
    );
    let frame = Frame::new()
        .fill(theme.panel)
        .corner_radius(theme::sizes().radius)
        .inner_margin(12.0);
    frame.show(&mut ui, |ui| {
        let (title, text) = match why {
            Why::Nobody => (
                "No run yet",
                "Add an optimizer, right-click the plane to send one from there, or open a scene.",
            ),
            Why::Hidden => (
                "Every run is hidden",
                "The eye on a card shows its run again.",
            ),
            Why::Diverged => (
                "Every run has diverged",
                "Lower the learning rates, or clip the gradients.",
            ),
        };
        ui.label(RichText::new(title).family(theme::medium()));
        ui.label(RichText::new(text).color(theme.text_muted));
        ui.add_space(4.0);
        match why {
            Why::Nobody => first_ui(ui, session, state, commands),
            Why::Hidden => {
                let button = ui.add(Button::new("Show all runs").fill(theme.hover));
                if button.on_hover_text(Command::ShowAll.tooltip()).clicked() {
                    commands.push(Command::ShowAll);
                }
            }
            Why::Diverged => {
                let lower = session.scene.shared.rate_factor / 4.0;
                let is_allowed = specs::RATE_FACTOR.allows(&Value::Real(lower));
                let button = Button::new("Rates ÷ 4 for all").fill(theme.hover);
                let button = ui.add_enabled(is_allowed, button);
                let hint = "Divide the rate factor that all runs share by 4";
                if button.on_hover_text(hint).clicked() {
                    session.change("Lower all rates", |scene| scene.shared.rate_factor = lower);
                }
            }
        }
    });
}

/// The buttons that begin a race.
fn first_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState, commands: &mut Vec<Command>) {
    let theme = Theme::in_ui(ui);
    let width = Id::unique("width of the empty state's buttons");
    let last: f32 = ui.data(|data| data.get_temp(width)).unwrap_or(0.0);
    let row = ui.horizontal(|ui| {
        ui.add_space(((ui.available_width() - last) / 2.0).max(0.0));
        let left = ui.cursor().left();
        let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let button = Button::new(format!("{}  One optimizer", icons::PLUS));
        let menu = MenuButton::from_button(button.fill(theme.hover)).config(stays);
        let (button, _) = menu.ui(ui, |ui| {
            if let Some(about) = picker::entries_ui(ui, Kind::Optimizer, None, false) {
                session.change("Add run", |scene| {
                    if let Some(run) = scene.add_run(about) {
                        state.unfolded.insert(run.id);
                    }
                });
                Popup::close_all(ui.ctx());
            }
        });
        button
            .accessible_name("Add the first optimizer")
            .on_hover_text("Choose one from the catalogue");
        let field = Button::new(format!("{}  The usual four", icons::PLUS));
        let field = ui.add(field.fill(theme.hover));
        if field
            .clone()
            .on_hover_text("SGD, Momentum, RMSprop and Adam, each at a rate that suits the surface")
            .clicked()
        {
            session.change("Add the usual four", starters::add_starters);
        }
        let scenes = Button::new(Command::Gallery.text()).fill(theme.hover);
        let scenes = ui.add(scenes).on_hover_text(Command::Gallery.tooltip());
        if scenes.clicked() {
            commands.push(Command::Gallery);
        }
        scenes.rect.right() - left
    });
    ui.data_mut(|data| data.insert_temp(width, row.inner));
}
