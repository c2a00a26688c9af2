//! A whole map at once, by several threads, without a window: for files and the command line.

use super::Wanted;
use super::board::{Hire, PATIENCE, Worker, mappers};
use super::tiles::Tiling;
use crate::core::map::{Cell, Outcome};
use crate::session::workers::{Piece, Rank, Work, Workers, attempt, hold};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

/// The most pixels that [`survey`] works out: about a gigabyte of outcomes.
pub const MOST_SURVEYED: usize = 1 << 24;

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
    let (results, inbox) = sync_channel(2 * threads);
    let tiles = Arc::new(Tiles {
        wanted: wanted.clone(),
        tiling,
        count: tiles,
        next: AtomicUsize::new(0),
        is_off: AtomicBool::new(false),
        hire: hire.clone(),
        idle: Mutex::default(),
        results,
    });
    let engagement = Workers::with_threads(threads).engage(Rank::Screen, tiles);
    let (mut done, mut fault) = (0, None);
    while done < count && fault.is_none() {
        engagement.look();
        match inbox.recv_timeout(PATIENCE) {
            Ok(Ok((places, outcomes))) => {
                for (place, outcome) in places.iter().zip(outcomes) {
                    all[*place as usize] = outcome;
                    done += 1;
                }
            }
            Ok(Err(reason)) => fault = Some(reason),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
        if !progress(done as u64, count as u64) {
            break;
        }
    }
    // Nobody waits for room any more; then all are waited for.
    drop(inbox);
    drop(engagement);
    if let Some(reason) = fault {
        panic!("{reason}");
    }
    (done == count).then_some(all)
}

/// What became of the pixels of a tile, or what a panic said.
type Part = Result<(Vec<u32>, Vec<Outcome>), String>;

/// The tiles of a survey.
struct Tiles {
    wanted: Wanted,
    tiling: Tiling,
    count: usize,
    next: AtomicUsize,
    is_off: AtomicBool,
    hire: Hire,
    /// Those who are not working on a tile.
    idle: Mutex<Vec<Worker>>,
    results: SyncSender<Part>,
}

impl Work for Tiles {
    fn piece(&self) -> Piece {
        let halt = || self.is_off.load(Ordering::Relaxed);
        let tile = self.next.fetch_add(1, Ordering::Relaxed);
        if tile >= self.count || halt() {
            return Piece::None;
        }
        let part = attempt(|| {
            let places = self.tiling.places(1, true, tile);
            let cell = |place: &u32| self.wanted.cell(self.wanted.size, *place as usize);
            let cells: Vec<Cell> = places.iter().map(cell).collect();
            let mut outcomes = Vec::with_capacity(cells.len());
            let idle = hold(&self.idle).pop();
            let mut worker = idle.unwrap_or_else(|| (self.hire)(&self.wanted.plan));
            let is_done = worker(&cells, &halt, &mut outcomes);
            hold(&self.idle).push(worker);
            is_done.then_some((places, outcomes))
        });
        match part.transpose() {
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
