//! The one-cycle schedule: one rise to a high rate, one long fall far below the first, momentum against it.
//!
//! The rates stand in the parameters; the optimizer's own is not used. Where PyTorch stops with an error, past the
//! last step, the last rate stays.

use super::parts::{line, wave};
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// From `η₁/d` to `η₁` and down to `η₁/(d d_f)`.
    pub struct OneCycle {
        /// The highest rate.
        max_lr: real("Highest rate", "η₁", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the cycle takes.
        total_steps: length("Length", "T");
        /// Share of the steps in which the rate rises.
        pct_start: real("Rising share", "s", 0.3, Domain::UNIT, Span::linear(0.0, 1.0));
        /// Along what each phase goes: half a cosine or a straight line.
        anneal_strategy: choice("Shape", "", 0, &["cos", "linear"]);
        /// Lets momentum fall while the rate rises, and rise while it falls.
        cycle_momentum: toggle("Cycle momentum", "", true);
        /// Momentum where the rate is highest.
        base_momentum: real("Lower momentum", "μ_a", 0.85, Domain::UNIT, Span::linear(0.0, 1.0));
        /// Momentum at the start and at the end.
        max_momentum: real("Upper momentum", "μ_b", 0.95, Domain::UNIT, Span::linear(0.0, 1.0));
        /// How many times lower than the highest the first rate is.
        div_factor: real("Divisor at the start", "d", 25.0, Domain::POSITIVE, Span::log(1.0, 1e3));
        /// How many times lower than the first the last rate is.
        final_div_factor: real("Divisor at the end", "d_f", 1e4, Domain::POSITIVE, Span::log(1.0, 1e6));
        /// Falls as fast as it rose, back to the first rate, and only then far below it.
        three_phase: toggle("Three phases", "", false);
    }
}

/// A phase that is entered: where it starts and ends, and the rate and momentum at both ends.
#[derive(Clone, Copy)]
struct Phase<L> {
    from: L,
    to: L,
    rates: [L; 2],
    momenta: [L; 2],
}

impl<L: Lane> Phase<L> {
    /// The other phase, where this one has ended before the step.
    fn or(self, other: Self, step: L) -> Self {
        let here = step.le(self.to);
        let both = |[a, b]: [L; 2], [c, d]: [L; 2]| [L::select(here, a, c), L::select(here, b, d)];
        Self {
            from: L::select(here, self.from, other.from),
            to: L::select(here, self.to, other.to),
            rates: both(self.rates, other.rates),
            momenta: both(self.momenta, other.momenta),
        }
    }

    /// How much of it is done at a step; all, where it has no length.
    fn done(&self, step: L) -> L {
        let empty = self.to.le(self.from);
        L::select(
            empty,
            L::splat(1.0),
            (step - self.from) / (self.to - self.from),
        )
    }
}

/// The phase that a step belongs to.
fn phase_of<L: Lane>(rule: &OneCycle<L>, total: u64, step: L) -> Phase<L> {
    let (zero, one, two) = (L::splat(0.0), L::splat(1.0), L::splat(2.0));
    let (low, high) = (rule.base_momentum, rule.max_momentum);
    let (peak, first) = (rule.max_lr, rule.max_lr / rule.div_factor);
    let last = first / rule.final_div_factor;
    let (total, end) = (L::splat(total as f64), L::splat((total - 1) as f64));
    let top = rule.pct_start * total - one;
    let rise = Phase {
        from: zero,
        to: top,
        rates: [first, peak],
        momenta: [high, low],
    };
    if !rule.three_phase {
        let fall = Phase {
            from: top,
            to: end,
            rates: [peak, last],
            momenta: [low, high],
        };
        return rise.or(fall, step);
    }
    let back = two * rule.pct_start * total - two;
    let fall = Phase {
        from: top,
        to: back,
        rates: [peak, first],
        momenta: [low, high],
    };
    let rest = Phase {
        from: back,
        to: end,
        rates: [first, last],
        momenta: [high, high],
    };
    rise.or(fall.or(rest, step), step)
}

impl Schedule for OneCycle {
    const INFO: Info = Info {
        id: "one_cycle",
        name: "One cycle",
        family: "Cycles",
        summary: "Rises once to a high rate and falls far below the first, momentum against it: few steps, large strides.",
        formula: "η from η₁/d to η₁ at step s T − 1, then to η₁/(d d_f) at T − 1;  μ from μ_b to μ_a and back",
        reference: "Smith and Topin 2019, section 3; torch.optim.lr_scheduler.OneCycleLR",
        aliases: &[Alias::torch("OneCycleLR", &[])
            .called("optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None, pct_start=0.3, \
                 anneal_strategy='cos', cycle_momentum=True, base_momentum=0.85, max_momentum=0.95, \
                 div_factor=25.0, final_div_factor=1e4, three_phase=False, last_epoch=-1")],
    };
    const PYTHON: &'static str = "
        t, end = min(t, total_steps - 1), total_steps - 1
        first = max_lr / div_factor
        last = first / final_div_factor
        top = pct_start * total_steps - 1
        phases = [(0, top, first, max_lr), (top, end, max_lr, last)]
        if three_phase:
            back = 2 * pct_start * total_steps - 2
            phases[1:] = [(top, back, max_lr, first), (back, end, first, last)]
        start, stop, here, there = next((one for one in phases if t <= one[1]), phases[-1])
        p = (t - start) / (stop - start) if stop > start else 1
        if anneal_strategy == \"cos\":
            p = (1 - math.cos(math.pi * p)) / 2
        return here + (there - here) * p";
    const PYTHON_MOMENTUM: &'static str = "
        t, end = min(t, total_steps - 1), total_steps - 1
        top = pct_start * total_steps - 1
        phases = [(0, top, max_momentum, base_momentum), (top, end, base_momentum, max_momentum)]
        if three_phase:
            back = 2 * pct_start * total_steps - 2
            rest = (back, end, max_momentum, max_momentum)
            phases[1:] = [(top, back, base_momentum, max_momentum), rest]
        start, stop, here, there = next((one for one in phases if t <= one[1]), phases[-1])
        p = (t - start) / (stop - start) if stop > start else 1
        if anneal_strategy == \"cos\":
            p = (1 - math.cos(math.pi * p)) / 2
        return here + (there - here) * p";
    type State<L: Width> = ();
    fn init<L: Width>(_: &OneCycle<L>) {}
    fn rates<L: Width>(rule: &OneCycle<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let total = length(rule.total_steps, clock);
        let step = L::splat(clock.index.min(total - 1) as f64);
        let phase = phase_of(rule, total, step);
        let done = phase.done(step);
        let between = |[start, end]: [L; 2]| match rule.anneal_strategy {
            0 => wave(start, end, done),
            _ => line(start, end, done),
        };
        Rates {
            rate: between(phase.rates),
            momentum: rule.cycle_momentum.then(|| between(phase.momenta)),
        }
    }
    fn breaks(rule: &OneCycle, horizon: u64) -> Vec<Break> {
        let total = if rule.total_steps == 0 {
            horizon
        } else {
            rule.total_steps
        }
        .max(1);
        let share =
            |times, words| Break::share_before("pct_start", rule.pct_start, total, times, words);
        let mut all = vec![share(1, "Peak")];
        if rule.three_phase {
            all.push(share(2, "Back at the first rate"));
        }
        all.push(Break::last(
            "total_steps",
            rule.total_steps,
            horizon,
            "End of the cycle",
        ));
        all
    }
}
