//! The theme as egui takes it: fonts, text styles and the look of its own widgets. Knows the theme's names only.

use super::theme::{Theme, sizes};
use egui::epaint::text::{FontData, FontTweak};
use egui::style::{HandleShape, NumericColorSpace, ScrollStyle, WidgetVisuals};
use egui::{
    Color32, CornerRadius, FontDefinitions, FontFamily, FontId, Margin, RichText, Shadow, Stroke,
    Style, TextStyle, Visuals, vec2,
};
use std::sync::Arc;

/// Family of Inter Medium: labels of controls that are pressed, section names.
pub fn medium() -> FontFamily {
    FontFamily::Name("medium".into())
}

/// Family of Inter SemiBold: titles.
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// The fonts: Inter with tabular figures, then the symbols it lacks, then the icons; nothing from the system.
pub fn fonts() -> FontDefinitions {
    let files: [(&str, &'static [u8], f32); 7] = [
        (
            "inter",
            include_bytes!("../../assets/fonts/Inter-Regular.otf"),
            0.0,
        ),
        (
            "inter-medium",
            include_bytes!("../../assets/fonts/Inter-Medium.otf"),
            0.0,
        ),
        (
            "inter-semibold",
            include_bytes!("../../assets/fonts/Inter-SemiBold.otf"),
            0.0,
        ),
        (
            "symbols",
            include_bytes!("../../assets/fonts/Symbols.ttf"),
            0.0,
        ),
        ("mono", include_bytes!("../../assets/fonts/Mono.ttf"), 0.0),
        (
            "icons",
            include_bytes!("../../assets/fonts/Icons-Regular.ttf"),
            0.04,
        ),
        (
            "icons-fill",
            include_bytes!("../../assets/fonts/Icons-Fill.ttf"),
            0.04,
        ),
    ];
    let mut fonts = FontDefinitions::empty();
    for (name, bytes, drop) in files {
        let tweak = FontTweak {
            y_offset_factor: drop,
            ..FontTweak::default()
        };
        fonts.font_data.insert(
            name.into(),
            Arc::new(FontData::from_static(bytes).tweak(tweak)),
        );
    }
    for (family, first) in [
        (FontFamily::Proportional, "inter"),
        (FontFamily::Monospace, "mono"),
        (medium(), "inter-medium"),
        (semibold(), "inter-semibold"),
    ] {
        let chain = [first, "inter", "symbols", "icons", "icons-fill"];
        let skip = usize::from(first == "inter");
        let chain = chain[skip..].iter().map(|&name| name.to_owned());
        fonts.families.insert(family, chain.collect());
    }
    fonts
}

/// Gives a context the fonts and both styles. Call once; `egui::Context::set_theme` then chooses.
pub fn apply(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.set_style_of(egui::Theme::Dark, style(Theme::of(true)));
    ctx.set_style_of(egui::Theme::Light, style(Theme::of(false)));
}

/// Where it is kept whether a context presents.
fn presenting() -> egui::Id {
    egui::Id::unique("presenting")
}

/// Whether a context is drawn for a projector.
pub(super) fn is_presenting(ctx: &egui::Context) -> bool {
    ctx.data(|data| data.get_temp(presenting()).unwrap_or(false))
}

/// Chooses how a context is drawn: dark or light, and whether for a projector.
pub fn choose(ctx: &egui::Context, dark: bool, present: bool) {
    ctx.set_theme(if dark {
        egui::Theme::Dark
    } else {
        egui::Theme::Light
    });
    if is_presenting(ctx) == present {
        return;
    }
    ctx.data_mut(|data| data.insert_temp(presenting(), present));
    for (kind, dark) in [(egui::Theme::Dark, true), (egui::Theme::Light, false)] {
        let theme = if present {
            Theme::presenting(dark)
        } else {
            Theme::of(dark)
        };
        ctx.set_style_of(kind, style(theme));
    }
}

/// Name of a section of a panel.
pub fn section(text: impl Into<String>) -> RichText {
    RichText::new(text)
        .family(medium())
        .size(sizes().small)
        .weak()
}

/// Everything egui draws by itself, in our look.
fn style(theme: &Theme) -> Style {
    let size = sizes();
    let mut style = Style {
        text_styles: [
            (
                TextStyle::Small,
                FontId::new(size.small, FontFamily::Proportional),
            ),
            (
                TextStyle::Body,
                FontId::new(size.body, FontFamily::Proportional),
            ),
            (
                TextStyle::Button,
                FontId::new(size.body, FontFamily::Proportional),
            ),
            (TextStyle::Heading, FontId::new(size.title, semibold())),
            (
                TextStyle::Monospace,
                FontId::new(size.mono, FontFamily::Monospace),
            ),
        ]
        .into(),
        drag_value_text_style: TextStyle::Body,
        animation_time: 0.08,
        visuals: visuals(theme),
        ..Style::default()
    };
    let grid = size.grid;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(2.0 * grid, grid);
    spacing.button_padding = vec2(2.0 * grid, 0.75 * grid);
    spacing.window_margin = Margin::same(12);
    spacing.menu_margin = Margin::same(4);
    spacing.indent = 4.0 * grid;
    spacing.interact_size = vec2(size.row, size.row);
    spacing.slider_width = 120.0;
    spacing.slider_rail_height = 3.0;
    spacing.combo_width = 120.0;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 8.0;
    spacing.icon_spacing = 2.0 * grid;
    spacing.tooltip_width = 320.0;
    spacing.menu_width = 320.0;
    spacing.combo_height = 360.0;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        floating_width: 3.0,
        handle_min_length: 24.0,
        bar_outer_margin: 2.0,
        // What scrolls ends beside the bar, not under it.
        floating_allocated_width: 8.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        active_handle_opacity: 0.35,
        interact_handle_opacity: 0.6,
        ..ScrollStyle::floating()
    };
    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = false;
    style
}

/// The colours of egui's widgets.
fn visuals(theme: &Theme) -> Visuals {
    let size = sizes();
    let radius = CornerRadius::same(size.radius as u8);
    let widget = |box_fill: Color32, fill: Color32, rim: Color32, text: Color32| WidgetVisuals {
        bg_fill: box_fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, rim),
        corner_radius: radius,
        fg_stroke: Stroke::new(1.25, text),
        expansion: 0.0,
    };
    let clear = Color32::TRANSPARENT;
    let mut visuals = if theme.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let widgets = &mut visuals.widgets;
    widgets.noninteractive = widget(theme.panel, theme.panel, theme.hairline, theme.text);
    widgets.inactive = widget(theme.control, clear, clear, theme.text);
    widgets.hovered = widget(theme.control, theme.hover, clear, theme.text);
    widgets.active = widget(theme.control, theme.pressed, theme.accent, theme.text);
    widgets.open = widget(theme.raised, theme.pressed, clear, theme.text);
    let shadow = Shadow {
        offset: [0, 6],
        blur: 20,
        spread: 0,
        color: theme.shadow,
    };
    Visuals {
        weak_text_color: Some(theme.text_muted),
        selection: egui::style::Selection {
            bg_fill: theme.selection,
            stroke: Stroke::new(1.5, theme.text),
        },
        hyperlink_color: theme.accent,
        faint_bg_color: theme.raised,
        extreme_bg_color: theme.canvas,
        text_edit_bg_color: Some(theme.raised),
        code_bg_color: theme.raised,
        warn_fg_color: theme.warning,
        error_fg_color: theme.danger,
        window_corner_radius: CornerRadius::same(8),
        window_shadow: shadow,
        window_fill: theme.raised,
        window_stroke: theme.hairline_stroke(),
        window_highlight_topmost: false,
        menu_corner_radius: CornerRadius::same(8),
        panel_fill: theme.panel,
        popup_shadow: shadow,
        button_frame: true,
        indent_has_left_vline: false,
        slider_trailing_fill: true,
        handle_shape: HandleShape::Circle,
        numeric_color_space: NumericColorSpace::GammaByte,
        disabled_alpha: 0.4,
        ..visuals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_tabular_and_no_symbol_is_missing() {
        let symbols = "ηαβ₁₂₀ₜₖμκθσ∇‖ελτρφωγδm̂v̂√Δ∂≤≥≈≠·×−±→←↑↓★⊕⌀ℝᵀᵗ²³⁻¹⟂∥∞½°…–—“”’∈∑⏵";
        let ctx = egui::Context::default();
        apply(&ctx);
        let input = || egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(
                egui::Pos2::ZERO,
                vec2(100.0, 100.0),
            )),
            ..egui::RawInput::default()
        };
        let pass = |look: &mut dyn FnMut(&egui::Context)| {
            let output = ctx.run_ui(input(), |ui| look(ui.ctx()));
            output.drop_without_applying_deltas();
        };
        pass(&mut |_| {});
        pass(&mut |ctx| {
            let families = [
                FontFamily::Proportional,
                FontFamily::Monospace,
                medium(),
                semibold(),
            ];
            for family in families {
                let font = FontId::new(13.0, family);
                let icons = super::super::icons::ALL.iter().map(|(_, icon)| *icon);
                for text in icons.chain([symbols]) {
                    for character in text.chars() {
                        let has = ctx.fonts_mut(|fonts| fonts.has_glyph(&font, character));
                        assert!(has, "{font:?} lacks {character:?} ({:x})", character as u32);
                    }
                }
                let width = |text: &str| {
                    let text = text.repeat(20);
                    ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text, font.clone(), Color32::WHITE))
                        .size()
                        .x
                };
                let figure = width("0");
                for character in ["1", "4", "7", "9", "+", "−"] {
                    let got = width(character);
                    assert!(
                        (got - figure).abs() < 1.0,
                        "{font:?} {character}: {got}, not {figure}"
                    );
                }
            }
        });
    }
}
