//! What comes back at the next start, in the platform's directories: settings, sessions, the names of recent files.
//!
//! Every file is written whole or not at all, so that two instances or a crash leave a readable one.

use super::recent;
use super::sessions::Sessions;
use crate::cli::files;
use crate::ui::state::Settings;
use serde_json::Value;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The places of the files; without a home folder nothing is kept.
pub(super) struct Store {
    settings: Option<PathBuf>,
    sessions: Option<io::Result<Sessions>>,
    recent: Option<PathBuf>,
    complained: Cell<bool>,
}

impl Store {
    /// The platform's directories for this program.
    pub(super) fn locate() -> Self {
        let directories = directories::ProjectDirs::from("", "", "ravine");
        Self::within(
            directories
                .as_ref()
                .map(|dirs| (dirs.config_dir(), dirs.data_dir())),
        )
    }

    pub(super) fn within(directories: Option<(&Path, &Path)>) -> Self {
        Self {
            settings: directories.map(|(config, _)| config.join("settings.json")),
            sessions: directories.map(|(_, data)| Sessions::within(data)),
            recent: directories.map(|(_, data)| data.join("recent.json")),
            complained: Cell::new(false),
        }
    }

    /// Whether it was said before that something cannot be kept; from now on it was.
    pub(super) fn complained(&self) -> bool {
        self.complained.replace(true)
    }

    /// The settings of the last time, or the defaults.
    pub(super) fn settings(&self) -> Settings {
        let text = self
            .settings
            .as_ref()
            .and_then(|path| fs::read_to_string(path).ok());
        let json: Option<Value> = text.and_then(|text| serde_json::from_str(&text).ok());
        json.as_ref().map(Settings::from_json).unwrap_or_default()
    }

    /// The places of the sessions.
    ///
    /// # Errors
    /// In one sentence, if they cannot be kept.
    pub(super) fn sessions(&self) -> Result<&Sessions, String> {
        let none = || "there is no home folder".to_owned();
        self.sessions
            .as_ref()
            .ok_or_else(none)?
            .as_ref()
            .map_err(ToString::to_string)
    }

    /// Files that were opened or saved, newest first.
    pub(super) fn recent(&self) -> Vec<String> {
        recent::read(self.recent.as_deref())
    }

    /// A file was opened or saved: answers the list with it in front.
    pub(super) fn remember(&self, path: &Path) -> Vec<String> {
        recent::change(self.recent.as_deref(), |list| recent::put(list, path))
    }

    /// A file is no more: answers the list without it.
    pub(super) fn forget(&self, path: &Path) -> Vec<String> {
        let gone = path.to_string_lossy();
        recent::change(self.recent.as_deref(), |list| {
            list.retain(|known| *known != gone);
        })
    }

    /// No file was ever opened: answers the empty list.
    pub(super) fn forget_all(&self) -> Vec<String> {
        recent::change(self.recent.as_deref(), Vec::clear)
    }

    /// Keeps the settings.
    pub(super) fn keep_settings(&self, settings: Settings) -> io::Result<()> {
        let text = format!("{:#}\n", settings.to_json());
        self.settings
            .as_ref()
            .map_or(Ok(()), |path| keep(path, &text))
    }
}

/// Writes a file unless it says the same already.
pub(super) fn keep(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    files::write_atomically(path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let (config, data) = (folder.path().join("config"), folder.path().join("data"));
        let store = Store::within(Some((&config, &data)));
        assert_eq!(store.settings(), Settings::default());
        let settings = Settings {
            dark: false,
            zoom: 1.25,
            ..Settings::default()
        };
        store.keep_settings(settings).unwrap();
        assert_eq!(store.settings(), settings);
        assert!(store.sessions().is_ok());
    }

    #[test]
    fn without_a_place_nothing_is_kept_and_that_is_said() {
        let nowhere = Store::within(None);
        assert!(nowhere.keep_settings(Settings::default()).is_ok());
        assert!(nowhere.sessions().is_err_and(|text| text.contains("home")));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let blocked = Store::within(Some((&file, &file)));
        assert!(blocked.sessions().is_err());
        assert!(blocked.keep_settings(Settings::default()).is_err());
    }
}
