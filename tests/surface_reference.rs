//! Every surface against the reference data: values, gradients and Hessians.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::{Config, Framework, Kind};
use ravine::core::params::Value;
use ravine::core::surface::{SurfaceKernel, entry_of};
use ravine::core::vec2::{Vec2, vec2};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

fn kernel(config: &Config) -> Box<dyn SurfaceKernel<f64>> {
    entry_of(config).scalar(config)
}

fn gradient(kernel: &dyn SurfaceKernel<f64>, p: Vec2) -> Vec2 {
    let mut gradient = Vec2::zero();
    kernel.value_and_gradient(&p, &mut gradient);
    gradient
}

/// The reference data: `RAVINE_ORACLE` names a folder with more of it.
fn oracle() -> Option<PathBuf> {
    std::env::var_os("RAVINE_ORACLE").map(PathBuf::from)
}

fn read(path: &Path) -> Json {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn number(json: &Json) -> f64 {
    match json.as_str() {
        None => json.as_f64().unwrap(),
        Some("NaN") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        Some(other) => panic!("{other} is no number"),
    }
}

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(number).collect()
}

/// A setting under the oracle's names, every parameter given.
fn from_oracle(surface: &Json) -> Config {
    let name = surface["name"].as_str().unwrap();
    let (about, alias) = Kind::Surface
        .find_alias(Framework::Oracle, name)
        .unwrap_or_else(|| panic!("no surface `{name}`"));
    let mut config = Config::new(about);
    for (key, value) in surface["params"].as_object().unwrap() {
        config
            .set(alias.key_of(key), Value::Real(number(value)))
            .unwrap();
    }
    config
}

/// The oracle's rule: NaN and infinities coincide, else `|got − want| ≤ tol · max(1, |want|)`.
fn agrees(got: f64, want: f64, tol: f64) -> bool {
    if got.is_finite() && want.is_finite() {
        (got - want).abs() <= tol * want.abs().max(1.0)
    } else {
        got == want || (got.is_nan() && want.is_nan())
    }
}

#[test]
fn values_gradients_and_hessians_are_the_references() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let file = read(&oracle().unwrap_or(golden).join("surfaces.json"));
    let mut rows = 0;
    for block in file["surfaces"].as_array().unwrap() {
        let config = from_oracle(&block["surface"]);
        let name = &block["surface"];
        let surface = kernel(&config);
        for point in block["points"].as_array().unwrap() {
            let at = numbers(&point["at"]);
            let p = vec2(at[0], at[1]);
            let g = gradient(&*surface, p);
            let mut got = vec![surface.value(&p), g.x, g.y];
            got.extend(surface.hessian(&p));
            let mut want = vec![number(&point["value"])];
            want.extend(numbers(&point["gradient"]));
            want.extend(numbers(&point["hessian"]));
            let tol = point.get("tol").map_or(1e-12, number);
            for (got, want) in got.iter().zip(&want) {
                assert!(
                    agrees(*got, *want, tol),
                    "{name} at {p:?}: {got:e} is not {want:e}"
                );
            }
            rows += 1;
        }
    }
    assert_eq!(rows, 192);
}

/// Every loss and gradient that the reference trajectories met, where `RAVINE_ORACLE` has them.
#[test]
fn losses_and_gradients_along_reference_trajectories_agree() {
    let Some(folder) = oracle() else { return };
    let mut rows = 0;
    for name in [
        "edge",
        "clips",
        "optimizers_torch",
        "optimizers_optax",
        "optimizers_keras",
    ] {
        let file = read(&folder.join(name).with_extension("json"));
        for case in file["cases"].as_array().unwrap() {
            let surface = kernel(&from_oracle(&case["surface"]));
            let column = |key: &str| numbers(&case["columns"][key]);
            let at = column("x").into_iter().zip(column("y"));
            let slopes = column("gx").into_iter().zip(column("gy"));
            for (((x, y), loss), (gx, gy)) in at.zip(column("loss")).zip(slopes) {
                let g = gradient(&*surface, vec2(x, y));
                let got = [surface.value(&vec2(x, y)), g.x, g.y];
                for (got, want) in got.into_iter().zip([loss, gx, gy]) {
                    assert!(
                        agrees(got, want, 1e-12),
                        "{} at ({x}, {y}): {got:e} is not {want:e}",
                        case["id"]
                    );
                }
                rows += 1;
            }
        }
    }
    assert!(rows > 10_000);
}
