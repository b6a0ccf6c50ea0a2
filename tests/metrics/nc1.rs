use penult::metrics::class_sums::ClassSums;
use penult::metrics::moments::{Moments, Shifted};
use penult::metrics::{Measured, nc1};

use super::class_sums::{CROSS, means, means_of};
use super::{Case, Matrix, cases_of, near, noise, same};

fn covariance(features: &Matrix) -> Vec<f64> {
    let x = Shifted::by_mean(features.rows());
    Moments::of(&x, &x, &(0..features.rows().rows).collect::<Vec<_>>()).covariance()
}

fn pinv(case: &Case) -> Measured<f64> {
    nc1::pinv(&means(case), &covariance(&case.features))
}

#[test]
fn by_hand() {
    // S_B = diag(4, 0); S_W = diag(½, ½): tr(S_W S_B⁺)/2 = ½/4/2, tr S_W / tr S_B = 1/4, CDNV = (1 + 1)/(2 · 16).
    let means = means_of(&CROSS, 2);
    let features = Matrix::new(CROSS.iter().flat_map(|(row, _)| row.map(|x| x as f32)).collect(), 2);
    near(nc1::pinv(&means, &covariance(&features)).unwrap(), 1.0 / 16.0, 1e-15);
    near(nc1::quotient(&means).unwrap(), 0.25, 1e-15);
    near(nc1::cdnv(&means).unwrap(), 1.0 / 16.0, 1e-15);
}

#[test]
fn equals_the_definitions_over_rows() {
    for case in cases_of("geometry") {
        let means = means(&case);
        same(pinv(&case).unwrap(), case.expected("nc1_pinv").unwrap());
        same(nc1::quotient(&means).unwrap(), case.expected("nc1_quot").unwrap());
        same(nc1::cdnv(&means).unwrap(), case.expected("nc1_cdnv").unwrap());
    }
}

#[test]
fn the_notebook_and_rhubarbwu_differ_by_known_factors() {
    for case in cases_of("geometry") {
        let (value, c, d) = (pinv(&case).unwrap(), means(&case).classes.len() as f64, case.features.rows().cols as f64);
        // The authors' notebook does not divide the trace by C.
        same(value * c, case.expected("nc1_pinv_notebook").unwrap());
        // rhubarbwu/neural-collapse takes MᵀM/D for S_B.
        same(value * d, case.expected("nc1_pinv_rhubarbwu").unwrap());
    }
}

#[test]
fn a_rotation_and_a_scale_change_nothing() {
    for case in cases_of("geometry") {
        let scaled = Case { features: case.features.map(|x| -4.0 * x), ..case };
        near(pinv(&scaled).unwrap(), scaled.expected("nc1_pinv").unwrap(), 1e-9);
        same(nc1::cdnv(&means(&scaled)).unwrap(), scaled.expected("nc1_cdnv").unwrap());
    }
}

#[test]
fn collapse_is_zero_and_never_below() {
    let rows = [([0.1, 0.7], 0), ([0.1, 0.7], 0), ([3.3, 0.2], 1), ([3.3, 0.2], 1)];
    let features = Matrix::new(rows.iter().flat_map(|(row, _)| row.map(|x| x as f32)).collect(), 2);
    let means = means_of(&rows.map(|(row, y)| (row.map(|x| f64::from(x as f32)), y)), 2);
    for value in [nc1::pinv(&means, &covariance(&features)), nc1::quotient(&means), nc1::cdnv(&means)] {
        let value = value.unwrap();
        assert!((0.0..1e-12).contains(&value), "{value}");
    }
}

#[test]
fn undefined_where_class_means_coincide() {
    let constant = means_of(&[([1.0, 2.0], 0), ([1.0, 2.0], 1)], 2);
    assert!(nc1::pinv(&constant, &[0.0; 4]).unwrap_err().0.contains("coincide"));
    assert!(nc1::quotient(&constant).unwrap_err().0.contains("coincide"));
    let two = means_of(&[([1.0, 2.0], 0), ([1.0, 2.0], 1), ([5.0, 2.0], 2)], 3);
    assert!(nc1::cdnv(&two).unwrap_err().0.contains("classes 0 and 1"));
    assert!(nc1::quotient(&two).is_ok());
}

#[test]
fn a_thousand_classes_in_few_dimensions() {
    let (classes, width) = (1000, 16);
    let features = Matrix::new(noise(2 * classes * width, 5), width);
    let mut sums = ClassSums::new(classes, features.rows().mean());
    (0..2 * classes).for_each(|i| sums.push(features.rows().row(i).iter().map(|x| f64::from(*x)), i % classes));
    let means = sums.means().unwrap();
    // Both scatters are those of the same noise: S_W = ½ v I by two examples a class, S_B = ½ v I.
    let value = nc1::pinv(&means, &covariance(&features)).unwrap();
    near(value * classes as f64, width as f64, 0.1 * width as f64);
    near(nc1::quotient(&means).unwrap(), 1.0, 0.1);
}
