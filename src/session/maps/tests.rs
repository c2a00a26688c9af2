//! How a map is dealt out, and whole maps without a window.

use super::board::Hire;
use super::tiles::{COARSEST, Tiling};
use super::*;
use crate::core::catalog::Kind;
use crate::core::map::{Knob, Mapper, Outcome, Part};
use crate::core::pipeline::Request;

/// A run of this method on Himmelblau's function.
pub(super) fn request(optimizer: &str, steps: u64) -> Request {
    let surface = Kind::Surface.default_config("himmelblau");
    Request::plain(surface, Kind::Optimizer.default_config(optimizer), steps)
}

/// The basins of a run.
pub(super) fn basins(optimizer: &str, steps: u64, size: [usize; 2]) -> Wanted {
    Wanted {
        plan: Plan {
            base: request(optimizer, steps),
            across: Knob::StartX,
            up: Some(Knob::StartY),
            rates: false,
        },
        axes: [Axis::linear(-5.0, 5.0), Axis::linear(-4.0, 6.0)],
        size,
    }
}

/// A sweep over a whole number, which no pack can vary, and the rate.
pub(super) fn whole(steps: u64, size: [usize; 2]) -> Wanted {
    let mut wanted = basins("sgd", steps, size);
    wanted.plan.base.schedule = Kind::Schedule.default_config("step");
    wanted.plan.across = Knob::param(Part::Schedule, "step_size");
    wanted.plan.up = Some(Knob::param(Part::Optimizer, "lr"));
    wanted.axes = [Axis::linear(0.5, 12.5), Axis::log(1e-4, 1.0)];
    wanted
}

/// Every pixel, worked out by itself in one piece.
pub(super) fn directly(wanted: &Wanted) -> Vec<Outcome> {
    let count = wanted.size[0] * wanted.size[1];
    let cells: Vec<Cell> = (0..count).map(|i| wanted.cell(wanted.size, i)).collect();
    let mut outcomes = Vec::new();
    assert!(Mapper::new(&wanted.plan).run(&cells, &|| false, &mut outcomes));
    outcomes
}

pub(super) fn assert_same(got: &[Outcome], want: &[Outcome], what: &str) {
    assert_eq!(got.len(), want.len(), "{what}");
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        assert!(got.same(want), "{what}, pixel {i}: {got:?} {want:?}");
    }
}

#[test]
fn every_pixel_is_dealt_once() {
    for (wanted, size) in [
        (basins("sgd", 200, [1, 1]), [700, 430]),
        (basins("sgd", 200, [1, 1]), [1, 900]),
        (basins("sgd", 200, [1, 1]), [65, 1]),
        (basins("sgd", 200, [1, 1]), [1, 1]),
        (basins("sgd", 1_000_000, [1, 1]), [37, 70]),
        (whole(20, [1, 1]), [130, 77]),
        (whole(20, [1, 1]), [3, 2]),
    ] {
        let tiling = Tiling::new(&wanted, size);
        for first in [1, 8, COARSEST] {
            let mut seen = vec![0; size[0] * size[1]];
            let mut spacing = first;
            while spacing > 0 {
                let is_first = spacing == first;
                for tile in 0..tiling.count(spacing) {
                    let places = tiling.places(spacing, is_first, tile);
                    assert!(places.len() <= 4096);
                    for place in places {
                        seen[place as usize] += 1;
                    }
                }
                // What is there by now covers everything, each sample its own part.
                let [across, up] = tiling.lattices(spacing);
                let mut covered = vec![0; seen.len()];
                for (place, _) in seen.iter().enumerate().filter(|(_, n)| **n > 0) {
                    let (column, row) = (place % size[0], place / size[0]);
                    for j in up.block(row, size[1]) {
                        for i in across.block(column, size[0]) {
                            covered[j * size[0] + i] += 1;
                        }
                    }
                }
                assert!(covered.iter().all(|n| *n == 1), "{size:?} {spacing}");
                spacing /= 2;
            }
            assert!(seen.iter().all(|n| *n == 1), "{size:?} from {first}");
        }
    }
}

#[test]
fn a_survey_is_the_same_by_any_number_of_threads() {
    for wanted in [
        basins("adam", 60, [61, 40]),
        whole(40, [24, 31]),
        basins("nelder_mead", 12, [9, 7]),
        basins("sgd", 3, [0, 40]),
    ] {
        let want = directly(&wanted);
        for threads in [0, 1, 2, 5, 1000] {
            let mut last = (0, 0);
            let got = survey(&wanted, threads, &mut |done, total| {
                assert!(last.0 <= done && done <= total);
                last = (done, total);
                true
            });
            assert_same(&got.unwrap(), &want, &format!("{threads} threads"));
            assert_eq!(last, (want.len() as u64, want.len() as u64));
        }
    }
}

#[test]
fn a_survey_can_be_called_off_and_refuses_what_is_too_large() {
    let long = basins("sgd", 1_000_000, [512, 512]);
    assert!(survey(&long, 2, &mut |_, _| false).is_none());
    let mut asked = 0;
    let go_on = &mut |_, _| {
        asked += 1;
        asked < 3
    };
    assert!(survey(&long, 2, go_on).is_none());
    for size in [[usize::MAX, 2], [1 << 13, 1 << 13]] {
        assert!(survey(&basins("sgd", 1, size), 1, &mut |_, _| true).is_none());
    }
}

#[test]
#[should_panic(expected = "seven is too much")]
fn a_survey_does_not_hide_a_panic() {
    let hire: Hire = Arc::new(|_| Box::new(|_, _, _| panic!("seven is too much")));
    let wanted = basins("sgd", 20, [64, 64]);
    survey::survey_by(&hire, &wanted, 2, &mut |_, _| true);
}
