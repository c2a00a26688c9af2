//! Many pictures of one scene: one thread draws meshes, several turn them into pixels, and they come out in order.
//!
//! Only one stage exists, so a scene is simulated and kept once. What comes out is the same for any number of threads.

use super::Failure;
use super::plate::Bench;
use crate::export::progress::Cancelled;
use crate::picture::Shown;
use crate::picture::frame::{Canvas, Drawing};
use crate::picture::stage::Stage;
use egui::TexturesDelta;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// How long nothing may be heard of before somebody asks whether the film is still wanted.
const PATIENCE: Duration = Duration::from_millis(40);

/// A stage and the benches on which is developed what it draws.
pub(super) struct Studio {
    stage: Stage,
    benches: Vec<Bench>,
    /// The changes of textures that each bench has not been told of.
    untold: Vec<Vec<Textures>>,
}

/// Changes of textures; egui wants to be told if they go unused, as they do when a film is called off.
struct Textures(TexturesDelta);

impl Drop for Textures {
    fn drop(&mut self) {
        self.0.clear();
    }
}

/// A drawing, and what its bench must be told before.
struct Exposure {
    textures: Vec<Textures>,
    drawing: Drawing,
}

impl Studio {
    /// A studio for a screen with this many benches, at least one.
    pub(super) fn new(shown: &Shown, threads: usize) -> Self {
        let threads = threads.max(1);
        Self {
            stage: Stage::new(shown),
            benches: (0..threads).map(|_| Bench::new()).collect(),
            untold: (0..threads).map(|_| Vec::new()).collect(),
        }
    }

    /// Draws the screen at each of these steps. `develop` works on the pictures, several at a time; `take` gets what
    /// it made of them, in the order of the steps. `waiting` is asked again and again whether to go on.
    pub(super) fn each<T: Send>(
        &mut self,
        steps: &[u64],
        develop: &(dyn Fn(Canvas) -> T + Sync),
        waiting: &mut dyn FnMut() -> Result<(), Cancelled>,
        take: &mut dyn FnMut(T) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let is_wanted = AtomicBool::new(true);
        let Self {
            stage,
            benches,
            untold,
        } = self;
        thread::scope(|scope| {
            let count = benches.len().min(steps.len());
            let mut exposures = Vec::new();
            let mut finished = Vec::new();
            for bench in &mut benches[..count] {
                let (exposed, exposure) = sync_channel(1);
                let (sender, receiver) = sync_channel(1);
                scope.spawn(move || work(bench, &exposure, develop, &sender));
                exposures.push(exposed);
                finished.push(receiver);
            }
            let is_wanted = &is_wanted;
            scope.spawn(move || direct(stage, untold, steps, &exposures, is_wanted));
            let taken = collect(&finished, steps.len(), waiting, take);
            is_wanted.store(false, Ordering::Relaxed);
            // Whoever still has something to hand over finds nobody there, and stops.
            drop(finished);
            taken
        })
    }
}

/// Draws step after step and hands each drawing to the next bench.
fn direct(
    stage: &mut Stage,
    untold: &mut [Vec<Textures>],
    steps: &[u64],
    exposures: &[SyncSender<Exposure>],
    is_wanted: &AtomicBool,
) {
    let go_on = || is_wanted.load(Ordering::Relaxed);
    stage.prepare(go_on);
    for (bench, step) in (0..exposures.len()).cycle().zip(steps) {
        if !go_on() {
            return;
        }
        let drawing = stage.draw(*step, |textures| {
            let textures = Textures(mem::take(textures));
            if !textures.0.is_empty() {
                for untold in &mut *untold {
                    untold.push(Textures(textures.0.clone()));
                }
            }
        });
        let exposure = Exposure {
            textures: mem::take(&mut untold[bench]),
            drawing,
        };
        if exposures[bench].send(exposure).is_err() {
            return;
        }
    }
}

/// Turns drawings into what is made of their pixels.
fn work<T>(
    bench: &mut Bench,
    exposures: &Receiver<Exposure>,
    develop: &(dyn Fn(Canvas) -> T + Sync),
    finished: &SyncSender<T>,
) {
    for mut exposure in exposures {
        for textures in &mut exposure.textures {
            bench.textures(&mut textures.0);
        }
        let canvas = bench.develop(exposure.drawing);
        if finished.send(develop(canvas)).is_err() {
            return;
        }
    }
}

/// Takes what the benches have made, each in its turn.
fn collect<T>(
    finished: &[Receiver<T>],
    count: usize,
    waiting: &mut dyn FnMut() -> Result<(), Cancelled>,
    take: &mut dyn FnMut(T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for bench in finished.iter().cycle().take(count) {
        loop {
            match bench.recv_timeout(PATIENCE) {
                Ok(made) => break take(made)?,
                Err(RecvTimeoutError::Timeout) => waiting()?,
                // Only a bench that has panicked is gone, and the scope hands its panic on.
                Err(RecvTimeoutError::Disconnected) => return Err(Failure::Cancelled),
            }
        }
    }
    Ok(())
}
