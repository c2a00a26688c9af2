//! Shampoo: the gradient times the inverse root of the sum of its outer products with itself.
//!
//! Of a vector, which has one side only, Shampoo keeps one matrix and takes the power −1/2 of it: it is Adagrad
//! with the full matrix. The matrix is kept as its triangular root, so that its small eigenvalue keeps its digits
//! beside a large one.

use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `L ← L + g gᵀ;  x ← x − η L^(−1/2) g`.
    pub struct Shampoo {
        /// Step size: the length of the first step, in the direction of the gradient.
        lr: real("Learning rate", "η", 1e-1, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// What the matrix starts from, on its diagonal: its root is the gradient below which first steps shrink.
        eps: real("Epsilon", "ε", 1e-4, Domain::POSITIVE, Span::log(1e-12, 10.0));
    }
}

/// The upper triangular root R of the matrix, L = Rᵀ R, by rows: `[r₁₁, r₁₂, r₂₂]`.
#[derive(Clone, Copy)]
pub struct Root<L>([L; 3]);

impl<L: Lane> Root<L> {
    /// The root of `L + g gᵀ`: g is turned into the triangle, one element after the other (Givens).
    #[inline(always)]
    fn taking(self, g: Vec2<L>) -> Self {
        let [r11, r12, r22] = self.0;
        let length = (r11 * r11 + g.x * g.x).sqrt();
        let (cos, sin) = (r11 / length, g.x / length);
        let rest = cos * g.y - sin * r12;
        Self([
            length,
            cos * r12 + sin * g.y,
            (r22 * r22 + rest * rest).sqrt(),
        ])
    }

    /// Trace of L and root of its determinant.
    #[inline(always)]
    fn invariants(self) -> [L; 2] {
        let [r11, r12, r22] = self.0;
        [r11 * r11 + (r12 * r12 + r22 * r22), r11 * r22]
    }

    /// `L^(−1/2) g`: with δ² the determinant of L, its root is `(L + δ) / √(tr L + 2 δ)`, and of that the inverse.
    #[inline(always)]
    fn divide(self, g: Vec2<L>) -> Vec2<L> {
        let [r11, r12, r22] = self.0;
        let [trace, root] = self.invariants();
        let (a, b, d) = (r11 * r11, r11 * r12, r12 * r12 + r22 * r22);
        let scale = (trace + L::splat(2.0) * root).sqrt() * root;
        Vec2 {
            x: ((d + root) * g.x - b * g.y) / scale,
            y: ((a + root) * g.y - b * g.x) / scale,
        }
    }
}

impl Optimizer for Shampoo {
    const INFO: Info = Info {
        id: "shampoo",
        name: "Shampoo",
        family: "Curvature",
        summary: "Adagrad with the full matrix, which is what Shampoo is on one vector: a turned ravine is no harder than a straight one.",
        formula: "L ← L + g gᵀ  from L = ε I,  x ← x − η L^(−1/2) g",
        reference: "Gupta, Koren and Singer 2018, algorithm 2 at order 1 (power −1/2); full-matrix Adagrad: Duchi, Hazan and Singer 2011; defaults: ε theirs, the rate Ravine's",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Length;

    type State<L: Width> = Root<L>;

    fn init<L: Width>(rule: &Shampoo<L>, _: Vec2<L>) -> Root<L> {
        let root = rule.eps.sqrt();
        Root([root, L::splat(0.0), root])
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &Shampoo<L>,
        root: &mut Root<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        *root = root.taking(direction);
        let delta = root.divide(direction) * step.rate;
        let [trace, area] = root.invariants();
        probe.scalar("tr L", trace);
        probe.scalar("√det L", area);
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::vec2::vec2;

    /// The inverse root, applied twice, undoes the matrix, with gradients of very different sizes in it too.
    #[test]
    fn the_inverse_root_is_one() {
        for scale in [1e-3, 1.0, 1e3] {
            let gradients = [vec2(3.0, -1.0), vec2(3.0, -1.1) * scale, vec2(0.2, 5.0)];
            let mut root = Root([1e-2, 0.0, 1e-2]);
            let mut sum = [1e-4, 0.0, 1e-4];
            for g in gradients {
                root = root.taking(g);
                sum = [sum[0] + g.x * g.x, sum[1] + g.x * g.y, sum[2] + g.y * g.y];
            }
            for unit in [vec2(1.0, 0.0), vec2(0.0, 1.0)] {
                let full = vec2(
                    sum[0] * unit.x + sum[1] * unit.y,
                    sum[1] * unit.x + sum[2] * unit.y,
                );
                let back = root.divide(root.divide(full));
                assert!(
                    (back - unit).norm() < 1e-9,
                    "{scale}: {back:?}, not {unit:?}"
                );
            }
        }
    }

    /// Turning the surface turns the path, and does nothing else; Adagrad's path is another.
    #[test]
    fn a_turned_ravine_is_the_same_ravine() {
        let turned = |p: Vec2, angle: f64| {
            vec2(
                angle.cos() * p.x - angle.sin() * p.y,
                angle.sin() * p.x + angle.cos() * p.y,
            )
        };
        let ends = |id: &str, angle: f64| {
            let config = rule(id, &[("lr", 0.5)]);
            let walk = path(&config, turned(vec2(5.0, 1.0), angle), 100, |p| {
                let eigen = turned(p, -angle);
                turned(vec2(eigen.x, 100.0 * eigen.y), angle)
            });
            turned(walk[99], -angle)
        };
        for angle in [0.3, 0.785, 1.0, 2.0] {
            let apart = (ends("shampoo", angle) - ends("shampoo", 0.0)).norm();
            assert!(apart < 1e-10, "{angle}: {apart:e}");
            let apart = (ends("adagrad", angle) - ends("adagrad", 0.0)).norm();
            assert!(apart > 1e-2, "Adagrad, {angle}: {apart:e}");
        }
    }

    /// The first step goes along the gradient, as long as the rate.
    #[test]
    fn the_first_step_is_the_gradients_direction() {
        let first = path(&rule("shampoo", &[("lr", 1.0)]), Vec2::zero(), 1, |_| {
            vec2(300.0, 400.0)
        });
        assert!((first[0] - vec2(-0.6, -0.8)).norm() < 1e-8, "{first:?}");
    }
}
