//! Work that goes on beside the screen: how far it is, and how a hand calls it off.

use crate::export::progress::{Cancelled, Progress};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How far a piece of work is, for the screen that shows it and the thread that does it.
#[derive(Debug, Default)]
struct Shared {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

/// A piece of work, as the screen shows it.
#[derive(Clone, Debug)]
pub struct Work {
    /// What is being done, such as "Exporting race.gif".
    pub text: String,
    shared: Arc<Shared>,
}

impl Work {
    /// A piece of work that has not begun.
    pub fn new(text: String) -> Self {
        Self {
            text,
            shared: Arc::default(),
        }
    }

    /// What the thread tells that does it.
    pub fn reporter(&self) -> Reporter {
        Reporter(Arc::clone(&self.shared))
    }

    /// The share that is done; none while that is not known.
    pub fn share(&self) -> Option<f32> {
        let total = self.shared.total.load(Ordering::Relaxed);
        let done = self.shared.done.load(Ordering::Relaxed);
        (total > 0).then(|| (done as f32 / total as f32).min(1.0))
    }

    /// Calls it off.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it was called off.
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::Relaxed)
    }
}

/// Tells the screen how far a piece of work is.
#[derive(Debug)]
pub struct Reporter(Arc<Shared>);

impl Progress for Reporter {
    fn at(&mut self, done: u64, total: u64) -> Result<(), Cancelled> {
        self.0.total.store(total, Ordering::Relaxed);
        self.0.done.store(done, Ordering::Relaxed);
        if self.0.cancelled.load(Ordering::Relaxed) {
            return Err(Cancelled);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_screen_sees_how_far_it_is_and_the_thread_that_it_is_called_off() {
        let work = Work::new("Exporting".to_owned());
        let mut reporter = work.reporter();
        assert_eq!(work.share(), None);
        assert_eq!(reporter.at(1, 4), Ok(()));
        assert_eq!(work.share(), Some(0.25));
        work.cancel();
        assert_eq!(reporter.at(2, 4), Err(Cancelled));
        assert!(work.is_cancelled());
    }
}
