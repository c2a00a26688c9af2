//! What is wrong with how a sweep is looked at.

use super::check_refused;
use ravine::session::preset;

#[test]
fn what_is_no_sweep_is_refused_with_its_place() {
    let table: &[(&str, &str, &str, &[&str])] = &[
        (
            r#"{"mode": "basin"}"#,
            "view.mode",
            r#""basin""#,
            &["basins", "sweep", "did you mean `basins`?"],
        ),
        (r#"{"sweep": 1}"#, "view.sweep", "1}", &["an object"]),
        (
            r#"{"sweep": {"from": "map"}}"#,
            "view.sweep.from",
            r#""from""#,
            &["did you mean `form`?", "colour"],
        ),
        (
            r#"{"sweep": {"form": "curv"}}"#,
            "view.sweep.form",
            r#""curv""#,
            &["did you mean `curve`?"],
        ),
        (
            r#"{"sweep": {"colour": "los"}}"#,
            "view.sweep.colour",
            r#""los""#,
            &["did you mean `loss`?", "ending"],
        ),
        (
            r#"{"sweep": {"orbit": {"of": "z"}}}"#,
            "view.sweep.orbit.of",
            r#""z""#,
            &["\"moved\""],
        ),
        (
            r#"{"sweep": {"orbit": {"after": -1}}}"#,
            "view.sweep.orbit.after",
            "-1}",
            &["whole number"],
        ),
        (
            r#"{"sweep": {"theory": "no"}}"#,
            "view.sweep.theory",
            r#""no""#,
            &["true or false"],
        ),
        (
            r#"{"sweep": {"x": 3}}"#,
            "view.sweep.x",
            "3}",
            &["the name of a number", "`range`"],
        ),
        (
            r#"{"sweep": {"x": "optimiser.lr"}}"#,
            "view.sweep.x",
            r#""optimiser.lr""#,
            &["did you mean `optimizer.lr`?", "noise.sigma"],
        ),
        (
            r#"{"sweep": {"y": {"of": "optimizer.lrr"}}}"#,
            "view.sweep.y.of",
            r#""optimizer.lrr""#,
            &["did you mean `optimizer.lr`?"],
        ),
        (
            r#"{"sweep": {"y": {"off": "optimizer.lr"}}}"#,
            "view.sweep.y.off",
            r#""off""#,
            &["did you mean `of`?"],
        ),
        (
            r#"{"sweep": {"x": {"scale": "log"}}}"#,
            "view.sweep.x.scale",
            r#""log""#,
            &["without a `range`", "[low, high]"],
        ),
        (
            r#"{"sweep": {"x": {"scale": "logarithmic", "range": [1, 2]}}}"#,
            "view.sweep.x.scale",
            r#""logarithmic""#,
            &["linear", "log"],
        ),
        (
            r#"{"sweep": {"x": {"scale": "log", "range": [0, 1]}}}"#,
            "view.sweep.x.range",
            "[0, 1]",
            &["both ends must be above 0"],
        ),
        (
            r#"{"sweep": {"x": {"scale": "one_minus", "range": [0, 1]}}}"#,
            "view.sweep.x.range",
            "[0, 1]",
            &["both ends must be below 1"],
        ),
        (
            r#"{"sweep": {"x": {"range": [2, 1]}}}"#,
            "view.sweep.x.range",
            "[2, 1]",
            &["nothing to be seen"],
        ),
        (
            r#"{"sweep": {"x": {"range": [1]}}}"#,
            "view.sweep.x.range",
            "[1]",
            &["the two ends"],
        ),
    ];
    for (view, place, there, words) in table {
        let text = format!(
            "{{\"ravine\": 2, \"scene\": {{\"surface\": \"quadratic\"}}, \"view\": {view}}}"
        );
        check_refused(&text, place, there, words);
    }
    // What the runs do not have is no fault: they change.
    let text = r#"{"ravine": 2, "scene": {"surface": "quadratic"}, "view": {"sweep": {"x": "optimizer.beta1"}}}"#;
    assert!(preset::parse(text).is_ok());
}
