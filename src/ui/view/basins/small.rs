//! The legend of basins where a picture is small: how light is how fast, and what reaches no minimum. The minima are seen
//! themselves, each as a star in its colour, and are not listed again.

use super::legend::{self, LINE, Memory, SWATCH};
use super::lines::{About, Line, Sample, lines};
use crate::session::Session;
use crate::ui::format;
use crate::ui::theme::{self, Theme};
use egui::text::{LayoutJob, TextWrapping};
use egui::{FontFamily, FontId, Galley, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use std::sync::Arc;

/// The largest share of a picture that a legend covers.
const SHARE: f32 = 0.12;
/// The fewest rows that a list of minima is worth beginning for.
pub(super) const FEWEST: usize = 4;
/// The smallest picture that has a legend at all, in points.
const SMALLEST: egui::Vec2 = vec2(280.0, 200.0);
/// Height of the title and the speeds of a whole legend, with the space around it.
const HEAD: f32 = 62.0;
/// Space between the ground and what stands on it, on all sides together.
const AROUND: egui::Vec2 = vec2(16.0, 10.0);

/// For how many rows there is room in a picture of this size; none where there is no room for a legend.
pub(super) fn rows(plane: Rect, width: f32) -> Option<usize> {
    let has_room = plane.width() >= SMALLEST.x && plane.height() >= SMALLEST.y;
    let high = SHARE * plane.area() / (width + AROUND.x) - HEAD;
    has_room.then_some((high / LINE).max(0.0) as usize)
}

/// Paints it in the lower right corner. Answers the place that it takes.
pub(super) fn small_ui(
    ui: &Ui,
    plane: Rect,
    session: &Session,
    memory: &mut Memory,
    about: &About<'_>,
) -> Rect {
    let theme = Theme::in_ui(ui);
    let widest = 0.5 * plane.width();
    let galley = |text: &str, family: FontFamily, colour, width: f32| -> Arc<Galley> {
        let font = FontId::new(theme::sizes().small, family);
        let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
        job.wrap = TextWrapping::truncate_at_width(width);
        ui.painter().layout_job(job)
    };
    let title = legend::title(session, about.key.is_versus);
    let title = galley(&title, theme::medium(), theme.text, widest);
    let beside = SWATCH.x + 8.0;
    let rows: Vec<(Sample, Arc<Galley>)> = told(session, about)
        .into_iter()
        .map(|(sample, text)| {
            let family = FontFamily::Proportional;
            (
                sample,
                galley(&text, family, theme.text_muted, widest - beside),
            )
        })
        .collect();
    let widths = rows.iter().map(|(_, text)| beside + text.size().x);
    let width = widths.fold(title.size().x, f32::max);
    let room = SHARE * plane.area() / (width + AROUND.x) - AROUND.y;
    let count = ((room / LINE) as usize)
        .saturating_sub(1)
        .clamp(1, rows.len().max(1));
    let height = LINE * (1 + count.min(rows.len())) as f32;
    let corner = plane.right_bottom() - vec2(12.0, 26.0);
    let rect = Rect::from_min_max(corner - vec2(width, height), corner);
    let ground = rect.expand2(0.5 * AROUND);
    let radius = theme::sizes().radius;
    let fill = theme.panel.gamma_multiply(0.92);
    ui.painter().rect_filled(ground, radius, fill);
    let said: Vec<&str> = std::iter::once(title.text())
        .chain(
            rows[..count.min(rows.len())]
                .iter()
                .map(|(_, text)| text.text()),
        )
        .collect();
    let said = said.join(", ");
    let response = ui.interact(
        ground,
        Id::unique("small legend of the basins"),
        Sense::hover(),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &said));
    let middle = |y: f32, text: &Galley| y + 0.5 * (LINE - text.size().y);
    let at = pos2(rect.left(), middle(rect.top(), &title));
    ui.painter().galley(at, title, theme.text);
    for (i, (sample, text)) in rows.into_iter().take(count).enumerate() {
        let y = rect.top() + LINE * (i + 1) as f32;
        let left = pos2(rect.left(), y + 0.5 * (LINE - SWATCH.y));
        legend::sample(
            ui,
            Rect::from_min_size(left, SWATCH),
            &sample,
            memory,
            theme,
        );
        let at = pos2(rect.left() + beside, middle(y, &text));
        ui.painter().galley(at, text, theme.text_muted);
    }
    ground
}

/// What is told: first what no star in the picture tells.
fn told(session: &Session, about: &About<'_>) -> Vec<(Sample, String)> {
    let mut told: Vec<(Sample, String)> = Vec::new();
    let lines = lines(session, about, usize::MAX);
    if about.key.is_versus {
        let mut lines: Vec<Line> = lines;
        lines.retain(|line| line.percent.is_some());
        lines.sort_by_key(|line| std::cmp::Reverse(line.percent.map(|(percent, _)| percent)));
        told.extend(lines.into_iter().map(|line| (line.sample, line.text)));
        return told;
    }
    let [low, high] = legend::steps(about).map(format::count);
    if lines
        .iter()
        .any(|line| matches!(line.sample, Sample::Style(_)))
    {
        let steps = if low == high {
            high
        } else {
            format!("{low} to {high}")
        };
        told.push((Sample::Style(0), format!("{steps} steps")));
    }
    for line in lines {
        if let (Sample::Other(_), Some((percent, is_less))) = (&line.sample, line.percent) {
            let share = if is_less {
                "<1".to_owned()
            } else {
                percent.to_string()
            };
            let what = line.text.split(',').next().unwrap_or_default();
            told.push((line.sample.clone(), format!("{share} % {what}")));
        }
    }
    told
}
