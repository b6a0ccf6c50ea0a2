//! Top-1 agreement (Stanton 2021, eq. 2).

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::per_row;
use super::softmax::argmax;
use crate::linalg::Rows;

/// The registry's entry of `agreement`.
pub const DEFINITION: Definition = Definition {
    name: "agreement",
    title: "Top-1 agreement",
    short: "Agree",
    measures: "How often two networks give the same answer.",
    formula: "mean of 1{argmax z_a = argmax z_b}",
    edges: "Ties go to the lowest class.",
    source: "Stanton 2021, eq. 2",
    topic: Topic::Transfer,
    subject: Subject::Pair,
    unit: Unit::Fraction,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// 1 where both have the same largest logit, else 0. Both (N, K).
pub fn per_example(a: Rows<'_>, b: Rows<'_>) -> Vec<f64> {
    per_row(a.rows, |i| f64::from(u8::from(argmax(a.row(i)) == argmax(b.row(i)))))
}
