//! What a map costs: million steps per second on 512×512 pixels of 200 steps, everything worked out that a map shows
//! (endings, final loss, steps to the tolerance), against what Python's compilers reach on a machine of this kind.
//!
//! Rows: each vector width that the machine has, on one core; the widest on all cores; with and without stopping packs of
//! which every run is over, rests or goes round. The arithmetic limit of Adam is the throughput of its divisions and square
//! roots alone, in registers, measured here at each width.
//!
//! On one core the time is that of the processor for the thread, on all cores that of the clock; each the best of rounds.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use cpu_time::ThreadTime;
use ravine::core::catalog::Kind;
use ravine::core::dispatch::{Level, Work};
use ravine::core::lane::{Lane, PACK_WIDTH, Pack};
use ravine::core::map::{Axis, Cell, Knob, Mapper, Outcome, Part, Plan};
use ravine::core::pipeline::Request;
use ravine::core::surface;
use ravine::core::trajectory::Ending;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const SIDE: usize = 512;
const STEPS: u64 = 200;
const ROUNDS: usize = 5;
/// How many rows of pixels a thread takes at a time.
const ROWS: usize = 4;

/// A map with its name and what Numba (parallel) and JAX (jit) reach, in million steps per second; 0 where there is no
/// figure.
struct Subject {
    name: &'static str,
    plan: Plan,
    axes: [Axis; 2],
    numba: f64,
    jax: f64,
    /// How many times the better of the two is aimed at.
    aim: f64,
}

fn main() {
    println!("{SIDE}x{SIDE} pixels x {STEPS} steps, f64; million steps per second\n");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // `cargo bench --bench map -- himmelblau widest` measures only maps with this in their name, only at this level.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let only_widest = words.iter().any(|word| word == "widest");
    let is_asked = |name: &str| {
        let name = name.to_lowercase();
        let mut words = words.iter().filter(|word| *word != "widest").peekable();
        words.peek().is_none() || words.any(|word| name.contains(word.as_str()))
    };
    let limit = limits();
    for subject in subjects()
        .into_iter()
        .filter(|subject| is_asked(subject.name))
    {
        let best = subject.numba.max(subject.jax);
        println!("{}", subject.name);
        let cells = cells(&subject.axes);
        println!("  {}", endings(&subject, &cells));
        let mut single = 0.0;
        for level in Level::all() {
            if only_widest && level != Level::widest() {
                continue;
            }
            for retires in [false, true] {
                let speed = one_core(&subject.plan, level, retires, &cells);
                println!(
                    "  {:22} {:8.0}   {:5.2} ns/step",
                    format!("1 core, {level:?}{}", retiring(retires)),
                    speed,
                    1e3 / speed
                );
                if level == Level::widest() && !retires {
                    single = speed;
                }
            }
        }
        for retires in [false, true] {
            let speed = all_cores(&subject.plan, retires, &cells, cores);
            print!(
                "  {:22} {speed:8.0}   {:5.2}x of one core",
                format!("{cores} cores{}", retiring(retires)),
                speed / single,
            );
            if best > 0.0 {
                print!(
                    "; {:.2}x of {best:.0} (Numba {:.0}, JAX {:.0}; aim {:.1}x)",
                    speed / best,
                    subject.numba,
                    subject.jax,
                    subject.aim
                );
            }
            println!();
        }
        if subject.name.starts_with("Adam") {
            println!(
                "  {:.2}x of the arithmetic limit ({limit:.2} ns/step)",
                1e3 / single / limit
            );
        }
        println!();
    }
}

fn retiring(retires: bool) -> &'static str {
    if retires { ", retiring" } else { "" }
}

fn subjects() -> [Subject; 5] {
    let surface = |id: &str| Kind::Surface.default_config(id);
    let optimizer = |id: &str, lr: f64| Kind::Optimizer.default_config(id).with("lr", lr);
    let request = |surface, optimizer| Request::plain(surface, optimizer, STEPS);
    let starts = |base: Request| Plan {
        base,
        across: Knob::StartX,
        up: Some(Knob::StartY),
        rates: false,
    };
    let shown = |id: &str| {
        let region = surface::landmarks(&surface(id)).region;
        [
            Axis::linear(region.min.x, region.max.x),
            Axis::linear(region.min.y, region.max.y),
        ]
    };
    // Ten times as long: what stopping runs that rest or go round is for.
    let long = |optimizer| Subject {
        name: "",
        plan: starts(Request {
            steps: 10 * STEPS,
            ..request(surface("himmelblau"), optimizer)
        }),
        axes: shown("himmelblau"),
        numba: 0.0,
        jax: 0.0,
        aim: 0.0,
    };
    let ball = optimizer("sgd", 0.005).with("momentum", 0.9);
    let sweep = Plan {
        base: request(
            surface("quadratic").with("kappa", 100.0),
            optimizer("sgd", 0.01),
        ),
        across: Knob::param(Part::Optimizer, "lr"),
        up: Some(Knob::param(Part::Optimizer, "momentum")),
        rates: false,
    };
    [
        Subject {
            name: "Heavy ball on Himmelblau, basins",
            plan: starts(request(surface("himmelblau"), ball)),
            axes: shown("himmelblau"),
            numba: 345.0,
            jax: 415.0,
            aim: 3.0,
        },
        Subject {
            name: "Learning rate x momentum on the quadratic with condition number 100, sweep",
            plan: sweep,
            axes: [Axis::log(1e-4, 0.1), Axis::linear(0.0, 0.999)],
            numba: 680.0,
            jax: 0.0,
            aim: 3.0,
        },
        Subject {
            name: "Adam on Rosenbrock, basins",
            plan: starts(request(surface("rosenbrock"), optimizer("adam", 0.05))),
            axes: shown("rosenbrock"),
            numba: 100.0,
            jax: 210.0,
            aim: 1.6,
        },
        Subject {
            name: "Gradient descent on Himmelblau, ten times as long",
            ..long(optimizer("sgd", 0.01))
        },
        Subject {
            name: "Heavy ball at a small rate on Himmelblau, ten times as long",
            ..long(optimizer("sgd", 0.001).with("momentum", 0.9))
        },
    ]
}

fn cells([across, up]: &[Axis; 2]) -> Vec<Cell> {
    let cell = |i: usize| [across.pixel(i % SIDE, SIDE), up.pixel(i / SIDE, SIDE)];
    (0..SIDE * SIDE).map(cell).collect()
}

/// What the map shows, in shares of its pixels.
fn endings(subject: &Subject, cells: &[Cell]) -> String {
    let mut out = Vec::new();
    Mapper::new(&subject.plan).run(cells, &|| false, &mut out);
    let share = |is: fn(&Ending) -> bool| {
        let count = out
            .iter()
            .filter(|o| o.ending.as_ref().is_some_and(is))
            .count();
        100.0 * count as f64 / out.len() as f64
    };
    format!(
        "{:.0} % converge, {:.0} % diverge, {:.0} % cycle",
        share(|e| matches!(e, Ending::Converged { .. })),
        share(|e| matches!(e, Ending::Diverged { .. })),
        share(|e| matches!(e, Ending::Cycling { .. })),
    )
}

/// Million steps per second of a round that takes so many seconds; steps that are left out count as taken.
fn speed(plan: &Plan, seconds: f64) -> f64 {
    (SIDE * SIDE) as f64 * plan.base.steps as f64 / seconds / 1e6
}

fn one_core(plan: &Plan, level: Level, retires: bool, cells: &[Cell]) -> f64 {
    let mut mapper = Mapper::at(plan, level, retires);
    let mut out: Vec<Outcome> = Vec::with_capacity(cells.len());
    let rounds = (0..ROUNDS).map(|_| {
        out.clear();
        let started = ThreadTime::now();
        for some in cells.chunks(SIDE * ROWS) {
            mapper.run(some, &|| false, &mut out);
        }
        black_box(&out);
        started.elapsed().as_secs_f64()
    });
    speed(plan, rounds.fold(f64::INFINITY, f64::min))
}

fn all_cores(plan: &Plan, retires: bool, cells: &[Cell], cores: usize) -> f64 {
    // More of them: a moment in which one core does something else spoils a round.
    let rounds = (0..3 * ROUNDS).map(|_| {
        let next = AtomicUsize::new(0);
        let tiles: Vec<&[Cell]> = cells.chunks(SIDE * ROWS).collect();
        let started = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..cores {
                scope.spawn(|| {
                    let mut mapper = Mapper::at(plan, Level::widest(), retires);
                    let mut out: Vec<Outcome> = Vec::new();
                    while let Some(tile) = tiles.get(next.fetch_add(1, Ordering::Relaxed)) {
                        out.clear();
                        mapper.run(tile, &|| false, &mut out);
                        black_box(&out);
                    }
                });
            }
        });
        started.elapsed().as_secs_f64()
    });
    speed(plan, rounds.fold(f64::INFINITY, f64::min))
}

/// The divisions and square roots of a step of PyTorch's Adam, and nothing else: η/(1 − β₁ᵗ), √(1 − β₂ᵗ), and for each
/// coordinate √v, √v/√(1 − β₂ᵗ) and the quotient of the step. The first two depend on the step alone where the βs are the
/// same for all runs; the rule is written for runs that may differ in them.
struct Roots<'a> {
    rounds: u64,
    numbers: &'a mut [Pack; 4],
    per_step: bool,
}

impl Work for Roots<'_> {
    type Out = ();
    #[inline(always)]
    fn run(self) {
        let [mut a, mut b, c, d] = *self.numbers;
        for _ in 0..self.rounds {
            // Each result is read by nothing but the next round's sums, so that only the throughput counts.
            let mut root = c;
            let mut length = d;
            if self.per_step {
                root = (c + a).sqrt();
                length = d / (c + b);
            }
            let x = (length + b) / ((a + d).sqrt() / root);
            let y = (length + a) / ((b + d).sqrt() / root);
            a = a + x * Pack::splat(1e-9);
            b = b + y * Pack::splat(1e-9);
        }
        (self.numbers[0], self.numbers[1]) = (a, b);
    }
}

/// Prints the arithmetic limit of Adam at each width; the least, in nanoseconds per step and run, of what each run has to
/// divide and root for itself: where the rate and the βs are the same for all, what depends on the step alone is done once.
fn limits() -> f64 {
    const STEPS: u64 = 200_000;
    println!("Divisions and square roots of Adam alone, ns/step");
    let mut least = f64::INFINITY;
    for level in Level::all() {
        let mut figures = [0.0; 2];
        for (figure, per_step) in figures.iter_mut().zip([true, false]) {
            let mut numbers = [1.0, 2.0, 0.5, 3.0].map(Pack::splat);
            let rounds = (0..ROUNDS).map(|_| {
                let started = ThreadTime::now();
                let numbers = black_box(&mut numbers);
                level.run(Roots {
                    rounds: STEPS,
                    numbers,
                    per_step,
                });
                started.elapsed().as_secs_f64()
            });
            let seconds = rounds.fold(f64::INFINITY, f64::min);
            *figure = seconds * 1e9 / (STEPS * PACK_WIDTH as u64) as f64;
        }
        let [all, without] = figures;
        println!(
            "  {level:?}: 5 divisions and 3 roots {all:.2}; 4 and 2, without those of the step alone, {without:.2}"
        );
        least = least.min(without);
    }
    println!();
    least
}
