//! Sums over the examples of two feature matrices: what linear CKA, PCA and the participation ratio are made of.
//!
//! Rows are shifted by their matrix's mean first, so that little cancels. States of the same shifts add and subtract: shards
//! merge, and a jackknife takes groups away.

use super::Mergeable;
use crate::linalg::{Rows, dot, transposed_product};

/// Features (N, D) with the shift (D) that is taken from every row.
#[derive(Clone, Debug)]
pub struct Shifted<'a> {
    rows: Rows<'a>,
    shift: Vec<f64>,
}

impl<'a> Shifted<'a> {
    /// Shifted by the mean of these rows.
    pub fn by_mean(rows: Rows<'a>) -> Self {
        Self { rows, shift: rows.mean() }
    }

    /// Shifted by a given vector (D), as shards that are merged must be.
    pub fn by(rows: Rows<'a>, shift: Vec<f64>) -> Self {
        Self { rows, shift }
    }

    /// D.
    pub fn width(&self) -> usize {
        self.rows.cols
    }

    /// The chosen rows as f64 (n, D).
    fn gather(&self, chosen: &[usize]) -> Vec<f64> {
        let mut out = Vec::with_capacity(chosen.len() * self.rows.cols);
        for i in chosen {
            out.extend(self.rows.row(*i).iter().zip(&self.shift).map(|(x, s)| f64::from(*x) - s));
        }
        out
    }
}

/// Sums over n examples of x (D1) and y (D2); with x = y, the moments of one matrix.
#[derive(Clone, Debug)]
pub struct Moments {
    n: f64,
    sum_x: Vec<f64>,     // (D1)
    sum_y: Vec<f64>,     // (D2)
    xy: Vec<f64>,        // (D1, D2): Σ x yᵀ
    norms_x_y: Vec<f64>, // (D2): Σ ||x||² y
    norms_y_x: Vec<f64>, // (D1): Σ ||y||² x
    norms_x: f64,        // Σ ||x||²
    norms_y: f64,        // Σ ||y||²
    norms: f64,          // Σ ||x||² ||y||²
}

impl Moments {
    /// Sums over the chosen rows, the same ones of both matrices.
    pub fn of(x: &Shifted<'_>, y: &Shifted<'_>, chosen: &[usize]) -> Self {
        let (d1, d2, n) = (x.width(), y.width(), chosen.len());
        let (gx, gy) = (x.gather(chosen), y.gather(chosen));
        let mut out = Self {
            n: n as f64,
            sum_x: vec![0.0; d1],
            sum_y: vec![0.0; d2],
            xy: transposed_product(&gx, &gy, (n, d1, d2)),
            norms_x_y: vec![0.0; d2],
            norms_y_x: vec![0.0; d1],
            norms_x: 0.0,
            norms_y: 0.0,
            norms: 0.0,
        };
        for (x, y) in gx.chunks_exact(d1.max(1)).zip(gy.chunks_exact(d2.max(1))) {
            let (nx, ny) = (dot(x, x), dot(y, y));
            add(&mut out.sum_x, x, 1.0);
            add(&mut out.sum_y, y, 1.0);
            add(&mut out.norms_x_y, y, nx);
            add(&mut out.norms_y_x, x, ny);
            out.norms_x += nx;
            out.norms_y += ny;
            out.norms += nx * ny;
        }
        out
    }

    /// n.
    pub fn count(&self) -> f64 {
        self.n
    }

    /// Covariance (D1, D2) with n - 1, row-major.
    pub fn covariance(&self) -> Vec<f64> {
        let (width, scale) = (self.sum_y.len(), 1.0 / (self.n - 1.0));
        let centred = |(at, v): (usize, &f64)| (v - self.sum_x[at / width] * self.sum_y[at % width] / self.n) * scale;
        self.xy.iter().enumerate().map(centred).collect()
    }

    /// Σ_i ||x_i - x̄||².
    pub fn total_variation_x(&self) -> f64 {
        self.norms_x - dot(&self.sum_x, &self.sum_x) / self.n
    }

    /// ||XᵀY||²_F of the centred matrices: (n - 1)² times the biased HSIC with linear kernels.
    pub fn centred_square(&self) -> f64 {
        let rows = self.xy.chunks_exact(self.sum_y.len().max(1)).zip(&self.sum_x);
        rows.map(|(row, a)| row.iter().zip(&self.sum_y).map(|(p, b)| (p - a * b / self.n).powi(2)).sum::<f64>()).sum()
    }

    /// The unbiased HSIC (Song 2012, eq. 5) times n(n - 3), in the feature form of Kornblith's Demo.ipynb:
    /// ||XᵀY||² - n/(n-2) Σ ||x_i||²||y_i||² + Σ||x||² Σ||y||² / ((n-1)(n-2)), x and y centred.
    pub fn debiased_square(&self) -> f64 {
        let n = self.n;
        let [ma, mb] = [&self.sum_x, &self.sum_y].map(|s| s.iter().map(|v| v / n).collect::<Vec<f64>>());
        let (qa, qb) = (dot(&ma, &ma), dot(&mb, &mb));
        let (ta, tb) = (self.norms_x, self.norms_y);
        // Σ ||x - x̄||² ||y - ȳ||², multiplied out.
        let cross: f64 = self.xy.chunks_exact(mb.len().max(1)).zip(&ma).map(|(row, m)| m * dot(row, &mb)).sum();
        let rows = self.norms - 2.0 * dot(&self.norms_x_y, &mb) + qb * ta - 2.0 * dot(&self.norms_y_x, &ma)
            + 4.0 * cross
            + qa * tb
            - 3.0 * n * qa * qb;
        let (va, vb) = (ta - n * qa, tb - n * qb);
        self.centred_square() - n / (n - 2.0) * rows + va * vb / ((n - 1.0) * (n - 2.0))
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        self.n += sign * other.n;
        add(&mut self.sum_x, &other.sum_x, sign);
        add(&mut self.sum_y, &other.sum_y, sign);
        add(&mut self.xy, &other.xy, sign);
        add(&mut self.norms_x_y, &other.norms_x_y, sign);
        add(&mut self.norms_y_x, &other.norms_y_x, sign);
        self.norms_x += sign * other.norms_x;
        self.norms_y += sign * other.norms_y;
        self.norms += sign * other.norms;
    }
}

impl Mergeable for Moments {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }

    fn bytes(&self) -> usize {
        size_of_val(self.xy.as_slice())
    }
}

/// a += weight b.
fn add(a: &mut [f64], b: &[f64], weight: f64) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += weight * b);
}
