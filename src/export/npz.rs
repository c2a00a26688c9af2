//! Trajectories as NumPy arrays in one archive, for `numpy.load`.

use super::inner::{columns, said};
use super::names::Keys;
use super::progress::Progress;
use super::record::{Depth, EVALUATIONS, begin, evaluations, simulate};
use super::{Exporter, Failure, Group, Subject};
use crate::core::trajectory::Trajectory;
use crate::core::vec2::Vec2;
use crate::session::preset;
use npyz::{AutoSerialize, DType, NpyWriter, WriteOptions, WriterBuilder};
use std::io::{self, BufWriter, Write};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};

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
    archive.text("ravine", env!("CARGO_PKG_VERSION"))?;
    archive.text("title", &scene.title)?;
    archive.text("preset", &preset::to_json(scene))?;
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

/// Fails once, and then takes what it is given: an archive that is given up writes its end anyway, and would
/// complain aloud where it cannot.
struct Once<'o> {
    out: &'o mut dyn Write,
    has_failed: bool,
}

impl Once<'_> {
    fn judge<T>(&mut self, written: io::Result<T>) -> io::Result<T> {
        let is_final = |error: &io::Error| error.kind() != io::ErrorKind::Interrupted;
        self.has_failed = written.as_ref().is_err_and(is_final);
        written
    }
}

impl Write for Once<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_failed {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        self.judge(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.judge(flushed)
    }
}

/// An archive of arrays that is written from its beginning to its end, into what cannot go back.
struct Archive<'o> {
    zip: ZipWriter<StreamWriter<Once<'o>>>,
}

impl<'o> Archive<'o> {
    fn new(out: &'o mut dyn Write) -> Self {
        Self {
            zip: ZipWriter::new_stream(Once {
                out,
                has_failed: false,
            }),
        }
    }

    /// Writes one array of numbers, row by row.
    fn array<T: AutoSerialize>(
        &mut self,
        key: &str,
        shape: &[u64],
        numbers: impl Iterator<Item = T>,
    ) -> io::Result<()> {
        let mut writer = self.member(key, shape, T::default_dtype())?;
        for number in numbers {
            writer.push(&number)?;
        }
        writer.finish()
    }

    /// Writes a list of whole numbers.
    fn counts(&mut self, key: &str, counts: impl Iterator<Item = u64>) -> io::Result<()> {
        let counts: Vec<i64> = counts
            .map(|count| i64::try_from(count).unwrap_or(i64::MAX))
            .collect();
        self.array(key, &[counts.len() as u64], counts.into_iter())
    }

    /// Writes one text, as an array without dimensions.
    fn text(&mut self, key: &str, text: &str) -> io::Result<()> {
        let mut writer = self.member::<str>(key, &[], text_type([text])?)?;
        writer.push(text)?;
        writer.finish()
    }

    /// Writes an array of texts.
    fn texts(&mut self, key: &str, texts: &[String]) -> io::Result<()> {
        let dtype = text_type(texts.iter().map(String::as_str))?;
        let mut writer = self.member::<str>(key, &[texts.len() as u64], dtype)?;
        for text in texts {
            writer.push(text)?;
        }
        writer.finish()
    }

    /// Begins an array.
    fn member<T: npyz::Serialize + ?Sized>(
        &mut self,
        key: &str,
        shape: &[u64],
        dtype: DType,
    ) -> io::Result<NpyWriter<T, BufWriter<&mut (dyn Write + 'o)>>> {
        // The date of a member is the same in every archive, so that equal scenes make equal files.
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::DEFAULT);
        let started = self.zip.start_file(format!("{key}.npy"), options);
        started.map_err(into_io)?;
        let out = BufWriter::with_capacity(1 << 16, &mut self.zip as &mut (dyn Write + 'o));
        WriteOptions::<T>::new()
            .dtype(dtype)
            .shape(shape)
            .writer(out)
            .begin_nd()
    }

    fn finish(self) -> io::Result<()> {
        let mut out = self.zip.finish().map_err(into_io)?;
        out.flush()
    }
}

/// The type of texts of up to the length of the longest of these. NumPy knows none of length 0.
fn text_type<'t>(texts: impl IntoIterator<Item = &'t str>) -> io::Result<DType> {
    let lengths = texts.into_iter().map(|text| text.chars().count());
    let longest = lengths.max().unwrap_or(0).max(1);
    let dtype = format!("<U{longest}").parse();
    dtype.map(DType::Plain).map_err(io::Error::other)
}

/// A pipe that was closed must stay known as one.
fn into_io(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}
