//! Canonical correlations of two sets of features, over orthonormal bases of their columns.
//!
//! Fed with centred samples; read by SVCCA and PWCCA. The correlations are the singular values of UᵀV for orthonormal bases U and
//! V of the two column spaces.

use super::sample::{Sample, transposed_product};
use super::{Measured, Undefined};
use crate::linalg::add_product;
use crate::linalg::svd::svd;

/// Singular values below this share of the largest are no direction.
const RANK_TOLERANCE: f64 = 1e-10;

/// An orthonormal basis of the columns of centred features.
#[derive(Clone, Debug)]
pub struct Basis {
    /// Row-major (n, rank).
    vectors: Vec<f64>,
    n: usize,
    /// Singular values (rank), falling.
    values: Vec<f64>,
    /// Directions.
    pub rank: usize,
}

impl Basis {
    /// The basis of the fewest principal directions that hold a share of the variance; all of them at share 1.
    ///
    /// # Errors
    /// Undefined where the features do not vary, or where the decomposition does not converge.
    pub fn of(centred: &Sample, share: f64) -> Measured<Self> {
        let n = centred.rows;
        let svd = svd(&centred.values, n, centred.cols).map_err(Undefined)?;
        let largest = svd.values.first().copied().unwrap_or(0.0);
        if largest <= 0.0 {
            return Err(Undefined("the features of one variant do not vary".to_owned()));
        }
        let whole = Self { vectors: svd.left, n, rank: svd.values.len(), values: svd.values };
        let rank = whole.values.iter().take_while(|s| **s > RANK_TOLERANCE * largest).count();
        Ok(whole.first(rank).leading(share))
    }

    /// The fewest of these directions that hold a share of their variance; all of them at share 1.
    pub fn leading(&self, share: f64) -> Self {
        let total: f64 = self.values.iter().map(|s| s * s).sum();
        let mut held = 0.0;
        let is_needed = |s: &&f64| {
            let was = held;
            held += **s * **s;
            share >= 1.0 || was < share * total
        };
        self.first(self.values.iter().take_while(is_needed).count())
    }

    fn first(&self, rank: usize) -> Self {
        let vectors = self.vectors.chunks_exact(self.rank.max(1)).flat_map(|row| row[..rank].iter().copied());
        Self { vectors: vectors.collect(), n: self.n, values: self.values[..rank].to_vec(), rank }
    }
}

/// Canonical correlations with the canonical directions of the first side.
#[derive(Clone, Debug)]
pub struct Canonical {
    /// ρ (min of the ranks), falling, in [0, 1].
    pub correlations: Vec<f64>,
    /// Unit directions of the first side over the examples, row-major (n, min of the ranks).
    pub directions: Vec<f64>,
}

/// The canonical correlations of two bases over the same examples.
///
/// # Errors
/// Undefined where the decomposition does not converge.
pub fn canonical(x: &Basis, y: &Basis) -> Measured<Canonical> {
    let cross = transposed_product(&x.vectors, &y.vectors, (x.n, x.rank, y.rank));
    let svd = svd(&cross, x.rank, y.rank).map_err(Undefined)?;
    let count = svd.values.len();
    let mut directions = vec![0.0; x.n * count];
    add_product(&mut directions, &x.vectors, &svd.left, (x.n, x.rank, count));
    Ok(Canonical { correlations: svd.values.iter().map(|r| r.min(1.0)).collect(), directions })
}
