//! The landscape or the curves alone, as a figure for a paper or a slide: with the names of the runs and a caption.

use super::format;
use super::ghost_words::values_of;
use super::state::UiState;
use super::theme::{self, Theme};
use super::trail;
use super::view::{charts, split};
use crate::core::trajectory::Ending;
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::session::scene::Scene;
use crate::session::standings::{State, standings};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align2, CentralPanel, FontFamily, FontId, Frame, Galley, Rect, Sense, StrokeKind, Ui, pos2,
    vec2,
};
use std::fmt::Write as _;
use std::sync::Arc;

/// Space around what is drawn, in points.
const MARGIN: f32 = 12.0;
/// Height of a line of the legend.
const LINE: f32 = 20.0;
/// Width of the sign of a run, with the space after it.
const SWATCH: f32 = 32.0;
/// The widest name of a run.
const WIDEST: f32 = 240.0;
/// Space between the columns of the legend.
const BETWEEN: f32 = 24.0;
/// The most of the height that the legend and the caption take, each.
const SHARE: f32 = 0.3;

/// What stands beside the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Whether the runs are named.
    pub legend: bool,
    /// Whether it is said what is seen.
    pub caption: bool,
}

/// The landscape with its runs, from above or in 3D as the view says, filling everything but what stands beside it.
pub fn landscape_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState, beside: Beside) {
    let has_rim = beside != Beside::default();
    figure_ui(
        ui,
        session,
        state,
        (beside, has_rim),
        |ui, rect, session, state| {
            let mut views = split::interact(ui, rect, session, state);
            views.hide_handles();
            session.refresh();
            split::paint(ui, session, state, &views);
            if has_rim {
                let rim = Theme::in_ui(ui).hairline_stroke();
                ui.painter()
                    .rect_stroke(rect, 0.0, rim, StrokeKind::Outside);
            }
        },
    );
}

/// The curves that the view shows, filling everything but what stands beside them.
pub fn curves_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState, beside: Beside) {
    figure_ui(
        ui,
        session,
        state,
        (beside, true),
        |ui, rect, session, state| {
            let rect = rect.shrink(if beside == Beside::default() {
                8.0
            } else {
                0.0
            });
            session.refresh();
            charts::bare(ui, rect, session, state).paint(session, state);
        },
    );
}

fn figure_ui(
    ui: &mut Ui,
    session: &mut Session,
    state: &mut UiState,
    (beside, is_paper): (Beside, bool),
    picture_ui: impl FnOnce(&mut Ui, Rect, &mut Session, &mut UiState),
) {
    theme::choose(ui.ctx(), state.settings.dark, state.present.is_some());
    let theme = Theme::in_ui(ui);
    // What is printed stands on white.
    let ground = if is_paper && !theme.dark {
        theme.raised
    } else {
        theme.canvas
    };
    let frame = Frame::new().fill(ground);
    CentralPanel::default().frame(frame).show(ui, |ui| {
        let whole = ui.max_rect();
        state.relief.bare = true;
        ui.allocate_rect(whole, Sense::hover());
        let layout = Layout::new(ui, whole, session, beside);
        picture_ui(ui, layout.picture, session, state);
        layout.paint(ui, session);
    });
    if session.wants_frames() {
        ui.ctx().request_repaint();
    }
}

/// Where everything stands.
struct Layout {
    picture: Rect,
    legend: Option<Legend>,
    caption: Option<(Rect, Arc<Galley>)>,
}

/// The places of the runs' names: columns of one width.
struct Legend {
    rect: Rect,
    columns: usize,
    column: f32,
    name: f32,
    rows: usize,
}

impl Layout {
    fn new(ui: &Ui, whole: Rect, session: &Session, beside: Beside) -> Self {
        let scene = &session.scene;
        let is_plain = !beside.caption && !beside.legend;
        let inner = whole.shrink(MARGIN);
        let mut bottom = inner.bottom();
        let caption = beside.caption.then(|| {
            let galley = caption(ui, session, inner.width(), SHARE * inner.height());
            bottom -= galley.size().y;
            let at = pos2(inner.left(), bottom);
            bottom -= MARGIN;
            (Rect::from_min_size(at, galley.size()), galley)
        });
        let legend = beside
            .legend
            .then(|| Legend::new(ui, scene, inner.with_max_y(bottom)))
            .flatten();
        if let Some(legend) = &legend {
            bottom = legend.rect.top() - MARGIN;
        }
        let picture = if is_plain {
            whole
        } else {
            inner.with_max_y(bottom.max(inner.top() + 8.0))
        };
        Self {
            picture,
            legend,
            caption,
        }
    }

    /// Draws what stands beside the picture.
    fn paint(&self, ui: &Ui, session: &Session) {
        let theme = Theme::in_ui(ui);
        if let Some(legend) = &self.legend {
            legend.paint(ui, session);
        }
        if let Some((rect, galley)) = &self.caption {
            ui.painter().galley(rect.min, galley.clone(), theme.text);
        }
    }
}

impl Legend {
    /// The names of the shown runs at the foot of a place; none if there is nobody.
    fn new(ui: &Ui, scene: &Scene, place: Rect) -> Option<Self> {
        let theme = Theme::in_ui(ui);
        let runs: Vec<_> = scene.shown().collect();
        let width_of = |text: &str, family: FontFamily| {
            let font = FontId::new(theme::sizes().small, family);
            let galley = ui
                .painter()
                .layout_no_wrap(text.to_owned(), font, theme.text);
            galley.size().x
        };
        let widths = runs.iter().map(|run| width_of(&run.name, theme::medium()));
        let name = widths.fold(0.0_f32, f32::max).min(WIDEST).ceil();
        let value = width_of("−9.9e−99", FontFamily::Proportional).ceil();
        let column = SWATCH + name + 12.0 + value;
        let fitting = ((place.width() + BETWEEN) / (column + BETWEEN))
            .floor()
            .max(1.0) as usize;
        let columns = fitting.min(runs.len());
        let most = (SHARE * place.height() / LINE).floor().max(1.0) as usize;
        // A line is kept for what the numbers are.
        let rows = runs.len().div_ceil(columns.max(1)).min(most);
        let height = LINE * (rows + 1) as f32;
        (columns > 0).then(|| Self {
            rect: place.with_min_y(place.bottom() - height),
            columns,
            column,
            name,
            rows,
        })
    }

    fn paint(&self, ui: &Ui, session: &Session) {
        let theme = Theme::in_ui(ui);
        let scene = &session.scene;
        let painter = ui.painter();
        let font = |family| FontId::new(theme::sizes().small, family);
        let lines = standings(scene, session.derived(), session.step());
        let runs: Vec<_> = scene.shown().collect();
        let room = self.rows * self.columns;
        for (place, run) in runs.iter().take(room).enumerate() {
            // Down the columns, as in a table of contents.
            let (column, row) = (place / self.rows, place % self.rows);
            let left = self.rect.left() + column as f32 * (self.column + BETWEEN);
            let y = self.rect.top() + LINE * (row as f32 + 0.5);
            let swatch = Rect::from_center_size(pos2(left + 12.0, y), vec2(24.0, 12.0));
            trail::paint_swatch(painter, swatch, theme::run_style(run.style), theme);
            let mut name =
                LayoutJob::simple_singleline(run.name.clone(), font(theme::medium()), theme.text);
            name.wrap = TextWrapping::truncate_at_width(self.name + 1.0);
            let galley = painter.layout_job(name);
            let at = pos2(left + SWATCH, y - galley.size().y / 2.0);
            painter.galley(at, galley, theme.text);
            let line = lines.iter().find(|line| line.id == run.id);
            let (text, colour) = match line.map(|line| (line.state, line.height)) {
                Some((State::Ended(Ending::Diverged { .. }), _)) => {
                    ("diverged".to_owned(), theme.danger)
                }
                Some((_, height)) => (format::significant(height, 2), theme.text_muted),
                None => (String::new(), theme.text_muted),
            };
            let at = pos2(left + self.column, y);
            painter.text(
                at,
                Align2::RIGHT_CENTER,
                text,
                font(FontFamily::Proportional),
                colour,
            );
        }
        let what = match session.derived().landmarks().lowest {
            Some(_) => "f − f*",
            None => "f",
        };
        let mut remark = format!(
            "The numbers are {what} at step {}",
            format::count(session.step())
        );
        if runs.len() > room {
            remark = format!("and {} more runs. {remark}", runs.len() - room);
        }
        let at = pos2(self.rect.left(), self.rect.bottom() - 0.5 * LINE);
        painter.text(
            at,
            Align2::LEFT_CENTER,
            remark,
            font(FontFamily::Proportional),
            theme.text_muted,
        );
    }
}

/// What is seen, in a few lines: title, surface with its formula and values, start, steps.
fn caption(ui: &Ui, session: &Session, width: f32, height: f32) -> Arc<Galley> {
    let theme = Theme::in_ui(ui);
    let size = theme::sizes().body;
    let mut job = LayoutJob::default();
    let mut add = |text: &str, family| {
        let font = FontId::new(size, family);
        job.append(text, 0.0, TextFormat::simple(font, theme.text));
    };
    let title = session.scene.title.trim();
    if !title.is_empty() {
        let ends = title.ends_with(['.', '!', '?', '…']);
        add(title, theme::semibold());
        add(if ends { "  " } else { ".  " }, theme::semibold());
    }
    add(&words(session), FontFamily::Proportional);
    let rows = (height / (1.4 * size)).floor().max(1.0) as usize;
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: rows,
        ..TextWrapping::default()
    };
    ui.painter().layout_job(job)
}

/// The surface with its formula and values, the start and the steps, in sentences.
pub fn words(session: &Session) -> String {
    let scene = &session.scene;
    let surface = &scene.surface;
    let mut text = format!("{}: {}", surface.name(), surface.about.info.formula);
    let values = values_of(surface);
    if !values.is_empty() {
        text.push_str(" with ");
        text.push_str(&values.join(", ").replace(" = ", "\u{a0}=\u{a0}"));
    }
    text.push('.');
    let own = scene.shown().filter(|run| run.start.is_some()).count();
    match (own, scene.shown().count()) {
        (0, _) => {
            let Vec2 { x, y } = scene.start;
            let place = format!("({},\u{a0}{})", format::number(x), format::number(y));
            let _written = write!(text, " Start\u{a0}{place}.");
        }
        (some, all) if some < all => text.push_str(" Some runs have a start of their own."),
        _ => text.push_str(" Every run has a start of its own."),
    }
    if scene.noise.sigma > 0.0 {
        let sigma = format::value(scene.noise.sigma);
        let kind = scene.noise.kind.to_string().to_lowercase();
        let _written = write!(text, " Noise on every gradient: {kind}, σ = {sigma}.");
    }
    let (step, steps) = (session.step(), scene.steps);
    let steps_text = format::count(steps);
    let _written = if step >= steps {
        let unit = if steps == 1 { "step" } else { "steps" };
        write!(text, " {steps_text}\u{a0}{unit}.")
    } else {
        write!(text, " Step\u{a0}{} of {steps_text}.", format::count(step))
    };
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::preset;

    #[test]
    fn a_caption_says_what_is_seen() {
        let mut session = Session::new(&preset::PresetFile::new(preset::default_scene()));
        session.playback.seek(7, session.last_step());
        let text = words(&session);
        for part in [
            "Quadratic: f = ",
            "κ\u{a0}=\u{a0}",
            "Start\u{a0}(",
            "Step\u{a0}7 of ",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        session.scene.noise.sigma = 0.25;
        session.scene.runs[0].start = Some(session.scene.start);
        let text = words(&session);
        assert!(text.contains("σ = 0.25") && text.contains("a start of their own"));
    }
}
