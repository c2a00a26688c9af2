//! Claims on large rates: the edge of stability, and the way from rest through cycles into chaos.

use crate::{close, descent, digits, kernel, request, surface};
use ravine::core::curvature::Curvature;
use ravine::core::simulate::simulate;
use ravine::core::trajectory::Ending;

#[test]
fn c27_descent_ends_just_below_the_edge_of_stability() {
    let net = surface("product_net");
    for (rate, want, x) in [
        (0.2, "9.92736", 2.5),
        (0.1, "19.95385", 3.5),
        (0.05, "39.97550", 4.7),
        (0.02, "99.99003", 7.3),
    ] {
        let sharpness = |x: f64, product: f64| {
            let start = [x, product / x];
            let (path, _) = simulate(&request(net.clone(), start, descent(rate), 400_000));
            let end = *path.position.last().unwrap();
            Curvature::at(&*kernel(&net), end).unwrap().high
        };
        let ends = [(1.0, 1.001), (1.02, 0.999), (1.05, 1.002)]
            .map(|(far, product)| sharpness(far * x, product));
        digits(ends[0], want);
        close(ends[1], ends[0], 1e-9);
        close(ends[2], ends[0], 1e-9);
        let gap = 2.0 / rate - ends[0];
        assert!(gap > 0.0);
        close(gap / (0.5 * rate), 1.0, 3.0 * rate);
    }
}

/// How descent on the double well ends from 0.3 along x, where it is `x ← x + α (x − x³)`.
fn ending(rate: f64, steps: u64) -> Ending {
    let well = surface("double_well");
    let (path, ending) = simulate(&request(well, [0.3, 0.0], descent(rate), steps));
    assert!(path.position.iter().all(|p| p.y == 0.0));
    ending
}

#[test]
fn c28_the_rate_alone_leads_from_rest_to_chaos() {
    let curvature = Curvature::at(&*kernel(&surface("double_well")), [1.0, 0.0].into()).unwrap();
    close(curvature.high, 2.0, 1e-15);
    let period = |rate| match ending(rate, 20_000) {
        Ending::Converged { .. } => Some(1),
        Ending::Cycling { period } => Some(period),
        Ending::Budget => None,
        other => panic!("{rate}: {other}"),
    };
    let root = 5.0_f64.sqrt() - 1.0;
    digits(root, "1.236068");
    let table = [
        (0.1, 1),
        (0.9, 1),
        (0.99, 1),
        (1.01, 2),
        (1.2, 2),
        (root - 1e-3, 2),
        (root + 1e-3, 4),
        (1.25, 4),
        (1.29, 8),
        (1.30, 16),
    ];
    for (rate, want) in table {
        assert_eq!(period(rate), Some(want), "at the rate {rate}");
    }
    // Chaos is bounded up to 2, and has no period that would be found.
    for rate in [1.4, 1.5, 1.9, 1.99] {
        assert_eq!(period(rate), None, "at the rate {rate}");
    }
    for rate in [2.01, 2.1, 3.0] {
        let ending = ending(rate, 20_000);
        assert!(
            matches!(ending, Ending::Diverged { .. }),
            "{rate}: {ending}"
        );
    }
}
