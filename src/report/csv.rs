//! The tables as CSV at full precision, one line a number; a spectrum is one line a component, `pca_ratio[1]` first.

use crate::analysis::format::exact;
use crate::analysis::schema::{Aggregate, Analysis, Metric, Number};

/// `comparison.csv`: every statistic of every group and variant.
#[must_use]
pub fn comparison(analysis: &Analysis) -> String {
    let mut lines = vec![
        "id,kind,role,split,metric,value,low,high,sd,seeds,n,interval_method,undefined,note"
            .split(',')
            .map(str::to_owned)
            .collect(),
    ];
    for (id, group) in &analysis.groups {
        let role = group.variants.first().and_then(|v| analysis.variants.get(v)).map_or("", |v| v.role.name());
        for (split, measured) in &group.splits {
            for (name, mean) in &measured.metrics {
                lines.push(mean_line([id, "group", role, split, name], mean));
            }
        }
    }
    for (id, variant) in &analysis.variants {
        for (split, measured) in &variant.splits {
            for (name, metric) in &measured.metrics {
                for value in values(name, metric) {
                    lines.push(value_line([id, "variant", variant.role.name(), split], value));
                }
            }
        }
    }
    join(&lines)
}

/// `differences.csv`: every paired difference `b - a`.
#[must_use]
pub fn differences(analysis: &Analysis) -> String {
    let mut lines = vec!["a,b,split,metric,value,low,high,interval_method".split(',').map(str::to_owned).collect()];
    for d in &analysis.differences {
        let [value, low, high] = [d.value, d.low, d.high].map(exact);
        let names = [&d.a, &d.b, &d.split, &d.metric].map(Clone::clone);
        lines.push(names.into_iter().chain([value, low, high, d.interval_method.clone()]).collect());
    }
    join(&lines)
}

/// `pairs.csv`: every statistic of every pair.
#[must_use]
pub fn pairs(analysis: &Analysis) -> String {
    let mut lines = vec![
        "a,b,split,metric,value,low,high,n,interval_method,undefined,note".split(',').map(str::to_owned).collect(),
    ];
    for pair in &analysis.pairs {
        for (name, metric) in &pair.metrics {
            for value in values(name, metric) {
                let ids = [&pair.a, &pair.b, &pair.split].map(Clone::clone);
                let Fields { name, value, low, high, n, method, undefined, note } = value;
                lines.push(ids.into_iter().chain([name, value, low, high, n, method, undefined, note]).collect());
            }
        }
    }
    join(&lines)
}

/// The fields of one number; empty where there is none.
#[derive(Default)]
struct Fields {
    name: String,
    value: String,
    low: String,
    high: String,
    n: String,
    method: String,
    undefined: String,
    note: String,
}

fn values(name: &str, metric: &Metric) -> Vec<Fields> {
    let estimate = match metric {
        Metric::Undefined { undefined } => {
            return vec![Fields { name: name.to_owned(), undefined: undefined.clone(), ..Fields::default() }];
        }
        Metric::Value(estimate) => estimate,
    };
    let line = |name: String, value: f64| Fields {
        name,
        value: exact(value),
        low: optional(estimate.low),
        high: optional(estimate.high),
        n: estimate.n.to_string(),
        method: estimate.interval_method.clone(),
        undefined: String::new(),
        note: estimate.note.clone().unwrap_or_default(),
    };
    match &estimate.value {
        Number::One(value) => vec![line(name.to_owned(), *value)],
        Number::Many(all) => (1..).zip(all).map(|(i, value)| line(format!("{name}[{i}]"), *value)).collect(),
    }
}

fn value_line(who: [&str; 4], of: Fields) -> Vec<String> {
    let Fields { name, value, low, high, n, method, undefined, note } = of;
    let blank = String::new;
    let numbers = [name, value, low, high, blank(), blank(), n, method, undefined, note];
    who.map(str::to_owned).into_iter().chain(numbers).collect()
}

fn mean_line(who: [&str; 5], of: &Aggregate) -> Vec<String> {
    let blank = String::new;
    let numbers = [exact(of.mean), blank(), blank(), optional(of.sd), of.seeds.to_string()];
    who.map(str::to_owned).into_iter().chain(numbers).chain([blank(), blank(), blank(), blank()]).collect()
}

fn optional(value: Option<f64>) -> String {
    value.map_or_else(String::new, exact)
}

/// Quotes what RFC 4180 asks to quote.
fn quote(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

fn join(lines: &[Vec<String>]) -> String {
    let line = |fields: &Vec<String>| fields.iter().map(|f| quote(f)).collect::<Vec<_>>().join(",") + "\n";
    lines.iter().map(line).collect()
}
