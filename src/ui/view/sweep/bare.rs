//! The colours of a sweep without a screen: a colour for every setting, as the window has them when the map is complete.

use super::map_shade::Scale;
use crate::core::map::Outcome;
use crate::core::pipeline::Request;
use crate::session::maps::Shade;
use crate::ui::theme::sweep::SweepColours;
use egui::Color32;

/// The colours of what became of a run, in the order of the outcomes.
pub fn colours(request: &Request, outcomes: &[Outcome], shade: Shade, dark: bool) -> Vec<Color32> {
    let scale = Scale::over(request, outcomes.iter(), shade);
    let colours = SweepColours::of(dark);
    let colour = |outcome| scale.colour(outcome, colours);
    outcomes.iter().map(colour).collect()
}
