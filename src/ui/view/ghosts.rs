//! Ghosts on the plane and in the curves: thin broken lines with a hollow head, and what has changed since.

use super::across::place_of;
use super::chart::Chart;
use super::overlay::cased_text;
use super::projection::Projection;
use super::quantity::{entries, parts, value_at};
use crate::session::Session;
use crate::session::ghosts::{Ghost, GhostProduct};
use crate::ui::ghost_words::label_of;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Dash, RunStyle, Theme};
use crate::ui::trail;
use egui::{Align2, FontFamily, FontId, Painter, Pos2, Rect, Stroke, Ui, vec2};

/// How near its head the pointer must be for a ghost to come to the front, in points.
const REACH: f32 = 10.0;
/// Width of a ghost's line as a share of a trail's.
const WIDTH: f32 = 0.7;
/// How much of a ghost is seen: usually, while it is in front, while another run is.
const OPACITY: [f32; 3] = [0.6, 1.0, 0.25];
/// The most labels at once: more would hide what they are about.
const MOST_LABELS: usize = 4;

/// What the interface remembers of ghosts.
#[derive(Default)]
pub struct GhostState {
    /// The ghost under the pointer, by its place in the view.
    pub hovered: Option<usize>,
    /// The ghost under the pointer in the frame before, which is brought to the front.
    pub front: Option<usize>,
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

/// How much of a ghost is seen.
fn opacity(place: usize, ghost: &Ghost, state: &UiState) -> f32 {
    match (state.ghosts.front, state.front) {
        (Some(front), _) if front == place => OPACITY[1],
        (None, Some(run)) if run == ghost.of => OPACITY[1],
        (None, None) => OPACITY[0],
        _ => OPACITY[2],
    }
}

/// Whether a ghost says what has changed: it or its run is in front, or something is just being changed.
fn is_labelled(place: usize, ghost: &Ghost, session: &Session, state: &UiState) -> bool {
    match (state.ghosts.front, state.front) {
        (Some(front), _) => front == place,
        (None, Some(run)) => run == ghost.of,
        (None, None) => {
            let run = session.scene.run(ghost.of);
            let differs = run.is_some_and(|run| session.scene.request(run) != ghost.request);
            session.is_editing() && differs
        }
    }
}

/// The style of a run's ghost: its colour and head, broken.
fn style_of(ghost: &Ghost) -> RunStyle {
    RunStyle {
        dash: Dash::Dashed,
        ..theme::run_style(ghost.style).clone()
    }
}

/// Draws the ghosts on the plane up to the playhead.
pub fn paint(
    painter: &Painter,
    projection: &Projection,
    session: &Session,
    state: &mut UiState,
    pointer: Option<Pos2>,
    theme: &Theme,
) {
    let step = session.step() as usize;
    let mut labels = Labels::new(projection.rect());
    let mut heads = Vec::new();
    for (place, ghost, product) in drawn(session) {
        let positions = &product.trajectory().position;
        let so_far = &positions[..positions.len().min(step + 1)];
        let mut points = so_far.iter().map(|p| projection.screen_from_world(*p));
        let style = style_of(ghost);
        let strength = opacity(place, ghost, state);
        let colour = style.colour(theme).gamma_multiply(strength);
        let width = WIDTH * theme::sizes().trail;
        let pixel = 1.0 / painter.pixels_per_point();
        let frame = painter.clip_rect();
        let shapes = trail::curve_shapes(points.clone(), frame, pixel, &style, (width, colour));
        painter.extend(shapes);
        if let Some(at) = points.next_back() {
            heads.push((place, ghost, style, at, strength));
        }
    }
    for (place, ghost, style, at, opacity) in heads {
        let radius = theme::sizes().head;
        trail::paint_hollow_head(painter, at, &style, theme, radius, opacity);
        if pointer.is_some_and(|pointer| pointer.distance(at) < REACH) {
            state.ghosts.hovered.get_or_insert(place);
        }
        if is_labelled(place, ghost, session, state) {
            labels.paint(painter, at, &label_of(session, ghost), theme);
        }
    }
}

/// Labels at heads that do not stand on each other.
struct Labels {
    frame: Rect,
    taken: Vec<Rect>,
}

impl Labels {
    fn new(frame: Rect) -> Self {
        Self {
            frame: frame.shrink(6.0),
            taken: Vec::new(),
        }
    }

    /// Writes beside a place, on the side where there is room; not at all where the place is out of sight.
    fn paint(&mut self, painter: &Painter, at: Pos2, words: &str, theme: &Theme) {
        if !self.frame.contains(at) || self.taken.len() >= MOST_LABELS {
            return;
        }
        let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
        let galley = painter.layout_no_wrap(words.to_owned(), font.clone(), theme.text);
        let size = galley.size();
        let mut rect = Rect::from_min_size(at + vec2(12.0, 6.0), size);
        if rect.right() > self.frame.right() {
            rect = rect.translate(vec2(-size.x - 24.0, 0.0));
        }
        for taken in &self.taken {
            if taken.intersects(rect) {
                rect = rect.translate(vec2(0.0, taken.bottom() + 2.0 - rect.top()));
            }
        }
        rect = rect.translate(vec2(
            (self.frame.left() - rect.left()).max(0.0),
            (self.frame.bottom() - rect.bottom()).min(0.0),
        ));
        cased_text(painter, rect.min, Align2::LEFT_TOP, words, &font, theme);
        self.taken.push(rect);
    }
}

/// Draws the ghosts in a chart: thin and faint, with a hollow head at the playhead.
pub(super) fn paint_curves(ui: &Ui, chart: &Chart, session: &Session, state: &UiState) {
    let theme = Theme::in_ui(ui);
    let painter = chart.painter(ui, 0.0);
    let mut labels = Labels::new(chart.rect);
    for (place, ghost, product) in drawn(session) {
        let style = style_of(ghost);
        let strength = opacity(place, ghost, state);
        let colour = style.colour(theme).gamma_multiply(strength);
        for (index, &part) in parts(chart.curve).iter().enumerate() {
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
            let width = if part.is_thin() { 0.8 } else { 1.2 };
            let pixel = 1.0 / painter.pixels_per_point();
            let look = (width, colour);
            painter.extend(trail::curve_shapes(points, chart.rect, pixel, &style, look));
            if index > 0 {
                continue;
            }
            let trajectory = product.trajectory();
            let of = (chart.curve, part);
            let last = entries(trajectory, chart.curve).saturating_sub(1);
            let step = (session.step() as usize).min(last);
            let Some(value) = value_at(trajectory, product.landmarks(), of, step) else {
                continue;
            };
            let at = chart.at(place_of(trajectory, chart.across, step as u64), value);
            if chart.rect.expand(4.0).contains(at) {
                let painter = chart.painter(ui, 4.0);
                painter.circle(at, 3.0, theme.canvas, Stroke::new(1.5, colour));
            }
            if is_labelled(place, ghost, session, state) {
                labels.paint(&painter, at, &label_of(session, ghost), theme);
            }
        }
    }
}
