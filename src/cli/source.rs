//! Where a scene comes from: a preset, what the command line says instead of it, and runs that it adds.

use super::spell::{Said, Setting};
use super::{Failure, files};
use crate::core::catalog::Kind;
use crate::session::import;
use crate::session::preset::{self, PresetFile};
use crate::session::scene::{MAX_RECORDED, MAX_RUNS, Run, RunId, Scene};
use crate::session::starters;
use crate::session::view::View;
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a run may say besides the parameters of its method.
const RUN_KEYS: [&str; 5] = ["name", "start", "schedule", "clip", "place"];
/// Over which options of the help.
const HEADING: &str = "Scene";
/// How much of what was said is said again where something is wrong with it, in letters.
const QUOTED: usize = 60;

/// A scene: a preset, or what the options say.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Source {
    /// A preset's path, the name of a built-in one, or - for standard input
    #[arg(value_name = "SCENE")]
    pub scene: Option<PathBuf>,
    /// A run, added to those of SCENE: adam:lr=0.01,beta1=0.95. May be said several times
    #[arg(long = "run", value_name = "METHOD", help_heading = HEADING)]
    pub runs: Vec<String>,
    /// A line of a script, added as a run: "torch.optim.Adam(params, lr=0.01)"; several are one script, such as the
    /// optimizer's and the scheduler's. Optax, Keras and transformers are understood too
    #[arg(long, value_name = "LINE", help_heading = HEADING)]
    pub torch: Vec<String>,
    /// The surface: rosenbrock:b=10; quadratic where neither this nor SCENE says one. Without SCENE and --run the
    /// usual four methods race on it
    #[arg(long, value_name = "SURFACE", help_heading = HEADING)]
    pub surface: Option<String>,
    /// Where runs start
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true, help_heading = HEADING)]
    pub start: Option<String>,
    /// How many steps each run takes
    #[arg(long, value_name = "N", allow_hyphen_values = true, help_heading = HEADING)]
    pub steps: Option<String>,
    /// The gap to the minimum under which a run has arrived
    #[arg(long, value_name = "GAP", allow_hyphen_values = true, help_heading = HEADING)]
    pub tolerance: Option<String>,
    /// What disturbs every gradient: gaussian:sigma=0.1,seed=3
    #[arg(long, value_name = "NOISE", help_heading = HEADING)]
    pub noise: Option<String>,
    /// The schedule of every --run that names none itself: cosine
    #[arg(long, value_name = "SCHEDULE", requires = "runs", help_heading = HEADING)]
    pub schedule: Option<String>,
    /// The clip of every --run that names none itself: norm:max_norm=1
    #[arg(long, value_name = "CLIP", requires = "runs", help_heading = HEADING)]
    pub clip: Option<String>,
}

impl Source {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.scene.is_none() && self.is_plain()
    }

    /// The file that the scene is in as it stands, if it is in one.
    pub fn file(&self) -> Option<&Path> {
        let path = self.scene.as_deref()?;
        (self.is_plain() && path.is_file()).then_some(path)
    }

    /// Whether nothing was said besides the preset.
    fn is_plain(&self) -> bool {
        let options = [
            &self.surface,
            &self.start,
            &self.steps,
            &self.tolerance,
            &self.noise,
            &self.schedule,
            &self.clip,
        ];
        !self.adds_runs() && options.iter().all(|option| option.is_none())
    }

    /// Whether runs were said.
    fn adds_runs(&self) -> bool {
        !(self.runs.is_empty() && self.torch.is_empty())
    }

    /// The scene that was asked for.
    pub fn read(&self) -> Result<PresetFile, Failure> {
        self.read_with(None)
    }

    /// The scene that was asked for, in which each --run may also be the name or the number of one of its runs, and the
    /// runs that are meant, in their order. `against` is one more, if it is said.
    pub(super) fn read_runs(
        &self,
        against: Option<&str>,
    ) -> Result<(PresetFile, Vec<RunId>), Failure> {
        let mut meant = Meant {
            against,
            ids: Vec::new(),
        };
        let preset = self.read_with(Some(&mut meant))?;
        Ok((preset, meant.ids))
    }

    fn read_with(&self, meant: Option<&mut Meant<'_>>) -> Result<PresetFile, Failure> {
        let preset = self.scene.as_deref().map(files::read).transpose()?;
        if preset.is_none() && !self.adds_runs() && self.surface.is_none() {
            return Err(Failure::input(
                "no scene is named: give a preset, the name of a built-in one (ravine), `-` for standard input, \
                 or build one with `--run adam:lr=0.01`",
            ));
        }
        if self.is_plain()
            && meant.as_ref().is_none_or(|meant| meant.against.is_none())
            && let Some(preset) = preset
        {
            return Ok(preset);
        }
        let is_new = preset.is_none();
        let mut preset = preset.unwrap_or_else(|| {
            PresetFile::new(Scene::on(Kind::Surface.default_config("quadratic")))
        });
        // What its runs recorded is not what they record now.
        preset.trajectories = None;
        self.change(&mut preset, is_new, meant)?;
        Ok(preset)
    }

    /// Says in the scene what the options say.
    fn change(
        &self,
        preset: &mut PresetFile,
        is_new: bool,
        meant: Option<&mut Meant<'_>>,
    ) -> Result<(), Failure> {
        let scene = &mut preset.scene;
        if let Some(text) = &self.surface {
            let surface = judged(
                "surface",
                text,
                "surface",
                |setting| json!({ "surface": setting.into_json("id") }),
            )?
            .surface;
            if is_new {
                *scene = Scene::on(surface);
            } else if surface.id() == scene.surface.id() {
                scene.surface = surface;
            } else {
                scene.move_to(surface);
                // What was looked at lies on another surface.
                preset.view = View::default();
            }
        }
        if let Some(text) = &self.start {
            let text = text.trim().trim_start_matches('[').trim_end_matches(']');
            scene.start = plain("start", &format!("[{text}]"))?.start;
        }
        if let Some(text) = &self.tolerance {
            scene.tolerance = plain("tolerance", text)?.tolerance;
        }
        if let Some(text) = &self.noise {
            let said = judged(
                "noise",
                text,
                "noise",
                |setting| json!({ "surface": "quadratic", "noise": setting.into_json("kind") }),
            )?;
            scene.noise = said.noise;
        }
        if is_new && !self.adds_runs() {
            starters::add_starters(scene);
        }
        if let Some(text) = &self.steps {
            scene.steps = plain("steps", text)?.steps;
        }
        let shared = self.shared_by_runs()?;
        match meant {
            None => {
                for text in &self.runs {
                    add(scene, run("run", text, &shared)?);
                }
            }
            Some(meant) => {
                let runs = self.runs.iter().map(|text| ("run", text.as_str()));
                for (option, text) in runs.chain(meant.against.map(|text| ("against", text))) {
                    let id = match find(scene, text) {
                        Some(id) => id,
                        None => match run(option, text, &shared) {
                            Ok(run) => add(scene, run),
                            Err(failure) => return Err(no_run(scene, failure)),
                        },
                    };
                    meant.ids.push(id);
                }
            }
        }
        self.import(scene, is_new)?;
        within_limits(scene)
    }

    /// Adds what the lines of a script make. A new scene takes the steps of their loops, unless it is said how many.
    fn import(&self, scene: &mut Scene, is_new: bool) -> Result<(), Failure> {
        if self.torch.is_empty() {
            return Ok(());
        }
        let fault = |problem: &str| Failure::input(format!("--torch: {problem}"));
        let script = self.torch.join("\n");
        let imported = import::read(&script).map_err(|error| fault(&error.to_string()))?;
        if imported.runs.is_empty() {
            return Err(fault("this makes no run: say the optimizer's line too"));
        }
        if let Some(reason) = imported.refusal(scene, None) {
            return Err(fault(&reason));
        }
        imported.apply(scene, None, is_new && self.steps.is_none());
        for remark in &imported.remarks {
            // Only a remark beside the result: nobody may be listening.
            let _ignored = writeln!(io::stderr().lock(), "# --torch: {remark}");
        }
        Ok(())
    }

    /// A run with the schedule and the clip that each --run has unless it names its own.
    fn shared_by_runs(&self) -> Result<Run, Failure> {
        let of = |option: &str, text: &Option<String>| -> Result<Option<Run>, Failure> {
            let Some(text) = text else { return Ok(None) };
            let said = judged(option, text, &format!("runs[0].{option}"), |setting| {
                one_run(&json!({ "optimizer": "sgd", option: setting.into_json("id") }))
            })?;
            Ok(said.runs.into_iter().next())
        };
        let schedule = of("schedule", &self.schedule)?;
        let clip = of("clip", &self.clip)?;
        let said = judged("run", "sgd", "", |_| one_run(&json!("sgd")))?;
        let mut run = first(said)?;
        if let Some(said) = schedule {
            run.schedule = said.schedule;
        }
        if let Some(said) = clip {
            run.clip = said.clip;
        }
        Ok(run)
    }
}

/// Runs that are meant besides being added.
struct Meant<'t> {
    /// One more than --run says.
    against: Option<&'t str>,
    /// The runs, in the order in which they were said.
    ids: Vec<RunId>,
}

/// The run of a scene that is meant: by its name, whatever its capitals if that is enough, or by its number.
fn find(scene: &Scene, text: &str) -> Option<RunId> {
    let only = |is_meant: &dyn Fn(&Run) -> bool| {
        let mut meant = scene.runs.iter().filter(|run| is_meant(run));
        let first = meant.next()?;
        meant.next().is_none().then_some(first.id)
    };
    only(&|run| run.name == text)
        .or_else(|| only(&|run| run.name.to_lowercase() == text.to_lowercase()))
        .or_else(|| {
            let number = text.parse::<usize>().ok()?;
            scene.runs.get(number).map(|run| run.id)
        })
}

/// What is said where a text is neither a run of the scene nor a method.
fn no_run(scene: &Scene, failure: Failure) -> Failure {
    if scene.runs.is_empty() {
        return failure;
    }
    let names: Vec<String> = scene
        .runs
        .iter()
        .map(|run| format!("{:?}", run.name))
        .collect();
    Failure::input(format!(
        "{failure}; nor has a run of the scene that name: there is {}",
        names.join(", ")
    ))
}

/// A scene with this run and nothing else.
fn one_run(run: &Value) -> Value {
    json!({ "surface": "quadratic", "runs": [run] })
}

fn first(scene: Scene) -> Result<Run, Failure> {
    let run = scene.runs.into_iter().next();
    run.ok_or_else(|| Failure::input("a run was not understood"))
}

/// The run in the text of an option. Its name is empty unless the text says one.
fn run(option: &str, text: &str, shared: &Run) -> Result<Run, Failure> {
    let (mut names_schedule, mut names_clip, mut names_itself) = (false, false, false);
    let said = judged(option, text, "runs[0]", |mut setting| {
        let mut run = Map::new();
        for key in RUN_KEYS {
            let Some(said) = setting.take(key) else {
                continue;
            };
            names_schedule |= key == "schedule";
            names_clip |= key == "clip";
            names_itself |= key == "name";
            let value = match said {
                Said::Word(text) if key == "name" => json!(text),
                said => said.into_json(),
            };
            run.insert(key.to_owned(), value);
        }
        run.insert("optimizer".to_owned(), setting.into_json("id"));
        one_run(&Value::Object(run))
    })?;
    let mut run = first(said)?;
    if !names_schedule {
        run.schedule = shared.schedule.clone();
    }
    if !names_clip {
        run.clip = shared.clip.clone();
    }
    if !names_itself {
        run.name.clear();
    }
    Ok(run)
}

/// Adds a run to the others, with an identity and a style of its own, and a name if it has none.
fn add(scene: &mut Scene, mut run: Run) -> RunId {
    run.id = scene.free_id();
    run.style = scene.free_style();
    if run.name.is_empty() {
        run.name = scene.free_name(run.optimizer.name());
    }
    let id = run.id;
    scene.runs.push(run);
    id
}

fn within_limits(scene: &Scene) -> Result<(), Failure> {
    let runs = scene.runs.len();
    if runs > MAX_RUNS {
        return Err(Failure::input(format!(
            "with --run the scene has {runs} runs; a scene may have {MAX_RUNS}"
        )));
    }
    let recorded = runs as u64 * scene.steps;
    if recorded > MAX_RECORDED {
        return Err(Failure::input(format!(
            "{runs} runs × {} steps make {recorded} recorded steps; a scene may have {MAX_RECORDED}: say fewer --steps",
            scene.steps
        )));
    }
    Ok(())
}

/// A scene in which a plain value stands that an option says.
fn plain(option: &str, text: &str) -> Result<Scene, Failure> {
    let said = Said::parse(text).map_err(|problem| wrong(option, text, &problem))?;
    let scene = json!({ "surface": "quadratic", option: said.into_json() });
    read(option, text, "", &scene)
}

/// The scene that is made of a setting, once it has proved to be one.
fn judged(
    option: &str,
    text: &str,
    place: &str,
    scene: impl FnOnce(Setting) -> Value,
) -> Result<Scene, Failure> {
    let setting = Setting::parse(text).map_err(|problem| wrong(option, text, &problem))?;
    read(option, text, place, &scene(setting))
}

/// A scene as a preset has it, judged as presets are; what is wrong is said of the option, at the place behind
/// `place`.
fn read(option: &str, text: &str, place: &str, scene: &Value) -> Result<Scene, Failure> {
    let file = json!({ "ravine": preset::VERSION, "scene": scene });
    let is_run = matches!(option, "run" | "against");
    preset::from_json(&file.to_string()).map_err(|error| {
        let inner = error.place.strip_prefix(place).unwrap_or(&error.place);
        let inner = inner.trim_start_matches('.');
        let inner = inner.strip_prefix("optimizer.").unwrap_or(inner);
        let what = match inner {
            "" | "id" if is_run => "optimizer",
            "" | "id" => option,
            inner => inner,
        };
        // What stands before the colon is no key here.
        let mut problem = error.problem.replace("there is id, ", "there is ");
        // A run has keys that its method knows nothing of.
        if is_run && !inner.contains('.') && problem.starts_with("is not known") {
            if let Some(near) = near_run_key(inner) {
                problem.replace_range(
                    .."is not known".len(),
                    &format!("is not known (did you mean `{near}`?)"),
                );
            }
            problem = format!("{problem}; and for every run {}", RUN_KEYS.join(", "));
        }
        wrong(option, text, &format!("`{what}` {problem}"))
    })
}

/// What every run may say that is spelt nearly so.
fn near_run_key(key: &str) -> Option<&'static str> {
    let distance = |known: &&str| strsim::osa_distance(key, known);
    let near = RUN_KEYS.into_iter().min_by_key(|known| distance(known));
    near.filter(|known| distance(known) <= 2)
}

fn wrong(option: &str, text: &str, problem: &str) -> Failure {
    let mut said: String = text.chars().take(QUOTED).collect();
    if said.len() < text.len() {
        said.push('…');
    }
    let said = said.escape_debug().to_string().replace("\\\"", "\"");
    Failure::input(format!("--{option} {said}: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_method_has_a_parameter_that_every_run_has() {
        for about in Kind::Optimizer.entries() {
            let keys = about.specs.iter().map(|spec| spec.key);
            for key in keys {
                assert!(!RUN_KEYS.contains(&key), "{} has `{key}`", about.info.id);
            }
        }
    }
}
