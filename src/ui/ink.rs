//! What lines are made of: triangles, which a screen draws fast, or paths, which a vector picture keeps as lines.
//!
//! In paths, strokes that are alike and stand in one [`egui::Shape::Vec`] belong together: they may become one.

use egui::{Context, Id};

/// What lines are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// Triangles with soft edges.
    #[default]
    Triangles,
    /// Paths with a width.
    Paths,
}

/// How exact paths are, in points: a pixel of a fine print.
const FINE: f32 = 0.4;

impl Ink {
    fn key() -> Id {
        Id::unique("ink")
    }

    /// What lines are made of in a context.
    pub fn of(ctx: &Context) -> Self {
        ctx.data(|data| data.get_temp(Self::key()).unwrap_or_default())
    }

    /// Chooses what lines are made of.
    pub fn choose(self, ctx: &Context) {
        ctx.data_mut(|data| data.insert_temp(Self::key(), self));
    }

    /// How large the smallest thing is that shows, in points.
    pub fn pixel(self, ctx: &Context) -> f32 {
        match self {
            Self::Triangles => 1.0 / ctx.pixels_per_point(),
            Self::Paths => FINE,
        }
    }
}
