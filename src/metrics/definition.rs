//! What a statistic says of itself: the entry from which help, glossary, tables and captions are made.

use serde::{Deserialize, Serialize};

/// Why a statistic has no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undefined(pub String);

/// A statistic, or why it has no value.
pub type Measured<T> = Result<T, Undefined>;

/// A registered statistic.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Key in `analysis.json`.
    pub name: &'static str,
    /// Title, with its abbreviation.
    pub title: &'static str,
    /// Head of a table column.
    pub short: &'static str,
    /// What it measures, in a sentence.
    pub measures: &'static str,
    /// Formula and conventions.
    pub formula: &'static str,
    /// Where it has no value, and what its edges are.
    pub edges: &'static str,
    /// Paper and equation.
    pub source: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// What it is measured on.
    pub subject: Subject,
    /// How its numbers are shown.
    pub unit: Unit,
    /// Which way is better.
    pub direction: Direction,
    /// How its interval is made.
    pub interval: Interval,
}

/// What a statistic is about: by it the page folds out its further statistics and orders its glossary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// How often the answers are right.
    Accuracy,
    /// How far the probabilities can be believed.
    Calibration,
    /// Where the features lie.
    Geometry,
    /// What the logits say beside the answer.
    Information,
    /// The weights themselves, and the loss around them.
    Landscape,
    /// How alike the features of two variants are.
    Similarity,
    /// How alike the answers of two variants are.
    Transfer,
}

impl Topic {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Accuracy,
        Self::Calibration,
        Self::Geometry,
        Self::Information,
        Self::Landscape,
        Self::Similarity,
        Self::Transfer,
    ];

    /// Its name as a heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Accuracy => "Accuracy",
            Self::Calibration => "Calibration",
            Self::Geometry => "Geometry of the features",
            Self::Information => "Information in the logits",
            Self::Landscape => "Weights and loss landscape",
            Self::Similarity => "Similarity of features",
            Self::Transfer => "Agreement of answers",
        }
    }
}

/// What a statistic is measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One variant on one split.
    Variant,
    /// Two variants on one split, the same both ways.
    Pair,
    /// Two variants on one split, the first against the second: a teacher and its student.
    DirectedPair,
    /// Several variants on one split.
    Study,
}

impl Subject {
    /// Whether it is of two variants.
    pub const fn is_pair(self) -> bool {
        matches!(self, Self::Pair | Self::DirectedPair)
    }
}

/// How the numbers of a statistic are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A fraction, shown in percent.
    Fraction,
    /// Natural logarithms.
    Nats,
    /// A plain number.
    Plain,
}

/// Which way a statistic is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Higher is better.
    Higher,
    /// Lower is better.
    Lower,
    /// Neither: it describes.
    Neither,
}

impl Direction {
    /// Its arrow in the head of a table; empty where neither way is better.
    pub const fn arrow(self) -> &'static str {
        match self {
            Self::Higher => "↑",
            Self::Lower => "↓",
            Self::Neither => "",
        }
    }
}

/// How the interval of a statistic is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Means of per-example terms.
    Percentile,
    /// Binned statistics, whose bootstrap is biased upwards.
    Basic,
    /// Statistics of pairs of examples or of covariances, which resampled duplicates wreck.
    Jackknife,
    /// Statistics of rows permuted within their classes: the interval is the range of the permutations.
    Permutations,
    /// By the spread of its own parts, and which: random directions, vectors, pairs.
    Own(&'static str),
    /// No interval, and why.
    None(&'static str),
}

impl Interval {
    /// The method in words, as `interval_method` of `analysis.json` says it.
    pub const fn method(self) -> &'static str {
        match self {
            Self::Percentile => "percentile bootstrap over examples, resamples shared by all variants",
            Self::Basic => "basic (reflected) bootstrap over examples, resamples shared by all variants",
            Self::Jackknife => "delete-a-group jackknife, 50 class-stratified groups shared by all variants",
            Self::Permutations => {
                "smallest and largest of 39 permutations of one side's rows within their classes, shared by all pairs"
            }
            Self::Own(text) | Self::None(text) => text,
        }
    }
}
