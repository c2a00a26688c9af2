//! What was imported as a change of a scene: new runs, or settings of the run that is looked at.

use super::Imported;
use crate::core::clip::Place;
use crate::core::optim;
use crate::session::Session;
use crate::session::scene::{MAX_RECORDED, MAX_RUNS, Run, RunId, Scene};

impl Imported {
    /// Why it cannot become part of a scene now, if so. `subject` is the run that a schedule or a clip alone would
    /// be set on.
    pub fn refusal(&self, scene: &Scene, subject: Option<&Run>) -> Option<String> {
        if self.runs.is_empty() {
            let none = "There is no run to set it on: paste the optimizer's line too";
            return subject.is_none().then(|| none.to_owned());
        }
        let runs = scene.runs.len() + self.runs.len();
        let recorded = scene.steps.saturating_mul(runs as u64);
        (runs > MAX_RUNS || recorded > MAX_RECORDED).then(|| {
            format!("The scene would have {runs} runs; it may have {MAX_RUNS} runs and {MAX_RECORDED} recorded steps")
        })
    }

    /// What the undo of it is called.
    pub fn change_name(&self) -> &'static str {
        match (self.runs.is_empty(), &self.schedule) {
            (false, _) => "Import run",
            (true, Some(_)) => "Import schedule",
            (true, None) => "Import clip",
        }
    }

    /// Adds the runs, or sets schedule and clip on the subject; answers which runs those are. The scene takes the steps
    /// of the text's loops if that is asked for. Nothing if it is refused.
    pub fn apply(&self, scene: &mut Scene, subject: Option<RunId>, take_steps: bool) -> Vec<RunId> {
        if self
            .refusal(scene, subject.and_then(|id| scene.run(id)))
            .is_some()
        {
            return Vec::new();
        }
        if let Some(steps) = self.steps.filter(|_| take_steps) {
            let runs = (scene.runs.len() + self.runs.len()).max(1) as u64;
            scene.steps = steps.min(MAX_RECORDED / runs).max(1);
        }
        if self.runs.is_empty() {
            let Some(run) = subject.and_then(|id| scene.run_mut(id)) else {
                return Vec::new();
            };
            if let Some(schedule) = &self.schedule {
                run.schedule.clone_from(schedule);
                run.follows.schedule = false;
            }
            if let Some((clip, place)) = &self.clip {
                run.clip.clone_from(clip);
                run.place = place_in(run, *place);
                run.follows.clip = false;
            }
            return vec![run.id];
        }
        let added = self.runs.iter().map(|imported| {
            let name = scene.free_name(imported.optimizer.name());
            let mut run = Run::new(
                scene.free_id(),
                name,
                scene.free_style(),
                imported.optimizer.clone(),
            );
            // The numbers of the text are what runs, whatever the others share.
            (run.follows.rate, run.follows.momentum) = (false, false);
            if let Some(schedule) = &imported.schedule {
                run.schedule.clone_from(schedule);
                run.follows.schedule = false;
            }
            if let Some((clip, place)) = &imported.clip {
                run.clip.clone_from(clip);
                run.place = place_in(&run, *place);
                run.follows.clip = false;
            }
            let id = run.id;
            scene.runs.push(run);
            id
        });
        added.collect()
    }
}

/// The place, or the gradient where the optimizer has no such place.
fn place_in(run: &Run, place: Place) -> Place {
    let places = optim::entry_of(&run.optimizer).places;
    if places.contains(&place) {
        place
    } else {
        Place::Gradient
    }
}

impl Session {
    /// Makes what was imported part of the scene, as one step of the history, and chooses it. Answers which runs it is.
    /// `take_steps` gives the scene as many steps as the loops of the text take.
    pub fn import(&mut self, imported: &Imported, take_steps: bool) -> Vec<RunId> {
        let subject = self.subject().map(|run| run.id);
        let mut runs = Vec::new();
        self.change(imported.change_name(), |scene| {
            runs = imported.apply(scene, subject, take_steps);
        });
        if let Some(id) = runs.last() {
            self.selected = Some(*id);
        }
        runs
    }
}
