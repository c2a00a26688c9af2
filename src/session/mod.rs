//! What is, what follows from it, and what time it is.
//!
//! - [`scene`]: everything a person decided; what undo restores and a preset keeps;
//! - [`view`], [`camera`]: how it is looked at;
//! - [`preset`]: both as JSON and back;
//! - [`derived`], [`ensemble`], [`standings`]: what follows from the scene;
//! - [`ghosts`]: runs as they were when they were pinned;
//! - [`maps`]: what becomes of every start and of every setting;
//! - [`gallery`]: the scenes that come with the program; [`starters`]: a usual field of runs;
//! - [`import`]: lines of a training script as runs;
//! - [`theory`]: which learning rates the runs bear; [`tune`]: which of them are best;
//! - [`workers`]: the threads beside the screen;
//! - [`mod@format`]: numbers as people read and type them;
//! - [`playback`]: what time it is;
//! - [`command`], [`history`]: every action once, and how to take it back.

pub mod camera;
mod chase;
pub mod command;
pub mod derived;
pub mod ensemble;
pub mod format;
pub mod gallery;
pub mod ghosts;
pub mod history;
pub mod import;
pub mod maps;
pub mod playback;
pub mod preset;
pub mod scene;
pub mod specs;
pub mod standings;
pub mod starters;
pub mod theory;
pub mod tune;
pub mod view;
pub mod workers;

use crate::core::catalog::Config;
use crate::core::surface::Region;
use command::Command;
use derived::{Budget, Derived};
use ensemble::Clouds;
use ghosts::Ghosts;
use history::History;
use maps::{Lines, Maps, Slot};
use playback::Playback;
use preset::{Embedded, PresetFile, TooMuch};
use scene::{Run, RunId, Scene};
use std::path::{Path, PathBuf};
use view::{Mode, View};
use workers::Workers;

/// One scene being worked on: the model that windows and pictures look at.
pub struct Session {
    /// What a person decided. Change it freely and say [`Session::edited`].
    pub scene: Scene,
    /// How it is looked at.
    pub view: View,
    /// The run that a hand chose last; [`Session::subject`] is what it means.
    pub selected: Option<RunId>,
    /// The run whose basins are compared with those of the one that is looked at closely.
    pub against: Option<RunId>,
    /// The playhead.
    pub playback: Playback,
    /// How much work a refresh may do.
    pub budget: Budget,
    derived: Derived,
    clouds: Clouds,
    ghosts: Ghosts,
    maps: Maps,
    lines: Lines,
    workers: Workers,
    history: History,
    pending: Option<(String, Scene)>,
    file: Option<PathBuf>,
    saved: Scene,
    replaced: Vec<PresetFile>,
    schema: Option<String>,
    embeds: bool,
}

impl Session {
    /// A session over a scene, playing.
    pub fn new(preset: &PresetFile) -> Self {
        let scene = preset.scene.clone();
        let workers = Workers::default();
        Self {
            view: preset.view.clone(),
            selected: None,
            against: None,
            maps: Maps::new(workers.clone()),
            lines: Lines::new(workers.clone()),
            workers,
            playback: Playback::racing(scene.steps),
            budget: Budget::FRAME,
            derived: Derived::new(&scene),
            clouds: Clouds::default(),
            ghosts: Ghosts::default(),
            history: History::new(&scene),
            pending: None,
            file: None,
            saved: scene.clone(),
            replaced: Vec::new(),
            schema: preset.schema.clone(),
            embeds: preset.trajectories.is_some(),
            scene,
        }
    }

    /// A session as it was left: its file, if it has one, and the scene that was opened or saved last.
    pub fn restored(preset: &PresetFile, file: Option<PathBuf>, saved: Scene) -> Self {
        Self {
            file,
            saved,
            ..Self::new(preset)
        }
    }

    /// The scene as it was opened or saved last.
    pub fn saved(&self) -> &Scene {
        &self.saved
    }

    /// The scenes with unsaved changes that others were put in place of, since this was asked last.
    pub fn take_replaced(&mut self) -> Vec<PresetFile> {
        std::mem::take(&mut self.replaced)
    }

    /// Puts another scene in place of this one. It can be undone; the file and its mark are the new one's.
    pub fn open(&mut self, preset: &PresetFile, file: Option<PathBuf>) {
        if self.is_changed() {
            self.replaced.push(self.preset());
        }
        self.change("Open scene", |scene| scene.clone_from(&preset.scene));
        self.view.clone_from(&preset.view);
        self.schema.clone_from(&preset.schema);
        self.embeds = preset.trajectories.is_some();
        let looping = self.playback.looping;
        self.playback = Playback::racing(self.scene.steps);
        self.playback.looping = looping;
        self.saved = self.scene.clone();
        self.file = file;
    }

    /// Puts a scene in place of this one that was never saved.
    pub fn open_unsaved(&mut self, preset: &PresetFile) {
        self.open(preset, None);
        self.saved = Scene::on(self.scene.surface.clone());
    }

    /// The scene and the view, as they are now; whether trajectories are embedded when they are saved, but not these.
    pub fn preset(&self) -> PresetFile {
        PresetFile {
            schema: self.schema.clone(),
            scene: self.scene.clone(),
            view: self.view.clone(),
            trajectories: self.embeds.then(Embedded::wanted),
        }
    }

    /// What belongs into the scene's file: where trajectories were embedded in it when it was opened, those of the
    /// scene as it is now; and why not, if they are too many.
    pub fn to_save(&self) -> (PresetFile, Option<TooMuch>) {
        let mut preset = self.preset();
        if !self.embeds {
            return (preset, None);
        }
        let too_much = preset::embed(&mut preset).err();
        if too_much.is_some() {
            preset.trajectories = None;
        }
        (preset, too_much)
    }

    /// The file the scene was opened from or saved to.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Remembers that the scene as it is now stands in this file.
    pub fn saved_to(&mut self, file: PathBuf) {
        self.saved = self.scene.clone();
        self.file = Some(file);
    }

    /// Whether the scene differs from what was opened or saved last.
    pub fn is_changed(&self) -> bool {
        self.scene != self.saved
    }

    /// The run that is looked at closely: the one that was chosen, else the first that is drawn.
    pub fn subject(&self) -> Option<&Run> {
        let chosen = self.selected.and_then(|id| self.scene.run(id));
        chosen
            .filter(|run| self.scene.is_shown(run))
            .or_else(|| self.scene.shown().next())
    }

    /// What follows from the scene.
    pub fn derived(&self) -> &Derived {
        &self.derived
    }

    /// The clouds around the runs.
    pub fn clouds(&self) -> &Clouds {
        &self.clouds
    }

    /// The trajectories of what is pinned.
    pub fn ghosts(&self) -> &Ghosts {
        &self.ghosts
    }

    /// Whether something is still being worked out.
    pub fn is_busy(&self) -> bool {
        self.derived.is_busy()
            || self.clouds.is_busy()
            || self.ghosts.is_busy()
            || self.maps.is_busy()
            || self.lines.is_busy()
    }

    /// The part of the plane that the surface suggests to look at.
    pub fn home(&mut self) -> Region {
        self.derived.refresh_landmarks(&self.scene);
        self.derived.landmarks().region
    }

    /// Says what the change of the scene is called that a hand is making. It is committed when the hand
    /// lets go ([`Session::settle`]), or turns to a change of another name.
    pub fn edited(&mut self, name: &str) {
        if let Some((before, scene)) = self.pending.take()
            && before != name
        {
            self.history.commit(&scene, &before);
        }
        self.pending = Some((name.to_owned(), self.scene.clone()));
    }

    /// Whether a hand is in the middle of a change.
    pub fn is_editing(&self) -> bool {
        self.pending.is_some()
    }

    /// Changes the scene at once, as one step of the history.
    pub fn change(&mut self, name: &str, change: impl FnOnce(&mut Scene)) {
        self.settle();
        change(&mut self.scene);
        self.edited(name);
        self.settle();
    }

    /// The hand has let go: what was changed becomes one step of the history.
    pub fn settle(&mut self) {
        let pending = self.pending.take();
        let name = pending.as_ref().map_or("Change", |(name, _)| name);
        self.history.commit(&self.scene, name);
    }

    /// What undo would take back.
    pub fn undo_name(&self) -> Option<&str> {
        let pending = self.pending.as_ref().map(|(name, _)| name.as_str());
        pending.or_else(|| self.history.undo_name())
    }

    /// What redo would do again.
    pub fn redo_name(&self) -> Option<&str> {
        self.history.redo_name()
    }

    /// The last step of the race.
    pub fn last_step(&self) -> u64 {
        self.scene.steps
    }

    /// The step at which everything is shown.
    pub fn step(&self) -> u64 {
        self.playback.step()
    }

    /// Lets time pass.
    pub fn advance(&mut self, dt_secs: f64) {
        self.playback.advance(dt_secs, self.scene.steps);
    }

    /// Re-simulates what became stale, within the budget: the runs first, then what is pinned, then the clouds.
    pub fn refresh(&mut self) {
        let left = self.derived.refresh_runs(&self.scene, self.budget.steps);
        let left = self.ghosts.refresh(&self.scene, &self.view.ghosts, left);
        self.clouds.refresh(&self.scene, left);
    }

    /// Samples the landscape anew if it became stale, within the budget: `columns` by `rows` samples over
    /// the region.
    pub fn refresh_landscape(&mut self, region: Region, size: [usize; 2]) {
        self.derived
            .refresh_landscape(&self.scene, region, size, self.budget.samples);
    }

    /// Samples the landscape that is shown in 3D anew if it became stale, within the budget.
    pub fn refresh_relief(&mut self, region: Region) {
        self.derived
            .refresh_relief(&self.scene, region, self.budget.samples);
    }

    /// Forgets the landscapes that are not shown, so that nothing is worked out for nobody.
    pub fn forget_hidden(&mut self) {
        self.derived.forget_hidden(self.view.mode);
        if self.view.mode != Mode::Basins {
            self.maps.forget(Slot::Basins);
            self.maps.forget(Slot::Against);
        }
        let form = (self.view.mode == Mode::Sweep).then_some(self.view.sweep.form);
        if form != Some(maps::Form::Map) {
            self.maps.forget(Slot::Sweep);
        }
        self.lines.keep_only(form);
    }

    /// Shows the whole surface, in 3D from the usual place; of a sweep, the usual part of its axes.
    pub fn fit(&mut self) {
        if self.view.mode == Mode::Sweep {
            return self.view.sweep.fit();
        }
        (self.view.region, self.view.follow) = (None, false);
        self.view.camera = self.view.camera.fitted();
    }

    /// Carries out a command that concerns the scene, the view or time. Answers whether it was one of those.
    pub fn perform(&mut self, command: Command) -> bool {
        let last = self.last_step();
        match command {
            Command::PlayPause => self.playback.toggle(last),
            Command::StepForward => self.playback.nudge(1, last),
            Command::StepBack => self.playback.nudge(-1, last),
            Command::TenForward => self.playback.nudge(10, last),
            Command::TenBack => self.playback.nudge(-10, last),
            Command::ToStart => self.playback.seek(0, last),
            Command::ToEnd => self.playback.seek(last, last),
            Command::Restart => self.playback.restart(),
            Command::ToggleLoop => self.playback.looping ^= true,
            Command::Solo(n) => self.solo(n),
            Command::ShowAll => self.change("Show all runs", |scene| {
                for run in &mut scene.runs {
                    (run.visible, run.solo) = (true, false);
                }
            }),
            // Basins and sweeps stand in its place.
            Command::ToggleHeat if matches!(self.view.mode, Mode::Basins | Mode::Sweep) => {}
            Command::ToggleHeat => self.view.heat ^= true,
            Command::ToggleContours => self.view.contours ^= true,
            Command::ToggleGradient => self.view.gradient ^= true,
            Command::ToggleCurvature => self.view.curvature ^= true,
            Command::ToggleNames => self.view.names ^= true,
            Command::Follow => self.view.follow ^= true,
            Command::ZoomToEnd => self.zoom_to_end(),
            Command::Fit => self.fit(),
            Command::ShowPlane => self.view.mode = Mode::Plane,
            Command::ShowRelief => self.view.mode = Mode::Relief,
            Command::ShowBoth => self.view.mode = Mode::Both,
            Command::ShowBasins => self.view.mode = Mode::Basins,
            Command::ShowSweep => self.view.mode = Mode::Sweep,
            Command::Undo => {
                self.settle();
                if let Some(scene) = self.history.undo() {
                    self.scene = scene;
                }
            }
            Command::Redo => {
                self.settle();
                if let Some(scene) = self.history.redo() {
                    self.scene = scene;
                }
            }
            Command::ResetParameters => self.change("Reset parameters", |scene| {
                for run in &mut scene.runs {
                    run.optimizer = Config::new(run.optimizer.about);
                }
            }),
            Command::UnpinAll => self.view.ghosts.clear(),
            Command::NewScene => {
                self.open(&PresetFile::new(preset::default_scene()), None);
            }
            _ => return false,
        }
        true
    }

    /// Draws only the run with this number; if it is the only one drawn already, all.
    fn solo(&mut self, number: usize) {
        if number >= self.scene.runs.len() {
            return;
        }
        let alone = self
            .scene
            .runs
            .iter()
            .enumerate()
            .all(|(i, run)| run.solo == (i == number));
        self.change("Solo run", |scene| {
            for (i, run) in scene.runs.iter_mut().enumerate() {
                run.solo = !alone && i == number;
            }
        });
    }
}
