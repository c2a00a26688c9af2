//! Trajectories inside a preset: for programs that replay them, and to tell when another version of this one computes
//! something else.

use super::scan::MAX_NUMBERS;
use super::spot::{Read, Spot};
use super::text::Tree;
use super::{MAX_BYTES, PresetFile};
use crate::core::simulate::Simulation;
use crate::core::trajectory::Trajectory;
use crate::session::scene::Scene;
use crate::session::specs::MAX_TITLE;
use serde_json::{Map, Value, json};
use std::fmt;

/// How far two versions may lie apart, by the rule of the reference data: `|got − want| ≤ tol · max(1, |want|)`.
const TOLERANCE: f64 = 1e-9;

/// The version of the program, as it is written beside what it computed.
pub const THIS_VERSION: &str = env!("CARGO_PKG_VERSION");

/// A column: its key, what it is, and where it is kept.
type Column = (
    &'static str,
    &'static str,
    fn(&Trajectory, usize) -> Option<f64>,
);

/// What is embedded of a run. The last, the rate, has one value less than the others: there is none at the end.
pub(super) const COLUMNS: [Column; 6] = [
    ("x", "Position before each step, and at the end.", |t, i| {
        t.position.get(i).map(|p| p.x)
    }),
    ("y", "Position before each step, and at the end.", |t, i| {
        t.position.get(i).map(|p| p.y)
    }),
    ("loss", "Loss there, free of noise.", |t, i| {
        t.loss.get(i).copied()
    }),
    ("gx", "Gradient there, free of noise.", |t, i| {
        t.gradient.get(i).map(|g| g.x)
    }),
    ("gy", "Gradient there, free of noise.", |t, i| {
        t.gradient.get(i).map(|g| g.y)
    }),
    ("rate", "Learning rate of each step.", |t, i| {
        t.rate.get(i).copied()
    }),
];

/// The words for numbers that JSON does not have.
pub(super) const WORDS: [(&str, f64); 3] = [
    ("NaN", f64::NAN),
    ("Infinity", f64::INFINITY),
    ("-Infinity", f64::NEG_INFINITY),
];

/// Trajectories as they stand in a preset.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedded {
    /// The version of the program that computed them.
    pub version: String,
    /// One for each run of the scene, in their order; none at all where they are only wanted, and embedded when the
    /// scene is saved.
    pub runs: Vec<Columns>,
}

impl Embedded {
    /// They are wanted, and not computed yet.
    pub fn wanted() -> Self {
        Self {
            version: THIS_VERSION.to_owned(),
            runs: Vec::new(),
        }
    }
}

/// What is embedded of a run, a list per column: x, y, loss, gx, gy and rate.
#[derive(Clone, Debug)]
pub struct Columns([Vec<f64>; COLUMNS.len()]);

impl PartialEq for Columns {
    /// Equal in every bit, one NaN being as good as another.
    fn eq(&self, other: &Self) -> bool {
        let pairs = || self.0.iter().zip(&other.0);
        pairs().all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(*a, *b)))
    }
}

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

impl Columns {
    /// What a run recorded.
    fn of(trajectory: &Trajectory) -> Self {
        Self(COLUMNS.map(|(_, _, value)| (0..).map_while(|i| value(trajectory, i)).collect()))
    }

    /// The column with this key.
    pub fn get(&self, key: &str) -> Option<&[f64]> {
        let index = COLUMNS.iter().position(|(known, ..)| *known == key)?;
        Some(&self.0[index])
    }

    /// How many steps were taken.
    pub fn steps(&self) -> usize {
        self.0[COLUMNS.len() - 1].len()
    }
}

/// Why trajectories are not embedded: they would be too many numbers, or too long a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooMuch(String);

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the trajectories {}: take fewer steps or runs, or export them as NPZ",
            self.0
        )
    }
}

impl std::error::Error for TooMuch {}

/// Embeds what this version computes. `before` is told the place of each run before it is simulated, and may call the
/// work off with an error.
///
/// # Errors
/// Where a preset cannot hold so much, in a sentence; or what `before` answered. The file is then as it was.
pub(super) fn embed<E: From<TooMuch>>(
    file: &mut PresetFile,
    mut before: impl FnMut(usize) -> Result<(), E>,
) -> Result<(), E> {
    let mut numbers = 0;
    let mut embedded = Embedded::wanted();
    for (index, run) in file.scene.runs.iter().enumerate() {
        before(index)?;
        let mut run = Simulation::new(file.scene.request(run));
        // A run that leaves for infinity is short, however many steps it was given: only what is recorded counts.
        while run.advance(1 << 12) > 0 {
            let recorded = numbers + (run.trajectory().steps() + 1) * COLUMNS.len();
            if recorded > MAX_NUMBERS / 2 + MAX_NUMBERS / 4 {
                let runs = file.scene.runs.len();
                let what = format!(
                    "of {runs} runs × {} steps are more numbers than a preset holds ({})",
                    file.scene.steps,
                    MAX_NUMBERS / 2 + MAX_NUMBERS / 4
                );
                return Err(TooMuch(what).into());
            }
        }
        numbers += (run.trajectory().steps() + 1) * COLUMNS.len();
        embedded.runs.push(Columns::of(run.trajectory()));
    }
    let old = file.trajectories.replace(embedded);
    let bytes = super::write(file).len();
    if bytes > MAX_BYTES {
        file.trajectories = old;
        let what = format!("would make a file of {bytes} bytes, and one has at most {MAX_BYTES}");
        return Err(TooMuch(what).into());
    }
    Ok(())
}

/// Where a file's trajectories and those that this version computes part.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The place of the run in the scene.
    pub run: usize,
    /// What the run is called.
    pub name: String,
    /// The first step at which a number differs.
    pub step: usize,
    /// The column of that number.
    pub column: &'static str,
    /// The number in the file; none where its column ends before.
    pub stored: Option<f64>,
    /// The number that this version computes; none where its run ends before.
    pub computed: Option<f64>,
    /// The version that made the file's.
    pub version: String,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |number: Option<f64>| number.map_or("nothing".to_owned(), |x| format!("{x:?}"));
        let name: String = self.name.chars().take(60).collect();
        let version: String = self.version.chars().take(40).collect();
        write!(
            f,
            "the embedded trajectories no longer agree: at step {} of run {} ({name:?}), {} is {} as Ravine {version} wrote it and {} as Ravine {THIS_VERSION} computes it; save the scene again to embed what this version computes",
            self.step,
            self.run + 1,
            self.column,
            said(self.stored),
            said(self.computed),
        )
    }
}

/// The first number of the embedded trajectories that this version computes differently, if there are any. Runs are
/// simulated only as far as they are embedded, and no further than they agree.
pub fn disagreement(file: &PresetFile) -> Option<Disagreement> {
    let embedded = file.trajectories.as_ref()?;
    let pairs = file.scene.runs.iter().zip(&embedded.runs);
    pairs.enumerate().find_map(|(index, (run, columns))| {
        let mut simulation = Simulation::new(file.scene.request(run));
        let mut step = 0;
        loop {
            let taken = simulation.advance(256);
            // What is recorded at the last place is compared when it is known whether the run goes on from there.
            let end = match taken {
                0 => columns.steps().max(simulation.trajectory().steps()) + 1,
                _ => simulation.trajectory().steps(),
            };
            let parts = |step| {
                let (column, stored, computed) = parting(columns, simulation.trajectory(), step)?;
                Some(Disagreement {
                    run: index,
                    name: run.name.clone(),
                    step,
                    column,
                    stored,
                    computed,
                    version: embedded.version.clone(),
                })
            };
            if let Some(found) = (step..end).find_map(parts) {
                return Some(found);
            }
            step = end;
            if taken == 0 {
                return None;
            }
        }
    })
}

/// The column that differs in a step, with both numbers.
fn parting(
    columns: &Columns,
    trajectory: &Trajectory,
    step: usize,
) -> Option<(&'static str, Option<f64>, Option<f64>)> {
    let pairs = COLUMNS.iter().zip(&columns.0);
    let mut numbers = pairs.map(|((key, _, value), column)| {
        (*key, column.get(step).copied(), value(trajectory, step))
    });
    numbers.find(|(_, stored, computed)| match (stored, computed) {
        (Some(want), Some(got)) => !agree(*got, *want),
        (None, None) => false,
        _ => true,
    })
}

fn agree(got: f64, want: f64) -> bool {
    if !got.is_finite() || !want.is_finite() {
        return same(got, want);
    }
    (got - want).abs() <= TOLERANCE * want.abs().max(1.0)
}

/// The trajectories at a place, one for each run of the scene.
pub(super) fn embedded(spot: &Spot<'_>, scene: &Scene) -> Read<Embedded> {
    let fields = spot.fields()?;
    fields.only(&["ravine", "runs"])?;
    let version = fields.required("ravine", "the version of the program that computed them")?;
    let runs = fields.required("runs", "a list with the columns of each run")?;
    let Tree::Array(items) = &runs.node.tree else {
        return Err(runs.must("a list with the columns of each run"));
    };
    if !items.is_empty() && items.len() != scene.runs.len() {
        return Err(runs.fault(format!(
            "has the columns of {} runs, and the scene has {} runs: take the trajectories away, they follow from the scene",
            items.len(),
            scene.runs.len()
        )));
    }
    let runs = (0..items.len()).map(|index| columns(&runs.item(items, index)));
    Ok(Embedded {
        version: version.words(MAX_TITLE)?,
        runs: runs.collect::<Read<_>>()?,
    })
}

fn columns(spot: &Spot<'_>) -> Read<Columns> {
    let fields = spot.fields()?;
    fields.only(&COLUMNS.map(|(key, ..)| key))?;
    let mut columns = Vec::new();
    let mut places = None;
    for (key, ..) in COLUMNS {
        let spot = fields.required(key, "a list of numbers, one for each step")?;
        let Tree::Array(items) = &spot.node.tree else {
            return Err(spot.must("a list of numbers, one for each step"));
        };
        // Every column but the rate has a number for where the run stands at the end.
        let places = *places.get_or_insert(items.len().max(1));
        let wanted = places - usize::from(key == "rate");
        if items.len() != wanted {
            return Err(spot.fault(format!(
                "has {} numbers, and must have {wanted} beside the {places} places of its run",
                items.len()
            )));
        }
        let number = |index| number(&spot.item(items, index));
        columns.push((0..items.len()).map(number).collect::<Read<Vec<f64>>>()?);
    }
    let columns = columns.try_into();
    columns.map(Columns).map_err(|_| spot.must("an object"))
}

fn number(spot: &Spot<'_>) -> Read<f64> {
    let number = match &spot.node.tree {
        Tree::Number(digits) => digits.parse().ok().filter(|x: &f64| x.is_finite()),
        Tree::Text(text) => WORDS.iter().find(|(word, _)| word == text).map(|(_, x)| *x),
        _ => None,
    };
    number.ok_or_else(|| spot.must("a finite number, \"NaN\", \"Infinity\" or \"-Infinity\""))
}

/// Trajectories as a part of a document.
pub(super) fn write(embedded: &Embedded) -> Value {
    let number = |x: &f64| match WORDS.iter().find(|(_, known)| same(*x, *known)) {
        Some((word, _)) => json!(word),
        None => json!(x),
    };
    let list = |column: &Vec<f64>| column.iter().map(number).collect::<Value>();
    let run = |columns: &Columns| {
        let pairs = COLUMNS.iter().zip(&columns.0);
        pairs
            .map(|((key, ..), column)| ((*key).to_owned(), list(column)))
            .collect::<Map<_, _>>()
    };
    let runs: Vec<Value> = embedded
        .runs
        .iter()
        .map(|r| Value::Object(run(r)))
        .collect();
    json!({ "ravine": embedded.version, "runs": runs })
}
