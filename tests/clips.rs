//! What the clips without reference data do to vectors, and AutoClip against its definition.
#![allow(
    clippy::unwrap_used,
    reason = "a test stops at what it does not expect"
)]

mod common;

use common::Dice;
use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::{self, ClipKernel};
use ravine::core::params::Value;
use ravine::core::vec2::{Vec2, vec2};

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;

fn clip(id: &str, values: &[(&str, Value)]) -> Box<dyn ClipKernel<f64>> {
    let mut config = Config::new(Kind::Clip.find(id).unwrap());
    for (key, value) in values {
        config.set(key, value.clone()).unwrap();
    }
    clip::entry_of(&config).scalar(&config)
}

fn apply(clip: &mut dyn ClipKernel<f64>, at: [f64; 2], vector: [f64; 2]) -> Vec2 {
    let mut vector = Vec2::from(vector);
    clip.apply(&Vec2::from(at), &mut vector);
    vector
}

fn same(got: Vec2, want: [f64; 2]) -> bool {
    let close = |a: f64, b: f64| {
        a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-15 * b.abs().max(1.0)
    };
    close(got.x, want[0]) && close(got.y, want[1])
}

/// A clip, its settings, and at (0, 3) a vector before and after.
type Row = (&'static str, Vec<(&'static str, Value)>, [f64; 2], [f64; 2]);

#[test]
fn vectors_are_those_of_the_formulas() {
    use Value::{Choice, Real};
    let (five, two) = (Real(5.0), Real(2.0));
    let order = |index| vec![("max_norm", Real(1.0)), ("norm_type", Choice(index))];
    let soft = |form| vec![("threshold", two.clone()), ("form", Choice(form))];
    let tanh = f64::tanh;
    let share = |norm: f64| 1.0 / (norm + 1e-6);
    let table: Vec<Row> = vec![
        // The orders 3 and 4 of the norm: 3³ + 4³ + 5³ = 6³, and (1⁴ + 2⁴)^(1/4).
        (
            "norm",
            order(2),
            [3.0, -6.0],
            [3.0 * share(243f64.cbrt()), -6.0 * share(243f64.cbrt())],
        ),
        (
            "norm",
            order(3),
            [1.0, 2.0],
            [share(17f64.powf(0.25)), 2.0 * share(17f64.powf(0.25))],
        ),
        ("norm", order(2), [1e200, 1.0], [0.0, 0.0]),
        ("norm", order(3), [NAN, 1.0], [NAN, NAN]),
        ("tanh", soft(0), [0.0, -2.0], [0.0, -2.0 * tanh(1.0)]),
        ("tanh", soft(0), [INF, NAN], [2.0, NAN]),
        ("tanh", soft(0), [1e-9, 1e9], [1e-9, 2.0]),
        ("tanh", soft(1), [0.0, 0.0], [0.0, 0.0]),
        (
            "tanh",
            soft(1),
            [3.0, -4.0],
            [1.2 * tanh(2.5), -1.6 * tanh(2.5)],
        ),
        ("tanh", soft(1), [1e-200, 0.0], [1e-200, 0.0]),
        ("nonfinite", vec![], [1e300, -2.0], [1e300, -2.0]),
        ("nonfinite", vec![], [NAN, 1.0], [0.0, 0.0]),
        ("nonfinite", vec![], [1.0, -INF], [0.0, 0.0]),
        (
            "nonfinite",
            vec![("form", Choice(1))],
            [NAN, 1.0],
            [0.0, 1.0],
        ),
        (
            "nonfinite",
            vec![("form", Choice(1))],
            [NAN, INF],
            [0.0, INF],
        ),
        // The root mean square of (6, 8) is 5√2.
        (
            "rms",
            vec![("threshold", five.clone())],
            [6.0, 8.0],
            [6.0 / f64::sqrt(2.0), 8.0 / f64::sqrt(2.0)],
        ),
        (
            "rms",
            vec![("threshold", five.clone())],
            [3.0, 4.0],
            [3.0, 4.0],
        ),
        // The parameters are 3 long; where they count as 20, a length of 10 is not too much.
        (
            "adaptive",
            vec![("clipping", two.clone())],
            [6.0, 8.0],
            [3.6, 4.8],
        ),
        (
            "adaptive",
            vec![("clipping", two.clone())],
            [3.6, 4.8],
            [3.6, 4.8],
        ),
        (
            "adaptive",
            vec![("clipping", two.clone()), ("eps", Real(20.0))],
            [6.0, 8.0],
            [6.0, 8.0],
        ),
        (
            "norm.optax",
            vec![("max_norm", five.clone())],
            [3.0, 4.0],
            [3.0, 4.0],
        ),
        (
            "norm.optax",
            vec![("max_norm", five.clone())],
            [6.0, 8.0],
            [3.0, 4.0],
        ),
        (
            "norm.keras",
            vec![("max_norm", five.clone())],
            [6.0, 8.0],
            [3.0, 4.0],
        ),
        (
            "norm.keras",
            vec![("max_norm", five.clone())],
            [1e200, 0.0],
            [0.0, 0.0],
        ),
        (
            "global_norm",
            vec![("max_norm", five.clone())],
            [6.0, 8.0],
            [3.0, 4.0],
        ),
        (
            "global_norm",
            vec![("max_norm", five)],
            [1e200, 0.0],
            [NAN, NAN],
        ),
    ];
    for (id, values, before, want) in table {
        let got = apply(&mut *clip(id, &values), [0.0, 3.0], before);
        assert!(
            same(got, want),
            "{id} {values:?} of {before:?}: {got:?}, not {want:?}"
        );
    }
}

/// Percentiles by sorting all that is in the window, at every step.
#[test]
fn autoclip_is_its_definition() {
    let mut dice = Dice(7);
    for (percent, window) in [(10.0, 1000), (50.0, 7), (0.0, 1), (100.0, 20), (33.3, 64)] {
        let values = [
            ("percentile", Value::Real(percent)),
            ("window", Value::Count(window)),
        ];
        let mut clip = clip("autoclip", &values);
        let mut norms: Vec<f64> = Vec::new();
        for step in 0..500 {
            // Now and then the same length again, and numbers that are not finite.
            let length = [dice.share() * 10.0, 3.0, 0.0, NAN, 1e200]
                [[0, 0, 0, 1, 2, 3, 4][dice.below(7) as usize]];
            let vector = [length * 0.6, length * 0.8];
            let norm = Vec2::from(vector).norm();
            if norm.is_finite() {
                norms.push(norm);
            }
            let mut sorted = norms[norms.len().saturating_sub(window as usize)..].to_vec();
            sorted.sort_by(f64::total_cmp);
            let want = if sorted.is_empty() {
                vec2(vector[0], vector[1]) * f64::min(f64::MAX / (norm + 1e-6), 1.0)
            } else {
                let place = percent / 100.0 * (sorted.len() - 1) as f64;
                let (low, high) = (
                    sorted[place.floor() as usize],
                    sorted[place.ceil() as usize],
                );
                let limit = low + (high - low) * place.fract();
                vec2(vector[0], vector[1]) * (limit / (norm + 1e-6)).min(1.0)
            };
            let got = apply(&mut *clip, [0.0, 0.0], vector);
            let is_lost = norm.is_nan() && got.x.is_nan() && got.y.is_nan();
            assert!(
                is_lost || same(got, want.to_array()),
                "{percent} % of {window} at step {step}: {got:?}, not {want:?}"
            );
        }
    }
}

#[test]
fn autoclip_forgets_what_leaves_the_window_and_at_a_reset() {
    let values = [
        ("percentile", Value::Real(99.0)),
        ("window", Value::Count(100)),
    ];
    let mut clip = clip("autoclip", &values);
    apply(&mut *clip, [0.0, 0.0], [1000.0, 0.0]);
    for _ in 0..100_000 {
        apply(&mut *clip, [0.0, 0.0], [1.0, 0.0]);
    }
    // Between 99 ones and this 2, a hundredth of the way.
    let got = apply(&mut *clip, [0.0, 0.0], [2.0, 0.0]);
    assert!((got.x - 1.01).abs() < 2e-6, "{got:?}");
    clip.reset();
    let got = apply(&mut *clip, [0.0, 0.0], [2.0, 0.0]);
    assert!((got.x - 2.0).abs() < 2e-6, "{got:?}");
}

/// Where a threshold is a length, no vector gets longer, and long ones about as long.
#[test]
fn a_threshold_that_is_a_length_is_the_greatest_length() {
    let mut lengths = 0;
    for entry in clip::CATALOG {
        let mut dice = Dice(3);
        for round in 0..40 {
            let config = match round {
                0 => Config::new(&entry.about),
                _ => dice.config(&entry.about),
            };
            let Some(unit) = entry.length(&config) else {
                continue;
            };
            lengths += 1;
            let threshold = config.real(entry.threshold.unwrap()).unwrap();
            let most = unit * threshold;
            for stretch in [0.5, 30.0, 1e6] {
                let angle = dice.share() * 7.0;
                let vector = [angle.cos(), angle.sin()].map(|z| stretch * most * z);
                let got = apply(&mut *entry.scalar(&config), [1.0, 2.0], vector).norm();
                let what = format!("{config:?} of {stretch}: {got} for {most}");
                assert!(got <= most * (1.0 + 1e-12), "{what}");
                assert!(stretch < 1.0 || got > most * (1.0 - 1e-3) - 1e-5, "{what}");
            }
        }
    }
    assert!(lengths > 100);
}
