//! The page of a map where it is a sweep of one number: the curves of all runs, or the orbits of one.

use super::choices::MapChoices;
use super::map::{large, pixels};
use super::rows::{number, row, word};
use crate::export::map::{LineContent, LineFile, MOST_SIDE, MapFormat};
use crate::export::plan::Job;
use crate::session::Session;
use crate::ui::format;
use egui::Ui;

/// How many names of runs are said before the others are counted.
const NAMED: usize = 3;

/// What a picture, arrays and a table of a line have.
pub(super) const FORMATS: [&str; 3] = [
    "The picture as the view shows it, with its axis",
    "Arrays for numpy.load: x, and at every value how it ended and where, loss, steps and rate, or the orbit; with the scene",
    "A row per run and value, or per value and step of the orbit",
];

/// How many values.
pub(super) fn columns_ui(ui: &mut Ui, chosen: &mut MapChoices, shown: Option<egui::Vec2>) {
    row(ui, "Size", |ui| {
        number(ui, "Columns", &mut chosen.size[0], 1..=MOST_SIDE, 4.0);
        word(ui, "values");
        if let Some(shown) = shown
            && ui.button("As on the screen").clicked()
        {
            chosen.size[0] = pixels(shown.x);
        }
    });
}

/// How much there is, and about how large the file will be.
pub(super) fn estimate(file: &LineFile) -> String {
    let size = large(file.estimate());
    match (file.format, file.content) {
        (MapFormat::Png, _) => format!("about {size}"),
        (_, LineContent::Curve) => {
            format!("{} values, about {size}", format::count(file.rows()))
        }
        (_, LineContent::Orbit) => {
            format!("{} steps, about {size}", format::count(file.rows()))
        }
    }
}

/// What is written, in a sentence or two.
pub(super) fn said(file: &LineFile) -> String {
    let names: Vec<&str> = file.members.iter().map(|one| one.name.as_str()).collect();
    let over = format!(
        "over {} from {} to {}",
        file.knob,
        format::number(file.axis.low),
        format::number(file.axis.high)
    );
    let said = match file.content {
        LineContent::Curve => format!("{} {over}.", listed(&names)),
        LineContent::Orbit => {
            let after = format::count(file.after());
            format!("{} {over}, after {after} steps.", listed(&names))
        }
    };
    if file.left_out.is_empty() {
        return said;
    }
    let left: Vec<&str> = file.left_out.iter().map(String::as_str).collect();
    format!("{said} Without this number: {}.", listed(&left))
}

/// The first names, and how many more there are.
fn listed(names: &[&str]) -> String {
    let more = names.len().saturating_sub(NAMED);
    if more > 1 {
        return format!("{} and {more} more", names[..NAMED].join(", "));
    }
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// The line that is chosen; none where there is no run.
pub(super) fn job(content: LineContent, chosen: &MapChoices, session: &Session) -> Option<Job> {
    let mut file = LineFile::of(session, content, chosen.size[0] as usize)?;
    (file.size, file.dark, file.format) = (chosen.size, chosen.dark, chosen.format);
    Some(Job::Line(Box::new(file)))
}
