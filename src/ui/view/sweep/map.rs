//! The form Map: each pixel is a setting of two parameters, in the colour of what becomes of the run.
//!
//! First the hand: it drags the cross, takes a pixel's numbers, pans and zooms. Then the picture: pixels, what theory says,
//! the cross, the colour bar, and the numbers under the pointer.

use super::axes::{self, Hand, Way};
use super::cross;
use super::header::Axes;
use super::hover;
use super::map_bar;
use super::map_shade::Scale;
use super::overlay::{self, OverlayCache};
use crate::core::map::Axis;
use crate::session::Session;
use crate::session::maps::{MOST_PIXELS, Map, Shade, Slot, knobs};
use crate::ui::state::UiState;
use crate::ui::theme::sweep::SweepColours;
use crate::ui::theme::{self, Theme};
use egui::{
    CursorIcon, FontFamily, FontId, Painter, Rect, Response, Role, Sense, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

/// What is remembered of the map from frame to frame.
#[derive(Default)]
pub struct MapState {
    /// The meaning of the colours, and the map whose meaning it is, if that one was complete.
    scale: Option<(Scale, bool)>,
    /// Which endings it has.
    endings: map_bar::SeenEndings,
    /// What theory says of the window.
    overlay: OverlayCache,
    /// What became of the setting under the pointer.
    hover: hover::HoverCache,
    /// The number of pixels across and up, as the map had them last.
    pixels: [usize; 2],
    /// Whether a click has just taken a pixel's numbers, which a double click takes back.
    clicked: bool,
}

/// Where the map is drawn.
fn plot(rect: Rect, shade: Shade) -> Rect {
    axes::plot_rect(rect, map_bar::width(shade))
}

/// So many pixels across and up: one per point, as far as a map has so many.
fn pixels(plot: Rect) -> [usize; 2] {
    let shrink = (plot.area() / MOST_PIXELS as f32).sqrt().max(1.0);
    [plot.width(), plot.height()].map(|points| ((points / shrink) as usize).max(1))
}

/// Lets the hand act on the map.
pub(super) fn interact(ui: &mut Ui, rect: Rect, session: &mut Session, state: &mut UiState) {
    let plot = plot(rect, session.view.sweep.shade);
    if !plot.is_positive() {
        return;
    }
    let id = ui.scope_id().with("sweep");
    let response = ui.interact(plot, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Sweep"));
    let pixels = pixels(plot);
    state.sweep.map.pixels = pixels;
    let Some(axes) = Axes::of(session) else {
        return;
    };
    navigate(ui, &response, plot, session, &axes, state);
    if let Some(axes) = Axes::of(session) {
        take_pixel(&response, plot, session, &axes, state);
        // After a click the cross stands under the pointer, and has the second one.
        if cross::interact(ui, plot, pixels, session, &axes) {
            take_back(session, state);
            session.view.sweep.fit();
        }
    }
    if response.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
    }
}

/// Scroll and pinch zoom at the pointer, a drag of an empty place pans, a double click shows the usual part.
fn navigate(
    ui: &Ui,
    response: &Response,
    plot: Rect,
    session: &mut Session,
    axes: &Axes,
    state: &mut UiState,
) {
    let limits = |i: usize| knobs::limits(&axes.knobs[i], &axes.request, axes.shown[i].scale);
    let hand = Hand {
        axes: [0, 1].map(|i| Some((axes.shown[i], limits(i)))),
        pixels: state.sweep.map.pixels,
        response,
        plot,
    };
    let mut moved = hand.zoomed(ui);
    let delta = response.drag_delta();
    if response.dragged() && delta != egui::Vec2::ZERO {
        moved = Some(hand.panned(delta));
    }
    if let Some([Some(across), Some(up)]) = moved
        && [across, up] != axes.shown
    {
        axes.show(&mut session.view.sweep, [across, up]);
    }
    if response.double_clicked() {
        session.view.sweep.fit();
    }
}

/// Takes back what the first click of a double click has done.
fn take_back(session: &mut Session, state: &mut UiState) {
    if std::mem::take(&mut state.sweep.map.clicked) {
        session.perform(crate::session::command::Command::Undo);
    }
}

/// A click gives the run exactly the numbers of a pixel. The second click of a double click takes back what the first did.
fn take_pixel(
    response: &Response,
    plot: Rect,
    session: &mut Session,
    axes: &Axes,
    state: &mut UiState,
) {
    if response.double_clicked() {
        take_back(session, state);
        return;
    }
    if !response.clicked() {
        return;
    }
    let Some(at) = response.interact_pointer_pos() else {
        return;
    };
    let cell = cross::cell_at(plot, state.sweep.map.pixels, &axes.shown, at);
    let name = cross::change_name(axes);
    let run = session.subject().map(|run| run.id);
    // A pass that is done again finds the numbers already taken.
    if response.ctx.current_pass_index() == 0 {
        state.sweep.map.clicked = false;
    }
    if let Some(run) = run {
        let mut scene = session.scene.clone();
        if cross::write(&mut scene, run, axes, cell) && scene != session.scene {
            session.change(&name, |now| *now = scene);
            state.sweep.map.clicked = true;
            // The panels beside have shown the old numbers in this pass.
            response.ctx.request_discard("a pixel was taken");
        }
    }
}

/// Paints the map.
pub(super) fn paint(ui: &mut Ui, rect: Rect, session: &mut Session, state: &mut UiState) {
    let shade = session.view.sweep.shade;
    let plot = plot(rect, shade);
    let theme = Theme::in_ui(ui);
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if !plot.is_positive() {
        return;
    }
    session.refresh_sweep(pixels(plot));
    let Some(axes) = Axes::of(session) else {
        return;
    };
    let near = session.sweep_minimum();
    let is_held = session.is_editing() || ui.input(|input| input.pointer.any_down());
    let colours = SweepColours::of(theme.dark);
    painter.rect_filled(plot, 0.0, colours.none);
    let Some(map) = session.maps().get(Slot::Sweep) else {
        return;
    };
    let memory = &mut state.sweep.map;
    let scale = memory.scale_for(map, shade, is_held);
    state
        .sweep
        .texture
        .paint_keyed(&painter, plot, map, theme, scale.key(), |outcome| {
            scale.colour(outcome, colours)
        });
    let memory = &mut state.sweep.map;
    painter.rect_stroke(plot, 0.0, theme.hairline_stroke(), StrokeKind::Outside);
    if !map.is_done() {
        progress(&painter, plot, map.progress() as f32, theme);
    }
    let inside = painter.with_clip_rect(plot.intersect(painter.clip_rect()));
    let mut theory = None;
    if session.view.sweep.theory {
        theory = memory.overlay.refresh(&axes, near);
    }
    if let Some(theory) = theory {
        overlay::paint(&inside, plot, theory, &axes, theme);
    }
    cross::paint(&painter, plot, &axes, session, theme);
    for (i, way) in Way::ALL.into_iter().enumerate() {
        let name = knobs::name(&axes.knobs[i], &axes.request);
        let name = name.map_or(String::new(), |name| name.long());
        let is_whole = axes.knobs[i].is_whole(&axes.request);
        let axis = (&axes.shown[i], is_whole);
        axes::paint(&painter, plot, way, axis, &name, theme);
    }
    if shade == Shade::Ending {
        memory.endings.refresh(map);
    }
    map_bar::paint(&painter, plot, &scale, &memory.endings, colours, theme);
    remarks(&painter, plot, &axes, memory.pixels, map, theme);
    let theory = theory.cloned();
    hover::hover_ui(
        ui,
        plot,
        session,
        &axes,
        theory.as_ref(),
        &mut state.sweep.map.hover,
    );
}

impl MapState {
    /// The meaning of the colours: that of before while something is held or the map is not complete.
    fn scale_for(&mut self, map: &Map, shade: Shade, is_held: bool) -> Scale {
        let made = Scale::of(map, shade);
        let is_done = map.is_done();
        let kept = self.scale.filter(|(kept, was_done)| {
            let is_alike = kept.shade == shade && kept.height == made.height;
            is_alike && *was_done && (is_held || !is_done)
        });
        let scale = kept.map_or(made, |(kept, _)| kept);
        self.scale = Some((scale, is_done || kept.is_some()));
        scale
    }
}

/// A thin line along the upper edge that grows with what is worked out.
fn progress(painter: &Painter, plot: Rect, share: f32, theme: &Theme) {
    let line = Rect::from_min_size(
        plot.left_top() - vec2(0.0, 2.0),
        vec2(plot.width() * share, 2.0),
    );
    painter.rect_filled(line, 0.0, theme.accent.gamma_multiply(0.8));
}

/// What is to be said of the map: that it will not be finished, that a finer one would show nothing new, or that it takes
/// its time.
fn remarks(
    painter: &Painter,
    plot: Rect,
    axes: &Axes,
    pixels: [usize; 2],
    map: &Map,
    theme: &Theme,
) {
    let is_finest = |axis: &Axis, count: usize| {
        let shorter = Axis {
            high: axis.low + (axis.high - axis.low) * 0.4,
            ..*axis
        };
        !shorter.resolves(count)
    };
    let finest = [0, 1].map(|i| is_finest(&axes.shown[i], pixels[i]));
    let words = match finest {
        _ if map.fault().is_some() => map.fault().unwrap_or_default(),
        [true, true] => "One number per pixel: there is nothing between them",
        [true, false] => "One number per pixel across: there is nothing between them",
        [false, true] => "One number per pixel upwards: there is nothing between them",
        _ if !axes.request.optimizer.about.nests => {
            "This method searches: its settings are worked out one by one"
        }
        _ => return,
    };
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let galley = painter.layout(
        words.to_owned(),
        font,
        theme.text_muted,
        plot.width() - 24.0,
    );
    let at = pos2(plot.right() - galley.size().x - 12.0, plot.top() + 8.0);
    let back = Rect::from_min_size(at, galley.size()).expand2(vec2(6.0, 3.0));
    let ground = theme.panel.gamma_multiply(0.88);
    painter.rect_filled(back, theme::sizes().radius, ground);
    painter.galley(at, galley, theme.text_muted);
}
