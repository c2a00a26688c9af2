//! A number of a run written back into the scene, so that the run, with what all runs share applied, has exactly it.

use crate::core::map::{Knob, Part};
use crate::session::scene::{RunId, Scene};

/// Gives a run a value of a number. Answers whether it could; else nothing is changed.
pub(super) fn write(scene: &mut Scene, id: RunId, knob: &Knob, value: f64) -> bool {
    let Some(run) = scene.run(id) else {
        return false;
    };
    let mut request = scene.request(run);
    if knob.put(&mut request, value).is_none() {
        return false;
    }
    let factor = scene.shared.rate_factor;
    let Some(run) = scene.runs.iter_mut().find(|run| run.id == id) else {
        return false;
    };
    match knob {
        Knob::StartX | Knob::StartY => match &mut run.start {
            Some(start) => *start = request.start,
            None => scene.start = request.start,
        },
        Knob::Sigma | Knob::Degrees | Knob::Seed => scene.noise = request.noise,
        Knob::Param { part, .. } => match part {
            Part::Surface => scene.surface = request.surface,
            Part::Schedule => match &mut scene.shared.schedule {
                Some(shared) if run.follows.schedule => *shared = request.schedule,
                _ => run.schedule = request.schedule,
            },
            Part::Clip => match &mut scene.shared.clip {
                Some((shared, _)) if run.follows.clip => *shared = request.clip,
                _ => run.clip = request.clip,
            },
            Part::Optimizer => {
                let mut optimizer = request.optimizer;
                let own = run.optimizer.leading();
                let leading = crate::core::optim::entry_of(own);
                // What all runs share is not written into the run.
                if let (Some(key), Some(momentum)) = (leading.momentum, scene.shared.momentum)
                    && run.follows.momentum
                    && let Some(now) = optimizer.leading().real(key)
                {
                    if now == momentum {
                        if let Some(own) = own.real(key) {
                            optimizer = optimizer.with_leading(key, own);
                        }
                    } else {
                        scene.shared.momentum = Some(now);
                    }
                }
                if run.follows.rate
                    && let Some(rate) = optimizer.leading().real("lr")
                {
                    let own = divided(rate, factor);
                    if !own.is_finite() || own <= 0.0 {
                        return false;
                    }
                    optimizer = optimizer.with_leading("lr", own);
                }
                run.optimizer = optimizer;
            }
        },
    }
    true
}

/// The number that becomes `product` when it is multiplied by `factor`, if there is one, else the nearest.
fn divided(product: f64, factor: f64) -> f64 {
    let quotient = product / factor;
    let near = [quotient, quotient.next_up(), quotient.next_down()];
    let exact = near.into_iter().find(|x| x * factor == product);
    exact.unwrap_or(quotient)
}
