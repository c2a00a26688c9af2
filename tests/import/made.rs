//! What lines make: prefixes, values, scripts as people have them, schedulers, clips, other frameworks.

use crate::{brief, good};
use ravine::core::catalog::Config;
use ravine::core::clip::Place;
use ravine::session::import::Imported;

/// All that was imported in a line: `optimizer | schedule | clip @place`.
fn briefly(imported: &Imported) -> String {
    let parts = |schedule: &Option<Config>, clip: &Option<(Config, Place)>| {
        let schedule = schedule.as_ref().map_or("-".to_owned(), brief);
        let clip = clip.as_ref().map_or("-".to_owned(), |(clip, place)| {
            format!("{} @{}", brief(clip), place.id())
        });
        format!("{schedule} | {clip}")
    };
    let runs = imported.runs.iter();
    let mut lines: Vec<String> = runs
        .map(|run| {
            format!(
                "{} | {}",
                brief(&run.optimizer),
                parts(&run.schedule, &run.clip)
            )
        })
        .collect();
    if lines.is_empty() {
        lines.push(format!("- | {}", parts(&imported.schedule, &imported.clip)));
    }
    lines.join(" // ")
}

#[test]
fn a_line_makes_what_it_says() {
    let table = [
        // The issue's own.
        (
            "torch.optim.AdamW(params, lr=3e-4, betas=(0.9, 0.95))",
            "adamw lr=0.0003 beta2=0.95 | - | -",
        ),
        // Prefixes, imports, bare names.
        (
            "optim.SGD(model.parameters(), 0.1, 0.9)",
            "sgd lr=0.1 momentum=0.9 | - | -",
        ),
        (
            "from torch.optim import Adam\nopt = Adam(net.parameters())",
            "adam | - | -",
        ),
        (
            "from torch.optim import Adam as A\nA(p, lr=1)",
            "adam lr=1 | - | -",
        ),
        (
            "import torch.optim as o\no.RMSprop(p, momentum=.5)",
            "rmsprop momentum=0.5 | - | -",
        ),
        (
            "self.optimizer = NAdam(self.net.parameters(), 2e-3)",
            "nadam | - | -",
        ),
        (
            "a = b = torch.optim.Rprop(p, etas=[0.4, 1.1])",
            "rprop eta_minus=0.4 eta_plus=1.1 | - | -",
        ),
        (
            "torch.optim.Adafactor(p, eps=(None, 1e-2))",
            "adafactor eps2=0.01 | - | -",
        ),
        (
            "torch.optim.LBFGS(p, line_search_fn='strong_wolfe', max_eval=None)",
            "lbfgs line_search_fn=#1 | - | -",
        ),
        // Values: arithmetic, names, tables, functions, defaults of functions.
        (
            "Adam(p, lr=1e-3 * 0.5, eps=2**-4)",
            "adam lr=0.0005 eps=0.0625 | - | -",
        ),
        (
            "lr = 1e-3\nlr /= 4\nAdam(p, lr=lr)",
            "adam lr=0.00025 | - | -",
        ),
        (
            "a, (b, c) = 1, (2, 3)\nAdam(p, lr=b / c)",
            "adam lr=0.6666666666666666 | - | -",
        ),
        (
            "import math\nAdam(p, lr=1/math.pi)",
            "adam lr=0.3183098861837907 | - | -",
        ),
        (
            "c = {'lr': .5, 'betas': (.8, .9)}\nAdam(p, **c)",
            "adam lr=0.5 beta1=0.8 beta2=0.9 | - | -",
        ),
        (
            "c = dict(lr=.5)\nAdam(p, lr=c['lr'] if True else 2)",
            "adam lr=0.5 | - | -",
        ),
        (
            "class C:\n  lr = .5\nAdam(p, lr=C.lr)",
            "adam lr=0.5 | - | -",
        ),
        (
            "def train(lr=0.25):\n  o = SGD(p, lr)\ntrain()",
            "sgd lr=0.25 | - | -",
        ),
        (
            "class C:\n  lr: float = .5\nc = C(b=.9)\nSGD(p, c.lr, c.b)",
            "sgd lr=0.5 momentum=0.9 | - | -",
        ),
        (
            "q.add_argument('-l', '--the-lr', default=.5)\na = q.parse_args()\nSGD(p, a.the_lr)",
            "sgd lr=0.5 | - | -",
        ),
        (
            "lr = .5\ndef f(lr=.1):\n  a = 1\ndef g(lr):\n  return SGD(p, lr)",
            "sgd lr=0.5 | - | -",
        ),
        (
            "o = SGD\no(p, lr=.5)\ngetattr(torch.optim, 'SGD')(p, 0.25)",
            "sgd lr=0.5 | - | - // sgd lr=0.25 | - | -",
        ),
        ("SGD(p, 3e−4)", "sgd lr=0.0003 | - | -"),
        (
            "LBFGS(p, line_search_fn=“strong_wolfe”)",
            "lbfgs line_search_fn=#1 | - | -",
        ),
        (
            "SGD(p, lr=torch.tensor(0.5), momentum=max(0, 0.5))",
            "sgd lr=0.5 momentum=0.5 | - | -",
        ),
        ("SGD(p, lr=-(-1) + 0x10 - 7 // 2 % 5)", "sgd lr=14 | - | -"),
        (
            "SGD([{'params': a, 'lr': 0.1}, {'params': b}], lr=1, momentum=.9)",
            "sgd lr=0.1 momentum=0.9 | - | -",
        ),
        // Scripts as people have them: margins, prompts, fences.
        (
            "    SGD(\n        p,\n        lr=0.5,  # high\n    )",
            "sgd lr=0.5 | - | -",
        ),
        (
            ">>> optimizer = torch.optim.SGD(p, lr=0.1)\n>>> optimizer.step()",
            "sgd lr=0.1 | - | -",
        ),
        ("```python\nSGD(p, .1)\n```", "sgd lr=0.1 | - | -"),
        (
            "if a:\n  o = SGD(p, .1)\nelse:\n  o = Adam(p)",
            "sgd lr=0.1 | - | - // adam | - | -",
        ),
        (
            "with x:\n  try:\n    o = SGD(p, .1)\n  except E:\n    pass",
            "sgd lr=0.1 | - | -",
        ),
        ("m, o = accelerate(m, SGD(p, .1))", "sgd lr=0.1 | - | -"),
        // Schedulers.
        (
            "o = SGD(p, .1)\ns = torch.optim.lr_scheduler.StepLR(o, 30, gamma=.5)",
            "sgd lr=0.1 | step step_size=30 gamma=0.5 | -",
        ),
        (
            "CosineAnnealingLR(optimizer, T_max=10*100)",
            "- | cosine t_max=1000 | -",
        ),
        (
            "CosineAnnealingLR(optimizer, T_max=steps)",
            "- | cosine | -",
        ),
        ("lr_scheduler.LinearLR(o)", "- | linear total_iters=5 | -"),
        (
            "lr_scheduler.CyclicLR(o, .001, .1)",
            "- | cyclic max_lr=0.1 step_size_up=2000 | -",
        ),
        (
            "lr_scheduler.CyclicLR(o, .001, .1, 10, 20, 'exp_range', .9, None, 'iterations')",
            "- | cyclic max_lr=0.1 step_size_up=10 step_size_down=20 mode=#2 gamma=0.9 scale_mode=#1 | -",
        ),
        (
            "OneCycleLR(o, max_lr=.1, epochs=3, steps_per_epoch=50)",
            "- | one_cycle max_lr=0.1 total_steps=150 | -",
        ),
        (
            "OneCycleLR(o, .1, 90, None, None, .2)",
            "- | one_cycle max_lr=0.1 total_steps=90 pct_start=0.2 | -",
        ),
        (
            "MultiStepLR(o, milestones=[30, 80])",
            "- | multi_step milestones=[30, 80] | -",
        ),
        (
            "ReduceLROnPlateau(o, 'max', patience=3)",
            "- | plateau mode=#1 patience=3 | -",
        ),
        (
            "o = SGD(p, 1)\na = LinearLR(o, .1, total_iters=9)\nb = ExponentialLR(o, .9)\n\
             s = SequentialLR(o, schedulers=[a, b], milestones=[9])",
            "sgd lr=1 | sequential schedules=(linear start_factor=0.1 total_iters=9; exponential gamma=0.9) milestones=[9] | -",
        ),
        (
            "ChainedScheduler([ConstantLR(o), ExponentialLR(o, gamma=.9)])",
            "- | chained schedules=(constant_factor total_iters=5; exponential gamma=0.9) | -",
        ),
        (
            "o = SGD(p, 1)\na = ConstantLR(o)\nb = ExponentialLR(o, .9)",
            "sgd lr=1 | chained schedules=(constant_factor total_iters=5; exponential gamma=0.9) | -",
        ),
        (
            "s = StepLR(o, 5)\ns = StepLR(o, 6)",
            "- | step step_size=6 | -",
        ),
        (
            "g = Adam(p, 1)\nd = Adam(q, 2)\nsg = StepLR(g, 5)\nsd = StepLR(d, 6)",
            "adam lr=1 | step step_size=5 | - // adam lr=2 | step step_size=6 | -",
        ),
        (
            "get_cosine_schedule_with_warmup(optimizer, num_warmup_steps=10, num_training_steps=100)",
            "- | warmup_cosine num_warmup_steps=10 num_training_steps=100 | -",
        ),
        (
            "get_scheduler('linear', optimizer=o, num_warmup_steps=0, num_training_steps=50)",
            "- | warmup_linear num_warmup_steps=0 num_training_steps=50 | -",
        ),
        (
            "transformers.get_wsd_schedule(o, 5, 7, 100, min_lr_ratio=.1)",
            "- | wsd num_warmup_steps=5 num_decay_steps=7 num_training_steps=100 min_lr_ratio=0.1 | -",
        ),
        // Clips.
        (
            "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=0.5)",
            "- | - | norm max_norm=0.5 @gradient",
        ),
        (
            "nn.utils.clip_grad_norm_(p, 2, norm_type=float('inf'))",
            "- | - | norm max_norm=2 norm_type=#4 @gradient",
        ),
        (
            "clip_grad_value_(p, clip_value=0.5)",
            "- | - | value clip_value=0.5 @gradient",
        ),
        (
            "o = SGD(p, .1)\nfor x in d:\n  loss.backward()\n  clip_grad_norm_(p, 5.)\n  o.step()\n  o.zero_grad()",
            "sgd lr=0.1 | - | norm max_norm=5 @gradient",
        ),
        // Optax and Keras.
        ("optax.adamw(1e-3, b1=0.8)", "adamw.optax beta1=0.8 | - | -"),
        (
            "from optax import sgd\nsgd(0.1, momentum=None)",
            "sgd.optax lr=0.1 | - | -",
        ),
        (
            "tx = optax.chain(optax.clip_by_global_norm(2.0), optax.adam(optax.cosine_decay_schedule(.1, 50)))",
            "adam.optax | cosine.optax initial=0.1 t_max=50 | norm.optax max_norm=2 @gradient",
        ),
        (
            "optax.sgd(learning_rate=optax.piecewise_constant_schedule(1.0, {20: .1, 10: .5}))",
            "sgd.optax | piecewise initial=1 boundaries=[10, 20] scales=[0.5, 0.1] | -",
        ),
        (
            "optax.lookahead(optax.sgd(.1), sync_period=6, slow_step_size=.4)",
            "lookahead sync_period=6 slow_step_size=0.4 optimizer=(sgd.optax lr=0.1) | - | -",
        ),
        (
            "keras.optimizers.Adam(learning_rate=.5, beta_1=.8)",
            "adam.keras lr=0.5 beta1=0.8 | - | -",
        ),
        ("Adam(learning_rate=.5)", "adam.keras lr=0.5 | - | -"),
        (
            "tf.keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(.1, 9, .5), clipnorm=2)",
            "sgd.keras | exponential.keras initial=0.1 decay_steps=9 | norm.keras max_norm=2 @gradient",
        ),
    ];
    for (text, want) in table {
        assert_eq!(briefly(&good(text)), want, "{text}");
    }
}
