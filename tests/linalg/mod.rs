//! Products, sums and eigenvalues by hand.

mod svd;

use penult::linalg::{Rows, add_product, dot, symmetric_eigen, transposed_product};

#[test]
fn rows_are_views_of_fitting_length() {
    let data = [1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0];
    let rows = Rows::new(&data, 2, 3).unwrap();
    assert_eq!(rows.row(1), [4.0, 5.0, 6.0]);
    assert_eq!(rows.mean(), [2.5, 3.5, 4.5]);
    assert!(Rows::new(&data, 2, 2).is_none());
    assert!(Rows::new(&data, usize::MAX, 2).is_none(), "the product of the sizes overflows");
}

/// XᵀY of X = [[1, 2], [3, 4], [5, 6]] and Y = [[1], [0], [2]]: 1 + 10, 2 + 12.
#[test]
fn transposed_product_by_hand() {
    assert_eq!(transposed_product(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[1.0, 0.0, 2.0], (3, 2, 1)), [11.0, 14.0]);
}

/// [[1, 2], [3, 4]] · [[1, 1], [0, 2]] = [[1, 5], [3, 11]], added to ones.
#[test]
fn add_product_adds_to_what_is_there() {
    let mut out = [1.0; 4];
    add_product(&mut out, &[1.0, 2.0, 3.0, 4.0], &[1.0, 1.0, 0.0, 2.0], (2, 2, 2));
    assert_eq!(out, [2.0, 6.0, 4.0, 12.0]);
}

/// Every length around the eight running sums.
#[test]
fn dot_is_the_plain_sum() {
    for n in 0..20 {
        let a: Vec<f64> = (0..n).map(f64::from).collect();
        let plain: f64 = a.iter().map(|v| v * (v + 1.0)).sum();
        let b: Vec<f64> = a.iter().map(|v| v + 1.0).collect();
        assert_eq!(dot(&a, &b), plain);
    }
}

/// [[2, 1], [1, 2]] has the eigenvalues 3 and 1, on (1, 1)/√2 and (1, -1)/√2.
#[test]
fn eigenvalues_fall() {
    let (values, vectors) = symmetric_eigen(&[2.0, 1.0, 1.0, 2.0], 2, 1).unwrap();
    assert!((values[0] - 3.0).abs() < 1e-12 && (values[1] - 1.0).abs() < 1e-12);
    assert_eq!(vectors.len(), 1);
    assert!((vectors[0][0] - vectors[0][1]).abs() < 1e-12 && (vectors[0][0].abs() - 0.5f64.sqrt()).abs() < 1e-12);
}
