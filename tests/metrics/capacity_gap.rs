use penult::metrics::capacity_gap::{Taught, capacity_gap};

use super::expected::{expected, numbers, same};
use super::near;

fn taught(sizes: &[f64], accuracies: &[f64]) -> Vec<Taught> {
    sizes
        .iter()
        .zip(accuracies)
        .map(|(size, accuracy)| Taught { size_ratio: *size, student_accuracy: *accuracy })
        .collect()
}

#[test]
fn equals_scipy() {
    let reference = &expected("transfer")["capacity_gap"];
    let list = |key: &str| numbers(&reference[key]);
    let found = capacity_gap(&taught(&list("size_ratio"), &list("student_accuracy")), 0).unwrap();
    same(found.slope, &reference["slope"]);
    same(found.rank.unwrap().rho, &reference["rho"]);
}

#[test]
fn slope_by_hand() {
    // One point less for each doubling.
    let found = capacity_gap(&taught(&[1.0, 2.0, 4.0], &[0.72, 0.71, 0.70]), 0).unwrap();
    near(found.slope, -0.01, 1e-15);
    near(found.rank.unwrap().rho, -1.0, 1e-15);
}

#[test]
fn students_that_are_all_alike_have_a_slope_of_nothing_and_no_rank() {
    let found = capacity_gap(&taught(&[1.0, 2.0, 4.0], &[0.7; 3]), 0).unwrap();
    near(found.slope, 0.0, 1e-15);
    assert_eq!(found.rank, None);
}

#[test]
fn undefined_says_why() {
    let found = |sizes: &[f64]| capacity_gap(&taught(sizes, &[0.7; 5]), 0).unwrap_err().0;
    assert!(found(&[1.0, 2.0]).contains("three teachers"));
    assert!(found(&[2.0, 2.0, 2.0]).contains("one size"));
    assert!(found(&[1.0, 0.0, 2.0]).contains("0 times"));
    assert!(found(&[1.0, f64::INFINITY, 2.0]).contains("inf times"));
}
