//! One number of a run along a line: which values stand there, in which order they are worked out, and up to where the
//! run stays bounded.

use super::orbit::is_packed;
use super::{Axis, Cell, Mapper, Plan};
use crate::core::trajectory::Ending;

/// How far apart the first columns are that are worked out.
pub const COARSEST: usize = 16;
/// How many values [`last_bounded`] looks at in its first and in each further round.
const LOOKS: [usize; 2] = [48, 16];
/// In how many rounds it comes nearer.
const ROUNDS: usize = 3;
/// The most steps that it takes for a value.
const STEPS: u64 = 400;

/// The values of so many columns: for each the shortest number that lies in it, so that what is read from a column can
/// be typed. Where an axis has fewer numbers than columns, every number once; of whole numbers only those.
pub fn values(axis: &Axis, count: usize, is_whole: bool) -> Vec<f64> {
    let mut values = Vec::with_capacity(count);
    for i in 0..count {
        let ends = [i, i + 1].map(|i| axis.value_at(i as f64 / count as f64));
        let value = shortest(axis.pixel(i, count), ends);
        let value = if is_whole { value.round() } else { value };
        let is_inside = value >= axis.low && value <= axis.high;
        if is_inside && values.last().is_none_or(|last| *last < value) {
            values.push(value);
        }
    }
    values
}

/// The number with the fewest digits between two ends that is nearest to the middle.
fn shortest(middle: f64, [low, high]: [f64; 2]) -> f64 {
    if low <= 0.0 && high > 0.0 {
        return 0.0;
    }
    for digits in 0..17 {
        let short: f64 = format!("{middle:.digits$e}").parse().unwrap_or(middle);
        if short >= low && short < high {
            return short;
        }
    }
    middle
}

/// The columns in the order in which they are worked out: every sixteenth first, then those between them.
pub fn coarse_to_fine(count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).step_by(COARSEST).collect();
    let mut spacing = COARSEST;
    while spacing > 1 {
        spacing /= 2;
        order.extend((spacing..count).step_by(2 * spacing));
    }
    order
}

/// The largest value on an axis at which the run of a plan stays bounded although it leaves beyond, judged by its first
/// steps; none where it is bounded to the end, or nowhere.
pub fn last_bounded(plan: &Plan, axis: &Axis) -> Option<f64> {
    let mut plan = plan.clone();
    let most = if is_packed(&plan) { STEPS } else { STEPS / 8 };
    plan.base.steps = plan.base.steps.clamp(1, most);
    plan.rates = false;
    let (mut axis, mut count) = (*axis, LOOKS[0]);
    let mut found = None;
    for _ in 0..=ROUNDS {
        let cells: Vec<Cell> = (0..=count)
            .map(|i| [axis.value_at(i as f64 / count as f64), 0.0])
            .collect();
        let mut outcomes = Vec::new();
        Mapper::new(&plan).run(&cells, &|| false, &mut outcomes);
        let stays = outcomes.iter().rposition(|outcome| {
            let ending = outcome.ending;
            ending.is_some_and(|ending| !matches!(ending, Ending::Diverged { .. }))
        });
        let last = stays.filter(|i| *i < count)?;
        found = Some(cells[last][0]);
        (axis.low, axis.high) = (cells[last][0], cells[last + 1][0]);
        if !axis.is_valid() {
            break;
        }
        count = LOOKS[1];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::map::{Knob, Part};
    use crate::core::pipeline::Request;
    use crate::core::vec2::vec2;

    #[test]
    fn values_are_short_rising_and_one_to_a_column() {
        for axis in [
            Axis::linear(0.0, 1.0),
            Axis::linear(-2.0, 3.0),
            Axis::linear(0.8, 2.05),
            Axis::log(1e-5, 10.0),
            Axis::log(0.1, 0.100001),
        ] {
            let count = 300;
            let values = values(&axis, count, false);
            assert_eq!(values.len(), count, "{axis:?}");
            for (i, x) in values.iter().enumerate() {
                let at = axis.position_of(*x) * count as f64;
                assert!(
                    at > i as f64 - 1e-6 && at < i as f64 + 1.0 + 1e-6,
                    "{axis:?} {i} {x}"
                );
                assert!(format!("{x:e}").len() < 14, "{axis:?}: {x:e}");
            }
        }
        assert_eq!(
            values(&Axis::linear(0.5, 6.5), 300, true),
            [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
        );
        // Four numbers are all that there are.
        let ulp = f64::EPSILON;
        let few = values(&Axis::linear(1.0, 1.0 + 4.0 * ulp), 300, false);
        assert!(few.len() <= 5 && few.windows(2).all(|pair| pair[0].next_up() == pair[1]));
    }

    #[test]
    fn every_column_is_worked_out_once_and_the_coarse_ones_first() {
        for count in [0, 1, 2, 15, 16, 17, 300, 1000] {
            let mut order = coarse_to_fine(count);
            let first = count.div_ceil(COARSEST);
            assert!(order[..first].iter().all(|i| i % COARSEST == 0));
            order.sort_unstable();
            assert!(order.into_iter().eq(0..count), "{count}");
        }
    }

    #[test]
    fn the_last_bounded_rate_is_that_of_theory() {
        let plan = |surface: &str, optimizer: &str| Plan {
            base: Request {
                start: vec2(-0.2, 0.5),
                ..Request::plain(
                    Kind::Surface.default_config(surface),
                    Kind::Optimizer.default_config(optimizer),
                    5000,
                )
            },
            across: Knob::param(Part::Optimizer, "lr"),
            up: None,
            rates: false,
        };
        let axis = Axis::log(1e-5, 10.0);
        let double_well = last_bounded(&plan("double_well", "sgd"), &axis).unwrap();
        assert!((double_well - 2.0).abs() < 0.01, "{double_well}");
        // An Adam is bounded whatever its rate.
        assert_eq!(last_bounded(&plan("sphere", "adam"), &axis), None);
    }
}
