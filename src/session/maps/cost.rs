//! What the pixels of a map cost, in about a nanosecond of one core, without looking at a clock.

use crate::core::ground::Ground;
use crate::core::map::{Mapper, Plan};
use crate::core::optim;
use crate::core::simulate::cost_per_step;
use crate::core::surface;
use crate::core::vec2::Vec2;

/// What the units of [`cost_per_step`] are worth here.
const SCALAR_UNIT: u64 = 3;

/// What a polynomial costs at most: all its minima are listed, of others not all may be.
const POLYNOMIAL: u32 = 10;

/// Cost of one pixel: all its steps, side by side with others where its method allows it.
pub(super) fn of_pixel(plan: &Plan) -> u64 {
    let step = if Mapper::is_packed(plan) {
        let method = optim::entry_of(&plan.base.optimizer);
        let looks = 1 + u64::from(method.evaluations);
        u64::from(method.cost) + u64::from(surface::entry_of(&plan.base.surface).cost) * looks
    } else {
        SCALAR_UNIT * cost_per_step(&plan.base)
    };
    let steps = plan.base.steps.saturating_add(1);
    let passes = 1 + u64::from(plan.extras().settled && may_rest_above(plan));
    step.saturating_mul(steps).saturating_mul(passes)
}

/// Whether runs may rest above the lowest value: then they go twice, to find out since when.
fn may_rest_above(plan: &Plan) -> bool {
    let config = &plan.base.surface;
    let landmarks = surface::landmarks(config);
    let Some(lowest) = landmarks.lowest else {
        return false;
    };
    let ground = Ground::new(config);
    let is_above = |minimum: &Vec2| ground.value(*minimum) - lowest >= plan.base.tolerance;
    surface::entry_of(config).cost > POLYNOMIAL || landmarks.minima.iter().any(is_above)
}
