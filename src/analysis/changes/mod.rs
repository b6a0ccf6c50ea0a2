//! What changed from one analysis to another beyond noise: `penult diff`.
//!
//! Fed with two analyses; `report::changes` and the page of changes say it. The rule, number by number:
//! - made from the same checkpoints and examples, any other value is a change, of penult or of its settings;
//! - else the two are independent runs: their standard errors (half-widths by the quantile of their level, each on the side of the
//!   other value) add in quadrature (MOVER: Newcombe 1998; Zou and Donner 2008), and Benjamini–Hochberg over all numbers so
//!   compared holds the share of false changes to 5 %. On the same examples that is careful, since their noise is shared;
//! - without intervals, nothing can be said, and the numbers are counted alone.

mod facts;
mod numbers;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;

use super::claims::rule::decide::{FALSE_DISCOVERY_RATE, adjusted, two_sided};
use super::intervals::student_t;
use super::schema::Analysis;
pub use facts::{CheckChange, CheckpointChange, ClaimChange, Setting, StepChange, VerdictChange};
use numbers::{Key, Number};
pub use numbers::{Kind, over_seeds};

/// Values of the same inputs that are closer than this, relatively, differ by the machine.
const ROUNDING: f64 = 1e-9;

/// All that changed.
#[derive(Clone, Debug, Serialize)]
pub struct Changes {
    /// Numbers, the strongest change of each kind first.
    pub numbers: Vec<NumberChange>,
    /// Numbers that both analyses have.
    pub compared: usize,
    /// Numbers among them that differ without an interval to judge it by.
    pub without_interval: usize,
    /// Statistics that only the first analysis has, by name.
    pub statistics_removed: Vec<String>,
    /// Statistics that only the second analysis has, by name.
    pub statistics_added: Vec<String>,
    /// Verdicts.
    pub verdicts: Vec<VerdictChange>,
    /// Claims with another outcome.
    pub claims: Vec<ClaimChange>,
    /// Self-checks with another outcome.
    pub checks: Vec<CheckChange>,
    /// Variants that only the first analysis has.
    pub variants_removed: Vec<String>,
    /// Variants that only the second analysis has.
    pub variants_added: Vec<String>,
    /// Variants whose file is another.
    pub checkpoints: Vec<CheckpointChange>,
    /// Settings, data and facts that differ.
    pub settings: Vec<Setting>,
}

/// One number that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NumberChange {
    /// Of what it is.
    pub kind: Kind,
    /// The variant or group; of a pair or a difference `a → b`.
    pub of: String,
    /// Split.
    pub split: String,
    /// Statistic.
    pub metric: String,
    /// Value before; null where it was undefined.
    pub before: Option<f64>,
    /// Value after; null where it is undefined.
    pub after: Option<f64>,
    /// Ends of the interval of `after − before`; null where the rule needs none.
    pub interval: Option<(f64, f64)>,
    /// Why it counts as a change.
    pub why: Why,
    /// Why the value is undefined on one side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undefined: Option<String>,
}

/// Why a number counts as changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The intervals exclude it being chance.
    BeyondNoise,
    /// The same checkpoints and examples gave another value: penult or its settings changed.
    SameInputs,
    /// It is undefined on one side.
    Undefined,
}

impl Changes {
    /// Whether anything changed beyond noise; settings and files alone are none.
    #[must_use]
    pub fn is_any(&self) -> bool {
        let lists = [&self.statistics_removed, &self.statistics_added, &self.variants_removed, &self.variants_added];
        !(self.numbers.is_empty() && self.verdicts.is_empty() && self.claims.is_empty() && self.checks.is_empty())
            || lists.iter().any(|list| !list.is_empty())
    }
}

/// What changed from `before` to `after`.
#[must_use]
pub fn changes(before: &Analysis, after: &Analysis) -> Changes {
    let (a, b) = (numbers::numbers(before), numbers::numbers(after));
    let both: Vec<(&Key, &Number, &Number)> = a.iter().filter_map(|(key, x)| Some((key, x, b.get(key)?))).collect();
    let levels = [before.settings.level, after.settings.level];
    let mut found: Vec<(f64, NumberChange)> = both.iter().filter_map(exact).collect();
    let independent: Vec<(&Key, Test)> =
        both.iter().filter_map(|(key, x, y)| Some((*key, Test::of(x, y, levels)?))).collect();
    let p: Vec<f64> = independent.iter().map(|(_, test)| test.p).collect();
    for ((key, test), p) in independent.iter().zip(adjusted(&p)) {
        if p <= FALSE_DISCOVERY_RATE {
            found.push((test.z, test.change(key)));
        }
    }
    found.sort_by(|x, y| x.1.kind.cmp(&y.1.kind).then(y.0.total_cmp(&x.0)));
    Changes {
        numbers: found.into_iter().map(|(_, change)| change).collect(),
        compared: both.len(),
        without_interval: both.iter().filter(|(_, x, y)| is_open(x, y)).count(),
        statistics_removed: only_in(&a, &b),
        statistics_added: only_in(&b, &a),
        verdicts: facts::verdicts(before, after),
        claims: facts::claims(before, after),
        checks: facts::checks(before, after),
        variants_removed: facts::without(&before.variants, &after.variants),
        variants_added: facts::without(&after.variants, &before.variants),
        checkpoints: facts::checkpoints(before, after),
        settings: facts::settings(before, after),
    }
}

/// What needs no interval: other values of the same inputs, and what is undefined on one side. With how strong it is.
fn exact((key, x, y): &(&Key, &Number, &Number)) -> Option<(f64, NumberChange)> {
    let undefined = || x.undefined.clone().or_else(|| y.undefined.clone());
    let (why, strength) = match (x.value, y.value) {
        (Some(_), None) | (None, Some(_)) => (Why::Undefined, f64::INFINITY),
        (Some(a), Some(b)) if x.inputs == y.inputs && !is_close(a, b) => {
            (Why::SameInputs, (a - b).abs() / a.abs().max(b.abs()))
        }
        _ => return None,
    };
    Some((strength, key.change((x.value, y.value), None, why, undefined())))
}

fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= ROUNDING * a.abs().max(b.abs())
}

/// Whether two values of other inputs differ without intervals.
fn is_open(x: &Number, y: &Number) -> bool {
    let Some((a, b)) = x.value.zip(y.value) else { return false };
    x.inputs != y.inputs && !is_close(a, b) && (x.interval.is_none() || y.interval.is_none())
}

/// Two independent numbers against each other.
struct Test {
    values: (f64, f64),
    interval: (f64, f64),
    /// The difference in standard errors, without its sign.
    z: f64,
    p: f64,
}

impl Test {
    /// None for the same inputs, and without intervals.
    fn of(x: &Number, y: &Number, levels: [f64; 2]) -> Option<Self> {
        let (a, b) = x.value.zip(y.value)?;
        let ((a_low, a_high), (b_low, b_high)) = x.interval.zip(y.interval)?;
        if x.inputs == y.inputs {
            return None;
        }
        let [of_a, of_b] = levels.map(|level| student_t(f64::INFINITY, level));
        let error = |a_half: f64, b_half: f64| (a_half / of_a).hypot(b_half / of_b);
        let (down, up) = (error(a_high - a, b - b_low), error(a - a_low, b_high - b));
        let difference = b - a;
        let towards_zero = if difference > 0.0 { down } else { up };
        let z = if difference == 0.0 { 0.0 } else { difference.abs() / towards_zero };
        let interval = (difference - of_b * down, difference + of_b * up);
        Some(Self { values: (a, b), interval, z, p: two_sided(z, f64::INFINITY) })
    }

    fn change(&self, key: &Key) -> NumberChange {
        let values = (Some(self.values.0), Some(self.values.1));
        key.change(values, Some(self.interval), Why::BeyondNoise, None)
    }
}

/// The statistic of a number: one of a spectrum has its place behind the name.
#[must_use]
pub fn statistic(metric: &str) -> &str {
    metric.split(' ').next().unwrap_or(metric)
}

/// Names of the statistics that no number of the other analysis has.
fn only_in(a: &IndexMap<Key, Number>, b: &IndexMap<Key, Number>) -> Vec<String> {
    let names = |of: &IndexMap<Key, Number>| of.keys().map(|key| statistic(&key.metric).to_owned()).collect();
    let (a, b): (BTreeSet<String>, BTreeSet<String>) = (names(a), names(b));
    a.difference(&b).cloned().collect()
}
