//! Handles of a ravine: an ellipse of equal loss around its minimum whose axes and direction can be dragged.
//!
//! Which surfaces are ravines follows from their parameters and their Hessian at the minimum, not from their names: `κ`
//! must be the ratio of both curvatures, `θ` the angle by which they are turned.

use super::projection::Projection;
use super::starts;
use crate::core::catalog::Config;
use crate::core::curvature::Curvature;
use crate::core::params::{Shape, Span, Value, round_significant};
use crate::core::surface;
use crate::core::vec2::{Vec2, vec2};
use crate::session::Session;
use crate::ui::format;
use crate::ui::theme::{self, Theme};
use crate::ui::view::grip::{Grip, REACH, Touched, paint_grip};
use crate::ui::view::legend;
use crate::ui::view::overlay::cased_text;
use egui::{Align2, CursorIcon, FontId, Id, Painter, Pos2, Rect, Stroke, Ui};
use std::f64::consts::{FRAC_PI_2, PI};

/// The radius of the ellipse at κ = 1: a share of the plane's shorter side, and the least in points.
const SIZE: [f32; 2] = [0.1, 44.0];
/// How much further out than the axis the grip of the rotation stands, in points.
const BEYOND: f64 = 26.0;
/// To what Shift rounds an angle.
const SNAP: f64 = PI / 12.0;
/// How far a key turns, and by what part of its span it changes κ.
const KEY_STEP: f64 = 0.01;
/// How near a start mark a grip gives way to it, in points.
const START_REACH: f32 = 14.0;

/// A ravine: where its minimum is, and how its parameters shape it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ravine {
    minimum: Vec2,
    /// Unit vector along the floor, to the right.
    floor: Vec2,
    kappa: f64,
    theta: Option<f64>,
}

impl Ravine {
    /// The ravine that a setting of a surface is, if it is one.
    fn of(surface: &Config) -> Option<Self> {
        let kappa = surface.real("kappa").filter(|kappa| *kappa > 0.0)?;
        let minimum = *surface::landmarks(surface).minima.first()?;
        let hessian = |config: &Config| surface::entry_of(config).scalar(config).hessian(&minimum);
        let here = hessian(surface);
        // What κ changes is the curvature across the floor.
        let wall = |kappa: f64, of: &Config| {
            let (low, high) = (
                of.clone().with("kappa", kappa),
                of.clone().with("kappa", kappa * 1.5),
            );
            let [a, b] = [hessian(&low), hessian(&high)];
            let change = Curvature::of([b[0] - a[0], b[1] - a[1], b[2] - a[2]])?;
            (change.high > 0.0 && change.low.abs() <= 1e-9 * change.high)
                .then_some(change.high_axis)
        };
        let across = wall(kappa, surface)?;
        let floor = if across.y < 0.0 {
            vec2(-across.y, across.x)
        } else {
            vec2(across.y, -across.x)
        };
        let along = |v: Vec2| here[0] * v.x * v.x + 2.0 * here[1] * v.x * v.y + here[2] * v.y * v.y;
        let ratio = along(across) / along(floor);
        if (ratio - kappa).abs() > 1e-6 * kappa || !minimum.is_finite() {
            return None;
        }
        let theta = surface.real("theta").filter(|theta| {
            let turned = surface.clone().with("theta", theta + 0.1);
            wall(kappa, &turned).is_some_and(|turned| {
                let angle = (across.x * turned.y - across.y * turned.x).atan2(across.dot(turned));
                normal(angle - 0.1).abs() < 1e-6
            })
        });
        Some(Self {
            minimum,
            floor,
            kappa,
            theta,
        })
    }

    /// Half the axes of the ellipse along the floor and across it: their product does not depend on κ, so that each
    /// end goes where it is pulled while the other gives way.
    fn axes(&self, size: f64) -> [f64; 2] {
        let root = self.kappa.sqrt().sqrt();
        [size * root, size / root]
    }
}

/// The radius of the ellipse at κ = 1, in points.
fn size_in(rect: Rect) -> f64 {
    let [share, least] = SIZE;
    f64::from((share * rect.width().min(rect.height())).max(least))
}

/// An angle of a direction that has no sense, between −π/2 and π/2.
fn normal(angle: f64) -> f64 {
    let turned = angle.rem_euclid(PI);
    if turned > FRAC_PI_2 {
        turned - PI
    } else {
        turned
    }
}

/// The three things that can be pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Floor,
    Wall,
    Turn,
}

/// The handles as the hand left them in this frame.
pub struct Handles {
    parts: Vec<(Part, Touched, Pos2)>,
}

/// Lets the hand act on the handles of the surface, if it has some.
pub(in crate::ui::view) fn interact(
    ui: &Ui,
    projection: &Projection,
    session: &mut Session,
) -> Option<Handles> {
    let ravine = Ravine::of(&session.scene.surface)?;
    let rect = projection.rect();
    let size = size_in(rect);
    let mut parts = Vec::new();
    for part in [Part::Floor, Part::Wall, Part::Turn] {
        let Some((at, value)) = place(part, &ravine, projection, size) else {
            continue;
        };
        let is_near = |start: Vec2| projection.screen_from_world(start).distance(at) < START_REACH;
        let is_covered = legend::covers(
            ui,
            session,
            Rect::from_center_size(at, egui::Vec2::splat(2.0 * REACH)),
        );
        let is_taken = is_covered || starts(session).any(|(_, start)| is_near(start));
        if !rect.shrink(4.0).contains(at) || is_taken {
            continue;
        }
        let (name, hint, cursor) = match part {
            Part::Floor => (
                "Condition number κ, long axis",
                "Drag along the axis: the walls become as much steeper",
                CursorIcon::Move,
            ),
            Part::Wall => (
                "Condition number κ",
                "Drag along the axis: the closer to the minimum, the steeper the walls",
                CursorIcon::Move,
            ),
            Part::Turn => (
                "Rotation θ",
                "Drag around the minimum; Shift turns in steps of 15°",
                CursorIcon::Grab,
            ),
        };
        let grip = Grip {
            id: Id::unique("ravine").with(name),
            at,
            line: Rect::NOTHING,
            name,
            hint,
            value,
            shown: &number(part, value),
            cursor,
        };
        let touched = grip.interact(ui, rect);
        if let Some((key, value)) = wanted(part, &ravine, &touched, projection, size, session) {
            let surface = session.scene.surface.clone().with(key, value);
            if surface != session.scene.surface {
                session.scene.surface = surface;
                session.edited("Shape the surface");
                // The panels beside have shown the old shape in this pass.
                ui.ctx().request_discard("a handle has shaped the surface");
            }
        }
        parts.push((part, touched, at));
    }
    Some(Handles { parts })
}

/// Where a part is on the screen, and its number.
fn place(part: Part, ravine: &Ravine, projection: &Projection, size: f64) -> Option<(Pos2, f64)> {
    let [long, short] = ravine.axes(size);
    let rect = projection.rect();
    let (direction, points, value) = match part {
        Part::Floor => (ravine.floor, long, ravine.kappa),
        Part::Wall => (vec2(-ravine.floor.y, ravine.floor.x), short, ravine.kappa),
        Part::Turn => {
            let most = f64::from(rect.width().min(rect.height())) * 0.44;
            let out = (long.max(short) + BEYOND).min(most);
            (ravine.floor * -1.0, out, ravine.theta?)
        }
    };
    let at = ravine.minimum + direction * (points * projection.unit());
    Some((projection.screen_from_world(at), value))
}

/// The parameter and the value that a hand, a key or a screen reader asks for.
fn wanted(
    part: Part,
    ravine: &Ravine,
    touched: &Touched,
    projection: &Projection,
    size: f64,
    session: &Session,
) -> Option<(&'static str, f64)> {
    let key = if part == Part::Turn { "theta" } else { "kappa" };
    let span = span_of(&session.scene.surface, key)?;
    let away = touched
        .to
        .map(|to| projection.world_from_screen(to) - ravine.minimum);
    if part == Part::Turn {
        let shift = touched.shift;
        let steps = touched.keys;
        let theta = ravine.theta?;
        let pulled = away.map(|away| {
            let angle = normal(away.y.atan2(away.x));
            if shift {
                normal((angle / SNAP).round() * SNAP)
            } else {
                (angle * 100.0).round() / 100.0
            }
        });
        let pressed = (steps != 0.0).then(|| {
            let step = if shift { SNAP } else { KEY_STEP };
            let by = steps * step;
            normal(if shift {
                ((theta + by) / SNAP).round() * SNAP
            } else {
                round_to(theta + by, 1e4)
            })
        });
        return Some((key, pulled.or(pressed).or(touched.asked)?));
    }
    let pulled = away.map(|away| {
        let axis = match part {
            Part::Floor => ravine.floor,
            _ => vec2(-ravine.floor.y, ravine.floor.x),
        };
        let share = (away.dot(axis) / projection.unit() / size).max(1e-3);
        let root = if part == Part::Floor {
            share
        } else {
            1.0 / share
        };
        round_significant(root.powi(4), 3).clamp(span.low, span.high)
    });
    // An arrow away from the minimum pulls the end outwards.
    let steps = touched.keys * if touched.shift { 0.1 } else { 1.0 };
    let pressed = (steps != 0.0).then(|| {
        let position = span.position_of(ravine.kappa) + KEY_STEP * steps;
        round_significant(span.value_at(position), 3)
    });
    Some((key, pulled.or(pressed).or(touched.asked)?))
}

/// The number of a part as it is read.
fn number(part: Part, value: f64) -> String {
    match part {
        Part::Turn => format!("{}°", format::significant(value.to_degrees(), 3)),
        _ => format::number(value),
    }
}

fn round_to(x: f64, per_unit: f64) -> f64 {
    (x * per_unit).round() / per_unit
}

fn span_of(surface: &Config, key: &str) -> Option<Span> {
    let (spec, value) = surface.iter().find(|(spec, _)| spec.key == key)?;
    match (&spec.shape, value) {
        (Shape::Real { span, .. }, Value::Real(_)) => Some(*span),
        _ => None,
    }
}

/// Paints the ellipse where it is wanted, and the grips.
pub(in crate::ui::view) fn paint(
    painter: &Painter,
    projection: &Projection,
    session: &Session,
    handles: &Handles,
    theme: &Theme,
) {
    let Some(ravine) = Ravine::of(&session.scene.surface) else {
        return;
    };
    let rect = projection.rect();
    let size = size_in(rect);
    let attention = handles
        .parts
        .iter()
        .map(|(_, touched, _)| touched.attention);
    if attention.fold(0.0, f32::max) > 0.0 {
        let [long, short] = ravine.axes(size).map(|points| points * projection.unit());
        let across = vec2(-ravine.floor.y, ravine.floor.x);
        let points = (0..=96).map(|i| {
            let (sin, cos) = (f64::from(i) * PI / 48.0).sin_cos();
            projection.screen_from_world(
                ravine.minimum + ravine.floor * (long * cos) + across * (short * sin),
            )
        });
        let points: Vec<Pos2> = points.collect();
        painter.line(
            points.clone(),
            Stroke::new(3.0, theme.casing.gamma_multiply(0.5)),
        );
        painter.line(points, Stroke::new(1.2, theme.mark));
    }
    for (part, touched, before) in &handles.parts {
        let placed = place(*part, &ravine, projection, size);
        let mut at = placed.map_or(*before, |(at, _)| at);
        if let (Part::Turn, Some(to)) = (part, touched.to) {
            // The axis has two ends: the one that is held is where the pointer is.
            let middle = projection.screen_from_world(ravine.minimum);
            if (at - middle).dot(to - middle) < 0.0 {
                at = middle - (at - middle);
            }
        }
        paint_grip(painter, touched, at, theme.mark, theme);
        if touched.is_held() || touched.response.has_focus() {
            let words = match part {
                Part::Turn => format!("θ = {}", number(*part, ravine.theta.unwrap_or(0.0))),
                _ => format!("κ = {}", number(*part, ravine.kappa)),
            };
            let font = FontId::new(theme::sizes().small, theme::medium());
            cased_text(
                painter,
                at + egui::vec2(12.0, -10.0),
                Align2::LEFT_BOTTOM,
                &words,
                &font,
                theme,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;

    #[test]
    fn ravines_are_known_by_their_hessian() {
        for about in Kind::Surface.entries() {
            let has = about.specs.iter().any(|spec| spec.key == "kappa");
            assert_eq!(
                Ravine::of(&Config::new(about)).is_some(),
                has,
                "{}",
                about.info.id
            );
        }
        let surface = Kind::Surface.default_config("quadratic");
        for (kappa, theta) in [
            (1.0, 0.0),
            (1.0, 0.7),
            (50.0, 0.35),
            (0.2, -1.2),
            (1e4, 1.5),
            (20.0, 9.0),
        ] {
            let config = surface.clone().with("kappa", kappa).with("theta", theta);
            let ravine = Ravine::of(&config).unwrap();
            let got = normal(ravine.floor.y.atan2(ravine.floor.x) - theta);
            assert!(got.abs() < 1e-9, "{kappa} {theta}: {ravine:?}");
            assert_eq!((ravine.kappa, ravine.theta), (kappa, Some(theta)));
        }
    }

    #[test]
    fn the_ends_of_the_axes_lie_on_one_line_of_equal_loss() {
        let config = Kind::Surface
            .default_config("quadratic")
            .with("theta", 0.6)
            .with("kappa", 37.0);
        let ravine = Ravine::of(&config).unwrap();
        let kernel = surface::entry_of(&config).scalar(&config);
        let [long, short] = ravine.axes(2.0);
        let across = vec2(-ravine.floor.y, ravine.floor.x);
        let [a, b] = [ravine.floor * long, across * short].map(|p| kernel.value(&p));
        assert!((a - b).abs() < 1e-9 * a, "{a} {b}");
    }

    #[test]
    fn angles_of_axes_have_no_sense() {
        for (angle, want) in [
            (0.0, 0.0),
            (PI, 0.0),
            (2.0, 2.0 - PI),
            (-2.0, PI - 2.0),
            (FRAC_PI_2, FRAC_PI_2),
        ] {
            assert!((normal(angle) - want).abs() < 1e-12, "{angle}");
        }
    }
}
