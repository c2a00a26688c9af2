//! Trajectories as NumPy arrays in one archive, for `numpy.load`.

use super::archive::Archive;
use super::inner::{columns, said};
use super::names::Keys;
use super::progress::Progress;
use super::record::{Depth, EVALUATIONS, begin, evaluations, simulate};
use super::{Exporter, Failure, Group, Subject};
use crate::core::trajectory::Trajectory;
use crate::core::vec2::Vec2;
use std::io::{self, Write};

pub(super) const EXPORTER: Exporter = Exporter {
    id: "npz",
    name: "NumPy (NPZ)",
    group: Group::Trajectories,
    extension: "npz",
    summary: "Arrays for numpy.load: run0_position (steps + 1, 2), run0_loss, … run0_m_hat and every other inner variable",
    write: |subject, out, progress| write(subject, Depth::Inner, out, progress),
};

/// Writes the archive.
///
/// For run *i* there are `run{i}_position`, `_loss`, `_gradient` (steps + 1 rows), `_noisy`, `_clipped`,
/// `_rate`, `_momentum` (steps rows), each `<f8`, vectors with two columns; at full depth also `_evaluations`
/// (`<i8`) and the inner variables, whose names are spelt in letters that Python takes for an attribute
/// (`_m_hat`, `_sqrt_v_hat`, `_delta`). What a method does not have or did not tell is NaN. For all runs there
/// are `runs` (their numbers), `names`, `steps` and `endings`; and `title`, `preset` (the scene, as the text of a
/// file that opens it) and `ravine` (the version) are texts.
pub fn write(
    subject: &Subject<'_>,
    depth: Depth,
    out: &mut dyn Write,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    let (scene, is_deep, mut work) = begin(subject, depth, progress);
    let mut archive = Archive::new(out);
    archive.scene(scene)?;
    let (mut indices, mut names, mut steps) = (Vec::new(), Vec::new(), Vec::new());
    let mut endings = Vec::new();
    for (index, run) in subject.runs() {
        let request = scene.request(run);
        let (trajectory, ending) = simulate(&request, &mut work)?;
        let mut keys = Keys::new(format!("run{index}_"));
        recorded(&trajectory, &mut keys, &mut archive)?;
        if is_deep {
            let counts = (0..).map_while(|step| evaluations(&trajectory, step));
            archive.counts(&keys.free(EVALUATIONS), counts)?;
            let rows = trajectory.steps() as u64;
            let (layout, columns) = columns(&request, &mut work)?;
            let number = |cell: &f64| said(*cell).unwrap_or(f64::NAN);
            for (quantity, cell) in layout.quantities() {
                let key = keys.free(&quantity.to_string());
                let first = columns[cell].iter().map(number);
                if quantity.is_vector {
                    let second = columns[cell + 1].iter().map(number);
                    let pairs = first.zip(second).flat_map(|(x, y)| [x, y]);
                    archive.array(&key, &[rows, 2], pairs)?;
                } else {
                    archive.array(&key, &[rows], first)?;
                }
            }
        }
        work.end_pass()?;
        indices.push(index as u64);
        names.push(run.name.clone());
        steps.push(trajectory.steps() as u64);
        endings.push(ending.to_string());
    }
    archive.counts("runs", indices.into_iter())?;
    archive.counts("steps", steps.into_iter())?;
    archive.texts("names", &names)?;
    archive.texts("endings", &endings)?;
    Ok(archive.finish()?)
}

fn recorded(t: &Trajectory, keys: &mut Keys, archive: &mut Archive<'_>) -> io::Result<()> {
    let vectors = [
        ("position", &t.position),
        ("gradient", &t.gradient),
        ("noisy", &t.noisy),
        ("clipped", &t.clipped),
    ];
    for (name, vectors) in vectors {
        let pairs = vectors.iter().flat_map(|Vec2 { x, y }| [*x, *y]);
        archive.array(&keys.free(name), &[vectors.len() as u64, 2], pairs)?;
    }
    let numbers = [
        ("loss", &t.loss),
        ("rate", &t.rate),
        ("momentum", &t.momentum),
    ];
    for (name, numbers) in numbers {
        let shape = [numbers.len() as u64];
        archive.array(&keys.free(name), &shape, numbers.iter().copied())?;
    }
    Ok(())
}
