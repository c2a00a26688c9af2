//! What was worked out for the curves and is still true: the lines of every run, their axes, and their shapes.
//!
//! A line grows with its run and is begun anew when the run is simulated anew or the chart gets another
//! scale. While only the playhead moves, nothing is worked out here.

use super::across::place_of;
use super::axis::Axis;
use super::beside::Beside;
use super::quantity::{Part, entries, parts, value_at};
use super::series::Series;
use crate::core::surface::Landmarks;
use crate::session::Session;
use crate::session::derived::Product;
use crate::session::scene::RunId;
use crate::session::view::{Across, Curve};
use egui::Shape;
use std::collections::HashMap;

/// How much coarser and finer than a pixel the buckets of a line may become before it is begun anew.
const COARSER: f64 = 1.05;
const FINER: f64 = 0.6;

/// A line of a curve of a run.
pub(in crate::ui::view) struct Line {
    birth: u64,
    revision: u64,
    across: Across,
    width: f64,
    taken: usize,
    /// Its values.
    pub(in crate::ui::view) series: Series,
    /// Whether it differs anywhere from the first line of the curve; the first itself does not count.
    pub(in crate::ui::view) differs: bool,
    /// Its shapes, and what they were made for.
    pub(in crate::ui::view) drawn: Option<(super::chart::Look, Vec<Shape>)>,
}

impl Line {
    fn new(product: &Product, across: Across, width: f64) -> Self {
        Self {
            birth: product.birth(),
            revision: 0,
            across,
            width,
            taken: 0,
            series: Series::new(width),
            differs: false,
            drawn: None,
        }
    }

    /// Whether it can be continued in a chart in which a pixel is so wide.
    fn fits(&self, product: &Product, across: Across, pixel: f64) -> bool {
        let is_fine = (FINER * pixel..=COARSER * pixel).contains(&self.width);
        // Where a pixel is narrower than a step, every step has a bucket to itself anyhow.
        let is_exact = pixel <= 1.0 && self.width <= 1.0;
        (self.birth, self.across) == (product.birth(), across) && (is_fine || is_exact)
    }

    /// Takes in what the run has come to have since.
    fn grow(&mut self, product: &Product, landmarks: &Landmarks, of: (Curve, Part)) {
        let trajectory = product.trajectory();
        // What became of a gradient is known when its step is taken. Where a run ends, no step is.
        let is_open = of.0 == Curve::Gradient && product.ending().is_none();
        let known = entries(trajectory, of.0) - usize::from(is_open);
        let new = self.taken..known.max(self.taken);
        self.taken = new.end;
        if of.1 == Part::Raw {
            let pairs = trajectory.clipped.iter().zip(&trajectory.gradient);
            let mut pairs = pairs.skip(new.start).take(new.len());
            self.differs = self.differs || pairs.any(|(used, raw)| used != raw);
        }
        let place = |t: usize| place_of(trajectory, self.across, t as u64);
        // What a run does within what is usually looked at is usual; one that explodes leaves it.
        let region = landmarks.region;
        let is_usual = |t: usize| {
            let led = trajectory
                .position
                .get(t + usize::from(of.0 == Curve::Step));
            led.is_some_and(|at| region.contains(*at))
        };
        let values = new.map(|t| {
            let value = value_at(trajectory, landmarks, of, t);
            (place(t), value, is_usual(t))
        });
        self.series.extend(values);
        self.drawn = None;
    }
}

/// The curves of the shown runs.
#[derive(Default)]
pub struct CurveCache {
    lines: HashMap<(Curve, RunId, Part), Line>,
    /// The axis of each curve, and how many lines it was made for, logarithmic or not.
    axes: HashMap<Curve, (Axis, (usize, bool))>,
    /// The curve whose axis must not move, because a hand holds something that stands on it.
    held: Option<Curve>,
    beside: Beside,
    /// Where on the horizontal axis the pointer is, in whichever chart.
    pub(in crate::ui::view) guide: Option<f64>,
}

impl CurveCache {
    /// A line of a curve of a run, if it is shown and there is something to draw.
    pub(in crate::ui::view) fn line(&self, curve: Curve, run: RunId, part: Part) -> Option<&Line> {
        let line = self.lines.get(&(curve, run, part))?;
        (part != Part::Raw || line.differs).then_some(line)
    }

    /// The same, to keep its shapes.
    pub(in crate::ui::view) fn line_mut(
        &mut self,
        curve: Curve,
        run: RunId,
        part: Part,
    ) -> Option<&mut Line> {
        let line = self.lines.get_mut(&(curve, run, part))?;
        (part != Part::Raw || line.differs).then_some(line)
    }

    /// A line of a ghost by its place in the view.
    pub(in crate::ui::view) fn ghost(
        &self,
        curve: Curve,
        place: usize,
        part: Part,
    ) -> Option<&Series> {
        self.beside.ghost(curve, place, part)
    }

    /// The vertical axis of a curve that is shown.
    pub(in crate::ui::view) fn axis(&self, curve: Curve) -> Option<Axis> {
        self.axes.get(&curve).map(|(axis, _)| *axis)
    }

    /// Keeps the axis of a curve as it is, until it is released.
    pub(in crate::ui::view) fn hold(&mut self, curve: Curve) {
        self.held = Some(curve);
    }

    /// Lets all axes follow their lines again.
    pub(in crate::ui::view) fn release(&mut self) {
        self.held = None;
    }

    /// The end of the horizontal axis that the curves of the shown runs share.
    pub(in crate::ui::view) fn end(session: &Session) -> f64 {
        let steps = session.scene.steps.max(1) as f64;
        if session.view.across == Across::Steps {
            return steps;
        }
        let scene = &session.scene;
        let shown = scene.shown();
        let ends = shown.filter_map(|run| {
            let trajectory = session.derived().run(run.id)?.trajectory();
            Some(if trajectory.evaluations.is_empty() {
                steps
            } else {
                trajectory.evaluations_before(trajectory.steps()) as f64
            })
        });
        ends.reduce(f64::max).unwrap_or(steps).max(1.0)
    }

    /// Brings the lines of these curves up to date, each in a chart of so many pixels across.
    pub(in crate::ui::view) fn refresh(&mut self, session: &Session, charts: &[(Curve, f64)]) {
        let scene = &session.scene;
        let across = session.view.across;
        let end = Self::end(session);
        self.lines.retain(|(curve, id, _), _| {
            charts.iter().any(|(shown, _)| shown == curve)
                && scene.run(*id).is_some_and(|run| scene.is_shown(run))
        });
        self.beside
            .keep(|curve| charts.iter().any(|(shown, _)| *shown == curve));
        for &(curve, pixels) in charts {
            let pixel = end / pixels.max(1.0);
            let mut changed = self.beside.refresh(session, curve, pixel);
            for run in scene.shown() {
                let Some(product) = session.derived().run(run.id) else {
                    continue;
                };
                for &part in parts(curve) {
                    let fresh = || Line::new(product, across, pixel);
                    let place = (curve, run.id, part);
                    let line = self.lines.entry(place).or_insert_with(fresh);
                    if !line.fits(product, across, pixel) {
                        *line = fresh();
                    }
                    if line.revision != product.revision() {
                        line.revision = product.revision();
                        line.grow(product, session.derived().landmarks(), (curve, part));
                        changed = true;
                    }
                }
            }
            self.place(session, curve, changed);
        }
    }

    /// Brings the axis of a curve up to date with its lines.
    fn place(&mut self, session: &Session, curve: Curve, changed: bool) {
        let all = self
            .lines
            .iter()
            .filter(|((of, _, part), line)| *of == curve && (*part != Part::Raw || line.differs));
        let key = (all.clone().count(), session.view.log);
        let known = self.axes.get(&curve);
        let is_true = !changed && known.is_some_and(|(_, known)| *known == key);
        if is_true {
            return;
        }
        if self.held == Some(curve)
            && let Some((_, (lines, _))) = self.axes.get_mut(&curve)
        {
            // It is worked out when it is released, whatever changes then.
            *lines = usize::MAX;
            return;
        }
        let all = all.map(|(_, line)| &line.series);
        let all = all.chain(self.beside.of(curve));
        let axis = Axis::over(&all, curve, key.1);
        self.axes.insert(curve, (axis, key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::session::derived::Budget;
    use crate::session::preset::PresetFile;
    use crate::session::scene::Scene;

    fn session(steps: u64) -> Session {
        let mut scene = Scene::on(Kind::Surface.default_config("rosenbrock"));
        for id in ["sgd", "adam", "lbfgs", "sam"] {
            scene.add_run(Kind::Optimizer.find(id).unwrap());
        }
        scene.steps = steps;
        Session::new(&PresetFile::new(scene))
    }

    fn charts() -> Vec<(Curve, f64)> {
        Curve::ALL.into_iter().map(|curve| (curve, 300.0)).collect()
    }

    /// The points of every line, NaN being equal to itself.
    fn points(cache: &CurveCache) -> Vec<String> {
        let points = cache.lines.iter();
        let mut points: Vec<String> = points
            .map(|(key, line)| format!("{key:?} {} {:?}", line.differs, line.series.points))
            .collect();
        points.sort();
        points
    }

    #[test]
    fn curves_that_grew_with_their_runs_are_the_whole_curves() {
        for across in [Across::Steps, Across::Evaluations] {
            let mut growing = session(2000);
            growing.view.across = across;
            growing.budget = Budget {
                steps: 20_000,
                samples: 0,
            };
            let mut cache = CurveCache::default();
            let mut frames = 0;
            loop {
                growing.refresh();
                cache.refresh(&growing, &charts());
                frames += 1;
                if !growing.derived().is_busy() {
                    break;
                }
            }
            assert!(frames > 5, "{frames}");
            let mut whole = CurveCache::default();
            whole.refresh(&growing, &charts());
            for (key, line) in &cache.lines {
                let (a, b) = (&line.series, &whole.lines[key].series);
                assert_eq!((a.first, a.range), (b.first, b.range), "{key:?}");
                assert_eq!(a.least_positive, b.least_positive, "{key:?}");
            }
            // The axis in evaluations grows with the runs, and the buckets with it.
            if across == Across::Steps {
                assert_eq!(points(&cache), points(&whole));
            }
        }
    }

    #[test]
    fn nothing_is_worked_out_again_until_a_run_or_the_chart_changes() {
        let mut session = session(5000);
        session.budget = Budget::UNLIMITED;
        session.refresh();
        let mut cache = CurveCache::default();
        cache.refresh(&session, &charts());
        let key = (Curve::Gap, session.scene.runs[0].id, Part::Main);
        // A point that no run has stays as long as a line does.
        let odd = (-1.0, 7.0);
        let is_kept = |cache: &CurveCache| cache.lines[&key].series.points.contains(&odd);
        let mark = |cache: &mut CurveCache| {
            cache.lines.get_mut(&key).unwrap().series.points.push(odd);
        };
        mark(&mut cache);
        session.playback.seek(777, 5000);
        session.refresh();
        cache.refresh(&session, &charts());
        assert!(is_kept(&cache), "the playhead moved");
        let (curve, pixels) = charts()[0];
        cache.refresh(&session, &[(curve, pixels * 0.98)]);
        assert!(is_kept(&cache), "about as wide");
        cache.refresh(&session, &[(curve, pixels * 3.0)]);
        assert!(!is_kept(&cache), "much wider");
        mark(&mut cache);
        session.view.across = Across::Evaluations;
        cache.refresh(&session, &[(curve, pixels * 3.0)]);
        assert!(!is_kept(&cache), "another axis");
        mark(&mut cache);
        session.scene.shared.rate_factor = 0.5;
        session.refresh();
        cache.refresh(&session, &[(curve, pixels * 3.0)]);
        assert!(!is_kept(&cache), "another run");
    }

    #[test]
    fn a_line_has_about_as_many_points_as_its_chart_has_pixels() {
        let mut session = session(100_000);
        session.scene.runs.truncate(2);
        session.budget = Budget::UNLIMITED;
        session.refresh();
        for pixels in [250.0, 1000.0, 3840.0] {
            let mut cache = CurveCache::default();
            cache.refresh(&session, &[(Curve::Step, pixels)]);
            for line in cache.lines.values() {
                let count = line.series.points.len() as f64;
                assert!(count <= 2.0 * pixels + 4.0, "{count} of {pixels}");
                assert!(count >= 0.9 * pixels, "{count} of {pixels}");
            }
        }
    }
}
