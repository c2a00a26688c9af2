//! CPU time of a frame while a slider is dragged: re-simulation, layout and tessellation, without a GPU.
//!
//! What is measured is the time that the drawing thread has on a processor: other programs do not count.
//! Each scene is drawn at 1440×900 points in a windowless context, as the window would draw it. Every frame a
//! parameter changes that all runs depend on. The ratio beside each row is against the same frame with
//! nothing changed and playback paused, so that it means the same on every machine. `cargo bench --bench frame maps`
//! measures the maps alone.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use cpu_time::ThreadTime;
use egui::{Context, RawInput, Rect, Vec2, pos2};
use ravine::core::catalog::{Config, Kind};
use ravine::core::cloud::Ensemble;
use ravine::core::map::{Knob, Part};
use ravine::core::params::Value;
use ravine::core::surface::Region;
use ravine::core::vec2::vec2;
use ravine::session::Session;
use ravine::session::maps::Slot;
use ravine::session::preset::{PresetFile, default_scene};
use ravine::session::scene::{Run, Scene};
use ravine::session::view::Mode;
use ravine::ui::screen::{landscape_only_ui, screen_ui};
use ravine::ui::state::UiState;
use ravine::ui::theme;
use std::hint::black_box;
use std::time::Duration;

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

/// One run of 200 steps, chosen, over which maps are drawn.
fn one(surface: &str, optimizer: Config, mode: Mode) -> Screen {
    let mut scene = Scene::on(Kind::Surface.default_config(surface));
    let name = optimizer.about.info.name;
    let run = Run::new(scene.free_id(), name, scene.free_style(), optimizer);
    scene.runs.push(run);
    scene.steps = 200;
    let mut screen = Screen::new(scene);
    screen.session.view.mode = mode;
    screen
}

/// Frames of a map while a number is dragged on which all of it depends, or the plane: each has a new coarse map. The first
/// picture is the frame that opens the view.
fn report_map(
    name: &str,
    mut screen: Screen,
    slot: Slot,
    mut change: impl FnMut(&mut Session, f64),
) {
    let total = |parts: Parts| parts.ui + parts.tessellate;
    let mode = screen.session.view.mode;
    let mut first: Vec<f64> = (0..20)
        .map(|_| {
            screen.session.view.mode = Mode::Plane;
            for _ in 0..3 {
                screen.draw();
            }
            screen.session.view.mode = mode;
            total(screen.draw())
        })
        .collect();
    let mut frames: Vec<f64> = (0..2 * FRAMES)
        .map(|i| {
            change(&mut screen.session, wave(i));
            total(screen.draw())
        })
        .skip(FRAMES)
        .collect();
    change(&mut screen.session, 1.001);
    screen.draw();
    let map = screen.session.maps().get(slot);
    let (size, share) = map.map_or(([0, 0], 0.0), |map| (map.grid().size(), map.progress()));
    first.sort_by(f64::total_cmp);
    frames.sort_by(f64::total_cmp);
    println!(
        "{name:<44} {:6.2} ms   (worst {:.2}; first picture {:.2}, {:.2} % of {} × {} pixels)",
        frames[frames.len() / 2],
        frames[frames.len() - 1],
        first[first.len() / 2],
        100.0 * share,
        size[0],
        size[1],
    );
}

/// Frames, sixty a second, while a map sharpens until it is done.
fn report_refinement(name: &str, mut screen: Screen, slot: Slot) {
    let mut frames = Vec::new();
    let busy = |screen: &Screen| screen.session.maps().is_busy();
    for i in 0..10 {
        screen.session.scene.shared.rate_factor = 1.0 + 0.01 * f64::from(i);
        screen.draw();
        while busy(&screen) {
            std::thread::sleep(Duration::from_millis(16));
            let parts = screen.draw();
            frames.push(parts.ui + parts.tessellate);
        }
    }
    let size = screen.session.maps().get(slot).map(|map| map.grid().size());
    frames.sort_by(f64::total_cmp);
    println!(
        "{name:<44} {:6.2} ms   (worst {:.2}; {} frames for ten maps of {:?} pixels)",
        frames[frames.len() / 2],
        frames[frames.len() - 1],
        frames.len(),
        size.unwrap_or_default(),
    );
}

/// What maps cost the thread that draws, while others work them out.
fn maps() {
    let ball = || {
        let optimizer = Kind::Optimizer.default_config("sgd");
        optimizer.with("lr", 0.02).with("momentum", 0.9)
    };
    let adam = || Kind::Optimizer.default_config("adam").with("lr", 0.05);
    report_map(
        "basins: κ dragged, heavy ball, 200 steps",
        one("quadratic", ball(), Mode::Basins),
        Slot::Basins,
        |session, by| {
            let moved = session.scene.surface.set("kappa", Value::Real(20.0 * by));
            assert_eq!(moved, Ok(()), "the quadratic has a condition number");
        },
    );
    report_map(
        "basins: η dragged, Adam on Rosenbrock",
        one("rosenbrock", adam(), Mode::Basins),
        Slot::Basins,
        |session, by| session.scene.shared.rate_factor = by,
    );
    // The whole plane is worked out before it is moved.
    let mut seen = one("himmelblau", ball(), Mode::Basins);
    seen.draw();
    seen.session.finish_maps();
    report_map(
        "basins: the plane moved, heavy ball",
        seen,
        Slot::Basins,
        |session, by| {
            let home = session.home();
            let moved = vec2(by - 1.0, 0.3 * (1.0 - by));
            session.view.region = Some(Region {
                min: home.min + moved,
                max: home.max + moved,
            });
        },
    );
    let mut sweep = one("rosenbrock", adam(), Mode::Sweep);
    sweep.session.view.sweep.up = Some(Knob::param(Part::Optimizer, "eps"));
    report_map(
        "sweep: β dragged, Adam on Rosenbrock",
        sweep,
        Slot::Sweep,
        |session, by| {
            let run = &mut session.scene.runs[0].optimizer;
            *run = run.clone().with("beta1", 0.7 * by);
        },
    );
    let mut refined = one("himmelblau", ball(), Mode::Basins);
    (refined.alone, refined.size) = (true, Vec2::splat(512.0));
    report_refinement("frames while basins sharpen", refined, Slot::Basins);
    let refined = one("himmelblau", ball(), Mode::Basins);
    report_refinement("the same in the whole screen", refined, Slot::Basins);
}

fn main() {
    ravine::ui::memory::keep_freed();
    maps();
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
