//! The clouds of the runs: kept while they are true, simulated further while there is time.
//!
//! A cloud is made anew whenever its run's request or the ensemble changes. All clouds go on equally far, after the
//! runs themselves, within what the budget leaves.

use super::scene::{RunId, Scene};
use crate::core::cloud::{Cloud, Ensemble, MEMBERS};
use crate::core::params::round_significant;
use crate::core::surface;

/// The most steps that all members of all clouds together may take.
pub const MAX_MEMBER_STEPS: u64 = 100_000_000;
/// The most positions that are kept of all clouds: at most this many times sixteen bytes.
const MAX_KEPT: u64 = 2_000_000;
/// The most steps that are kept of a cloud: more than a screen has columns for.
const MOST_KEPT: u64 = 2048;

/// A run's cloud and how often it has changed.
pub struct CloudProduct {
    id: RunId,
    cloud: Cloud,
    revision: u64,
}

impl CloudProduct {
    /// The run it is the cloud of.
    pub fn id(&self) -> RunId {
        self.id
    }
    /// The members.
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }
    /// Changes whenever the cloud does.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

/// The clouds of a scene's runs.
#[derive(Default)]
pub struct Clouds {
    products: Vec<CloudProduct>,
    revisions: u64,
}

impl Clouds {
    /// The cloud of a run.
    pub fn of(&self, id: RunId) -> Option<&CloudProduct> {
        self.products.iter().find(|product| product.id == id)
    }

    /// All of them.
    pub fn all(&self) -> &[CloudProduct] {
        &self.products
    }

    /// Whether members are still on their way.
    pub fn is_busy(&self) -> bool {
        self.products.iter().any(|product| !product.cloud.is_done())
    }

    /// Brings the clouds up to date with the scene, as far as `budget` reaches.
    pub fn refresh(&mut self, scene: &Scene, budget: u64) {
        let ensemble = simulated(scene);
        if ensemble == Ensemble::Off {
            self.products.clear();
            return;
        }
        let mut old = std::mem::take(&mut self.products);
        let runs = scene.runs.len() as u64;
        let kept = (MAX_KEPT / (ensemble.count() * runs).max(1)).clamp(2, MOST_KEPT);
        for run in &scene.runs {
            let request = scene.request(run);
            let is_true = |product: &CloudProduct| {
                product.id == run.id
                    && product.cloud.ensemble() == ensemble
                    && *product.cloud.request() == request
            };
            let product = if let Some(place) = old.iter().position(is_true) {
                old.swap_remove(place)
            } else {
                self.revisions += 1;
                CloudProduct {
                    id: run.id,
                    revision: self.revisions,
                    cloud: Cloud::new(request, ensemble, kept),
                }
            };
            self.products.push(product);
        }
        self.advance(budget);
    }

    /// Takes further steps with unfinished clouds: those that lag behind first, then all of them equally far. If
    /// there is any budget, at least one cloud takes a step.
    fn advance(&mut self, budget: u64) {
        let mut left = budget;
        while left > 0 {
            let unfinished = self.products.iter().filter(|p| !p.cloud.is_done());
            let places = unfinished.clone().map(|p| p.cloud.step());
            let Some(behind) = places.clone().min() else {
                return;
            };
            let next = places.filter(|step| *step > behind).min();
            let lagging = unfinished.filter(|p| p.cloud.step() == behind);
            let cost: u64 = lagging.map(|p| p.cloud.cost_per_step()).sum();
            let far = next.map_or(u64::MAX, |next| next - behind);
            let steps = (left / cost.max(1)).min(far).max(1);
            for product in &mut self.products {
                let cloud = &mut product.cloud;
                if left == 0 || cloud.is_done() || cloud.step() != behind {
                    continue;
                }
                left = left.saturating_sub(cloud.cost_per_step().saturating_mul(steps));
                cloud.advance(steps);
                self.revisions += 1;
                product.revision = self.revisions;
            }
        }
    }
}

/// The ensemble that is simulated of what a scene asks for: none where it could only show the run itself, and no
/// more members than may take their steps.
pub fn simulated(scene: &Scene) -> Ensemble {
    let has_members = match scene.ensemble {
        Ensemble::Off => false,
        Ensemble::Starts { .. } => true,
        Ensemble::Seeds { .. } => scene.noise.sigma > 0.0,
    };
    let room = most_members(scene);
    if !has_members || room < MEMBERS[0] {
        return Ensemble::Off;
    }
    scene.ensemble.of(scene.ensemble.count().min(room))
}

/// How far the starts of a cloud suitably lie apart on a scene's surface: a fortieth of what is looked at.
pub fn usual_spread(scene: &Scene) -> f64 {
    let region = surface::landmarks(&scene.surface).region;
    round_significant(region.size().x / 40.0, 1)
}

/// How many members each run's cloud may have in a race of this length with so many runs.
pub fn most_members(scene: &Scene) -> u64 {
    let steps = scene.steps.max(1) * scene.runs.len().max(1) as u64;
    (MAX_MEMBER_STEPS / steps).min(MEMBERS[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::simulate::simulate;
    use crate::core::trajectory::Ending;

    fn race() -> Scene {
        let mut scene = Scene::on(Kind::Surface.default_config("quadratic"));
        for id in ["sgd", "adam", "rmsprop"] {
            scene.add_run(Kind::Optimizer.find(id).unwrap());
        }
        scene.steps = 100;
        scene.ensemble = Ensemble::Starts {
            count: 20,
            spread: 0.3,
        };
        scene
    }

    fn finished(scene: &Scene, budget: u64) -> (Clouds, usize) {
        let mut clouds = Clouds::default();
        for refreshes in 1..10_000 {
            clouds.refresh(scene, budget);
            if !clouds.is_busy() {
                return (clouds, refreshes);
            }
        }
        panic!("never finished");
    }

    #[test]
    fn a_budget_cuts_the_work_and_not_the_numbers() {
        let scene = race();
        let (at_once, one) = finished(&scene, u64::MAX);
        let (in_pieces, many) = finished(&scene, 3000);
        assert!(one == 1 && many > 10, "{one}, {many}");
        let (_, most) = finished(&scene, 1);
        assert_eq!(
            most as u64,
            3 * scene.steps,
            "a step of one cloud at a time"
        );
        for run in &scene.runs {
            let [a, b] = [&at_once, &in_pieces].map(|clouds| clouds.of(run.id).unwrap().cloud());
            assert_eq!(a.tally(u64::MAX), b.tally(u64::MAX));
            for place in 0..a.kept() {
                assert_eq!(a.band(place), b.band(place));
            }
            let request = scene.request(run);
            let arrived = (0..20).filter(|member| {
                let (_, ending) = simulate(&scene.ensemble.member(&request, *member));
                matches!(ending, Ending::Converged { .. })
            });
            let tally = a.tally(u64::MAX).unwrap();
            assert_eq!(tally.converged, arrived.count() as u64, "{}", run.name);
        }
    }

    #[test]
    fn only_what_changed_is_simulated_again() {
        let mut scene = race();
        let (mut clouds, _) = finished(&scene, u64::MAX);
        let revisions = |clouds: &Clouds| clouds.all().iter().map(|p| p.revision).collect();
        let before: Vec<u64> = revisions(&clouds);
        clouds.refresh(&scene, u64::MAX);
        assert_eq!(revisions(&clouds), before, "nothing changed, nothing done");
        scene.runs[1].optimizer = scene.runs[1].optimizer.clone().with("lr", 0.02);
        clouds.refresh(&scene, 0);
        let stale = clouds.of(scene.runs[1].id).unwrap().cloud();
        assert_eq!((stale.step(), stale.tally(100)), (0, None), "begun anew");
        clouds.refresh(&scene, u64::MAX);
        let after: Vec<u64> = revisions(&clouds);
        let same: Vec<bool> = before.iter().zip(&after).map(|(a, b)| a == b).collect();
        assert_eq!(same, [true, false, true]);
        scene.ensemble = Ensemble::Off;
        clouds.refresh(&scene, u64::MAX);
        assert!(clouds.all().is_empty() && !clouds.is_busy());
    }

    #[test]
    fn what_is_simulated_stays_within_bounds() {
        let mut scene = race();
        let seeds = Ensemble::Seeds { count: 256 };
        let starts = scene.ensemble.of(256);
        let off = Ensemble::Off;
        // Ensemble, noise, steps of each of three runs, what is simulated.
        let table = [
            (off, 1.0, 100, off),
            (starts, 0.0, 100, starts),
            (seeds, 0.0, 100, off),
            (seeds, 0.1, 100, seeds),
            (seeds, 0.1, 1_000_000, seeds.of(33)),
            (starts, 0.0, 200_000, starts.of(166)),
            (starts.of(2), 0.0, 1_000_000, starts.of(2)),
        ];
        for (ensemble, sigma, steps, want) in table {
            (scene.ensemble, scene.noise.sigma, scene.steps) = (ensemble, sigma, steps);
            assert_eq!(simulated(&scene), want, "{ensemble:?} {sigma} {steps}");
        }
        while scene.runs.len() < 64 {
            let run = scene.runs[0].clone();
            scene.runs.push(run);
        }
        (scene.steps, scene.ensemble) = (1_000_000, starts);
        assert_eq!(simulated(&scene), Ensemble::Off);
    }
}
