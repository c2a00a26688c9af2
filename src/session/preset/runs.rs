//! The runs of a scene: what each must say, and what is filled in where it does not.

use super::setting::setting;
use super::spot::{Read, Spot};
use super::text::Tree;
use crate::core::catalog::Kind;
use crate::core::optim;
use crate::session::scene::{Follows, MAX_RUNS, Run, RunId, STYLES};
use crate::session::specs::MAX_TITLE;

/// The largest identity of a run: far below where adding one would overflow.
pub(super) const MAX_ID: u64 = 1 << 53;

/// The runs in a list.
pub(super) fn runs(spot: &Spot<'_>) -> Read<Vec<Run>> {
    let Tree::Array(items) = &spot.node.tree else {
        return Err(spot.must("a list of runs"));
    };
    if items.len() > MAX_RUNS {
        return Err(spot.fault(format!(
            "has {} runs; a scene may have {MAX_RUNS}: take some away",
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
            return Err(id.fault(format!(
                "is also the id of runs[{earlier}]: leave it out, or take another"
            )));
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
            let optimizer = setting(spot, Kind::Optimizer)?;
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
        let mut run = Run::new(RunId(0), "", 0, setting(&optimizer, Kind::Optimizer)?);
        if let Some(schedule) = fields.get("schedule") {
            run.schedule = setting(&schedule, Kind::Schedule)?;
        }
        if let Some(clip) = fields.get("clip") {
            run.clip = setting(&clip, Kind::Clip)?;
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
        let name = fields.get("name").map(|name| name.words(MAX_TITLE));
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
