//! A fair field for a surface on which nobody races yet: four usual methods, each at a rate that suits it.

use super::scene::Scene;
use crate::core::catalog::{Config, Kind};
use crate::core::params::round_significant;

/// A scene on a surface with the usual field in it.
pub fn race_on(surface: Config) -> Scene {
    let mut scene = Scene::on(surface);
    add_starters(&mut scene);
    scene
}

/// Adds gradient descent, momentum, RMSprop and Adam, as far as there is room.
pub fn add_starters(scene: &mut Scene) {
    for id in ["sgd", "sgd", "rmsprop", "adam"] {
        let is_second = scene.runs.iter().any(|run| run.optimizer.id() == "sgd") && id == "sgd";
        let Some(about) = Kind::Optimizer.find(id) else {
            continue;
        };
        let Some(run) = scene.add_run(about) else {
            return;
        };
        if is_second {
            // With momentum 0.9 a step goes ten times as far as its rate says.
            let rate = run.optimizer.real("lr").unwrap_or(0.0) / 10.0;
            let with = run.optimizer.clone().with("lr", round_significant(rate, 2));
            run.optimizer = with.with("momentum", 0.9);
            "Momentum".clone_into(&mut run.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_surface_gets_a_field_of_four() {
        for about in Kind::Surface.entries() {
            let scene = race_on(Config::new(about));
            let names: Vec<&str> = scene.runs.iter().map(|run| run.name.as_str()).collect();
            assert_eq!(names, ["SGD", "Momentum", "RMSprop", "Adam"]);
            let momentum = &scene.runs[1].optimizer;
            assert_eq!(momentum.real("momentum"), Some(0.9));
            let rates = [0, 1].map(|i| scene.runs[i].optimizer.real("lr").unwrap());
            assert!(rates[0] > rates[1] && rates[1] > 0.0, "{}", about.info.id);
        }
    }
}
