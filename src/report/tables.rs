//! Tables as CSV: one row a number, full precision.

use std::fmt::Write as _;

use crate::analysis::schema::{Analysis, Estimate, Metric, Number};

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// variant, group, split, metric, value, low, high, interval method; undefined ones with their reason.
pub(super) fn comparison(analysis: &Analysis) -> String {
    let mut out = "variant,group,split,metric,value,low,high,interval_method\n".to_owned();
    let end = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    for (id, v) in &analysis.variants {
        for (split, of) in &v.splits {
            for (name, metric) in &of.metrics {
                let rest = match metric {
                    Metric::Undefined { undefined } => format!(",,,{}", quoted(&format!("undefined: {undefined}"))),
                    Metric::Value(Estimate { value: Number::One(value), low, high, interval_method, .. }) => {
                        format!("{value},{},{},{}", end(*low), end(*high), quoted(interval_method))
                    }
                    Metric::Value(_) => continue,
                };
                let _ = writeln!(out, "{},{},{split},{name},{rest}", quoted(id), quoted(&v.group));
            }
        }
    }
    out
}
