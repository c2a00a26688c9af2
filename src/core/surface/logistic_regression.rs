//! Logistic regression with two weights on a small fixed data set.

use super::parts::sigmoid;
use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `mean ln(1 + exp(−c (x a + y b)))` over twelve points, without parameters.
    pub struct LogisticRegression {
    }
}

/// The points, those of the second class mirrored: c a and c b.
const DATA: [[f64; 2]; 12] = [
    [0.7, 1.2],
    [1.2, -1.0],
    [0.2, 2.2],
    [1.0, 2.8],
    [-0.4, 0.8],
    [0.5, -0.4],
    [0.8, 0.2],
    [0.3, 1.8],
    [1.1, -2.4],
    [-0.2, -0.6],
    [0.7, 1.6],
    [0.4, -1.8],
];

impl Surface for LogisticRegression {
    const INFO: Info = Info {
        id: "logistic_regression",
        name: "Logistic regression",
        family: "Learning problems",
        summary: "A real, convex learning problem: two classes that overlap, twelve points, two weights, flat where both classes are told apart and steep where they are confused.",
        formula: "f = mean ln(1 + exp(−c (x a + y b))) over points (a, b) of class c = ±1",
        reference: "Cox 1958, The regression analysis of binary sequences; the data are this program’s own",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        # Twelve points; those of the second class are mirrored.
        points = [
            (0.7, 1.2), (1.2, -1.0), (0.2, 2.2), (1.0, 2.8), (-0.4, 0.8), (0.5, -0.4),
            (0.8, 0.2), (0.3, 1.8), (1.1, -2.4), (-0.2, -0.6), (0.7, 1.6), (0.4, -1.8),
        ]
        margins = [x * a + y * b for a, b in points]
        return sum(ops.logaddexp(0 * m, -m) for m in margins) / len(points)";
    const COST: u32 = 150;

    #[inline(always)]
    fn value<L: Lane>(_: &LogisticRegression<L>, p: Vec2<L>) -> L {
        let one = L::splat(1.0);
        let mut sum = L::splat(0.0);
        for [a, b] in DATA {
            // ln(1 + exp(−t)) without overflow, t the margin of the point.
            let margin = p.x * L::splat(a) + p.y * L::splat(b);
            let hinge = (-margin).maximum(L::splat(0.0));
            sum = sum + (hinge + (one + (-margin.abs()).exp()).ln());
        }
        sum / L::splat(DATA.len() as f64)
    }

    /// By hand: at margin 0 the stable formula above has a corner that its sum has not.
    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &LogisticRegression<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let mut sum = Vec2::zero();
        for [a, b] in DATA {
            let point = vec2(L::splat(a), L::splat(b));
            let margin = p.x * point.x + p.y * point.y;
            sum = sum - point * sigmoid(-margin);
        }
        let n = L::splat(DATA.len() as f64);
        (Self::value(s, p), sum.map(|z| z / n))
    }

    fn landmarks(_: &LogisticRegression) -> Landmarks {
        Landmarks {
            region: Region::new([-10.0, 10.0], [-8.0, 8.0]),
            start: vec2(-6.0, 5.0),
            rate: 2.0,
            minima: vec![vec2(3.738645307751822, 0.4754282535587719)],
            saddles: vec![],
            lowest: Some(0.3172663968039238),
        }
    }
}
