//! The one place where numbers become text.

use crate::analysis::schema::{Estimate, Metric, Number};

/// Whether a metric is shown in percent.
fn is_percent(name: &str) -> bool {
    ["accuracy", "top5_accuracy", "ece", "mce", "ece_at_temperature", "agreement", "mean_confidence"].contains(&name)
}

/// A number of a metric: percent with 2 decimals, else 3 decimals.
#[must_use]
pub fn number(name: &str, value: f64) -> String {
    if is_percent(name) { format!("{:.2}", value * 100.0) } else { format!("{value:.3}") }
}

/// Its unit, for heads of columns.
#[must_use]
pub fn unit(name: &str) -> &'static str {
    if is_percent(name) { " (%)" } else { "" }
}

/// `value [low, high]`, or why there is none.
#[must_use]
pub fn metric(name: &str, metric: &Metric) -> String {
    match metric {
        Metric::Undefined { undefined } => format!("undefined: {undefined}"),
        Metric::Value(Estimate { value: Number::Many(v), .. }) => v.iter().take(3).map(|v| number(name, *v)).collect::<Vec<_>>().join(", "),
        Metric::Value(Estimate { value: Number::One(v), low: Some(low), high: Some(high), .. }) => {
            format!("{} [{}, {}]", number(name, *v), number(name, *low), number(name, *high))
        }
        Metric::Value(Estimate { value: Number::One(v), .. }) => number(name, *v),
    }
}
