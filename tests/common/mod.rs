//! What several tests throw: numbers that look thrown and are the same every time, and settings made of them.
#![allow(dead_code, reason = "every test uses its own part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

pub(crate) mod thrown;

use ravine::core::catalog::{About, Config, Kind};
use ravine::core::lane::{PACK_WIDTH, Pack};
use ravine::core::params::{Domain, Shape, Source, Value};

/// SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// A whole number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
    /// A number from 0 up to, but not including, 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
    /// One of a list.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }

    /// A value of a shape: reals from the slider's span, whole numbers up to 60, lists up to four items.
    pub(crate) fn value(&mut self, shape: &Shape, depth: usize) -> Value {
        match *shape {
            Shape::Real { span, .. } => Value::Real(span.value_at(self.share())),
            Shape::Count { min, max, .. } => Value::Count(self.count(min, max)),
            Shape::Toggle { .. } => Value::Toggle(self.below(2) == 0),
            Shape::Choice { options, .. } => {
                Value::Choice(self.below(options.len() as u64) as usize)
            }
            Shape::Reals { domain, default } => {
                let length = self.below(5);
                Value::Reals((0..length).map(|_| self.real(domain, default)).collect())
            }
            Shape::Counts { min, max, .. } => {
                let length = self.below(5);
                Value::Counts((0..length).map(|_| self.count(min, max)).collect())
            }
            Shape::Config { kind, .. } => Value::Config(Box::new(self.inner(kind, depth))),
            Shape::Configs { kind, .. } => {
                let length = 1 + self.below(3);
                Value::Configs((0..length).map(|_| self.inner(kind, depth)).collect())
            }
        }
    }
    fn count(&mut self, min: u64, max: u64) -> u64 {
        min + self.below(max.min(min + 60) - min + 1)
    }
    fn real(&mut self, domain: Domain, default: &[f64]) -> f64 {
        let near = default.first().map_or(1.0, |x| x * 2.0 * self.share());
        if domain.contains(near) {
            near
        } else {
            default.first().copied().unwrap_or(domain.high)
        }
    }
    /// A setting that may stand inside another; at some depth one with its defaults.
    fn inner(&mut self, kind: Kind, depth: usize) -> Config {
        let mut entries = kind.entries();
        entries.retain(|about| about.nests);
        let about = *self.pick(&entries);
        if depth >= 2 {
            let plain = Config::new(about);
            return if plain.depth() == 0 {
                plain
            } else {
                kind.default_config(entries[0].info.id)
            };
        }
        let mut config = Config::new(about);
        for spec in about.specs {
            config
                .set(spec.key, self.value(&spec.shape, depth + 1))
                .unwrap();
        }
        config
    }
    /// A setting with everything thrown.
    pub(crate) fn config(&mut self, about: &'static About) -> Config {
        let mut config = Config::new(about);
        for spec in about.specs {
            config.set(spec.key, self.value(&spec.shape, 0)).unwrap();
        }
        config
    }
}

/// A setting whose reals differ from lane to lane.
pub(crate) struct Sweep {
    /// The lanes' common values; its reals are not used.
    pub(crate) config: Config,
    reals: Vec<Option<Pack>>,
}

impl Sweep {
    /// Reals from the whole of their spans, one per lane; everything else the same for all lanes.
    pub(crate) fn throw(about: &'static About, dice: &mut Dice) -> Self {
        let config = dice.config(about);
        let reals = about.specs.iter().map(|spec| match spec.shape {
            Shape::Real { span, .. } => {
                Some(Pack([0.0; PACK_WIDTH].map(|_| span.value_at(dice.share()))))
            }
            _ => None,
        });
        let reals = reals.collect();
        Self { config, reals }
    }

    /// The setting of one lane.
    pub(crate) fn lane(&self, lane: usize) -> Config {
        let mut config = self.config.clone();
        for (spec, lanes) in config.about.specs.iter().zip(&self.reals) {
            if let Some(lanes) = lanes {
                config.set(spec.key, Value::Real(lanes.0[lane])).unwrap();
            }
        }
        config
    }
}

impl Source<Pack> for Sweep {
    fn real(&self, index: usize) -> Pack {
        self.reals[index].unwrap()
    }
    fn value(&self, index: usize) -> &Value {
        &self.config.values()[index]
    }
}
