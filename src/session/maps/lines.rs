//! Sweeps of one number: what becomes of all runs over it, and where the run that is looked at closely goes in the end.
//!
//! A line is asked for by its run without the number that varies, so that turning that number leaves it as it is. What
//! is worked out for another run, axis or width is dropped, and the work on it stops.

pub use super::lines_work::Line;
use super::{Form, Shade, usual_axis};
use crate::core::map::orbit::Tail;
use crate::core::map::{Axis, AxisScale, Knob, Outcome, Part, Plan, line};
use crate::core::pipeline::Request;
use crate::session::Session;
use crate::session::scene::{Run, RunId};
use crate::session::workers::Workers;
use std::cell::RefCell;

/// The most columns that a line has.
pub const MOST_COLUMNS: usize = 2048;
/// How many steps the coarse columns of all lines together may take within a frame.
const STEPS_AT_ONCE: u64 = 150_000;
/// Where the orbits begin that are worth looking at first, as a share of the last value that is bounded, and where they
/// end.
const WORTH: [f64; 2] = [0.4, 1.03];
/// How many times larger or smaller than the last bounded value the present one may be to be shown with it.
const NEAR: f64 = 8.0;

/// How orbits are looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrbitView {
    /// What stands on the vertical axis.
    pub ordinate: Ordinate,
    /// The part of the vertical axis that is shown, in logarithms to base 10 where losses or steps are; none is all.
    pub shown: Option<[f64; 2]>,
    /// How many steps are left out before the orbit; none is as many as the scene has.
    pub after: Option<u64>,
}

/// What stands on the vertical axis of orbits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ordinate {
    /// First coordinate.
    #[default]
    X,
    /// Second coordinate.
    Y,
    /// The gap to the minimum where it is known, else the loss.
    Loss,
    /// The length of the step.
    Moved,
}

impl Ordinate {
    /// All, in the order of their switch.
    pub const ALL: [Self; 4] = [Self::X, Self::Y, Self::Loss, Self::Moved];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::X => "x",
            Self::Y => "y",
            Self::Loss => "loss",
            Self::Moved => "moved",
        }
    }
}

/// The lines of a scene, on which the workers work.
pub struct Lines {
    curves: Vec<(RunId, Line<Outcome>)>,
    orbit: Option<Line<Tail>>,
    /// A run without the number on its axis, and up to where it is bounded.
    bounded: RefCell<Option<(Plan, Option<f64>)>>,
    workers: Workers,
}

impl Lines {
    /// No lines yet, and who will work on them.
    pub fn new(workers: Workers) -> Self {
        Self {
            curves: Vec::new(),
            orbit: None,
            bounded: RefCell::default(),
            workers,
        }
    }
    /// What becomes of a run over the number on the axis, if it has that number.
    pub fn curve(&self, run: RunId) -> Option<&Line<Outcome>> {
        let found = self.curves.iter().find(|(id, _)| *id == run);
        found.map(|(_, line)| line)
    }
    /// The orbits of the run that is looked at closely.
    pub fn orbit(&self) -> Option<&Line<Tail>> {
        self.orbit.as_ref()
    }
    /// Whether some are still being worked out.
    pub fn is_busy(&self) -> bool {
        let orbit = self.orbit.as_ref().is_some_and(Line::is_busy);
        orbit || self.curves.iter().any(|(_, line)| line.is_busy())
    }
    /// Whether a refresh has to come without anyone calling for it.
    pub fn wants_frames(&self) -> bool {
        self.is_busy() && !self.workers.calls()
    }
    /// Why the first that will not be finished will not, in a sentence.
    pub fn fault(&self) -> Option<&str> {
        let orbit = self.orbit.as_ref().and_then(Line::fault);
        orbit.or_else(|| self.curves.iter().find_map(|(_, line)| line.fault()))
    }
    /// Whether all curves are worked out.
    pub fn curves_done(&self) -> bool {
        self.curves.iter().all(|(_, line)| line.is_done())
    }
    /// The share of all columns that are worked out.
    pub fn progress(&self) -> f64 {
        let curves = self.curves.iter().map(|(_, line)| line.progress());
        let all: Vec<f64> = curves
            .chain(self.orbit.as_ref().map(Line::progress))
            .collect();
        all.iter().sum::<f64>() / all.len().max(1) as f64
    }
    /// Forgets what is not shown, and stops the work on it.
    pub fn keep_only(&mut self, form: Option<Form>) {
        if form != Some(Form::Curve) {
            self.curves.clear();
        }
        if form != Some(Form::Orbit) {
            self.orbit = None;
        }
    }
}

/// The same number of another run: of its method that whose key ends alike, however deep it stands inside.
pub fn same_knob(knob: &Knob, request: &Request) -> Option<Knob> {
    let last = |key: &str| key.rsplit('.').next().unwrap_or("").to_owned();
    match knob {
        Knob::Param {
            part: Part::Optimizer,
            key,
        } if knob.get(request).is_none() => {
            let all = Knob::all(request).into_iter();
            let wanted = last(key);
            all.into_iter().find(|other| {
                matches!(other, Knob::Param { part: Part::Optimizer, key } if last(key) == wanted)
            })
        }
        _ => knob.get(request).map(|_| knob.clone()),
    }
}

/// A plan in which the number that varies is any, so that it is the same plan whatever it is.
fn without_number(mut plan: Plan) -> Plan {
    let knob = plan.across.clone();
    // One of these is allowed of any number.
    let _value = [0.5, 1.0, 0.0, 2.0, 10.0]
        .into_iter()
        .find(|x| knob.put(&mut plan.base, *x).is_some());
    plan
}

impl Session {
    /// The sweeps of one number, as far as they were asked for.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The number on the axis of a sweep of one number, as the run that is looked at closely has it, and the part of the
    /// axis that is shown. None where there is no run.
    pub fn line_axis(&self) -> Option<(Knob, Axis)> {
        self.line_axis_of(self.view.sweep.form)
    }

    /// The same as it is where the sweep has this form.
    pub fn line_axis_of(&self, form: Form) -> Option<(Knob, Axis)> {
        let base = self.scene.request(self.subject()?);
        let sweep = &self.view.sweep;
        let [knob, _] = sweep.knobs(&base);
        let [shown, _] = sweep.axes(&base);
        let is_chosen = sweep.across_shown == Some(shown);
        let axis = match form {
            _ if is_chosen => shown,
            Form::Map => shown,
            Form::Curve => self.axis_of_all(&knob, shown),
            Form::Orbit => self.axis_of_orbits(base, &knob, shown),
        };
        Some((knob, axis))
    }

    /// The axis that suits all shown runs, so that it stays whichever is looked at closely.
    fn axis_of_all(&self, knob: &Knob, shown: Axis) -> Axis {
        let mut all = shown;
        for run in self.scene.shown() {
            let request = self.scene.request(run);
            let Some(knob) = same_knob(knob, &request) else {
                continue;
            };
            let axis = usual_axis(&knob, &request);
            if axis.scale == all.scale {
                (all.low, all.high) = (all.low.min(axis.low), all.high.max(axis.high));
            }
        }
        all
    }

    /// The axis on which orbits are worth seeing: up to where the run leaves.
    fn axis_of_orbits(&self, base: Request, knob: &Knob, usual: Axis) -> Axis {
        if usual.scale != AxisScale::Log {
            return usual;
        }
        let now = knob.get(&base);
        let plan = Plan {
            base,
            across: knob.clone(),
            up: None,
            rates: false,
        };
        let mut bounded = self.lines.bounded.borrow_mut();
        // The usual axis reaches further where the present number does; from where it leaves does not depend on it.
        let is_held = |held: &(Plan, Option<f64>)| held.0 == without_number(plan.clone());
        let last = match bounded.as_ref().filter(|held| is_held(held)) {
            Some(held) => held.1,
            None => line::last_bounded(&plan, &usual),
        };
        *bounded = Some((without_number(plan), last));
        let Some(last) = last else { return usual };
        let axis = Axis::linear(last * WORTH[0], last * WORTH[1]);
        let is_near = |now: f64| now > last / NEAR && now < last * NEAR;
        match now.filter(|now| is_near(*now)) {
            // A little room for a present number that is not among the most interesting.
            Some(now) if now < axis.low => Axis::linear(0.0, axis.high),
            Some(now) if now > axis.high => Axis::linear(axis.low, 1.1 * now),
            _ if axis.is_valid() => axis,
            _ => usual,
        }
    }

    /// Whether everything is to be worked out at once, as pictures want it.
    fn is_unhurried(&self) -> bool {
        self.budget.steps == u64::MAX
    }

    /// Brings the curves of all shown runs over the number on the axis up to date, in so many columns: coarse at once
    /// where they are others than before, finer from then on.
    pub fn refresh_curves(&mut self, columns: usize) {
        let Some((knob, axis)) = self.line_axis() else {
            self.lines.keep_only(None);
            return;
        };
        let columns = columns.clamp(1, MOST_COLUMNS);
        let rates = self.view.sweep.shade == Shade::Rate;
        let mut old = std::mem::take(&mut self.lines.curves);
        let mut curves = Vec::new();
        let mut fresh = Vec::new();
        for run in self.scene.shown() {
            let base = self.scene.request(run);
            let Some(across) = same_knob(&knob, &base) else {
                continue;
            };
            let plan = Plan {
                base,
                across,
                up: None,
                rates,
            };
            let plan = without_number(plan);
            let kept = old
                .iter()
                .position(|(id, line)| *id == run.id && line.is_for(&plan, &axis, columns));
            let line = if let Some(place) = kept {
                old.swap_remove(place)
            } else {
                fresh.push(curves.len());
                (run.id, Line::new(plan, axis, columns))
            };
            curves.push(line);
        }
        // What is no longer wanted stops before others begin; who worked on it works on these.
        for (_, line) in &old {
            line.call_off();
        }
        let share = STEPS_AT_ONCE / fresh.len().max(1) as u64;
        for place in fresh {
            let share = if self.is_unhurried() { 0 } else { share };
            curves[place].1.begin(share, &self.lines.workers);
        }
        for (_, line) in &mut curves {
            if self.is_unhurried() {
                line.finish();
            } else {
                line.collect();
            }
        }
        self.lines.curves = curves;
    }

    /// Brings the orbits of the run that is looked at closely up to date, in so many columns.
    pub fn refresh_orbit(&mut self, columns: usize) {
        let axis = self.line_axis();
        let (Some((across, axis)), Some(run)) = (axis, self.subject()) else {
            self.lines.keep_only(None);
            return;
        };
        let columns = columns.clamp(1, MOST_COLUMNS);
        let mut base = self.scene.request(run);
        base.steps = self.view.sweep.orbit.after.unwrap_or(base.steps);
        let plan = Plan {
            base,
            across,
            up: None,
            rates: false,
        };
        let plan = without_number(plan);
        let old = self.lines.orbit.take();
        let is_kept = |line: &Line<Tail>| line.is_for(&plan, &axis, columns);
        let mut line = match old {
            Some(line) if is_kept(&line) => line,
            old => {
                // As above.
                old.iter().for_each(Line::call_off);
                let share = if self.is_unhurried() {
                    0
                } else {
                    STEPS_AT_ONCE
                };
                let mut line = Line::new(plan, axis, columns);
                line.begin(share, &self.lines.workers);
                line
            }
        };
        if self.is_unhurried() {
            line.finish();
        } else {
            line.collect();
        }
        self.lines.orbit = Some(line);
    }

    /// The number on the axis as a run has it; none where it has no such number.
    pub fn line_value(&self, run: &Run, knob: &Knob) -> Option<f64> {
        let request = self.scene.request(run);
        same_knob(knob, &request)?.get(&request)
    }

    /// Gives a run a value of the number on the axis. Answers whether it could.
    pub fn set_line_value(&mut self, run: RunId, knob: &Knob, value: f64) -> bool {
        let Some(own) = self
            .scene
            .run(run)
            .and_then(|run| same_knob(knob, &self.scene.request(run)))
        else {
            return false;
        };
        super::knobs::write(&mut self.scene, run, &own, value)
    }
}
