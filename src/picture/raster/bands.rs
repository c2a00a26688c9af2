//! Work on an image in bands of rows, which several threads do at once. Knows no triangle.

use std::sync::Mutex;
use std::thread;

/// How many threads the machine runs at once.
pub(in crate::picture) fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Bands for each thread, so that one with an easy band takes another.
const EACH: usize = 6;
/// The fewest rows of a band.
const LEAST: usize = 16;

/// An image's rows, divided.
pub(in crate::picture) struct Bands {
    workers: usize,
    rows: usize,
}

impl Bands {
    /// So many rows, for so many threads.
    pub(in crate::picture) fn new(height: usize, workers: usize) -> Self {
        let count = if workers > 1 { EACH * workers } else { 1 };
        Self {
            workers,
            rows: height.div_ceil(count).max(LEAST),
        }
    }

    /// Does the work on every band of something that has `row` items in a row. The work is told the number of the first
    /// row and the items of its band.
    pub(in crate::picture) fn run<T: Send>(
        &self,
        items: &mut [T],
        row: usize,
        work: impl Fn(usize, &mut [T]) + Sync,
    ) {
        if items.is_empty() || row == 0 {
            return;
        }
        let mut bands = items.chunks_mut(self.rows * row).enumerate();
        if self.workers <= 1 || bands.len() <= 1 {
            for (index, band) in bands {
                work(index * self.rows, band);
            }
            return;
        }
        let threads = self.workers.min(bands.len());
        let next = Mutex::new(&mut bands);
        let take = || next.lock().ok().and_then(|mut bands| bands.next());
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while let Some((index, band)) = take() {
                        work(index * self.rows, band);
                    }
                });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_worked_on_once_with_its_number() {
        for (height, workers) in [(1, 1), (7, 1), (100, 2), (333, 3), (1000, 8)] {
            let mut rows = vec![0_usize; 5 * height];
            Bands::new(height, workers).run(&mut rows, 5, |top, band| {
                for (i, item) in band.iter_mut().enumerate() {
                    *item += 1 + top + i / 5;
                }
            });
            let right = rows.iter().enumerate().all(|(i, item)| *item == 1 + i / 5);
            assert!(right, "{height} rows, {workers} threads");
        }
        Bands::new(0, 4).run(&mut [0_u8; 0], 0, |_, _| unreachable!());
    }
}
