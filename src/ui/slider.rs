//! A slim slider over a parameter's span, with a mark at the default and, where one is given, at a limit.
//!
//! It knows positions and values through [`Span`], nothing of parameters. Drag or click anywhere on the
//! rail; arrow keys move it when it has the focus (Shift: finer); a screen reader sees a slider with its
//! value.

use super::theme::Theme;
use crate::core::params::Span;
use egui::accesskit::Action;
use egui::layers::ShapeIdx;
use egui::{
    CursorIcon, EventFilter, Key, Painter, Rect, Response, Sense, Shape, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};

/// Part of the rail that an arrow key moves the knob.
const KEY_STEP: f64 = 0.01;

/// The rail of a slider that was shown in this frame, on which a limit can still be marked: also one that follows from
/// what a hand does further down.
#[derive(Clone)]
pub struct Rail {
    painter: Painter,
    slot: ShapeIdx,
    rect: Rect,
    span: Span,
}

impl Rail {
    /// Marks the value from which on the rest of the rail is dangerous.
    pub fn mark_limit(&self, limit: f64, theme: &Theme) {
        if limit.is_nan() {
            return;
        }
        let x = x_of(self.rect, &self.span, limit);
        let beyond = Rect::from_min_max(pos2(x, self.rect.top()), self.rect.max);
        let mut shapes = vec![Shape::rect_filled(
            beyond,
            1.0,
            theme.danger.gamma_multiply(0.45),
        )];
        if (self.span.low..=self.span.high).contains(&limit) {
            let middle = self.rect.center().y;
            let tick = [pos2(x, middle - 8.0), pos2(x, middle + 8.0)];
            shapes.push(Shape::line_segment(tick, Stroke::new(1.5, theme.accent)));
        }
        self.painter.set(self.slot, Shape::Vec(shapes));
    }
}

fn x_of(rail: Rect, span: &Span, value: f64) -> f32 {
    rail.left() + rail.width() * span.position_of(value) as f32
}

/// Shows the slider `width` points wide. Answers the new value if the hand moved it; `whole` makes it a
/// whole number.
pub fn slider_ui(
    ui: &mut Ui,
    label: &str,
    width: f32,
    span: &Span,
    value: f64,
    default: Option<f64>,
    whole: bool,
) -> (Response, Option<f64>) {
    let (response, moved, _) = marked_slider_ui(ui, label, width, span, value, default, whole);
    (response, moved)
}

/// The same, with the rail on which a limit can be marked, if it is in sight.
pub fn marked_slider_ui(
    ui: &mut Ui,
    label: &str,
    width: f32,
    span: &Span,
    value: f64,
    default: Option<f64>,
    whole: bool,
) -> (Response, Option<f64>, Option<Rail>) {
    let height = ui.spacing().interact_size.y;
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, height), Sense::click_and_drag());
    response = response.on_hover_cursor(CursorIcon::ResizeHorizontal);
    let rail = Rect::from_center_size(rect.center(), vec2(rect.width() - 12.0, 2.0));
    let new_value = moved(ui, &response, rail, span, value, whole);
    if new_value.is_some() {
        response.mark_changed();
    }
    let shown = new_value.unwrap_or(value);
    response.widget_info(|| WidgetInfo::slider(ui.is_enabled(), shown, label));
    declare(ui, &response, span, shown);
    let marked = ui
        .is_rect_visible(rect)
        .then(|| paint(ui, &response, rail, span, shown, default));
    (response, new_value, marked)
}

/// The value that pointer, keys or a screen reader ask for, if it is another one.
fn moved(
    ui: &Ui,
    response: &Response,
    rail: Rect,
    span: &Span,
    value: f64,
    whole: bool,
) -> Option<f64> {
    let at = |position: f64| {
        let value = span.rounded_value_at(position);
        if whole { value.round() } else { value }
    };
    let mut wanted = None;
    // A press that ends what is typed elsewhere moves the knob from the next frame on: the text comes first.
    let ends_typing =
        ui.input(|input| input.pointer.primary_pressed()) && ui.ctx().text_edit_focused();
    let by_hand =
        ui.input(|input| input.pointer.primary_down() || input.pointer.primary_released());
    if let Some(pointer) = response
        .interact_pointer_pos()
        .filter(|_| by_hand && !ends_typing)
    {
        wanted = Some(at(f64::from((pointer.x - rail.left()) / rail.width())));
    }
    let mut steps = 0.0;
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        ui.input(|input| {
            let fine = if input.modifiers.shift { 0.1 } else { 1.0 };
            let presses = input.num_presses(Key::ArrowRight) as f64
                - input.num_presses(Key::ArrowLeft) as f64;
            steps += presses * fine;
        });
    }
    ui.input(|input| {
        steps += input.num_accesskit_action_requests(response.id, Action::Increment) as f64;
        steps -= input.num_accesskit_action_requests(response.id, Action::Decrement) as f64;
    });
    if steps != 0.0 {
        wanted = nudged(span.position_of(value), steps * KEY_STEP, value, at);
    }
    ui.input(|input| {
        for request in input.accesskit_action_requests(response.id, Action::SetValue) {
            if let Some(egui::accesskit::ActionData::NumericValue(x)) = request.data {
                wanted = Some(if whole { x.round() } else { x });
            }
        }
    });
    wanted.filter(|x| x.is_finite() && *x != value)
}

/// The first other value at `step`, twice `step`, … from a position: rounding may give the same value
/// for some of them, and a key that does nothing would never leave it.
fn nudged(position: f64, step: f64, value: f64, at: impl Fn(f64) -> f64) -> Option<f64> {
    let ahead = |x: &f64| (*x - value) * step > 0.0;
    (1..=1000)
        .map(|i| position + step * f64::from(i))
        .take_while(|position| (-step.abs()..=1.0 + step.abs()).contains(position))
        .map(at)
        .find(ahead)
}

fn declare(ui: &Ui, response: &Response, span: &Span, value: f64) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_min_numeric_value(span.low.min(value));
        node.set_max_numeric_value(span.high.max(value));
        node.add_action(Action::SetValue);
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
}

fn paint(
    ui: &Ui,
    response: &Response,
    rail: Rect,
    span: &Span,
    value: f64,
    default: Option<f64>,
) -> Rail {
    let theme = Theme::in_ui(ui);
    let painter = ui.painter();
    let x = x_of(rail, span, value);
    let active = response.hovered() || response.dragged() || response.has_focus();
    painter.rect_filled(rail, 1.0, theme.control);
    let filled = Rect::from_min_max(rail.min, pos2(x, rail.max.y));
    painter.rect_filled(
        filled,
        1.0,
        if active {
            theme.accent
        } else {
            theme.text_faint
        },
    );
    if let Some(default) = default.filter(|default| *default != value) {
        let x = x_of(rail, span, default);
        painter.vline(
            x,
            rail.center().y - 4.0..=rail.center().y + 4.0,
            Stroke::new(1.0, theme.text_faint),
        );
    }
    let slot = painter.add(Shape::Noop);
    let knob = pos2(x, rail.center().y);
    if response.has_focus() {
        painter.circle_filled(knob, 9.0, theme.accent.gamma_multiply(0.25));
    }
    let radius = if active { 6.0 } else { 5.0 };
    let fill = if active { theme.accent } else { theme.handle };
    painter.circle(knob, radius, fill, Stroke::new(1.0, theme.text_faint));
    Rail {
        painter: painter.clone(),
        slot,
        rect: rail,
        span: *span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_always_leads_to_another_value() {
        let table = [
            (Span::zero_log(1e-3, 100.0), false, 0.0, 0.01, Some(0.001)),
            (Span::zero_log(1e-3, 100.0), false, 0.001, -0.01, Some(0.0)),
            (Span::log(1.0, 1e4), true, 1.0, 0.01, Some(2.0)),
            (Span::log(1.0, 1e4), true, 2.0, -0.01, Some(1.0)),
            (Span::log(1.0, 1e4), true, 1e4, 0.01, None),
            (Span::linear(0.0, 1.0), false, 0.5, 0.01, Some(0.51)),
            (Span::linear(0.0, 1.0), false, 1.0, 0.01, None),
        ];
        for (span, whole, value, step, want) in table {
            let at = |position: f64| {
                let value = span.rounded_value_at(position);
                if whole { value.round() } else { value }
            };
            let got = nudged(span.position_of(value), step, value, at);
            assert_eq!(got, want, "{span:?} from {value} by {step}");
        }
    }
}
