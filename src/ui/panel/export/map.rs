//! The page of a map: basins or a sweep, of two numbers or of one, how many pixels, and how it is written.

use super::choices::{MapChoices, Mapped};
use super::line;
use super::rows::{choice, number, refusal, row, sentence, word};
use crate::core::surface::Region;
use crate::export::map::{self, Content, LineContent, MOST_SIDE, MapFile, MapFormat};
use crate::export::plan::Job;
use crate::session::Session;
use crate::session::maps::Slot;
use crate::session::view::Mode;
use crate::ui::format;
use crate::ui::state::UiState;
use egui::Ui;

/// Sizes that are asked for by name.
const SIZES: [(&str, [u32; 2]); 4] = [
    ("Square", [512, 512]),
    ("Large square", [2048, 2048]),
    ("1080p", [1920, 1080]),
    ("4K", [3840, 2160]),
];

/// What a picture, arrays and a table of a map have.
const FORMATS: [&str; 3] = [
    "A pixel of the picture for each pixel of the map, without axes; the page Picture draws it with them",
    "Arrays for numpy.load: x, y, and of every pixel how it ended and where, loss, steps and rate; with the scene",
    "A row per pixel: the numbers on the axes, how it ended and where, loss, steps and rate",
];

/// The page.
pub(super) fn map_ui(ui: &mut Ui, session: &Session, state: &mut UiState) {
    let shown = state.canvas.map(|canvas| canvas.size());
    let chosen = &mut state.export.map;
    choice(
        ui,
        "Map",
        &mut chosen.content,
        &[
            (
                Mapped::Basins,
                "Basins",
                "Where the run goes from every start",
            ),
            (
                Mapped::Sweep,
                "Sweep",
                "What becomes of the run as two of its numbers vary",
            ),
            (
                Mapped::Curve,
                "Curve",
                "What becomes of all runs as one number varies",
            ),
            (
                Mapped::Orbit,
                "Orbit",
                "Where the run goes on after its steps as one number varies",
            ),
        ],
    );
    runs_ui(ui, session, chosen);
    let is_line = matches!(chosen.content, Mapped::Curve | Mapped::Orbit);
    format_ui(ui, chosen, if is_line { line::FORMATS } else { FORMATS });
    if is_line && chosen.format != MapFormat::Png {
        line::columns_ui(ui, chosen, shown);
    } else {
        size_ui(ui, chosen, shown);
    }
    if chosen.format == MapFormat::Png {
        choice(
            ui,
            "Colours",
            &mut chosen.dark,
            &[
                (false, "Light", "As in the light theme"),
                (true, "Dark", "As in the dark theme"),
            ],
        );
    }
    if let Some(reason) = state.export.refusal(session) {
        return refusal(ui, &reason);
    }
    match job(&state.export.map, session) {
        Some(Job::Map(file)) => {
            row(ui, "", |ui| word(ui, &estimate(&file)));
            sentence(ui, &said(&file));
        }
        Some(Job::Line(file)) => {
            row(ui, "", |ui| word(ui, &line::estimate(&file)));
            sentence(ui, &line::said(&file));
        }
        _ => {}
    }
}

/// How a map or a line is written; `means` says of a picture, of arrays and of a table what each has.
fn format_ui(ui: &mut Ui, chosen: &mut MapChoices, means: [&'static str; 3]) {
    let [png, npz, csv] = means;
    choice(
        ui,
        "Format",
        &mut chosen.format,
        &[
            (MapFormat::Png, "PNG", png),
            (MapFormat::Npz, "NumPy (NPZ)", npz),
            (MapFormat::Csv, "CSV", csv),
        ],
    );
}

/// How many pixels.
fn size_ui(ui: &mut Ui, chosen: &mut MapChoices, shown: Option<egui::Vec2>) {
    row(ui, "Size", |ui| {
        number(ui, "Columns", &mut chosen.size[0], 1..=MOST_SIDE, 4.0);
        word(ui, "×");
        number(ui, "Rows", &mut chosen.size[1], 1..=MOST_SIDE, 4.0);
        word(ui, "pixels");
        ui.menu_button("Usual sizes", |ui| {
            if let Some(shown) = shown
                && ui.button("As on the screen").clicked()
            {
                chosen.size = [pixels(shown.x), pixels(shown.y)];
                ui.close();
            }
            for (name, size) in SIZES {
                let text = format!("{name} ({} × {} pixels)", size[0], size[1]);
                if ui.button(text).clicked() {
                    chosen.size = size;
                    ui.close();
                }
            }
        });
    });
}

/// As many pixels as points.
pub(super) fn pixels(points: f32) -> u32 {
    (points.round() as u32).clamp(1, MOST_SIDE)
}

/// Whether the run is mapped alone or beside the one that it is compared with.
fn runs_ui(ui: &mut Ui, session: &Session, chosen: &mut MapChoices) {
    let other = session.against.and_then(|id| session.scene.run(id));
    let other = other.filter(|_| chosen.content == Mapped::Basins);
    if let (Some(run), Some(other)) = (session.subject(), other) {
        let short = |name: &str| super::target::shortened(name, 20);
        choice(
            ui,
            "Runs",
            &mut chosen.both,
            &[
                (false, &short(&run.name), "The run that is chosen"),
                (
                    true,
                    &format!("with {}", short(&other.name)),
                    "And the run that it is compared with",
                ),
            ],
        );
    }
}

/// How many pixels, and about how large the file will be.
fn estimate(file: &MapFile) -> String {
    let [columns, rows] = file.wanted.size.map(|side| side as u64);
    let bytes = file.estimate();
    format!(
        "{} pixels, about {}",
        format::count(columns * rows),
        large(bytes)
    )
}

/// So many bytes in words.
pub(super) fn large(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    }
}

/// What is mapped, in a sentence.
fn said(file: &MapFile) -> String {
    let plan = &file.wanted.plan;
    let [x, y] = file.wanted.axes;
    let ends = |low: f64, high: f64| format!("{} to {}", format::number(low), format::number(high));
    let (x_ends, y_ends) = (ends(x.low, x.high), ends(y.low, y.high));
    let across = plan.across.to_string();
    let up = plan
        .up
        .as_ref()
        .map_or_else(String::new, ToString::to_string);
    let run = match &file.against {
        Some((other, _)) => format!("{} and {other}", file.run),
        None => file.run.clone(),
    };
    match file.content {
        Content::Basins => {
            format!("{run} from every start with x from {x_ends} and y from {y_ends}.")
        }
        Content::Sweep => format!("{run} with {across} from {x_ends} and {up} from {y_ends}."),
    }
}

/// The map or line that is chosen; none where there is no run.
pub(super) fn job(chosen: &MapChoices, session: &Session) -> Option<Job> {
    let content = match chosen.content {
        Mapped::Basins => Content::Basins,
        Mapped::Sweep => Content::Sweep,
        Mapped::Curve => return line::job(LineContent::Curve, chosen, session),
        Mapped::Orbit => return line::job(LineContent::Orbit, chosen, session),
    };
    Some(Job::Map(Box::new(file(content, chosen, session)?)))
}

fn file(content: Content, chosen: &MapChoices, session: &Session) -> Option<MapFile> {
    let run = session.subject()?;
    let size = chosen.size.map(|side| side as usize);
    let scene = &session.scene;
    let mut file = match content {
        Content::Basins => {
            let mut file = basins(session, size)?;
            let other = session.against.filter(|id| chosen.both && *id != run.id);
            if let Some(other) = other.and_then(|id| scene.run(id)) {
                file = file.against(scene, other);
            }
            file
        }
        Content::Sweep => MapFile::sweep(scene, run, &session.view.sweep, size),
    };
    file.format = chosen.format;
    file.dark = chosen.dark;
    Some(file)
}

/// The basins of the part that is shown, or of what the view would show first.
fn basins(session: &Session, size: [usize; 2]) -> Option<MapFile> {
    let run = session.subject()?;
    let shown = session.maps().get(Slot::Basins);
    let shown = shown.filter(|_| session.view.mode == Mode::Basins);
    let suggested = session.view.region;
    let region = suggested.unwrap_or_else(|| session.derived().landmarks().region);
    let region = map::with_square_pixels(region, size);
    let mut file = MapFile::basins(&session.scene, run, region, size);
    if let Some(shown) = shown {
        let [x, y] = shown.wanted().axes;
        let [columns, rows] = shown.wanted().size;
        // Of the same shape: exactly what is seen, however far it is magnified.
        if columns * size[1] == rows * size[0] {
            file.wanted.axes = [x, y];
        } else {
            let seen = Region::new([x.low, x.high], [y.low, y.high]);
            let region = map::with_square_pixels(seen, size);
            file = MapFile::basins(&session.scene, run, region, size);
        }
    }
    Some(file)
}
