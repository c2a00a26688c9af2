//! The row above the sweep: its form, what stands on the axes and in which scale, what the colours mean.
//!
//! Where there is little room, labels become symbols and what is seldom needed moves into a menu.

use super::header_pick;
use crate::core::map::{Axis, AxisScale, Knob};
use crate::core::pipeline::Request;
use crate::session::Session;
use crate::session::maps::{Form, Shade, Sweep, knobs};
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme::Theme;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{
    Align, Button, ComboBox, Layout, PopupCloseBehavior, Rect, Response, RichText, Ui, UiBuilder,
    pos2, vec2,
};

/// Height of the row.
const HEIGHT: f32 = 32.0;
/// Room for the menu at the end of a narrow row.
const MORE: f32 = 36.0;
/// From this width on everything is in the row; from the next on the axes have their labels.
const WIDE: [f32; 2] = [600.0, 760.0];

/// Which of both axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The horizontal one.
    Across,
    /// The vertical one.
    Up,
}

impl Side {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Across => "Horizontal axis",
            Self::Up => "Vertical axis",
        }
    }
}

/// Both axes as they are shown for a run.
pub struct Axes {
    /// The run with what all share applied.
    pub request: Request,
    /// What stands on them.
    pub knobs: [Knob; 2],
    /// The parts that are shown.
    pub shown: [Axis; 2],
}

impl Axes {
    /// Those of the run that is looked at closely.
    pub fn of(session: &Session) -> Option<Self> {
        let request = session.scene.request(session.subject()?);
        let sweep = &session.view.sweep;
        let mut shown = sweep.axes(&request);
        if let Some((_, across)) = session.line_axis() {
            shown[0] = across;
        }
        Some(Self {
            knobs: sweep.knobs(&request),
            shown,
            request,
        })
    }

    /// Shows these parts from now on, whatever becomes of the run.
    pub fn show(&self, sweep: &mut Sweep, shown: [Axis; 2]) {
        let [across, up] = self.knobs.clone();
        (sweep.across, sweep.up) = (Some(across), Some(up));
        (sweep.across_shown, sweep.up_shown) = (Some(shown[0]), Some(shown[1]));
    }
}

/// Shows the row; answers what is left below it. A picture has none.
pub fn header_ui(ui: &mut Ui, rect: Rect, session: &mut Session, state: &mut UiState) -> Rect {
    if state.relief.bare || rect.height() < 3.0 * HEIGHT {
        return rect;
    }
    let theme = Theme::in_ui(ui);
    let split = rect.top() + HEIGHT;
    let row = Rect::from_min_max(rect.min, pos2(rect.right(), split));
    ui.painter().rect_filled(row, 0.0, theme.panel);
    ui.painter()
        .hline(row.x_range(), split - 0.5, theme.hairline_stroke());
    let right = if state.present.is_some() { 112.0 } else { 8.0 };
    let inner = Rect::from_min_max(row.min + vec2(8.0, 0.0), row.max - vec2(right, 1.0));
    let layout = Layout::left_to_right(Align::Center);
    let builder = UiBuilder::new().id_salt("sweep header").max_rect(inner);
    let mut ui = ui.new_child(builder.layout(layout));
    ui.shrink_clip_rect(inner);
    ui.spacing_mut().item_spacing.x = 2.0;
    row_ui(&mut ui, session);
    Rect::from_min_max(pos2(rect.left(), split), rect.max)
}

fn row_ui(ui: &mut Ui, session: &mut Session) {
    let width = ui.available_width();
    let (is_wide, is_labelled) = (width >= WIDE[0], width >= WIDE[1]);
    form_ui(ui, session, is_wide);
    let Some(axes) = Axes::of(session) else {
        return;
    };
    let form = session.view.sweep.form;
    let gap = if is_wide { 8.0 } else { 2.0 };
    ui.add_space(gap);
    axis_ui(ui, session, &axes, Side::Across, is_labelled);
    if form == Form::Map {
        if is_wide {
            swap_ui(ui, session, &axes);
        }
        axis_ui(ui, session, &axes, Side::Up, is_labelled);
        ui.add_space(gap);
        shade_ui(ui, session);
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        if is_wide {
            more_ui(ui, session);
        } else {
            let close = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
            let button = Button::new(icons::MORE).frame_when_inactive(false);
            let menu = MenuButton::from_button(button).config(close);
            let (response, _) = menu.ui(ui, |ui| {
                if form == Form::Map {
                    swap_ui(ui, session, &axes);
                }
                more_ui(ui, session);
            });
            response
                .on_hover_text("More about the sweep")
                .accessible_name("More about the sweep");
        }
    });
}

/// Words of a form: what its switch says, and what it shows.
fn form_words(form: Form) -> [&'static str; 2] {
    match form {
        Form::Map => ["Map", "Two parameters of the run that is looked at closely"],
        Form::Curve => ["Curve", "The final loss of all runs over one parameter"],
        Form::Orbit => [
            "Orbit",
            "The last places of the run over one parameter: where it rests, cycles or wanders",
        ],
    }
}

fn form_ui(ui: &mut Ui, session: &mut Session, is_wide: bool) {
    let now = session.view.sweep.form;
    let mut chosen = now;
    let entry = |ui: &mut Ui, form: Form| {
        let [word, meaning] = form_words(form);
        choice_ui(ui, form == now, word, &format!("Form: {word}"), meaning).clicked()
    };
    if is_wide {
        for form in Form::ALL {
            if entry(ui, form) {
                chosen = form;
            }
        }
    } else {
        let combo = ComboBox::from_id_salt("form").width(56.0);
        let combo = combo.selected_text(form_words(now)[0]);
        let response = combo.show_ui(ui, |ui| {
            for form in Form::ALL {
                if entry(ui, form) {
                    chosen = form;
                }
            }
        });
        response.response.accessible_name("Form of the sweep");
    }
    session.view.sweep.form = chosen;
}

/// One of several entries of which one is chosen.
fn choice_ui(ui: &mut Ui, chosen: bool, word: &str, name: &str, meaning: &str) -> Response {
    let theme = Theme::in_ui(ui);
    let colour = if chosen { theme.text } else { theme.text_muted };
    ui.selectable_label(chosen, RichText::new(word).color(colour))
        .on_hover_text(meaning)
        .accessible_name(name)
}

/// The picker of an axis and its scale.
fn axis_ui(ui: &mut Ui, session: &mut Session, axes: &Axes, side: Side, is_labelled: bool) {
    let i = side as usize;
    let knob = &axes.knobs[i];
    if let Some(chosen) = header_pick::pick_ui(ui, &axes.request, knob, side, is_labelled) {
        choose(&mut session.view.sweep, axes, side, chosen);
    }
    scale_ui(ui, session, axes, side);
}

/// Puts another number on an axis; the one that stands on the other changes places with it.
fn choose(sweep: &mut Sweep, axes: &Axes, side: Side, chosen: Knob) {
    let [across, up] = axes.knobs.clone();
    let i = side as usize;
    if chosen == axes.knobs[i] {
        return;
    }
    if chosen == axes.knobs[1 - i] {
        swap(sweep, axes);
        return;
    }
    match side {
        Side::Across => {
            (sweep.across, sweep.up) = (Some(chosen), Some(up));
            sweep.across_shown = None;
        }
        Side::Up => {
            (sweep.across, sweep.up) = (Some(across), Some(chosen));
            sweep.up_shown = None;
        }
    }
}

/// Lets both axes change places, with the parts that are shown.
fn swap(sweep: &mut Sweep, axes: &Axes) {
    let [across, up] = axes.knobs.clone();
    (sweep.across, sweep.up) = (Some(up), Some(across));
    std::mem::swap(&mut sweep.across_shown, &mut sweep.up_shown);
}

fn swap_ui(ui: &mut Ui, session: &mut Session, axes: &Axes) {
    let text = format!("{}{}", icons::ARROW_LEFT, icons::ARROW_RIGHT);
    let button = ui.add(Button::new(text).frame_when_inactive(false));
    let button = button.on_hover_text("Let both axes change places");
    if button.accessible_name("Swap axes").clicked() {
        swap(&mut session.view.sweep, axes);
    }
}

/// Words of a scale: on its switch, and what it means.
fn scale_words(scale: AxisScale) -> [&'static str; 2] {
    match scale {
        AxisScale::Linear => ["lin", "Linear: equal distances are equal differences"],
        AxisScale::Log => ["log", "Logarithmic: equal distances are equal ratios"],
        AxisScale::OneMinus => [
            "1−x",
            "Logarithmic in one minus the number: 0.9, 0.99 and 0.999 are equally far apart",
        ],
    }
}

/// The scale of an axis; a click goes to the next one that its numbers allow.
fn scale_ui(ui: &mut Ui, session: &mut Session, axes: &Axes, side: Side) {
    let theme = Theme::in_ui(ui);
    let i = side as usize;
    let (knob, axis) = (&axes.knobs[i], &axes.shown[i]);
    let all = knobs::scales(knob, &axes.request);
    let at = all.iter().position(|scale| *scale == axis.scale);
    let others = (1..all.len().max(2)).filter_map(|k| all.get((at.unwrap_or(0) + k) % all.len()));
    let others = others.filter(|scale| **scale != axis.scale);
    let tried: Vec<_> = others
        .map(|scale| knobs::rescaled(axis, *scale, knob, &axes.request))
        .collect();
    let next = tried.iter().find_map(|made| made.as_ref().ok());
    let why = tried.iter().find_map(|made| made.as_ref().err());
    let [word, meaning] = scale_words(axis.scale);
    let text = RichText::new(word).color(theme.text_muted);
    let button = Button::new(text).frame_when_inactive(false);
    let response = ui.add_enabled(next.is_some(), button);
    let reason = why.map_or(String::new(), |why| format!("\n{why}"));
    let hint = next.map_or(String::new(), |axis| {
        format!("\nClick: {}", scale_words(axis.scale)[1])
    });
    let response = response
        .on_hover_text(format!("{meaning}{hint}{reason}"))
        .on_disabled_hover_text(format!("{meaning}{reason}"))
        .accessible_name(format!("Scale of the {}", side.name().to_lowercase()));
    if response.clicked()
        && let Some(next) = next
    {
        let mut shown = axes.shown;
        shown[i] = *next;
        axes.show(&mut session.view.sweep, shown);
    }
}

/// Words of what the colours mean: in the list, and what they say.
pub(super) fn shade_words(shade: Shade) -> [&'static str; 2] {
    match shade {
        Shade::Loss => [
            "Final loss",
            "The gap to the minimum after the last step, or the loss where the minimum is unknown",
        ],
        Shade::Steps => ["Steps", "Steps until the tolerance is first met"],
        Shade::Rate => [
            "Rate",
            "The measured factor per step by which the distance to the minimum shrinks in the long run; above 1 it grows",
        ],
        Shade::Ending => [
            "Ending",
            "How the run ends: arrived, at a saddle, in a cycle, diverged, or under way when its steps are used up",
        ],
    }
}

fn shade_ui(ui: &mut Ui, session: &mut Session) {
    let now = session.view.sweep.shade;
    let mut chosen = now;
    // What is seldom needed stands behind it.
    let room = (ui.available_width() - MORE).max(40.0);
    let combo = ComboBox::from_id_salt("shade").width(room.min(76.0));
    let combo = combo.truncate().selected_text(shade_words(now)[0]);
    let entries = |ui: &mut Ui| {
        for shade in Shade::ALL {
            let [word, meaning] = shade_words(shade);
            let name = format!("Colour: {word}");
            if choice_ui(ui, shade == now, word, &name, meaning).clicked() {
                chosen = shade;
            }
        }
    };
    let shown = ui.scope(|ui| {
        ui.set_max_width(room);
        combo.show_ui(ui, entries).response
    });
    let response = shown.inner;
    response
        .on_hover_text(shade_words(now)[1])
        .accessible_name("Colours of the sweep");
    session.view.sweep.shade = chosen;
}

/// What is seldom needed: the usual part of the axes, and what theory says.
fn more_ui(ui: &mut Ui, session: &mut Session) {
    let sweep = &mut session.view.sweep;
    let is_usual = sweep.is_fitted();
    let fit = Button::new(icons::FIT).frame_when_inactive(false);
    let fit = ui
        .add_enabled(!is_usual, fit)
        .on_hover_text("Show the usual part of both axes (F, double click)")
        .on_disabled_hover_text("The usual part of both axes is shown");
    if fit.accessible_name("Usual range").clicked() {
        sweep.fit();
    }
    if sweep.form == Form::Map {
        let name = "Theory in the sweep";
        let meaning = "Where theory is exact: the boundary of stability, and the best setting";
        if choice_ui(ui, sweep.theory, "Theory", name, meaning).clicked() {
            sweep.theory ^= true;
        }
    }
}
