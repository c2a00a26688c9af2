//! Tests of the lanes: a pack is sixteen numbers, to the bit.

use super::*;

const ODD: [f64; 8] = [
    0.0,
    -0.0,
    1.5,
    -2.25,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    1e-310,
];

fn same_bits(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

#[test]
fn extremes_propagate_nan_like_pytorch() {
    for a in ODD {
        for b in ODD {
            let largest = Lane::maximum(a, b);
            assert_eq!(
                largest.is_nan(),
                a.is_nan() || b.is_nan(),
                "maximum({a}, {b}) = {largest}"
            );
            let smallest = Lane::minimum(a, b);
            assert_eq!(
                smallest.is_nan(),
                a.is_nan() || b.is_nan(),
                "minimum({a}, {b}) = {smallest}"
            );
        }
    }
    assert_eq!(Lane::maximum(1.0, 2.0), 2.0);
    assert_eq!(Lane::minimum(1.0, 2.0), 1.0);
}

/// An operation on packs and the same on numbers.
type Binary = (fn(Pack, Pack) -> Pack, fn(f64, f64) -> f64);

#[test]
fn a_pack_is_sixteen_scalars() {
    let mut a = Pack::splat(0.75);
    let mut b = Pack::splat(-1.5);
    for (i, x) in ODD.into_iter().enumerate() {
        a.0[i] = x;
        b.0[15 - i] = x;
    }
    let table: &[Binary] = &[
        (|a, b| a + b, |a, b| a + b),
        (|a, b| a - b, |a, b| a - b),
        (|a, b| a * b, |a, b| a * b),
        (|a, b| a / b, |a, b| a / b),
        (Lane::maximum, Lane::maximum),
        (Lane::minimum, Lane::minimum),
        (Lane::powf, Lane::powf),
        (|a, b| a.clamped(-b, b), |a, b| a.clamped(-b, b)),
        (|a, _| Lane::sign(a), |a, _| Lane::sign(a)),
        (|a, _| Lane::sqrt(a), |a, _| Lane::sqrt(a)),
        (|a, _| Lane::sin(a), |a, _| Lane::sin(a)),
        (|a, _| Lane::cos(a), |a, _| Lane::cos(a)),
        (|a, _| Lane::exp(a), |a, _| Lane::exp(a)),
        (|a, _| Lane::ln(a), |a, _| Lane::ln(a)),
        (|a, _| Lane::tanh(a), |a, _| Lane::tanh(a)),
        (|a, _| Lane::cbrt(a), |a, _| Lane::cbrt(a)),
        (|a, _| Lane::powi(a, 3), |a, _| Lane::powi(a, 3)),
    ];
    for (row, (packed, scalar)) in table.iter().enumerate() {
        let out = packed(a, b);
        for i in 0..PACK_WIDTH {
            let want = scalar(a.0[i], b.0[i]);
            assert!(
                same_bits(out.0[i], want),
                "row {row}, lane {i}: {} is not {want}",
                out.0[i]
            );
        }
    }
}
