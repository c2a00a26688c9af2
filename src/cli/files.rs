//! Reading presets and writing files that are never seen half written.

use super::{Failure, temporary};
use crate::session::gallery;
use crate::session::preset::{self, Opened, PresetFile, share};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The preset in a file, on standard input (`-`), or built in under this name. What is odd about it is told on
/// standard error.
pub fn read(path: &Path) -> Result<PresetFile, Failure> {
    let file = load(path)?.file;
    if let Some(oddity) = preset::disagreement(&file) {
        super::warn(&format!("{}: {oddity}", name(path)));
    }
    Ok(file)
}

/// The preset as [`read`] finds it, in whatever form, and nothing is told. A share string may stand where a path does.
pub fn load(path: &Path) -> Result<Opened, Failure> {
    if is_stream(Some(path)) {
        return parse(&name(path), read_all(io::stdin().lock()));
    }
    let word = path.to_str().filter(|_| !path.is_file());
    let said = word.and_then(|word| {
        let shared = share::is_one(word).then_some(word);
        shared.or_else(|| preset::built_in(word))
    });
    match said {
        Some(text) => parse(&name(path), Ok(text.into())),
        None => parse(&name(path), File::open(path).and_then(read_all)),
    }
}

/// What a path is called in sentences.
pub(super) fn name(path: &Path) -> String {
    if is_stream(Some(path)) {
        return "standard input".to_owned();
    }
    if !path.is_file() && path.to_str().is_some_and(share::is_one) {
        return "the share string".to_owned();
    }
    path.display().to_string()
}

fn parse(name: &str, bytes: io::Result<Vec<u8>>) -> Result<Opened, Failure> {
    let bytes = bytes.map_err(|error| {
        let remedy = match (error.kind(), gallery::nearest(name)) {
            (io::ErrorKind::NotFound, Some(near)) => {
                format!(", nor a built-in scene of that name (did you mean `{near}`?)")
            }
            (io::ErrorKind::NotFound, None) => {
                "; `ravine list presets` names the scenes that are built in".to_owned()
            }
            _ => String::new(),
        };
        Failure::input(format!("{name}: {}{remedy}", in_words(&error)))
    })?;
    preset::open_bytes(&bytes).map_err(|error| Failure::input(format!("{name}: {error}")))
}

/// Everything that can be read, but no more than shows that it is too much.
fn read_all(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = preset::MAX_BYTES as u64 + 1;
    source.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether this is no file but standard input or output: nothing, or `-`.
pub fn is_stream(path: Option<&Path>) -> bool {
    path.is_none_or(|path| path.as_os_str() == "-")
}

/// The failure of a file that could not be written.
pub fn not_written(path: &Path, error: &io::Error) -> Failure {
    let reason = in_words(error);
    Failure::operation(format!(
        "{}: it cannot be written ({reason}); choose another place",
        path.display()
    ))
}

fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "this may not be opened (permission denied)".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder, not a file".to_owned(),
        _ => error.to_string(),
    }
}

/// Writes a file so that at every moment there is either the old or the new one, never half of one.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Replacement::create(path)?;
    file.write_all(bytes)?;
    file.commit()
}

/// A file that takes its place when it is complete: until [`Replacement::commit`] it stands beside it
/// under a temporary name, which goes away if it is dropped, and at the next save if the program is killed.
#[derive(Debug)]
pub struct Replacement {
    file: BufWriter<File>,
    target: PathBuf,
    /// None where the target is no plain file (a terminal, `/dev/null`) and is written directly.
    temporary: Option<PathBuf>,
}

impl Replacement {
    /// Begins a file that is to stand at this path.
    pub fn create(path: &Path) -> io::Result<Self> {
        // A link stays a link: what is replaced is the file that it leads to.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let old = fs::metadata(&target).ok();
        if old.as_ref().is_some_and(|old| !old.is_file()) {
            let file = File::options().write(true).open(&target)?;
            return Ok(Self {
                file: BufWriter::new(file),
                target,
                temporary: None,
            });
        }
        let (file, temporary) = temporary::create(&target)?;
        let made = Self {
            file: BufWriter::new(file),
            target,
            temporary: Some(temporary),
        };
        if let Some(old) = old {
            made.file.get_ref().set_permissions(old.permissions())?;
        }
        Ok(made)
    }

    /// Puts the file in its place once it is safely on the disk.
    pub fn commit(mut self) -> io::Result<()> {
        self.file.flush()?;
        let Some(temporary) = &self.temporary else {
            return Ok(());
        };
        self.file.get_ref().sync_all()?;
        fs::rename(temporary, &self.target)?;
        self.temporary = None;
        Ok(())
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // There is nothing better to do about a leftover that cannot be removed.
            let _left = fs::remove_file(temporary);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("scene.json");
        let entries = || fs::read_dir(folder.path()).unwrap().count();
        write_atomically(&path, b"old").unwrap();
        let mut half = Replacement::create(&path).unwrap();
        half.write_all(b"half").unwrap();
        half.flush().unwrap();
        assert_eq!((fs::read(&path).unwrap(), entries()), (b"old".to_vec(), 2));
        drop(half);
        assert_eq!((fs::read(&path).unwrap(), entries()), (b"old".to_vec(), 1));
        write_atomically(&path, b"new").unwrap();
        assert_eq!((fs::read(&path).unwrap(), entries()), (b"new".to_vec(), 1));
        let missing = folder.path().join("no/such/scene.json");
        assert!(write_atomically(&missing, b"new").is_err());
        assert!(write_atomically(folder.path(), b"new").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&path, b"old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
        write_atomically(Path::new("/dev/null"), b"gone").unwrap();
    }
}
