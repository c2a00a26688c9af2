//! What a file of numbers says of a pixel or a column: codes and words of endings, and what is whole.

use crate::core::map::Outcome;
use crate::core::trajectory::{Cause, Ending};
use crate::session::maps::Basin;

/// The words of endings; the code of one is its place here.
pub(super) const ENDINGS: [&str; 6] = [
    "none",
    "converged",
    "saddle",
    "cycling",
    "budget",
    "diverged",
];

/// The words of causes of divergence; the code of one is its place here.
pub(super) const CAUSES: [&str; 4] = ["", "overflow", "undefined", "escaped"];

/// The code of how a run ended; none where there is no run.
pub(super) fn code(ending: Option<Ending>) -> u8 {
    match ending {
        None => 0,
        Some(Ending::Converged { .. }) => 1,
        Some(Ending::Saddle { .. }) => 2,
        Some(Ending::Cycling { .. }) => 3,
        Some(Ending::Budget) => 4,
        Some(Ending::Diverged { .. }) => 5,
    }
}

/// The code of why it diverged.
pub(super) fn cause(ending: Option<Ending>) -> u8 {
    match ending {
        Some(Ending::Diverged { cause, .. }) => match cause {
            Cause::Overflow => 1,
            Cause::NotANumber => 2,
            Cause::Escaped => 3,
        },
        _ => 0,
    }
}

/// The step of the ending, if it has one.
pub(super) fn at(ending: Option<Ending>) -> Option<u64> {
    match ending {
        Some(Ending::Converged { at } | Ending::Saddle { at } | Ending::Diverged { at, .. }) => {
            Some(at)
        }
        _ => None,
    }
}

/// The step of what became of a run: of its ending, or since when it rests at a minimum that is not the deepest.
pub(super) fn since(outcome: &Outcome) -> Option<u64> {
    at(outcome.ending).or(outcome.settled_at())
}

/// The period of the cycle, if it ended in one.
pub(super) fn period(ending: Option<Ending>) -> Option<u64> {
    match ending {
        Some(Ending::Cycling { period }) => Some(u64::from(period)),
        _ => None,
    }
}

/// The number of the minimum that is reached, if one is.
pub(super) fn minimum(basin: Basin) -> Option<u64> {
    match basin {
        Basin::Minimum(place) => Some(place as u64),
        _ => None,
    }
}

/// A whole number in an array: −1 stands for none.
pub(super) fn whole(number: Option<u64>) -> i32 {
    number.map_or(-1, |n| i32::try_from(n).unwrap_or(i32::MAX))
}
