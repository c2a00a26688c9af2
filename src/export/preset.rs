//! The scene itself, as a preset: alone, or with the trajectories that its runs record.

use super::progress::Progress;
use super::{Exporter, Failure, Group, Subject};
use crate::session::preset::{self, PresetFile, TooMuch};
use std::io::Write;

/// The preset.
pub(super) const EXPORTER: Exporter = Exporter {
    id: "preset",
    name: "Preset",
    group: Group::Scene,
    extension: "ravine.json",
    summary: "The scene and how it is looked at, as text that a hand can write",
    write: |subject, out, progress| {
        progress.at(0, 1)?;
        out.write_all(preset::write(&chosen(subject)).as_bytes())?;
        Ok(progress.at(1, 1)?)
    },
};

/// The preset with trajectories.
pub(super) const WITH_TRAJECTORIES: Exporter = Exporter {
    id: "preset-trajectories",
    name: "Preset with trajectories",
    group: Group::Scene,
    extension: "ravine.json",
    summary: "The same and every step of its runs, for programs that replay them and versions that compare them",
    write: with_trajectories,
};

fn with_trajectories(
    subject: &Subject<'_>,
    out: &mut dyn Write,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    let mut file = chosen(subject);
    let total = file.scene.runs.len() as u64 + 1;
    preset::embed_with(&mut file, |run| {
        progress.at(run as u64, total).map_err(Failure::from)
    })?;
    progress.at(total - 1, total)?;
    out.write_all(preset::write(&file).as_bytes())?;
    Ok(progress.at(total, total)?)
}

/// The preset with the runs that are meant, and no trajectories: those that it was opened with may be stale.
pub(super) fn chosen(subject: &Subject<'_>) -> PresetFile {
    let mut file = PresetFile {
        trajectories: None,
        ..subject.preset.clone()
    };
    file.scene.runs = subject.runs().map(|(_, run)| run.clone()).collect();
    file
}

impl From<TooMuch> for Failure {
    fn from(error: TooMuch) -> Self {
        Self::Unsayable(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::progress::{Cancelled, Quiet};
    use crate::session::preset::default_scene;

    fn text(exporter: &Exporter, subject: &Subject<'_>) -> Result<String, Failure> {
        let mut out = Vec::new();
        (exporter.write)(subject, &mut out, &mut Quiet)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn the_runs_that_are_meant_are_written_with_fresh_trajectories_or_none() {
        let mut file = PresetFile::new(default_scene());
        file.view.heat = false;
        preset::embed(&mut file).unwrap();
        file.scene.steps = 20;
        let only = Subject {
            preset: &file,
            run: Some(file.scene.runs[2].id),
        };
        let all = Subject { run: None, ..only };
        for (subject, runs) in [(&all, 5), (&only, 1)] {
            let plain = preset::parse(&text(&EXPORTER, subject).unwrap()).unwrap();
            assert_eq!((plain.scene.runs.len(), &plain.view), (runs, &file.view));
            assert_eq!(plain.trajectories, None);
            let full = preset::parse(&text(&WITH_TRAJECTORIES, subject).unwrap()).unwrap();
            let embedded = full.trajectories.as_ref().unwrap();
            assert_eq!((embedded.runs.len(), embedded.runs[0].steps()), (runs, 20));
            assert_eq!(preset::disagreement(&full), None);
        }
    }

    fn all(preset: &PresetFile) -> Subject<'_> {
        Subject { preset, run: None }
    }

    #[test]
    fn it_can_be_called_off_and_says_when_it_is_too_much() {
        let mut file = PresetFile::new(default_scene());
        let mut out = Vec::new();
        let mut no = |done, _| if done < 3 { Ok(()) } else { Err(Cancelled) };
        let done = (WITH_TRAJECTORIES.write)(&all(&file), &mut out, &mut no);
        assert!(matches!(done, Err(Failure::Cancelled)) && out.is_empty());
        file.scene.steps = 1_000_000;
        let error = text(&WITH_TRAJECTORIES, &all(&file)).unwrap_err();
        let sentence = error.to_string();
        assert!(
            sentence.contains("more numbers than a preset holds"),
            "{sentence}"
        );
        assert!(sentence.contains("take fewer steps"), "{sentence}");
    }
}
