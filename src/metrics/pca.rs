//! PCA of the features: eigenvectors of the covariance (n - 1), signs fixed.

use serde::{Deserialize, Serialize};

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::moments::{Covariance, Shifted};
use super::{Measured, Undefined};
use crate::linalg::{Rows, symmetric_eigen};

/// The registry's entry of `pca_ratio`.
pub const RATIO: Definition = Definition {
    name: "pca_ratio",
    title: "Explained variance of the principal components",
    short: "PCA",
    measures: "How fast the spectrum of the features falls.",
    formula: "the first min(D, 50) eigenvalues of the covariance (n - 1) over their total",
    edges: "Undefined where the features do not vary.",
    source: "standard",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Neither,
    interval: Interval::None("none: a spectrum"),
};

/// Principal components.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pca {
    /// Mean feature (D).
    pub mean: Vec<f64>,
    /// The first k directions (k, D); the entry of largest magnitude is positive.
    pub components: Vec<Vec<f64>>,
    /// All D variances, falling.
    pub variances: Vec<f64>,
}

/// The first k components of features (N, D).
///
/// # Errors
/// As [`fit`].
pub fn pca(features: Rows<'_>, k: usize) -> Measured<Pca> {
    let mean = features.mean();
    fit(&Covariance::of(&Shifted::by(features, &mean)), mean, k)
}

/// The first k components of features with this covariance (D, D) and mean (D).
///
/// # Errors
/// Undefined for fewer than two examples, or where the features do not vary.
pub fn fit(covariance: &Covariance, mean: Vec<f64>, k: usize) -> Measured<Pca> {
    if covariance.count() < 1.5 {
        return Err(Undefined(format!("PCA needs two examples, found {}", covariance.count())));
    }
    let (values, vectors) = symmetric_eigen(covariance.values(), covariance.width(), k)
        .map_err(|e| Undefined(format!("the eigenvalues of the covariance: {e}")))?;
    let variances: Vec<f64> = values.into_iter().map(|v| v.max(0.0)).collect();
    if variances.iter().sum::<f64>() <= 0.0 {
        return Err(Undefined("the features do not vary".to_owned()));
    }
    Ok(Pca { mean, components: vectors.into_iter().map(sign_fixed).collect(), variances })
}

/// Eigenvectors have no sign of their own: the entry of largest magnitude, the first of equals, is made positive.
fn sign_fixed(mut v: Vec<f64>) -> Vec<f64> {
    let largest = v.iter().copied().fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
    if largest < 0.0 {
        v.iter_mut().for_each(|x| *x = -*x);
    }
    v
}

impl Pca {
    /// Coordinates of a feature row (D) on the components.
    pub fn project(&self, row: &[f32]) -> Vec<f64> {
        let along = |c: &Vec<f64>| c.iter().zip(row).zip(&self.mean).map(|((c, x), m)| c * (f64::from(*x) - m)).sum();
        self.components.iter().map(along).collect()
    }

    /// The first min(D, 50) shares of the total variance.
    pub fn ratio(&self) -> Vec<f64> {
        let total: f64 = self.variances.iter().sum();
        self.variances.iter().take(50).map(|v| v / total).collect()
    }
}
