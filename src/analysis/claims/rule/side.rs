//! One side of a comparison: a number of a group, seed by seed, with what the examples leave open.

use super::Measure;
use super::evidence::Certainty;
use super::groups;
use crate::analysis::intervals::{mean, student_t, variance};
use crate::analysis::schema::{Analysis, Metric};

/// A number of a group.
#[derive(Clone, Debug)]
pub struct Side {
    /// Seeds of its variants.
    pub seeds: Vec<Option<u64>>,
    /// Its values, in the same order.
    pub values: Vec<f64>,
    /// Half-width over examples, the mean over its variants: they are measured on the same examples, so it does not fall
    /// with their number. None where one has no interval.
    pub examples: Option<f64>,
}

/// A value, and the half-width of its interval over examples where there is one.
type Number = (f64, Option<f64>);

impl Side {
    /// The number of every variant of a group.
    ///
    /// # Errors
    /// Why the first variant without a value has none.
    pub fn of(analysis: &Analysis, group: &str, measure: Measure, split: &str) -> Result<Self, String> {
        let members = analysis.groups.get(group).map(|g| g.variants.as_slice()).unwrap_or_default();
        let numbers = members.iter().map(|id| number(analysis, id, measure, split)).collect::<Result<Vec<_>, _>>()?;
        if numbers.is_empty() {
            return Err(format!("{group} has no variants"));
        }
        let halves: Option<Vec<f64>> = numbers.iter().map(|(_, half)| *half).collect();
        Ok(Self {
            seeds: members.iter().map(|id| analysis.variants.get(id).and_then(|v| v.seed)).collect(),
            values: numbers.into_iter().map(|(value, _)| value).collect(),
            examples: halves.map(|h| mean(&h)),
        })
    }

    /// Mean over the seeds.
    pub fn mean(&self) -> f64 {
        mean(&self.values)
    }

    /// Interval of the mean: √(over examples² + Student's t over seeds²).
    pub fn certainty(&self, level: f64) -> Certainty {
        let count = self.values.len() as f64;
        let over_seeds = (count > 1.0).then(|| student_t(count - 1.0, level) * (variance(&self.values) / count).sqrt());
        Certainty::around(self.mean(), (self.examples, over_seeds), count - 1.0)
    }
}

/// The number of one variant.
///
/// # Errors
/// Why it has none.
pub fn number(analysis: &Analysis, id: &str, measure: Measure, split: &str) -> Result<Number, String> {
    let variant = analysis.variants.get(id).ok_or_else(|| format!("{id} is not here"))?;
    let taught = || variant.teacher.as_deref().ok_or_else(|| format!("{id} has no teacher"));
    match measure {
        Measure::Own(metric) => of_variant(analysis, id, metric, split),
        Measure::OfTeacher(metric) => of_variant(analysis, taught()?, metric, split),
        Measure::WithTeacher(metric) => of_pair(analysis, (taught()?, id), metric, split),
        Measure::Size => size(analysis, id),
        Measure::TeacherSize => size(analysis, taught()?),
    }
}

fn size(analysis: &Analysis, id: &str) -> Result<Number, String> {
    let network = analysis.variants.get(id).and_then(|v| v.network.as_ref());
    let network = network.ok_or_else(|| format!("the network of {id} is not known"))?;
    Ok((network.parameters as f64, None))
}

fn of_variant(analysis: &Analysis, id: &str, metric: &str, split: &str) -> Result<Number, String> {
    let found = analysis.variants.get(id).and_then(|v| v.splits.get(split)?.metrics.get(metric));
    scalar(found, || format!("{metric} of {id} was not measured on {split}"))
}

fn of_pair(analysis: &Analysis, (a, b): (&str, &str), metric: &str, split: &str) -> Result<Number, String> {
    let is_it = |x: &str, y: &str| (x == a && y == b) || (x == b && y == a);
    let found =
        analysis.pairs.iter().find(|p| p.split == split && is_it(&p.a, &p.b)).and_then(|p| p.metrics.get(metric));
    scalar(found, || format!("{metric} of {a} and {b} was not measured on {split}"))
}

/// A scalar with its half-width, the longer of the two where they differ.
///
/// # Errors
/// Why it is undefined, or what `absent` says.
pub fn scalar(metric: Option<&Metric>, absent: impl Fn() -> String) -> Result<Number, String> {
    match metric {
        None => Err(absent()),
        Some(Metric::Undefined { undefined }) => Err(undefined.clone()),
        Some(metric) => {
            let (value, estimate) = metric.scalar().ok_or_else(absent)?;
            let half = estimate.low.zip(estimate.high).map(|(low, high)| (value - low).max(high - value));
            Ok((value, half))
        }
    }
}

/// Groups that fit, with their sides; those without a value leave their reason.
pub fn sides<'a>(
    analysis: &'a Analysis,
    of: &[super::Is],
    measure: Measure,
    split: &str,
) -> Vec<(&'a str, Result<Side, String>)> {
    let side = |group| (group, Side::of(analysis, group, measure, split));
    groups::fitting(analysis, of).into_iter().map(side).collect()
}
