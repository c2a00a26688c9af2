//! The icons: one character each, drawn by the icon font that [`super::theme::fonts`] adds to every family.
//!
//! Phosphor Icons (MIT). `assets/fonts/icons.txt` lists them; the build script there prints the code points.

use egui::{Color32, Painter, Pos2, Shape, Stroke, Vec2};
use std::f32::consts::FRAC_1_SQRT_2;

/// An icon's name, its character, and what it stands for.
macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $character:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $character;)*
        /// Every icon with its name, for tests and specimen sheets.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

icons! {
    /// Play.
    PLAY = "\u{fe3d0}";
    /// Pause.
    PAUSE = "\u{fe39e}";
    /// One step back.
    STEP_BACK = "\u{e132}";
    /// One step forward.
    STEP_FORWARD = "\u{e130}";
    /// To the first step.
    SKIP_START = "\u{fe5a4}";
    /// To the last step.
    SKIP_END = "\u{fe5a6}";
    /// Repeat from the start.
    REPEAT = "\u{e3f6}";
    /// Shown.
    EYE = "\u{e220}";
    /// Hidden.
    EYE_SLASH = "\u{e224}";
    /// Only this one.
    SOLO = "\u{e18c}";
    /// More actions.
    MORE = "\u{e208}";
    /// Add.
    PLUS = "\u{e3d4}";
    /// Take away.
    MINUS = "\u{e32a}";
    /// Delete.
    TRASH = "\u{e4a6}";
    /// Duplicate, copy.
    COPY = "\u{e1ca}";
    /// Rename, edit.
    PENCIL = "\u{e3b4}";
    /// Colour and style.
    PALETTE = "\u{e6c8}";
    /// Close.
    CLOSE = "\u{e4f6}";
    /// Caret up.
    CARET_UP = "\u{e13c}";
    /// Caret down: opens.
    CARET_DOWN = "\u{e136}";
    /// Caret left.
    CARET_LEFT = "\u{e138}";
    /// Caret right: folded.
    CARET_RIGHT = "\u{e13a}";
    /// A random value.
    DICE = "\u{e1ee}";
    /// Back to the default.
    RESET = "\u{e038}";
    /// Undo.
    UNDO = "\u{e08a}";
    /// Redo.
    REDO = "\u{e08c}";
    /// Light theme.
    SUN = "\u{e472}";
    /// Dark theme.
    MOON = "\u{e330}";
    /// Open a file.
    FOLDER_OPEN = "\u{e256}";
    /// New scene.
    FILE_NEW = "\u{e236}";
    /// Save.
    SAVE = "\u{e248}";
    /// Export.
    EXPORT = "\u{eaf0}";
    /// Download.
    DOWNLOAD = "\u{e20c}";
    /// Clipboard.
    CLIPBOARD = "\u{e196}";
    /// Picture.
    IMAGE = "\u{e2ca}";
    /// Search, zoom.
    SEARCH = "\u{e30c}";
    /// Fit to the view.
    FIT = "\u{e1d0}";
    /// Cross hair: a point of the plane.
    CROSSHAIR = "\u{e1d6}";
    /// Target: the minimum.
    TARGET = "\u{e47c}";
    /// Star.
    STAR = "\u{e46a}";
    /// Filled star.
    STAR_FILL = "\u{fe46a}";
    /// About, more information.
    INFO = "\u{e2ce}";
    /// Help.
    QUESTION = "\u{e3e8}";
    /// Warning.
    WARNING = "\u{e4e0}";
    /// Filled warning.
    WARNING_FILL = "\u{fe4e0}";
    /// Error.
    ERROR = "\u{e4e2}";
    /// Follows the shared value.
    LINK = "\u{e2e6}";
    /// Has its own value.
    LINK_BREAK = "\u{e2e8}";
    /// Locked.
    LOCK = "\u{e308}";
    /// Unlocked.
    LOCK_OPEN = "\u{e30a}";
    /// Gradient clip.
    CLIP = "\u{eae0}";
    /// Learning-rate schedule.
    SCHEDULE = "\u{e4ac}";
    /// Gradient noise.
    NOISE = "\u{ea9a}";
    /// Menu, list.
    LIST = "\u{e2f0}";
    /// Settings.
    SETTINGS = "\u{e272}";
    /// Parameters.
    SLIDERS = "\u{e434}";
    /// Keyboard shortcuts.
    KEYBOARD = "\u{e2d8}";
    /// Done, chosen.
    CHECK = "\u{e182}";
    /// Arrived.
    CHECK_CIRCLE = "\u{e184}";
    /// Curves over the steps.
    CURVES = "\u{e154}";
    /// Surface.
    MOUNTAINS = "\u{e7ae}";
    /// Grid of pictures.
    GRID = "\u{e296}";
    /// Map of basins or of a sweep.
    MAP = "\u{e464}";
    /// View in three dimensions.
    CUBE = "\u{e1da}";
    /// Formula.
    FUNCTION = "\u{ebe4}";
    /// Left panel.
    PANEL_LEFT = "\u{ec24}";
    /// Right panel.
    PANEL_RIGHT = "\u{f8c24}";
    /// Bottom panel.
    PANEL_BOTTOM = "\u{eb16}";
    /// Take a picture.
    CAMERA = "\u{e10e}";
    /// Handle by which to drag.
    DRAG = "\u{eae2}";
    /// Present.
    PRESENT = "\u{e654}";
    /// Lesson.
    LESSON = "\u{e0e6}";
    /// Explain the step.
    EXPLAIN = "\u{e31e}";
    /// Tune.
    TUNE = "\u{e6b6}";
    /// Standings.
    TROPHY = "\u{e67e}";
    /// Goal.
    FLAG = "\u{ea38}";
    /// Speed.
    SPEED = "\u{e628}";
    /// Steps.
    STEPS = "\u{ecbe}";
    /// Diverged, unbounded.
    INFINITY = "\u{e634}";
    /// Arrow left.
    ARROW_LEFT = "\u{e058}";
    /// Arrow right.
    ARROW_RIGHT = "\u{e06c}";
    /// Opens elsewhere.
    ARROW_OUT = "\u{e5de}";
}

/// Draws a pin, hollow or stuck in: the one icon that the font does not have.
pub fn paint_pin(painter: &Painter, at: Pos2, colour: Color32, is_stuck: bool) {
    let stroke = Stroke::new(1.25, colour);
    let turned = |x: f32, y: f32| at + Vec2::new(x - y, x + y) * FRAC_1_SQRT_2;
    let head = vec![
        turned(-2.5, -6.5),
        turned(2.5, -6.5),
        turned(2.0, -1.0),
        turned(-2.0, -1.0),
    ];
    if is_stuck {
        painter.add(Shape::convex_polygon(head.clone(), colour, Stroke::NONE));
    }
    painter.add(Shape::closed_line(head, stroke));
    painter.line_segment([turned(-4.0, -0.5), turned(4.0, -0.5)], stroke);
    painter.line_segment([turned(0.0, -0.5), turned(0.0, 6.0)], stroke);
}
