//! Sums over the examples of two feature matrices: what linear CKA, PCA and the participation ratio are made of.
//!
//! Rows are shifted by their matrix's mean first, so that little cancels. States of the same shifts add and subtract: shards
//! merge, and a jackknife takes groups away. Wide matrices go panel by panel of their columns, so that a state never holds
//! all D² products.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::Mergeable;
use crate::linalg::{Rows, add_transposed_product, dot, sum, vectorised};

/// Columns of a panel, at most.
const PANEL: usize = 512;

/// Rows that one product covers.
const ROWS_AT_ONCE: usize = 512;

/// Features (N, D), or some of their columns, with the shift (D) that is taken from every row.
#[derive(Clone, Debug)]
pub struct Shifted<'a> {
    rows: Rows<'a>,
    shift: Cow<'a, [f64]>,
    columns: Range<usize>,
}

impl<'a> Shifted<'a> {
    /// Shifted by the mean of these rows.
    pub fn by_mean(rows: Rows<'a>) -> Self {
        Self::by(rows, rows.mean())
    }

    /// Shifted by a given vector (D), as shards that are merged must be.
    pub fn by(rows: Rows<'a>, shift: impl Into<Cow<'a, [f64]>>) -> Self {
        Self { rows, shift: shift.into(), columns: 0..rows.cols }
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// The same columns in panels of nearly equal width.
    fn panels(&self) -> Vec<Shifted<'_>> {
        let count = self.width().div_ceil(PANEL);
        let edge = |p: usize| self.columns.start + p * self.width() / count;
        let panel = |p| Shifted { rows: self.rows, shift: Cow::Borrowed(&*self.shift), columns: edge(p)..edge(p + 1) };
        (0..count).map(panel).collect()
    }

    /// The chosen rows as f64, each followed by 1 and its square norm (n, D + 2).
    fn gather(&self, chosen: &[usize], out: &mut Vec<f64>) {
        let width = self.width();
        let shift = &self.shift[self.columns.clone()];
        out.resize(chosen.len() * (width + 2), 0.0);
        let row = |(i, out): (&usize, &mut [f64])| {
            let (centred, beside) = out.split_at_mut(width);
            let row = &self.rows.row(*i)[self.columns.clone()];
            centred.iter_mut().zip(row.iter().zip(shift)).for_each(|(out, (x, s))| *out = f64::from(*x) - s);
            beside.copy_from_slice(&[1.0, dot(centred, centred)]);
        };
        vectorised(|| chosen.iter().zip(out.chunks_exact_mut(width + 2)).for_each(row));
    }
}

/// Column panels of two matrices. HSIC is linear in both kernels, so that of the matrices is the sum of the panels'.
pub struct Panel<'a> {
    /// Columns of the first.
    pub x: Shifted<'a>,
    /// Columns of the second.
    pub y: Shifted<'a>,
    /// How often the panel counts: 2 where its mirror is left out.
    pub weight: f64,
}

impl Panel<'_> {
    /// Whether, of a matrix with itself, both are the same columns.
    pub fn is_diagonal(&self) -> bool {
        self.x.columns == self.y.columns
    }
}

/// All panels of two matrices.
pub fn panels<'a>(x: &'a Shifted<'_>, y: &'a Shifted<'_>) -> Vec<Panel<'a>> {
    let (of_x, of_y) = (x.panels(), y.panels());
    let with =
        |x: &Shifted<'a>| of_y.iter().map(|y| Panel { x: x.clone(), y: y.clone(), weight: 1.0 }).collect::<Vec<_>>();
    of_x.iter().flat_map(with).collect()
}

/// All panels of a matrix with itself, those below the diagonal left out.
pub fn symmetric_panels<'a>(x: &'a Shifted<'_>) -> Vec<Panel<'a>> {
    let is_above = |p: &Panel<'_>| p.x.columns.start < p.y.columns.start;
    let of = |p: Panel<'a>| Panel { weight: if is_above(&p) { 2.0 } else { 1.0 }, ..p };
    panels(x, x).into_iter().filter(|p| p.x.columns.start <= p.y.columns.start).map(of).collect()
}

/// Σ (x, 1, ||x||²)(y, 1, ||y||²)ᵀ over n examples, x (D1) and y (D2): every sum that is needed is an entry.
#[derive(Clone, Debug)]
pub struct Moments {
    product: Vec<f64>, // (D1 + 2, D2 + 2)
    width_x: usize,
    width_y: usize,
}

impl Moments {
    /// Sums over the chosen rows, the same ones of both matrices.
    pub fn of(x: &Shifted<'_>, y: &Shifted<'_>, chosen: &[usize]) -> Self {
        let (width_x, width_y) = (x.width(), y.width());
        let mut product = vec![0.0; (width_x + 2) * (width_y + 2)];
        let (mut gx, mut gy) = (Vec::new(), Vec::new());
        for rows in chosen.chunks(ROWS_AT_ONCE) {
            x.gather(rows, &mut gx);
            y.gather(rows, &mut gy);
            add_transposed_product(&mut product, &gx, &gy, (rows.len(), width_x + 2, width_y + 2));
        }
        Self { product, width_x, width_y }
    }

    /// Sums over all rows: blocks side by side, merged in order.
    pub fn of_all(x: &Shifted<'_>, y: &Shifted<'_>) -> Self {
        let all: Vec<usize> = (0..x.rows.rows).collect();
        let mut total = Self::of(x, y, &[]);
        // A few at a time, to hold few states.
        for rows in all.chunks(8 * ROWS_AT_ONCE) {
            let parts: Vec<Self> = rows.par_chunks(ROWS_AT_ONCE).map(|rows| Self::of(x, y, rows)).collect();
            parts.iter().for_each(|part| total.merge(part));
        }
        total
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.product[i * (self.width_y + 2)..(i + 1) * (self.width_y + 2)]
    }

    /// Σ x yᵀ, row by row.
    fn products(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.width_x).map(|i| &self.row(i)[..self.width_y])
    }

    /// A column beside the products, times a factor (D1).
    fn beside(&self, column: usize, factor: f64) -> Vec<f64> {
        (0..self.width_x).map(|i| self.row(i)[self.width_y + column] * factor).collect()
    }

    /// A row below the products, times a factor (D2).
    fn below(&self, row: usize, factor: f64) -> Vec<f64> {
        self.row(self.width_x + row)[..self.width_y].iter().map(|v| v * factor).collect()
    }

    /// An entry in the corner: Σ of 1 or ||x||² with 1 or ||y||².
    fn corner(&self, row: usize, column: usize) -> f64 {
        self.row(self.width_x + row)[self.width_y + column]
    }

    /// n.
    pub fn count(&self) -> f64 {
        self.corner(0, 0)
    }

    /// Means of x and y.
    fn means(&self) -> (Vec<f64>, Vec<f64>) {
        let share = 1.0 / self.count();
        (self.beside(0, share), self.below(0, share))
    }

    /// Covariance (D1, D2) with n - 1, row-major.
    pub fn covariance(&self) -> Vec<f64> {
        let (sum_x, mean_y) = (self.beside(0, 1.0), self.means().1);
        let scale = 1.0 / (self.count() - 1.0);
        let rows = self.products().zip(&sum_x);
        rows.flat_map(|(row, a)| row.iter().zip(&mean_y).map(move |(p, b)| (p - a * b) * scale)).collect()
    }

    /// Σ_i ||x_i - x̄||².
    pub fn total_variation_x(&self) -> f64 {
        let sum_x = self.beside(0, 1.0);
        self.corner(1, 0) - dot(&sum_x, &sum_x) / self.count()
    }

    /// ||XᵀY||²_F of the centred matrices: (n - 1)² times the biased HSIC with linear kernels.
    pub fn centred_square(&self) -> f64 {
        let (sum_x, mean_y) = (self.beside(0, 1.0), self.means().1);
        let square = |(row, a): (&[f64], &f64)| sum(row, &mean_y, |p, b| (p - a * b) * (p - a * b));
        vectorised(|| self.products().zip(&sum_x).map(square).sum())
    }

    /// The unbiased HSIC (Song 2012, eq. 5) times n(n - 3), in the feature form of Kornblith's Demo.ipynb:
    /// ||XᵀY||² - n/(n-2) Σ ||x_i||²||y_i||² + Σ||x||² Σ||y||² / ((n-1)(n-2)), x and y centred.
    pub fn debiased_square(&self) -> f64 {
        self.centred_square() + self.debiasing()
    }

    /// What `debiased_square` adds to `centred_square`.
    pub fn debiasing(&self) -> f64 {
        let n = self.count();
        let (ma, mb) = self.means();
        let (qa, qb) = (dot(&ma, &ma), dot(&mb, &mb));
        let (ta, tb) = (self.corner(1, 0), self.corner(0, 1));
        // Σ ||x - x̄||² ||y - ȳ||², multiplied out.
        let cross: f64 = vectorised(|| self.products().zip(&ma).map(|(row, m)| m * dot(row, &mb)).sum());
        let rows = self.corner(1, 1) - 2.0 * dot(&self.below(1, 1.0), &mb) + qb * ta
            - 2.0 * dot(&self.beside(1, 1.0), &ma)
            + 4.0 * cross
            + qa * tb
            - 3.0 * n * qa * qb;
        let (va, vb) = (ta - n * qa, tb - n * qb);
        va * vb / ((n - 1.0) * (n - 2.0)) - n / (n - 2.0) * rows
    }
}

impl Mergeable for Moments {
    fn merge(&mut self, other: &Self) {
        elementwise(&mut self.product, &other.product, |a, b| *a += b);
    }

    fn subtract(&mut self, other: &Self) {
        elementwise(&mut self.product, &other.product, |a, b| *a -= b);
    }
}

/// Large states are bound by memory: two threads read faster than one.
fn elementwise(a: &mut [f64], b: &[f64], of: impl Fn(&mut f64, &f64) + Sync) {
    let chunk = |(a, b): (&mut [f64], &[f64])| a.iter_mut().zip(b).for_each(|(a, b)| of(a, b));
    a.par_chunks_mut(1 << 15).zip(b.par_chunks(1 << 15)).for_each(chunk);
}

/// The covariance (D, D) of one matrix, put together from the moments of its panels.
pub struct Covariance {
    values: Vec<f64>,
    width: usize,
    count: f64,
}

impl Covariance {
    /// Of D columns, nothing known yet.
    pub fn new(width: usize) -> Self {
        Self { values: vec![0.0; width * width], width, count: 0.0 }
    }

    /// Of all rows.
    pub fn of(x: &Shifted<'_>) -> Self {
        let mut out = Self::new(x.width());
        symmetric_panels(x).iter().for_each(|panel| out.put(panel, &Moments::of_all(&panel.x, &panel.y)));
        out
    }

    /// Takes a panel of `symmetric_panels` and its mirror from the moments of the panel.
    pub fn put(&mut self, panel: &Panel<'_>, moments: &Moments) {
        self.count = moments.count();
        let rows = moments.covariance();
        for (i, row) in panel.x.columns.clone().zip(rows.chunks_exact(panel.y.width().max(1))) {
            for (j, value) in panel.y.columns.clone().zip(row) {
                self.values[i * self.width + j] = *value;
                self.values[j * self.width + i] = *value;
            }
        }
    }

    /// (D, D), row-major, with n - 1.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// D.
    pub fn width(&self) -> usize {
        self.width
    }

    /// n.
    pub fn count(&self) -> f64 {
        self.count
    }
}
