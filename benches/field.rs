//! How fast surfaces are sampled, in packs and one by one, and how fast contours are found.
//!
//! `cargo bench --no-default-features --bench field`

use ravine::core::catalog::{Config, Kind};
use ravine::core::contour::{contours, levels};
use ravine::core::field::Sampling;
use ravine::core::height::Height;
use ravine::core::lane::{PACK_WIDTH, Pack};
use ravine::core::surface::{CATALOG, entry_of, landmarks};
use ravine::core::vec2::{Vec2, vec2};
use std::hint::black_box;
use std::time::Instant;

const COLUMNS: usize = 256;
const ROWS: usize = 192;
const PIXELS: f64 = (COLUMNS * ROWS) as f64;

/// The shortest of many runs, in seconds: what the work takes when nothing disturbs it.
fn shortest(mut work: impl FnMut()) -> f64 {
    let begun = Instant::now();
    let mut best = f64::INFINITY;
    while begun.elapsed().as_secs_f64() < 0.15 {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

/// Nanoseconds per value in a field, per value one by one, per value and gradient in packs and one by one.
fn sampling(config: &Config) -> [f64; 4] {
    let entry = entry_of(config);
    let region = landmarks(config).region;
    let (scalar, pack) = (entry.scalar(config), entry.pack(config));
    let field = Sampling::new(config, region, COLUMNS, ROWS).finish();
    let (xs, ys) = (field.xs(), field.ys());
    let points: Vec<Vec2> = (0..COLUMNS * ROWS)
        .map(|i| vec2(xs[i % COLUMNS], ys[i / COLUMNS]))
        .collect();
    let packs: Vec<Vec2<Pack>> = points
        .chunks_exact(PACK_WIDTH)
        .map(|chunk| {
            vec2(
                Pack(std::array::from_fn(|i| chunk[i].x)),
                Pack(std::array::from_fn(|i| chunk[i].y)),
            )
        })
        .collect();
    [
        shortest(|| {
            black_box(Sampling::new(config, region, COLUMNS, ROWS).finish());
        }),
        shortest(|| {
            for p in &points {
                black_box(scalar.value(p));
            }
        }),
        shortest(|| {
            for p in &packs {
                let mut g = Vec2::zero();
                black_box(pack.value_and_gradient(p, &mut g));
                black_box(g);
            }
        }),
        shortest(|| {
            for p in &points {
                let mut g = Vec2::zero();
                black_box(scalar.value_and_gradient(p, &mut g));
                black_box(g);
            }
        }),
    ]
    .map(|secs| secs * 1e9 / PIXELS)
}

#[expect(clippy::print_stdout, reason = "a benchmark reports")]
fn main() {
    println!("{COLUMNS} × {ROWS} pixels, ns per pixel (field: packs, with the bookkeeping)");
    println!(
        "{:18} {:>8} {:>8} {:>6}   {:>8} {:>8} {:>6}",
        "surface", "field", "scalar", "ratio", "f,∇f", "scalar", "ratio"
    );
    for entry in CATALOG {
        let [field, one, packed, single] = sampling(&Config::new(&entry.about));
        let name = entry.about.info.id;
        println!(
            "{name:18} {field:8.2} {one:8.2} {:6.1}   {packed:8.2} {single:8.2} {:6.1}",
            one / field,
            single / packed
        );
    }
    println!("\n15 levels of {COLUMNS} × {ROWS} pixels");
    for id in [
        "rosenbrock",
        "himmelblau",
        "rastrigin",
        "saddle",
        "recurrent_cliff",
    ] {
        let config = Kind::Surface.default_config(id);
        let known = landmarks(&config);
        let kernel = entry_of(&config).scalar(&config);
        let height = Height::of(&known, &*kernel);
        let field = Sampling::new(&config, known.region, COLUMNS, ROWS).finish();
        let range = shortest(|| {
            black_box(field.range(&height));
        });
        let (low, high) = field.range(&height);
        let levels = levels(&height, low, high, 15);
        let found = contours(&field, &height, &levels);
        let points: usize = found
            .iter()
            .flat_map(|c| &c.lines)
            .map(|l| l.points.len())
            .sum();
        let secs = shortest(|| {
            black_box(contours(&field, &height, &levels));
        });
        println!(
            "{id:18} {:6.3} ms for {} levels, {} lines, {points} points; range {:.3} ms",
            secs * 1e3,
            levels.len(),
            found.iter().map(|c| c.lines.len()).sum::<usize>(),
            range * 1e3
        );
    }
}
