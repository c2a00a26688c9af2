//! What follows from a scene: trajectories, the sampled landscape and its contours.
//!
//! Every product remembers the request it was made for. A refresh compares, re-simulates what became
//! stale and leaves the rest alone. Work is counted in surface evaluations and cut at a budget: what did
//! not fit goes on at the next refresh, and what is there is already exact.

use super::scene::{RunId, Scene};
use super::view::Mode;
use crate::core::catalog::Config;
use crate::core::contour::{self, Contour};
use crate::core::field::{Field, Sampling};
use crate::core::height::Height;
use crate::core::levels::levels;
use crate::core::pipeline::Request;
use crate::core::simulate::{Simulation, advance_all, cost_per_step};
use crate::core::surface::{self, Landmarks, Region};
use crate::core::trajectory::{Ending, Trajectory};

/// How much work one refresh may do, in units of a few nanoseconds: the cost of a polynomial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Cost of the steps it may simulate.
    pub steps: u64,
    /// Cost of the samples it may take of the landscape.
    pub samples: u64,
}

impl Budget {
    /// What fits into a frame: a few milliseconds.
    pub const FRAME: Self = Self {
        steps: 2_000_000,
        samples: 1_600_000,
    };
    /// As much as there is to do.
    pub const UNLIMITED: Self = Self {
        steps: u64::MAX,
        samples: u64::MAX,
    };
}

/// Cost of the samples of a coarse landscape, which is shown until the fine one is ready.
const COARSE_BUDGET: u64 = 800_000;
/// About how many contour lines a landscape has.
const CONTOURS: usize = 14;
/// Samples along a side of the landscape in 3D: one more than it has cells.
pub const RELIEF_SIDE: usize = 129;

/// A run's simulation and how often it has changed.
pub struct Product {
    id: RunId,
    simulation: Simulation,
    birth: u64,
    revision: u64,
}

impl Product {
    /// What the run was asked to be, with shared settings applied.
    pub fn request(&self) -> &Request {
        self.simulation.request()
    }
    /// What is recorded of it so far.
    pub fn trajectory(&self) -> &Trajectory {
        self.simulation.trajectory()
    }
    /// How it ended; none while it is still being simulated.
    pub fn ending(&self) -> Option<Ending> {
        self.simulation.ending()
    }
    /// Changes whenever the run is simulated anew. As long as it stays, the trajectory only grows.
    pub fn birth(&self) -> u64 {
        self.birth
    }
    /// Changes whenever the trajectory does.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

/// The surface as it is seen: sampled over a region, with its contour lines.
pub struct Landscape {
    /// What it was sampled for.
    pub region: Region,
    /// The samples.
    pub field: Field,
    /// How losses are shown as heights.
    pub height: Height,
    /// Shown heights that the colours stretch between.
    pub range: (f64, f64),
    /// Lines of equal loss.
    pub contours: Vec<Contour>,
    /// Changes whenever the landscape does.
    pub revision: u64,
    surface: Config,
    wanted: [usize; 2],
    finer: Option<Sampling>,
}

/// Everything that follows from a scene.
pub struct Derived {
    runs: Vec<Product>,
    surface: Config,
    landmarks: Landmarks,
    shallow_minima: Vec<bool>,
    landscape: Option<Landscape>,
    relief: Option<Landscape>,
    revisions: u64,
}

impl Derived {
    /// What follows from a scene before anything was worked out.
    pub fn new(scene: &Scene) -> Self {
        let landmarks = surface::landmarks(&scene.surface);
        Self {
            runs: Vec::new(),
            shallow_minima: shallow(&scene.surface, &landmarks),
            landmarks,
            surface: scene.surface.clone(),
            landscape: None,
            relief: None,
            revisions: 0,
        }
    }

    /// The product of a run.
    pub fn run(&self, id: RunId) -> Option<&Product> {
        self.runs.iter().find(|product| product.id == id)
    }

    /// What is known about the surface.
    pub fn landmarks(&self) -> &Landmarks {
        &self.landmarks
    }
    /// Of each minimum of the landmarks, whether it is less deep than the deepest of them.
    pub fn shallow_minima(&self) -> &[bool] {
        &self.shallow_minima
    }

    /// The landscape, once a region was asked for.
    pub fn landscape(&self) -> Option<&Landscape> {
        self.landscape.as_ref()
    }

    /// The landscape that is shown in 3D, once a region was asked for: its samples reach the region's border.
    pub fn relief(&self) -> Option<&Landscape> {
        self.relief.as_ref()
    }

    /// The last step to which any run was simulated.
    pub fn last_step(&self) -> u64 {
        self.runs
            .iter()
            .map(|product| product.trajectory().steps() as u64)
            .max()
            .unwrap_or(0)
    }

    /// Whether something is still being worked out.
    pub fn is_busy(&self) -> bool {
        self.runs
            .iter()
            .any(|product| !product.simulation.is_done())
            || [&self.landscape, &self.relief]
                .into_iter()
                .flatten()
                .any(|landscape| landscape.finer.is_some())
    }

    /// Brings what is known about the surface up to date with it.
    pub fn refresh_landmarks(&mut self, scene: &Scene) {
        if self.surface != scene.surface {
            self.surface = scene.surface.clone();
            self.landmarks = surface::landmarks(&scene.surface);
            self.shallow_minima = shallow(&scene.surface, &self.landmarks);
        }
    }

    /// Brings the trajectories up to date with the scene, as far as `budget` reaches; answers what is left of it.
    pub fn refresh_runs(&mut self, scene: &Scene, budget: u64) -> u64 {
        self.refresh_landmarks(scene);
        let mut old = std::mem::take(&mut self.runs);
        for run in &scene.runs {
            let request = scene.request(run);
            let kept = old
                .iter()
                .position(|product| product.id == run.id)
                .map(|i| old.swap_remove(i));
            let product = match kept {
                Some(product) if *product.request() == request => product,
                Some(stale) => {
                    self.revisions += 1;
                    let simulation = Simulation::reuse(request, stale.simulation.into_trajectory());
                    Product {
                        id: run.id,
                        simulation,
                        birth: self.revisions,
                        revision: self.revisions,
                    }
                }
                None => {
                    self.revisions += 1;
                    Product {
                        id: run.id,
                        simulation: Simulation::new(request),
                        birth: self.revisions,
                        revision: self.revisions,
                    }
                }
            };
            self.runs.push(product);
        }
        self.advance(budget)
    }

    /// Simulates unfinished runs, all of them equally far; answers what is left of the budget.
    fn advance(&mut self, budget: u64) -> u64 {
        let mut unfinished: Vec<&mut Product> = self
            .runs
            .iter_mut()
            .filter(|product| !product.simulation.is_done())
            .collect();
        let cost: u64 = unfinished
            .iter()
            .map(|product| cost_per_step(product.request()))
            .sum();
        let share = (budget / cost.max(1)).max(1);
        let mut used = 0;
        for product in &mut unfinished {
            self.revisions += 1;
            product.revision = self.revisions;
            let left = product.request().steps - product.trajectory().steps() as u64;
            used += left.min(share) * cost_per_step(product.request());
        }
        let mut simulations: Vec<&mut Simulation> = unfinished
            .into_iter()
            .map(|product| &mut product.simulation)
            .collect();
        advance_all(&mut simulations, share);
        budget.saturating_sub(used)
    }

    /// Brings the landscape up to date with the surface over `region`, `columns` by `rows` samples, as
    /// far as `budget` reaches: a coarse one at once, the fine one when it is ready.
    pub fn refresh_landscape(
        &mut self,
        scene: &Scene,
        region: Region,
        size: [usize; 2],
        budget: u64,
    ) {
        let old = self.landscape.take();
        self.landscape = Some(self.refreshed(old, scene, region, size, budget));
    }

    /// The same for the landscape in 3D, which is [`RELIEF_SIDE`] samples wide and high; those at the border stand on the
    /// border of `region`.
    pub fn refresh_relief(&mut self, scene: &Scene, region: Region, budget: u64) {
        let rim = region.size() * (0.5 / (RELIEF_SIDE - 1) as f64);
        let wider = Region {
            min: region.min - rim,
            max: region.max + rim,
        };
        let old = self.relief.take();
        self.relief = Some(self.refreshed(old, scene, wider, [RELIEF_SIDE; 2], budget));
    }

    /// Forgets the landscapes that a mode does not show.
    pub fn forget_hidden(&mut self, mode: Mode) {
        self.landscape.take_if(|_| !mode.has_plane());
        self.relief.take_if(|_| !mode.has_relief());
    }

    /// A landscape brought up to date.
    fn refreshed(
        &mut self,
        old: Option<Landscape>,
        scene: &Scene,
        region: Region,
        [columns, rows]: [usize; 2],
        budget: u64,
    ) -> Landscape {
        let current = old.filter(|landscape| {
            landscape.surface == scene.surface
                && landscape.region == region
                && landscape.wanted == [columns, rows]
        });
        let Some(mut current) = current else {
            let cost = u64::from(surface::entry_of(&scene.surface).cost);
            let full = (columns * rows) as u64 * cost;
            let mut fine = Sampling::new(&scene.surface, region, columns, rows);
            let (field, finer) = if full <= budget {
                fine.advance(u64::MAX);
                (fine.finish(), None)
            } else {
                let shrink = (full as f64 / budget.min(COARSE_BUDGET) as f64)
                    .sqrt()
                    .max(1.0);
                let smaller = |n: usize| ((n as f64 / shrink) as usize).max(8);
                let mut coarse =
                    Sampling::new(&scene.surface, region, smaller(columns), smaller(rows));
                coarse.advance(u64::MAX);
                (coarse.finish(), Some(fine))
            };
            return self.landscape_of(scene, region, [columns, rows], field, finer);
        };
        if let Some(mut finer) = current.finer.take() {
            if finer.advance(budget) {
                return self.landscape_of(scene, region, [columns, rows], finer.finish(), None);
            }
            current.finer = Some(finer);
        }
        current
    }

    fn landscape_of(
        &mut self,
        scene: &Scene,
        region: Region,
        wanted: [usize; 2],
        field: Field,
        finer: Option<Sampling>,
    ) -> Landscape {
        let kernel = surface::entry_of(&scene.surface).scalar(&scene.surface);
        let height = Height::of(&self.landmarks, &*kernel);
        let range = field.range(&height);
        let chosen = levels(&height, range.0, range.1, CONTOURS);
        let contours = contour::contours(&field, &height, &chosen);
        self.revisions += 1;
        Landscape {
            region,
            field,
            height,
            range,
            contours,
            revision: self.revisions,
            surface: scene.surface.clone(),
            wanted,
            finer,
        }
    }
}

/// Of each minimum, whether it is less deep than the first, beyond rounding.
fn shallow(config: &Config, landmarks: &Landmarks) -> Vec<bool> {
    let kernel = surface::entry_of(config).scalar(config);
    let losses: Vec<f64> = landmarks.minima.iter().map(|p| kernel.value(p)).collect();
    let deepest = losses.first().copied().unwrap_or(f64::NAN);
    let is_shallow = |loss: &f64| loss - deepest > 1e-6 * (1.0 + deepest.abs());
    losses.iter().map(is_shallow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::simulate::simulate;
    use crate::core::vec2::vec2;
    use crate::session::scene::Run;

    fn race() -> Scene {
        let mut scene = Scene::on(Kind::Surface.default_config("quadratic"));
        for rate in [0.01, 0.02, 0.2] {
            let optimizer = Kind::Optimizer.default_config("sgd").with("lr", rate);
            let run = Run::new(scene.free_id(), "SGD", scene.free_style(), optimizer);
            scene.runs.push(run);
        }
        scene
    }

    #[test]
    fn only_what_changed_is_simulated_again() {
        let mut scene = race();
        let mut derived = Derived::new(&scene);
        derived.refresh_runs(&scene, u64::MAX);
        assert!(!derived.is_busy());
        let before: Vec<u64> = scene
            .runs
            .iter()
            .map(|run| derived.run(run.id).unwrap().revision())
            .collect();
        scene.runs[1].optimizer = scene.runs[1].optimizer.clone().with("lr", 0.05);
        scene.runs[2].name = "renamed".into();
        derived.refresh_runs(&scene, u64::MAX);
        for (i, run) in scene.runs.iter().enumerate() {
            let product = derived.run(run.id).unwrap();
            assert_eq!(product.revision() == before[i], i != 1, "run {i}");
            assert_eq!(product.trajectory(), &simulate(&scene.request(run)).0);
        }
        scene.runs.remove(0);
        derived.refresh_runs(&scene, u64::MAX);
        assert!(derived.run(RunId(0)).is_none());
    }

    #[test]
    fn a_budget_cuts_the_work_and_not_the_numbers() {
        let scene = race();
        let mut derived = Derived::new(&scene);
        let mut refreshes = 0;
        loop {
            derived.refresh_runs(&scene, 30);
            refreshes += 1;
            if !derived.is_busy() {
                break;
            }
            assert!(derived.last_step() < scene.steps && refreshes < 1000);
        }
        assert!(refreshes > 10);
        for run in &scene.runs {
            let (trajectory, ending) = simulate(&scene.request(run));
            let product = derived.run(run.id).unwrap();
            assert_eq!(
                (product.trajectory(), product.ending()),
                (&trajectory, Some(ending))
            );
        }
    }

    #[test]
    fn a_landscape_is_coarse_first_and_then_fine() {
        let scene = race();
        let region = Region {
            min: vec2(-1.0, -1.0),
            max: vec2(1.0, 1.0),
        };
        let mut derived = Derived::new(&scene);
        derived.refresh_landscape(&scene, region, [400, 300], 1000);
        let coarse = derived.landscape().unwrap();
        assert!(coarse.field.columns < 400 && derived.is_busy());
        for _ in 0..200 {
            derived.refresh_landscape(&scene, region, [400, 300], 1000);
        }
        assert_eq!(derived.landscape().unwrap().field.columns, 400);
        assert!(!derived.is_busy());
        let revision = derived.landscape().unwrap().revision;
        derived.refresh_landscape(&scene, region, [400, 300], 1000);
        assert_eq!(
            derived.landscape().unwrap().revision,
            revision,
            "nothing changed, nothing done"
        );
    }
}
