//! Presets of every earlier version open as what they meant.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::session::preset;
use ravine::session::view::{Curve, View};
use std::path::PathBuf;

fn folder(version: u64) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/v{version}"))
}

/// Presets that the program wrote when the version was the newest: they are never changed, only added to.
#[test]
fn every_old_file_opens_and_is_written_anew() {
    for version in 1..preset::VERSION {
        let mut files = 0;
        for entry in std::fs::read_dir(folder(version)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let opened = preset::open(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            assert_eq!(opened.version, version, "{}", path.display());
            let new = preset::write(&opened.file);
            let again = preset::open(&new).unwrap();
            assert_eq!(
                (again.version, &again.file),
                (preset::VERSION, &opened.file)
            );
            assert_eq!(preset::write(&again.file), new);
            // The old file says the same scene as the new one, word for word.
            let value = |text: &str| -> serde_json::Value { serde_json::from_str(text).unwrap() };
            assert_eq!(
                value(&text)["scene"],
                value(&new)["scene"],
                "{}",
                path.display()
            );
            files += 1;
        }
        assert!(
            files > 0,
            "there is no preset of version {version} to test with"
        );
    }
}

#[test]
fn one_curve_became_a_list_of_curves() {
    let scene = r#""scene": {"surface": "quadratic"}"#;
    let with = |version, view: &str| {
        preset::parse(&format!(
            "{{\"ravine\": {version}, {scene},\n\"view\": {view}}}"
        ))
    };
    let table = [
        (r#"{"curve": "rate"}"#, vec![Curve::Rate]),
        (
            r#"{"curves": ["loss", "gap"]}"#,
            vec![Curve::Loss, Curve::Gap],
        ),
        (
            r#"{"curves": ["loss"], "curve": "rate"}"#,
            vec![Curve::Loss],
        ),
        ("{}", View::default().curves),
    ];
    for (view, want) in table {
        assert_eq!(with(1, view).unwrap().view.curves, want, "{view}");
    }
    // A fault is said with its place in the old text.
    let error = with(1, r#"{"curve": "rte"}"#).unwrap_err().to_string();
    assert!(
        error.starts_with("line 2, column 19: `view.curves[0]` must be one of \"gap\""),
        "{error}"
    );
    assert!(
        error.ends_with("but is \"rte\" (did you mean `rate`?)"),
        "{error}"
    );
    // The newest version does not have the old key.
    let error = with(preset::VERSION, r#"{"curve": "rate"}"#).unwrap_err();
    assert_eq!((error.line, error.column), (2, 10), "{error}");
    assert!(error.problem.contains("did you mean `curves`?"), "{error}");
}
