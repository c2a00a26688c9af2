//! The axes of the tuning curve: what the runs were tried with, and how good it was.

use crate::core::height::Height;
use crate::core::params::Scale;
use crate::core::surface;
use crate::core::tune::{Dial, Objective, Score};
use crate::session::tune::{Entrant, Tuning, label};
use crate::ui::format;
use crate::ui::view::axes;

/// The most powers of ten that are shown.
const MOST_DECADES: f64 = 110.0;
/// How much worse than the start a setting may be and still have a place of its own, as a factor.
const WORSE: f64 = 10.0;

/// The height of a gap of nothing, before it has a place.
const NOTHING: f64 = -1e9;

/// A round number on an axis: where, 0 to 1, and what is written there.
pub(super) struct Mark {
    pub(super) at: f32,
    pub(super) text: String,
}

/// What the horizontal axis shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Across {
    /// A number that was tuned, by its label.
    Number(String),
    /// The trials in their order, the best so far.
    Trials,
}

impl Across {
    /// Every one there is: the numbers in the order of the runs, then the trials.
    pub(super) fn all(tuning: &Tuning) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for entrant in tuning.entrants() {
            let base = &entrant.task.base;
            for dial in &entrant.task.dials {
                let one = Self::Number(label(&dial.knob, base));
                if !all.contains(&one) {
                    all.push(one);
                }
            }
        }
        all.push(Self::Trials);
        all
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Number(label) => label,
            Self::Trials => "Best so far",
        }
    }

    /// Which of its numbers this is, for a run that was tuned by it.
    pub(super) fn of(&self, entrant: &Entrant) -> Option<usize> {
        let Self::Number(name) = self else {
            return None;
        };
        let mut dials = entrant.task.dials.iter();
        dials.position(|dial| label(&dial.knob, &entrant.task.base) == *name)
    }
}

/// The horizontal axis.
pub(super) enum Horizontal {
    /// Numbers on a scale that all runs share.
    Shared(Dial),
    /// Each run's own range.
    Ranges,
    /// So many trials.
    Trials(usize),
}

impl Horizontal {
    pub(super) fn of(tuning: &Tuning, across: &Across) -> Self {
        if *across == Across::Trials {
            let most = tuning.entrants().iter().map(|e| e.task.trials).max();
            return Self::Trials(most.unwrap_or(1));
        }
        let entrants = tuning.entrants().iter();
        let mut dials = entrants.filter_map(|e| e.task.dials.get(across.of(e)?));
        let Some(mut all) = dials.next().cloned() else {
            return Self::Ranges;
        };
        for dial in dials {
            if dial.scale != all.scale {
                return Self::Ranges;
            }
            (all.low, all.high) = (all.low.min(dial.low), all.high.max(dial.high));
        }
        Self::Shared(all)
    }

    /// The place of a value of a run's number, 0 to 1.
    pub(super) fn place(&self, dial: &Dial, value: f64) -> f32 {
        let at = match self {
            Self::Shared(all) => all.position_of(value),
            Self::Ranges | Self::Trials(_) => dial.position_of(value),
        };
        at.clamp(0.0, 1.0) as f32
    }

    pub(super) fn marks(&self) -> Vec<Mark> {
        match self {
            Self::Shared(dial) => marks_of(dial),
            Self::Trials(count) => {
                let end = (*count).max(2) - 1;
                let ticks = axes::ticks(0.0, end as f64, 5).into_iter();
                ticks
                    .map(|tick| Mark {
                        at: (tick.value / end as f64) as f32,
                        text: tick.text,
                    })
                    .collect()
            }
            Self::Ranges => [(0.0, "least"), (1.0, "largest")]
                .map(|(at, text)| Mark {
                    at,
                    text: text.to_owned(),
                })
                .into(),
        }
    }
}

fn marks_of(dial: &Dial) -> Vec<Mark> {
    let mark = |value: f64| Mark {
        at: dial.position_of(value) as f32,
        text: format::number(value),
    };
    let powers = || {
        let decades = decades(dial.low.log10(), dial.high.log10(), 6);
        decades.map(|power| mark(power_of_ten(power)))
    };
    let marks: Vec<Mark> = match dial.scale {
        Scale::Log => powers().collect(),
        Scale::ZeroLog => std::iter::once(mark(0.0)).chain(powers()).collect(),
        Scale::OneMinusLog => {
            let round = [0.0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999];
            round.into_iter().map(mark).collect()
        }
        Scale::Linear => {
            let ticks = axes::ticks(dial.low, dial.high, 5).into_iter();
            ticks.map(|tick| mark(tick.value)).collect()
        }
    };
    let inside = marks
        .into_iter()
        .filter(|mark| (-1e-6..=1.0 + 1e-6).contains(&mark.at));
    inside.collect()
}

fn power_of_ten(power: i32) -> f64 {
    format!("1e{power}").parse().unwrap_or(0.0)
}

/// Powers of ten between two exponents, about so many.
fn decades(low: f64, high: f64, wanted: usize) -> impl Iterator<Item = i32> {
    let every = ((high - low) / wanted as f64).ceil().clamp(1.0, 100.0) as i32;
    let (first, last) = (low.clamp(-330.0, 310.0), high.clamp(-330.0, 310.0));
    let (first, last) = ((first - 1e-9).ceil() as i32, (last + 1e-9).floor() as i32);
    (first..=last).filter(move |power| power.rem_euclid(every) == 0)
}

/// The vertical axis.
pub(super) struct Vertical {
    objective: Objective,
    height: Height,
    low: f64,
    high: f64,
    /// Where a gap of nothing stands, if there is one.
    zero: Option<f64>,
}

impl Vertical {
    /// The axis on which every trial that matters has a place.
    pub(super) fn of(tuning: &Tuning) -> Option<Self> {
        let first = tuning.entrants().first()?;
        let base = &first.task.base;
        let landmarks = surface::landmarks(&base.surface);
        let kernel = surface::entry_of(&base.surface).scalar(&base.surface);
        let mut axis = Self {
            objective: first.task.objective,
            height: Height::of(&landmarks, &*kernel),
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            zero: None,
        };
        let mut has_zero = false;
        let lowest = landmarks.lowest.unwrap_or(0.0);
        let start = kernel.value(&base.start) - lowest;
        let worst = axis.raised(if axis.is_gap() {
            WORSE * start
        } else {
            start + WORSE * start.abs()
        });
        for index in 0..tuning.entrants().len() {
            for trial in tuning.trials(index) {
                let number = trial.score.of_objective(axis.objective);
                if number <= 0.0 && axis.is_log() {
                    has_zero = true;
                } else if number.is_finite() {
                    (axis.low, axis.high) = (axis.low.min(number), axis.high.max(number));
                }
            }
        }
        (axis.low, axis.high) = (axis.raised(axis.low), axis.raised(axis.high));
        if axis.low > axis.high {
            (axis.low, axis.high) = (0.0, 1.0);
        }
        if axis.objective == Objective::Loss && worst.is_finite() && worst > NOTHING {
            axis.high = axis.high.min(worst.max(axis.low));
        }
        axis.low = axis.low.max(axis.high - MOST_DECADES);
        let mut span = (axis.high - axis.low).max(0.5);
        if has_zero {
            axis.zero = Some(axis.low - 0.1 * span);
            (axis.low, span) = (axis.low - 0.1 * span, 1.1 * span);
        }
        axis.low -= 0.06 * span;
        axis.high = axis.low + 1.12 * span;
        Some(axis)
    }

    fn is_gap(&self) -> bool {
        matches!(self.height, Height::Gap { .. })
    }

    /// Whether equal distances are equal ratios.
    fn is_log(&self) -> bool {
        self.is_gap() || self.objective == Objective::Steps
    }

    /// The height of a number; [`NOTHING`] of one that has no logarithm.
    fn raised(&self, number: f64) -> f64 {
        if !self.is_log() {
            self.height.shown(number)
        } else if number > 0.0 {
            number.log10()
        } else {
            NOTHING
        }
    }

    /// The place of a score, 0 at the foot and 1 at the top, above which it is not; none where a run is lost.
    pub(super) fn place(&self, score: &Score) -> Option<f32> {
        let number = score.of_objective(self.objective);
        let height = Some(self.raised(number)).filter(|height| height.is_finite())?;
        let height = if height == NOTHING {
            self.zero.unwrap_or(self.low)
        } else {
            height
        };
        let at = (height - self.low) / (self.high - self.low);
        Some(at.clamp(0.0, 1.0) as f32)
    }

    pub(super) fn marks(&self) -> Vec<Mark> {
        let at = |height: f64| ((height - self.low) / (self.high - self.low)) as f32;
        let marks: Vec<Mark> = if self.is_log() {
            let powers = decades(self.low, self.high, 5);
            let mut marks: Vec<Mark> = powers
                .map(|power| Mark {
                    at: at(f64::from(power)),
                    text: format::number(power_of_ten(power)),
                })
                .collect();
            if marks.len() < 2 {
                marks = axes::ticks(self.low, self.high, 4)
                    .into_iter()
                    .map(|tick| Mark {
                        at: at(tick.value),
                        text: format::significant(10f64.powf(tick.value), 2),
                    })
                    .collect();
            }
            marks
        } else {
            let ticks = axes::ticks(self.low, self.high, 4).into_iter();
            ticks
                .map(|tick| Mark {
                    at: at(tick.value),
                    text: format::significant(self.height.loss_at(tick.value), 2),
                })
                .collect()
        };
        let foot = self
            .zero
            .map_or(0.0, |zero| at(zero + 0.05 * (self.high - self.low)));
        let inside = marks
            .into_iter()
            .filter(|mark| (foot..=1.0).contains(&mark.at));
        let zero = self.zero.map(|zero| Mark {
            at: at(zero),
            text: "0".to_owned(),
        });
        zero.into_iter().chain(inside).collect()
    }

    /// What is shown, and what it is called where a setting has none.
    pub(super) fn words(&self) -> [&'static str; 2] {
        match self.objective {
            Objective::Loss => [self.height.label(), "diverged"],
            Objective::Steps => ["steps to the tolerance", "never"],
        }
    }
}
