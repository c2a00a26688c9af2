//! Runs that stay where they are for good are not driven on, and end as if they were.

use crate::exact::alone;
use ravine::core::catalog::Kind;
use ravine::core::dispatch::Level;
use ravine::core::map::{Cell, Knob, Mapper, Outcome, Part, Plan};
use ravine::core::pipeline::Request;
use ravine::core::vec2::{Vec2, vec2};
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
