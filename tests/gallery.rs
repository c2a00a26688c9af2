//! The gallery: every scene that comes with the program shows what its sentence says.
//!
//! `UPDATE_PRESETS=1 cargo test --test gallery` writes the files as the program writes them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

#[path = "gallery/maps.rs"]
mod maps;
#[path = "gallery/minima.rs"]
mod minima;
#[path = "gallery/noise.rs"]
mod noise;
#[path = "gallery/rates.rs"]
mod rates;
#[path = "gallery/steps.rs"]
mod steps;

use ravine::core::catalog::{About, Config, Kind};
use ravine::core::ending::steps_to_tolerance;
use ravine::core::params::Value;
use ravine::core::pipeline::Request;
use ravine::core::simulate::simulate;
use ravine::core::surface::{self, Landmarks};
use ravine::core::trajectory::{Ending, Trajectory};
use ravine::core::vec2::Vec2;
use ravine::session::gallery::{self, TOPICS};
use ravine::session::preset;
use ravine::session::scene::Scene;
use ravine::session::view::{Mode, View};
use std::collections::BTreeSet;

/// Asserts what a scene's sentence says.
type Check = fn(&Race);

/// Each scene with the check of its sentence.
const ROWS: &[(&str, Check)] = &[
    ("ravine", rates::ravine),
    ("rosenbrock", rates::rosenbrock),
    ("learning_rates", rates::learning_rates),
    ("period_doubling", rates::period_doubling),
    ("edge_of_stability", rates::edge_of_stability),
    ("no_rate", rates::no_rate),
    ("momentum", rates::momentum),
    ("heavy_ball", rates::heavy_ball),
    ("nesterov", rates::nesterov),
    ("heavy_ball_cycle", rates::heavy_ball_cycle),
    ("adagrad_fades", steps::adagrad_fades),
    ("bias_correction", steps::bias_correction),
    ("amsgrad", steps::amsgrad),
    ("adamw", steps::adamw),
    ("adam_family", steps::adam_family),
    ("ravine_straight", steps::ravine_straight),
    ("ravine_turned", steps::ravine_turned),
    ("signs", steps::signs),
    ("trust_ratio", steps::trust_ratio),
    ("frameworks", steps::frameworks),
    ("noise_floor", noise::noise_floor),
    ("schedules", noise::schedules),
    ("averaging", noise::averaging),
    ("warm_up", noise::warm_up),
    ("warm_restarts", noise::warm_restarts),
    ("chebyshev", noise::chebyshev),
    ("clip_turns", steps::clip_turns),
    ("recurrent_cliff", noise::recurrent_cliff),
    ("heavy_tails", noise::heavy_tails),
    ("saddle_escape", minima::saddle_escape),
    ("newton_saddle", minima::newton_saddle),
    ("plateau", minima::plateau),
    ("four_minima", minima::four_minima),
    ("many_minima", minima::many_minima),
    ("flat_minima", minima::flat_minima),
    ("whose_valley", maps::whose_valley),
    ("which_settings", maps::which_settings),
    ("u_curves", maps::u_curves),
    ("every_rate", maps::every_rate),
    ("fractal_border", maps::fractal_border),
    ("second_order", minima::second_order),
    ("line_search", minima::line_search),
    ("without_gradients", minima::without_gradients),
];

/// Runs that leave the picture, because their scene is about that.
const LEAVE: &[(&str, &str)] = &[
    ("learning_rates", "Too high: 0.204"),
    ("warm_up", "At once"),
    ("heavy_tails", "Unclipped"),
];

/// A scene with all that follows from it.
struct Race {
    scene: Scene,
    view: View,
    landmarks: Landmarks,
    runs: Vec<Raced>,
}

/// A run of a scene.
struct Raced {
    name: String,
    request: Request,
    path: Trajectory,
    ending: Ending,
    lowest: Option<f64>,
}

impl Race {
    fn of(name: &str) -> Self {
        let file = preset::parse(gallery::text(name).unwrap()).unwrap();
        let landmarks = surface::landmarks(&file.scene.surface);
        let raced = |run: &ravine::session::scene::Run| {
            let request = file.scene.request(run);
            let (path, ending) = simulate(&request);
            Raced {
                name: run.name.clone(),
                lowest: landmarks.lowest,
                request,
                path,
                ending,
            }
        };
        Self {
            runs: file.scene.runs.iter().map(raced).collect(),
            view: file.view.clone(),
            landmarks,
            scene: file.scene,
        }
    }

    /// The run of this name.
    #[track_caller]
    fn run(&self, name: &str) -> &Raced {
        let found = self.runs.iter().find(|run| run.name == name);
        found.unwrap_or_else(|| panic!("no run is called {name}"))
    }
}

impl Raced {
    /// The gap to the lowest value where the run ended.
    fn gap(&self) -> f64 {
        self.path.loss.last().unwrap() - self.lowest.unwrap()
    }

    /// Where it ended.
    fn end(&self) -> Vec2 {
        *self.path.position.last().unwrap()
    }

    /// The step at which it came under a gap for the first time.
    #[track_caller]
    fn step_under(&self, gap: f64) -> u64 {
        let step = steps_to_tolerance(&self.path, self.lowest, gap);
        step.unwrap_or_else(|| panic!("{} never comes under {gap}", self.name))
    }

    /// Whether it arrived and stayed.
    fn arrived(&self) -> bool {
        matches!(self.ending, Ending::Converged { .. })
    }

    /// How long each of its steps is.
    fn lengths(&self) -> Vec<f64> {
        let pairs = self.path.position.windows(2);
        pairs.map(|pair| (pair[1] - pair[0]).norm()).collect()
    }

    /// The mean gap over the last so many steps, over this many seeds.
    fn floor(&self, seeds: u64, steps: usize) -> f64 {
        let of_seed = |seed| {
            let mut request = self.request.clone();
            request.noise.seed = seed;
            let loss = simulate(&request).0.loss;
            let tail = &loss[loss.len() - steps..];
            tail.iter().sum::<f64>() / steps as f64 - self.lowest.unwrap()
        };
        (0..seeds).map(of_seed).sum::<f64>() / seeds as f64
    }
}

#[test]
fn every_scene_shows_what_its_sentence_says() {
    let named: Vec<&str> = ROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(named, gallery::names().collect::<Vec<_>>());
    let fails = |(name, check): &&(&str, Check)| {
        let checked = std::panic::catch_unwind(|| check(&Race::of(name)));
        checked.is_err()
    };
    let failed: Vec<&str> = ROWS.iter().filter(fails).map(|(name, _)| *name).collect();
    assert!(failed.is_empty(), "not as they say: {failed:?}");
}

#[test]
fn every_scene_has_a_title_and_a_short_sentence_of_its_own() {
    let (mut titles, mut notes) = (BTreeSet::new(), BTreeSet::new());
    for name in gallery::names() {
        let Scene { title, note, .. } = preset::from_json(gallery::text(name).unwrap()).unwrap();
        assert!((4..=36).contains(&title.chars().count()), "{name}: {title}");
        assert!((40..=200).contains(&note.chars().count()), "{name}: {note}");
        let ends = note.matches(". ").count() + usize::from(note.ends_with('.'));
        assert!(
            ends == 1 && note.ends_with('.'),
            "{name}: one sentence, not {note}"
        );
        assert!(
            note.starts_with(char::is_uppercase) || note.starts_with("sign"),
            "{note}"
        );
        assert!(titles.insert(title.to_lowercase()), "{name}: {title}");
        assert!(notes.insert(note), "{name}");
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(name.chars().all(is_plain), "{name}");
    }
    assert!(titles.len() >= 26 && TOPICS.iter().all(|topic| !topic.names.is_empty()));
}

#[test]
fn every_scene_is_written_as_the_program_writes_it() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    for name in gallery::names() {
        let path = folder.join(format!("{name}.json"));
        let text = std::fs::read_to_string(&path).unwrap();
        let file = preset::parse(&text).unwrap_or_else(|error| panic!("{name}.json: {error}"));
        let written = preset::write(&file);
        if std::env::var_os("UPDATE_PRESETS").is_some() && written != text {
            std::fs::write(&path, &written).unwrap();
        } else {
            assert_eq!(written, text, "{name}.json is not as the program writes it");
        }
    }
}

#[test]
fn nobody_leaves_the_picture_unless_that_is_the_point() {
    let mut faults = Vec::new();
    for name in gallery::names() {
        let race = Race::of(name);
        // A sweep is of one run.
        let fewest = if race.view.mode == Mode::Sweep { 1 } else { 2 };
        assert!((fewest..=7).contains(&race.runs.len()), "{name}");
        assert!(race.scene.steps <= 2000, "{name} takes too long to watch");
        let region = race.view.region.unwrap_or(race.landmarks.region);
        for run in &race.runs {
            let is_in = |p: &Vec2| {
                let (low, high) = (region.min, region.max);
                (low.x..=high.x).contains(&p.x) && (low.y..=high.y).contains(&p.y)
            };
            let outside = run.path.position.iter().find(|p| !is_in(p));
            let leaves = LEAVE.contains(&(name, run.name.as_str()));
            if outside.is_some() != leaves {
                faults.push(format!("{name}: {} at {outside:?}", run.name));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The settings that a scene uses, with those that stand inside others.
fn used(kind: Kind) -> BTreeSet<&'static str> {
    fn collect(config: &Config, kind: Kind, families: &mut BTreeSet<&'static str>) {
        if kind
            .find(config.id())
            .is_some_and(|about: &About| std::ptr::eq(about, config.about))
        {
            families.insert(config.about.info.family);
        }
        for value in config.values() {
            match value {
                Value::Config(inner) => collect(inner, kind, families),
                Value::Configs(list) => {
                    for inner in list {
                        collect(inner, kind, families);
                    }
                }
                _ => {}
            }
        }
    }
    let mut families = BTreeSet::new();
    for name in gallery::names() {
        let scene = preset::from_json(gallery::text(name).unwrap()).unwrap();
        collect(&scene.surface, kind, &mut families);
        for run in &scene.runs {
            for config in [&run.optimizer, &run.schedule, &run.clip] {
                collect(config, kind, &mut families);
            }
        }
    }
    families
}

#[test]
fn every_family_of_the_catalogues_is_shown() {
    for kind in Kind::ALL {
        let entries = kind.entries().into_iter();
        let mut families: BTreeSet<&str> = entries.map(|about| about.info.family).collect();
        // A guard does nothing as long as all is well.
        families.remove("Guards");
        assert_eq!(used(kind), families, "{kind}");
    }
}
