//! A summary to put into a text: one row per run, best first, with what it was and how it ended.

use super::progress::Progress;
use super::record::{Work, simulate};
use super::typeset::Language;
use super::{Exporter, Failure, Group, Subject};
use crate::core::catalog::Config;
use crate::core::noise::Noise;
use crate::core::params::{ParamSpec, Shape, Value};
use crate::core::pipeline::Request;
use crate::core::simulate::steps_to_tolerance;
use crate::core::surface;
use crate::core::trajectory::Ending;
use crate::core::vec2::Vec2;
use crate::session::scene::{Run, RunId, Scene};
use crate::session::standings::{self, Standing};
use std::io::{self, Write};

pub(super) const MARKDOWN: Exporter = Exporter {
    id: "markdown",
    name: "Markdown",
    group: Group::Table,
    extension: "md",
    summary: "A table of the runs, best first: method and settings, schedule, clip, final gap, steps, ending",
    write: |subject, out, progress| write(subject, Language::Markdown, out, progress),
};

pub(super) const LATEX: Exporter = Exporter {
    id: "latex",
    name: "LaTeX",
    group: Group::Table,
    extension: "tex",
    summary: "The same table for a paper, with the rules of booktabs and typeset symbols",
    write: |subject, out, progress| write(subject, Language::Latex, out, progress),
};

/// What there is to say of a run, in the order of the columns behind the rank.
struct Row {
    id: RunId,
    cells: [String; 8],
}

fn write(
    subject: &Subject<'_>,
    language: Language,
    out: &mut dyn Write,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    let scene = &subject.preset.scene;
    let landmarks = surface::landmarks(&scene.surface);
    let mut work = Work::new(subject, 1, progress);
    let (mut rows, mut order) = (Vec::new(), Vec::new());
    for (_, run) in subject.runs() {
        let request = scene.request(run);
        let (trajectory, ending) = simulate(&request, &mut work)?;
        let last = trajectory.steps() as u64;
        order.extend(standings::standing(
            run.id,
            &trajectory,
            Some(ending),
            &landmarks,
            last,
        ));
        let height = trajectory.loss.last().copied().unwrap_or(f64::NAN);
        let height = height - landmarks.lowest.unwrap_or(0.0);
        let reached = steps_to_tolerance(&trajectory, landmarks.lowest, scene.tolerance);
        let gradients = trajectory.evaluations_before(trajectory.steps());
        rows.push(Row {
            id: run.id,
            cells: [
                language.text(&run.name),
                method(run, &request, language),
                schedule(&request, language),
                clip(&request, language),
                language.result(height),
                reached.map_or_else(|| language.nothing().to_owned(), |step| step.to_string()),
                language.text(&said(&ending)),
                gradients.to_string(),
            ],
        });
    }
    standings::sort(&mut order);
    let place = |row: &Row| order.iter().position(|line: &Standing| line.id == row.id);
    rows.sort_by_key(place);
    let height = match (landmarks.lowest, language) {
        (None, _) => "Final loss",
        (Some(_), Language::Markdown) => "Final gap f − f\\*",
        (Some(_), Language::Latex) => "Final gap $f - f^{*}$",
    };
    let heads = [
        "Rank",
        "Run",
        "Optimizer",
        "Schedule",
        "Clip",
        height,
        "Steps to tolerance",
        "Ending",
        "Gradients",
    ];
    let caption = caption(scene, language);
    match language {
        Language::Markdown => markdown(&caption, &heads, &rows, out)?,
        Language::Latex => latex(&caption, &heads, &rows, out)?,
    }
    Ok(out.flush()?)
}

/// Which columns are numbers, which stand to the right.
const ALIGNED: [bool; 9] = [true, false, false, false, false, true, true, false, true];

fn markdown(caption: &str, heads: &[&str; 9], rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{caption}\n")?;
    writeln!(out, "| {} |", heads.join(" | "))?;
    let rules = ALIGNED.map(|right| if right { "--:" } else { ":--" });
    writeln!(out, "| {} |", rules.join(" | "))?;
    for (rank, row) in (1..).zip(rows) {
        writeln!(out, "| {rank} | {} |", row.cells.join(" | "))?;
    }
    Ok(())
}

fn latex(caption: &str, heads: &[&str; 9], rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let columns: String = ALIGNED
        .iter()
        .map(|right| if *right { 'r' } else { 'l' })
        .collect();
    writeln!(out, "% Needs \\usepackage{{amsmath,booktabs}}.")?;
    writeln!(out, "\\begin{{table}}\n  \\centering\n  \\small")?;
    writeln!(out, "  \\caption{{{caption}}}")?;
    writeln!(out, "  \\begin{{tabular}}{{{columns}}}\n    \\toprule")?;
    writeln!(out, "    {} \\\\\n    \\midrule", heads.join(" & "))?;
    for (rank, row) in (1..).zip(rows) {
        writeln!(out, "    {rank} & {} \\\\", row.cells.join(" & "))?;
    }
    writeln!(out, "    \\bottomrule\n  \\end{{tabular}}\n\\end{{table}}")
}

/// How a run ended, without the steps that the table has anyway.
fn said(ending: &Ending) -> String {
    match ending {
        Ending::Budget => "steps used up".to_owned(),
        other => other.to_string(),
    }
}

/// What is raced on, from where, for how long.
fn caption(scene: &Scene, language: Language) -> String {
    let mut parts = Vec::new();
    let title = language.text(&scene.title);
    if !title.is_empty() {
        parts.push(title);
    }
    let start = point(scene.start, language);
    parts.push(format!(
        "{} from {start}",
        setting(&scene.surface, &[], language)
    ));
    parts.push(format!(
        "{} steps, tolerance {}",
        scene.steps,
        language.value(scene.tolerance)
    ));
    if scene.noise.sigma != 0.0 {
        parts.push(noise(scene.noise, language));
    }
    format!("{}.", parts.join("; "))
}

fn noise(noise: Noise, language: Language) -> String {
    let sigma = language.equation(&language.symbol("σ"), &language.value(noise.sigma));
    let kind = language.text(&noise.kind.to_string());
    format!("{kind} noise, {sigma}, seed {}", noise.seed)
}

fn point(p: Vec2, language: Language) -> String {
    language.pair(&language.value(p.x), &language.value(p.y))
}

/// The method as it ran, with its learning rate and everything that is not as usual.
fn method(run: &Run, request: &Request, language: Language) -> String {
    let said = setting(&request.optimizer, &["lr"], language);
    match run.start {
        Some(start) => format!("{said}, from {}", point(start, language)),
        None => said,
    }
}

fn schedule(request: &Request, language: Language) -> String {
    match request.schedule.id() {
        "constant" => language.nothing().to_owned(),
        _ => setting(&request.schedule, &[], language),
    }
}

fn clip(request: &Request, language: Language) -> String {
    match request.clip.id() {
        "none" => language.nothing().to_owned(),
        _ => format!(
            "{}, of the {}",
            setting(&request.clip, &[], language),
            request.place.id()
        ),
    }
}

/// A setting: its name, and of its parameters those that are not as usual and those with one of these keys.
fn setting(config: &Config, always: &[&str], language: Language) -> String {
    let differs = |(spec, value): &(&'static ParamSpec, &Value)| {
        spec.default() != **value || always.contains(&spec.key)
    };
    let said = config.iter().filter(differs).map(|(spec, value)| {
        let name = match spec.symbol {
            "" => language.text(spec.key),
            symbol => language.symbol(symbol),
        };
        language.equation(&name, &self::value(spec, value, always, language))
    });
    let said: Vec<String> = said.collect();
    let name = language.text(config.name());
    if said.is_empty() {
        name
    } else {
        format!("{name}, {}", said.join(", "))
    }
}

fn value(spec: &ParamSpec, value: &Value, always: &[&str], language: Language) -> String {
    let list = |items: Vec<String>| format!("({})", items.join(", "));
    match (&spec.shape, value) {
        (_, Value::Real(x)) => language.value(*x),
        (Shape::Count { auto, .. }, Value::Count(n)) if *auto == Some(*n) => "auto".to_owned(),
        (_, Value::Count(n)) => n.to_string(),
        (_, Value::Toggle(on)) => if *on { "yes" } else { "no" }.to_owned(),
        (Shape::Choice { options, .. }, Value::Choice(index)) => {
            language.text(options.get(*index).copied().unwrap_or(""))
        }
        (_, Value::Choice(index)) => index.to_string(),
        (_, Value::Reals(items)) => list(items.iter().map(|x| language.value(*x)).collect()),
        (_, Value::Counts(items)) => list(items.iter().map(u64::to_string).collect()),
        (_, Value::Config(inner)) => format!("({})", setting(inner, always, language)),
        (_, Value::Configs(items)) => {
            let items = items.iter().map(|item| setting(item, always, language));
            format!("({})", items.collect::<Vec<_>>().join("; "))
        }
    }
}
