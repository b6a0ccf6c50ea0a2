//! Axes along x whose ticks have room: as many, of at most four, as stand apart on a width.
//!
//! Used where panels are small. What is between their ends is that of `layout` and `axes`.

use super::axes;
use super::font::Weight;
use super::layout::Axis;
use super::text;
use super::theme::Theme;

/// A linear axis.
#[must_use]
pub fn linear(theme: &Theme, (low, high): (f64, f64), width: f64) -> Axis {
    let axes = (1..=4).rev().map(|count| Axis::between(low, high, count));
    let found = axes.clone().find(|axis| stand_apart(theme, axis, width));
    found.unwrap_or_else(|| thinned(theme, Axis::between(low, high, 1), width))
}

/// A linear axis with some room round values of a range.
#[must_use]
pub fn roomy(theme: &Theme, (low, high): (f64, f64), width: f64) -> Axis {
    let margin = 0.08 * (high - low);
    linear(theme, (low - margin, high + margin), width)
}

/// An axis of common logarithms round positive values of a range.
#[must_use]
pub fn logarithmic(theme: &Theme, (low, high): (f64, f64), width: f64) -> Axis {
    let margin = (high / low).powf(0.08).max(1.05);
    let axis = axes::decades(low / margin, high * margin);
    // Values within one step of 1, 2, 5 have no tick between them: widen until there is one.
    let axis = if axis.ticks.is_empty() { axes::decades(low / 2.0, high * 2.0) } else { axis };
    thinned(theme, axis, width)
}

/// An axis of binary logarithms with a tick at each of some positive values, and half a step of room at its ends.
#[must_use]
pub fn at(theme: &Theme, values: &[f64], (text_of, width): (impl Fn(f64) -> String, f64)) -> Axis {
    let ticks: Vec<(f64, String)> = values.iter().map(|v| (v.log2(), text_of(*v))).collect();
    let (first, last) = (ticks.first().map_or(0.0, |t| t.0), ticks.last().map_or(0.0, |t| t.0));
    let step = if ticks.len() > 1 { (last - first) / (ticks.len() - 1) as f64 } else { 2.0 };
    thinned(theme, Axis { low: first - step / 2.0, high: last + step / 2.0, ticks }, width)
}

/// Without the ticks that stand too near to the one before.
fn thinned(theme: &Theme, mut axis: Axis, width: f64) -> Axis {
    let mut kept: Vec<(f64, String)> = Vec::new();
    for tick in &axis.ticks {
        if kept.last().is_none_or(|last| is_apart(theme, &axis, (last, tick), width)) {
            kept.push(tick.clone());
        }
    }
    axis.ticks = kept;
    axis
}

fn stand_apart(theme: &Theme, axis: &Axis, width: f64) -> bool {
    !axis.ticks.is_empty() && axis.ticks.windows(2).all(|pair| is_apart(theme, axis, (&pair[0], &pair[1]), width))
}

fn is_apart(theme: &Theme, axis: &Axis, (a, b): (&(f64, String), &(f64, String)), width: f64) -> bool {
    let half = |text: &str| text::width(text, theme.tick, Weight::Regular) / 2.0;
    (axis.share(b.0) - axis.share(a.0)) * width >= half(&a.1) + half(&b.1) + 0.4 * theme.tick
}
