//! Vector pictures, seen by another program: what `resvg` makes of an SVG is what the PNG of the same scene shows.
#![cfg(feature = "picture")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod seen;

use ravine::core::catalog::{Config, Kind};
use ravine::core::vec2::vec2;
use ravine::export::Failure;
use ravine::export::progress::{Cancelled, Quiet};
use ravine::picture::frame::Canvas;
use ravine::picture::{self, Options, PictureFormat, Shown, What};
use ravine::session::preset::{self, PresetFile};
use ravine::session::scene::Scene;
use ravine::session::starters::race_on;
use ravine::session::view::Mode;
use seen::{apart, parsed, seen};

const SIZE: [f32; 2] = [560.0, 380.0];

fn options(what: What, mode: Option<Mode>, dark: bool) -> Options {
    Options {
        size: SIZE,
        scale: 1.0,
        step: None,
        what,
        mode,
        dark,
        legend: false,
        caption: false,
    }
}

fn file(scene: Scene) -> PresetFile {
    PresetFile::new(scene)
}

/// The scene with which the program opens.
fn usual() -> PresetFile {
    preset::parse_bytes(preset::built_in("ravine").unwrap().as_bytes()).unwrap()
}

fn bytes(preset: &PresetFile, options: &Options, format: PictureFormat) -> Vec<u8> {
    picture::encode(&Shown::of(preset, options), format, &mut Quiet).unwrap()
}

fn svg(preset: &PresetFile, options: &Options) -> String {
    String::from_utf8(bytes(preset, options, PictureFormat::Svg)).unwrap()
}

fn count(svg: &str, part: &str) -> usize {
    svg.matches(part).count()
}

/// The same as pixels, laid out as finely as a vector picture is.
fn pixels(preset: &PresetFile, options: &Options) -> Canvas {
    let fine = Options {
        scale: 4.0,
        ..*options
    };
    picture::draw(preset, &fine).halved().halved()
}

/// A vector picture is the picture, and would not be if its letters, its lines or its longest line were missing.
#[test]
fn another_program_sees_what_the_png_shows() {
    let landscape = options(What::Landscape, None, true);
    let table = [
        ("landscape", landscape),
        ("light landscape", options(What::Landscape, None, false)),
        ("hills", options(What::Landscape, Some(Mode::Relief), false)),
        ("curves", options(What::Curves, None, true)),
        ("light curves", options(What::Curves, None, false)),
        (
            "figure",
            Options {
                legend: true,
                caption: true,
                ..options(What::Landscape, None, false)
            },
        ),
        (
            "screen",
            Options {
                size: [960.0, 540.0],
                ..options(What::Screen, None, false)
            },
        ),
    ];
    let preset = usual();
    for (name, options) in table {
        let text = svg(&preset, &options);
        let png = pixels(&preset, &options);
        let [whole, worst] = apart(&seen(&text), &png);
        assert!(whole < 1.6 && worst < 9.0, "{name}: {whole} {worst}");
        let lines: Vec<&str> = text.lines().collect();
        let paths = lines.iter().filter(|line| line.starts_with("<path d"));
        let longest = *paths.max_by_key(|line| line.len()).unwrap();
        let is_of = |layer: &str, line: &str| match layer {
            "letters" => line.contains("<use"),
            "lines" => line.starts_with("<path d"),
            _ => line == longest,
        };
        for layer in ["letters", "lines", "the longest line"] {
            // On hills the lines are a part of the image.
            if name == "hills" && layer == "the longest line" {
                continue;
            }
            let kept: Vec<&str> = lines
                .iter()
                .copied()
                .filter(|line| !is_of(layer, line))
                .collect();
            let [less, _] = apart(&seen(&kept.join("\n")), &png);
            assert!(
                less > 1.2 * whole,
                "{name} without {layer}: {less}, not {whole}"
            );
        }
    }
}

#[test]
fn lines_and_letters_are_vectors_and_only_the_map_is_an_image() {
    let usual = usual();
    // What is drawn, the images in it, and the least numbers of strokes, of letters and of searchable texts.
    let table = [
        (options(What::Landscape, None, true), 1, 20, 40, 15),
        (
            options(What::Landscape, Some(Mode::Relief), true),
            1,
            4,
            20,
            10,
        ),
        (options(What::Curves, None, true), 0, 6, 20, 8),
    ];
    for (options, images, strokes, letters, texts) in table {
        let text = svg(&usual, &options);
        assert_eq!(count(&text, "<image"), images, "{options:?}");
        assert!(
            count(&text, "fill=\"none\" stroke=") >= strokes,
            "{options:?}"
        );
        assert!(
            count(&text, "<use xlink:href=\"#g") >= letters,
            "{options:?}"
        );
        assert!(count(&text, "<text ") >= texts, "{options:?}");
        assert!(text.len() < 1_000_000, "{options:?}: {}", text.len());
    }
    // Of the default scene the whole screen at its usual size.
    let screen = Options {
        size: [1440.0, 900.0],
        ..options(What::Screen, None, true)
    };
    let text = svg(&usual, &screen);
    assert!(text.len() < 1_000_000, "{}", text.len());
    for words in [
        ">Condition number<",
        ">Five ways down a ravine<",
        ">Nesterov<",
    ] {
        assert!(text.contains(words), "{words} cannot be found");
    }
    // All contour lines are one path of many parts.
    let longest = text.lines().filter(|line| line.starts_with("<path d"));
    let parts = longest.map(|line| line.matches('M').count()).max();
    assert!(parts > Some(15), "{parts:?}");
}

#[test]
fn a_vector_picture_stands_alone_and_is_the_same_every_time() {
    for what in [What::Landscape, What::Curves, What::Screen] {
        let options = Options {
            size: [960.0, 540.0],
            ..options(what, None, false)
        };
        let text = svg(&usual(), &options);
        assert_eq!(text, svg(&usual(), &options));
        assert!(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
        assert!(text.contains("width=\"960px\" height=\"540px\" viewBox=\"0 0 960 540\""));
        let note = usual().scene.note;
        assert!(text.contains("<title>Five ways down a ravine</title>\n<desc>"));
        assert!(text.contains(&note[..note.find(['<', '&', '"']).unwrap_or(note.len())]));
        for outside in ["file:", "<script", "<style", "@import", "<foreignObject"] {
            assert!(!text.contains(outside), "{outside}");
        }
        let links = text.matches("href=\"").count();
        let inside = text.matches("href=\"#").count() + text.matches("href=\"data:").count();
        assert_eq!(links, inside);
        assert_eq!(
            text.matches("http").count(),
            2,
            "the two names of the language"
        );
        for name in ["NaN", "inf", "e-0", "e+"] {
            assert!(!text.contains(&format!("=\"{name}")), "{name}");
        }
    }
}

/// Names of runs and of scenes come from files and may be anything.
#[test]
fn hostile_names_are_harmless() {
    let mut preset = usual();
    let names = [
        "</text><script>alert(1)</script>",
        "\"'&amp;<![CDATA[ ]]> -->",
        "a\u{0}b\u{1b}[31m\u{FFFF}\u{202E}c",
        "e\u{301}m\u{302} \u{1F984} 漢字 \t x",
        "",
    ];
    for (run, name) in preset.scene.runs.iter_mut().zip(names) {
        run.name = name.to_owned();
    }
    preset.scene.title = "<&>\"\u{7}\u{FFFE}".repeat(40);
    preset.scene.note = "]]></desc><svg onload=\"x\">".to_owned();
    for what in [What::Landscape, What::Curves, What::Screen] {
        let options = Options {
            size: [960.0, 540.0],
            legend: true,
            caption: true,
            ..options(what, None, true)
        };
        let text = svg(&preset, &options);
        let tree = parsed(&text);
        assert_eq!(tree.size().width(), 960.0);
        assert!(!text.contains("<script") && !text.contains("onload=\""));
        let pdf = bytes(&preset, &options, PictureFormat::Pdf);
        assert!(pdf.starts_with(b"%PDF"));
    }
}

#[test]
fn every_surface_and_every_extreme_scene_is_drawn() {
    let mut scenes: Vec<(String, PresetFile)> = Kind::Surface
        .entries()
        .into_iter()
        .map(|about| {
            let mut scene = race_on(Config::new(about));
            scene.steps = scene.steps.min(60);
            (about.info.name.to_owned(), file(scene))
        })
        .collect();
    assert!(scenes.len() > 40);
    let usual = usual().scene;
    scenes.push(("nobody".to_owned(), file(Scene::on(usual.surface.clone()))));
    let mut lost = usual.clone();
    for run in &mut lost.runs {
        run.optimizer = Kind::Optimizer.default_config("sgd").with("lr", 9.0);
    }
    scenes.push(("all diverged".to_owned(), file(lost)));
    let mut far = usual.clone();
    far.start = vec2(1e300, -1e300);
    scenes.push(("far away".to_owned(), file(far)));
    let mut many = usual;
    let rules = Kind::Optimizer.rules();
    for about in rules.iter().cycle() {
        if many.runs.len() >= 64 {
            break;
        }
        many.add_run(about);
    }
    scenes.push(("64 runs".to_owned(), file(many)));
    for (name, preset) in &scenes {
        for (what, mode) in [
            (What::Landscape, None),
            (What::Landscape, Some(Mode::Relief)),
            (What::Curves, None),
        ] {
            let options = Options {
                size: [240.0, 200.0],
                legend: true,
                caption: true,
                ..options(what, mode, true)
            };
            let text = svg(preset, &options);
            assert_eq!(parsed(&text).size().height(), 200.0, "{name}");
            let is_broken = ["\"NaN", " NaN", "\"inf"]
                .iter()
                .any(|no| text.contains(no));
            assert!(!is_broken, "{name}");
        }
    }
}

/// The streams of a PDF, unpacked.
fn streams(pdf: &[u8]) -> String {
    use std::io::Read as _;
    let mut all = String::new();
    let mut rest = pdf;
    let find = |text: &[u8], part: &[u8]| text.windows(part.len()).position(|w| w == part);
    while let Some(start) = find(rest, b"stream\n") {
        let from = &rest[start + 7..];
        let end = find(from, b"endstream").unwrap();
        let mut text = Vec::new();
        if flate2::read::ZlibDecoder::new(&from[..end])
            .read_to_end(&mut text)
            .is_ok()
        {
            all.push_str(&String::from_utf8_lossy(&text));
        } else {
            all.push_str(&String::from_utf8_lossy(&from[..end]));
        }
        rest = &from[end + 9..];
    }
    all
}

#[test]
fn a_pdf_has_one_page_of_the_right_size_with_real_text() {
    let options = Options {
        legend: true,
        caption: true,
        ..options(What::Landscape, None, false)
    };
    let preset = usual();
    let pdf = bytes(&preset, &options, PictureFormat::Pdf);
    let plain = String::from_utf8_lossy(&pdf);
    assert!(plain.starts_with("%PDF-"));
    assert_eq!(plain.matches("/Type /Page\n").count(), 1);
    assert!(plain.contains("/MediaBox [0 0 560 380]"), "the page's size");
    let units = preset.scene.title.encode_utf16();
    let title: Vec<String> = units.map(|unit| format!("{unit:04X}")).collect();
    let title = title.concat();
    assert!(plain.contains(&format!("/Title <FEFF{title}>")));
    // The table of what was added begins where the end of the file says.
    let (_, at) = plain
        .trim_end()
        .trim_end_matches("%%EOF")
        .rsplit_once("startxref")
        .unwrap();
    let at: usize = at.trim().parse().unwrap();
    assert!(pdf[at..].starts_with(b"xref\n"));
    let entry = std::str::from_utf8(&pdf[at..])
        .unwrap()
        .lines()
        .nth(2)
        .unwrap();
    let object: usize = entry[..10].parse().unwrap();
    assert!(
        plain_at(&pdf, object).contains(" 0 obj\n<< /Title"),
        "{entry}"
    );
    // Glyphs are shown as text, in embedded fonts, and say which characters they are.
    let inner = streams(&pdf);
    assert!(
        inner.matches(" Tj").count() > 150,
        "{}",
        inner.matches(" Tj").count()
    );
    assert!(
        plain.matches("/FontFile").count() >= 2,
        "fonts are embedded"
    );
    for letter in "Fivewaysdownar".chars() {
        let code = format!("<{:04X}>", letter as u32);
        assert!(inner.contains(&code), "{letter} cannot be copied");
    }
    // The order of the fonts is not the same every time; what is in the file is.
    let again = bytes(&preset, &options, PictureFormat::Pdf);
    assert_eq!(
        streams(&again).matches(" Tj").count(),
        inner.matches(" Tj").count()
    );
}

fn plain_at(pdf: &[u8], at: usize) -> String {
    String::from_utf8_lossy(&pdf[at..(at + 60).min(pdf.len())]).into_owned()
}

#[test]
fn a_picture_can_be_called_off() {
    let shown = Shown::of(&usual(), &options(What::Landscape, None, true));
    for format in PictureFormat::ALL {
        let mut told = Vec::new();
        let done = picture::encode(&shown, format, &mut |done, total| {
            told.push((done, total));
            Ok(())
        });
        assert!(done.is_ok());
        assert!(told.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(matches!(told.last(), Some((done, total)) if done == total));
        let off = picture::encode(&shown, format, &mut |_, _| Err(Cancelled));
        assert!(matches!(off, Err(Failure::Cancelled)));
    }
}
