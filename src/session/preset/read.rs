//! From a tree with places to a scene: what may be left out, what is allowed, and how a fault is worded.

use super::text::{Document, Fault, Member, Node, Tree, join};
use super::{PresetFile, VERSION};
use crate::core::catalog::{Config, Kind};
use crate::core::clip::Place;
use crate::core::noise::Noise;
use crate::core::optim;
use crate::core::params::{Domain, ParamSpec, Shape, Value};
use crate::core::vec2::{Vec2, vec2};
use crate::session::scene::{
    Follows, MAX_RECORDED, MAX_RUNS, MAX_STEPS, Run, RunId, STYLES, Scene, Shared,
};

/// The largest identity of a run: far below where adding one would overflow.
const MAX_ID: u64 = 1 << 53;

type Read<T> = Result<T, Fault>;

/// The file in a document.
pub(super) fn file(document: &Document<'_>) -> Read<PresetFile> {
    let root = Spot {
        node: &document.root,
        place: String::new(),
    };
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
    fields.only(&["sigma", "seed"])?;
    let mut noise = Noise::default();
    if let Some(sigma) = fields.get("sigma") {
        noise.sigma = sigma.real(Domain::NON_NEGATIVE)?;
    }
    if let Some(seed) = fields.get("seed") {
        noise.seed = seed.count(0, u64::MAX)?;
    }
    Ok(noise)
}

fn shared(spot: &Spot<'_>) -> Read<Shared> {
    let fields = spot.fields()?;
    fields.only(&["rate_factor", "momentum", "schedule", "clip", "place"])?;
    let mut shared = Shared::default();
    if let Some(factor) = fields.get("rate_factor") {
        shared.rate_factor = factor.real(Domain::POSITIVE)?;
    }
    if let Some(momentum) = fields.get("momentum") {
        shared.momentum = Some(momentum.real(Domain::NON_NEGATIVE)?);
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
        (Shape::Count { auto: true, .. }, Tree::Text(word)) if word == "auto" => {
            Ok(Value::Count(0))
        }
        (Shape::Count { min, max, auto, .. }, Tree::Number(digits)) => whole(digits)
            .filter(|n| (*min..=*max).contains(n) && !(*auto && *n == 0))
            .map(Value::Count)
            .ok_or_else(wrong),
        (Shape::Toggle { .. }, Tree::Bool(on)) => Ok(Value::Toggle(*on)),
        (Shape::Choice { options, .. }, Tree::Text(word)) => {
            let index = options.iter().position(|option| option == word);
            index.map(Value::Choice).ok_or_else(wrong)
        }
        (Shape::Config { kind, .. }, _) => {
            config(spot, *kind).map(|config| Value::Config(Box::new(config)))
        }
        _ => Err(wrong()),
    }
}

/// The whole number that these digits are, also where they are written `1e3` or `1000.0`.
fn whole(digits: &str) -> Option<u64> {
    let exact = |x: &f64| *x >= 0.0 && x.fract() == 0.0 && *x <= 9_007_199_254_740_992.0;
    let as_real = || digits.parse().ok().filter(exact).map(|x| x as u64);
    digits.parse().ok().or_else(as_real)
}

/// A value and what its place is called.
struct Spot<'d> {
    node: &'d Node<'d>,
    place: String,
}

impl<'d> Spot<'d> {
    fn fault(&self, problem: String) -> Fault {
        let place = match self.place.as_str() {
            "" => "the file".to_owned(),
            place => place.to_owned(),
        };
        Fault::new(self.node.at, place, problem)
    }

    /// The fault of a value that is not what it must be.
    fn must(&self, allowed: &str) -> Fault {
        let found = match &self.node.tree {
            Tree::Null => "null".to_owned(),
            Tree::Bool(on) => on.to_string(),
            Tree::Number(digits) => digits.chars().take(40).collect(),
            Tree::Text(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
            Tree::Array(items) => format!("a list of {}", items.len()),
            Tree::Object(_) => "an object".to_owned(),
        };
        self.fault(format!("must be {allowed}, but is {found}"))
    }

    fn item(&self, items: &'d [Node<'d>], index: usize) -> Self {
        Self {
            node: &items[index],
            place: format!("{}[{index}]", self.place),
        }
    }

    fn fields(&self) -> Read<Fields<'_, 'd>> {
        match &self.node.tree {
            Tree::Object(members) => Ok(Fields {
                spot: self,
                members,
            }),
            _ => Err(self.must("an object")),
        }
    }

    fn text(&self) -> Read<&'d str> {
        match &self.node.tree {
            Tree::Text(text) => Ok(text),
            _ => Err(self.must("a text in quotes")),
        }
    }

    fn toggle(&self) -> Read<bool> {
        match &self.node.tree {
            Tree::Bool(on) => Ok(*on),
            _ => Err(self.must("true or false")),
        }
    }

    fn real(&self, domain: Domain) -> Read<f64> {
        let number = match &self.node.tree {
            Tree::Number(digits) => digits.parse().ok(),
            _ => None,
        };
        number
            .filter(|x| domain.contains(*x))
            .ok_or_else(|| self.must(&domain.to_string()))
    }

    fn count(&self, min: u64, max: u64) -> Read<u64> {
        let number = match &self.node.tree {
            Tree::Number(digits) => whole(digits),
            _ => None,
        };
        number
            .filter(|n| (min..=max).contains(n))
            .ok_or_else(|| self.must(&format!("a whole number from {min} to {max}")))
    }

    fn position(&self) -> Read<Vec2> {
        match &self.node.tree {
            Tree::Array(items) if items.len() == 2 => Ok(vec2(
                self.item(items, 0).real(Domain::REAL)?,
                self.item(items, 1).real(Domain::REAL)?,
            )),
            _ => Err(self.must("a position, [x, y]")),
        }
    }

    fn place(&self, allowed: &[Place]) -> Read<Place> {
        let word = self.text()?;
        let found = allowed.iter().find(|place| place.id() == word);
        found.copied().ok_or_else(|| {
            let words: Vec<String> = allowed.iter().map(|p| format!("{:?}", p.id())).collect();
            self.must(&format!(
                "where a clip can stand here ({})",
                words.join(", ")
            ))
        })
    }

    fn entry(&self, kind: Kind, id: &str) -> Read<Config> {
        if let Some(about) = kind.find(id) {
            return Ok(Config::new(about));
        }
        let ids: Vec<&str> = kind.entries().iter().map(|about| about.info.id).collect();
        let id: String = id.chars().take(40).collect();
        Err(self.fault(format!(
            "is {id:?}, which is not a {kind}{}; there is {}",
            nearest(&id, &ids),
            ids.join(", ")
        )))
    }
}

/// The members of an object.
struct Fields<'s, 'd> {
    spot: &'s Spot<'d>,
    members: &'d [Member<'d>],
}

impl<'d> Fields<'_, 'd> {
    fn get(&self, key: &str) -> Option<Spot<'d>> {
        let member = self.members.iter().find(|member| member.key == key)?;
        Some(Spot {
            node: &member.node,
            place: join(&self.spot.place, key),
        })
    }

    fn required(&self, key: &str, what: &str) -> Read<Spot<'d>> {
        let missing = || {
            let place = join(&self.spot.place, key);
            Fault::new(self.spot.node.at, place, format!("is missing: {what}"))
        };
        self.get(key).ok_or_else(missing)
    }

    /// Refuses a key that means nothing here.
    fn only(&self, known: &[&str]) -> Read<()> {
        let unknown = |member: &&Member<'_>| !known.contains(&member.key.as_str());
        let Some(member) = self.members.iter().find(unknown) else {
            return Ok(());
        };
        let near = nearest(&member.key, known);
        let problem = format!("is not known{near}; there is {}", known.join(", "));
        let place = join(&self.spot.place, &member.key);
        Err(Fault::new(member.key_at, place, problem))
    }
}

/// A question after the known name that is nearest to a misspelt one, if any is near.
fn nearest(word: &str, known: &[&str]) -> String {
    let distance = |name: &&str| strsim::osa_distance(word, name);
    let near = known.iter().copied().min_by_key(distance);
    near.filter(|name| word.len() < 60 && distance(name) <= 1 + name.len() / 3)
        .map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
}
