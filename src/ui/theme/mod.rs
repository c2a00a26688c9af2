//! How the interface looks: colours, sizes and run styles, read from `assets/theme.json`. Knows no widget.
//!
//! Quiet chrome: one accent colour, hairlines, no frame around what is at rest. Colour belongs to the data.
//! Its file of written colours and the colour map alone make a colour from numbers; all others name one.
mod read;
pub mod sweep;

use super::style;
pub use super::style::{apply, choose, fonts, medium, section, semibold};
use egui::{Color32, Stroke};
use read::data;

/// The colours of one theme. All are opaque except where it is said.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Whether this is the dark theme.
    pub dark: bool,
    /// Ground of pictures and charts.
    pub canvas: Color32,
    /// Ground of panels.
    pub panel: Color32,
    /// Ground of menus, tooltips and fields.
    pub raised: Color32,
    /// Ground of a control under the pointer.
    pub hover: Color32,
    /// Ground of a control while it is pressed, and of a chosen row.
    pub pressed: Color32,
    /// Lines between regions.
    pub hairline: Color32,
    /// Rails of sliders and rims of boxes.
    pub control: Color32,
    /// Handles of sliders.
    pub handle: Color32,
    /// Text.
    pub text: Color32,
    /// Text of second rank: labels, units.
    pub text_muted: Color32,
    /// Text of third rank: hints, ticks.
    pub text_faint: Color32,
    /// The one accent: what is chosen, focused or changed.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Ground of selected text.
    pub selection: Color32,
    /// Failure and divergence.
    pub danger: Color32,
    /// Something to heed.
    pub warning: Color32,
    /// Arrival.
    pub success: Color32,
    /// Grid lines of charts; translucent.
    pub plot_grid: Color32,
    /// Contour lines on the height map; translucent.
    pub contour: Color32,
    /// Numbers on contour lines; translucent.
    pub contour_label: Color32,
    /// Arrows of the gradient field; translucent.
    pub field: Color32,
    /// The line around trails and marks that keeps them apart from the map.
    pub casing: Color32,
    /// Marks on the map that belong to no run: start, minimum, saddle.
    pub mark: Color32,
    /// Where a surface has no value.
    pub undefined: Color32,
    /// Shadow of menus; translucent.
    pub shadow: Color32,
    /// Factor on the width of trails and the size of heads; 1 is usual.
    pub stroke: f32,
}

/// The sizes, in points, the same in both themes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// Distances are multiples of this.
    pub grid: f32,
    /// Rounding of corners.
    pub radius: f32,
    /// Width of lines between regions.
    pub hairline_width: f32,
    /// The smallest text.
    pub small: f32,
    /// Text.
    pub body: f32,
    /// Titles.
    pub title: f32,
    /// Formulas and code.
    pub mono: f32,
    /// Height of a row of controls.
    pub row: f32,
    /// Icons on buttons.
    pub icon: f32,
    /// Width of a trail.
    pub trail: f32,
    /// Radius of a head.
    pub head: f32,
}

/// What the colours of basins are made of, in OKLCH. Pairs are the lightness of a ground and of what is drawn on it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BasinTones {
    /// The lightness of the fastest and of the slowest arrival.
    pub(super) speeds: [f32; 2],
    /// Shares of the chroma: of the first minima, and of those for which no hue is left.
    pub(super) tones: [f32; 2],
    /// The chroma of what is only hinted at.
    pub(super) tint: f32,
    /// What each hue adds to the lightness, its chroma, its angle.
    pub(super) hues: Vec<[f32; 3]>,
    /// At rest where the surface curves both ways.
    pub(super) saddle: [f32; 2],
    /// Round and round.
    pub(super) cycling: [f32; 2],
    /// On the way.
    pub(super) undecided: [f32; 2],
    /// Away.
    pub(super) diverged: [f32; 2],
    /// No run.
    pub(super) outside: [f32; 2],
    /// Two runs that arrive together.
    pub(super) equal: [f32; 2],
    /// Two runs of which none arrives.
    pub(super) neither: [f32; 2],
    /// Two runs that arrive at different minima.
    pub(super) apart: [f32; 2],
    /// The angles of the first and of the second of two runs.
    pub(super) both: [f32; 2],
    /// Their chroma where only one of them arrives.
    pub(super) both_chroma: f32,
    /// Their lightness where one is a little and where it is far ahead.
    pub(super) both_lightness: [f32; 2],
}

/// How the line of a run is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dash {
    /// Not at all.
    Solid,
    /// Strokes longer than the gaps.
    Dashed,
    /// Dots.
    Dotted,
}

/// The shape that marks where a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeadShape {
    /// A disc.
    Circle,
    /// A square on its side.
    Square,
    /// A triangle standing on its base.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A pentagon standing on its base.
    Pentagon,
    /// A triangle standing on its point.
    Wedge,
    /// An upright cross.
    Cross,
    /// A star with five points.
    Star,
}

/// How a run is drawn, everywhere.
#[derive(Clone, Debug, PartialEq)]
pub struct RunStyle {
    /// The colour's name, for menus and screen readers.
    pub name: String,
    /// The colour on dark ground.
    pub dark: Color32,
    /// The colour on light ground.
    pub light: Color32,
    /// How its line is broken.
    pub dash: Dash,
    /// What marks its place.
    pub head: HeadShape,
}

impl RunStyle {
    /// The colour that belongs to a theme.
    pub fn colour(&self, theme: &Theme) -> Color32 {
        if theme.dark { self.dark } else { self.light }
    }
}

impl Theme {
    /// The dark or the light theme.
    pub fn of(dark: bool) -> &'static Self {
        &data().themes[usize::from(!dark)]
    }

    /// The same with stronger contrast and thicker trails, for a projector.
    pub fn presenting(dark: bool) -> &'static Self {
        &data().themes[2 + usize::from(!dark)]
    }

    /// The theme in which a region is being drawn.
    pub fn in_ui(ui: &egui::Ui) -> &'static Self {
        let dark = ui.visuals().dark_mode;
        if style::is_presenting(ui.ctx()) {
            Self::presenting(dark)
        } else {
            Self::of(dark)
        }
    }

    /// The line between regions.
    pub fn hairline_stroke(&self) -> Stroke {
        Stroke::new(sizes().hairline_width, self.hairline)
    }
}

/// The sizes.
pub fn sizes() -> &'static Sizes {
    &data().sizes
}

/// How the runs of a style number are drawn. Numbers past the last begin again.
pub fn run_style(style: usize) -> &'static RunStyle {
    let runs = &data().runs;
    &runs[style % runs.len()]
}

/// How many run styles there are.
pub fn run_styles() -> usize {
    data().runs.len()
}

/// Lightness, chroma and hue (degrees) of the map of heights in OKLCH, from low to high.
pub(super) fn height_anchors(dark: bool) -> &'static [[f32; 3]] {
    &data().heights[usize::from(!dark)]
}

/// What the colours of basins are made of.
pub(super) fn basin_tones(dark: bool) -> &'static BasinTones {
    &data().basins[usize::from(!dark)]
}

/// The channels of a colour in linear light, 0 to 1.
#[cfg(test)]
pub(super) fn linear(colour: Color32) -> [f64; 3] {
    let [r, g, b, _] = colour.to_array();
    [r, g, b].map(|byte| {
        let gamma = f64::from(byte) / 255.0;
        if gamma <= 0.04045 {
            gamma / 12.92
        } else {
            ((gamma + 0.055) / 1.055).powf(2.4)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::scene::STYLES;

    /// Contrast ratio of WCAG 2.2, from 1 to 21.
    fn contrast(a: Color32, b: Color32) -> f64 {
        let luminance = |colour| {
            let [r, g, b] = linear(colour);
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (a, b) = (luminance(a), luminance(b));
        a.max(b) / a.min(b)
    }

    #[test]
    fn text_and_marks_are_legible() {
        // What is written on what: names, ink, ground, the least contrast; more on a projector.
        for dark in [true, false] {
            for (t, present) in [(Theme::of(dark), false), (Theme::presenting(dark), true)] {
                let grounds = [
                    ("canvas", t.canvas),
                    ("panel", t.panel),
                    ("raised", t.raised),
                ];
                let (plain, ranked) = if present { (12.0, 7.0) } else { (7.0, 4.5) };
                let inks = [
                    ("text", t.text, plain),
                    ("muted", t.text_muted, ranked),
                    ("faint", t.text_faint, ranked),
                    ("danger", t.danger, ranked),
                    ("warning", t.warning, ranked),
                    ("success", t.success, ranked),
                    ("accent", t.accent, ranked),
                ];
                let everywhere = grounds.iter().flat_map(|(on, ground)| {
                    inks.map(|(name, ink, least)| (format!("{name} on {on}"), ink, *ground, least))
                });
                let some = [
                    ("text on hover", t.text, t.hover, 7.0),
                    ("text on pressed", t.text, t.pressed, 7.0),
                    ("text on selection: tabs, lines", t.text, t.selection, 7.0),
                    ("muted on selection: keys", t.text_muted, t.selection, 4.5),
                    ("muted on hover: icons, lines", t.text_muted, t.hover, 4.5),
                    ("accent on hover: symbols", t.accent, t.hover, 4.5),
                    ("success on hover: lines", t.success, t.hover, 4.5),
                    ("danger on hover: lines", t.danger, t.hover, 4.5),
                    ("warning on hover: lines", t.warning, t.hover, 4.5),
                    ("text on accent", t.on_accent, t.accent, 4.5),
                    ("mark on casing", t.mark, t.casing, 7.0),
                ];
                let some =
                    some.map(|(name, ink, ground, least)| (name.to_owned(), ink, ground, least));
                for (name, ink, ground, least) in everywhere.chain(some) {
                    let got = contrast(ink, ground);
                    assert!(
                        got >= least,
                        "dark {dark}, present {present}: {name}: {got:.2}"
                    );
                }
            }
        }
    }

    #[test]
    fn numbers_on_contour_lines_are_legible_at_every_height() {
        for theme in [true, false]
            .map(|dark| [Theme::of(dark), Theme::presenting(dark)])
            .concat()
        {
            let map = crate::ui::colormap::Colormap::heights(theme.dark);
            for share in 0..=20 {
                let ground = map.at(f64::from(share) / 20.0);
                let got = contrast(ground.blend(theme.contour_label), ground);
                assert!(
                    got >= 4.5,
                    "dark {}, height {share}/20: {got:.2}",
                    theme.dark
                );
            }
        }
    }

    #[test]
    fn runs_stand_out_from_their_casing_and_from_each_other() {
        assert_eq!(run_styles(), STYLES);
        for theme in [true, false]
            .map(|dark| [Theme::of(dark), Theme::presenting(dark)])
            .concat()
        {
            let dark = theme.dark;
            for style in 0..STYLES {
                let colour = run_style(style).colour(theme);
                for ground in [theme.casing, theme.panel, theme.canvas] {
                    let got = contrast(colour, ground);
                    assert!(got >= 3.0, "dark {dark}, style {style}: {got:.2}");
                }
                for other in 0..style {
                    let (a, b) = (run_style(style), run_style(other));
                    assert!(
                        a.head != b.head || a.dash != b.dash,
                        "styles {style} and {other} differ by colour alone"
                    );
                }
            }
        }
    }

    #[test]
    fn the_file_is_complete() {
        let missing = Color32::MAGENTA;
        for dark in [true, false] {
            let file: serde_json::Value = serde_json::from_str(read::DATA).unwrap();
            let written = file[if dark { "dark" } else { "light" }]
                .as_object()
                .unwrap();
            let read = format!("{:?}", Theme::of(dark));
            assert!(
                !read.contains(&format!("{missing:?}")),
                "a colour is missing: {read}"
            );
            for name in written.keys() {
                assert!(read.contains(&format!("{name}: ")), "nobody reads {name}");
            }
            let presenting = format!("{:?}", Theme::presenting(dark));
            assert!(!presenting.contains(&format!("{missing:?}")));
            assert!(Theme::presenting(dark).stroke > 1.0);
            let instead = file["present"][if dark { "dark" } else { "light" }]
                .as_object()
                .unwrap();
            for name in instead.keys() {
                assert!(read.contains(&format!("{name}: ")), "nobody reads {name}");
            }
            assert!(height_anchors(dark).len() > 1);
        }
        for style in 0..run_styles() {
            assert!(run_style(style).dark != missing && run_style(style).light != missing);
        }
        let size = sizes();
        assert!(size.small >= 12.0 && size.body >= 12.0 && size.title >= 12.0 && size.mono >= 12.0);
    }
}
