//! NC3: whether the head's rows have become the class means (self-duality; Papyan, Han, Donoho 2020).

use super::class_sums::ClassMeans;
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};
use crate::linalg::Rows;

/// The registry's entry of `nc3_dual_err`.
pub const DEFINITION: Definition = Definition {
    name: "nc3_dual_err",
    title: "Self-duality error of head and class means (NC3)",
    short: "NC3",
    measures: "How far the head's rows are from the class means, up to one scale.",
    formula: "||W/||W||_F - M/||M||_F||²_F, rows of M the class means minus their centre; W not centred, bias ignored",
    edges: "0 is collapse; at most 4. Rows of absent classes are left out. Undefined without a head, with fewer than two classes, or where W or M is 0.",
    source: "Papyan 2020, the authors' notebook (squared)",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// ||W/||W|| - M/||M||||²_F, in [0, 4]. Weight (K, D) of a head for the features of the means.
///
/// # Errors
/// Undefined where the head's rows or the class means are all 0.
pub fn dual_error(means: &ClassMeans, weight: Rows<'_>) -> Measured<f64> {
    let rows = || means.classes.iter().flat_map(|k| weight.row(*k)).map(|w| f64::from(*w));
    let head = rows().map(|w| w * w).sum::<f64>().sqrt();
    let mean = means.centred.iter().map(|m| m * m).sum::<f64>().sqrt();
    if head <= 0.0 || mean <= 0.0 {
        let what = if head <= 0.0 { "the head's rows are" } else { "the centred class means are" };
        return Err(Undefined(format!("{what} all 0")));
    }
    Ok(rows().zip(&means.centred).map(|(w, m)| (w / head - m / mean).powi(2)).sum())
}
