//! Who is drawn, in which order and how: what the plane, the hills and the charts have in common.

use crate::core::trajectory::Ending;
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::session::derived::Product;
use crate::session::scene::{Run, RunId};
use crate::ui::trail::{Minimum, TrailLook};

/// How many shallow minima are marked with stars; more of them are dots.
const MOST_STARS: usize = 12;

/// The runs that are drawn, the one in front last.
pub(super) fn in_order(session: &Session, front: Option<RunId>) -> Vec<&Run> {
    let mut shown: Vec<&Run> = session.scene.shown().collect();
    shown.sort_by_key(|run| front == Some(run.id));
    shown
}

/// How the trail of a run is drawn while this one is in front.
pub(super) fn look(run: RunId, front: Option<RunId>) -> TrailLook {
    match front {
        None => TrailLook::default(),
        Some(front) if front == run => TrailLook::emphasised(),
        Some(_) => TrailLook::dimmed(),
    }
}

/// The step at which a run diverged, if it has by this one.
pub(super) fn diverged_by(product: &Product, step: usize) -> Option<u64> {
    match product.ending() {
        Some(Ending::Diverged { at, .. }) if at as usize <= step => Some(at),
        _ => None,
    }
}

/// The minima, and how each is marked.
pub(super) fn minima(session: &Session) -> Vec<(Vec2, Minimum)> {
    let shallow = session.derived().shallow_minima();
    let is_crowded = shallow.iter().filter(|shallow| **shallow).count() > MOST_STARS;
    let mark = |(minimum, is_shallow): (&Vec2, &bool)| {
        let mark = match (*is_shallow, is_crowded) {
            (false, _) => Minimum::Deepest,
            (true, false) => Minimum::Shallow,
            (true, true) => Minimum::OneOfMany,
        };
        (*minimum, mark)
    };
    let minima = &session.derived().landmarks().minima;
    minima.iter().zip(shallow).map(mark).collect()
}
