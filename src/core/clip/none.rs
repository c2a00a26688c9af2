//! No clip: the gradient as it is.

use super::Clip;
use crate::core::catalog::Info;
use crate::core::pipeline::Width;
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
    type State<L: Width> = ();
    fn init<L: Width>(_: &NoClip<L>) {}
    fn apply<L: Width>(_: &NoClip<L>, (): &mut (), _: Vec2<L>, vector: Vec2<L>) -> Vec2<L> {
        vector
    }
}
