//! The tuning curve: every trial of every run, how good it was over what was tried, while it is worked out.

use super::axes::{Across, Horizontal, Vertical};
use crate::core::tune::Trial;
use crate::session::scene::RunId;
use crate::session::tune::{Entrant, Tuning, symbol};
use crate::ui::format;
use crate::ui::theme::{self, RunStyle, Theme};
use crate::ui::trail;
use egui::{Align2, FontId, Painter, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Room for the numbers left of the frame and below it, and for what has no height above it, in points.
const LEFT: f32 = 64.0;
const BELOW: f32 = 20.0;
const BAND: f32 = 16.0;
/// About how many trials are drawn at most.
const MOST_DOTS: usize = 8000;
/// How near the pointer must be to a trial, in points.
const NEAR: f32 = 14.0;

/// A trial on the screen.
struct Dot {
    at: Pos2,
    run: usize,
    trial: usize,
}

/// Shows the curve; answers the run that is pointed at.
pub(super) fn curve_ui(
    ui: &mut Ui,
    tuning: &Tuning,
    across: &Across,
    front: Option<RunId>,
    height: f32,
) -> Option<RunId> {
    let theme = Theme::in_ui(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let (done, _) = tuning.progress();
    let name = format!("Tuning curve: {}, {done} trials", across.name());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &name));
    let vertical = Vertical::of(tuning)?;
    let horizontal = Horizontal::of(tuning, across);
    let frame = Rect::from_min_max(
        rect.min + vec2(LEFT, BAND + 2.0),
        rect.max - vec2(8.0, BELOW),
    );
    let painter = ui.painter().with_clip_rect(rect);
    grid(&painter, frame, &horizontal, &vertical, theme);
    let place = |x: f32, y: Option<f32>| {
        let x = frame.left() + 6.0 + x * (frame.width() - 12.0);
        let y = y.map_or(frame.top() - 0.5 * BAND - 1.0, |y| {
            frame.bottom() - y * frame.height()
        });
        pos2(x, y)
    };
    let mut dots = Vec::new();
    for (run, entrant) in tuning.entrants().iter().enumerate() {
        let trials = tuning.trials(run);
        let own = across.of(entrant);
        if own.is_none() && *across != Across::Trials {
            continue;
        }
        for trial in chosen(tuning, run, done.div_ceil(MOST_DOTS)) {
            let tried = &trials[trial];
            let x = match (own, &horizontal) {
                (Some(i), _) => horizontal.place(&entrant.task.dials[i], tried.setting[i]),
                (None, Horizontal::Trials(count)) => trial as f32 / (count - 1).max(1) as f32,
                (None, _) => continue,
            };
            let at = place(x, vertical.place(&tried.score));
            dots.push(Dot { at, run, trial });
        }
    }
    let pointer = response.hover_pos();
    let near = pointer.and_then(|at| {
        let far = |dot: &&Dot| dot.at.distance(at);
        let nearest = dots.iter().min_by(|a, b| far(a).total_cmp(&far(b)));
        nearest.filter(|dot| far(dot) <= NEAR)
    });
    let pointed = near.map(|dot| tuning.entrants()[dot.run].id);
    let front = pointed.or(front);
    // What is pointed at lies above the others.
    let mut order: Vec<usize> = (0..tuning.entrants().len()).collect();
    order.sort_by_key(|run| front == Some(tuning.entrants()[*run].id));
    for run in order {
        let own: Vec<&Dot> = dots.iter().filter(|dot| dot.run == run).collect();
        let entrant = &tuning.entrants()[run];
        let is_dim = front.is_some_and(|front| front != entrant.id);
        let lines = Lines {
            is_line: entrant.task.dials.len() == 1,
            is_best_so_far: *across == Across::Trials,
            band: frame.top(),
            opacity: if is_dim { 0.25 } else { 1.0 },
        };
        paint(&painter, tuning, run, &own, &lines, theme);
    }
    if let Some(dot) = near {
        let entrant = &tuning.entrants()[dot.run];
        let trial = &tuning.trials(dot.run)[dot.trial];
        painter.circle_stroke(dot.at, 5.0, Stroke::new(1.5, theme.text));
        let text = said(entrant, dot.trial, trial);
        response.on_hover_text_at_pointer(text);
    }
    pointed
}

/// The trials of a run that are drawn: all, or every so many with those that were better than all before, and the best.
fn chosen(tuning: &Tuning, run: usize, stride: usize) -> Vec<usize> {
    let trials = tuning.trials(run);
    let objective = tuning.entrants()[run].task.objective;
    let best = tuning.verdict(run).map(|verdict| verdict.best);
    let mut least = f64::INFINITY;
    let mut is_chosen = |i: &usize| {
        let number = trials[*i].score.of_objective(objective);
        let is_better = number < least;
        least = least.min(number);
        is_better || i.is_multiple_of(stride.max(1)) || Some(*i) == best
    };
    (0..trials.len()).filter(|i| is_chosen(i)).collect()
}

/// How the trials of a run are drawn.
struct Lines {
    /// Whether a line goes through them.
    is_line: bool,
    /// Whether it is a staircase of the best so far.
    is_best_so_far: bool,
    /// Above this there are those without a height.
    band: f32,
    opacity: f32,
}

fn paint(
    painter: &Painter,
    tuning: &Tuning,
    run: usize,
    dots: &[&Dot],
    lines: &Lines,
    theme: &Theme,
) {
    let entrant = &tuning.entrants()[run];
    let style: &RunStyle = theme::run_style(entrant.style);
    let colour = style.colour(theme).gamma_multiply(lines.opacity);
    if lines.is_best_so_far {
        let mut stairs: Vec<Pos2> = Vec::new();
        for dot in dots {
            let best = stairs
                .last()
                .map_or(f32::INFINITY, |last| last.y.max(dot.at.y));
            let best = if stairs.is_empty() { dot.at.y } else { best };
            if let Some(last) = stairs.last().copied() {
                stairs.push(pos2(dot.at.x, last.y));
            }
            stairs.push(pos2(dot.at.x, best));
        }
        painter.add(egui::Shape::line(stairs, Stroke::new(1.5, colour)));
    } else if lines.is_line {
        let mut sorted: Vec<Pos2> = dots.iter().map(|dot| dot.at).collect();
        sorted.sort_by(|a, b| a.x.total_cmp(&b.x));
        for part in sorted.chunk_by(|a, b| a.y > lines.band && b.y > lines.band) {
            painter.add(egui::Shape::line(part.to_vec(), Stroke::new(1.25, colour)));
        }
    }
    for dot in dots {
        let faint = if dot.at.y < lines.band || lines.is_best_so_far {
            0.55
        } else {
            1.0
        };
        painter.circle_filled(dot.at, 1.75, colour.gamma_multiply(faint));
    }
    let head = theme::sizes().head;
    let at = |trial: usize| dots.iter().find(|dot| dot.trial == trial).map(|dot| dot.at);
    if let Some(present) = at(0) {
        trail::paint_hollow_head(painter, present, style, theme, head, lines.opacity);
    }
    let best = tuning.verdict(run).filter(|verdict| !verdict.kept);
    if let Some(best) = best.and_then(|verdict| at(verdict.best)) {
        trail::paint_head(painter, best, None, style, theme, head, lines.opacity);
    }
}

/// What became of a trial, in a line.
fn said(entrant: &Entrant, number: usize, trial: &Trial) -> String {
    let base = &entrant.task.base;
    let values = entrant.task.dials.iter().zip(&trial.setting);
    let values: Vec<String> = values
        .map(|(dial, value)| format!("{} {}", symbol(&dial.knob, base), format::value(*value)))
        .collect();
    let score = &trial.score;
    let loss = if score.is_lost() {
        "diverged".to_owned()
    } else {
        format::number(score.gap)
    };
    let steps = if score.steps.is_finite() {
        format!(", {} steps to the tolerance", format::number(score.steps))
    } else {
        String::new()
    };
    let what = if number == 0 {
        "as it is".to_owned()
    } else {
        format!("trial {}", number + 1)
    };
    format!(
        "{} ({what})\n{} → {loss}{steps}",
        entrant.name,
        values.join(", ")
    )
}

/// The frame, its round numbers, and the band of what has no height.
fn grid(
    painter: &Painter,
    frame: Rect,
    horizontal: &Horizontal,
    vertical: &Vertical,
    theme: &Theme,
) {
    let font = FontId::proportional(theme::sizes().small);
    let line = Stroke::new(1.0, theme.plot_grid);
    let [_, lost] = vertical.words();
    let band = Rect::from_min_max(
        frame.min - vec2(0.0, BAND + 2.0),
        pos2(frame.right(), frame.top() - 2.0),
    );
    painter.rect_filled(frame, 0.0, theme.canvas);
    painter.rect_filled(band, 0.0, theme.canvas);
    painter.text(
        band.left_center() - vec2(6.0, 0.0),
        Align2::RIGHT_CENTER,
        lost,
        font.clone(),
        theme.text_faint,
    );
    let mut lowest = f32::INFINITY;
    for mark in vertical.marks() {
        let y = frame.bottom() - mark.at * frame.height();
        painter.hline(frame.x_range(), y, line);
        if (lowest - y).abs() > 14.0 && y > frame.top() + 4.0 {
            lowest = y;
            let at = pos2(frame.left() - 6.0, y);
            painter.text(
                at,
                Align2::RIGHT_CENTER,
                mark.text,
                font.clone(),
                theme.text_muted,
            );
        }
    }
    let mut last = f32::NEG_INFINITY;
    for mark in horizontal.marks() {
        let x = frame.left() + 6.0 + mark.at * (frame.width() - 12.0);
        painter.vline(x, frame.y_range(), line);
        let galley = painter.layout_no_wrap(mark.text, font.clone(), theme.text_muted);
        let width = galley.size().x;
        let left = (x - 0.5 * width).min(frame.right() + 8.0 - width);
        if left > last + 8.0 {
            last = left + width;
            painter.galley(pos2(left, frame.bottom() + 3.0), galley, theme.text_muted);
        }
    }
}
