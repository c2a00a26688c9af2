//! The help sheet: every key and every gesture under the heading to which it belongs, with a search.

use crate::session::command::{Command, Group};
use crate::ui::shortcuts;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::{Align, Layout, RichText, ScrollArea, TextEdit, Ui, vec2};

/// What the hand can do that no key does: the heading, the gesture, what it does.
const GESTURES: [(Group, &str, &str); 14] = [
    (Group::Play, "Drag a curve", "Move the playhead"),
    (Group::Look, "Ctrl + click", "A tab: one more curve"),
    (Group::Look, "Scroll, pinch", "Zoom at the pointer"),
    (Group::Look, "Drag the plane", "Move it"),
    (Group::Look, "Double click it", "Fit the surface"),
    (Group::Look, "Point at a run", "Bring it to the front"),
    (Group::Edit, "Drag ⊕", "Move the start"),
    (Group::Edit, "Alt + drag ⊕", "A start of its own"),
    (Group::Edit, "Drag a ring", "Ravine, clip, schedule"),
    (Group::Edit, "Right click", "Start here, or a run"),
    (Group::Edit, "Double click", "A value: type it"),
    (Group::Edit, "Double click", "A label: its default"),
    (Group::Edit, "Drag a grip", "Move a card"),
    (Group::Window, "Drag an edge", "Resize a panel"),
];

/// Width of a column, in points, and of the keys in it.
const COLUMN: (f32, f32) = (276.0, 100.0);
/// Height of a line, in points.
const LINE: f32 = 20.0;

/// One line: keys or gesture, what it does in short, and in a sentence.
struct Line {
    keys: String,
    text: String,
    sentence: String,
    is_key: bool,
}

/// The lines under a heading that hold all the words.
fn lines(group: Group, words: &[String]) -> Vec<Line> {
    let mut lines = Vec::new();
    let of_group = |command: &Command| command.group() == group;
    for command in Command::all().into_iter().filter(of_group) {
        for shortcut in [command.shortcut(), command.also()].into_iter().flatten() {
            let (keys, text) = match command {
                Command::Solo(0) => ("1 – 9".to_owned(), "Draw only that run"),
                Command::Solo(_) => continue,
                other => (shortcuts::text(shortcut), other.text()),
            };
            lines.push(Line {
                keys,
                text: text.trim_end_matches('…').to_owned(),
                sentence: command.tooltip().to_owned(),
                is_key: true,
            });
        }
    }
    let gestures = GESTURES.iter().filter(|(of, ..)| *of == group);
    lines.extend(gestures.map(|(_, gesture, text)| Line {
        keys: (*gesture).to_owned(),
        text: (*text).to_owned(),
        sentence: String::new(),
        is_key: false,
    }));
    lines.retain(|line| {
        let all = format!("{} {} {}", line.keys, line.text, line.sentence).to_lowercase();
        words.iter().all(|word| all.contains(word.as_str()))
    });
    lines
}

/// Shows the sheet, if it is open.
pub fn help_ui(ui: &mut Ui, state: &mut UiState) {
    if !state.help {
        state.help_search.clear();
        return;
    }
    let theme = Theme::in_ui(ui);
    let screen = ui.ctx().content_rect().size();
    let columns = ((screen.x - 64.0) / COLUMN.0).clamp(1.0, 3.0) as usize;
    let search = &mut state.help_search;
    let sheet = super::sheets::sheet("Keys and gestures", &mut state.help);
    let size = vec2(COLUMN.0 * columns as f32, screen.y);
    sheet.default_size(size).show(ui.ctx(), |ui| {
        ui.set_width(COLUMN.0 * columns as f32);
        let field = TextEdit::singleline(search)
            .hint_text("Search keys and gestures")
            .desired_width(f32::INFINITY);
        ui.add(field).accessible_name("Search keys and gestures");
        ui.add_space(4.0);
        let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
        let groups = Group::ALL.map(|group| (group, lines(group, &words)));
        let mut groups = Vec::from(groups);
        groups.retain(|(_, lines)| !lines.is_empty());
        if groups.is_empty() {
            let text = format!("No key or gesture matches “{}”.", search.trim());
            ui.label(RichText::new(text).color(theme.text_muted));
            return;
        }
        ScrollArea::vertical()
            .max_height(screen.y - 118.0)
            .auto_shrink([false, true])
            .show(ui, |ui| columns_ui(ui, &groups, columns));
    });
}

/// How high a heading with its lines is, in lines.
fn height(lines: &[Line]) -> f32 {
    lines.len() as f32 + 1.6
}

/// In which column each heading stands: so that the highest column is as low as can be, and otherwise as far
/// to the left.
fn placed(heights: &[f32], columns: usize) -> Vec<usize> {
    let highest = |places: &Vec<usize>| {
        let mut sums = vec![0.0; columns];
        for (height, place) in heights.iter().zip(places) {
            sums[*place] += height;
        }
        sums.into_iter().fold(0.0, f32::max)
    };
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in heights {
        let longer = all
            .iter()
            .flat_map(|places| (0..columns).map(|place| [places.as_slice(), &[place]].concat()));
        all = longer.collect();
    }
    let lowest = all
        .into_iter()
        .min_by(|a, b| highest(a).total_cmp(&highest(b)));
    lowest.unwrap_or_default()
}

/// The headings in their columns.
fn columns_ui(ui: &mut Ui, groups: &[(Group, Vec<Line>)], columns: usize) {
    let heights: Vec<f32> = groups.iter().map(|(_, lines)| height(lines)).collect();
    let places = placed(&heights, columns);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for column in 0..columns {
            let size = vec2(COLUMN.0, 0.0);
            ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
                ui.set_width(COLUMN.0 - 12.0);
                ui.spacing_mut().item_spacing.y = 0.0;
                for ((group, lines), place) in groups.iter().zip(&places) {
                    if *place == column {
                        group_ui(ui, *group, lines);
                    }
                }
            });
        }
    });
}

fn group_ui(ui: &mut Ui, group: Group, lines: &[Line]) {
    let theme = Theme::in_ui(ui);
    ui.add_space(4.0);
    ui.label(theme::section(group.name()));
    for line in lines {
        let row = ui.allocate_ui_with_layout(
            vec2(ui.available_width(), LINE),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                ui.set_min_size(vec2(ui.available_width(), LINE));
                let colour = if line.is_key {
                    theme.accent
                } else {
                    theme.text_muted
                };
                let keys = RichText::new(&line.keys)
                    .family(theme::medium())
                    .color(colour);
                ui.allocate_ui_with_layout(
                    vec2(COLUMN.1, LINE),
                    Layout::left_to_right(Align::Center),
                    |ui| {
                        ui.set_min_width(COLUMN.1);
                        ui.add(egui::Label::new(keys).truncate());
                    },
                );
                ui.add(egui::Label::new(&line.text).truncate());
            },
        );
        if !line.sentence.is_empty() {
            row.response.on_hover_text(&line.sentence);
        }
    }
    ui.add_space(6.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_about_as_high_as_each_other() {
        assert_eq!(placed(&[10.0, 15.0, 8.0, 6.0, 11.0], 3), [0, 1, 0, 2, 2]);
        assert_eq!(placed(&[3.0, 4.0], 1), [0, 0]);
        assert_eq!(placed(&[5.0], 3), [0]);
        assert!(placed(&[], 3).is_empty());
    }

    #[test]
    fn every_key_stands_under_one_heading() {
        let all: Vec<Line> = Group::ALL.iter().flat_map(|g| lines(*g, &[])).collect();
        for command in Command::all() {
            let Some(shortcut) = command.shortcut() else {
                continue;
            };
            if matches!(command, Command::Solo(_)) {
                continue;
            }
            let keys = shortcuts::text(shortcut);
            let stands = |line: &&Line| line.keys == keys;
            assert_eq!(all.iter().filter(stands).count(), 1, "{command:?}");
        }
        let found = lines(Group::Look, &["heat".to_owned()]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].keys, "H");
    }
}
