//! The nearest class mean of every example: its accuracy, and its agreement with the head (NC4; Papyan, Han, Donoho 2020).

use std::ops::Range;

use rayon::prelude::*;

use super::class_sums::ClassMeans;
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::per_row;
use super::softmax::argmax;
use crate::linalg::{Rows, add_product, dot};

/// The registry's entry of `nearest_mean_accuracy`.
pub const ACCURACY: Definition = Definition {
    name: "nearest_mean_accuracy",
    title: "Nearest-class-mean accuracy (NCM)",
    short: "NCM acc",
    measures: "The share of examples whose nearest class mean is that of their label.",
    formula: "mean of 1{argmin_c ||h - mu_c|| = y}",
    edges: "The means are those of the same split, so it flatters small classes; the resamples hold them. Ties go to the lowest class. Undefined with fewer than two classes.",
    source: "standard",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Higher,
    interval: Interval::Percentile,
};

/// The registry's entry of `nc4_agree`.
pub const AGREEMENT: Definition = Definition {
    name: "nc4_agree",
    title: "Agreement of the head with the nearest class mean (NC4)",
    short: "NC4",
    measures: "The share of examples to which the head gives the class of the nearest mean.",
    formula: "mean of 1{argmax_k z_k = argmin_c ||h - mu_c||}",
    edges: "1 is collapse (the authors print 1 minus it). The means are those of the same split; the resamples hold them. Ties go to the lowest class. Undefined with fewer than two classes.",
    source: "Papyan 2020",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// The class of the nearest mean of every example (N); ties go to the lowest. Features (N, D).
pub fn nearest(features: Rows<'_>, means: &ClassMeans) -> Vec<usize> {
    let (count, width) = (means.classes.len(), means.width());
    let columns = means.columns();
    let half_squares: Vec<f64> = (0..count).map(|c| dot(means.row(c), means.row(c)) / 2.0).collect();
    let of = |rows: Range<usize>| {
        let relative = |i: usize| features.row(i).iter().zip(&means.centre).map(|(x, c)| f64::from(*x) - c);
        let block: Vec<f64> = rows.clone().flat_map(relative).collect();
        let mut products = vec![0.0; rows.len() * count];
        add_product(&mut products, &block, &columns, (rows.len(), width, count));
        products.chunks_exact(count).map(|row| means.classes[nearest_of(row, &half_squares)]).collect::<Vec<usize>>()
    };
    features.blocks().into_par_iter().map(of).collect::<Vec<_>>().concat()
}

/// argmin_c ||x - m_c||² = argmax_c (x·m_c - ||m_c||²/2).
fn nearest_of(products: &[f64], half_squares: &[f64]) -> usize {
    let closeness = |c: usize| products[c] - half_squares[c];
    (1..products.len()).fold(0, |best, c| if closeness(c) > closeness(best) { c } else { best })
}

/// 1 where the nearest mean is the label's, else 0 (N).
pub fn accuracy_per_example(nearest: &[usize], labels: &[usize]) -> Vec<f64> {
    nearest.iter().zip(labels).map(|(a, b)| f64::from(u8::from(a == b))).collect()
}

/// 1 where the head's answer is the class of the nearest mean, else 0 (N). Logits (N, K).
pub fn agreement_per_example(nearest: &[usize], logits: Rows<'_>) -> Vec<f64> {
    per_row(logits.rows, |i| f64::from(u8::from(argmax(logits.row(i)) == nearest[i])))
}
