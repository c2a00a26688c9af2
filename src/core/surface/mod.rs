//! Loss surfaces: what there is to descend.
//!
//! A surface is its formula and what is known about it: where to look, where to start, its minima. The
//! gradient is written by hand or follows from the formula by dual numbers; the Hessian always follows.

mod ackley;
mod beale;
mod bohachevsky_1;
mod booth;
mod bounded_saddle;
mod branin;
mod bukin_6;
mod cliff;
mod convoy;
mod cross_in_tray;
mod deep_linear;
mod dixon_price;
mod double_well;
mod drop_wave;
mod easom;
mod eggholder;
mod freudenstein_roth;
mod goldstein_price;
mod griewank;
mod himmelblau;
mod holder_table;
mod lessard;
mod levy;
mod levy_13;
mod logistic_regression;
mod matyas;
mod mccormick;
mod michalewicz;
mod monkey_saddle;
mod parts;
mod product_net;
mod quadratic;
mod quartic;
mod rastrigin;
mod recurrent_cliff;
mod rosenbrock;
mod saddle;
mod schwefel;
mod six_hump_camel;
mod sphere;
mod styblinski_tang;
mod three_hump_camel;
mod two_gaussian_bowl;
mod two_weight_net;
mod zakharov;

use super::catalog::{About, Config, Info, Kind};
use super::convoy::SurfaceConvoy;
use super::curvature::Curvature;
use super::dual::Dual;
use super::lane::{Lane, Pack};
use super::optim::OptimizerKernel;
use super::params::{Params, Source, round_significant};
use super::pipeline::Walk;
use super::vec2::{Vec2, vec2};
use std::any::Any;

/// A function of two variables with exact derivatives. The author's side; the rest of the program sees
/// a [`SurfaceKernel`].
pub trait Surface: Params {
    /// Its words.
    const INFO: Info;
    /// Its formula as the body of a Python function of `x`, `y` and its parameters by their keys. `ops.` stands for
    /// the module that computes, `torch` or `jax.numpy`; `math.` is there too.
    const PYTHON: &'static str;
    /// Relative cost of one value and gradient; a polynomial is 1.
    const COST: u32 = 1;
    /// Whether its second derivatives are the same everywhere, so that what theory says of quadratics is exact on it.
    const QUADRATIC: bool = false;

    /// f(p), in the order of operations of the reference.
    fn value<L: Lane>(s: &Self::Of<L>, p: Vec2<L>) -> L;

    /// f(p) and its gradient. The default differentiates [`Surface::value`] exactly.
    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &Self::Of<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let lifted = Self::lift(s, Dual::constant);
        let out = Self::value(&lifted, Dual::position(p));
        (out.value, out.gradient())
    }

    /// What is known about the surface with these parameters.
    fn landmarks(s: &Self::Of<f64>) -> Landmarks;
}

/// What is known about a surface: where to look, where to start, where it ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Landmarks {
    /// The part of the plane worth looking at first.
    pub region: Region,
    /// A start from which there is something to see.
    pub start: Vec2,
    /// A learning rate with which plain gradient descent makes visible progress from there.
    pub rate: f64,
    /// Minima inside the region, the deepest first. Where the minima form a curve, a few points of it.
    pub minima: Vec<Vec2>,
    /// Saddle points inside the region; none where there are too many to be told apart.
    pub saddles: Vec<Vec2>,
    /// The smallest value f* on the whole plane, where there is one and it is known. A surface that falls for
    /// ever outside its usual domain has none, although it has minima.
    pub lowest: Option<f64>,
}

/// An axis-parallel part of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// Lower left corner.
    pub min: Vec2,
    /// Upper right corner.
    pub max: Vec2,
}

impl Region {
    /// From `[x0, x1] × [y0, y1]`.
    pub const fn new(x: [f64; 2], y: [f64; 2]) -> Self {
        Self {
            min: Vec2 { x: x[0], y: y[0] },
            max: Vec2 { x: x[1], y: y[1] },
        }
    }
    /// The smallest region of shape 5 to 4, with the same center, that holds these ranges.
    ///
    /// Ends beyond 1e100 stand at 1e100, so that a region is always finite.
    pub fn holding(x: [f64; 2], y: [f64; 2]) -> Self {
        let (low, high) = (bounded(vec2(x[0], y[0])), bounded(vec2(x[1], y[1])));
        let center = (low + high) * 0.5;
        let height = (high.y - low.y).max((high.x - low.x) * 0.8);
        let half = vec2(0.625 * height, 0.5 * height);
        Self {
            min: center - half,
            max: center + half,
        }
    }
    /// A region of shape 5 to 4 with room around these points; none if all are in one place as far as numbers can tell.
    pub fn around(points: &[Vec2]) -> Option<Self> {
        let first = *points.first()?;
        let ends = |of: fn(&Vec2) -> f64| {
            let values = points.iter().map(of);
            values.fold([of(&first); 2], |[low, high], x| [low.min(x), high.max(x)])
        };
        let (x, y) = (ends(|p| p.x), ends(|p| p.y));
        let extent = (x[1] - x[0]).max(y[1] - y[0]);
        let size = x.iter().chain(&y).fold(0.0, |m: f64, x| m.max(x.abs()));
        let room = 0.25 * extent;
        (extent > 1e-11 * size)
            .then(|| Self::holding([x[0] - room, x[1] + room], [y[0] - room, y[1] + room]))
    }
    /// The same size elsewhere.
    pub fn moved(&self, by: Vec2) -> Self {
        Self {
            min: self.min + by,
            max: self.max + by,
        }
    }
    /// Width and height.
    pub fn size(&self) -> Vec2 {
        self.max - self.min
    }
    /// The point in the middle.
    pub fn center(&self) -> Vec2 {
        self.min + self.size() * 0.5
    }
    /// Whether a point lies inside or on the border.
    pub fn contains(&self, p: Vec2) -> bool {
        (self.min.x..=self.max.x).contains(&p.x) && (self.min.y..=self.max.y).contains(&p.y)
    }
}

/// Coordinates beyond 1e100 stand at 1e100: landmarks are finite whatever the parameters are.
fn bounded(p: Vec2) -> Vec2 {
    let bound = |z: f64| {
        if z.is_nan() {
            0.0
        } else {
            z.clamp(-1e100, 1e100)
        }
    };
    vec2(bound(p.x), bound(p.y))
}

/// The points that are numbers.
fn finite(mut points: Vec<Vec2>) -> Vec<Vec2> {
    points.retain(|p| p.is_finite());
    points
}

/// A learning rate to two digits; 0.001 where the parameters are too extreme to give one.
fn tidy_rate(rate: f64) -> f64 {
    let tidy = round_significant(rate, 2);
    if tidy > 0.0 && tidy.is_finite() {
        tidy
    } else {
        1e-3
    }
}

/// The learning rate that is `share` over the largest curvature at these points. Gradient descent is
/// stable up to a share of 2.
fn rate_at<S: Surface>(s: &S::Of<f64>, points: &[Vec2], share: f64) -> f64 {
    let lifted = S::lift(s, Dual::constant);
    let sharpness = |p: &Vec2| {
        let (_, g) = S::value_and_gradient(&lifted, Dual::position(*p));
        let curvature = Curvature::of([g.x.dx, g.x.dy, g.y.dy]);
        curvature.map_or(0.0, |curvature| curvature.sharpness())
    };
    tidy_rate(share / points.iter().map(sharpness).fold(0.0, f64::max))
}

/// A surface with its parameters, ready to be evaluated on one kind of lane. The program's side of
/// [`Surface`]; crossed once per lane or pack.
pub trait SurfaceKernel<L: Lane>: Send + Sync + Any {
    /// f(p).
    fn value(&self, p: &Vec2<L>) -> L;
    /// f(p), with the gradient written to `gradient`.
    fn value_and_gradient(&self, p: &Vec2<L>, gradient: &mut Vec2<L>) -> L;
    /// The gradient, with the value written to `loss`: all that the next step waits for stays in registers where it is a
    /// pair of numbers.
    fn slope(&self, p: Vec2<L>, loss: &mut L) -> Vec2<L> {
        let mut gradient = Vec2::zero();
        *loss = self.value_and_gradient(&p, &mut gradient);
        gradient
    }
    /// The second derivatives `[fxx, fxy, fyy]`.
    fn hessian(&self, p: &Vec2<L>) -> [L; 3];
}

struct Kernel<S: Surface, L: Lane> {
    rule: S::Of<L>,
    lifted: S::Of<Dual<L>>,
}

impl<S: Surface, L: Lane> SurfaceKernel<L> for Kernel<S, L> {
    fn value(&self, p: &Vec2<L>) -> L {
        S::value(&self.rule, *p)
    }
    fn value_and_gradient(&self, p: &Vec2<L>, gradient: &mut Vec2<L>) -> L {
        let (value, g) = S::value_and_gradient(&self.rule, *p);
        *gradient = g;
        value
    }
    fn slope(&self, p: Vec2<L>, loss: &mut L) -> Vec2<L> {
        let (value, gradient) = S::value_and_gradient(&self.rule, p);
        *loss = value;
        gradient
    }
    fn hessian(&self, p: &Vec2<L>) -> [L; 3] {
        let (_, g) = S::value_and_gradient(&self.lifted, Dual::position(*p));
        [g.x.dx, g.x.dy, g.y.dy]
    }
}

/// One line of the catalogue.
pub struct SurfaceEntry {
    /// What it says about itself.
    pub about: About,
    /// Its formula as the body of a Python function, see [`Surface::PYTHON`].
    pub python: &'static str,
    /// Relative cost of one value and gradient; a polynomial is 1.
    pub cost: u32,
    /// Whether its second derivatives are the same everywhere.
    pub quadratic: bool,
    scalar: fn(&dyn Source<f64>) -> Box<dyn SurfaceKernel<f64>>,
    pack: fn(&dyn Source<Pack>) -> Box<dyn SurfaceKernel<Pack>>,
    convoy: fn(&[&dyn Source<Pack>]) -> Box<dyn SurfaceConvoy>,
    walk: Fused,
    landmarks: fn(&Config) -> Landmarks,
}

/// Many steps of a single run over one kind of surface, with a rule that it is compiled together with; else false.
type Fused = fn(&dyn SurfaceKernel<f64>, &mut dyn OptimizerKernel<f64>, &mut Walk) -> bool;

const fn entry<S: Surface>() -> SurfaceEntry {
    SurfaceEntry {
        about: About {
            kind: Kind::Surface,
            info: S::INFO,
            specs: S::SPECS,
            nests: true,
        },
        python: S::PYTHON,
        cost: S::COST,
        quadratic: S::QUADRATIC,
        scalar: build::<S, f64>,
        pack: build::<S, Pack>,
        convoy: convoy::build::<S>,
        walk: |surface, rule, walk| {
            let surface: &dyn Any = surface;
            let kernel = surface.downcast_ref::<Kernel<S, f64>>();
            kernel.is_some_and(|kernel| walk.go_fused::<S>(&kernel.rule, rule))
        },
        landmarks: |config| S::landmarks(&S::read::<f64>(config)),
    }
}

fn build<S: Surface, L: Lane>(source: &dyn Source<L>) -> Box<dyn SurfaceKernel<L>> {
    let rule = S::read::<L>(source);
    let lifted = S::lift(&rule, Dual::constant);
    Box::new(Kernel::<S, L> { rule, lifted })
}

/// Every surface. A new one is one file, its `mod` above and one line here.
pub static CATALOG: &[SurfaceEntry] = &[
    entry::<quadratic::Quadratic>(),
    entry::<sphere::Sphere>(),
    entry::<booth::Booth>(),
    entry::<matyas::Matyas>(),
    entry::<zakharov::Zakharov>(),
    entry::<quartic::Quartic>(),
    entry::<lessard::Lessard>(),
    entry::<rosenbrock::Rosenbrock>(),
    entry::<beale::Beale>(),
    entry::<dixon_price::DixonPrice>(),
    entry::<freudenstein_roth::FreudensteinRoth>(),
    entry::<mccormick::McCormick>(),
    entry::<himmelblau::Himmelblau>(),
    entry::<styblinski_tang::StyblinskiTang>(),
    entry::<three_hump_camel::ThreeHumpCamel>(),
    entry::<six_hump_camel::SixHumpCamel>(),
    entry::<branin::Branin>(),
    entry::<goldstein_price::GoldsteinPrice>(),
    entry::<two_gaussian_bowl::TwoGaussianBowl>(),
    entry::<michalewicz::Michalewicz>(),
    entry::<rastrigin::Rastrigin>(),
    entry::<ackley::Ackley>(),
    entry::<griewank::Griewank>(),
    entry::<bohachevsky_1::Bohachevsky1>(),
    entry::<levy::Levy>(),
    entry::<levy_13::Levy13>(),
    entry::<schwefel::Schwefel>(),
    entry::<eggholder::Eggholder>(),
    entry::<drop_wave::DropWave>(),
    entry::<saddle::Saddle>(),
    entry::<bounded_saddle::BoundedSaddle>(),
    entry::<double_well::DoubleWell>(),
    entry::<monkey_saddle::MonkeySaddle>(),
    entry::<cliff::Cliff>(),
    entry::<recurrent_cliff::RecurrentCliff>(),
    entry::<easom::Easom>(),
    entry::<bukin_6::Bukin6>(),
    entry::<cross_in_tray::CrossInTray>(),
    entry::<holder_table::HolderTable>(),
    entry::<deep_linear::DeepLinear>(),
    entry::<two_weight_net::TwoWeightNet>(),
    entry::<product_net::ProductNet>(),
    entry::<logistic_regression::LogisticRegression>(),
];

/// The catalogue's line for a setting of a surface.
pub fn entry_of(config: &Config) -> &'static SurfaceEntry {
    CATALOG
        .iter()
        .find(|entry| std::ptr::eq(&raw const entry.about, config.about))
        .unwrap_or(&CATALOG[0])
}

impl SurfaceEntry {
    /// The surface for single points.
    pub fn scalar(&self, source: &dyn Source<f64>) -> Box<dyn SurfaceKernel<f64>> {
        (self.scalar)(source)
    }
    /// The surface for sixteen points at a time.
    pub fn pack(&self, source: &dyn Source<Pack>) -> Box<dyn SurfaceKernel<Pack>> {
        (self.pack)(source)
    }
    /// Takes a run over this kind of surface on its way, if surface and rule are compiled together; else nothing happens, and
    /// it is false.
    pub(super) fn walk(
        &self,
        surface: &dyn SurfaceKernel<f64>,
        rule: &mut dyn OptimizerKernel<f64>,
        walk: &mut Walk,
    ) -> bool {
        (self.walk)(surface, rule, walk)
    }
    /// The surface for several packs, with parameters from a source for each.
    pub fn convoy(&self, sources: &[&dyn Source<Pack>]) -> Box<dyn SurfaceConvoy> {
        (self.convoy)(sources)
    }
}

/// What is known about a surface with these parameters.
pub fn landmarks(config: &Config) -> Landmarks {
    (entry_of(config).landmarks)(config)
}
