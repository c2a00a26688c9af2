//! A page of the interface drawn without a window: every drawing function once, in both themes.
#![cfg(feature = "picture")]

mod support;

use egui::{Pos2, Rect, Sense, TextureOptions, Ui, pos2, vec2};
use egui_kittest::Harness;
use ravine::core::params::Span;
use ravine::picture::frame::{draw, png_bytes};
use ravine::ui::colormap::Colormap;
use ravine::ui::heat::heat_image;
use ravine::ui::icons;
use ravine::ui::slider::slider_ui;
use ravine::ui::theme::{self, Theme};
use ravine::ui::trail::{self, TrailLook};

/// A valley that bends like Rosenbrock's.
fn height(x: f64, y: f64) -> f64 {
    (1e-3 + (1.0 - x).powi(2) + 10.0 * (y - x * x).powi(2)).log10()
}

/// Controls, a map and twelve trails.
fn page_ui(ui: &mut Ui) {
    let theme = Theme::in_ui(ui);
    egui::Frame::new().inner_margin(16.0).show(ui, |ui| {
        ui.heading("Rosenbrock");
        ui.label(theme::section("Parameters"));
        let span = Span::log(1e-4, 1.0);
        let _ = slider_ui(ui, "η", 160.0, &span, 0.03, Some(0.01), false);
        ui.horizontal(|ui| {
            let _ = ui.button(format!("{} Add", icons::PLUS));
            let _ = ui.selectable_label(true, "Tune");
            egui::ComboBox::from_label("Rule")
                .selected_text("Adam")
                .show_ui(ui, |_| {});
            ui.label(egui::RichText::new("m̂ √v̂ ∇f ‖ −1.3e-4").monospace());
            ui.checkbox(&mut true, "Contours").request_focus();
            ui.label(icons::STAR);
        });
        let (response, painter) = ui.allocate_painter(vec2(480.0, 320.0), Sense::hover());
        map_ui(
            ui,
            &painter.with_clip_rect(response.rect),
            response.rect,
            theme,
        );
    });
}

fn map_ui(ui: &Ui, painter: &egui::Painter, rect: Rect, theme: &Theme) {
    let (columns, rows) = (120, 80);
    let mut heights = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let x = -2.0 + 4.0 * f64::from(column) / 120.0;
            heights.push(height(x, -1.0 + 3.0 * f64::from(row) / 80.0));
        }
    }
    let map = Colormap::heights(theme.dark);
    let image = heat_image(&heights, columns as usize, rows as usize, -3.0, 2.0, map);
    let texture = ui
        .ctx()
        .load_texture("heights", image, TextureOptions::LINEAR);
    let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    painter.image(texture.id(), rect, whole, egui::Color32::WHITE);
    for number in 0..theme::run_styles() {
        let style = theme::run_style(number);
        let from = rect.lerp_inside(vec2(0.1, 0.08 * number as f32 + 0.05));
        let points: Vec<Pos2> = (0..200)
            .map(|step| {
                let t = step as f32 / 200.0;
                from + vec2(
                    t * (number as f32 * 0.05 + 0.6) * rect.width(),
                    30.0 * (9.0 * t).sin() * (1.0 - t),
                )
            })
            .collect();
        let look = TrailLook::default();
        let course = trail::Course::on(painter, points.iter().copied());
        if let Some(exit) = course.paint(painter, 199, points[199], style, theme, &look) {
            trail::paint_edge_mark(painter, exit, style, theme);
        }
        trail::paint_head(
            painter,
            points[199],
            Some(vec2(1.0, 0.2)),
            style,
            theme,
            6.0,
            1.0,
        );
        let place = rect.left_top() + vec2(8.0, 8.0 + 24.0 * number as f32);
        trail::paint_swatch(
            painter,
            Rect::from_min_size(place, vec2(32.0, 16.0)),
            style,
            theme,
        );
    }
    trail::paint_start(painter, rect.lerp_inside(vec2(0.2, 0.3)), theme, false);
    trail::paint_minimum(
        painter,
        rect.lerp_inside(vec2(0.75, 0.33)),
        theme,
        trail::Minimum::Deepest,
    );
    trail::paint_saddle(painter, rect.lerp_inside(vec2(0.5, 0.8)), theme);
    trail::paint_head(
        painter,
        Pos2::NAN,
        None,
        theme::run_style(0),
        theme,
        6.0,
        1.0,
    );
}

#[test]
fn a_page_is_the_same_picture_every_time() {
    for dark in [true, false] {
        let first = draw([520.0, 460.0], 2.0, dark, page_ui);
        let second = draw([520.0, 460.0], 2.0, dark, page_ui);
        assert_eq!((first.width, first.height), (1040, 920));
        assert_eq!(first.rgba.len(), 1040 * 920 * 4);
        assert!(
            first == second,
            "dark {dark}: two pictures of one page differ"
        );
        for style in 0..theme::run_styles() {
            let colour = theme::run_style(style).colour(Theme::of(dark)).to_array();
            let pixels = first
                .rgba
                .chunks_exact(4)
                .filter(|pixel| *pixel == colour)
                .count();
            assert!(
                pixels > 50,
                "dark {dark}: style {style} has {pixels} pixels"
            );
        }
        let png = png_bytes(&first).unwrap();
        assert!(png.starts_with(b"\x89PNG\r\n"));
    }
}

#[test]
fn the_test_renderer_draws_what_the_picture_shows() {
    let mut harness = Harness::builder()
        .with_size([520.0, 460.0])
        .with_pixels_per_point(1.0)
        .renderer(support::Cpu::new())
        .build_ui(|ui| {
            // Fonts count from the pass after the one that sets them.
            if ui.ctx().cumulative_frame_nr() == 0 {
                theme::apply(ui.ctx());
                ui.ctx().set_theme(egui::Theme::Dark);
            } else {
                page_ui(ui);
            }
        });
    harness.run_steps(4);
    let image = harness.render().unwrap();
    let text = Theme::of(true).text.to_array();
    assert_eq!(image.dimensions(), (520, 460));
    assert!(image.pixels().filter(|pixel| pixel.0 == text).count() > 50);
}

#[test]
fn a_picture_at_half_its_size_has_the_mean_of_four_pixels() {
    let canvas = ravine::picture::frame::Canvas {
        width: 5,
        height: 2,
        rgba: (0..40).collect(),
    };
    let half = canvas.halved();
    assert_eq!((half.width, half.height), (2, 1));
    // Pixels 0, 1, 5 and 6, then 2, 3, 7 and 8; channels lie four apart.
    assert_eq!(half.rgba, [12, 13, 14, 15, 20, 21, 22, 23]);
}
