//! Ghosts: runs as they were when they were pinned, to be seen beside what has become of them.
//!
//! A ghost is a request with a name and a style. Its trajectory follows from it alone, so it stays when the scene
//! changes. Ghosts belong to the view: saved with a scene, each written as a scene of one run, and not undone.

use super::Session;
use super::scene::{Follows, MAX_RECORDED, Run, RunId, Scene};
use crate::core::cloud::Ensemble;
use crate::core::pipeline::Request;
use crate::core::simulate::{Simulation, advance_all, cost_per_step};
use crate::core::surface::{self, Landmarks};
use crate::core::trajectory::{Ending, Trajectory};
use std::fmt;

/// The most ghosts of a view.
pub const MAX_GHOSTS: usize = 16;

/// A run as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Ghost {
    /// The run that it was.
    pub of: RunId,
    /// What it was called.
    pub name: String,
    /// The style it was drawn in.
    pub style: usize,
    /// What decided it, shared settings applied.
    pub request: Request,
}

impl Ghost {
    /// A run of a scene as it is now.
    pub fn new(scene: &Scene, run: &Run) -> Self {
        Self {
            of: run.id,
            name: run.name.clone(),
            style: run.style,
            request: scene.request(run),
        }
    }

    /// The scene of which it is the only run: so it is written.
    pub(super) fn scene(&self) -> Scene {
        let request = &self.request;
        let mut run = Run::new(
            self.of,
            self.name.clone(),
            self.style,
            request.optimizer.clone(),
        );
        run.schedule = request.schedule.clone();
        run.clip = request.clip.clone();
        run.place = request.place;
        Scene {
            start: request.start,
            runs: vec![run],
            steps: request.steps,
            tolerance: request.tolerance,
            noise: request.noise,
            ensemble: Ensemble::Off,
            ..Scene::on(request.surface.clone())
        }
    }
}

/// Why a run is not pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPinned {
    /// There is a ghost of it as it is.
    Already,
    /// There are as many ghosts as there may be.
    Full,
    /// Its steps would be too many to record.
    Long,
}

impl fmt::Display for NotPinned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Already => {
                f.write_str("The run is pinned as it is; change it to see the difference")
            }
            Self::Full => write!(f, "There are {MAX_GHOSTS} ghosts; unpin one first"),
            Self::Long => write!(
                f,
                "Runs and ghosts record at most {MAX_RECORDED} steps together; take fewer steps"
            ),
        }
    }
}

/// A ghost's trajectory, as far as it is known.
pub struct GhostProduct {
    simulation: Simulation,
    landmarks: Landmarks,
    revision: u64,
}

impl GhostProduct {
    /// What is recorded of it so far.
    pub fn trajectory(&self) -> &Trajectory {
        self.simulation.trajectory()
    }
    /// How it ended; none while it is still being simulated.
    pub fn ending(&self) -> Option<Ending> {
        self.simulation.ending()
    }
    /// What is known about its surface.
    pub fn landmarks(&self) -> &Landmarks {
        &self.landmarks
    }
    /// Changes whenever the trajectory does; no two ghosts share one.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

/// The trajectories of the ghosts of a view, in their order.
#[derive(Default)]
pub struct Ghosts {
    products: Vec<Option<GhostProduct>>,
    revisions: u64,
}

impl Ghosts {
    /// The trajectory of a ghost by its place in the view; none where it is too long to be recorded.
    pub fn get(&self, place: usize) -> Option<&GhostProduct> {
        self.products.get(place)?.as_ref()
    }

    /// Whether a ghost is still being simulated.
    pub fn is_busy(&self) -> bool {
        let mut products = self.products.iter().flatten();
        products.any(|product| !product.simulation.is_done())
    }

    /// Brings the trajectories up to date with what is pinned, as far as `budget` reaches; answers what is left of
    /// it. Ghosts that would record too much beside the scene's runs have none.
    pub fn refresh(&mut self, scene: &Scene, ghosts: &[Ghost], budget: u64) -> u64 {
        let mut old: Vec<_> = self.products.drain(..).flatten().collect();
        let mut room = MAX_RECORDED.saturating_sub(recorded(scene));
        for ghost in ghosts {
            let request = &ghost.request;
            if request.steps > room {
                self.products.push(None);
                continue;
            }
            room -= request.steps;
            let kept = old
                .iter()
                .position(|product| product.simulation.request() == request);
            let product = if let Some(place) = kept {
                old.swap_remove(place)
            } else {
                self.revisions += 1;
                GhostProduct {
                    simulation: Simulation::new(request.clone()),
                    landmarks: surface::landmarks(&request.surface),
                    revision: self.revisions,
                }
            };
            self.products.push(Some(product));
        }
        self.advance(budget)
    }

    fn advance(&mut self, budget: u64) -> u64 {
        let products = self.products.iter_mut().flatten();
        let mut unfinished: Vec<&mut GhostProduct> = products
            .filter(|product| !product.simulation.is_done())
            .collect();
        let costs = unfinished
            .iter()
            .map(|product| cost_per_step(product.simulation.request()));
        let share = (budget / costs.sum::<u64>().max(1)).max(1);
        if budget == 0 || unfinished.is_empty() {
            return budget;
        }
        let mut used = 0;
        for product in &mut unfinished {
            self.revisions += 1;
            product.revision = self.revisions;
            let request = product.simulation.request();
            let left = request.steps - product.simulation.trajectory().steps() as u64;
            used += left.min(share) * cost_per_step(request);
        }
        let mut simulations: Vec<&mut Simulation> = unfinished
            .into_iter()
            .map(|product| &mut product.simulation)
            .collect();
        advance_all(&mut simulations, share);
        budget.saturating_sub(used)
    }
}

/// How many steps the runs of a scene record together.
fn recorded(scene: &Scene) -> u64 {
    scene.steps.saturating_mul(scene.runs.len() as u64)
}

impl Session {
    /// Where the ghost of a run as it is now is in the view, if it is pinned so.
    pub fn pinned(&self, id: RunId) -> Option<usize> {
        let ghost = Ghost::new(&self.scene, self.scene.run(id)?);
        let is_it = |pinned: &Ghost| pinned.of == id && pinned.request == ghost.request;
        self.view.ghosts.iter().position(is_it)
    }

    /// Pins a run as it is now.
    pub fn pin(&mut self, id: RunId) -> Result<(), NotPinned> {
        let Some(run) = self.scene.run(id) else {
            return Ok(());
        };
        let ghost = Ghost::new(&self.scene, run);
        if self.pinned(id).is_some() {
            return Err(NotPinned::Already);
        }
        if self.view.ghosts.len() >= MAX_GHOSTS {
            return Err(NotPinned::Full);
        }
        let others = self.view.ghosts.iter().map(|other| other.request.steps);
        let all = recorded(&self.scene) + others.sum::<u64>() + ghost.request.steps;
        if all > MAX_RECORDED {
            return Err(NotPinned::Long);
        }
        self.view.ghosts.push(ghost);
        Ok(())
    }

    /// Forgets a ghost.
    pub fn unpin(&mut self, place: usize) {
        if place < self.view.ghosts.len() {
            self.view.ghosts.remove(place);
        }
    }

    /// Whether a ghost's run can be given its settings again: they differ, or the run is gone and there is room.
    pub fn can_restore(&self, place: usize) -> bool {
        let Some(ghost) = self.view.ghosts.get(place) else {
            return false;
        };
        match self.scene.run(ghost.of) {
            Some(run) => !has_settings(&self.scene.request(run), &ghost.request),
            None => self.scene.has_room(),
        }
    }

    /// Gives a ghost's run its settings again, or adds the run anew if it is gone. What belongs to the whole scene
    /// (surface, noise, length, tolerance) stays as it is.
    pub fn restore(&mut self, place: usize) {
        let Some(ghost) = self.view.ghosts.get(place).cloned() else {
            return;
        };
        if self.can_restore(place) {
            self.change("Restore run", |scene| put_back(scene, &ghost));
        }
    }
}

/// Whether two requests agree in what belongs to the run alone.
fn has_settings(request: &Request, wanted: &Request) -> bool {
    request.optimizer == wanted.optimizer
        && request.schedule == wanted.schedule
        && request.clip == wanted.clip
        && request.place == wanted.place
        && request.start == wanted.start
}

fn put_back(scene: &mut Scene, ghost: &Ghost) {
    let wanted = &ghost.request;
    let start = (wanted.start != scene.start).then_some(wanted.start);
    if scene.run(ghost.of).is_none() {
        let optimizer = wanted.optimizer.clone();
        let run = Run::new(ghost.of, ghost.name.clone(), ghost.style, optimizer);
        scene.runs.push(run);
    }
    let Some(place) = scene.runs.iter().position(|run| run.id == ghost.of) else {
        return;
    };
    let run = &mut scene.runs[place];
    run.start = start;
    run.optimizer = wanted.optimizer.clone();
    run.schedule = wanted.schedule.clone();
    run.clip = wanted.clip.clone();
    run.place = wanted.place;
    run.follows = Follows::default();
    // What is shared would change it: there the run has its own.
    let request = scene.request(&scene.runs[place]);
    let rate = |request: &Request| request.optimizer.leading().real("lr").map(f64::to_bits);
    let has_rate = rate(&request) == rate(wanted);
    let run = &mut scene.runs[place];
    run.follows.rate = has_rate;
    run.follows.schedule = request.schedule == wanted.schedule;
    run.follows.clip = (&request.clip, request.place) == (&wanted.clip, wanted.place);
    if !has_settings(&scene.request(&scene.runs[place]), wanted) {
        scene.runs[place].follows.momentum = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::params::Value as Parameter;
    use crate::core::simulate::simulate;
    use crate::core::vec2::vec2;
    use crate::session::preset::{PresetFile, default_scene};

    fn session() -> Session {
        let scene = default_scene();
        Session::new(&PresetFile::new(scene))
    }

    #[test]
    fn a_ghost_stays_what_it_was() {
        let mut session = session();
        let id = session.scene.runs[1].id;
        let was = session.scene.request(&session.scene.runs[1]);
        assert_eq!(session.pin(id), Ok(()));
        assert_eq!(session.pin(id), Err(NotPinned::Already));
        assert_eq!(session.pinned(id), Some(0));
        session.change("everything", |scene| {
            scene.surface.set("kappa", Parameter::Real(7.0)).unwrap();
            scene.start = vec2(1.0, 1.0);
            scene.noise.sigma = 0.5;
            scene.steps = 77;
            scene.shared.rate_factor = 3.0;
            scene.runs[1].optimizer = scene.runs[1].optimizer.clone().with("lr", 1e-3);
        });
        session.refresh();
        assert_eq!(session.pinned(id), None);
        let product = session.ghosts().get(0).unwrap();
        let (trajectory, ending) = simulate(&was);
        assert_eq!(product.trajectory(), &trajectory);
        assert_eq!(product.ending(), Some(ending));
        let revision = product.revision();
        session.refresh();
        assert_eq!(session.ghosts().get(0).unwrap().revision(), revision);
        assert_eq!(session.pin(id), Ok(()), "the run as it is now is another");
        session.perform(crate::session::command::Command::Undo);
        assert_eq!(session.view.ghosts.len(), 2, "ghosts are not undone");
        session.unpin(0);
        session.unpin(7);
        session.refresh();
        assert!(session.ghosts().get(0).is_some() && session.ghosts().get(1).is_none());
    }

    #[test]
    fn there_are_only_so_many_and_so_long_ghosts() {
        let mut session = session();
        let id = session.scene.runs[0].id;
        for i in 0..MAX_GHOSTS as u64 {
            session.scene.steps = 10 + i;
            assert_eq!(session.pin(id), Ok(()));
        }
        session.scene.steps = 9;
        assert_eq!(session.pin(id), Err(NotPinned::Full));
        session.view.ghosts.clear();
        session.scene.steps = MAX_RECORDED / 6;
        assert_eq!(session.pin(id), Ok(()));
        session.scene.steps += 1;
        assert_eq!(session.pin(id), Err(NotPinned::Long));
        // The race has grown since: there is no room for what was pinned.
        session.budget.steps = 0;
        session.scene.steps = MAX_RECORDED / 5;
        let ghosts = session.view.ghosts.clone();
        session.ghosts.refresh(&session.scene, &ghosts, 0);
        assert!(session.ghosts().get(0).is_none() && !session.ghosts().is_busy());
    }

    #[test]
    fn a_run_gets_its_settings_back() {
        let change: [fn(&mut Scene); 8] = [
            |scene| scene.runs[0].optimizer = Kind::Optimizer.default_config("adam"),
            |scene| scene.shared.rate_factor = 2.0,
            |scene| scene.shared.momentum = Some(0.25),
            |scene| scene.shared.schedule = Some(Kind::Schedule.default_config("cosine")),
            |scene| {
                let clip = Kind::Clip.default_config("norm");
                scene.shared.clip = Some((clip, crate::core::clip::Place::Update));
            },
            |scene| scene.runs[0].start = Some(vec2(0.5, 0.25)),
            |scene| scene.start = vec2(0.5, 0.25),
            |scene| {
                scene.runs.remove(0);
            },
        ];
        for (row, change) in change.into_iter().enumerate() {
            let mut session = session();
            let id = session.scene.runs[0].id;
            session.pin(id).unwrap();
            assert!(!session.can_restore(0), "nothing differs");
            session.change("change", change);
            let changed = session.scene.clone();
            assert!(session.can_restore(0), "row {row}");
            session.restore(0);
            let run = session.scene.run(id).unwrap();
            let request = session.scene.request(run);
            assert_eq!(request, session.view.ghosts[0].request, "row {row}");
            assert_eq!(session.undo_name(), Some("Restore run"));
            session.perform(crate::session::command::Command::Undo);
            assert_eq!(session.scene, changed, "row {row}");
        }
    }
}
