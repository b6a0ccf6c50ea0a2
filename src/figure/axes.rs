//! Axes beside the plain linear one: powers of ten, powers of two, and values in the unit that a metric is shown in.
//!
//! A logarithmic axis runs over logarithms: a figure places `x.log10()` or `x.log2()` on it.

use super::font::Weight;
use super::layout::Axis;
use super::text;
use super::theme::Theme;
use crate::analysis::format;

/// An axis of common logarithms from one positive value to another, marked at powers of ten, or at 1, 2, 5 times them where
/// fewer than two lie within.
#[must_use]
pub fn decades(low: f64, high: f64) -> Axis {
    let (low, high) = (low.log10(), high.log10());
    let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
    let powers = powers_between(low, high);
    if powers.len() < 2 {
        return Axis { low, high, ticks: between_powers(low, high) };
    }
    let step = powers.len().div_ceil(5).max(1);
    // Counted from the upper end, where the eye begins.
    let mut ticks: Vec<(f64, String)> =
        powers.iter().rev().step_by(step).map(|p| (f64::from(*p), power_of_ten(*p))).collect();
    ticks.reverse();
    Axis { low, high, ticks }
}

#[allow(clippy::cast_possible_truncation)] // logarithms of f64 lie within ±324
fn powers_between(low: f64, high: f64) -> Vec<i32> {
    ((low - 1e-9).ceil() as i32..=(high + 1e-9).floor() as i32).collect()
}

fn between_powers(low: f64, high: f64) -> Vec<(f64, String)> {
    let powers = powers_between(low - 1.0, high);
    let steps = powers.iter().flat_map(|p| [1, 2, 5].map(|m| (f64::from(m) * 10_f64.powi(*p), m, *p)));
    let within = steps.filter(|(v, ..)| (low - 1e-9..=high + 1e-9).contains(&v.log10()));
    within.map(|(v, m, p)| (v.log10(), if m == 1 { power_of_ten(p) } else { plain(v, p) })).collect()
}

/// 10 to a power: a plain number from 0.001 to 1000, else `10⁶` or, as the font has no raised minus, `1e−6`.
#[must_use]
pub fn power_of_ten(power: i32) -> String {
    match power {
        -3..=3 => plain(10_f64.powi(power), power),
        4.. => format!("10{}", superscript(power.unsigned_abs())),
        _ => format!("1e−{}", power.unsigned_abs()),
    }
}

/// A value with as many decimals as its power of ten asks for.
fn plain(value: f64, power: i32) -> String {
    format::decimals(value, usize::try_from(-power).unwrap_or(0))
}

/// A count in raised digits.
#[must_use]
pub fn superscript(power: u32) -> String {
    let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    power.to_string().bytes().map(|b| digits[usize::from(b - b'0')]).collect()
}

/// An axis of binary logarithms from one positive value to another, marked at powers of two, at most so many.
#[must_use]
pub fn doublings(low: f64, high: f64, most: usize) -> Axis {
    let (low, high) = (low.log2(), high.log2());
    let (low, high) = if high > low { (low, high) } else { (low - 1.0, low + 1.0) };
    let powers = powers_between(low, high);
    let step = powers.len().div_ceil(most.max(1)).max(1);
    // 1 is always marked, where it lies within.
    let ticks = powers.into_iter().filter(|p| (p.unsigned_abs() as usize).is_multiple_of(step));
    let text = |p: i32| if p < 0 { format::exact(2_f64.powi(p)) } else { format::decimals(2_f64.powi(p), 0) };
    Axis { low, high, ticks: ticks.map(|p| (f64::from(p), text(p))).collect() }
}

/// A linear axis of a metric's values, its ticks written in the unit that the metric is shown in: fractions in percent.
#[must_use]
pub fn of_metric(metric: &str, low: f64, high: f64, count: usize) -> Axis {
    let factor = format::factor(metric);
    let axis = Axis::between(low * factor, high * factor, count);
    let ticks = axis.ticks.into_iter().map(|(v, text)| (v / factor, text)).collect();
    Axis { low: axis.low / factor, high: axis.high / factor, ticks }
}

/// The axis without ticks whose texts would stick out of its length, into a neighbour.
#[must_use]
pub fn within(axis: &Axis, theme: &Theme, length: f64) -> Axis {
    let holds = |(value, words): &&(f64, String)| {
        let (middle, half) = (axis.share(*value) * length, text::width(words, theme.tick, Weight::Regular) / 2.0);
        // Panels are a little more than a tick apart.
        middle - half > -0.4 * theme.tick && middle + half < length + 0.4 * theme.tick
    };
    Axis { ticks: axis.ticks.iter().filter(holds).cloned().collect(), ..axis.clone() }
}
