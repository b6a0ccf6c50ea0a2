//! Vector scaling (Guo 2017, sec. 4.2): softmax(w ∘ z + b), a weight and a bias for every class.

use super::affine::{means, residual, sum_of_blocks, with_prior};
use super::minimise::minimise;
use super::{Calibrated, Calibrator, ECE_AFTER, Fold, NLL_AFTER, fitted_temperature, softmax};
use crate::metrics::{Definition, Measured, Undefined};

/// The registry's entry.
pub const CALIBRATOR: Calibrator = Calibrator {
    name: "vector_scaling",
    title: "Vector scaling",
    formula: "softmax(w ∘ z + b) of the least NLL; normal prior worth one example on the step from z/T, in standard deviations of z_k/T",
    fit,
};

/// The registry's entry of `ece_vector_scaling`.
pub const ECE: Definition = Definition {
    name: "ece_vector_scaling",
    title: "ECE after vector scaling",
    short: "ECE (vector)",
    formula: "ECE of softmax(w ∘ z + b), w and b of the least NLL; normal prior worth one example on the step from z/T",
    ..ECE_AFTER
};

/// The registry's entry of `nll_vector_scaling`.
pub const NLL: Definition = Definition {
    name: "nll_vector_scaling",
    title: "NLL after vector scaling",
    short: "NLL (vector)",
    formula: "NLL of softmax(w ∘ z + b), w and b of the least NLL; normal prior worth one example on the step from z/T",
    ..NLL_AFTER
};

struct Vector {
    weights: Vec<f64>, // (K)
    biases: Vec<f64>,  // (K)
}

impl Vector {
    fn logits<'a>(&'a self, row: &'a [f32]) -> impl Iterator<Item = f64> + 'a {
        row.iter().zip(self.weights.iter().zip(&self.biases)).map(|(z, (w, b))| w * f64::from(*z) + b)
    }
}

impl Calibrated for Vector {
    fn probabilities(&self, logits: &[f32]) -> Vec<f64> {
        let mut row: Vec<f64> = self.logits(logits).collect();
        softmax(&mut row);
        row
    }
}

/// The logits' temperature, means (K) and spreads (K), which stay as they are while the step is sought.
struct Standard {
    temperature: f64,
    means: Vec<f64>,
    spreads: Vec<f64>,
}

impl Standard {
    fn new(fold: &Fold<'_>, rows: &[usize], temperature: f64) -> Self {
        let means = means(fold, rows);
        let mut squares = vec![0.0; means.len()];
        for i in rows {
            let gaps = fold.logits.row(*i).iter().zip(&means).map(|(z, m)| f64::from(*z) - m);
            squares.iter_mut().zip(gaps).for_each(|(s, gap)| *s += gap * gap / rows.len() as f64);
        }
        // A logit that does not vary only has a bias.
        let spread = |square: f64| if square > 0.0 { square.sqrt() } else { 1.0 };
        Self { temperature, means, spreads: squares.into_iter().map(spread).collect() }
    }

    /// z/T + a (z - mean)/spread + c as w z + b; the step (2 K) holds a, then c.
    fn stepped(&self, step: &[f64]) -> Vector {
        let (a, c) = step.split_at(self.means.len());
        let slopes = a.iter().zip(&self.spreads).map(|(a, s)| a / s);
        let biases = slopes.clone().zip(&self.means).zip(c).map(|((slope, m), c)| c - slope * m).collect();
        Vector { weights: slopes.map(|slope| 1.0 / self.temperature + slope).collect(), biases }
    }

    /// Sums over some rows of the NLL and of its gradient in the step.
    fn sums(&self, fold: &Fold<'_>, rows: &[usize], vector: &Vector) -> (f64, Vec<f64>) {
        let k = self.means.len();
        let (mut nll, mut gradient) = (0.0, vec![0.0; 2 * k]);
        for i in rows {
            let mut row: Vec<f64> = vector.logits(fold.logits.row(*i)).collect();
            nll += residual(&mut row, fold.labels[*i]);
            let (slopes, biases) = gradient.split_at_mut(k);
            biases.iter_mut().zip(&row).for_each(|(g, r)| *g += r);
            let standard = fold.logits.row(*i).iter().zip(self.means.iter().zip(&self.spreads));
            let standard = standard.map(|(z, (m, s))| (f64::from(*z) - m) / s);
            slopes.iter_mut().zip(row.iter().zip(standard)).for_each(|(g, (r, x))| *g += r * x);
        }
        (nll, gradient)
    }
}

fn fit(fold: &Fold<'_>) -> Measured<Box<dyn Calibrated>> {
    let rows = fold.rows();
    let standard = Standard::new(fold, &rows, fitted_temperature(fold)?);
    let objective = |step: &[f64]| {
        let vector = standard.stepped(step);
        with_prior(sum_of_blocks(&rows, |block| standard.sums(fold, block, &vector)), step, rows.len() as f64)
    };
    let step = minimise(objective, vec![0.0; 2 * fold.logits.cols])
        .map_err(|e| Undefined(format!("vector scaling found {e}")))?;
    Ok(Box::new(standard.stepped(&step)))
}
