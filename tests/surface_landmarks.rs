//! Every surface's landmarks: the published numbers, that no minimum is missed, and that the opening scene
//! has something to show wherever it is taken.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::{Config, Kind};
use ravine::core::curvature::Curvature;
use ravine::core::params::Shape;
use ravine::core::simulate::simulate;
use ravine::core::surface::{CATALOG, Landmarks, SurfaceKernel, entry_of, landmarks};
use ravine::core::vec2::{Vec2, vec2};
use ravine::session::preset::default_scene;

fn kernel(config: &Config) -> Box<dyn SurfaceKernel<f64>> {
    entry_of(config).scalar(config)
}

fn gradient(kernel: &dyn SurfaceKernel<f64>, p: Vec2) -> Vec2 {
    let mut gradient = Vec2::zero();
    kernel.value_and_gradient(&p, &mut gradient);
    gradient
}

/// Whether a number, rounded to as many decimals as are published, is the published one.
fn rounds_to(got: f64, want: &str) -> bool {
    let decimals = want.split_once('.').map_or(0, |(_, digits)| digits.len());
    let rounded = format!("{got:.decimals$}");
    rounded.parse::<f64>().unwrap() == want.parse::<f64>().unwrap()
}

/// The minima as they are published: id, x, y, value, and the two curvatures there where there are any.
/// On the curves of the last two the curvatures are 0 and 2 (x² + y²), 0 and x² + y².
const MINIMA: &str = "
sphere 0.0 0.0 0 2 2
quadratic 0.0 0.0 0 1 20
booth 1.0 3.0 0 2 18
matyas 0.0 0.0 0 0.04 1
zakharov 0.0 0.0 0 2 4.5
quartic 0.0 0.0 0 0 0
lessard 0.0 0.0 0 25 25
rosenbrock 1.0 1.0 0 0.399361 1001.60
beale 3.0 0.5 0 0.30146 48.98
dixon_price 1.0 0.707107 0.0000 1.766 36.23
dixon_price 1.0 -0.707107 0.0000 1.766 36.23
freudenstein_roth 5.0 4.0 0 2.9 3729
freudenstein_roth 11.412779 -0.896805 48.984254 0.821 905.1
mccormick -0.547198 -1.547198 -1.913223 1.732 4
himmelblau 3.0 2.0 0 25.72 82.28
himmelblau -2.805118 3.131313 0.000000 64.84 80.55
himmelblau -3.779310 -3.283186 0.000000 70.71 133.8
himmelblau 3.584428 -1.848126 0.000000 28.69 105.4
styblinski_tang -2.903534 -2.903534 -78.332331 34.58 34.58
styblinski_tang 2.746803 -2.903534 -64.195612
styblinski_tang 2.746803 2.746803 -50.058893
three_hump_camel 0.0 0.0 0 1.586 4.414
three_hump_camel 1.747552 -0.873776 0.298638
three_hump_camel -1.747552 0.873776 0.298638
six_hump_camel 0.089842 -0.712656 -1.031628 7.682 16.49
six_hump_camel -0.089842 0.712656 -1.031628 7.682 16.49
six_hump_camel 1.703607 -0.796084 -0.215464
six_hump_camel 1.607105 0.568651 2.104250
goldstein_price 0.0 -1.0 3.0000000 402.8 965.2
goldstein_price -0.6 -0.4 30.0000000
goldstein_price 1.8 0.2 84.0000000
goldstein_price 1.2 0.8 840.0000000
branin -3.141593 12.275 0.397887 0.86 22.3
branin 3.141593 2.275 0.397887 1.73 11.1
branin 9.424778 2.475 0.397887 1.695 11.3
two_gaussian_bowl -0.936301 0.0 -2.063090 30.2 31.4
two_gaussian_bowl 0.905318 0.0 -1.092732
michalewicz 2.202906 1.570796 -1.801303 32.5 81
rastrigin 0.0 0.0 0 396.78 396.78
rastrigin 0.994959 0.0 0.994959
ackley 0.0 0.0 0.0000000000
griewank 0.0 0.0 0 0.5005 1.0005
bohachevsky_1 0.0 0.0 0.000000 28.65 67.17
levy 1.0 1.0 0.000000 0.125 2.244
levy_13 1.0 1.0 0.000000 2 179.65
schwefel 420.9687 420.9687 0.0000255 0.252 0.252
drop_wave 0.0 0.0 -1 72.5 72.5
bounded_saddle 0.0 3.162278 -5.000000 2 4
bounded_saddle 0.0 -3.162278 -5.000000 2 4
double_well 1.0 0.0 -0.25 1 2
double_well -1.0 0.0 -0.25 1 2
easom 3.141593 3.141593 -1 3 3
bukin_6 -10.0 1.0 0
cross_in_tray 1.349407 1.349407 -2.062612
cross_in_tray -1.349407 1.349407 -2.062612
holder_table 8.05502 9.66459 -19.208503
holder_table -8.05502 9.66459 -19.208503
product_net 2.0 0.5 0 0.000 8.5
two_weight_net 2.0 0.5 0 0.000 4.25
";

#[test]
fn minima_are_the_published_ones() {
    let rows = || MINIMA.lines().filter(|line| !line.is_empty());
    for row in rows() {
        let words: Vec<&str> = row.split(' ').collect();
        let [id, x, y, value, curvatures @ ..] = words.as_slice() else {
            panic!("`{row}` is no row")
        };
        let config = Kind::Surface.default_config(id);
        assert_eq!(config.id(), *id);
        let surface = kernel(&config);
        let published = vec2(x.parse().unwrap(), y.parse().unwrap());
        let listed = landmarks(&config).minima;
        let close = |p: &&Vec2| (**p - published).norm() <= 1e-5 * (1.0 + published.norm());
        let found = listed.iter().find(close);
        let p = *found.unwrap_or_else(|| panic!("{id}: {published:?} is not listed: {listed:?}"));
        let got = surface.value(&p);
        assert!(rounds_to(got, value), "{id} at {p:?}: {got} is not {value}");
        if curvatures.is_empty() {
            continue;
        }
        let c = Curvature::at(&*surface, p).unwrap();
        for (got, want) in [c.low, c.high].into_iter().zip(curvatures) {
            assert!(rounds_to(got, want), "{id} at {p:?}: {got} is not {want}");
        }
    }
    let listed = |id: &&str| rows().any(|row| row.split(' ').next() == Some(*id));
    let rest: Vec<&str> = CATALOG.iter().map(|entry| entry.about.info.id).collect();
    let rest: Vec<&str> = rest.into_iter().filter(|id| !listed(id)).collect();
    // Published elsewhere, or without minima.
    let others = [
        "eggholder",
        "saddle",
        "monkey_saddle",
        "cliff",
        "recurrent_cliff",
        "deep_linear",
        "logistic_regression",
    ];
    assert_eq!(rest, others, "every surface has its rows");
}

/// Values at points that are not minima of the whole plane: hills, passes, a border, a point of a curve.
#[test]
fn other_published_values_are_right() {
    let table = [
        ("himmelblau", [-0.270845, -0.923039], "181.6165"),
        ("himmelblau", [-3.073026, -0.081353], "104.0152"),
        ("himmelblau", [-0.127961, -1.953715], "178.3372"),
        ("himmelblau", [0.086678, 2.884255], "67.7192"),
        ("himmelblau", [3.385154, 0.073852], "13.3119"),
        ("eggholder", [512.0, 404.2319], "-959.640663"),
        ("goldstein_price", [1.0, 1.0], "1876"),
        ("ackley", [1.0, 1.0], "3.625385"),
        ("levy", [-3.0, 5.0], "9.080734"),
        ("lessard", [1.5, 3.0], "101.625"),
        ("logistic_regression", [0.0, 0.0], "0.693147"),
    ];
    for (id, at, want) in table {
        let got = kernel(&Kind::Surface.default_config(id)).value(&Vec2::from(at));
        assert!(rounds_to(got, want), "{id} at {at:?}: {got} is not {want}");
    }
    let p = vec2(-0.270845, -0.923039);
    let himmelblau = kernel(&Kind::Surface.default_config("himmelblau"));
    let hill = Curvature::at(&*himmelblau, p).unwrap();
    assert!(hill.high < 0.0, "{hill:?}");
    let monkey = kernel(&Kind::Surface.default_config("monkey_saddle"));
    assert_eq!(monkey.hessian(&Vec2::zero()), [0.0; 3]);
}

/// Surfaces whose minima form curves, of which a few points are listed.
const CURVES: [&str; 5] = [
    "drop_wave",
    "recurrent_cliff",
    "deep_linear",
    "two_weight_net",
    "product_net",
];

/// The point of rest to which Newton's method leads, if it stays in the region.
fn rest(surface: &dyn SurfaceKernel<f64>, known: &Landmarks, mut p: Vec2) -> Option<Vec2> {
    let start = p;
    let size = known.region.size().x;
    for _ in 0..40 {
        let g = gradient(surface, p);
        let [fxx, fxy, fyy] = surface.hessian(&p);
        let determinant = fxx * fyy - fxy * fxy;
        let step = vec2(fyy * g.x - fxy * g.y, fxx * g.y - fxy * g.x) * (1.0 / determinant);
        p = p - step;
        // A longer way leads somewhere else.
        if !p.is_finite() || (p - start).norm() > 0.1 * size {
            return None;
        }
        if step.norm() <= 1e-13 * (1.0 + p.norm()) {
            return known.region.contains(p).then_some(p);
        }
    }
    None
}

/// Every surface at its defaults, then with one real parameter after the other moved along its span.
fn settings() -> Vec<Config> {
    let mut all = Vec::new();
    for entry in CATALOG {
        let default = Config::new(&entry.about);
        for spec in entry.about.specs {
            if let Shape::Real { span, .. } = &spec.shape {
                let values = [0.1, 0.4, 0.7, 0.95].map(|position| span.value_at(position));
                all.extend(values.map(|value| default.clone().with(spec.key, value)));
            }
        }
        all.push(default);
    }
    all
}

#[test]
fn no_minimum_in_the_picture_is_missed() {
    for config in settings() {
        let n = if config.is_default() { 120 } else { 50 };
        check_complete(&config, n);
    }
}

/// That Newton's method from the n² points of a grid finds nothing that is not listed, and that the list has
/// its order.
fn check_complete(config: &Config, n: u32) {
    let name = format!("{} {:?}", config.id(), config.values());
    let (surface, known) = (kernel(config), landmarks(config));
    let curves = CURVES.contains(&config.id());
    let size = known.region.size();
    let values: Vec<f64> = known.minima.iter().map(|p| surface.value(p)).collect();
    for pair in values.windows(2) {
        let rounding = 1e-12 * (1.0 + pair[0].abs());
        assert!(
            pair[0] <= pair[1] + rounding,
            "{name}: {pair:?} in this order"
        );
    }
    let first = values.first().copied().unwrap_or(f64::NEG_INFINITY);
    let deepest = known.lowest.unwrap_or(first);
    let near = |list: &[Vec2], p: Vec2| list.iter().any(|q| (*q - p).norm() <= 1e-6 * size.x);
    for i in 0..n * n {
        let (column, row) = (f64::from(i % n) + 0.37, f64::from(i / n) + 0.61);
        let share = vec2(column / f64::from(n), row / f64::from(n));
        let at = known.region.min + vec2(size.x * share.x, size.y * share.y);
        let Some(p) = rest(&*surface, &known, at) else {
            continue;
        };
        let Some(c) = Curvature::at(&*surface, p) else {
            continue;
        };
        let value = surface.value(&p);
        let lower = value < deepest - 1e-12 * (1.0 + value.abs());
        assert!(!lower || c.low < 0.0, "{name}: {value} at {p:?}");
        let is_minimum = c.low > 1e-9 * c.high;
        let listed = curves || !is_minimum || near(&known.minima, p);
        assert!(listed, "{name}: {p:?} is a minimum, {c:?}");
        let few = !curves && !known.saddles.is_empty();
        let listed = !few || !c.is_saddle() || near(&known.saddles, p);
        assert!(listed, "{name}: {p:?} is a saddle, {c:?}");
    }
}

/// The opening scene, taken to every surface: its runs stay finite, and at least one of them gets much lower.
#[test]
fn the_opening_scene_has_something_to_show_everywhere() {
    for entry in CATALOG {
        let id = entry.about.info.id;
        let mut scene = default_scene();
        scene.move_to(Config::new(&entry.about));
        scene.add_run(Kind::Optimizer.find("sgd").unwrap());
        scene.add_run(Kind::Optimizer.find("adam").unwrap());
        let known = landmarks(&scene.surface);
        let surface = kernel(&scene.surface);
        let margin = known.region.size() * 0.02;
        let (min, max) = (known.region.min + margin, known.region.max - margin);
        let start = known.start;
        let inside = min.x < start.x && start.x < max.x && min.y < start.y && start.y < max.y;
        assert!(inside, "{id}: {start:?} is not well inside");
        let [x, y] = start.to_array();
        assert!(x != y && x != 0.0 && y != 0.0, "{id}: {start:?}");
        let first = surface.value(&start);
        let floor = known.minima.first().map(|p| surface.value(p));
        let mut best = f64::INFINITY;
        for run in &scene.runs {
            let (trajectory, ending) = simulate(&scene.request(run));
            let last = *trajectory.loss.last().unwrap();
            // Where there is a bottom nobody falls out of the picture.
            if let Some(floor) = floor {
                let gap = (last - floor) / (first - floor);
                // Bukin's walls and the recurrent cliff throw runs about: that is what they are for.
                let thrown = ["bukin_6", "recurrent_cliff"].contains(&id);
                assert!(gap < 1.0 || thrown, "{id}, {}: {gap}, {ending:?}", run.name);
                best = best.min(gap);
            } else {
                assert!(last < first || last.is_nan(), "{id}, {}: {last}", run.name);
                best = 0.0;
            }
        }
        // Ackley's start lies in a ripple of the plain.
        let much = if id == "ackley" { 0.85 } else { 0.6 };
        assert!(best < much, "{id}: {best} of the gap is left");
    }
}

/// Claim C10: heavy ball tuned for quadratics runs in circles on a convex function.
#[test]
fn heavy_ball_cycles_on_lessards_function() {
    let surface = kernel(&Kind::Surface.default_config("lessard"));
    let run = |start: f64| {
        let (mut p, mut before) = (vec2(start, start), vec2(start, start));
        for _ in 0..3000 {
            let next = p - gradient(&*surface, p) * (1.0 / 9.0) + (p - before) * (4.0 / 9.0);
            (before, p) = (p, next);
        }
        p
    };
    for (start, cycles) in [
        (3.0, false),
        (3.07, true),
        (3.3, true),
        (3.46, true),
        (3.5, false),
    ] {
        let p = run(start);
        let on_cycle = [2592.0, 792.0, -2208.0]
            .iter()
            .any(|numerator| (p.x - numerator / 1225.0).abs() < 1e-6);
        assert_eq!(p.x, p.y);
        assert_eq!(on_cycle, cycles, "{start}: {p:?}");
        assert!(cycles || p.x.abs() < 1e-6, "{start}: {p:?}");
    }
}

/// Where automatic differentiation gives NaN or a slope depends on the side, the pull is 0 by convention.
#[test]
fn tips_and_creases_do_not_end_a_run() {
    let table = [
        ("bukin_6", [-10.0, 1.0], true),
        ("bukin_6", [0.0, 0.0], false),
        ("cross_in_tray", [0.0, 0.0], true),
        ("cross_in_tray", [0.0, 2.0], true),
        ("holder_table", [0.0, 0.0], true),
        ("holder_table", [0.0, 0.3], true),
        ("eggholder", [0.0, -47.0], true),
        ("eggholder", [100.0, -97.0], false),
        ("eggholder", [53.0, 6.0], false),
        ("schwefel", [0.0, 0.0], true),
        ("drop_wave", [0.0, 0.0], true),
    ];
    for (id, at, rests) in table {
        let surface = kernel(&Kind::Surface.default_config(id));
        let g = gradient(&*surface, Vec2::from(at));
        assert!(g.is_finite(), "{id} at {at:?}: {g:?}");
        assert_eq!(g == Vec2::zero(), rests, "{id} at {at:?}: {g:?}");
    }
}
