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

const EDGES: &str = "≥ 0; finite for finite logits. T on both sides and T on the teacher alone are different experiments: never compare their values. Measured of a teacher and its student, of a variant and its reference, and of the first variants of any two of the first 16 groups.";

/// The registry's entry of `kl_reverse`.
pub const REVERSE: Definition = Definition {
    name: "kl_reverse",
    title: "Reverse KL divergence",
    short: "KL rev",
    measures: "How far a's probabilities are from b's: large where b is sure and a is not.",
    formula: "mean of KL(p_b || p_a) at T = 1",
    edges: EDGES,
    source: "Stanton 2021, eq. 3, the other way",
    topic: Topic::Transfer,
    subject: Subject::DirectedPair,
    unit: Unit::Nats,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// The registry's entry of `jensen_shannon`.
pub const JENSEN_SHANNON: Definition = Definition {
    name: "jensen_shannon",
    title: "Jensen–Shannon divergence",
    short: "JS",
    measures: "How far the probabilities of both are from their mean: symmetric and bounded.",
    formula: "mean of ½ KL(p_a || m) + ½ KL(p_b || m), m = ½ (p_a + p_b), at T = 1",
    edges: "In [0, log 2]. Measured of a teacher and its student, of a variant and its reference, and of the first variants of any two of the first 16 groups.",
    source: "Lin 1991",
    subject: Subject::Pair,
    ..REVERSE
};

/// KL at a temperature, before its name.
const KL_SOFTENED: Definition = Definition {
    measures: "How far b's softened probabilities are from a's; where a is the teacher, what distillation minimises.",
    formula: "mean of KL(p_a(T) || p_b(T)), T on both sides; no factor T²",
    source: "Stanton 2021, eq. 3, at T",
    ..REVERSE
};

/// Reverse KL at a temperature, before its name.
const REVERSE_SOFTENED: Definition =
    Definition { formula: "mean of KL(p_b(T) || p_a(T)), T on both sides; no factor T²", ..REVERSE };

/// Jensen–Shannon at a temperature, before its name.
const JENSEN_SHANNON_SOFTENED: Definition = Definition {
    formula: "mean of ½ KL(p_a(T) || m) + ½ KL(p_b(T) || m), m = ½ (p_a(T) + p_b(T))",
    ..JENSEN_SHANNON
};

/// The registry's entries of `kl`, `kl_reverse` and `jensen_shannon` at [`TEMPERATURES`] above 1: `kl_t2` and so on.
pub const SOFTENED: [[Definition; 3]; 3] = [
    [
        Definition { name: "kl_t2", title: "KL divergence at T = 2", short: "KL(2)", ..KL_SOFTENED },
        Definition { name: "kl_t4", title: "KL divergence at T = 4", short: "KL(4)", ..KL_SOFTENED },
        Definition { name: "kl_t8", title: "KL divergence at T = 8", short: "KL(8)", ..KL_SOFTENED },
    ],
    [
        Definition {
            name: "kl_reverse_t2",
            title: "Reverse KL divergence at T = 2",
            short: "KL rev(2)",
            ..REVERSE_SOFTENED
        },
        Definition {
            name: "kl_reverse_t4",
            title: "Reverse KL divergence at T = 4",
            short: "KL rev(4)",
            ..REVERSE_SOFTENED
        },
        Definition {
            name: "kl_reverse_t8",
            title: "Reverse KL divergence at T = 8",
            short: "KL rev(8)",
            ..REVERSE_SOFTENED
        },
    ],
    [
        Definition {
            name: "jensen_shannon_t2",
            title: "Jensen–Shannon divergence at T = 2",
            short: "JS(2)",
            ..JENSEN_SHANNON_SOFTENED
        },
        Definition {
            name: "jensen_shannon_t4",
            title: "Jensen–Shannon divergence at T = 4",
            short: "JS(4)",
            ..JENSEN_SHANNON_SOFTENED
        },
        Definition {
            name: "jensen_shannon_t8",
            title: "Jensen–Shannon divergence at T = 8",
            short: "JS(8)",
            ..JENSEN_SHANNON_SOFTENED
        },
    ],
];

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
