//! Everything that can be done, as a list to search: commands, optimizers, surfaces, scenes, files, runs.

use crate::core::catalog::{About, Config, Kind};
use crate::session::Session;
use crate::session::command::Command;
use crate::session::preset;
use crate::session::scene::RunId;
use crate::session::starters;
use crate::ui::state::{Request, UiState};
use crate::ui::{picker, shortcuts};

/// What choosing an item does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    Say(Command),
    Add(&'static str),
    Surface(&'static str),
    Preset(&'static str),
    Open(String),
    Select(RunId),
}

/// One line of the palette.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) label: String,
    /// What stands at the right: a key, or what kind of thing it is.
    pub(super) detail: String,
    /// What it does, in a sentence.
    pub(super) tooltip: String,
    /// Why it cannot be done now.
    pub(super) refusal: Option<String>,
    pub(super) action: Action,
    about: Option<&'static About>,
}

/// Why a command would do nothing now, if so.
pub fn refusal(command: Command, session: &Session, state: &UiState) -> Option<String> {
    let empty = session.scene.runs.is_empty();
    let reason = match command {
        Command::Undo if session.undo_name().is_none() => "Nothing to undo",
        Command::Redo if session.redo_name().is_none() => "Nothing to redo",
        Command::ResetParameters | Command::ShowAll | Command::Tune if empty => "No run yet",
        Command::PinRun | Command::ZoomToEnd if session.subject().is_none() => "No run is shown",
        Command::UnpinAll if session.view.ghosts.is_empty() => "Nothing is pinned",
        Command::Solo(n) if n >= session.scene.runs.len() => "No such run",
        Command::Fit if session.view.region.is_none() => "It is fitted",
        Command::ZoomReset if state.settings.zoom == 1.0 && state.present.is_none() => {
            "It has its usual size"
        }
        _ => return None,
    };
    Some(reason.to_owned())
}

/// Everything that can be done now, in the order in which it stands while nothing is searched for.
pub(super) fn items(session: &Session, state: &UiState) -> Vec<Item> {
    let mut items = Vec::new();
    let mut push = |label: String, detail: &str, tooltip: &str, action: Action| {
        items.push(Item {
            label,
            detail: detail.to_owned(),
            tooltip: tooltip.to_owned(),
            refusal: None,
            action,
            about: None,
        });
    };
    for command in Command::all() {
        let key = command.shortcut().map(shortcuts::text).unwrap_or_default();
        let name = match command {
            Command::Palette => continue,
            Command::Solo(n) => match session.scene.runs.get(n) {
                Some(run) => format!("Solo {}", run.name),
                None => continue,
            },
            Command::Undo => named(command, session.undo_name()),
            Command::Redo => named(command, session.redo_name()),
            other => other.text().to_owned(),
        };
        push(name, &key, command.tooltip(), Action::Say(command));
    }
    for run in &session.scene.runs {
        let label = format!("Select run {}", run.name);
        let tooltip = "Look at it closely: views of one run show this one";
        push(label, "run", tooltip, Action::Select(run.id));
    }
    for path in &state.recent {
        let label = format!("Open {}", file_name(path));
        push(label, "recent file", path, Action::Open(path.clone()));
    }
    for (name, text) in preset::BUILT_IN {
        let Ok(scene) = preset::from_json(text) else {
            continue;
        };
        let label = format!("Open preset {}", scene.title);
        push(label, "preset", &scene.note, Action::Preset(name));
    }
    let entries = |kind: Kind| kind.rules().into_iter();
    let adds = entries(Kind::Optimizer).map(|about| ("Add", about, Action::Add(about.info.id)));
    let full = !session.scene.has_room();
    for (word, about, action) in adds {
        items.push(Item {
            label: format!("{word} {}", about.info.name),
            detail: "optimizer".to_owned(),
            tooltip: about.info.summary.to_owned(),
            refusal: full.then(|| "The scene is full".to_owned()),
            action,
            about: Some(about),
        });
    }
    for about in entries(Kind::Surface) {
        items.push(Item {
            label: format!("Surface: {}", about.info.name),
            detail: "surface".to_owned(),
            tooltip: about.info.summary.to_owned(),
            refusal: None,
            action: Action::Surface(about.info.id),
            about: Some(about),
        });
    }
    for item in &mut items {
        if let Action::Say(command) = item.action {
            item.refusal = refusal(command, session, state);
        }
    }
    items
}

fn named(command: Command, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{}: {}", command.text(), name.to_lowercase()),
        None => command.text().to_owned(),
    }
}

/// The last part of a path, whichever way its folders are separated.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// How well an item fits all the words, the least best; none if one of them does not fit at all. What cannot
/// be done now stands behind what can.
pub(super) fn rank(item: &Item, words: &[String]) -> Option<usize> {
    let label = item.label.to_lowercase();
    let tooltip = item.tooltip.to_lowercase();
    let of_word = |word: &String| {
        let own = rank_of_label(&label, word);
        let entry = item
            .about
            .and_then(|about| picker::rank(about, std::slice::from_ref(word)));
        let in_words = || tooltip.contains(word.as_str()).then_some(5);
        match (own, entry) {
            (Some(own), Some(entry)) => Some(own.min(entry + 1)),
            (own, entry) => own.or(entry.map(|entry| entry + 1)).or_else(in_words),
        }
    };
    let ranks: Option<usize> = words.iter().map(of_word).sum();
    let ranks = ranks.or_else(|| {
        let letters = words.concat();
        (item.about.is_none() && is_spread(&label, &letters)).then_some(SPREAD * words.len())
    })?;
    Some(ranks + if item.refusal.is_some() { 40 } else { 0 })
}

/// The rank of a label in which the letters only stand in this order: behind what cannot be done now.
const SPREAD: usize = 60;

/// 0 where the label starts with the word, 1 where a word of it does, 3 where it stands inside one.
fn rank_of_label(label: &str, word: &str) -> Option<usize> {
    if label.starts_with(word) {
        return Some(0);
    }
    let mut parts = label.split(|c: char| !c.is_alphanumeric());
    if parts.any(|part| part.starts_with(word)) {
        return Some(1);
    }
    label.contains(word).then_some(3)
}

/// Whether the letters stand in the label in this order, however far apart.
fn is_spread(label: &str, letters: &str) -> bool {
    let mut rest = label.chars();
    letters.chars().count() > 2 && letters.chars().all(|letter| rest.any(|c| c == letter))
}

/// Does what an item says. A command is added to `commands`, so that it is carried out like any other.
pub(super) fn carry_out(
    item: &Item,
    words: &[String],
    session: &mut Session,
    state: &mut UiState,
    commands: &mut Vec<Command>,
) {
    match &item.action {
        Action::Say(command) => commands.push(*command),
        Action::Add(id) => {
            let about = Kind::Optimizer.find(id);
            let about = about.map(|about| picker::named_twin(about, words));
            session.change("Add run", |scene| {
                if let Some(run) = about.and_then(|about| scene.add_run(about)) {
                    state.unfolded.insert(run.id);
                }
            });
        }
        Action::Surface(id) => choose_surface(Kind::Surface.default_config(id), session),
        Action::Preset(name) => open_preset(name, session),
        Action::Open(path) => state.outbox.push(Request::OpenPath(path.clone())),
        Action::Select(id) => session.selected = Some(*id),
    }
}

/// Takes the race to a surface; where nobody races, a usual field starts there.
fn choose_surface(surface: Config, session: &mut Session) {
    session.change("Choose surface", |scene| {
        scene.move_to(surface);
        if scene.runs.is_empty() {
            starters::add_starters(scene);
        }
    });
    session.view.region = None;
}

/// Opens a scene that came with the program.
pub fn open_preset(name: &str, session: &mut Session) {
    if let Some(Ok(preset)) = preset::built_in(name).map(preset::parse) {
        session.open(&preset, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::preset::PresetFile;

    #[test]
    fn a_search_finds_what_is_meant_first() {
        let session = Session::new(&PresetFile::new(preset::default_scene()));
        let state = UiState {
            recent: vec!["/some/where/tuesday.ravine.json".to_owned()],
            ..UiState::default()
        };
        let all = items(&session, &state);
        for (text, first) in [
            ("undo", "Undo"),
            ("heat", "Heat map"),
            ("adamw", "Add AdamW"),
            ("add adam", "Add Adam"),
            ("torch lbfgs", "Add L-BFGS"),
            ("himmel", "Surface: Himmelblau"),
            ("surface quadratic", "Surface: Quadratic"),
            ("preset valley", "Open preset The bent valley"),
            ("tuesday", "Open tuesday.ravine.json"),
            ("select nesterov", "Select run Nesterov"),
            ("solo adam", "Solo Adam"),
            ("save as", "Save as…"),
            ("kysgst", "Keys and gestures"),
        ] {
            let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
            let mut found: Vec<&Item> = all.iter().filter(|i| rank(i, &words).is_some()).collect();
            found.sort_by_key(|item| rank(item, &words));
            let labels: Vec<&str> = found.iter().map(|item| item.label.as_str()).collect();
            assert_eq!(labels.first(), Some(&first), "{text}: {labels:?}");
        }
        let surfaces = all
            .iter()
            .filter(|item| matches!(item.action, Action::Surface(_)));
        assert_eq!(surfaces.count(), Kind::Surface.rules().len());
        let undo = all.iter().find(|item| item.label == "Undo").unwrap();
        assert_eq!(undo.refusal.as_deref(), Some("Nothing to undo"));
    }
}
