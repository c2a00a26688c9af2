//! What is wrong with a text, said with its place; and texts made to break the reader.

use crate::common::Dice;
use ravine::session::import::{MAX_BYTES, looks_like_code, read};

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let table = [
        (
            "",
            "line 1, column 1: no optimizer, scheduler or clip is made here; paste a line such as `torch.optim.AdamW(params, lr=3e-4)`",
        ),
        ("x = 1\n", "line 1, column 1: no optimizer"),
        (
            "torch.optim.AdmaW(p)",
            "line 1, column 1: `AdmaW` is not an optimizer that Ravine knows (did you mean `AdamW`?)",
        ),
        (
            "x = 1\n  \no = AdmaW(p, lr=1)",
            "line 3, column 5: `AdmaW` is not an optimizer that Ravine knows (did you mean `AdamW`?)",
        ),
        (
            "bnb.optim.AdamW8bit(p)",
            "line 1, column 1: `AdamW8bit` is not an optimizer that Ravine knows (did you mean `AdamW`?)",
        ),
        (
            "from transformers import AdamW\nAdamW(p)",
            "line 2, column 1: `AdamW` of transformers has other defaults than PyTorch's: write `torch.optim.AdamW`",
        ),
        (
            "lr = 1\ndef f(lr=-2):\n  SGD(p, lr)",
            "line 3, column 10: `lr` must be",
        ),
        (
            "from lion_pytorch import Lion\nLion(p, lr=1)",
            "line 2, column 1: `Lion` is not in torch.optim, but Ravine knows `optax.lion`: write that",
        ),
        (
            "optim.Muon(p)",
            "line 1, column 1: `Muon` is not an optimizer that Ravine knows",
        ),
        (
            "optax.adannw(1)",
            "line 1, column 1: `adannw` is not an optimizer that Ravine knows (did you mean `adamw`?)",
        ),
        (
            "lr_scheduler.StepLr(o, 1)",
            "line 1, column 1: `StepLr` is not a schedule that Ravine knows (did you mean `StepLR`?)",
        ),
        (
            "nn.utils.clip_grad_norm(p, 1)",
            "line 1, column 1: `clip_grad_norm` is not a clip that Ravine knows (did you mean `clip_grad_norm_`?)",
        ),
        (
            "lr_scheduler.LambdaLR(o, lambda t: 1)",
            "line 1, column 1: `LambdaLR` is whatever function it is given",
        ),
        (
            "get_scheduler('constant', o)",
            "line 1, column 15: \"constant\" is not a schedule that Ravine knows; there is",
        ),
        (
            "Adam(p, lrr=1)",
            "line 1, column 9: `Adam` has no argument `lrr` (did you mean `lr`?)",
        ),
        (
            "Adam(p, whatever=1)",
            "line 1, column 9: `Adam` has no argument `whatever`; it has lr, betas, eps",
        ),
        (
            "Adam(p, lr=-1)",
            "line 1, column 12: `lr` must be a number above 0, but is -1",
        ),
        (
            "    Adam(p,\n        lr=-1)",
            "line 2, column 12: `lr` must be",
        ),
        (">>> Adam(p, lr=-1)", "line 1, column 16: `lr` must be"),
        (
            "Adam(p, lr='x')",
            "line 1, column 12: `lr` must be a number above 0, but is \"x\"",
        ),
        (
            "Adam(p, lr=True)",
            "line 1, column 12: `lr` must be a number above 0, but is True",
        ),
        (
            "Adam(p, lr=10**10**10)",
            "line 1, column 12: `lr` must be a number above 0, but is no finite number",
        ),
        (
            "Adam(p, lr=1/0)",
            "line 1, column 12: `lr` is `1/0`, which has no value",
        ),
        (
            "Adam(p, lr=args.lr)",
            "line 1, column 12: `lr` is `args.lr`, which has no value in this text: write the value in its place",
        ),
        (
            "Adam(p, lr=2 * lr)",
            "line 1, column 16: `lr` has no value in this text",
        ),
        (
            "Adam(p, 1, betas=(0.9,))",
            "line 1, column 18: `betas` must be a list of 2, but is a list of 1",
        ),
        (
            "Adam(p, 1, betas=0.9)",
            "line 1, column 18: `betas` must be a list of 2, but is 0.9",
        ),
        (
            "Adam(p, 1, betas=(0.9, 1.5))",
            "line 1, column 18: `betas.1` must be",
        ),
        ("Adam(p, 1, lr=2)", "line 1, column 12: `lr` is given twice"),
        (
            "Adam(p, 1, (.9, .9), 1, 0, False, True)",
            "line 1, column 35: `Adam` takes at most 6 arguments without a name: write `name=value`",
        ),
        (
            "Adam(p, maximize=True)",
            "line 1, column 18: `maximize=True` of PyTorch `Adam` has no counterpart in Ravine: Ravine descends; leave it out",
        ),
        (
            "Adam(p, decoupled_weight_decay=True)",
            "line 1, column 32: `decoupled_weight_decay=True` of PyTorch `Adam` has no counterpart in Ravine: write `AdamW`, which is the same",
        ),
        ("StepLR(o)", "line 1, column 1: `StepLR` needs `step_size`"),
        (
            "StepLR(o, 1.5)",
            "line 1, column 11: `step_size` must be a whole number from 1 to 1000000, but is 1.5",
        ),
        (
            "CosineAnnealingLR(o, 0)",
            "line 1, column 22: `T_max` must be a whole number from 1 to 1000000, but is 0",
        ),
        (
            "StepLR(o, 1, last_epoch=3)",
            "line 1, column 25: `last_epoch=3` of PyTorch `StepLR` has no counterpart",
        ),
        (
            "SequentialLR(o, [a], [1])",
            "line 1, column 18: `a` is not a scheduler that this text makes",
        ),
        (
            "SequentialLR(o, [1], [1])",
            "line 1, column 17: `schedulers` must be a list of schedules that Ravine knows, but is 1",
        ),
        (
            "clip_grad_norm_(p)",
            "line 1, column 1: `clip_grad_norm_` needs `max_norm`",
        ),
        (
            "clip_grad_norm_(p, 1, norm_type=2.5)",
            "line 1, column 33: `norm_type` must be one of",
        ),
        (
            "keras.optimizers.Adam(clipnorm=-1)",
            "line 1, column 32: `clipnorm` must be a number above 0, but is -1",
        ),
        (
            "MultiStepLR(o, [1, x])",
            "line 1, column 20: `milestones` is `x`, which has no value",
        ),
        ("Adam(p, lr=", "line 1, column 12: this is no Python: "),
        ("a b c", "line 1, column 3: this is no Python: "),
    ];
    for (text, want) in table {
        let error = read(text).unwrap_err().to_string();
        assert!(
            error.starts_with(want),
            "{text}\n got: {error}\nwant: {want}"
        );
    }
}

#[test]
fn hostile_texts_are_refused_soon() {
    let deep = |open: &str, close: &str| {
        format!(
            "Adam(p, lr={}1{})",
            open.repeat(100_000 / open.len()),
            close.repeat(100_000 / open.len())
        )
    };
    let nested_lists = (0..5000).map(|_| "a = [a, a]\n").collect::<String>();
    let texts = [
        deep("(", ")"),
        deep("[", "]"),
        deep("-", ""),
        deep("1+", ""),
        deep("f(", ")"),
        deep("lambda: ", ""),
        format!("x = a{}", ".b()".repeat(70)),
        format!("x = {}1{}", "float(".repeat(140), ")".repeat(140)),
        format!("x = {}1{}", "dict(a=".repeat(70), ")".repeat(70)),
        format!("x = {}1{}", "get_scheduler(".repeat(140), ")".repeat(140)),
        format!(
            "x = {}1{}",
            "a.add_argument(default=".repeat(40),
            ")".repeat(40)
        ),
        "a = a.b\n".repeat(30_000),
        "class A:\n a = 1\nA()\n".repeat(12_000),
        "(".repeat(200_000),
        ")".repeat(200_000),
        "\n".repeat(200_000),
        "\\\n".repeat(100_000),
        "'''".repeat(50_000),
        "f'{".repeat(50_000),
        "f'{x:{".repeat(40_000),
        "if a:\n ".repeat(30_000),
        (0..600)
            .flat_map(|n| [" ".repeat(n), "if a:\n".to_owned()])
            .collect(),
        "x = 9".to_owned() + &"9".repeat(200_000),
        "Adam(p, lr=9".to_owned() + &"9".repeat(200_000) + ")",
        "Adam(p, lr=10**10**10**10)".to_owned(),
        "a".repeat(MAX_BYTES + 1),
        format!("{nested_lists}Adam(p, lr=a)"),
        format!("{nested_lists}Adam(p, betas=a)"),
        "Adam(p, betas=".to_owned() + "1," + &"(".repeat(250) + &")".repeat(250) + ")",
        "MultiStepLR(o, [".to_owned() + &"1, ".repeat(80_000) + "])",
        "a = ".to_owned() + &"a = ".repeat(290) + "1",
        "class A:\n x = 1\n".repeat(12_000),
        "o = {}\n".to_owned() + &"o[1] = 2\n".repeat(25_000),
        "\u{feff}\u{0}\u{1}\u{7f}é😀 = 1".to_owned(),
    ];
    for text in texts {
        let start: String = text.chars().take(20).collect();
        let error = read(&text).map(|_| ()).unwrap_err().to_string();
        assert!(
            error.len() < 400 && error.starts_with("line "),
            "{start}: {error}"
        );
        looks_like_code(&text);
    }
}

#[test]
fn settings_inside_settings_are_bounded() {
    let mut text = "s = StepLR(o, 1)\n".to_owned();
    for _ in 0..7 {
        text += "s = ChainedScheduler([";
        text += &"s, ".repeat(60);
        text += "])\n";
    }
    let error = read(&text).unwrap_err();
    assert_eq!(error.line, 3, "{error}");
    assert!(
        error.problem.contains("more than 256 schedulers"),
        "{error}"
    );
}

/// Scripts that are read, from which random ones are made.
const SCRIPTS: [&str; 6] = [
    "optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), fused=True)",
    "lr = 1e-3\nfor epoch in range(10):\n    opt = optim.SGD([{'params': a, 'lr': lr}], momentum=0.9)\n    opt.step()\n",
    "s = SequentialLR(o, [LinearLR(o, 0.1), CosineAnnealingLR(o, T_max=100 - 10)], milestones=[10])",
    "tx = optax.chain(optax.clip(1.0), optax.adam(optax.piecewise_constant_schedule(1.0, {1: 0.1})))",
    ">>> m = keras.optimizers.Adam(learning_rate=2 ** -4, clipnorm=1e-3 if x else f'{y}')\n",
    "class A(B):\n  def f(self, lr=0.1, *, k=[1, 2]):\n    with x as y:\n      return torch.nn.utils.clip_grad_norm_(p, max(lr, 1), float('inf'))",
];

/// Pieces that are put into them.
const PIECES: [&str; 24] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "=",
    "\n",
    "    ",
    "\t",
    "'",
    "\"\"\"",
    "lambda x,: ",
    "**",
    "*",
    "-",
    "1e999",
    "None",
    "\\\n",
    "if",
    "\u{2028}",
    "é",
];

#[test]
fn no_text_makes_it_panic() {
    let mut dice = Dice(5);
    for _ in 0..20_000 {
        let mut text: Vec<char> = dice.pick(&SCRIPTS).chars().collect();
        for _ in 0..=dice.below(6) {
            let at = dice.below(text.len() as u64 + 1) as usize;
            match dice.below(4) {
                0 => {
                    let end = (at + dice.below(9) as usize).min(text.len());
                    text.drain(at..end);
                }
                1 => {
                    let other: Vec<char> = dice.pick(&SCRIPTS).chars().collect();
                    let from = dice.below(other.len() as u64) as usize;
                    let end = (from + dice.below(30) as usize).min(other.len());
                    text.splice(at..at, other[from..end].iter().copied());
                }
                _ => {
                    let piece: Vec<char> = dice.pick(&PIECES).chars().collect();
                    text.splice(at..at, piece);
                }
            }
        }
        judge(&text.into_iter().collect::<String>());
    }
    for _ in 0..2_000 {
        let length = dice.below(200);
        let bytes: Vec<u8> = (0..length).map(|_| dice.next() as u8).collect();
        judge(&String::from_utf8_lossy(&bytes));
    }
}

/// Whatever it is, it is read, or there is one line about a place that exists.
fn judge(text: &str) {
    if let Err(error) = read(text) {
        let lines: Vec<&str> = text.split('\n').collect();
        assert!(error.line <= lines.len() + 1, "{text:?}: {error}");
        assert!(
            !error.problem.is_empty() && !error.problem.contains('\n'),
            "{text:?}: {error}"
        );
    }
}
