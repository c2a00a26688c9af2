//! From a tree with places to a file: what may be left out, what is allowed, and how a fault is worded.

use super::runs::runs;
use super::setting::setting;
use super::spot::{Read, Spot};
use super::text::Node;
use super::{PresetFile, VERSION, look, migrate, replay};
use crate::core::catalog::Kind;
use crate::core::clip::Place;
use crate::core::cloud::{Ensemble, MEMBERS};
use crate::core::noise::{MAX_DEGREES, Noise, NoiseKind};
use crate::core::params::Domain;
use crate::session::ensemble::usual_spread;
use crate::session::scene::{MAX_RECORDED, MAX_STEPS, Scene, Shared};
use crate::session::specs::{self, MAX_NOTE, MAX_TITLE};

/// The file in a document, and the version that it was written in.
pub(super) fn file(mut root: Node<'_>) -> Read<(PresetFile, u64)> {
    let number = version(&Spot::root(&root))?;
    migrate::migrate(&mut root, number);
    let root = Spot::root(&root);
    let fields = root.fields()?;
    fields.only(&["$schema", "ravine", "scene", "view", "trajectories"])?;
    let schema = fields.get("$schema");
    let schema = schema.map(|schema| schema.words(MAX_TITLE));
    let scene = scene(&fields.required("scene", "an object with a surface and runs")?)?;
    let view = fields.get("view").map(|view| look::view(&view));
    let trajectories = fields.get("trajectories");
    let trajectories = trajectories.map(|spot| replay::embedded(&spot, &scene));
    let file = PresetFile {
        schema: schema.transpose()?,
        view: view.transpose()?.unwrap_or_default(),
        trajectories: trajectories.transpose()?,
        scene,
    };
    Ok((file, number))
}

/// The version comes first: a newer file may have keys that this program cannot know.
fn version(root: &Spot<'_>) -> Read<u64> {
    let remedy = format!("write `\"ravine\": {VERSION}`, the version of the format");
    let version = root.fields()?.required("ravine", &remedy)?;
    let number = version.count(0, u64::MAX).map_err(|_| {
        version.must(&format!(
            "the version of the format, a whole number from 1 to {VERSION}"
        ))
    })?;
    if number > VERSION {
        return Err(version.fault(format!(
            "is {number}: a newer Ravine wrote this file, and this one reads versions up to {VERSION}; open it with the newer one"
        )));
    }
    version.count(1, VERSION)
}

pub(super) fn scene(spot: &Spot<'_>) -> Read<Scene> {
    let fields = spot.fields()?;
    fields.only(&[
        "title",
        "note",
        "surface",
        "start",
        "steps",
        "tolerance",
        "noise",
        "ensemble",
        "shared",
        "runs",
    ])?;
    let surface = fields.required("surface", "the id of a surface, or an object with it")?;
    let mut scene = Scene::on(setting(&surface, Kind::Surface)?);
    if let Some(title) = fields.get("title") {
        scene.title = title.words(MAX_TITLE)?;
    }
    if let Some(note) = fields.get("note") {
        scene.note = note.words(MAX_NOTE)?;
    }
    if let Some(start) = fields.get("start") {
        scene.start = start.position()?;
    }
    let steps = fields.get("steps");
    if let Some(steps) = &steps {
        scene.steps = steps.count(1, MAX_STEPS)?;
    }
    if let Some(tolerance) = fields.get("tolerance") {
        scene.tolerance = tolerance.real(Domain::POSITIVE)?;
    }
    if let Some(noise) = fields.get("noise") {
        scene.noise = self::noise(&noise)?;
    }
    if let Some(ensemble) = fields.get("ensemble") {
        scene.ensemble = self::ensemble(&ensemble, &scene)?;
    }
    if let Some(shared) = fields.get("shared") {
        scene.shared = self::shared(&shared)?;
    }
    if let Some(runs) = fields.get("runs") {
        scene.runs = self::runs(&runs)?;
        let recorded = scene.runs.len() as u64 * scene.steps;
        if recorded > MAX_RECORDED {
            return Err(steps.as_ref().unwrap_or(&runs).fault(format!(
                "makes {} runs × {} steps = {recorded} recorded steps; a scene may have {MAX_RECORDED}: take fewer steps or fewer runs",
                scene.runs.len(),
                scene.steps
            )));
        }
    }
    Ok(scene)
}

fn noise(spot: &Spot<'_>) -> Read<Noise> {
    let fields = spot.fields()?;
    fields.only(&["kind", "sigma", "degrees", "seed"])?;
    let mut noise = Noise::default();
    if let Some(kind) = fields.get("kind") {
        let words = NoiseKind::ALL.map(NoiseKind::id);
        noise.kind = NoiseKind::ALL[kind.choice(&words)?];
    }
    if let Some(degrees) = fields.get("degrees") {
        noise.degrees = degrees.count(1, MAX_DEGREES)?;
    }
    if let Some(sigma) = fields.get("sigma") {
        noise.sigma = sigma.real(Domain::NON_NEGATIVE)?;
    }
    if let Some(seed) = fields.get("seed") {
        noise.seed = seed.count(0, u64::MAX)?;
    }
    Ok(noise)
}

fn ensemble(spot: &Spot<'_>, scene: &Scene) -> Read<Ensemble> {
    let fields = spot.fields()?;
    fields.only(&["kind", "count", "spread"])?;
    let kind = fields.required("kind", "\"starts\" or \"seeds\"")?;
    let is_starts = kind.choice(&["starts", "seeds"])? == 0;
    let count = fields
        .get("count")
        .map_or(Ok(specs::USUAL_MEMBERS), |count| {
            count.count(MEMBERS[0], MEMBERS[1])
        })?;
    let spread = fields.get("spread");
    match spread {
        _ if is_starts => {
            let usual = usual_spread(scene);
            let spread = spread.map_or(Ok(usual), |spread| spread.real(Domain::POSITIVE))?;
            Ok(Ensemble::Starts { count, spread })
        }
        None => Ok(Ensemble::Seeds { count }),
        Some(spread) => Err(spread.fault(
            "stands without starts to spread: take it away, or write \"starts\" as the kind"
                .to_owned(),
        )),
    }
}

fn shared(spot: &Spot<'_>) -> Read<Shared> {
    let fields = spot.fields()?;
    fields.only(&["rate_factor", "momentum", "schedule", "clip", "place"])?;
    let mut shared = Shared::default();
    if let Some(factor) = fields.get("rate_factor") {
        shared.rate_factor = factor.real(Domain::POSITIVE)?;
    }
    if let Some(momentum) = fields.get("momentum") {
        shared.momentum = Some(momentum.real(Domain::DECAY)?);
    }
    if let Some(schedule) = fields.get("schedule") {
        shared.schedule = Some(setting(&schedule, Kind::Schedule)?);
    }
    let place = fields.get("place");
    if let Some(clip) = fields.get("clip") {
        let place = place.map_or(Ok(Place::default()), |place| place.place(&Place::ALL))?;
        shared.clip = Some((setting(&clip, Kind::Clip)?, place));
    } else if let Some(place) = place {
        return Err(place
            .fault("stands without a `clip` beside it: take it away, or name a clip".to_owned()));
    }
    Ok(shared)
}
