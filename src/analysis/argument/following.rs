//! How well students follow their teachers on the examples that they were taught with: where they cannot, capacity or optimisation
//! stands between teacher and student (Stanton 2021), whatever the teacher says.
//!
//! Fed by the agreement of each student with its own teacher; read by `verdicts`.

use super::families::Students;
use super::step::Ends;
use crate::analysis::intervals::{mean, student_t, variance};
use crate::analysis::schema::{Analysis, Variant};
use crate::analysis::{LEVEL, groups};

/// Agreement of students with their teachers below which they do not follow them.
pub const LOW_AGREEMENT: f64 = 0.95;

/// Agreement of students with their own teachers, means over seeds.
#[derive(Clone, Debug)]
pub struct Following {
    /// Split.
    pub split: String,
    /// The teacher's students, with their interval.
    pub agreement: Ends,
    /// The reference's students.
    pub of_reference: f64,
    /// `agreement` minus `of_reference`.
    pub difference: Ends,
}

/// One student's agreement with its own teacher.
struct Agreement {
    seed: Option<u64>,
    value: f64,
    /// Half-width over examples.
    half: f64,
}

/// None where an agreement of a student with its own teacher is missing.
pub fn following(analysis: &Analysis, students: &Students, split: &str) -> Option<Following> {
    let [b, a] = [&students.group, &students.reference].map(|group| agreements(analysis, group, split));
    let (b, a) = (b?, a?);
    let [of_b, of_a] = [&b, &a].map(|side| side.iter().map(|s| s.value).collect::<Vec<f64>>());
    let [seeds_b, seeds_a] = [&b, &a].map(|side| side.iter().map(|s| s.seed).collect::<Vec<_>>());
    let half_over_seeds = match groups::paired(&seeds_a, &seeds_b) {
        Some(partners) => over_seeds(&of_a.iter().zip(partners).map(|(a, at)| of_b[at] - a).collect::<Vec<f64>>()),
        None => over_seeds(&of_b).hypot(over_seeds(&of_a)),
    };
    // The examples are the same for all seeds: their error does not shrink with the number of seeds.
    let [examples_b, examples_a] = [&b, &a].map(|side| mean(&side.iter().map(|s| s.half).collect::<Vec<f64>>()));
    let (agreement, of_reference) = (mean(&of_b), mean(&of_a));
    Some(Following {
        split: split.to_owned(),
        agreement: around(agreement, over_seeds(&of_b).hypot(examples_b)),
        of_reference,
        difference: around(agreement - of_reference, half_over_seeds.hypot(examples_b).hypot(examples_a)),
    })
}

fn agreements(analysis: &Analysis, group: &str, split: &str) -> Option<Vec<Agreement>> {
    let of = |(id, v): (&String, &Variant)| {
        let teacher = v.teacher.as_ref()?;
        let pair = analysis.pairs.iter().find(|p| p.a == *teacher && p.b == *id && p.split == split)?;
        let (value, estimate) = pair.metrics.get("agreement")?.scalar()?;
        Some(Agreement { seed: v.seed, value, half: (estimate.high? - estimate.low?) / 2.0 })
    };
    let students = analysis.variants.iter().filter(|(_, v)| v.group == group);
    students.map(of).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())
}

/// Half-width of the mean over seeds; 0 for one seed, which leaves the examples alone.
fn over_seeds(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let count = values.len() as f64;
    student_t(count - 1.0, LEVEL) * (variance(values) / count).sqrt()
}

fn around(value: f64, half: f64) -> Ends {
    Ends { value, low: value - half, high: value + half }
}
