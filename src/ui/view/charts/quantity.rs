//! The quantities of the curves: what each is called, and its value at a step of a trajectory.
//!
//! A value that is none (a quotient by zero, the length of a step that was not taken) is `None`, never NaN.

use crate::core::surface::Landmarks;
use crate::core::trajectory::Trajectory;
use crate::core::vec2::Vec2;
use crate::session::view::Curve;

/// The lines of a curve; most have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The quantity itself; of a gradient, as the step used it.
    Main,
    /// The gradient before noise and clip, where that is another.
    Raw,
    /// The first coordinate.
    First,
    /// The second coordinate.
    Second,
}

impl Part {
    /// Whether the line is drawn thin, to be told from the other one of its run.
    pub fn is_thin(self) -> bool {
        matches!(self, Self::Raw | Self::Second)
    }
}

/// The lines of a curve: the one that counts first.
pub fn parts(curve: Curve) -> &'static [Part] {
    match curve {
        Curve::Gradient => &[Part::Main, Part::Raw],
        Curve::Step | Curve::Effective => &[Part::First, Part::Second],
        _ => &[Part::Main],
    }
}

/// What the lines of a curve are called where there are two.
pub fn part_names(curve: Curve) -> [&'static str; 2] {
    match curve {
        Curve::Gradient => ["used", "raw"],
        _ => ["x", "y"],
    }
}

/// The words of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// On its tab: its symbol or one word.
    pub short: &'static str,
    /// In a sentence or a title.
    pub name: &'static str,
    /// Meaning and formula.
    pub meaning: &'static str,
}

/// The words of a curve over a surface.
pub fn words(curve: Curve, landmarks: &Landmarks) -> Words {
    let (short, name, meaning) = match curve {
        Curve::Gap if landmarks.lowest.is_some() => (
            "f − f*",
            "Gap",
            "Gap f(x) − f*: the loss less the smallest loss f* that there is",
        ),
        Curve::Gap => (
            "f",
            "Loss",
            "Loss f(x); the smallest loss of this surface is not known",
        ),
        Curve::Loss => ("Loss", "Loss", "Loss f(x), free of noise"),
        Curve::Gradient => (
            "‖∇f‖",
            "Gradient",
            "Length of the gradient, ‖∇f(x)‖, as the step used it: with noise, after the clip.\nThin: raw, free of noise and before the clip, where that differs",
        ),
        Curve::Rate => (
            "η",
            "Learning rate",
            "Learning rate η of each step, as the schedule gives it",
        ),
        Curve::Distance => (
            "Distance",
            "Distance to the nearest minimum",
            "Distance to the nearest minimum that is known, min ‖x − x*‖",
        ),
        Curve::Step => (
            "|Δ|",
            "Step",
            "Step taken, coordinate by coordinate: |Δx| and, thin, |Δy|.\nΔ is the position after the step less the one before",
        ),
        Curve::Effective => (
            "−Δ/g",
            "Effective rate",
            "Effective rate −Δ/g, coordinate by coordinate: x and, thin, y.\nThe rate at which plain gradient descent would have taken the step that was taken; g is the gradient with noise, before the clip. Below 0: against the gradient. A gap: g is 0",
        ),
        Curve::Cosine => (
            "cos",
            "Cosine of step and −∇f",
            "Cosine of the angle between the step and steepest descent, −Δ·∇f / ‖Δ‖‖∇f‖, with ∇f free of noise.\n1: straight down. 0: along the contour. Below 0: uphill",
        ),
    };
    Words {
        short,
        name,
        meaning,
    }
}

/// Whether a curve says something of its own on a surface.
pub fn is_offered(curve: Curve, landmarks: &Landmarks) -> bool {
    match curve {
        // Where f* is not known, the gap is the loss already.
        Curve::Loss => landmarks.lowest.is_some(),
        Curve::Distance => !landmarks.minima.is_empty(),
        _ => true,
    }
}

/// Those of the curves that are offered on a surface; the gap if none is.
pub fn offered(curves: &[Curve], landmarks: &Landmarks) -> Vec<Curve> {
    let offered: Vec<Curve> = curves
        .iter()
        .copied()
        .filter(|curve| is_offered(*curve, landmarks))
        .collect();
    if offered.is_empty() {
        vec![Curve::Gap]
    } else {
        offered
    }
}

/// How many entries of a trajectory a curve has: what belongs to a place has one more than what belongs to
/// a step.
pub fn entries(trajectory: &Trajectory, curve: Curve) -> usize {
    match curve {
        Curve::Gap | Curve::Loss | Curve::Gradient | Curve::Distance => trajectory.loss.len(),
        Curve::Rate | Curve::Step | Curve::Effective | Curve::Cosine => trajectory.steps(),
    }
}

/// The value of a line of a curve at an entry of a trajectory.
pub fn value_at(
    trajectory: &Trajectory,
    landmarks: &Landmarks,
    (curve, part): (Curve, Part),
    t: usize,
) -> Option<f64> {
    let value = match curve {
        Curve::Gap => gap(*trajectory.loss.get(t)?, landmarks.lowest),
        Curve::Loss => *trajectory.loss.get(t)?,
        Curve::Rate => *trajectory.rate.get(t)?,
        Curve::Gradient => {
            let used = trajectory.clipped.get(t).filter(|_| part == Part::Main);
            length(*used.or_else(|| trajectory.gradient.get(t))?)
        }
        Curve::Distance => {
            let at = *trajectory.position.get(t)?;
            let to = |minimum: &Vec2| length(at - *minimum);
            landmarks.minima.iter().map(to).reduce(f64::min)?
        }
        Curve::Step => of_part(step(trajectory, t)?, part).abs(),
        Curve::Effective => {
            let gradient = of_part(*trajectory.noisy.get(t)?, part);
            // 0 − Δ, so that a coordinate that stays has the rate 0 and not −0.
            (0.0 - of_part(step(trajectory, t)?, part)) / gradient
        }
        Curve::Cosine => cosine(step(trajectory, t)?, *trajectory.gradient.get(t)?)?,
    };
    // −0 is 0.
    value.is_finite().then_some(value + 0.0)
}

/// Where step `t` led, less where it began.
fn step(trajectory: &Trajectory, t: usize) -> Option<Vec2> {
    Some(*trajectory.position.get(t + 1)? - *trajectory.position.get(t)?)
}

fn of_part(v: Vec2, part: Part) -> f64 {
    if part == Part::Second { v.y } else { v.x }
}

/// The gap to the lowest loss; rounding can make it a little negative: that is none.
fn gap(loss: f64, lowest: Option<f64>) -> f64 {
    match lowest {
        Some(lowest) if loss < lowest => 0.0,
        Some(lowest) => loss - lowest,
        None => loss,
    }
}

fn length(v: Vec2) -> f64 {
    v.x.hypot(v.y)
}

/// Cosine of the angle between a step and −gradient. Both are scaled first, so that no square leaves the
/// range of numbers.
fn cosine(step: Vec2, gradient: Vec2) -> Option<f64> {
    let unit = |v: Vec2| {
        let size = v.x.abs().max(v.y.abs());
        let v = v.map(|x| x / size);
        (size > 0.0 && size.is_finite()).then(|| v.map(|x| x / length(v)))
    };
    Some((-unit(step)?.dot(unit(gradient)?)).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::surface;
    use crate::core::vec2::vec2;

    /// Two steps and where they led: (3, 4) → (1.5, 4) → (1.5, −1).
    fn trajectory() -> Trajectory {
        Trajectory {
            position: vec![vec2(3.0, 4.0), vec2(1.5, 4.0), vec2(1.5, -1.0)],
            loss: vec![12.5, 4.0, -1.0],
            gradient: vec![vec2(3.0, 4.0), vec2(0.0, 2.0), vec2(1.0, 0.0)],
            noisy: vec![vec2(6.0, 0.0), vec2(2.0, -10.0)],
            clipped: vec![vec2(0.6, 0.8), vec2(0.0, 1.0)],
            rate: vec![0.5, 0.25],
            momentum: vec![f64::NAN; 2],
            evaluations: Vec::new(),
        }
    }

    fn landmarks() -> Landmarks {
        let mut landmarks = surface::landmarks(&Kind::Surface.default_config("quadratic"));
        landmarks.minima = vec![vec2(0.0, 0.0), vec2(1.5, 1.0)];
        landmarks.lowest = Some(1.0);
        landmarks
    }

    #[test]
    fn every_quantity_is_its_formula() {
        let (trajectory, landmarks) = (trajectory(), landmarks());
        let table: [(Curve, Part, [Option<f64>; 3]); 11] = [
            // Below the lowest loss is the lowest.
            (Curve::Gap, Part::Main, [Some(11.5), Some(3.0), Some(0.0)]),
            (Curve::Loss, Part::Main, [Some(12.5), Some(4.0), Some(-1.0)]),
            (
                Curve::Gradient,
                Part::Main,
                [Some(1.0), Some(1.0), Some(1.0)],
            ),
            (
                Curve::Gradient,
                Part::Raw,
                [Some(5.0), Some(2.0), Some(1.0)],
            ),
            (Curve::Rate, Part::Main, [Some(0.5), Some(0.25), None]),
            (
                Curve::Distance,
                Part::Main,
                [Some(11.25_f64.sqrt()), Some(3.0), Some(3.25_f64.sqrt())],
            ),
            (Curve::Step, Part::First, [Some(1.5), Some(0.0), None]),
            (Curve::Step, Part::Second, [Some(0.0), Some(5.0), None]),
            (Curve::Effective, Part::First, [Some(0.25), Some(0.0), None]),
            // The second coordinate's gradient is 0 in the first step: it has no rate there.
            (Curve::Effective, Part::Second, [None, Some(-0.5), None]),
            // (−1.5, 0) against (3, 4); (0, −5) against (0, 2).
            (Curve::Cosine, Part::Main, [Some(0.6), Some(1.0), None]),
        ];
        for (curve, part, want) in table {
            let got = [0, 1, 2].map(|t| value_at(&trajectory, &landmarks, (curve, part), t));
            for (t, (got, want)) in got.into_iter().zip(want).enumerate() {
                let is_same = match (got, want) {
                    (Some(got), Some(want)) => (got - want).abs() <= 1e-15 * want.abs(),
                    (got, want) => got == want,
                };
                assert!(is_same, "{curve:?} {part:?} at {t}: {got:?}, not {want:?}");
            }
            let have = want.iter().rposition(Option::is_some).map_or(0, |t| t + 1);
            assert_eq!(entries(&trajectory, curve), have, "{curve:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_none_and_extremes_are_exact() {
        let known = landmarks();
        let one = |from: [f64; 2], to: [f64; 2], gradient: [f64; 2]| Trajectory {
            position: vec![vec2(from[0], from[1]), vec2(to[0], to[1])],
            loss: vec![f64::NAN, f64::INFINITY],
            gradient: vec![vec2(gradient[0], gradient[1]); 2],
            noisy: vec![vec2(gradient[0], gradient[1])],
            clipped: vec![vec2(gradient[0], gradient[1])],
            rate: vec![f64::INFINITY],
            momentum: vec![f64::NAN],
            evaluations: Vec::new(),
        };
        let wild = one([0.0, 0.0], [f64::NAN, f64::INFINITY], [1.0, 0.0]);
        for curve in Curve::ALL {
            for &part in parts(curve) {
                let got = value_at(&wild, &known, (curve, part), 0);
                let want = match curve {
                    Curve::Gradient => Some(1.0),
                    Curve::Distance => Some(0.0),
                    _ => None,
                };
                assert_eq!(got, want, "{curve:?} {part:?}");
            }
        }
        let cosine = |to, gradient| {
            let trajectory = one([0.0, 0.0], to, gradient);
            value_at(&trajectory, &known, (Curve::Cosine, Part::Main), 0)
        };
        assert_eq!(cosine([-1e-300, 0.0], [1e300, 0.0]), Some(1.0));
        assert_eq!(cosine([1e-320, 0.0], [1e-320, 0.0]), Some(-1.0));
        assert_eq!(cosine([0.0, 2.0], [5.0, 0.0]), Some(0.0));
        assert_eq!(cosine([0.0, 0.0], [1.0, 0.0]), None);
        assert_eq!(cosine([1.0, 0.0], [0.0, 0.0]), None);
    }

    #[test]
    fn what_a_surface_does_not_know_is_not_offered() {
        let known = landmarks();
        assert!(Curve::ALL.iter().all(|curve| is_offered(*curve, &known)));
        let unknown = Landmarks {
            minima: Vec::new(),
            lowest: None,
            ..known
        };
        let view = [Curve::Loss, Curve::Rate, Curve::Distance];
        assert_eq!(offered(&view, &unknown), [Curve::Rate]);
        assert_eq!(offered(&[Curve::Distance], &unknown), [Curve::Gap]);
        assert_eq!(words(Curve::Gap, &unknown).short, "f");
        let trajectory = trajectory();
        let distance = (Curve::Distance, Part::Main);
        assert_eq!(value_at(&trajectory, &unknown, distance, 0), None);
    }
}
