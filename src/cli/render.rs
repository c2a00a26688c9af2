//! `ravine render`: what the window would show, as a PNG file.

use super::{Failure, Mode, RenderArguments, Theme, View, files, finish};
use crate::picture::{self, Options, What};
use crate::session::view;
use std::io::{self, Write};

pub(super) fn execute(arguments: &RenderArguments) -> Result<(), Failure> {
    let preset = arguments.source.read()?;
    let steps = preset.scene.steps;
    if let Some(step) = arguments.step.filter(|step| *step > steps) {
        return Err(Failure::input(format!(
            "there is no step {step}: the runs of this scene have {steps} steps"
        )));
    }
    if arguments.mode.is_some() && arguments.view != View::Screen {
        return Err(Failure::input(
            "`--mode` is about the whole screen: leave out `--view`, or leave out `--mode`",
        ));
    }
    let mode = arguments.mode.map(|mode| match mode {
        Mode::Plane => view::Mode::Plane,
        Mode::Relief => view::Mode::Relief,
        Mode::Both => view::Mode::Both,
    });
    let (what, mode) = match arguments.view {
        View::Screen => (What::Screen, mode),
        View::Landscape => (What::Landscape, Some(view::Mode::Plane)),
        View::Relief => (What::Landscape, Some(view::Mode::Relief)),
    };
    let options = Options {
        size: arguments.size,
        scale: arguments.scale,
        step: arguments.step,
        what,
        mode,
        dark: arguments.theme == Theme::Dark,
        legend: false,
        caption: false,
    };
    let png = picture::render(&preset, &options).map_err(Failure::operation)?;
    if arguments.output.as_os_str() == "-" {
        let mut out = io::stdout().lock();
        return finish(out.write_all(&png).and_then(|()| out.flush()));
    }
    files::write_atomically(&arguments.output, &png)
        .map_err(|error| files::not_written(&arguments.output, &error))
}
