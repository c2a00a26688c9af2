//! Which files were opened and saved last: a short list that several instances share.
//!
//! Each change reads the list, changes it and writes it whole while it holds a lock, so that two instances
//! lose nothing of each other's.

use super::store::keep;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// How many files are kept.
const MOST: usize = 10;

/// The list, newest first; empty where there is none or it cannot be read.
pub(super) fn read(place: Option<&Path>) -> Vec<String> {
    let text = place.and_then(|place| fs::read_to_string(place).ok());
    let json: Option<Value> = text.and_then(|text| serde_json::from_str(&text).ok());
    let paths = json.as_ref().and_then(|json| json["files"].as_array());
    let paths = paths.into_iter().flatten().filter_map(Value::as_str);
    let mut list: Vec<String> = Vec::new();
    for path in paths {
        if list.len() < MOST && !list.iter().any(|known| known == path) {
            list.push(path.to_owned());
        }
    }
    list
}

/// Changes the list and answers what it is then. A list that cannot be written is a comfort less, no failure.
pub(super) fn change(place: Option<&Path>, change: impl FnOnce(&mut Vec<String>)) -> Vec<String> {
    let lock = place.and_then(locked);
    let mut list = read(place);
    change(&mut list);
    if let Some(place) = place {
        let text = format!("{:#}\n", json!({ "files": list }));
        let _not_kept = keep(place, &text);
    }
    drop(lock);
    list
}

/// Puts a file in front, once.
pub(super) fn put(list: &mut Vec<String>, path: &Path) {
    let whole = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    let whole = whole.to_string_lossy().into_owned();
    list.retain(|known| *known != whole);
    list.insert(0, whole);
    list.truncate(MOST);
}

/// A lock beside the list, held until it is dropped.
fn locked(place: &Path) -> Option<File> {
    fs::create_dir_all(place.parent()?).ok()?;
    let file = File::create(place.with_extension("lock")).ok()?;
    file.lock().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_short_new_first_and_without_duplicates() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("data/recent.json");
        let file = |n: usize| folder.path().join(format!("{n}.json"));
        assert!(read(Some(&place)).is_empty());
        for n in [0, 1, 2, 1] {
            change(Some(&place), |list| put(list, &file(n)));
        }
        let names = |list: Vec<String>| -> Vec<String> {
            let name = |path: &String| path.rsplit(['/', '\\']).next().unwrap().to_owned();
            list.iter().map(name).collect()
        };
        assert_eq!(names(read(Some(&place))), ["1.json", "2.json", "0.json"]);
        for n in 10..30 {
            change(Some(&place), |list| put(list, &file(n)));
        }
        assert_eq!(read(Some(&place)).len(), MOST);
        assert_eq!(names(read(Some(&place)))[0], "29.json");
        fs::write(&place, "{ broken").unwrap();
        assert!(read(Some(&place)).is_empty());
        assert!(read(None).is_empty());
        assert_eq!(change(None, |list| list.push("x".into())), ["x"]);
    }

    #[test]
    fn two_instances_lose_nothing_of_each_others() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("recent.json");
        std::thread::scope(|scope| {
            for n in 0..8 {
                let place = &place;
                scope.spawn(move || {
                    let path = PathBuf::from(format!("/scenes/{n}.json"));
                    change(Some(place), |list| put(list, &path));
                });
            }
        });
        assert_eq!(read(Some(&place)).len(), 8);
    }
}
