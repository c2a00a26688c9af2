//! A whole map or line at once, by several threads, without a window: for files and the command line.

use super::Wanted;
use super::board::{Hire, PATIENCE, Worker, mappers};
use super::lines_work::Column;
use super::tiles::Tiling;
use crate::core::map::{Cell, Outcome, Plan};
use crate::session::workers::{Piece, Rank, Work, Workers, attempt, hold};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

/// The most pixels that [`survey`] works out: about a gigabyte of outcomes.
pub const MOST_SURVEYED: usize = 1 << 24;
/// How many columns of a line are worked out at a time.
const PIECE: usize = 16;

/// What becomes of every pixel, row by row, the first row at the bottom; by so many threads, at least one. Neither their
/// number nor their pace changes a bit of it. The size is taken as it is.
///
/// `progress` is told how many pixels of how many are worked out, and answers whether to go on. None if it did not, or
/// if there are more than [`MOST_SURVEYED`] pixels.
///
/// # Panics
/// If the working out of a pixel does, which is an error of the program.
pub fn survey(
    wanted: &Wanted,
    threads: usize,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Option<Vec<Outcome>> {
    survey_by(&mappers(), wanted, threads, progress)
}

/// The same by those that are hired.
pub(super) fn survey_by(
    hire: &Hire,
    wanted: &Wanted,
    threads: usize,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Option<Vec<Outcome>> {
    let [columns, rows] = wanted.size;
    let count = columns.checked_mul(rows)?;
    if count > MOST_SURVEYED || !progress(0, count as u64) {
        return None;
    }
    let tiling = Tiling::new(wanted, wanted.size);
    let pieces = tiling.count(1);
    let mut all = vec![Outcome::NONE; count];
    let mut done = 0;
    // Those who are not working on a tile.
    let idle: Mutex<Vec<Worker>> = Mutex::default();
    let (hire, of) = (hire.clone(), wanted.clone());
    let tile = move |tile: usize, halt: &dyn Fn() -> bool| {
        let places = tiling.places(1, true, tile);
        let cell = |place: &u32| of.cell(of.size, *place as usize);
        let cells: Vec<Cell> = places.iter().map(cell).collect();
        let mut outcomes = Vec::with_capacity(cells.len());
        let first = hold(&idle).pop();
        let mut worker = first.unwrap_or_else(|| hire(&of.plan));
        let is_done = worker(&cells, halt, &mut outcomes);
        hold(&idle).push(worker);
        is_done.then_some((places, outcomes))
    };
    deal(pieces, threads, tile, |piece| {
        if let Some((places, outcomes)) = piece {
            for (place, outcome) in places.iter().zip(outcomes) {
                all[*place as usize] = outcome;
                done += 1;
            }
        }
        progress(done, count as u64)
    });
    (done == count as u64).then_some(all)
}

/// What stands at every value of the number of a plan, in their order; by so many threads, whose number changes no bit.
///
/// `progress` is told how many values are done, and answers whether to go on. None if it did not.
///
/// # Panics
/// As [`survey`].
pub fn survey_line<T: Column>(
    plan: &Plan,
    values: &[f64],
    threads: usize,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Option<Vec<T>> {
    if !progress(0) {
        return None;
    }
    let mut all: Vec<Option<T>> = vec![None; values.len()];
    let mut done = 0;
    let (plan, values) = (plan.clone(), values.to_vec());
    let columns = move |piece: usize, halt: &dyn Fn() -> bool| {
        let first = PIECE * piece;
        let values = &values[first..(first + PIECE).min(values.len())];
        let mut out = Vec::with_capacity(values.len());
        T::work(&plan, values, halt, &mut out).then_some((first, out))
    };
    deal(all.len().div_ceil(PIECE), threads, columns, |piece| {
        if let Some((first, columns)) = piece {
            for (i, column) in columns.into_iter().enumerate() {
                all[first + i] = Some(column);
                done += 1;
            }
        }
        progress(done)
    });
    all.into_iter().collect()
}

/// Has so many pieces done by threads, at least one: `work` does the piece with a number, or none of it once it shall halt.
/// `take` gets what is done, in no order, or none while there is nothing new, and answers whether to go on.
fn deal<T: Send + 'static>(
    pieces: usize,
    threads: usize,
    work: impl Fn(usize, &dyn Fn() -> bool) -> Option<T> + Send + Sync + 'static,
    mut take: impl FnMut(Option<T>) -> bool,
) {
    let threads = threads.clamp(1, pieces.max(1));
    let (results, inbox) = sync_channel(2 * threads);
    let deal = Deal {
        pieces,
        next: AtomicUsize::new(0),
        is_off: AtomicBool::new(false),
        work,
        results,
    };
    let engagement = Workers::with_threads(threads).engage(Rank::Screen, Arc::new(deal));
    let (mut done, mut fault) = (0, None);
    while done < pieces {
        engagement.look();
        let piece = match inbox.recv_timeout(PATIENCE) {
            Ok(Ok(piece)) => {
                done += 1;
                Some(piece)
            }
            Ok(Err(reason)) => {
                fault = Some(reason);
                break;
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        };
        if !take(piece) {
            break;
        }
    }
    // Nobody waits for room any more; then all are waited for.
    drop(inbox);
    drop(engagement);
    if let Some(reason) = fault {
        panic!("{reason}");
    }
}

/// Pieces that are dealt to threads.
struct Deal<T, F> {
    pieces: usize,
    next: AtomicUsize,
    is_off: AtomicBool,
    work: F,
    /// Gets what is done, or what a panic said.
    results: SyncSender<Result<T, String>>,
}

impl<T, F> Work for Deal<T, F>
where
    T: Send,
    F: Fn(usize, &dyn Fn() -> bool) -> Option<T> + Send + Sync,
{
    fn piece(&self) -> Piece {
        let halt = || self.is_off.load(Ordering::Relaxed);
        let piece = self.next.fetch_add(1, Ordering::Relaxed);
        if piece >= self.pieces || halt() {
            return Piece::None;
        }
        let Some(done) = attempt(|| (self.work)(piece, &halt)).transpose() else {
            return Piece::None;
        };
        // Nobody listens any more only when this is called off.
        let _ = self.results.send(done);
        Piece::News
    }

    fn call_off(&self) {
        self.is_off.store(true, Ordering::Relaxed);
    }
}
