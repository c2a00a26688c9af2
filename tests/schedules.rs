//! The rates of every schedule: those of the formulas, finite for every setting, and the same after a reset.
//!
//! A row of a table is a setting, `id key=value …`, and then what is expected at some steps, `step value`.
#![allow(
    clippy::unwrap_used,
    reason = "a test stops at what it does not expect"
)]

mod common;

use common::Dice;
use ravine::core::catalog::{Config, Kind};
use ravine::core::params::{Shape, Value};
use ravine::core::schedule::{CATALOG, Clock, Rates, entry_of};

/// Schedules that are shares of the optimizer's rate, 2.
const SHARES: &str = "
    constant                                          | 0 2, 99 2
    step step_size=30 gamma=0.5                       | 0 2, 29 2, 30 1, 59 1, 60 0.5
    exponential gamma=0.5                             | 0 2, 3 0.25
    multi_step milestones=50,0,30,50 gamma=0.5        | 0 1, 29 1, 30 0.5, 49 0.5, 50 0.125, 400 0.125
    linear start_factor=1 end_factor=0                | 0 2, 50 1, 100 0, 150 0
    cosine eta_min=0.2                                | 0 2, 50 1.1, 100 0.2, 150 1.1, 200 2
    cosine t_max=10                                   | 5 1, 10 0, 20 2
    polynomial power=2                                | 0 2, 50 0.5, 100 0, 400 0
    polynomial power=0                                | 0 2, 100 2
    inverse_time decay_rate=0.5 decay_steps=10        | 0 2, 5 1.6, 20 1, 60 0.5
    inverse_time decay_steps=10 staircase=true        | 0 2, 9 2, 10 1, 39 0.5
    rex                                               | 0 2, 50 1.3333333333333333, 75 0.8, 100 0, 101 0
    swa swa_lr=1 anneal_epochs=20                     | 0 2, 5 1.8535533905932737, 10 1.5, 20 1, 400 1
    swa swa_lr=1 anneal_epochs=20 anneal_strategy=linear | 0 2, 5 1.75, 20 1, 400 1
    swa swa_lr=1 anneal_epochs=0                      | 0 1, 400 1
    constant_factor factor=0.25 total_iters=10        | 0 0.5, 9 0.5, 10 2, 400 2
    constant_factor factor=0 total_iters=1            | 0 0, 1 2
    warmup_linear                                     | 0 0, 10 1, 20 2, 60 1, 100 0, 101 0
    warmup_cosine                                     | 0 0, 10 1, 20 2, 60 1, 100 0, 180 2
    warmup_cosine num_cycles=1 num_warmup_steps=0     | 0 2, 50 0, 100 2
    inverse_sqrt num_warmup_steps=10                  | 0 0, 5 1, 10 2, 40 1, 90 0.6666666666666667
    inverse_sqrt num_warmup_steps=0 timescale=1       | 0 2, 3 1, 99 0.2
    inverse_sqrt num_warmup_steps=0                   | 0 2, 201 1.9801980198019802
    noam d_model=4 warmup_steps=16                    | 0 0.015625, 3 0.0625, 15 0.25, 63 0.125, 399 0.05
    wsd num_warmup_steps=10 num_decay_steps=40 min_lr_ratio=0.5 | 0 1, 5 1.5, 10 2, 59 2, 60 2, 80 1.5, 100 1
    wsd num_warmup_steps=10 num_decay_steps=40 num_stable_steps=1 decay_type=linear | 10 2, 11 2, 21 1.5, 51 0
    wsd num_warmup_steps=10 num_decay_steps=40 num_stable_steps=0 decay_type=linear | 9 1.8, 10 2, 30 1, 50 0
    wsd num_training_steps=200 num_decay_steps=40 decay_type=1-sqrt | 159 2, 160 2, 170 1, 200 0, 400 0
    wsd warmup_type=cosine num_warmup_steps=10 num_decay_steps=40 num_cycles=1 | 5 1, 80 0, 99 1.9876883405951378
    wsd warmup_type=1-sqrt num_warmup_steps=4         | 0 0, 3 1, 4 2
    cosine_restarts t_0=10 t_mult=2 eta_min=0.2       | 5 1.1, 10 2, 20 1.1, 30 2, 70 2, 110 1.1, 150 2, 310 2
    cosine_restarts t_0=1 t_mult=1000000              | 0 2, 1 2, 400 1.9999992143746579
";

/// Schedules with rates of their own.
const OWN: &str = "
    exponential.keras initial=1 decay_rate=0.25 decay_steps=10                | 0 1, 5 0.5, 10 0.25, 20 0.0625
    exponential.keras initial=1 decay_rate=0.25 decay_steps=10 staircase=true | 9 1, 10 0.25, 19 0.25
    exponential.optax initial=1 decay_rate=0.25 decay_steps=10 begin=5 end=0.2 | 0 1, 5 1, 10 0.5, 15 0.25, 20 0.2, 400 0.2
    exponential.optax initial=1 decay_rate=4 decay_steps=10 staircase=true end=3 | 9 1, 10 3, 400 3
    exponential.optax initial=1 decay_rate=4 decay_steps=10                   | 20 16
    warmup_exponential initial=0.5 peak=1 num_warmup_steps=10 decay_steps=10 begin=5 end=0.3 | 5 0.75, 10 1, 15 1, 25 0.5, 35 0.3
    inverse_time.keras initial=1 decay_rate=0.25 decay_steps=10               | 0 1, 40 0.5, 120 0.25
    inverse_time.keras initial=1 decay_steps=10 staircase=true                | 9 1, 10 0.5, 39 0.25
    polynomial.optax initial=1 end=0.2 total_iters=40 power=2 begin=10        | 0 1, 10 1, 30 0.4, 50 0.2, 400 0.2
    polynomial.keras initial=1 end=0.2 total_iters=40                         | 0 1, 20 0.6, 40 0.2, 80 0.2
    polynomial.keras initial=1 end=0.2 total_iters=40 cycle=true              | 40 0.2, 60 0.4, 80 0.2, 100 0.3333333333333333
    cosine.optax initial=1 alpha=0.2 t_max=40                                 | 0 1, 20 0.6, 40 0.2, 80 0.2
    cosine.optax initial=1 alpha=0.2 t_max=40 exponent=2                      | 20 0.4
    cosine.keras initial=1 alpha=0.2 t_max=40 warmup_steps=10                 | 0 1, 20 0.6, 40 0.2, 80 0.2
    cosine.keras initial=1 alpha=0.2 t_max=40 warmup_steps=10 warmup_target=3 | 5 2, 10 3, 30 1.8, 50 0.6, 80 0.6
    warmup_cosine.optax initial=0.5 peak=1 end=0.2 num_warmup_steps=20        | 0 0.5, 10 0.75, 20 1, 60 0.6, 100 0.2, 200 0.2
    warmup_cosine.optax initial=0.5 peak=1 end=0.2 num_warmup_steps=100       | 99 0.995, 100 0.2
    warmup_cosine.optax initial=0.5 peak=0                                    | 0 0.5, 20 0, 60 0
    piecewise initial=1 boundaries=60,30 scales=0.2,0.5                       | 0 1, 29 1, 30 0.5, 59 0.5, 60 0.1
    piecewise initial=1 boundaries=60,30 scales=0.2                           | 59 1, 60 0.2
    piecewise_interpolate initial=1 boundaries=60,20 scales=0.25,2            | 0 1, 10 1.5, 20 2, 40 1.25, 60 0.5, 400 0.5
    piecewise_interpolate initial=1 boundaries=0,40,40 scales=2,0.5,3 interpolate_type=cosine | 0 2, 20 1.5, 40 3, 400 3
    piecewise_interpolate initial=1 boundaries= scales=                       | 0 1, 400 1
    piecewise.keras boundaries=60,30 values=1,0.5,0.1                         | 0 1, 30 1, 31 0.5, 60 0.5, 61 0.1
    piecewise.keras boundaries=60,30 values=1,0.5                             | 31 0.5, 61 0.5
    piecewise.keras boundaries=60,30 values=                                  | 0 2, 61 2
    cosine_restarts.keras initial=2 t_0=10 m_mul=0.5 alpha=0.1                | 5 1.1, 9 0.24404913533436184, 10 1.1, 29 0.20554024673218807, 50 0.425
    cosine_restarts.keras initial=2 t_0=10 t_mul=1 m_mul=0.5 alpha=0.1        | 0 2, 5 1.1, 10 1.1, 20 0.65, 35 0.3125
    cyclic base_lr=1 max_lr=3 step_size_up=10                                 | 0 1, 5 2, 10 3, 15 2, 20 1, 30 3
    cyclic base_lr=1 max_lr=3 step_size_up=10 step_size_down=40 mode=triangular2 | 10 3, 20 2.5, 50 1, 60 2, 110 1.5, 160 1.25
    cyclic base_lr=1 max_lr=3 step_size_up=10 mode=exp_range gamma=0.5        | 0 1, 1 1.1, 2 1.1, 10 1.001953125
    cyclic base_lr=1 max_lr=3 step_size_up=10 scale_mode=iterations           | 10 3, 30 3
    one_cycle max_lr=1 div_factor=4 final_div_factor=2 pct_start=0.25         | 0 0.25, 12 0.625, 24 1, 99 0.125, 400 0.125
    one_cycle max_lr=1 div_factor=4 pct_start=0.25 anneal_strategy=linear     | 12 0.625, 18 0.8125, 24 1, 99 0.000025
    one_cycle max_lr=1 div_factor=4 final_div_factor=2 pct_start=0.25 three_phase=true | 12 0.625, 24 1, 36 0.625, 48 0.25, 99 0.125
    one_cycle max_lr=1 final_div_factor=0.05 pct_start=0 anneal_strategy=linear | 0 0.998, 49 0.9, 99 0.8
    one_cycle max_lr=1 div_factor=4 pct_start=1 anneal_strategy=linear        | 0 0.25, 99 1, 400 1
    one_cycle.optax max_lr=1 div_factor=4 final_div_factor=2 pct_start=0.258  | 0 0.25, 25 1, 100 0.125, 400 0.125
    one_cycle_linear max_lr=1 div_factor=4 final_div_factor=2 pct_start=0.25  | 0 0.25, 5 0.4, 25 1, 55 0.625, 85 0.25, 100 0.125
    chebyshev period=4 order=plain   | 0 0.2097331649789159, 1 0.03168851949958773, 2 0.01440033479929025, 3 0.010391549764887558
    chebyshev period=4               | 0 0.2097331649789159, 1 0.010391549764887558, 2 0.03168851949958773, 3 0.01440033479929025
    chebyshev period=5               | 0 0.2921667940873012, 1 0.012563544841173105, 2 0.010248285462300733, 3 0.04671886407107612, 5 0.2921667940873012
";

/// Momentum that a schedule drives.
const MOMENTA: &str = "
    cyclic step_size_up=10                                         | 0 0.9, 5 0.85, 10 0.8, 20 0.9
    cyclic step_size_up=10 mode=triangular2                        | 10 0.8, 30 0.85
    one_cycle anneal_strategy=linear pct_start=0.25                | 0 0.95, 12 0.9, 24 0.85, 99 0.95
    one_cycle pct_start=0.25 three_phase=true                      | 0 0.95, 24 0.85, 48 0.95, 60 0.95, 99 0.95
";

/// Losses (the last one goes on), the setting, and the first steps with each new rate.
const PLATEAUS: &str = "
    5,4,4 patience=1 cooldown=1                                    | 0 2, 4 1, 7 0.5
    5,4,4 patience=1                                               | 0 2, 4 1, 6 0.5, 8 0.25
    5,4,4 patience=0                                               | 0 2, 3 1, 4 0.5, 5 0.25, 6 0.125, 7 0.0625, 8 0.03125
    5,4,4 patience=1 cooldown=1 min_lr=0.75                        | 0 2, 4 1, 7 0.75
    5,4,4 patience=1 cooldown=1 eps=0.6                            | 0 2, 4 1
    3,4,4 patience=1 cooldown=1 mode=max                           | 0 2, 4 1, 7 0.5
    5,4,4 patience=1 cooldown=1 mode=max                           | 0 2, 3 1, 6 0.5
    4,3.9,3.8,3.7,3.6,3.4,3.3 patience=1 cooldown=1 threshold_mode=abs threshold=0.5 | 0 2, 3 1, 8 0.5
    4,3.9,3.8,3.7,3.6,3.4,3.3 patience=1 threshold=0.06            | 0 2, 3 1, 8 0.5
    4,NaN patience=1 cooldown=1                                    | 0 2, 3 1, 6 0.5
";

/// The setting of a row: `id key=value …`.
fn config(row: &str) -> Config {
    let mut words = row.split_whitespace();
    let mut config = Config::new(Kind::Schedule.find(words.next().unwrap()).unwrap());
    for word in words {
        let (key, value) = word.split_once('=').unwrap();
        let list = || value.split(',').filter(|item| !item.is_empty());
        let shape = &config.about.specs[config.about.index_of(key).unwrap()].shape;
        let value = match shape {
            Shape::Real { .. } => Value::Real(value.parse().unwrap()),
            Shape::Count { .. } => Value::Count(value.parse().unwrap()),
            Shape::Toggle { .. } => Value::Toggle(value.parse().unwrap()),
            Shape::Choice { options, .. } => {
                Value::Choice(options.iter().position(|option| *option == value).unwrap())
            }
            Shape::Reals { .. } => Value::Reals(list().map(|x| x.parse().unwrap()).collect()),
            Shape::Counts { .. } => Value::Counts(list().map(|n| n.parse().unwrap()).collect()),
            _ => panic!("{row}: {key} is a setting"),
        };
        config.set(key, value).unwrap();
    }
    config
}

/// The rows of a table: what stands before the bar, and the steps and values after it.
fn rows(table: &str) -> impl Iterator<Item = (&str, Vec<(usize, f64)>)> {
    table
        .lines()
        .filter_map(|line| line.split_once('|'))
        .map(|(row, wants)| {
            let wants = wants
                .split(',')
                .map(|want| want.trim().split_once(' ').unwrap());
            let wants = wants.map(|(step, value)| (step.parse().unwrap(), value.parse().unwrap()));
            (row.trim(), wants.collect())
        })
}

/// Rates of 401 steps of a run of 100 steps from the rate 2, given the losses of its steps.
fn rates(config: &Config, losses: &[f64]) -> Vec<Rates<f64>> {
    let mut kernel = entry_of(config).scalar(config);
    let clock = |index| Clock {
        index,
        horizon: 100,
        base: 2.0,
        previous_loss: (index > 0)
            .then(|| losses.get(index as usize - 1).or(losses.last()).copied())
            .flatten(),
    };
    (0..=400).map(|index| kernel.rates(&clock(index))).collect()
}

fn check(label: &str, got: impl Fn(usize) -> f64, wants: &[(usize, f64)]) {
    for (step, want) in wants {
        let got = got(*step);
        let close = (got - want).abs() < 1e-14;
        assert!(close, "{label}: {got} at step {step}, not {want}");
    }
}

#[test]
fn rates_are_those_of_the_formulas() {
    for (row, wants) in rows(SHARES).chain(rows(OWN)) {
        let rates = rates(&config(row), &[]);
        check(row, |step| rates[step].rate, &wants);
    }
}

#[test]
fn momentum_goes_against_the_rate() {
    for (row, wants) in rows(MOMENTA) {
        let cycled = config(row);
        let driven = rates(&cycled, &[]);
        check(row, |step| driven[step].momentum.unwrap(), &wants);
        let mut warm = config("warmup steps=10");
        warm.set("then", Value::Config(Box::new(cycled))).unwrap();
        assert_eq!(rates(&warm, &[])[10].momentum, driven[0].momentum, "{row}");
        let still = rates(&config(&format!("{row} cycle_momentum=false")), &[]);
        assert!(still.iter().all(|rates| rates.momentum.is_none()), "{row}");
    }
}

#[test]
fn a_plateau_is_seen_in_the_loss() {
    for (row, falls) in rows(PLATEAUS) {
        let (losses, settings) = row.split_once(' ').unwrap();
        let losses: Vec<f64> = losses
            .split(',')
            .map(|loss| loss.parse().unwrap())
            .collect();
        let rates = rates(&config(&format!("plateau factor=0.5 {settings}")), &losses);
        for step in 0..=8 {
            let fallen = falls.iter().rev().find(|(first, _)| *first <= step);
            check(row, |step| rates[step].rate, &[(step, fallen.unwrap().1)]);
        }
    }
}

#[test]
fn schedules_are_made_of_schedules() {
    let warm = |steps: u64, from: f64, then: &Config| {
        let mut warm = config(&format!("warmup steps={steps} start_factor={from}"));
        warm.set("then", Value::Config(Box::new(then.clone())))
            .unwrap();
        warm
    };
    let made = |row: &str, list: &[&str]| {
        let mut made = config(row);
        let list = list.iter().map(|row| config(row)).collect();
        made.set("schedules", Value::Configs(list)).unwrap();
        made
    };
    let cosine = config("cosine eta_min=0.2");
    let up = "linear start_factor=0.5 end_factor=1";
    let down = "linear start_factor=1 end_factor=0";
    let all = [up, "cosine", down];
    let row = |milestones: &str, list: &[&str]| {
        made(&format!("sequential milestones={milestones}"), list)
    };
    let half = "constant_factor factor=0.5 total_iters=4";
    let fast = "exponential gamma=0.5";
    let own = "exponential.keras initial=1 decay_rate=1";
    let table = [
        // To the schedule that follows, the end of the warm-up is step 0 and the rest is the run.
        (warm(20, 0.0, &cosine), "| 0 0, 10 1, 20 2, 60 1.1, 100 0.2"),
        (
            warm(40, 0.5, &warm(20, 0.0, &cosine)),
            "| 0 1, 20 1.5, 40 0, 50 1, 60 2, 80 1.1",
        ),
        // A part is as long as the way to the next milestone, and the last one as what is left of the run.
        (
            row("40,20", &all),
            "| 0 1, 10 1.5, 20 2, 30 1, 40 2, 70 1, 100 0, 400 0",
        ),
        (row("20,20", &all), "| 10 1.5, 20 2, 60 1"),
        (row("0", &all), "| 0 2, 50 1, 100 0"),
        (row("", &all), "| 0 1, 50 1.5, 100 2"),
        (row("7,3,50", &[down]), "| 0 2, 50 1, 100 0"),
        (row("200", &[down, up]), "| 0 2, 100 1, 200 1"),
        (
            made("chained", &[half, fast]),
            "| 0 1, 3 0.125, 4 0.125, 5 0.0625",
        ),
        (
            made("chained", &[fast, half]),
            "| 0 1, 3 0.125, 4 0.125, 5 0.0625",
        ),
        // A schedule with rates of its own replaces what came before it.
        (made("chained", &[half, own]), "| 0 1, 9 1"),
        (made("chained", &[own, half]), "| 0 0.5, 9 1"),
    ];
    for (config, wants) in table {
        let rates = rates(&config, &[]);
        let (_, wants) = rows(wants).next().unwrap();
        check(
            &format!("{:?}", config.values()),
            |step| rates[step].rate,
            &wants,
        );
    }

    // A factor that follows the loss is one among the others.
    let patient = "plateau factor=0.5 patience=0";
    for list in [[half, patient], [patient, half]] {
        let rates = rates(&made("chained", &list), &[4.0]);
        let got: Vec<f64> = rates[..5].iter().map(|rates| rates.rate).collect();
        assert_eq!(got, [1.0, 1.0, 0.5, 0.25, 0.25], "{list:?}");
    }
}

/// Claim C35: with Chebyshev steps in any order, plain descent contracts every curvature by 1/T_T((κ + 1)/(κ − 1)).
#[test]
fn chebyshev_steps_contract_as_promised() {
    for order in ["plain", "fractal"] {
        let rates = rates(&config(&format!("chebyshev period=32 order={order}")), &[]);
        let rates = &rates[..32];
        let left = |curvature: f64| {
            let factors = rates.iter().map(|rates| 1.0 - rates.rate * curvature);
            factors.product::<f64>().abs()
        };
        let curvatures = (0..=9900).map(|i| 1.0 + 0.01 * f64::from(i));
        let worst = curvatures.map(left).fold(0.0, f64::max);
        assert!((worst - 0.0032525).abs() < 5e-8, "{order}: {worst}");
        let long = rates.iter().filter(|rates| rates.rate > 0.02).count();
        assert_eq!(long, 16, "half of the steps are longer than 2/L");
    }
}

/// Whole numbers at their ends, lists of every disorder, runs of every length: rates stay finite, and a schedule that
/// was reset gives the same bits again.
#[test]
fn rates_are_finite_for_every_setting() {
    let mut dice = Dice(5);
    for entry in CATALOG {
        for turn in 0..60 {
            let mut config = dice.config(&entry.about);
            for spec in entry.about.specs {
                let value = match spec.shape {
                    Shape::Count { min, .. } if turn % 4 == 1 => Value::Count(min),
                    Shape::Count { max, .. } if turn % 4 == 2 => Value::Count(max),
                    Shape::Counts { min, max, .. } if turn % 4 == 3 => {
                        Value::Counts(vec![max, 7, min, 7, max, 3])
                    }
                    _ => continue,
                };
                config.set(spec.key, value).unwrap();
            }
            let horizon = [0, 1, 2, 100, 1_000_000][turn % 5];
            let mut kernel = entry.scalar(&config);
            let mut all = || -> Vec<Rates<f64>> {
                kernel.reset();
                let clocks = (0..200).map(|index| Clock {
                    index,
                    horizon,
                    base: 0.1,
                    previous_loss: (index > 0).then_some(1.0 / (1.0 + (index % 40) as f64)),
                });
                clocks.map(|clock| kernel.rates(&clock)).collect()
            };
            let first = all();
            for (step, rates) in first.iter().enumerate() {
                let momentum = rates.momentum.unwrap_or(0.0);
                let sane = rates.rate.is_finite() && rates.rate >= 0.0 && momentum.is_finite();
                let setting = config.values();
                assert!(
                    sane,
                    "{} {setting:?}, {horizon} steps: {rates:?} at step {step}",
                    config.id()
                );
            }
            let bits = |rates: &[Rates<f64>]| -> Vec<u64> {
                rates.iter().map(|rates| rates.rate.to_bits()).collect()
            };
            assert_eq!(
                bits(&all()),
                bits(&first),
                "{} {:?}",
                config.id(),
                config.values()
            );
        }
    }
}
