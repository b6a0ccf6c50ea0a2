//! A number with its interval, or the reason why there is none.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A statistic: a value with its interval, or undefined with the reason.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Metric {
    /// A number, or an array of them, under `value`.
    Value(Estimate),
    /// Undefined, and why.
    Undefined {
        /// The reason.
        undefined: String,
    },
}

impl Metric {
    /// The estimate of a single number; none for arrays and where undefined.
    #[must_use]
    pub fn scalar(&self) -> Option<(f64, &Estimate)> {
        match self {
            Self::Value(estimate) => match estimate.value {
                Number::One(value) => Some((value, estimate)),
                Number::Many(_) => None,
            },
            Self::Undefined { .. } => None,
        }
    }
}

/// A value and its interval.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The value; an array for spectra.
    pub value: Number,
    /// Lower end of the interval; null where there is none.
    pub low: Option<f64>,
    /// Upper end of the interval; null where there is none.
    pub high: Option<f64>,
    /// Level of the interval.
    pub level: f64,
    /// Number of examples.
    pub n: usize,
    /// How the interval was made; why there is none.
    pub interval_method: String,
    /// What else must be said of this value, for example examples that were left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One number or several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Number {
    /// A scalar.
    One(f64),
    /// An array.
    Many(Vec<f64>),
}

/// An effect and its interval.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// The effect.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How the interval was made.
    pub interval_method: String,
}
