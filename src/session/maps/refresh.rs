//! What the session asks of the maps, and when they have more to show.

use super::{Maps, Shade, Slot, Wanted};
use crate::core::map::{Axis, Knob, Plan};
use crate::core::surface::Region;
use crate::session::Session;
use crate::session::derived::Budget;
use crate::session::workers::{Waker, Workers};

/// A plan in which the numbers on the axes are any, so that it is the same plan whatever they are: the start or the cross
/// is dragged over a map that stays.
fn without_numbers(mut plan: Plan, axes: &[Axis; 2]) -> Plan {
    let knobs = [Some(plan.across.clone()), plan.up.clone()];
    for (knob, axis) in knobs.iter().flatten().zip(axes) {
        let some = [0.5, 0.0, 1.0, 0.25, 0.75].map(|share| axis.value_at(share));
        some.into_iter()
            .find(|x| knob.put(&mut plan.base, *x).is_some());
    }
    plan
}

impl Session {
    /// The maps of basins and of a sweep, as far as they were asked for.
    pub fn maps(&self) -> &Maps {
        &self.maps
    }

    /// Brings the map of basins over a region up to date, and that of the run it is compared with, if there is one.
    pub fn refresh_basins(&mut self, region: Region, size: [usize; 2]) {
        let axes = [
            Axis::linear(region.min.x, region.max.x),
            Axis::linear(region.min.y, region.max.y),
        ];
        let runs = [self.subject().map(|run| run.id), self.against];
        let plan = |k: usize| {
            let is_meant = k == 0 || runs[k] != runs[0];
            let run = runs[k].filter(|_| is_meant);
            let base = self.scene.request(self.scene.run(run?)?);
            let plan = Plan {
                base,
                across: Knob::StartX,
                up: Some(Knob::StartY),
                rates: false,
            };
            Some(without_numbers(plan, &axes))
        };
        let plans = [plan(0), plan(1)];
        let size = self.maps.within_limit(plans.iter().flatten(), size);
        for (slot, plan) in [Slot::Basins, Slot::Against].into_iter().zip(plans) {
            match plan {
                Some(plan) => self.maps.refresh(slot, Wanted { plan, axes, size }),
                None => self.maps.forget(slot),
            }
        }
        self.finish_maps_if_unlimited();
    }

    /// Brings the map of the sweep of the run that is looked at closely up to date.
    pub fn refresh_sweep(&mut self, size: [usize; 2]) {
        let Some(run) = self.subject() else {
            self.maps.forget(Slot::Sweep);
            return;
        };
        let base = self.scene.request(run);
        let sweep = &self.view.sweep;
        let [across, up] = sweep.knobs(&base);
        let axes = sweep.axes(&base);
        let plan = Plan {
            rates: sweep.shade == Shade::Rate,
            up: Some(up),
            across,
            base,
        };
        let plan = without_numbers(plan, &axes);
        let size = self.maps.within_limit([&plan], size);
        self.maps.refresh(Slot::Sweep, Wanted { plan, axes, size });
        self.finish_maps_if_unlimited();
    }

    /// Works out the maps that were asked for to their last pixel, on all cores. A refresh without a limit does.
    pub fn finish_maps(&mut self) {
        self.maps.finish();
    }

    /// The same as long as it shall go on; answers whether it has come to the end.
    pub fn finish_maps_while(&mut self, go_on: &mut dyn FnMut() -> bool) -> bool {
        self.maps.finish_while(go_on)
    }

    fn finish_maps_if_unlimited(&mut self) {
        if self.budget == Budget::UNLIMITED {
            self.finish_maps();
        }
    }

    /// Those who work beside the screen.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// Calls this, from any thread, when maps or lines have more to show.
    pub fn wake_with(&self, waker: Waker) {
        self.workers.set_waker(waker);
    }

    /// Whether another frame is to follow at once: the threads that work on maps and lines call for theirs themselves.
    pub fn wants_frames(&self) -> bool {
        self.derived.is_busy()
            || self.clouds.is_busy()
            || self.ghosts.is_busy()
            || self.lines.wants_frames()
            || self.maps.wants_frames()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::vec2::vec2;
    use crate::session::preset::{PresetFile, default_scene};
    use crate::session::view::Mode;

    #[test]
    fn a_plane_that_is_moved_or_zoomed_keeps_what_was_seen() {
        let mut session = Session::new(&PresetFile::new(default_scene()));
        let home = session.home();
        let is_kept = |session: &Session, slot| {
            let grid = session.maps().get(slot).unwrap().grid();
            grid.birth_of_older().is_some()
        };
        session.refresh_basins(home, [300, 200]);
        session.finish_maps();
        assert!(!is_kept(&session, Slot::Basins));
        let moved = Region {
            min: home.min + vec2(0.1, 0.2),
            max: home.max + vec2(0.1, 0.3),
        };
        session.refresh_basins(moved, [300, 200]);
        assert!(is_kept(&session, Slot::Basins));
        session.scene.shared.rate_factor = 0.5;
        session.refresh_basins(home, [300, 200]);
        assert!(!is_kept(&session, Slot::Basins));
        session.refresh_sweep([300, 200]);
        session.finish_maps();
        let base = session.scene.request(session.subject().unwrap());
        let axes = session.view.sweep.axes(&base);
        let zoomed = axes.map(|axis| Axis {
            low: axis.value_at(0.1),
            high: axis.value_at(0.8),
            ..axis
        });
        let sweep = &mut session.view.sweep;
        [sweep.across_shown, sweep.up_shown] = zoomed.map(Some);
        session.refresh_sweep([300, 200]);
        assert!(is_kept(&session, Slot::Sweep));
    }

    #[test]
    fn a_session_without_a_limit_has_finished_maps_and_closing_the_view_ends_them() {
        let mut session = Session::new(&PresetFile::new(default_scene()));
        session.view.mode = Mode::Sweep;
        session.budget = Budget::UNLIMITED;
        session.refresh();
        session.refresh_sweep([20, 15]);
        assert!(session.maps().get(Slot::Sweep).unwrap().is_done() && !session.is_busy());
        session.budget = Budget::FRAME;
        session.refresh_sweep([60, 40]);
        session.finish_maps();
        assert!(session.maps().get(Slot::Sweep).unwrap().is_done());
        session.refresh_sweep([90, 60]);
        session.view.mode = Mode::Plane;
        session.forget_hidden();
        assert!(session.maps().get(Slot::Sweep).is_none() && !session.is_busy());
        assert!(session.maps.engagement.is_none());
    }

    #[test]
    fn what_is_dragged_over_a_map_leaves_it_as_it_is() {
        let mut session = Session::new(&PresetFile::new(default_scene()));
        session.budget = Budget::UNLIMITED;
        let region = session.home();
        let revisions = |session: &mut Session| {
            session.refresh_basins(region, [12, 9]);
            session.refresh_sweep([12, 9]);
            [Slot::Basins, Slot::Sweep].map(|slot| session.maps().get(slot).unwrap().revision())
        };
        let before = revisions(&mut session);
        session.scene.start = vec2(0.3, -0.7);
        let id = session.subject().unwrap().id;
        let now = revisions(&mut session);
        assert_eq!(now[0], before[0], "the start is on the axes of the basins");
        assert_ne!(now[1], before[1], "and not on those of the sweep");
        let run = session.scene.run_mut(id).unwrap();
        run.optimizer = run.optimizer.clone().with("lr", 0.0123);
        let after = revisions(&mut session);
        assert_eq!(after[1], now[1], "the rate is on the axes of the sweep");
        assert_ne!(after[0], now[0], "and not on those of the basins");
    }
}
