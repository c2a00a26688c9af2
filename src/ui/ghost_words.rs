//! What has become of a run since it was pinned, in words: which settings differ, and how each fared.

use super::format;
use super::param_row::text_of;
use crate::core::catalog::Config;
use crate::core::params::{ParamSpec, Value};
use crate::core::pipeline::Request;
use crate::core::trajectory::{Ending, Trajectory};
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::session::ghosts::Ghost;

/// How many differences a label names.
const FEW: usize = 2;

/// What differs between two requests, from the first to the second: the settings of the run, then those of the scene.
pub fn differences(then: &Request, now: &Request) -> [Vec<String>; 2] {
    let mut run = Vec::new();
    configs("", &then.optimizer, &now.optimizer, &mut run);
    configs("schedule ", &then.schedule, &now.schedule, &mut run);
    configs("clip ", &then.clip, &now.clip, &mut run);
    if now.clip.id() != "none" && then.clip.id() != "none" {
        let place = |request: &Request| request.place.to_string().to_lowercase();
        changed("clip on ", &place(then), &place(now), &mut run);
    }
    changed("start ", &place(then.start), &place(now.start), &mut run);
    let mut scene = Vec::new();
    configs("", &then.surface, &now.surface, &mut scene);
    let noises = [then.noise, now.noise];
    if noises.iter().any(|noise| noise.sigma > 0.0) {
        let [a, b] = noises.map(|noise| format::value(noise.sigma));
        changed("σ ", &a, &b, &mut scene);
    }
    if noises.iter().all(|noise| noise.sigma > 0.0) {
        let [a, b] = noises.map(|noise| noise.kind.to_string().to_lowercase());
        changed("noise ", &a, &b, &mut scene);
        let [a, b] = noises.map(|noise| noise.degrees.to_string());
        changed("ν ", &a, &b, &mut scene);
        let [a, b] = noises.map(|noise| noise.seed.to_string());
        changed("seed ", &a, &b, &mut scene);
    }
    let [a, b] = [then, now].map(|request| format::count(request.steps));
    changed("T ", &a, &b, &mut scene);
    let [a, b] = [then, now].map(|request| format::value(request.tolerance));
    changed("ε ", &a, &b, &mut scene);
    [run, scene]
}

/// The values of a setting, each with its symbol: `κ = 50`.
pub fn values_of(config: &Config) -> Vec<String> {
    let name = |spec: &ParamSpec| match spec.symbol {
        "" => spec.label,
        symbol => symbol,
    };
    let values = config.iter();
    values
        .map(|(spec, value)| format!("{} = {}", name(spec), text_of(spec, value)))
        .collect()
}

/// All differences as a line: `η 0.03 → 0.05, β 0.9 → 0.95; κ 50 → 100`; empty where there are none.
pub fn sentence(then: &Request, now: &Request) -> String {
    let parts = differences(then, now);
    let parts = parts.iter().filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(|part| part.join(", ")).collect();
    parts.join("; ")
}

/// The first differences, for a label; none where there are none.
pub fn label(then: &Request, now: &Request) -> Option<String> {
    let all = differences(then, now).concat();
    let few = all.iter().take(FEW).cloned().collect::<Vec<_>>();
    let more = if all.len() > FEW { " …" } else { "" };
    (!all.is_empty()).then(|| format!("{}{more}", few.join(", ")))
}

fn changed(what: &str, then: &str, now: &str, out: &mut Vec<String>) {
    if then != now {
        out.push(format!("{what}{then} → {now}"));
    }
}

fn configs(what: &str, then: &Config, now: &Config, out: &mut Vec<String>) {
    if then.id() != now.id() {
        return changed(what, then.name(), now.name(), out);
    }
    for ((spec, then), (_, now)) in then.iter().zip(now.iter()) {
        values(spec, then, now, out);
    }
}

fn values(spec: &ParamSpec, then: &Value, now: &Value, out: &mut Vec<String>) {
    if then == now {
        return;
    }
    match (then, now) {
        (Value::Config(then), Value::Config(now)) => configs("", then, now, out),
        (Value::Configs(then), Value::Configs(now)) if then.len() == now.len() => {
            for (then, now) in then.iter().zip(now) {
                configs("", then, now, out);
            }
        }
        _ => {
            let name = if spec.symbol.is_empty() {
                spec.label.to_lowercase()
            } else {
                spec.symbol.to_owned()
            };
            let (then, now) = (text_of(spec, then), text_of(spec, now));
            changed(&format!("{name} "), &then, &now, out);
        }
    }
}

fn place(p: Vec2) -> String {
    format!("({}, {})", format::value(p.x), format::value(p.y))
}

/// How a run fares at a step.
#[derive(Clone, Copy, Debug)]
pub struct Fared<'a> {
    /// What is recorded of it.
    pub trajectory: &'a Trajectory,
    /// How it ended, if that is known.
    pub ending: Option<Ending>,
    /// The lowest loss of its surface, where it is known.
    pub lowest: Option<f64>,
}

impl Fared<'_> {
    fn height(&self, step: u64) -> f64 {
        let loss = &self.trajectory.loss;
        let at = loss.get(step as usize).or(loss.last());
        at.copied().unwrap_or(f64::NAN) - self.lowest.unwrap_or(0.0)
    }
}

/// How a ghost fared at a step, and how its run does now: `gap 0.0012 → 4e−5, arrived 212 → 151`.
pub fn outcome(then: Fared<'_>, now: Option<Fared<'_>>, step: u64) -> String {
    let quantity = match (then.lowest, now.is_none_or(|now| now.lowest.is_some())) {
        (Some(_), true) => "gap",
        _ => "loss",
    };
    let height = |fared: &Fared<'_>| {
        let lowest = fared.lowest.filter(|_| quantity == "gap");
        format::significant(Fared { lowest, ..*fared }.height(step), 2)
    };
    let mut parts = Vec::new();
    match now {
        None => parts.push(format!("{quantity} {}", height(&then))),
        Some(now) if height(&then) == height(&now) => {
            parts.push(format!("{quantity} {} as before", height(&then)));
        }
        Some(now) => parts.push(format!("{quantity} {} → {}", height(&then), height(&now))),
    }
    let words = match now {
        None => then.ending.map(|then| whole(&ended(then))),
        Some(now) => then
            .ending
            .zip(now.ending)
            .map(|(then, now)| ends(then, now)),
    };
    parts.extend(words);
    parts.join(", ")
}

/// How two runs ended.
fn ends(then: Ending, now: Ending) -> String {
    let (then, now) = (ended(then), ended(now));
    if then == now {
        whole(&then)
    } else if then.0 == now.0 {
        format!("{} → {}", whole(&then), now.1)
    } else {
        format!("{} → {}", whole(&then), whole(&now))
    }
}

fn whole((word, number): &(&str, String)) -> String {
    format!("{word} {number}").trim_end().to_owned()
}

/// A word for an ending, and the number that goes with it.
fn ended(ending: Ending) -> (&'static str, String) {
    match ending {
        Ending::Converged { at } => ("arrived", format::count(at)),
        Ending::Saddle { at } => ("at a saddle", format::count(at)),
        Ending::Diverged { at, .. } => ("diverged", format::count(at)),
        Ending::Cycling { period } => ("cycle of", period.to_string()),
        Ending::Budget => ("not arrived", String::new()),
    }
}

/// What has become of a ghost's run: its settings, and how it fares. Empty settings mean that nothing differs.
pub fn words_of(session: &Session, place: usize, ghost: &Ghost) -> [String; 2] {
    let now = session.scene.run(ghost.of);
    let settings = match now {
        None => "its run is gone".to_owned(),
        Some(run) => sentence(&ghost.request, &session.scene.request(run)),
    };
    let Some(product) = session.ghosts().get(place) else {
        return [settings, "too long to be drawn beside this race".to_owned()];
    };
    let then = Fared {
        trajectory: product.trajectory(),
        ending: product.ending(),
        lowest: product.landmarks().lowest,
    };
    let now = now.and_then(|run| session.derived().run(run.id));
    let now = now.map(|product| Fared {
        trajectory: product.trajectory(),
        ending: product.ending(),
        lowest: session.derived().landmarks().lowest,
    });
    let outcome = if settings.is_empty() {
        outcome(then, None, session.step())
    } else {
        outcome(then, now, session.step())
    };
    [settings, outcome]
}

/// A few words at a ghost's head: what differs, or whose ghost it is if the run is gone. None where the run is as it
/// was.
pub fn label_of(session: &Session, ghost: &Ghost) -> Option<String> {
    match session.scene.run(ghost.of) {
        Some(run) => label(&ghost.request, &session.scene.request(run)),
        None => Some(format!("{}, as it was", ghost.name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::clip::Place;
    use crate::core::params::Value;
    use crate::core::simulate::simulate;
    use crate::session::preset::default_scene;
    use crate::session::scene::Scene;

    /// A change of a scene's second run or of the scene itself, and how it is said.
    type Row = (fn(&mut Scene), &'static str);

    #[test]
    fn what_differs_is_said_in_the_field_s_own_terms() {
        let table: &[Row] = &[
            (|_| {}, ""),
            (|scene| scene.title = "other".into(), ""),
            (|scene| scene.noise.seed = 9, ""),
            (
                |scene| {
                    scene.runs[1].optimizer = scene.runs[1].optimizer.clone().with("lr", 0.05);
                    let _ = scene.surface.set("kappa", Value::Real(100.0));
                },
                "η 0.01 → 0.05; κ 50 → 100",
            ),
            (
                |scene| {
                    let run = &mut scene.runs[1];
                    run.optimizer = run
                        .optimizer
                        .clone()
                        .with("lr", 0.03)
                        .with("momentum", 0.95);
                },
                "η 0.01 → 0.03, μ 0.9 → 0.95",
            ),
            (|scene| scene.shared.rate_factor = 2.0, "η 0.01 → 0.02"),
            (
                |scene| {
                    scene.runs[1].optimizer = Kind::Optimizer.default_config("adam");
                    scene.steps = 5000;
                },
                "SGD → Adam; T 300 → 5\u{202f}000",
            ),
            (
                |scene| {
                    let _ = scene.runs[1].optimizer.set("nesterov", Value::Toggle(true));
                    scene.runs[1].schedule = Kind::Schedule.default_config("cosine");
                },
                "nesterov off → on, schedule Constant → Cosine",
            ),
            (
                |scene| {
                    scene.shared.clip = Some((Kind::Clip.default_config("norm"), Place::Update));
                    scene.noise.sigma = 0.5;
                    scene.tolerance = 1e-4;
                },
                "clip None → By norm; σ 0 → 0.5, ε 1e−6 → 1e−4",
            ),
            (
                |scene| scene.start = [1.0, -2.5].into(),
                "start (−4.5, 1.5) → (1, −2.5)",
            ),
            (
                |scene| scene.surface = Kind::Surface.default_config("rosenbrock"),
                "Quadratic → Rosenbrock",
            ),
        ];
        for (change, want) in table {
            let mut scene = default_scene();
            let then = scene.request(&scene.runs[1]);
            change(&mut scene);
            let now = scene.request(&scene.runs[1]);
            assert_eq!(sentence(&then, &now), *want);
            assert_eq!(label(&then, &now).is_none(), want.is_empty());
        }
    }

    #[test]
    fn both_outcomes_are_said() {
        let scene = default_scene();
        let of = |rate: f64, steps: u64| {
            let mut request = scene.request(&scene.runs[0]);
            request.optimizer = request.optimizer.with("lr", rate);
            request.steps = steps;
            simulate(&request)
        };
        let runs = [of(0.01, 3000), of(0.03, 3000), of(0.5, 3000), of(0.01, 9)];
        let [slow, fast, wild, short] = runs.each_ref().map(|(trajectory, ending)| Fared {
            trajectory,
            ending: Some(*ending),
            lowest: Some(0.0),
        });
        let unknown = Fared {
            ending: None,
            ..fast
        };
        let table = [
            (slow, None, "gap", "arrived"),
            (slow, Some(fast), " → ", "arrived 784 → 259"),
            (slow, Some(wild), "→ ∞", "arrived 784 → diverged"),
            (slow, Some(short), " → ", "arrived 784 → not arrived"),
            (slow, Some(slow), "as before", "arrived 784"),
            (slow, Some(unknown), " → ", ""),
        ];
        for (then, now, height, ending) in table {
            let words = outcome(then, now, 2000);
            assert!(words.starts_with("gap "), "{words}");
            assert!(words.contains(height), "{words} lacks {height}");
            assert!(words.contains(ending), "{words} lacks {ending}");
        }
        let nameless = Fared {
            lowest: None,
            ..slow
        };
        assert!(outcome(nameless, Some(fast), 10).starts_with("loss "));
    }
}
