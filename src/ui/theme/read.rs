//! The theme as it is written: `assets/theme.json`, read once. Knows no egui beyond its colour.
#![allow(
    clippy::disallowed_methods,
    reason = "the one place where written colours become colours"
)]

use super::{BasinTones, Dash, HeadShape, RunStyle, Sizes, Theme};
use egui::Color32;
use serde_json::Value;
use std::sync::OnceLock;

/// The colours and sizes, as written.
pub(super) const DATA: &str = include_str!("../../../assets/theme.json");

/// Everything the file says.
pub(super) struct Data {
    pub(super) themes: [Theme; 4],
    pub(super) sizes: Sizes,
    pub(super) heights: [Vec<[f32; 3]>; 2],
    pub(super) basins: [BasinTones; 2],
    pub(super) runs: Vec<RunStyle>,
}

/// The file, read once. What it lacks becomes magenta or nothing, and fails a test.
pub(super) fn data() -> &'static Data {
    static CELL: OnceLock<Data> = OnceLock::new();
    CELL.get_or_init(|| {
        let file: Value = serde_json::from_str(DATA).unwrap_or_default();
        let mut runs: Vec<RunStyle> = file["runs"]
            .as_array()
            .map(|rows| rows.iter().map(read_run).collect())
            .unwrap_or_default();
        if runs.is_empty() {
            runs.push(read_run(&Value::Null));
        }
        Data {
            themes: [
                read_theme(&file["dark"], true),
                read_theme(&file["light"], false),
                read_theme(&over(&file["dark"], &file["present"]["dark"]), true),
                read_theme(&over(&file["light"], &file["present"]["light"]), false),
            ],
            sizes: read_sizes(&file["sizes"]),
            heights: ["dark", "light"].map(|name| read_anchors(&file["heights"][name])),
            basins: ["dark", "light"].map(|name| read_basins(&file["basins"][name])),
            runs,
        }
    })
}

/// A theme with what another says instead.
fn over(theme: &Value, instead: &Value) -> Value {
    let mut both = theme.clone();
    for (name, value) in instead.as_object().into_iter().flatten() {
        both[name] = value.clone();
    }
    both
}

/// `#rrggbb` or `#rrggbbaa`; magenta where nothing legible is written.
pub(super) fn colour(written: &Value) -> Color32 {
    written
        .as_str()
        .and_then(|text| Color32::from_hex(text).ok())
        .unwrap_or(Color32::MAGENTA)
}

fn read_theme(file: &Value, dark: bool) -> Theme {
    let read = |name: &str| colour(&file[name]);
    Theme {
        dark,
        canvas: read("canvas"),
        panel: read("panel"),
        raised: read("raised"),
        hover: read("hover"),
        pressed: read("pressed"),
        hairline: read("hairline"),
        control: read("control"),
        handle: read("handle"),
        text: read("text"),
        text_muted: read("text_muted"),
        text_faint: read("text_faint"),
        accent: read("accent"),
        on_accent: read("on_accent"),
        selection: read("selection"),
        danger: read("danger"),
        warning: read("warning"),
        success: read("success"),
        plot_grid: read("plot_grid"),
        contour: read("contour"),
        contour_label: read("contour_label"),
        field: read("field"),
        casing: read("casing"),
        mark: read("mark"),
        undefined: read("undefined"),
        shadow: read("shadow"),
        stroke: file["stroke"].as_f64().unwrap_or(1.0) as f32,
    }
}

fn read_sizes(file: &Value) -> Sizes {
    let read = |name: &str| file[name].as_f64().unwrap_or(0.0) as f32;
    Sizes {
        grid: read("grid"),
        radius: read("radius"),
        hairline_width: read("hairline_width"),
        small: read("small"),
        body: read("body"),
        title: read("title"),
        mono: read("mono"),
        row: read("row"),
        icon: read("icon"),
        trail: read("trail"),
        head: read("head"),
    }
}

pub(super) fn read_anchors(file: &Value) -> Vec<[f32; 3]> {
    let number = |value: &Value| value.as_f64().unwrap_or(0.0) as f32;
    let rows = file.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(|row| [0, 1, 2].map(|k| number(&row[k])))
        .collect()
}

fn read_basins(file: &Value) -> BasinTones {
    let number = |value: &Value| value.as_f64().unwrap_or(0.0) as f32;
    let pair = |name: &str| [0, 1].map(|k| number(&file[name][k]));
    BasinTones {
        speeds: ["fast", "slow"].map(|name| number(&file[name])),
        tones: pair("tones"),
        tint: number(&file["tint"]),
        hues: read_anchors(&file["hues"]),
        saddle: pair("saddle"),
        cycling: pair("cycling"),
        undecided: pair("undecided"),
        diverged: pair("diverged"),
        outside: pair("outside"),
        equal: pair("equal"),
        neither: pair("neither"),
        apart: pair("apart"),
        both: pair("both"),
        both_chroma: number(&file["both_chroma"]),
        both_lightness: pair("both_lightness"),
    }
}

fn read_run(file: &Value) -> RunStyle {
    RunStyle {
        name: file["name"].as_str().unwrap_or_default().to_owned(),
        dark: colour(&file["dark"]),
        light: colour(&file["light"]),
        dash: match file["dash"].as_str() {
            Some("dashed") => Dash::Dashed,
            Some("dotted") => Dash::Dotted,
            _ => Dash::Solid,
        },
        head: match file["head"].as_str() {
            Some("square") => HeadShape::Square,
            Some("triangle") => HeadShape::Triangle,
            Some("diamond") => HeadShape::Diamond,
            Some("pentagon") => HeadShape::Pentagon,
            Some("wedge") => HeadShape::Wedge,
            Some("cross") => HeadShape::Cross,
            Some("star") => HeadShape::Star,
            _ => HeadShape::Circle,
        },
    }
}
