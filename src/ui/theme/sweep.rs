//! The colours of a sweep: a map of values from good to bad, and a colour for each way in which a run ends.

use super::read::{DATA, colour, read_anchors};
use crate::ui::colormap::Colormap;
use egui::Color32;
use serde_json::Value;
use std::sync::OnceLock;

/// The colours of a sweep in one theme.
#[derive(Debug)]
pub struct SweepColours {
    /// From good, which is bright, to bad.
    pub values: Colormap,
    /// Of rates above 1: from hardly growing to fast.
    pub growing: Colormap,
    /// Where a run diverged.
    pub diverged: Color32,
    /// Where what is shown never came to be.
    pub never: Color32,
    /// Where there is no run, or none yet.
    pub none: Color32,
    /// Where a run arrived.
    pub converged: Color32,
    /// Where it stays at a saddle.
    pub saddle: Color32,
    /// Where its steps were used up.
    pub undecided: Color32,
    /// Where it goes round in a cycle of two, three, four, or more steps.
    pub cycles: [Color32; 4],
}

impl SweepColours {
    /// Those of the dark or the light theme.
    pub fn of(dark: bool) -> &'static Self {
        static BOTH: OnceLock<[SweepColours; 2]> = OnceLock::new();
        let both = BOTH.get_or_init(|| {
            let file: Value = serde_json::from_str(DATA).unwrap_or_default();
            ["dark", "light"].map(|name| read(&file["sweep"][name]))
        });
        &both[usize::from(!dark)]
    }
}

fn read(file: &Value) -> SweepColours {
    let one = |name: &str| colour(&file[name]);
    let none = one("none");
    SweepColours {
        values: Colormap::through(&read_anchors(&file["values"]), none),
        growing: Colormap::through(&read_anchors(&file["growing"]), none),
        diverged: one("diverged"),
        never: one("never"),
        none,
        converged: one("converged"),
        saddle: one("saddle"),
        undecided: one("undecided"),
        cycles: [0, 1, 2, 3].map(|i| colour(&file["cycles"][i])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_there_and_another() {
        for dark in [true, false] {
            let c = SweepColours::of(dark);
            let mut all = vec![
                c.diverged,
                c.never,
                c.none,
                c.converged,
                c.saddle,
                c.undecided,
                c.values.at(0.0),
                c.values.at(1.0),
                c.growing.at(0.0),
            ];
            all.extend(c.cycles);
            for (i, a) in all.iter().enumerate() {
                assert_ne!(*a, Color32::MAGENTA, "dark {dark}, {i}");
                for b in &all[..i] {
                    let apart = a.to_array().into_iter().zip(b.to_array());
                    let apart: u32 = apart.map(|(a, b)| u32::from(u8::abs_diff(a, b))).sum();
                    assert!(apart > 30, "dark {dark}, {i}: {a:?} {b:?}");
                }
            }
        }
    }
}
