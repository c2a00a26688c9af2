//! The curvature at a head: the Hessian as an ellipse with its eigenvectors.
//!
//! The ellipse is a line of equal vᵀ|H|v: long where the surface is flat, short where it bends. An axis along which
//! the surface bends down is dashed, and in the colour of warnings.

use super::projection::Projection;
use crate::core::curvature::Curvature;
use crate::core::surface;
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::session::scene::Run;
use crate::ui::format;
use crate::ui::theme::{self, Theme};
use crate::ui::view::names::Names;
use egui::{Painter, Pos2, Shape, Stroke, vec2};
use std::f32::consts::TAU;

/// Length of the longer half-axis on the screen, in points.
const LONG: f32 = 64.0;
/// The shorter one is drawn at least so long, that it can be seen.
const SHORT: f32 = 4.0;

/// Draws the curvature where a run is, and adds the words about it.
pub(in crate::ui::view) fn paint(
    painter: &Painter,
    projection: &Projection,
    session: &Session,
    run: &Run,
    names: &mut Names,
    theme: &Theme,
) {
    let Some(product) = session.derived().run(run.id) else {
        return;
    };
    let positions = &product.trajectory().position;
    let step = session.step() as usize;
    let Some(at) = positions.get(step).or(positions.last()).copied() else {
        return;
    };
    let config = &session.scene.surface;
    let kernel = surface::entry_of(config).scalar(config);
    let place = projection.screen_from_world(at);
    let is_seen = place.is_finite() && painter.clip_rect().contains(place);
    let Some(curvature) = Curvature::at(&*kernel, at).filter(|_| is_seen) else {
        return;
    };
    let axes = half_axes(&curvature);
    let colour = theme::run_style(run.style).colour(theme);
    let on_screen = |axis: Vec2, length: f32| vec2(axis.x as f32, -axis.y as f32) * length;
    let low = on_screen(curvature.low_axis, axes[0]);
    let high = on_screen(curvature.high_axis, axes[1]);
    let ring: Vec<Pos2> = (0..=72)
        .map(|k| {
            let (sin, cos) = (TAU * k as f32 / 72.0).sin_cos();
            place + low * cos + high * sin
        })
        .collect();
    painter.add(Shape::line(
        ring.clone(),
        Stroke::new(3.5, theme.casing.gamma_multiply(0.75)),
    ));
    painter.add(Shape::line(ring, Stroke::new(1.5, colour)));
    for (axis, lambda) in [(low, curvature.low), (high, curvature.high)] {
        let ends = vec![place - axis, place + axis];
        painter.add(Shape::line(
            ends.clone(),
            Stroke::new(3.0, theme.casing.gamma_multiply(0.75)),
        ));
        if lambda < 0.0 {
            let stroke = Stroke::new(1.5, theme.warning);
            painter.extend(Shape::dashed_line(&ends, stroke, 4.0, 3.0));
        } else {
            painter.add(Shape::line(ends, Stroke::new(1.5, colour)));
        }
    }
    let reach = vec2(low.x.hypot(high.x), low.y.hypot(high.y));
    names.add_around(place, reach, words(&curvature));
}

/// Half the axes of the ellipse on the screen, along the smaller and the larger eigenvalue: as 1/√|λ|, the longer one
/// [`LONG`].
fn half_axes(curvature: &Curvature) -> [f32; 2] {
    let sizes = [curvature.low, curvature.high].map(|lambda| 1.0 / lambda.abs().sqrt());
    let longest = sizes[0].max(sizes[1]);
    sizes.map(|size| {
        // A flat direction has no end: it is the longest.
        let share = if size == longest { 1.0 } else { size / longest };
        (share as f32 * LONG).max(SHORT)
    })
}

/// Both eigenvalues, and κ where there is one.
fn words(curvature: &Curvature) -> String {
    let [high, low] = [curvature.high, curvature.low].map(|x| format::significant(x, 3));
    let pair = format!("λ₁ {high}   λ₂ {low}");
    match curvature.condition() {
        Some(kappa) if kappa.is_finite() => {
            format!("{pair}   κ {}", format::significant(kappa, 3))
        }
        _ => pair,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_long_where_it_is_flat() {
        let table = [
            ([1.0, 0.0, 4.0], [64.0, 32.0]),
            ([-1.0, 0.0, 4.0], [64.0, 32.0]),
            ([1.0, 0.0, 1e6], [64.0, 4.0]),
            ([0.0, 0.0, 1.0], [64.0, 4.0]),
            ([0.0, 0.0, 0.0], [64.0, 64.0]),
            ([2.0, 0.0, 2.0], [64.0, 64.0]),
        ];
        for (hessian, want) in table {
            let curvature = Curvature::of(hessian).unwrap();
            assert_eq!(half_axes(&curvature), want, "{hessian:?}");
        }
    }

    #[test]
    fn a_condition_number_is_said_where_there_is_one() {
        let said = |hessian| words(&Curvature::of(hessian).unwrap());
        assert_eq!(said([1.0, 0.0, 50.0]), "λ₁ 50   λ₂ 1   κ 50");
        assert_eq!(said([-1.0, 0.0, 50.0]), "λ₁ 50   λ₂ −1");
        assert_eq!(said([0.0, 0.0, 50.0]), "λ₁ 50   λ₂ 0");
    }
}
