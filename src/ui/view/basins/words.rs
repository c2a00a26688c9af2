//! What becomes of a start, in words and numbers.

use crate::core::map::{Outcome, Plan};
use crate::core::surface;
use crate::core::trajectory::Ending;
use crate::core::vec2::Vec2;
use crate::session::maps::{Basin, Map, Place, Places};
use crate::ui::format;
use crate::ui::view::overlay::coordinate;
use egui::{Pos2, Rect};

/// The pixel of a map under a point of the screen.
pub(super) fn pixel_at(map: &Map, rect: Rect, at: Pos2) -> Option<[usize; 2]> {
    if !rect.contains(at) {
        return None;
    }
    let [columns, rows] = map.grid().size();
    let across = f64::from((at.x - rect.left()) / rect.width());
    let up = f64::from((rect.bottom() - at.y) / rect.height());
    let index = |share: f64, count: usize| ((share * count as f64) as usize).min(count - 1);
    (columns > 0 && rows > 0).then(|| [index(across, columns), index(up, rows)])
}

/// The start that a pixel is, to the last bit.
pub(super) fn start_of(map: &Map, [column, row]: [usize; 2]) -> Vec2 {
    let [x, y] = map.grid().cell(column, row);
    Vec2 { x, y }
}

/// A point of the plane, as exactly as a length of `unit` is seen.
pub(super) fn point(p: Vec2, unit: f64) -> String {
    format!("({}, {})", coordinate(p.x, unit), coordinate(p.y, unit))
}

/// A place as a legend says it.
pub(super) fn place(place: &Place, unit: f64) -> String {
    let at = point(place.at, unit);
    if place.curve.is_empty() {
        at
    } else {
        format!("curve through {at}")
    }
}

/// What becomes of the run that starts at a pixel; an ellipsis while it is being worked out.
pub(super) fn ending(map: &Map, [column, row]: [usize; 2], places: &mut Places) -> String {
    if !map.grid().is_exact(column, row) {
        return "…".to_owned();
    }
    of(map.grid().at(column, row), &map.wanted().plan, places)
}

fn of(outcome: &Outcome, plan: &Plan, places: &mut Places) -> String {
    let base = &plan.base;
    let steps = format::count(base.steps);
    let (at, loss) = (outcome.at, format::significant(outcome.loss, 3));
    let unit = places.unit();
    let basin = Basin::found(outcome, places, base.tolerance);
    let reached = match basin.ranked(places) {
        Basin::Minimum(number) => {
            let order = places.in_order();
            let of = order
                .get(number)
                .map_or_else(String::new, |found| place(found, unit));
            Some(format!("→ minimum {} at {of}", number + 1))
        }
        _ => None,
    };
    match (outcome.ending, reached) {
        (None, _) => "no run: its setting is outside its domain".to_owned(),
        (Some(Ending::Converged { at: step }), reached) => {
            let lowest = surface::landmarks(&base.surface).lowest;
            let depth = match lowest {
                Some(lowest) => {
                    format!(
                        "gap {}",
                        format::significant((outcome.loss - lowest).max(0.0), 3)
                    )
                }
                None => format!("loss {loss}"),
            };
            let reached = reached.unwrap_or_else(|| "→ the minimum".to_owned());
            format!("{reached} in {}, {depth}", counted(step))
        }
        (Some(Ending::Budget), Some(reached)) => match outcome.settled_at() {
            Some(step) => format!("{reached} in {}, loss {loss}", counted(step)),
            None => format!("{reached}, where its {steps} steps end, loss {loss}"),
        },
        (Some(Ending::Budget), None) => {
            let after = format!(
                "undecided after {steps} steps, at {}, loss {loss}",
                point(at, unit)
            );
            let nearest = places.heading(at).map(|found| places.rank(found) + 1);
            nearest.map_or(after.clone(), |n| {
                format!("{after}, nearest to minimum {n}")
            })
        }
        (Some(Ending::Saddle { at: step }), _) => {
            format!(
                "at the saddle {} since step {}",
                point(at, unit),
                format::count(step)
            )
        }
        (Some(Ending::Cycling { period }), _) => {
            format!("repeats itself every {period} steps, loss {loss}")
        }
        (Some(Ending::Diverged { at: step, cause }), _) => {
            format!(
                "diverged at step {}: {cause}, loss {loss}",
                format::count(step)
            )
        }
    }
}

fn counted(steps: u64) -> String {
    let word = if steps == 1 { "step" } else { "steps" };
    format!("{} {word}", format::count(steps))
}
