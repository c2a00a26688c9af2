//! The page of a film: which steps it shows, how fast, and how it is written.

use super::choices::{Seen, options};
use super::picture::{look_ui, picture_or_refusal_ui, seen_ui, size_ui};
use super::rows::{choice, number, row, word};
use crate::export::limits::{HOLDS, MOST_FRAMES, RATES};
use crate::export::plan::{FilmFormat, Options};
use crate::session::Session;
use crate::ui::state::UiState;
use egui::Ui;

/// The page.
pub(super) fn film_ui(ui: &mut Ui, session: &Session, state: &mut UiState) {
    let shown = state.canvas.map(|canvas| canvas.size());
    let whole = ui.ctx().content_rect().size();
    let film = &mut state.export.film;
    seen_ui(ui, session, &mut film.picture);
    choice(
        ui,
        "Format",
        &mut film.format,
        &[
            (
                FilmFormat::Gif,
                "GIF",
                "256 colours: small, and shown everywhere",
            ),
            (
                FilmFormat::Apng,
                "APNG",
                "All colours: shown by browsers, larger",
            ),
            (
                FilmFormat::Frames,
                "PNG files",
                "A numbered picture for each moment, for film programs",
            ),
        ],
    );
    let of_screen = film.picture.seen == Seen::Screen;
    size_ui(
        ui,
        &mut film.picture,
        if of_screen { Some(whole) } else { shown },
    );
    let last = session.last_step();
    film.to = film.to.min(last);
    row(ui, "Steps", |ui| {
        number(ui, "First step", &mut film.from, 0..=film.to, 1.0);
        word(ui, "to");
        number(ui, "Last step", &mut film.to, film.from..=last, 1.0);
        word(ui, "in");
        number(ui, "Pictures", &mut film.frames, 1..=MOST_FRAMES, 1.0);
        word(ui, "pictures");
    });
    row(ui, "Speed", |ui| {
        number(ui, "Pictures per second", &mut film.rate, RATES, 0.2);
        word(ui, "per second, the last one for");
        number(
            ui,
            "Seconds of the last picture",
            &mut film.hold_secs,
            HOLDS,
            0.05,
        );
        word(ui, "s");
    });
    let secs = f64::from(film.frames.saturating_sub(1)) / f64::from(film.rate.max(0.1));
    let secs = secs + f64::from(film.hold_secs);
    row(ui, "", |ui| word(ui, &format!("{secs:.1} seconds in all")));
    look_ui(ui, &mut film.picture);
    let last = Options {
        step: Some(film.to),
        ..options(&film.picture, session)
    };
    picture_or_refusal_ui(ui, last, session, state);
}
