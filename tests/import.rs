//! Lines of training scripts as runs: what they make, what is wrong with them, and that nothing breaks the reader.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "import/made.rs"]
mod made;
#[path = "import/refused.rs"]
mod refused;
#[path = "import/round_trip.rs"]
mod round_trip;

use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::Place;
use ravine::core::params::Value;
use ravine::session::Session;
use ravine::session::import::{Imported, looks_like_code, read};
use ravine::session::preset::{self, PresetFile};

pub(crate) fn good(text: &str) -> Imported {
    read(text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// A setting in a few words: `adamw lr=0.0003 beta2=0.95`, only what differs from the defaults.
pub(crate) fn brief(config: &Config) -> String {
    let mut words = vec![config.id().to_owned()];
    for (spec, value) in config
        .iter()
        .filter(|(spec, value)| spec.default() != **value)
    {
        let text = match value {
            Value::Real(x) => x.to_string(),
            Value::Count(n) => n.to_string(),
            Value::Toggle(on) => on.to_string(),
            Value::Choice(i) => format!("#{i}"),
            Value::Reals(list) => format!("{list:?}"),
            Value::Counts(list) => format!("{list:?}"),
            Value::Config(config) => format!("({})", brief(config)),
            Value::Configs(list) => {
                let all: Vec<String> = list.iter().map(brief).collect();
                format!("({})", all.join("; "))
            }
        };
        words.push(format!("{}={text}", spec.key));
    }
    words.join(" ")
}

#[test]
fn what_was_left_out_is_said() {
    let table = [
        (
            "Adam(p, foreach=True)",
            "`foreach=True` is left out: it does not change the numbers here",
        ),
        (
            "Adam(p, fused=f)",
            "`fused=f` is left out: it does not change the numbers here",
        ),
        (
            "Adam(p, **more)",
            "`**more` is left out: what it holds is not in this text",
        ),
        (
            "CosineAnnealingLR(o, T_max=n * 2)",
            "`T_max` is `n`, which is not in this text: it follows the length of the run",
        ),
        (
            "Adam([{'params': a}, {'params': b}])",
            "Of 2 parameter groups the first is taken: the plane is one group",
        ),
        (
            "o = Adam(p)\nStepLR(o, 1)\nStepLR(o, 2)",
            "Its schedulers act at the same time, as chained",
        ),
        (
            "clip_grad_value_(p, 1)\nclip_grad_norm_(p, 1)",
            "A run has one clip: the first is taken (by value), not the other (by norm)",
        ),
    ];
    for (text, remark) in table {
        assert_eq!(good(text).remarks, [remark], "{text}");
    }
    let silent = "import torch\n# a comment\no = torch.optim.SGD(p, lr=1, maximize=False, foreach=None)\n\
        s = StepLR(o, 1, last_epoch=-1, verbose=False)\nloss = f(x)\nloss.backward()\no.zero_grad()\nprint(loss.item())";
    assert_eq!(good(silent).remarks, Vec::<String>::new());
}

#[test]
fn loops_say_how_many_steps() {
    let table = [
        ("o = SGD(p, 1)\nfor i in range(100):\n  o.step()", Some(100)),
        (
            "o = SGD(p, 1)\nfor i in tqdm(range(10, 40, 2)):\n  for j in range(4):\n    o.step()",
            Some(60),
        ),
        (
            "o = SGD(p, 1)\nfor i in range(10):\n  for x in loader:\n    o.step()",
            None,
        ),
        (
            "n = 7\nfor i in range(n):\n  optimizer.step()\nSGD(p, 1)",
            Some(7),
        ),
        ("o = SGD(p, 1)\nfor i in range(10**9):\n  o.step()", None),
        ("o = SGD(p, 1)\no.step()", None),
        (
            "o = SGD(p, 1)\nfor i in range(9):\n  scaler.step(o)",
            Some(9),
        ),
    ];
    for (text, want) in table {
        assert_eq!(good(text).steps, want, "{text}");
    }
}

#[test]
fn a_text_is_known_for_code_or_not() {
    let code = [
        "torch.optim.AdamW(params, lr=3e-4, betas=(0.9, 0.95))",
        "optim.AdmaW(p)",
        "scheduler = lr_scheduler.StepLR(o, step_size=x)",
        "SGD(p, .1)",
        "nn.utils.clip_grad_norm_(p, -1)",
    ];
    let other = [
        "",
        "hello",
        "{\"ravine\": 1}",
        "print(1)",
        "ravine1:abc",
        "a (nice) day",
        "Adam and Eve",
    ];
    for text in code {
        assert!(looks_like_code(text), "{text}");
    }
    for text in other {
        assert!(!looks_like_code(text), "{text}");
    }
}

fn session() -> Session {
    let scene = preset::default_scene();
    Session::new(&PresetFile::new(scene))
}

#[test]
fn a_run_has_the_numbers_of_the_text_whatever_is_shared() {
    let mut session = session();
    session.scene.shared.rate_factor = 3.0;
    session.scene.shared.momentum = Some(0.1);
    session.scene.shared.schedule = Some(Kind::Schedule.default_config("exponential"));
    session.scene.shared.clip = Some((Kind::Clip.default_config("tanh"), Place::Update));
    session.settle();
    let before = session.scene.clone();
    let text = "o = SGD(p, .5, .9)\nStepLR(o, 7)\nclip_grad_value_(p, 2)";
    let runs = session.import(&good(text), false);
    let run = session.scene.run(runs[0]).unwrap();
    assert_eq!(
        (run.name.as_str(), session.selected),
        ("SGD 2", Some(run.id))
    );
    let request = session.scene.request(run);
    assert_eq!(brief(&request.optimizer), "sgd lr=0.5 momentum=0.9");
    assert_eq!(brief(&request.schedule), "step step_size=7");
    assert_eq!(
        (brief(&request.clip).as_str(), request.place),
        ("value clip_value=2", Place::Gradient)
    );
    assert_eq!(session.undo_name(), Some("Import run"));
    session.perform(ravine::session::command::Command::Undo);
    assert_eq!(session.scene, before);
}

#[test]
fn what_has_no_optimizer_is_set_on_the_chosen_run() {
    let mut session = session();
    let chosen = session.scene.runs[1].id;
    session.selected = Some(chosen);
    session.import(&good("StepLR(o, 7)\nclip_grad_norm_(p, 2)"), false);
    let run = session.scene.run(chosen).unwrap();
    assert_eq!(brief(&run.schedule), "step step_size=7");
    assert_eq!(brief(&run.clip), "norm max_norm=2");
    assert!(!run.follows.schedule && !run.follows.clip && run.follows.rate);
    assert_eq!(session.undo_name(), Some("Import schedule"));
    session.change("Clear", |scene| scene.runs.clear());
    let imported = good("StepLR(o, 7)");
    assert!(
        imported
            .refusal(&session.scene, session.subject())
            .is_some()
    );
    assert!(session.import(&imported, false).is_empty());
    // More runs than a scene may have: none is added.
    let many = "SGD(p, 1)\n".repeat(65);
    assert!(good(&many).refusal(&session.scene, None).is_some());
    assert!(session.import(&good(&many), false).is_empty() && session.scene.runs.is_empty());
}
