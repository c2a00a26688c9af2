//! How far a long piece of work is, as a bar on standard error, where that is a terminal.

use super::files;
use crate::export::progress::{Cancelled, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::{Duration, Instant};

/// Work that is done sooner than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(250);
/// What the bar looks like.
const TEMPLATE: &str = "{prefix} {bar:32} {percent:>3} %  {msg}";

/// A bar that fills while work is done. It goes away when it is dropped, and nobody but a person at a
/// terminal ever sees it.
#[derive(Debug)]
pub struct Bar {
    drawn: ProgressBar,
    begun: Instant,
    /// Whether it may be shown, and is not yet.
    waits: bool,
}

impl Bar {
    /// A bar behind a word on what is done (`Drawing`).
    pub fn new(word: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(TEMPLATE);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(word);
        Self {
            drawn: bar,
            begun: Instant::now(),
            waits: io::stderr().is_terminal(),
        }
    }

    /// A bar for work whose result is written there (none and `-` are standard output): there is none where
    /// it would stand between the lines that are printed.
    pub fn beside(word: &'static str, output: Option<&Path>) -> Self {
        let mut made = Self::new(word);
        made.waits &= !(files::is_stream(output) && io::stdout().is_terminal());
        made
    }

    /// Says what is being worked on.
    pub fn say(&self, what: impl Into<String>) {
        self.drawn.set_message(what.into());
    }
}

impl Progress for Bar {
    fn at(&mut self, done: u64, total: u64) -> Result<(), Cancelled> {
        if self.waits && self.begun.elapsed() >= PATIENCE {
            self.waits = false;
            self.drawn.set_draw_target(ProgressDrawTarget::stderr());
        }
        if self.drawn.length() != Some(total) {
            self.drawn.set_length(total);
        }
        self.drawn.set_position(done);
        Ok(())
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.drawn.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_that_nobody_sees_still_counts() {
        let mut bar = Bar::beside("Counting", Some(Path::new("-")));
        for (done, total) in [(0, 0), (1, 3), (3, 3), (u64::MAX, u64::MAX)] {
            assert_eq!(bar.at(done, total), Ok(()));
            assert_eq!(
                (bar.drawn.position(), bar.drawn.length()),
                (done, Some(total))
            );
        }
        bar.say("three");
        assert_eq!(bar.drawn.message(), "three");
    }
}
