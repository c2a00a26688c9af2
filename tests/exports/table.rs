//! Tables: who was best and with which settings, whatever the names.

use super::exported;
use ravine::core::catalog::Kind;
use ravine::session::preset;
use ravine::session::scene::{Run, RunId, Scene};

fn table(id: &str, scene: &Scene) -> String {
    String::from_utf8(exported(id, scene, None)).unwrap()
}

const RACE: &str = r#"{"ravine": 1, "scene": {
  "title": "Two & a half", "surface": {"id": "quadratic", "kappa": 10}, "start": [3, 1], "steps": 100,
  "noise": {"sigma": 0.25, "seed": 7},
  "shared": {"rate_factor": 2},
  "runs": [
    {"name": "wild", "optimizer": {"id": "sgd", "lr": 1e6}},
    {"name": "still", "optimizer": {"id": "sgd", "lr": 1e-9},
     "schedule": {"id": "multi_step", "milestones": [10, 20]}, "start": [-1, 2]},
    {"name": "good", "optimizer": {"id": "lookahead", "optimizer": {"id": "adam", "lr": 0.05}},
     "clip": {"id": "norm", "max_norm": 0.5}, "place": "update"}
  ]}}"#;

/// The table of a race is fixed to the letter: its order, its settings, what is said where there is nothing.
#[test]
fn a_table_says_who_was_best_and_with_which_settings() {
    let mut scene = preset::from_json(RACE).unwrap();
    scene.noise.sigma = 0.0;
    let markdown = table("markdown", &scene);
    let lines: Vec<&str> = markdown.lines().collect();
    assert_eq!(
        lines[0],
        "Two &amp; a half; Quadratic, κ = 10 from (3, 1); 100 steps, tolerance 1e-6."
    );
    assert!(
        lines[2].starts_with("| Rank | Run | Optimizer | Schedule | Clip | Final gap f − f\\* |")
    );
    let begin = [
        "| 1 | good | Lookahead, optimizer = (Adam, η = 0.1) | – | By norm, τ = 0.5, of the update | ",
        "| 2 | still | SGD, η = 2e-9, from (-1, 2) | Milestones, m = (10, 20) | – | ",
        "| 3 | wild | SGD, η = 2e6 | – | – | ∞ | – | diverged at step ",
    ];
    for (line, begin) in lines[4..].iter().zip(begin) {
        assert!(line.starts_with(begin), "{line}\n{begin}");
    }
    assert!(
        lines[5].ends_with(" | – | steps used up | 100 |"),
        "{}",
        lines[5]
    );
    let latex = table("latex", &scene);
    for part in [
        r"\caption{Two \& a half; Quadratic, $\kappa = 10$ from $(3, 1)$; 100 steps, tolerance $1 \times 10^{-6}$.}",
        r"1 & good & Lookahead, optimizer = (Adam, $\eta = 0.1$) & -- & By norm, $\tau = 0.5$, of the update & $",
        r"3 & wild & SGD, $\eta = 2 \times 10^{6}$ & -- & -- & $\infty$ & -- & diverged at step ",
        "\\bottomrule",
    ] {
        assert!(latex.contains(part), "{latex}\n{part}");
    }
    scene.noise.sigma = 0.25;
    assert!(table("latex", &scene).contains(r"; Gaussian noise, $\sigma = 0.25$, seed 7.}"));
}

/// How often a letter stands in a text without a backslash before it.
fn bare(text: &str, letter: char) -> usize {
    let mut count = 0;
    let mut letters = text.chars();
    while let Some(one) = letters.next() {
        if one == '\\' {
            letters.next();
        } else if one == letter {
            count += 1;
        }
    }
    count
}

#[test]
fn names_never_break_a_table() {
    let names = [
        "a|b",
        "\\",
        "\\\\",
        "{",
        "}",
        "}{",
        "a & b",
        "50 %",
        "$x$",
        "_",
        "#1",
        "~^",
        "\r\n",
        "x\n| 1 | 2 |",
        "`",
        "<b>",
        "名前",
        "",
        " ",
        "\u{202e}x",
        "\\end{tabular}",
        "β₁",
        "[x]",
        "--",
        "\u{0}",
    ];
    let mut scene = Scene::on(Kind::Surface.default_config("sphere"));
    scene.steps = 3;
    scene.title = names.concat();
    for (i, name) in names.iter().enumerate() {
        let sgd = Kind::Optimizer.default_config("sgd");
        scene.runs.push(Run::new(RunId(i as u64), *name, i, sgd));
    }
    let markdown = table("markdown", &scene);
    let lines: Vec<&str> = markdown.lines().collect();
    assert_eq!(lines.len(), 4 + names.len());
    for line in &lines[2..] {
        assert_eq!(bare(line, '|'), 10, "{line}");
    }
    let latex = table("latex", &scene);
    let (open, close) = (bare(&latex, '{'), bare(&latex, '}'));
    assert_eq!(open, close);
    let rows: Vec<&str> = latex
        .lines()
        .filter(|line| line.ends_with("\\\\"))
        .collect();
    assert_eq!(rows.len(), 1 + names.len());
    for row in rows {
        assert_eq!(bare(row, '&'), 8, "{row}");
        assert_eq!(bare(row, '{'), bare(row, '}'), "{row}");
        assert_eq!(
            (bare(row, '%'), bare(row, '#'), bare(row, '$') % 2),
            (0, 0, 0),
            "{row}"
        );
    }
    assert_eq!(latex.matches("\\end{tabular}").count(), 1);
}

#[test]
fn an_empty_scene_has_an_empty_table() {
    let scene = Scene::on(Kind::Surface.default_config("saddle"));
    assert_eq!(table("markdown", &scene).lines().count(), 4);
    assert!(table("latex", &scene).contains("Final loss"));
}
