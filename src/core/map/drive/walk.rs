//! Packs driven in step with each other, one step after the other through the faces of a convoy: any method.

use super::{BLOCKS_BETWEEN_LOOKS, Drive, PACKS, ROWS};
use crate::core::clip::Place;
use crate::core::convoy::Stride;
use crate::core::map::sentry::Rows;
use crate::core::noise::NoiseSource;
use crate::core::optim::Step;
use crate::core::schedule::Clock;
use crate::core::vec2::{Vec2, vec2};

impl Drive {
    /// All packs in step.
    pub(super) fn walk_through(&mut self, halt: &dyn Fn() -> bool) -> bool {
        let steps = self.request.steps;
        let mut noise = NoiseSource::new(self.request.noise);
        let mut active = self.sentries.len();
        let mut first = 0;
        let mut block = 0;
        while first <= steps && active > 0 {
            if block % BLOCKS_BETWEEN_LOOKS == 0 && halt() {
                return false;
            }
            block += 1;
            let count = (steps - first + 1).min(ROWS as u64) as usize;
            self.walk(first, count, active, &mut noise);
            first += count as u64;
            if self.retires && first <= steps {
                active = self.retire(active);
            }
        }
        true
    }

    /// Takes a block of steps with all packs, one step after the other.
    fn walk(&mut self, first: u64, count: usize, active: usize, noise: &mut NoiseSource) {
        for row in 0..count {
            self.look_around(row, active);
            let index = first + row as u64;
            if index < self.request.steps {
                self.step(index, row, active, noise.draw());
            }
        }
        let frames = std::mem::take(&mut self.rows);
        for slot in 0..active {
            let rows = Rows {
                frames: &frames[..count * PACKS],
                width: PACKS,
                slot,
                first,
                count,
            };
            self.take_in(rows, self.order[slot]);
        }
        self.rows = frames;
        for slot in 0..active {
            self.rows[slot].at = self.rows[ROWS * PACKS + slot].at;
        }
    }

    #[inline]
    fn look_around(&mut self, row: usize, active: usize) {
        let frames = &mut self.rows[row * PACKS..row * PACKS + active];
        if let Some(surface) = &self.surface {
            surface.look(self.level, frames);
        }
    }

    /// Takes step `index` from a row to the next.
    fn step(&mut self, index: u64, row: usize, active: usize, drawn: Vec2) {
        self.find_rates(index, row, active);
        let place = self.request.place;
        let (before, after) = self.rows.split_at_mut((row + 1) * PACKS);
        let now = &before[row * PACKS..row * PACKS + active];
        let next = &mut after[..active];
        let Some(optimizer) = &mut self.optimizer else {
            return;
        };
        let is_calm = drawn == vec2(0.0, 0.0);
        let clips_gradient = !self.clips.is_empty() && place == Place::Gradient;
        let mut along = now;
        if !is_calm || clips_gradient {
            for (slot, (frame, along)) in now.iter().zip(&mut self.along).enumerate() {
                along.gradient = self.request.noise.disturb(frame.gradient, drawn);
                if clips_gradient {
                    self.clips[slot].apply(&frame.at, &mut along.gradient);
                }
            }
            along = &self.along[..active];
        }
        if place == Place::Momentum && !self.clips.is_empty() {
            for slot in 0..active {
                let step = Step {
                    index,
                    rate: self.rates[slot].rate,
                    momentum: self.rates[slot].momentum,
                    loss: now[slot].loss,
                };
                let (kernel, at) = (optimizer.pack(slot), now[slot].at);
                let mut vector = along[slot].gradient;
                kernel.direction(&step, &at, &mut vector, None);
                self.clips[slot].apply(&at, &mut vector);
                next[slot].at = at;
                kernel.finish(&step, &mut next[slot].at, &vector, None);
            }
            return;
        }
        let mut stride = Stride {
            index,
            rates: &self.rates,
            now,
            along,
            next: &mut *next,
        };
        optimizer.step(self.level, &mut stride);
        if place == Place::Update {
            for (slot, (now, next)) in now.iter().zip(next).enumerate() {
                let mut moved = next.at - now.at;
                if let Some(clip) = self.clips.get_mut(slot) {
                    clip.apply(&now.at, &mut moved);
                }
                next.at = now.at + moved;
            }
        }
    }

    /// Asks the schedules for the rates of a step.
    fn find_rates(&mut self, index: u64, row: usize, active: usize) {
        let before = if row == 0 { ROWS } else { row } - 1;
        for (slot, schedule) in self.schedules.iter_mut().enumerate().take(active) {
            let loss = self.rows[before * PACKS + slot].loss;
            self.rates[slot] = schedule.rates(&Clock {
                index,
                horizon: self.request.steps,
                base: self.bases[slot],
                previous_loss: (index > 0).then_some(loss),
            });
        }
    }

    /// Takes packs out whose runs are all over; how many go on.
    fn retire(&mut self, mut active: usize) -> usize {
        let mut slot = 0;
        while slot < active {
            if !self.sentries[self.order[slot]].is_over() {
                slot += 1;
                continue;
            }
            active -= 1;
            self.order.swap(slot, active);
            self.rows
                .chunks_exact_mut(PACKS)
                .for_each(|row| row.swap(slot, active));
            self.rates.swap(slot, active);
            self.bases.swap(slot, active);
            if let (Some(surface), Some(optimizer)) = (&mut self.surface, &mut self.optimizer) {
                surface.swap(slot, active);
                optimizer.swap(slot, active);
            }
            if !self.schedules.is_empty() {
                self.schedules.swap(slot, active);
            }
            if !self.clips.is_empty() {
                self.clips.swap(slot, active);
            }
        }
        active
    }
}
