//! What theory predicts, behind the curves: the learning rate that is still stable along each run's path, and the line
//! along which the gap of a run must fall.
//!
//! Only what holds is drawn. A line of the gap needs a method that is linear, at one rate and momentum, free of noise
//! and clip, on a quadratic or from where the surface is one for good as far as the run can tell.

use super::chart::Chart;
use super::labels::Labels;
use crate::core::curvature::Curvature;
use crate::core::surface;
use crate::core::theory::Linear;
use crate::core::trajectory::{Ending, Trajectory};
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::session::derived::Product;
use crate::session::scene::{Run, RunId};
use crate::session::theory::linear;
use crate::session::view::Curve;
use crate::ui::format;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::{Color32, Painter, Pos2, Shape, Stroke, Ui, pos2};
use std::collections::HashMap;

/// The most points of a bound.
const MOST_POINTS: usize = 600;
/// Up to so many runs, the bounds of all are drawn; else those of the run that is looked at and the one pointed at.
const FEW: usize = 2;
/// How far the loss may be from that of the quadratic for the surface to count as one.
const NEARLY: f64 = 0.1;

/// What was worked out for runs and is still true, by the revision it was worked out for.
#[derive(Default)]
pub struct TheoryCache {
    bounds: HashMap<RunId, (u64, Option<Bounds>)>,
    falls: HashMap<RunId, (u64, Option<Fall>)>,
}

/// The largest stable rate along a path: step and rate.
struct Bounds {
    points: Vec<(u64, f64)>,
    words: String,
}

/// A gap that shrinks by one factor from a step on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fall {
    from: u64,
    gap: f64,
    /// ρ, by which the distance shrinks per step.
    contraction: f64,
}

/// Paints what is predicted of the curve that a chart shows.
/// The words to it go over the curves, later.
pub(in crate::ui::view) fn paint(
    ui: &Ui,
    chart: &Chart,
    session: &Session,
    state: &mut UiState,
) -> Labels {
    if !matches!(chart.curve, Curve::Rate | Curve::Gap) {
        return Labels::default();
    }
    let scene = &session.scene;
    let cache = &mut state.curve_theory;
    cache.bounds.retain(|id, _| scene.run(*id).is_some());
    cache.falls.retain(|id, _| scene.run(*id).is_some());
    let subject = session.subject().map(|run| run.id);
    let shown: Vec<&Run> = scene.shown().collect();
    let front = state.front;
    let is_meant = |run: &&&Run| {
        let all = chart.curve == Curve::Rate && shown.len() <= FEW;
        all || subject == Some(run.id) || front == Some(run.id)
    };
    let theme = Theme::in_ui(ui);
    let painter = chart.painter(ui, 0.0);
    let mut labels = Labels::default();
    for run in shown.iter().filter(is_meant) {
        let Some(product) = session.derived().run(run.id) else {
            continue;
        };
        let revision = product.revision();
        let colour = theme::run_style(run.style).colour(theme);
        if chart.curve == Curve::Rate {
            let held = cache
                .bounds
                .get(&run.id)
                .is_some_and(|held| held.0 == revision);
            if !held {
                cache.bounds.insert(run.id, (revision, bounds(product)));
            }
            if let Some((_, Some(bounds))) = cache.bounds.get(&run.id) {
                bounds_ui(
                    &painter,
                    chart,
                    session,
                    run.id,
                    bounds,
                    (colour, &mut labels),
                );
            }
        } else {
            let held = cache
                .falls
                .get(&run.id)
                .is_some_and(|held| held.0 == revision);
            if !held {
                let fall = fall(product, session.derived().landmarks());
                cache.falls.insert(run.id, (revision, fall));
            }
            if let Some((_, Some(fall))) = cache.falls.get(&run.id) {
                fall_ui(
                    &painter,
                    chart,
                    session,
                    run.id,
                    *fall,
                    (colour, &mut labels),
                );
            }
        }
    }
    labels
}

/// The largest stable rates along the path of a run, if its method has a limit.
fn bounds(product: &Product) -> Option<Bounds> {
    let (request, trajectory) = (product.request(), product.trajectory());
    let method = linear(request, None)?;
    let kernel = surface::entry_of(&request.surface).scalar(&request.surface);
    let every = trajectory.steps().div_ceil(MOST_POINTS).max(1);
    let mut driven: Option<(f64, Linear)> = None;
    let mut points = Vec::new();
    for t in (0..trajectory.steps()).step_by(every) {
        let momentum = trajectory.momentum[t];
        let now = match driven {
            Some((held, now)) if held == momentum => now,
            _ => linear(request, Some(momentum))?,
        };
        driven = Some((momentum, now));
        let curvature = Curvature::at(&*kernel, trajectory.position[t]);
        let limit = curvature.map_or(f64::NAN, |curvature| now.limit(curvature.high));
        points.push((t as u64, limit));
    }
    Some(Bounds {
        points,
        words: method.to_string(),
    })
}

fn bounds_ui(
    painter: &Painter,
    chart: &Chart,
    session: &Session,
    run: RunId,
    bounds: &Bounds,
    (colour, labels): (Color32, &mut Labels),
) {
    let stroke = Stroke::new(1.0, colour);
    let on_screen = |(step, limit): &(u64, f64)| {
        let x = chart.x_of_step(session, run, *step);
        // No rate is too large where the surface does not bend up.
        limit.is_finite().then(|| pos2(x, chart.y(*limit)))
    };
    let points: Vec<Option<Pos2>> = bounds.points.iter().map(on_screen).collect();
    for piece in points.split(Option::is_none) {
        let piece: Vec<Pos2> = piece.iter().flatten().copied().collect();
        dashed(painter, chart, &piece, stroke);
    }
    let inside = points
        .iter()
        .rev()
        .flatten()
        .find(|at| chart.rect.contains(**at));
    match inside {
        Some(at) => labels.put(painter, chart, *at, &bounds.words, colour),
        None if points.iter().flatten().any(|at| at.y < chart.rect.top()) => {
            let at = pos2(chart.rect.right(), chart.rect.top() + 14.0);
            labels.put(painter, chart, at, &format!("{} ↑", bounds.words), colour);
        }
        None => {}
    }
}

/// How the gap of a run falls, where that is known.
fn fall(product: &Product, landmarks: &surface::Landmarks) -> Option<Fall> {
    let (request, trajectory) = (product.request(), product.trajectory());
    let method = linear(request, trajectory.momentum.first().copied())?;
    let rate = *trajectory.rate.first()?;
    let lowest = landmarks.lowest?;
    let is_plain = request.noise.sigma == 0.0
        && trajectory.clipped == trajectory.gradient[..trajectory.steps()]
        && trajectory.rate.iter().all(|other| *other == rate);
    let first = trajectory.momentum.first()?;
    let same = |other: &f64| other == first || other.is_nan();
    if !is_plain || !trajectory.momentum.iter().all(same) {
        return None;
    }
    let entry = surface::entry_of(&request.surface);
    let kernel = entry.scalar(&request.surface);
    let end = *trajectory.position.last()?;
    let minimum = match landmarks.minima.as_slice() {
        [only] => *only,
        minima => {
            let away = |p: &Vec2| (*p - end).norm();
            *minima.iter().min_by(|a, b| away(a).total_cmp(&away(b)))?
        }
    };
    let curvature = Curvature::at(&*kernel, minimum)?;
    let is_lowest = (kernel.value(&minimum) - lowest).abs() <= 1e-12 * lowest.abs().max(1.0);
    let rests_there = method.is_unbiased() || minimum == Vec2::zero();
    if curvature.low <= 1e-12 * curvature.high || !is_lowest || !rests_there {
        return None;
    }
    let from = if entry.quadratic {
        0
    } else {
        settled(product, minimum, lowest, kernel.hessian(&minimum))?
    };
    let gap = trajectory.loss[from] - lowest;
    let contraction = method.worst_contraction(rate, &curvature);
    (gap > 0.0 && gap.is_finite() && contraction.is_finite()).then_some(Fall {
        from: from as u64,
        gap,
        contraction,
    })
}

/// The first step from which on, to the end of the run, the loss is that of the quadratic at the minimum.
fn settled(product: &Product, minimum: Vec2, lowest: f64, hessian: [f64; 3]) -> Option<usize> {
    let Some(Ending::Converged { .. }) = product.ending() else {
        return None;
    };
    let Trajectory { position, loss, .. } = product.trajectory();
    let size = lowest.abs().max(1.0);
    let is_quadratic = |t: &usize| {
        let (gap, d) = (loss[*t] - lowest, position[*t] - minimum);
        let quadratic =
            0.5 * (hessian[0] * d.x * d.x + 2.0 * hessian[1] * d.x * d.y + hessian[2] * d.y * d.y);
        // Below this the loss is rounding.
        gap.max(quadratic) < 1e-13 * size || (gap - quadratic).abs() <= NEARLY * gap
    };
    let held = (0..loss.len()).rev().take_while(is_quadratic).last()?;
    let is_long = held + 10 < loss.len() && loss[held] - lowest > 1e-10 * size;
    is_long.then_some(held)
}

fn fall_ui(
    painter: &Painter,
    chart: &Chart,
    session: &Session,
    run: RunId,
    fall: Fall,
    (colour, labels): (Color32, &mut Labels),
) {
    let last = session.last_step();
    let pieces = 160;
    let steps = (0..=pieces).map(|i| fall.from + (last.saturating_sub(fall.from)) * i / pieces);
    let points = steps.filter_map(|step| {
        let log = fall.gap.ln() + 2.0 * (step - fall.from) as f64 * fall.contraction.ln();
        // What is no number above 0 any more has no place on the line.
        let gap = Some(log.exp()).filter(|gap| *gap > 0.0 && gap.is_finite())?;
        Some(pos2(chart.x_of_step(session, run, step), chart.y(gap)))
    });
    let points: Vec<Pos2> = points.collect();
    dashed(painter, chart, &points, Stroke::new(1.0, colour));
    let share = format::significant(fall.contraction * fall.contraction, 3);
    let wanted = chart.rect.left() + 0.8 * chart.rect.width();
    let room = chart.rect.shrink(8.0);
    let is_place = |at: &&Pos2| room.contains(**at) && at.x <= wanted;
    if let Some(at) = points.iter().rev().find(is_place) {
        labels.put(painter, chart, *at, &format!("ρ² = {share}"), colour);
    }
}

/// A dashed line, as much of it as can be seen.
fn dashed(painter: &Painter, chart: &Chart, points: &[Pos2], stroke: Stroke) {
    let room = chart.rect.expand(4.0);
    let within = |at: &Pos2| at.y >= room.top() && at.y <= room.bottom();
    // Runs of points of which at least one end of each segment is in sight.
    let mut piece: Vec<Pos2> = Vec::new();
    for pair in points.windows(2) {
        if within(&pair[0]) || within(&pair[1]) {
            if piece.is_empty() {
                piece.push(pair[0]);
            }
            piece.push(pair[1]);
        } else {
            painter.extend(Shape::dashed_line(&piece, stroke, 5.0, 4.0));
            piece.clear();
        }
    }
    painter.extend(Shape::dashed_line(&piece, stroke, 5.0, 4.0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::{Config, Kind};
    use crate::core::vec2::vec2;
    use crate::session::derived::Budget;
    use crate::session::preset::PresetFile;
    use crate::session::scene::Scene;

    /// A session of one run, simulated to its end.
    fn session(surface: &str, optimizer: Config, set: impl FnOnce(&mut Scene)) -> Session {
        let mut scene = Scene::on(Kind::Surface.default_config(surface));
        scene.runs.push(Run::new(RunId(0), "it", 0, optimizer));
        scene.steps = 2000;
        set(&mut scene);
        let mut session = Session::new(&PresetFile::new(scene));
        session.budget = Budget::UNLIMITED;
        session.refresh();
        session
    }

    fn sgd(rate: f64, momentum: f64) -> Config {
        let config = Kind::Optimizer.default_config("sgd");
        config.with("lr", rate).with("momentum", momentum)
    }

    fn fall_of(session: &Session) -> Option<Fall> {
        let product = session.derived().run(RunId(0)).unwrap();
        fall(product, session.derived().landmarks())
    }

    #[test]
    fn gaps_fall_along_their_line() {
        let table = [
            ("quadratic", sgd(0.02, 0.0), 0, 800),
            ("quadratic", sgd(0.02, 0.8), 0, 200),
            ("booth", sgd(0.05, 0.5), 0, 60),
            ("rosenbrock", sgd(5e-4, 0.95), 1, 2000),
            ("himmelblau", sgd(0.004, 0.0), 1, 150),
        ];
        for (surface, optimizer, least, last) in table {
            let session = session(surface, optimizer, |_| {});
            let fall = fall_of(&session).unwrap_or_else(|| panic!("{surface}"));
            assert!(fall.from >= least, "{surface}: {fall:?}");
            let loss = &session.derived().run(RunId(0)).unwrap().trajectory().loss;
            let middle = usize::midpoint(fall.from as usize, last);
            let lowest = session.derived().landmarks().lowest.unwrap();
            let got = ((loss[last] - lowest) / (loss[middle] - lowest)).ln();
            let want = 2.0 * (last - middle) as f64 * fall.contraction.ln();
            assert!(
                (got - want).abs() < 0.15 * want.abs(),
                "{surface}: {got} for {want}"
            );
        }
    }

    type Set = fn(&mut Scene);

    #[test]
    fn what_does_not_hold_is_not_drawn() {
        let plain = || sgd(0.02, 0.5);
        let table: [(&str, Config, Set); 8] = [
            ("quadratic", Kind::Optimizer.default_config("adam"), |_| {}),
            ("quadratic", plain(), |scene| scene.noise.sigma = 0.1),
            ("quadratic", plain(), |scene| {
                scene.runs[0].schedule = Kind::Schedule.default_config("cosine");
            }),
            ("quadratic", plain(), |scene| {
                scene.runs[0].clip = Kind::Clip.default_config("norm").with("max_norm", 0.1);
            }),
            ("booth", plain().with("weight_decay", 0.1), |_| {}),
            ("saddle", plain(), |_| {}),
            // It has not arrived, and where it is the surface is no quadratic.
            ("rosenbrock", sgd(1e-5, 0.0), |_| {}),
            ("quadratic", plain(), |scene| scene.start = vec2(0.0, 0.0)),
        ];
        for (row, (surface, optimizer, set)) in table.into_iter().enumerate() {
            assert_eq!(
                fall_of(&session(surface, optimizer, set)),
                None,
                "row {row}"
            );
        }
        let decayed = session("quadratic", plain().with("weight_decay", 0.1), |_| {});
        assert!(
            fall_of(&decayed).is_some(),
            "it rests where the loss is lowest"
        );
    }

    #[test]
    fn bounds_follow_the_path() {
        let session = session("rosenbrock", sgd(4e-4, 0.9), |_| {});
        let product = session.derived().run(RunId(0)).unwrap();
        let bounds = bounds(product).unwrap();
        assert_eq!(bounds.words, "(2 + 2μ)/λmax");
        assert!(bounds.points.len() <= MOST_POINTS && bounds.points.len() > 100);
        let kernel = surface::entry_of(&session.scene.surface).scalar(&session.scene.surface);
        for (step, limit) in &bounds.points {
            let at = product.trajectory().position[*step as usize];
            let want = 3.8 / Curvature::at(&*kernel, at).unwrap().high;
            assert!((limit - want).abs() <= 1e-12 * want, "{step}");
        }
        // A schedule that drives the momentum moves the bound.
        let cycled = self::session("quadratic", sgd(0.01, 0.9), |scene| {
            scene.runs[0].schedule = Kind::Schedule.default_config("one_cycle");
        });
        let product = cycled.derived().run(RunId(0)).unwrap();
        let points = super::bounds(product).unwrap().points;
        assert!(
            points[0].1 > points[points.len() / 3].1,
            "less momentum in the middle"
        );
        let adam = self::session("quadratic", Kind::Optimizer.default_config("adam"), |_| {});
        assert!(super::bounds(adam.derived().run(RunId(0)).unwrap()).is_none());
    }
}
