//! Pixels of random maps of random scenes equal the single runs that they name, bit for bit.

use crate::common::Dice;
use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::{self, Place};
use ravine::core::dispatch::Level;
use ravine::core::map::{Cell, Knob, Mapper, Outcome, Part, Plan};
use ravine::core::noise::{Noise, NoiseKind};
use ravine::core::optim;
use ravine::core::params::{Shape, Value};
use ravine::core::pipeline::Request;
use ravine::core::schedule;
use ravine::core::simulate::simulate;
use ravine::core::surface;
use ravine::core::vec2::vec2;

/// What a run may have as its number of steps: none, few, around the lengths of tails and blocks, and many.
const STEPS: [u64; 14] = [0, 1, 2, 3, 7, 8, 9, 63, 65, 191, 192, 193, 200, 700];

/// How often every optimizer is thrown together with other parts.
const ROUNDS: usize = 6;
/// How many pixels of each map are compared; more than one pack, and no whole number of packs.
const PIXELS: usize = 21;

/// What became of a pixel as a single run; nothing where there is no such run.
pub(crate) fn alone(plan: &Plan, cell: Cell) -> Outcome {
    plan.request(cell).map_or(Outcome::NONE, |request| {
        let (trajectory, ending) = simulate(&request);
        Outcome::of(&request, &trajectory, ending, plan.extras())
    })
}

/// Works out pixels at once and in two halves, and compares each with its single run.
pub(crate) fn check(plan: &Plan, cells: &[Cell]) {
    let want: Vec<Outcome> = cells.iter().map(|cell| alone(plan, *cell)).collect();
    let mut mapper = Mapper::new(plan);
    let mut got = Vec::new();
    assert!(mapper.run(cells, &|| false, &mut got));
    compare(plan, cells, &want, &got);
    // Again, with what the mapper remembers of the first time, in other packs.
    got.clear();
    let (first, second) = cells.split_at(cells.len() / 3);
    assert!(mapper.run(first, &|| false, &mut got));
    assert!(mapper.run(second, &|| false, &mut got));
    compare(plan, cells, &want, &got);
    // In the other registers of the machine, and without stopping what is over.
    for level in Level::all() {
        got.clear();
        let retires = level != Level::PLAIN;
        assert!(Mapper::at(plan, level, retires).run(cells, &|| false, &mut got));
        compare(plan, cells, &want, &got);
    }
}

fn compare(plan: &Plan, cells: &[Cell], want: &[Outcome], got: &[Outcome]) {
    assert_eq!(want.len(), got.len());
    for ((cell, want), got) in cells.iter().zip(want).zip(got) {
        assert!(
            got.same(want),
            "{cell:?} is {got:?} in the map and {want:?} alone: {plan:?}"
        );
    }
}

/// Every optimizer with surface, schedule, clip, place, noise, axes and starts by chance.
#[test]
fn a_pixel_of_any_map_is_the_run_that_it_names() {
    let mut dice = Dice(1);
    for _ in 0..ROUNDS {
        for method in optim::CATALOG {
            let plan = throw_plan(&mut dice, method.about.info.id);
            let cells = throw_cells(&plan, &mut dice);
            check(&plan, &cells);
        }
    }
}

/// Every surface under plain methods, whose runs arrive, leave, cycle and rest.
#[test]
fn a_pixel_of_any_surface_is_the_run_that_it_names() {
    let mut dice = Dice(2);
    for entry in surface::CATALOG {
        for id in ["sgd", "adam", "sign_sgd", "rprop"] {
            let mut plan = throw_plan(&mut dice, id);
            plan.base.surface = Config::new(&entry.about);
            plan.base.optimizer = Kind::Optimizer.default_config(id);
            plan.base.clip = Kind::Clip.default_config("none");
            plan.base.schedule = Kind::Schedule.default_config("constant");
            plan.base.place = Place::Gradient;
            plan.base.noise.sigma = 0.0;
            let landmarks = surface::landmarks(&plan.base.surface);
            let spread = 10.0_f64.powf(dice.share() * 4.0 - 3.0);
            let rate = landmarks.rate * spread;
            plan.base.optimizer = plan.base.optimizer.with("lr", rate).with("momentum", 0.5);
            (plan.across, plan.up) = (Knob::StartX, Some(Knob::StartY));
            let cells = throw_cells(&plan, &mut dice);
            check(&plan, &cells);
        }
    }
}

/// A scene by chance, with the numbers on its axes.
fn throw_plan(dice: &mut Dice, optimizer: &str) -> Plan {
    let method = optim::CATALOG
        .iter()
        .find(|entry| entry.about.info.id == optimizer)
        .unwrap();
    let about = &dice.pick(surface::CATALOG).about;
    let surface = dice.config(about);
    let mut schedule = Kind::Schedule.default_config("constant");
    if dice.below(2) == 0 {
        let about = &dice.pick(schedule::CATALOG).about;
        schedule = dice.config(about);
    }
    let mut clip = Kind::Clip.default_config("none");
    if dice.below(2) == 0 {
        let about = &dice.pick(clip::CATALOG).about;
        clip = dice.config(about);
    }
    let region = surface::landmarks(&surface).region;
    let start = vec2(
        region.min.x + dice.share() * region.size().x,
        region.min.y + dice.share() * region.size().y,
    );
    let base = Request {
        surface,
        start,
        optimizer: dice.config(&method.about),
        schedule,
        clip,
        place: *dice.pick(method.places),
        noise: Noise {
            sigma: if dice.below(2) == 0 { 0.0 } else { 0.1 },
            seed: dice.below(100),
            kind: *dice.pick(&NoiseKind::ALL),
            ..Noise::default()
        },
        steps: *dice.pick(&STEPS),
        tolerance: 10.0_f64.powf(-12.0 * dice.share()),
    };
    let knobs = Knob::all(&base);
    let up = match dice.below(6) {
        0 => None,
        1 => Some(Knob::StartY),
        _ => Some(dice.pick(&knobs).clone()),
    };
    let across = match dice.below(4) {
        0 => Knob::StartX,
        _ => dice.pick(&knobs).clone(),
    };
    Plan {
        base,
        across,
        up,
        rates: dice.below(2) == 0,
    }
}

/// Pixels by chance: three values on one axis, many on the other, and some of no or of a hopeless run.
fn throw_cells(plan: &Plan, dice: &mut Dice) -> Vec<Cell> {
    let few: Vec<Cell> = (0..3).map(|_| throw_cell(plan, dice)).collect();
    let mut cells: Vec<Cell> = (0..PIXELS)
        .map(|_| {
            let row = dice.pick(&few)[1];
            let cell = throw_cell(plan, dice);
            if dice.below(2) == 0 {
                [cell[0], row]
            } else {
                cell
            }
        })
        .collect();
    cells[3][0] = -1e200;
    cells[5] = [1e200, 1e300];
    cells[6][1] = f64::NAN;
    cells
}

fn throw_cell(plan: &Plan, dice: &mut Dice) -> Cell {
    let across = throw_number(&plan.across, &plan.base, dice);
    let up = plan.up.as_ref();
    [
        across,
        up.map_or(0.0, |up| throw_number(up, &plan.base, dice)),
    ]
}

fn throw_number(knob: &Knob, base: &Request, dice: &mut Dice) -> f64 {
    let region = surface::landmarks(&base.surface).region;
    let (low, size) = (region.min, region.size());
    match knob {
        Knob::StartX => low.x + dice.share() * size.x,
        Knob::StartY => low.y + dice.share() * size.y,
        Knob::Sigma => [0.0, 0.5, dice.share()][dice.below(3) as usize],
        Knob::Degrees => (1 + dice.below(5)) as f64,
        Knob::Seed => dice.below(5) as f64,
        Knob::Param { .. } => match knob.spec(base).unwrap().shape {
            Shape::Real { .. } => match dice.value(&knob.spec(base).unwrap().shape, 0) {
                Value::Real(x) => x,
                _ => 0.0,
            },
            Shape::Count { min, .. } => (min + dice.below(6)) as f64,
            _ => 0.0,
        },
    }
}

/// Whole maps as they are shown: what is packed is simulated in packs.
#[test]
fn what_runs_in_lanes_is_told() {
    let mut dice = Dice(3);
    let mut plan = throw_plan(&mut dice, "lookahead");
    plan.across = Knob::param(Part::Optimizer, "slow_step_size");
    plan.up = Some(Knob::Seed);
    assert!(Mapper::is_packed(&plan));
    plan.across = Knob::Degrees;
    assert!(!Mapper::is_packed(&plan));
    plan.up = None;
    assert!(!Mapper::is_packed(&plan));
    plan.across = Knob::StartX;
    assert!(Mapper::is_packed(&plan));
    plan.base.optimizer = Kind::Optimizer.default_config("newton");
    assert!(!Mapper::is_packed(&plan));
}

/// A map that is called off leaves nothing behind, and the mapper can go on.
#[test]
fn a_mapper_that_is_called_off_leaves_nothing() {
    let mut dice = Dice(4);
    let mut plan = throw_plan(&mut dice, "adam");
    (plan.across, plan.up) = (Knob::StartX, Some(Knob::StartY));
    plan.base.steps = 1_000_000;
    let cells = throw_cells(&plan, &mut dice);
    let mut mapper = Mapper::new(&plan);
    let mut out = vec![Outcome::NONE];
    let looks = std::cell::Cell::new(0);
    let halt = || {
        looks.set(looks.get() + 1);
        looks.get() > 2
    };
    assert!(!mapper.run(&cells, &halt, &mut out));
    assert_eq!(out.len(), 1);
    assert_eq!(looks.get(), 3);
}
