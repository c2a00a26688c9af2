//! The claim on borders: where training turns from bounded to divergent is no smooth line.

use crate::{bowl, heavy_ball, request, surface};
use ravine::core::catalog::Config;
use ravine::core::map::{Cell, Knob, Mapper, Part, Plan};
use ravine::core::vec2::{Vec2, vec2};

/// How many settings a sweep has along each side.
const SIDE: usize = 256;
/// How many steps each of its runs takes.
const STEPS: u64 = 200;

/// Part of the plane of settings: rate across, momentum up.
#[derive(Clone, Copy, Debug)]
struct Window {
    corner: Vec2,
    size: Vec2,
}

impl Window {
    fn setting(&self, i: usize, j: usize) -> Cell {
        let share = |i: usize| (i as f64 + 0.5) / SIDE as f64;
        let setting = self.corner + vec2(self.size.x * share(i), self.size.y * share(j));
        setting.to_array()
    }
}

/// Which runs of a sweep over a surface left it, row by row.
fn diverged(on: &Config, window: Window) -> Vec<bool> {
    let knob = |key| Knob::param(Part::Optimizer, key);
    let plan = Plan {
        base: request(on.clone(), [0.3, 0.0], heavy_ball(1.0, 0.5), STEPS),
        across: knob("lr"),
        up: Some(knob("momentum")),
        rates: false,
    };
    let all = 0..SIDE * SIDE;
    let settings: Vec<Cell> = all.map(|k| window.setting(k % SIDE, k / SIDE)).collect();
    let mut outcomes = Vec::new();
    assert!(Mapper::new(&plan).run(&settings, &|| false, &mut outcomes));
    assert!(outcomes.iter().all(|outcome| outcome.ending.is_some()));
    // What is not a number any more has left too.
    let stayed = |x: f64| x.abs() < 1e3;
    outcomes.iter().map(|end| !stayed(end.at.x)).collect()
}

/// The cells of the border: those that differ from the one to the right or the one above.
fn border(diverged: &[bool]) -> Vec<[usize; 2]> {
    let at = |i: usize, j: usize| diverged[j * SIDE + i];
    let mut cells = Vec::new();
    for j in 0..SIDE - 1 {
        for i in 0..SIDE - 1 {
            if at(i, j) != at(i + 1, j) || at(i, j) != at(i, j + 1) {
                cells.push([i, j]);
            }
        }
    }
    cells
}

/// How many boxes with sides of so many cells hold a part of the border.
fn boxes(cells: &[[usize; 2]], side: usize) -> usize {
    let mut boxes: Vec<_> = cells.iter().map(|cell| cell.map(|i| i / side)).collect();
    boxes.sort_unstable();
    boxes.dedup();
    boxes.len()
}

/// The box-counting dimension of a border: by which power its number of boxes grows as they get smaller.
fn dimension(cells: &[[usize; 2]]) -> f64 {
    let sides: [usize; 6] = [1, 2, 4, 8, 16, 32];
    let points = sides.map(|side| {
        let count = boxes(cells, side) as f64;
        [-(side as f64).log2(), count.log2()]
    });
    let mean = |k: usize| points.iter().map(|p| p[k]).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(0), mean(1));
    let both: f64 = points.iter().map(|p| (p[0] - x) * (p[1] - y)).sum();
    let own: f64 = points.iter().map(|p| (p[0] - x) * (p[0] - x)).sum();
    both / own
}

/// The part of a window, an eighth of it along each side, that holds most of the border.
fn densest(window: Window, cells: &[[usize; 2]]) -> Window {
    let part = SIDE / 8;
    let held = |i: usize, j: usize| {
        let inside = |cell: &&[usize; 2]| cell.map(|c| c / part) == [i, j];
        cells.iter().filter(inside).count()
    };
    let parts = (0..64).map(|k| (k % 8, k / 8));
    let (i, j) = parts.max_by_key(|(i, j)| held(*i, *j)).unwrap();
    let size = window.size * 0.125;
    Window {
        corner: window.corner + vec2(size.x * i as f64, size.y * j as f64),
        size,
    }
}

/// Each window is the eighth of the one before that holds most of the border. Not promised: the published dimensions,
/// 1.17 to 1.98 over ten decades, which are those of other networks.
#[test]
fn c45_the_border_of_divergence_is_fractal() {
    // On a bowl the border is the line α = 2 + 2β.
    let window = Window {
        corner: vec2(2.2, 0.2),
        size: vec2(1.5, 0.7),
    };
    let line = dimension(&border(&diverged(&bowl(1.0, 1.0), window)));
    assert!((0.95..1.05).contains(&line), "{line}");

    // On the double well it has parts of all sizes.
    let mut window = Window {
        corner: vec2(0.8, 0.4),
        size: vec2(1.6, 0.5),
    };
    let dimensions = [(); 6].map(|()| {
        let cells = border(&diverged(&surface("double_well"), window));
        window = densest(window, &cells);
        dimension(&cells)
    });
    assert!(dimensions.iter().all(|d| *d > 1.2), "{dimensions:?}");
    assert!(dimensions.iter().any(|d| *d > 1.4), "{dimensions:?}");
    // What is measured at 1x, 8x, 64x and so on.
    let report = dimensions.map(|d| (100.0 * d).round() / 100.0);
    assert_eq!(report, [1.52, 1.64, 1.66, 1.64, 1.66, 1.67]);
}
