//! Adafactor: a step in proportion to the position's size, limited in its root mean square.
//!
//! A vector of two has no rows and columns to factor: its second moment is kept whole. PyTorch's form.

use super::parts::{lerp, number_of, rms, shrunk};
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `u = g/√v;  x ← x − max(ε₂, rms(x)) min(η, 1/√t) u / max(1, rms(u)/d)`.
    pub struct Adafactor {
        /// Step size as a share of the position's own size, until 1/√t is smaller.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Power of the memory: step t weighs its squared gradient with t to this power, the first wholly.
        beta2_decay: real("Memory power", "c", -0.8, Domain::closed(f64::NEG_INFINITY, 0.0), Span::linear(-2.0, 0.0));
        /// Smallest root of the second moment; the default, 2⁻⁵², is what PyTorch's None stands for.
        eps1: real("Epsilon of the gradient", "ε₁", f64::EPSILON, Domain::NON_NEGATIVE, Span::zero_log(1e-30, 1.0));
        /// Smallest size the position counts as: what lets a run leave the origin.
        eps2: real("Epsilon of the position", "ε₂", 1e-3, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
        /// Threshold of update clipping: a step with a larger root mean square is scaled down to it.
        d: real("Update clipping", "d", 1.0, Domain::POSITIVE, Span::log(1e-2, 100.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

impl Optimizer for Adafactor {
    const INFO: Info = Info {
        id: "adafactor",
        name: "Adafactor",
        family: "Adaptive step sizes",
        summary: "Steps are a share of the position's own size: the big-model method that needs little memory.",
        formula: "v ← v + t^c (g² − v),  u = g/√max(v, ε₁²),  x ← (1 − η λ) x − max(ε₂, rms(x)) min(η, 1/√t) u / max(1, rms(u)/d)",
        reference: "Shazeer and Stern 2018, algorithm 5 (a vector); torch.optim.Adafactor",
        aliases: &[
            Alias::torch("Adafactor", &[("eps.0", "eps1"), ("eps.1", "eps2")]).called(
                "params, lr=1e-2, beta2_decay=-0.8, eps=(None, 1e-3), d=1.0, weight_decay=0.0, *, \
                 foreach=None, maximize=False",
            ),
        ],
    };
    const UNIT: StepUnit = StepUnit::Own;

    /// The second moment.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &Adafactor<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Adafactor<L>,
        second: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (one, t) = (L::splat(1.0), number_of::<L>(step.index));
        let rho = step.rate.minimum(one / t.sqrt());
        let size = rms(at);
        // The larger of the two, and ε₂ beside a position that is not a number.
        let alpha = L::select(rule.eps2.lt(size), size, rule.eps2) * rho;
        let start = shrunk(at, step.rate, rule.weight_decay);
        *second = lerp(*second, direction.map(L::squared), t.powf(rule.beta2_decay));
        let floor = rule.eps1 * rule.eps1;
        let root = second.map(|v| v.maximum(floor).sqrt());
        let update = root.zip(direction, |r, g| one / r * g);
        let excess = rms(update) / rule.d;
        let limit = L::select(one.lt(excess), excess, one);
        let next = start + update * (-alpha / limit);
        probe.vector("v", *second);
        probe.vector("u", update);
        probe.scalar("α", alpha);
        probe.vector("Δ", next - at);
        next
    }
}
