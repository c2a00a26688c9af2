//! The desktop window: eframe around the screen, files, dialogs, and what comes back at the next start.

mod copy;
mod desk;
mod jobs;
mod recent;
mod sessions;
mod store;

use crate::session::preset::PresetFile;
use crate::ui::panel::top_bar;
use crate::ui::screen::{SMALLEST, screen_ui, suggested_name};
use crate::ui::state::Request;
use crate::ui::theme;
use copy::Copier;
use desk::{Desk, KEEP_EVERY, expanded};
use eframe::{CreationContext, NativeOptions};
use egui::{ViewportBuilder, ViewportCommand};
use jobs::Jobs;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use store::Store;

/// What to install where the window system or a library of it is missing.
const REMEDY: &str = "a window needs a display and, on Debian or Ubuntu, the packages libx11-6 libx11-xcb1 libxcursor1 \
    libxi6 libxrandr2 libxkbcommon-x11-0 libgl1 (X11) or libwayland-client0 libwayland-egl1 libwayland-cursor0 \
    libxkbcommon0 libegl1 (Wayland); `ravine render` draws without any of them";

/// The program's icon, a PNG file.
const ICON: &[u8] = include_bytes!("../../assets/icon.png");

/// Samples of each pixel, which make the outlines of hills smooth.
const SAMPLES: u16 = 4;
/// What eframe says where the display has no such pixels: it does not try with fewer by itself.
const NO_SAMPLES: [&str; 2] = ["matching configuration", "no glutin configs"];

/// Opens the window and stays until it is closed. The path is where the preset can be saved again; it is
/// empty for one that came with the program or from standard input.
///
/// # Errors
/// In one sentence, if there is no display or a library for it is missing.
pub fn open(preset: Option<(PathBuf, PresetFile)>) -> Result<(), String> {
    crate::ui::memory::keep_freed();
    let store = Store::locate();
    let settings = store.settings();
    let viewport = ViewportBuilder::default()
        .with_title("Ravine")
        .with_app_id("ravine")
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size(SMALLEST);
    let viewport = match eframe::icon_data::from_png_bytes(ICON) {
        Ok(icon) => viewport.with_icon(icon),
        Err(_) => viewport,
    };
    // Inside the window system a missing library panics: that, too, becomes the one sentence.
    let usual_hook = take_hook();
    set_hook(Box::new(|_| {}));
    let hook = Cell::new(Some(usual_hook));
    let desk = Desk::start(store, settings, preset);
    let belongings = Cell::new(Some(desk));
    let opened = Cell::new(false);
    let attempt = |multisampling| {
        let options = NativeOptions {
            viewport: viewport.clone(),
            multisampling,
            ..NativeOptions::default()
        };
        let start = AssertUnwindSafe(|| {
            eframe::run_native(
                "ravine",
                options,
                Box::new(|context| {
                    if let Some(hook) = hook.take() {
                        set_hook(hook);
                    }
                    opened.set(true);
                    let desk = belongings.take().ok_or("opened twice")?;
                    Ok(Box::new(App::new(context, desk)))
                }),
            )
        });
        catch_unwind(start)
            .map(|done| done.map_err(|error| error.to_string()))
            .map_err(|panic| {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
                text.unwrap_or("no reason was given").to_owned()
            })
    };
    let mut end = attempt(SAMPLES);
    if let Ok(Err(text)) | Err(text) = &end
        && !opened.get()
        && NO_SAMPLES.iter().any(|words| text.contains(words))
    {
        end = attempt(0);
    }
    match end {
        Ok(done) => {
            done.map_err(|text| format!("cannot open a window ({}): {REMEDY}", reason(&text)))
        }
        Err(text) if opened.get() => Err(format!(
            "stopped by an error in the program itself ({}); the scene as it was kept last comes back at the next start",
            reason(&text)
        )),
        Err(text) => Err(format!(
            "cannot open a window ({}): {REMEDY}",
            reason(&text)
        )),
    }
}

/// What the window system said, without the place in its own source with which it begins and without the
/// listing with which it may end.
fn reason(text: &str) -> &str {
    let line = text.lines().next().unwrap_or(text);
    let behind_place = line
        .split_once(".rs:")
        .and_then(|(_, rest)| rest.split_once(": "));
    let said = behind_place.map_or(line, |(_, reason)| reason);
    let brief = match said.split_once(": ") {
        Some((brief, _)) if said.len() > LONGEST_REASON => brief,
        _ => said,
    };
    brief.trim_end_matches('.')
}

/// A reason with more bytes than this ends with a listing that helps nobody.
const LONGEST_REASON: usize = 160;

/// What a file dialog answered: the path, or none if it was cancelled or there is no dialog.
struct Answer {
    saving: bool,
    path: Option<PathBuf>,
}

struct App {
    desk: Desk,
    title: String,
    dialog: (Sender<Answer>, Receiver<Answer>),
    copier: Copier,
    jobs: Jobs,
    had_focus: bool,
    last_time: Option<f64>,
}

impl App {
    fn new(context: &CreationContext<'_>, desk: Desk) -> Self {
        theme::apply(&context.egui_ctx);
        context
            .egui_ctx
            .options_mut(|options| options.zoom_with_keyboard = false);
        Self {
            desk,
            title: String::new(),
            dialog: channel(),
            copier: Copier::default(),
            jobs: Jobs::default(),
            had_focus: true,
            last_time: None,
        }
    }

    /// Does what the screen asked for and takes in what a dialog answered.
    fn serve(&mut self, ctx: &egui::Context) {
        for request in std::mem::take(&mut self.desk.state.outbox) {
            match request {
                Request::Paste => ctx.send_viewport_cmd(ViewportCommand::RequestPaste),
                Request::Copy { screen } => {
                    self.copier
                        .begin(&self.desk.session, &self.desk.state, screen, ctx);
                }
                Request::Export { job, path, replace } => {
                    let target = expanded(&path);
                    self.jobs.ask(
                        job,
                        &target,
                        replace,
                        &self.desk.session,
                        &mut self.desk.state,
                        ctx,
                    );
                }
                Request::Thumbnail(options) => {
                    self.jobs
                        .draw_thumbnail(options, &self.desk.session, &self.desk.state, ctx);
                }
                Request::BrowseExport {
                    path,
                    extension,
                    folder,
                } => self.jobs.browse(&expanded(&path), extension, folder, ctx),
                Request::FullScreen => {
                    let full = ctx
                        .input(|input| input.viewport().fullscreen)
                        .unwrap_or(false);
                    ctx.send_viewport_cmd(ViewportCommand::Fullscreen(!full));
                }
                Request::Browse { saving } => browse(
                    saving,
                    self.desk.session.file(),
                    &suggested_name(&self.desk.session),
                    self.dialog.0.clone(),
                    ctx.clone(),
                ),
                other => self.desk.serve(other),
            }
        }
        while let Ok(Answer { saving, path }) = self.dialog.1.try_recv() {
            match path {
                Some(path) if saving => self.desk.save_path(&path, true),
                Some(path) => self.desk.open_path(&path),
                None => self.desk.ask_for_path(saving),
            }
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _: &mut eframe::Frame) {
        self.serve(ctx);
        let mark = if self.desk.session.is_changed() {
            " •"
        } else {
            ""
        };
        let title = format!("{}{mark} — Ravine", top_bar::title(&self.desk.session));
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
        // Another instance may have opened files meanwhile.
        let has_focus = ctx.input(|input| input.focused);
        if has_focus && !self.had_focus {
            self.desk.look_around();
        }
        self.had_focus = has_focus;
        let room = ctx.content_rect().size() * ctx.zoom_factor();
        let zoom = self.desk.state.zoom(room);
        if (ctx.zoom_factor() - zoom).abs() > 1e-3 {
            ctx.set_zoom_factor(zoom);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        let now = ui.input(|input| input.time);
        let dt = self
            .last_time
            .map_or(0.0, |last| (now - last).clamp(0.0, 0.1));
        if ui.ctx().current_pass_index() == 0 {
            self.last_time = Some(now);
        }
        screen_ui(ui, &mut self.desk.session, &mut self.desk.state, dt);
        self.copier.finish(&mut self.desk.state, ui.ctx());
        self.jobs.finish(&mut self.desk.state, ui.ctx());
        self.desk.keep(now, false);
        if self.desk.has_news() {
            ui.ctx().request_repaint_after_secs(KEEP_EVERY as f32);
        }
        if !self.desk.state.outbox.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        self.desk.keep(f64::INFINITY, true);
        self.jobs.stop();
    }
}

/// Asks for a file with the system's dialog, without blocking the window. The dialog asks before a file is replaced.
fn browse(
    saving: bool,
    file: Option<&Path>,
    name: &str,
    answers: Sender<Answer>,
    ctx: egui::Context,
) {
    let mut dialog = rfd::FileDialog::new();
    dialog = if saving {
        dialog
            .add_filter("Ravine scene", &["json"])
            .set_file_name(name)
    } else {
        dialog
            .add_filter("Ravine scenes and share texts", &["json", "txt"])
            .add_filter("All files", &["*"])
    };
    if let Some(file) = file {
        if let Some(folder) = file.parent() {
            dialog = dialog.set_directory(folder);
        }
        if let Some(name) = file.file_name() {
            dialog = dialog.set_file_name(name.to_string_lossy());
        }
    }
    let ask = move || {
        let path = if saving {
            dialog.save_file()
        } else {
            dialog.pick_file()
        };
        // The window may be gone when the answer comes: then nobody waits for it.
        let _closed = answers.send(Answer { saving, path });
        ctx.request_repaint();
    };
    if cfg!(target_os = "macos") {
        ask();
    } else {
        std::thread::spawn(ask);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_said_without_the_place_in_somebodys_source() {
        let table = [
            (
                "winit: os error at /x/linux/mod.rs:765: no DISPLAY is set.",
                "no DISPLAY is set",
            ),
            (
                "Library libX.so could not be loaded",
                "Library libX.so could not be loaded",
            ),
            ("first line\nsecond line", "first line"),
            (
                &format!("No configuration: {}", "x, ".repeat(99)),
                "No configuration",
            ),
        ];
        for (text, want) in table {
            assert_eq!(reason(text), want);
        }
    }
}
