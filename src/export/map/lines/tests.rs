//! What can be asked of lines, and what cannot.

use super::*;
use crate::export::progress::Cancelled;
use crate::session::preset::{self, PresetFile};

fn file(content: LineContent, columns: usize) -> LineFile {
    let preset = PresetFile::new(preset::default_scene());
    LineFile::of(&Session::new(&preset), content, columns).unwrap()
}

#[test]
fn what_cannot_be_written_is_refused_in_a_sentence() {
    let usual = file(LineContent::Curve, 512);
    assert_eq!(usual.check(), Ok(()));
    let picture = |size| LineFile {
        format: MapFormat::Png,
        size,
        ..usual.clone()
    };
    let over = |axis| LineFile {
        axis,
        ..usual.clone()
    };
    assert_eq!(picture([960, 540]).check(), Ok(()));
    for (file, says) in [
        (
            file(LineContent::Curve, 0),
            "a curve has from 1 to 16384 columns, not 0",
        ),
        (
            file(LineContent::Orbit, 16385),
            "an orbit has from 1 to 16384",
        ),
        (
            over(Axis::linear(2.0, 1.0)),
            "optimizer.lr cannot go from 2.0 to 1.0",
        ),
        (over(Axis::log(f64::NAN, 1.0)), "cannot go from NaN"),
        (over(Axis::log(0.0, 1.0)), "cannot go from 0.0"),
        (picture([63, 400]), "from 64 to 16384 points"),
        (picture([100_000, 400]), "not 100000 × 400"),
        (picture([16384, 16384]), "million pixels"),
    ] {
        let refused = file.check().unwrap_err();
        assert!(refused.contains(says), "{refused}");
    }
}

#[test]
fn a_scene_without_runs_has_no_line() {
    let mut preset = PresetFile::new(preset::default_scene());
    preset.scene.runs.clear();
    let session = Session::new(&preset);
    for content in [LineContent::Curve, LineContent::Orbit] {
        assert_eq!(LineFile::of(&session, content, 8), None);
    }
}

#[test]
fn a_line_that_is_called_off_writes_nothing_more() {
    let preset = PresetFile::new(preset::default_scene());
    for content in [LineContent::Curve, LineContent::Orbit] {
        for format in [MapFormat::Npz, MapFormat::Csv] {
            let file = LineFile {
                format,
                ..file(content, 40)
            };
            let part = 40 * file.members.len() as u64;
            for last in [0, 17, part + 1] {
                let mut seen = Vec::new();
                let mut progress = |done: u64, total: u64| {
                    assert_eq!(total, 2 * part);
                    seen.push(done);
                    if done >= last { Err(Cancelled) } else { Ok(()) }
                };
                let made = file.write(&preset, 2, None, &mut Vec::new(), &mut progress);
                assert!(
                    matches!(made, Err(Failure::Cancelled)),
                    "{content:?} {made:?}"
                );
                assert!(seen.is_sorted(), "{seen:?}");
            }
        }
        let picture = LineFile {
            format: MapFormat::Png,
            ..file(content, 4)
        };
        let made = picture.write(&preset, 1, None, &mut Vec::new(), &mut |_, _| Ok(()));
        assert!(matches!(made, Err(Failure::Unsayable(_))));
    }
}
