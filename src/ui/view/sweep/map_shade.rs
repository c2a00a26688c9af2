//! What the colours of a map mean: from what became of a run to a colour, and how far the colours reach.
//!
//! Diverged runs have a look of their own in every shade. The ends of a scale are round and follow from the map once it is
//! complete, so that colours neither flicker while it is refined nor slide while something is dragged.

use crate::core::height::Height;
use crate::core::map::Outcome;
use crate::core::pipeline::Request;
use crate::core::surface;
use crate::core::trajectory::Ending;
use crate::session::format;
use crate::session::maps::{Map, Shade};
use crate::ui::theme::sweep::SweepColours;
use egui::Color32;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many pixels the ends of a scale follow from.
const JUDGED: usize = 4096;
/// The share of a scale of rates that growing runs have.
pub(super) const GROWING: f64 = 0.25;

/// The meaning of the colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// What is shown.
    pub(super) shade: Shade,
    /// How losses are shown.
    pub(super) height: Height,
    /// From where to where: heights, logarithms of steps, or rates.
    pub(super) range: [f64; 2],
}

/// A mark beside the colour bar.
pub(super) struct Mark {
    /// 0 at its foot, 1 at its top.
    pub(super) share: f64,
    /// What is written there.
    pub(super) text: String,
}

impl Scale {
    /// The scale that suits a map.
    pub(super) fn of(map: &Map, shade: Shade) -> Self {
        Self::over(&map.wanted().plan.base, map.grid().shown(), shade)
    }

    /// The scale that suits what became of a run.
    pub(super) fn over<'a>(
        base: &Request,
        shown: impl ExactSizeIterator<Item = &'a Outcome>,
        shade: Shade,
    ) -> Self {
        let height = height(base);
        let stride = shown.len() / JUDGED + 1;
        // Strides that divide the row would look at a few columns only.
        let judged = shown.step_by(stride | 1);
        let values = judged.filter(|outcome| !is_diverged(outcome));
        let mut values: Vec<f64> = values
            .filter_map(|outcome| value(outcome, shade, &height))
            .collect();
        values.sort_by(f64::total_cmp);
        let quantile = |share: f64| {
            let place = (values.len().saturating_sub(1)) as f64 * share;
            values.get(place as usize).copied()
        };
        let [low, high] = [quantile(0.005), quantile(0.98)];
        let range = match shade {
            Shade::Loss => around(low.unwrap_or(0.0), high.unwrap_or(1.0), &height),
            Shade::Steps => {
                let most = (base.steps.max(2) as f64).log10();
                let least = low.unwrap_or(0.0).min(most - 0.3);
                [(least * 4.0).floor() / 4.0, most].map(|end| end.max(0.0))
            }
            Shade::Rate => [slowest(low.unwrap_or(0.9)), 1.0],
            Shade::Ending => [0.0, 1.0],
        };
        Self {
            shade,
            height,
            range,
        }
    }

    /// Changes whenever a colour does.
    pub(super) fn key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.shade.hash(&mut hasher);
        self.range.map(f64::to_bits).hash(&mut hasher);
        // Whichever way losses are shown, another one shows some loss elsewhere.
        for loss in [1e-3, 7.0] {
            self.height.shown(loss).to_bits().hash(&mut hasher);
        }
        hasher.finish()
    }

    /// The colour of what became of a run.
    pub(super) fn colour(&self, outcome: &Outcome, colours: &SweepColours) -> Color32 {
        let Some(ending) = outcome.ending else {
            return colours.none;
        };
        if is_diverged(outcome) {
            return colours.diverged;
        }
        if self.shade == Shade::Ending {
            return match ending {
                Ending::Converged { .. } => colours.converged,
                Ending::Saddle { .. } => colours.saddle,
                Ending::Diverged { .. } => colours.diverged,
                Ending::Budget => colours.undecided,
                Ending::Cycling { period } => {
                    colours.cycles[(period.saturating_sub(2) as usize).min(3)]
                }
            };
        }
        match value(outcome, self.shade, &self.height) {
            None => colours.never,
            Some(rate) if self.shade == Shade::Rate && rate > 1.0 => {
                colours.growing.at((rate - 1.0) / self.reach_above())
            }
            Some(value) => {
                let [low, high] = self.range;
                colours.values.at((value - low) / (high - low))
            }
        }
    }

    /// The colour at a share of the colour bar.
    pub(super) fn colour_at(&self, share: f64, colours: &SweepColours) -> Color32 {
        if self.shade != Shade::Rate {
            return colours.values.at(share);
        }
        let shrinking = 1.0 - GROWING;
        if share <= shrinking {
            colours.values.at(share / shrinking)
        } else {
            colours.growing.at((share - shrinking) / GROWING)
        }
    }

    /// The rate above 1 at which the colours end, less 1.
    fn reach_above(&self) -> f64 {
        (self.range[1] - self.range[0]) * GROWING / (1.0 - GROWING)
    }

    /// What stands above the colour bar.
    pub(super) fn label(&self) -> &'static str {
        match self.shade {
            Shade::Loss => match self.height {
                Height::Gap { .. } => "f − f*",
                Height::Asinh { .. } => "f (asinh)",
            },
            Shade::Steps => "Steps",
            Shade::Rate => "Rate",
            Shade::Ending => "Ending",
        }
    }

    /// What is written beside the colour bar, from its foot up.
    pub(super) fn marks(&self) -> Vec<Mark> {
        let [low, high] = self.range;
        let share = |value: f64| (value - low) / (high - low);
        let mark = |value: f64, text: String| Mark {
            share: share(value),
            text,
        };
        match (self.shade, self.height) {
            (Shade::Loss, Height::Gap { .. }) => {
                let every = ((high - low) / 6.0).ceil().max(1.0) as i32;
                let powers = low.round() as i32..=high.round() as i32;
                let powers = powers.filter(|power| power.rem_euclid(every) == 0);
                powers
                    .map(|power| mark(f64::from(power), format!("1e{power}").replace('-', "−")))
                    .collect()
            }
            (Shade::Loss, Height::Asinh { .. }) => (0..=4)
                .map(|i| low + (high - low) * f64::from(i) / 4.0)
                .map(|h| mark(h, format::significant(self.height.loss_at(h), 2)))
                .collect(),
            (Shade::Steps, _) => {
                let round = |power: i32| [1u32, 2, 5].map(|m| format!("{m}e{power}"));
                let counts = (0..=6).flat_map(round).filter_map(|text| text.parse().ok());
                let counts = counts.filter(|n: &f64| (low..=high + 1e-9).contains(&n.log10()));
                let counts: Vec<f64> = counts.collect();
                let every = counts.len() / 7 + 1;
                let counts = counts.into_iter().step_by(every);
                counts
                    .map(|n| mark(n.log10(), format::count(n as u64)))
                    .collect()
            }
            (Shade::Rate, _) => {
                let shrinking = 1.0 - GROWING;
                let below = (0..=4).map(|i| f64::from(i) / 4.0).map(|t| Mark {
                    share: t * shrinking,
                    text: format::significant(low + (1.0 - low) * t, 6),
                });
                let above = Mark {
                    share: 1.0,
                    text: format::significant(1.0 + self.reach_above(), 4),
                };
                below.chain(std::iter::once(above)).collect()
            }
            (Shade::Ending, _) => Vec::new(),
        }
    }
}

/// Whether a run left for good, or has a loss that is no number.
pub(super) fn is_diverged(outcome: &Outcome) -> bool {
    match outcome.ending {
        Some(Ending::Diverged { .. }) => true,
        Some(_) => !outcome.loss.is_finite(),
        None => false,
    }
}

/// How losses of a run's surface are shown.
fn height(request: &Request) -> Height {
    let kernel = surface::entry_of(&request.surface).scalar(&request.surface);
    Height::of(&surface::landmarks(&request.surface), &*kernel)
}

/// What is shown of a run as a number on the scale; none where it never came to be, or there is no run.
fn value(outcome: &Outcome, shade: Shade, height: &Height) -> Option<f64> {
    outcome.ending?;
    let value = match shade {
        Shade::Loss => height.shown(outcome.loss),
        Shade::Steps => (outcome.steps_to_tolerance()?.max(1) as f64).log10(),
        Shade::Rate => outcome.rate,
        Shade::Ending => return None,
    };
    value.is_finite().then_some(value)
}

/// Round ends around heights.
fn around(low: f64, high: f64, height: &Height) -> [f64; 2] {
    let step = match height {
        Height::Gap { .. } => 1.0,
        Height::Asinh { .. } => 0.25,
    };
    let low = (low / step).floor() * step;
    let high = (high / step).ceil() * step;
    [low, high.max(low + 2.0 * step)]
}

/// A round rate no larger than the least one measured: 0.8, 0.99, 0.998.
fn slowest(least: f64) -> f64 {
    if least >= 1.0 {
        return 0.9;
    }
    let missing = (1.0 - least).clamp(1e-9, 1.0);
    let power = missing.log10().floor() as i32;
    let round = |m: u32| format!("{m}e{power}").parse::<f64>().unwrap_or(1.0);
    let found = [1, 2, 5, 10]
        .map(round)
        .into_iter()
        .find(|x| *x >= missing * 0.999);
    (1.0 - found.unwrap_or(1.0)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::trajectory::Cause;
    use crate::core::vec2::vec2;

    fn outcome(ending: Ending, loss: f64, reached: u32, rate: f64) -> Outcome {
        Outcome {
            ending: Some(ending),
            loss,
            at: vec2(0.0, 0.0),
            reached,
            rate,
            ..Outcome::NONE
        }
    }

    #[test]
    fn every_outcome_has_an_honest_colour() {
        let nan = f64::NAN;
        let gone = Ending::Diverged {
            at: 3,
            cause: Cause::Overflow,
        };
        let height = Height::Gap {
            lowest: 0.0,
            floor: 1e-30,
        };
        for dark in [true, false] {
            let c = SweepColours::of(dark);
            for shade in Shade::ALL {
                let range = match shade {
                    Shade::Loss => [-10.0, 2.0],
                    Shade::Steps => [0.0, 3.0],
                    _ => [0.8, 1.0],
                };
                let scale = Scale {
                    shade,
                    height,
                    range,
                };
                let of = |o: Outcome| scale.colour(&o, c);
                assert_eq!(of(Outcome::NONE), c.none);
                assert_eq!(of(outcome(gone, nan, Outcome::NEVER, nan)), c.diverged);
                assert_eq!(of(outcome(Ending::Budget, nan, 5, 0.9)), c.diverged);
                let good = outcome(Ending::Converged { at: 9 }, 0.0, 1, 0.0);
                let best = if shade == Shade::Ending {
                    c.converged
                } else {
                    c.values.at(0.0)
                };
                assert_eq!(of(good), best, "{shade:?}");
                let never = outcome(Ending::Budget, 1.0, Outcome::NEVER, nan);
                let want = match shade {
                    Shade::Loss => c.values.at(10.0 / 12.0),
                    Shade::Steps | Shade::Rate => c.never,
                    Shade::Ending => c.undecided,
                };
                assert_eq!(of(never), want, "{shade:?}");
                let cycle = outcome(Ending::Cycling { period: 3 }, 1.0, 8, 1.01);
                match shade {
                    Shade::Ending => assert_eq!(of(cycle), c.cycles[1]),
                    Shade::Rate => assert!(of(cycle) != c.values.at(1.0)),
                    _ => {}
                }
                let shares = scale.marks().into_iter().map(|mark| mark.share);
                let shares: Vec<f64> = shares.collect();
                assert!(shares.is_sorted() && shares.iter().all(|s| (-0.01..1.01).contains(s)));
                assert_eq!(shares.is_empty(), shade == Shade::Ending);
            }
        }
    }

    #[test]
    fn rates_begin_round() {
        for (least, want) in [
            (0.82, 0.8),
            (0.9993, 0.999),
            (0.0, 0.0),
            (0.95, 0.95),
            (1.2, 0.9),
        ] {
            assert!(
                (slowest(least) - want).abs() < 1e-6,
                "{least}: {}",
                slowest(least)
            );
        }
    }
}
