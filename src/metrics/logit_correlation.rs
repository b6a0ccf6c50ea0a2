//! Difference of the class-by-class correlations of two networks' logits (Tian 2020, CRD).
//!
//! Fed with covariances of logits (K, K), as `moments` sums them over shards; read by the transfer section and its matrix.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `logit_correlation_difference`.
pub const DEFINITION: Definition = Definition {
    name: "logit_correlation_difference",
    title: "Difference of logit correlations",
    short: "Δcorr",
    measures: "How far the student is from the teacher in which logits rise and fall together.",
    formula: "||corr(z_a) - corr(z_b)||_F over the K × K classes, divided by √(K(K - 1)): the root mean square of an off-diagonal difference",
    edges: "In [0, 2]. Undefined for one class, or where a logit does not vary. The Frobenius norm itself is √(K(K - 1)) times this. Measured of a teacher and its student, of a variant and its reference, and of the first variants of any two of the first 16 groups.",
    source: "Tian 2020, as the correlation figure of CRD",
    topic: Topic::Transfer,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// The correlation matrix (K, K) of a covariance matrix, 1 on the diagonal.
///
/// # Errors
/// Undefined where a logit does not vary.
pub fn correlation(covariance: &[f64], classes: usize) -> Measured<Vec<f64>> {
    let variances: Vec<f64> = (0..classes).map(|k| covariance[k * classes + k]).collect();
    // A covariance of one example is not finite.
    if let Some(k) = variances.iter().position(|v| *v <= 0.0 || !v.is_finite()) {
        return Err(Undefined(format!("the logit of class {k} does not vary")));
    }
    let scale: Vec<f64> = variances.iter().map(|v| v.sqrt().recip()).collect();
    let of = |at: usize| {
        let (i, j) = (at / classes, at % classes);
        if i == j { 1.0 } else { (covariance[at] * scale[i] * scale[j]).clamp(-1.0, 1.0) }
    };
    Ok((0..classes * classes).map(of).collect())
}

/// Root mean square of the off-diagonal differences of two correlation matrices (K, K), in [0, 2].
///
/// # Errors
/// Undefined for one class, or for matrices of unequal size.
pub fn logit_correlation_difference(a: &[f64], b: &[f64], classes: usize) -> Measured<f64> {
    if classes < 2 || a.len() != b.len() {
        return Err(Undefined(format!(
            "needs two classes on both sides, found {classes} ({} and {} values)",
            a.len(),
            b.len()
        )));
    }
    let square: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
    Ok((square / (classes * (classes - 1)) as f64).sqrt())
}
