//! Sums of feature rows class by class: what neural collapse, cosine distances and the spread in the template plane are made of.
//!
//! Fed by features, unit features or plane coordinates; read by `nc1`, `nc2`, `nc3`, `nearest_mean`, `class_cosines`,
//! `cosine_distances` and `plane_spread`.

use super::{Measured, Mergeable, Undefined, add};

/// Counts, sums and squares of the rows of each class; states of one shift add and subtract.
#[derive(Clone, Debug)]
pub struct ClassSums {
    shift: Vec<f64>,   // (D)
    counts: Vec<f64>,  // (K)
    sums: Vec<f64>,    // (K, D): Σ (h - shift)
    squares: Vec<f64>, // (K): Σ ||h - shift||²
}

impl ClassSums {
    /// An empty state of K classes. Every row is taken relative to `shift` (D); their mean makes little cancel.
    pub fn new(classes: usize, shift: Vec<f64>) -> Self {
        let width = shift.len();
        Self { shift, counts: vec![0.0; classes], sums: vec![0.0; classes * width], squares: vec![0.0; classes] }
    }

    /// Adds one row (D) of class `label`.
    pub fn push(&mut self, row: impl IntoIterator<Item = f64>, label: usize) {
        let width = self.shift.len();
        let sum = &mut self.sums[label * width..(label + 1) * width];
        let mut square = 0.0;
        for ((sum, shift), x) in sum.iter_mut().zip(&self.shift).zip(row) {
            let gap = x - shift;
            *sum += gap;
            square += gap * gap;
        }
        self.squares[label] += square;
        self.counts[label] += 1.0;
    }

    /// The means of the classes that have examples.
    ///
    /// # Errors
    /// Undefined with fewer than two classes.
    pub fn means(&self) -> Measured<ClassMeans> {
        let classes: Vec<usize> = (0..self.counts.len()).filter(|k| self.counts[*k] > 0.5).collect();
        if classes.len() < 2 {
            return Err(Undefined(format!("needs examples of two classes, found {}", classes.len())));
        }
        let width = self.shift.len();
        let relative = |k: usize| self.sums[k * width..(k + 1) * width].iter().map(move |s| s / self.counts[k]);
        let mut centre = vec![0.0; width];
        for k in &classes {
            centre.iter_mut().zip(relative(*k)).for_each(|(c, m)| *c += m / classes.len() as f64);
        }
        let centred = classes.iter().flat_map(|k| relative(*k).zip(&centre).map(|(m, c)| m - c)).collect();
        let variance = |k: &usize| self.squares[*k] / self.counts[*k] - relative(*k).map(|m| m * m).sum::<f64>();
        Ok(ClassMeans {
            variances: classes.iter().map(|k| variance(k).max(0.0)).collect(),
            counts: classes.iter().map(|k| self.counts[*k]).collect(),
            centre: centre.iter().zip(&self.shift).map(|(c, s)| c + s).collect(),
            centred,
            classes,
        })
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        add(&mut self.counts, &other.counts, sign);
        add(&mut self.sums, &other.sums, sign);
        add(&mut self.squares, &other.squares, sign);
    }
}

impl Mergeable for ClassSums {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}

/// Means of the C classes that have examples, against their unweighted centre.
#[derive(Clone, Debug)]
pub struct ClassMeans {
    /// Class indices (C), rising.
    pub classes: Vec<usize>,
    /// Examples of each (C).
    pub counts: Vec<f64>,
    /// Mean of the class means (D).
    pub centre: Vec<f64>,
    /// Class means minus their centre (C, D), row-major.
    pub centred: Vec<f64>,
    /// Mean squared distance of a class's examples from its mean (C): the trace of its covariance, with 1/n.
    pub variances: Vec<f64>,
}

impl ClassMeans {
    /// D.
    pub fn width(&self) -> usize {
        self.centre.len()
    }

    /// Some of the classes, those among them that have examples; the centre stays that of all.
    pub fn only(&self, classes: &[usize]) -> Self {
        let kept: Vec<usize> = (0..self.classes.len()).filter(|c| classes.contains(&self.classes[*c])).collect();
        Self {
            classes: kept.iter().map(|c| self.classes[*c]).collect(),
            counts: kept.iter().map(|c| self.counts[*c]).collect(),
            centre: self.centre.clone(),
            centred: kept.iter().flat_map(|c| self.row(*c)).copied().collect(),
            variances: kept.iter().map(|c| self.variances[*c]).collect(),
        }
    }

    /// Centred mean of the c-th class that has examples (D).
    pub fn row(&self, c: usize) -> &[f64] {
        &self.centred[c * self.width()..(c + 1) * self.width()]
    }

    /// Centred class means as columns (D, C), row-major.
    pub fn columns(&self) -> Vec<f64> {
        let (count, width) = (self.classes.len(), self.width());
        (0..width).flat_map(|d| (0..count).map(move |c| self.centred[c * width + d])).collect()
    }

    /// tr `S_W`: mean squared distance of an example from its class mean.
    pub fn within(&self) -> f64 {
        let n: f64 = self.counts.iter().sum();
        self.counts.iter().zip(&self.variances).map(|(n, v)| n * v).sum::<f64>() / n
    }

    /// tr `S_B`: mean squared distance of a class mean from their centre.
    pub fn between(&self) -> f64 {
        self.centred.iter().map(|m| m * m).sum::<f64>() / self.classes.len() as f64
    }
}
