//! The ledger of claims, and the argument.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One claim of a paper.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Key of the paper.
    pub paper: String,
    /// Key of the claim.
    pub claim: String,
    /// The claim in words.
    pub statement: String,
    /// The statistic that decides.
    pub statistic: String,
    /// The rule that decides, in words.
    pub rule: String,
    /// What came out.
    pub outcome: Outcome,
    /// Measured value.
    pub value: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// p-value, two-sided; null where there is nothing to test.
    pub p: Option<f64>,
    /// How it came out so, or why it is undetermined.
    pub reason: String,
    /// What checkpoint or split would decide it, where it is undetermined.
    pub would_decide: Option<String>,
    /// Where another paper says otherwise, and what tells the two apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<String>,
}

/// The outcome of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The interval lies on the side that the claim names.
    Supported,
    /// The interval lies on the other side.
    Contradicted,
    /// Neither, with the reason.
    Undetermined,
}

/// The argument.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// One verdict for each teacher that has a reference.
    pub verdicts: Vec<Verdict>,
    /// What to do.
    pub advice: Vec<String>,
}

/// The verdict on one teacher (or group of seeds) against its reference.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The teacher group.
    pub teacher: String,
    /// The reference group.
    pub reference: String,
    /// What came out, as keys: `erasure`, `over_softening`, `systematic_diffusion`, `capacity_or_optimisation`, `no_harm`,
    /// `better_students`, as far as they hold; else `undetermined`.
    pub kinds: Vec<String>,
    /// The verdict in plain words.
    pub summary: String,
    /// Each kind with what decided it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The links, in causal order.
    pub steps: Vec<Step>,
}

/// One kind of verdict, and whether it holds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Its key among the kinds.
    pub kind: String,
    /// Whether it holds.
    pub state: State,
    /// The metric whose effect stands for it.
    pub metric: String,
    /// That effect: the smoothed side minus the reference's.
    pub effect: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The conditions and how each came out.
    pub reason: String,
    /// What to do next.
    pub next: String,
}

/// Keys of the links of the chain, in causal order.
pub const LINKS: [&str; 5] = ["smoothed", "tighter", "less_information", "poorer_students", "worse_with_temperature"];

/// One link of the chain, in one setting.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its key among the links.
    #[serde(default)]
    pub link: String,
    /// The setting that it was asked of, where a link has several: `at T = 4`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub setting: String,
    /// The question, for example `Was it smoothed?`.
    pub name: String,
    /// Whether the link held in these checkpoints.
    pub state: State,
    /// The metric that decides, by name.
    pub metric: String,
    /// The split that it was measured on.
    pub split: String,
    /// What was compared, in words.
    pub statistic: String,
    /// Effect: the smoothed side minus the reference's.
    pub effect: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What else was looked at, and does not decide.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Beside>,
    /// How it was decided, or why it is undetermined and what would decide it.
    pub reason: String,
}

/// A statistic beside the one that decides.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// What it is, in words.
    pub what: String,
    /// Metric.
    pub metric: String,
    /// Effect: the smoothed side minus the reference's.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Whether a link of the chain held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The interval lies wholly on the side that the chain names.
    Held,
    /// The interval lies wholly on the other side, or so close to 0 that the effect does not matter.
    DidNotHold,
    /// The interval includes 0 and effects that matter, or the numbers are not there.
    Undetermined,
}
