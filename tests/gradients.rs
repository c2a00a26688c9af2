//! Every surface of the catalogue: derivatives, landmarks, and lanes that equal scalars.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::{Config, Kind};
use ravine::core::curvature::Curvature;
use ravine::core::lane::{PACK_WIDTH, Pack};
use ravine::core::params::{Shape, Source, Value};
use ravine::core::surface::{CATALOG, SurfaceKernel, entry_of, landmarks};
use ravine::core::vec2::{Vec2, vec2};

/// Positions at which arithmetic is odd.
const ODD: [f64; 10] = [
    0.0,
    -0.0,
    1e-320,
    -1e-170,
    1e160,
    -1e300,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    0.5,
];

/// Each surface at its defaults, then with one real parameter after the other moved along its span.
fn settings() -> Vec<Config> {
    let mut all = Vec::new();
    for entry in CATALOG {
        let default = Config::new(&entry.about);
        all.push(default.clone());
        for spec in entry.about.specs {
            if let Shape::Real { span, domain, .. } = &spec.shape {
                for position in [0.0, 0.3, 0.5, 0.8, 1.0] {
                    let value = span.value_at(position);
                    if domain.contains(value) {
                        all.push(default.clone().with(spec.key, value));
                    }
                }
            }
        }
    }
    all
}

/// Each surface with parameters as extreme as their domains allow.
fn extreme_settings() -> Vec<Config> {
    let mut all = Vec::new();
    for entry in CATALOG {
        for value in [-1e300, -1e20, 0.0, 5e-324, 1e-30, 1e20, 1e300, f64::MAX] {
            let mut every = Config::new(&entry.about);
            for spec in entry.about.specs {
                let one = Config::new(&entry.about).with(spec.key, value);
                all.push(one);
                every = every.with(spec.key, value);
            }
            all.push(every);
        }
    }
    all
}

/// A setting in a few words: the id and the values.
fn words(config: &Config) -> String {
    let values = config
        .iter()
        .map(|(spec, value)| format!(" {}={value:?}", spec.key));
    config.id().to_owned() + &values.collect::<String>()
}

fn kernel(config: &Config) -> Box<dyn SurfaceKernel<f64>> {
    entry_of(config).scalar(config)
}

fn gradient(kernel: &dyn SurfaceKernel<f64>, p: Vec2) -> Vec2 {
    let mut gradient = Vec2::zero();
    kernel.value_and_gradient(&p, &mut gradient);
    gradient
}

/// A grid over the surface's region, off the landmarks.
fn grid(config: &Config, n: u32) -> Vec<Vec2> {
    let region = landmarks(config).region;
    let size = region.size();
    (0..n * n)
        .map(|i| {
            let (column, row) = (f64::from(i % n) + 0.37, f64::from(i / n) + 0.61);
            region.min + vec2(size.x * column / f64::from(n), size.y * row / f64::from(n))
        })
        .collect()
}

/// How far `want` is from the central differences of `f` along `axis`, Richardson-extrapolated, at the
/// step length that fits best: a wrong derivative fits none.
fn miss(f: impl Fn(Vec2) -> f64, p: Vec2, axis: Vec2, want: f64) -> f64 {
    let difference = |h: f64| (f(p + axis * h) - f(p - axis * h)) / (2.0 * h);
    [1e-2, 1e-3, 1e-4, 1e-5, 1e-6]
        .map(|h| ((4.0 * difference(h / 2.0) - difference(h)) / 3.0 - want).abs())
        .into_iter()
        .fold(f64::INFINITY, f64::min)
}

const X: Vec2 = vec2(1.0, 0.0);
const Y: Vec2 = vec2(0.0, 1.0);

#[test]
fn gradients_match_central_differences() {
    for config in settings() {
        let name = words(&config);
        let surface = kernel(&config);
        for p in grid(&config, 9) {
            let value = |p: Vec2| surface.value(&p);
            let g = gradient(&*surface, p);
            let tolerance = 1e-6 * (g.x.abs() + g.y.abs()) + 1e-8 * (1.0 + value(p).abs());
            for (axis, want) in [(X, g.x), (Y, g.y)] {
                let error = miss(value, p, axis, want);
                assert!(
                    error <= tolerance,
                    "{name} at {p:?}, {axis:?}: {want} misses by {error:e}"
                );
            }
        }
    }
}

#[test]
fn hessians_match_central_differences_of_the_gradient() {
    for config in settings() {
        let name = words(&config);
        let surface = kernel(&config);
        for p in grid(&config, 7) {
            let [fxx, fxy, fyy] = surface.hessian(&p);
            let g = gradient(&*surface, p);
            let tolerance = 1e-6 * (fxx.abs() + fxy.abs() + fyy.abs()) + 1e-8 * (1.0 + g.norm());
            let gx = |p: Vec2| gradient(&*surface, p).x;
            let gy = |p: Vec2| gradient(&*surface, p).y;
            for (error, what) in [
                (miss(gx, p, X, fxx), "fxx"),
                (miss(gx, p, Y, fxy), "fxy"),
                (miss(gy, p, X, fxy), "fyx"),
                (miss(gy, p, Y, fyy), "fyy"),
            ] {
                assert!(
                    error <= tolerance,
                    "{name} at {p:?}: {what} misses by {error:e}"
                );
            }
        }
    }
}

#[test]
fn minima_are_lowest_and_flat_and_saddles_are_saddles() {
    for config in settings() {
        let name = words(&config);
        let surface = kernel(&config);
        let known = landmarks(&config);
        let curvature = |p: Vec2| Curvature::at(&*surface, p);
        let flat = |p: Vec2| {
            let sharpness = curvature(p).map_or(f64::INFINITY, |c| c.sharpness());
            gradient(&*surface, p).norm() <= 1e-11 * (1.0 + sharpness)
        };
        for (i, &p) in known.minima.iter().enumerate() {
            let value = surface.value(&p);
            // Ackley's minimum is a point: there the gradient is NaN, on purpose.
            assert!(
                flat(p) || gradient(&*surface, p).x.is_nan(),
                "{name}: slope at {p:?}"
            );
            for i in 0..8 {
                let angle = f64::from(i) * std::f64::consts::FRAC_PI_4;
                let near = p + vec2(angle.cos(), angle.sin()) * 1e-5;
                assert!(
                    surface.value(&near) >= value - 1e-13 * (1.0 + value.abs()),
                    "{name}: {p:?}"
                );
            }
            if let Some(lowest) = known.lowest {
                assert!(value >= lowest - 1e-12 * (1.0 + lowest.abs()));
                let gap = (value - lowest).abs();
                assert!(
                    i > 0 || gap <= 1e-12 * (1.0 + lowest.abs()),
                    "{name}: {gap:e} above f*"
                );
            }
        }
        for p in grid(&config, 40) {
            if let Some(lowest) = known.lowest {
                assert!(surface.value(&p) >= lowest - 1e-12, "{name} lower at {p:?}");
            }
        }
        for &p in &known.saddles {
            let c = curvature(p).unwrap();
            assert!(flat(p), "{name}: slope at {p:?}");
            assert!(
                c.is_saddle() || c.sharpness() == 0.0,
                "{name}: {p:?} is no saddle: {c:?}"
            );
        }
    }
}

#[test]
fn landmarks_lie_in_a_region_that_can_be_drawn() {
    for config in settings() {
        let name = words(&config);
        let known = landmarks(&config);
        let (size, region) = (known.region.size(), known.region);
        let shape = size.x / size.y;
        assert!((1.2..=1.3).contains(&shape), "{name}: {shape}");
        for p in known
            .minima
            .iter()
            .chain(&known.saddles)
            .chain([&known.start])
        {
            assert!(region.contains(*p), "{name}: {p:?} is outside {region:?}");
        }
    }
    for config in extreme_settings() {
        let name = words(&config);
        let known = landmarks(&config);
        let size = known.region.size();
        assert!(
            size.is_finite() && size.x > 0.0 && size.y > 0.0,
            "{name}: {size:?}"
        );
        assert!(known.region.contains(known.start), "{name}: {known:?}");
        assert!(
            known.rate > 0.0 && known.rate.is_finite(),
            "{name}: {known:?}"
        );
        assert!(known.lowest.is_none_or(f64::is_finite), "{name}: {known:?}");
        assert!(
            known.minima.iter().all(|p| p.is_finite()),
            "{name}: {known:?}"
        );
    }
}

/// Plain gradient descent with the suggested rate goes somewhere: at least a tenth of what there is to
/// gain, or one part in twenty-five of the picture.
#[test]
fn there_is_something_to_see_from_the_start() {
    for config in settings() {
        let name = words(&config);
        let surface = kernel(&config);
        let known = landmarks(&config);
        let (mut p, mut best) = (known.start, f64::INFINITY);
        let first = surface.value(&p);
        let mut reach: f64 = 0.0;
        for step in 0..300 {
            p = p - gradient(&*surface, p) * known.rate;
            let value = surface.value(&p);
            assert!(value.is_finite() || step > 10, "{name} explodes at once");
            best = best.min(value);
            reach = reach.max((p - known.start).norm());
        }
        let gained = known
            .lowest
            .map_or(1.0, |lowest| (first - best) / (first - lowest));
        assert!(best < first, "{name} does not descend");
        assert!(
            gained > 0.1 || reach > 0.04 * known.region.size().x,
            "{name}: {gained}, {reach}"
        );
    }
}

/// Sixteen settings of one surface, a lane each.
struct Sweep<'a>(&'a [Config]);

impl Source<Pack> for Sweep<'_> {
    fn real(&self, index: usize) -> Pack {
        Pack(std::array::from_fn(|lane| {
            match self.0[lane].values()[index] {
                Value::Real(x) => x,
                _ => f64::NAN,
            }
        }))
    }
    fn value(&self, index: usize) -> &Value {
        &self.0[0].values()[index]
    }
}

fn assert_same_bits(got: f64, want: f64, what: impl Fn() -> String) {
    let same = got.to_bits() == want.to_bits() || (got.is_nan() && want.is_nan());
    assert!(same, "{}: {got:e} is not {want:e}", what());
}

#[test]
fn lanes_equal_scalars_bit_for_bit() {
    for entry in CATALOG {
        let mut configs: Vec<Config> = settings();
        configs.retain(|config| config.id() == entry.about.info.id);
        let lanes: Vec<Config> = configs.iter().cycle().take(PACK_WIDTH).cloned().collect();
        let packed = entry.pack(&Sweep(&lanes));
        let mut points = grid(&lanes[0], 8);
        points.extend(ODD.iter().flat_map(|&x| ODD.map(|y| vec2(x, y))));
        for chunk in points.windows(PACK_WIDTH).step_by(5) {
            let at = vec2(
                Pack(std::array::from_fn(|i| chunk[i].x)),
                Pack(std::array::from_fn(|i| chunk[i].y)),
            );
            let mut g = Vec2::zero();
            let value = packed.value(&at);
            let again = packed.value_and_gradient(&at, &mut g);
            let hessian = packed.hessian(&at);
            for (lane, &p) in chunk.iter().enumerate() {
                let scalar = entry.scalar(&lanes[lane]);
                let mut want = Vec2::zero();
                let want_again = scalar.value_and_gradient(&p, &mut want);
                let what = || format!("{} at {p:?}", words(&lanes[lane]));
                assert_same_bits(value.0[lane], scalar.value(&p), what);
                assert_same_bits(again.0[lane], want_again, what);
                assert_same_bits(value.0[lane], again.0[lane], what);
                assert_same_bits(g.x.0[lane], want.x, what);
                assert_same_bits(g.y.0[lane], want.y, what);
                for (got, want) in hessian.iter().zip(scalar.hessian(&p)) {
                    assert_same_bits(got.0[lane], want, what);
                }
            }
        }
    }
}

#[test]
fn ackley_has_no_gradient_at_its_point() {
    let surface = kernel(&Kind::Surface.default_config("ackley"));
    let g = gradient(&*surface, Vec2::zero());
    assert!(g.x.is_nan() && g.y.is_nan());
    assert!(surface.value(&Vec2::zero()).abs() < 1e-14);
}
