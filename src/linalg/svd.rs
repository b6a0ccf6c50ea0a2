//! Singular values and vectors, thin over faer.
//!
//! Fed with centred features and cross products, read by Procrustes and the canonical correlations.

use faer::{MatRef, Par};

use super::upper_halves;

/// X = U diag(values) Vᵀ with r = min(n, d).
#[derive(Clone, Debug)]
pub struct Svd {
    /// Left vectors, row-major (n, r).
    pub left: Vec<f64>,
    /// Singular values (r), falling.
    pub values: Vec<f64>,
    /// Right vectors, row-major (d, r).
    pub right: Vec<f64>,
}

/// The thin decomposition of a row-major matrix (n, d).
///
/// # Errors
/// When the iteration does not converge.
pub fn svd(matrix: &[f64], n: usize, d: usize) -> Result<Svd, String> {
    faer::set_global_parallelism(Par::Seq);
    let svd = MatRef::from_row_major_slice(matrix, n, d).thin_svd();
    upper_halves::clear();
    let svd = svd.map_err(|e| format!("no convergence ({e:?})"))?;
    let rows = |m: MatRef<'_, f64>| (0..m.nrows()).flat_map(|i| (0..m.ncols()).map(move |j| m[(i, j)])).collect();
    let values = svd.S().column_vector();
    Ok(Svd { left: rows(svd.U()), values: (0..n.min(d)).map(|i| values[i]).collect(), right: rows(svd.V()) })
}

/// The singular values of a row-major matrix (n, d), falling.
///
/// # Errors
/// When the iteration does not converge.
pub fn singular_values(matrix: &[f64], n: usize, d: usize) -> Result<Vec<f64>, String> {
    faer::set_global_parallelism(Par::Seq);
    let values = MatRef::from_row_major_slice(matrix, n, d).singular_values();
    upper_halves::clear();
    values.map_err(|e| format!("no convergence ({e:?})"))
}
