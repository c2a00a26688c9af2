//! The plane as a picture: heat map, contours, marks, trails and heads at the playhead, axes, read-outs.

use super::curvature_mark;
use super::projection::Projection;
use super::shape_handles;
use super::{Grabbed, Plane, starts};
use crate::session::Session;
use crate::session::derived::Landscape;
use crate::session::view::Mode;
use crate::ui::colormap::Colormap;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::trail::{self, Course};
use crate::ui::view::basins;
use crate::ui::view::cast;
use crate::ui::view::clouds;
use crate::ui::view::ghosts;
use crate::ui::view::names::Names;
use crate::ui::view::overlay::{axes, bar_rect, colour_bar, read_out};
use crate::ui::{format, heat};
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Color32, FontFamily, FontId, Id, Painter, Rect, Role, Sense, Stroke, TextureOptions, Ui,
    WidgetInfo, pos2, vec2,
};

/// Points of the screen per sample of the landscape.
const POINTS_PER_SAMPLE: f32 = 2.5;
/// The most samples across.
const MOST_SAMPLES: f32 = 640.0;

/// Paints everything that belongs to the plane.
pub fn paint(ui: &mut Ui, session: &mut Session, state: &mut UiState, plane: &Plane) {
    let projection = plane.projection;
    let rect = projection.rect();
    if rect.width() < 2.0 || rect.height() < 2.0 {
        return;
    }
    let shrink = (rect.width() / POINTS_PER_SAMPLE / MOST_SAMPLES).max(1.0);
    let samples = |points: f32| ((points / POINTS_PER_SAMPLE / shrink) as usize).max(2);
    let is_basins = session.view.mode == Mode::Basins;
    session.refresh_landscape(
        projection.region(),
        [samples(rect.width()), samples(rect.height())],
    );
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let theme = Theme::in_ui(ui);
    let colormap = Colormap::heights(theme.dark);
    if is_basins {
        basins::paint(&painter, &projection, session, state, theme);
    }
    let everything = session;
    let session = &*everything;
    let pointer = plane.hover.map(|p| projection.screen_from_world(p));
    if let Some(landscape) = session.derived().landscape() {
        if session.view.heat && !is_basins {
            heat_map(&painter, rect, landscape, colormap, state, theme);
        }
        if session.view.contours {
            let bar = if session.view.heat && !is_basins {
                bar_rect(rect).expand2(vec2(44.0, 24.0))
            } else {
                Rect::NOTHING
            };
            let cache = &mut state.contours;
            cache.paint(&painter, &projection, landscape, bar, theme);
        }
    }
    if session.view.gradient {
        let surface = &session.scene.surface;
        state.field.paint(&painter, &projection, surface, theme);
    }
    axes(&painter, &projection, state.relief.bare, theme);
    landmarks(&painter, &projection, session, state, theme);
    clouds::paint(&painter, &projection, session, state, theme);
    ghosts::paint(&painter, &projection, session, state, pointer, theme);
    runs(&painter, &projection, session, state, theme);
    for (owner, start) in starts(session) {
        let at = projection.screen_from_world(start);
        trail::paint_start(
            &painter,
            at,
            theme,
            plane.over == Some(Grabbed::Start(owner)),
        );
        if let Some(run) = owner.and_then(|id| session.scene.run(id)) {
            painter.circle_filled(at, 3.5, theme::run_style(run.style).colour(theme));
        }
    }
    if let Some(landscape) = session.derived().landscape().filter(|_| !is_basins) {
        colour_bar(
            &painter,
            rect,
            landscape,
            colormap,
            session.view.heat,
            theme,
        );
    }
    if let Some(handles) = &plane.handles {
        shape_handles::paint(&painter, &projection, session, handles, theme);
    }
    if is_basins {
        basins::over_ui(ui, &projection, everything, state, plane.pointer);
    } else if let Some(p) = plane.hover {
        read_out(&painter, (rect, projection.unit()), session, p, theme);
    }
    if projection.is_finest() {
        finest(ui, rect);
    }
}

/// Says that there is nothing between neighbouring points of the screen.
fn finest(ui: &Ui, rect: Rect) {
    let theme = Theme::in_ui(ui);
    let words = "One pixel is one floating-point number: there is nothing between them.";
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let room = (rect.width() - 56.0).max(80.0);
    let galley = ui
        .painter()
        .layout(words.to_owned(), font, theme.text_muted, room);
    let at = pos2(rect.left() + 40.0, rect.top() + 76.0);
    let back = Rect::from_min_size(at, galley.size());
    let ground = theme.panel.gamma_multiply(0.88);
    ui.painter()
        .rect_filled(back.expand2(vec2(8.0, 3.0)), theme::sizes().radius, ground);
    ui.painter().galley(at, galley, theme.text_muted);
    let response = ui.interact(back, Id::unique("nothing finer"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}

fn heat_map(
    painter: &Painter,
    rect: Rect,
    landscape: &Landscape,
    colormap: &Colormap,
    state: &mut UiState,
    theme: &Theme,
) {
    let current = state
        .heat
        .as_ref()
        .is_some_and(|(revision, dark, _)| (*revision, *dark) == (landscape.revision, theme.dark));
    if !current {
        let field = &landscape.field;
        let shown: Vec<f64> = field
            .values
            .iter()
            .map(|loss| landscape.height.shown(*loss))
            .collect();
        let (low, high) = landscape.range;
        let image = heat::heat_image(&shown, field.columns, field.rows, low, high, colormap);
        let options = TextureOptions::LINEAR;
        if let Some((revision, dark, texture)) = &mut state.heat {
            texture.set(image, options);
            (*revision, *dark) = (landscape.revision, theme.dark);
        } else {
            let texture = painter.ctx().load_texture("heat", image, options);
            state.heat = Some((landscape.revision, theme.dark, texture));
        }
    }
    if let Some((_, _, texture)) = &state.heat {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), rect, whole, Color32::WHITE);
    }
}

fn landmarks(
    painter: &Painter,
    projection: &Projection,
    session: &Session,
    state: &UiState,
    theme: &Theme,
) {
    let is_basins = session.view.mode == Mode::Basins;
    for (i, (minimum, mark)) in cast::minima(session).into_iter().enumerate() {
        let at = projection.screen_from_world(minimum);
        let own = basins::mark(state, i, theme).filter(|_| is_basins);
        if let Some(colour) = own.filter(|_| mark != trail::Minimum::OneOfMany) {
            // A disc in the colour of its basin, around which the rest is dark.
            painter.circle(at, 10.0, colour, Stroke::new(1.5, theme.casing));
        }
        trail::paint_minimum(painter, at, theme, mark);
    }
    for saddle in &session.derived().landmarks().saddles {
        trail::paint_saddle(painter, projection.screen_from_world(*saddle), theme);
    }
}

/// Trails, then heads over them, the run in front last.
fn runs(
    painter: &Painter,
    projection: &Projection,
    session: &Session,
    state: &mut UiState,
    theme: &Theme,
) {
    let scene = &session.scene;
    let courses = &mut state.courses;
    courses.retain(|id| scene.run(id).is_some_and(|run| scene.is_shown(run)));
    let shown = cast::in_order(session, state.front);
    let step = session.step() as usize;
    let mut ends = Vec::new();
    for run in shown {
        let Some(product) = session.derived().run(run.id) else {
            continue;
        };
        let positions = &product.trajectory().position;
        let on_screen = |i: usize| projection.screen_from_world(positions[i]);
        let newest = step.min(positions.len() - 1);
        let key = (*projection, painter.clip_rect(), painter.pixels_per_point());
        let place = |p| projection.screen_from_world(p);
        let lay = |points: Vec<egui::Pos2>| Course::on(painter, points.into_iter());
        let course = courses.refresh(run.id, product, key, place, lay);
        let at = on_screen(newest);
        let before = newest.checked_sub(1).map(on_screen);
        let look = cast::look(run.id, state.front);
        let style = theme::run_style(run.style);
        let exit = course.paint(painter, newest, at, style, theme, &look);
        let diverged = cast::diverged_by(product, step);
        ends.push((run, at, before, exit, look.opacity, diverged));
    }
    let mut gone = 0;
    let mut names = Names::default();
    for (_, start) in starts(session) {
        names.keep_free(projection.screen_from_world(start));
    }
    for (_, at, ..) in &ends {
        names.keep_free(*at);
    }
    if session.view.curvature {
        let front = state.front.and_then(|id| scene.run(id));
        if let Some(run) = front.or(session.subject()) {
            curvature_mark::paint(painter, projection, session, run, &mut names, theme);
        }
    }
    for (run, at, before, exit, opacity, diverged) in ends {
        let style = theme::run_style(run.style);
        let front = state.front == Some(run.id);
        if let Some(exit) = exit {
            trail::paint_edge_mark(painter, exit, style, theme);
            if diverged.is_some() || front {
                gone_label(painter, projection.rect(), &run.name, diverged, gone, theme);
                gone += 1;
            }
            continue;
        }
        let direction = before.map(|before| at - before);
        let direction = direction.filter(|direction| direction.length() > 0.5);
        let radius = theme::sizes().head;
        trail::paint_head(painter, at, direction, style, theme, radius, opacity);
        if front || session.view.names {
            names.add(at, &run.name, front);
        }
    }
    let (ghosts, frame) = (&state.ghosts, projection.rect());
    crate::ui::view::ghosts::add_names(&mut names, frame, projection, session, ghosts, state.front);
    names.paint(painter, theme);
}

/// Height of a line about a run that has left, in points.
const GONE_LINE: f32 = 18.0;

/// Says of a run that has left the plane where it went; the lines stand under each other.
pub(in crate::ui::view) fn gone_label(
    painter: &Painter,
    rect: Rect,
    name: &str,
    diverged: Option<u64>,
    row: usize,
    theme: &Theme,
) {
    let words = match diverged {
        Some(at) => format!("{name} diverged at step {}", format::count(at)),
        None => format!("{name} is out of view"),
    };
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let room = rect.width() - 80.0;
    let mut text = LayoutJob::simple_singleline(words, font, theme.text);
    text.wrap = TextWrapping::truncate_at_width(room.max(40.0));
    let galley = painter.layout_job(text);
    let at = pos2(
        rect.left() + 40.0,
        rect.top() + 40.0 + GONE_LINE * row as f32,
    );
    if at.y < rect.bottom() - 40.0 {
        let size = vec2(galley.size().x, GONE_LINE);
        let back = Rect::from_min_size(at, size).expand2(vec2(8.0, 1.0));
        let ground = theme.panel.gamma_multiply(0.88);
        painter.rect_filled(back, theme::sizes().radius, ground);
        painter.galley(at + vec2(0.0, 1.0), galley, theme.text);
    }
}
