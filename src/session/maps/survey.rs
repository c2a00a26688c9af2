//! A whole map at once, by several threads, without a window: for files and the command line.

use super::Wanted;
use super::crew::{Hire, attempt, mappers};
use super::tiles::Tiling;
use crate::core::map::{Cell, Outcome};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// The most pixels that [`survey`] works out: about a gigabyte of outcomes.
pub const MOST_SURVEYED: usize = 1 << 24;
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
    let tiles = tiling.count(1);
    let threads = threads.clamp(1, tiles.max(1));
    let mut all = vec![Outcome::NONE; count];
    let (next, is_off) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, receiver) = sync_channel(2 * threads);
    let work = |sender: SyncSender<_>| {
        let mut worker = None;
        let halt = || is_off.load(Ordering::Relaxed);
        loop {
            let tile = next.fetch_add(1, Ordering::Relaxed);
            if tile >= tiles || halt() {
                return;
            }
            let places = tiling.places(1, true, tile);
            let cell = |place: &u32| wanted.cell(wanted.size, *place as usize);
            let cells: Vec<Cell> = places.iter().map(cell).collect();
            let mut outcomes = Vec::with_capacity(cells.len());
            let done = attempt(|| {
                let worker = worker.get_or_insert_with(|| hire(&wanted.plan));
                worker(&cells, &halt, &mut outcomes)
            });
            let is_last = !matches!(done, Ok(true));
            if sender.send(done.map(|_| (places, outcomes))).is_err() || is_last {
                return;
            }
        }
    };
    let mut done = 0;
    let end = thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(|| work(sender));
        }
        drop(sender);
        let receiver = receiver;
        let end = loop {
            match receiver.recv_timeout(PATIENCE) {
                Ok(Ok((places, outcomes))) => {
                    for (place, outcome) in places.iter().zip(outcomes) {
                        all[*place as usize] = outcome;
                        done += 1;
                    }
                }
                Ok(Err(reason)) => break Err(reason),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break Ok(()),
            }
            if !progress(done, count as u64) {
                break Ok(());
            }
        };
        is_off.store(true, Ordering::Relaxed);
        end
    });
    match end {
        Ok(()) => (done == count as u64).then_some(all),
        Err(reason) => panic!("{reason}"),
    }
}
