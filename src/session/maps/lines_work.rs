//! Columns of a line worked out beside the drawing thread: coarse ones at once, the rest by threads that stop when the
//! line is dropped.

use crate::core::map::orbit::{Orbits, Tail, is_packed};
use crate::core::map::{Axis, Cell, Mapper, Outcome, Plan, line};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// How many columns are worked out at a time.
const PIECE: usize = 16;
/// The most threads.
const MOST_THREADS: usize = 8;
/// How much dearer a step of a single run is than one of sixteen side by side.
const SINGLE: u64 = 24;

/// What stands in a column of a line.
pub trait Column: Clone + Send + 'static {
    /// What stands at these values; false, and nothing, if `halt` said so.
    fn work(plan: &Plan, values: &[f64], halt: &dyn Fn() -> bool, out: &mut Vec<Self>) -> bool;
}

impl Column for Outcome {
    fn work(plan: &Plan, values: &[f64], halt: &dyn Fn() -> bool, out: &mut Vec<Self>) -> bool {
        let cells: Vec<Cell> = values.iter().map(|x| [*x, 0.0]).collect();
        Mapper::new(plan).run(&cells, halt, out)
    }
}

impl Column for Tail {
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
    errand: Option<Arc<Errand<T>>>,
    inbox: Option<Receiver<Piece<T>>>,
}

/// Columns that are worked out: their numbers, and what stands there.
type Piece<T> = Vec<(usize, T)>;

impl<T: Column> Line<T> {
    /// A line over an axis in so many columns, with nothing worked out.
    pub(super) fn new(plan: Plan, axis: Axis, count: usize) -> Self {
        let is_whole = plan.across.is_whole(&plan.base);
        let values = line::values(&axis, count, is_whole);
        Self {
            columns: vec![None; values.len()],
            left: values.len(),
            stamp: fresh_stamp(),
            errand: None,
            inbox: None,
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

    /// Works out the coarsest columns, as many as so many steps allow, and leaves the rest to the threads. What is
    /// without bounds is worked out whole.
    pub(super) fn begin(&mut self, steps: u64, pool: &Pool) {
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
        let values: Vec<f64> = order[..now].iter().map(|i| self.values[*i]).collect();
        let mut out = Vec::with_capacity(now);
        T::work(&self.plan, &values, &|| false, &mut out);
        self.take(order[..now].iter().copied().zip(out).collect());
        if now < order.len() {
            let (results, inbox) = channel();
            let errand = Arc::new(Errand {
                plan: self.plan.clone(),
                columns: order[now..].iter().map(|i| (*i, self.values[*i])).collect(),
                next: AtomicUsize::new(0),
                is_off: AtomicBool::new(false),
                results: Mutex::new(results),
            });
            pool.send(Arc::clone(&errand) as Arc<dyn Work>);
            (self.errand, self.inbox) = (Some(errand), Some(inbox));
        }
    }

    /// Takes in what the threads have worked out.
    pub(super) fn collect(&mut self) {
        while let Some(piece) = self.inbox.as_ref().and_then(|inbox| inbox.try_recv().ok()) {
            self.take(piece);
        }
        if self.left == 0 {
            (self.errand, self.inbox) = (None, None);
        }
    }

    fn take(&mut self, piece: Piece<T>) {
        for (i, column) in piece {
            self.left -= usize::from(self.columns[i].is_none());
            self.columns[i] = Some(column);
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
    /// A number that no other state of any line has.
    pub fn stamp(&self) -> u64 {
        self.stamp
    }
}

impl<T> Drop for Line<T> {
    fn drop(&mut self) {
        if let Some(errand) = &self.errand {
            errand.is_off.store(true, Ordering::Relaxed);
        }
    }
}

fn fresh_stamp() -> u64 {
    static STAMPS: AtomicU64 = AtomicU64::new(1);
    STAMPS.fetch_add(1, Ordering::Relaxed)
}

/// Work in pieces, on which several threads may be at a time.
trait Work: Send + Sync {
    /// Does a piece; false if there is none left.
    fn piece(&self) -> bool;
}

/// Columns that are still to be worked out.
struct Errand<T> {
    plan: Plan,
    columns: Vec<(usize, f64)>,
    next: AtomicUsize,
    is_off: AtomicBool,
    results: Mutex<Sender<Piece<T>>>,
}

impl<T: Column> Work for Errand<T> {
    fn piece(&self) -> bool {
        let first = self.next.fetch_add(PIECE, Ordering::Relaxed);
        let is_off = || self.is_off.load(Ordering::Relaxed);
        if first >= self.columns.len() || is_off() {
            return false;
        }
        let piece = &self.columns[first..(first + PIECE).min(self.columns.len())];
        let values: Vec<f64> = piece.iter().map(|(_, x)| *x).collect();
        let mut out = Vec::with_capacity(piece.len());
        if !T::work(&self.plan, &values, &is_off, &mut out) {
            return false;
        }
        let piece = piece.iter().map(|(i, _)| *i).zip(out).collect();
        let results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        results.send(piece).is_ok()
    }
}

/// Threads that work out lines: begun when there is something to do, gone with the pool.
#[derive(Default)]
pub(super) struct Pool {
    shared: Mutex<Option<Arc<Shared>>>,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
}

#[derive(Default)]
struct Queue {
    works: VecDeque<Arc<dyn Work>>,
    is_closed: bool,
}

impl Pool {
    fn send(&self, work: Arc<dyn Work>) {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = shared.get_or_insert_with(|| {
            let shared = Arc::<Shared>::default();
            let count = thread::available_parallelism().map_or(1, usize::from);
            for _ in 0..count.min(MOST_THREADS) {
                let shared = Arc::clone(&shared);
                thread::spawn(move || shared.serve());
            }
            shared
        });
        let mut queue = shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.works.push_back(work);
        shared.wake.notify_all();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let shared = self
            .shared
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = shared {
            let mut queue = shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.is_closed = true;
            shared.wake.notify_all();
        }
    }
}

impl Shared {
    /// Takes pieces of all works in turn until the pool is gone.
    fn serve(&self) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        while !queue.is_closed {
            let Some(work) = queue.works.pop_front() else {
                queue = self
                    .wake
                    .wait(queue)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            queue.works.push_back(Arc::clone(&work));
            drop(queue);
            let has_more = work.piece();
            queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            if !has_more {
                queue.works.retain(|other| !Arc::ptr_eq(other, &work));
            }
        }
    }
}
