//! NPZ, read by libraries that write no exports.

use super::{bits, expected, exported};
use ravine::session::preset;
use ravine::session::scene::Scene;
use std::io::{Cursor, Read};

/// The arrays of an archive, each with its shape.
pub(crate) struct Archive(zip::ZipArchive<Cursor<Vec<u8>>>);

impl Archive {
    pub(crate) fn of(bytes: Vec<u8>) -> Self {
        Self(zip::ZipArchive::new(Cursor::new(bytes)).unwrap())
    }
    pub(crate) fn keys(&self) -> Vec<String> {
        let names = self.0.file_names();
        names
            .map(|name| name.strip_suffix(".npy").unwrap().to_owned())
            .collect()
    }
    pub(crate) fn array<T: npyz::Deserialize>(&mut self, key: &str) -> (Vec<u64>, Vec<T>) {
        let mut bytes = Vec::new();
        let mut file = self.0.by_name(&format!("{key}.npy")).unwrap();
        file.read_to_end(&mut bytes).unwrap();
        let array = npyz::NpyFile::new(&bytes[..]).unwrap();
        assert_eq!(array.order(), npyz::Order::C);
        let shape = array.shape().to_vec();
        (shape, array.into_vec().unwrap())
    }
    fn text(&mut self, key: &str) -> String {
        let (shape, texts) = self.array::<String>(key);
        assert!(shape.is_empty());
        texts[0].clone()
    }
}

pub(crate) fn check(scene: &Scene) {
    let mut archive = Archive::of(exported("npz", scene, None));
    let keys = archive.keys();
    for key in &keys {
        let is_name = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        assert!(
            is_name && key.starts_with(|c: char| c.is_ascii_alphabetic()),
            "{key}"
        );
    }
    assert_eq!(archive.text("ravine"), env!("CARGO_PKG_VERSION"));
    let said = archive.text("preset");
    assert_eq!(preset::from_json(&said).as_ref(), Ok(scene));
    let count = i64::try_from(scene.runs.len()).unwrap();
    assert_eq!(
        archive.array::<i64>("runs").1,
        (0..count).collect::<Vec<_>>()
    );
    let (names, endings) = (
        archive.array::<String>("names").1,
        archive.array::<String>("endings").1,
    );
    let steps = archive.array::<i64>("steps").1;
    let mut known = 7;
    for (i, run) in scene.runs.iter().enumerate() {
        let want = expected(scene, run);
        assert_eq!(names[i], run.name.trim_end_matches('\0'));
        assert_eq!(
            (endings[i].clone(), steps[i]),
            (want.ending.to_string(), i64::try_from(want.steps).unwrap())
        );
        let mut check = |key: &str, columns: &[&[f64]]| {
            let (shape, found) = archive.array::<f64>(&format!("run{i}_{key}"));
            let rows = columns[0].len();
            let wide = columns.len() as u64;
            let flat = if wide == 1 {
                vec![rows as u64]
            } else {
                vec![rows as u64, wide]
            };
            assert_eq!(shape, flat, "{key}");
            for (at, number) in found.iter().enumerate() {
                let number = (
                    bits(*number),
                    bits(columns[at % columns.len()][at / columns.len()]),
                );
                assert_eq!(number.0, number.1, "{} {key} {at}", run.optimizer.id());
            }
        };
        let column = |name: &str| {
            let (_, column) = want.recorded.iter().find(|(one, _)| *one == name).unwrap();
            column.as_slice()
        };
        for (key, of) in [
            ("position", &["x", "y"][..]),
            ("gradient", &["gx", "gy"]),
            ("noisy", &["nx", "ny"]),
            ("clipped", &["cx", "cy"]),
            ("loss", &["loss"]),
            ("rate", &["rate"]),
            ("momentum", &["momentum"]),
        ] {
            check(key, &of.iter().map(|name| column(name)).collect::<Vec<_>>());
        }
        let filled = |name: &str| -> Vec<f64> {
            let column = &want.inner[name];
            column.iter().map(|x| x.unwrap_or(f64::NAN)).collect()
        };
        for (name, key) in [
            ("m̂", "m_hat"),
            ("√v̂", "sqrt_v_hat"),
            ("Δ", "delta"),
            ("v", "v"),
        ] {
            if want.inner.contains_key(&format!("{name}.x")) {
                let (x, y) = (filled(&format!("{name}.x")), filled(&format!("{name}.y")));
                check(key, &[&x, &y]);
            }
        }
        let vectors = want
            .inner
            .keys()
            .filter(|name| name.strip_suffix(".x").is_some())
            .count();
        known += 8 + want.inner.len() - vectors;
        let counts: Vec<i64> = want
            .evaluations
            .iter()
            .map(|count| i64::try_from(*count).unwrap())
            .collect();
        assert_eq!(
            archive.array::<i64>(&format!("run{i}_evaluations")).1,
            counts
        );
    }
    assert_eq!(keys.len(), known, "{keys:?}");
}
