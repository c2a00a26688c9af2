//! How a scene is looked at: saved with it, not undone with it.

use super::camera::Camera;
use super::ghosts::Ghost;
use super::maps::Sweep;
use crate::core::surface::Region;

/// How a scene is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The part of the plane that is shown; none is the surface's own suggestion.
    pub region: Option<Region>,
    /// From above, in 3D, both side by side, or as a map of basins or of a sweep.
    pub mode: Mode,
    /// How a sweep is looked at.
    pub sweep: Sweep,
    /// From where it is looked at in 3D.
    pub camera: Camera,
    /// Whether the heat map is drawn.
    pub heat: bool,
    /// Whether contour lines are drawn.
    pub contours: bool,
    /// Whether the gradient field is drawn.
    pub gradient: bool,
    /// Whether the curvature is drawn where the run stands that is looked at closely.
    pub curvature: bool,
    /// Whether names stand beside the heads.
    pub names: bool,
    /// Whether the plane goes with the run that is looked at closely.
    pub follow: bool,
    /// Which curves are shown, side by side: at least one, at most [`MOST_CURVES`], none twice.
    pub curves: Vec<Curve>,
    /// Whether their vertical axes are logarithmic.
    pub log: bool,
    /// What their horizontal axis counts.
    pub across: Across,
    /// Runs as they were when they were pinned.
    pub ghosts: Vec<Ghost>,
}

/// How many curves can be shown side by side.
pub const MOST_CURVES: usize = 3;

/// What the horizontal axis of the curves counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// Steps.
    Steps,
    /// Gradients evaluated: methods that look around before they step take several of them per step.
    Evaluations,
}

impl Across {
    /// Both, in the order of their switch.
    pub const ALL: [Self; 2] = [Self::Steps, Self::Evaluations];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Steps => "steps",
            Self::Evaluations => "evaluations",
        }
    }
}

/// How the landscape is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// From above, as a map.
    Plane,
    /// In 3D, as a lit height field.
    Relief,
    /// Both, of the same region.
    Both,
    /// From above, each place coloured by where the run goes that starts there.
    Basins,
    /// What becomes of the run as its parameters vary.
    Sweep,
}

impl Mode {
    /// All, in the order of their switch.
    pub const ALL: [Self; 5] = [
        Self::Plane,
        Self::Relief,
        Self::Both,
        Self::Basins,
        Self::Sweep,
    ];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Plane => "2d",
            Self::Relief => "3d",
            Self::Both => "both",
            Self::Basins => "basins",
            Self::Sweep => "sweep",
        }
    }

    /// Whether the map is shown.
    pub const fn has_plane(self) -> bool {
        matches!(self, Self::Plane | Self::Both | Self::Basins)
    }

    /// Whether a map of many runs is shown.
    pub const fn is_map(self) -> bool {
        matches!(self, Self::Basins | Self::Sweep)
    }

    /// Whether the height field is shown.
    pub const fn has_relief(self) -> bool {
        matches!(self, Self::Relief | Self::Both)
    }
}

/// A quantity over the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// The gap to the minimum where it is known, else the loss.
    Gap,
    /// The loss itself.
    Loss,
    /// Length of the gradient, raw and clipped.
    Gradient,
    /// Learning rate.
    Rate,
    /// Distance to the nearest minimum that is known.
    Distance,
    /// Length of the step, coordinate by coordinate.
    Step,
    /// The rate at which plain gradient descent would have taken the same step, coordinate by coordinate.
    Effective,
    /// Cosine of the angle between the step and steepest descent.
    Cosine,
}

impl Curve {
    /// All, in the order of their tabs.
    pub const ALL: [Self; 8] = [
        Self::Gap,
        Self::Loss,
        Self::Gradient,
        Self::Rate,
        Self::Distance,
        Self::Step,
        Self::Effective,
        Self::Cosine,
    ];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Loss => "loss",
            Self::Gradient => "gradient",
            Self::Rate => "rate",
            Self::Distance => "distance",
            Self::Step => "step",
            Self::Effective => "effective",
            Self::Cosine => "cosine",
        }
    }
}

impl Default for View {
    fn default() -> Self {
        Self {
            region: None,
            mode: Mode::Plane,
            sweep: Sweep::default(),
            camera: Camera::default(),
            heat: true,
            contours: true,
            gradient: false,
            curvature: false,
            names: false,
            follow: false,
            curves: vec![Curve::Gap],
            log: true,
            across: Across::Steps,
            ghosts: Vec::new(),
        }
    }
}

impl View {
    /// Shows this curve alone.
    pub fn show_curve(&mut self, curve: Curve) {
        self.curves = vec![curve];
    }

    /// Shows a curve beside the others, or takes it away. One always stays, and no more are added than
    /// there is room for.
    pub fn toggle_curve(&mut self, curve: Curve) {
        match self.curves.iter().position(|shown| *shown == curve) {
            Some(place) if self.curves.len() > 1 => {
                self.curves.remove(place);
            }
            None if self.curves.len() < MOST_CURVES => self.curves.push(curve),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_curve_always_stays_and_three_are_the_most() {
        use Curve::{Distance, Gap, Loss, Rate};
        let mut view = View::default();
        for (toggled, want) in [
            (Gap, vec![Gap]),
            (Rate, vec![Gap, Rate]),
            (Loss, vec![Gap, Rate, Loss]),
            (Distance, vec![Gap, Rate, Loss]),
            (Gap, vec![Rate, Loss]),
            (Rate, vec![Loss]),
            (Loss, vec![Loss]),
        ] {
            view.toggle_curve(toggled);
            assert_eq!(view.curves, want, "{toggled:?}");
        }
        view.toggle_curve(Gap);
        view.show_curve(Distance);
        assert_eq!(view.curves, [Distance]);
    }
}
