//! How the losses of a cloud are spread: between a tenth and nine tenths of its members a band, in the middle a line.
//!
//! Where the axis counts evaluations, a step of every member stands where that step of its run does.

use super::across::place_of;
use super::chart::Chart;
use crate::core::cloud::Cloud;
use crate::session::Session;
use crate::session::view::Curve;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::view::cast;
use egui::{Color32, Mesh, Painter, Pos2, Shape, Stroke, Ui};

/// How much of a band is seen: usually, in front, while another run is in front.
const FILL: [f32; 3] = [0.13, 0.24, 0.04];
/// How much of the line in the middle.
const LINE: [f32; 3] = [0.6, 0.9, 0.15];

/// The loss from which a chart counts: the lowest where it shows gaps.
pub(in crate::ui::view) fn ground(curve: Curve, session: &Session) -> f64 {
    match curve {
        Curve::Gap => session.derived().landmarks().lowest.unwrap_or(0.0),
        _ => 0.0,
    }
}

/// Draws the bands of the shown runs into a chart of the loss or the gap.
pub(in crate::ui::view) fn paint(ui: &Ui, chart: &Chart, session: &Session, state: &UiState) {
    if !matches!(chart.curve, Curve::Gap | Curve::Loss) {
        return;
    }
    let theme = Theme::in_ui(ui);
    let painter = chart.painter(ui, 0.0);
    let shown = cast::in_order(session, state.front);
    let ground = ground(chart.curve, session);
    for run in shown {
        let (Some(product), Some(single)) =
            (session.clouds().of(run.id), session.derived().run(run.id))
        else {
            continue;
        };
        let look = match state.front {
            None => 0,
            Some(front) if front == run.id => 1,
            Some(_) => 2,
        };
        let colour = theme::run_style(run.style).colour(theme);
        let columns = columns(product.cloud(), &painter, |step, loss| {
            let place = place_of(single.trajectory(), chart.across, step);
            // Rounding can put a loss a little below the lowest: that is no gap.
            let height = if chart.curve == Curve::Gap && loss < ground {
                0.0
            } else {
                loss - ground
            };
            chart.at(place, height)
        });
        painter.add(Shape::mesh(band(
            &columns,
            colour.gamma_multiply(FILL[look]),
        )));
        let middle = columns.iter().map(|[_, median, _]| *median).collect();
        let stroke = Stroke::new(1.0, colour.gamma_multiply(LINE[look]));
        painter.add(Shape::line(middle, stroke));
    }
}

/// The three heights on the screen, for every so many kept steps: no more than the frame has columns.
fn columns(
    cloud: &Cloud,
    painter: &Painter,
    place_of: impl Fn(u64, f64) -> Pos2,
) -> Vec<[Pos2; 3]> {
    let kept = cloud.kept();
    let wide = (painter.clip_rect().width().max(2.0) * painter.pixels_per_point()) as usize;
    let every = kept.div_ceil(wide.max(2)).max(1);
    let last = kept.checked_sub(1).filter(|last| last % every != 0);
    (0..kept)
        .step_by(every)
        .chain(last)
        .map(|place| {
            let (step, band) = (cloud.kept_step(place), cloud.band(place));
            [band.low, band.median, band.high].map(|loss| place_of(step, loss))
        })
        .collect()
}

/// What lies between the first and the last of the three heights.
fn band(columns: &[[Pos2; 3]], ink: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for (index, [low, _, high]) in columns.iter().enumerate() {
        mesh.colored_vertex(*low, ink);
        mesh.colored_vertex(*high, ink);
        if index > 0 {
            let n = 2 * index as u32;
            mesh.add_triangle(n - 2, n - 1, n);
            mesh.add_triangle(n - 1, n, n + 1);
        }
    }
    mesh
}
