//! What an older map had stays to be seen where only the part that is shown is another.

use super::board::Worker;
use super::board_tests::{by, shown};
use super::tests::basins;
use super::*;
use crate::core::vec2::vec2;

/// Maps whose outcomes say of which start they are and of how many steps, and that begin with every eighth pixel of those below.
fn truthful() -> Maps {
    let mut maps = by(
        0,
        Arc::new(|plan| -> Worker {
            let steps = plan.base.steps as f64;
            Box::new(move |cells, _, out| {
                out.extend(cells.iter().map(|[x, y]| Outcome {
                    at: vec2(*x, *y),
                    loss: steps,
                    ..Outcome::NONE
                }));
                true
            })
        }),
    );
    maps.coarse_cost = 20_000;
    maps
}

/// A map of 96 × 64 pixels, each a unit wide and high, from here on.
fn from(left: f64, bottom: f64) -> Wanted {
    Wanted {
        axes: [
            Axis::linear(left, left + 96.0),
            Axis::linear(bottom, bottom + 64.0),
        ],
        ..basins("sgd", 20, [96, 64])
    }
}

/// By how much of a unit what a pixel shows lies beside it, at most, among those that `is_meant` picks.
fn farthest(map: &Map, is_meant: impl Fn([f64; 2]) -> bool) -> f64 {
    let columns = map.grid().size()[0];
    let pixels = shown(map).into_iter().enumerate();
    let pixels = pixels.map(|(i, outcome)| (map.grid().cell(i % columns, i / columns), outcome));
    let meant = pixels.filter(|(cell, _)| is_meant(*cell));
    meant
        .map(|([x, y], outcome)| (outcome.at.x - x).abs().max((outcome.at.y - y).abs()))
        .fold(0.0, f64::max)
}

fn start(maps: &mut Maps, wanted: &Wanted) {
    maps.start(Slot::Basins, wanted.clone());
}

fn of(maps: &Maps) -> &Map {
    maps.get(Slot::Basins).unwrap()
}

#[test]
fn a_plane_that_is_moved_shows_what_it_had_and_does_not_drift() {
    let mut maps = truthful();
    start(&mut maps, &from(0.0, 0.0));
    assert!((2.0..8.0).contains(&farthest(of(&maps), |_| true)));
    maps.finish();
    assert_eq!(farthest(of(&maps), |_| true), 0.0);
    let had = |[x, y]: [f64; 2]| x < 96.0 && y > 0.0;
    for frame in 1..60 {
        let by = 0.3 * f64::from(frame);
        start(&mut maps, &from(by, -by));
        let map = of(&maps);
        assert!(!map.is_stale() && map.progress() < 0.1);
        assert!(farthest(map, had) <= 0.5 + 1e-9, "{frame}");
        assert!(farthest(map, |_| true) <= 8.0, "{frame}");
        // A little of it is worked out before the hand goes on.
        maps.board.piece();
        maps.refresh(Slot::Basins, from(by, -by));
        assert!(farthest(of(&maps), had) <= 0.5 + 1e-9, "{frame}");
    }
    maps.finish();
    assert!(of(&maps).is_done() && farthest(of(&maps), |_| true) == 0.0);
    let bytes = of(&maps).grid().bytes();
    assert!(bytes <= Grid::MOST_BYTES);
    // Far away there is nothing of it.
    start(&mut maps, &from(500.0, 0.0));
    assert_eq!(of(&maps).grid().birth_of_older(), None);
    assert!(farthest(of(&maps), |_| true) <= 8.0);
}

#[test]
fn what_was_seen_is_kept_as_long_as_it_is_finer() {
    let whole = from(0.0, 0.0);
    let within = |width: f64| Wanted {
        axes: [
            Axis::linear(30.0, 30.0 + width),
            Axis::linear(20.0, 20.0 + width / 1.5),
        ],
        ..whole.clone()
    };
    // Widths, and how fine the old map is then in units of the new one's pixels: below eight it is kept.
    for (width, spacing) in [(48.0, 2.0), (13.0, 7.4), (6.0, 16.0), (0.5, 192.0)] {
        let mut maps = truthful();
        start(&mut maps, &whole);
        maps.finish();
        start(&mut maps, &within(width));
        let is_kept = of(&maps).grid().birth_of_older().is_some();
        assert_eq!(is_kept, spacing < 8.0, "{width}");
        let unit = width / 96.0;
        let mut before = farthest(of(&maps), |_| true);
        let most = if is_kept { 0.5 } else { 8.0 * unit };
        assert!(before <= most + 1e-9, "{width}: {before}");
        // It never gets worse than a sample is wide, and is exact at last.
        while maps.is_busy() {
            maps.board.piece();
            maps.take_in(Slot::Basins, usize::MAX);
            let now = farthest(of(&maps), |_| true);
            assert!(now <= before.max(4.0 * unit) + 1e-9, "{width}: {now}");
            before = now;
        }
        assert_eq!(before, 0.0);
        // Back again: the old map was parted with, the small one is in the middle of coarse pixels.
        start(&mut maps, &whole);
        assert!(farthest(of(&maps), |_| true) <= 8.0);
    }
}

#[test]
fn other_pixels_of_the_same_place_show_it_at_once_and_other_runs_do_not() {
    let mut maps = truthful();
    let whole = from(0.0, 0.0);
    start(&mut maps, &whole);
    maps.finish();
    let mut smaller = whole.clone();
    smaller.size = [90, 60];
    start(&mut maps, &smaller);
    assert!(farthest(of(&maps), |_| true) <= 0.51);
    maps.finish();
    let mut longer = smaller.clone();
    longer.plan.base.steps += 1;
    start(&mut maps, &longer);
    assert_eq!(of(&maps).grid().birth_of_older(), None);
    assert!(farthest(of(&maps), |_| true) > 2.0);
    // Not even after a detour.
    start(&mut maps, &smaller);
    assert_eq!(of(&maps).grid().birth_of_older(), None);
}

#[test]
fn what_is_of_other_runs_gives_way_at_once() {
    let mut maps = truthful();
    let whole = from(0.0, 0.0);
    start(&mut maps, &whole);
    maps.finish();
    let mut dear = whole.clone();
    for (steps, before) in [(1_000_000, 20.0), (1_000_001, 1e6)] {
        dear.plan.base.steps = steps;
        start(&mut maps, &dear);
        assert!(of(&maps).is_stale() && shown(of(&maps)).iter().all(|o| o.loss == before));
        while of(&maps).is_stale() {
            maps.board.piece();
            maps.take_in(Slot::Basins, usize::MAX);
        }
        assert!(!of(&maps).is_done());
        assert!(shown(of(&maps)).iter().all(|o| o.loss == steps as f64));
    }
}
