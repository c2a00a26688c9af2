//! What comes back at the next start: settings and the session, in the platform's directories.
//!
//! Every file is written whole or not at all, so that two instances or a crash leave a readable one.

use super::recent;
use crate::cli::files;
use crate::session::preset::{self, PresetFile};
use crate::ui::state::Settings;
use serde_json::{Value, json};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The places of the files; without a home folder nothing is kept.
pub(super) struct Store {
    settings: Option<PathBuf>,
    session: Option<PathBuf>,
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

    fn within(directories: Option<(&Path, &Path)>) -> Self {
        Self {
            settings: directories.map(|(config, _)| config.join("settings.json")),
            session: directories.map(|(_, data)| data.join("session.json")),
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

    /// The session of the last time, and the file it was opened from.
    ///
    /// # Errors
    /// In one sentence, if there is one that cannot be read; it is put aside, not lost.
    pub(super) fn session(&self) -> Result<Option<(PresetFile, Option<PathBuf>)>, String> {
        let Some(path) = &self.session else {
            return Ok(None);
        };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{}: cannot be read ({error})", path.display())),
        };
        let read = || -> Option<(PresetFile, Option<PathBuf>)> {
            let json: Value = serde_json::from_str(&text).ok()?;
            let preset = preset::parse(json.get("preset")?.as_str()?).ok()?;
            Some((
                preset,
                json.get("file").and_then(Value::as_str).map(PathBuf::from),
            ))
        };
        read().map(Some).ok_or_else(|| {
            let aside = path.with_extension("broken.json");
            match fs::rename(path, &aside) {
                Ok(()) => format!(
                    "The last session could not be read; it was put aside as {}",
                    aside.display()
                ),
                Err(error) => format!(
                    "The last session in {} could not be read ({error})",
                    path.display()
                ),
            }
        })
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

    /// Keeps the session.
    pub(super) fn keep_session(&self, preset: &PresetFile, file: Option<&Path>) -> io::Result<()> {
        let json = json!({ "preset": preset::write(preset), "file": file.map(|file| file.to_string_lossy()) });
        self.session
            .as_ref()
            .map_or(Ok(()), |path| keep(path, &format!("{json:#}\n")))
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
    fn settings_and_session_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let (config, data) = (folder.path().join("config"), folder.path().join("data"));
        let store = Store::within(Some((&config, &data)));
        assert_eq!(store.settings(), Settings::default());
        assert_eq!(store.session(), Ok(None));
        let settings = Settings {
            dark: false,
            zoom: 1.25,
            ..Settings::default()
        };
        store.keep_settings(settings).unwrap();
        assert_eq!(store.settings(), settings);
        let mut preset = PresetFile::new(preset::default_scene());
        preset.view.heat = false;
        store
            .keep_session(&preset, Some(Path::new("some/scene.json")))
            .unwrap();
        assert_eq!(
            store.session(),
            Ok(Some((preset, Some(PathBuf::from("some/scene.json")))))
        );
    }

    #[test]
    fn a_broken_session_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::within(Some((folder.path(), folder.path())));
        fs::write(folder.path().join("session.json"), "{ not json").unwrap();
        assert!(store.session().unwrap_err().contains("session.broken.json"));
        assert_eq!(store.session(), Ok(None), "the next start is a plain one");
        assert_eq!(
            fs::read_to_string(folder.path().join("session.broken.json")).unwrap(),
            "{ not json"
        );
        assert_eq!(
            Store::within(None).keep_settings(Settings::default()).ok(),
            Some(())
        );
    }
}
