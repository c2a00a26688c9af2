//! What the pixels of a map cost, in about a nanosecond of one core, without looking at a clock.

use crate::core::map::{Mapper, Plan};
use crate::core::optim;
use crate::core::simulate::cost_per_step;
use crate::core::surface;

/// What the units of [`cost_per_step`] are worth here.
const SCALAR_UNIT: u64 = 3;

/// Cost of one pixel: all its steps, side by side with others where its method allows it.
pub(super) fn of_pixel(plan: &Plan) -> u64 {
    let step = if Mapper::is_packed(plan) {
        let method = optim::entry_of(&plan.base.optimizer);
        let looks = 1 + u64::from(method.evaluations);
        u64::from(method.cost) + u64::from(surface::entry_of(&plan.base.surface).cost) * looks
    } else {
        SCALAR_UNIT * cost_per_step(&plan.base)
    };
    step.saturating_mul(plan.base.steps.saturating_add(1))
}
