//! exp of a whole slice: the cost of every softmax.
//!
//! exp(x) = 2ⁿ exp(r) with n the integer next to x / ln 2 and |r| ≤ ln 2 / 2, exp(r) by its series; at most 2 units in
//! the last place off.

use std::f64::consts::LOG2_E;

use super::vectorised;

/// ln 2 in two parts: n times the first is exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// 1.5 · 2⁵²: after adding it, the last bits of a number are its nearest integer.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// Outside, exp is taken as 0 or infinite: the edges of normal numbers.
const LIMIT: f64 = 708.0;

/// 1/13!, 1/12!, …, 1/1!, 1/0!.
const SERIES: [f64; 14] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0,
];

/// Each value by its exp; below -708 by 0, above 708 by infinity, NaN by NaN.
pub fn exp(values: &mut [f64]) {
    vectorised(|| values.iter_mut().for_each(|x| *x = exp_of(*x)));
}

#[inline(always)] // into the loop, for its vectors
#[allow(clippy::inline_always)]
fn exp_of(x: f64) -> f64 {
    let rounded = x * LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    let mut sum = SERIES[0];
    for coefficient in &SERIES[1..] {
        sum = sum * r + coefficient;
    }
    // n is added to the exponent.
    let scaled = f64::from_bits(sum.to_bits().wrapping_add(rounded.to_bits() << 52));
    let scaled = if x < -LIMIT { 0.0 } else { scaled };
    let scaled = if x > LIMIT { f64::INFINITY } else { scaled };
    if x.is_nan() { x } else { scaled }
}
