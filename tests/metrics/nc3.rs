use penult::metrics::nc3::dual_error;

use super::class_sums::{CROSS, means, means_of};
use super::{Matrix, cases_of, near, same};

#[test]
fn by_hand() {
    let means = means_of(&CROSS, 2); // M = ((-2, 0), (2, 0)), norm √8
    let of = |rows: [f32; 4]| dual_error(&means, Matrix::new(rows.to_vec(), 2).rows()).unwrap();
    near(of([-7.0, 0.0, 7.0, 0.0]), 0.0, 1e-15); // the same up to scale
    near(of([7.0, 0.0, -7.0, 0.0]), 4.0, 1e-15); // opposite
    near(of([0.0, 1.0, 0.0, -1.0]), 2.0, 1e-15); // orthogonal
}

#[test]
fn equals_the_definition() {
    for case in cases_of("geometry") {
        same(dual_error(&means(&case), case.weight.rows()).unwrap(), case.expected("nc3_dual_err").unwrap());
    }
}

#[test]
fn a_scale_of_the_head_changes_nothing() {
    for case in cases_of("geometry") {
        let scaled = case.weight.map(|w| 8.0 * w);
        near(dual_error(&means(&case), scaled.rows()).unwrap(), case.expected("nc3_dual_err").unwrap(), 1e-9);
    }
}

#[test]
fn undefined_where_head_or_means_are_0() {
    let zeros = Matrix::new(vec![0.0; 4], 2);
    assert!(dual_error(&means_of(&CROSS, 2), zeros.rows()).unwrap_err().0.contains("head's rows are all 0"));
    let constant = means_of(&[([1.0, 2.0], 0), ([1.0, 2.0], 1)], 2);
    let ones = Matrix::new(vec![1.0; 4], 2);
    assert!(dual_error(&constant, ones.rows()).unwrap_err().0.contains("class means are all 0"));
}
