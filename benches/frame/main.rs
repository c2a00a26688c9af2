//! CPU time of a frame while a slider is dragged: re-simulation, layout and tessellation, without a GPU.
//!
//! What is measured is the time that the drawing thread has on a processor: other programs do not count.
//! Each scene is drawn at 1440×900 points in a windowless context, as the window would draw it. Every frame a
//! parameter changes that all runs depend on. The ratio beside each row is against the same frame with
//! nothing changed and playback paused, so that it means the same on every machine. `cargo bench --bench frame maps`
//! measures the maps alone.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod maps;

use cpu_time::ThreadTime;
use egui::{Context, RawInput, Rect, Vec2, pos2};
use ravine::core::catalog::Kind;
use ravine::core::cloud::Ensemble;
use ravine::core::params::Value;
use ravine::core::vec2::vec2;
use ravine::session::Session;
use ravine::session::preset::{PresetFile, default_scene};
use ravine::session::scene::{Run, Scene};
use ravine::session::view::Mode;
use ravine::ui::screen::{landscape_only_ui, screen_ui};
use ravine::ui::state::UiState;
use ravine::ui::theme;
use std::hint::black_box;

/// Frames that are measured, after as many to warm up.
const FRAMES: usize = 200;

/// Twelve runs of the five methods with different rates, 2000 steps.
fn twelve(surface: &str, rate: f64, steps: u64) -> Scene {
    let mut scene = Scene::on(Kind::Surface.default_config(surface));
    let methods = ["sgd", "adam", "rmsprop", "adamw", "adagrad", "sgd"];
    for i in 0..12 {
        let id = methods[i % methods.len()];
        let unit = if id == "sgd" { rate } else { 0.02 };
        let mut optimizer = Kind::Optimizer
            .default_config(id)
            .with("lr", unit * (0.5 + 0.04 * i as f64));
        if i % methods.len() == 5 {
            optimizer = optimizer.with("momentum", 0.9).with("lr", unit * 0.1);
        }
        let run = Run::new(
            scene.free_id(),
            format!("{id} {i}"),
            scene.free_style(),
            optimizer,
        );
        scene.runs.push(run);
    }
    scene.steps = steps;
    scene
}

/// A windowless screen that frames can be drawn in.
struct Screen {
    ctx: Context,
    session: Session,
    state: UiState,
    frame: usize,
    /// Whether the landscape is drawn alone, without panels.
    alone: bool,
    /// Points across and down.
    size: Vec2,
}

/// Milliseconds of the parts of a frame.
#[derive(Clone, Copy, Default)]
struct Parts {
    ui: f64,
    tessellate: f64,
}

impl Screen {
    fn new(scene: Scene) -> Self {
        let ctx = Context::default();
        theme::apply(&ctx);
        let mut session = Session::new(&PresetFile::new(scene));
        let last = session.last_step();
        session.playback.seek(last, last);
        Self {
            ctx,
            session,
            state: UiState::default(),
            frame: 0,
            alone: false,
            size: Vec2::new(1440.0, 900.0),
        }
    }

    fn draw(&mut self) -> Parts {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), self.size)),
            time: Some(self.frame as f64 / 60.0),
            ..RawInput::default()
        };
        self.frame += 1;
        let start = ThreadTime::now();
        let mut output = self.ctx.run_ui(input, |ui| {
            if self.alone {
                landscape_only_ui(ui, &mut self.session, &mut self.state);
            } else {
                screen_ui(ui, &mut self.session, &mut self.state, 1.0 / 60.0);
            }
        });
        let ui = start.elapsed().as_secs_f64() * 1e3;
        // There is no GPU that would take the textures.
        output.textures_delta.clear();
        let (shapes, scale) = (output.shapes, output.pixels_per_point);
        let primitives = self.ctx.tessellate(shapes, scale);
        let all = start.elapsed().as_secs_f64() * 1e3;
        black_box(primitives);
        Parts {
            ui,
            tessellate: all - ui,
        }
    }

    /// The median of the frames in which `change` was made.
    fn median(&mut self, mut change: impl FnMut(&mut Scene, usize)) -> Parts {
        let mut frames = Vec::new();
        for i in 0..2 * FRAMES {
            change(&mut self.session.scene, i);
            let parts = self.draw();
            if i >= FRAMES {
                frames.push(parts);
            }
        }
        frames.sort_by(|a, b| (a.ui + a.tessellate).total_cmp(&(b.ui + b.tessellate)));
        frames[frames.len() / 2]
    }

    /// Milliseconds that simulating everything anew takes, without a frame around it.
    fn simulation(&mut self) -> f64 {
        let requests: Vec<_> = self
            .session
            .scene
            .runs
            .iter()
            .map(|run| self.session.scene.request(run))
            .collect();
        let mut times: Vec<f64> = (0..30)
            .map(|_| {
                let start = ThreadTime::now();
                for request in &requests {
                    black_box(ravine::core::simulate::simulate(request));
                }
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }
}

/// Frames in 3D while the eye goes round: everything that lies on the surface is put in order anew in each.
fn orbit(name: &str, scene: Scene, mode: Mode, alone: bool) {
    let mut screen = Screen::new(scene);
    screen.session.view.mode = mode;
    screen.alone = alone;
    for _ in 0..20 {
        screen.draw();
    }
    let median = |frames: &mut Vec<Parts>| {
        frames.sort_by(|a, b| (a.ui + a.tessellate).total_cmp(&(b.ui + b.tessellate)));
        frames[frames.len() / 2]
    };
    let mut frames = [false, true].map(|moving| {
        let mut frames: Vec<Parts> = (0..FRAMES)
            .map(|_| {
                if moving {
                    let camera = screen.session.view.camera;
                    screen.session.view.camera = camera.orbited(0.02, 0.0);
                }
                screen.draw()
            })
            .collect();
        median(&mut frames)
    });
    let [still, moved] = &mut frames;
    println!(
        "{name:<44} {:6.2} ms   (ui {:.2}, tessellation {:.2})   a still frame of {:.2} ms",
        moved.ui + moved.tessellate,
        moved.ui,
        moved.tessellate,
        still.ui + still.tessellate,
    );
}

/// A factor that goes back and forth a little, as a hand does.
fn wave(i: usize) -> f64 {
    1.0 + 0.2 * (i as f64 * 0.1).sin()
}

fn report(name: &str, screen: &mut Screen, change: impl FnMut(&mut Scene, usize)) {
    let moved = screen.median(change);
    while screen.session.is_busy() {
        screen.draw();
    }
    let still = screen.median(|_, _| {});
    let alone = screen.simulation();
    let (total, rest) = (moved.ui + moved.tessellate, still.ui + still.tessellate);
    println!(
        "{name:<44} {total:6.2} ms   (ui and simulation {:.2}, tessellation {:.2}; simulation alone {alone:.2})   {:.2} × a still frame of {rest:.2} ms",
        moved.ui,
        moved.tessellate,
        total / rest,
    );
}

/// Frames of long runs while they play, each a further part of the way on.
fn report_playing(name: &str, scene: Scene) {
    let last = scene.steps;
    let mut screen = Screen::new(scene);
    while screen.session.is_busy() || screen.frame < 2 {
        screen.draw();
    }
    let frames = 120;
    let mut times: Vec<f64> = (0..frames)
        .map(|i| {
            screen.session.playback.seek(last * i / frames, last);
            let parts = screen.draw();
            parts.ui + parts.tessellate
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{name:<44} {median:6.2} ms   (worst {worst:.2})");
}

fn main() {
    ravine::ui::memory::keep_freed();
    maps::all();
    if std::env::args().any(|word| word == "maps") {
        return;
    }
    let race = || twelve("rosenbrock", 1e-3, 2000);
    let empty = || Scene::on(Kind::Surface.default_config("rosenbrock"));
    orbit(
        "2D, the whole screen, 12 runs × 2000",
        race(),
        Mode::Plane,
        false,
    );
    orbit(
        "3D, the hills alone, 128 × 128 cells",
        empty(),
        Mode::Relief,
        true,
    );
    orbit(
        "3D, alone, 5 runs of the first scene",
        default_scene(),
        Mode::Relief,
        true,
    );
    orbit("3D, alone, 12 runs × 2000", race(), Mode::Relief, true);
    orbit(
        "3D, the whole screen, 12 runs × 2000",
        race(),
        Mode::Relief,
        false,
    );
    let mut rosenbrock = Screen::new(twelve("rosenbrock", 1e-3, 2000));
    report(
        "η on Rosenbrock, 12 runs × 2000 steps",
        &mut rosenbrock,
        |scene, i| {
            scene.shared.rate_factor = wave(i);
        },
    );
    let mut quadratic = Screen::new(twelve("quadratic", 0.05, 2000));
    report(
        "κ on the quadratic, 12 runs × 2000 steps",
        &mut quadratic,
        |scene, i| {
            let moved = scene.surface.set("kappa", Value::Real(20.0 * wave(i)));
            assert_eq!(moved, Ok(()), "the quadratic has a condition number");
        },
    );
    let mut cliff = Screen::new(twelve("recurrent_cliff", 0.05, 2000));
    report(
        "start on the recurrent cliff, 12 runs × 2000",
        &mut cliff,
        |scene, i| {
            scene.start = vec2(5.0 * wave(i), -2.9);
        },
    );
    let mut clouds = twelve("quadratic", 0.02, 300);
    clouds.ensemble = Ensemble::Starts {
        count: 32,
        spread: 0.1,
    };
    report(
        "κ under clouds of 32, 12 runs × 300 steps",
        &mut Screen::new(clouds.clone()),
        |scene, i| {
            let moved = scene.surface.set("kappa", Value::Real(20.0 * wave(i)));
            assert_eq!(moved, Ok(()), "the quadratic has a condition number");
        },
    );
    clouds.steps = 2000;
    report_playing("playing clouds of 32, 12 runs × 2000 steps", clouds);
    for surface in ["rosenbrock", "quadratic"] {
        let rate = if surface == "quadratic" { 0.05 } else { 1e-3 };
        let name = format!("playing on {surface}, 12 runs × 100 000 steps");
        report_playing(&name, twelve(surface, rate, 100_000));
    }
}
