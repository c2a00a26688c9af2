//! A trajectory: everything that is recorded of a run, and how the run ended.
//!
//! Columns, one entry per step; positions, losses and gradients have one entry more, for where the run
//! stands after its last step. A trajectory is a function of its request alone.

use super::vec2::Vec2;
use std::fmt;

/// What is recorded of a run, in columns. Entry `t` of a column belongs to step `t`, from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trajectory {
    /// Position before step `t`; the last one is where the run stands now.
    pub position: Vec<Vec2>,
    /// Loss there, free of noise.
    pub loss: Vec<f64>,
    /// Gradient there, free of noise.
    pub gradient: Vec<Vec2>,
    /// Gradient with noise, as step `t` met it.
    pub noisy: Vec<Vec2>,
    /// The vector that was clipped in step `t`, after clipping: the gradient, the direction or the update.
    pub clipped: Vec<Vec2>,
    /// Learning rate of step `t`.
    pub rate: Vec<f64>,
    /// Momentum of step `t`; NaN where the method has none.
    pub momentum: Vec<f64>,
    /// Gradients evaluated in the steps up to `t` and in it; empty where every step takes one.
    ///
    /// Every step counts the gradient that it is given, whether its method uses it or not. What a method that
    /// looks around evaluates besides counts where it is a gradient; losses and Hessians alone do not.
    pub evaluations: Vec<u64>,
}

impl Trajectory {
    /// How many steps were taken.
    pub fn steps(&self) -> usize {
        self.rate.len()
    }
    /// How many gradients were evaluated before step `t`; past the last step, by all of them.
    pub fn evaluations_before(&self, t: usize) -> u64 {
        let steps = t.min(self.steps());
        if self.evaluations.is_empty() {
            return steps as u64;
        }
        let last = steps.checked_sub(1);
        last.and_then(|last| self.evaluations.get(last))
            .copied()
            .unwrap_or(0)
    }
    /// Forgets everything recorded but keeps the memory it took.
    pub fn clear(&mut self) {
        self.position.clear();
        self.loss.clear();
        self.gradient.clear();
        self.noisy.clear();
        self.clipped.clear();
        self.rate.clear();
        self.momentum.clear();
        self.evaluations.clear();
    }
    /// Makes room for so many further steps, so that recording them allocates nothing.
    pub fn reserve(&mut self, steps: usize) {
        self.position.reserve(steps + 1);
        self.loss.reserve(steps + 1);
        self.gradient.reserve(steps + 1);
        self.noisy.reserve(steps);
        self.clipped.reserve(steps);
        self.rate.reserve(steps);
        self.momentum.reserve(steps);
    }
    /// Bytes that the recorded numbers take.
    pub fn bytes(&self) -> usize {
        let numbers = self.position.len() * 5 + self.rate.len() * 6 + self.evaluations.len();
        numbers * size_of::<f64>()
    }
}

/// How a run ended. A run always takes its steps while its numbers are finite; an ending annotates it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// The gap to the minimum stays under the tolerance from this step on.
    Converged {
        /// The step.
        at: u64,
    },
    /// The gradient stays under the tolerance where the surface curves both ways.
    Saddle {
        /// The step.
        at: u64,
    },
    /// The run left every bound at this step.
    Diverged {
        /// The step.
        at: u64,
        /// What happened there.
        cause: Cause,
    },
    /// The tail repeats itself.
    Cycling {
        /// After so many steps.
        period: u32,
    },
    /// The steps were used up.
    Budget,
}

/// Why a run counts as diverged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A coordinate, the loss or the gradient became infinite.
    Overflow,
    /// A coordinate, the loss or the gradient became NaN.
    NotANumber,
    /// The position left the bound of 1e15 for good.
    Escaped,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overflow => "numbers overflowed",
            Self::NotANumber => "a number became undefined",
            Self::Escaped => "it left for infinity",
        })
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Converged { at } => write!(f, "converged at step {at}"),
            Self::Saddle { at } => write!(f, "stuck at a saddle since step {at}"),
            Self::Diverged { at, cause } => write!(f, "diverged at step {at}: {cause}"),
            Self::Cycling { period } => write!(f, "cycling with period {period}"),
            Self::Budget => f.write_str("not converged when its steps were used up"),
        }
    }
}
