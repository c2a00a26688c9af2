//! CSV, read by the letter of RFC 4180.

use super::{expected, exported, same};
use ravine::session::scene::Scene;
use std::collections::HashSet;

/// The records of a text by the letter of RFC 4180.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if field.is_empty() => loop {
                match letters.next().unwrap() {
                    '"' if letters.peek() == Some(&'"') => field.push(letters.next().unwrap()),
                    '"' => break,
                    inside => field.push(inside),
                }
            },
            ',' => record.push(std::mem::take(&mut field)),
            '\n' => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            other => field.push(other),
        }
    }
    assert!(
        field.is_empty() && record.is_empty(),
        "the last line must end"
    );
    records
}

pub(crate) fn check(scene: &Scene) {
    let text = String::from_utf8(exported("csv", scene, None)).unwrap();
    let mut records = records(&text).into_iter();
    let header = records.next().unwrap();
    let unique: HashSet<&String> = header.iter().collect();
    assert_eq!(unique.len(), header.len(), "{header:?}");
    let mut told = HashSet::new();
    for (index, run) in scene.runs.iter().enumerate() {
        let want = expected(scene, run);
        for step in 0..want.rows {
            let record = records.next().unwrap();
            assert_eq!(record.len(), header.len());
            assert_eq!(
                record[..3],
                [index.to_string(), run.name.clone(), step.to_string()]
            );
            let cell = |name: &str| {
                let at = header.iter().position(|one| one == name).unwrap();
                let field = &record[at];
                (!field.is_empty()).then(|| field.parse::<f64>().unwrap())
            };
            let what = |name: &str| format!("{} step {step} {name}", run.optimizer.id());
            for (name, column) in &want.recorded {
                let number = column.get(step).copied();
                let number = number.filter(|x| *name != "momentum" || !x.is_nan());
                same(cell(name), number, &what(name));
            }
            let count = want.evaluations.get(step).map(|count| *count as f64);
            same(cell("evaluations"), count, &what("evaluations"));
            for name in &header[15..] {
                let column = want.inner.get(name);
                let number = column.and_then(|column| *column.get(step)?);
                same(cell(name), number, &what(name));
            }
        }
        for name in want.inner.keys() {
            assert!(header.contains(name), "{name} of {}", run.optimizer.id());
            told.insert(name.clone());
        }
    }
    assert_eq!(records.next(), None);
    assert_eq!(header.len(), 15 + told.len(), "columns that nobody tells");
}
