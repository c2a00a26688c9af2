//! What is pasted while no text is typed, and the scene as a text to copy.

use super::panel::import::ImportSheet;
use super::state::UiState;
use crate::session::Session;
use crate::session::import;
use crate::session::preset::{self, share};
use egui::{Context, Event};

/// Takes in what was pasted in this frame, unless a field or a sheet has it.
pub(super) fn take(ctx: &Context, session: &mut Session, state: &mut UiState) {
    if ctx.text_edit_focused() || state.has_sheet() || ctx.current_pass_index() > 0 {
        return;
    }
    let events = ctx.input(|input| input.events.clone());
    for event in events {
        match event {
            Event::Paste(text) => pasted(&text, session, state),
            Event::PasteImage(_) => {
                state.complain("The clipboard holds a picture: a scene is pasted as text");
            }
            _ => {}
        }
    }
}

/// Does what a pasted text means; by how it begins. A text that means nothing changes nothing.
fn pasted(text: &str, session: &mut Session, state: &mut UiState) {
    let begins = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if share::is_one(text) || begins.starts_with(['{', '[']) {
        scene(text, session, state);
    } else if import::looks_like_code(text) {
        state.import = Some(ImportSheet::new(text));
    } else if begins.is_empty() {
        state.complain("The clipboard holds no text: copy a scene first");
    } else {
        state.complain(
            "The pasted text is no scene: paste the text of a preset, which begins with {, one that begins with ravine:, or lines of PyTorch",
        );
    }
}

/// Opens the scene in a text.
fn scene(text: &str, session: &mut Session, state: &mut UiState) {
    match preset::parse(text) {
        Ok(preset) => {
            session.open_unsaved(&preset);
            state.notify("Opened the pasted scene");
            if let Some(oddity) = preset::disagreement(&preset) {
                state.complain(format!("The pasted scene: {oddity}"));
            }
        }
        Err(error) => state.complain(format!("The pasted text: {error}")),
    }
}

/// Copies the scene as a text that is short enough to send.
pub(super) fn copy(ctx: &Context, session: &mut Session, state: &mut UiState) {
    session.settle();
    ctx.copy_text(share::encode(&session.preset()));
    state.notify("Copied the scene as text: paste it into a message, or into another Ravine");
}
