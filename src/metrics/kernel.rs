//! HSIC of kernel matrices, biased and unbiased, and the CKA made of it.
//!
//! Fed with samples of features; read by RBF CKA and minibatch CKA. (Linear CKA over all rows goes through `moments`, which
//! needs no matrix of examples by examples.) One centred matrix gives both: with K and L centred both ways,
//! n(n-3) HSIC_1 = tr(KL) - n/(n-2) Σ_i K_ii L_ii + tr K tr L / ((n-1)(n-2)), since the centring of the unbiased HSIC (Song 2012,
//! eq. 5) takes row and column constants out again.

use super::sample::Sample;
use super::{Measured, Undefined};
use crate::linalg::{dot, exp};

/// A kernel matrix of n examples, centred both ways; it is symmetric, so half of it is kept.
#[derive(Clone, Debug)]
pub struct Kernel {
    n: usize,
    diagonal: Vec<f64>, // (n)
    above: Vec<f64>,    // (n(n - 1)/2), row by row
    itself: Hsic,
}

/// HSIC of two kernels, up to factors that cancel in the CKA.
#[derive(Clone, Copy, Debug, Default)]
struct Hsic {
    biased: f64,
    unbiased: f64, // n(n - 3) HSIC_1; 0 for n < 4
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
        let (diagonal, above) = halves(&sample.clone().centred().gram(), sample.rows);
        Self::of(diagonal, above)
    }

    /// Of exp(-||x - x'||² / (2 t² m)), m the median of all squared distances, the zeros of the diagonal among them: the
    /// convention of `google-research/representation_similarity`. Rows (n, D).
    ///
    /// # Errors
    /// Undefined where the median distance is 0, so that there is no width.
    pub fn rbf(sample: &Sample, threshold: f64) -> Measured<Self> {
        let n = sample.rows;
        let (squares, mut above) = halves(&sample.clone().centred().gram(), n);
        for (i, row) in rows_above(&mut above, n) {
            row.iter_mut().zip(&squares[i + 1..]).for_each(|(v, s)| *v = (squares[i] + s - 2.0 * *v).max(0.0));
        }
        let width = 2.0 * threshold * threshold * median(above.clone(), n);
        // Below the digits of the squared norms, distances are rounding.
        if width <= 1e-14 * squares.iter().sum::<f64>() / n.max(1) as f64 {
            return Err(Undefined(
                "most features of one variant are the same, so an RBF kernel has no width".to_owned(),
            ));
        }
        above.iter_mut().for_each(|v| *v = -*v / width);
        exp(&mut above);
        Ok(Self::of(vec![1.0; n], above))
    }

    /// Centres both ways.
    fn of(mut diagonal: Vec<f64>, mut above: Vec<f64>) -> Self {
        let n = diagonal.len();
        let mut means = diagonal.clone();
        for (i, row) in rows_above(&mut above, n) {
            means[i] += row.iter().sum::<f64>();
            means[i + 1..].iter_mut().zip(row).for_each(|(mean, v)| *mean += *v);
        }
        means.iter_mut().for_each(|mean| *mean /= n as f64);
        let mean = means.iter().sum::<f64>() / n as f64;
        diagonal.iter_mut().zip(&means).for_each(|(v, m)| *v += mean - 2.0 * m);
        for (i, row) in rows_above(&mut above, n) {
            row.iter_mut().zip(&means[i + 1..]).for_each(|(v, m)| *v += mean - means[i] - m);
        }
        let kernel = Self { n, diagonal, above, itself: Hsic::default() };
        Self { itself: kernel.hsic(&kernel), ..kernel }
    }

    /// HSIC with another kernel of the same examples.
    fn hsic(&self, other: &Self) -> Hsic {
        let n = self.n as f64;
        let diagonal = dot(&self.diagonal, &other.diagonal);
        let biased = 2.0 * dot(&self.above, &other.above) + diagonal;
        if self.n < 4 {
            return Hsic { biased, unbiased: 0.0 };
        }
        let traces = self.diagonal.iter().sum::<f64>() * other.diagonal.iter().sum::<f64>();
        Hsic { biased, unbiased: biased - n / (n - 2.0) * diagonal + traces / ((n - 1.0) * (n - 2.0)) }
    }

    /// The unbiased HSIC_1 (Song 2012, eq. 5) with another kernel of the same n ≥ 4 examples.
    pub fn hsic_1(&self, other: &Self) -> f64 {
        self.hsic(other).unbiased / (self.n as f64 * (self.n as f64 - 3.0))
    }

    /// Number of examples.
    pub fn count(&self) -> usize {
        self.n
    }

    /// CKA with another kernel of the same examples.
    pub fn cka(&self, other: &Self) -> Cka {
        let still = || Undefined("the features of one variant do not vary".to_owned());
        let ratio = |xy: f64, xx: f64, yy: f64| {
            if xx > 0.0 && yy > 0.0 { Ok(xy / (xx.sqrt() * yy.sqrt())) } else { Err(still()) }
        };
        let (xy, xx, yy) = (self.hsic(other), self.itself, other.itself);
        let debiased = if self.n < 4 {
            Err(Undefined(format!("debiased CKA needs 4 examples, found {}", self.n)))
        } else {
            ratio(xy.unbiased, xx.unbiased, yy.unbiased)
        };
        Cka { biased: ratio(xy.biased, xx.biased, yy.biased), debiased }
    }
}

/// The diagonal (n) of a symmetric matrix (n, n), and what is above it, row by row.
fn halves(matrix: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let rows = || matrix.chunks_exact(n.max(1)).enumerate();
    let mut above = Vec::with_capacity(n * n.saturating_sub(1) / 2);
    rows().for_each(|(i, row)| above.extend_from_slice(&row[i + 1..]));
    (rows().map(|(i, row)| row[i]).collect(), above)
}

/// The rows of what is above the diagonal, with their numbers; row i has n - 1 - i values.
fn rows_above(above: &mut [f64], n: usize) -> impl Iterator<Item = (usize, &mut [f64])> {
    let mut rest = above;
    (0..n).map(move |i| {
        let (row, tail) = std::mem::take(&mut rest).split_at_mut(n - 1 - i);
        rest = tail;
        (i, row)
    })
}

/// The middle value of a symmetric matrix (n, n) of values ≥ 0 with 0 on the diagonal, or the mean of the middle two; from the
/// values above the diagonal, each of which stands twice.
fn median(mut above: Vec<f64>, n: usize) -> f64 {
    let of_place = |place: usize| place.checked_sub(n).map(|p| p / 2);
    let (Some(low), Some(high)) = ((n * n).checked_sub(1).map(|last| of_place(last / 2)), of_place(n * n / 2)) else {
        return 0.0;
    };
    let (below, middle, _) = above.select_nth_unstable_by(high, f64::total_cmp);
    let lower = match low {
        Some(place) if place == high => *middle,
        Some(_) => below.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        None => 0.0,
    };
    f64::midpoint(lower, *middle)
}
