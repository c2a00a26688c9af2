//! The settings that were found are written into the scene: where each run takes them from, as one step of the history.

use super::Tuning;
use super::ranges::path_to_leading;
use crate::core::map::{Knob, Part};
use crate::core::params::{Shape, Value};
use crate::session::Session;
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
/// factor; what the run shares with others becomes its own, since the others keep theirs.
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
            let path = path_to_leading(&before.optimizer);
            let leads = |name: &str| key.strip_prefix(&path) == Some(name);
            let momentum = crate::core::optim::entry_of(before.optimizer.leading()).momentum;
            if momentum.is_some_and(leads) && shared.momentum.is_some() {
                run.follows.momentum = false;
            }
            let factor = if leads("lr") && run.follows.rate {
                shared.rate_factor
            } else {
                1.0
            };
            run.optimizer.set(key, typed(divided(value, factor))).ok()?;
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

/// The number that times a factor is another, or as near to it as there is.
fn divided(value: f64, factor: f64) -> f64 {
    let quotient = value / factor;
    let near = [quotient, quotient.next_down(), quotient.next_up()];
    let exact = near.into_iter().find(|x| x * factor == value);
    exact.unwrap_or(quotient)
}
