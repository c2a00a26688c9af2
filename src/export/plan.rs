//! What a picture or a film is to be: what of the screen, how large, which steps, in which format.

use super::map::{LineFile, MapFile};
use crate::session::scene::RunId;
use crate::session::view::Mode;

/// How much of the screen is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All of it.
    Screen,
    /// The landscape with its runs, from above unless a mode is given or the scene shows a map.
    Landscape,
    /// The curves.
    Curves,
}

/// What is drawn of a scene, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Width and height in points.
    pub size: [f32; 2],
    /// Pixels per point.
    pub scale: f32,
    /// The step that is shown; none is the last one.
    pub step: Option<u64>,
    /// How much of the screen.
    pub what: What,
    /// The landscape in 2D, 3D or both, or a map; none is as the scene says, and where it is alone from above unless the
    /// scene shows a map.
    pub mode: Option<Mode>,
    /// Dark or light.
    pub dark: bool,
    /// Whether the runs are named beside the landscape or the curves. The screen names them anyway.
    pub legend: bool,
    /// Whether the scene's title and the surface's formula stand under the landscape or the curves.
    pub caption: bool,
}

/// The format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// Pixels.
    Png,
    /// Lines and letters that stay sharp, for the web and for drawing programs.
    Svg,
    /// Lines and letters that stay sharp, for papers.
    Pdf,
}

impl PictureFormat {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Png, Self::Svg, Self::Pdf];

    /// How the names of its files end, and the word on the command line.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }
}

/// The format of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilmFormat {
    /// 256 colours, shown everywhere.
    Gif,
    /// All colours, shown by browsers.
    Apng,
    /// A PNG file for each picture, numbered, for a program that makes films of them.
    Frames,
}

impl FilmFormat {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Gif, Self::Apng, Self::Frames];

    /// The word on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gif => "gif",
            Self::Apng => "apng",
            Self::Frames => "frames",
        }
    }

    /// How the names of its files end.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Gif => "gif",
            Self::Apng | Self::Frames => "png",
        }
    }
}

/// A film of a race.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Film {
    /// What each of its pictures shows; the step is not used.
    pub picture: Options,
    /// How it is written.
    pub format: FilmFormat,
    /// The first step that is shown.
    pub from: u64,
    /// The last step that is shown, not before the first.
    pub to: u64,
    /// How many pictures it has, at least one; the steps are spread over them evenly.
    pub frames: u32,
    /// Pictures per second.
    pub rate: f32,
    /// How long the last picture stays, in seconds, before the film begins again.
    pub hold_secs: f32,
}

impl Film {
    /// The step that picture number `index` shows.
    pub fn step(&self, index: u32) -> u64 {
        let last = self.frames.saturating_sub(1);
        let way = self.to.saturating_sub(self.from);
        if last == 0 {
            return self.to;
        }
        // Rounded to the nearest step; the product of both stays far below 2⁶⁴.
        self.from + (way * u64::from(index.min(last)) + u64::from(last) / 2) / u64::from(last)
    }
}

/// One thing that is to be made of a scene.
#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    /// A picture.
    Picture {
        /// What is drawn, and how.
        options: Options,
        /// How it is written.
        format: PictureFormat,
    },
    /// A film.
    Film(Film),
    /// A map of basins or of a sweep.
    Map(Box<MapFile>),
    /// A sweep of one number.
    Line(Box<LineFile>),
    /// Text or numbers in one of [`super::EXPORTERS`].
    Data {
        /// The id of the format.
        format: &'static str,
        /// The run that is meant; none is all of them.
        run: Option<RunId>,
    },
}

#[cfg(test)]
impl Film {
    /// Fifty pictures of a hundred steps, for tests.
    pub(crate) fn example() -> Self {
        Self {
            picture: Options {
                size: [640.0, 480.0],
                scale: 1.0,
                step: None,
                what: What::Landscape,
                mode: None,
                dark: true,
                legend: false,
                caption: false,
            },
            format: FilmFormat::Gif,
            from: 0,
            to: 100,
            frames: 50,
            rate: 25.0,
            hold_secs: 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_of_a_film_are_spread_from_the_first_to_the_last() {
        let film = |from, to, frames| Film {
            from,
            to,
            frames,
            ..Film::example()
        };
        let steps = |film: &Film| -> Vec<u64> { (0..film.frames).map(|i| film.step(i)).collect() };
        assert_eq!(steps(&film(0, 10, 5)), [0, 3, 5, 8, 10]);
        assert_eq!(steps(&film(5, 5, 3)), [5, 5, 5]);
        assert_eq!(steps(&film(0, 1_000_000, 2)), [0, 1_000_000]);
        assert_eq!(steps(&film(3, 9, 1)), [9]);
        assert_eq!(steps(&film(0, 2, 5)), [0, 1, 1, 2, 2]);
    }
}
