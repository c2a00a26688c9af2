//! A page of text and numbers: the format, which runs, and the beginning of what would be written.

use super::rows::{choice, sentence};
use crate::export::progress::Quiet;
use crate::export::{self, EXPORTERS, Exporter, Failure, Group, Subject};
use crate::session::Session;
use crate::session::preset::PresetFile;
use crate::session::scene::RunId;
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::{Button, Frame, RichText, ScrollArea, TextStyle, Ui};
use std::io::{self, Write};

/// So many bytes of a text are shown.
const SHOWN: usize = 24_000;
/// Text of more recorded steps than this is not worked out while the sheet is open.
const MOST_STEPS: u64 = 200_000;

/// What would be written, as far as it is shown.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Preview {
    format: &'static str,
    run: Option<RunId>,
    preset: PresetFile,
    text: Result<String, String>,
    whole: bool,
}

/// The page.
pub(super) fn data_ui(ui: &mut Ui, session: &Session, state: &mut UiState, group: Group) {
    let theme = Theme::in_ui(ui);
    let of_group = || EXPORTERS.iter().filter(move |one| one.group == group);
    let Some(mut exporter) = state.export.exporter(group) else {
        return;
    };
    let mut id = exporter.id;
    let all: Vec<_> = of_group()
        .map(|one| (one.id, one.name, one.summary))
        .collect();
    if choice(ui, "Format", &mut id, &all) {
        state.export.turn();
    }
    state.export.formats.insert(group, id);
    exporter = export::find(id).unwrap_or(exporter);
    let subject = session.subject();
    if let Some(run) = subject.filter(|_| matches!(group, Group::Trajectories | Group::Code)) {
        let name = super::target::shortened(&run.name, 24);
        choice(
            ui,
            "Runs",
            &mut state.export.one_run,
            &[
                (false, "All", "Every run of the scene"),
                (true, &name, "The run that is chosen"),
            ],
        );
    } else {
        state.export.one_run = false;
    }
    sentence(ui, &format!("{}.", exporter.summary));
    let run = subject.filter(|_| state.export.one_run).map(|run| run.id);
    let preset = session.preset();
    let kept = state
        .export
        .preview
        .take()
        .filter(|kept| kept.format == exporter.id && kept.run == run && kept.preset == preset);
    let preview = kept.unwrap_or_else(|| work_out(exporter, run, preset));
    match &preview.text {
        Ok(text) => {
            // Below it stand a button or a sentence.
            let height = (ui.available_height() - 48.0).max(96.0);
            text_ui(ui, text, height);
            if preview.whole {
                let label = format!("{} Copy", icons::COPY);
                let copy = ui
                    .add(Button::new(label))
                    .accessible_name("Copy the text")
                    .on_hover_text("Put the text into the clipboard");
                if copy.clicked() {
                    ui.ctx().copy_text(text.clone());
                    state.notify(format!("Copied {}", exporter.name));
                }
            } else {
                sentence(ui, "The beginning is shown; the file holds all of it.");
            }
        }
        Err(reason) => {
            ui.label(RichText::new(reason).color(theme.warning));
        }
    }
    state.export.preview = Some(preview);
}

/// The beginning of the text, in a quiet frame.
fn text_ui(ui: &mut Ui, text: &str, height: f32) {
    let theme = Theme::in_ui(ui);
    let frame = Frame::new()
        .fill(theme.canvas)
        .corner_radius(theme::sizes().radius)
        .inner_margin(8.0);
    frame.show(ui, |ui| {
        ScrollArea::both()
            .id_salt("preview")
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                let font = TextStyle::Monospace.resolve(ui.style());
                let text = RichText::new(text).font(font).size(theme::sizes().small);
                ui.add(egui::Label::new(text).extend().selectable(true));
            });
    });
}

/// Writes as much as is shown.
fn work_out(exporter: &'static Exporter, run: Option<RunId>, preset: PresetFile) -> Preview {
    let scene = &preset.scene;
    let steps = scene.runs.len() as u64 * scene.steps;
    let mut head = Head::default();
    let subject = Subject {
        preset: &preset,
        run,
    };
    let text =
        if steps > MOST_STEPS && exporter.group != Group::Code && exporter.group != Group::Scene {
            Err("A scene of so many steps is only worked out when it is written.".to_owned())
        } else {
            match (exporter.write)(&subject, &mut head, &mut Quiet) {
                Err(Failure::Unsayable(sentence)) => Err(sentence),
                Err(_) if !head.full => {
                    Err("This cannot be shown here; the file can be written.".to_owned())
                }
                _ => shown(&head.bytes)
                    .ok_or_else(|| "The file holds numbers in binary form.".to_owned()),
            }
        };
    Preview {
        format: exporter.id,
        run,
        text,
        whole: !head.full,
        preset,
    }
}

/// The bytes as text, if they are one; a letter that was cut at the end is left out.
fn shown(bytes: &[u8]) -> Option<String> {
    let good = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    (!good.contains('\0')).then(|| good.to_owned())
}

/// Keeps the beginning of what is written, and then wants no more.
#[derive(Default)]
struct Head {
    bytes: Vec<u8>,
    full: bool,
}

impl Write for Head {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = SHOWN - self.bytes.len();
        if room == 0 && !bytes.is_empty() {
            self.full = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = &bytes[..bytes.len().min(room)];
        self.bytes.extend_from_slice(taken);
        Ok(taken.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_keeps_the_beginning_and_a_cut_letter_is_left_out() {
        let mut head = Head::default();
        assert!(head.write_all("ä".repeat(SHOWN).as_bytes()).is_err());
        assert!(head.full && head.bytes.len() == SHOWN);
        assert_eq!(shown("aä".as_bytes()), Some("aä".to_owned()));
        assert_eq!(shown(&"aä".as_bytes()[..2]), Some("a".to_owned()));
        assert_eq!(shown(&[0xff, b'a']), None);
        assert_eq!(shown(b"a\0b"), None);
    }
}
