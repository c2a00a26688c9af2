//! The row above the curves: which of them are shown, what their horizontal axis counts, and their scale.

use super::quantity::{is_offered, offered, words};
use crate::session::Session;
use crate::session::view::{Across, Curve, MOST_CURVES};
use crate::ui::icons;
use crate::ui::theme::Theme;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{
    Align, Button, ComboBox, Layout, PopupCloseBehavior, RichText, TextStyle, Ui, WidgetText,
};

/// Room between two entries, and between groups of them.
const APART: f32 = 2.0;
const GROUP: f32 = 10.0;

/// What the axis of gradient evaluations is called, where there is room and where there is little.
const GRADIENTS: [&str; 2] = ["Gradients", "∇f"];

/// Tabs, or a combo box where they do not fit; then the switches.
pub(in crate::ui::view) fn tabs_ui(ui: &mut Ui, session: &mut Session) {
    let landmarks = session.derived().landmarks().clone();
    let curves = Curve::ALL.into_iter();
    let curves: Vec<Curve> = curves.filter(|c| is_offered(*c, &landmarks)).collect();
    let shown = offered(&session.view.curves, &landmarks);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = APART;
        let switches = ["Steps", GRADIENTS[0], "Linear", "Log"];
        let switches = width(ui, switches.into_iter()) + GROUP;
        let tabs = width(
            ui,
            curves.iter().map(|curve| words(*curve, &landmarks).short),
        );
        let plus = ui.spacing().interact_size.x;
        let is_wide = tabs + plus + GROUP + switches <= ui.available_width();
        if is_wide {
            for curve in curves {
                tab_ui(ui, session, curve, shown.contains(&curve));
            }
        } else {
            combo_ui(ui, session, &curves, &shown);
        }
        add_ui(ui, session, &shown);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            switches_ui(ui, session, &shown, GRADIENTS[usize::from(!is_wide)]);
        });
    });
}

/// How wide these words are as entries side by side.
fn width<'a>(ui: &Ui, words: impl Iterator<Item = &'a str>) -> f32 {
    let font = TextStyle::Button.resolve(ui.style());
    let padding = 2.0 * ui.spacing().button_padding.x + APART;
    let least = ui.spacing().interact_size.x;
    words
        .map(|word| {
            let text = WidgetText::from(RichText::new(word).font(font.clone()));
            let galley = text.into_galley(ui, None, f32::INFINITY, TextStyle::Button);
            (galley.size().x + padding).max(least)
        })
        .sum()
}

/// An entry of a row of which one or several are chosen.
fn entry_ui(ui: &mut Ui, chosen: bool, text: &str, name: &str, tooltip: &str) -> bool {
    let theme = Theme::in_ui(ui);
    let colour = if chosen { theme.text } else { theme.text_muted };
    ui.selectable_label(chosen, RichText::new(text).color(colour))
        .on_hover_text(tooltip)
        .accessible_name(name)
        .clicked()
}

fn tab_ui(ui: &mut Ui, session: &mut Session, curve: Curve, chosen: bool) {
    let words = words(curve, session.derived().landmarks());
    let tooltip = format!(
        "{}\nCtrl-click: show beside the others, or take away",
        words.meaning
    );
    let name = format!("Curve: {}", curve.id());
    if entry_ui(ui, chosen, words.short, &name, &tooltip) {
        let modifiers = ui.input(|input| input.modifiers);
        if modifiers.ctrl || modifiers.command || modifiers.shift {
            session.view.toggle_curve(curve);
        } else {
            session.view.show_curve(curve);
        }
    }
}

fn combo_ui(ui: &mut Ui, session: &mut Session, curves: &[Curve], shown: &[Curve]) {
    let landmarks = session.derived().landmarks().clone();
    let first = shown.first().copied().unwrap_or(Curve::Gap);
    let more = shown.len().saturating_sub(1);
    let short = words(first, &landmarks).short;
    let text = if more == 0 {
        short.to_owned()
    } else {
        format!("{short}  +{more}")
    };
    let combo = ComboBox::from_id_salt("curve").width(64.0);
    let response = combo.selected_text(text).show_ui(ui, |ui| {
        for &curve in curves {
            let words = words(curve, &landmarks);
            let text = format!("{}   {}", words.short, words.name);
            let text = if words.short == words.name {
                words.short.to_owned()
            } else {
                text
            };
            let name = format!("Curve: {}", curve.id());
            if entry_ui(ui, shown == [curve], &text, &name, words.meaning) {
                session.view.show_curve(curve);
            }
        }
    });
    response
        .response
        .on_hover_text(words(first, &landmarks).meaning)
        .accessible_name("Curve");
}

/// The menu that adds charts beside the first, or takes them away.
fn add_ui(ui: &mut Ui, session: &mut Session, shown: &[Curve]) {
    let landmarks = session.derived().landmarks().clone();
    let button = Button::new(icons::PLUS).frame_when_inactive(false);
    let close = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let menu = MenuButton::from_button(button).config(close);
    let (response, _) = menu.ui(ui, |ui| {
        let offered = Curve::ALL.into_iter();
        for curve in offered.filter(|curve| is_offered(*curve, &landmarks)) {
            let words = words(curve, &landmarks);
            let chosen = shown.contains(&curve);
            let mark = if chosen { icons::CHECK } else { "    " };
            let is_possible = if chosen {
                shown.len() > 1
            } else {
                shown.len() < MOST_CURVES
            };
            let entry = Button::new(format!("{mark}  {}", words.name));
            let entry = ui.add_enabled(is_possible, entry);
            let why = if chosen {
                "One chart always stays"
            } else {
                "Three charts are the most"
            };
            if entry
                .on_hover_text(words.meaning)
                .on_disabled_hover_text(why)
                .accessible_name(format!("Chart: {}", curve.id()))
                .clicked()
            {
                // What is not offered here takes no place.
                session.view.curves = shown.to_vec();
                session.view.toggle_curve(curve);
            }
        }
    });
    response
        .on_hover_text("Show further charts side by side, up to three")
        .accessible_name("Add or remove charts");
}

/// The scale and the horizontal axis, from right to left.
fn switches_ui(ui: &mut Ui, session: &mut Session, shown: &[Curve], gradients: &str) {
    let is_free = shown.iter().any(|curve| *curve != Curve::Cosine);
    ui.add_enabled_ui(is_free, |ui| {
        for (log, word, meaning) in [
            (
                true,
                "Log",
                "Logarithmic values: zeros stand on a row of their own; where there are negative values, asinh",
            ),
            (false, "Linear", "Values as they are"),
        ] {
            if entry_ui(ui, session.view.log == log, word, word, meaning) {
                session.view.log = log;
            }
        }
    });
    ui.add_space(GROUP);
    for (across, word, meaning) in [
        (
            Across::Evaluations,
            gradients,
            "Horizontal axis: gradients evaluated so far. One per step, and those that a method evaluates besides, in a line search or uphill. Losses and Hessians alone are not counted",
        ),
        (Across::Steps, "Steps", "Horizontal axis: steps"),
    ] {
        let name = match across {
            Across::Steps => "X axis: steps",
            Across::Evaluations => "X axis: gradient evaluations",
        };
        if entry_ui(ui, session.view.across == across, word, name, meaning) {
            session.view.across = across;
        }
    }
}
