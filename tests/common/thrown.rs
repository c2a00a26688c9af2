//! Presets made by chance: numbers of all sizes, letters of all kinds, every entry of the catalogues.

use super::Dice;
use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::Place;
use ravine::core::cloud::Ensemble;
use ravine::core::map::{Axis, AxisScale, Knob};
use ravine::core::noise::{Noise, NoiseKind};
use ravine::core::optim;
use ravine::core::params::{Shape, Value};
use ravine::core::surface::Region;
use ravine::core::vec2::{Vec2, vec2};
use ravine::session::camera::Camera;
use ravine::session::ghosts::Ghost;
use ravine::session::maps::{Form, OrbitView, Ordinate, Shade, Sweep};
use ravine::session::preset::{self, PresetFile};
use ravine::session::scene::{Follows, Run, RunId, STYLES, Scene};
use ravine::session::view::{Across, Curve, Mode, View};

/// What presets are made of, thrown: numbers of all sizes, letters of all kinds.
pub(crate) struct Stream(pub(crate) Dice);

impl Stream {
    pub(crate) fn next(&mut self) -> u64 {
        self.0.next()
    }
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0.below(n)
    }
    pub(crate) fn chance(&mut self) -> bool {
        self.below(2) == 0
    }
    /// Any finite number: all exponents, subnormals and both zeros included.
    pub(crate) fn real(&mut self) -> f64 {
        match self.below(8) {
            0 => 0.0,
            1 => -0.0,
            2 => (self.below(2001) as f64 - 1000.0) / 100.0,
            3 => f64::MIN_POSITIVE / (1 + self.below(1000)) as f64,
            _ => Some(f64::from_bits(self.next()))
                .filter(|x| x.is_finite())
                .unwrap_or(f64::MAX),
        }
    }
    pub(crate) fn real_where(&mut self, allowed: impl Fn(f64) -> bool, default: f64) -> f64 {
        for _ in 0..40 {
            let x = self.real();
            let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
            if let Some(x) = [x, x.abs(), unit].into_iter().find(|x| allowed(*x)) {
                return x;
            }
        }
        default
    }
    pub(crate) fn position(&mut self) -> Vec2 {
        vec2(self.real(), self.real())
    }
    pub(crate) fn text(&mut self) -> String {
        let letters = [
            'a', 'Z', ' ', '"', '\\', '\n', '\t', '\u{0}', 'η', '∇', '🎲', '/', '\u{2028}',
        ];
        (0..self.below(12))
            .map(|_| letters[self.below(13) as usize])
            .collect()
    }
    pub(crate) fn config(&mut self, kind: Kind) -> Config {
        let entries = kind.entries();
        let mut config = Config::new(entries[self.below(entries.len() as u64) as usize]);
        for spec in config.about.specs {
            if self.below(3) == 0 {
                continue;
            }
            let value = match &spec.shape {
                Shape::Real {
                    domain, default, ..
                } => Value::Real(self.real_where(|x| domain.contains(x), *default)),
                Shape::Count { min, max, .. } => Value::Count(min + self.below(max - min + 1)),
                Shape::Reals { domain, default } => {
                    let length = self.below(5);
                    let item = |_| self.real_where(|x| domain.contains(x), default[0]);
                    Value::Reals((0..length).map(item).collect())
                }
                other => self.0.value(other, 0),
            };
            config.set(spec.key, value).unwrap();
        }
        config
    }
    pub(crate) fn run(&mut self, id: u64) -> Run {
        let mut run = Run::new(
            RunId(id),
            self.text(),
            self.below(STYLES as u64) as usize,
            self.config(Kind::Optimizer),
        );
        run.schedule = self.config(Kind::Schedule);
        run.clip = self.config(Kind::Clip);
        let places = optim::entry_of(&run.optimizer).places;
        run.place = places[self.below(places.len() as u64) as usize];
        run.start = self.chance().then(|| self.position());
        run.visible = self.chance();
        run.solo = self.chance();
        run.follows = Follows {
            rate: self.chance(),
            momentum: self.chance(),
            schedule: self.chance(),
            clip: self.chance(),
        };
        run
    }
    pub(crate) fn ensemble(&mut self) -> Ensemble {
        let count = 2 + self.below(255);
        match self.below(3) {
            0 => Ensemble::Off,
            1 => Ensemble::Seeds { count },
            _ => Ensemble::Starts {
                count,
                spread: self.real_where(|x| x > 0.0, 0.1),
            },
        }
    }
    pub(crate) fn scene(&mut self) -> Scene {
        let mut scene = Scene::on(self.config(Kind::Surface));
        scene.title = self.text();
        scene.note = self.text();
        scene.start = self.position();
        scene.steps = 1 + self.below(1000);
        scene.tolerance = self.real_where(|x| x > 0.0, 1e-6);
        scene.noise = Noise {
            sigma: self.real_where(|x| x >= 0.0, 0.0),
            seed: self.next(),
            kind: *self.0.pick(&NoiseKind::ALL),
            degrees: 1 + self.below(30),
        };
        scene.ensemble = self.ensemble();
        scene.shared.rate_factor = self.real_where(|x| x > 0.0, 1.0);
        scene.shared.momentum = self
            .chance()
            .then(|| self.real_where(|x| (0.0..1.0).contains(&x), 0.5));
        scene.shared.schedule = self.chance().then(|| self.config(Kind::Schedule));
        scene.shared.clip = self
            .chance()
            .then(|| (self.config(Kind::Clip), Place::ALL[self.below(3) as usize]));
        let gap = 1 + self.below(3);
        scene.runs = (0..self.below(6)).map(|i| self.run(i * gap)).collect();
        if self.chance() {
            scene.runs.reverse();
        }
        scene
    }
    /// A view: everything that can be switched, a camera within its bounds, a region, curves, ghosts.
    pub(crate) fn view(&mut self, scene: &Scene) -> View {
        let ends = |stream: &mut Self| loop {
            let [a, b] = [stream.real() / 4.0, stream.real() / 4.0];
            if a < b && b - a > 0.0 {
                return [a, b];
            }
        };
        let region = self.chance().then(|| Region::new(ends(self), ends(self)));
        let camera = Camera {
            yaw: self.real(),
            pitch: self.real(),
            zoom: 1.0 + self.0.share(),
            stretch: self.0.share(),
            log: self.chance(),
        };
        let mut curves = Curve::ALL.to_vec();
        while curves.len() > 1 + self.below(3) as usize {
            curves.remove(self.below(curves.len() as u64) as usize);
        }
        curves.truncate(3);
        let ghosts = if self.below(3) == 0 {
            scene
                .runs
                .iter()
                .map(|run| Ghost::new(scene, run))
                .collect()
        } else {
            Vec::new()
        };
        View {
            sweep: self.sweep(scene),
            region,
            mode: *self.0.pick(&Mode::ALL),
            camera: camera.bounded(),
            heat: self.chance(),
            contours: self.chance(),
            gradient: self.chance(),
            curvature: self.chance(),
            names: self.chance(),
            follow: self.chance(),
            curves,
            log: self.chance(),
            across: *self.0.pick(&Across::ALL),
            ghosts,
        }
    }
    /// What a sweep shows: numbers that the runs have, axes of all lengths.
    pub(crate) fn sweep(&mut self, scene: &Scene) -> Sweep {
        if self.chance() {
            return Sweep::default();
        }
        let runs = scene.runs.iter().map(|run| scene.request(run));
        let known: Vec<Knob> = runs.flat_map(|request| Knob::all(&request)).collect();
        let knob = |stream: &mut Self| {
            (!known.is_empty() && stream.chance()).then(|| stream.0.pick(&known).clone())
        };
        let shown = |stream: &mut Self| {
            let scale = *stream.0.pick(&AxisScale::ALL);
            let axis = Axis {
                low: stream.real(),
                high: stream.real(),
                scale,
            };
            Some(axis).filter(Axis::is_valid)
        };
        Sweep {
            form: *self.0.pick(&Form::ALL),
            across: knob(self),
            up: knob(self),
            across_shown: shown(self),
            up_shown: shown(self),
            shade: *self.0.pick(&Shade::ALL),
            theory: self.chance(),
            orbit: OrbitView {
                ordinate: *self.0.pick(&Ordinate::ALL),
                shown: shown(self).map(|axis| [axis.low, axis.high]),
                after: self.chance().then(|| self.below(1_000_001)),
            },
        }
    }
    /// A scene with everything that a file may keep beside it.
    pub(crate) fn file(&mut self, scene: Scene) -> PresetFile {
        let mut file = PresetFile::new(scene);
        if self.chance() {
            file.view = self.view(&file.scene);
        }
        if self.chance() {
            file.schema = Some(self.text());
        }
        if self.below(4) == 0 && preset::embed(&mut file).is_ok() && self.chance() {
            file.trajectories.as_mut().unwrap().version = self.text();
        }
        file
    }
}
