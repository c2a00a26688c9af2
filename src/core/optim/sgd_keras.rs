//! SGD as Keras has it: the learning rate stands inside the momentum buffer.
//!
//! At a constant rate that is PyTorch's SGD; where the rate changes, steps already in the buffer keep the rate
//! they were made with. A clip after momentum therefore limits a step, not a gradient.

use super::parts::decayed;
use super::{Optimizer, Place, Step};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::theory::Linear;
use crate::core::vec2::Vec2;

crate::params! {
    /// `b ← μ b + η g;  x ← x − b`.
    pub struct SgdKeras {
        /// Step size: how far one step goes per unit of gradient; it is stored with the step in the buffer.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Share of the previous step that is kept; 0 is plain gradient descent.
        momentum: real("Momentum", "μ", 0.0, Domain::UNIT, Span::one_minus_log(0.0, 0.999));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Looks ahead: steps by the new gradient plus the share of the buffer that the next step will keep.
        nesterov: toggle("Nesterov", "", false);
    }
}

impl Optimizer for SgdKeras {
    const INFO: Info = Info {
        id: "sgd.keras",
        name: "SGD (Keras)",
        family: "Gradient descent and momentum",
        summary: "SGD whose momentum buffer holds steps instead of gradients: a falling rate takes effect late.",
        formula: "x ← x − η λ x,  b ← μ b + η g,  x ← x − b  (Nesterov: x − (η g + μ b))",
        reference: "Polyak 1964; Sutskever et al. 2013; keras.optimizers.SGD, whose velocity is −b",
        aliases: &[Alias::keras("SGD", &[("learning_rate", "lr")])
            .called("learning_rate=0.01, momentum=0.0, nesterov=False, weight_decay=None")],
    };
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    fn linear(rule: &SgdKeras) -> Option<Linear> {
        Some(Linear {
            decay: rule.weight_decay,
            ..Linear::momentum(rule.momentum, 0.0, rule.nesterov)
        })
    }

    /// The momentum buffer: a step.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &SgdKeras<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &SgdKeras<L>,
        buffer: &mut Vec2<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let mu = step.momentum.unwrap_or(rule.momentum);
        let off = mu.same(L::splat(0.0));
        let plain = gradient * step.rate;
        let new = *buffer * mu + plain;
        *buffer = Vec2::select(off, *buffer, new);
        probe.vector("b", Vec2::select(off, plain, new));
        let ahead = if rule.nesterov { new * mu + plain } else { new };
        Vec2::select(off, plain, ahead)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &SgdKeras<L>,
        _: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let next = decayed(at, step.rate, rule.weight_decay) - direction;
        probe.vector("Δ", next - at);
        next
    }
}

#[cfg(test)]
mod tests {
    use crate::core::catalog::{Config, Kind};
    use crate::core::optim::Step;
    use crate::core::optim::entry_of;
    use crate::core::vec2::vec2;

    /// Claim C14: on x²/2 from 1 with μ = 0.9, both agree at the rate 0.1 and part when it drops to 0.01.
    #[test]
    fn a_drop_of_the_rate_parts_keras_from_pytorch() {
        let table = [
            ("sgd", [-0.588_789, -0.581_558, -0.358_355]),
            ("sgd.keras", [-0.588_789, -0.569_467, -0.292_384]),
        ];
        for (id, wants) in table {
            let config = Config::new(Kind::Optimizer.find(id).unwrap()).with("momentum", 0.9);
            let mut kernel = entry_of(&config).scalar(&config);
            let mut at = vec2(1.0, 0.0);
            kernel.reset(&at);
            let mut seen = Vec::new();
            for index in 0..20 {
                let step = Step {
                    index,
                    rate: if index < 10 { 0.1 } else { 0.01 },
                    momentum: None,
                    loss: 0.0,
                };
                let gradient = at;
                kernel.step(&step, &mut at, &gradient);
                seen.push(at.x);
            }
            for (step, want) in [10, 11, 20].into_iter().zip(wants) {
                let got: f64 = seen[step - 1];
                assert!(
                    (got - want).abs() < 1e-6,
                    "{id}, step {step}: {got}, not {want}"
                );
            }
        }
    }
}
