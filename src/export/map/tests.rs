//! What can be asked for, and what cannot.

use super::*;
use crate::session::preset;

fn file(size: [usize; 2]) -> MapFile {
    let scene = preset::default_scene();
    MapFile::basins(
        &scene,
        &scene.runs[0],
        Region::new([-1.0, 1.0], [-1.0, 1.0]),
        size,
    )
}

#[test]
fn what_cannot_be_mapped_is_refused_in_a_sentence() {
    assert_eq!(file([512, 512]).check(), Ok(()));
    assert_eq!(file([4096, 4096]).check(), Ok(()));
    let ranged = |low: f64, high: f64| {
        let mut file = file([512, 256]);
        file.wanted.axes[1] = Axis::linear(low, high);
        file
    };
    for (file, says) in [
        (file([0, 5]), "not 0 × 5"),
        (file([16385, 1]), "not 16385 × 1"),
        (file([16384, 16384]), "268.4 million pixels"),
        (ranged(1.0, 1.0), "start.y cannot go from 1.0 to 1.0"),
        (ranged(f64::NAN, 1.0), "cannot go from NaN"),
        (
            ranged(1.0, 1.0 + 1e-15),
            "fewer numbers than 256 pixels of start.y",
        ),
    ] {
        let refused = file.check().unwrap_err();
        assert!(refused.contains(says), "{refused}");
    }
}

#[test]
fn pixels_are_squares_where_the_region_is_only_suggested() {
    let region = Region::new([-2.0, 2.0], [0.0, 1.0]);
    let square = with_square_pixels(region, [300, 300]);
    assert_eq!(
        (square.size(), square.center()),
        (vec2(4.0, 4.0), region.center())
    );
    let wide = with_square_pixels(region, [800, 100]);
    assert_eq!(wide.size(), vec2(8.0, 1.0));
}

#[test]
fn a_map_that_is_called_off_writes_nothing_more() {
    let preset = PresetFile::new(preset::default_scene());
    for format in [MapFormat::Npz, MapFormat::Csv] {
        let file = MapFile {
            format,
            ..file([64, 64])
        };
        let parts = 2 * 64 * 64;
        for last in [0, 64 * 64 + 1, parts] {
            let mut seen = Vec::new();
            let mut progress = |done: u64, total: u64| {
                assert_eq!(total, parts);
                seen.push(done);
                if done >= last { Err(Cancelled) } else { Ok(()) }
            };
            let mut bytes = Vec::new();
            let made = file.write(&preset, 2, None, &mut bytes, &mut progress);
            assert!(matches!(made, Err(Failure::Cancelled)), "{made:?}");
            assert!(seen.is_sorted(), "{seen:?}");
        }
    }
    let made = file([4, 4]).write(&preset, 1, None, &mut Vec::new(), &mut |_, _| Ok(()));
    assert!(matches!(made, Err(Failure::Unsayable(_))));
}
