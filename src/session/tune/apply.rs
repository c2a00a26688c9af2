//! The settings that were found are written into the scene: where each run takes them from, as one step of the history.

use super::Tuning;
use crate::core::map::{Knob, Part};
use crate::core::params::{Shape, Value};
use crate::session::Session;
use crate::session::maps::knobs::leading_path;
use crate::session::scene::{RunId, Scene};

/// What was written, and what could not be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The runs that got a setting, by name.
    pub done: Vec<String>,
    /// The runs that are no longer there.
    pub gone: Vec<String>,
    /// The runs that are another race now: something else of them was changed meanwhile.
    pub changed: Vec<String>,
}

impl Session {
    /// Gives the runs the settings that were found for them, as one step of the history. A run that was removed meanwhile,
    /// or of which something else was changed, is left as it is.
    pub fn apply_tuning(&mut self, tuning: &Tuning) -> Applied {
        let mut applied = Applied::default();
        let mut scene = self.scene.clone();
        for (index, entrant) in tuning.entrants().iter().enumerate() {
            let Some(verdict) = tuning.verdict(index).filter(|verdict| !verdict.kept) else {
                continue;
            };
            let Some(trial) = tuning.trials(index).get(verdict.best) else {
                continue;
            };
            let Some(run) = scene.run(entrant.id) else {
                applied.gone.push(entrant.name.clone());
                continue;
            };
            let (task, name) = (&entrant.task, run.name.clone());
            let mut now = scene.request(run);
            let dials = task.dials.iter();
            let back = dials.map(|dial| dial.knob.put(&mut now, dial.knob.get(&task.base)?));
            if back.collect::<Option<Vec<()>>>().is_none() || now != task.base {
                applied.changed.push(name);
                continue;
            }
            for (dial, value) in task.dials.iter().zip(&trial.setting) {
                write(&mut scene, entrant.id, &dial.knob, *value);
            }
            applied.done.push(name);
        }
        let name = match &applied.done[..] {
            [] => return applied,
            [one] => format!("Tune {one}"),
            several => format!("Tune {} runs", several.len()),
        };
        self.change(&name, |now| *now = scene);
        self.playback.restart();
        applied
    }
}

/// Puts a number of a run where the run takes it from, so that its request has it. A learning rate is divided by the shared
/// factor, where a number times it can be the rate; what else the run shares with others becomes its own, since the others
/// keep theirs.
pub(super) fn write(scene: &mut Scene, id: RunId, knob: &Knob, value: f64) -> Option<()> {
    let Knob::Param { part, key } = knob else {
        return None;
    };
    let (shared, before) = (scene.shared.clone(), scene.request(scene.run(id)?));
    let spec = knob.spec(&before)?;
    let typed = |x: f64| match spec.shape {
        Shape::Count { .. } => Value::Count(x.round() as u64),
        _ => Value::Real(x),
    };
    let run = scene.run_mut(id)?;
    match part {
        Part::Optimizer => {
            let path = leading_path(&before.optimizer);
            let leads = |name: &str| key.strip_prefix(&path) == Some(name);
            let momentum = crate::core::optim::entry_of(before.optimizer.leading()).momentum;
            if momentum.is_some_and(leads) && shared.momentum.is_some() {
                run.follows.momentum = false;
            }
            let mut own = value;
            if leads("lr") && run.follows.rate {
                let divided = divided(value, shared.rate_factor);
                run.follows.rate = divided.is_some();
                own = divided.unwrap_or(value);
            }
            run.optimizer.set(key, typed(own)).ok()?;
        }
        Part::Schedule => {
            if run.follows.schedule && shared.schedule.is_some() {
                (run.schedule, run.follows.schedule) = (before.schedule, false);
            }
            run.schedule.set(key, typed(value)).ok()?;
        }
        Part::Clip => {
            if run.follows.clip && shared.clip.is_some() {
                (run.clip, run.place) = (before.clip, before.place);
                run.follows.clip = false;
            }
            run.clip.set(key, typed(value)).ok()?;
        }
        Part::Surface => return None,
    }
    Some(())
}

/// The number that times a factor is another, to the last bit, if there is one.
fn divided(value: f64, factor: f64) -> Option<f64> {
    let quotient = value / factor;
    let near = [quotient, quotient.next_down(), quotient.next_up()];
    near.into_iter().find(|x| *x > 0.0 && x * factor == value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::clip::Place;
    use crate::core::tune::{Objective, Task};
    use crate::session::preset::{self, PresetFile};
    use crate::session::tune::{Entrant, tunable, usual_dial};
    use crate::session::workers::Workers;

    fn session() -> Session {
        Session::new(&PresetFile::new(preset::default_scene()))
    }

    /// Runs, each with all of its first numbers of these names.
    fn tuned(session: &Session, names: &[&str], threads: usize) -> Tuning {
        let entrant = |run: &crate::session::scene::Run| {
            let base = session.scene.request(run);
            let knobs = tunable(&base).into_iter();
            let wanted = knobs.filter(|knob| names.contains(&knob.to_string().as_str()));
            Entrant {
                id: run.id,
                name: run.name.clone(),
                style: run.style,
                task: Task {
                    dials: wanted.filter_map(|knob| usual_dial(&knob, &base)).collect(),
                    base,
                    trials: 32,
                    objective: Objective::Loss,
                },
            }
        };
        let runs = session.scene.runs.iter().map(entrant).collect();
        let mut tuning = Tuning::start(runs, &Workers::with_threads(threads));
        tuning.wait();
        tuning
    }

    #[test]
    fn the_runs_have_what_was_found_wherever_they_take_it_from() {
        for factor in [0.5, 0.3, 7.0] {
            every_run_has_what_was_found(factor);
        }
    }

    fn every_run_has_what_was_found(factor: f64) {
        let mut session = session();
        let scene = &mut session.scene;
        scene.shared.rate_factor = factor;
        scene.shared.momentum = Some(0.8);
        scene.shared.schedule = Some(Kind::Schedule.default_config("step"));
        scene.shared.clip = Some((Kind::Clip.default_config("norm"), Place::Gradient));
        scene.runs[1].follows.rate = false;
        session.settle();
        let names = [
            "optimizer.lr",
            "optimizer.momentum",
            "schedule.gamma",
            "clip.max_norm",
        ];
        let tuning = tuned(&session, &names, 2);
        let before = session.scene.clone();
        let applied = session.apply_tuning(&tuning);
        // A run whose own setting is the best keeps it.
        let better = (0..5).filter(|index| !tuning.verdict(*index).unwrap().kept);
        let better = better.count();
        assert!(better >= 3 && applied.done.len() == better, "{applied:?}");
        for (index, entrant) in tuning.entrants().iter().enumerate() {
            let best = &tuning.trials(index)[tuning.verdict(index).unwrap().best];
            let run = session.scene.run(entrant.id).unwrap();
            let got = session.scene.request(run);
            assert_eq!(
                Some(got),
                entrant.task.request(&best.setting),
                "{}",
                run.name
            );
        }
        assert_eq!(
            session.scene.shared, before.shared,
            "the others keep theirs"
        );
        let name = format!("Tune {better} runs");
        assert_eq!(session.undo_name(), Some(name.as_str()));
        session.perform(crate::session::command::Command::Undo);
        assert_eq!(session.scene, before);
    }

    #[test]
    fn what_is_found_does_not_depend_on_the_threads() {
        let session = session();
        let one = tuned(&session, &["optimizer.lr"], 0);
        for threads in [1, 2, 3, 64] {
            let many = tuned(&session, &["optimizer.lr"], threads);
            assert!(many.is_done() && !many.is_stopped());
            for index in 0..5 {
                assert_eq!(many.trials(index), one.trials(index));
                assert_eq!(many.verdict(index), one.verdict(index));
            }
        }
    }

    #[test]
    fn what_is_called_off_stops_and_changes_nothing() {
        let mut session = session();
        session.scene.steps = 1_000_000;
        session.settle();
        let entrants = tuned(&self::session(), &["optimizer.lr"], 1)
            .entrants()
            .to_vec();
        let long = entrants.into_iter().map(|mut entrant| {
            entrant.task.base.steps = 1_000_000;
            entrant.task.trials = 2048;
            entrant
        });
        let mut tuning = Tuning::start(long.collect(), &Workers::with_threads(2));
        tuning.cancel();
        tuning.wait();
        assert!(tuning.is_stopped() && !tuning.is_done());
        let (done, all) = tuning.progress();
        assert!(done < all);
    }

    #[test]
    fn a_quotient_times_its_factor_is_the_number() {
        for factor in [0.5, 2.0, 0.1, 3.0, 0.7, 1.0] {
            for value in [0.0198, 0.3, 1e-5, 17.3] {
                let own = divided(value, factor);
                assert!(
                    own.is_none_or(|own| own * factor == value),
                    "{value} by {factor}"
                );
            }
        }
        assert_eq!(divided(0.3, 0.5), Some(0.6));
        assert_eq!(divided(1e-320, 1e300), None);
    }
}
