//! Gram matrix of class vectors: inner products, norms and cosines, for `nc2` and the class-mean cosine matrix.

use super::class_sums::ClassMeans;
use super::{Measured, Undefined};
use crate::linalg::{Rows, add_transposed_product};

/// Inner products of C class vectors, (C, C).
#[derive(Clone, Debug)]
pub struct Gram {
    values: Vec<f64>,
    count: usize,
}

impl Gram {
    /// Of the class means minus their centre, of the classes that have examples.
    pub fn of_means(means: &ClassMeans) -> Self {
        Self::of_columns(&means.columns(), means.classes.len())
    }

    /// Of the rows of a head (K, D), not centred; the bias does not enter.
    ///
    /// # Errors
    /// Undefined for K < 2.
    pub fn of_head(weight: Rows<'_>) -> Measured<Self> {
        if weight.rows < 2 {
            return Err(Undefined(format!("needs two classes, found {}", weight.rows)));
        }
        let (count, width) = (weight.rows, weight.cols);
        let columns: Vec<f64> =
            (0..width).flat_map(|d| (0..count).map(move |k| f64::from(weight.data[k * width + d]))).collect();
        Ok(Self::of_columns(&columns, count))
    }

    /// Vectors as columns (D, C), row-major.
    fn of_columns(columns: &[f64], count: usize) -> Self {
        let mut values = vec![0.0; count * count];
        add_transposed_product(&mut values, columns, columns, (columns.len() / count, count, count));
        Self { values, count }
    }

    /// C.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Inner products (C, C), row-major.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Norms (C).
    pub fn norms(&self) -> Vec<f64> {
        (0..self.count).map(|c| self.values[c * self.count + c].max(0.0).sqrt()).collect()
    }

    /// Cosines of the vectors (C, C), row-major, in [-1, 1].
    ///
    /// # Errors
    /// Undefined where a vector is 0.
    pub fn cosines(&self) -> Measured<Vec<f64>> {
        let norms = self.norms();
        if let Some(c) = norms.iter().position(|n| *n <= 0.0) {
            return Err(Undefined(format!("class vector {c} is 0 and has no direction")));
        }
        let cosine = |(at, g): (usize, &f64)| (g / (norms[at / self.count] * norms[at % self.count])).clamp(-1.0, 1.0);
        Ok(self.values.iter().enumerate().map(cosine).collect())
    }
}
