//! No clip: the gradient as it is.

use super::Clip;
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::Vec2;

crate::params! {
    /// `g ← g`.
    pub struct NoClip {}
}

impl Clip for NoClip {
    const INFO: Info = Info {
        id: "none",
        name: "None",
        family: "Plain",
        summary: "The gradient is used as it is.",
        formula: "g ← g",
        reference: "no method",
        aliases: &[],
    };
    type State<L: Lane> = ();
    fn init<L: Lane>(_: &NoClip<L>) {}
    fn apply<L: Lane>(_: &NoClip<L>, (): &mut (), _: Vec2<L>, vector: Vec2<L>) -> Vec2<L> {
        vector
    }
}
