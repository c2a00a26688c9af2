//! The curves: quantities of every run, over its steps or its gradient evaluations, in step with the playhead.
//!
//! Up to three charts stand side by side and share the horizontal axis, the playhead and the pointer. First
//! the hand acts, on the axes of the frame before; when the runs are up to date, everything is painted.

pub(super) mod across;
pub mod axis;
mod band;
mod beside;
pub mod cache;
pub mod chart;
pub mod handles;
mod hover;
mod labels;
pub mod quantity;
pub mod series;
mod settings;
mod tabs;
pub mod theory;

use crate::session::Session;
use crate::session::view::Curve;
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::view::ghosts;
use cache::CurveCache;
use chart::{BELOW, Chart, LEFT};
use egui::{Button, FontId, Rect, RichText, Sense, Ui, UiBuilder, pos2, vec2};

/// Height of the tabs, and of the title of a chart where there are several.
const TABS: f32 = 24.0;
const TITLE: f32 = 20.0;
/// Room above a frame, right of it, and between charts.
const ABOVE: f32 = 6.0;
const RIGHT: f32 = 6.0;
const BETWEEN: f32 = 12.0;

/// The charts of a frame, on which the hand has acted and which are still to be painted.
pub struct Charts {
    ui: Ui,
    list: Vec<Chart>,
    is_bare: bool,
}

/// Lets the hand act on the tabs and the charts: dragging moves the playhead.
pub fn interact(ui: &mut Ui, rect: Rect, session: &mut Session, state: &mut UiState) -> Charts {
    begin(ui, rect, session, state, false)
}

/// The charts alone, with their names and without anything for a hand: for pictures.
pub fn bare(ui: &mut Ui, rect: Rect, session: &mut Session, state: &mut UiState) -> Charts {
    begin(ui, rect, session, state, true)
}

fn begin(
    ui: &mut Ui,
    rect: Rect,
    session: &mut Session,
    state: &mut UiState,
    is_bare: bool,
) -> Charts {
    let mut ui = ui.new_child(UiBuilder::new().id_salt("curves").max_rect(rect));
    ui.shrink_clip_rect(rect);
    let mut place = rect;
    if !is_bare {
        let tabs = Rect::from_min_size(rect.min, vec2(rect.width(), TABS));
        ui.scope_builder(UiBuilder::new().id_salt("tabs").max_rect(tabs), |ui| {
            tabs::tabs_ui(ui, session);
        });
        place = rect.with_min_y(tabs.bottom());
    }
    let curves = quantity::offered(&session.view.curves, session.derived().landmarks());
    let frames = frames(place, curves.len(), is_bare);
    let wanted: Vec<(Curve, f64)> = curves
        .iter()
        .zip(&frames)
        .map(|(curve, frame)| (*curve, pixels(&ui, *frame)))
        .collect();
    state.curves.refresh(session, &wanted);
    let mut charts = Vec::new();
    state.curves.release();
    for (curve, frame) in curves.into_iter().zip(frames) {
        let Some(axis) = state.curves.axis(curve) else {
            continue;
        };
        let id = ui.scope_id().with(("chart", curve));
        let touched = frame.with_max_y(frame.bottom() + BELOW);
        let response = ui.interact(touched, id, Sense::click_and_drag());
        let mut chart = Chart {
            curve,
            rect: frame,
            axis,
            across: session.view.across,
            end: CurveCache::end(session),
            response,
            handles: Vec::new(),
        };
        // Handles on a curve are placed here: they lie above the chart and take the pointer from it.
        if !is_bare {
            chart.handles = handles::interact(&ui, &chart, session, state);
            scrub(&ui, &chart, session);
        }
        charts.push(chart);
    }
    if charts.len() > 1 && !is_bare {
        for chart in &charts {
            remove_ui(&mut ui, chart, session);
        }
    }
    let hovered = charts.iter().find_map(|chart| {
        let over = chart.response.hover_pos();
        over.map(|pointer| chart.place_at(pointer.x))
    });
    state.curves.guide = hovered;
    Charts {
        ui,
        list: charts,
        is_bare,
    }
}

impl Charts {
    /// Brings the charts up to date with the runs, and paints them.
    pub fn paint(self, session: &Session, state: &mut UiState) {
        let Self {
            mut ui,
            list: mut charts,
            is_bare,
        } = self;
        let wanted: Vec<(Curve, f64)> = charts
            .iter()
            .map(|chart| (chart.curve, pixels(&ui, chart.rect)))
            .collect();
        state.curves.refresh(session, &wanted);
        let is_named = charts.len() > 1 || is_bare;
        for chart in &mut charts {
            chart.axis = state.curves.axis(chart.curve).unwrap_or(chart.axis);
            chart.across = session.view.across;
            chart.end = CurveCache::end(session);
            if is_named {
                title_ui(&ui, chart, session, is_bare);
            }
            chart::grid_ui(&mut ui, chart);
            // What belongs behind the lines is painted here: the band of an ensemble, what theory predicts.
            let predicted = theory::paint(&ui, chart, session, state);
            band::paint(&ui, chart, session, state);
            ghosts::paint_curves(&ui, chart, session, state);
            chart::lines_ui(&ui, chart, session, state);
            chart::key_ui(&ui, chart, session, state);
            chart::playhead_ui(&ui, chart, session, state);
            predicted.paint(&ui, chart);
            handles::paint(&ui, chart, session);
            ghosts::paint_curve_heads(&ui, chart, session, state);
            chart::empty_ui(&ui, chart, session, state);
        }
        hover::hover_ui(&ui, &charts, session, state);
    }
}

/// The frames of so many charts: side by side, or in a picture that is tall under each other.
fn frames(rect: Rect, count: usize, is_bare: bool) -> Vec<Rect> {
    let is_tall = is_bare && rect.width() < 0.9 * count as f32 * rect.height();
    let between = BETWEEN * count.saturating_sub(1) as f32;
    let title = if count > 1 || is_bare { TITLE } else { ABOVE };
    let width = (rect.width() - between) / count as f32;
    let height = (rect.height() - between) / count as f32;
    (0..count)
        .map(|i| {
            let place = if is_tall {
                let top = rect.top() + (height + BETWEEN) * i as f32;
                Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), height))
            } else {
                let left = rect.left() + (width + BETWEEN) * i as f32;
                Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()))
            };
            let min = pos2(place.left() + LEFT, place.top() + title);
            let max = pos2(place.right() - RIGHT, place.bottom() - BELOW);
            Rect::from_min_max(min, max.max(min + vec2(8.0, 8.0)))
        })
        .collect()
}

/// How many pixels a chart has across.
fn pixels(ui: &Ui, frame: Rect) -> f64 {
    f64::from(frame.width() * ui.ctx().pixels_per_point())
}

/// The playhead follows the pointer while it is held down on a chart.
fn scrub(ui: &Ui, chart: &Chart, session: &mut Session) {
    let held = ui.input(|input| input.pointer.primary_down());
    if !held || !chart.response.is_pointer_button_down_on() {
        return;
    }
    let Some(pointer) = chart.response.interact_pointer_pos() else {
        return;
    };
    let subject = session.subject().map(|run| run.id);
    let step = match subject {
        Some(run) => chart.step_at(session, run, pointer.x),
        None => chart.place_at(pointer.x).max(0.0).round() as u64,
    };
    let last = session.last_step();
    session.playback.seek(step.min(last), last);
}

/// The name of a chart above its frame.
fn title_ui(ui: &Ui, chart: &Chart, session: &Session, is_bare: bool) {
    let theme = Theme::in_ui(ui);
    let font = FontId::new(theme::sizes().small, theme::medium());
    let at = chart.rect.left_top() - vec2(0.0, TITLE / 2.0);
    let words = quantity::words(chart.curve, session.derived().landmarks());
    let painter = ui.painter();
    let lay = |text: &str| painter.layout_no_wrap(text.to_owned(), font.clone(), theme.text_muted);
    let room = chart.rect.width() - TITLE;
    let mut text = if is_bare && words.name != words.short && !words.name.starts_with(words.short) {
        lay(&format!("{}  {}", words.name, words.short))
    } else {
        lay(words.name)
    };
    if text.size().x > room {
        text = lay(words.short);
    }
    // Where even that is too long, it begins above the numbers.
    let over = (text.size().x - room).max(0.0);
    let at = at - vec2(over, text.size().y / 2.0);
    painter.galley(at, text, theme.text_muted);
}

/// The button that takes a chart away.
fn remove_ui(ui: &mut Ui, chart: &Chart, session: &mut Session) {
    let size = vec2(TITLE, TITLE - 2.0);
    let at = Rect::from_min_size(chart.rect.right_top() - vec2(size.x, TITLE), size);
    let theme = Theme::in_ui(ui);
    let icon = RichText::new(icons::CLOSE).color(theme.text_faint);
    let icon = icon.size(theme::sizes().small);
    let button = Button::new(icon).frame_when_inactive(false).min_size(size);
    let button = ui
        .scope_builder(UiBuilder::new().max_rect(at).id_salt(chart.curve), |ui| {
            ui.spacing_mut().button_padding = vec2(0.0, 0.0);
            ui.spacing_mut().interact_size = size;
            ui.put(at, button)
        })
        .inner;
    let name = format!("Remove chart: {}", chart.curve.id());
    if button
        .accessible_name(name)
        .on_hover_text("Take this chart away")
        .clicked()
    {
        session.view.toggle_curve(chart.curve);
    }
}
