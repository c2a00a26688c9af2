//! What the gallery shows: its scenes, those that a search finds, and the one that is marked. Paints nothing.

use crate::core::catalog::Config;
use crate::session::Session;
use crate::session::gallery::{self, TOPICS};
use crate::session::preset::{self, PresetFile};
use egui::Rect;

/// The gallery while it is open.
#[derive(Clone, Debug)]
pub struct Gallery {
    pub(super) text: String,
    pub(super) entries: Vec<Entry>,
    /// Which entries the text finds, in order.
    pub(super) found: Vec<usize>,
    /// Which of those is marked for Enter.
    pub(super) marked: usize,
    /// Where those stand, in the frame before.
    pub(super) places: Vec<Rect>,
    /// Whether the marked one is to come into sight.
    pub(super) reveal: bool,
    /// Whether the field has been given the focus.
    pub(super) focused: bool,
}

/// A scene of the gallery.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) topic: usize,
    pub(super) preset: PresetFile,
    /// In what a search looks, in small letters.
    words: String,
}

impl Gallery {
    /// The gallery, with the scene marked that is open, if it is one of them.
    pub fn new(session: &Session) -> Self {
        let entries = entries();
        let is_open = |entry: &Entry| entry.preset.scene.title == session.scene.title;
        Self {
            text: String::new(),
            found: (0..entries.len()).collect(),
            marked: entries.iter().position(is_open).unwrap_or(0),
            entries,
            places: Vec::new(),
            reveal: true,
            focused: false,
        }
    }

    /// Finds anew, after the text has changed.
    pub(super) fn search(&mut self) {
        let words = self.text.to_lowercase();
        let is_found = |entry: &&Entry| {
            let mut words = words.split_whitespace();
            words.all(|word| entry.words.contains(word))
        };
        let found = self.entries.iter().enumerate();
        let found = found.filter(|(_, entry)| is_found(entry));
        self.found = found.map(|(i, _)| i).collect();
        self.marked = 0;
        self.reveal = true;
    }

    /// Moves the mark to the nearest picture in a row below or above.
    pub(super) fn move_row(&mut self, down: bool) {
        let Some(from) = self.places.get(self.marked).copied() else {
            return;
        };
        let is_beyond = |rect: &Rect| {
            if down {
                rect.top() > from.top() + 1.0
            } else {
                rect.top() < from.top() - 1.0
            }
        };
        let distance = |rect: &Rect| {
            let rows = (rect.top() - from.top()).abs();
            1e4 * rows + (rect.center().x - from.center().x).abs()
        };
        let others = self.places.iter().enumerate();
        let others = others.filter(|(_, rect)| is_beyond(rect));
        let nearest = others.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        if let Some((i, _)) = nearest {
            self.mark(i);
        }
    }

    pub(super) fn mark(&mut self, place: usize) {
        self.marked = place.min(self.found.len().saturating_sub(1));
        self.reveal = true;
    }
}

/// Every scene with what a search finds it by: its words, its topic, its surface and its methods.
fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    for (topic, about) in TOPICS.iter().enumerate() {
        for name in about.names {
            let Some(Ok(preset)) = gallery::text(name).map(preset::parse) else {
                continue;
            };
            let scene = &preset.scene;
            let mut words = format!("{name} {} {} {}", about.heading, scene.title, scene.note);
            let mut add = |config: &Config| {
                words.push(' ');
                words.push_str(config.name());
            };
            add(&scene.surface);
            for run in &scene.runs {
                for config in [&run.optimizer, &run.schedule, &run.clip] {
                    add(config);
                }
            }
            entries.push(Entry {
                name,
                topic,
                words: words.to_lowercase(),
                preset,
            });
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    #[test]
    fn a_search_looks_at_words_topics_surfaces_and_methods() {
        let session = Session::new(&PresetFile::new(preset::default_scene()));
        let mut gallery = Gallery::new(&session);
        assert_eq!(gallery.entries[gallery.marked].name, "ravine");
        assert_eq!(gallery.entries.len(), preset::BUILT_IN.len());
        for (text, first, most) in [
            ("himmelblau", "four_minima", 2),
            ("ONE CYCLE", "schedules", 3),
            ("prodigy", "no_rate", 1),
            ("frameworks", "frameworks", 3),
            ("cliff", "recurrent_cliff", 3),
        ] {
            text.clone_into(&mut gallery.text);
            gallery.search();
            let names = gallery.found.iter().map(|i| gallery.entries[*i].name);
            let names: Vec<&str> = names.collect();
            assert!(
                names.contains(&first) && names.len() <= most,
                "{text}: {names:?}"
            );
        }
        "no such thing".clone_into(&mut gallery.text);
        gallery.search();
        assert!(gallery.found.is_empty());
    }

    #[test]
    fn the_mark_moves_in_rows_and_stops_at_the_ends() {
        let session = Session::new(&PresetFile::new(preset::default_scene()));
        let mut gallery = Gallery::new(&session);
        // Two rows of three, then one of two below another heading.
        let place = |i: usize| {
            let at = pos2(100.0 * (i % 3) as f32, 100.0 * (i / 3) as f32);
            Rect::from_min_size(at, vec2(90.0, 90.0))
        };
        gallery.found.truncate(8);
        gallery.places = (0..8).map(place).collect();
        for (from, down, to) in [
            (0, true, 3),
            (2, true, 5),
            (5, true, 7),
            (7, true, 7),
            (7, false, 4),
            (1, false, 1),
        ] {
            gallery.marked = from;
            gallery.move_row(down);
            assert_eq!(gallery.marked, to, "from {from}");
        }
        gallery.mark(99);
        assert_eq!(gallery.marked, 7);
    }
}
