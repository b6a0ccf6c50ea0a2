//! Matrix scaling (Guo 2017, sec. 4.2): softmax(Wz + b), a full matrix and a bias. It overfits where K² is not small against N.

use super::affine::{means, residual, sum_of_blocks, with_prior};
use super::minimise::minimise;
use super::{Calibrated, Calibrator, ECE_AFTER, Fold, NLL_AFTER, fitted_temperature, softmax};
use crate::linalg::{add_product, add_transposed_product, symmetric_eigen};
use crate::metrics::{Definition, Measured, Undefined};

/// The registry's entry.
pub const CALIBRATOR: Calibrator = Calibrator {
    name: "matrix_scaling",
    title: "Matrix scaling",
    formula: "softmax(Wz + b) of the least NLL; normal prior worth one example on the step from z/T, in units of the whitened logits",
    fit,
};

/// The registry's entry of `ece_matrix_scaling`.
pub const ECE: Definition = Definition {
    name: "ece_matrix_scaling",
    title: "ECE after matrix scaling",
    short: "ECE (matrix)",
    formula: "ECE of softmax(Wz + b), W and b of the least NLL; normal prior worth one example on the step from z/T; not for K > 256",
    ..ECE_AFTER
};

/// The registry's entry of `nll_matrix_scaling`.
pub const NLL: Definition = Definition {
    name: "nll_matrix_scaling",
    title: "NLL after matrix scaling",
    short: "NLL (matrix)",
    formula: "NLL of softmax(Wz + b), W and b of the least NLL; normal prior worth one example on the step from z/T; not for K > 256",
    ..NLL_AFTER
};

/// Most classes for which K (K + 1) parameters are fitted.
const MOST_CLASSES: usize = 256;

/// Share of the largest variance below which a direction of the logits is rounding.
const SMALLEST: f64 = 1e-10;

struct Matrix {
    weights: Vec<f64>, // (K, K): rows are inputs, so that z W is a row of logits
    biases: Vec<f64>,  // (K)
}

impl Matrix {
    /// Logits (n, K) of some rows of the fold, or of one row.
    fn logits<'a>(&self, rows: impl Iterator<Item = &'a [f32]>) -> Vec<f64> {
        let k = self.biases.len();
        let inputs: Vec<f64> = rows.flatten().map(|z| f64::from(*z)).collect();
        let n = inputs.len() / k;
        let mut out = self.biases.repeat(n);
        add_product(&mut out, &inputs, &self.weights, (n, k, k));
        out
    }
}

impl Calibrated for Matrix {
    fn probabilities(&self, logits: &[f32]) -> Vec<f64> {
        let mut row = self.logits(std::iter::once(logits));
        softmax(&mut row);
        row
    }
}

/// The logits' temperature, means (K) and whitening (K, R), which stay as they are while the step is sought.
struct Whitened {
    temperature: f64,
    means: Vec<f64>,
    whitening: Vec<f64>,
    rank: usize,
}

impl Whitened {
    fn new(fold: &Fold<'_>, rows: &[usize], temperature: f64) -> Measured<Self> {
        let (k, means) = (fold.logits.cols, means(fold, rows));
        let gaps = |i: &usize| fold.logits.row(*i).iter().zip(&means).map(|(z, m)| f64::from(*z) - m);
        let centred: Vec<f64> = rows.iter().flat_map(gaps).collect();
        let mut covariance = vec![0.0; k * k];
        add_transposed_product(&mut covariance, &centred, &centred, (rows.len(), k, k));
        covariance.iter_mut().for_each(|c| *c /= rows.len() as f64);
        let (variances, directions) = symmetric_eigen(&covariance, k, k)
            .map_err(|e| Undefined(format!("the eigenvalues of the logits' covariance: {e}")))?;
        let rank = variances.iter().take_while(|v| **v > SMALLEST * variances[0]).count();
        let scaled = |d: usize| directions.iter().zip(&variances).take(rank).map(move |(u, v)| u[d] / v.sqrt());
        Ok(Self { temperature, whitening: (0..k).flat_map(scaled).collect(), rank, means })
    }

    /// z/T + A x + c with x the whitened logits, as zW + b; the step holds A (R, K), then c (K).
    fn stepped(&self, step: &[f64]) -> Matrix {
        let k = self.means.len();
        let (a, c) = step.split_at(self.rank * k);
        let mut weights = vec![0.0; k * k];
        add_product(&mut weights, &self.whitening, a, (k, self.rank, k));
        let mut shift = vec![0.0; k];
        add_product(&mut shift, &self.means, &weights, (1, k, k));
        weights.iter_mut().step_by(k + 1).for_each(|w| *w += 1.0 / self.temperature);
        Matrix { weights, biases: c.iter().zip(&shift).map(|(c, s)| c - s).collect() }
    }

    /// Sums over some rows of the NLL and of its gradient in W of the centred logits (K, K) and in c (K).
    fn sums(&self, fold: &Fold<'_>, rows: &[usize], matrix: &Matrix) -> (f64, Vec<f64>) {
        let k = self.means.len();
        let mut residuals = matrix.logits(rows.iter().map(|i| fold.logits.row(*i)));
        let nll = residuals.chunks_exact_mut(k).zip(rows).map(|(row, i)| residual(row, fold.labels[*i])).sum();
        let gaps = |i: &usize| fold.logits.row(*i).iter().zip(&self.means).map(|(z, m)| f64::from(*z) - m);
        let centred: Vec<f64> = rows.iter().flat_map(gaps).collect();
        let mut gradient = vec![0.0; k * k];
        add_transposed_product(&mut gradient, &centred, &residuals, (rows.len(), k, k));
        let mut sums = vec![0.0; k];
        residuals.chunks_exact(k).for_each(|row| sums.iter_mut().zip(row).for_each(|(s, r)| *s += r));
        gradient.extend(sums);
        (nll, gradient)
    }

    /// The gradient in W of the centred logits as one in A.
    fn of_step(&self, (nll, gradient): (f64, Vec<f64>)) -> (f64, Vec<f64>) {
        let k = self.means.len();
        let (of_weights, of_shift) = gradient.split_at(k * k);
        let mut out = vec![0.0; self.rank * k];
        add_transposed_product(&mut out, &self.whitening, of_weights, (k, self.rank, k));
        out.extend(of_shift);
        (nll, out)
    }
}

fn fit(fold: &Fold<'_>) -> Measured<Box<dyn Calibrated>> {
    let (rows, k) = (fold.rows(), fold.logits.cols);
    if k > MOST_CLASSES {
        let parameters = k * (k + 1);
        return Err(Undefined(format!("matrix scaling of {k} classes has {parameters} parameters, too many to fit")));
    }
    let whitened = Whitened::new(fold, &rows, fitted_temperature(fold)?)?;
    let objective = |step: &[f64]| {
        let matrix = whitened.stepped(step);
        let sums = sum_of_blocks(&rows, |block| whitened.sums(fold, block, &matrix));
        with_prior(whitened.of_step(sums), step, rows.len() as f64)
    };
    let step = minimise(objective, vec![0.0; (whitened.rank + 1) * k])
        .map_err(|e| Undefined(format!("matrix scaling found {e}")))?;
    Ok(Box::new(whitened.stepped(&step)))
}
