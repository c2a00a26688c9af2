//! What was met in a text, put together: to each optimizer its schedule and its clip.

use super::reader::{Part, Read, Reader};
use super::text::Fault;
use super::{Imported, ImportedRun};
use crate::core::catalog::{Config, Framework, Kind};
use crate::core::clip::Place;
use crate::core::params::Value;
use crate::session::scene::MAX_STEPS;

impl Reader<'_> {
    /// What the text makes, or the fault that it makes nothing.
    pub(super) fn gather(mut self) -> Read<Imported> {
        if self.optimizers.is_empty() && self.schedules.is_empty() && self.clips.is_empty() {
            return Err(Fault::new(
                0,
                "no optimizer, scheduler or clip is made here; paste a line such as \
                 `torch.optim.AdamW(params, lr=3e-4)`",
            ));
        }
        let last = self.optimizers.len().checked_sub(1);
        let mut schedules = free(std::mem::take(&mut self.schedules));
        for part in &mut schedules {
            part.of = part.of.or(last);
        }
        let mut runs = Vec::new();
        for (index, maker) in std::mem::take(&mut self.optimizers).into_iter().enumerate() {
            let own = schedules.iter().filter(|part| part.of == Some(index));
            let own: Vec<Config> = own.map(|part| part.config.clone()).collect();
            let schedule = self.together(maker.schedule.into_iter().chain(own).collect());
            let clips = maker.clips;
            runs.push(ImportedRun {
                optimizer: maker.config,
                schedule,
                clip: self.one(clips),
            });
        }
        let loose: Vec<_> = std::mem::take(&mut self.clips)
            .into_iter()
            .filter(|part| !part.used)
            .map(|part| (part.config, Place::Gradient))
            .collect();
        let mut clip = self.one(loose);
        for run in &mut runs {
            run.clip = run.clip.take().or_else(|| clip.clone());
        }
        let mut schedule = None;
        if runs.is_empty() {
            schedule = self.together(schedules.into_iter().map(|part| part.config).collect());
        } else {
            clip = None;
        }
        Ok(Imported {
            runs,
            schedule,
            clip,
            steps: self.steps.filter(|steps| (1..=MAX_STEPS).contains(steps)),
            remarks: self.remarks,
        })
    }

    /// Several schedules of one optimizer act at the same time, as PyTorch's do when each is stepped.
    fn together(&mut self, mut all: Vec<Config>) -> Option<Config> {
        if all.len() < 2 {
            return all.pop();
        }
        let (about, alias) = Kind::Schedule.find_alias(Framework::Torch, "ChainedScheduler")?;
        let mut chained = Config::new(about);
        let first = all[0].clone();
        let text = match chained.set(alias.key_of("schedulers"), Value::Configs(all)) {
            Ok(()) => "Its schedulers act at the same time, as chained",
            Err(_) => "Only the first of its schedulers is taken: there are too many",
        };
        let is_chained = !text.starts_with("Only");
        self.remark(text.to_owned());
        Some(if is_chained { chained } else { first })
    }

    /// A run has room for one clip: the first.
    fn one(&mut self, clips: Vec<(Config, Place)>) -> Option<(Config, Place)> {
        let mut clips = clips.into_iter();
        let first = clips.next()?;
        if let Some((other, _)) = clips.find(|other| *other != first) {
            let (kept, other) = (first.0.name().to_lowercase(), other.name().to_lowercase());
            self.remark(format!(
                "A run has one clip: the first is taken ({kept}), not the other ({other})"
            ));
        }
        Some(first)
    }
}

/// Schedules that do not stand inside others; of those that had the same name and optimizer, the last.
fn free(parts: Vec<Part>) -> Vec<Part> {
    let mut kept: Vec<Part> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.used) {
        let is_old =
            |old: &Part| !part.name.is_empty() && old.name == part.name && old.of == part.of;
        kept.retain(|old| !is_old(old));
        kept.push(part);
    }
    kept
}
