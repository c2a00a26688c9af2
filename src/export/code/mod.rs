//! Programs that make the same trajectories elsewhere: a Python script for each framework.
//!
//! What a script says of an entry follows from the entry's own file: its formula in Python, its name in the
//! framework and what its parameters are called there. What the framework does not have is not imitated: such a run
//! is left out, and the script says so.

mod call;
mod keras;
mod literal;
mod noise;
mod optax;
mod rate;
mod same;
mod torch;

use super::progress::Progress;
use super::{Failure, Subject};
use crate::core::catalog::{Config, Framework};
use crate::core::pipeline::Request;
use crate::core::surface;
use crate::session::scene::{Run, Scene};
pub(super) use keras::EXPORTER as KERAS;
use literal::Text;
pub(super) use optax::EXPORTER as OPTAX;
use rate::Functions;
use std::io::Write;
pub(super) use torch::EXPORTER as TORCH;

/// How a framework's scripts are written.
struct Dialect {
    framework: Framework,
    /// What the module that computes is called, and its functions that stand elsewhere.
    ops: &'static str,
    elsewhere: &'static [(&'static str, &'static str)],
    /// Says a run.
    say: fn(&Request, &mut Functions) -> Result<Said, String>,
    /// What else there is to know of its scripts, in a sentence.
    remark: &'static str,
    /// What stands before everything else.
    imports: &'static str,
    /// The function that takes the steps of a run.
    train: fn(&Scene, &Runs) -> String,
}

/// A run as a script says it.
#[derive(Default)]
struct Said {
    /// Statements that make its parts.
    lines: Vec<String>,
    /// What the function that takes its steps is given, by name.
    arguments: Vec<(&'static str, String)>,
    /// What that function must know to do for it.
    needs: Vec<&'static str>,
}

impl Said {
    fn gives(&self, argument: &str) -> bool {
        self.arguments.iter().any(|(name, _)| *name == argument)
    }
}

/// How many of the runs of a script something is true of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    None,
    Some,
    All,
}

/// The runs of a script.
struct Runs(Vec<(String, Said)>);

impl Runs {
    fn share(&self, is: impl Fn(&Said) -> bool) -> Share {
        match self.0.iter().filter(|(_, said)| is(said)).count() {
            0 => Share::None,
            n if n == self.0.len() => Share::All,
            _ => Share::Some,
        }
    }
    /// How many of them are given an argument.
    fn given(&self, argument: &str) -> Share {
        self.share(|said| said.gives(argument))
    }
    /// How many of them need something.
    fn need(&self, what: &str) -> Share {
        self.share(|said| said.needs.contains(&what))
    }
    /// The parameters of the function that takes the steps: those that all runs give, and those that some give.
    fn parameters(&self, names: &[&str]) -> String {
        let said = names.iter().filter_map(|name| match self.given(name) {
            Share::None => None,
            Share::Some => Some(format!(", {name}=None")),
            Share::All => Some(format!(", {name}")),
        });
        let (optional, sure): (Vec<String>, Vec<String>) =
            said.partition(|name| name.ends_with("None"));
        sure.concat() + &optional.concat()
    }
    /// Adds statements for the runs that give an argument: as they are, under a condition, or not at all.
    fn where_given(&self, text: &mut Text, argument: &str, statements: Text) {
        match self.given(argument) {
            Share::None => {}
            Share::All => text.put(&statements.into_string()),
            Share::Some => text.block(&format!("if {argument} is not None:"), &statements),
        }
    }
}

/// Writes a script.
fn write(
    dialect: &Dialect,
    subject: &Subject<'_>,
    out: &mut dyn Write,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    let scene = &subject.preset.scene;
    let wanted: Vec<&Run> = subject.runs().map(|(_, run)| run).collect();
    let mut functions = Functions::default();
    let (mut runs, mut left_out) = (Runs(Vec::new()), Vec::new());
    for (done, run) in wanted.iter().enumerate() {
        progress.at(done as u64, wanted.len() as u64)?;
        let mut with_its_own = functions.clone();
        match (dialect.say)(&scene.request(run), &mut with_its_own) {
            Ok(said) => {
                functions = with_its_own;
                runs.0.push((run.name.clone(), said));
            }
            Err(why) => left_out.push(format!("The run “{}” {why}.", run.name)),
        }
    }
    if runs.0.is_empty() {
        return Err(Failure::Unsayable(match left_out.as_slice() {
            [] => "The scene has no run to write a script for; add one.".to_owned(),
            [why] => why.clone(),
            [why, rest @ ..] => {
                format!(
                    "{} cannot say any of these {} runs. {why}",
                    dialect.framework,
                    rest.len() + 1
                )
            }
        }));
    }
    out.write_all(script(dialect, scene, &functions, &runs, &left_out).as_bytes())?;
    progress.at(wanted.len() as u64, wanted.len() as u64)?;
    Ok(())
}

/// The whole text.
fn script(
    dialect: &Dialect,
    scene: &Scene,
    functions: &Functions,
    runs: &Runs,
    left_out: &[String],
) -> String {
    let mut text = header(dialect, scene, left_out);
    let constants = format!(
        "\nSTEPS = {}\nrows = csv.writer(sys.stdout, lineterminator=\"\\n\")\n",
        scene.steps
    );
    let mut parts = vec![surface_function(dialect, &scene.surface)];
    parts.extend(functions.definitions().map(str::to_owned));
    parts.push((dialect.train)(scene, runs));
    let imports = if parts.iter().any(|part| part.contains("math.")) {
        dialect.imports.to_owned()
    } else {
        dialect.imports.replace("import math\n", "")
    };
    text.push_str(&imports);
    text.push_str(&constants);
    for part in parts {
        text.push_str("\n\n");
        text.push_str(&part);
    }
    text.push_str(
        "\n\nrows.writerow([\"run\", \"step\", \"x\", \"y\", \"loss\", \"gx\", \"gy\", \"lr\"])\n",
    );
    for (name, said) in &runs.0 {
        text.push('\n');
        for line in &said.lines {
            text.push_str(line);
            text.push('\n');
        }
        let mut arguments = vec![literal::text(name)];
        // What all runs give stands first and needs no name.
        let sure = said
            .arguments
            .iter()
            .filter(|(name, _)| runs.given(name) == Share::All);
        arguments.extend(sure.map(|(_, value)| value.clone()));
        let others = said
            .arguments
            .iter()
            .filter(|(name, _)| runs.given(name) != Share::All);
        arguments.extend(others.map(|(name, value)| format!("{name}={value}")));
        text.push_str(&literal::call("train", &arguments));
        text.push('\n');
    }
    text
}

/// What the script is, as a comment. Its first two lines are the program's own: Python looks for an encoding there.
fn header(dialect: &Dialect, scene: &Scene, left_out: &[String]) -> String {
    let mut text = format!(
        "# Written by Ravine {}, to be run with {}.\n#\n",
        env!("CARGO_PKG_VERSION"),
        dialect.framework
    );
    for words in [&scene.title, &scene.note] {
        if !words.trim().is_empty() {
            text.push_str(&literal::comment(words));
            text.push_str("#\n");
        }
    }
    text.push_str(&literal::comment(
        "Prints a row for each step of each run: the position before the step, the loss and its gradient there, \
         and the learning rate that the step is taken with. The last row is where the run ends.",
    ));
    if scene.noise.sigma == 0.0 {
        text.push_str("#\n");
        text.push_str(&literal::comment(
            "The numbers are Ravine's but for rounding, which only chaotic runs make visible.",
        ));
    }
    text.push_str("#\n");
    text.push_str(&literal::comment(dialect.remark));
    if scene.noise.sigma > 0.0 {
        text.push_str("#\n");
        text.push_str(&literal::comment(&format!(
            "The gradient noise is of the same kind and strength as in Ravine, but drawn by {}'s generator: the \
             numbers differ from Ravine's from the first step on, and are alike only on average.",
            dialect.framework
        )));
    }
    for why in left_out {
        text.push_str("#\n");
        text.push_str(&literal::comment(&format!("Left out: {why}")));
    }
    text.push('\n');
    text
}

/// The surface as a function of a position.
fn surface_function(dialect: &Dialect, surface: &Config) -> String {
    let mut body = literal::dedented(surface::entry_of(surface).python);
    for (name, place) in dialect.elsewhere {
        body = body.replace(&format!("ops.{name}("), &format!("{place}("));
    }
    let body = body.replace("ops.", &format!("{}.", dialect.ops));
    let words = &surface.about.info;
    let parameters = surface
        .iter()
        .map(|(spec, value)| format!("{}={}", spec.key, literal::value(spec, value, 0)));
    let parameters: Vec<String> = std::iter::once("p".to_owned()).chain(parameters).collect();
    let about = format!(
        "\"\"\"{}: {}\"\"\"\nx, y = p\n{body}",
        words.name, words.formula
    );
    format!(
        "{}:\n{}\n",
        literal::call("def surface", &parameters),
        literal::indented(&about)
    )
}

/// The optimizer's own learning rate.
fn base_rate(request: &Request) -> f64 {
    request.optimizer.leading().real("lr").unwrap_or(1.0)
}

/// Whether the rate of a run stays what it is.
fn rate_stands(request: &Request) -> bool {
    request.schedule.id() == "constant"
}

/// Whether a schedule, or one inside it, drives momentum that the method of a run has.
fn drives_momentum(request: &Request) -> bool {
    fn cycles(schedule: &Config) -> bool {
        use crate::core::params::Value;
        schedule.iter().any(|(spec, value)| match value {
            Value::Toggle(on) => spec.key == "cycle_momentum" && *on,
            Value::Config(one) => cycles(one),
            Value::Configs(list) => list.iter().any(cycles),
            _ => false,
        })
    }
    let has = crate::core::optim::entry_of(request.optimizer.leading())
        .momentum
        .is_some();
    has && cycles(&request.schedule)
}

/// That a framework does not have a part, and what to do: the end of a sentence.
fn lacking(part: &Config, framework: Framework) -> String {
    let name = part.name();
    let kind = part.about.kind;
    let known = |about: &crate::core::catalog::About| {
        about
            .info
            .aliases
            .iter()
            .any(|alias| alias.framework == framework)
    };
    if let Some(twin) = part.about.twins().into_iter().find(|about| known(about)) {
        return format!(
            "takes the {kind} {name}, which {framework} does not have with these settings; choose {} (`{}`), its own",
            twin.info.name, twin.info.id
        );
    }
    let has_it = Framework::ALL.into_iter().find(|one| {
        let scripted = matches!(one, Framework::Torch | Framework::Optax | Framework::Keras);
        scripted
            && part
                .about
                .info
                .aliases
                .iter()
                .any(|alias| alias.framework == *one)
    });
    match has_it {
        Some(one) => {
            format!("takes the {kind} {name}, which {framework} does not have; {one} has it")
        }
        None => format!(
            "takes the {kind} {name}, which no framework has ready to use; choose another, or export its numbers as CSV"
        ),
    }
}
