//! How a scene is looked at, as the `view` of a preset and back: what differs from the default, and nothing else.

use super::read::scene;
use super::spot::{Read, Spot};
use super::sweep;
use super::text::Tree;
use super::write as file;
use crate::core::params::Domain;
use crate::core::surface::Region;
use crate::session::camera::{Camera, PITCHES, STRETCHES, ZOOMS};
use crate::session::ghosts::{Ghost, MAX_GHOSTS};
use crate::session::view::{Across, Curve, MOST_CURVES, Mode, View};
use serde_json::{Map, Value, json};

/// A switch of a view: its key, and where it is kept.
type Switch = (&'static str, fn(&mut View) -> &mut bool);

/// The switches of a view, in the order in which they are written.
pub(super) const SWITCHES: [Switch; 7] = [
    ("heat", |view| &mut view.heat),
    ("contours", |view| &mut view.contours),
    ("gradient", |view| &mut view.gradient),
    ("curvature", |view| &mut view.curvature),
    ("names", |view| &mut view.names),
    ("follow", |view| &mut view.follow),
    ("log", |view| &mut view.log),
];

/// A number of a camera: its key, where it is kept, and its ends; none is an angle, and any number is one.
type Lever = (&'static str, fn(&mut Camera) -> &mut f64, Option<[f64; 2]>);

/// The numbers of a camera, in the order in which they are written.
pub(super) const LEVERS: [Lever; 4] = [
    ("yaw", |camera| &mut camera.yaw, None),
    ("pitch", |camera| &mut camera.pitch, Some(PITCHES)),
    ("zoom", |camera| &mut camera.zoom, Some(ZOOMS)),
    ("stretch", |camera| &mut camera.stretch, Some(STRETCHES)),
];

/// The domain of a number of a camera.
pub(super) fn domain(ends: Option<[f64; 2]>) -> Domain {
    ends.map_or(Domain::REAL, |[low, high]| Domain::closed(low, high))
}

/// The view at a place.
pub(super) fn view(spot: &Spot<'_>) -> Read<View> {
    let fields = spot.fields()?;
    let mut known = vec!["region", "mode", "sweep", "camera"];
    known.extend(SWITCHES.map(|(key, _)| key));
    known.extend(["curves", "across", "ghosts"]);
    fields.only(&known)?;
    let mut view = View::default();
    if let Some(region) = fields.get("region") {
        view.region = Some(self::region(&region)?);
    }
    if let Some(mode) = fields.get("mode") {
        view.mode = Mode::ALL[mode.choice(&Mode::ALL.map(Mode::id))?];
    }
    if let Some(sweep) = fields.get("sweep") {
        view.sweep = sweep::sweep(&sweep)?;
    }
    if let Some(camera) = fields.get("camera") {
        view.camera = self::camera(&camera)?;
    }
    for (key, switch) in SWITCHES {
        if let Some(spot) = fields.get(key) {
            *switch(&mut view) = spot.toggle()?;
        }
    }
    if let Some(curves) = fields.get("curves") {
        view.curves = self::curves(&curves)?;
    }
    if let Some(across) = fields.get("across") {
        view.across = Across::ALL[across.choice(&Across::ALL.map(Across::id))?];
    }
    if let Some(ghosts) = fields.get("ghosts") {
        view.ghosts = self::ghosts(&ghosts)?;
    }
    Ok(view)
}

fn region(spot: &Spot<'_>) -> Read<Region> {
    let fields = spot.fields()?;
    fields.only(&["x", "y"])?;
    let ends = |key| self::ends(&fields.required(key, RANGE)?);
    Ok(Region::new(ends("x")?, ends("y")?))
}

/// What a range is.
const RANGE: &str = "the two ends of a range, [low, high]";

/// The two ends of a range in which there is something.
pub(super) fn ends(spot: &Spot<'_>) -> Read<[f64; 2]> {
    let Tree::Array(items) = &spot.node.tree else {
        return Err(spot.must(RANGE));
    };
    if items.len() != 2 {
        return Err(spot.must(RANGE));
    }
    let low = spot.item(items, 0).real(Domain::REAL)?;
    let high = spot.item(items, 1).real(Domain::REAL)?;
    if low < high && (high - low).is_finite() {
        return Ok([low, high]);
    }
    Err(spot.fault(format!(
        "is a range from {low:?} to {high:?}, in which there is nothing to be seen: the first end must be below the second, and not endlessly far"
    )))
}

fn camera(spot: &Spot<'_>) -> Read<Camera> {
    let fields = spot.fields()?;
    let mut known = LEVERS.map(|(key, ..)| key).to_vec();
    known.push("log");
    fields.only(&known)?;
    let mut camera = Camera::default();
    for (key, lever, ends) in LEVERS {
        if let Some(spot) = fields.get(key) {
            *lever(&mut camera) = spot.real(domain(ends))?;
        }
    }
    if let Some(log) = fields.get("log") {
        camera.log = log.toggle()?;
    }
    Ok(camera.bounded())
}

fn curves(spot: &Spot<'_>) -> Read<Vec<Curve>> {
    let allowed = format!("a list of 1 to {MOST_CURVES} curves");
    let Tree::Array(items) = &spot.node.tree else {
        return Err(spot.must(&allowed));
    };
    if !(1..=MOST_CURVES).contains(&items.len()) {
        return Err(spot.must(&allowed));
    }
    let mut curves = Vec::new();
    for index in 0..items.len() {
        let spot = spot.item(items, index);
        let curve = Curve::ALL[spot.choice(&Curve::ALL.map(Curve::id))?];
        if curves.contains(&curve) {
            return Err(spot.fault(format!(
                "is {:?} a second time; a curve is shown once: take it away",
                curve.id()
            )));
        }
        curves.push(curve);
    }
    Ok(curves)
}

fn ghosts(spot: &Spot<'_>) -> Read<Vec<Ghost>> {
    let Tree::Array(items) = &spot.node.tree else {
        return Err(spot.must("a list of ghosts, each a scene with one run"));
    };
    if items.len() > MAX_GHOSTS {
        return Err(spot.fault(format!(
            "has {} ghosts; a view may have {MAX_GHOSTS}: take some away",
            items.len()
        )));
    }
    let mut ghosts = Vec::new();
    for index in 0..items.len() {
        let spot = spot.item(items, index);
        let scene = scene(&spot)?;
        let [run] = &scene.runs[..] else {
            return Err(spot.fault(format!(
                "has {} runs; a ghost is a scene with one run",
                scene.runs.len()
            )));
        };
        ghosts.push(Ghost::new(&scene, run));
    }
    Ok(ghosts)
}

/// What of a view differs from the default.
pub(super) fn write(view: &View) -> Map<String, Value> {
    let mut view = view.clone();
    let mut usual = View::default();
    let mut map = Map::new();
    // A region that could not be read again shows nothing either: the surface's own is the better one.
    let seen = |low: f64, high: f64| low < high && (high - low).is_finite();
    if let Some(Region { min, max }) = view.region
        && seen(min.x, max.x)
        && seen(min.y, max.y)
    {
        map.insert(
            "region".into(),
            json!({ "x": [min.x, max.x], "y": [min.y, max.y] }),
        );
    }
    if view.mode != usual.mode {
        map.insert("mode".into(), json!(view.mode.id()));
    }
    let sweep = sweep::write(&view.sweep);
    if !sweep.is_empty() {
        map.insert("sweep".into(), Value::Object(sweep));
    }
    let camera = write_camera(view.camera.bounded());
    if !camera.is_empty() {
        map.insert("camera".into(), Value::Object(camera));
    }
    for (key, switch) in SWITCHES {
        let on = *switch(&mut view);
        if on != *switch(&mut usual) {
            map.insert(key.into(), json!(on));
        }
    }
    if view.curves != usual.curves {
        let ids: Vec<&str> = view.curves.iter().map(|curve| curve.id()).collect();
        map.insert("curves".into(), json!(ids));
    }
    if view.across != usual.across {
        map.insert("across".into(), json!(view.across.id()));
    }
    if !view.ghosts.is_empty() {
        let scenes = view.ghosts.iter().map(|ghost| file::scene(&ghost.scene()));
        map.insert("ghosts".into(), scenes.collect());
    }
    map
}

fn write_camera(mut camera: Camera) -> Map<String, Value> {
    let mut usual = Camera::default();
    let mut map = Map::new();
    for (key, lever, _) in LEVERS {
        let value = *lever(&mut camera);
        if value.to_bits() != lever(&mut usual).to_bits() {
            map.insert(key.into(), json!(value));
        }
    }
    if camera.log != usual.log {
        map.insert("log".into(), json!(camera.log));
    }
    map
}
