//! The cyclic schedule: the rate goes up and down between two bounds in straight lines, momentum against it.
//!
//! The rates stand in the parameters; the optimizer's own is not used. Momentum is driven where it is cycled.

use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η_a + (η_b − η_a) h q`, with `h` a triangle from 0 to 1 and back.
    pub struct Cyclic {
        /// The rate at the start and end of each cycle.
        base_lr: real("Lower rate", "η_a", 1e-3, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// The rate in the middle of a cycle, before the cycles shrink.
        max_lr: real("Upper rate", "η_b", 1e-2, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the rise takes; PyTorch's default is 2000.
        step_size_up: count("Rise", "u", 50, 1, 1_000_000);
        /// How many steps the fall takes; 0 stands for as many as the rise.
        step_size_down: count("Fall", "d", 0, 0, 1_000_000);
        /// How the cycles shrink: not at all, by half each time, or by a factor per step.
        mode: choice("Mode", "", 0, &["triangular", "triangular2", "exp_range"]);
        /// By what the height shrinks at each step in the mode `exp_range`.
        gamma: real("Factor", "γ", 1.0, Domain::POSITIVE, Span::linear(0.9, 1.0));
        /// What a scale function of one's own would be told in PyTorch; the three modes have theirs, and it changes nothing.
        scale_mode: choice("Scale by", "", 0, &["cycle", "iterations"]);
        /// Lets momentum fall while the rate rises, and rise while it falls.
        cycle_momentum: toggle("Cycle momentum", "", true);
        /// Momentum where the rate is highest.
        base_momentum: real("Lower momentum", "μ_a", 0.8, Domain::UNIT, Span::linear(0.0, 1.0));
        /// Momentum where the rate is lowest.
        max_momentum: real("Upper momentum", "μ_b", 0.9, Domain::UNIT, Span::linear(0.0, 1.0));
    }
}

impl Schedule for Cyclic {
    const INFO: Info = Info {
        id: "cyclic",
        name: "Cyclic",
        family: "Cycles",
        summary: "Goes up and down between two given rates, momentum against it, so that no single rate must be right.",
        formula: "η_t = η_a + (η_b − η_a) h q,  h a triangle 0 … 1 … 0 over u + d steps;  q = 1, 2^(1 − cycle) or γᵗ;  μ_t = μ_b − (μ_b − μ_a) h q",
        reference: "Smith 2017, section 3; torch.optim.lr_scheduler.CyclicLR",
        aliases: &[Alias::torch("CyclicLR", &[])
            .called("optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None, mode='triangular', \
                 gamma=1.0, scale_fn=None, scale_mode='cycle', cycle_momentum=True, base_momentum=0.8, \
                 max_momentum=0.9, last_epoch=-1")],
    };
    const PYTHON: &'static str = "
        down = step_size_down or step_size_up
        cycle, turned = divmod(t, step_size_up + down)
        height = turned / step_size_up
        if turned > step_size_up:
            height = (step_size_up + down - turned) / down
        if mode == \"triangular2\":
            height = height / 2.0**cycle
        if mode == \"exp_range\":
            height = height * gamma**t
        return base_lr + (max_lr - base_lr) * height";
    const PYTHON_MOMENTUM: &'static str = "
        down = step_size_down or step_size_up
        cycle, turned = divmod(t, step_size_up + down)
        height = turned / step_size_up
        if turned > step_size_up:
            height = (step_size_up + down - turned) / down
        if mode == \"triangular2\":
            height = height / 2.0**cycle
        if mode == \"exp_range\":
            height = height * gamma**t
        return max_momentum - (max_momentum - base_momentum) * height";
    type State<L: Width> = ();
    fn init<L: Width>(_: &Cyclic<L>) {}
    fn rates<L: Width>(rule: &Cyclic<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let up = rule.step_size_up;
        let down = if rule.step_size_down == 0 {
            up
        } else {
            rule.step_size_down
        };
        // Whole cycles are taken out in whole numbers, so that the triangle is as exact late as early.
        let (past, turned) = (clock.index / (up + down), clock.index % (up + down));
        let height = if turned <= up {
            turned as f64 / up as f64
        } else {
            (up + down - turned) as f64 / down as f64
        };
        let shrunk = match rule.mode {
            0 => L::splat(1.0),
            1 => L::splat(1.0 / Lane::powf(2.0, past as f64)),
            _ => rule.gamma.powf(L::splat(clock.index as f64)),
        };
        let height = L::splat(height);
        let rise = (rule.max_lr - rule.base_lr) * height;
        let fall = (rule.max_momentum - rule.base_momentum) * height;
        Rates {
            rate: rule.base_lr + rise * shrunk,
            momentum: rule
                .cycle_momentum
                .then_some(rule.max_momentum - fall * shrunk),
        }
    }
    fn breaks(rule: &Cyclic, _: u64) -> Vec<Break> {
        let (up, down) = (rule.step_size_up, rule.step_size_down);
        let down = if down == 0 { up } else { down };
        let top = Break::after(0, "step_size_up", up, "Top of the cycle").lasting();
        let end = Break::after(up, "step_size_down", down, "End of the cycle").lasting();
        vec![top, end]
    }
}
