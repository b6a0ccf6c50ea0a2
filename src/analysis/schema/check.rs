//! What penult checked of itself and of its inputs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its key, for example `cka_of_itself`.
    pub name: String,
    /// What must hold, in words.
    pub statement: String,
    /// Whether it held; null where it could not be checked.
    pub has_passed: Option<bool>,
    /// What was found: the largest deviation and where, how many were checked, or why it could not be checked.
    pub found: String,
    /// The largest deviation; null where there is none to give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<f64>,
    /// The largest deviation that passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
}
