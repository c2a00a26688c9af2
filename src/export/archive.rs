//! An archive of NumPy arrays, written from its beginning to its end.

use crate::session::preset;
use crate::session::scene::Scene;
use npyz::{AutoSerialize, DType, NpyWriter, WriteOptions, WriterBuilder};
use std::io::{self, BufWriter, Write};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};

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
pub(super) struct Archive<'o> {
    zip: ZipWriter<StreamWriter<Once<'o>>>,
}

impl<'o> Archive<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self {
            zip: ZipWriter::new_stream(Once {
                out,
                has_failed: false,
            }),
        }
    }

    /// Writes of which program and of which scene the arrays are.
    pub(super) fn scene(&mut self, scene: &Scene) -> io::Result<()> {
        self.text("ravine", env!("CARGO_PKG_VERSION"))?;
        self.text("title", &scene.title)?;
        self.text("preset", &preset::to_json(scene))
    }

    /// Writes one array of numbers, row by row.
    pub(super) fn array<T: AutoSerialize>(
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
    pub(super) fn counts(
        &mut self,
        key: &str,
        counts: impl Iterator<Item = u64>,
    ) -> io::Result<()> {
        let counts: Vec<i64> = counts
            .map(|count| i64::try_from(count).unwrap_or(i64::MAX))
            .collect();
        self.array(key, &[counts.len() as u64], counts.into_iter())
    }

    /// Writes one text, as an array without dimensions.
    pub(super) fn text(&mut self, key: &str, text: &str) -> io::Result<()> {
        let mut writer = self.member::<str>(key, &[], text_type([text])?)?;
        writer.push(text)?;
        writer.finish()
    }

    /// Writes an array of texts.
    pub(super) fn texts(&mut self, key: &str, texts: &[String]) -> io::Result<()> {
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

    pub(super) fn finish(self) -> io::Result<()> {
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
