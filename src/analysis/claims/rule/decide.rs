//! From evidence to an outcome: p-values, what decides among several comparisons, and Benjamini–Hochberg.
//!
//! A claim is decided by its comparison with the most seeds (points of a rank correlation), the first in the study where
//! several have as many: a choice that does not look at what came out. It is undetermined where another comparison lies
//! wholly on the other side, and where Benjamini–Hochberg over all claims that could be tested does not reject. A point
//! without an interval decides nothing.

use statrs::distribution::{ContinuousCDF as _, Normal, StudentsT};

use super::Expect;
use super::evidence::{Certainty, Evidence};
use crate::analysis::intervals::student_t;

/// Share of false decisions among the decided claims of a report.
pub const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// The comparison that decides, by its place; none where nothing can be tested.
pub fn widest(evidence: &[Evidence]) -> Option<usize> {
    let tested = evidence.iter().enumerate().filter(|(_, e)| e.certainty != Certainty::Point);
    tested.max_by_key(|(at, e)| (e.breadth, std::cmp::Reverse(*at))).map(|(at, _)| at)
}

/// Two-sided p-value against the nearest bound of what is expected, from the interval by its half-width and Student's t (below
/// 1 - level just where the interval excludes the bound), or the permutation's; none for a point.
///
/// For an equivalence it is twice the larger of the two one-sided tests inside the margin, twice the one outside.
pub fn p_value(evidence: &Evidence, expect: Expect, level: f64) -> Option<f64> {
    match evidence.certainty {
        Certainty::Permutation(p) => Some(p),
        Certainty::Point => None,
        Certainty::Interval { degrees, .. } => {
            let half = evidence.certainty.half(evidence.value)?;
            Some(two_sided(expect.depth(evidence.value) / half * student_t(degrees, level), degrees))
        }
    }
}

/// The share of Student's t that lies farther from 0 than `t`.
pub fn two_sided(t: f64, degrees: f64) -> f64 {
    // statrs' t is not made for infinite degrees; above 1000 the two agree to 1e-3 of p.
    let tail = match StudentsT::new(0.0, 1.0, degrees) {
        Ok(distribution) if degrees <= 1000.0 => distribution.sf(t.abs()),
        _ => Normal::standard().sf(t.abs()),
    };
    (2.0 * tail).min(1.0)
}

/// p-values adjusted by Benjamini and Hochberg (1995): min over larger ones of p n / rank. A claim is decided where its
/// adjusted p is at most the rate.
pub fn adjusted(p_values: &[f64]) -> Vec<f64> {
    let count = p_values.len() as f64;
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut out = vec![1.0; p_values.len()];
    let mut least = 1.0_f64;
    for (rank, at) in order.into_iter().enumerate().rev() {
        least = least.min(p_values[at] * count / (rank + 1) as f64);
        out[at] = least;
    }
    out
}
