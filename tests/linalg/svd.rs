use penult::linalg::svd::{singular_values, svd};

/// [[3, 0], [0, -2], [0, 0]] has the singular values 3 and 2.
#[test]
fn values_by_hand() {
    let values = singular_values(&[3.0, 0.0, 0.0, -2.0, 0.0, 0.0], 3, 2).unwrap();
    assert!((values[0] - 3.0).abs() < 1e-15 && (values[1] - 2.0).abs() < 1e-15 && values.len() == 2);
}

/// U diag(s) Vᵀ is the matrix again, tall or wide.
#[test]
fn the_parts_multiply_to_the_matrix() {
    let matrix: Vec<f64> = (0..15).map(|i| f64::from(i * i % 11)).collect();
    for (n, d) in [(5, 3), (3, 5)] {
        let svd = svd(&matrix, n, d).unwrap();
        assert_eq!((svd.left.len(), svd.values.len(), svd.right.len()), (n * 3, 3, d * 3));
        assert!(svd.values.is_sorted_by(|a, b| a >= b));
        for i in 0..n {
            for j in 0..d {
                let found: f64 = (0..3).map(|r| svd.left[i * 3 + r] * svd.values[r] * svd.right[j * 3 + r]).sum();
                assert!((found - matrix[i * d + j]).abs() < 1e-12);
            }
        }
    }
}

/// No rows and no columns have no values.
#[test]
fn empty_matrices_have_no_values() {
    assert!(svd(&[], 0, 3).unwrap().values.is_empty());
    assert!(singular_values(&[], 0, 3).unwrap().is_empty());
}
