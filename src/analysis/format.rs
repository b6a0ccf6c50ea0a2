//! The one place where numbers become text: read by the argument, the figures, the tables and the page.
//!
//! Fractions are shown in percent with two decimals, everything else with three; minus is U+2212.

use super::schema::{Aggregate, Metric, Number};
use crate::metrics::{Unit, definition};

/// What stands where there is no value.
pub const DASH: &str = "–";

/// How the numbers of a metric are shown.
#[must_use]
pub fn unit(metric: &str) -> Unit {
    definition(metric).map_or(Unit::Plain, |d| d.unit)
}

/// The head of a metric's column, with its unit: `Acc (%)`.
#[must_use]
pub fn head(metric: &str) -> String {
    let short = definition(metric).map_or(metric, |d| d.short);
    match unit(metric) {
        Unit::Fraction => format!("{short} (%)"),
        Unit::Nats | Unit::Plain => short.to_owned(),
    }
}

/// The title of a metric, with its unit: `Expected calibration error (ECE), %`.
#[must_use]
pub fn title(metric: &str) -> String {
    let title = definition(metric).map_or(metric, |d| d.title);
    match unit(metric) {
        Unit::Fraction => format!("{title}, %"),
        Unit::Nats => format!("{title}, nats"),
        Unit::Plain => title.to_owned(),
    }
}

/// A plain number with so many decimals.
#[must_use]
pub fn decimals(value: f64, count: usize) -> String {
    let text = format!("{value:.count$}");
    match text.strip_prefix('-') {
        // A rounded zero has no sign.
        Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// Whether there is a metric of this name.
#[must_use]
pub fn is_metric(name: &str) -> bool {
    definition(name).is_some()
}

/// The arrow of a metric's better direction; empty where neither is better.
#[must_use]
pub fn arrow(metric: &str) -> &'static str {
    definition(metric).map_or("", |d| d.direction.arrow())
}

/// By what a metric's values are multiplied when they are shown: 100 for fractions, else 1.
#[must_use]
pub fn factor(metric: &str) -> f64 {
    match unit(metric) {
        Unit::Fraction => 100.0,
        Unit::Nats | Unit::Plain => 1.0,
    }
}

/// One number of a metric, without its unit: percent with two decimals, else three.
#[must_use]
pub fn number(metric: &str, value: f64) -> String {
    let places = match unit(metric) {
        Unit::Fraction => 2,
        Unit::Nats | Unit::Plain => 3,
    };
    decimals(value * factor(metric), places)
}

/// A difference of a metric with its sign, `+1.53` or `−0.12`.
#[must_use]
pub fn signed(metric: &str, value: f64) -> String {
    let text = number(metric, value);
    let is_zero = text.chars().all(|c| c == '0' || c == '.');
    if is_zero || text.starts_with('−') { text } else { format!("+{text}") }
}

/// What a difference of a metric is counted in: ` points` (of percent), ` nats` or nothing.
#[must_use]
pub fn difference_unit(metric: &str) -> &'static str {
    match unit(metric) {
        Unit::Fraction => " points",
        Unit::Nats => " nats",
        Unit::Plain => "",
    }
}

/// A difference with its interval, `+1.53 [+0.32, +2.73] points`.
#[must_use]
pub fn difference(metric: &str, value: f64, low: f64, high: f64) -> String {
    let [value, low, high] = [value, low, high].map(|v| signed(metric, v));
    format!("{value} [{low}, {high}]{}", difference_unit(metric))
}

/// A value with its interval, `12.34 [12.00, 12.68]`.
#[must_use]
pub fn interval(metric: &str, value: f64, low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => {
            format!("{} [{}, {}]", number(metric, value), number(metric, low), number(metric, high))
        }
        _ => number(metric, value),
    }
}

/// Mean and sample standard deviation over seeds, `12.34 ± 0.20`.
#[must_use]
pub fn aggregate(metric: &str, value: &Aggregate) -> String {
    match value.sd {
        Some(sd) => format!("{} ± {}", number(metric, value.mean), number(metric, sd)),
        None => number(metric, value.mean),
    }
}

/// A table cell: its text, and why it is empty where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// Why it is undefined.
    pub reason: Option<String>,
}

impl Cell {
    /// A cell with text.
    #[must_use]
    pub fn of(text: String) -> Self {
        Self { text, reason: None }
    }

    /// A dash, with the reason.
    #[must_use]
    pub fn empty(reason: &str) -> Self {
        Self { text: DASH.to_owned(), reason: Some(reason.to_owned()) }
    }
}

/// A statistic as a cell; an undefined or absent one is a dash with its reason.
#[must_use]
pub fn cell(name: &str, metric: Option<&Metric>) -> Cell {
    match metric {
        Some(Metric::Value(e)) => Cell::of(match &e.value {
            Number::One(value) => interval(name, *value, e.low, e.high),
            Number::Many(values) => values.iter().map(|v| number(name, *v)).collect::<Vec<_>>().join(", "),
        }),
        Some(Metric::Undefined { undefined }) => Cell::empty(undefined),
        None => Cell::empty("not measured"),
    }
}

/// A setting or a value at full precision: the shortest text that reads back as the same number, with an ASCII minus.
#[must_use]
pub fn exact(value: impl std::fmt::Display) -> String {
    value.to_string()
}

/// A small deviation with two digits, `2.2e-16`; 0 is `0`.
#[must_use]
pub fn scientific(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { format!("{value:.1e}") }
}

/// A count with its thousands apart, `10,000`.
#[must_use]
pub fn count(value: usize) -> String {
    let digits = value.to_string();
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let mut parts = if head.is_empty() { Vec::new() } else { vec![head] };
    parts.extend(tail.as_bytes().chunks(3).filter_map(|three| std::str::from_utf8(three).ok()));
    parts.join(",")
}
