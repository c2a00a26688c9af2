//! How far a long piece of work is, and whether it is still wanted.

/// It is not wanted any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// Is told how far a piece of work is, often enough that a hand that calls it off is obeyed at once.
pub trait Progress {
    /// So much of so much is done; the unit is the work's own. An error calls the work off.
    fn at(&mut self, done: u64, total: u64) -> Result<(), Cancelled>;
}

/// Nobody asks how far it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn at(&mut self, _: u64, _: u64) -> Result<(), Cancelled> {
        Ok(())
    }
}

impl<F: FnMut(u64, u64) -> Result<(), Cancelled>> Progress for F {
    fn at(&mut self, done: u64, total: u64) -> Result<(), Cancelled> {
        self(done, total)
    }
}
