//! What time it is: a cursor over the steps, driven by the seconds that pass.
//!
//! A small state machine without a clock of its own, so that a test can drive it.

/// The slowest and the fastest speed, in steps per second.
pub const SPEEDS: [f64; 2] = [1.0, 50_000.0];

/// How long the end is held before a looping playback starts again, in seconds.
const HOLD_SECS: f64 = 1.2;

/// The playhead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    /// Whether time passes.
    pub playing: bool,
    /// Whether the end leads back to the start.
    pub looping: bool,
    /// Steps per second.
    pub speed: f64,
    /// Position in steps, with fractions while it moves.
    cursor: f64,
    held_secs: f64,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            playing: false,
            looping: false,
            speed: 60.0,
            cursor: 0.0,
            held_secs: 0.0,
        }
    }
}

impl Playback {
    /// A playback that shows a race of `steps` steps in about eight seconds, and is playing it.
    pub fn racing(steps: u64) -> Self {
        Self {
            playing: true,
            speed: comfortable_speed(steps),
            ..Self::default()
        }
    }

    /// The whole step at which everything is shown.
    pub fn step(&self) -> u64 {
        self.cursor as u64
    }

    /// Puts the playhead on a step and stops it, as a hand does that takes hold of it.
    pub fn seek(&mut self, step: u64, last: u64) {
        self.playing = false;
        self.cursor = step.min(last) as f64;
        self.held_secs = 0.0;
    }

    /// Moves the playhead by so many steps and stops it.
    pub fn nudge(&mut self, by: i64, last: u64) {
        self.seek(self.step().saturating_add_signed(by), last);
    }

    /// Plays from the start.
    pub fn restart(&mut self) {
        self.cursor = 0.0;
        self.held_secs = 0.0;
        self.playing = true;
    }

    /// Plays or pauses; at the end, plays again from the start.
    pub fn toggle(&mut self, last: u64) {
        if !self.playing && self.step() >= last {
            self.restart();
        } else {
            self.playing = !self.playing;
        }
    }

    /// Lets `dt_secs` pass over a race that ends at step `last`.
    pub fn advance(&mut self, dt_secs: f64, last: u64) {
        let last = last as f64;
        self.cursor = self.cursor.min(last);
        if !self.playing || dt_secs.is_nan() || dt_secs <= 0.0 {
            return;
        }
        if self.cursor < last {
            self.cursor = (self.cursor + dt_secs * self.speed).min(last);
            self.held_secs = 0.0;
        } else if self.looping {
            self.held_secs += dt_secs;
            if self.held_secs >= HOLD_SECS {
                self.restart();
            }
        } else {
            self.playing = false;
        }
    }
}

/// The speed at which a race of `steps` steps takes about eight seconds, as a round number.
pub fn comfortable_speed(steps: u64) -> f64 {
    let exact = (steps as f64 / 8.0).clamp(SPEEDS[0], SPEEDS[1]);
    crate::core::params::round_significant(exact, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_moves_the_cursor_to_the_end_and_stops() {
        let mut playback = Playback {
            playing: true,
            speed: 10.0,
            ..Playback::default()
        };
        playback.advance(0.55, 20);
        assert_eq!(playback.step(), 5);
        playback.advance(100.0, 20);
        assert_eq!(playback.step(), 20);
        assert!(playback.playing, "the last step is shown for a frame");
        playback.advance(0.1, 20);
        assert!(!playback.playing);
        playback.toggle(20);
        assert_eq!(
            (playback.step(), playback.playing),
            (0, true),
            "play at the end starts again"
        );
    }

    #[test]
    fn a_loop_holds_the_end_and_starts_again() {
        let mut playback = Playback {
            playing: true,
            looping: true,
            speed: 10.0,
            ..Playback::default()
        };
        playback.advance(2.0, 20);
        playback.advance(HOLD_SECS / 2.0, 20);
        assert_eq!(playback.step(), 20);
        playback.advance(HOLD_SECS, 20);
        assert_eq!((playback.step(), playback.playing), (0, true));
    }

    #[test]
    fn a_hand_stops_time() {
        let mut playback = Playback {
            playing: true,
            ..Playback::default()
        };
        playback.seek(7, 20);
        playback.nudge(-10, 20);
        assert_eq!((playback.step(), playback.playing), (0, false));
        playback.nudge(1000, 20);
        assert_eq!(playback.step(), 20);
        for dt in [f64::NAN, -1.0, 0.0] {
            playback.playing = true;
            playback.advance(dt, 20);
            assert_eq!(playback.step(), 20);
        }
    }
}
