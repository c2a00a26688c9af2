//! What stands where in a step.

use super::*;
use crate::core::catalog::Kind;
use crate::core::params::Value;
use crate::core::vec2::vec2;

/// Momentum descent on a round bowl (gradient = position), each coordinate clipped at 1.
fn request(place: Place) -> Request {
    let mut surface = Kind::Surface.default_config("quadratic");
    surface.set("kappa", Value::Real(1.0)).unwrap();
    let optimizer = Kind::Optimizer.default_config("sgd");
    Request {
        surface,
        start: vec2(3.0, -0.5),
        optimizer: optimizer.with("lr", 0.5).with("momentum", 0.5),
        schedule: Kind::Schedule.default_config("constant"),
        clip: Kind::Clip.default_config("value"),
        place,
        noise: Noise::default(),
        steps: 2,
        tolerance: 1e-6,
    }
}

#[test]
fn a_clip_stands_where_it_is_put() {
    // What was clipped and where the run went, at two steps.
    let table = [
        (
            Place::Gradient,
            [[1.0, -0.5], [2.5, -0.25]],
            [[1.0, -0.25], [1.75, 0.0]],
        ),
        (
            Place::Momentum,
            [[1.0, -0.5], [2.5, -0.25]],
            [[1.0, -0.5], [2.0, 0.0]],
        ),
        (
            Place::Update,
            [[-1.0, 0.25], [2.0, -0.25]],
            [[-1.0, 0.25], [1.0, 0.0]],
        ),
    ];
    for (place, first, second) in table {
        let mut pipeline = Pipeline::<f64>::new(&request(place));
        for want in [first, second] {
            let taken = pipeline.step(Vec2::zero(), None);
            let got = [taken.clipped.to_array(), pipeline.at().to_array()];
            assert_eq!(got, want, "{place}");
            assert_eq!((taken.rate, taken.momentum), (0.5, 0.5));
        }
    }
}

#[test]
fn no_clip_changes_no_bit_wherever_it_stands() {
    let end = |place| {
        let mut request = request(place);
        request.clip = Kind::Clip.default_config("none");
        request.optimizer = Kind::Optimizer.default_config("adam").with("lr", 0.1);
        let mut pipeline = Pipeline::<f64>::new(&request);
        for _ in 0..50 {
            pipeline.step(Vec2::zero(), None);
        }
        pipeline.at().to_array().map(f64::to_bits)
    };
    for place in Place::ALL {
        assert_eq!(end(place), end(Place::Gradient), "{place}");
    }
}

#[test]
fn noise_comes_before_the_clip_and_is_not_in_the_loss() {
    let mut pipeline = Pipeline::<f64>::new(&request(Place::Gradient));
    let taken = pipeline.step(vec2(-2.5, 9.5), None);
    assert_eq!(taken.loss, 4.625);
    assert_eq!(taken.gradient, vec2(3.0, -0.5));
    assert_eq!(taken.noisy, vec2(0.5, 9.0));
    assert_eq!(taken.clipped, vec2(0.5, 1.0));
    assert_eq!(pipeline.at(), vec2(2.75, -1.0));
}

#[test]
fn a_pipeline_that_was_reset_remembers_nothing() {
    let request = Request {
        optimizer: Kind::Optimizer.default_config("adam"),
        schedule: Kind::Schedule.default_config("exponential"),
        ..request(Place::Momentum)
    };
    let mut used = Pipeline::<f64>::new(&request);
    for _ in 0..10 {
        used.step(Vec2::zero(), None);
    }
    used.reset(request.start);
    let mut fresh = Pipeline::<f64>::new(&request);
    for _ in 0..10 {
        let (a, b) = (
            used.step(Vec2::zero(), None),
            fresh.step(Vec2::zero(), None),
        );
        assert_eq!((a.loss, a.rate, used.at()), (b.loss, b.rate, fresh.at()));
    }
}
