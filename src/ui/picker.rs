//! Choosing an entry of a catalogue: by family, by searching, with what each is for; and choosing whose
//! version of it.
//!
//! A rule that several frameworks have is one row. Which framework's it is, is said by the switch below.

use super::theme::Theme;
use crate::core::catalog::{About, Config, Kind};
use egui::{
    Align, Align2, ComboBox, Id, Key, PopupCloseBehavior, RichText, ScrollArea, TextEdit, Ui,
};

/// From how many rows on there is a search field.
const SEARCHED: usize = 10;
/// Width of an open list.
const WIDTH: f32 = 290.0;
/// Largest height of the rows of an open list, in points and as a share of the screen's.
const HEIGHT: (f32, f32) = (520.0, 0.7);

/// A drop-down over a catalogue, and the switch between frameworks where there is a choice. Puts the chosen
/// entry into `config`, at its defaults or translated; answers whether another one was chosen.
pub fn picker_ui(ui: &mut Ui, kind: Kind, config: &mut Config, name: &str) -> bool {
    let picked = drop_down_ui(ui, kind, config, name, false);
    picked | framework_ui(ui, config, name)
}

/// The drop-down alone; inside another entry it offers only what can stand there.
pub fn drop_down_ui(
    ui: &mut Ui,
    kind: Kind,
    config: &mut Config,
    name: &str,
    inside: bool,
) -> bool {
    let mut chosen = None;
    let response = ComboBox::from_id_salt((kind, name))
        .selected_text(config.name())
        .width(ui.available_width())
        .height(f32::INFINITY)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .truncate()
        .show_ui(ui, |ui| {
            chosen = entries_ui(ui, kind, Some(config.about), inside);
        })
        .response;
    response
        .accessible_name(name)
        .on_hover_ui(|ui| about_ui(ui, config.about));
    match chosen {
        Some(about) if about.rule() != config.about.rule() => *config = Config::new(about),
        // The row of the rule that is there already stands for it as it is, unless a search named a framework.
        Some(about) if about.info.id != config.id() && about.rule() != about.info.id => {
            *config = config.translated(about);
        }
        _ => return false,
    }
    true
}

/// The switch between the frameworks that have the rule; nothing where only one has it.
pub fn framework_ui(ui: &mut Ui, config: &mut Config, name: &str) -> bool {
    let twins = config.about.twins();
    if twins.len() < 2 {
        return false;
    }
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for about in twins {
            let Some(framework) = about.framework() else {
                continue;
            };
            let is_current = about.info.id == config.id();
            let response = ui
                .selectable_label(is_current, framework.to_string())
                .accessible_name(format!("{name}: {framework}'s"))
                .on_hover_ui(|ui| {
                    about_ui(ui, about);
                    if !is_current {
                        let theme = Theme::in_ui(ui);
                        let text = format!(
                            "Takes over what you set; the rest takes {framework}'s defaults."
                        );
                        ui.label(RichText::new(text).color(theme.text_muted).small());
                    }
                });
            if response.clicked() && !is_current {
                chosen = Some(about);
            }
        }
    });
    if let Some(about) = chosen {
        *config = config.translated(about);
    }
    chosen.is_some()
}

/// What is being searched for in an open list.
#[derive(Clone, Default)]
struct Search {
    text: String,
    /// Which of the rows found is marked for Enter.
    marked: usize,
    /// The pass in which the list was last shown: one that was closed in between starts anew.
    shown: u64,
}

/// The rules of a catalogue under the headings of their families, with a search field above a long list.
/// Answers the entry that was chosen by a click or by Enter.
pub fn entries_ui(
    ui: &mut Ui,
    kind: Kind,
    current: Option<&About>,
    inside: bool,
) -> Option<&'static About> {
    let mut rows = kind.rules();
    rows.retain(|about| about.nests || !inside);
    ui.set_width(WIDTH);
    let id = ui.scope_id().with((kind, "search"));
    let mut search: Search = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let pass = ui.ctx().cumulative_pass_nr();
    let fresh = search.shown + 1 < pass;
    if fresh {
        search = Search::default();
    }
    search.shown = pass;
    let searched = rows.len() >= SEARCHED;
    let mut entered = false;
    if searched {
        entered = search_ui(ui, kind, &mut search, id, fresh);
    }
    let words: Vec<String> = search
        .text
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    if !words.is_empty() {
        rows.retain(|about| rank(about, &words).is_some());
        rows.sort_by_key(|about| rank(about, &words));
    }
    search.marked = search.marked.min(rows.len().saturating_sub(1));
    let mut chosen = None;
    let height = HEIGHT.0.min(HEIGHT.1 * ui.ctx().content_rect().height());
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let mark = (!words.is_empty()).then_some(search.marked);
            chosen = rows_ui(ui, &rows, current, mark, fresh);
            if rows.is_empty() {
                let text = format!("No {kind} matches “{}”.", search.text.trim());
                ui.label(RichText::new(text).color(Theme::in_ui(ui).text_muted));
            }
        });
    if entered && !words.is_empty() {
        chosen = rows.get(search.marked).copied().or(chosen);
    }
    ui.data_mut(|data| data.insert_temp(id, search));
    let chosen = chosen.map(|about| named_twin(about, &words));
    if chosen.is_some() {
        ui.close();
    }
    chosen
}

/// The search field. Answers whether Enter was pressed in it.
fn search_ui(ui: &mut Ui, kind: Kind, search: &mut Search, id: Id, fresh: bool) -> bool {
    let before = search.text.clone();
    let field = TextEdit::singleline(&mut search.text)
        .id(id.with("field"))
        .hint_text(format!("Search {}", kind.plural()))
        .align(Align2::LEFT_CENTER)
        .desired_width(f32::INFINITY);
    let response = ui
        .add(field)
        .accessible_name(format!("Search {}", kind.plural()));
    if fresh {
        response.request_focus();
    }
    if search.text != before {
        search.marked = 0;
    }
    if response.has_focus() {
        ui.input(|input| {
            if input.key_pressed(Key::ArrowDown) {
                search.marked += 1;
            }
            if input.key_pressed(Key::ArrowUp) {
                search.marked = search.marked.saturating_sub(1);
            }
        });
    }
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// How well an entry fits all the words: in its name, among its other names, in its words. None if not.
pub(super) fn rank(about: &About, words: &[String]) -> Option<usize> {
    let twins = about.twins();
    let info = &about.info;
    let mut names = vec![info.name.to_lowercase(), info.id.to_owned()];
    for alias in twins.iter().flat_map(|twin| twin.info.aliases) {
        names.push(alias.name.to_lowercase());
        names.push(format!("{} {}", alias.framework, alias.name).to_lowercase());
    }
    let text = format!("{} {} {}", info.family, info.summary, info.reference).to_lowercase();
    let of_word = |word: &String| {
        let starts = |name: &String| {
            let mut parts = name.split(|c: char| !c.is_alphanumeric());
            parts.any(|part| part.starts_with(word.as_str()))
        };
        if names.iter().any(|name| name == word) {
            Some(0)
        } else if names[..2].iter().any(starts) {
            Some(1)
        } else if names.iter().any(|name| name.contains(word.as_str())) {
            Some(2)
        } else {
            text.contains(word.as_str()).then_some(3)
        }
    };
    words.iter().map(of_word).sum()
}

/// The version of the framework that a search names, where it names one; else the rule's first.
pub(super) fn named_twin(about: &'static About, words: &[String]) -> &'static About {
    let is_named = |twin: &&&About| {
        let framework = twin
            .framework()
            .map(|framework| framework.to_string().to_lowercase());
        framework.is_some_and(|name| words.contains(&name))
    };
    about
        .twins()
        .iter()
        .find(is_named)
        .copied()
        .unwrap_or(about)
}

/// The rows; with headings where they are not the marked result of a search.
fn rows_ui(
    ui: &mut Ui,
    rows: &[&'static About],
    current: Option<&About>,
    mark: Option<usize>,
    fresh: bool,
) -> Option<&'static About> {
    let theme = Theme::in_ui(ui);
    let several = rows
        .iter()
        .any(|about| about.info.family != rows[0].info.family);
    let mut chosen = None;
    let mut family = "";
    for (index, about) in rows.iter().enumerate() {
        if several && mark.is_none() && about.info.family != family {
            family = about.info.family;
            ui.add_space(if index == 0 { 2.0 } else { 8.0 });
            ui.label(RichText::new(family).small().color(theme.text_muted));
        }
        let is_current = current.is_some_and(|current| current.rule() == about.rule());
        let is_marked = mark == Some(index);
        // While something is searched for, the mark alone is what Enter takes.
        let is_lit = mark.map_or(is_current, |_| is_marked);
        let response = ui.selectable_label(is_lit, about.info.name);
        if (fresh && is_current) || (is_marked && ui.input(|i| i.key_pressed(Key::ArrowDown))) {
            response.scroll_to_me(Some(Align::Center));
        }
        if response.on_hover_ui(|ui| about_ui(ui, about)).clicked() {
            chosen = Some(*about);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_names_before_words() {
        let found = |text: &str| {
            let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
            let mut rows = Kind::Optimizer.entries();
            rows.retain(|about| rank(about, &words).is_some());
            rows.sort_by_key(|about| rank(about, &words));
            rows.into_iter()
                .map(|about| about.info.id)
                .collect::<Vec<_>>()
        };
        for (text, first) in [
            ("adam", "adam"),
            ("adamw", "adamw"),
            ("LBFGS", "lbfgs"),
            ("saddle newton", "saddle_free_newton"),
            ("torch.optim.SGD", "sgd"),
        ] {
            assert_eq!(found(text).first(), Some(&first), "{text}");
        }
        assert!(found("no such thing").is_empty());
        assert!(found("line search").len() >= 2);
    }
}
