//! The desk without a window: what is done to files, and what the next start finds.

use super::*;
use crate::session::command::Command;
use crate::session::gallery;
use std::fs;
use tempfile::TempDir;

/// The desk at a start of the program, whose store is in this folder.
fn start(folder: &TempDir, preset: Option<(PathBuf, PresetFile)>) -> Desk {
    let path = folder.path();
    let store = Store::within(Some((&path.join("config"), &path.join("data"))));
    Desk::start(store, Settings::default(), preset)
}

fn preset(name: &str) -> PresetFile {
    preset::parse(gallery::text(name).unwrap()).unwrap()
}

/// Changes the scene so that it is like no other.
fn change(desk: &mut Desk, steps: u64) {
    desk.session.change("Steps", |scene| scene.steps = steps);
}

/// What was said since it was asked last: sentences about failures begin with an exclamation mark.
fn said(desk: &mut Desk) -> Vec<String> {
    let notices = std::mem::take(&mut desk.state.notices).into_iter();
    let text = |failure, text: String| if failure { format!("! {text}") } else { text };
    notices
        .map(|notice| text(notice.failure, notice.text))
        .collect()
}

#[test]
fn after_a_crash_the_scene_is_recovered_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = start(&folder, None);
    assert!(said(&mut desk).is_empty());
    change(&mut desk, 123);
    desk.keep(1.0, false);
    desk.keep(10.0, false);
    // The process is gone without a word.
    drop(desk);
    let mut desk = start(&folder, None);
    assert_eq!(said(&mut desk), ["Recovered the scene that was not saved"]);
    assert_eq!(desk.session.scene.steps, 123);
    assert!(desk.session.is_changed(), "it is still not saved");
    desk.keep(0.0, true);
    drop(desk);
    let mut desk = start(&folder, None);
    assert!(said(&mut desk).is_empty(), "it ended as it should");
    assert!(desk.session.scene.steps == 123 && desk.session.is_changed());
}

#[test]
fn a_start_with_a_file_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = start(&folder, None);
    change(&mut desk, 123);
    desk.keep(0.0, true);
    drop(desk);
    let file = folder.path().join("mine.ravine.json");
    let mut desk = start(&folder, Some((file.clone(), preset("adamw"))));
    assert_eq!(said(&mut desk).len(), 1);
    assert_eq!(desk.session.file(), Some(file.as_path()));
    assert!(!desk.session.is_changed());
    assert_eq!(desk.state.unsaved.len(), 1);
    let Unsaved { path, label } = desk.state.unsaved[0].clone();
    assert_eq!(label, "Five ways down a ravine, just now");
    desk.serve(Request::OpenUnsaved(path.clone()));
    assert_eq!(desk.session.scene.steps, 123);
    assert!(desk.session.is_changed() && desk.session.file().is_none());
    assert!(desk.state.unsaved.is_empty() && !Path::new(&path).exists());
    // Asked for twice, it is not there any more, and what is on the desk stays.
    desk.serve(Request::OpenUnsaved(path));
    assert!(said(&mut desk).last().unwrap().starts_with("! "));
    assert_eq!(desk.session.scene.steps, 123);
    drop(desk);
    let desk = start(&folder, None);
    assert_eq!(desk.session.scene.steps, 123, "kept at once");
}

#[test]
fn whatever_takes_the_place_of_an_unsaved_scene_it_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.ravine.json");
    fs::write(&file, gallery::text("momentum").unwrap()).unwrap();
    let mut desk = start(&folder, None);
    let ways: [fn(&mut Desk, &Path); 3] = [
        |desk, file| desk.open_path(file),
        |desk, _| {
            desk.session.perform(Command::NewScene);
        },
        |desk, _| desk.session.open(&preset("adamw"), None),
    ];
    for (i, replace) in ways.into_iter().enumerate() {
        change(&mut desk, 1000 + i as u64);
        replace(&mut desk, &file);
        assert!(!desk.session.is_changed());
        desk.keep(0.1, false);
        assert_eq!(desk.state.unsaved.len(), i + 1);
        let text = fs::read_to_string(&desk.state.unsaved[0].path).unwrap();
        assert_eq!(preset::from_json(&text).unwrap().steps, 1000 + i as u64);
    }
    // A scene that is saved is not set aside.
    desk.session.open(&preset("ravine"), None);
    desk.keep(0.2, false);
    assert_eq!(desk.state.unsaved.len(), 3);
}

#[test]
fn saving_gives_names_an_ending_and_asks_before_it_replaces() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = start(&folder, None);
    change(&mut desk, 5);
    let typed = folder.path().join("scene");
    let whole = folder.path().join("scene.ravine.json");
    desk.serve(Request::SavePath(typed.to_string_lossy().into_owned()));
    assert_eq!(desk.session.file(), Some(whole.as_path()));
    assert!(!desk.session.is_changed());
    assert_eq!(desk.state.recent, [whole.to_string_lossy()]);
    assert_eq!(
        preset::from_json(&fs::read_to_string(&whole).unwrap())
            .unwrap()
            .steps,
        5
    );
    // Its own file is written without a question, another one is not.
    change(&mut desk, 6);
    desk.serve(Request::SavePath(whole.to_string_lossy().into_owned()));
    assert!(desk.state.path.is_none() && !desk.session.is_changed());
    let other = folder.path().join("other.json");
    fs::write(&other, "something else").unwrap();
    let other_text = other.to_string_lossy().into_owned();
    desk.serve(Request::SavePath(other_text.clone()));
    let field = desk.state.path.take().unwrap();
    assert!(field.replace && field.saving && field.text == other_text);
    assert_eq!(fs::read_to_string(&other).unwrap(), "something else");
    assert_eq!(desk.session.file(), Some(whole.as_path()));
    desk.serve(Request::ReplacePath(other_text));
    assert_eq!(desk.session.file(), Some(other.as_path()));
    assert!(preset::from_json(&fs::read_to_string(&other).unwrap()).is_ok());
}

#[test]
fn a_place_that_cannot_be_written_keeps_the_work_and_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = start(&folder, None);
    change(&mut desk, 7);
    for bad in ["no/such/folder/scene", "data"] {
        let path = folder.path().join(bad);
        if bad == "data" {
            fs::create_dir_all(&path).unwrap();
        }
        desk.save_path(&path.with_extension("json"), true);
        if bad == "data" {
            // Beside the folder there is room.
            assert!(!desk.session.is_changed());
        } else {
            let said = said(&mut desk);
            assert!(said.len() == 1 && said[0].starts_with("! "), "{said:?}");
            assert!(desk.session.is_changed() && desk.session.scene.steps == 7);
        }
    }
    desk.open_path(&folder.path().join("missing.json"));
    desk.open_path(folder.path());
    let broken = folder.path().join("broken.json");
    fs::write(&broken, "{ \"ravine\": 1").unwrap();
    desk.open_path(&broken);
    let picture = folder.path().join("picture.png");
    fs::write(&picture, b"\x89PNG\r\n\x1a\n\xff\xfe").unwrap();
    desk.open_path(&picture);
    let said = said(&mut desk);
    assert_eq!(
        said.iter().filter(|text| text.starts_with("! ")).count(),
        4,
        "{said:?}"
    );
    assert_eq!(desk.session.scene.steps, 7, "the scene stays");
}

#[test]
fn share_texts_are_opened_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scene.txt");
    fs::write(&file, preset::share::encode(&preset("nesterov"))).unwrap();
    let mut desk = start(&folder, None);
    desk.open_path(&file);
    assert_eq!(desk.session.scene, preset("nesterov").scene);
    assert_eq!(said(&mut desk), [format!("Opened {}", file.display())]);
}

#[test]
fn time_is_said_in_words() {
    for (secs, words) in [
        (3, "just now"),
        (60, "1 minute ago"),
        (150, "2 minutes ago"),
        (7300, "2 hours ago"),
        (90_000, "1 day ago"),
    ] {
        assert_eq!(ago(Duration::from_secs(secs)), words);
    }
}
