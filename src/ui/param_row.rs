//! The only parameter widget: a parameter's description and its value become one labelled row.
//!
//! Symbol, label, control, value. Double-click the label for the default, the value to type it; a changed
//! value is marked. What is typed outside the domain is refused with the sentence of the domain.

use super::format;
use super::picker;
use super::slider::slider_ui;
use super::theme::Theme;
use crate::core::catalog::Config;
use crate::core::params::{ParamSpec, Scale, Shape, Span, Value};
use egui::{Align, CursorIcon, Key, Label, Layout, Response, RichText, Sense, TextEdit, Ui, vec2};

/// Width of the symbol in front of a row.
const SYMBOL: f32 = 22.0;
/// Width of a label.
const LABEL: f32 = 114.0;
/// Width of a value behind a row.
const VALUE: f32 = 52.0;

/// What the row is about besides the parameter itself.
#[derive(Clone, Copy)]
pub struct Owner<'a> {
    /// Whose parameter it is (`Adam`), for names that a screen reader and the history can tell apart.
    pub name: &'a str,
    /// The rule it enters, for the tooltip.
    pub formula: &'a str,
    /// What overrides the value at present, if anything.
    pub overridden: Option<&'a str>,
}

/// One row. Changes `value` in place; answers whether it did.
pub fn param_row_ui(
    ui: &mut Ui,
    spec: &'static ParamSpec,
    value: &mut Value,
    owner: Owner<'_>,
) -> bool {
    let default = spec.default();
    let changed_from_default = *value != default;
    let name = format!("{} of {}", spec.label, owner.name);
    let mut changed = false;
    if let (Shape::Config { kind, .. }, Value::Config(config)) = (&spec.shape, &mut *value) {
        ui.horizontal(|ui| {
            label_ui(ui, spec, changed_from_default, owner);
            changed |= picker::picker_ui(ui, *kind, config, &name);
        });
        changed |= config_rows_ui(ui, config, owner.name);
        return changed;
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        if label_ui(ui, spec, changed_from_default, owner).double_clicked() && changed_from_default
        {
            *value = default.clone();
            changed = true;
        }
        changed |= control_ui(ui, spec, value, &name);
    });
    changed
}

/// The rows of every parameter of a setting.
pub fn config_rows_ui(ui: &mut Ui, config: &mut Config, owner: &str) -> bool {
    let mut changed = false;
    for spec in config.about.specs {
        changed |= config_row_ui(ui, config, spec, owner, None);
    }
    changed
}

/// The row of one parameter of a setting.
pub fn config_row_ui(
    ui: &mut Ui,
    config: &mut Config,
    spec: &'static ParamSpec,
    owner: &str,
    overridden: Option<&str>,
) -> bool {
    let Some(mut value) = config.get(spec.key).cloned() else {
        return false;
    };
    let owner = Owner {
        name: owner,
        formula: config.about.info.formula,
        overridden,
    };
    let id = ui.scope_id().with(spec.key);
    let changed = ui
        .push_id(id, |ui| param_row_ui(ui, spec, &mut value, owner))
        .inner;
    changed && config.set(spec.key, value).is_ok()
}

/// A row for a real number that is not part of a setting: the same look and manners.
pub fn real_row_ui(ui: &mut Ui, spec: &'static ParamSpec, value: &mut f64, owner: &str) -> bool {
    let mut held = Value::Real(*value);
    let owner = Owner {
        name: owner,
        formula: "",
        overridden: None,
    };
    let changed = param_row_ui(ui, spec, &mut held, owner);
    if let (true, Value::Real(x)) = (changed, held) {
        *value = x;
    }
    changed
}

/// A row for a whole number that is not part of a setting.
pub fn count_row_ui(ui: &mut Ui, spec: &'static ParamSpec, value: &mut u64, owner: &str) -> bool {
    let mut held = Value::Count(*value);
    let owner = Owner {
        name: owner,
        formula: "",
        overridden: None,
    };
    let changed = param_row_ui(ui, spec, &mut held, owner);
    if let (true, Value::Count(n)) = (changed, held) {
        *value = n;
    }
    changed
}

fn label_ui(ui: &mut Ui, spec: &'static ParamSpec, changed: bool, owner: Owner<'_>) -> Response {
    let theme = Theme::in_ui(ui);
    let width = LABEL;
    let height = ui.spacing().interact_size.y;
    let symbol = RichText::new(spec.symbol).color(if changed {
        theme.accent
    } else {
        theme.text_muted
    });
    let text = if owner.overridden.is_some() {
        theme.text_faint
    } else {
        theme.text
    };
    ui.allocate_ui_with_layout(
        vec2(SYMBOL, height),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.set_min_width(SYMBOL);
            ui.add(Label::new(symbol).selectable(false));
        },
    );
    let response = ui
        .allocate_ui_with_layout(
            vec2(width, height),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(width);
                ui.add(
                    Label::new(RichText::new(spec.label).color(text))
                        .truncate()
                        .selectable(false)
                        .sense(Sense::click()),
                )
            },
        )
        .inner;
    response.on_hover_ui(|ui| tooltip_ui(ui, spec, changed, owner))
}

fn tooltip_ui(ui: &mut Ui, spec: &'static ParamSpec, changed: bool, owner: Owner<'_>) {
    let theme = Theme::in_ui(ui);
    ui.set_max_width(320.0);
    let title = if spec.symbol.is_empty() {
        spec.label.to_owned()
    } else {
        format!("{}  {}", spec.label, spec.symbol)
    };
    ui.label(RichText::new(title).strong());
    ui.label(spec.meaning());
    if !owner.formula.is_empty() {
        ui.label(RichText::new(owner.formula).color(theme.text_muted));
    }
    if let Some(overridden) = owner.overridden {
        ui.label(RichText::new(overridden).color(theme.warning));
    }
    let mut hint = format!(
        "Allowed: {}. Default: {}.",
        spec.allowed(),
        text_of(spec, &spec.default())
    );
    if changed {
        hint.push_str(" Double-click the label to restore it.");
    }
    ui.label(RichText::new(hint).color(theme.text_muted).small());
}

/// The control and the typed value behind the label.
fn control_ui(ui: &mut Ui, spec: &'static ParamSpec, value: &mut Value, name: &str) -> bool {
    match (&spec.shape, &mut *value) {
        (Shape::Toggle { .. }, Value::Toggle(on)) => ui
            .checkbox(on, "")
            .accessible_name(name)
            .on_hover_text(spec.meaning())
            .changed(),
        (Shape::Choice { options, .. }, Value::Choice(index)) => {
            let mut chosen = *index;
            for (i, word) in options.iter().enumerate() {
                let button = ui
                    .selectable_label(*index == i, *word)
                    .accessible_name(format!("{name}: {word}"));
                if button.clicked() {
                    chosen = i;
                }
            }
            let changed = chosen != *index;
            *index = chosen;
            changed
        }
        (Shape::Real { span, default, .. }, Value::Real(x)) => {
            let moved = number_slider_ui(ui, span, *x, Some(*default), name, false);
            let typed = typed_ui(ui, spec, &Value::Real(*x), name);
            let allowed = moved.map(Value::Real).filter(|value| spec.allows(value));
            replace(value, typed.or(allowed))
        }
        (
            Shape::Count {
                min,
                max,
                auto,
                default,
            },
            Value::Count(n),
        ) => {
            let span = count_span(*default, *min, *max, *auto);
            let usual = (!auto).then_some(*default as f64);
            let moved = number_slider_ui(ui, &span, *n as f64, usual, name, true);
            let typed = typed_ui(ui, spec, &Value::Count(*n), name);
            let allowed = moved
                .map(|x| Value::Count(x.round() as u64))
                .filter(|value| spec.allows(value));
            replace(value, typed.or(allowed))
        }
        _ => false,
    }
}

/// What the slider of a whole number covers: up to a power of ten well above the default. It does not
/// depend on the value, which would run away from the hand that drags it.
fn count_span(default: u64, min: u64, max: u64, auto: bool) -> Span {
    let high = 10f64.powf((default.max(1) as f64).log10().ceil() + 1.0);
    Span {
        scale: if min == 0 { Scale::ZeroLog } else { Scale::Log },
        low: if auto { 1.0 } else { min.max(1) as f64 },
        high: high.max(1000.0).min(max as f64),
    }
}

fn replace(value: &mut Value, new: Option<Value>) -> bool {
    match new {
        Some(new) if new != *value => {
            *value = new;
            true
        }
        _ => false,
    }
}

fn number_slider_ui(
    ui: &mut Ui,
    span: &Span,
    value: f64,
    default: Option<f64>,
    name: &str,
    whole: bool,
) -> Option<f64> {
    let width = (ui.available_width() - VALUE - 4.0).max(24.0);
    slider_ui(ui, name, width, span, value, default, whole).1
}

/// A value as text: what is shown, and what typing it again gives back.
pub fn text_of(spec: &ParamSpec, value: &Value) -> String {
    match (&spec.shape, value) {
        (Shape::Count { auto: true, .. }, Value::Count(0)) => "auto".to_owned(),
        (_, Value::Count(n)) => format::count(*n),
        (_, Value::Real(x)) => format::value(*x),
        (_, Value::Toggle(on)) => if *on { "on" } else { "off" }.to_owned(),
        (Shape::Choice { options, .. }, Value::Choice(i)) => {
            (*options.get(*i).unwrap_or(&"")).to_owned()
        }
        (_, Value::Config(config)) => config.name().to_owned(),
        (_, Value::Choice(_)) => String::new(),
    }
}

/// What a person typed, as a value of this parameter.
fn parsed(spec: &ParamSpec, text: &str) -> Result<Value, String> {
    let refused = || format!("{} must be {}", spec.label, spec.allowed());
    let value = match spec.shape {
        Shape::Count { auto: true, .. } if text.trim().eq_ignore_ascii_case("auto") => {
            Value::Count(0)
        }
        Shape::Count { .. } => {
            let x = format::parse(text).ok_or_else(refused)?;
            if x < 0.0 || x.fract() != 0.0 {
                return Err(refused());
            }
            Value::Count(x as u64)
        }
        _ => Value::Real(format::parse(text).ok_or_else(refused)?),
    };
    if spec.allows(&value) {
        Ok(value)
    } else {
        Err(refused())
    }
}

/// What is being typed into a row.
#[derive(Clone)]
struct Typing {
    text: String,
    /// Whether the field has not been shown yet: then all of its text is to be marked.
    fresh: bool,
}

/// The value as text; a double click (or Enter on it) lets a person type another.
fn typed_ui(ui: &mut Ui, spec: &'static ParamSpec, value: &Value, name: &str) -> Option<Value> {
    let theme = Theme::in_ui(ui);
    let id = ui.scope_id().with(("typed", name));
    let size = vec2(VALUE, ui.spacing().interact_size.y);
    let typing: Option<Typing> = ui.data(|data| data.get_temp(id));
    let Some(Typing { mut text, fresh }) = typing else {
        let color = if *value == spec.default() {
            theme.text_muted
        } else {
            theme.text
        };
        let shown = Label::new(RichText::new(text_of(spec, value)).color(color)).selectable(false);
        let response = ui
            .allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
                ui.set_min_width(VALUE);
                ui.add(shown.truncate().sense(Sense::click()))
            })
            .inner;
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Type {name}"))
        });
        let response = response
            .on_hover_cursor(CursorIcon::Text)
            .on_hover_text("Double-click to type a value");
        let entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if response.double_clicked() || entered {
            let text = text_of(spec, value);
            ui.data_mut(|data| data.insert_temp(id, Typing { text, fresh: true }));
            ui.memory_mut(|memory| memory.request_focus(id.with("field")));
        }
        return None;
    };
    let result = parsed(spec, &text);
    let mut field = TextEdit::singleline(&mut text)
        .id(id.with("field"))
        .desired_width(VALUE)
        .align(egui::Align2::RIGHT_CENTER)
        .margin(vec2(2.0, 2.0));
    if result.is_err() {
        field = field.text_color(theme.danger);
    }
    let response = ui.add_sized(size, field).accessible_name(name);
    if fresh {
        select_all(ui, response.id, text.chars().count());
    }
    let response = match parsed(spec, &text) {
        Err(sentence) => {
            response.show_tooltip_text(sentence);
            response
        }
        Ok(_) => response,
    };
    if response.lost_focus() || ui.input(|input| input.key_pressed(Key::Escape)) {
        ui.data_mut(|data| data.remove::<Typing>(id));
        let kept = !ui.input(|input| input.key_pressed(Key::Escape));
        return parsed(spec, &text).ok().filter(|_| kept);
    }
    let fresh = false;
    ui.data_mut(|data| data.insert_temp(id, Typing { text, fresh }));
    None
}

/// Marks the whole text, so that typing replaces it.
pub fn select_all(ui: &Ui, id: egui::Id, length: usize) {
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let range = egui::text::CCursorRange::two(
        egui::text::CCursor::new(0),
        egui::text::CCursor::new(length),
    );
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), id);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::params::Domain;

    #[test]
    fn what_is_typed_is_understood_or_refused_with_a_reason() {
        let real = ParamSpec::real(
            "lr",
            "",
            "Learning rate",
            "η",
            0.1,
            Domain::POSITIVE,
            Span::log(1e-3, 1.0),
        );
        let count = ParamSpec::count("n", "", "Steps", "n", 10, 1, 1000);
        let length = ParamSpec::length("t", "", "Length", "T");
        let table: [(&ParamSpec, &str, Result<Value, &str>); 8] = [
            (&real, "1e-3", Ok(Value::Real(1e-3))),
            (&real, "250", Ok(Value::Real(250.0))),
            (&real, "-1", Err("Learning rate must be a number above 0")),
            (&real, "fast", Err("Learning rate must be a number above 0")),
            (&count, "1e2", Ok(Value::Count(100))),
            (
                &count,
                "2.5",
                Err("Steps must be a whole number from 1 to 1000"),
            ),
            (&length, "Auto", Ok(Value::Count(0))),
            (&length, "40", Ok(Value::Count(40))),
        ];
        for (spec, text, want) in table {
            assert_eq!(parsed(spec, text), want.map_err(str::to_owned), "{text}");
        }
        assert_eq!(text_of(&length, &Value::Count(0)), "auto");
    }
}
