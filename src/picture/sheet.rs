//! Contact sheets: many pictures beside each other, each with its name under it. Knows no file.

use super::frame::{self, Canvas};
use super::{Options, What, draw};
use crate::core::catalog::{Config, Kind};
use crate::session::Session;
use crate::session::derived::Budget;
use crate::session::preset::{self, PresetFile};
use crate::session::scene::Scene;
use crate::session::starters::race_on;
use crate::session::view::Mode;
use crate::ui::panel::gallery::Gallery;
use crate::ui::screen::screen_ui;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::{FontId, Rect, Vec2};

/// Height of a name under its picture, in points.
const CAPTION: f32 = 26.0;
/// Space around a picture, in pixels.
const GAP: usize = 8;

/// One picture of a sheet: what is drawn of a scene, and its name.
#[derive(Clone, Debug)]
pub struct Tile {
    /// What stands under it.
    pub caption: String,
    /// The scene.
    pub scene: Scene,
    /// How it is drawn.
    pub options: Options,
    /// Whether the gallery lies over it.
    pub gallery: bool,
}

/// A sheet: pictures of one size.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it is called; a name for a file.
    pub name: String,
    /// The pictures, row by row.
    pub tiles: Vec<Tile>,
    /// How many stand beside each other.
    pub columns: usize,
}

/// The ways to draw a landscape alone, with a word for each.
pub const LOOKS: [(&str, Mode); 2] = [("2d", Mode::Plane), ("3d", Mode::Relief)];

/// Every surface with a usual field on it, each way that a landscape can be drawn.
pub fn surfaces(dark: bool, size: [f32; 2], columns: usize) -> Vec<Page> {
    let of_look = |(word, mode): (&str, Mode)| Page {
        name: format!("surfaces-{word}-{}", theme_word(dark)),
        columns,
        tiles: Kind::Surface
            .entries()
            .into_iter()
            .map(|about| Tile {
                caption: about.info.name.to_owned(),
                scene: race_on(Config::new(about)),
                options: Options {
                    size,
                    scale: 1.0,
                    step: None,
                    what: What::Landscape,
                    mode: Some(mode),
                    dark,
                    legend: false,
                    caption: false,
                },
                gallery: false,
            })
            .collect(),
    };
    LOOKS.into_iter().map(of_look).collect()
}

/// Sizes of the whole screen, in points, and pixels per point: the smallest, the usual, and a projector at
/// 200 %.
pub const SCREENS: [([f32; 2], f32); 3] = [
    ([960.0, 540.0], 1.0),
    ([1440.0, 900.0], 1.0),
    ([960.0, 540.0], 2.0),
];

/// The whole screen in the states that matter: as it opens, with one run, with twelve, with all of them
/// diverged, empty, and under the gallery; a sheet for each size.
pub fn screens(dark: bool, sizes: &[([f32; 2], f32)], columns: usize) -> Vec<Page> {
    let of_size = |(size, scale): &([f32; 2], f32)| {
        let [width, height] = size.map(|points| points * scale);
        let percent = 100.0 * scale;
        Page {
            name: format!("screens-{width}x{height}-{percent}-{}", theme_word(dark)),
            columns,
            tiles: states()
                .into_iter()
                .map(|(name, scene)| Tile {
                    caption: format!("{name}, {width} × {height} at {percent} %"),
                    options: Options {
                        size: *size,
                        scale: *scale,
                        step: Some(scene.steps / if name == DIVERGED { 1 } else { 5 }),
                        what: What::Screen,
                        mode: None,
                        dark,
                        legend: false,
                        caption: false,
                    },
                    gallery: name == GALLERY,
                    scene,
                })
                .collect(),
        }
    };
    sizes.iter().map(of_size).collect()
}

fn theme_word(dark: bool) -> &'static str {
    if dark { "dark" } else { "light" }
}

/// The name of the state that is looked at when it is over.
const DIVERGED: &str = "All diverged";

/// The name of the state in which the gallery is open.
const GALLERY: &str = "The gallery";

/// Scenes in which the screen looks different.
fn states() -> Vec<(&'static str, Scene)> {
    let usual = preset::default_scene();
    let mut one = usual.clone();
    one.runs.truncate(1);
    let mut twelve = usual.clone();
    let rules = Kind::Optimizer.rules();
    for about in rules.iter().step_by(5) {
        if twelve.runs.len() < 12 {
            twelve.add_run(about);
        }
    }
    let mut diverged = usual.clone();
    // Plain descent at rates past its limit: methods that divide by the gradient would not leave.
    for (i, run) in diverged.runs.iter_mut().enumerate() {
        let sgd = Kind::Optimizer.default_config("sgd");
        let rate = 0.05 + 0.03 * i as f64;
        run.name = format!("SGD at {rate:.2}");
        run.optimizer = sgd.with("lr", rate);
    }
    let empty = Scene::on(usual.surface.clone());
    vec![
        ("As it opens", usual.clone()),
        ("One run", one),
        ("Twelve runs", twelve),
        (DIVERGED, diverged),
        ("Nobody", empty),
        (GALLERY, usual),
    ]
}

/// Width and height of a page, in pixels.
pub fn size(page: &Page) -> [usize; 2] {
    let [width, height] = page.tiles.first().map_or([0, 0], tile_size);
    let columns = page.columns.clamp(1, page.tiles.len().max(1));
    let rows = page.tiles.len().div_ceil(columns);
    [GAP + columns * (width + GAP), GAP + rows * (height + GAP)]
}

/// Width and height of a picture with its name, in pixels.
fn tile_size(tile: &Tile) -> [usize; 2] {
    let Options { size, scale, .. } = tile.options;
    let pixels = |points: f32| (points * scale).round() as usize;
    [pixels(size[0]), pixels(size[1]) + pixels(CAPTION)]
}

/// Draws a page. `progress` is told before each picture how many are done.
pub fn draw_page(page: &Page, mut progress: impl FnMut(usize)) -> Canvas {
    let [width, height] = size(page);
    let ground = page.tiles.first().is_none_or(|tile| tile.options.dark);
    let ground = Theme::of(ground).canvas.to_array();
    let mut sheet = Canvas {
        width,
        height,
        rgba: ground.repeat(width * height),
    };
    let columns = page.columns.clamp(1, page.tiles.len().max(1));
    for (i, tile) in page.tiles.iter().enumerate() {
        progress(i);
        let [across, down] = tile_size(tile);
        let x = GAP + (i % columns) * (across + GAP);
        let y = GAP + (i / columns) * (down + GAP);
        let preset = PresetFile::new(tile.scene.clone());
        let picture = if tile.gallery {
            with_gallery(&preset, &tile.options)
        } else {
            draw(&preset, &tile.options)
        };
        paste(&mut sheet, &picture, x, y);
        paste(&mut sheet, &caption(tile), x, y + picture.height);
    }
    sheet
}

/// The whole screen with the gallery over it.
fn with_gallery(preset: &PresetFile, options: &Options) -> Canvas {
    let mut session = Session::new(preset);
    session.budget = Budget::UNLIMITED;
    let step = options.step.unwrap_or(preset.scene.steps);
    session.playback.seek(step, session.last_step());
    let mut state = UiState {
        gallery: Some(Gallery::new(&session)),
        ..UiState::default()
    };
    state.settings.dark = options.dark;
    frame::draw(options.size, options.scale, options.dark, |ui| {
        screen_ui(ui, &mut session, &mut state, 0.0);
    })
}

/// A name as a strip as wide as its picture.
fn caption(tile: &Tile) -> Canvas {
    let Options {
        size, scale, dark, ..
    } = tile.options;
    frame::draw([size[0], CAPTION], scale, dark, |ui| {
        let theme = Theme::of(dark);
        let rect = Rect::from_min_size(egui::Pos2::ZERO, Vec2::new(size[0], CAPTION));
        ui.painter().rect_filled(rect, 0.0, theme.canvas);
        let font = FontId::new(theme::sizes().body, theme::medium());
        let at = rect.left_center() + egui::vec2(2.0, 0.0);
        let align = egui::Align2::LEFT_CENTER;
        ui.painter()
            .text(at, align, &tile.caption, font, theme.text);
    })
}

/// Copies a picture to a place of a sheet; what does not fit is cut off.
fn paste(sheet: &mut Canvas, picture: &Canvas, x: usize, y: usize) {
    let across = picture.width.min(sheet.width.saturating_sub(x));
    let down = picture.height.min(sheet.height.saturating_sub(y));
    for row in 0..down {
        let from = 4 * row * picture.width;
        let to = 4 * ((y + row) * sheet.width + x);
        let bytes = 4 * across;
        sheet.rgba[to..to + bytes].copy_from_slice(&picture.rgba[from..from + bytes]);
    }
}

/// Pages under each other, as one picture.
pub fn stacked(pages: &[Canvas], dark: bool) -> Canvas {
    let width = pages.iter().map(|page| page.width).max().unwrap_or(0);
    let height = pages.iter().map(|page| page.height).sum();
    let ground = Theme::of(dark).canvas.to_array();
    let mut sheet = Canvas {
        width,
        height,
        rgba: ground.repeat(width * height),
    };
    let mut y = 0;
    for page in pages {
        paste(&mut sheet, page, 0, y);
        y += page.height;
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::simulate::simulate;
    use crate::core::trajectory::Ending;

    #[test]
    fn there_is_a_picture_of_every_surface_and_of_every_state() {
        let count = Kind::Surface.entries().len();
        for dark in [true, false] {
            let pages = surfaces(dark, [120.0, 80.0], 7);
            assert!(pages.iter().all(|page| page.tiles.len() == count));
            let rows = count.div_ceil(7);
            assert_eq!(size(&pages[0]), [8 + 7 * 128, 8 + rows * (80 + 26 + 8)]);
            let pages = screens(dark, &SCREENS, 2);
            assert_eq!(pages.len(), SCREENS.len());
            let names: Vec<&str> = pages.iter().map(|page| page.name.as_str()).collect();
            assert!(names[2].starts_with("screens-1920x1080-200-"), "{names:?}");
            assert_eq!(pages[0].tiles[2].scene.runs.len(), 12);
            let diverged = &pages[0].tiles[3].scene;
            for run in &diverged.runs {
                let (_, ending) = simulate(&diverged.request(run));
                assert!(matches!(ending, Ending::Diverged { .. }), "{ending:?}");
            }
        }
    }

    #[test]
    fn a_picture_is_pasted_at_its_place_and_cut_at_the_edge() {
        let plain = |width, height, value: u8| Canvas {
            width,
            height,
            rgba: vec![value; 4 * width * height],
        };
        let mut sheet = plain(3, 3, 0);
        paste(&mut sheet, &plain(2, 2, 9), 2, 1);
        let set: Vec<usize> = (0..9).filter(|i| sheet.rgba[4 * i] == 9).collect();
        assert_eq!(set, [5, 8]);
        let both = stacked(&[plain(1, 2, 1), plain(2, 1, 2)], true);
        assert_eq!((both.width, both.height), (2, 3));
        assert_eq!((both.rgba[0], both.rgba[16]), (1, 2));
    }
}
