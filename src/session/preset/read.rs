//! From a tree with places to a scene: what may be left out, what is allowed, and how a fault is worded.

use super::spot::{Read, Spot, whole};
use super::text::{Document, Tree};
use super::{PresetFile, VERSION};
use crate::core::catalog::{Config, Kind};
use crate::core::clip::Place;
use crate::core::cloud::{Ensemble, MEMBERS};
use crate::core::noise::{MAX_DEGREES, Noise, NoiseKind};
use crate::core::optim;
use crate::core::params::{Domain, MAX_LIST, ParamSpec, Shape, Value};
use crate::session::ensemble::usual_spread;
use crate::session::scene::{
    Follows, MAX_RECORDED, MAX_RUNS, MAX_STEPS, Run, RunId, STYLES, Scene, Shared,
};
use crate::session::specs;

/// The largest identity of a run: far below where adding one would overflow.
const MAX_ID: u64 = 1 << 53;

/// The file in a document.
pub(super) fn file(document: &Document<'_>) -> Read<PresetFile> {
    let root = Spot::root(&document.root);
    let fields = root.fields()?;
    // The version comes first: a newer file may have keys that this program cannot know.
    let version = fields.required("ravine", &format!("the version of the format, {VERSION}"))?;
    let number = version.count(0, u64::MAX)?;
    if number > VERSION {
        return Err(version.fault(format!(
            "is {number}: a newer Ravine wrote this file; this one reads version {VERSION}"
        )));
    }
    version.count(1, VERSION)?;
    fields.only(&["ravine", "scene", "view"])?;
    let scene = scene(&fields.required("scene", "an object with a surface and runs")?)?;
    let view = fields.get("view").and_then(|view| {
        let text = document.text.get(view.node.at..view.node.end)?;
        serde_json::from_str(text).ok()
    });
    Ok(PresetFile { scene, view })
}

fn scene(spot: &Spot<'_>) -> Read<Scene> {
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
    let mut scene = Scene::on(config(&surface, Kind::Surface)?);
    if let Some(title) = fields.get("title") {
        title.text()?.clone_into(&mut scene.title);
    }
    if let Some(note) = fields.get("note") {
        note.text()?.clone_into(&mut scene.note);
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
                "makes {} runs × {} steps = {recorded} recorded steps; a scene may have {MAX_RECORDED}",
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
        let words = NoiseKind::ALL.map(|kind| format!("\"{}\"", kind.id()));
        let allowed = format!("one of {}", words.join(", "));
        let word = kind.text().map_err(|_| kind.must(&allowed))?;
        let found = NoiseKind::ALL.into_iter().find(|kind| kind.id() == word);
        noise.kind = found.ok_or_else(|| kind.must(&allowed))?;
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
    let allowed = "\"starts\" or \"seeds\"";
    let kind = fields.required("kind", allowed)?;
    let count = fields
        .get("count")
        .map_or(Ok(specs::USUAL_MEMBERS), |count| {
            count.count(MEMBERS[0], MEMBERS[1])
        })?;
    let spread = fields.get("spread");
    match kind.text().map_err(|_| kind.must(allowed))? {
        "starts" => {
            let usual = usual_spread(scene);
            let spread = spread.map_or(Ok(usual), |spread| spread.real(Domain::POSITIVE))?;
            Ok(Ensemble::Starts { count, spread })
        }
        "seeds" => match spread {
            None => Ok(Ensemble::Seeds { count }),
            Some(spread) => Err(spread.fault("stands without starts to spread".to_owned())),
        },
        _ => Err(kind.must(allowed)),
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
        shared.schedule = Some(config(&schedule, Kind::Schedule)?);
    }
    let place = fields.get("place");
    if let Some(clip) = fields.get("clip") {
        let place = place.map_or(Ok(Place::default()), |place| place.place(&Place::ALL))?;
        shared.clip = Some((config(&clip, Kind::Clip)?, place));
    } else if let Some(place) = place {
        return Err(place.fault("stands without a `clip` beside it".to_owned()));
    }
    Ok(shared)
}

fn runs(spot: &Spot<'_>) -> Read<Vec<Run>> {
    let Tree::Array(items) = &spot.node.tree else {
        return Err(spot.must("a list of runs"));
    };
    if items.len() > MAX_RUNS {
        return Err(spot.fault(format!(
            "has {} runs; a scene may have {MAX_RUNS}",
            items.len()
        )));
    }
    let mut drafts = Vec::new();
    for index in 0..items.len() {
        drafts.push(Draft::read(&spot.item(items, index))?);
    }
    for (index, draft) in drafts.iter().enumerate() {
        let earlier = drafts[..index]
            .iter()
            .position(|other| other.id == draft.id);
        if let (Some(_), Some(earlier)) = (draft.id, earlier) {
            let id = spot.item(items, index).fields()?.required("id", "")?;
            return Err(id.fault(format!("is also the id of runs[{earlier}]")));
        }
    }
    Ok(complete(drafts))
}

/// A run as far as it was said.
struct Draft {
    id: Option<u64>,
    name: Option<String>,
    style: Option<usize>,
    /// Its name, style and identity are still to be filled in.
    run: Run,
}

impl Draft {
    fn read(spot: &Spot<'_>) -> Read<Self> {
        // A run may be no more than the optimizer's id.
        if matches!(spot.node.tree, Tree::Text(_)) {
            let optimizer = config(spot, Kind::Optimizer)?;
            return Ok(Self {
                id: None,
                name: None,
                style: None,
                run: Run::new(RunId(0), "", 0, optimizer),
            });
        }
        let fields = spot.fields()?;
        fields.only(&[
            "id",
            "name",
            "style",
            "optimizer",
            "schedule",
            "clip",
            "place",
            "start",
            "visible",
            "solo",
            "follows",
        ])?;
        let optimizer = fields.required("optimizer", "the id of an optimizer, or an object")?;
        let mut run = Run::new(RunId(0), "", 0, config(&optimizer, Kind::Optimizer)?);
        if let Some(schedule) = fields.get("schedule") {
            run.schedule = config(&schedule, Kind::Schedule)?;
        }
        if let Some(clip) = fields.get("clip") {
            run.clip = config(&clip, Kind::Clip)?;
        }
        if let Some(place) = fields.get("place") {
            run.place = place.place(optim::entry_of(&run.optimizer).places)?;
        }
        if let Some(start) = fields.get("start") {
            run.start = Some(start.position()?);
        }
        if let Some(visible) = fields.get("visible") {
            run.visible = visible.toggle()?;
        }
        if let Some(solo) = fields.get("solo") {
            run.solo = solo.toggle()?;
        }
        if let Some(follows) = fields.get("follows") {
            run.follows = self::follows(&follows)?;
        }
        let id = fields.get("id").map(|id| id.count(0, MAX_ID));
        let name = fields
            .get("name")
            .map(|name| name.text().map(str::to_owned));
        let style = fields.get("style");
        let style = style.map(|style| style.count(0, STYLES as u64 - 1));
        Ok(Self {
            id: id.transpose()?,
            name: name.transpose()?,
            style: style.transpose()?.map(|style| style as usize),
            run,
        })
    }
}

fn follows(spot: &Spot<'_>) -> Read<Follows> {
    let fields = spot.fields()?;
    fields.only(&["rate", "momentum", "schedule", "clip"])?;
    let of = |key| fields.get(key).map_or(Ok(true), |spot| spot.toggle());
    Ok(Follows {
        rate: of("rate")?,
        momentum: of("momentum")?,
        schedule: of("schedule")?,
        clip: of("clip")?,
    })
}

/// Fills in what was not said: the index as identity, the method's name, the style used least.
fn complete(drafts: Vec<Draft>) -> Vec<Run> {
    let mut ids: Vec<u64> = drafts.iter().filter_map(|draft| draft.id).collect();
    let mut names: Vec<String> = drafts.iter().filter_map(|d| d.name.clone()).collect();
    let mut used = [0_usize; STYLES];
    for style in drafts.iter().filter_map(|draft| draft.style) {
        used[style] += 1;
    }
    let mut runs = Vec::new();
    for (index, draft) in drafts.into_iter().enumerate() {
        let mut run = draft.run;
        let id = draft.id.unwrap_or_else(|| {
            let free = (index as u64..=(index + MAX_RUNS) as u64).find(|id| !ids.contains(id));
            ids.push(free.unwrap_or(0));
            free.unwrap_or(0)
        });
        run.id = RunId(id);
        run.name = draft.name.unwrap_or_else(|| {
            let name = free_name(run.optimizer.name(), &names);
            names.push(name.clone());
            name
        });
        run.style = draft.style.unwrap_or_else(|| {
            let least = (0..STYLES).min_by_key(|style| used[*style]).unwrap_or(0);
            used[least] += 1;
            least
        });
        runs.push(run);
    }
    runs
}

fn free_name(name: &str, taken: &[String]) -> String {
    let numbered = (2..).map(|n| format!("{name} {n}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    let free = names.find(|name| !taken.contains(name));
    free.unwrap_or_default()
}

/// An entry by its id alone, or an object with its id and some of its parameters.
fn config(spot: &Spot<'_>, kind: Kind) -> Read<Config> {
    if let Tree::Text(id) = &spot.node.tree {
        return spot.entry(kind, id);
    }
    if !matches!(spot.node.tree, Tree::Object(_)) {
        return Err(spot.must(&format!("the id of a {kind}, or an object with its `id`")));
    }
    let fields = spot.fields()?;
    let id = fields.required("id", &format!("the id of a {kind}"))?;
    let mut config = id.entry(kind, id.text()?)?;
    let keys = config.about.specs.iter().map(|spec| spec.key);
    fields.only(&std::iter::once("id").chain(keys).collect::<Vec<_>>())?;
    for spec in config.about.specs {
        if let Some(spot) = fields.get(spec.key) {
            let value = value(&spot, spec)?;
            config
                .set(spec.key, value)
                .map_err(|_| spot.must(&spec.allowed()))?;
        }
    }
    Ok(config)
}

fn value(spot: &Spot<'_>, spec: &ParamSpec) -> Read<Value> {
    let wrong = || spot.must(&spec.allowed());
    match (&spec.shape, &spot.node.tree) {
        (Shape::Real { domain, .. }, Tree::Number(_)) => spot.real(*domain).map(Value::Real),
        (
            Shape::Count {
                auto: Some(auto), ..
            },
            Tree::Text(word),
        ) if word == "auto" => Ok(Value::Count(*auto)),
        (Shape::Count { min, max, auto, .. }, Tree::Number(digits)) => whole(digits)
            .filter(|n| (*min..=*max).contains(n) && *auto != Some(*n))
            .map(Value::Count)
            .ok_or_else(wrong),
        (Shape::Toggle { .. }, Tree::Bool(on)) => Ok(Value::Toggle(*on)),
        (Shape::Choice { options, .. }, Tree::Text(word)) => {
            let index = options.iter().position(|option| option == word);
            index.map(Value::Choice).ok_or_else(wrong)
        }
        (Shape::Reals { domain, .. }, Tree::Array(items)) if items.len() <= MAX_LIST => {
            let item = |i| spot.item(items, i).real(*domain);
            (0..items.len())
                .map(item)
                .collect::<Read<_>>()
                .map(Value::Reals)
        }
        (Shape::Counts { min, max, .. }, Tree::Array(items)) if items.len() <= MAX_LIST => {
            let item = |i| spot.item(items, i).count(*min, *max);
            (0..items.len())
                .map(item)
                .collect::<Read<_>>()
                .map(Value::Counts)
        }
        (Shape::Configs { kind, .. }, Tree::Array(items))
            if (1..=MAX_LIST).contains(&items.len()) =>
        {
            let item = |i| config(&spot.item(items, i), *kind);
            (0..items.len())
                .map(item)
                .collect::<Read<_>>()
                .map(Value::Configs)
        }
        (Shape::Config { kind, .. }, _) => {
            config(spot, *kind).map(|config| Value::Config(Box::new(config)))
        }
        _ => Err(wrong()),
    }
}
