use penult::metrics::gram::Gram;
use penult::metrics::nc2;

use super::class_sums::means;
use super::{Matrix, cases_of, near, same};

fn head(rows: &[f32], cols: usize) -> Gram {
    Gram::of_head(Matrix::new(rows.to_vec(), cols).rows()).unwrap()
}

#[test]
fn a_simplex_is_collapsed() {
    // I - 11ᵀ/4 in four dimensions: norms √¾, cosines -1/3.
    let rows: Vec<f32> = (0..16).map(|at| if at % 5 == 0 { 0.75 } else { -0.25 }).collect();
    let gram = head(&rows, 4);
    for value in [nc2::equinorm(&gram), nc2::equiangular(&gram), nc2::etf_error(&gram)] {
        near(value.unwrap(), 0.0, 1e-12);
    }
}

#[test]
fn by_hand() {
    // (3, 0) and (0, 1): norms 3 and 1, mean 2, sd √2; cosine 0 against -1.
    let gram = head(&[3.0, 0.0, 0.0, 1.0], 2);
    near(nc2::equinorm(&gram).unwrap(), 2.0f64.sqrt() / 2.0, 1e-15);
    near(nc2::equiangular(&gram).unwrap(), 1.0, 1e-15);
    // diag(9, 1)/√82 against ((½, -½), (-½, ½)).
    let [a, b] = [9.0, 1.0].map(|g| g / 82.0f64.sqrt() - 0.5);
    near(nc2::etf_error(&gram).unwrap(), (a * a + b * b + 0.5).sqrt(), 1e-15);
}

#[test]
fn equals_the_definitions_over_vectors() {
    for case in cases_of("geometry") {
        let of_means = Gram::of_means(&means(&case));
        let of_head = Gram::of_head(case.weight.rows()).unwrap();
        for (gram, suffix) in [(of_means, ""), (of_head, "_head")] {
            let expected = |name: &str| case.expected(&format!("nc2_{name}{suffix}")).unwrap();
            same(nc2::equinorm(&gram).unwrap(), expected("equinorm"));
            same(nc2::equiangular(&gram).unwrap(), expected("equiangular"));
            // A distance from 0 is as exact as the square root of rounding.
            near(nc2::etf_error(&gram).unwrap(), expected("etf_err"), 1e-9);
        }
    }
}

#[test]
fn an_order_of_the_classes_changes_nothing() {
    for case in cases_of("geometry") {
        let backwards: Vec<usize> = (0..case.weight.rows().rows).rev().collect();
        let [a, b] = [Gram::of_head(case.weight.rows()), Gram::of_head(case.weight.pick(&backwards).rows())];
        let [a, b] = [a.unwrap(), b.unwrap()];
        near(nc2::equinorm(&a).unwrap(), nc2::equinorm(&b).unwrap(), 1e-12);
        near(nc2::equiangular(&a).unwrap(), nc2::equiangular(&b).unwrap(), 1e-12);
        near(nc2::etf_error(&a).unwrap(), nc2::etf_error(&b).unwrap(), 1e-12);
    }
}

#[test]
fn undefined_where_vectors_are_0() {
    let zeros = head(&[0.0; 4], 2);
    assert!(nc2::equinorm(&zeros).unwrap_err().0.contains("all class vectors are 0"));
    assert!(nc2::etf_error(&zeros).unwrap_err().0.contains("all class vectors are 0"));
    let one = head(&[1.0, 0.0, 0.0, 0.0], 2);
    assert!(nc2::equiangular(&one).unwrap_err().0.contains("class vector 1"));
    assert!(nc2::equinorm(&one).is_ok());
}
