//! Exports from the window: each on a thread of its own, into a file that is whole or not there.

use crate::cli::files::{Replacement, write_atomically};
use crate::export::map;
use crate::export::plan::{FilmFormat, Job, Options};
use crate::export::{self, Failure, Subject};
use crate::picture::frame::Canvas;
use crate::picture::{self, Shown, film};
use crate::session::Session;
use crate::ui::jobs::{Reporter, Work};
use crate::ui::state::UiState;
use egui::{ColorImage, Context, TextureOptions};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};

/// The longer side of a thumbnail, in pixels.
const THUMBNAIL: f32 = 480.0;

/// The exports that are being worked out, and the places that a dialog answered.
pub(super) struct Jobs {
    running: Vec<Running>,
    places: (Sender<PathBuf>, Receiver<PathBuf>),
    thumbnail: Option<Receiver<(Options, Canvas)>>,
}

impl Default for Jobs {
    fn default() -> Self {
        Self {
            running: Vec::new(),
            places: channel(),
            thumbnail: None,
        }
    }
}

struct Running {
    work: Work,
    path: PathBuf,
    thread: JoinHandle<()>,
    answer: Receiver<Result<(), Failure>>,
}

impl Jobs {
    /// Exports what is shown, unless that would replace a file of which nobody said that it may go.
    pub(super) fn ask(
        &mut self,
        job: Job,
        path: &Path,
        replace: bool,
        session: &Session,
        state: &mut UiState,
        ctx: &Context,
    ) {
        // Numbered pictures go into a folder, which may be there already.
        if !replace && path.is_file() {
            state.export.ask_to_replace();
        } else if self.running.iter().any(|running| running.path == path) {
            state.complain(format!("{} is being exported already", path.display()));
        } else {
            self.begin(job, path.to_owned(), session, state, ctx);
        }
    }

    /// Asks where an export goes, with the system's dialog, without blocking the window.
    pub(super) fn browse(&self, path: &Path, extension: &'static str, folder: bool, ctx: &Context) {
        let mut dialog = rfd::FileDialog::new();
        if let Some(parent) = path.parent() {
            dialog = dialog.set_directory(parent);
        }
        if let Some(name) = path.file_name() {
            dialog = dialog.set_file_name(name.to_string_lossy());
        }
        let (sender, ctx) = (self.places.0.clone(), ctx.clone());
        let ask = move || {
            let chosen = if folder {
                dialog.pick_folder()
            } else {
                let name = extension.to_uppercase();
                let end = extension.rsplit('.').next().unwrap_or(extension);
                dialog.add_filter(name, &[end]).save_file()
            };
            if let Some(chosen) = chosen {
                // The window may be gone when the answer comes: then nobody waits for it.
                let _closed = sender.send(chosen);
                ctx.request_repaint();
            }
        };
        if cfg!(target_os = "macos") {
            ask();
        } else {
            thread::spawn(ask);
        }
    }

    /// Begins to draw a picture as small as the export sheet shows it.
    pub(super) fn draw_thumbnail(
        &mut self,
        options: Options,
        session: &Session,
        state: &UiState,
        ctx: &Context,
    ) {
        let base = Base::of(session, state);
        let (sender, receiver) = channel();
        self.thumbnail = Some(receiver);
        let ctx = ctx.clone();
        thread::spawn(move || {
            let mut shown = base.drawn(&options);
            let [width, height] = shown.size;
            shown.scale = shown.scale.min(THUMBNAIL / width.max(height));
            // The window may be gone: then nobody waits for it.
            let _closed = sender.send((options, picture::draw_shown(&shown)));
            ctx.request_repaint();
        });
    }

    /// Hands a thumbnail that is done to the sheet.
    fn take_thumbnail(&mut self, state: &mut UiState, ctx: &Context) {
        let Some(receiver) = &self.thumbnail else {
            return;
        };
        match receiver.try_recv() {
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => {}
            Ok((options, canvas)) => {
                let size = [canvas.width, canvas.height];
                let image = ColorImage::from_rgba_unmultiplied(size, &canvas.rgba);
                let texture = ctx.load_texture("export", image, TextureOptions::LINEAR);
                state.export.thumbnail = Some((options, texture));
            }
        }
        self.thumbnail = None;
        state.export.is_drawing = false;
    }

    /// Begins an export of what is shown.
    fn begin(
        &mut self,
        job: Job,
        path: PathBuf,
        session: &Session,
        state: &mut UiState,
        ctx: &Context,
    ) {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let work = Work::new(format!("Exporting {}", name.unwrap_or_default()));
        let base = Base::of(session, state);
        let (sender, answer) = channel();
        let (mut reporter, target, ctx) = (work.reporter(), path.clone(), ctx.clone());
        let thread = thread::spawn(move || {
            let done = make(&job, &base, &target, &mut reporter);
            // The window may be gone: then nobody waits for the answer.
            let _closed = sender.send(done);
            ctx.request_repaint();
        });
        state.work.push(work.clone());
        self.running.push(Running {
            work,
            path,
            thread,
            answer,
        });
    }

    /// Takes in the places that were chosen, and says what has become of the exports that are done.
    pub(super) fn finish(&mut self, state: &mut UiState, ctx: &Context) {
        self.take_thumbnail(state, ctx);
        while let Ok(place) = self.places.1.try_recv() {
            // The dialog has asked whether a file there may go.
            state.export.put(place.to_string_lossy().into_owned());
        }
        self.running.retain(|running| {
            let path = running.path.display();
            match running.answer.try_recv() {
                Err(TryRecvError::Empty) => return true,
                Ok(Ok(())) => state.notify(format!("Exported {path}")),
                Ok(Err(Failure::Cancelled)) => state.notify("Export stopped; nothing was written"),
                Ok(Err(Failure::Unsayable(sentence))) => state.complain(sentence),
                Ok(Err(Failure::Unwritten(error))) => state.complain(format!(
                    "{path}: cannot be written ({error}); choose another place"
                )),
                Err(TryRecvError::Disconnected) => state.complain(format!(
                    "{path}: the export broke off; `ravine export` may say why"
                )),
            }
            false
        });
        state.work = self
            .running
            .iter()
            .map(|running| running.work.clone())
            .collect();
    }

    /// Calls off what is going on, and waits until no half file is left.
    pub(super) fn stop(&mut self) {
        for running in &self.running {
            running.work.cancel();
        }
        for running in self.running.drain(..) {
            // A thread that panicked has left its file by now, too.
            let _panicked = running.thread.join();
        }
    }
}

/// The screen from which an export was asked for.
struct Base {
    shown: Shown,
}

impl Base {
    fn of(session: &Session, state: &UiState) -> Self {
        Self {
            shown: Shown {
                present: None,
                ..Shown::now(session, state)
            },
        }
    }

    /// What is shown, drawn as the options say.
    fn drawn(&self, options: &Options) -> Shown {
        let mut shown = self.shown.clone();
        shown.settings.dark = options.dark;
        shown.step = options.step.unwrap_or(shown.preset.scene.steps);
        (shown.what, shown.mode) = (options.what, options.mode);
        (shown.size, shown.scale) = (options.size, options.scale);
        (shown.legend, shown.caption) = (options.legend, options.caption);
        shown
    }
}

/// Makes the file.
fn make(job: &Job, base: &Base, path: &Path, progress: &mut Reporter) -> Result<(), Failure> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)?;
    }
    match job {
        Job::Picture { options, format } => {
            let bytes = picture::encode(&base.drawn(options), *format, progress)?;
            write(path, |out| Ok(out.write_all(&bytes)?))
        }
        Job::Film(one) if one.format == FilmFormat::Frames => {
            let stem = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            let stem = stem.unwrap_or_else(|| "film".to_owned());
            fs::create_dir_all(path)?;
            let mut put = |number: u32, png: &[u8]| {
                write_atomically(&path.join(film::frame_name(&stem, one, number)), png)
            };
            film::shoot_frames(&base.shown, one, &mut put, progress)
        }
        Job::Film(one) => write(path, |out| film::shoot(&base.shown, one, out, progress)),
        Job::Map(file) => {
            let paint = Some(picture::map::png as map::Paint);
            let threads = map::all_threads();
            write(path, |out| {
                file.write(&base.shown.preset, threads, paint, out, progress)
            })
        }
        Job::Line(file) => {
            let paint = Some(picture::map::line_png as map::LinePaint);
            let threads = map::all_threads();
            write(path, |out| {
                file.write(&base.shown.preset, threads, paint, out, progress)
            })
        }
        Job::Data { format, run } => {
            let exporter = export::find(format)
                .ok_or_else(|| Failure::Unsayable(format!("There is no format {format:?}")))?;
            let subject = Subject {
                preset: &base.shown.preset,
                run: *run,
            };
            write(path, |out| (exporter.write)(&subject, out, progress))
        }
    }
}

/// Writes a file whole, or not at all.
fn write(
    path: &Path,
    content: impl FnOnce(&mut Replacement) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut file = Replacement::create(path)?;
    content(&mut file)?;
    Ok(file.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::EXPORTERS;
    use crate::export::map::{LineContent, LineFile, MapFormat};
    use crate::export::plan::{PictureFormat, What};
    use crate::session::preset::{self, PresetFile};
    use std::time::Duration;

    fn picture() -> Job {
        Job::Picture {
            options: Options {
                size: [120.0, 80.0],
                scale: 1.0,
                step: Some(7),
                what: What::Landscape,
                mode: None,
                dark: true,
                legend: false,
                caption: false,
            },
            format: PictureFormat::Png,
        }
    }

    /// A window's parts that an export needs.
    struct Desk {
        jobs: Jobs,
        session: Session,
        state: UiState,
        ctx: Context,
    }

    impl Desk {
        fn new() -> Self {
            Self {
                jobs: Jobs::default(),
                session: Session::new(&PresetFile::new(preset::default_scene())),
                state: UiState::default(),
                ctx: Context::default(),
            }
        }
        fn ask(&mut self, job: Job, path: &Path, replace: bool) {
            let Self {
                jobs,
                session,
                state,
                ctx,
            } = self;
            jobs.ask(job, path, replace, session, state, ctx);
        }
        /// Waits until nothing goes on; answers what was said meanwhile.
        fn wait(&mut self) -> Vec<(bool, String)> {
            for _ in 0..6000 {
                self.jobs.finish(&mut self.state, &self.ctx);
                if self.state.work.is_empty() {
                    break;
                }
                thread::sleep(Duration::from_millis(10));
            }
            let notices = std::mem::take(&mut self.state.notices);
            notices.into_iter().map(|n| (n.failure, n.text)).collect()
        }
    }

    #[test]
    fn exports_are_made_beside_the_screen_and_said() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::new();
        let path = folder.path().join("new/race.png");
        desk.ask(picture(), &path, false);
        assert_eq!(desk.state.work.len(), 1);
        let said = desk.wait();
        assert_eq!(said, [(false, format!("Exported {}", path.display()))]);
        assert_eq!(&fs::read(&path).unwrap()[..4], b"\x89PNG");
        for exporter in EXPORTERS {
            let name = format!("{}.{}", exporter.id, exporter.extension);
            let path = folder.path().join(name);
            let job = Job::Data {
                format: exporter.id,
                run: None,
            };
            desk.ask(job, &path, false);
            let said = desk.wait();
            assert!(!said[0].0, "{said:?}");
            assert!(fs::metadata(&path).unwrap().len() > 0);
        }
        let mut line = LineFile::of(&desk.session, LineContent::Orbit, 3).unwrap();
        line.size = [120, 80];
        for (format, starts) in [
            (MapFormat::Csv, &b"optimizer.lr,"[..]),
            (MapFormat::Png, b"\x89PNG"),
        ] {
            line.format = format;
            let path = folder.path().join(format!("orbit.{}", format.extension()));
            desk.ask(Job::Line(Box::new(line.clone())), &path, false);
            assert!(!desk.wait()[0].0);
            assert!(fs::read(&path).unwrap().starts_with(starts));
        }
    }

    #[test]
    fn a_file_that_is_there_stays_until_it_may_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("race.png");
        fs::write(&path, "mine").unwrap();
        let mut desk = Desk::new();
        desk.ask(picture(), &path, false);
        assert!(desk.state.export.open && desk.state.export.occupied);
        assert!(desk.wait().is_empty());
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        desk.ask(picture(), &path, true);
        desk.wait();
        assert_ne!(fs::read(&path).unwrap(), b"mine");
        // A place where nothing can be written.
        desk.ask(picture(), &path.join("below"), false);
        let said = desk.wait();
        assert!(
            said[0].0 && said[0].1.contains("choose another place"),
            "{said:?}"
        );
    }

    #[test]
    fn what_is_called_off_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::new();
        desk.ask(picture(), &folder.path().join("race.png"), false);
        desk.jobs.stop();
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        // It was stopped before the file began, or after it was whole.
        assert!(left.len() <= 1);
        assert!(
            left.iter()
                .flatten()
                .all(|file| file.file_name() == "race.png")
        );
    }
}
