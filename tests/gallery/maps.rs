//! Scenes about maps: of starts, of settings, of one setting.

use super::Race;
use ravine::core::map::{Axis, Knob, Mapper, Outcome, Part, Plan};
use ravine::core::pipeline::Request;
use ravine::core::trajectory::Ending;
use ravine::session::maps::{Basin, Places, basins};
use ravine::session::view::Mode;

/// Pixels along a side of a map that a sentence is judged by.
const SIDE: usize = 160;

/// A map of a run, row by row.
fn map(request: &Request, [across, up]: [Knob; 2], axes: [Axis; 2]) -> Vec<Outcome> {
    let plan = Plan {
        base: request.clone(),
        across,
        up: Some(up),
        rates: true,
    };
    let cells: Vec<[f64; 2]> = (0..SIDE * SIDE)
        .map(|i| [axes[0].pixel(i % SIDE, SIDE), axes[1].pixel(i / SIDE, SIDE)])
        .collect();
    let mut out = Vec::new();
    assert!(Mapper::new(&plan).run(&cells, &|| false, &mut out));
    out
}

/// The map that a scene's view shows of its first run.
fn swept(race: &Race) -> (Vec<Outcome>, [Axis; 2]) {
    let request = &race.runs[0].request;
    let sweep = &race.view.sweep;
    assert_eq!(race.view.mode, Mode::Sweep);
    let axes = sweep.axes(request);
    (map(request, sweep.knobs(request), axes), axes)
}

/// How many pixels differ from the one to the right or the one above.
fn border<T: PartialEq>(pixels: &[T]) -> usize {
    let differs = |i: &usize| {
        let right = i % SIDE + 1 < SIDE && pixels[*i] != pixels[i + 1];
        right || (i + SIDE < pixels.len() && pixels[*i] != pixels[i + SIDE])
    };
    (0..pixels.len()).filter(differs).count()
}

fn is_diverged(outcome: &Outcome) -> bool {
    matches!(outcome.ending, Some(Ending::Diverged { .. }))
}

pub(super) fn whose_valley(race: &Race) {
    assert_eq!(race.view.mode, Mode::Basins);
    let region = race.landmarks.region;
    let axes = [
        Axis::linear(region.min.x, region.max.x),
        Axis::linear(region.min.y, region.max.y),
    ];
    let [ball, descent] = ["Heavy ball", "Gradient descent"].map(|name| {
        let request = &race.run(name).request;
        let out = map(request, [Knob::StartX, Knob::StartY], axes);
        let mut places = Places::new(&request.surface);
        let (reached, _) = basins(&out, &mut places, request.tolerance);
        let share = |of: fn(&Basin) -> bool| reached.iter().filter(|b| of(b)).count();
        assert!(
            share(|b| matches!(b, Basin::Minimum(_))) * 10 > 9 * out.len(),
            "{name}"
        );
        border(&reached)
    });
    assert!(ball > 3 * descent, "{ball} and {descent}");
}

pub(super) fn which_settings(race: &Race) {
    let (out, axes) = swept(race);
    let best = (0..out.len())
        .filter(|i| out[*i].rate.is_finite())
        .min_by(|a, b| out[*a].rate.total_cmp(&out[*b].rate))
        .unwrap();
    let [rate, momentum] = [
        axes[0].pixel(best % SIDE, SIDE),
        axes[1].pixel(best / SIDE, SIDE),
    ];
    // Claim C3.
    assert!((rate - 0.0330579).abs() < 0.002 && (momentum - 0.669421).abs() < 0.03);
    let past = |i: &usize| {
        let [rate, momentum] = [axes[0].pixel(i % SIDE, SIDE), axes[1].pixel(i / SIDE, SIDE)];
        rate * 100.0 > 1.2 * (2.0 + 2.0 * momentum)
    };
    assert!((0..out.len()).filter(past).all(|i| is_diverged(&out[i])));
}

pub(super) fn u_curves(race: &Race) {
    let rate = Knob::param(Part::Optimizer, "lr");
    for run in &race.runs {
        let plan = Plan {
            base: run.request.clone(),
            across: rate.clone(),
            up: None,
            rates: false,
        };
        let axis = Axis::log(1e-4, 100.0);
        let cells: Vec<[f64; 2]> = (0..600).map(|i| [axis.pixel(i, 600), 0.0]).collect();
        let mut out = Vec::new();
        assert!(Mapper::new(&plan).run(&cells, &|| false, &mut out));
        let loss = |i: usize| {
            if out[i].loss.is_finite() {
                out[i].loss
            } else {
                f64::MAX
            }
        };
        let best = (0..600)
            .min_by(|a, b| loss(*a).total_cmp(&loss(*b)))
            .unwrap();
        // A factor of ten is a hundred pixels.
        let lost = (best..600).find(|i| is_diverged(&out[*i]));
        match run.name.as_str() {
            "Adam" => {
                assert_eq!(lost, None);
                let good = (0..600).filter(|i| loss(*i) < 1e-4).count();
                assert!(good >= 100, "{good}");
            }
            name => assert!(lost.unwrap() - best < 50, "{name}: {lost:?} after {best}"),
        }
    }
}

pub(super) fn every_rate(race: &Race) {
    use ravine::core::simulate::simulate;
    let cycle = |rate: f64| {
        let mut request = race.runs[0].request.clone();
        request.optimizer = request.optimizer.with("lr", rate);
        request.steps = 4000;
        simulate(&request).1
    };
    assert!(matches!(cycle(0.99), Ending::Converged { .. }));
    for (rate, period) in [(1.02, 2), (1.23, 2), (1.25, 4), (1.29, 8)] {
        assert_eq!(cycle(rate), Ending::Cycling { period }, "{rate}");
    }
    assert_eq!(cycle(1.5), Ending::Budget);
    assert!(matches!(cycle(2.01), Ending::Diverged { .. }));
}

pub(super) fn fractal_border(race: &Race) {
    let (out, mut axes) = swept(race);
    let mut pixels: Vec<bool> = out.iter().map(is_diverged).collect();
    // Deeper and deeper, each time into the middle of the row that changes most often.
    for _ in 0..6 {
        let length = border(&pixels);
        assert!(length > 4 * SIDE, "{length} at {axes:?}");
        let part = SIDE / 8;
        let held = |i: usize, j: usize| {
            let inside = |k: &usize| (k % SIDE / part, k / SIDE / part) == (i, j);
            let changes = |k: &usize| k + 1 < pixels.len() && pixels[*k] != pixels[k + 1];
            (0..pixels.len()).filter(inside).filter(changes).count()
        };
        let (i, j) = (0..64)
            .map(|k| (k % 8, k / 8))
            .max_by_key(|(i, j)| held(*i, *j))
            .unwrap();
        let eighth = |axis: Axis, k: usize| {
            Axis::linear(
                axis.value_at(k as f64 / 8.0),
                axis.value_at((k + 1) as f64 / 8.0),
            )
        };
        axes = [eighth(axes[0], i), eighth(axes[1], j)];
        let request = &race.runs[0].request;
        let out = map(request, race.view.sweep.knobs(request), axes);
        pixels = out.iter().map(is_diverged).collect();
    }
}
