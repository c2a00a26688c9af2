//! What becomes of a start, in one word: the minimum that it reaches, or why it reaches none.

use super::place::Place;
use super::places::Places;
use crate::core::map::Outcome;
use crate::core::trajectory::Ending;

/// Where a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basin {
    /// It rests at the place of this number: the surface's minima first, then those that runs found.
    Minimum(usize),
    /// It left every bound.
    Diverged,
    /// Its tail repeats itself.
    Cycling,
    /// It rests where the surface curves both ways.
    Saddle,
    /// Its steps were used up on the way.
    Undecided,
    /// There is no such run: its setting is outside a domain.
    Outside,
}

impl Basin {
    /// Those that are no minimum, in the order of a legend.
    pub const OTHERS: [Self; 5] = [
        Self::Saddle,
        Self::Cycling,
        Self::Undecided,
        Self::Diverged,
        Self::Outside,
    ];

    /// The word in files and legends.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Minimum(_) => "minimum",
            Self::Diverged => "diverged",
            Self::Cycling => "cycling",
            Self::Saddle => "saddle",
            Self::Undecided => "undecided",
            Self::Outside => "outside",
        }
    }

    /// Where an outcome belongs, by the places as they were found so far ([`Places::rank`] makes it the number that is told).
    ///
    /// A run counts to a minimum if it stays under the tolerance of f*, or if its steps end within the tolerance of a
    /// minimum that is less deep, where it would rest for ever.
    pub fn found(outcome: &Outcome, places: &mut Places, tolerance: f64) -> Self {
        let rest = |places: &mut Places, has_arrived| {
            let place = places.rest(outcome.at, outcome.loss, tolerance, has_arrived);
            place.map_or(Self::Undecided, Self::Minimum)
        };
        match outcome.ending {
            None => Self::Outside,
            Some(Ending::Diverged { .. }) => Self::Diverged,
            Some(Ending::Cycling { .. }) => Self::Cycling,
            Some(Ending::Saddle { .. }) => Self::Saddle,
            Some(Ending::Converged { .. }) => rest(places, true),
            Some(Ending::Budget) => rest(places, false),
        }
    }

    /// The same with the number that is told.
    #[must_use]
    pub fn ranked(self, places: &Places) -> Self {
        match self {
            Self::Minimum(found) => Self::Minimum(places.rank(found)),
            other => other,
        }
    }
}

/// The basins of a whole map, and the places that their numbers mean. The same whatever the order of the pixels.
pub fn basins(
    outcomes: &[Outcome],
    places: &mut Places,
    tolerance: f64,
) -> (Vec<Basin>, Vec<Place>) {
    let found: Vec<Basin> = outcomes
        .iter()
        .map(|outcome| Basin::found(outcome, places, tolerance))
        .collect();
    let ranked = found
        .into_iter()
        .map(|basin| basin.ranked(places))
        .collect();
    (ranked, places.in_order().into_iter().cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::{Config, Kind};
    use crate::core::map::{Axis, Knob, Mapper, Plan};
    use crate::core::surface;
    use crate::core::vec2::Vec2;
    use crate::session::scene::{Run, Scene};

    /// The outcomes of gradient descent from a grid of starts over the surface's region.
    fn outcomes(surface: &Config, rate: f64, steps: u64) -> Vec<Outcome> {
        let mut scene = Scene::on(surface.clone());
        let optimizer = Kind::Optimizer.default_config("sgd").with("lr", rate);
        let run = Run::new(scene.free_id(), "SGD", 0, optimizer);
        scene.runs.push(run);
        scene.steps = steps;
        let plan = Plan {
            base: scene.request(&scene.runs[0]),
            across: Knob::StartX,
            up: Some(Knob::StartY),
            rates: false,
        };
        let region = surface::landmarks(surface).region;
        let (x, y) = (
            Axis::linear(region.min.x, region.max.x),
            Axis::linear(region.min.y, region.max.y),
        );
        let cells: Vec<[f64; 2]> = (0..400)
            .map(|i| [x.pixel(i % 20, 20), y.pixel(i / 20, 20)])
            .collect();
        let mut out = Vec::new();
        assert!(Mapper::new(&plan).run(&cells, &|| false, &mut out));
        out
    }

    fn share(basins: &[Basin], is_meant: impl Fn(Basin) -> bool) -> f64 {
        basins.iter().filter(|basin| is_meant(**basin)).count() as f64 / basins.len() as f64
    }

    #[test]
    fn every_start_of_every_surface_goes_to_a_place_that_is_told() {
        // Surface, rate, steps; how many places there are; the least share that reaches one.
        let table = [
            ("himmelblau", 0.01, 500, 4, 0.99),
            // Minima that are not the deepest are reached as well.
            ("six_hump_camel", 0.01, 800, 6, 0.97),
            ("styblinski_tang", 0.01, 1000, 4, 0.99),
            // Curves of minima, each one place.
            ("deep_linear", 0.02, 2000, 2, 0.8),
            ("two_weight_net", 0.02, 2000, 2, 0.8),
        ];
        for (id, rate, steps, count, least) in table {
            let surface = Kind::Surface.default_config(id);
            let out = outcomes(&surface, rate, steps);
            let mut places = Places::new(&surface);
            let (told, list) = basins(&out, &mut places, 1e-6);
            assert_eq!(
                list.len(),
                count,
                "{id}: {:?}",
                list.iter().map(|p| p.at).collect::<Vec<_>>()
            );
            let reached = share(&told, |basin| matches!(basin, Basin::Minimum(_)));
            assert!(reached >= least, "{id}: {reached}");
            for (outcome, basin) in out.iter().zip(&told) {
                if let Basin::Minimum(place) = basin {
                    assert!(list[*place].distance(outcome.at) < 0.1, "{id}: {outcome:?}");
                }
            }
        }
    }

    #[test]
    fn minima_that_runs_find_are_told_in_one_order() {
        // The rings of the drop wave are curves of minima; Branin's minima go on outside its region.
        for (id, rate, steps) in [("drop_wave", 0.005, 2000), ("branin", 0.01, 2000)] {
            let surface = Kind::Surface.default_config(id);
            let out = outcomes(&surface, rate, steps);
            let (told, list) = basins(&out, &mut Places::new(&surface), 1e-6);
            assert!(
                list.iter().any(|place| !place.is_known),
                "{id}: {}",
                list.len()
            );
            assert!(list.len() < 30, "{id}: {}", list.len());
            let backwards: Vec<Outcome> = out.iter().rev().copied().collect();
            let (mut again, other) = basins(&backwards, &mut Places::new(&surface), 1e-6);
            again.reverse();
            assert_eq!(told, again, "{id}");
            assert_eq!(list.len(), other.len(), "{id}");
        }
    }

    #[test]
    fn what_reaches_no_minimum_says_why() {
        use crate::core::trajectory::Cause;
        let surface = Kind::Surface.default_config("himmelblau");
        let at = Vec2 { x: 0.2, y: 0.4 };
        let kernel = surface::entry_of(&surface).scalar(&surface);
        let outcome = |ending, at: Vec2| Outcome {
            ending,
            at,
            loss: kernel.value(&at),
            ..Outcome::NONE
        };
        let minimum = Vec2 { x: 3.0, y: 2.0 };
        let broken = Ending::Diverged {
            at: 3,
            cause: Cause::Overflow,
        };
        let table = [
            (None, at, Basin::Outside),
            (Some(broken), minimum, Basin::Diverged),
            (Some(Ending::Cycling { period: 2 }), minimum, Basin::Cycling),
            (Some(Ending::Saddle { at: 9 }), at, Basin::Saddle),
            (Some(Ending::Budget), at, Basin::Undecided),
            (
                Some(Ending::Budget),
                Vec2::splat(f64::NAN),
                Basin::Undecided,
            ),
            (Some(Ending::Budget), Vec2::splat(1e300), Basin::Undecided),
            (Some(Ending::Budget), minimum, Basin::Minimum(0)),
            (
                Some(Ending::Converged { at: 7 }),
                minimum,
                Basin::Minimum(0),
            ),
            // Far from it, under a very wide tolerance.
            (Some(Ending::Converged { at: 7 }), at, Basin::Minimum(0)),
        ];
        for (ending, at, want) in table {
            let mut places = Places::new(&surface);
            let tolerance =
                if at.x == 0.2 && ending.is_some_and(|e| matches!(e, Ending::Converged { .. })) {
                    1e3
                } else {
                    1e-6
                };
            let got = Basin::found(&outcome(ending, at), &mut places, tolerance);
            assert_eq!(got, want, "{ending:?} {at:?}");
            assert_eq!(places.count(), 4);
        }
    }

    #[test]
    fn no_surface_and_no_position_makes_it_panic() {
        for about in Kind::Surface.entries() {
            let surface = Config::new(about);
            let mut places = Places::new(&surface);
            for x in [0.0, -0.0, 1.0, 1e-320, 1e9, -1e150, f64::INFINITY, f64::NAN] {
                for (arrived, loss) in [(true, 0.0), (false, 0.0), (true, f64::NAN), (false, 1e300)]
                {
                    let at = Vec2 { x, y: 1.0 - x };
                    places.rest(at, loss, 1e-6, arrived);
                }
            }
            let order = places.in_order();
            assert_eq!(order.len(), places.count(), "{}", about.info.id);
        }
    }
}
