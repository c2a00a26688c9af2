//! What the instances of the program have on their desks, so that nothing is lost when one ends, however it ends.
//!
//! Each instance keeps its session in a file of its own and holds a lock beside it. A file whose lock nobody holds
//! was left behind: the next start takes the newest up, and sets unsaved scenes of the others aside.

use super::store::keep;
use crate::session::Session;
use crate::session::preset::{self, PresetFile};
use crate::session::scene::Scene;
use serde_json::{Value, json};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The most scenes that are set aside; the oldest go.
const MOST_ASIDE: usize = 20;

/// The place of this instance among the others.
pub(super) struct Sessions {
    folder: PathBuf,
    aside: PathBuf,
    own: PathBuf,
    /// Held as long as this instance lives.
    _lock: Option<File>,
}

/// A session as an instance left it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Left {
    pub(super) preset: PresetFile,
    pub(super) file: Option<PathBuf>,
    /// The scene that was opened or saved last, where it differs.
    pub(super) saved: Option<Scene>,
    /// Whether the instance ended as it should.
    pub(super) ended: bool,
}

/// What an instance finds at its start.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    /// The session that was left last.
    pub(super) last: Option<Left>,
    /// How many unsaved scenes were set aside.
    pub(super) set_aside: usize,
    /// What could not be read, in a sentence.
    pub(super) trouble: Option<String>,
}

/// A scene that was set aside.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Aside {
    pub(super) path: PathBuf,
    pub(super) title: String,
    pub(super) since: SystemTime,
}

impl Left {
    pub(super) fn of(session: &Session, ended: bool) -> Self {
        let saved = session.is_changed().then(|| session.saved().clone());
        Self {
            preset: session.preset(),
            file: session.file().map(Path::to_owned),
            saved,
            ended,
        }
    }

    /// The session again.
    pub(super) fn session(&self) -> Session {
        let saved = self.saved.as_ref().unwrap_or(&self.preset.scene);
        Session::restored(&self.preset, self.file.clone(), saved.clone())
    }

    fn text(&self) -> String {
        let json = json!({
            "preset": preset::write(&self.preset),
            "file": self.file.as_ref().map(|file| file.to_string_lossy()),
            "saved": self.saved.as_ref().map(preset::to_json),
            "ended": self.ended,
        });
        format!("{json:#}\n")
    }

    fn read(text: &str) -> Option<Self> {
        let json: Value = serde_json::from_str(text).ok()?;
        let words = |key: &str| json.get(key).and_then(Value::as_str);
        Some(Self {
            preset: preset::parse(words("preset")?).ok()?,
            file: words("file").map(PathBuf::from),
            saved: words("saved").and_then(|text| preset::from_json(text).ok()),
            ended: json.get("ended").and_then(Value::as_bool).unwrap_or(true),
        })
    }
}

impl Sessions {
    /// Takes a place among the instances that keep their sessions in this folder.
    pub(super) fn within(data: &Path) -> io::Result<Self> {
        let folder = data.join("sessions");
        fs::create_dir_all(&folder)?;
        let mut number = 0;
        loop {
            let own = folder.join(format!("{}-{number}.json", std::process::id()));
            let lock = File::options()
                .write(true)
                .create(true)
                .truncate(false)
                .open(lock_of(&own))?;
            // Where there are no locks, a name that nobody has must do.
            let lock = match lock.try_lock() {
                Ok(()) if !own.exists() => Some(lock),
                Err(TryLockError::Error(_)) if !own.exists() => None,
                Ok(()) | Err(_) => {
                    number += 1;
                    continue;
                }
            };
            return Ok(Self {
                aside: data.join("unsaved"),
                folder,
                own,
                _lock: lock,
            });
        }
    }

    /// Keeps what this instance has on its desk.
    pub(super) fn keep(&self, left: &Left) -> io::Result<()> {
        keep(&self.own, &left.text())
    }

    /// What instances that are gone left behind. The newest session is this instance's from now on, unless it
    /// comes with a scene of its own: then that one is set aside with the others, as far as they are not saved.
    pub(super) fn take_over(&self, has_scene: bool) -> io::Result<Found> {
        // One instance at a time looks through what was left.
        let all = File::create(self.folder.join("all.lock"))?;
        let _locked = all.lock();
        let mut found = Found::default();
        for (path, lock) in self.left_behind()? {
            let text = fs::read_to_string(&path)?;
            match Left::read(&text) {
                Some(left) if found.last.is_none() && !has_scene => {
                    // Written under its new owner first: at every moment there is one of them.
                    self.keep(&Left {
                        ended: false,
                        ..left.clone()
                    })?;
                    found.last = Some(left);
                }
                Some(left) if left.saved.is_some() => {
                    self.set_aside(&left.preset)?;
                    found.set_aside += 1;
                }
                Some(_) => {}
                None => {
                    let broken = path.with_extension("broken");
                    fs::rename(&path, &broken)?;
                    let place = broken.display();
                    found.trouble = Some(format!(
                        "A session of last time could not be read; it was put aside as {place}"
                    ));
                }
            }
            if path.exists() {
                fs::remove_file(&path)?;
            }
            drop(lock);
            let _gone = fs::remove_file(lock_of(&path));
        }
        Ok(found)
    }

    /// The sessions whose instances are gone, newest first, with their locks.
    fn left_behind(&self) -> io::Result<Vec<(PathBuf, Option<File>)>> {
        let mut left = Vec::new();
        // Earlier versions kept one session for all.
        let earlier = self.folder.with_file_name("session.json");
        if earlier.exists() {
            left.push((earlier, None));
        }
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let is_session = path.extension().is_some_and(|end| end == "json");
            if !is_session || path == self.own {
                continue;
            }
            let lock = File::options().write(true).open(lock_of(&path)).ok();
            let is_held = lock
                .as_ref()
                .is_some_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
            if !is_held {
                left.push((path, lock));
            }
        }
        left.sort_by_key(|(path, _)| std::cmp::Reverse(age(path)));
        Ok(left)
    }

    /// Sets a scene aside that would be lost otherwise; the oldest of too many goes.
    pub(super) fn set_aside(&self, preset: &PresetFile) -> io::Result<()> {
        let text = preset::write(preset);
        let known = self.asides();
        let twin = known
            .iter()
            .find(|aside| fs::read_to_string(&aside.path).is_ok_and(|old| old == text));
        if let Some(twin) = twin {
            fs::remove_file(&twin.path)?;
        }
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let nanos = since.map_or(0, |since| since.as_nanos());
        let name = format!("{nanos:020}-{}.ravine.json", std::process::id());
        keep(&self.aside.join(name), &text)?;
        for old in self.asides().iter().skip(MOST_ASIDE) {
            fs::remove_file(&old.path)?;
        }
        Ok(())
    }

    /// The scenes that were set aside, newest first.
    pub(super) fn asides(&self) -> Vec<Aside> {
        let entries = fs::read_dir(&self.aside).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path());
        let mut paths: Vec<PathBuf> = paths
            .filter(|path| path.to_string_lossy().ends_with(".ravine.json"))
            .collect();
        // Their names begin with the time.
        paths.sort_by(|a, b| b.cmp(a));
        let of_path = |path: PathBuf| {
            let scene = preset::from_json(&fs::read_to_string(&path).ok()?).ok()?;
            Some(Aside {
                title: scene.title,
                since: age(&path)?,
                path,
            })
        };
        paths.into_iter().filter_map(of_path).collect()
    }

    /// The scene that was set aside in this file, which goes: whoever has it keeps it from now on.
    pub(super) fn take_aside(&self, path: &Path) -> Option<PresetFile> {
        let is_one = self.asides().iter().any(|aside| aside.path == path);
        let text = is_one.then(|| fs::read_to_string(path).ok()).flatten()?;
        preset::parse(&text).ok()
    }
}

/// The file that is locked as long as the instance lives whose session this is.
fn lock_of(session: &Path) -> PathBuf {
    session.with_extension("lock")
}

/// When a file was written.
fn age(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::gallery;

    fn preset(name: &str) -> PresetFile {
        preset::parse(gallery::text(name).unwrap()).unwrap()
    }

    /// A session with a change that is not saved.
    fn changed(name: &str) -> Session {
        let mut session = Session::new(&preset(name));
        session.change("Steps", |scene| scene.steps += 1);
        session
    }

    #[test]
    fn a_session_comes_back_with_its_mark() {
        let folder = tempfile::tempdir().unwrap();
        for (ended, session) in [
            (true, changed("ravine")),
            (false, Session::new(&preset("adamw"))),
        ] {
            let sessions = Sessions::within(folder.path()).unwrap();
            sessions.keep(&Left::of(&session, ended)).unwrap();
            drop(sessions);
            let next = Sessions::within(folder.path()).unwrap();
            let found = next.take_over(false).unwrap();
            let last = found.last.unwrap();
            assert_eq!((last.ended, found.trouble), (ended, None));
            let again = last.session();
            assert_eq!(again.preset(), session.preset());
            assert_eq!(again.is_changed(), session.is_changed());
            // It is this instance's now: the next one finds it once.
            drop(next);
            let third = Sessions::within(folder.path()).unwrap();
            assert_eq!(
                third.take_over(false).unwrap().last.unwrap().preset,
                session.preset()
            );
            assert!(third.left_behind().unwrap().is_empty());
            fs::remove_file(&third.own).unwrap();
        }
    }

    #[test]
    fn instances_leave_each_others_sessions_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Sessions::within(folder.path()).unwrap();
        first.keep(&Left::of(&changed("ravine"), false)).unwrap();
        let second = Sessions::within(folder.path()).unwrap();
        assert_ne!(first.own, second.own);
        assert_eq!(second.take_over(false).unwrap(), Found::default());
        second.keep(&Left::of(&changed("adamw"), false)).unwrap();
        drop(first);
        let third = Sessions::within(folder.path()).unwrap();
        let last = third.take_over(false).unwrap().last.unwrap();
        assert_eq!(last.preset, changed("ravine").preset());
        drop(second);
        drop(third);
        // Both are gone: the newest is taken up, the other one is set aside.
        let fourth = Sessions::within(folder.path()).unwrap();
        let last = fourth.take_over(false).unwrap().last.unwrap();
        let aside = fourth.asides();
        assert_eq!(aside.len(), 1);
        let other = preset::parse(&fs::read_to_string(&aside[0].path).unwrap()).unwrap();
        let mut titles = [last.preset.scene.title, other.scene.title];
        titles.sort();
        assert_eq!(
            titles,
            ["Five ways down a ravine", "Two kinds of weight decay"]
        );
    }

    #[test]
    fn a_start_with_a_scene_sets_the_unsaved_one_aside_and_only_that() {
        let folder = tempfile::tempdir().unwrap();
        for (session, count) in [(changed("ravine"), 1), (Session::new(&preset("adamw")), 1)] {
            let sessions = Sessions::within(folder.path()).unwrap();
            sessions.keep(&Left::of(&session, true)).unwrap();
            drop(sessions);
            let next = Sessions::within(folder.path()).unwrap();
            assert_eq!(next.take_over(true).unwrap().last, None);
            let aside = next.asides();
            assert_eq!(aside.len(), count);
            let taken = next.take_aside(&aside[0].path).unwrap();
            assert_eq!(taken, changed("ravine").preset());
            assert_eq!(next.take_aside(Path::new("/etc/hostname")), None);
        }
    }

    #[test]
    fn the_scenes_set_aside_are_few_and_each_is_there_once() {
        let folder = tempfile::tempdir().unwrap();
        let sessions = Sessions::within(folder.path()).unwrap();
        let mut file = preset("ravine");
        for steps in 1..=30 {
            file.scene.steps = steps;
            sessions.set_aside(&file).unwrap();
        }
        file.scene.steps = 25;
        sessions.set_aside(&file).unwrap();
        let kept = sessions.asides();
        assert_eq!(kept.len(), MOST_ASIDE);
        let steps = kept
            .iter()
            .map(|aside| sessions.take_aside(&aside.path).unwrap().scene.steps);
        let steps: Vec<u64> = steps.collect();
        assert_eq!((steps[0], steps[1]), (25, 30));
        assert!(steps[1..].iter().all(|n| *n != 25) && steps.contains(&12) && !steps.contains(&5));
    }

    #[test]
    fn what_cannot_be_read_is_put_aside_and_an_earlier_session_is_taken_up() {
        let folder = tempfile::tempdir().unwrap();
        let sessions = Sessions::within(folder.path()).unwrap();
        fs::write(sessions.folder.join("1-0.json"), "{ not json").unwrap();
        let old = json!({ "preset": preset::write(&preset("momentum")), "file": "a/b.json" });
        fs::write(folder.path().join("session.json"), old.to_string()).unwrap();
        let found = sessions.take_over(false).unwrap();
        let last = found.last.unwrap();
        assert_eq!(last.preset, preset("momentum"));
        assert_eq!(last.file, Some(PathBuf::from("a/b.json")));
        assert!(found.trouble.unwrap().contains("1-0.broken"));
        let broken = fs::read_to_string(sessions.folder.join("1-0.broken")).unwrap();
        assert_eq!(broken, "{ not json");
        assert!(!folder.path().join("session.json").exists());
    }
}
