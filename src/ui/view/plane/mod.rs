//! The plane from above: first the hand (drag, pan, zoom), later, with fresh trajectories, the picture.

pub mod contour_lines;
mod curvature_mark;
pub mod gradient_field;
pub mod paint;
pub mod projection;
pub mod shape_handles;

use crate::core::catalog::Kind;
use crate::core::vec2::{Vec2, vec2};
use crate::session::Session;
use crate::session::scene::{Run, RunId};
use crate::session::view::Mode;
use crate::ui::picker;
use crate::ui::state::UiState;
use crate::ui::view::basins;
use egui::containers::menu::{MenuConfig, SubMenuButton};
use egui::{CursorIcon, PopupCloseBehavior, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo};
use projection::Projection;
use shape_handles::Handles;

/// How near the pointer must be to take hold of a mark, in points.
pub(in crate::ui::view) const REACH: f32 = 14.0;

/// What the hand holds on the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grabbed {
    /// The start of all runs, or of one that has its own.
    Start(Option<RunId>),
    /// The plane itself.
    Plane,
}

/// What the first half of the frame leaves for the second.
pub struct Plane {
    /// The plane on the screen.
    pub projection: Projection,
    /// Where the pointer is, in the plane.
    pub hover: Option<Vec2>,
    /// Where it is on the screen, if it is over the plane.
    pub pointer: Option<Pos2>,
    /// What the pointer is over or holds.
    pub over: Option<Grabbed>,
    /// The handles of the surface's shape, where it has some.
    pub handles: Option<Handles>,
}

/// Lets the hand act on the plane: changes starts and the view, not yet the picture.
pub fn interact(ui: &mut Ui, rect: Rect, session: &mut Session, state: &mut UiState) -> Plane {
    let id = ui.scope_id().with("plane");
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Landscape"));
    let mut projection = Projection::fit(session.view.region.unwrap_or(session.home()), rect);
    navigate(ui, &response, session, &mut projection);
    drag(ui, &response, session, state, &mut projection);
    let is_basins = session.view.mode == Mode::Basins;
    let exact = |session: &Session, at| basins::start_at(session, rect, at).filter(|_| is_basins);
    let pixel = response
        .interact_pointer_pos()
        .and_then(|at| exact(session, at));
    context_menu(&response, session, |pointer| {
        let rounded = || rounded(projection.world_from_screen(pointer), projection.unit());
        Some(pixel.unwrap_or_else(rounded))
    });
    let pointer = response.hover_pos().or(response.interact_pointer_pos());
    let over = state
        .grabbed
        .or_else(|| pointer.and_then(|pointer| start_at(session, &projection, pointer)));
    if let Some(pointer) = pointer {
        if let Some(Grabbed::Start(owner)) = over {
            if state.grabbed.is_none() {
                response
                    .clone()
                    .on_hover_text_at_pointer(start_hint(session, owner));
            }
            ui.ctx().set_cursor_icon(if state.grabbed.is_some() {
                CursorIcon::Grabbing
            } else {
                CursorIcon::Grab
            });
        }
        if is_basins && response.double_clicked() {
            basins::click(ui, &response, rect, session, state);
        } else if let Some(run) = run_at(session, &projection, pointer) {
            state.hovered = Some(run);
            if response.clicked() {
                session.selected = Some(run);
            }
        } else if is_basins && over.is_none() {
            basins::click(ui, &response, rect, session, state);
        }
    }
    let hover = pointer
        .filter(|pointer| rect.contains(*pointer))
        .map(|p| projection.world_from_screen(p));
    Plane {
        projection,
        pointer: pointer.filter(|pointer| rect.contains(*pointer)),
        hover,
        over,
        handles: shape_handles::interact(ui, &projection, session),
    }
}

/// What can be done with a start.
fn start_hint(session: &Session, owner: Option<RunId>) -> String {
    match (
        owner.and_then(|id| session.scene.run(id)),
        session.subject(),
    ) {
        (Some(run), _) => format!(
            "Start of {}: drop it onto ⊕ to start with the others",
            run.name
        ),
        (None, Some(run)) => format!(
            "Start of all runs: drag it; with Alt, {} gets a start of its own",
            run.name
        ),
        (None, None) => "Start of all runs: drag it".to_owned(),
    }
}

/// Scroll and pinch zoom at the pointer; a double click shows everything.
fn navigate(ui: &Ui, response: &Response, session: &mut Session, projection: &mut Projection) {
    if let Some(pointer) = response.hover_pos() {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = f64::from(pinch) * (f64::from(scroll) / 240.0).exp();
        if factor != 1.0 {
            let region = projection.zoomed(factor, pointer);
            session.view.region = Some(region);
            *projection = Projection::fit(region, projection.rect());
        }
    }
    if response.double_clicked() {
        (session.view.region, session.view.follow) = (None, false);
        *projection = Projection::fit(session.home(), projection.rect());
    }
}

/// A press near a start takes hold of it, elsewhere of the plane.
fn drag(
    ui: &Ui,
    response: &Response,
    session: &mut Session,
    state: &mut UiState,
    projection: &mut Projection,
) {
    let pressed =
        response.is_pointer_button_down_on() && ui.input(|input| input.pointer.primary_pressed());
    if pressed && let Some(pointer) = response.interact_pointer_pos() {
        let grabbed = start_at(session, projection, pointer).unwrap_or(Grabbed::Plane);
        let apart = ui.input(|input| input.modifiers.alt);
        state.grabbed = Some(match (grabbed, session.subject()) {
            // The run takes its start out of the common one.
            (Grabbed::Start(None), Some(run)) if apart => Grabbed::Start(Some(run.id)),
            _ => grabbed,
        });
    }
    if !response.is_pointer_button_down_on()
        && let Some(Grabbed::Start(Some(id))) = state.grabbed.take()
    {
        rejoin(session, id);
    }
    match (state.grabbed, response.interact_pointer_pos()) {
        (Some(Grabbed::Start(owner)), Some(pointer)) if response.dragged() => {
            let inside = pointer.clamp(projection.rect().min, projection.rect().max);
            let place = rounded(projection.world_from_screen(inside), projection.unit());
            let common = session.scene.start;
            let is_back = projection.screen_from_world(common).distance(inside) <= REACH;
            match owner.and_then(|id| session.scene.run_mut(id)) {
                Some(run) => run.start = Some(if is_back { common } else { place }),
                None => session.scene.start = place,
            }
            session.edited("Move the start");
        }
        (Some(Grabbed::Plane), Some(_)) if response.dragged() => {
            let delta = response.drag_delta();
            if delta != egui::Vec2::ZERO {
                let region = projection.panned(delta);
                (session.view.region, session.view.follow) = (Some(region), false);
                *projection = Projection::fit(region, projection.rect());
            }
        }
        _ => {}
    }
}

/// A run whose own start was dropped onto the common one starts there again.
fn rejoin(session: &mut Session, id: RunId) {
    let common = session.scene.start;
    if let Some(run) = session.scene.run_mut(id)
        && run.start == Some(common)
    {
        run.start = None;
        session.edited("Move the start");
    }
}

/// A position rounded to what a pixel can mean, so that a dragged start has a readable number; as it is where a pixel is
/// hardly more than one number.
pub(in crate::ui::view) fn rounded(p: Vec2, unit: f64) -> Vec2 {
    let step = 10f64.powf((unit * 2.0).log10().floor());
    let round = |x: f64| {
        let rounded = (x / step).round();
        if rounded == 0.0 {
            return 0.0;
        }
        let digits = rounded.abs().log10().floor();
        if !(0.0..15.0).contains(&digits) {
            return x;
        }
        let text = format!("{:.*e}", digits as usize, rounded * step);
        text.parse().unwrap_or(x)
    };
    vec2(round(p.x), round(p.y))
}

/// The start mark within reach of the pointer.
fn start_at(session: &Session, projection: &Projection, pointer: Pos2) -> Option<Grabbed> {
    starts(session)
        .map(|(owner, start)| (owner, projection.screen_from_world(start).distance(pointer)))
        .filter(|(_, distance)| *distance <= REACH)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(owner, _)| Grabbed::Start(owner))
}

/// The start of all, and those of shown runs that have their own.
pub fn starts(session: &Session) -> impl Iterator<Item = (Option<RunId>, Vec2)> {
    let scene = &session.scene;
    let own = scene.shown();
    let own = own.filter_map(|run| Some((Some(run.id), run.start?)));
    own.chain(std::iter::once((None, scene.start)))
}

/// The run whose head is within reach of the pointer.
fn run_at(session: &Session, projection: &Projection, pointer: Pos2) -> Option<RunId> {
    let step = session.step() as usize;
    session
        .scene
        .shown()
        .filter_map(|run| {
            let trajectory = session.derived().run(run.id)?.trajectory();
            let at = *trajectory
                .position
                .get(step)
                .or(trajectory.position.last())?;
            let distance = projection.screen_from_world(at).distance(pointer);
            (distance <= REACH).then_some((run.id, distance))
        })
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(id, _)| id)
}

/// Right click: start here, or send a new run from here.
pub(in crate::ui::view) fn context_menu(
    response: &Response,
    session: &mut Session,
    place_at: impl Fn(Pos2) -> Option<Vec2>,
) {
    let id = response.id.with("menu place");
    let ctx = response.ctx.clone();
    if response.secondary_clicked()
        && let Some(place) = response.interact_pointer_pos().and_then(place_at)
    {
        ctx.data_mut(|data| data.insert_temp(id, place.to_array()));
    }
    response.context_menu(|ui| {
        let Some(place) = ctx
            .data(|data| data.get_temp::<[f64; 2]>(id))
            .map(Vec2::from)
        else {
            return;
        };
        if ui.button("Start all runs here").clicked() {
            session.change("Start here", |scene| {
                scene.start = place;
                for run in &mut scene.runs {
                    run.start = None;
                }
            });
        }
        let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let menu = SubMenuButton::new("Send a new run from here").config(stays);
        menu.ui(ui, |ui| {
            if let Some(about) = picker::entries_ui(ui, Kind::Optimizer, None, false) {
                session.change("New run from here", |scene| {
                    if let Some(run) = scene.add_run(about) {
                        run.start = Some(place);
                    }
                });
            }
        });
        ui.menu_button("Start one run here", |ui| own_start_ui(ui, session, place));
        ui.separator();
        if ui.button("Fit the surface").clicked() {
            session.fit();
        }
    });
}

fn own_start_ui(ui: &mut Ui, session: &mut Session, place: Vec2) {
    let names: Vec<(RunId, String)> = session
        .scene
        .runs
        .iter()
        .map(|run: &Run| (run.id, run.name.clone()))
        .collect();
    for (id, name) in names {
        if ui.button(name).clicked() {
            session.change("Start here", |scene| {
                if let Some(run) = scene.run_mut(id) {
                    run.start = Some(place);
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dragged_starts_have_readable_numbers() {
        assert_eq!(
            rounded(vec2(-3.987_654_321, 2.501_234), 0.012),
            vec2(-3.99, 2.5)
        );
        assert_eq!(rounded(vec2(1.234e-7, 0.0), 1e-9), vec2(1.23e-7, 0.0));
        assert_eq!(rounded(vec2(123.456, -77.7), 1.5), vec2(123.0, -78.0));
        assert_eq!(rounded(vec2(1.234e-20, 0.0), 1e-22), vec2(1.23e-20, 0.0));
        let close = vec2(3.000_000_000_000_000_4, -0.1);
        assert_eq!(rounded(close, 4e-16), close);
    }
}
