//! Basins of attraction on the plane: each pixel is a start, coloured by where its run goes.
//!
//! The map is the session's; here it becomes classes (`pixels`), colours (`palette`, `picture`), a legend and words.

pub mod bare;
mod dye;
mod legend;
mod lines;
mod palette;
mod picture;
mod pixels;
mod small;
mod words;

use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::derived::Budget;
use crate::session::maps::{Map, Places, Slot};
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::view::plane::projection::Projection;
use dye::Key;
use egui::{
    Color32, FontFamily, FontId, Id, Painter, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo,
    pos2, vec2,
};
use palette::Palette;
use picture::Picture;
use pixels::{Layer, SPEEDS, joined};

/// The name of the step of the history that a click makes.
const START_HERE: &str = "Start here";

/// What classing the pixels of a map may cost in a frame, in about a nanosecond, counted.
const CLASSING_COST: u64 = 3_000_000;

/// What is remembered of the basins from frame to frame.
#[derive(Default)]
pub struct Basins {
    places: Option<Places>,
    layers: [Layer; 2],
    key: Key,
    picture: Picture,
    legend: legend::Memory,
    of_two: [u64; lines::KINDS],
    /// Whether the last click on the plane moved a start.
    has_started: bool,
}

/// A click starts the run that is looked at closely at that pixel: with the others, or with Alt, or where it has a start of its
/// own, alone. A double click is another gesture: its first half is taken back.
pub(in crate::ui::view) fn click(
    ui: &Ui,
    response: &Response,
    rect: Rect,
    session: &mut Session,
    state: &mut UiState,
) {
    if response.double_clicked() {
        if std::mem::take(&mut state.basins.has_started) {
            session.perform(Command::Undo);
        }
        return;
    }
    let Some(pointer) = response
        .interact_pointer_pos()
        .filter(|_| response.clicked())
    else {
        return;
    };
    state.basins.has_started = false;
    let Some(place) = start_at(session, rect, pointer) else {
        return;
    };
    let Some((id, has_own)) = session.subject().map(|run| (run.id, run.start.is_some())) else {
        return;
    };
    let alone = has_own || ui.input(|input| input.modifiers.alt);
    session.change(START_HERE, |scene| match scene.run_mut(id) {
        Some(run) if alone => run.start = Some(place),
        _ => scene.start = place,
    });
    state.basins.has_started = true;
}

/// The start that the pixel under the pointer is, to the last bit.
pub(in crate::ui::view) fn start_at(session: &Session, rect: Rect, pointer: Pos2) -> Option<Vec2> {
    let map = session.maps().get(Slot::Basins)?;
    let pixel = words::pixel_at(map, rect, pointer)?;
    let start = words::start_of(map, pixel);
    start.is_finite().then_some(start)
}

/// Paints the basins where the heat map would be.
pub fn paint(
    painter: &Painter,
    projection: &Projection,
    session: &mut Session,
    state: &mut UiState,
    theme: &Theme,
) {
    let rect = projection.rect();
    let size = [rect.width(), rect.height()].map(|points| (points as usize).max(1));
    session.refresh_basins(projection.region(), size);
    let home = session.home();
    let Basins {
        places,
        layers,
        key,
        picture,
        of_two,
        ..
    } = &mut state.basins;
    let Some(map) = session.maps().get(Slot::Basins) else {
        layers.iter_mut().for_each(Layer::forget);
        painter.rect_filled(rect, 0.0, theme.canvas);
        return;
    };
    let surface = &map.wanted().plan.base.surface;
    if places
        .as_ref()
        .is_none_or(|places| places.surface() != surface)
    {
        let is_alike = |places: &Places| places.surface().id() == surface.id();
        let anew = if places.as_ref().is_some_and(is_alike) {
            Layer::class_anew
        } else {
            Layer::forget
        };
        layers.iter_mut().for_each(anew);
        *places = Some(Places::new(surface));
    }
    let Some(places) = places else {
        return;
    };
    let other = session
        .maps()
        .get(Slot::Against)
        .filter(|other| is_alike(map, other));
    let [first, second] = layers;
    let most = if session.budget == Budget::UNLIMITED {
        u64::MAX
    } else {
        CLASSING_COST
    };
    let mut rows = first.refresh(map, places, &home, most);
    if let Some(other) = other {
        let more = second.refresh(other, places, &home, most);
        rows = joined(rows, more);
    } else {
        second.forget();
    }
    let of = |found: usize| places.rank(found);
    let count = Palette::of(theme.dark).styles();
    let is_new = key.styles.len() != places.count() || !rows.is_empty();
    let styles = if is_new {
        let ranked = palette::styles(&places.in_order(), count);
        let styles = (0..places.count()).map(|found| ranked.get(of(found)).copied().unwrap_or(0));
        styles.collect()
    } else {
        std::mem::take(&mut key.styles)
    };
    *key = Key {
        dark: theme.dark,
        styles,
        range: first.counts().range().unwrap_or([0, SPEEDS - 1]),
        is_versus: other.is_some(),
    };
    if other.is_some() && !rows.is_empty() {
        *of_two = lines::counts_of_two([first, second]);
    }
    if first.is_behind() || second.is_behind() {
        painter.ctx().request_repaint();
    }
    picture.refresh(painter.ctx(), [first, second], rows, key);
    picture.paint(painter, rect);
}

/// Whether two maps show the same starts on the same surface.
fn is_alike(a: &Map, b: &Map) -> bool {
    a.grid().size() == b.grid().size()
        && a.wanted().axes == b.wanted().axes
        && a.wanted().plan.base.surface == b.wanted().plan.base.surface
}

/// The colour of the mark of a listed minimum: that of its basin.
pub(in crate::ui::view) fn mark(state: &UiState, minimum: usize, theme: &Theme) -> Option<Color32> {
    let basins = &state.basins;
    let rank = basins.places.as_ref()?.of_listed(minimum)?;
    let style = *basins.key.styles.get(rank)?;
    Some(Palette::of(theme.dark).minimum(style, 0.0))
}

/// What stands over the basins: the legend, and what becomes of the start under the pointer.
pub(in crate::ui::view) fn over_ui(
    ui: &mut Ui,
    projection: &Projection,
    session: &mut Session,
    state: &mut UiState,
    pointer: Option<Pos2>,
) {
    let rect = projection.rect();
    let is_bare = state.relief.bare;
    let Basins {
        places,
        layers,
        key,
        legend,
        of_two,
        ..
    } = &mut state.basins;
    let Some((map, places)) = session.maps().get(Slot::Basins).zip(places.as_mut()) else {
        return;
    };
    let other = session.maps().get(Slot::Against).filter(|_| key.is_versus);
    let steps = [Some(map), other].into_iter().flatten();
    let about = lines::About {
        layers: [&layers[0], &layers[1]],
        places,
        key,
        of_two: *of_two,
        progress: steps.map(Map::progress).fold(1.0, f64::min),
        is_slow: !map.is_packed(),
        fault: map.fault().map(str::to_owned),
        is_partly_unknown: layers[0].counts().has_unknown_speed(),
        steps: map.wanted().plan.base.steps,
    };
    let ground = legend::legend_ui(ui, rect, session, legend, &about, is_bare);
    let pointer = pointer.filter(|at| !ground.contains(*at));
    if let Some(words) = pointer.and_then(|pointer| said(projection, session, places, pointer)) {
        read_out(ui, rect, &words);
    }
}

/// What becomes of the start under the pointer, of both runs where two are compared.
fn said(
    projection: &Projection,
    session: &Session,
    places: &mut Places,
    pointer: Pos2,
) -> Option<String> {
    let map = session.maps().get(Slot::Basins)?;
    let pixel = words::pixel_at(map, projection.rect(), pointer)?;
    let start = words::point(words::start_of(map, pixel), projection.unit());
    let ending = words::ending(map, pixel, places);
    let other = session
        .maps()
        .get(Slot::Against)
        .filter(|other| is_alike(map, other));
    let subject = session.subject()?;
    let hint = if subject.start.is_some() {
        format!("Click: {} starts here", subject.name)
    } else {
        format!("Click: all start here; with Alt, only {}", subject.name)
    };
    Some(match other {
        None => format!("Start {start} {ending}\n{hint}"),
        Some(other) => {
            let second = session.against.and_then(|id| session.scene.run(id));
            let second = second.map_or("", |run| run.name.as_str());
            let theirs = words::ending(other, pixel, places);
            let first = &subject.name;
            format!("Start {start}\n{first} {ending}\n{second} {theirs}\n{hint}")
        }
    })
}

/// Words in the upper left corner.
fn read_out(ui: &Ui, rect: Rect, words: &str) {
    let theme = Theme::in_ui(ui);
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let room = (rect.width() - 56.0).max(80.0);
    let galley = ui
        .painter()
        .layout(words.to_owned(), font, theme.text, room);
    let at = pos2(rect.left() + 40.0, rect.top() + 10.0);
    let back = Rect::from_min_size(at, galley.size()).expand2(vec2(8.0, 4.0));
    ui.painter().rect_filled(
        back,
        theme::sizes().radius,
        theme.panel.gamma_multiply(0.92),
    );
    ui.painter().galley(at, galley, theme.text);
    let response = ui.interact(
        Rect::from_min_size(at, vec2(1.0, 1.0)),
        Id::unique("start under the pointer"),
        Sense::hover(),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}
