//! What must be true of any bytes that are read as a preset.

use ravine::session::preset::{self, PresetFile, share};

/// Reads bytes: whether they are a preset. What is one comes back from its text and from its share string, and is the
/// same text again; what is none is refused in one sentence of bearable length with a place that there is.
pub(crate) fn swallow(bytes: &[u8]) -> bool {
    let error = match preset::open_bytes(bytes) {
        Ok(opened) => {
            come_back(&opened.file);
            return true;
        }
        Err(error) => error,
    };
    let sentence = error.to_string();
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]);
    assert!(
        !sentence.contains(['\n', '\r', '\0']),
        "{sentence:?}\n{shown}"
    );
    assert!(sentence.chars().count() < 1200, "{sentence}\n{shown}");
    assert!(error.problem.len() > 8, "{sentence}\n{shown}");
    let lines = bytes.split(|byte| *byte == b'\n').count();
    assert!((1..=lines).contains(&error.line), "{sentence}\n{shown}");
    assert!(error.column >= 1, "{sentence}\n{shown}");
    false
}

fn come_back(file: &PresetFile) {
    let text = preset::write(file);
    let again = match preset::parse(&text) {
        Ok(again) => again,
        Err(error) => panic!("what was written is refused: {error}\n{text}"),
    };
    assert!(again == *file, "another preset came back\n{text}");
    assert_eq!(preset::write(&again), text);
    let shared = PresetFile {
        schema: None,
        trajectories: None,
        ..again
    };
    match preset::parse(&share::encode(&shared)) {
        Ok(back) => assert!(
            back == shared,
            "another preset came back from its share string\n{text}"
        ),
        Err(error) => panic!("its share string is refused: {error}\n{text}"),
    }
}
