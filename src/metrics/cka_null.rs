//! What linear CKA would be if two networks shared nothing but the classes: one side's rows permuted within classes.
//!
//! Fed with the sampled rows of two variants; read by the pairs. With M the class means of the rows and R what is left, a permutation
//! P within classes changes nothing but RᵀPR: XᵀPY = M_xᵀM_y + R_xᵀPR_y, so one product gives both similarities.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::sample::Sample;
use super::within_class_null::{Null, within_class_null};
use super::{Measured, Undefined};
use crate::linalg::dot;

/// Permutations: the true value is outside of their range by chance in 2 of 40 orders.
pub const PERMUTATIONS: usize = 39;

/// The registry's entry of `linear_cka_debiased_null`.
pub const LINEAR: Definition = Definition {
    name: "linear_cka_debiased_null",
    title: "Debiased linear CKA that the classes alone would give",
    short: "CKA null",
    measures: "How alike two networks look by telling the same classes apart, whatever they make of single examples.",
    formula: "mean of linear_cka_debiased over 39 orders of b's rows, permuted within classes; on 2,000 class-stratified rows where there are more",
    edges: "May be negative. The interval is the range of the 39: a CKA above it says more than the classes. Undefined where no class has two examples, for N < 4, or where an HSIC is not positive. Measured of the first variants of any two of the first 16 groups.",
    source: "penult's own; within-class permutations as in restricted permutation tests",
    topic: Topic::Similarity,
    subject: Subject::DirectedPair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Permutations,
};

/// The registry's entry of `class_centred_cka_null`.
pub const CLASS_CENTRED: Definition = Definition {
    name: "class_centred_cka_null",
    title: "Class-centred CKA that chance would give",
    short: "CKA (in class) null",
    measures: "How alike two networks look within the classes by chance alone.",
    formula: "mean of class_centred_cka over the same 39 orders of b's rows",
    edges: "≥ 0; the bias of class_centred_cka is in it. The interval is the range of the 39. Undefined where no class has two examples, or where one side does not vary within classes. Measured of the first variants of any two of the first 16 groups.",
    ..LINEAR
};

/// The rows of one variant, prepared once for all its pairs.
#[derive(Clone, Debug)]
pub struct Side {
    centred: Sample,
    residual: Sample,
    squares: Vec<f64>, // (n): ||x_i||² of the centred rows
    debiased: f64,     // n(n - 3) HSIC_1 with itself
    within: f64,       // ||RᵀR||²
}

/// Both nulls of a pair.
#[derive(Clone, Debug)]
pub struct CkaNull {
    /// Of debiased linear CKA.
    pub linear: Measured<Null>,
    /// Of class-centred CKA.
    pub class_centred: Measured<Null>,
}

impl Side {
    /// Of the features (n, D) of rows with these labels (n).
    pub fn new(sample: &Sample, labels: &[usize]) -> Self {
        let (centred, residual) = (sample.clone().centred(), sample.clone().class_centred(labels));
        let squares = (0..centred.rows).map(|i| dot(centred.row(i), centred.row(i))).collect();
        let within = square(&residual.product(&residual));
        let side = Self { centred, residual, squares, debiased: 0.0, within };
        let debiased = side.debiased(&side.centred.product(&side.centred), dot(&side.squares, &side.squares), &side);
        Self { debiased, ..side }
    }

    /// The rows minus the mean of all.
    pub fn centred(&self) -> &Sample {
        &self.centred
    }

    /// n(n - 3) HSIC_1 with another side in some order of its rows, from XᵀPY and Σ_i ||x_i||² ||y_i||² in that order.
    fn debiased(&self, product: &[f64], squares: f64, other: &Self) -> f64 {
        let n = self.squares.len() as f64;
        let sums = self.squares.iter().sum::<f64>() * other.squares.iter().sum::<f64>();
        square(product) - n / (n - 2.0) * squares + sums / ((n - 1.0) * (n - 2.0))
    }
}

/// The nulls of two variants on the same rows with these labels (n).
pub fn cka_null(x: &Side, y: &Side, labels: &[usize], seed: u64) -> CkaNull {
    let n = labels.len();
    let of_rows = x.residual.product(&y.residual);
    let classes: Vec<f64> = x.centred.product(&y.centred).iter().zip(&of_rows).map(|(all, rows)| all - rows).collect();
    let of = |order: &[usize]| {
        let rows = x.residual.product(&y.residual.pick(order));
        let product: Vec<f64> = classes.iter().zip(&rows).map(|(c, r)| c + r).collect();
        let squares = x.squares.iter().zip(order).map(|(s, j)| s * y.squares[*j]).sum();
        [x.debiased(&product, squares, y), square(&rows)]
    };
    let true_order: Vec<usize> = (0..n).collect();
    let nulls = within_class_null(labels, of(&true_order), (PERMUTATIONS, seed), |order| Ok(of(order)));
    let over = |at: usize, (of_x, of_y): (f64, f64), why: &str| {
        if of_x <= 0.0 || of_y <= 0.0 {
            return Err(Undefined(why.to_owned()));
        }
        nulls.clone().map(|nulls| nulls[at].over(of_x.sqrt() * of_y.sqrt()))
    };
    let linear = if n < 4 {
        Err(Undefined(format!("debiased CKA needs 4 examples, found {n}")))
    } else {
        over(0, (x.debiased, y.debiased), "the features of one variant do not vary enough for a debiased HSIC")
    };
    CkaNull {
        linear,
        class_centred: over(1, (x.within, y.within), "the features of one variant do not vary within classes"),
    }
}

fn square(values: &[f64]) -> f64 {
    dot(values, values)
}
