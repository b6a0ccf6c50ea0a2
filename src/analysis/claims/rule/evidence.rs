//! What an analysis holds on a quantity: one piece of evidence a comparison, each with what it leaves open.

use super::groups::fitting;
use super::side::sides;
use super::{Quantity, Rule, contrast, rank, words};
use crate::analysis::format;
use crate::analysis::schema::Analysis;

/// One comparison.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What was compared, `student_ls01_t4 − student_hard_t4`.
    pub of: String,
    /// What came out.
    pub value: f64,
    /// What it leaves open.
    pub certainty: Certainty,
    /// Seeds of the smaller side, or points of a rank correlation: the widest evidence decides.
    pub breadth: usize,
    /// What it rests on, `5 seeds × 10,000 examples`.
    pub basis: String,
}

/// What a value leaves open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Certainty {
    /// An interval at the level of the analysis.
    Interval {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
        /// Degrees of freedom of its Student's t: seeds - 1; infinite where it rests on examples alone.
        degrees: f64,
    },
    /// The two-sided permutation p-value of a rank correlation.
    Permutation(f64),
    /// Everything: a point estimate decides nothing.
    Point,
}

impl Certainty {
    /// The interval from half-widths over examples and over seeds; a point where there is none, or one without width.
    pub fn around(value: f64, (examples, seeds): (Option<f64>, Option<f64>), seed_degrees: f64) -> Self {
        let half = examples.unwrap_or(0.0).hypot(seeds.unwrap_or(0.0));
        let degrees = if seeds.is_some() { seed_degrees } else { f64::INFINITY };
        if half > 0.0 && half.is_finite() {
            Self::Interval { low: value - half, high: value + half, degrees }
        } else {
            Self::Point
        }
    }

    /// Both ends of the interval; none without one.
    pub fn ends(self) -> Option<(f64, f64)> {
        match self {
            Self::Interval { low, high, .. } => Some((low, high)),
            Self::Permutation(_) | Self::Point => None,
        }
    }

    /// Half the interval, the longer half where they differ; none without one.
    pub fn half(self, value: f64) -> Option<f64> {
        self.ends().map(|(low, high)| (value - low).max(high - value))
    }

    /// Degrees of freedom; infinite without an interval.
    pub fn degrees(self) -> f64 {
        match self {
            Self::Interval { degrees, .. } => degrees,
            Self::Permutation(_) | Self::Point => f64::INFINITY,
        }
    }
}

/// The evidence of an analysis on a rule, and why some of it is absent.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The comparisons, in the order of the study.
    pub evidence: Vec<Evidence>,
    /// Why comparisons that fit have no value.
    pub unmeasured: Vec<String>,
    /// What is not in the study at all.
    pub absent: Vec<String>,
}

impl Found {
    /// Takes a comparison, or why it has no value.
    pub fn push(&mut self, evidence: Result<Evidence, String>) {
        match evidence {
            Ok(evidence) => self.evidence.push(evidence),
            Err(why) => self.unmeasured.push(why),
        }
    }

    /// Takes a correlation, or what it lacks.
    pub fn push_correlation(&mut self, evidence: Result<Evidence, String>) {
        match evidence {
            Ok(evidence) => self.evidence.push(evidence),
            Err(why) => self.absent.push(why),
        }
    }
}

/// All evidence on a rule.
pub fn evidence(analysis: &Analysis, rule: &Rule) -> Found {
    let names = rule.split.names();
    let Some(split) = names.iter().find(|s| analysis.data.splits.contains_key(**s)) else {
        return Found { absent: vec![format!("there are no {} examples", names[0])], ..Found::default() };
    };
    let mut found = match rule.quantity {
        Quantity::Level { of, measure } => level(analysis, (of, measure), split),
        Quantity::Contrast { of, against, measure, minus } => {
            contrast::contrasts(analysis, of, (against, measure, minus), split)
        }
        Quantity::Interaction { of, at_one, against, measure } => {
            contrast::interactions(analysis, (of, at_one), (against, measure), split)
        }
        Quantity::Matched { of, metric } => contrast::matched(analysis, of, metric, split),
        Quantity::Diffusion { of, part } => contrast::diffusion(analysis, of, part, split),
        Quantity::Relation(name) => rank::relation(analysis, name, split),
        Quantity::Across { of, x, y } => rank::across(analysis, of, (x, y), split),
        Quantity::Trend { of, metric, during } => rank::trends(analysis, of, (metric, during), split),
    };
    if found.evidence.is_empty() && found.unmeasured.is_empty() && found.absent.is_empty() {
        let is_here = rule.quantity.of().is_some_and(|of| !fitting(analysis, of).is_empty());
        let what = words::lacking(&rule.quantity);
        found.absent.push(if is_here { what } else { words::nobody(&rule.quantity) });
    }
    found
}

fn level(analysis: &Analysis, (of, measure): (&[super::Is], super::Measure), split: &str) -> Found {
    let mut found = Found::default();
    for (group, side) in sides(analysis, of, measure, split) {
        found.push(side.map(|side| Evidence {
            of: group.to_owned(),
            value: side.mean(),
            certainty: side.certainty(analysis.settings.level),
            breadth: side.values.len(),
            basis: basis(analysis, side.values.len(), split),
        }));
    }
    found
}

/// `5 seeds × 10,000 examples`.
pub fn basis(analysis: &Analysis, seeds: usize, split: &str) -> String {
    let examples = format::count(analysis.data.splits.get(split).map_or(0, |s| s.n));
    match seeds {
        1 => format!("{examples} {split} examples of one seed: these checkpoints only"),
        _ => format!("{seeds} seeds × {examples} {split} examples"),
    }
}
