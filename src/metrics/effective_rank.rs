//! Effective rank: the exponential of the entropy of the spectrum (Roy, Vetterli 2007).

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `effective_rank`.
pub const DEFINITION: Definition = Definition {
    name: "effective_rank",
    title: "Effective rank",
    short: "Eff. rank",
    measures: "The number of directions that share the variance of the features, small shares counting more than in the participation ratio.",
    formula: "exp(-Σ_i p_i log p_i), p_i the share of the i-th eigenvalue of the covariance (n - 1)",
    edges: "Between the participation ratio and min(D, N - 1). Undefined where the features do not vary. On singular values of the features instead of variances it is larger.",
    source: "Roy 2007",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: the spectrum of every jackknife group would have to be made"),
};

/// exp of the entropy of the shares of the variances (D), between 1 and D.
///
/// # Errors
/// Undefined where the features do not vary.
pub fn effective_rank(variances: &[f64]) -> Measured<f64> {
    let total: f64 = variances.iter().sum();
    if total <= 0.0 {
        return Err(Undefined("the features do not vary".to_owned()));
    }
    let shares = variances.iter().map(|v| v / total).filter(|p| *p > 0.0);
    Ok((-shares.map(|p| p * p.ln()).sum::<f64>()).exp())
}
