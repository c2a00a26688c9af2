//! Orbits: the single run to the bit, and the periods that are known.

use super::*;
use crate::core::catalog::{Config, Kind};
use crate::core::noise::NoiseKind;
use crate::core::simulate::simulate;

fn plan(surface: &str, optimizer: Config, steps: u64) -> Plan {
    let surface = Kind::Surface.default_config(surface);
    Plan {
        base: Request::plain(surface, optimizer, steps),
        across: Knob::param(Part::Optimizer, "lr"),
        up: None,
        rates: false,
    }
}

fn orbits(plan: &Plan, values: &[f64]) -> Vec<Tail> {
    let mut out = Vec::new();
    assert!(Orbits::new(plan).run(values, &|| false, &mut out));
    out
}

/// Every optimizer on several surfaces, packed or not, with noise or without: the tail of the single run.
#[test]
fn every_column_is_the_end_of_its_single_run_bit_for_bit() {
    let bits = |tail: &Tail| -> Vec<u64> {
        let places = tail.places.iter().flat_map(|p| p.to_array());
        let all = places.chain(tail.loss.iter().copied());
        all.map(f64::to_bits).collect()
    };
    let values: Vec<f64> = (0..19).map(|i| 1e-3 * 1.7f64.powi(i)).collect();
    for (i, entry) in Kind::Optimizer.entries().iter().enumerate() {
        let surface = ["double_well", "rosenbrock", "himmelblau", "lessard"][i % 4];
        let optimizer = Kind::Optimizer.default_config(entry.info.id);
        let mut plan = plan(surface, optimizer, [0, 7, 40][i % 3]);
        plan.across = Knob::all(&plan.base)[i % 2].clone();
        if i % 5 == 0 {
            plan.base.noise.kind = NoiseKind::Gaussian;
            plan.base.noise.sigma = 0.1;
        }
        let named = Orbits::new(&plan);
        for (x, tail) in values.iter().zip(orbits(&plan, &values)) {
            let want = named.request(*x).map(|request| {
                let (trajectory, ending) = simulate(&request);
                Tail::of(&trajectory, ending)
            });
            let want = want.unwrap_or(Tail::NONE);
            let of = format!("{} {surface} {} = {x}", entry.info.id, plan.across);
            assert_eq!(tail.ending, want.ending, "{of}");
            assert!(bits(&tail) == bits(&want), "{of}");
        }
    }
}

/// Claim C28: from rest over period 2, 4 and 8 into chaos, bounded up to 2.
#[test]
fn the_double_well_doubles_its_period_into_chaos() {
    use Fate::{Cycles, Rests, Wanders};
    let sgd = Kind::Optimizer.default_config("sgd");
    let mut plan = plan("double_well", sgd, 20_000);
    plan.base.start = vec2(0.3, 0.0);
    let root = 5f64.sqrt() - 1.0;
    let table = [
        (0.5, Rests),
        (0.99, Rests),
        (1.01, Cycles(2)),
        (root - 1e-3, Cycles(2)),
        (root + 1e-3, Cycles(4)),
        (1.25, Cycles(4)),
        (1.29, Cycles(8)),
        (1.30, Cycles(16)),
        (1.5, Wanders),
        (1.9, Wanders),
    ];
    let values = table.map(|(rate, _)| rate);
    for (tail, (rate, want)) in orbits(&plan, &values).iter().zip(table) {
        assert_eq!(tail.fate(), want, "{rate}");
        assert_eq!((tail.len(), tail.loss.len()), (LENGTH, LENGTH + 1));
        if want == Wanders {
            let parting = tail.parting().unwrap();
            assert!(parting > 1.05, "{rate}: {parting}");
        }
    }
    let beyond = &orbits(&plan, &[2.05])[0];
    assert!(matches!(beyond.fate(), Fate::Diverged(_)) && beyond.is_empty());
    // A setting that is none.
    assert_eq!(orbits(&plan, &[-1.0])[0].fate(), Fate::Nowhere);
}

/// Claim C10: heavy ball goes round three places although the function is convex.
#[test]
fn the_heavy_ball_goes_round_three_places() {
    let heavy = Kind::Optimizer.default_config("sgd");
    let mut plan = plan("lessard", heavy.with("momentum", 4.0 / 9.0), 2000);
    plan.base.start = vec2(3.3, 0.0);
    let tail = &orbits(&plan, &[1.0 / 9.0])[0];
    assert_eq!(tail.fate(), Fate::Cycles(3));
    for want in [2592.0 / 1225.0, 792.0 / 1225.0, -2208.0 / 1225.0] {
        let met = |p: &Vec2| (p.x - want).abs() < 1e-6;
        assert!(tail.places.iter().any(met), "{want}");
    }
}

#[test]
fn neighbours_part_as_the_orbit_says() {
    let tail = |x: &dyn Fn(usize) -> f64| Tail {
        ending: Some(Ending::Budget),
        places: (0..=LENGTH).map(|t| vec2(x(t), 0.0)).collect(),
        loss: vec![0.0; LENGTH + 1],
    };
    // Round a circle for ever: neighbours stay neighbours.
    let circle = tail(&|t| (t as f64 * 0.618).cos()).parting().unwrap();
    assert!((circle - 1.0).abs() < 0.02, "{circle}");
    // Falling into a point: they come closer by the same factor.
    let fall = tail(&|t| 0.9f64.powi(i32::try_from(t).unwrap()))
        .parting()
        .unwrap();
    assert!((fall - 0.9).abs() < 0.05, "{fall}");
    assert_eq!(tail(&|_| 1.0).parting(), None);
    assert_eq!(Tail::NONE.parting(), None);
}

#[test]
fn an_orbit_that_is_called_off_leaves_nothing() {
    let sgd = Kind::Optimizer.default_config("sgd");
    let mut out = Vec::new();
    let orbits = Orbits::new(&plan("double_well", sgd, 100));
    assert!(!orbits.run(&[0.1; 40], &|| true, &mut out));
    assert!(out.is_empty());
}
