//! What linear CKA would be if two networks shared nothing but the classes: one side's rows permuted within classes.
//!
//! Fed with the sampled rows of two variants; read by the pairs. With M the class means of the rows and R what is left, a permutation
//! P within classes changes nothing but RᵀPR: XᵀPY = A + R_xᵀPR_y with A = M_xᵀM_y, so one product gives both similarities. Where
//! there are few rows for the width, no product at all is made of an order: with Gram matrices G = RRᵀ and π(i) the row that comes to
//! place i, ||R_xᵀPR_y||² = Σ_ij (G_x)_ij (G_y)_π(i)π(j), and ||XᵀPY||² = ||A||² + 2 Σ_i (R_x A)_i · (R_y)_π(i) + ||R_xᵀPR_y||².

use super::class_centred_cka::Residuals;
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::sample::Sample;
use super::within_class_null::{Null, within_class_null};
use super::{Measured, Undefined};
use crate::linalg::{add_product, dot, sum};

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

/// With fewer rows a feature, the Gram matrices are the shorter way.
const ROWS_A_FEATURE: usize = 4;

/// The rows of one variant, prepared once for all its pairs.
#[derive(Clone, Debug)]
pub struct Side {
    centred: Sample,
    residuals: Residuals,
    gram: Option<Vec<f64>>, // G (n, n), of wide features
    squares: Vec<f64>,      // (n): ||x_i||² of the centred rows
    debiased: f64,          // n(n - 3) HSIC_1 with itself
    within: f64,            // ||RᵀR||²
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
        let centred = sample.clone().centred();
        let residuals = Residuals::of(&centred, labels);
        let gram = is_wide(sample.rows, sample.cols).then(|| residuals.rows.gram());
        let within = gram.as_deref().map_or_else(|| square(&residuals.rows.product(&residuals.rows)), square);
        let squares = (0..centred.rows).map(|i| dot(centred.row(i), centred.row(i))).collect();
        let side = Self { centred, residuals, gram, squares, debiased: 0.0, within };
        let all = square(&side.centred.product(&side.centred));
        let debiased = side.debiased(all, dot(&side.squares, &side.squares), &side);
        Self { debiased, ..side }
    }

    /// The rows minus the mean of all.
    pub fn centred(&self) -> &Sample {
        &self.centred
    }

    /// The rows minus the means of their classes.
    pub fn residuals(&self) -> &Residuals {
        &self.residuals
    }

    /// Numbers that are held of so many rows and features.
    pub fn size(rows: usize, width: usize) -> usize {
        let gram = if is_wide(rows, width) { rows * rows } else { 0 };
        2 * rows * width + gram + rows
    }

    /// n(n - 3) HSIC_1 with another side in some order of its rows, from ||XᵀPY||² and Σ_i ||x_i||² ||y_i||² in that order.
    fn debiased(&self, square: f64, squares: f64, other: &Self) -> f64 {
        let n = self.squares.len() as f64;
        let sums = self.squares.iter().sum::<f64>() * other.squares.iter().sum::<f64>();
        square - n / (n - 2.0) * squares + sums / ((n - 1.0) * (n - 2.0))
    }
}

/// Two sides, the second of which comes in many orders.
struct Orders<'a> {
    x: &'a Side,
    y: &'a Side,
    way: Way<'a>,
}

/// What is made once for all orders.
enum Way<'a> {
    /// A (D1, D2), to which the product of the residuals is added.
    Product(Vec<f64>),
    /// Of two wide sides.
    Grams {
        of_x: &'a [f64], // G_x (n, n)
        of_y: &'a [f64], // G_y (n, n)
        loads: Vec<f64>, // R_x A (n, D2)
        classes: f64,    // ||A||²
    },
}

impl<'a> Orders<'a> {
    fn new(x: &'a Side, y: &'a Side) -> Self {
        let (rx, ry) = (&x.residuals.rows, &y.residuals.rows);
        let mut classes = x.centred.product(&y.centred);
        classes.iter_mut().zip(rx.product(ry)).for_each(|(all, rows)| *all -= rows);
        let way = if let (Some(of_x), Some(of_y)) = (&x.gram, &y.gram) {
            let mut loads = vec![0.0; ry.values.len()];
            add_product(&mut loads, &rx.values, &classes, (rx.rows, rx.cols, ry.cols));
            Way::Grams { of_x, of_y, loads, classes: square(&classes) }
        } else {
            Way::Product(classes)
        };
        Self { x, y, way }
    }

    /// ||XᵀPY||² and ||R_xᵀPR_y||² of one order of y's rows (n).
    fn squares(&self, order: &[usize]) -> [f64; 2] {
        let (rx, ry) = (&self.x.residuals.rows, &self.y.residuals.rows);
        match &self.way {
            Way::Product(classes) => {
                let rows = rx.product(&ry.pick(order));
                let all: Vec<f64> = classes.iter().zip(&rows).map(|(c, r)| c + r).collect();
                [square(&all), square(&rows)]
            }
            Way::Grams { of_x, of_y, loads, classes } => {
                let within = permuted_dot(of_x, of_y, order);
                let across = loads.chunks_exact(ry.cols).zip(order).map(|(load, at)| dot(load, ry.row(*at)));
                [classes + 2.0 * across.sum::<f64>() + within, within]
            }
        }
    }
}

/// The nulls of two variants on the same rows with these labels (n).
pub fn cka_null(x: &Side, y: &Side, labels: &[usize], seed: u64) -> CkaNull {
    let n = labels.len();
    let orders = Orders::new(x, y);
    let of = |order: &[usize]| {
        let [all, rows] = orders.squares(order);
        let squares = x.squares.iter().zip(order).map(|(s, j)| s * y.squares[*j]).sum();
        [x.debiased(all, squares, y), rows]
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

fn is_wide(rows: usize, width: usize) -> bool {
    rows < ROWS_A_FEATURE * width
}

/// Σ_ij g[i,j] h[order(i),order(j)] of symmetric matrices (n, n).
fn permuted_dot(g: &[f64], h: &[f64], order: &[usize]) -> f64 {
    let n = order.len().max(1);
    let of_row = |((i, g), at): ((usize, &[f64]), &usize)| {
        let h = &h[at * n..(at + 1) * n];
        2.0 * sum(&g[..i], &order[..i], |g, j| g * h[j]) + g[i] * h[*at]
    };
    g.chunks_exact(n).enumerate().zip(order).map(of_row).sum()
}

fn square(values: &[f64]) -> f64 {
    dot(values, values)
}
