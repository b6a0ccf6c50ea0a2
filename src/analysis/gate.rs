//! Conditions on an analysis that end a command with another exit code: `ece > 0.05`, `verdict == erasure`.
//!
//! `[variant-or-group.]statistic[@split] OP number`. By default the whole interval must lie beyond the number, so that no gate trips
//! by chance; `low(…)`, `high(…)` and `value(…)` ask for one of the ends or the point. Read by `cli`.

use std::str::FromStr;

use super::changes::over_seeds;
use super::format;
use super::schema::{Analysis, Group, Metric};
use crate::metrics::{METRICS, definition};

/// Kinds of verdict.
const KINDS: [&str; 7] = [
    "erasure",
    "over_softening",
    "systematic_diffusion",
    "capacity_or_optimisation",
    "no_harm",
    "better_students",
    "undetermined",
];

/// A condition as it was typed, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    text: String,
    condition: Condition,
}

/// What came of a gate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Where it holds, each with the value and its interval.
    pub tripped: Vec<String>,
    /// Where nothing could be said, and why.
    pub open: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Condition {
    Number(OfNumber),
    Verdict { kind: String, is_wanted: bool },
}

#[derive(Clone, Debug, PartialEq)]
struct OfNumber {
    /// A variant or group; all variants where none is named.
    of: Option<String>,
    metric: String,
    split: Option<String>,
    side: Side,
    comparison: Comparison,
    bound: f64,
}

/// What must lie beyond the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Whole,
    Low,
    High,
    Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Above,
    AtLeast,
    Below,
    AtMost,
}

impl Comparison {
    fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Self::Above => value > bound,
            Self::AtLeast => value >= bound,
            Self::Below => value < bound,
            Self::AtMost => value <= bound,
        }
    }
}

impl FromStr for Gate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("expected STATISTIC > NUMBER or verdict == KIND, found {text:?}");
        let is_sign = |c: char| "<>=!".contains(c);
        // The last operator: names of variants may hold an equals sign.
        let end = text.rfind(is_sign).ok_or_else(expected)? + 1;
        let start = text[..end].trim_end_matches(is_sign).len();
        let (left, sign, right) = (text[..start].trim(), &text[start..end], text[end..].trim());
        let condition = match (left, sign) {
            ("verdict", "==" | "!=") => Condition::Verdict { kind: kind(right)?, is_wanted: sign == "==" },
            _ => Condition::Number(OfNumber::parse(left, sign, right).ok_or_else(expected)??),
        };
        Ok(Self { text: text.to_owned(), condition })
    }
}

fn kind(text: &str) -> Result<String, String> {
    if KINDS.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(format!("no kind of verdict {text:?}; known are {}", KINDS.join(", ")))
}

impl OfNumber {
    /// None where this is no condition at all; an error where the statistic is unknown.
    fn parse(left: &str, sign: &str, right: &str) -> Option<Result<Self, String>> {
        let comparison = match sign {
            ">" => Comparison::Above,
            ">=" => Comparison::AtLeast,
            "<" => Comparison::Below,
            "<=" => Comparison::AtMost,
            _ => return None,
        };
        let bound = match right.strip_suffix('%') {
            Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
            None => right.parse().ok()?,
        };
        let (side, name) = side(left);
        let (name, split) = match name.rsplit_once('@') {
            Some((name, split)) => (name, Some(split.to_owned())),
            None => (name, None),
        };
        let (of, metric) = match name.rsplit_once('.') {
            Some((of, metric)) => (Some(of.to_owned()), metric.to_owned()),
            None => (None, name.to_owned()),
        };
        Some(known(&metric).map(|()| Self { of, metric, split, side, comparison, bound }))
    }
}

/// `low(ece)`, `high(ece)`, `value(ece)`, `ece`.
fn side(text: &str) -> (Side, &str) {
    let named = [("low(", Side::Low), ("high(", Side::High), ("value(", Side::Value)];
    let inner = |(start, side): (&str, Side)| Some((side, text.strip_prefix(start)?.strip_suffix(')')?.trim()));
    named.into_iter().find_map(inner).unwrap_or((Side::Whole, text))
}

/// Whether a statistic is one of variants.
fn known(metric: &str) -> Result<(), String> {
    match definition(metric) {
        Some(d) if d.subject == crate::metrics::Subject::Variant => Ok(()),
        Some(d) => Err(format!("{metric} ({}) is of several variants; a condition is on a statistic of one", d.title)),
        None => {
            let near = near(metric, METRICS.iter().map(|d| d.name));
            Err(format!("no statistic {metric:?}{near}; `penult metrics` lists them"))
        }
    }
}

impl Gate {
    /// As it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it holds in an analysis.
    ///
    /// # Errors
    /// A variant, group or split that is not there; names near ones.
    pub fn judge(&self, analysis: &Analysis) -> Result<Judged, String> {
        match &self.condition {
            Condition::Verdict { kind, is_wanted } => Ok(verdict(analysis, kind, *is_wanted)),
            Condition::Number(of) => of.judge(analysis),
        }
    }
}

fn verdict(analysis: &Analysis, kind: &str, is_wanted: bool) -> Judged {
    let mut judged = Judged::default();
    for v in &analysis.argument.verdicts {
        if v.kinds.iter().any(|k| k == kind) == is_wanted {
            judged.tripped.push(format!(
                "the verdict on {} against {}: {}",
                v.teacher,
                v.reference,
                v.kinds.join(", ")
            ));
        }
    }
    if analysis.argument.verdicts.is_empty() {
        judged.open.push("there is no verdict".to_owned());
    }
    judged
}

/// A value with its interval, where it has one; or why there is no value.
type Found = Result<(f64, Option<(f64, f64)>), String>;

impl OfNumber {
    fn judge(&self, analysis: &Analysis) -> Result<Judged, String> {
        let split = self.split(analysis)?;
        let mut judged = Judged::default();
        for (id, found) in self.found(analysis, split)? {
            let at = format!("{id} on {split}");
            match found.and_then(|(value, interval)| Ok((self.holds(value, interval)?, value, interval))) {
                Ok((true, value, interval)) => judged.tripped.push(format!("{at}: {}", self.shown(value, interval))),
                Ok((false, ..)) => {}
                Err(why) => judged.open.push(format!("{at}: {why}")),
            }
        }
        Ok(judged)
    }

    fn split<'a>(&'a self, analysis: &'a Analysis) -> Result<&'a str, String> {
        let splits = &analysis.data.splits;
        match &self.split {
            Some(split) if splits.contains_key(split) => Ok(split),
            Some(split) => {
                let known: Vec<&str> = splits.keys().map(String::as_str).collect();
                Err(format!("no split {split:?}; there are {}", known.join(", ")))
            }
            None if splits.contains_key("test") => Ok("test"),
            None => splits.keys().next().map(String::as_str).ok_or_else(|| "there is no split".to_owned()),
        }
    }

    fn found<'a>(&self, analysis: &'a Analysis, split: &str) -> Result<Vec<(&'a str, Found)>, String> {
        let of_variant = |id: &str| of_variant(analysis, id, (split, &self.metric));
        let Some(of) = &self.of else {
            return Ok(analysis.variants.keys().map(|id| (id.as_str(), of_variant(id))).collect());
        };
        if let Some((id, _)) = analysis.variants.get_key_value(of) {
            return Ok(vec![(id, of_variant(id))]);
        }
        if let Some((id, group)) = analysis.groups.get_key_value(of) {
            return Ok(vec![(id, of_group(analysis, group, (split, &self.metric)))]);
        }
        let near = near(of, analysis.variants.keys().chain(analysis.groups.keys()).map(String::as_str));
        Err(format!("no variant or group {of:?}{near}"))
    }

    fn holds(&self, value: f64, interval: Option<(f64, f64)>) -> Result<bool, String> {
        let asked = |(low, high): (f64, f64)| match (self.side, self.comparison) {
            (Side::Low, _) | (Side::Whole, Comparison::Above | Comparison::AtLeast) => low,
            _ => high,
        };
        let number = match self.side {
            Side::Value => value,
            _ => interval
                .map(asked)
                .ok_or_else(|| format!("no interval; value({}) asks for the value alone", self.metric))?,
        };
        Ok(self.comparison.holds(number, self.bound))
    }

    fn shown(&self, value: f64, interval: Option<(f64, f64)>) -> String {
        let (low, high) = interval.unzip();
        format!("{} {}", format::head(&self.metric), format::interval(&self.metric, value, low, high))
    }
}

fn of_variant(analysis: &Analysis, id: &str, (split, metric): (&str, &str)) -> Found {
    let measured = analysis.variants.get(id).and_then(|v| v.splits.get(split)?.metrics.get(metric));
    match measured {
        None => Err("not measured".to_owned()),
        Some(Metric::Undefined { undefined }) => Err(undefined.clone()),
        Some(measured) => {
            let (value, estimate) = measured.scalar().ok_or("several values; a condition is on one")?;
            Ok((value, estimate.low.zip(estimate.high)))
        }
    }
}

/// The mean over seeds with Student's interval; of one seed, the variant's own.
fn of_group(analysis: &Analysis, group: &Group, (split, metric): (&str, &str)) -> Found {
    if let [only] = group.variants.as_slice() {
        return of_variant(analysis, only, (split, metric));
    }
    let found = group.splits.get(split).and_then(|of| of.metrics.get(metric));
    let mean = found.ok_or("not defined for every seed")?;
    Ok((mean.mean, over_seeds(mean, analysis.settings.level)))
}

/// `; did you mean a, b?`, of the names that are few letters away.
fn near<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut found: Vec<(usize, &str)> = known.map(|k| (distance(name, k), k)).collect();
    found.retain(|(far, k)| *far <= 1 + k.chars().count() / 3 || k.contains(name) && name.len() > 2);
    found.sort_unstable();
    found.dedup();
    let names: Vec<&str> = found.into_iter().take(3).map(|(_, k)| k).collect();
    if names.is_empty() { String::new() } else { format!("; did you mean {}?", names.join(", ")) }
}

/// Letters to put in, take out or change (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
