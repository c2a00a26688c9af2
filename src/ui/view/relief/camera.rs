//! The eye: from the box of the relief to the screen and back, in perspective.
//!
//! The box is as wide as its longer side is 2 units; heights grow up from 0. The eye keeps its distance, which is
//! larger than the box: nothing is ever behind it, and coming closer is a longer lens.

use crate::session::camera::Camera;
use egui::{Pos2, Rect, Vec2, pos2, vec2};

/// Height of the box at the usual stretch, where half its longer side is 1.
pub(super) const HEIGHT: f32 = 0.55;
/// How far the eye is from the middle of the box.
const DISTANCE: f32 = 4.6;
/// Room for numbers around the box, in points: beside it, and above and below.
const MARGIN: Vec2 = vec2(34.0, 26.0);

/// A place in the box: along x, along y, up.
pub(super) type Place = nalgebra::Vector3<f32>;

/// Where the box is seen from, and where it stands on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Eye {
    right: Place,
    up: Place,
    back: Place,
    target: Place,
    /// Where the target stands on the screen.
    middle: Pos2,
    /// Points per unit at the target, times its distance.
    focal: f32,
}

impl Eye {
    /// The eye of a camera over a box that reaches `half` units from its middle, in a rectangle of the screen.
    pub(super) fn new(camera: &Camera, half: [f32; 2], rect: Rect) -> Self {
        let ((sin, cos), (rise, level)) = (
            (camera.yaw as f32).sin_cos(),
            (camera.pitch as f32).sin_cos(),
        );
        let height = box_height(camera);
        let radius = half[0].hypot(half[1]);
        // How far its rims reach on the screen, per unit of focal length, from whichever side it is seen.
        let (rim, half_up) = (radius * level, 0.5 * height * rise);
        let (over, up) = (radius * rise, 0.5 * height * level);
        let above = ((up + over) / (DISTANCE + rim - half_up))
            .max((up - over) / (DISTANCE - rim - half_up));
        let below = ((up + over) / (DISTANCE - rim + half_up))
            .max((over - up) / (DISTANCE - rim - half_up));
        let near = DISTANCE - half_up;
        // Corners may stand in the margin: few views are so narrow that they do, and the rest is larger.
        let beside = 0.93 * radius / (near * near - rim * rim).sqrt();
        let room = rect.size() - 2.0 * MARGIN.min(0.12 * rect.size());
        let focal = (0.5 * room.x / beside).min(room.y / (above + below));
        let zoom = camera.zoom as f32;
        Self {
            right: Place::new(cos, sin, 0.0),
            up: Place::new(-sin * rise, cos * rise, level),
            back: Place::new(sin * level, -cos * level, rise),
            target: Place::new(0.0, 0.0, 0.5 * height),
            middle: rect.center() + vec2(0.0, 0.5 * (above - below) * focal),
            focal: focal * zoom,
        }
    }

    /// Where a place is on the screen; undefined for an undefined place.
    #[inline]
    pub(super) fn screen_from_world(&self, place: Place) -> Pos2 {
        let from = place - self.target;
        let scale = self.focal / (DISTANCE - from.dot(&self.back));
        pos2(
            self.middle.x + from.dot(&self.right) * scale,
            self.middle.y - from.dot(&self.up) * scale,
        )
    }

    /// Where the eye stands.
    pub(super) fn place(&self) -> Place {
        self.target + self.back * DISTANCE
    }

    /// The ray through a point of the screen: from the eye, one unit of depth long.
    pub(super) fn ray(&self, at: Pos2) -> Place {
        let from = (at - self.middle) / self.focal;
        self.right * from.x - self.up * from.y - self.back
    }

    /// A direction given to the right of the eye, ahead of it on the ground and upwards, as one of the box.
    pub(super) fn light(&self, [right, ahead, up]: [f32; 3]) -> Place {
        let forward = Place::new(-self.right.y, self.right.x, 0.0);
        (self.right * right + forward * ahead + Place::new(0.0, 0.0, up)).normalize()
    }

    /// Points of the screen per unit of the box, at its middle.
    pub(super) fn points_per_unit(&self) -> f32 {
        self.focal / DISTANCE
    }

    /// How far a hand that moved by `by` points has moved the ground at the middle, in units of the box.
    pub(super) fn ground_shift(&self, by: Vec2) -> [f32; 2] {
        // Towards the horizon a point of the screen is longer on the ground; near the ground not without end.
        let depth = by.y / self.back.z.max(0.25);
        let scale = 1.0 / self.points_per_unit();
        let ahead = Vec2::new(-self.right.y, self.right.x);
        [
            (self.right.x * by.x - ahead.x * depth) * scale,
            (self.right.y * by.x - ahead.y * depth) * scale,
        ]
    }
}

/// Height of the box of a camera.
pub(super) fn box_height(camera: &Camera) -> f32 {
    HEIGHT * camera.stretch as f32
}

/// For tests: views from everywhere, also from the ground, from straight above, and close.
#[cfg(test)]
pub(super) fn cameras() -> Vec<Camera> {
    let mut cameras = Vec::new();
    for yaw in [-3.0, -1.2, 0.0, 0.52, 1.57, 2.4] {
        for pitch in [0.04, 0.4, 0.8, 1.3, 1.571] {
            for zoom in [0.5, 1.0, 5.0] {
                cameras.push(
                    Camera {
                        yaw,
                        pitch,
                        zoom,
                        ..Camera::default()
                    }
                    .bounded(),
                );
            }
        }
    }
    cameras
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect() -> Rect {
        Rect::from_min_size(pos2(100.0, 40.0), vec2(800.0, 500.0))
    }

    #[test]
    fn there_and_back() {
        for camera in cameras() {
            let eye = Eye::new(&camera, [1.0, 0.8], rect());
            for place in [
                [0.0, 0.0, 0.0],
                [1.0, 0.8, 0.6],
                [-1.0, 0.8, 0.1],
                [0.3, -0.8, 0.5],
            ] {
                let place = Place::from(place);
                let ray = eye.ray(eye.screen_from_world(place));
                let depth = (place - eye.place()).dot(&ray) / ray.norm_squared();
                let back = eye.place() + ray * depth;
                assert!((back - place).norm() < 1e-4, "{camera:?}: {back}");
                assert!(depth > 0.0);
            }
        }
    }

    #[test]
    fn the_whole_box_is_shown_at_zoom_1() {
        for camera in cameras() {
            for stretch in [0.1, 1.0, 4.0] {
                let camera = Camera {
                    zoom: 1.0,
                    stretch,
                    ..camera
                };
                let eye = Eye::new(&camera, [1.0, 0.8], rect());
                for corner in 0..8 {
                    let side = |bit: usize| if corner & bit == 0 { -1.0 } else { 1.0 };
                    let up = if corner & 4 == 0 {
                        0.0
                    } else {
                        box_height(&camera)
                    };
                    let at = eye.screen_from_world(Place::new(side(1), 0.8 * side(2), up));
                    assert!(rect().expand(1.0).contains(at), "{camera:?}: {at}");
                }
            }
        }
    }

    #[test]
    fn from_above_the_box_stands_as_on_the_map() {
        let camera = Camera {
            yaw: 0.0,
            pitch: 9.0,
            ..Camera::default()
        };
        let eye = Eye::new(&camera.bounded(), [1.0, 0.8], rect());
        let at = |x, y| eye.screen_from_world(Place::new(x, y, 0.0));
        assert!(at(0.5, 0.0).x > at(-0.5, 0.0).x && at(0.0, 0.5).y < at(0.0, -0.5).y);
        assert!((at(0.5, 0.0).y - at(-0.5, 0.0).y).abs() < 1e-3);
        let [x, y] = eye.ground_shift(vec2(10.0, 0.0));
        assert!(x > 0.0 && y.abs() < 1e-6);
        let [x, y] = eye.ground_shift(vec2(0.0, 10.0));
        assert!(x.abs() < 1e-6 && y < 0.0);
    }
}
