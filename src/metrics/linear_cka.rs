//! Linear CKA, biased and debiased (Kornblith 2019; feature form of the debiased HSIC as in its Demo.ipynb).
//!
//! hsic(X, Y) = ||XᵀY||² - n/(n-2) Σ_i ||x_i||²||y_i||² + Σ||x||² Σ||y||² / ((n-1)(n-2)), x and y centred.

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `linear_cka`.
pub const DEFINITION: Definition = Definition {
    name: "linear_cka",
    title: "Linear CKA, biased",
    short: "CKA",
    measures: "How alike the features of two networks are, up to rotation and scale.",
    formula: "||XᵀY||²_F / (||XᵀX||_F ||YᵀY||_F) on centred features",
    edges: "In [0, 1]; biased upwards where N is small against D. Undefined where one side does not vary.",
    source: "Kornblith 2019, sec. 3",
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// The registry's entry of `linear_cka_debiased`.
pub const DEBIASED: Definition = Definition {
    name: "linear_cka_debiased",
    title: "Linear CKA, debiased",
    short: "CKA (deb.)",
    measures: "The same without the bias of few examples.",
    formula: "linear_cka with the unbiased HSIC of Song 2012, in feature form",
    edges: "May be negative. Undefined for N < 4 or where an HSIC is not positive.",
    source: "Kornblith 2019; Song 2012, eq. 5",
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Sums of two feature matrices, (n, D1) and (n, D2), shifted by a fixed row so that little cancels. States add and subtract.
#[derive(Clone, Debug)]
pub struct State {
    shift_x: Vec<f64>,
    shift_y: Vec<f64>,
    n: f64,
    x: Side,
    y: Side,
    xy: Vec<f64>,        // (D1, D2): Σ x yᵀ
    norms_x_y: Vec<f64>, // (D2): Σ ||x||² y
    norms_y_x: Vec<f64>, // (D1): Σ ||y||² x
    norms: f64,          // Σ ||x||² ||y||²
}

/// Sums of one matrix alone.
#[derive(Clone, Debug)]
struct Side {
    sum: Vec<f64>,    // (D): Σ x
    square: Vec<f64>, // (D, D): Σ x xᵀ, upper triangle
    cubic: Vec<f64>,  // (D): Σ ||x||² x
    fourth: f64,      // Σ ||x||⁴
}

impl Side {
    fn new(width: usize) -> Self {
        Self { sum: vec![0.0; width], square: vec![0.0; width * width], cubic: vec![0.0; width], fourth: 0.0 }
    }

    fn push(&mut self, x: &[f64], norm: f64) {
        add_outer(&mut self.square, x, x);
        for (i, v) in x.iter().enumerate() {
            self.sum[i] += v;
            self.cubic[i] += norm * v;
        }
        self.fourth += norm * norm;
    }

    fn add(&mut self, other: &Self, sign: f64) {
        add(&mut self.sum, &other.sum, sign);
        add(&mut self.square, &other.square, sign);
        add(&mut self.cubic, &other.cubic, sign);
        self.fourth += sign * other.fourth;
    }
}

fn add(a: &mut [f64], b: &[f64], sign: f64) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += sign * b);
}

fn add_outer(out: &mut [f64], x: &[f64], y: &[f64]) {
    for (row, v) in out.chunks_exact_mut(y.len()).zip(x) {
        // Features after a ReLU are often exactly 0.
        if *v != 0.0 {
            row.iter_mut().zip(y).for_each(|(o, y)| *o += v * y);
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Σ over the entries of (Σ a bᵀ - n ā b̄ᵀ)².
fn centred_square(product: &[f64], a: &[f64], b: &[f64], n: f64) -> f64 {
    product
        .chunks_exact(b.len())
        .zip(a)
        .map(|(row, a)| row.iter().zip(b).map(|(p, b)| (p - a * b / n).powi(2)).sum::<f64>())
        .sum()
}

fn trace(square: &[f64], width: usize) -> f64 {
    (0..width).map(|i| square[i * width + i]).sum()
}

impl State {
    /// An empty state, shifted by a row of each matrix.
    #[must_use]
    pub fn new(shift_x: &[f32], shift_y: &[f32]) -> Self {
        let (dx, dy) = (shift_x.len(), shift_y.len());
        Self {
            shift_x: shift_x.iter().map(|v| f64::from(*v)).collect(),
            shift_y: shift_y.iter().map(|v| f64::from(*v)).collect(),
            n: 0.0,
            x: Side::new(dx),
            y: Side::new(dy),
            xy: vec![0.0; dx * dy],
            norms_x_y: vec![0.0; dy],
            norms_y_x: vec![0.0; dx],
            norms: 0.0,
        }
    }

    /// Adds one row of each.
    pub fn push(&mut self, x: &[f32], y: &[f32]) {
        let x: Vec<f64> = x.iter().zip(&self.shift_x).map(|(v, s)| f64::from(*v) - s).collect();
        let y: Vec<f64> = y.iter().zip(&self.shift_y).map(|(v, s)| f64::from(*v) - s).collect();
        let (nx, ny) = (dot(&x, &x), dot(&y, &y));
        self.n += 1.0;
        self.x.push(&x, nx);
        self.y.push(&y, ny);
        add_outer(&mut self.xy, &x, &y);
        add(&mut self.norms_x_y, &y, nx);
        add(&mut self.norms_y_x, &x, ny);
        self.norms += nx * ny;
    }

    /// Adds another state of the same shift.
    pub fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    /// Takes away a state that was added.
    pub fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        self.n += sign * other.n;
        self.x.add(&other.x, sign);
        self.y.add(&other.y, sign);
        add(&mut self.xy, &other.xy, sign);
        add(&mut self.norms_x_y, &other.norms_x_y, sign);
        add(&mut self.norms_y_x, &other.norms_y_x, sign);
        self.norms += sign * other.norms;
    }

    /// ||XᵀY||²/(||XᵀX|| ||YᵀY||) on centred features, in [0, 1].
    ///
    /// # Errors
    /// Undefined where one of them does not vary.
    pub fn biased(&self) -> Measured<f64> {
        let (sx, sy, n) = (&self.x.sum, &self.y.sum, self.n);
        let xy = centred_square(&self.xy, sx, sy, n);
        let xx = centred_square(&self.x.square, sx, sx, n);
        let yy = centred_square(&self.y.square, sy, sy, n);
        if xx <= 0.0 || yy <= 0.0 || n < 2.0 {
            return Err(Undefined("the features of one variant do not vary".to_owned()));
        }
        Ok(xy / (xx * yy).sqrt())
    }

    /// The same with the debiased HSIC; may be negative.
    ///
    /// # Errors
    /// Undefined for n < 4 or where one of them does not vary.
    pub fn debiased(&self) -> Measured<f64> {
        if self.n < 3.5 {
            return Err(Undefined(format!("debiased CKA needs 4 examples, found {}", self.n)));
        }
        let (x, y) = (&self.x, &self.y);
        let xy = self.hsic(&self.xy, (x, y), (&self.norms_x_y, &self.norms_y_x), self.norms);
        let xx = self.hsic(&x.square, (x, x), (&x.cubic, &x.cubic), x.fourth);
        let yy = self.hsic(&y.square, (y, y), (&y.cubic, &y.cubic), y.fourth);
        if xx <= 0.0 || yy <= 0.0 {
            return Err(Undefined("the features of one variant do not vary enough for a debiased HSIC".to_owned()));
        }
        Ok(xy / (xx * yy).sqrt())
    }

    fn hsic(
        &self,
        product: &[f64],
        (a, b): (&Side, &Side),
        (norms_a_b, norms_b_a): (&[f64], &[f64]),
        norms: f64,
    ) -> f64 {
        let n = self.n;
        let (da, db) = (a.sum.len(), b.sum.len());
        let (ma, mb): (Vec<f64>, Vec<f64>) =
            (a.sum.iter().map(|v| v / n).collect(), b.sum.iter().map(|v| v / n).collect());
        let (qa, qb) = (dot(&ma, &ma), dot(&mb, &mb));
        let (ta, tb) = (trace(&a.square, da), trace(&b.square, db));
        // Σ ||a - ā||² ||b - b̄||², multiplied out.
        let cross: f64 = product.chunks_exact(db).zip(&ma).map(|(row, m)| m * dot(row, &mb)).sum();
        let rows = norms - 2.0 * dot(norms_a_b, &mb) + qb * ta - 2.0 * dot(norms_b_a, &ma) + 4.0 * cross
            - 2.0 * qb * n * qa
            + qa * tb
            - 2.0 * qa * n * qb
            + n * qa * qb;
        let (va, vb) = (ta - n * qa, tb - n * qb);
        centred_square(product, &a.sum, &b.sum, n) - n / (n - 2.0) * rows + va * vb / ((n - 1.0) * (n - 2.0))
    }
}
