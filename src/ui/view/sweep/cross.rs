//! The cross on a map: the present setting of the run, which a hand drags, keys move and a screen reader names.
//!
//! Outside of what is shown, an arrow at the edge says where it is and brings it into sight.

use super::axes;
use super::header::Axes;
use crate::core::map::{Axis, Cell};
use crate::session::Session;
use crate::session::format;
use crate::session::maps::knobs::{self, Name};
use crate::session::scene::{RunId, Scene};
use crate::ui::theme::Theme;
use egui::accesskit::Action;
use egui::{
    CursorIcon, EventFilter, Id, Key, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke,
    Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// How near the pointer must be to take hold, in points.
const REACH: f32 = 13.0;
/// The part of an axis that an arrow key moves the cross; with Shift it is a pixel.
const KEY_STEP: f64 = 0.01;

/// The numbers of the pixel at a point of the screen.
pub(super) fn cell_at(plot: Rect, pixels: [usize; 2], shown: &[Axis; 2], at: Pos2) -> Cell {
    let position = axes::position(plot, at);
    std::array::from_fn(|i| {
        let last = pixels[i].saturating_sub(1);
        // Casting to an integer saturates.
        let index = ((position[i] * pixels[i] as f64) as usize).min(last);
        shown[i].pixel(index, pixels[i])
    })
}

/// What the history calls a change of both numbers.
pub(super) fn change_name(axes: &Axes) -> String {
    let labels = names(axes).map(|name| name.label);
    format!("{} and {}", labels[0], labels[1].to_lowercase())
}

fn names(axes: &Axes) -> [Name; 2] {
    [0, 1].map(|i| {
        knobs::name(&axes.knobs[i], &axes.request).unwrap_or(Name {
            symbol: "",
            label: String::new(),
            part: String::new(),
            meaning: "",
        })
    })
}

/// Gives a run both numbers, or none of them.
pub(super) fn write(scene: &mut Scene, run: RunId, axes: &Axes, cell: Cell) -> bool {
    let before = scene.clone();
    let done = (0..2).all(|i| knobs::write(scene, run, &axes.knobs[i], cell[i]));
    if !done {
        *scene = before;
    }
    done
}

/// Where the present setting is, in positions on both axes.
fn position(axes: &Axes) -> Option<[f64; 2]> {
    let mut position = [0.0; 2];
    for (i, place) in position.iter_mut().enumerate() {
        *place = axes.shown[i].position_of(axes.knobs[i].get(&axes.request)?);
        // A logarithmic axis has no place for 0: it is before its beginning.
        if place.is_nan() || (*place).is_infinite() {
            *place = -1.0;
        }
    }
    Some(position)
}

fn is_inside(position: [f64; 2]) -> bool {
    position.iter().all(|p| (-1e-6..=1.0 + 1e-6).contains(p))
}

/// Lets the hand act on the cross; whether it was clicked twice.
pub(super) fn interact(
    ui: &Ui,
    plot: Rect,
    pixels: [usize; 2],
    session: &mut Session,
    axes: &Axes,
) -> bool {
    let Some(position) = position(axes) else {
        return false;
    };
    let at = axes::screen(plot, position);
    let id = ui.scope_id().with("sweep cross");
    if !is_inside(position) {
        bring_ui(ui, plot, at, id, session, axes, position);
        return false;
    }
    let rect = Rect::from_center_size(at, Vec2::splat(2.0 * REACH));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let words = words(axes);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, true, "Present setting");
        info.current_text_value = Some(words.clone());
        info
    });
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_value(words.clone());
        node.set_description("Drag it, or move it with the arrow keys");
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
    let mut wanted = None;
    if response.dragged()
        && let Some(pointer) = response.interact_pointer_pos()
        && response.drag_delta() != Vec2::ZERO
    {
        wanted = Some(cell_at(plot, pixels, &axes.shown, pointer));
    }
    if response.drag_started() {
        // The window stays where it is while the numbers in it move.
        axes.show(&mut session.view.sweep, axes.shown);
    }
    if let Some(cell) = keyed(ui, &response, axes, position, pixels) {
        axes.show(&mut session.view.sweep, axes.shown);
        wanted = Some(cell);
    }
    if let Some(cell) = wanted {
        let run = session.subject().map(|run| run.id);
        let before = session.scene.clone();
        if run.is_some_and(|run| write(&mut session.scene, run, axes, cell))
            && session.scene != before
        {
            session.edited(&change_name(axes));
            // The panels beside have shown the old numbers in this pass.
            ui.ctx().request_discard("the cross has moved");
        }
    }
    let cursor = if response.dragged() {
        CursorIcon::Grabbing
    } else {
        CursorIcon::Grab
    };
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(cursor);
    }
    let is_twice = response.double_clicked();
    if !response.dragged() {
        response.on_hover_text(format!(
            "The present setting: {words}\nDrag it; the race follows"
        ));
    }
    is_twice
}

/// Both numbers in words.
fn words(axes: &Axes) -> String {
    let names = names(axes);
    let number = |i: usize| {
        let value = axes.knobs[i].get(&axes.request).unwrap_or(f64::NAN);
        format!("{} {}", names[i].label, format::value(value))
    };
    format!("{}, {}", number(0), number(1))
}

/// Where the arrow keys, or a screen reader, move the cross to.
fn keyed(
    ui: &Ui,
    response: &Response,
    axes: &Axes,
    position: [f64; 2],
    pixels: [usize; 2],
) -> Option<Cell> {
    let mut steps = [0.0; 2];
    let mut is_fine = false;
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        ui.input(|input| {
            is_fine = input.modifiers.shift;
            let presses = |key| input.num_presses(key) as f64;
            steps[0] += presses(Key::ArrowRight) - presses(Key::ArrowLeft);
            steps[1] += presses(Key::ArrowUp) - presses(Key::ArrowDown);
        });
    }
    ui.input(|input| {
        let asked = |action| input.num_accesskit_action_requests(response.id, action) as f64;
        steps[0] += asked(Action::Increment) - asked(Action::Decrement);
    });
    if steps == [0.0; 2] {
        return None;
    }
    let mut cell = [0.0; 2];
    for i in 0..2 {
        let now = axes.knobs[i].get(&axes.request)?;
        cell[i] = if steps[i] == 0.0 {
            now
        } else if axes.knobs[i].is_whole(&axes.request) {
            now + steps[i]
        } else {
            let pixel = 1.0 / pixels[i] as f64;
            let step = if is_fine { pixel } else { KEY_STEP.max(pixel) };
            let to = (position[i] + steps[i] * step).clamp(0.0, 1.0);
            let last = pixels[i].saturating_sub(1);
            let index = ((to * pixels[i] as f64) as usize).min(last);
            axes.shown[i].pixel(index, pixels[i])
        };
    }
    Some(cell)
}

/// Where the arrow stands that points to a cross outside, and which way it points.
fn arrow(plot: Rect, at: Pos2) -> (Pos2, Vec2) {
    let inner = plot.shrink(16.0);
    let edge = inner.clamp(at);
    let way = (at - edge).normalized();
    let way = if way.is_finite() && way != Vec2::ZERO {
        way
    } else {
        vec2(1.0, 0.0)
    };
    (edge, way)
}

/// The arrow to a cross outside; a click shows the cross.
fn bring_ui(
    ui: &Ui,
    plot: Rect,
    at: Pos2,
    id: Id,
    session: &mut Session,
    axes: &Axes,
    position: [f64; 2],
) {
    let (edge, _) = arrow(plot, at);
    let rect = Rect::from_center_size(edge, Vec2::splat(26.0));
    let response = ui.interact(rect, id, Sense::click());
    let words = words(axes);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Show the present setting"));
    ui.ctx()
        .accesskit_node_builder(id, |node| node.set_value(words.clone()));
    if response.clicked() {
        let mut shown = axes.shown;
        for i in 0..2 {
            let limits = knobs::limits(&axes.knobs[i], &axes.request, shown[i].scale);
            if !(0.0..=1.0).contains(&position[i]) {
                shown[i] = shown[i].panned(position[i] - 0.5, &limits);
            }
        }
        let is_shown = |shown: &[Axis; 2]| {
            (0..2).all(|i| {
                let now = axes.knobs[i].get(&axes.request).unwrap_or(f64::NAN);
                (-1e-6..=1.0 + 1e-6).contains(&shown[i].position_of(now))
            })
        };
        if is_shown(&shown) {
            axes.show(&mut session.view.sweep, shown);
        } else {
            // Where no part of the axis in this scale holds it, the usual one does.
            session.view.sweep.fit();
        }
    }
    if response.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    response.on_hover_text(format!(
        "The present setting is outside: {words}\nClick to show it"
    ));
}

/// Paints the cross, or the arrow that points to it.
pub(super) fn paint(painter: &Painter, plot: Rect, axes: &Axes, session: &Session, theme: &Theme) {
    let Some(position) = position(axes) else {
        return;
    };
    let at = axes::screen(plot, position);
    let inside = painter.with_clip_rect(plot.intersect(painter.clip_rect()));
    if !is_inside(position) {
        paint_arrow(&inside, plot, at, theme);
        return;
    }
    let is_focused = painter
        .ctx()
        .memory(egui::Memory::focused)
        .is_some_and(|focused| {
            painter
                .ctx()
                .read_response(focused)
                .is_some_and(|response| response.rect.center().distance(at) < 1.0)
        });
    let faint = Stroke::new(3.0, theme.casing.gamma_multiply(0.35));
    let line = Stroke::new(1.0, theme.mark.gamma_multiply(0.75));
    for stroke in [faint, line] {
        for (from, to) in [
            (pos2(plot.left(), at.y), at - vec2(9.0, 0.0)),
            (at + vec2(9.0, 0.0), pos2(plot.right(), at.y)),
            (pos2(at.x, plot.top()), at - vec2(0.0, 9.0)),
            (at + vec2(0.0, 9.0), pos2(at.x, plot.bottom())),
        ] {
            inside.line_segment([from, to], stroke);
        }
    }
    let colour = session.subject().map_or(theme.accent, |run| {
        crate::ui::theme::run_style(run.style).colour(theme)
    });
    if is_focused {
        painter.circle_filled(at, 14.0, theme.accent.gamma_multiply(0.35));
    }
    painter.circle_stroke(at, 8.5, Stroke::new(4.5, theme.casing));
    painter.circle_stroke(at, 8.5, Stroke::new(2.0, theme.mark));
    painter.circle_filled(at, 4.5, theme.casing);
    painter.circle_filled(at, 3.5, colour);
}

fn paint_arrow(painter: &Painter, plot: Rect, at: Pos2, theme: &Theme) {
    let (edge, way) = arrow(plot, at);
    let side = vec2(-way.y, way.x);
    let points = vec![
        edge + way * 10.0,
        edge - way * 6.0 + side * 8.0,
        edge - way * 6.0 - side * 8.0,
    ];
    let rim = Stroke::new(2.0, theme.casing);
    painter.add(Shape::convex_polygon(points, theme.mark, rim));
}
