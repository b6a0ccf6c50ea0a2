use penult::metrics::agreement;
use penult::metrics::teacher_specific_agreement::per_example;

use super::{Matrix, cases, mean, near};

#[test]
fn terms_by_hand() {
    let answers =
        |a: [usize; 3]| Matrix::new(a.iter().flat_map(|k| if *k == 0 { [1.0, 0.0] } else { [0.0, 1.0] }).collect(), 2);
    let (teacher, own) = (answers([0, 1, 1]), answers([0, 1, 0]));
    let others = [answers([0, 0, 1]), answers([0, 1, 1])];
    // Agreement of the own student 1 1 0, of the others' 1 0 1 and 1 1 1.
    let found = per_example(teacher.rows(), own.rows(), &[others[0].rows(), others[1].rows()]).unwrap();
    assert_eq!(found, [0.0, 0.5, -1.0]);
}

#[test]
fn is_the_difference_of_agreements_and_nothing_where_the_students_are_one() {
    for case in cases() {
        let (teacher, own) = (case.logits.rows(), case.other_logits.rows());
        let backwards = case.other_logits.pick(&case.backwards());
        let expected =
            mean(&agreement::per_example(teacher, own)) - mean(&agreement::per_example(teacher, backwards.rows()));
        near(mean(&per_example(teacher, own, &[backwards.rows()]).unwrap()), expected, 1e-12);
        assert!(per_example(teacher, own, &[own]).unwrap().iter().all(|t| *t == 0.0));
    }
}

#[test]
fn undefined_without_a_student_of_another_teacher() {
    let z = Matrix::new(vec![0.0, 1.0], 2);
    assert!(per_example(z.rows(), z.rows(), &[]).unwrap_err().0.contains("no student of another teacher"));
}
