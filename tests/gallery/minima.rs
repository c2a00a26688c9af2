//! Scenes about where runs end: saddles, flats, one of many minima; and about searches.

use super::Race;
use ravine::core::trajectory::Ending;
use ravine::core::vec2::{Vec2, vec2};

pub(super) fn saddle_escape(race: &Race) {
    let away = |name: &str| {
        let path = race.run(name).path.position.iter();
        path.enumerate().find(|(_, p)| p.y > 1.0).unwrap()
    };
    for name in ["RMSprop", "Adam"] {
        let (at, place) = away(name);
        assert!(
            place.x > 1.0 && at < away("SGD").0,
            "{name} turns off before it is there"
        );
    }
    assert!(away("SGD").1.x < 0.1, "SGD was at the saddle");
    assert!(matches!(race.run("Newton").ending, Ending::Saddle { .. }));
}

pub(super) fn newton_saddle(race: &Race) {
    assert!(race.run("Newton").end().norm() < 1e-3);
    for name in ["Saddle-free Newton", "SGD"] {
        assert!(race.run(name).arrived(), "{name}");
    }
}

pub(super) fn plateau(race: &Race) {
    let run = race.run("SGD");
    let moved = (run.path.position[30] - run.path.position[0]).norm();
    assert!(moved < 0.1, "SGD has moved by {moved}");
    for name in ["Rprop", "Adam", "Normalised"] {
        let run = race.run(name);
        assert!(
            (run.path.position[30] - run.path.position[0]).norm() > 0.5,
            "{name}"
        );
        assert!(
            run.step_under(0.1) * 2 < race.run("SGD").step_under(0.1),
            "{name}"
        );
    }
}

pub(super) fn four_minima(race: &Race) {
    let mut found = Vec::new();
    for run in &race.runs {
        let start = run.path.position[0];
        assert!((start - vec2(-0.27, -0.92)).norm() < 0.7);
        let minima = race.landmarks.minima.iter();
        let which = minima
            .enumerate()
            .find(|(_, m)| (run.end() - **m).norm() < 1e-3);
        found.push(which.unwrap().0);
    }
    found.sort_unstable();
    assert_eq!(found, [0, 1, 2, 3]);
}

pub(super) fn many_minima(race: &Race) {
    assert!(race.run("SGD").gap() > 3.0);
    let heavy = race.run("Momentum");
    assert!((0.1..1.0).contains(&heavy.gap()) && heavy.lengths()[140..].iter().all(|s| *s < 1e-2));
    for name in ["Nesterov", "Adam"] {
        assert!(race.run(name).end().norm() < 1e-3, "{name}");
    }
}

pub(super) fn flat_minima(race: &Race) {
    // On the curve x y = 1 the sharpness is x² + y².
    let sharpness = |p: Vec2| p.x * p.x + p.y * p.y;
    let [small, large, sam] =
        ["Small steps", "Large steps", "SAM"].map(|name| sharpness(race.run(name).end()));
    assert!(
        small > 12.0 && large < 2.5 && sam < 0.6 * small,
        "{small} {large} {sam}"
    );
    for run in &race.runs {
        assert!(run.gap() < 0.01, "{} is in the valley", run.name);
    }
    assert!(2.0 / 0.25 < small, "the large rate cannot stay there");
}

pub(super) fn second_order(race: &Race) {
    let gradients = |name: &str| {
        let run = race.run(name);
        run.path.evaluations_before(run.step_under(1e-9) as usize)
    };
    let mut most = 0;
    for name in ["Newton", "BFGS", "L-BFGS"] {
        assert!(race.run(name).arrived(), "{name}");
        most = most.max(gradients(name));
    }
    let adam = &race.run("Adam").path;
    assert!(most as usize <= adam.steps(), "{most} gradients");
    assert!(adam.position[most as usize].x < 0.0, "on the first bend");
}

pub(super) fn line_search(race: &Race) {
    let steepest = &race.run("Exact line search").path.position;
    for p in steepest.windows(3).take(30) {
        let (a, b) = (p[1] - p[0], p[2] - p[1]);
        let cosine = (a.x * b.x + a.y * b.y) / (a.norm() * b.norm());
        assert!(cosine.abs() < 1e-6, "{cosine}");
    }
    assert!(race.run("Conjugate gradients").step_under(1e-9) <= 2);
    assert!(race.run("Exact line search").gap() > 1e-6);
}

pub(super) fn without_gradients(race: &Race) {
    for name in ["Nelder–Mead", "Random search"] {
        assert!(
            race.run(name).gap() < 1.0,
            "{name}: {}",
            race.run(name).gap()
        );
    }
    for name in ["SGD", "Adam"] {
        let run = race.run(name);
        assert!(run.gap() > 5.0, "{name}: {}", run.gap());
        // Above and below the crease y = x²/100 in turn.
        let side = |p: &Vec2| p.y > 0.01 * p.x * p.x;
        let path = run.path.position[100..].windows(2);
        assert!(
            path.filter(|p| side(&p[0]) != side(&p[1])).count() > 10,
            "{name}"
        );
    }
}
