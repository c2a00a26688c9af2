//! Warm-up, stable, decay: the rate rises, stays, and falls only at the end.

use super::parts::{done, half_cosine};
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Framework, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, REMAINDER, Span};
use crate::core::pipeline::Width;
use std::f64::consts::PI;

crate::params! {
    /// `η_t = η ((1 − r) f + r)`: `f` rises in `W` steps, is 1 for `S`, falls in `D`.
    pub struct Wsd {
        /// How many steps the rise takes.
        num_warmup_steps: count("Warm-up steps", "W", 20, 0, 1_000_000);
        /// How many steps the fall takes.
        num_decay_steps: count("Decay steps", "D", 60, 0, 1_000_000);
        /// How many steps the full rate is kept; "auto" is what rise and fall leave of the whole length.
        num_stable_steps: remainder("Stable steps", "S");
        /// The whole length, from which the stable steps follow where they are not set.
        num_training_steps: length("Length", "T");
        /// How the rise is bent; `1-sqrt` starts gently and ends steeply.
        warmup_type: choice("Rise", "", 0, &["linear", "cosine", "1-sqrt"]);
        /// How the fall is bent; `1-sqrt` starts steeply and ends gently.
        decay_type: choice("Fall", "", 1, &["linear", "cosine", "1-sqrt"]);
        /// Share of the rate from which it rises and to which it falls.
        min_lr_ratio: real("Lowest share", "r", 0.0, Domain::UNIT, Span::linear(0.0, 1.0));
        /// Waves of a cosine fall: one half is a fall, more rise again.
        num_cycles: real("Cosine waves", "c", 0.5, Domain::NON_NEGATIVE, Span::linear(0.0, 3.0));
    }
}

/// `(1 + cos(2π c p))/2`: with `c` = ½ half a wave.
#[inline(always)]
pub(super) fn waves<L: Lane>(cycles: L, p: f64) -> L {
    let two = L::splat(2.0);
    let angle = L::splat(PI) * cycles * two * L::splat(p);
    L::splat(0.5) * (L::splat(1.0) + angle.cos())
}

impl Schedule for Wsd {
    const INFO: Info = Info {
        id: "wsd",
        name: "Warm-up, stable, decay",
        family: "Warm-up",
        summary: "Rises, keeps the full rate, and falls only at the end, which can so be put off while the run goes on.",
        formula: "η_t = η ((1 − r) f + r),  f rises in W steps, is 1 for S, falls in D: 1 − p, (1 + cos(2π c p))/2 or 1 − √p",
        reference: "Hu et al. 2024, MiniCPM, equation 1; transformers.get_wsd_schedule",
        aliases: &[Alias::new(Framework::Transformers, "wsd", &[]).called(
            "optimizer, num_warmup_steps, num_decay_steps, num_training_steps=None, \
                 num_stable_steps=None, warmup_type='linear', decay_type='cosine', min_lr_ratio=0, \
                 num_cycles=0.5, last_epoch=-1",
        )],
    };
    const PYTHON: &'static str = "
        if num_stable_steps is None:
            num_stable_steps = max(num_training_steps - num_warmup_steps - num_decay_steps, 0)
        full = num_warmup_steps + num_stable_steps
        share = 0 if t >= full + num_decay_steps else 1
        if t < num_warmup_steps:
            p = t / num_warmup_steps
            rises = {\"cosine\": (1 - math.cos(math.pi * p)) / 2, \"1-sqrt\": 1 - math.sqrt(1 - p)}
            share = rises.get(warmup_type, p)
        elif full <= t < full + num_decay_steps:
            p = (t - full) / num_decay_steps
            wave = (1 + math.cos(2 * math.pi * num_cycles * p)) / 2
            share = {\"cosine\": wave, \"1-sqrt\": 1 - math.sqrt(p)}.get(decay_type, 1 - p)
        elif t < full:
            return base
        return base * (min_lr_ratio + (1 - min_lr_ratio) * share)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &Wsd<L>) {}
    fn rates<L: Width>(rule: &Wsd<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        let stable = match rule.num_stable_steps {
            REMAINDER => length(rule.num_training_steps, clock)
                .saturating_sub(rule.num_warmup_steps)
                .saturating_sub(rule.num_decay_steps),
            set => set,
        };
        let factor = if clock.index < rule.num_warmup_steps {
            let p = done(clock.index, rule.num_warmup_steps);
            L::splat(match rule.warmup_type {
                0 => p,
                1 => half_cosine(1.0 - p),
                _ => 1.0 - Lane::sqrt(1.0 - p),
            })
        } else {
            let full = rule.num_warmup_steps.saturating_add(stable);
            let Some(index) = clock.index.checked_sub(full) else {
                return Rates::of(clock.base);
            };
            let p = done(index, rule.num_decay_steps);
            match rule.decay_type {
                _ if index >= rule.num_decay_steps => zero,
                0 => L::splat(1.0 - p),
                1 => waves(rule.num_cycles, p),
                _ => L::splat(1.0 - Lane::sqrt(p)),
            }
        };
        let share = factor * (one - rule.min_lr_ratio) + rule.min_lr_ratio;
        Rates::of(clock.base * share.maximum(zero))
    }
    fn breaks(rule: &Wsd, horizon: u64) -> Vec<Break> {
        let (rise, fall) = (rule.num_warmup_steps, rule.num_decay_steps);
        let top = Break::after(0, "num_warmup_steps", rise, "Warm-up end");
        if rule.num_stable_steps != REMAINDER {
            let full = rise.saturating_add(rule.num_stable_steps);
            return vec![
                top,
                Break::after(
                    rise,
                    "num_stable_steps",
                    rule.num_stable_steps,
                    "Begin of the fall",
                ),
                Break::after(full, "num_decay_steps", fall, "End of the fall"),
            ];
        }
        let set = rule.num_training_steps;
        let end = Break::length(0, "num_training_steps", set, horizon, "End of the fall");
        let begin = Break::until(end.step, "num_decay_steps", fall, "Begin of the fall");
        let room = end.step.saturating_sub(fall);
        vec![
            top.up_to(room),
            begin.from(rise),
            end.from(rise.saturating_add(fall)),
        ]
    }
}
