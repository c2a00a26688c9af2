//! What is chosen in the export sheet, kept from one opening to the next, and the job that follows from it.

use super::map;
use crate::export::limits;
use crate::export::map::MapFormat;
use crate::export::plan::{Film, FilmFormat, Job, Options, PictureFormat, What};
use crate::export::{self, EXPORTERS, Exporter, Group};
use crate::session::Session;
use crate::session::maps::Form;
use crate::session::view::Mode;
use egui::TextureHandle;
use std::collections::HashMap;

/// A page of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Tab {
    /// A picture of one step.
    #[default]
    Picture,
    /// A film of the race.
    Film,
    /// Basins or a sweep, of two numbers or of one.
    Map,
    /// Formats of a group.
    Data(Group),
}

impl Tab {
    /// All, from above.
    pub const ALL: [Self; 7] = [
        Self::Picture,
        Self::Film,
        Self::Map,
        Self::Data(Group::Trajectories),
        Self::Data(Group::Code),
        Self::Data(Group::Table),
        Self::Data(Group::Scene),
    ];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Picture => "Picture",
            Self::Film => "Film",
            Self::Map => "Map",
            Self::Data(Group::Trajectories) => "Trajectories",
            Self::Data(Group::Code) => "Code",
            Self::Data(Group::Table) => "Table",
            Self::Data(Group::Scene) => "Scene",
        }
    }

    /// What it is, in a sentence.
    pub const fn tooltip(self) -> &'static str {
        match self {
            Self::Picture => "One step, as pixels or as lines that stay sharp",
            Self::Film => "The race, as a moving picture",
            Self::Map => {
                "Basins or a sweep: the bare pixels, or the numbers of every one; curves and orbits too"
            }
            Self::Data(Group::Trajectories) => {
                "Every number of every step, inner variables included"
            }
            Self::Data(Group::Code) => {
                "A program that makes the same trajectory in another framework"
            }
            Self::Data(Group::Table) => "The runs, their settings and how they ended, for a text",
            Self::Data(Group::Scene) => "The scene itself, to be opened elsewhere",
        }
    }
}

/// What of the screen is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// All of it.
    Screen,
    /// The landscape from above.
    Plane,
    /// The landscape in 3D.
    Relief,
    /// The map that is shown in the landscape's place.
    Map,
    /// The curves.
    Curves,
}

impl Seen {
    /// All that there are, with their words.
    pub fn offered(mode: Mode) -> Vec<(Self, &'static str, &'static str)> {
        let map = match mode {
            Mode::Basins => Some((
                Self::Map,
                "Basins",
                "The basins as they are shown, with runs and axes",
            )),
            Mode::Sweep => Some((
                Self::Map,
                "Sweep",
                "The sweep as it is shown, with its axes",
            )),
            _ => None,
        };
        map.into_iter().chain(Self::ALL).collect()
    }

    /// Those that there always are, with their words.
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Plane, "2D", "The landscape from above, with its axes"),
        (Self::Relief, "3D", "The landscape as a height field"),
        (Self::Curves, "Curves", "The charts alone"),
        (Self::Screen, "Screen", "The whole window"),
    ];
}

/// Settings of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureChoices {
    /// What is drawn.
    pub seen: Seen,
    /// How it is written.
    pub format: PictureFormat,
    /// Width and height in points.
    pub size: [u32; 2],
    /// Pixels per point.
    pub scale: f32,
    /// Dark or light.
    pub dark: bool,
    /// Whether it shows the step at the playhead; else the last one.
    pub at_playhead: bool,
    /// Whether the runs are named.
    pub legend: bool,
    /// Whether a caption stands below.
    pub caption: bool,
}

/// Settings of a film, besides those of its pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FilmChoices {
    /// What its pictures show; their step is not used.
    pub picture: PictureChoices,
    /// How it is written.
    pub format: FilmFormat,
    /// The first step.
    pub from: u64,
    /// The last step.
    pub to: u64,
    /// How many pictures.
    pub frames: u32,
    /// Pictures per second.
    pub rate: f32,
    /// How long the last one stays, in seconds.
    pub hold_secs: f32,
}

/// What the page of maps offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mapped {
    /// Starts, as a map.
    Basins,
    /// Settings of two numbers, as a map.
    Sweep,
    /// What becomes of all runs over one number.
    Curve,
    /// Where the run goes on after its steps, over one number.
    Orbit,
}

/// Settings of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapChoices {
    /// What it is about.
    pub content: Mapped,
    /// How it is written.
    pub format: MapFormat,
    /// Pixels across and up; of one number, the first is how many values.
    pub size: [u32; 2],
    /// Whether a picture is for a dark ground.
    pub dark: bool,
    /// Whether the run that it is compared with is written beside it.
    pub both: bool,
}

/// What is chosen in the sheet.
#[derive(Clone)]
pub struct ExportSheet {
    /// Whether it is there.
    pub open: bool,
    /// The page.
    pub tab: Tab,
    /// Of a picture.
    pub picture: PictureChoices,
    /// Of a film.
    pub film: FilmChoices,
    /// Of a map.
    pub map: MapChoices,
    /// Of each group the format that was chosen last.
    pub formats: HashMap<Group, &'static str>,
    /// Whether only the chosen run is meant.
    pub one_run: bool,
    /// The path that was typed or chosen; none is a name made of the scene's title.
    pub path: Option<String>,
    /// Whether there is a file at the path already, and only a hand may say that it may go.
    pub occupied: bool,
    /// Whether a dialog has asked already whether it may.
    pub may_replace: bool,
    /// The picture as it was drawn last, small.
    pub thumbnail: Option<(Options, TextureHandle)>,
    /// Whether it is being drawn.
    pub is_drawing: bool,
    /// The beginning of what would be written, as it was worked out last.
    pub(super) preview: Option<super::data::Preview>,
}

impl Default for ExportSheet {
    fn default() -> Self {
        let picture = PictureChoices {
            seen: Seen::Plane,
            format: PictureFormat::Png,
            size: [960, 720],
            scale: 2.0,
            dark: false,
            at_playhead: false,
            legend: true,
            caption: false,
        };
        Self {
            open: false,
            tab: Tab::Picture,
            picture,
            film: FilmChoices {
                picture: PictureChoices {
                    size: [640, 480],
                    scale: 1.0,
                    ..picture
                },
                format: FilmFormat::Gif,
                from: 0,
                to: u64::MAX,
                frames: 200,
                rate: 25.0,
                hold_secs: 2.0,
            },
            map: MapChoices {
                content: Mapped::Basins,
                format: MapFormat::Png,
                size: [1024, 768],
                dark: true,
                both: true,
            },
            formats: HashMap::new(),
            one_run: false,
            path: None,
            occupied: false,
            may_replace: false,
            thumbnail: None,
            is_drawing: false,
            preview: None,
        }
    }
}

impl ExportSheet {
    /// The sheet was opened: what was chosen for another scene is made to fit this one.
    pub fn opened(&mut self, session: &Session) {
        self.turn();
        self.thumbnail = None;
        let mode = session.view.mode;
        for picture in [&mut self.picture, &mut self.film.picture] {
            picture.seen = match picture.seen {
                Seen::Plane | Seen::Relief if mode.is_map() => Seen::Map,
                Seen::Map if !mode.is_map() => Seen::Plane,
                seen => seen,
            };
        }
        self.map.content = match (mode, session.view.sweep.form) {
            (Mode::Basins, _) => Mapped::Basins,
            (Mode::Sweep, Form::Map) => Mapped::Sweep,
            (Mode::Sweep, Form::Curve) => Mapped::Curve,
            (Mode::Sweep, Form::Orbit) => Mapped::Orbit,
            _ => self.map.content,
        };
        let last = session.last_step();
        let film = &mut self.film;
        film.to = film.to.min(last);
        if film.from >= film.to {
            (film.from, film.to) = (0, last);
        }
    }

    /// A file is there already: the sheet comes back and asks whether it may go.
    pub fn ask_to_replace(&mut self) {
        (self.open, self.occupied) = (true, true);
        self.may_replace = false;
    }

    /// A dialog answered where the export goes, and that what is there may go.
    pub fn put(&mut self, path: String) {
        self.path = Some(path);
        (self.occupied, self.may_replace) = (false, true);
    }

    /// Something else is to be made, or elsewhere: what was said of a file there is forgotten.
    pub(super) fn turn(&mut self) {
        (self.occupied, self.may_replace) = (false, false);
    }

    /// The format that is chosen in a group.
    pub fn exporter(&self, group: Group) -> Option<&'static Exporter> {
        let chosen = self.formats.get(&group).and_then(|id| export::find(id));
        chosen.or_else(|| EXPORTERS.iter().find(|one| one.group == group))
    }

    /// How the file's name ends.
    pub fn extension(&self) -> &'static str {
        match self.tab {
            Tab::Picture => self.picture.format.extension(),
            Tab::Film => self.film.format.extension(),
            Tab::Map => self.map.format.extension(),
            Tab::Data(group) => self.exporter(group).map_or("", |one| one.extension),
        }
    }

    /// Why what is chosen cannot be made, if it cannot.
    pub fn refusal(&self, session: &Session) -> Option<String> {
        match self.job(session) {
            Some(job) => limits::check(&job).err(),
            None => Some("the scene has no run that is shown: add one".to_owned()),
        }
    }

    /// What is to be made.
    pub fn job(&self, session: &Session) -> Option<Job> {
        Some(match self.tab {
            Tab::Picture => Job::Picture {
                options: options(&self.picture, session),
                format: self.picture.format,
            },
            Tab::Film => {
                let film = &self.film;
                Job::Film(Film {
                    picture: options(&film.picture, session),
                    format: film.format,
                    from: film.from,
                    to: film.to.min(session.last_step()).max(film.from),
                    frames: film.frames,
                    rate: film.rate,
                    hold_secs: film.hold_secs,
                })
            }
            Tab::Map => map::job(&self.map, session)?,
            Tab::Data(group) => Job::Data {
                format: self.exporter(group)?.id,
                run: session.subject().filter(|_| self.one_run).map(|run| run.id),
            },
        })
    }
}

/// The picture that is chosen.
pub(super) fn options(chosen: &PictureChoices, session: &Session) -> Options {
    let (what, mode) = match chosen.seen {
        Seen::Screen => (What::Screen, None),
        Seen::Plane => (What::Landscape, Some(Mode::Plane)),
        Seen::Relief => (What::Landscape, Some(Mode::Relief)),
        Seen::Map => (What::Landscape, Some(session.view.mode)),
        Seen::Curves => (What::Curves, None),
    };
    Options {
        size: chosen.size.map(|points| points as f32),
        scale: chosen.scale,
        step: chosen.at_playhead.then(|| session.step()),
        what,
        mode,
        dark: chosen.dark,
        legend: chosen.legend,
        caption: chosen.caption,
    }
}
