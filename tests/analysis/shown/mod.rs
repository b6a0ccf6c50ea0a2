//! What the page explores, read back from the record and the sidecar of a run.

mod classes; // few are all; of many, the plane's and the closest
mod margins; // round edges that variants share
mod matrices; // by the metrics and by hand
mod per_class; // accuracy and ECE come apart by class
mod ranks; // shares by rank, and which ranks
mod sample; // the same examples in all scatters; logits as they are
mod temperatures; // at T = 1 the registry's own values

use penult::analysis::Record;
use penult::analysis::schema::{Curves, Role};

use super::{Made, analysed, input, variant};

/// One teacher on a test split.
pub fn teacher(made: &Made) -> Record {
    analysed(vec![input("only", variant(Role::Teacher, "only", None), &[("test", made)])], made.classes)
}

pub fn curves(record: &Record) -> &Curves {
    &record.analysis.variants["only"].splits["test"].curves
}

/// Row-major values of a matrix of the sidecar.
pub fn matrix<'a>(record: &'a Record, name: &str) -> &'a [f64] {
    &record.arrays.matrices[name].values
}

/// Examples of which class 1 has none.
pub fn without_class_1() -> Made {
    let made = Made::new(120, 4, 6, 3);
    let kept: Vec<usize> = (0..120).filter(|i| i % 4 != 1).collect();
    made.pick(&kept)
}
