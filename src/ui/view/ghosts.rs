//! Ghosts on the plane and in the curves: thin broken lines with a hollow head, and what has changed since.

use crate::session::Session;
use crate::session::ghosts::{Ghost, GhostProduct};
use crate::session::scene::RunId;
use crate::ui::ghost_words::label_of;
use crate::ui::ink::Ink;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Dash, RunStyle, Theme};
use crate::ui::trail::{self, Course, TrailLook};
use crate::ui::view::charts::across::place_of;
use crate::ui::view::charts::chart::Chart;
use crate::ui::view::charts::quantity::{entries, parts, value_at};
use crate::ui::view::names::Names;
use crate::ui::view::plane::projection::Projection;
use egui::{Painter, Pos2, Rect, Stroke, Ui};
use std::collections::HashMap;

/// How near its head the pointer must be for a ghost to come to the front, in points.
const REACH: f32 = 10.0;
/// Width of a ghost's line as a share of a trail's.
pub(super) const WIDTH: f32 = 0.7;
/// How much of a ghost is seen: usually, while it is in front, while another run is.
const OPACITY: [f32; 3] = [0.55, 1.0, 0.2];
/// The most labels at once: more would hide what they are about.
const MOST_LABELS: usize = 4;

/// What the interface remembers of ghosts.
#[derive(Default)]
pub struct GhostState {
    /// Height of their list as it was drawn last, in points.
    pub listed: f32,
    /// The ghost under the pointer, by its place in the view.
    pub hovered: Option<usize>,
    /// The ghost under the pointer in the frame before, which is brought to the front.
    pub front: Option<usize>,
    /// Their trails on the plane, by the revision of what they are trails of.
    courses: HashMap<u64, ((Projection, Rect, f32), Course)>,
}

impl GhostState {
    /// What was under the pointer comes to the front; answers what it was.
    pub fn begin_frame(&mut self) -> Option<usize> {
        self.front = self.hovered.take();
        self.front
    }
}

/// The ghosts that are drawn: those whose run is shown or gone.
pub(super) fn drawn(session: &Session) -> impl Iterator<Item = (usize, &Ghost, &GhostProduct)> {
    let scene = &session.scene;
    let all = session.view.ghosts.iter().enumerate();
    let shown = all.filter(|(_, ghost)| {
        let run = scene.run(ghost.of);
        run.map_or(!scene.runs.iter().any(|run| run.solo), |run| {
            scene.is_shown(run)
        })
    });
    shown.filter_map(|(place, ghost)| Some((place, ghost, session.ghosts().get(place)?)))
}

/// The ghost and the run that are in front.
pub(super) type Fronts = (Option<usize>, Option<RunId>);

/// How much of a ghost is seen.
pub(super) fn opacity(place: usize, ghost: &Ghost, fronts: Fronts) -> f32 {
    match fronts {
        (Some(front), _) if front == place => OPACITY[1],
        (None, Some(run)) if run == ghost.of => OPACITY[1],
        (None, None) => OPACITY[0],
        _ => OPACITY[2],
    }
}

/// What a ghost says of what has changed: while it or its run is in front, or something is just being changed.
pub(super) fn remark(
    place: usize,
    ghost: &Ghost,
    session: &Session,
    fronts: Fronts,
) -> Option<String> {
    let speaks = match fronts {
        (Some(front), _) => front == place,
        (None, Some(run)) => run == ghost.of,
        (None, None) => session.is_editing() && session.scene.run(ghost.of).is_some(),
    };
    speaks.then(|| label_of(session, ghost)).flatten()
}

/// The style of a run's ghost: its colour and head, broken.
fn style_of(ghost: &Ghost) -> RunStyle {
    RunStyle {
        dash: Dash::Dashed,
        ..theme::run_style(ghost.style).clone()
    }
}

/// Draws the ghosts on the plane up to the playhead, under the runs.
pub fn paint(
    painter: &Painter,
    projection: &Projection,
    session: &Session,
    state: &mut UiState,
    pointer: Option<Pos2>,
    theme: &Theme,
) {
    let live: Vec<u64> = drawn(session).map(|(.., p)| p.revision()).collect();
    state.ghosts.courses.retain(|key, _| live.contains(key));
    let fronts = (state.ghosts.front, state.front);
    let mut heads = Vec::new();
    for (place, ghost, product) in drawn(session) {
        let at = head(projection, session, product);
        let look = TrailLook {
            width: WIDTH * theme::sizes().trail,
            fade: 0.7,
            opacity: opacity(place, ghost, fronts),
            dots: false,
            casing: false,
        };
        let style = style_of(ghost);
        let made_for = (*projection, painter.clip_rect(), painter.pixels_per_point());
        let make = || {
            let positions = product.trajectory().position.iter();
            let points = positions.map(|p| projection.screen_from_world(*p));
            (made_for, Course::on(painter, points))
        };
        let courses = &mut state.ghosts.courses;
        let held = courses.entry(product.revision()).or_insert_with(make);
        if held.0 != made_for {
            *held = make();
        }
        let newest = newest(session, product);
        held.1.paint(painter, newest, at, &style, theme, &look);
        heads.push((place, style, at, look.opacity));
    }
    for (place, style, at, opacity) in heads {
        let radius = theme::sizes().head;
        trail::paint_hollow_head(painter, at, &style, theme, radius, opacity);
        if pointer.is_some_and(|pointer| pointer.distance(at) < REACH) {
            state.ghosts.hovered.get_or_insert(place);
        }
    }
}

/// Adds what has changed since to the names that are written beside heads.
pub(super) fn add_names(
    names: &mut Names,
    frame: Rect,
    projection: &Projection,
    session: &Session,
    state: &GhostState,
    front: Option<RunId>,
) {
    let fronts = (state.front, front);
    let labels = drawn(session).filter_map(|(place, ghost, product)| {
        let at = head(projection, session, product);
        remark(place, ghost, session, fronts).map(|words| (at, words))
    });
    let in_sight = labels.filter(|(at, _)| frame.contains(*at));
    for (at, words) in in_sight.take(MOST_LABELS) {
        names.add_remark(at, words);
    }
}

/// The last step of a ghost that is drawn.
fn newest(session: &Session, product: &GhostProduct) -> usize {
    let last = product.trajectory().position.len().saturating_sub(1);
    (session.step() as usize).min(last)
}

/// Where a ghost is at the playhead.
fn head(projection: &Projection, session: &Session, product: &GhostProduct) -> Pos2 {
    let at = product.trajectory().position.get(newest(session, product));
    at.map_or(Pos2::NAN, |at| projection.screen_from_world(*at))
}

/// Draws the lines of the ghosts in a chart: thin and faint.
pub(super) fn paint_curves(ui: &Ui, chart: &Chart, session: &Session, state: &UiState) {
    let painter = chart.painter(ui, 0.0);
    let theme = Theme::in_ui(ui);
    let fronts = (state.ghosts.front, state.front);
    for (place, ghost, _) in drawn(session) {
        let style = style_of(ghost);
        let colour = style.colour(theme);
        let colour = colour.gamma_multiply(opacity(place, ghost, fronts));
        for &part in parts(chart.curve) {
            let Some(series) = state.curves.ghost(chart.curve, place, part) else {
                continue;
            };
            let points = series.points.iter().map(|(x, value)| {
                if value.is_nan() {
                    Pos2::NAN
                } else {
                    chart.at(*x, *value)
                }
            });
            let look = (if part.is_thin() { 0.8 } else { 1.2 }, colour);
            let ink = Ink::of(ui.ctx());
            let fine = (ink, ink.pixel(ui.ctx()));
            painter.extend(trail::curve_shapes(points, chart.rect, fine, &style, look));
        }
    }
}

/// Draws hollow heads on the lines of the ghosts, and over everything what has changed since.
pub(super) fn paint_curve_heads(ui: &Ui, chart: &Chart, session: &Session, state: &UiState) {
    let theme = Theme::in_ui(ui);
    let Some(&part) = parts(chart.curve).first() else {
        return;
    };
    let fronts = (state.ghosts.front, state.front);
    let mut names = Names::default();
    let mut room = MOST_LABELS;
    for (place, ghost, product) in drawn(session) {
        let trajectory = product.trajectory();
        let last = entries(trajectory, chart.curve).saturating_sub(1);
        let step = (session.step() as usize).min(last);
        let of = (chart.curve, part);
        let Some(value) = value_at(trajectory, product.landmarks(), of, step) else {
            continue;
        };
        let at = chart.at(place_of(trajectory, chart.across, step as u64), value);
        if !chart.rect.expand(4.0).contains(at) {
            continue;
        }
        let colour = theme::run_style(ghost.style).colour(theme);
        let colour = colour.gamma_multiply(opacity(place, ghost, fronts));
        let painter = chart.painter(ui, 4.0);
        painter.circle(at, 3.0, theme.canvas, Stroke::new(1.5, colour));
        names.keep_free(at);
        if room > 0
            && let Some(words) = remark(place, ghost, session, fronts)
        {
            room -= 1;
            names.add_remark(at, words);
        }
    }
    names.paint(&chart.painter(ui, 0.0), theme);
}
