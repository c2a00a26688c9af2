//! The scene on the desk and its files: opened, saved, kept for the next start, set aside. Knows no window.

use super::sessions::Left;
use super::store::Store;
use crate::cli::files;
use crate::session::Session;
use crate::session::preset::{self, PresetFile};
use crate::ui::state::{PathField, Request, Settings, UiState, Unsaved};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often an unsaved scene is written to the store, in seconds.
pub(super) const KEEP_EVERY: f64 = 4.0;

/// How the names of scenes end.
const ENDING: &str = ".ravine.json";

/// What the window shows, and what is kept of it.
pub(super) struct Desk {
    pub(super) session: Session,
    pub(super) state: UiState,
    store: Store,
    kept: Left,
    at_secs: f64,
}

impl Desk {
    /// The desk at the start of the program: with this scene, or as it was left last.
    pub(super) fn start(
        store: Store,
        settings: Settings,
        preset: Option<(PathBuf, PresetFile)>,
    ) -> Self {
        let mut state = UiState {
            settings,
            ..UiState::default()
        };
        let found = store.sessions().and_then(|sessions| {
            sessions
                .take_over(preset.is_some())
                .map_err(|e| e.to_string())
        });
        let found = found.unwrap_or_else(|error| {
            state.complain(format!("The last session cannot be looked for: {error}"));
            super::sessions::Found::default()
        });
        if let Some(trouble) = found.trouble {
            state.complain(trouble);
        }
        let session = match (preset, found.last) {
            (Some((path, preset)), _) => {
                let mut session = Session::new(&preset);
                if !path.as_os_str().is_empty() {
                    session.saved_to(path);
                }
                if found.set_aside > 0 {
                    state.notify("The unsaved scene of last time is under File, Open recent");
                }
                session
            }
            (None, Some(left)) => {
                if !left.ended && left.saved.is_some() {
                    state.notify("Recovered the scene that was not saved");
                }
                left.session()
            }
            (None, None) => Session::new(&PresetFile::new(preset::default_scene())),
        };
        let mut desk = Self {
            kept: Left::of(&session, false),
            session,
            state,
            store,
            at_secs: 0.0,
        };
        desk.look_around();
        desk
    }

    /// What other instances may have changed meanwhile.
    pub(super) fn look_around(&mut self) {
        self.state.recent = self.store.recent();
        let asides = self.store.sessions().map(super::sessions::Sessions::asides);
        let asides = asides.unwrap_or_default().into_iter();
        let now = SystemTime::now();
        let unsaved = asides.map(|aside| Unsaved {
            label: format!(
                "{}, {}",
                match aside.title.trim() {
                    "" => "Untitled scene",
                    title => title,
                },
                ago(now.duration_since(aside.since).unwrap_or_default())
            ),
            path: aside.path.to_string_lossy().into_owned(),
        });
        self.state.unsaved = unsaved.collect();
    }

    /// Does what the screen asks of files.
    pub(super) fn serve(&mut self, request: Request) {
        match request {
            Request::OpenPath(path) => self.open_path(&expanded(&path)),
            Request::SavePath(path) => self.save_path(&expanded(&path), false),
            Request::ReplacePath(path) => self.save_path(&expanded(&path), true),
            Request::OpenUnsaved(path) => self.open_unsaved(Path::new(&path)),
            Request::ClearRecent => self.state.recent = self.store.forget_all(),
            _ => {}
        }
    }

    pub(super) fn open_path(&mut self, path: &Path) {
        match files::load(path) {
            Ok(opened) => {
                self.session.open(&opened.file, Some(path.to_owned()));
                self.state.notify(format!("Opened {}", path.display()));
                if let Some(oddity) = preset::disagreement(&opened.file) {
                    self.state.complain(format!("{}: {oddity}", path.display()));
                }
                self.state.recent = self.store.remember(path);
            }
            Err(failure) => {
                self.state.complain(failure.message);
                if !path.exists() {
                    self.state.recent = self.store.forget(path);
                }
            }
        }
    }

    /// Takes up a scene that was set aside; it is still not saved.
    fn open_unsaved(&mut self, path: &Path) {
        let preset = self.store.sessions().ok();
        let preset = preset.and_then(|sessions| sessions.take_aside(path));
        let Some(preset) = preset else {
            self.state
                .complain("That unsaved scene is not there any more");
            self.look_around();
            return;
        };
        self.session.open_unsaved(&preset);
        // First it is kept as what is on the desk, then it is not aside any more.
        self.at_secs = f64::NEG_INFINITY;
        self.keep(0.0, false);
        if std::fs::remove_file(path).is_err() {
            self.state
                .complain("That scene stays in the list of unsaved ones: it cannot be removed");
        }
        self.look_around();
    }

    /// Saves the scene. Where another file stands than the scene's own, the path is asked for once more.
    pub(super) fn save_path(&mut self, path: &Path, replace: bool) {
        self.session.settle();
        let path = with_ending(path);
        let is_own = self.session.file() == Some(path.as_path());
        if path.exists() && !is_own && !replace {
            self.state.path = Some(PathField {
                saving: true,
                text: path.to_string_lossy().into_owned(),
                focused: false,
                replace: true,
            });
            return;
        }
        let (preset, too_much) = self.session.to_save();
        match files::write_atomically(&path, preset::write(&preset).as_bytes()) {
            Ok(()) => {
                self.state.notify(format!("Saved {}", path.display()));
                if let Some(reason) = too_much {
                    let text = format!("Saved without trajectories: {reason}");
                    self.state.complain(text);
                }
                self.state.recent = self.store.remember(&path);
                self.session.saved_to(path);
            }
            Err(error) => {
                let text = format!(
                    "{}: cannot be written ({error}); choose another place",
                    path.display()
                );
                self.state.complain(text);
            }
        }
    }

    /// Lets a path be typed, where there is no dialog.
    pub(super) fn ask_for_path(&mut self, saving: bool) {
        let file = self.session.file();
        self.state.path = Some(PathField {
            saving,
            text: file.map_or(String::new(), |file| file.to_string_lossy().into_owned()),
            focused: false,
            replace: false,
        });
    }

    /// Whether something is not kept yet.
    pub(super) fn has_news(&self) -> bool {
        self.kept.preset.scene != self.session.scene || self.kept.preset.view != self.session.view
    }

    /// Sets scenes aside that were replaced unsaved, and writes the scene and the settings to the store, if they
    /// changed and it is time; at the end of the program in any case.
    pub(super) fn keep(&mut self, now_secs: f64, ends: bool) {
        if ends {
            self.session.settle();
        }
        let mut failed = None;
        let replaced = self.session.take_replaced();
        let has_replaced = !replaced.is_empty();
        for preset in replaced {
            let done = self
                .store
                .sessions()
                .and_then(|sessions| sessions.set_aside(&preset).map_err(|e| e.to_string()));
            failed = failed.or(done.err());
        }
        if has_replaced {
            self.look_around();
        }
        if ends || has_replaced || now_secs - self.at_secs >= KEEP_EVERY {
            self.at_secs = now_secs;
            let done = self.store.keep_settings(self.state.settings);
            failed = failed.or(done.err().map(|error| error.to_string()));
            let left = Left::of(&self.session, ends);
            if left != self.kept || ends {
                let done = self
                    .store
                    .sessions()
                    .and_then(|sessions| sessions.keep(&left).map_err(|e| e.to_string()));
                failed = failed.or(done.err());
                self.kept = left;
            }
        }
        if let Some(error) = failed.filter(|_| !self.store.complained()) {
            self.state.complain(format!(
                "The session cannot be kept for the next start: {error}"
            ));
        }
    }
}

/// A typed path with `~` for the home folder.
pub(super) fn expanded(path: &str) -> PathBuf {
    let home = directories::BaseDirs::new();
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.home_dir().join(rest),
        _ => PathBuf::from(path),
    }
}

/// The path with the ending of scenes, if it has none.
fn with_ending(path: &Path) -> PathBuf {
    match path.file_name().map(|name| name.to_string_lossy()) {
        Some(name) if path.extension().is_none() => path.with_file_name(format!("{name}{ENDING}")),
        _ => path.to_owned(),
    }
}

/// How long something is past, in words.
fn ago(past: Duration) -> String {
    let minutes = past.as_secs() / 60;
    let of = |count: u64, unit: &str| {
        let s = if count == 1 { "" } else { "s" };
        format!("{count} {unit}{s} ago")
    };
    match minutes {
        0 => "just now".to_owned(),
        1..60 => of(minutes, "minute"),
        60..1440 => of(minutes / 60, "hour"),
        _ => of(minutes / 1440, "day"),
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
