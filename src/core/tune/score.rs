//! How good a setting is: what became of its run, or of its runs under several seeds, in an order without holes.

use crate::core::map::Outcome;
use crate::core::trajectory::Ending;
use std::cmp::Ordering;

/// How much worse a rounded setting may be, as a share of the gap to the minimum.
const GAP_SHARE: f64 = 0.05;
/// The same, as a share of the loss where the lowest is unknown.
const LOSS_SHARE: f64 = 0.001;
/// The same, as a share of the steps to the tolerance.
const STEPS_SHARE: f64 = 0.01;

/// What is tuned for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Objective {
    /// The lowest loss at the last step; among equals, the fewest steps to the tolerance.
    #[default]
    Loss,
    /// The fewest steps to the tolerance; among equals, the lowest loss at the last step.
    Steps,
}

impl Objective {
    /// Both, in the order of a switch.
    pub const ALL: [Self; 2] = [Self::Loss, Self::Steps];
}

/// What became of a setting. Its numbers are never NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The gap to the minimum at the last step, or the loss where the lowest is unknown; the mean over the seeds.
    /// Infinite where a run diverged or there is no such run.
    pub gap: f64,
    /// The step at which the tolerance was first met, the mean over the seeds. Infinite where it never was, or where the
    /// run diverged.
    pub steps: f64,
}

impl Score {
    /// Where there is no run.
    pub const NONE: Self = Self {
        gap: f64::INFINITY,
        steps: f64::INFINITY,
    };

    /// Of a single run.
    pub fn of(outcome: &Outcome, lowest: Option<f64>) -> Self {
        let is_lost = matches!(outcome.ending, None | Some(Ending::Diverged { .. }));
        if is_lost || !outcome.loss.is_finite() {
            return Self::NONE;
        }
        let gap = match lowest {
            // Rounding may bring a loss below the lowest one.
            Some(lowest) => (outcome.loss - lowest).max(0.0) + 0.0,
            None => outcome.loss + 0.0,
        };
        let steps = outcome.steps_to_tolerance();
        Self {
            gap: if gap.is_nan() { f64::INFINITY } else { gap },
            steps: steps.map_or(f64::INFINITY, |steps| steps as f64),
        }
    }

    /// The mean of several: infinite where one of them is.
    pub fn mean(scores: &[Self]) -> Self {
        let mean = |of: fn(&Self) -> f64| {
            let sum: f64 = scores.iter().map(of).sum();
            sum / scores.len() as f64
        };
        if scores.is_empty() {
            return Self::NONE;
        }
        Self {
            gap: mean(|score| score.gap),
            steps: mean(|score| score.steps),
        }
    }

    /// Whether a run diverged, or there is none.
    pub fn is_lost(&self) -> bool {
        self.gap == f64::INFINITY
    }

    /// The number that is tuned for.
    pub fn of_objective(&self, objective: Objective) -> f64 {
        match objective {
            Objective::Loss => self.gap,
            Objective::Steps => self.steps,
        }
    }

    /// Less is better.
    pub fn compare(&self, other: &Self, objective: Objective) -> Ordering {
        let gap = self.gap.total_cmp(&other.gap);
        let steps = self.steps.total_cmp(&other.steps);
        match objective {
            Objective::Loss => gap.then(steps),
            Objective::Steps => steps.then(gap),
        }
    }

    /// Whether a rounded setting of this score may stand for the best: its gap is at most 5 % larger (its loss 0.1 % of its
    /// size, where the lowest is unknown) or, if that is tuned for, its steps are at most 1 % more.
    pub(super) fn is_as_good_as(&self, best: &Self, objective: Objective, known: bool) -> bool {
        let near = |number: f64, least: f64, share: f64| {
            number == least || number - least <= share * least.abs()
        };
        let gap = near(
            self.gap,
            best.gap,
            if known { GAP_SHARE } else { LOSS_SHARE },
        );
        let steps = near(self.steps, best.steps, STEPS_SHARE);
        match objective {
            Objective::Loss if best.gap == 0.0 => gap && steps,
            Objective::Loss => gap,
            Objective::Steps => steps,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::trajectory::Cause;
    use crate::core::vec2::vec2;

    fn outcome(ending: Option<Ending>, loss: f64, reached: u32) -> Outcome {
        Outcome {
            ending,
            loss,
            at: vec2(0.0, 0.0),
            reached,
            ..Outcome::NONE
        }
    }

    #[test]
    fn what_is_lost_comes_last_whatever_its_numbers() {
        let diverged = Ending::Diverged {
            at: 9,
            cause: Cause::Escaped,
        };
        let worst = [
            outcome(None, 0.0, 3),
            outcome(Some(diverged), -1e30, 3),
            outcome(Some(Ending::Budget), f64::NAN, 3),
            outcome(Some(Ending::Budget), f64::NEG_INFINITY, 3),
        ];
        for lost in worst {
            assert_eq!(Score::of(&lost, Some(0.0)), Score::NONE);
            assert_eq!(Score::of(&lost, None), Score::NONE);
        }
        let fine = Score::of(&outcome(Some(Ending::Budget), 7.0, Outcome::NEVER), None);
        for objective in Objective::ALL {
            assert_eq!(fine.compare(&Score::NONE, objective), Ordering::Less);
        }
        assert!(Score::mean(&[fine, Score::NONE]).is_lost());
        assert_eq!(Score::mean(&[]), Score::NONE);
    }

    #[test]
    fn ties_of_the_one_are_broken_by_the_other() {
        let score = |gap, steps| Score { gap, steps };
        let table = [
            (score(1.0, 9.0), score(2.0, 3.0), Objective::Loss),
            (score(0.0, 3.0), score(0.0, 9.0), Objective::Loss),
            (score(2.0, 3.0), score(1.0, 9.0), Objective::Steps),
            (
                score(1.0, f64::INFINITY),
                score(2.0, f64::INFINITY),
                Objective::Steps,
            ),
        ];
        for (better, worse, objective) in table {
            assert_eq!(
                better.compare(&worse, objective),
                Ordering::Less,
                "{better:?}"
            );
        }
        // Below the lowest by rounding is at it, whatever the sign of the zero.
        let below = Score::of(&outcome(Some(Ending::Budget), -1e-17, 4), Some(0.0));
        let zero = Score::of(&outcome(Some(Ending::Budget), -0.0, 4), Some(0.0));
        assert_eq!(below.compare(&zero, Objective::Loss), Ordering::Equal);
    }
}
