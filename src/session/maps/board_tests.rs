//! Maps under change: what is there at once, what is exact, what stops, what is bounded, and what goes wrong.

use super::board::{Hire, Worker};
use super::grid::Grid;
use super::tests::{assert_same, basins, directly, whole};
use super::*;
use crate::core::map::Knob;
use crate::core::vec2::vec2;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Long enough for anything here, on any machine: what takes longer never comes.
const FOREVER: Duration = Duration::from_mins(2);

/// Steps of a run so long that not even the coarsest picture of it is worked out by the caller.
const DEAR: u64 = 1_000_000;

/// Maps that so many threads work on beside the caller.
fn with_threads(threads: usize) -> Maps {
    Maps::new(Workers::with_threads(threads))
}

/// Maps that are worked out in another way.
pub(super) fn by(threads: usize, hire: Hire) -> Maps {
    Maps {
        board: Arc::new(Board::new(hire)),
        ..with_threads(threads)
    }
}

/// Outcomes that cost nothing: the loss is the first number of the pixel.
fn cheap() -> Hire {
    Arc::new(|_| -> Worker {
        Box::new(|cells, _, out| {
            out.extend(cells.iter().map(|cell| Outcome {
                loss: cell[0],
                ..Outcome::NONE
            }));
            true
        })
    })
}

/// Maps that have only a tenth of a thousandth of a second for a coarse picture, so that small ones are refined.
fn hasty(threads: usize) -> Maps {
    Maps {
        coarse_cost: 100_000,
        ..with_threads(threads)
    }
}

/// Waits until something is so.
fn until(mut is_so: impl FnMut() -> bool) {
    let mut patience = 120_000;
    while !is_so() {
        thread::sleep(Duration::from_millis(1));
        patience -= 1;
        assert!(patience > 0, "it never came to be");
    }
}

pub(super) fn shown(map: &Map) -> Vec<Outcome> {
    map.grid().shown().copied().collect()
}

#[test]
fn a_coarse_map_is_there_after_one_refresh_and_exact_where_it_says_so() {
    for wanted in [
        basins("sgd", 100, [60, 40]),
        basins("adam", 100, [1, 300]),
        whole(20, [50, 40]),
        basins("nelder_mead", 5, [60, 30]),
    ] {
        let mut maps = hasty(1);
        maps.refresh(Slot::Basins, wanted.clone());
        let map = maps.get(Slot::Basins).unwrap();
        let grid = map.grid();
        let [columns, rows] = grid.size();
        let mut exact = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                assert!(grid.at(column, row).ending.is_some(), "nothing is shown");
                if grid.is_exact(column, row) {
                    exact.push((column, row));
                }
            }
        }
        assert!(exact.len() > 1 && exact.len() < columns * rows && !map.is_stale());
        let share = exact.len() as f64 / (columns * rows) as f64;
        assert!((map.progress() - share).abs() < 1e-12);
        let cells: Vec<Cell> = exact.iter().map(|(i, j)| grid.cell(*i, *j)).collect();
        let mut want = Vec::new();
        crate::core::map::Mapper::new(&wanted.plan).run(&cells, &|| false, &mut want);
        for ((column, row), want) in exact.iter().zip(&want) {
            assert!(grid.at(*column, *row).same(want));
        }
    }
}

#[test]
fn a_finished_map_is_what_one_thread_makes_whatever_happened_on_the_way() {
    let wanted = [
        basins("sgd", 50, [70, 53]),
        basins("adam", 30, [23, 90]),
        whole(20, [35, 41]),
        basins("nelder_mead", 10, [20, 21]),
    ];
    let want: Vec<Vec<Outcome>> = wanted.iter().map(directly).collect();
    for threads in [0, 1, 3, 8] {
        let mut maps = hasty(threads);
        for round in 0..12 {
            let i = (5 * round + 1) % wanted.len();
            let slots = [Slot::Basins, Slot::Against, Slot::Sweep];
            maps.refresh(slots[round % 3], wanted[i].clone());
            maps.refresh(slots[0], wanted[(i + 1) % wanted.len()].clone());
            if round % 4 == 3 {
                maps.forget(slots[round % 3]);
            }
        }
        for (slot, i) in [(Slot::Basins, 0), (Slot::Against, 2), (Slot::Sweep, 3)] {
            maps.refresh(slot, wanted[i].clone());
        }
        maps.finish();
        for (slot, i) in [(Slot::Basins, 0), (Slot::Against, 2), (Slot::Sweep, 3)] {
            let map = maps.get(slot).unwrap();
            assert!(map.is_done() && map.progress() == 1.0 && !maps.is_busy());
            assert_same(
                &shown(map),
                &want[i],
                &format!("{threads} threads, {slot:?}"),
            );
        }
        let revision = maps.get(Slot::Basins).unwrap().revision();
        maps.refresh(Slot::Basins, wanted[0].clone());
        let map = maps.get(Slot::Basins).unwrap();
        assert_eq!(map.revision(), revision, "nothing changed, nothing done");
    }
}

#[test]
fn whoever_is_called_takes_in_everything_and_need_not_ask() {
    for threads in [0, 1, 3] {
        let (sender, calls) = channel();
        let mut maps = hasty(threads);
        maps.workers
            .set_waker(Arc::new(move || sender.send(()).unwrap_or_default()));
        let wanted = basins("adam", 50, [90, 70]);
        maps.refresh(Slot::Basins, wanted.clone());
        assert!(maps.is_busy());
        while maps.is_busy() {
            if !maps.wants_frames() {
                calls.recv_timeout(FOREVER).unwrap();
            }
            maps.refresh(Slot::Basins, wanted.clone());
        }
        assert_same(
            &shown(maps.get(Slot::Basins).unwrap()),
            &directly(&wanted),
            "called",
        );
    }
}

#[test]
fn a_change_halts_what_runs_and_nothing_outlives_the_maps() {
    let started = Arc::new(AtomicUsize::new(0));
    let counter = started.clone();
    let hire: Hire = Arc::new(move |_| {
        let counter = counter.clone();
        // Works for ever, unless it is told to halt.
        Box::new(move |_, halt, _| {
            counter.fetch_add(1, Ordering::SeqCst);
            while !halt() {
                thread::yield_now();
            }
            false
        })
    });
    let threads = 3;
    let mut maps = by(threads, hire.clone());
    let mut wanted = basins("sgd", DEAR, [400, 300]);
    for change in 1..=5 {
        wanted.axes[0].high += 1.0;
        maps.refresh(Slot::Basins, wanted.clone());
        // All threads have left what they were at and begun with this.
        until(|| started.load(Ordering::SeqCst) == threads * change);
    }
    // Closing the view lets them go.
    maps.forget(Slot::Basins);
    assert!(!maps.is_busy() && maps.engagement.is_none());
    until(|| maps.workers.present() == 0);
    assert_eq!(started.load(Ordering::SeqCst), threads * 5);
    // So does the end of the maps, which waits for them.
    maps.refresh(Slot::Sweep, wanted);
    until(|| started.load(Ordering::SeqCst) == threads * 6);
    drop(maps);
    assert_eq!(Arc::strong_count(&hire), 1);
}

#[test]
fn memory_is_bounded_whatever_is_asked_for() {
    for size in [
        [0, 0],
        [0, 700],
        [usize::MAX, usize::MAX],
        [usize::MAX, 1],
        [3, usize::MAX],
        [7680, 4320],
        [1 << 10, 1 << 10],
        [(1 << 20) + 1, 1],
    ] {
        let [columns, rows] = Grid::fitted(&basins("sgd", 1, size));
        assert!(
            columns > 0 && rows > 0 && columns * rows <= MOST_PIXELS,
            "{size:?}"
        );
        let asked = size.map(|n| n.max(1) as f64);
        if asked[0] * asked[1] <= MOST_PIXELS as f64 {
            assert_eq!([columns, rows].map(|n| n as f64), asked);
        } else if columns > 100 && rows > 100 {
            let shape = asked[0] / asked[1] * rows as f64 / columns as f64;
            assert!((shape - 1.0).abs() < 0.02, "{size:?} {columns} {rows}");
        }
    }
    const {
        assert!(Grid::MOST_BYTES <= 72 << 20);
        assert!(Maps::MOST_BYTES <= 512 << 20);
    }
    // Whoever takes nothing in has nothing piled up for him.
    let threads = 4;
    let mut maps = by(threads, cheap());
    let wanted = basins("sgd", DEAR, [7680, 4320]);
    maps.refresh(Slot::Basins, wanted.clone());
    until(|| maps.board.is_at_rest());
    assert!((MOST_WAITING..=MOST_WAITING + threads * 4096).contains(&maps.board.waiting()));
    maps.refresh(Slot::Basins, wanted);
    maps.finish();
    let map = maps.get(Slot::Basins).unwrap();
    let [columns, rows] = map.grid().size();
    assert!(map.is_done() && columns * rows <= MOST_PIXELS);
    assert!(columns * rows > MOST_PIXELS * 99 / 100);
    assert!(map.grid().bytes() <= Grid::MOST_BYTES);
    assert!((0..columns).all(|i| map.grid().at(i, rows / 2).loss == map.grid().cell(i, 0)[0]));
}

#[test]
fn absurd_questions_have_empty_answers() {
    type Change = fn(&mut Wanted);
    let usual = basins("sgd", 20, [12, 9]);
    let table: &[(&str, Change)] = &[
        ("no number", |w| w.axes[0].low = f64::NAN),
        ("reversed", |w| w.axes[1] = Axis::linear(2.0, 1.0)),
        ("endless", |w| w.axes[0].high = f64::INFINITY),
        ("a logarithm of less than nothing", |w| {
            w.axes[1] = Axis::log(-1.0, 1.0);
        }),
        ("no such parameter", |w| {
            w.plan.across = Knob::param(crate::core::map::Part::Clip, "x");
        }),
        ("outside the domain", |w| {
            w.plan.across = Knob::param(crate::core::map::Part::Optimizer, "momentum");
            w.axes[0] = Axis::linear(-9.0, -8.0);
        }),
        ("too long", |w| {
            w.plan.base.steps = u64::MAX;
            w.axes[0].low = f64::NAN;
        }),
    ];
    let mut maps = with_threads(2);
    for (name, change) in table {
        let mut wanted = usual.clone();
        change(&mut wanted);
        maps.refresh(Slot::Sweep, wanted.clone());
        maps.finish();
        let map = maps.get(Slot::Sweep).unwrap();
        assert!(map.is_done() && map.fault().is_none(), "{name}");
        assert!(shown(map).iter().all(|o| o.same(&Outcome::NONE)), "{name}");
        let revision = map.revision();
        maps.refresh(Slot::Sweep, wanted);
        let map = maps.get(Slot::Sweep).unwrap();
        assert_eq!(
            map.revision(),
            revision,
            "{name} is asked for again and again"
        );
    }
    let mut nowhere = usual.clone();
    nowhere.plan.base.start = vec2(f64::NAN, f64::INFINITY);
    (nowhere.plan.across, nowhere.size) = (Knob::Seed, [0, 3]);
    for wanted in [nowhere, usual] {
        maps.refresh(Slot::Sweep, wanted);
        maps.finish();
        let map = maps.get(Slot::Sweep).unwrap();
        assert!(map.is_done() && map.fault().is_none());
    }
}

#[test]
fn a_panic_is_said_and_the_rest_goes_on() {
    let hire: Hire = Arc::new(|plan| {
        let (mut usual, steps) = (cheap()(plan), plan.base.steps);
        Box::new(move |cells, halt, out| {
            assert!(steps % 10 != 7, "seven is too much.");
            usual(cells, halt, out)
        })
    });
    // One in the calling thread, the other in another.
    for steps in [7, DEAR + 7] {
        let mut maps = by(2, hire.clone());
        let other = basins("adam", DEAR, [70, 50]);
        maps.refresh(Slot::Against, other.clone());
        maps.refresh(Slot::Basins, basins("sgd", steps, [80, 50]));
        maps.finish();
        let map = maps.get(Slot::Basins).unwrap();
        let fault = map.fault().unwrap();
        assert!(
            fault.contains("(seven is too much)") && fault.ends_with('.'),
            "{fault}"
        );
        assert!(!map.is_done() && !maps.is_busy() && !maps.wants_frames());
        assert!(maps.get(Slot::Against).unwrap().is_done());
        maps.refresh(Slot::Basins, basins("sgd", steps + 1, [80, 50]));
        maps.finish();
        let map = maps.get(Slot::Basins).unwrap();
        assert!(map.is_done() && map.fault().is_none());
    }
}

#[test]
fn what_is_too_dear_at_once_shows_what_was_there_and_says_so() {
    let mut maps = by(0, cheap());
    let before = basins("sgd", 20, [100, 80]);
    maps.refresh(Slot::Basins, before.clone());
    maps.finish();
    let old = shown(maps.get(Slot::Basins).unwrap());
    let mut dear = before.clone();
    dear.plan.base.steps = DEAR;
    maps.start(Slot::Basins, dear.clone());
    let map = maps.get(Slot::Basins).unwrap();
    assert!(map.is_stale() && map.progress() == 0.0);
    assert_same(&shown(map), &old, "the same axes");
    // Half the width, twice as large: each old sample is two wide.
    dear.axes[0] = Axis::linear(-5.0, 0.0);
    maps.start(Slot::Basins, dear.clone());
    let map = maps.get(Slot::Basins).unwrap();
    assert!(map.is_stale());
    for i in 0..100 {
        assert_eq!(map.grid().at(i, 40).loss, old[i / 2].loss, "{i}");
    }
    maps.finish();
    let map = maps.get(Slot::Basins).unwrap();
    assert!(map.is_done() && !map.is_stale());
    assert_eq!(map.grid().at(99, 7).loss, map.grid().cell(99, 7)[0]);
    // Other numbers on the axes: nothing of the old one means anything.
    dear.plan.across = Knob::Sigma;
    maps.start(Slot::Basins, dear);
    let map = maps.get(Slot::Basins).unwrap();
    assert!(!map.is_stale());
    assert!(shown(map).iter().all(|o| o.same(&Outcome::NONE)));
}

#[test]
fn painting_the_rows_that_changed_is_painting_all() {
    let mut maps = hasty(2);
    let (columns, rows) = (80, 70);
    let wanted = basins("sgd", 50, [columns, rows]);
    let mut painted = vec![f64::NAN; columns * rows];
    let mut seen = 0;
    let mut rounds = 0;
    loop {
        maps.refresh(Slot::Basins, wanted.clone());
        let map = maps.get(Slot::Basins).unwrap();
        let rows = map.changed_since(seen);
        assert_eq!(rows.is_empty(), map.revision() == seen);
        seen = map.revision();
        let mut new = Vec::new();
        map.grid()
            .paint(rows.clone(), |outcome| outcome.at.x, &mut new);
        painted[rows.start * columns..rows.end * columns].copy_from_slice(&new);
        for (i, (got, want)) in painted.iter().zip(map.grid().shown()).enumerate() {
            assert_eq!(got.to_bits(), want.at.x.to_bits(), "{i}");
            assert!(map.grid().at(i % columns, i / columns).same(want));
        }
        for row in 0..map.grid().size()[1] {
            let mut next = 0;
            for (alike, sample) in map.grid().runs(row) {
                assert!(alike.start == next && !alike.is_empty());
                next = alike.end;
                for column in alike {
                    let outcome = map.grid().sample(sample).unwrap();
                    assert!(map.grid().at(column, row).same(outcome));
                }
            }
            assert_eq!(next, columns);
        }
        rounds += 1;
        if map.is_done() {
            break;
        }
        thread::sleep(Duration::from_millis(1));
    }
    assert!(rounds > 1);
}
