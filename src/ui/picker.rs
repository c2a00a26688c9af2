//! Choosing an entry of a catalogue: a drop-down by family, with what each is for.

use super::theme::Theme;
use crate::core::catalog::{About, Config, Kind};
use egui::{ComboBox, RichText, Ui};

/// A drop-down over a catalogue. Puts the chosen entry, at its defaults, into `config`; answers whether
/// another one was chosen.
pub fn picker_ui(ui: &mut Ui, kind: Kind, config: &mut Config, name: &str) -> bool {
    let mut chosen = None;
    let response = ComboBox::from_id_salt((kind, name))
        .selected_text(config.name())
        .width(ui.available_width())
        .height(560.0)
        .truncate()
        .show_ui(ui, |ui| chosen = entries_ui(ui, kind, Some(config.id())))
        .response;
    response
        .accessible_name(name)
        .on_hover_ui(|ui| about_ui(ui, config.about));
    match chosen {
        Some(about) if about.info.id != config.id() => {
            *config = Config::new(about);
            true
        }
        _ => false,
    }
}

/// The entries of a catalogue under the headings of their families. Answers the one that was clicked.
pub fn entries_ui(ui: &mut Ui, kind: Kind, current: Option<&str>) -> Option<&'static About> {
    let mut chosen = None;
    let mut family = "";
    let several = kind
        .entries()
        .iter()
        .any(|about| about.info.family != kind.entries()[0].info.family);
    for about in kind.entries() {
        if several && about.info.family != family {
            family = about.info.family;
            ui.label(
                RichText::new(family)
                    .small()
                    .color(Theme::in_ui(ui).text_muted),
            );
        }
        let response = ui.selectable_label(current == Some(about.info.id), about.info.name);
        if response.on_hover_ui(|ui| about_ui(ui, about)).clicked() {
            chosen = Some(about);
            ui.close();
        }
    }
    chosen
}

/// What an entry says about itself.
pub fn about_ui(ui: &mut Ui, about: &About) {
    let theme = Theme::in_ui(ui);
    ui.set_max_width(340.0);
    ui.label(RichText::new(about.info.name).strong());
    ui.label(about.info.summary);
    ui.label(RichText::new(about.info.formula).color(theme.text_muted));
    ui.label(
        RichText::new(about.info.reference)
            .small()
            .color(theme.text_muted),
    );
}
