//! PCA of the features: eigenvectors of the covariance (n - 1), signs fixed.

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::participation_ratio::State;
use super::{Measured, Undefined};
use crate::linalg::Rows;

/// The registry's entry of `pca_ratio`.
pub const RATIO: Definition = Definition {
    name: "pca_ratio",
    title: "Explained variance of the principal components",
    short: "PCA",
    measures: "How fast the spectrum of the features falls.",
    formula: "the first min(D, 50) eigenvalues of the covariance (n - 1) over their total",
    edges: "Undefined where the features do not vary.",
    source: "standard",
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Neither,
    interval: Interval::None("none: a spectrum"),
};

/// Principal components.
#[derive(Clone, Debug)]
pub struct Pca {
    /// Mean feature (D).
    pub mean: Vec<f64>,
    /// The first k directions (k, D); the entry of largest magnitude is positive.
    pub components: Vec<Vec<f64>>,
    /// All D variances, falling.
    pub variances: Vec<f64>,
}

/// Components of features (N, D).
///
/// # Errors
/// Undefined for fewer than two rows or where the features do not vary.
#[allow(clippy::cast_precision_loss)] // example counts are below 2^53
pub fn fit(features: Rows<'_>, k: usize) -> Measured<Pca> {
    if features.rows < 2 {
        return Err(Undefined(format!("PCA needs two examples, found {}", features.rows)));
    }
    let mut state = State::new(features.row(0));
    let mut mean = vec![0.0; features.cols];
    for i in 0..features.rows {
        state.push(features.row(i));
        mean.iter_mut().zip(features.row(i)).for_each(|(m, x)| *m += f64::from(*x));
    }
    mean.iter_mut().for_each(|m| *m /= features.rows as f64);
    let (d, c) = (features.cols, state.covariance());
    // One thread, so that the thread count does not change a bit.
    faer::set_global_parallelism(faer::Par::Seq);
    let matrix = faer::Mat::from_fn(d, d, |i, j| c[i * d + j]);
    let eigen = matrix
        .self_adjoint_eigen(faer::Side::Lower)
        .map_err(|_| Undefined("the eigenvalues of the covariance did not converge".to_owned()))?;
    let (values, vectors) = (eigen.S().column_vector(), eigen.U());
    // faer gives them rising.
    let variances: Vec<f64> = (0..d).rev().map(|i| values[i].max(0.0)).collect();
    if variances.iter().sum::<f64>() <= 0.0 {
        return Err(Undefined("the features do not vary".to_owned()));
    }
    let components = (0..k.min(d)).map(|c| sign_fixed((0..d).map(|i| vectors[(i, d - 1 - c)]).collect())).collect();
    Ok(Pca { mean, components, variances })
}

fn sign_fixed(mut v: Vec<f64>) -> Vec<f64> {
    let largest = v.iter().copied().fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
    if largest < 0.0 {
        v.iter_mut().for_each(|x| *x = -*x);
    }
    v
}

impl Pca {
    /// The first k coordinates of a feature row (D).
    #[must_use]
    pub fn project(&self, row: &[f32], k: usize) -> Vec<f64> {
        self.components
            .iter()
            .take(k)
            .map(|c| c.iter().zip(row).zip(&self.mean).map(|((c, x), m)| c * (f64::from(*x) - m)).sum())
            .collect()
    }

    /// The first min(D, 50) shares of the total variance.
    #[must_use]
    pub fn ratio(&self) -> Vec<f64> {
        let total: f64 = self.variances.iter().sum();
        self.variances.iter().take(50).map(|v| v / total).collect()
    }
}
