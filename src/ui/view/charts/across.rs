//! The horizontal axis of the curves: where a step of a run stands, in steps or in gradient evaluations.
//!
//! In evaluations every run has a scale of its own. Past the end of a run its scale goes on as it went on the
//! whole, so that the playhead can be moved there.

use crate::core::trajectory::Trajectory;
use crate::session::view::Across;

/// Where a run stands after so many steps.
pub(in crate::ui::view) fn place_of(trajectory: &Trajectory, across: Across, step: u64) -> f64 {
    if across == Across::Steps {
        return step as f64;
    }
    let steps = trajectory.steps() as u64;
    let past = step.saturating_sub(steps) as f64;
    trajectory.evaluations_before(step.min(steps) as usize) as f64 + past * pace(trajectory)
}

/// The step after which a run stands nearest to a place.
pub(in crate::ui::view) fn step_of(trajectory: &Trajectory, across: Across, place: f64) -> u64 {
    let place = place.max(0.0);
    let steps = trajectory.steps();
    if across == Across::Steps || trajectory.evaluations.is_empty() {
        return place.round() as u64;
    }
    let all = trajectory.evaluations_before(steps) as f64;
    if place > all {
        return steps as u64 + ((place - all) / pace(trajectory)).round() as u64;
    }
    let after = step_before(trajectory, across, place) + 1;
    let away = |step: usize| (trajectory.evaluations_before(step) as f64 - place).abs();
    if after <= steps && away(after) < away(after - 1) {
        after as u64
    } else {
        after as u64 - 1
    }
}

/// The last step of a run that stands at a place or to the left of it.
pub(in crate::ui::view) fn step_before(
    trajectory: &Trajectory,
    across: Across,
    place: f64,
) -> usize {
    let place = place.max(0.0);
    if across == Across::Steps || trajectory.evaluations.is_empty() {
        return place.floor() as usize;
    }
    trajectory
        .evaluations
        .partition_point(|all| *all as f64 <= place)
}

/// Evaluations per step, over the whole run.
fn pace(trajectory: &Trajectory) -> f64 {
    let steps = trajectory.steps();
    if steps == 0 {
        return 1.0;
    }
    (trajectory.evaluations_before(steps) as f64 / steps as f64).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taking(evaluations: &[u64], steps: usize) -> Trajectory {
        Trajectory {
            rate: vec![1.0; steps],
            evaluations: evaluations.to_vec(),
            ..Trajectory::default()
        }
    }

    #[test]
    fn steps_and_places_belong_together() {
        let uneven = taking(&[1, 5, 6, 16], 4);
        let table = [(0, 0.0), (1, 1.0), (2, 5.0), (3, 6.0), (4, 16.0), (6, 24.0)];
        for (step, place) in table {
            assert_eq!(place_of(&uneven, Across::Evaluations, step), place);
            assert_eq!(step_of(&uneven, Across::Evaluations, place), step);
            assert_eq!(place_of(&uneven, Across::Steps, step), step as f64);
        }
        for (place, near, before) in [(2.9, 1, 1), (3.1, 2, 1), (15.0, 4, 3), (-3.0, 0, 0)] {
            assert_eq!(
                step_of(&uneven, Across::Evaluations, place),
                near,
                "{place}"
            );
            let got = step_before(&uneven, Across::Evaluations, place);
            assert_eq!(got, before, "{place}");
        }
    }

    #[test]
    fn a_run_that_takes_one_each_is_measured_in_steps() {
        let plain = taking(&[], 3);
        for step in [0, 1, 3, 9] {
            assert_eq!(place_of(&plain, Across::Evaluations, step), step as f64);
            assert_eq!(
                step_of(&plain, Across::Evaluations, step as f64 + 0.2),
                step
            );
        }
        let none = taking(&[], 0);
        assert_eq!(place_of(&none, Across::Evaluations, 7), 7.0);
        assert_eq!(step_of(&none, Across::Evaluations, f64::NAN), 0);
    }
}
