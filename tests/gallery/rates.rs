//! Scenes about learning rates and momentum.

use super::Race;
use ravine::core::trajectory::Ending;
use ravine::core::vec2::Vec2;

pub(super) fn ravine(race: &Race) {
    let crossings = |name| {
        // The floor lies along the first eigenvector, turned by theta.
        let (sin, cos) = 0.35f64.sin_cos();
        let path = race.run(name).path.position.iter().take(60);
        let across: Vec<f64> = path.map(|p| p.y * cos - p.x * sin).collect();
        let pairs = across.windows(2);
        pairs.filter(|pair| pair[0] * pair[1] < 0.0).count()
    };
    assert!(crossings("SGD") > 50, "every step crosses the floor");
    assert!(crossings("Momentum") < 30);
    for name in ["RMSprop", "Adam"] {
        assert!(crossings(name) < 10, "{name}");
    }
    for name in ["Momentum", "Nesterov"] {
        let other = race.run(name).step_under(1e-6);
        assert!(other * 2 < race.run("SGD").step_under(1e-6), "{name}");
    }
}

pub(super) fn rosenbrock(race: &Race) {
    let (low, high) = (0.399_361, 1_001.600_639);
    assert!((high / low - 2508.0f64).abs() < 0.1);
    // Easy to reach: ten steps take most of the loss away; hard to follow: only some arrive.
    for run in &race.runs {
        assert!(run.step_under(0.5 * run.path.loss[0]) < 10, "{}", run.name);
    }
    let there: Vec<&str> = race
        .runs
        .iter()
        .filter(|r| r.arrived())
        .map(|r| r.name.as_str())
        .collect();
    assert_eq!(there, ["Momentum", "Nesterov", "Adam"]);
    assert!(race.run("Adam").step_under(1e-6) > 1000);
}

pub(super) fn learning_rates(race: &Race) {
    assert!(race.run("Too low: 0.005").gap() > 1.0);
    assert!(race.run("Right: 0.15").step_under(1e-6) <= 50);
    let path = &race.run("Too high: 0.204").path.position;
    for pair in path.windows(2) {
        assert!(pair[0].y * pair[1].y < 0.0 && pair[1].y.abs() > pair[0].y.abs());
    }
}

pub(super) fn period_doubling(race: &Race) {
    let tail = |name| &race.run(name).path.position[60..];
    let repeats = |name, period: usize, within: f64| {
        let xs: Vec<f64> = tail(name).iter().map(|p| p.x).collect();
        let pairs = xs.iter().zip(&xs[period..]);
        pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) < within
    };
    assert!(race.run("η = 0.9: rest").arrived());
    assert_eq!(
        race.run("η = 1.15: period 2").ending,
        Ending::Cycling { period: 2 }
    );
    assert!(!repeats("η = 1.15: period 2", 1, 0.1));
    assert!(repeats("η = 1.245: period 4", 4, 1e-2) && !repeats("η = 1.245: period 4", 2, 0.02));
    for period in 1..=16 {
        assert!(!repeats("η = 1.5: chaos", period, 0.1), "{period}");
    }
    assert!(
        race.run("η = 1.5: chaos")
            .path
            .position
            .iter()
            .all(|p| p.x.abs() < 1.5)
    );
}

pub(super) fn edge_of_stability(race: &Race) {
    // On the curve x y = 1 the sharpness is 2 (x² + y²).
    let sharpness = |name| {
        let Vec2 { x, y } = race.run(name).end();
        assert!(
            (x * y - 1.0).abs() < 0.02,
            "{name} is on the floor of the valley"
        );
        2.0 * (x * x + y * y)
    };
    for (name, rate) in [("η = 0.12", 0.12), ("η = 0.15", 0.15)] {
        let share = sharpness(name) * rate / 2.0;
        assert!((0.98..1.0).contains(&share), "{name}: {share} of 2/η");
    }
    assert!(sharpness("η = 0.05") > 18.0, "it is allowed there");
}

pub(super) fn no_rate(race: &Race) {
    for name in ["DoG", "Prodigy", "D-Adapt AdamW", "Polyak"] {
        assert!(race.run(name).arrived(), "{name}");
    }
    assert!(race.run("SGD at 0.001").gap() > 1.0);
}

pub(super) fn momentum(race: &Race) {
    let (without, with) = (race.run("Without"), race.run("Momentum 0.8"));
    assert_eq!(
        without.request.optimizer.real("lr"),
        with.request.optimizer.real("lr")
    );
    assert!(without.step_under(1e-6) >= 5 * with.step_under(1e-6));
}

pub(super) fn heavy_ball(race: &Race) {
    let steps = |name: &str| race.run(name).step_under(1e-6);
    let critical = steps("Just enough: 0.74");
    assert!(steps("Polyak's best pair") < critical);
    assert!(critical * 2 < steps("Too little: 0.3"));
    assert!(race.run("Too much: 0.97").gap() > 1e-4, "it still swings");
    let passes = |name: &str| {
        let path = &race.run(name).path;
        let far = path.position.windows(2).zip(&path.loss);
        let far = far.filter(|(_, loss)| **loss > 1e-4).map(|(pair, _)| pair);
        far.filter(|pair| pair[0].x * pair[1].x < 0.0).count()
    };
    assert!(passes("Too much: 0.97") >= 5);
    assert_eq!(["Too little: 0.3", "Just enough: 0.74"].map(passes), [0, 0]);
}

pub(super) fn nesterov(race: &Race) {
    // How far from the floor, over the second half of the first hundred steps.
    let aside = |name: &str| {
        let (sin, cos) = 0.3f64.sin_cos();
        let path = race.run(name).path.position[20..100].iter();
        path.map(|p| (p.y * cos - p.x * sin).abs())
            .fold(0.0, f64::max)
    };
    assert!(aside("Nesterov") * 50.0 < aside("Heavy ball"));
}

pub(super) fn heavy_ball_cycle(race: &Race) {
    assert_eq!(race.run("Heavy ball").ending, Ending::Cycling { period: 3 });
    assert!(race.run("Nesterov").arrived() && race.run("SGD").arrived());
}
