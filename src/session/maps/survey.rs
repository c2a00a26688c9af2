//! A whole map or line at once, by several threads, without a window: for files and the command line.

use super::Wanted;
use super::crew::{Hire, attempt, mappers};
use super::lines_work::Column;
use super::tiles::Tiling;
use crate::core::map::{Cell, Outcome, Plan};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// The most pixels that [`survey`] works out: about a gigabyte of outcomes.
pub const MOST_SURVEYED: usize = 1 << 24;
/// How many columns of a line are worked out at a time.
const PIECE: usize = 16;
/// How long nothing may be heard of before it is asked whether to go on.
const PATIENCE: Duration = Duration::from_millis(40);

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
    let mut all = vec![Outcome::NONE; count];
    let mut done = 0;
    let hire = || {
        let mut worker = None;
        let tiling = &tiling;
        move |tile: usize, halt: &dyn Fn() -> bool| {
            let places = tiling.places(1, true, tile);
            let cell = |place: &u32| wanted.cell(wanted.size, *place as usize);
            let cells: Vec<Cell> = places.iter().map(cell).collect();
            let mut outcomes = Vec::with_capacity(cells.len());
            let worker = worker.get_or_insert_with(|| hire(&wanted.plan));
            worker(&cells, halt, &mut outcomes).then_some((places, outcomes))
        }
    };
    deal(tiling.count(1), threads, hire, |piece| {
        for (place, outcome) in piece
            .into_iter()
            .flat_map(|(places, outcomes)| places.into_iter().zip(outcomes))
        {
            all[place as usize] = outcome;
            done += 1;
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
    let hire = || {
        |piece: usize, halt: &dyn Fn() -> bool| {
            let first = PIECE * piece;
            let values = &values[first..(first + PIECE).min(values.len())];
            let mut out = Vec::with_capacity(values.len());
            T::work(plan, values, halt, &mut out).then_some((first, out))
        }
    };
    deal(values.len().div_ceil(PIECE), threads, hire, |piece| {
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

/// Has so many pieces done by threads, at least one, each with a hand of its own from `hire`, who does the piece with a
/// number, or none of it once it shall halt. `take` gets what is done, in no order, or none while there is nothing new,
/// and answers whether to go on.
fn deal<T: Send, H: FnMut(usize, &dyn Fn() -> bool) -> Option<T>>(
    pieces: usize,
    threads: usize,
    hire: impl Fn() -> H + Sync,
    mut take: impl FnMut(Option<T>) -> bool,
) {
    let threads = threads.clamp(1, pieces.max(1));
    let (next, is_off) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, receiver) = sync_channel(2 * threads);
    let work = |sender: SyncSender<_>| {
        let mut hand = hire();
        let halt = || is_off.load(Ordering::Relaxed);
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces || halt() {
                return;
            }
            let done = attempt(|| hand(piece, &halt));
            let Some(done) = done.transpose() else {
                return;
            };
            let is_last = done.is_err();
            if sender.send(done).is_err() || is_last {
                return;
            }
        }
    };
    let end = thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            let work = &work;
            scope.spawn(move || work(sender));
        }
        drop(sender);
        let receiver = receiver;
        let end = loop {
            let piece = match receiver.recv_timeout(PATIENCE) {
                Ok(Ok(piece)) => Some(piece),
                Ok(Err(reason)) => break Err(reason),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break Ok(()),
            };
            if !take(piece) {
                break Ok(());
            }
        };
        is_off.store(true, Ordering::Relaxed);
        end
    });
    if let Err(reason) = end {
        panic!("{reason}");
    }
}
