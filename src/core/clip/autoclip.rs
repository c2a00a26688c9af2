//! AutoClip: the largest norm allowed is a percentile of the norms so far.
//!
//! The paper keeps all of them; here a window of the last ones is kept, so that memory and time are bounded. Norms
//! that are not finite are not kept. The percentile lies on the line between its two neighbours, as NumPy's does, and
//! the vector is shortened as PyTorch does it.

use super::Clip;
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::vec2::Vec2;
use std::collections::VecDeque;

crate::params! {
    /// `g ← g min(1, τ/(‖g‖ + 10⁻⁶))`, `τ` the percentile of the norms up to now.
    pub struct AutoClip {
        /// Which share of the norms so far is not shortened: 100 shortens nothing, the paper recommends 10.
        percentile: real("Percentile", "p", 10.0, Domain::closed(0.0, 100.0), Span::linear(0.0, 100.0));
        /// How many of the last norms are remembered; the paper remembers all.
        window: count("Window", "N", 1000, 1, 10_000);
    }
}

/// The norms of one lane that are remembered, as they came and by size.
#[derive(Clone, Default)]
pub struct History {
    coming: VecDeque<f64>,
    sorted: Vec<f64>,
}

impl History {
    /// Takes in a norm, and forgets the oldest if they are too many.
    fn add(&mut self, norm: f64, window: usize) {
        if !norm.is_finite() {
            return;
        }
        if self.coming.len() >= window
            && let Some(oldest) = self.coming.pop_front()
        {
            let place = self.sorted.partition_point(|x| *x < oldest);
            self.sorted.remove(place);
        }
        let place = self.sorted.partition_point(|x| *x < norm);
        self.sorted.insert(place, norm);
        self.coming.push_back(norm);
    }

    /// The percentile of what is remembered; the largest number if that is nothing.
    fn percentile(&self, percent: f64) -> f64 {
        let Some(last) = self.sorted.len().checked_sub(1) else {
            return f64::MAX;
        };
        let place = percent / 100.0 * last as f64;
        let below = (place as usize).min(last);
        let above = (below + 1).min(last);
        let (low, high) = (self.sorted[below], self.sorted[above]);
        low + (high - low) * (place - below as f64)
    }
}

impl Clip for AutoClip {
    const INFO: Info = Info {
        id: "autoclip",
        name: "AutoClip",
        family: "Adaptive threshold",
        summary: "Shortens to a percentile of the gradients' own lengths so far: a threshold that needs no knowledge of their scale.",
        formula: "g ← g min(1, τ/(‖g‖ + 10⁻⁶)),  τ the p-th percentile of the last N norms, this one included",
        reference: "Seetharaman, Wichern, Pardo and Le Roux 2020, algorithm 1; defaults: the percentile theirs, the window Ravine's",
        aliases: &[],
    };
    /// One history per lane.
    type State<L: Width> = Vec<History>;
    fn init<L: Width>(_: &AutoClip<L>) -> Vec<History> {
        vec![History::default(); L::LANES]
    }
    fn apply<L: Width>(
        rule: &AutoClip<L>,
        histories: &mut Vec<History>,
        _: Vec2<L>,
        vector: Vec2<L>,
    ) -> Vec2<L> {
        let norm = vector.norm();
        let mut threshold = L::splat(f64::MAX);
        for (lane, history) in histories.iter_mut().enumerate() {
            history.add(norm.lane(lane), rule.window as usize);
            threshold.set_lane(lane, history.percentile(rule.percentile.lane(lane)));
        }
        let factor = threshold / (norm + L::splat(1e-6));
        vector * factor.minimum(L::splat(1.0))
    }
}
