//! The only parameter widget: a parameter's description and its value become one labelled row.
//!
//! Symbol, label, control, value. Double-click the label for the default, the value to type it; a changed
//! value is marked. What is typed outside the domain is refused with the sentence of the domain.

mod typed;

use super::icons;
use super::picker;
use super::slider::{Rail, marked_slider_ui};
use super::theme::Theme;
use crate::core::catalog::{Config, Kind};
use crate::core::params::{MAX_LIST, ParamSpec, Scale, Shape, Span, Value};
use egui::{Align, Color32, ComboBox, Label, Layout, Response, RichText, Sense, Ui, vec2};
use std::cell::RefCell;
use typed::typed_ui;
pub use typed::{select_all, text_of};

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
    /// What is known of the value besides, and where its slider leaves its rail for a mark.
    pub known: Option<Known<'a>>,
}

impl<'a> Owner<'a> {
    /// Somebody whose parameter enters no rule.
    pub fn named(name: &'a str) -> Self {
        Self {
            name,
            formula: "",
            overridden: None,
            known: None,
        }
    }
}

/// What is known of a value besides its description.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// A sentence for the tooltip, or nothing; worked out where it is read.
    pub note: &'a dyn Fn() -> String,
    /// Where the slider leaves its rail.
    pub rail: &'a RefCell<Option<Rail>>,
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
            changed |= picker::drop_down_ui(ui, *kind, config, &name, true);
        });
        changed |= picker::framework_ui(ui, config, &name);
        changed |= config_rows_ui(ui, config, owner.name);
        return changed;
    }
    if let (Shape::Configs { kind, .. }, Value::Configs(list)) = (&spec.shape, &mut *value) {
        ui.horizontal(|ui| label_ui(ui, spec, changed_from_default, owner));
        return config_list_ui(ui, *kind, list, &name);
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        if label_ui(ui, spec, changed_from_default, owner).double_clicked() && changed_from_default
        {
            *value = default.clone();
            changed = true;
        }
        changed |= control_ui(ui, spec, value, &name, owner.known);
    });
    changed
}

/// A list of settings, each under its number with its own rows; at least one stays.
fn config_list_ui(ui: &mut Ui, kind: Kind, list: &mut Vec<Config>, name: &str) -> bool {
    let mut changed = false;
    let mut removed = None;
    let removable = list.len() > 1;
    for (index, config) in list.iter_mut().enumerate() {
        let part = format!("Part {} of {name}", index + 1);
        ui.push_id(("part", index), |ui| {
            ui.horizontal(|ui| {
                ui.add_sized(
                    vec2(SYMBOL, ui.spacing().interact_size.y),
                    Label::new(RichText::new(format!("{}.", index + 1))).selectable(false),
                );
                let remove = ui
                    .add_enabled(removable, egui::Button::new(icons::CLOSE).frame(false))
                    .accessible_name(format!("Remove part {} of {name}", index + 1))
                    .on_hover_text("Remove this part");
                if remove.clicked() {
                    removed = Some(index);
                }
                changed |= picker::drop_down_ui(ui, kind, config, &part, true);
            });
            changed |= picker::framework_ui(ui, config, &part);
            changed |= config_rows_ui(ui, config, &part);
        });
    }
    if let Some(index) = removed {
        list.remove(index);
        changed = true;
    }
    let add = ui.add_enabled(
        list.len() < MAX_LIST,
        egui::Button::new(format!("{} Add a part", icons::PLUS)),
    );
    if add
        .accessible_name(format!("Add a part to {name}"))
        .clicked()
        && let Some(last) = list.last()
    {
        list.push(last.clone());
        changed = true;
    }
    changed
}

/// The rows of every parameter of a setting.
pub fn config_rows_ui(ui: &mut Ui, config: &mut Config, owner: &str) -> bool {
    let mut changed = false;
    for spec in config.about.specs {
        changed |= config_row_ui(ui, config, spec, owner, None, None);
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
    known: Option<Known<'_>>,
) -> bool {
    let Some(mut value) = config.get(spec.key).cloned() else {
        return false;
    };
    let owner = Owner {
        name: owner,
        formula: config.about.info.formula,
        overridden,
        known,
    };
    let id = ui.scope_id().with(spec.key);
    let changed = ui
        .push_id(id, |ui| param_row_ui(ui, spec, &mut value, owner))
        .inner;
    changed && config.set(spec.key, value).is_ok()
}

/// A row for a real number that is not part of a setting: the same look and manners.
pub fn real_row_ui(ui: &mut Ui, spec: &'static ParamSpec, value: &mut f64, owner: &str) -> bool {
    real_row_of_ui(ui, spec, value, Owner::named(owner))
}

/// The same where more is known of the value.
pub fn real_row_of_ui(
    ui: &mut Ui,
    spec: &'static ParamSpec,
    value: &mut f64,
    owner: Owner<'_>,
) -> bool {
    let mut held = Value::Real(*value);
    let changed = param_row_ui(ui, spec, &mut held, owner);
    if let (true, Value::Real(x)) = (changed, held) {
        *value = x;
    }
    changed
}

/// A row for a whole number that is not part of a setting.
pub fn count_row_ui(ui: &mut Ui, spec: &'static ParamSpec, value: &mut u64, owner: &str) -> bool {
    let mut held = Value::Count(*value);
    let owner = Owner::named(owner);
    let changed = param_row_ui(ui, spec, &mut held, owner);
    if let (true, Value::Count(n)) = (changed, held) {
        *value = n;
    }
    changed
}

/// A row for one of a few words that is not part of a setting.
pub fn choice_row_ui(
    ui: &mut Ui,
    spec: &'static ParamSpec,
    index: &mut usize,
    owner: &str,
) -> bool {
    let mut held = Value::Choice(*index);
    let owner = Owner::named(owner);
    let changed = param_row_ui(ui, spec, &mut held, owner);
    if let (true, Value::Choice(i)) = (changed, held) {
        *index = i;
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
                        // By hand only: for the keyboard, Delete on the value does the same.
                        .sense(Sense::CLICK),
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
    if let Some(note) = note_of(owner.known) {
        ui.label(note);
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
fn control_ui(
    ui: &mut Ui,
    spec: &'static ParamSpec,
    value: &mut Value,
    name: &str,
    known: Option<Known<'_>>,
) -> bool {
    match (&spec.shape, &mut *value) {
        (Shape::Toggle { .. }, Value::Toggle(on)) => ui
            .checkbox(on, "")
            .accessible_name(name)
            .on_hover_text(spec.meaning())
            .changed(),
        (Shape::Choice { options, .. }, Value::Choice(index)) => {
            choice_ui(ui, options, index, name)
        }
        (Shape::Real { span, default, .. }, Value::Real(x)) => {
            let moved = number_slider_ui(ui, span, *x, Some(*default), (name, false), known);
            let allowed = moved.map(Value::Real).filter(|value| spec.allows(value));
            let now = allowed.clone().unwrap_or(Value::Real(*x));
            let typed = typed_ui(ui, spec, &now, name, VALUE);
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
            let span = count_span(*default, *min, *max, auto.is_some());
            let usual = auto.is_none().then_some(*default as f64);
            // What stands for "auto" is no number: the knob waits at the lower end.
            let shown = if *auto == Some(*n) { 0.0 } else { *n as f64 };
            let moved = number_slider_ui(ui, &span, shown, usual, (name, true), known);
            let allowed = moved
                .map(|x| Value::Count(x.round() as u64))
                .filter(|value| spec.allows(value));
            let now = allowed.clone().unwrap_or(Value::Count(*n));
            let typed = typed_ui(ui, spec, &now, name, VALUE);
            replace(value, typed.or(allowed))
        }
        (Shape::Reals { .. } | Shape::Counts { .. }, _) => {
            let width = ui.available_width();
            let typed = typed_ui(ui, spec, value, name, width);
            replace(value, typed)
        }
        _ => false,
    }
}

/// One of a few words: side by side where there is room, else in a drop-down.
fn choice_ui(ui: &mut Ui, options: &[&'static str], index: &mut usize, name: &str) -> bool {
    let mut chosen = *index;
    let shown = |option: &str| option.replace('_', " ");
    let button = egui::TextStyle::Button.resolve(ui.style());
    let padding = 2.0 * ui.spacing().button_padding.x + ui.spacing().item_spacing.x;
    let width = |option: &&str| {
        let text = ui
            .painter()
            .layout_no_wrap(shown(option), button.clone(), Color32::WHITE);
        text.size().x + padding
    };
    if options.iter().map(width).sum::<f32>() <= ui.available_width() {
        for (i, option) in options.iter().enumerate() {
            let label = ui
                .selectable_label(*index == i, shown(option))
                .accessible_name(format!("{name}: {}", shown(option)));
            if label.clicked() {
                chosen = i;
            }
        }
    } else {
        ComboBox::from_id_salt(("choice", name))
            .selected_text(shown(options.get(*index).unwrap_or(&"")))
            .width(ui.available_width())
            .truncate()
            .show_ui(ui, |ui| {
                for (i, option) in options.iter().enumerate() {
                    ui.selectable_value(&mut chosen, i, shown(option));
                }
            })
            .response
            .accessible_name(name);
    }
    let changed = chosen != *index;
    *index = chosen;
    changed
}

/// What the slider of a whole number covers: up to a power of ten well above the default. It does not
/// depend on the value, which would run away from the hand that drags it.
fn count_span(default: u64, min: u64, max: u64, auto: bool) -> Span {
    // What stands for "auto" may be no length at all.
    let default = if default > max { 1 } else { default };
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
    (name, whole): (&str, bool),
    known: Option<Known<'_>>,
) -> Option<f64> {
    let width = (ui.available_width() - VALUE - 4.0).max(24.0);
    let (response, moved, rail) = marked_slider_ui(ui, name, width, span, value, default, whole);
    if let Some(Known { rail: place, .. }) = known {
        *place.borrow_mut() = rail;
        ui.ctx().accesskit_node_builder(response.id, |node| {
            if let Some(note) = note_of(known) {
                node.set_description(note);
            }
        });
        if response.hovered()
            && let Some(note) = note_of(known)
        {
            response.on_hover_text(note);
        }
    }
    moved
}

/// What is known of a value, if anything is.
fn note_of(known: Option<Known<'_>>) -> Option<String> {
    known
        .map(|known| (known.note)())
        .filter(|note| !note.is_empty())
}
