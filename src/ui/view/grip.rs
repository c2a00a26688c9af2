//! A grip: a small mark on a picture that a hand, a key or a screen reader takes hold of and moves.
//!
//! It lies above what it stands on, so that a drag of it is no drag of the picture. It knows places on the screen, not
//! what they mean.

use crate::ui::theme::Theme;
use egui::accesskit::Action;
use egui::{
    CursorIcon, EventFilter, Id, Key, Painter, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2,
    WidgetInfo,
};

/// How near the pointer must be to take hold, in points.
pub(super) const REACH: f32 = 9.0;
/// How near the pointer must be for a quiet grip to show itself.
const NEAR: f32 = 56.0;
/// Radius of the mark, and while it is near or held.
const RADIUS: [f32; 2] = [3.0, 4.5];

/// A place that can be taken hold of.
pub(super) struct Grip<'a> {
    /// Its identity.
    pub(super) id: Id,
    /// Where it is.
    pub(super) at: Pos2,
    /// Where else the pointer takes hold of it: the line that it stands on.
    pub(super) line: Rect,
    /// What it is called.
    pub(super) name: &'a str,
    /// What it does, for its tooltip.
    pub(super) hint: &'a str,
    /// The number that it stands for.
    pub(super) value: f64,
    /// The same in words.
    pub(super) shown: &'a str,
    /// The pointer over it.
    pub(super) cursor: CursorIcon,
}

/// What a hand did to a grip.
pub(super) struct Touched {
    /// What egui saw.
    pub(super) response: Response,
    /// Where the grip is to go.
    pub(super) to: Option<Pos2>,
    /// Presses of arrow keys, those to the right and up less those to the left and down; also the steps of a screen
    /// reader.
    pub(super) keys: f64,
    /// Whether Shift is down.
    pub(super) shift: bool,
    /// The number that a screen reader asks for.
    pub(super) asked: Option<f64>,
    /// How much it wants to be seen: 0 quiet, 1 near or focused or held.
    pub(super) attention: f32,
}

impl Touched {
    /// Whether it is being dragged.
    pub(super) fn is_held(&self) -> bool {
        self.response.is_pointer_button_down_on()
    }
    /// Whether it is held, pointed at, or focused.
    pub(super) fn is_meant(&self) -> bool {
        self.is_held() || self.response.hovered() || self.response.has_focus()
    }
}

impl Grip<'_> {
    /// Lets the hand act. `within` is where the pointer counts as near.
    pub(super) fn interact(&self, ui: &Ui, within: Rect) -> Touched {
        let rect = Rect::from_center_size(self.at, Vec2::splat(2.0 * REACH)).union(self.line);
        let rect = rect.intersect(within.expand(REACH));
        let response = ui.interact(rect, self.id, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::slider(true, self.value, self.name));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_description(self.hint);
            for action in [Action::SetValue, Action::Increment, Action::Decrement] {
                node.add_action(action);
            }
        });
        let held = response.is_pointer_button_down_on();
        let pointer = ui.input(|input| input.pointer.interact_pos());
        let near = pointer
            .filter(|at| within.contains(*at))
            .is_some_and(|at| at.distance(self.at) < NEAR || self.line.expand(REACH).contains(at));
        let attention = if near || held || response.has_focus() {
            1.0
        } else {
            0.0
        };
        let touched = Touched {
            to: self.pulled(ui, &response),
            keys: keys(ui, &response),
            shift: ui.input(|input| input.modifiers.shift),
            asked: asked(ui, &response),
            attention,
            response: response.on_hover_cursor(self.cursor),
        };
        if held {
            ui.ctx().set_cursor_icon(self.cursor);
        }
        Touched {
            response: touched
                .response
                .clone()
                .on_hover_text(format!("{}: {}\n{}", self.name, self.shown, self.hint)),
            ..touched
        }
    }

    /// Where the pointer pulls it, with the distance at which it was taken hold of.
    fn pulled(&self, ui: &Ui, response: &Response) -> Option<Pos2> {
        let pressed = ui.input(|input| input.pointer.primary_pressed());
        let pointer = response.interact_pointer_pos()?;
        if !response.is_pointer_button_down_on() || !ui.input(|input| input.pointer.primary_down())
        {
            return None;
        }
        let key = self.id.with("taken at");
        if pressed {
            ui.data_mut(|data| {
                data.insert_temp(key, (pointer, self.at - pointer));
                data.insert_temp(key.with("moved"), false);
            });
            return None;
        }
        let (first, offset): (Pos2, Vec2) = ui.data(|data| data.get_temp(key))?;
        let has_moved = pointer != first
            || ui
                .data(|data| data.get_temp(key.with("moved")))
                .unwrap_or(false);
        ui.data_mut(|data| data.insert_temp(key.with("moved"), has_moved));
        has_moved.then_some(pointer + offset)
    }
}

/// Arrow keys while it has the focus, and the steps of a screen reader.
fn keys(ui: &Ui, response: &Response) -> f64 {
    let mut steps = 0.0;
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        ui.input(|input| {
            let presses = |key| input.num_presses(key) as f64;
            steps += presses(Key::ArrowRight) + presses(Key::ArrowUp);
            steps -= presses(Key::ArrowLeft) + presses(Key::ArrowDown);
        });
    }
    ui.input(|input| {
        steps += input.num_accesskit_action_requests(response.id, Action::Increment) as f64;
        steps -= input.num_accesskit_action_requests(response.id, Action::Decrement) as f64;
    });
    steps
}

fn asked(ui: &Ui, response: &Response) -> Option<f64> {
    let mut asked = None;
    ui.input(|input| {
        for request in input.accesskit_action_requests(response.id, Action::SetValue) {
            if let Some(egui::accesskit::ActionData::NumericValue(x)) = request.data {
                asked = Some(x).filter(|x| x.is_finite());
            }
        }
    });
    asked
}

/// Paints the mark of a grip: a small ring, filled while it is near, with the accent while it has the focus.
pub(super) fn paint_grip(
    painter: &Painter,
    touched: &Touched,
    at: Pos2,
    colour: egui::Color32,
    theme: &Theme,
) {
    let is_active = touched.is_meant();
    if touched.response.has_focus() {
        painter.circle_filled(at, 9.0, theme.accent.gamma_multiply(0.35));
    }
    let radius = RADIUS[usize::from(is_active)];
    let fill = if is_active { theme.accent } else { colour };
    let strength = if touched.attention > 0.0 { 1.0 } else { 0.7 };
    painter.circle(
        at,
        radius,
        fill.gamma_multiply(strength),
        Stroke::new(1.5, theme.casing.gamma_multiply(strength)),
    );
}
