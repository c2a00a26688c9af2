//! `ravine sheet`: every surface and every state of the screen on contact sheets.

use super::progress::Bar;
use super::{Failure, Only, SheetArguments, Theme, files};
use crate::export::limits::MOST_PIXELS;
use crate::export::progress::Progress;
use crate::picture::frame::{Canvas, png_bytes};
use crate::picture::sheet::{self, Page, SCREENS};
use std::path::Path;

/// Width and height of a picture of a surface, in points, unless others are asked for.
const THUMBNAIL: [f32; 2] = [480.0, 320.0];

pub(super) fn execute(arguments: &SheetArguments) -> Result<(), Failure> {
    let pages = pages(arguments);
    let is_file = arguments
        .output
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("png"));
    let pixels = |page: &Page| {
        let [width, height] = sheet::size(page).map(|side| side as f64);
        width * height
    };
    let together: f64 = pages.iter().map(pixels).sum();
    let largest = pages.iter().map(pixels).fold(0.0, f64::max);
    let most = if is_file { together } else { largest };
    if most > MOST_PIXELS {
        let remedy = if is_file {
            "write into a folder, ask for --only surfaces or --only screens, one --theme, or a smaller --size"
        } else {
            "ask for a smaller --size"
        };
        return Err(Failure::input(format!(
            "a sheet would have {most:.0} pixels; it may have {MOST_PIXELS:.0}: {remedy}"
        )));
    }
    let total: usize = pages.iter().map(|page| page.tiles.len()).sum();
    let mut done = 0;
    let mut bar = Bar::new("Drawing");
    let mut drawn = Vec::new();
    if !is_file {
        std::fs::create_dir_all(&arguments.output)
            .map_err(|error| files::not_written(&arguments.output, &error))?;
    }
    for page in &pages {
        let canvas = sheet::draw_page(page, |i| {
            bar.say(page.tiles[i].caption.clone());
            // Nobody calls it off: the bar only looks.
            let _goes_on = bar.at((done + i) as u64, total as u64);
        });
        done += page.tiles.len();
        if is_file {
            drawn.push(canvas);
        } else {
            let path = arguments.output.join(format!("{}.png", page.name));
            write(&path, &canvas)?;
        }
    }
    if is_file {
        let dark = arguments.theme != Some(Theme::Light);
        write(&arguments.output, &sheet::stacked(&drawn, dark))?;
    }
    Ok(())
}

/// The sheets that are asked for.
fn pages(arguments: &SheetArguments) -> Vec<Page> {
    let themes = match arguments.theme {
        Some(theme) => vec![theme == Theme::Dark],
        None => vec![true, false],
    };
    let mut pages = Vec::new();
    for dark in themes {
        if arguments.only != Some(Only::Screens) {
            let size = arguments.size.unwrap_or(THUMBNAIL);
            let columns = arguments.columns.unwrap_or(7);
            pages.extend(sheet::surfaces(dark, size, columns.into()));
        }
        if arguments.only != Some(Only::Surfaces) {
            let own = arguments.size.map(|size| vec![(size, 1.0)]);
            let sizes = own.unwrap_or_else(|| SCREENS.to_vec());
            let columns = arguments.columns.unwrap_or(2);
            pages.extend(sheet::screens(dark, &sizes, columns.into()));
        }
    }
    pages
}

fn write(path: &Path, canvas: &Canvas) -> Result<(), Failure> {
    let png = png_bytes(canvas).map_err(Failure::operation)?;
    files::write_atomically(path, &png).map_err(|error| files::not_written(path, &error))
}
