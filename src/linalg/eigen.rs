//! Eigenvalues of symmetric matrices, thin over faer: all of them, and the first few vectors.
//!
//! Fed with covariances and Gram matrices, read by PCA, neural collapse and matrix scaling.

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::linalg::lu::partial_pivoting::{factor, solve};
use faer::{Mat, MatRef, Par, Spec};

use super::{dot, upper_halves};
use crate::random::Random;

/// Always two parts, whatever the threads: the parts change bits, the threads do not.
const PARTS: usize = 2;

/// From this width on, and for so small a share of the vectors, solving for each costs less than making all.
const WIDE: usize = 512;
const FEW: usize = 64;

/// How far A v may be from λ v, as a share of the largest eigenvalue's magnitude.
const RESIDUAL: f64 = 1e-12;

/// Steps of inverse iteration: one brings a start near, the next to the last digits.
const STEPS: usize = 3;

/// Eigenvalues, falling, of a symmetric matrix (d, d), with the first `k` eigenvectors, each of d values.
///
/// # Errors
/// When the iteration does not converge.
pub fn symmetric_eigen(matrix: &[f64], d: usize, k: usize) -> Result<(Vec<f64>, Vec<Vec<f64>>), String> {
    let (of, k) = (MatRef::from_row_major_slice(matrix, d, d), k.min(d));
    if d >= WIDE && k * FEW <= d {
        let (values, _) = decomposed(of, ComputeEigenvectors::No)?;
        if let Some(vectors) = by_inverse_iteration(matrix, &values, k) {
            return Ok((values, vectors));
        }
    }
    let (values, vectors) = decomposed(of, ComputeEigenvectors::Yes)?;
    // faer gives them rising.
    let vector = |c: usize| (0..d).map(|i| vectors[(i, d - 1 - c)]).collect();
    Ok((values, (0..k).map(vector).collect()))
}

/// Eigenvalues, falling, and all vectors as faer has them, or an empty matrix.
fn decomposed(matrix: MatRef<'_, f64>, wanted: ComputeEigenvectors) -> Result<(Vec<f64>, Mat<f64>), String> {
    let (d, part) = (matrix.nrows(), Par::rayon(PARTS));
    let mut values = Diag::zeros(d);
    let is_wanted = matches!(wanted, ComputeEigenvectors::Yes);
    let mut vectors = if is_wanted { Mat::zeros(d, d) } else { Mat::zeros(0, 0) };
    let mut memory = MemBuffer::new(self_adjoint_evd_scratch::<f64>(d, wanted, part, Spec::default()));
    let out = is_wanted.then(|| vectors.as_mut());
    let made = self_adjoint_evd(matrix, values.as_mut(), out, part, MemStack::new(&mut memory), Spec::default());
    upper_halves::clear();
    made.map_err(|e| format!("no convergence ({e:?})"))?;
    Ok(((0..d).rev().map(|i| values.column_vector()[i]).collect(), vectors))
}

/// Vectors of the first `k` of the eigenvalues: (A - λ)⁻¹ makes the part along λ's own vector large. None where one does not
/// settle.
fn by_inverse_iteration(matrix: &[f64], values: &[f64], k: usize) -> Option<Vec<Vec<f64>>> {
    let d = values.len();
    let largest = values.iter().fold(0.0, |a: f64, v| a.max(v.abs()));
    let mut random = Random::new(0, "start of an eigenvector");
    let mut found: Vec<Vec<f64>> = Vec::new();
    for (at, value) in values.iter().take(k).enumerate() {
        // Equal values must not give equal systems, nor a value a singular one.
        let shift = value + (at + 1) as f64 * 4.0 * f64::EPSILON * largest;
        let system = Shifted::new(matrix, d, shift);
        let mut vector: Vec<f64> = (0..d).map(|_| random.uniform() - 0.5).collect();
        for _ in 0..STEPS {
            system.solve(&mut vector);
            normalise(&mut vector, &found)?;
        }
        let residual = matrix.chunks_exact(d).zip(&vector).map(|(row, v)| (dot(row, &vector) - value * v).powi(2));
        if residual.sum::<f64>().sqrt() > RESIDUAL * largest {
            return None;
        }
        found.push(vector);
    }
    Some(found)
}

/// Length 1, orthogonal to the others; none where nothing is left.
fn normalise(vector: &mut [f64], others: &[Vec<f64>]) -> Option<()> {
    let scale = vector.iter().fold(0.0, |a: f64, v| a.max(v.abs()));
    vector.iter_mut().for_each(|v| *v /= scale);
    for other in others {
        let along = dot(vector, other);
        vector.iter_mut().zip(other).for_each(|(v, o)| *v -= along * o);
    }
    let length = dot(vector, vector).sqrt();
    vector.iter_mut().for_each(|v| *v /= length);
    vector.iter().all(|v| v.is_finite()).then_some(())
}

/// The LU factors of A - shift.
struct Shifted {
    factors: Mat<f64>,
    forward: Vec<usize>,
    backward: Vec<usize>,
}

impl Shifted {
    fn new(matrix: &[f64], d: usize, shift: f64) -> Self {
        // Symmetric: rows are columns.
        let mut factors = MatRef::from_column_major_slice(matrix, d, d).to_owned();
        (0..d).for_each(|i| factors[(i, i)] -= shift);
        let (mut forward, mut backward) = (vec![0; d], vec![0; d]);
        let part = Par::rayon(PARTS);
        let mut memory = MemBuffer::new(factor::lu_in_place_scratch::<usize, f64>(d, d, part, Spec::default()));
        let stack = MemStack::new(&mut memory);
        factor::lu_in_place(factors.as_mut(), &mut forward, &mut backward, part, stack, Spec::default());
        upper_halves::clear();
        Self { factors, forward, backward }
    }

    fn solve(&self, vector: &mut [f64]) {
        let d = vector.len();
        let rows = faer::perm::PermRef::new_checked(&self.forward, &self.backward, d);
        let mut memory = MemBuffer::new(solve::solve_in_place_scratch::<usize, f64>(d, 1, Par::Seq));
        let right = faer::MatMut::from_column_major_slice_mut(vector, d, 1);
        let of = self.factors.as_ref();
        solve::solve_in_place(of, of, rows, right, Par::Seq, MemStack::new(&mut memory));
        upper_halves::clear();
    }
}
