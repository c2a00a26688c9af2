//! Temporary files beside those that they are to replace: one for each writer, and none that stays for ever.
//!
//! A writer holds a lock on its file while it is written. A lock ends with its process, however that ends: so the next
//! writer of the same target knows which files are left over from one that was killed, and takes them away. Where a file
//! system has no locks, nothing is taken away.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// How often another name is tried.
const ATTEMPTS: u32 = 100;
/// Counts the temporary files of this process. No name comes twice: a name that another instance is about to clean away
/// is never that of a file which is being written.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A new file beside this one, locked, and its path.
pub(super) fn create(target: &Path) -> io::Result<(File, PathBuf)> {
    let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    clean(target, name);
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for _ in 0..ATTEMPTS {
        let mut hidden = prefix(name);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        hidden.push(format!("{}.{number}.tmp", std::process::id()));
        let path = target.with_file_name(hidden);
        match File::options().write(true).create_new(true).open(&path) {
            Ok(file) => match file.try_lock() {
                // Another may have cleaned it away before it was locked; then it is nobody's.
                Ok(()) if !path.exists() => {}
                Ok(()) | Err(TryLockError::Error(_)) => return Ok((file, path)),
                // Another is about to clean it away.
                Err(TryLockError::WouldBlock) => {}
            },
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// How the names of the temporary files of a target begin.
fn prefix(name: &OsStr) -> OsString {
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(".");
    hidden
}

/// Takes away what killed writers of this target left. What cannot be taken away harms nobody.
fn clean(target: &Path, name: &OsStr) {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let prefix = prefix(name);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !is_temporary(&entry.file_name(), &prefix) {
            continue;
        }
        let path = entry.path();
        let Ok(file) = File::options().write(true).open(&path) else {
            continue;
        };
        if file.try_lock().is_ok() {
            let _gone = fs::remove_file(&path);
        }
    }
}

/// Whether a name is one that [`create`] gives: the prefix, a process and a number.
fn is_temporary(name: &OsStr, prefix: &OsStr) -> bool {
    let (name, prefix) = (name.as_encoded_bytes(), prefix.as_encoded_bytes());
    let rest = name.strip_prefix(prefix);
    let Some(rest) = rest.and_then(|rest| rest.strip_suffix(b".tmp")) else {
        return false;
    };
    let mut parts = rest.split(|byte| *byte == b'.');
    let mut is_number = || {
        parts
            .next()
            .is_some_and(|part| !part.is_empty() && part.iter().all(u8::is_ascii_digit))
    };
    is_number() && is_number() && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dead_left_is_taken_away_and_what_the_living_write_stays() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("scene.json");
        let names = || -> Vec<String> {
            let entries = fs::read_dir(folder.path()).unwrap();
            let mut names: Vec<String> = entries
                .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        };
        let kept = [
            ".other.json.12.0.tmp",
            ".scene.json.12.0.tmp.json",
            ".scene.json.12.tmp",
            ".scene.json.a.0.tmp",
            ".scene.json.old.12.0.tmp",
        ];
        for name in kept
            .iter()
            .chain(&[".scene.json.12.0.tmp", ".scene.json.4000000.7.tmp"])
        {
            fs::write(folder.path().join(name), "left").unwrap();
        }
        let (living, path) = create(&target).unwrap();
        let (second, other) = create(&target).unwrap();
        assert!(path.exists() && other.exists() && path != other);
        assert_eq!(names().len(), kept.len() + 2, "{:?}", names());
        drop(living);
        let (third, _) = create(&target).unwrap();
        assert!(
            !path.exists() || names().len() == kept.len() + 2,
            "{:?}",
            names()
        );
        drop((second, third));
        let (last, path) = create(&target).unwrap();
        drop(last);
        fs::remove_file(path).unwrap();
        let left = names();
        assert_eq!(left, kept, "only what is no temporary file of this target");
    }
}
