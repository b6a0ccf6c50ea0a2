//! Whom a student is compared with: students of other seeds of its teacher, else of teachers of other groups.

use penult::analysis::schema::{Metric, Role};
use penult::analysis::{Input, Record};
use penult::metrics::teacher_specific_agreement::per_example;

use super::super::{Made, analysed, input, mean, near, study, variant};
use super::pair;

fn made(seed: u64) -> Made {
    Made::around((120, 4, 6), seed, 2.0)
}

/// Two teachers of two groups, each with a student.
fn two(is_other_taught: bool) -> Record {
    let of = |id: &str, seed: u64, teacher: Option<&str>| -> Input {
        let role = if teacher.is_some() { Role::Student } else { Role::Teacher };
        let mut v = variant(role, id, None);
        v.teacher = teacher.map(str::to_owned);
        input(id, v, &[("test", &made(seed))])
    };
    let other = is_other_taught.then_some("soft");
    analysed(vec![of("hard", 1, None), of("soft", 2, None), of("own", 3, Some("hard")), of("other", 4, other)], 4)
}

#[test]
fn other_seeds_of_the_teacher_come_first() {
    let analysis = study().analysis;
    let (value, estimate) =
        pair(&analysis, "hard_1", "from_hard_t4_1").metrics["teacher_specific_agreement"].scalar().unwrap();
    assert_eq!(estimate.note.as_deref(), Some("against 2 students of other teachers"));
    let agreement = |student: &str| pair(&analysis, "hard_1", student).metrics["agreement"].scalar().unwrap().0;
    let others = f64::midpoint(agreement("from_hard_t4_2"), agreement("from_hard_t4_3"));
    near(value, agreement("from_hard_t4_1") - others, 1e-12);
    assert!(estimate.low.unwrap() <= value && value <= estimate.high.unwrap());
}

#[test]
fn without_another_seed_those_of_other_teachers_do() {
    let analysis = two(true).analysis;
    let (value, _) = pair(&analysis, "hard", "own").metrics["teacher_specific_agreement"].scalar().unwrap();
    let [teacher, own, other] = [1, 3, 4].map(|seed| made(seed).open());
    near(value, mean(&per_example(teacher.logits(), own.logits(), &[other.logits()]).unwrap()), 1e-12);
}

#[test]
fn without_any_it_is_undefined() {
    let analysis = two(false).analysis;
    let Metric::Undefined { undefined } = &pair(&analysis, "hard", "own").metrics["teacher_specific_agreement"] else {
        panic!("it has a value")
    };
    assert!(undefined.contains("no student of another teacher"));
}
