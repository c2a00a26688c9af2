//! The hand on the 3D view: it orbits, comes closer, moves the region and the starts.

use super::Relief;
use super::camera::{Eye, Place, box_height};
use super::marks::seen;
use crate::core::surface::Region;
use crate::core::vec2::{Vec2, vec2};
use crate::session::Session;
use crate::session::camera::Camera;
use crate::session::scene::RunId;
use crate::ui::state::UiState;
use crate::ui::view::plane::projection::Projection;
use crate::ui::view::plane::{REACH, context_menu, rounded, starts};
use egui::{
    CursorIcon, EventFilter, Key, PointerButton, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo,
    pos2,
};

/// Radians by which a drag of one point turns the eye.
const TURN: f64 = 0.008;
/// Radians by which an arrow key turns it.
const KEY_TURN: f64 = 0.1;

/// What the hand holds on the 3D view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Held {
    /// The start of all runs, or of one that has its own.
    Start(Option<RunId>),
    /// The eye, to orbit.
    Eye,
    /// The region, to move it.
    Region,
}

/// Lets the hand act on the 3D view: changes starts, the region and the camera, not yet the picture.
pub fn interact(ui: &mut Ui, rect: Rect, session: &mut Session, state: &mut UiState) -> Relief {
    let id = ui.scope_id().with("relief");
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Landscape in 3D"));
    let response = response.on_hover_cursor(CursorIcon::Default);
    zoom(ui, &response, session, state);
    keys(ui, &response, session);
    if response.double_clicked() {
        session.fit();
    }
    drag(ui, &response, session, state);
    let camera = session.view.camera;
    let eye = Eye::new(&camera, state.relief.ground.half, rect);
    let unit = state.relief.ground.unit() / f64::from(eye.points_per_unit());
    let on_plane = |at: Pos2| place_at(state, &eye, &camera, at);
    context_menu(&response, session, |at| Some(rounded(on_plane(at)?, unit)));
    let pointer = response.hover_pos().or(response.interact_pointer_pos());
    let held = state.relief.held;
    let over = held.or_else(|| pointer.and_then(|at| start_at(session, state, &eye, at)));
    if let Some(at) = pointer {
        match (held, over) {
            (Some(Held::Start(_) | Held::Region), _) if response.dragged() => {
                ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
            }
            (_, Some(Held::Start(_))) => ui.ctx().set_cursor_icon(CursorIcon::Grab),
            _ => {}
        }
        if let Some(run) = run_at(session, state, &eye, at) {
            state.hovered = Some(run);
        }
    }
    let hover = pointer
        .filter(|at| rect.contains(*at) && !(held.is_some() && response.dragged()))
        .and_then(|at| place_at(state, &eye, &camera, at));
    Relief {
        rect,
        hover,
        over,
        has_focus: response.has_focus(),
    }
}

/// The point of the plane whose ground is seen at a point of the screen.
fn place_at(state: &UiState, eye: &Eye, camera: &Camera, at: Pos2) -> Option<Vec2> {
    let ground = &state.relief.ground;
    let place = ground.hit(eye.place(), eye.ray(at), box_height(camera))?;
    Some(ground.plane_from_world(place))
}

/// Scroll and pinch bring the eye closer; with Shift, the scroll shows a smaller region.
fn zoom(ui: &Ui, response: &Response, session: &mut Session, state: &UiState) {
    let Some(pointer) = response.hover_pos() else {
        return;
    };
    let (scroll, pinch, shift) = ui.input(|input| {
        (
            input.smooth_scroll_delta(),
            input.zoom_delta(),
            input.modifiers.shift,
        )
    });
    let factor = |points: f32| f64::from(pinch) * (f64::from(points) / 240.0).exp();
    if shift {
        let factor = factor(scroll.x + scroll.y);
        let camera = session.view.camera;
        let eye = Eye::new(&camera, state.relief.ground.half, response.rect);
        if factor != 1.0
            && let Some(around) = place_at(state, &eye, &camera, pointer)
        {
            let region = session.view.region.unwrap_or(session.home());
            session.view.region = Some(zoomed(region, factor, around));
        }
    } else if factor(scroll.y) != 1.0 {
        let camera = &mut session.view.camera;
        camera.zoom *= factor(scroll.y);
        *camera = camera.bounded();
    }
}

/// A region, smaller by a factor, in which a point keeps its place.
fn zoomed(region: Region, factor: f64, around: Vec2) -> Region {
    let size = region.size();
    let rect = Rect::from_min_max(
        pos2(0.0, 0.0),
        pos2(1000.0, (1000.0 * size.y / size.x) as f32),
    );
    let projection = Projection::fit(region, rect);
    projection.zoomed(factor, projection.screen_from_world(around))
}

/// Arrow keys orbit, plus and minus zoom, while the view has the focus.
fn keys(ui: &Ui, response: &Response, session: &mut Session) {
    if !response.has_focus() {
        return;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let (yaw, pitch, closer) = ui.input(|input| {
        let fine = if input.modifiers.shift { 0.2 } else { 1.0 };
        let presses =
            |more, less| (input.num_presses(more) as f64 - input.num_presses(less) as f64) * fine;
        let plain = !input.modifiers.command;
        let closer = presses(Key::Plus, Key::Minus) + presses(Key::Equals, Key::Minus).max(0.0);
        (
            presses(Key::ArrowRight, Key::ArrowLeft),
            presses(Key::ArrowUp, Key::ArrowDown),
            if plain { closer } else { 0.0 },
        )
    });
    if (yaw, pitch, closer) != (0.0, 0.0, 0.0) {
        let camera = session.view.camera;
        let mut camera = camera.orbited(yaw * KEY_TURN, pitch * KEY_TURN);
        camera.zoom *= 1.15f64.powf(closer);
        session.view.camera = camera.bounded();
    }
}

/// A press near a start takes hold of it; elsewhere of the eye, or with Shift or the other button of the region.
fn drag(ui: &Ui, response: &Response, session: &mut Session, state: &mut UiState) {
    let camera = session.view.camera;
    let eye = Eye::new(&camera, state.relief.ground.half, response.rect);
    let down = response.is_pointer_button_down_on();
    let pointer = response.interact_pointer_pos();
    let (pressed, other, shift) = ui.input(|input| {
        let other = [PointerButton::Secondary, PointerButton::Middle];
        (
            input.pointer.any_pressed(),
            other
                .iter()
                .any(|button| input.pointer.button_down(*button)),
            input.modifiers.shift,
        )
    });
    if !down {
        state.relief.held = None;
        return;
    }
    if pressed && let Some(at) = pointer {
        state.relief.held = Some(if other || shift {
            Held::Region
        } else {
            start_at(session, state, &eye, at).unwrap_or(Held::Eye)
        });
    }
    let by = response.drag_delta();
    if !response.dragged() {
        return;
    }
    match (state.relief.held, pointer) {
        (Some(Held::Start(owner)), Some(at)) => {
            if let Some(place) = start_under(session, state, &eye, owner, at) {
                match owner.and_then(|id| session.scene.run_mut(id)) {
                    Some(run) => run.start = Some(place),
                    None => session.scene.start = place,
                }
                session.edited("Move the start");
            }
        }
        (Some(Held::Eye), _) if by != egui::Vec2::ZERO => {
            let (x, y) = (f64::from(by.x), f64::from(by.y));
            session.view.camera = camera.orbited(-x * TURN, y * TURN);
        }
        (Some(Held::Region), _) if by != egui::Vec2::ZERO => {
            let [x, y] = eye.ground_shift(by);
            let shift = vec2(f64::from(x), f64::from(y)) * state.relief.ground.unit();
            let Region { min, max } = session.view.region.unwrap_or(session.home());
            let (min, max) = (min - shift, max - shift);
            session.view.region = Some(Region { min, max });
        }
        _ => {}
    }
}

/// Where a start goes that is dragged to a point of the screen: onto the ground that is seen there; beside the ground, at
/// the height at which the start is, as far as the region reaches.
fn start_under(
    session: &Session,
    state: &UiState,
    eye: &Eye,
    owner: Option<RunId>,
    at: Pos2,
) -> Option<Vec2> {
    let camera = session.view.camera;
    let ground = &state.relief.ground;
    let unit = ground.unit() / f64::from(eye.points_per_unit());
    if let Some(place) = place_at(state, eye, &camera, at) {
        return Some(rounded(place, unit));
    }
    let run = owner.and_then(|id| session.scene.run(id));
    let start = run.and_then(|run| run.start).unwrap_or(session.scene.start);
    let level = ground
        .on_ground(start, box_height(&camera))
        .map_or(0.0, |place| place.z);
    let (from, ray) = (eye.place(), eye.ray(at));
    let depth = (level - from.z) / ray.z;
    if !depth.is_finite() || depth <= 0.0 {
        return None;
    }
    let place = from + ray * depth;
    let [across, up] = ground.half;
    let inside = Place::new(place.x.clamp(-across, across), place.y.clamp(-up, up), 0.0);
    Some(rounded(ground.plane_from_world(inside), unit))
}

/// The start mark within reach of the pointer.
fn start_at(session: &Session, state: &UiState, eye: &Eye, pointer: Pos2) -> Option<Held> {
    let height = box_height(&session.view.camera);
    starts(session)
        .filter_map(|(owner, start)| {
            let (at, _) = seen(&state.relief.ground, eye, height, start)?;
            Some((owner, at.distance(pointer)))
        })
        .filter(|(_, distance)| *distance <= REACH)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(owner, _)| Held::Start(owner))
}

/// The run whose head is within reach of the pointer.
fn run_at(session: &Session, state: &UiState, eye: &Eye, pointer: Pos2) -> Option<RunId> {
    let height = box_height(&session.view.camera);
    let step = session.step() as usize;
    let scene = &session.scene;
    let shown = scene.shown();
    shown
        .filter_map(|run| {
            let positions = &session.derived().run(run.id)?.trajectory().position;
            let p = *positions.get(step).or(positions.last())?;
            let (at, _) = seen(&state.relief.ground, eye, height, p)?;
            let distance = at.distance(pointer);
            (distance <= REACH).then_some((run.id, distance))
        })
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(id, _)| id)
}
