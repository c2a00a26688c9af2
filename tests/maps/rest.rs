//! Runs that stay where they are for good are not driven on, and end as if they were.

use crate::exact::{alone, check};
use ravine::core::catalog::Kind;
use ravine::core::dispatch::Level;
use ravine::core::map::{Axis, Cell, Knob, Mapper, Outcome, Part, Plan};
use ravine::core::pipeline::Request;
use ravine::core::simulate::simulate;
use ravine::core::surface::landmarks;
use ravine::core::trajectory::Ending;
use ravine::core::vec2::{Vec2, vec2};
use ravine::session::maps::{Basin, Places, basins};
use std::cell::Cell as Counter;

const STEPS: u64 = 6000;

fn request(optimizer: &str, rate: f64, start: Vec2) -> Request {
    let surface = Kind::Surface.default_config("himmelblau");
    let optimizer = Kind::Optimizer.default_config(optimizer).with("lr", rate);
    Request {
        start,
        ..Request::plain(surface, optimizer, STEPS)
    }
}

/// What becomes of pixels, and how often the mapper asked whether to go on: it does so every few steps.
fn run(plan: &Plan, cells: &[Cell], retires: bool) -> (Vec<Outcome>, u64) {
    let looks = Counter::new(0);
    let mut out = Vec::new();
    let halt = || {
        looks.set(looks.get() + 1);
        false
    };
    assert!(Mapper::at(plan, Level::widest(), retires).run(cells, &halt, &mut out));
    (out, looks.get())
}

#[test]
fn packs_that_rest_are_not_driven_on() {
    let starts = |base| Plan {
        base,
        across: Knob::StartX,
        up: Some(Knob::StartY),
        rates: false,
    };
    let mut ball = request("sgd", 0.001, vec2(0.0, 0.0));
    ball.optimizer = ball.optimizer.with("momentum", 0.9);
    let descent = request("sgd", 0.01, vec2(0.0, 0.0));
    let rates = |base| Plan {
        base,
        across: Knob::param(Part::Optimizer, "lr"),
        up: None,
        rates: false,
    };
    let table = [
        ("descent", starts(descent), [-5.0, 5.0], 5),
        ("heavy ball", starts(ball), [2.0, 4.0], 2),
        // Too fast: over after a few steps.
        (
            "diverged",
            starts(request("sgd", 0.1, vec2(0.0, 0.0))),
            [-5.0, 5.0],
            10,
        ),
        // From a minimum no rate leads away.
        (
            "Adam",
            rates(request("adam", 0.1, vec2(3.0, 2.0))),
            [0.01, 0.5],
            10,
        ),
    ];
    for (name, plan, [low, high], times) in table {
        let cells: Vec<Cell> = (0..77)
            .map(|i| {
                let share = f64::from(i) / 76.0;
                [
                    low + share * (high - low),
                    high - 0.8 * share * (high - low),
                ]
            })
            .collect();
        let (want, all) = run(&plan, &cells, false);
        let (got, fewer) = run(&plan, &cells, true);
        assert!(
            fewer * times <= all,
            "{name}: {fewer} looks, {all} without stopping"
        );
        for ((cell, want), got) in cells.iter().zip(&want).zip(&got) {
            assert!(got.same(want), "{name}: {cell:?} is {got:?} or {want:?}");
        }
        for (cell, got) in cells.iter().zip(&got).step_by(9) {
            let want = alone(&plan, *cell);
            assert!(
                got.same(&want),
                "{name}: {cell:?} is {got:?}, alone {want:?}"
            );
        }
    }
}

#[test]
fn since_when_runs_rest_at_shallower_minima_is_told() {
    // Surface, method, rate, steps; the least share of the starts that end at a shallower minimum.
    let table = [
        ("six_hump_camel", "sgd", 0.02, 400, 0.2),
        ("styblinski_tang", "sgd", 0.01, 300, 0.5),
        ("styblinski_tang", "adam", 0.1, 600, 0.4),
        ("styblinski_tang", "rmsprop", 0.01, 1500, 0.3),
        ("three_hump_camel", "nelder_mead", 0.1, 200, 0.05),
        ("rastrigin", "sgd", 0.002, 300, 0.5),
    ];
    for (surface, method, rate, steps, least) in table {
        let surface = Kind::Surface.default_config(surface);
        let mut optimizer = Kind::Optimizer.default_config(method);
        if method != "nelder_mead" {
            optimizer = optimizer.with("lr", rate);
        }
        let base = Request::plain(surface.clone(), optimizer, steps);
        let region = landmarks(&surface).region;
        let plan = Plan {
            base,
            across: Knob::StartX,
            up: Some(Knob::StartY),
            rates: false,
        };
        let side = 14;
        let axes = [
            Axis::linear(region.min.x, region.max.x),
            Axis::linear(region.min.y, region.max.y),
        ];
        let cells: Vec<[f64; 2]> = (0..side * side)
            .map(|i| [axes[0].pixel(i % side, side), axes[1].pixel(i / side, side)])
            .collect();
        check(&plan, &cells);
        let mut outcomes = Vec::new();
        assert!(Mapper::new(&plan).run(&cells, &|| false, &mut outcomes));
        let tolerance = plan.base.tolerance;
        let (found, places) = basins(&outcomes, &mut Places::new(&surface), tolerance);
        let what = format!("{} by {method}", surface.id());
        let mut shallow = 0;
        for ((outcome, basin), cell) in outcomes.iter().zip(&found).zip(&cells) {
            let Basin::Minimum(place) = basin else {
                assert_eq!(outcome.settled_at(), None, "{what}: {cell:?}");
                continue;
            };
            if outcome.ending != Some(Ending::Budget) {
                assert_eq!(outcome.settled_at(), None, "{what}: {cell:?}");
                continue;
            }
            shallow += 1;
            let (path, _) = simulate(&plan.request(*cell).unwrap());
            let depth = places[*place].loss;
            // The depth is known up to rounding.
            let since = |by: f64| {
                let above = |loss: &f64| loss - depth >= tolerance + by;
                path.loss.iter().rposition(above).map_or(0, |last| last + 1) as u64
            };
            let (soonest, latest) = (since(1e-12), since(-1e-12));
            let told = outcome.settled_at().expect("a step");
            assert!((soonest..=latest).contains(&told), "{what}: {cell:?}");
        }
        let share = f64::from(shallow) / cells.len() as f64;
        assert!(share >= least, "{what}: {share}");
    }
}
