//! The export sheet: what is chosen there is what is asked of the window, and nothing else.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::core::map::Axis;
use ravine::export::EXPORTERS;
use ravine::export::map::{Content, LineContent, MapFormat};
use ravine::export::plan::{FilmFormat, Job, PictureFormat, What};
use ravine::export::progress::Progress;
use ravine::session::maps::Form;
use ravine::session::preset;
use ravine::session::view::Mode;
use ravine::ui::jobs::Work;
use ravine::ui::panel::export::Tab;
use ravine::ui::state::{Request, UiState};

/// A screen with the sheet open at a page.
fn opened(tab: Tab, size: [f32; 2]) -> Screen {
    let mut screen = Screen::new(preset::default_scene(), size);
    screen.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::E);
    screen.frames(2);
    let outbox = &screen.harness.state().state.outbox;
    assert!(
        matches!(outbox[..], [Request::Thumbnail(_)]),
        "one picture to look at"
    );
    if tab != Tab::Picture {
        screen.click(Role::Button, tab.name());
    }
    screen.frames(2);
    screen
}

/// How a path ends; all of it if it has no dot.
fn end_of(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// What of the requests asks for a file; pictures for the sheet itself do not.
fn exports(state: &mut UiState) -> Vec<Request> {
    let all = std::mem::take(&mut state.outbox).into_iter();
    all.filter(|request| !matches!(request, Request::Thumbnail(_)))
        .collect()
}

/// What the window was asked to export, and where.
fn asked(screen: &mut Screen) -> (Job, String, bool) {
    screen.click(Role::Button, "Export");
    screen.frames(1);
    let state = &mut screen.harness.state_mut().state;
    assert!(!state.export.open, "the sheet is gone");
    match exports(state).pop() {
        Some(Request::Export { job, path, replace }) => (job, path, replace),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_picture_is_asked_for_as_it_was_chosen() {
    let mut screen = opened(Tab::Picture, USUAL);
    let (job, path, replace) = asked(&mut screen);
    let Job::Picture { options, format } = job else {
        panic!("{job:?}");
    };
    assert_eq!(
        (format, options.what, options.mode),
        (PictureFormat::Png, What::Landscape, Some(Mode::Plane))
    );
    assert_eq!(
        (options.size, options.scale, options.step),
        ([960.0, 720.0], 2.0, None)
    );
    assert!(options.legend && !options.caption && !options.dark && !replace);
    assert!(path.starts_with("~/"), "{path}");
    assert_eq!(end_of(&path), "png");

    screen.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::E);
    screen.frames(2);
    for name in [
        "Show: 3D",
        "Format: SVG",
        "Step: At the playhead (0)",
        "Colours: Dark",
    ] {
        screen.click(Role::Button, name);
    }
    screen.click(Role::CheckBox, "Caption");
    let (job, path, _) = asked(&mut screen);
    let Job::Picture { options, format } = job else {
        panic!("{job:?}");
    };
    assert_eq!(
        (format, options.mode, options.step),
        (PictureFormat::Svg, Some(Mode::Relief), Some(0))
    );
    assert!(options.caption && options.dark);
    assert_eq!(end_of(&path), "svg");
}

#[test]
fn a_film_is_asked_for_as_it_was_chosen() {
    let mut screen = opened(Tab::Film, USUAL);
    screen.click(Role::Button, "Format: PNG files");
    screen.click(Role::Button, "Show: Curves");
    let last = screen.scene().steps;
    let (job, path, _) = asked(&mut screen);
    let Job::Film(film) = job else {
        panic!("{job:?}");
    };
    assert_eq!(
        (film.format, film.picture.what),
        (FilmFormat::Frames, What::Curves)
    );
    assert_eq!((film.from, film.to, film.frames), (0, last, 200));
    assert_eq!(end_of(&path), path, "a folder");
}

#[test]
fn every_format_is_offered_and_asked_for() {
    let groups: Vec<Tab> = Tab::ALL
        .into_iter()
        .filter(|tab| matches!(tab, Tab::Data(_)))
        .collect();
    let mut seen = 0;
    for tab in groups {
        let Tab::Data(group) = tab else { continue };
        for exporter in EXPORTERS.iter().filter(|one| one.group == group) {
            let mut screen = opened(tab, USUAL);
            screen.click(Role::Button, &format!("Format: {}", exporter.name));
            screen.frames(2);
            let (job, path, _) = asked(&mut screen);
            assert_eq!(
                job,
                Job::Data {
                    format: exporter.id,
                    run: None
                }
            );
            assert!(
                path.ends_with(&format!(".{}", exporter.extension)),
                "{path}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, EXPORTERS.len());
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_told() {
    let mut screen = opened(Tab::Picture, USUAL);
    let (.., replace) = asked(&mut screen);
    assert!(!replace);
    screen.harness.state_mut().state.export.ask_to_replace();
    screen.frames(2);
    assert_eq!(screen.count(Role::Button, "Export"), 0);
    screen.click(Role::Button, "Replace it");
    let outbox = exports(&mut screen.harness.state_mut().state);
    assert!(matches!(
        outbox[..],
        [Request::Export { replace: true, .. }]
    ));
    // Another place: the question is open again.
    screen.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::E);
    screen.frames(2);
    screen.harness.state_mut().state.export.ask_to_replace();
    screen.frames(2);
    screen.click(Role::Button, "Film");
    screen.frames(2);
    assert_eq!(screen.count(Role::Button, "Export"), 1);
}

#[test]
fn cancel_and_escape_leave_the_sheet_and_ask_for_nothing() {
    let mut screen = opened(Tab::Film, SMALLEST);
    screen.click(Role::Button, "Cancel");
    screen.frames(1);
    let state = &mut screen.harness.state_mut().state;
    assert!(!state.export.open && exports(state).is_empty());
    screen.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::E);
    screen.frames(2);
    screen.key(Key::Escape);
    screen.frames(1);
    let state = &mut screen.harness.state_mut().state;
    assert!(!state.export.open && exports(state).is_empty());
}

#[test]
fn everything_on_the_sheet_fits_and_has_a_name() {
    for size in [SMALLEST, USUAL] {
        for tab in Tab::ALL {
            let screen = opened(tab, size);
            let all = screen.harness.ctx.content_rect();
            for name in ["Export", "Cancel", "Browse…"] {
                assert!(
                    all.contains_rect(screen.rect(Role::Button, name)),
                    "{tab:?}: {name}"
                );
            }
            assert!(
                all.contains_rect(screen.rect(Role::Button, "Scene")),
                "{tab:?}"
            );
        }
    }
}

#[test]
fn work_is_shown_with_its_share_and_can_be_called_off() {
    let mut screen = Screen::usual();
    let work = Work::new("Exporting race.gif".to_owned());
    let mut reporter = work.reporter();
    screen.harness.state_mut().state.work.push(work.clone());
    screen.frames(2);
    assert_eq!(
        screen.count(Role::ProgressIndicator, "Exporting race.gif…"),
        1
    );
    reporter.at(3, 4).unwrap();
    screen.frames(2);
    assert_eq!(
        screen.count(Role::ProgressIndicator, "Exporting race.gif · 75 %"),
        1
    );
    screen.click(Role::Button, "Cancel Exporting race.gif");
    assert!(reporter.at(4, 4).is_err() && work.is_cancelled());
    screen.frames(1);
    screen
        .harness
        .get_by_role_and_label(Role::ProgressIndicator, "Stopping…");
}

#[test]
fn what_cannot_be_made_is_said_before_it_is_asked_for() {
    type Change = fn(&mut UiState);
    let table: [(Tab, Change, &str); 4] = [
        (
            Tab::Picture,
            |state| state.export.picture.size = [16384, 16384],
            "million pixels",
        ),
        (
            Tab::Film,
            |state| state.export.film.picture.size = [16384, 4096],
            "million pixels",
        ),
        (
            Tab::Film,
            |state| state.export.film.rate = 60.0,
            "a GIF shows at most 50 pictures per second",
        ),
        (
            Tab::Film,
            |state| state.export.film.picture.scale = 8.0,
            "each picture of the film",
        ),
    ];
    for (tab, change, words) in table {
        let mut screen = opened(tab, USUAL);
        let is_disabled = |screen: &Screen| {
            let button = screen.harness.get_by_role_and_label(Role::Button, "Export");
            button.accesskit_node().is_disabled()
        };
        assert!(!is_disabled(&screen));
        change(&mut screen.harness.state_mut().state);
        screen.frames(2);
        assert!(is_disabled(&screen), "{words}");
        let said = screen.harness.query_all_by_label_contains(words);
        assert_eq!(said.count(), 1, "{words}");
    }
}

#[test]
fn a_map_is_asked_for_as_it_is_shown() {
    let mut screen = opened(Tab::Map, USUAL);
    // From a landscape: the basins of what is shown.
    let Job::Map(file) = asked(&mut screen).0 else {
        panic!("no map");
    };
    assert_eq!(
        (file.content, file.format, file.wanted.size),
        (Content::Basins, MapFormat::Png, [1024, 768])
    );
    let [x, y] = file.wanted.axes;
    let pixels = [(x.high - x.low) / 1024.0, (y.high - y.low) / 768.0];
    assert!((pixels[0] / pixels[1] - 1.0).abs() < 1e-9, "{pixels:?}");

    let session = &mut screen.harness.state_mut().session;
    session.view.mode = Mode::Sweep;
    session.view.sweep.across_shown = Some(Axis::log(1e-3, 2.0));
    screen.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::E);
    screen.frames(2);
    for name in ["Format: CSV", "Usual sizes"] {
        screen.click(Role::Button, name);
        screen.frames(2);
    }
    screen.click(Role::Button, "Square (512 × 512 pixels)");
    screen.frames(2);
    let said = screen.harness.query_all_by_label_contains("262");
    assert_eq!(said.count(), 1, "how many pixels and how large");
    let (job, path, _) = asked(&mut screen);
    let Job::Map(file) = job else {
        panic!("{job:?}");
    };
    assert_eq!(
        (file.content, file.format, file.wanted.size),
        (Content::Sweep, MapFormat::Csv, [512, 512])
    );
    assert_eq!(file.wanted.axes[0], Axis::log(1e-3, 2.0));
    assert_eq!(end_of(&path), "csv");
}

#[test]
fn a_picture_shows_the_map_that_is_shown() {
    for (mode, word) in [(Mode::Basins, "Basins"), (Mode::Sweep, "Sweep")] {
        let mut screen = Screen::new(preset::default_scene(), USUAL);
        screen.harness.state_mut().session.view.mode = mode;
        screen.frames(2);
        screen.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::E);
        screen.frames(2);
        assert_eq!(screen.count(Role::Button, &format!("Show: {word}")), 1);
        let (job, ..) = asked(&mut screen);
        let Job::Picture { options, .. } = job else {
            panic!("{job:?}");
        };
        assert_eq!((options.what, options.mode), (What::Landscape, Some(mode)));
    }
}

#[test]
fn where_there_is_no_run_there_is_no_map() {
    let mut scene = preset::default_scene();
    scene.runs.clear();
    let mut screen = Screen::new(scene, USUAL);
    screen.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::E);
    screen.frames(2);
    screen.click(Role::Button, "Map");
    screen.frames(2);
    let button = screen.harness.get_by_role_and_label(Role::Button, "Export");
    assert!(button.accesskit_node().is_disabled());
    let said = screen.harness.query_all_by_label_contains("has no run");
    assert_eq!(said.count(), 1);
}

#[test]
fn a_curve_or_an_orbit_is_asked_for_where_the_view_shows_one() {
    for (form, content, word) in [
        (Form::Curve, LineContent::Curve, "Curve"),
        (Form::Orbit, LineContent::Orbit, "Orbit"),
    ] {
        for size in [USUAL, SMALLEST] {
            let mut screen = Screen::new(preset::default_scene(), size);
            let view = &mut screen.harness.state_mut().session.view;
            (view.mode, view.sweep.form) = (Mode::Sweep, form);
            view.sweep.across_shown = Some(Axis::log(1e-3, 2.0));
            screen.frames(2);
            screen.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::E);
            screen.frames(2);
            screen.click(Role::Button, "Map");
            screen.frames(2);
            let chosen = screen.harness.state().state.export.map.content;
            assert_eq!(format!("{chosen:?}"), word);
            // A picture is the view's; numbers have as many values as columns.
            let (job, path, _) = asked(&mut screen);
            let Job::Line(file) = job else {
                panic!("{job:?}");
            };
            assert_eq!((file.content, file.format), (content, MapFormat::Png));
            assert_eq!((file.size, end_of(&path)), ([1024, 768], "png"));
            screen.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::E);
            screen.frames(2);
            screen.click(Role::Button, "Format: CSV");
            screen.frames(2);
            assert_eq!(screen.count(Role::SpinButton, "Rows"), 0);
            assert_eq!(screen.count(Role::SpinButton, "Columns"), 1);
            let said = screen
                .harness
                .query_all_by_label_contains("over optimizer.lr from");
            assert_eq!(said.count(), 1, "what is written is said");
            let (job, path, _) = asked(&mut screen);
            let Job::Line(file) = job else {
                panic!("{job:?}");
            };
            let runs = if form == Form::Curve { 5 } else { 1 };
            assert_eq!((file.members.len(), file.columns), (runs, 1024));
            assert_eq!((file.axis, end_of(&path)), (Axis::log(1e-3, 2.0), "csv"));
        }
    }
}
