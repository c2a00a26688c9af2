//! AggMo: the average of several heavy balls with different memories.
//!
//! The memories are the paper's exponential form, `β_i = 1 − aⁱ` for i from 0; its default is three of them.

use super::{Optimizer, Step};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

/// The most memories there can be.
const MOST: usize = 6;

crate::params! {
    /// `b_i ← β_i b_i + g;  x ← x − η/K Σ b_i`.
    pub struct AggMo {
        /// Step size per unit of gradient in each of the K heavy balls, before they are averaged.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// How many memories are averaged: 1 is gradient descent, each further one remembers longer.
        memories: count("Memories", "K", 3, 1, MOST as u64);
        /// What 1 − β of each memory is of the one before's: at 0.1 the momenta are 0, 0.9, 0.99 and so on.
        base: real("Ratio", "a", 0.1, Domain::open(0.0, 1.0), Span::linear(0.05, 0.95));
    }
}

impl Optimizer for AggMo {
    const INFO: Info = Info {
        id: "aggmo",
        name: "AggMo",
        family: "Gradient descent and momentum",
        summary: "Several momenta at once: the short ones damp the oscillations that the long ones would make.",
        formula: "b_i ← β_i b_i + g  with β_i = 1 − aⁱ, i = 0 … K − 1,  x ← x − η/K Σ b_i",
        reference: "Lucas, Sun, Zemel and Grosse 2019, section 3; defaults K and a are the paper's",
        aliases: &[],
    };

    /// The heavy balls' buffers; those from K on stay empty.
    type State<L: Width> = [Vec2<L>; MOST];

    fn init<L: Width>(_: &AggMo<L>, _: Vec2<L>) -> [Vec2<L>; MOST] {
        [Vec2::zero(); MOST]
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AggMo<L>,
        buffers: &mut [Vec2<L>; MOST],
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let one = L::splat(1.0);
        let mut power = one;
        let mut sum = Vec2::zero();
        for buffer in buffers.iter_mut().take(rule.memories as usize) {
            *buffer = *buffer * (one - power) + direction;
            sum = sum + *buffer;
            power = power * rule.base;
        }
        let mean = sum * (one / L::splat(rule.memories as f64));
        let delta = mean * step.rate;
        probe.vector("b̄", mean);
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::params::Value;
    use crate::core::vec2::vec2;

    /// On a slope the path is the mean of the paths of its heavy balls; its speed, of their final speeds.
    #[test]
    fn it_is_the_mean_of_heavy_balls() {
        let slope = vec2(1.0, -2.0);
        for memories in 1..=6 {
            let mut config = rule("aggmo", &[("lr", 0.5)]);
            config.set("memories", Value::Count(memories)).unwrap();
            let got = path(&config, vec2(0.0, 0.0), 100, |_| slope);
            let balls: Vec<_> = (0..memories as i32)
                .map(|i| rule("sgd", &[("lr", 0.5), ("momentum", 1.0 - 0.1f64.powi(i))]))
                .map(|config| path(&config, vec2(0.0, 0.0), 100, |_| slope))
                .collect();
            for (step, got) in got.into_iter().enumerate() {
                let sum = balls
                    .iter()
                    .fold(vec2(0.0, 0.0), |sum, ball| sum + ball[step]);
                let want = sum * (1.0 / memories as f64);
                let apart = (got - want).norm();
                assert!(
                    apart < 1e-12 * want.norm(),
                    "K {memories}, step {step}: {apart:e} apart"
                );
            }
        }
        let walk = path(&rule("aggmo", &[("lr", 1.0)]), vec2(0.0, 0.0), 5000, |_| {
            slope
        });
        let speed = walk[4998].x - walk[4999].x;
        assert!((speed - 37.0).abs() < 1e-9, "(1 + 10 + 100)/3, not {speed}");
    }
}
