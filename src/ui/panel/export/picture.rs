//! The page of a picture: what it shows, how large it is, and how it is written.

use super::choices::{PictureChoices, Seen, options};
use super::rows::{choice, number, refusal, row, word};
use crate::export::limits::{SCALES, SIDES};
use crate::export::plan::{Options, PictureFormat};
use crate::session::Session;
use crate::ui::state::{Request, UiState};
use crate::ui::theme;
use egui::{Image, Ui, vec2};

/// Sizes that are asked for by name: width, height, pixels per point.
const SIZES: [(&str, [u32; 2], f32); 5] = [
    ("Paper column", [340, 260], 4.0),
    ("Slide 16:9", [960, 540], 2.0),
    ("1080p", [1920, 1080], 1.0),
    ("4K", [1920, 1080], 2.0),
    ("Square", [720, 720], 2.0),
];

/// The page.
pub(super) fn picture_ui(ui: &mut Ui, session: &Session, state: &mut UiState) {
    let shown = state.canvas.map(|canvas| canvas.size());
    let whole = ui.ctx().content_rect().size();
    let chosen = &mut state.export.picture;
    seen_ui(ui, session, chosen);
    choice(
        ui,
        "Format",
        &mut chosen.format,
        &[
            (PictureFormat::Png, "PNG", "Pixels: shown everywhere"),
            (
                PictureFormat::Svg,
                "SVG",
                "Lines that stay sharp, for the web and for drawing programs",
            ),
            (
                PictureFormat::Pdf,
                "PDF",
                "Lines that stay sharp, for papers",
            ),
        ],
    );
    size_ui(
        ui,
        chosen,
        if chosen.seen == Seen::Screen {
            Some(whole)
        } else {
            shown
        },
    );
    let (step, last) = (session.step(), session.last_step());
    choice(
        ui,
        "Step",
        &mut chosen.at_playhead,
        &[
            (false, &format!("The last ({last})"), "All that the runs do"),
            (
                true,
                &format!("At the playhead ({step})"),
                "What is shown now",
            ),
        ],
    );
    look_ui(ui, chosen);
    let wanted = options(&state.export.picture, session);
    picture_or_refusal_ui(ui, wanted, session, state);
}

/// The picture, small; or why there can be none of what is chosen.
pub(super) fn picture_or_refusal_ui(
    ui: &mut Ui,
    wanted: Options,
    session: &Session,
    state: &mut UiState,
) {
    match state.export.refusal(session) {
        Some(reason) => refusal(ui, &reason),
        None => thumbnail_ui(ui, wanted, state),
    }
}

/// The picture, small: the window draws it beside, one at a time.
fn thumbnail_ui(ui: &mut Ui, wanted: Options, state: &mut UiState) {
    let sheet = &mut state.export;
    let is_new = sheet
        .thumbnail
        .as_ref()
        .is_none_or(|(drawn, _)| *drawn != wanted);
    if is_new && !sheet.is_drawing {
        sheet.is_drawing = true;
        state.outbox.push(Request::Thumbnail(wanted));
    }
    if let Some((_, texture)) = &sheet.thumbnail {
        let room = vec2(ui.available_width(), ui.available_height().max(96.0));
        let size = texture.size_vec2();
        let size = size * (room / size).min_elem().min(1.0);
        let image = Image::new((texture.id(), size)).corner_radius(theme::sizes().radius);
        ui.add(image.alt_text("The picture, small"));
    }
}

/// What is drawn.
pub(super) fn seen_ui(ui: &mut Ui, session: &Session, chosen: &mut PictureChoices) {
    let offered = Seen::offered(session.view.mode);
    choice(ui, "Show", &mut chosen.seen, &offered);
}

/// How large it is.
pub(super) fn size_ui(ui: &mut Ui, chosen: &mut PictureChoices, shown: Option<egui::Vec2>) {
    row(ui, "Size", |ui| {
        let sides = u32::from(*SIDES.start())..=u32::from(*SIDES.end());
        number(ui, "Width", &mut chosen.size[0], sides.clone(), 4.0);
        word(ui, "×");
        number(ui, "Height", &mut chosen.size[1], sides.clone(), 4.0);
        word(ui, "points at");
        let mut percent = (chosen.scale * 100.0).round() as u32;
        let response = number(
            ui,
            "Pixels per point, in percent",
            &mut percent,
            (100.0 * SCALES.start()) as u32..=(100.0 * SCALES.end()) as u32,
            5.0,
        );
        if response.changed() {
            chosen.scale = percent as f32 / 100.0;
        }
        word(ui, "%");
        ui.menu_button("Usual sizes", |ui| {
            if let Some(shown) = shown
                && ui.button("As on the screen").clicked()
            {
                let side =
                    |points: f32| (points.round() as u32).clamp(*sides.start(), *sides.end());
                chosen.size = [side(shown.x), side(shown.y)];
                ui.close();
            }
            for (name, size, scale) in SIZES {
                let pixels = size.map(|points| (points as f32 * scale) as u32);
                let text = format!("{name} ({} × {} pixels)", pixels[0], pixels[1]);
                if ui.button(text).clicked() {
                    (chosen.size, chosen.scale) = (size, scale);
                    ui.close();
                }
            }
        });
    });
    let [width, height] = chosen.size.map(|side| (side as f32 * chosen.scale).round());
    row(ui, "", |ui| word(ui, &format!("{width} × {height} pixels")));
}

/// Its colours, legend and caption.
pub(super) fn look_ui(ui: &mut Ui, chosen: &mut PictureChoices) {
    choice(
        ui,
        "Colours",
        &mut chosen.dark,
        &[
            (false, "Light", "For paper"),
            (true, "Dark", "For a projector"),
        ],
    );
    if chosen.seen != Seen::Screen {
        row(ui, "With", |ui| {
            ui.checkbox(&mut chosen.legend, "Legend")
                .on_hover_text("Name the runs");
            ui.checkbox(&mut chosen.caption, "Caption")
                .on_hover_text("The scene's title, and the surface with its parameters");
        });
    }
}
