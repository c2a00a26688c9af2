//! What is shown, as a picture in the clipboard: drawn anew on a thread of its own.

use crate::picture::frame::Canvas;
use crate::picture::{self, Shown, What};
use crate::session::Session;
use crate::ui::state::UiState;
use egui::{ColorImage, Context};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

/// The most pixels a copied picture has.
const MOST_PIXELS: f32 = 40e6;

/// The picture that is being drawn, if one is.
#[derive(Default)]
pub(super) struct Copier {
    drawing: Option<Receiver<Canvas>>,
}

impl Copier {
    /// Begins to draw what is shown: the whole screen, or the landscape alone. A picture that was being drawn
    /// is given up.
    pub(super) fn begin(
        &mut self,
        session: &Session,
        state: &UiState,
        screen: bool,
        ctx: &Context,
    ) {
        let whole = ctx.content_rect().size();
        let canvas = state.canvas.map_or(whole, |rect| rect.size());
        let size = if screen { whole } else { canvas };
        // A landscape goes into slides and papers: it gets at least two pixels per point.
        let least = if screen { 1.0 } else { 2.0 };
        let scale = ctx.pixels_per_point().max(least);
        let scale = scale.min((MOST_PIXELS / size.x.max(1.0) / size.y.max(1.0)).sqrt());
        let mut shown = Shown::now(session, state);
        if !screen {
            shown.what = What::Landscape;
        }
        (shown.size, shown.scale) = (size.into(), scale);
        let (sender, receiver) = channel();
        let ctx = ctx.clone();
        self.drawing = Some(receiver);
        thread::spawn(move || {
            // The window may be gone, or want another picture by now: then nobody waits for this one.
            let _unwanted = sender.send(picture::draw_shown(&shown));
            ctx.request_repaint();
        });
    }

    /// Hands a finished picture to the clipboard, and says so.
    pub(super) fn finish(&mut self, state: &mut UiState, ctx: &Context) {
        let Some(receiver) = &self.drawing else {
            return;
        };
        match receiver.try_recv() {
            Ok(canvas) => {
                let size = [canvas.width, canvas.height];
                ctx.copy_image(ColorImage::from_rgba_unmultiplied(size, &canvas.rgba));
                let [width, height] = size;
                state.notify(format!("Copied a picture of {width} × {height} pixels"));
            }
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => state.complain(
                "The picture could not be drawn; `ravine render` draws the saved scene into a file",
            ),
        }
        self.drawing = None;
        ctx.request_repaint();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::preset::{self, PresetFile};
    use egui::OutputCommand;
    use std::time::Duration;

    #[test]
    fn a_picture_of_what_is_shown_reaches_the_clipboard() {
        let session = Session::new(&PresetFile::new(preset::default_scene()));
        for (screen, want) in [(true, [160, 120]), (false, [200, 100])] {
            let ctx = Context::default();
            let input = egui::RawInput {
                screen_rect: Some(egui::Rect::from_min_size(
                    egui::Pos2::ZERO,
                    egui::vec2(160.0, 120.0),
                )),
                ..egui::RawInput::default()
            };
            ctx.run_ui(input.clone(), |_| {})
                .drop_without_applying_deltas();
            let mut state = UiState {
                canvas: Some(egui::Rect::from_min_size(
                    egui::pos2(20.0, 30.0),
                    egui::vec2(100.0, 50.0),
                )),
                ..UiState::default()
            };
            let mut copier = Copier::default();
            copier.begin(&session, &state, screen, &ctx);
            let mut copied = None;
            for _ in 0..3000 {
                let output = ctx.run_ui(input.clone(), |ui| copier.finish(&mut state, ui.ctx()));
                let size = |command: &OutputCommand| match command {
                    OutputCommand::CopyImage(image) => Some(image.size),
                    _ => None,
                };
                copied = output.platform_output.commands.iter().find_map(size);
                output.drop_without_applying_deltas();
                if copied.is_some() || copier.drawing.is_none() {
                    break;
                }
                thread::sleep(Duration::from_millis(10));
            }
            assert_eq!(copied, Some(want));
            assert_eq!(state.notices.len(), 1);
            assert!(!state.notices[0].failure);
        }
    }
}
