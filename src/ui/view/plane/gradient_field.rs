//! The gradient field on the plane: which way is down, and how steep.
//!
//! Arrows stand at round coordinates, so that they stay where they are when the plane is moved. They point along −∇f;
//! their length grows with the logarithm of ‖∇f‖ from the flattest to the steepest place in sight.

use super::projection::Projection;
use crate::core::catalog::Config;
use crate::core::surface;
use crate::core::vec2::{Vec2, vec2 as place};
use crate::ui::theme::Theme;
use crate::ui::trail;
use egui::{Painter, Pos2, Rect, Shape, vec2};

/// Distance of arrows on the screen, in points: at least this, up to two and a half times as much.
const APART: f64 = 34.0;
/// Length of the arrow at the flattest and at the steepest place, as parts of the distance of arrows.
const LENGTHS: [f64; 2] = [0.28, 0.82];
/// Length of the head of an arrow, in points.
const HEAD: f32 = 4.5;
/// Width of its lines, in points.
const WIDTH: f32 = 1.1;
/// What the axes take of the plane, left and below, in points.
const AXES: egui::Vec2 = vec2(34.0, 20.0);
/// Decades of steepness below the steepest place that lengths tell apart.
const DECADES: f64 = 4.0;

/// The arrows as they were drawn last.
#[derive(Default)]
pub struct FieldCache {
    key: Option<(Config, Projection, bool)>,
    arrows: Option<Shape>,
}

impl FieldCache {
    /// Draws the field.
    pub(in crate::ui::view) fn paint(
        &mut self,
        painter: &Painter,
        projection: &Projection,
        config: &Config,
        theme: &Theme,
    ) {
        let is_current = self
            .key
            .as_ref()
            .is_some_and(|(of, at, dark)| of == config && at == projection && *dark == theme.dark);
        if !is_current {
            self.key = Some((config.clone(), *projection, theme.dark));
            let room = projection.rect();
            let room =
                Rect::from_min_max(room.min + vec2(AXES.x, 0.0), room.max - vec2(0.0, AXES.y));
            let lines: Vec<Vec<Pos2>> = arrows(projection, config)
                .into_iter()
                .filter(|[from, to]| room.contains(from.lerp(*to, 0.5)))
                .flat_map(lines)
                .collect();
            self.arrows = Some(trail::lines_shape(painter, &lines, WIDTH, theme.field));
        }
        painter.extend(self.arrows.clone());
    }
}

/// Distance of arrows in units of the plane: 1, 2 or 5 times a power of ten.
fn spacing(unit: f64) -> f64 {
    let least = APART * unit;
    let decade = 10f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|m| m * decade >= least);
    step.unwrap_or(10.0) * decade
}

/// The ends of the arrows on the screen, tips last.
fn arrows(projection: &Projection, config: &Config) -> Vec<[Pos2; 2]> {
    let region = projection.region();
    let apart = spacing(projection.unit());
    let kernel = surface::entry_of(config).scalar(config);
    let along = |low: f64, high: f64| {
        let first = (low / apart).ceil();
        let count = ((high / apart).floor() - first).clamp(0.0, 400.0) as usize;
        (0..=count).map(move |i| (first + i as f64) * apart)
    };
    let mut arrows: Vec<(Vec2, Vec2, f64)> = Vec::new();
    for y in along(region.min.y, region.max.y) {
        for x in along(region.min.x, region.max.x) {
            let mut gradient = Vec2::zero();
            kernel.value_and_gradient(&place(x, y), &mut gradient);
            let steepness = gradient.x.hypot(gradient.y);
            if steepness > 0.0 && steepness.is_finite() {
                let down = gradient * (-1.0 / steepness);
                arrows.push((place(x, y), down, steepness.log10()));
            }
        }
    }
    let steepest = arrows.iter().map(|(.., s)| *s).fold(f64::MIN, f64::max);
    let flattest = arrows.iter().map(|(.., s)| *s).fold(f64::MAX, f64::min);
    let range = (steepest - flattest).clamp(1e-9, DECADES);
    let arrow = |(at, down, steepness): &(Vec2, Vec2, f64)| {
        let share = (1.0 - (steepest - steepness) / range).clamp(0.0, 1.0);
        let length = LENGTHS[0] + (LENGTHS[1] - LENGTHS[0]) * share;
        let half = *down * (0.5 * length * apart);
        [*at - half, *at + half].map(|end| projection.screen_from_world(end))
    };
    arrows.iter().map(arrow).collect()
}

/// An arrow as two lines: the shaft, and the head with its tip.
fn lines([from, to]: [Pos2; 2]) -> [Vec<Pos2>; 2] {
    let back = (from - to).normalized() * HEAD;
    let side = back.rot90() * 0.55;
    [vec![from, to], vec![to + back + side, to, to + back - side]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::surface::Region;
    use egui::pos2;

    fn projection(center: f64) -> Projection {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(800.0, 600.0));
        Projection::fit(Region::new([center - 2.0, center + 2.0], [-1.5, 1.5]), rect)
    }

    #[test]
    fn arrows_point_down_and_steep_ones_are_longer() {
        let config = Kind::Surface.default_config("sphere");
        let projection = projection(0.3);
        let arrows = arrows(&projection, &config);
        assert!(arrows.len() > 80);
        let middle = projection.screen_from_world(Vec2::zero());
        let mut lengths = Vec::new();
        for [from, to] in arrows {
            assert!(to.distance(middle) < from.distance(middle), "{from} {to}");
            lengths.push((from.lerp(to, 0.5).distance(middle), from.distance(to)));
        }
        lengths.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(lengths.windows(2).all(|pair| pair[0].1 < pair[1].1 + 0.01));
    }

    #[test]
    fn arrows_stay_where_they_are_when_the_plane_moves() {
        let step = spacing(0.005);
        assert_eq!(step, 0.2);
        for unit in [1e-9, 3.3e-4, 0.7, 1e6] {
            let apart = spacing(unit) / unit;
            assert!((APART..=2.51 * APART).contains(&apart), "{unit}: {apart}");
        }
    }

    #[test]
    fn every_surface_has_a_field_and_none_panics() {
        for about in Kind::Surface.entries() {
            let config = Config::new(about);
            let ends = arrows(&projection(0.0), &config);
            assert!(ends.iter().flatten().all(|at| at.is_finite()), "{about:?}");
            assert!(!ends.is_empty(), "{about:?}");
        }
    }
}
