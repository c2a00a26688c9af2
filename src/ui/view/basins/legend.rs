//! What the colours of basins mean: the minima with their shares, how fast is how light, and what reaches none.

use super::lines::{About, Sample, kind, lines};
use super::palette::{MOST_AHEAD, PERIOD, Palette, Versus};
use super::pixels;
use super::small;
use crate::session::Session;
use crate::session::maps::Basin;
use crate::session::scene::RunId;
use crate::ui::format;
use crate::ui::icons;
use crate::ui::theme::{self, Theme};
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Button, ColorImage, ComboBox, FontFamily, FontId, Id, Rect, RichText, Role, Sense, StrokeKind,
    TextureHandle, TextureOptions, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

/// Height of a line and width of the whole, in points.
pub(super) const LINE: f32 = 18.0;
const WIDTH: f32 = 214.0;
/// Size of the sample of a colour.
pub(super) const SWATCH: Vec2 = vec2(26.0, 12.0);
/// A place smaller than this has no room for the whole: then it is folded at first.
const ROOM: Vec2 = vec2(440.0, 320.0);

/// What the legend remembers.
#[derive(Default)]
pub(super) struct Memory {
    /// Whether a hand folded it; none is what there is room for.
    folded: Option<bool>,
    /// Samples of the colours, and what they were made for.
    samples: Option<(bool, TextureHandle)>,
}

/// How many samples stand above each other in their texture.
const SAMPLES: usize = 40;

/// Shows the legend in the lower right corner. Answers the place that it takes.
pub(super) fn legend_ui(
    ui: &mut Ui,
    plane: Rect,
    session: &mut Session,
    memory: &mut Memory,
    about: &About<'_>,
    is_bare: bool,
) -> Rect {
    let theme = Theme::in_ui(ui);
    // A picture cannot be folded.
    let rows = match small::rows(plane, WIDTH) {
        _ if !is_bare => usize::MAX,
        None => return Rect::NOTHING,
        Some(rows) if rows < small::FEWEST => {
            return small::small_ui(ui, plane, session, memory, about);
        }
        Some(rows) => rows,
    };
    let is_small = plane.width() < ROOM.x || plane.height() < ROOM.y;
    let is_folded = memory.folded.unwrap_or(is_small && !is_bare);
    let names = names(session);
    let has_choice = names.len() > 1 && !is_bare;
    let is_versus = about.key.is_versus;
    let fixed = 1 + usize::from(has_choice) + 2;
    let room = (((plane.height() - 64.0) / LINE) as usize).saturating_sub(fixed);
    let room = room.min(rows);
    let mut lines = if is_folded {
        Vec::new()
    } else {
        lines(session, about, room)
    };
    lines.truncate(room);
    let bar = if is_folded || lines.is_empty() {
        0.0
    } else {
        30.0
    };
    let choice = if has_choice && !is_folded { 26.0 } else { 0.0 };
    let height = LINE + 4.0 + choice + bar + LINE * lines.len() as f32;
    let width = WIDTH.min(plane.width() - 24.0);
    let corner = plane.right_bottom() - vec2(12.0, 26.0);
    let rect = Rect::from_min_max(corner - vec2(width, height), corner);
    let ground = rect.expand2(vec2(8.0, 5.0));
    // What lies under it is not meant.
    ui.interact(
        ground,
        Id::unique("ground of the basins' legend"),
        Sense::click_and_drag(),
    );
    ui.painter().rect_filled(
        ground,
        theme::sizes().radius,
        theme.panel.gamma_multiply(0.92),
    );
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let strong = FontId::new(theme::sizes().small, theme::medium());
    let write = |ui: &Ui, at: egui::Pos2, room: f32, text: &str, font: &FontId, colour| {
        let mut job = LayoutJob::simple_singleline(text.to_owned(), font.clone(), colour);
        job.wrap = TextWrapping::truncate_at_width(room.max(8.0));
        let galley = ui.painter().layout_job(job);
        let size = galley.size();
        ui.painter()
            .galley(at + vec2(0.0, 0.5 * (LINE - size.y)), galley, colour);
        size.x
    };
    // Whose basins, how far they are, and the caret that folds.
    let title = title(session, is_versus);
    let mut y = rect.top();
    let is_done = about.progress >= 1.0;
    let shown = format!("{:.0} %", (100.0 * about.progress).floor().min(99.0));
    let progress_room = if is_done { 0.0 } else { 36.0 };
    write(
        ui,
        pos2(rect.left(), y),
        width - 26.0 - progress_room,
        &title,
        &strong,
        theme.text,
    );
    if !is_done && !is_bare {
        write(
            ui,
            pos2(rect.right() - 58.0, y),
            34.0,
            &shown,
            &font,
            theme.text_faint,
        );
        let line = Rect::from_min_size(
            ground.left_bottom() - vec2(0.0, 2.0),
            vec2(ground.width(), 2.0),
        );
        let response = ui.interact(line, Id::unique("progress of the basins"), Sense::hover());
        response.widget_info(|| {
            WidgetInfo::labeled(
                Role::ProgressIndicator,
                true,
                format!("Basins worked out: {shown}"),
            )
        });
        let part = Rect::from_min_size(line.min, vec2(line.width() * about.progress as f32, 2.0));
        ui.painter().rect_filled(part, 1.0, theme.accent);
    }
    if !is_bare {
        let spot = Rect::from_min_size(pos2(rect.right() - 20.0, y - 5.0), vec2(22.0, LINE + 4.0));
        let icon = if is_folded {
            icons::CARET_UP
        } else {
            icons::CARET_DOWN
        };
        let mut ui = ui.new_child(UiBuilder::new().id_salt("fold basins").max_rect(spot));
        let button = Button::new(RichText::new(icon).color(theme.text_muted)).frame(false);
        let name = if is_folded {
            "Unfold the legend of the basins"
        } else {
            "Fold the legend of the basins"
        };
        let response = ui.put(spot, button).on_hover_text(name);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
        if response.clicked() {
            memory.folded = Some(!is_folded);
            ui.ctx().request_repaint();
        }
    }
    y += LINE + 4.0;
    if choice > 0.0 {
        let row = Rect::from_min_size(pos2(rect.left(), y - 2.0), vec2(width, 22.0));
        compare_ui(ui, row, session, &names);
        y += choice;
    }
    if bar > 0.0 {
        let row = Rect::from_min_size(pos2(rect.left(), y), vec2(width, bar));
        speeds_ui(ui, row, session, about, &names, &font);
        y += bar;
    }
    for (i, line) in lines.iter().enumerate() {
        let row = Rect::from_min_size(pos2(rect.left(), y), vec2(width, LINE));
        let response = ui.interact(row, Id::unique(("line of the basins", i)), Sense::hover());
        let percent = line.percent.map(|(percent, is_less)| {
            if is_less {
                "<1 %".to_owned()
            } else {
                format!("{percent} %")
            }
        });
        let said = [percent.clone().unwrap_or_default(), line.text.clone()].join(" ");
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, said.trim()));
        let swatch = Rect::from_center_size(row.left_center() + vec2(0.5 * SWATCH.x, 0.0), SWATCH);
        sample(ui, swatch, &line.sample, memory, theme);
        let mut x = row.left();
        if line.sample != Sample::None {
            x += SWATCH.x + 8.0;
        }
        if let Some(percent) = percent {
            let galley = ui
                .painter()
                .layout_no_wrap(percent, strong.clone(), theme.text);
            let at = pos2(
                x + 34.0 - galley.size().x,
                y + 0.5 * (LINE - galley.size().y),
            );
            ui.painter().galley(at, galley, theme.text);
            x += 40.0;
        }
        let colour = if line.sample == Sample::None {
            theme.text_faint
        } else {
            theme.text_muted
        };
        write(ui, pos2(x, y), row.right() - x, &line.text, &font, colour);
        response.on_hover_text(&line.text);
        y += LINE;
    }
    ground
}

/// Whose basins they are.
pub(super) fn title(session: &Session, is_versus: bool) -> String {
    match session.subject() {
        Some(run) if is_versus => format!("Start by start: {}", run.name),
        Some(run) => format!("Basins of {}", run.name),
        None => "Basins".to_owned(),
    }
}

/// The runs that are shown.
fn names(session: &Session) -> Vec<(RunId, String)> {
    session
        .scene
        .shown()
        .map(|run| (run.id, run.name.clone()))
        .collect()
}

fn compare_ui(ui: &mut Ui, row: Rect, session: &mut Session, names: &[(RunId, String)]) {
    let theme = Theme::in_ui(ui);
    let subject = session.subject().map(|run| run.id);
    let mut ui = ui.new_child(
        UiBuilder::new()
            .id_salt("compare basins")
            .max_rect(row)
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    ui.label(
        RichText::new("Compare with")
            .size(theme::sizes().small)
            .color(theme.text_muted),
    );
    let chosen = names
        .iter()
        .find(|(id, _)| Some(*id) == session.against && Some(*id) != subject);
    let shown = chosen.map_or("none", |(_, name)| name);
    let mut against = chosen.map(|(id, _)| *id);
    let before = against;
    let width = ui.available_width();
    ComboBox::from_id_salt("basins against")
        .selected_text(RichText::new(shown).size(theme::sizes().small))
        .width(width)
        .truncate()
        .show_ui(&mut ui, |ui| {
            ui.selectable_value(&mut against, None, "none");
            for (id, name) in names.iter().filter(|(id, _)| Some(*id) != subject) {
                ui.selectable_value(&mut against, Some(*id), name);
            }
        })
        .response
        .on_hover_text("Another run from the same starts: who arrives, where, and who is sooner")
        .widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Compare the basins with");
            info.current_text_value = Some(shown.to_owned());
            info
        });
    if against != before {
        session.against = against;
        ui.ctx().request_discard("other basins are compared");
    }
}

/// How light is how fast; of two runs, who is sooner by how much.
fn speeds_ui(
    ui: &Ui,
    row: Rect,
    session: &Session,
    about: &About<'_>,
    names: &[(RunId, String)],
    font: &FontId,
) {
    let theme = Theme::in_ui(ui);
    let palette = Palette::of(theme.dark);
    let bar = Rect::from_min_size(row.min + vec2(0.0, 1.0), vec2(row.width(), 8.0));
    let strips = 48;
    let mut mesh = egui::Mesh::default();
    for i in 0..strips {
        let share = (i as f32 + 0.5) / strips as f32;
        let colour = if about.key.is_versus {
            let ahead = ((1.0 - 2.0 * share) * f32::from(MOST_AHEAD)).round() as i8;
            palette.versus(Versus::Same(ahead), 0)[0]
        } else {
            palette.minimum(0, share)
        };
        let (left, right) = (i as f32 / strips as f32, (i + 1) as f32 / strips as f32);
        let piece = Rect::from_x_y_ranges(
            egui::lerp(bar.x_range(), left)..=egui::lerp(bar.x_range(), right),
            bar.y_range(),
        );
        mesh.add_colored_rect(piece, colour);
    }
    ui.painter().add(mesh);
    let (left, right) = if about.key.is_versus {
        let name = |id: Option<RunId>| {
            names
                .iter()
                .find(|(other, _)| Some(*other) == id)
                .map_or("", |(_, name)| name.as_str())
        };
        let subject = session.subject().map(|run| run.id);
        (
            format!("{}, 8×", name(subject)),
            format!("8×, {}", name(session.against)),
        )
    } else {
        let [low, high] = steps(about).map(format::count);
        (format!("{low} steps"), high)
    };
    let said = if about.key.is_versus {
        format!("Both at the same minimum: from {left} sooner, to {right} sooner")
    } else {
        format!("Lightness: from {left} to {right}")
    };
    let response = ui.interact(row, Id::unique("speeds of the basins"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &said));
    response.on_hover_text(said.clone());
    for (text, align, x) in [
        (left, egui::Align2::LEFT_TOP, row.left()),
        (right, egui::Align2::RIGHT_TOP, row.right()),
    ] {
        let half = 0.5 * row.width() - 4.0;
        let mut job = LayoutJob::simple_singleline(text, font.clone(), theme.text_faint);
        job.wrap = TextWrapping::truncate_at_width(half);
        let galley = ui.painter().layout_job(job);
        let at = align
            .anchor_size(pos2(x, bar.bottom() + 1.0), galley.size())
            .min;
        ui.painter().galley(at, galley, theme.text_faint);
    }
}

/// How many steps the fastest start takes, and the slowest.
pub(super) fn steps(about: &About<'_>) -> [u64; 2] {
    let [low, high] = about.key.range.map(pixels::steps);
    [low, high.min(about.steps)]
}

/// Paints a sample of a colour.
pub(super) fn sample(ui: &Ui, rect: Rect, sample: &Sample, memory: &mut Memory, theme: &Theme) {
    let row = match sample {
        Sample::Style(style) => *style,
        Sample::Other(basin) => {
            16 + Basin::OTHERS
                .iter()
                .position(|other| other == basin)
                .unwrap_or(0)
        }
        Sample::Versus(versus) => 24 + kind(*versus),
        Sample::None => return,
    };
    let is_current = memory
        .samples
        .as_ref()
        .is_some_and(|(dark, _)| *dark == theme.dark);
    let [width, height] = [SWATCH.x as usize, SWATCH.y as usize];
    if !is_current {
        let palette = Palette::of(theme.dark);
        let weave = |index: usize, row: usize| match index {
            16..24 => palette.other(Basin::OTHERS[(index - 16) % Basin::OTHERS.len()], None, row),
            24 => palette.versus(Versus::Same(MOST_AHEAD / 2), row),
            25 => palette.versus(Versus::Same(0), row),
            26 => palette.versus(Versus::Same(-MOST_AHEAD / 2), row),
            27 => palette.versus(Versus::First, row),
            28 => palette.versus(Versus::Second, row),
            29 => palette.versus(Versus::Apart, row),
            _ => palette.versus(Versus::Neither, row),
        };
        let colour = |index: usize, [column, row]: [usize; 2]| match index {
            0..16 => palette.minimum(index, column as f32 / (width - 1) as f32),
            _ => weave(index, row)[column % PERIOD],
        };
        let pixels = (0..SAMPLES * height)
            .flat_map(|y| (0..width).map(move |x| (y / height, [x, y % height])));
        let pixels = pixels.map(|(index, at)| colour(index, at)).collect();
        let image = ColorImage::new([width, SAMPLES * height], pixels);
        let texture = ui
            .ctx()
            .load_texture("samples of basins", image, TextureOptions::NEAREST);
        memory.samples = Some((theme.dark, texture));
    }
    if let Some((_, texture)) = &memory.samples {
        let part = |row: usize| row as f32 / SAMPLES as f32;
        let uv = Rect::from_min_max(pos2(0.0, part(row)), pos2(1.0, part(row + 1)));
        ui.painter()
            .image(texture.id(), rect, uv, egui::Color32::WHITE);
        ui.painter()
            .rect_stroke(rect, 1.0, theme.hairline_stroke(), StrokeKind::Outside);
    }
}
