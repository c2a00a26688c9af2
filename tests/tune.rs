//! The fair race: what tuning finds is what theory and a closer look say, and it is never worse than before.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::Kind;
use ravine::core::map::{Extras, Knob, Outcome, Part};
use ravine::core::params::{Scale, Value};
use ravine::core::pipeline::Request;
use ravine::core::simulate::simulate;
use ravine::core::surface::landmarks;
use ravine::core::trajectory::Ending;
use ravine::core::tune::{Dial, Edge, Fault, Objective, Score, TRIALS, Task, Tuner, Verdict};
use ravine::core::vec2::vec2;
use ravine::session::tune::{Vary, usual_dials};
use std::cmp::Ordering;

/// A run on the quadratic ½(x² + κ y²), or another surface, from a start with both directions in it.
fn request(surface: &str, optimizer: &str, steps: u64) -> Request {
    let mut surface = Kind::Surface.default_config(surface);
    if surface.id() == "quadratic" {
        surface.set("kappa", Value::Real(100.0)).unwrap();
        surface.set("theta", Value::Real(0.0)).unwrap();
    }
    let optimizer = Kind::Optimizer.default_config(optimizer);
    let mut request = Request::plain(surface, optimizer, steps);
    if request.surface.id() == "quadratic" {
        request.start = vec2(1.0, 1.0);
    }
    request
}

fn dial(key: &str, low: f64, high: f64, scale: Scale) -> Dial {
    Dial {
        knob: Knob::param(Part::Optimizer, key),
        low,
        high,
        scale,
    }
}

fn rate() -> Dial {
    dial("lr", 1e-5, 10.0, Scale::Log)
}

fn momentum() -> Dial {
    dial("momentum", 0.0, 0.999, Scale::OneMinusLog)
}

fn task(base: Request, dials: Vec<Dial>, trials: usize) -> Task {
    Task {
        base,
        dials,
        trials,
        objective: Objective::Loss,
    }
}

/// Tries all there is to try.
fn tuned(task: Task) -> (Tuner, Verdict) {
    let mut tuner = Tuner::new(task);
    while tuner.advance(&|| false) {}
    let verdict = tuner.verdict().unwrap();
    (tuner, verdict)
}

fn best(tuner: &Tuner, verdict: &Verdict) -> Vec<f64> {
    tuner.trials()[verdict.best].setting.clone()
}

/// A task that has been worked out.
fn named(surface: &str, optimizer: &str, dials: Vec<Dial>, trials: usize) -> (Tuner, Verdict) {
    tuned(task(request(surface, optimizer, 100), dials, trials))
}

fn compare(tuner: &Tuner, a: usize, b: usize) -> Ordering {
    let trials = tuner.trials();
    let objective = tuner.task().objective;
    trials[a].score.compare(&trials[b].score, objective)
}

/// Claim C2: 2/(λ₁ + λₙ) = 0.0198020.
#[test]
fn the_best_rate_of_gradient_descent_is_found() {
    for (trials, steps) in [(48, 300), (64, 300), (64, 2000), (200, 1000)] {
        let base = request("quadratic", "sgd", steps);
        let (tuner, verdict) = tuned(task(base, vec![rate()], trials));
        let found = best(&tuner, &verdict)[0];
        assert!(
            (found / 0.019_802 - 1.0).abs() < 0.02,
            "{trials} trials: {found}"
        );
        assert!(!verdict.kept && !verdict.hopeless && verdict.edges == [None]);
        assert_eq!(tuner.trials().len(), trials);
    }
}

/// Claim C3: 0.0330579 and 0.669421, or better, since so few steps are not yet the long run.
#[test]
fn the_best_rate_and_momentum_are_found() {
    for steps in [60, 80, 150] {
        let base = request("quadratic", "sgd", steps);
        let all = task(base.clone(), vec![rate(), momentum()], 64);
        let (path, _) = simulate(&all.request(&[0.033_057_9, 0.669_421]).unwrap());
        let want = *path.loss.last().unwrap();
        for trials in [256, 512] {
            let (tuner, verdict) = tuned(task(base.clone(), vec![rate(), momentum()], trials));
            let got = tuner.trials()[verdict.best].score.gap;
            assert!(
                got < 3.0 * want,
                "{trials} trials, {steps} steps: {got}, not {want}"
            );
            assert_eq!(tuner.trials().len(), trials);
        }
    }
}

/// What a search finds is about as good as the best of very many settings evenly apart.
#[test]
fn a_search_finds_what_a_long_look_finds() {
    for (surface, optimizer) in [
        ("rosenbrock", "sgd"),
        ("rosenbrock", "adam"),
        ("quadratic", "adam"),
        ("quadratic", "rmsprop"),
        ("himmelblau", "sgd"),
        ("beale", "adagrad"),
        ("styblinski_tang", "sgd"),
        ("rastrigin", "adam"),
    ] {
        let (tuner, verdict) = named(surface, optimizer, vec![rate()], 64);
        let got = tuner.trials()[verdict.best].score;
        let dial = rate();
        let mut all: Vec<f64> = (0..500)
            .map(|i| {
                let setting = [dial.value_at(f64::from(i) / 499.0)];
                let (path, ending) = simulate(&tuner.task().request(&setting).unwrap());
                let lost = matches!(ending, Ending::Diverged { .. });
                if lost {
                    f64::INFINITY
                } else {
                    *path.loss.last().unwrap()
                }
            })
            .collect();
        all.sort_by(f64::total_cmp);
        let lowest = landmarks(&tuner.task().base.surface).lowest.unwrap_or(0.0);
        let place = all.iter().filter(|loss| **loss - lowest < got.gap).count();
        assert!(
            place <= 25,
            "{surface} {optimizer}: {place} of 500 are better"
        );
    }
}

/// Every method, the searching ones and the wrappers too: as many trials, each a single run, never worse than before.
#[test]
fn no_run_is_ever_made_worse() {
    for entry in Kind::Optimizer.entries() {
        for surface in ["rosenbrock", "saddle"] {
            let base = request(surface, entry.info.id, 40);
            for vary in [Vary::Rate, Vary::RateAndMomentum] {
                let dials = usual_dials(vary, &base);
                if dials.is_empty() {
                    continue;
                }
                let name = format!("{} on {surface}, {vary:?}", entry.info.id);
                let task = task(base.clone(), dials, 24);
                assert_eq!(task.fault(), None, "{name}");
                let (tuner, verdict) = tuned(task);
                let trials = tuner.trials();
                assert_eq!(trials.len(), 24, "{name}");
                assert_eq!(trials[0].setting, tuner.task().present(), "{name}");
                let better = compare(&tuner, verdict.best, 0);
                assert!(better != Ordering::Greater, "{name}");
                assert_eq!(verdict.kept, better == Ordering::Equal, "{name}");
                assert_eq!(verdict.kept, verdict.best == 0, "{name}");
                for trial in [&trials[0], &trials[verdict.best], &trials[9]] {
                    let request = tuner.task().request(&trial.setting).unwrap();
                    assert_eq!(trial.score, single(&request), "{name}: {:?}", trial.setting);
                }
                let mut settings: Vec<_> = trials.iter().map(|t| bits(&t.setting)).collect();
                settings.sort_unstable();
                settings.dedup();
                assert_eq!(settings.len(), 24, "{name}: a setting was tried twice");
            }
        }
    }
}

fn bits(setting: &[f64]) -> Vec<u64> {
    setting.iter().map(|x| x.to_bits()).collect()
}

/// The score of a single run.
fn single(request: &Request) -> Score {
    let (path, ending) = simulate(request);
    let outcome = Outcome::of(request, &path, ending, Extras::default());
    Score::of(&outcome, landmarks(&request.surface).lowest)
}

#[test]
fn the_inner_rate_of_a_wrapper_is_tuned() {
    let base = request("quadratic", "lookahead", 200);
    let dials = usual_dials(Vary::Rate, &base);
    assert_eq!(dials[0].knob.to_string(), "optimizer.optimizer.lr");
    let (tuner, verdict) = tuned(task(base, dials, 64));
    let request = tuner.task().request(&best(&tuner, &verdict)).unwrap();
    assert!(
        !verdict.kept && request.optimizer.leading().real("lr") == Some(best(&tuner, &verdict)[0])
    );
    let before = tuner.trials()[0].score.gap;
    assert!(tuner.trials()[verdict.best].score.gap < 0.1 * before);
}

/// Where there is noise, a trial is the mean of four runs with seeds of their own.
#[test]
fn luck_does_not_win() {
    let mut base = request("quadratic", "sgd", 100);
    base.noise.sigma = 2.0;
    let (tuner, verdict) = tuned(task(base, vec![rate()], 48));
    assert_eq!(tuner.task().seeds(), 4);
    for trial in [&tuner.trials()[0], &tuner.trials()[verdict.best]] {
        let mut request = tuner.task().request(&trial.setting).unwrap();
        let mut scores = Vec::new();
        for seed in 1..=4 {
            request.noise.seed = seed;
            scores.push(single(&request));
        }
        assert_eq!(trial.score, Score::mean(&scores));
        assert!(scores.iter().any(|score| score.gap != scores[0].gap));
    }
    assert!(!verdict.kept);
}

/// Where everything diverges nothing is found, and that is said.
#[test]
fn what_always_diverges_is_hopeless() {
    let wild = || dial("lr", 1e3, 1e6, Scale::Log);
    let mut base = request("quadratic", "sgd", 100);
    base.optimizer = base.optimizer.with("lr", 2e3);
    let mut odd = request("quadratic", "sgd", 20);
    odd.start = vec2(f64::NAN, 1.0);
    let both = vec![wild(), momentum()];
    for (base, dials) in [
        (base.clone(), vec![wild()]),
        (base, both),
        (odd, vec![rate()]),
    ] {
        let (tuner, verdict) = tuned(task(base, dials, 40));
        assert!(verdict.hopeless && verdict.kept && verdict.best == 0);
        assert_eq!(tuner.trials().len(), 40);
        assert!(tuner.trials().iter().all(|trial| trial.score.is_lost()));
        assert!(verdict.edges.iter().all(Option::is_none));
    }
}

#[test]
fn a_best_at_the_edge_of_its_range_is_said() {
    let table = [
        (dial("lr", 1e-5, 1e-3, Scale::Log), Some(Edge::High)),
        // What the run has is below this one, and better than all that is in it.
        (dial("lr", 0.1, 10.0, Scale::Log), Some(Edge::Low)),
        (rate(), None),
    ];
    for (dial, want) in table {
        let (_, verdict) = named("quadratic", "sgd", vec![dial.clone()], 40);
        assert_eq!(verdict.edges, [want], "{dial:?}");
    }
    // Nothing is below a momentum of 0: its end is the end of what it may be.
    let mut base = request("quadratic", "sgd", 30);
    base.surface.set("kappa", Value::Real(1.0)).unwrap();
    base.optimizer = base.optimizer.with("lr", 1.0).with("momentum", 0.4);
    let (tuner, verdict) = tuned(task(base, vec![momentum()], 40));
    assert_eq!(
        (best(&tuner, &verdict), verdict.edges),
        (vec![0.0], vec![None])
    );
}

#[test]
fn ties_keep_what_is_there() {
    // Without a step every setting is as good.
    let (tuner, verdict) = tuned(task(request("quadratic", "sgd", 0), vec![rate()], 20));
    assert!(
        verdict.kept && verdict.best == 0 && verdict.ties == 19,
        "{verdict:?}"
    );
    assert_eq!(tuner.trials().len(), 20);
}

#[test]
fn whole_numbers_are_tried_once_each() {
    let mut base = request("rosenbrock", "adam", 60);
    base.schedule = Kind::Schedule.default_config("step");
    let whole = Dial {
        knob: Knob::param(Part::Schedule, "step_size"),
        low: 1.0,
        high: 20.0,
        scale: Scale::Linear,
    };
    let (tuner, _) = tuned(task(base.clone(), vec![whole.clone()], 64));
    let mut sizes: Vec<f64> = tuner.trials().iter().map(|t| t.setting[0]).collect();
    sizes.sort_by(f64::total_cmp);
    // The one that it has, and those of the range.
    let present = tuner.task().present()[0];
    let mut want: Vec<f64> = (1..=20).map(f64::from).collect();
    want.push(present);
    want.sort_by(f64::total_cmp);
    want.dedup();
    assert_eq!(sizes, want);
    let (tuner, _) = tuned(task(base, vec![rate(), whole], 100));
    assert_eq!(tuner.trials().len(), 100);
    assert!(tuner.trials().iter().all(|t| t.setting[1].fract() == 0.0));
}

#[test]
fn four_numbers_are_tuned_together_and_no_more() {
    let base = request("rosenbrock", "adam", 80);
    let dials = vec![
        rate(),
        dial("beta1", 0.0, 0.999, Scale::OneMinusLog),
        dial("beta2", 0.0, 0.9999, Scale::OneMinusLog),
        dial("eps", 1e-10, 1.0, Scale::Log),
    ];
    let one = named("rosenbrock", "adam", vec![rate()], 64);
    let (tuner, verdict) = tuned(task(base.clone(), dials.clone(), 512));
    assert_eq!(tuner.trials().len(), 512);
    assert_eq!(compare(&tuner, verdict.best, 0), Ordering::Less);
    let (alone, together) = (&one.0.trials()[one.1.best], &tuner.trials()[verdict.best]);
    assert!(
        together.score.gap < alone.score.gap,
        "{together:?}, {alone:?}"
    );
    let request = tuner.task().request(&together.setting).unwrap();
    assert_eq!(together.score, single(&request));
    let mut five = dials;
    five.push(dial("weight_decay", 0.0, 1.0, Scale::Linear));
    let mut tuner = Tuner::new(task(base, five, 64));
    assert!(tuner.is_done() && !tuner.advance(&|| false) && tuner.verdict().is_none());
}

#[test]
fn the_fewest_steps_are_found() {
    let mut task = task(request("quadratic", "sgd", 2000), vec![rate()], 64);
    task.objective = Objective::Steps;
    let (tuner, verdict) = tuned(task);
    let steps = tuner.trials()[verdict.best].score.steps;
    // Brute force over a fine grid.
    let dial = dial("lr", 0.01, 0.02, Scale::Linear);
    let least = (0..=400).map(|i| {
        let request = tuner.task().request(&[dial.value_at(f64::from(i) / 400.0)]);
        single(&request.unwrap()).steps
    });
    let least = least.fold(f64::INFINITY, f64::min);
    assert!(steps <= 1.02 * least, "{steps}, not {least}");
}

#[test]
fn the_trials_are_the_same_however_often_it_is_interrupted() {
    for (optimizer, dials) in [
        ("sgd", vec![rate()]),
        ("sgd", vec![rate(), momentum()]),
        ("armijo", vec![rate()]),
    ] {
        let (want, verdict) = named("rosenbrock", optimizer, dials.clone(), 60);
        let mut tuner = Tuner::new(task(request("rosenbrock", optimizer, 100), dials, 60));
        // Two of three times it is told to stop, whenever it looks.
        let mut turn = 0;
        loop {
            turn += 1;
            let (known, stops) = (tuner.trials().len(), turn % 3 != 0);
            let going = tuner.advance(&|| stops);
            assert!(!stops || tuner.trials().len() == known, "nothing half done");
            if !going {
                break;
            }
        }
        assert_eq!(tuner.trials(), want.trials());
        assert_eq!(tuner.verdict(), Some(verdict));
    }
}

#[test]
fn odd_ranges_are_refused_with_what_to_do() {
    let base = request("quadratic", "sgd", 10);
    let with = |low, high, scale| dial("lr", low, high, scale);
    let table = [
        (with(1.0, 1.0, Scale::Log), Some(Fault::Empty)),
        (with(f64::NAN, 1.0, Scale::Log), Some(Fault::Empty)),
        (with(1.0, f64::INFINITY, Scale::Linear), Some(Fault::Empty)),
        (with(0.0, 1.0, Scale::Log), Some(Fault::NotPositive)),
        (with(-1.0, 1.0, Scale::Linear), Some(Fault::Outside)),
        (
            dial("momentum", 0.0, 1.0, Scale::OneMinusLog),
            Some(Fault::NotBelowOne),
        ),
        (
            dial("nothing", 0.0, 1.0, Scale::Linear),
            Some(Fault::Unknown),
        ),
        (rate(), None),
    ];
    for (dial, want) in table {
        let task = task(base.clone(), vec![dial.clone()], 20);
        assert_eq!(task.fault().map(|(_, fault)| fault), want, "{dial:?}");
        let mut tuner = Tuner::new(task);
        assert_eq!(tuner.is_done(), want.is_some());
        while tuner.advance(&|| false) {}
        assert_eq!(tuner.trials().is_empty(), want.is_some());
    }
    // Ranges that are hardly one, or all there is.
    let odd = [
        with(1.0, 1.0f64.next_up(), Scale::Log),
        with(1e-300, 1e300, Scale::Log),
    ];
    for dial in odd {
        let (tuner, _) = tuned(task(base.clone(), vec![dial], TRIALS[0]));
        assert!(tuner.trials().len() <= TRIALS[0]);
        let finite = |at: &f64| at.is_finite();
        assert!(
            tuner
                .trials()
                .iter()
                .all(|trial| trial.at.iter().all(finite))
        );
    }
}
