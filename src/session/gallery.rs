//! The scenes that come with the program, under the headings of what they teach.

/// What some of the scenes teach.
#[derive(Debug)]
pub struct Topic {
    /// What stands above them.
    pub heading: &'static str,
    /// Their names.
    pub names: &'static [&'static str],
}

macro_rules! gallery {
    ($($heading:literal: $($name:literal)*;)*) => {
        /// The topics, each with the names of its scenes.
        pub const TOPICS: &[Topic] = &[
            $(Topic { heading: $heading, names: &[$($name),*] }),*
        ];

        /// The scenes, `(name, text)`, in the order of the topics; the first is the one that opens first.
        pub const BUILT_IN: &[(&str, &str)] = &[
            $($(($name, include_str!(concat!("../../presets/", $name, ".json"))),)*)*
        ];
    };
}

gallery! {
    "Races": "ravine" "rosenbrock";
    "Learning rates": "learning_rates" "period_doubling" "edge_of_stability" "no_rate";
    "Momentum": "momentum" "heavy_ball" "nesterov" "heavy_ball_cycle";
    "Adaptive steps": "adagrad_fades" "bias_correction" "amsgrad" "adamw" "adam_family" "ravine_straight"
        "ravine_turned" "signs" "trust_ratio" "frameworks";
    "Noise and schedules": "noise_floor" "schedules" "averaging" "warm_up" "warm_restarts" "chebyshev";
    "Clipping": "clip_turns" "recurrent_cliff" "heavy_tails";
    "Saddles, plateaus and minima": "saddle_escape" "newton_saddle" "plateau" "four_minima" "many_minima"
        "flat_minima";
    "Maps": "whose_valley" "which_settings" "u_curves" "every_rate" "fractal_border";
    "Beyond the gradient": "second_order" "line_search" "without_gradients";
}

/// The text of the scene with this name.
pub fn text(name: &str) -> Option<&'static str> {
    let found = BUILT_IN.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text)
}

/// The names of the scenes, in the order of the topics.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// The name that is nearest to a misspelt one, if any is near.
pub fn nearest(name: &str) -> Option<&'static str> {
    let plain = name.strip_suffix(".json").unwrap_or(name);
    let plain = plain.strip_suffix(".ravine").unwrap_or(plain);
    let plain = plain.to_lowercase().replace(['-', ' '], "_");
    let near = |known: &str| {
        let distance = strsim::osa_distance(&plain, known);
        (plain.len() < 60 && distance <= 1 + known.len() / 3).then_some(distance)
    };
    let near = names().filter_map(|known| Some((near(known)?, known)));
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scene_stands_under_one_heading() {
        let all: Vec<&str> = TOPICS.iter().flat_map(|t| t.names).copied().collect();
        assert_eq!(all, names().collect::<Vec<_>>());
        for (i, name) in all.iter().enumerate() {
            assert!(!all[..i].contains(name), "{name}");
            assert!(text(name).is_some_and(|text| !text.is_empty()), "{name}");
        }
        assert_eq!(text("nothing"), None);
    }

    #[test]
    fn a_misspelt_name_has_a_nearest_one() {
        for (said, meant) in [
            ("rosenbrok", Some("rosenbrock")),
            ("Edge-of-stability", Some("edge_of_stability")),
            ("ravine.json", Some("ravine")),
            ("adamw.ravine.json", Some("adamw")),
            ("something else", None),
            ("", None),
        ] {
            assert_eq!(nearest(said), meant, "{said}");
        }
    }
}
