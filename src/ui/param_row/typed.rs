//! A value as text: shown, typed, understood or refused with the sentence of its domain.

use crate::core::params::{ParamSpec, Shape, Value};
use crate::ui::format;
use crate::ui::theme::Theme;
use egui::{Align, CursorIcon, Key, Label, Layout, RichText, Sense, TextEdit, Ui, vec2};

/// A value as text: what is shown, and what typing it again gives back.
pub fn text_of(spec: &ParamSpec, value: &Value) -> String {
    match (&spec.shape, value) {
        (Shape::Count { auto, .. }, Value::Count(n)) if *auto == Some(*n) => "auto".to_owned(),
        (_, Value::Count(n)) => format::count(*n),
        (_, Value::Real(x)) => format::value(*x),
        (_, Value::Toggle(on)) => if *on { "on" } else { "off" }.to_owned(),
        (Shape::Choice { options, .. }, Value::Choice(i)) => {
            (*options.get(*i).unwrap_or(&"")).to_owned()
        }
        (_, Value::Reals(list)) => listed(list.iter().map(|x| format::value(*x))),
        (_, Value::Counts(list)) => listed(list.iter().map(ToString::to_string)),
        (_, Value::Config(config)) => config.name().to_owned(),
        (_, Value::Configs(list)) => listed(list.iter().map(|config| config.name().to_owned())),
        (_, Value::Choice(_)) => String::new(),
    }
}

/// Items as one text; a word where there is none.
fn listed(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        "none".to_owned()
    } else {
        items.join("  ")
    }
}

/// The items of a typed list: between semicolons, commas or spaces. An empty list is nothing, or the word for it.
fn items(text: &str) -> Vec<&str> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("none") {
        return Vec::new();
    }
    text.split(|c: char| c == ';' || c == ',' || c.is_whitespace())
        .filter(|item| !item.is_empty())
        .collect()
}

/// What a person typed, as a value of this parameter.
fn parsed(spec: &ParamSpec, text: &str) -> Result<Value, String> {
    let refused = || format!("{} must be {}", spec.label, spec.allowed());
    let value = match spec.shape {
        Shape::Count {
            auto: Some(auto), ..
        } if text.trim().eq_ignore_ascii_case("auto") => Value::Count(auto),
        Shape::Count { .. } => Value::Count(whole(text).ok_or_else(refused)?),
        Shape::Counts { .. } => {
            let list: Option<Vec<u64>> = items(text).into_iter().map(whole).collect();
            Value::Counts(list.ok_or_else(refused)?)
        }
        Shape::Reals { .. } => {
            let list: Option<Vec<f64>> = items(text).into_iter().map(format::parse).collect();
            Value::Reals(list.ok_or_else(refused)?)
        }
        _ => Value::Real(format::parse(text).ok_or_else(refused)?),
    };
    if spec.allows(&value) {
        Ok(value)
    } else {
        Err(refused())
    }
}

/// A whole number that is not negative.
fn whole(text: &str) -> Option<u64> {
    let x = format::parse(text)?;
    (x >= 0.0 && x.fract() == 0.0).then_some(x as u64)
}

/// What is being typed into a row.
#[derive(Clone)]
struct Typing {
    text: String,
    /// Whether the field has not been shown yet: then all of its text is to be marked.
    fresh: bool,
}

/// The value as text; a double click (or Enter on it) lets a person type another.
pub(super) fn typed_ui(
    ui: &mut Ui,
    spec: &'static ParamSpec,
    value: &Value,
    name: &str,
    width: f32,
) -> Option<Value> {
    let theme = Theme::in_ui(ui);
    let id = ui.scope_id().with(("typed", name));
    let size = vec2(width, ui.spacing().interact_size.y);
    let typing: Option<Typing> = ui.data(|data| data.get_temp(id));
    let Some(Typing { mut text, fresh }) = typing else {
        let color = if *value == spec.default() {
            theme.text_muted
        } else {
            theme.text
        };
        let text = text_of(spec, value);
        let shown = Label::new(RichText::new(&text).color(color)).selectable(false);
        let response = ui
            .allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
                ui.set_min_width(width);
                ui.add(shown.truncate().sense(Sense::click()))
            })
            .inner;
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Type {name}"))
        });
        ui.ctx()
            .accesskit_node_builder(response.id, |node| node.set_value(text));
        let response = response
            .on_hover_cursor(CursorIcon::Text)
            .on_hover_text("Double-click (or Enter) to type a value");
        let deleted = response.has_focus()
            && ui
                .input(|input| input.key_pressed(Key::Delete) || input.key_pressed(Key::Backspace));
        if deleted && *value != spec.default() {
            return Some(spec.default());
        }
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
        .desired_width(width)
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
    use crate::core::params::{Domain, Span};

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
        let edges = ParamSpec::counts("e", "", "Edges", "", &[30], 1, 1000);
        let shares = ParamSpec::reals("s", "", "Shares", "", &[0.5], Domain::UNIT);
        let table: [(&ParamSpec, &str, Result<Value, &str>); 13] = [
            (&edges, "30, 60;  90", Ok(Value::Counts(vec![30, 60, 90]))),
            (&edges, "none", Ok(Value::Counts(vec![]))),
            (
                &edges,
                "30 2.5",
                Err("Edges must be a list of up to 64 whole numbers from 1 to 1000"),
            ),
            (&shares, "0.5 1e-2", Ok(Value::Reals(vec![0.5, 1e-2]))),
            (
                &shares,
                "0.5 7",
                Err("Shares must be a list of up to 64, each a number at least 0 and at most 1"),
            ),
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
