//! The sheet into which lines of a training script are pasted: what they will make is said while they are typed.

use super::sheets::primary;
use crate::core::catalog::{Config, Kind};
use crate::core::params::{ParamSpec, Value};
use crate::session::Session;
use crate::session::import::{ImportError, Imported, ImportedRun, MAX_BYTES, read};
use crate::session::scene::MAX_RUNS;
use crate::ui::format;
use crate::ui::param_row::text_of;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::{
    Align, Align2, Color32, Frame, Id, Key, KeyboardShortcut, Label, Layout, Modal, Modifiers,
    RichText, ScrollArea, TextEdit, TextStyle, Ui, vec2,
};

/// What stands in the field while nothing else does.
const EXAMPLE: &str = "optimizer = torch.optim.AdamW(params, lr=3e-4, betas=(0.9, 0.95))\n\
    scheduler = CosineAnnealingLR(optimizer, T_max=500)\n\
    clip_grad_norm_(params, max_norm=1.0)";
/// The key that adds what was read.
const ENTER: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);
/// How many lines the field shows at least, and how high it and what is said of it may be, in points.
const ROWS: usize = 7;
const HEIGHTS: [f32; 2] = [180.0, 150.0];

/// The sheet while it is open.
#[derive(Clone, Debug, Default)]
pub struct ImportSheet {
    text: String,
    /// What the text was read as, and the text that was read.
    judged: Option<(String, Result<Imported, ImportError>)>,
    /// Whether the scene is to take as many steps as the text's loop.
    take_steps: bool,
    /// Whether the field has been given the focus.
    focused: bool,
}

impl ImportSheet {
    /// A sheet with a text in its field, such as one that was pasted elsewhere.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// What the text makes; none while there is no text.
    fn judgement(&mut self) -> Option<&Result<Imported, ImportError>> {
        if self.text.trim().is_empty() {
            return None;
        }
        if self
            .judged
            .as_ref()
            .is_none_or(|(text, _)| *text != self.text)
        {
            self.judged = Some((self.text.clone(), read(&self.text)));
        }
        self.judged.as_ref().map(|(_, judged)| judged)
    }
}

/// Shows the sheet, if it is open.
pub fn import_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    let Some(mut sheet) = state.import.take() else {
        return;
    };
    let theme = Theme::in_ui(ui);
    let room = ui.ctx().content_rect().size();
    let entered = ui.input_mut(|input| input.consume_shortcut(&ENTER));
    let id = Id::unique("import");
    // From above: what is said below the field comes and goes while a text is typed.
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, 0.08 * room.y));
    let modal = Modal::new(id)
        .area(area)
        .backdrop_color(theme.shadow.gamma_multiply(0.7))
        .frame(Frame::popup(ui.style()).inner_margin(16.0));
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width((room.x - 64.0).min(620.0));
        let title = RichText::new("Run from PyTorch")
            .family(theme::semibold())
            .size(16.0);
        ui.label(title);
        let text = "Paste the lines of a script that make an optimizer, its scheduler, its clip. \
            Optax, Keras and transformers are read, too.";
        ui.label(RichText::new(text).color(theme.text_muted));
        ui.add_space(8.0);
        field_ui(ui, &mut sheet);
        ui.add_space(8.0);
        let judged = sheet.judgement().cloned();
        let ready = verdict_ui(ui, judged.as_ref(), session, &mut sheet.take_steps);
        ui.add_space(12.0);
        let made = judged.as_ref().and_then(|judged| judged.as_ref().ok());
        buttons_ui(ui, made, ready.as_ref(), entered)
    });
    match shown.inner {
        Some(Answer::Take(imported)) => {
            let runs = session.import(&imported, sheet.take_steps);
            if !imported.runs.is_empty() {
                state.unfolded.extend(runs);
            }
        }
        // A click beside the sheet does not throw away what was typed.
        None if shown.backdrop_response.clicked() || !shown.should_close() => {
            state.import = Some(sheet);
        }
        Some(Answer::Cancel) | None => {}
    }
}

/// What a person decided in the sheet.
enum Answer {
    Take(Imported),
    Cancel,
}

fn field_ui(ui: &mut Ui, sheet: &mut ImportSheet) {
    let theme = Theme::in_ui(ui);
    ScrollArea::both()
        .id_salt("script")
        .max_height(HEIGHTS[0])
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let example = RichText::new(EXAMPLE).text_style(TextStyle::Monospace);
            ui.visuals_mut().weak_text_color = Some(theme.text_faint);
            let field = TextEdit::multiline(&mut sheet.text)
                .font(TextStyle::Monospace)
                .hint_text(example)
                .desired_rows(ROWS)
                .desired_width(f32::INFINITY)
                .char_limit(MAX_BYTES + 1)
                .margin(vec2(8.0, 6.0));
            let response = ui.add(field).accessible_name("Lines of a script");
            if !sheet.focused {
                sheet.focused = true;
                response.request_focus();
            }
        });
}

/// Says what the text makes, or what is wrong with it. Answers what can be added.
fn verdict_ui(
    ui: &mut Ui,
    judged: Option<&Result<Imported, ImportError>>,
    session: &Session,
    take_steps: &mut bool,
) -> Option<Imported> {
    let theme = Theme::in_ui(ui);
    let imported = match judged {
        None => {
            sentence(
                ui,
                "What will be made stands here while you type.",
                theme.text_faint,
            );
            return None;
        }
        Some(Err(error)) => {
            sentence(ui, &capitalized(&error.to_string()), theme.danger);
            return None;
        }
        Some(Ok(imported)) => imported,
    };
    let subject = session.subject();
    ScrollArea::vertical()
        .id_salt("verdict")
        .max_height(HEIGHTS[1])
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for run in imported.runs.iter().take(MAX_RUNS) {
                line(ui, "Run", &words(&run.optimizer));
                parts_ui(
                    ui,
                    run.schedule.as_ref(),
                    run.clip.as_ref().map(|(clip, _)| clip),
                );
            }
            if imported.runs.is_empty() {
                if let Some(run) = subject {
                    line(ui, "Set on", &run.name);
                }
                parts_ui(
                    ui,
                    imported.schedule.as_ref(),
                    imported.clip.as_ref().map(|(clip, _)| clip),
                );
            }
            for remark in imported
                .remarks
                .iter()
                .cloned()
                .chain(shared(imported, session))
            {
                sentence(ui, &format!("{remark}."), theme.text_muted);
            }
        });
    if let Some(steps) = imported.steps.filter(|steps| *steps != session.scene.steps) {
        ui.add_space(4.0);
        let text = format!(
            "Take {} steps, as the loop does, not {}",
            format::count(steps),
            format::count(session.scene.steps)
        );
        ui.checkbox(take_steps, text)
            .on_hover_text("The length of the whole race");
    }
    if let Some(refusal) = imported.refusal(&session.scene, subject) {
        sentence(ui, &format!("{refusal}."), theme.danger);
        return None;
    }
    Some(imported.clone())
}

/// The lines about a schedule and a clip.
fn parts_ui(ui: &mut Ui, schedule: Option<&Config>, clip: Option<&Config>) {
    if let Some(schedule) = schedule {
        line(ui, "Schedule", &words(schedule));
    }
    if let Some(clip) = clip {
        line(ui, "Clip", &words(clip));
    }
}

/// What a new run takes over from the shared settings, because the text says nothing about it.
fn shared(imported: &Imported, session: &Session) -> Vec<String> {
    let shared = &session.scene.shared;
    let any = |lacks: fn(&ImportedRun) -> bool| imported.runs.iter().any(lacks);
    let schedule = shared
        .schedule
        .as_ref()
        .filter(|_| any(|run| run.schedule.is_none()));
    let clip = shared
        .clip
        .as_ref()
        .filter(|_| any(|run| run.clip.is_none()));
    let said = [
        schedule.map(|schedule| ("scheduler", schedule)),
        clip.map(|(clip, _)| ("clip", clip)),
    ];
    let said = said.into_iter().flatten();
    said.map(|(what, config)| {
        format!(
            "Without a {what} in the text, it follows the shared one ({})",
            config.name()
        )
    })
    .collect()
}

/// A line with what it is about in front of it.
fn line(ui: &mut Ui, what: &str, text: &str) {
    let theme = Theme::in_ui(ui);
    ui.horizontal_top(|ui| {
        let label = Label::new(RichText::new(what).color(theme.text_muted));
        let width = 72.0;
        ui.scope(|ui| {
            ui.set_width(width);
            ui.add(label);
        });
        ui.add(Label::new(text).wrap());
    });
}

fn sentence(ui: &mut Ui, text: &str, colour: Color32) {
    ui.add(Label::new(RichText::new(text).color(colour)).wrap());
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// A setting in a line: its name, its rate, and what differs from its defaults.
fn words(config: &Config) -> String {
    let mut parts = vec![config.name().to_owned()];
    for (spec, value) in config.iter() {
        match value {
            Value::Config(inner) => {
                parts.push(format!("{} ({})", spec.label.to_lowercase(), words(inner)));
            }
            Value::Configs(list) => {
                let all: Vec<String> = list.iter().map(words).collect();
                if let Some(name) = parts.first_mut() {
                    *name = format!("{name} ({})", all.join("; "));
                }
            }
            _ if *value != spec.default()
                || is_leading(config, spec)
                || matches!(value, Value::Counts(_)) =>
            {
                let name = if spec.symbol.is_empty() {
                    spec.label.to_lowercase()
                } else {
                    spec.symbol.to_owned()
                };
                parts.push(format!("{name} {}", text_of(spec, value)));
            }
            _ => {}
        }
    }
    parts.join(", ")
}

/// Whether a parameter is said even where it has its default: the rate of an optimizer, the first number of the others.
fn is_leading(config: &Config, spec: &ParamSpec) -> bool {
    match config.about.kind {
        Kind::Optimizer => spec.key == "lr",
        Kind::Clip | Kind::Schedule => config
            .about
            .specs
            .first()
            .is_some_and(|first| first.key == spec.key),
        Kind::Surface => false,
    }
}

/// The buttons. `judged` is what the text makes, `ready` what of that can be added.
fn buttons_ui(
    ui: &mut Ui,
    judged: Option<&Imported>,
    ready: Option<&Imported>,
    entered: bool,
) -> Option<Answer> {
    let word = match judged.map(|imported| imported.runs.len()) {
        Some(0) => "Set on the run".to_owned(),
        Some(count) if count > 1 => format!("Add {count} runs"),
        _ => "Add run".to_owned(),
    };
    let mut answer = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let key = ui.ctx().format_shortcut(&ENTER);
        let add = ui
            .add_enabled(ready.is_some(), primary(word, Theme::in_ui(ui)))
            .on_hover_text(format!("Add it to the scene ({key})"))
            .on_disabled_hover_text("Nothing can be made of the text yet");
        if let Some(imported) = ready
            && (add.clicked() || entered)
        {
            answer = Some(Answer::Take(imported.clone()));
        }
        if ui
            .button("Cancel")
            .on_hover_text("Close without a change (Esc)")
            .clicked()
        {
            answer = Some(Answer::Cancel);
        }
    });
    answer
}
