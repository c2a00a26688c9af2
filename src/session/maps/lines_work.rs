//! Columns of a line worked out beside the drawing thread: coarse ones at once, the rest by the workers, until the line
//! is dropped.

use crate::core::map::orbit::{Orbits, Tail, is_packed};
use crate::core::map::{Axis, Cell, Mapper, Outcome, Plan, line};
use crate::session::workers::{Engagement, Piece, Rank, Work, Workers, attempt};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

/// How many columns are worked out at a time.
const PIECE: usize = 16;
/// How much dearer a step of a single run is than one of sixteen side by side.
const SINGLE: u64 = 24;

/// What stands in a column of a line.
pub trait Column: Clone + Send + 'static {
    /// What the line is called.
    const LINE: &'static str;
    /// What stands at these values; false, and nothing, if `halt` said so.
    fn work(plan: &Plan, values: &[f64], halt: &dyn Fn() -> bool, out: &mut Vec<Self>) -> bool;
}

impl Column for Outcome {
    const LINE: &'static str = "curve";

    fn work(plan: &Plan, values: &[f64], halt: &dyn Fn() -> bool, out: &mut Vec<Self>) -> bool {
        let cells: Vec<Cell> = values.iter().map(|x| [*x, 0.0]).collect();
        Mapper::new(plan).run(&cells, halt, out)
    }
}

impl Column for Tail {
    const LINE: &'static str = "orbit";

    fn work(plan: &Plan, values: &[f64], halt: &dyn Fn() -> bool, out: &mut Vec<Self>) -> bool {
        Orbits::new(plan).run(values, halt, out)
    }
}

/// A line: what becomes of a run at every value of one of its numbers, as far as it is worked out.
pub struct Line<T> {
    plan: Plan,
    axis: Axis,
    count: usize,
    values: Vec<f64>,
    columns: Vec<Option<T>>,
    left: usize,
    stamp: u64,
    fault: Option<String>,
    rest: Option<Rest<T>>,
}

/// Columns that are worked out, their numbers and what stands there; or what a panic said.
type Part<T> = Result<Vec<(usize, T)>, String>;

/// What is worked out by others.
struct Rest<T> {
    errand: Arc<Errand<T>>,
    inbox: Receiver<Part<T>>,
    engagement: Engagement,
}

impl<T: Column> Line<T> {
    /// A line over an axis in so many columns, with nothing worked out.
    pub(super) fn new(plan: Plan, axis: Axis, count: usize) -> Self {
        let is_whole = plan.across.is_whole(&plan.base);
        let values = line::values(&axis, count, is_whole);
        Self {
            columns: vec![None; values.len()],
            left: values.len(),
            stamp: fresh_stamp(),
            fault: None,
            rest: None,
            plan,
            axis,
            count,
            values,
        }
    }

    /// Whether it is what is asked for.
    pub(super) fn is_for(&self, plan: &Plan, axis: &Axis, count: usize) -> bool {
        self.plan == *plan && self.axis == *axis && self.count == count
    }

    /// Works out the coarsest columns, as many as so many steps allow, and leaves the rest to the workers.
    pub(super) fn begin(&mut self, steps: u64, workers: &Workers) {
        let order = line::coarse_to_fine(self.values.len());
        let cost = self.plan.base.steps.max(1);
        let single = if is_packed(&self.plan) { 1 } else { SINGLE };
        let affordable = steps / cost.saturating_mul(single).max(1);
        let affordable = usize::try_from(affordable).unwrap_or(usize::MAX);
        let now = if affordable >= order.len() {
            order.len()
        } else {
            affordable / PIECE * PIECE
        };
        let column = |i: &usize| (*i, self.values[*i]);
        let mut at_once: Vec<(usize, f64)> = order.iter().map(column).collect();
        let later = at_once.split_off(now);
        if let Some(part) = work_out(&self.plan, &at_once, &|| false) {
            self.take(part);
        }
        if !later.is_empty() && self.fault.is_none() {
            let (results, inbox) = channel();
            let errand = Arc::new(Errand {
                plan: self.plan.clone(),
                columns: later,
                next: AtomicUsize::new(0),
                is_off: AtomicBool::new(false),
                results,
            });
            self.rest = Some(Rest {
                engagement: workers.engage(Rank::Screen, errand.clone()),
                errand,
                inbox,
            });
        }
    }

    /// Takes in what the workers have worked out.
    pub(super) fn collect(&mut self) {
        let Some(rest) = self.rest.as_ref().filter(|_| self.is_busy()) else {
            return;
        };
        rest.engagement.look();
        let parts: Vec<Part<T>> = rest.inbox.try_iter().collect();
        for part in parts {
            self.take(part);
        }
    }

    /// Works out all columns, with the workers.
    pub(super) fn finish(&mut self) {
        while let Some(rest) = self.rest.as_ref().filter(|_| self.is_busy()) {
            let part = match rest.errand.piece() {
                // Others have taken the last ones: each comes, or what went wrong.
                Piece::None => rest.inbox.recv().ok(),
                _ => rest.inbox.try_recv().ok(),
            };
            if let Some(part) = part {
                self.take(part);
            }
        }
    }

    /// Stops the work on it.
    pub(super) fn call_off(&self) {
        if let Some(rest) = &self.rest {
            rest.errand.call_off();
        }
    }

    fn take(&mut self, part: Part<T>) {
        match part {
            Ok(columns) => {
                for (i, column) in columns {
                    self.left -= usize::from(self.columns[i].is_none());
                    self.columns[i] = Some(column);
                }
            }
            Err(reason) => self.fault = Some(super::broken(T::LINE, &reason)),
        }
        self.stamp = fresh_stamp();
    }

    /// The run and the number that varies; the number itself is any.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
    /// The part of the axis that is shown.
    pub fn axis(&self) -> &Axis {
        &self.axis
    }
    /// The values of the columns, rising.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
    /// What stands in a column, if it is worked out.
    pub fn get(&self, column: usize) -> Option<&T> {
        self.columns.get(column)?.as_ref()
    }
    /// The columns that are worked out, with their values, from left to right.
    pub fn known(&self) -> impl Iterator<Item = (f64, &T)> {
        let columns = self.values.iter().zip(&self.columns);
        columns.filter_map(|(x, column)| Some((*x, column.as_ref()?)))
    }
    /// The column nearest to a column that is worked out.
    pub fn nearest(&self, column: usize) -> Option<usize> {
        let count = self.columns.len();
        let is_known = |i: usize| self.columns.get(i).is_some_and(Option::is_some);
        (0..count)
            .flat_map(|far| [column.checked_sub(far), Some(column + far)])
            .flatten()
            .take(2 * count)
            .find(|i| is_known(*i))
    }
    /// The column whose value is nearest to one.
    pub fn column_of(&self, value: f64) -> Option<usize> {
        let after = self.values.partition_point(|x| *x < value);
        let before = after.checked_sub(1);
        let away = |i: &usize| self.values.get(*i).map(|x| (x - value).abs());
        let both = before.into_iter().chain([after]);
        both.filter_map(|i| Some((i, away(&i)?)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(i, _)| i)
    }
    /// The share of the columns that are worked out.
    pub fn progress(&self) -> f64 {
        1.0 - self.left as f64 / self.columns.len().max(1) as f64
    }
    /// Whether all are worked out.
    pub fn is_done(&self) -> bool {
        self.left == 0
    }
    /// Whether there is more to come.
    pub fn is_busy(&self) -> bool {
        self.left > 0 && self.fault.is_none()
    }
    /// Why it will not be finished, in a sentence, if something went wrong.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }
    /// A number that no other state of any line has.
    pub fn stamp(&self) -> u64 {
        self.stamp
    }
}

fn fresh_stamp() -> u64 {
    static STAMPS: AtomicU64 = AtomicU64::new(1);
    STAMPS.fetch_add(1, Ordering::Relaxed)
}

/// What stands in these columns; none if `halt` said so.
fn work_out<T: Column>(
    plan: &Plan,
    columns: &[(usize, f64)],
    halt: &dyn Fn() -> bool,
) -> Option<Part<T>> {
    let part = attempt(|| {
        let values: Vec<f64> = columns.iter().map(|(_, x)| *x).collect();
        let mut out = Vec::with_capacity(columns.len());
        let is_done = T::work(plan, &values, halt, &mut out);
        is_done.then(|| columns.iter().map(|(i, _)| *i).zip(out).collect())
    });
    part.transpose()
}

/// Columns that are still to be worked out.
struct Errand<T> {
    plan: Plan,
    columns: Vec<(usize, f64)>,
    next: AtomicUsize,
    is_off: AtomicBool,
    results: Sender<Part<T>>,
}

impl<T: Column> Work for Errand<T> {
    fn piece(&self) -> Piece {
        let is_off = || self.is_off.load(Ordering::Relaxed);
        let first = self.next.fetch_add(PIECE, Ordering::Relaxed);
        if first >= self.columns.len() || is_off() {
            return Piece::None;
        }
        let piece = &self.columns[first..(first + PIECE).min(self.columns.len())];
        match work_out(&self.plan, piece, &is_off) {
            None => Piece::None,
            Some(part) => {
                // Nobody listens any more only when this is called off.
                let _ = self.results.send(part);
                Piece::News
            }
        }
    }

    fn call_off(&self) {
        self.is_off.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::map::{Knob, Part};
    use crate::session::maps::tests::request;

    /// A column of which the value 1 cannot be worked out.
    #[derive(Clone, Debug, PartialEq)]
    struct Fragile(f64);

    impl Column for Fragile {
        const LINE: &'static str = "test";

        fn work(_: &Plan, values: &[f64], _: &dyn Fn() -> bool, out: &mut Vec<Self>) -> bool {
            assert!(!values.contains(&1.0), "one is too much.");
            out.extend(values.iter().map(|x| Self(*x)));
            true
        }
    }

    fn line<T: Column>(steps: u64, axis: Axis) -> Line<T> {
        let plan = Plan {
            base: request("adam", steps),
            across: Knob::param(Part::Optimizer, "lr"),
            up: None,
            rates: false,
        };
        Line::new(plan, axis, 300)
    }

    #[test]
    fn a_line_is_the_same_whoever_works_it_out() {
        let mut want: Line<Outcome> = line(40, Axis::log(1e-4, 10.0));
        want.begin(u64::MAX, &Workers::with_threads(0));
        assert!(want.is_done() && want.rest.is_none());
        for threads in [0, 1, 3] {
            for share in [0, 40 * 64] {
                for waits in [true, false] {
                    let workers = Workers::with_threads(threads);
                    let mut got: Line<Outcome> = line(40, Axis::log(1e-4, 10.0));
                    got.begin(share, &workers);
                    assert_eq!(got.progress() > 0.0, share > 0);
                    while got.is_busy() {
                        if waits {
                            got.finish();
                        } else {
                            got.collect();
                        }
                    }
                    assert!(got.is_done() && got.fault().is_none());
                    for i in 0..got.values().len() {
                        assert!(got.get(i).unwrap().same(want.get(i).unwrap()));
                    }
                }
            }
        }
    }

    #[test]
    fn a_panic_in_a_line_is_said_and_nothing_hangs() {
        for (threads, share) in [(0, 0), (1, 0), (3, 0), (1, u64::MAX)] {
            for waits in [true, false] {
                let workers = Workers::with_threads(threads);
                let mut broken: Line<Fragile> = line(40, Axis::linear(1.0, 2.0));
                let mut whole: Line<Fragile> = line(40, Axis::linear(2.0, 3.0));
                broken.begin(share, &workers);
                whole.begin(share, &workers);
                while broken.is_busy() || whole.is_busy() {
                    if waits {
                        broken.finish();
                        whole.finish();
                    } else {
                        broken.collect();
                        whole.collect();
                    }
                }
                let fault = broken.fault().unwrap();
                assert!(fault.starts_with("The test was stopped by an error"));
                assert!(fault.contains("(one is too much)") && !broken.is_done());
                assert!(whole.is_done() && whole.fault().is_none());
            }
        }
    }

    #[test]
    fn a_line_that_is_dropped_or_called_off_stops() {
        let workers = Workers::with_threads(2);
        let mut endless: Line<Tail> = line(1_000_000, Axis::log(1e-4, 1e-3));
        endless.begin(0, &workers);
        assert_eq!(workers.present(), 2);
        let errand = Arc::downgrade(&endless.rest.as_ref().unwrap().errand);
        endless.call_off();
        let mut other: Line<Fragile> = line(40, Axis::linear(2.0, 3.0));
        other.begin(0, &workers);
        other.finish();
        assert!(other.is_done() && endless.is_busy());
        drop((endless, other));
        // The last one who holds the threads waits until they have left.
        drop(workers);
        assert!(errand.upgrade().is_none());
    }
}
