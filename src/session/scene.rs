//! A scene: the surface, the runs that race on it, and what they share. All that undo restores.
//!
//! Plain data. What follows from it (trajectories, endings) is derived; how it is looked at is the view's.

use crate::core::catalog::{About, Config, Kind};
use crate::core::clip::Place;
use crate::core::cloud::Ensemble;
use crate::core::noise::Noise;
use crate::core::optim::{self, StepUnit};
use crate::core::params::round_significant;
use crate::core::pipeline::Request;
use crate::core::surface;
use crate::core::vec2::Vec2;

/// The most runs a scene may have.
pub const MAX_RUNS: usize = 64;
/// The most steps a run may take.
pub const MAX_STEPS: u64 = 1_000_000;
/// The most steps that all runs of a scene together may record.
pub const MAX_RECORDED: u64 = 10_000_000;
/// How many line styles (colour, dash and head shape) there are to tell runs apart.
pub const STYLES: usize = 12;

/// Everything a person decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// What it is called.
    pub title: String,
    /// What there is to see in it.
    pub note: String,
    /// What is descended.
    pub surface: Config,
    /// Where runs start that have no start of their own.
    pub start: Vec2,
    /// The runs, in the order of their cards.
    pub runs: Vec<Run>,
    /// What runs share that follow.
    pub shared: Shared,
    /// How many steps each run takes.
    pub steps: u64,
    /// Below this gap to the minimum (or length of the gradient) a run has arrived.
    pub tolerance: f64,
    /// What disturbs every gradient.
    pub noise: Noise,
    /// The cloud around every run.
    pub ensemble: Ensemble,
}

/// The name of a run that stays when it is renamed, moved or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(pub u64);

/// One competitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its identity within the scene.
    pub id: RunId,
    /// What it is called.
    pub name: String,
    /// Which of the [`STYLES`] it is drawn in.
    pub style: usize,
    /// Its own start, if it has one.
    pub start: Option<Vec2>,
    /// The method.
    pub optimizer: Config,
    /// Its own schedule, used unless it follows a shared one.
    pub schedule: Config,
    /// Its own clip, used unless it follows a shared one.
    pub clip: Config,
    /// Where its own clip stands.
    pub place: Place,
    /// Whether it is drawn.
    pub visible: bool,
    /// While any run is solo, only those are drawn.
    pub solo: bool,
    /// What it takes from the shared settings where there are some.
    pub follows: Follows,
}

/// Settings for all runs at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// Factor on the learning rate of every run that follows.
    pub rate_factor: f64,
    /// Momentum (or what plays its part) of every run that follows and has one.
    pub momentum: Option<f64>,
    /// Schedule of every run that follows.
    pub schedule: Option<Config>,
    /// Clip of every run that follows, and where it stands.
    pub clip: Option<(Config, Place)>,
}

/// What a run takes from the shared settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Follows {
    /// The factor on the learning rate.
    pub rate: bool,
    /// The momentum.
    pub momentum: bool,
    /// The schedule.
    pub schedule: bool,
    /// The clip.
    pub clip: bool,
}

impl Default for Follows {
    fn default() -> Self {
        Self {
            rate: true,
            momentum: true,
            schedule: true,
            clip: true,
        }
    }
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            rate_factor: 1.0,
            momentum: None,
            schedule: None,
            clip: None,
        }
    }
}

impl Run {
    /// A run of an optimizer with nothing else said.
    pub fn new(id: RunId, name: impl Into<String>, style: usize, optimizer: Config) -> Self {
        Self {
            id,
            name: name.into(),
            style: style % STYLES,
            start: None,
            optimizer,
            schedule: Kind::Schedule.default_config("constant"),
            clip: Kind::Clip.default_config("none"),
            place: Place::Gradient,
            visible: true,
            solo: false,
            follows: Follows::default(),
        }
    }
}

impl Scene {
    /// A scene on a surface, with nobody in it yet, seen as its landmarks suggest.
    pub fn on(surface: Config) -> Self {
        let start = surface::landmarks(&surface).start;
        Self {
            title: String::new(),
            note: String::new(),
            surface,
            start,
            runs: Vec::new(),
            shared: Shared::default(),
            steps: 300,
            tolerance: 1e-6,
            noise: Noise::default(),
            ensemble: Ensemble::Off,
        }
    }

    /// The run with this identity.
    pub fn run(&self, id: RunId) -> Option<&Run> {
        self.runs.iter().find(|run| run.id == id)
    }

    /// The run with this identity, to change it.
    pub fn run_mut(&mut self, id: RunId) -> Option<&mut Run> {
        self.runs.iter_mut().find(|run| run.id == id)
    }

    /// An identity that no run has yet.
    pub fn free_id(&self) -> RunId {
        RunId(self.runs.iter().map(|run| run.id.0 + 1).max().unwrap_or(0))
    }

    /// The style used least so far, the first of those.
    pub fn free_style(&self) -> usize {
        let used = |style: &usize| self.runs.iter().filter(|run| run.style == *style).count();
        (0..STYLES).min_by_key(used).unwrap_or(0)
    }

    /// Whether another run of so many steps may be added.
    pub fn has_room(&self) -> bool {
        let runs = self.runs.len() + 1;
        runs <= MAX_RUNS && self.steps.saturating_mul(runs as u64) <= MAX_RECORDED
    }

    /// Adds a run of an optimizer at a rate that suits the surface, named after it. None if the scene is full.
    pub fn add_run(&mut self, about: &'static About) -> Option<&mut Run> {
        if !self.has_room() {
            return None;
        }
        let name = self.free_name(about.info.name);
        let optimizer = self.at_suitable_rate(Config::new(about));
        let run = Run::new(self.free_id(), name, self.free_style(), optimizer);
        self.runs.push(run);
        self.runs.last_mut()
    }

    /// The optimizer at a learning rate that suits the surface.
    fn at_suitable_rate(&self, optimizer: Config) -> Config {
        let landmarks = surface::landmarks(&self.surface);
        let entry = optim::entry_of(optimizer.leading());
        let suitable = match entry.unit {
            StepUnit::Gradient => landmarks.rate / 2.0,
            StepUnit::Length => landmarks.region.size().x / 100.0,
            StepUnit::Own => optimizer.leading().real("lr").unwrap_or(1.0),
        };
        let rate = round_significant(suitable * entry.rate_share, 2);
        optimizer.with_leading("lr", rate)
    }

    /// Settles a run whose optimizer was another one before: a name that was the old one's becomes the new
    /// one's, and another rule gets a rate that suits the surface. The same rule of another framework keeps
    /// its rate.
    pub fn settle_optimizer(&self, run: &mut Run, before: &Config) {
        let number = run.name.strip_prefix(before.name());
        let is_named_after = number.is_some_and(|rest| {
            rest.is_empty()
                || rest
                    .strip_prefix(' ')
                    .is_some_and(|n| n.parse::<u32>().is_ok())
        });
        if run.optimizer.id() != before.id() && is_named_after {
            run.name = self.free_name(run.optimizer.name());
        }
        if run.optimizer.leading().about.rule() != before.leading().about.rule() {
            run.optimizer = self.at_suitable_rate(run.optimizer.clone());
        }
    }

    /// Adds a copy of a run behind it, under a name of its own. None if there is no such run or no room.
    pub fn duplicate_run(&mut self, id: RunId) -> Option<RunId> {
        let index = self.runs.iter().position(|run| run.id == id)?;
        if !self.has_room() {
            return None;
        }
        let original = &self.runs[index];
        let copy = Run {
            id: self.free_id(),
            name: self.free_name(&original.name),
            style: self.free_style(),
            ..original.clone()
        };
        let id = copy.id;
        self.runs.insert(index + 1, copy);
        Some(id)
    }

    /// Moves a run so many places down (or, negative, up) among the cards, as far as there are places.
    pub fn move_run(&mut self, id: RunId, by: isize) {
        if let Some(from) = self.runs.iter().position(|run| run.id == id) {
            let to = from.saturating_add_signed(by).min(self.runs.len() - 1);
            let run = self.runs.remove(from);
            self.runs.insert(to, run);
        }
    }

    /// The most steps that the runs may take without recording more than [`MAX_RECORDED`] together.
    pub fn most_steps(&self) -> u64 {
        (MAX_RECORDED / self.runs.len().max(1) as u64).clamp(1, MAX_STEPS)
    }

    /// Takes the race to another surface: its own start, and learning rates in the same proportion to what
    /// suits the surface as before.
    pub fn move_to(&mut self, surface: Config) {
        let (old, new) = (
            surface::landmarks(&self.surface),
            surface::landmarks(&surface),
        );
        self.start = new.start;
        if let Ensemble::Starts { spread, .. } = &mut self.ensemble {
            let factor = new.region.size().x / old.region.size().x;
            *spread = round_significant(*spread * factor, 2);
        }
        for run in &mut self.runs {
            run.start = None;
            let factor = match optim::entry_of(run.optimizer.leading()).unit {
                StepUnit::Gradient => new.rate / old.rate,
                StepUnit::Length => new.region.size().x / old.region.size().x,
                StepUnit::Own => 1.0,
            };
            if let Some(rate) = run.optimizer.leading().real("lr") {
                run.optimizer = run
                    .optimizer
                    .clone()
                    .with_leading("lr", round_significant(rate * factor, 2));
            }
        }
        self.surface = surface;
    }

    /// The name itself, or with the first number behind it that no run has.
    pub(super) fn free_name(&self, name: &str) -> String {
        let taken = |name: &str| self.runs.iter().any(|run| run.name == name);
        let base = name
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end();
        if !taken(name) {
            return name.to_owned();
        }
        let numbered = (2..).map(|n| format!("{base} {n}"));
        numbered
            .take(MAX_RUNS + 1)
            .find(|name| !taken(name))
            .unwrap_or_else(|| name.to_owned())
    }

    /// The runs that are drawn, in the order of their cards.
    pub fn shown(&self) -> impl Iterator<Item = &Run> + Clone {
        let solo = self.runs.iter().any(|run| run.solo);
        let is_shown = move |run: &&Run| if solo { run.solo } else { run.visible };
        self.runs.iter().filter(is_shown)
    }

    /// Whether a run is drawn: visible, and solo if any run is.
    pub fn is_shown(&self, run: &Run) -> bool {
        if self.runs.iter().any(|run| run.solo) {
            run.solo
        } else {
            run.visible
        }
    }

    /// What decides a run once the shared settings are applied: written becomes resolved.
    pub fn request(&self, run: &Run) -> Request {
        let mut optimizer = run.optimizer.clone();
        if run.follows.rate
            && let Some(rate) = optimizer.leading().real("lr")
        {
            optimizer = optimizer.with_leading("lr", rate * self.shared.rate_factor);
        }
        if run.follows.momentum
            && let (Some(key), Some(momentum)) = (
                optim::entry_of(optimizer.leading()).momentum,
                self.shared.momentum,
            )
        {
            optimizer = optimizer.with_leading(key, momentum);
        }
        let schedule = match &self.shared.schedule {
            Some(shared) if run.follows.schedule => shared,
            _ => &run.schedule,
        };
        let (clip, place) = match &self.shared.clip {
            Some((clip, place)) if run.follows.clip => (clip, *place),
            _ => (&run.clip, run.place),
        };
        let places = optim::entry_of(&optimizer).places;
        Request {
            surface: self.surface.clone(),
            start: run.start.unwrap_or(self.start),
            schedule: schedule.clone(),
            clip: clip.clone(),
            place: if places.contains(&place) {
                place
            } else {
                Place::Gradient
            },
            optimizer,
            noise: self.noise,
            steps: self.steps,
            tolerance: self.tolerance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        let mut scene = Scene::on(Kind::Surface.default_config("quadratic"));
        let about = Kind::Optimizer.find("sgd").unwrap();
        for _ in 0..3 {
            scene.add_run(about);
        }
        scene
    }

    #[test]
    fn runs_get_identities_names_and_styles_of_their_own() {
        let mut scene = scene();
        scene.duplicate_run(RunId(1));
        let names: Vec<&str> = scene.runs.iter().map(|run| run.name.as_str()).collect();
        assert_eq!(names, ["SGD", "SGD 2", "SGD 4", "SGD 3"]);
        let styles: Vec<usize> = scene.runs.iter().map(|run| run.style).collect();
        assert_eq!(styles, [0, 1, 3, 2]);
        assert_eq!(scene.free_id(), RunId(4));
        while scene.duplicate_run(RunId(0)).is_some() {}
        assert_eq!(scene.runs.len(), MAX_RUNS);
    }

    #[test]
    fn a_scene_never_outgrows_what_a_file_may_hold() {
        let mut scene = scene();
        scene.steps = MAX_RECORDED / 4;
        assert!(scene.duplicate_run(RunId(0)).is_some());
        assert_eq!(scene.runs.len(), 4);
        assert!(scene.duplicate_run(RunId(0)).is_none());
        let about = Kind::Optimizer.find("adam").unwrap();
        assert!(scene.add_run(about).is_none());
        scene.runs.pop();
        assert!(scene.add_run(about).is_some());
    }

    #[test]
    fn shared_settings_reach_those_that_follow() {
        let mut scene = scene();
        scene.shared.rate_factor = 2.0;
        scene.shared.momentum = Some(0.5);
        scene.runs[1].follows = Follows {
            rate: false,
            momentum: false,
            schedule: true,
            clip: true,
        };
        let rate = scene.runs[0].optimizer.real("lr").unwrap();
        let requests: Vec<Request> = scene.runs.iter().map(|run| scene.request(run)).collect();
        assert_eq!(requests[0].optimizer.real("lr"), Some(2.0 * rate));
        assert_eq!(requests[0].optimizer.real("momentum"), Some(0.5));
        assert_eq!(requests[1].optimizer.real("lr"), Some(rate));
        assert_eq!(requests[1].optimizer.real("momentum"), Some(0.0));
        scene.runs[2].start = Some(Vec2 { x: 1.0, y: 1.0 });
        assert_eq!(scene.request(&scene.runs[2]).start, Vec2 { x: 1.0, y: 1.0 });
    }

    #[test]
    fn solo_hides_the_others() {
        let mut scene = scene();
        scene.runs[0].visible = false;
        let shown = |scene: &Scene| {
            let runs = scene.runs.iter();
            let shown = runs.map(|run| scene.is_shown(run)).collect::<Vec<_>>();
            let listed = scene.shown().map(|run| run.id).collect::<Vec<_>>();
            let runs = scene.runs.iter().zip(&shown);
            let meant = runs.filter_map(|(run, shown)| shown.then_some(run.id));
            assert_eq!(listed, meant.collect::<Vec<_>>());
            shown
        };
        assert_eq!(shown(&scene), [false, true, true]);
        scene.runs[0].solo = true;
        assert_eq!(shown(&scene), [true, false, false]);
    }
}
