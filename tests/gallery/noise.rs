//! Scenes about noise, schedules and clips.

use super::Race;
use ravine::core::trajectory::Ending;

pub(super) fn noise_floor(race: &Race) {
    let floor = |name: &str| race.run(name).floor(24, 100);
    let [high, middle, low] = ["η = 0.3", "η = 0.1", "η = 0.02"].map(floor);
    assert!(
        high > 2.0 * middle && middle > 2.0 * low,
        "{high} {middle} {low}"
    );
    assert!(floor("η = 0.3, decaying") < middle);
    let steps = |name: &str| race.run(name).step_under(0.3);
    assert!(steps("η = 0.3") < steps("η = 0.1") && steps("η = 0.1") < steps("η = 0.02"));
    assert!(steps("η = 0.3, decaying") < steps("η = 0.02"));
}

pub(super) fn schedules(race: &Race) {
    let constant = race.run("Constant").floor(24, 10);
    for run in &race.runs {
        let floor = run.floor(24, 10);
        assert!(
            run.name == "Constant" || floor < 0.6 * constant,
            "{} {floor} {constant}",
            run.name
        );
    }
}

pub(super) fn averaging(race: &Race) {
    let floor = |name: &str| race.run(name).floor(24, 50);
    let sgd = floor("SGD");
    for name in ["Lookahead", "Schedule-free SGD"] {
        assert!(floor(name) < 0.6 * sgd, "{name}: {} {sgd}", floor(name));
    }
}

pub(super) fn warm_up(race: &Race) {
    assert!(matches!(
        race.run("At once").ending,
        Ending::Diverged { at: ..=10, .. }
    ));
    for name in ["Warmed up, then kept", "Warmed up, then cosine"] {
        let warmed = race.run(name);
        assert!(
            warmed.path.rate.iter().copied().fold(0.0, f64::max) > 0.29,
            "{name}"
        );
        assert!(
            warmed.gap() * 5.0 < race.run("Small throughout").gap(),
            "{name}"
        );
    }
}

pub(super) fn warm_restarts(race: &Race) {
    let run = race.run("Warm restarts");
    // Griewank's minima: the wells around multiples of π along x and of π √2 along y.
    let well = |t: usize| {
        let p = run.path.position[t];
        let wells = [
            p.x / std::f64::consts::PI,
            p.y / (2f64.sqrt() * std::f64::consts::PI),
        ];
        wells.map(|at| at.round() as i64)
    };
    let wells = [75, 150, 225, 300].map(well);
    for (i, one) in wells.iter().enumerate() {
        assert!(!wells[..i].contains(one), "{wells:?}");
        assert_eq!((one[0] + one[1]) % 2, 0, "a minimum, no saddle: {wells:?}");
    }
    assert_eq!(wells[3], [0, 0], "the lowest");
}

pub(super) fn chebyshev(race: &Race) {
    let run = race.run("Chebyshev");
    let too_long = run
        .path
        .rate
        .iter()
        .filter(|rate| **rate > 2.0 / 100.0)
        .count();
    assert!((60..=68).contains(&too_long), "{too_long} of 128");
    let steps = |name: &str| race.run(name).step_under(1e-9);
    assert!(steps("Chebyshev") <= steps("Heavy ball"));
    assert!(race.run("Best constant").gap() > 1e-3);
}

pub(super) fn recurrent_cliff(race: &Race) {
    let unclipped = race.run("Unclipped");
    assert!((unclipped.gap() - 0.09).abs() < 0.005);
    assert!(unclipped.lengths().iter().any(|step| *step > 5.0));
    let norm = race.run("Clipped by norm");
    assert!(
        norm.gap() < 2e-3 && norm.step_under(1e-6) < 2000,
        "{}",
        norm.gap()
    );
    assert!(norm.lengths().iter().all(|step| *step <= 0.005 + 1e-9));
    let value = race.run("Clipped by value");
    assert!(value.gap() > norm.gap());
    let turns = value.path.position.windows(3).filter(|p| {
        let (a, b) = (p[1] - p[0], p[2] - p[1]);
        a.x * b.x + a.y * b.y < 0.0
    });
    assert!(turns.count() > 100, "it zigzags");
}

pub(super) fn heavy_tails(race: &Race) {
    let largest = |name: &str| {
        let path = race.run(name).path.position[150..].iter();
        path.map(|p| p.norm()).fold(0.0, f64::max)
    };
    assert!(largest("Unclipped") > 4.0);
    let typical = {
        let run = race.run("Unclipped");
        let mut noise: Vec<f64> = run
            .path
            .noisy
            .iter()
            .zip(&run.path.gradient)
            .map(|(n, g)| (*n - *g).norm())
            .collect();
        noise.sort_by(f64::total_cmp);
        noise[noise.len() - 1] / noise[noise.len() / 2]
    };
    assert!(
        typical > 50.0,
        "the largest noise is {typical} times the usual"
    );
    for name in ["Clipped by norm", "AutoClip", "Soft: tanh"] {
        assert!(largest(name) < 1.0, "{name}: {}", largest(name));
    }
}
