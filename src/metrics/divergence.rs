//! Divergences of two networks' probabilities at temperatures: KL both ways and Jensen–Shannon.
//!
//! Hinton's convention puts T on both sides, Müller's on the teacher alone: the caller gives each side's T, and says which. No
//! factor T² is applied.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::off_target::{check, log_softmax};
use super::{Measured, per_row};
use crate::linalg::Rows;

/// The temperatures at which pairs are compared.
pub const TEMPERATURES: [f64; 4] = [1.0, 2.0, 4.0, 8.0];

/// The registry's entry of `kl_at_temperatures`.
pub const KL: Definition = Definition {
    name: "kl_at_temperatures",
    title: "KL divergence at T = 1, 2, 4, 8",
    short: "KL(T)",
    measures: "How far b's softened probabilities are from a's; where a is the teacher, what distillation minimises.",
    formula: "mean of KL(p_a(T) || p_b(T)), T = 1, 2, 4, 8; in the teacher-only convention p_b at T = 1; no factor T²",
    edges: "≥ 0; finite for finite logits. T on both sides and T on the teacher alone are different experiments: never compare their values.",
    source: "Stanton 2021, eq. 3, at each T",
    topic: Topic::Transfer,
    subject: Subject::Pair,
    unit: Unit::Nats,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// The registry's entry of `kl_reverse_at_temperatures`.
pub const REVERSE: Definition = Definition {
    name: "kl_reverse_at_temperatures",
    title: "Reverse KL divergence at T = 1, 2, 4, 8",
    short: "KL rev(T)",
    measures: "The same from b to a: large where b is sure and a is not.",
    formula: "mean of KL(p_b(T) || p_a(T)), T = 1, 2, 4, 8",
    ..KL
};

/// The registry's entry of `jensen_shannon_at_temperatures`.
pub const JENSEN_SHANNON: Definition = Definition {
    name: "jensen_shannon_at_temperatures",
    title: "Jensen–Shannon divergence at T = 1, 2, 4, 8",
    short: "JS(T)",
    measures: "How far the two are from their mean: symmetric and bounded.",
    formula: "mean of ½ KL(p_a || m) + ½ KL(p_b || m), m = ½ (p_a + p_b), all at T = 1, 2, 4, 8",
    edges: "In [0, log 2].",
    source: "Lin 1991, at each T",
    ..KL
};

/// The divergences of one example, nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Divergence {
    /// KL(p_a || p_b), ≥ 0.
    pub kl: f64,
    /// KL(p_b || p_a), ≥ 0.
    pub reverse: f64,
    /// Jensen–Shannon, in [0, log 2].
    pub jensen_shannon: f64,
}

/// The divergences of every example; each side is logits (N, K) with its T.
///
/// # Errors
/// Undefined for a temperature that is not positive.
pub fn per_example(a: (Rows<'_>, f64), b: (Rows<'_>, f64)) -> Measured<Vec<Divergence>> {
    check(a.0.cols, 1, a.1)?;
    check(b.0.cols, 1, b.1)?;
    Ok(per_row(a.0.rows, |i| divergence(&log_softmax(a.0.row(i), a.1), &log_softmax(b.0.row(i), b.1))))
}

/// The divergences of two lists of log-probabilities (K).
pub fn divergence(log_p: &[f64], log_q: &[f64]) -> Divergence {
    let (mut kl, mut reverse, mut both) = (0.0, 0.0, 0.0);
    for (p, q) in log_p.iter().zip(log_q) {
        let (high, low) = (p.max(*q), p.min(*q));
        let middle = high + (low - high).exp().ln_1p() - std::f64::consts::LN_2;
        kl += p.exp() * (p - q);
        reverse += q.exp() * (q - p);
        both += p.exp() * (p - middle) + q.exp() * (q - middle);
    }
    // Rounding alone leaves the ranges.
    let jensen_shannon = (both / 2.0).clamp(0.0, std::f64::consts::LN_2);
    Divergence { kl: kl.max(0.0), reverse: reverse.max(0.0), jensen_shannon }
}
