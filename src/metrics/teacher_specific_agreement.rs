//! Teacher-specific agreement: how much more a teacher's own student agrees with it than students of other teachers do
//! (the control of Stanton 2021).

use super::agreement;
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};
use crate::linalg::Rows;

/// The registry's entry of `teacher_specific_agreement`.
pub const DEFINITION: Definition = Definition {
    name: "teacher_specific_agreement",
    title: "Teacher-specific agreement",
    short: "Agree spec",
    measures: "What of a student's agreement with its teacher comes from this teacher, and not from both being right.",
    formula: "mean of 1{argmax z_t = argmax z_s} - mean over s' of 1{argmax z_t = argmax z_s'}, s' the students of other teachers, same network and recipe: of other seeds of this teacher where there are any, else of teachers of other groups",
    edges: "In [-1, 1]; about 0 where nothing of this teacher is left. Undefined without a student of another teacher. Measured of a teacher and its student.",
    source: "Stanton 2021, the control of independent teachers",
    topic: Topic::Transfer,
    subject: Subject::DirectedPair,
    unit: Unit::Fraction,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// Agreement with the own student minus the mean agreement with the others, of every example. All (N, K).
///
/// # Errors
/// Undefined without a student of another teacher.
pub fn per_example(teacher: Rows<'_>, own: Rows<'_>, others: &[Rows<'_>]) -> Measured<Vec<f64>> {
    if others.is_empty() {
        return Err(Undefined("there is no student of another teacher to compare with".to_owned()));
    }
    let mut terms = agreement::per_example(teacher, own);
    for other in others {
        let of_other = agreement::per_example(teacher, *other);
        terms.iter_mut().zip(of_other).for_each(|(t, o)| *t -= o / others.len() as f64);
    }
    Ok(terms)
}
