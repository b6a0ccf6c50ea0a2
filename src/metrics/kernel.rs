//! HSIC of kernel matrices, biased and unbiased, and the CKA made of it.
//!
//! Fed with samples of features; read by RBF CKA and minibatch CKA. (Linear CKA over all rows goes through `moments`, which
//! needs no matrix of examples by examples.)

use super::sample::Sample;
use super::{Measured, Undefined};
use crate::linalg::dot;

/// A kernel matrix, centred both ways, of n examples.
#[derive(Clone, Debug)]
pub struct Kernel {
    n: usize,
    centred: Vec<f64>,  // H K H
    unbiased: Vec<f64>, // centred so that the product with another's, over n(n - 3), is HSIC_1; the diagonal is 0
}

/// Biased and debiased CKA.
#[derive(Clone, Debug, PartialEq)]
pub struct Cka {
    /// In [0, 1].
    pub biased: Measured<f64>,
    /// May be negative.
    pub debiased: Measured<f64>,
}

impl Kernel {
    /// Of the linear kernel x·x'. Rows (n, D), which are centred first: it changes no CKA, and the digits are better.
    pub fn linear(sample: &Sample) -> Self {
        Self::of(sample.clone().centred().gram(), sample.rows)
    }

    /// Of exp(-||x - x'||² / (2 t² m)), m the median of all squared distances, the zeros of the diagonal among them: the
    /// convention of `google-research/representation_similarity`. Rows (n, D).
    ///
    /// # Errors
    /// Undefined where the median distance is 0, so that there is no width.
    pub fn rbf(sample: &Sample, threshold: f64) -> Measured<Self> {
        let n = sample.rows;
        let mut values = sample.clone().centred().gram();
        let squares: Vec<f64> = (0..n).map(|i| values[i * n + i]).collect();
        for (at, value) in values.iter_mut().enumerate() {
            let (i, j) = (at / n, at % n);
            *value = if i == j { 0.0 } else { (squares[i] + squares[j] - 2.0 * *value).max(0.0) };
        }
        let width = 2.0 * threshold * threshold * median(values.clone());
        // Below the digits of the squared norms, distances are rounding.
        if width <= 1e-14 * squares.iter().sum::<f64>() / n.max(1) as f64 {
            return Err(Undefined(
                "most features of one variant are the same, so an RBF kernel has no width".to_owned(),
            ));
        }
        values.iter_mut().for_each(|v| *v = (-*v / width).exp());
        Ok(Self::of(values, n))
    }

    fn of(values: Vec<f64>, n: usize) -> Self {
        Self { n, unbiased: unbiased(values.clone(), n), centred: centred(values, n) }
    }

    /// The unbiased HSIC_1 (Song 2012, eq. 5) with another kernel of the same n ≥ 4 examples.
    pub fn hsic_1(&self, other: &Self) -> f64 {
        let n = self.n as f64;
        dot(&self.unbiased, &other.unbiased) / (n * (n - 3.0))
    }

    /// CKA with another kernel of the same examples.
    pub fn cka(&self, other: &Self) -> Cka {
        let still = || Undefined("the features of one variant do not vary".to_owned());
        let of = |x: &[f64], y: &[f64]| {
            let (xx, yy) = (dot(x, x), dot(y, y));
            if xx > 0.0 && yy > 0.0 { Ok(dot(x, y) / (xx.sqrt() * yy.sqrt())) } else { Err(still()) }
        };
        let debiased = if self.n < 4 {
            Err(Undefined(format!("debiased CKA needs 4 examples, found {}", self.n)))
        } else {
            of(&self.unbiased, &other.unbiased)
        };
        Cka { biased: of(&self.centred, &other.centred), debiased }
    }
}

/// The middle value, or the mean of the middle two.
fn median(mut values: Vec<f64>) -> f64 {
    let half = values.len() / 2;
    if values.is_empty() {
        return 0.0;
    }
    let is_odd = values.len() % 2 == 1;
    let (below, middle, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    let below = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if is_odd { *middle } else { f64::midpoint(below, *middle) }
}

/// H K H.
fn centred(mut values: Vec<f64>, n: usize) -> Vec<f64> {
    let means: Vec<f64> = values.chunks_exact(n.max(1)).map(|row| row.iter().sum::<f64>() / n as f64).collect();
    let mean = means.iter().sum::<f64>() / n as f64;
    for (at, value) in values.iter_mut().enumerate() {
        *value += mean - means[at / n] - means[at % n];
    }
    values
}

/// The centring of the unbiased HSIC (Song 2012), diagonal 0; all 0 for fewer than three examples.
fn unbiased(mut values: Vec<f64>, n: usize) -> Vec<f64> {
    if n < 3 {
        return vec![0.0; n * n];
    }
    (0..n).for_each(|i| values[i * n + i] = 0.0);
    let mut means: Vec<f64> = values.chunks_exact(n).map(|row| row.iter().sum::<f64>() / (n - 2) as f64).collect();
    let shift = means.iter().sum::<f64>() / (2 * (n - 1)) as f64;
    means.iter_mut().for_each(|m| *m -= shift);
    for (at, value) in values.iter_mut().enumerate() {
        *value -= means[at / n] + means[at % n];
    }
    (0..n).for_each(|i| values[i * n + i] = 0.0);
    values
}
