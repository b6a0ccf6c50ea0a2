//! Products, sums and eigenvalues by hand.

mod svd;

use penult::linalg::{Rows, add_product, add_transposed_product, dot, exp, symmetric_eigen};

#[test]
fn rows_are_views_of_fitting_length() {
    let data = [1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0];
    let rows = Rows::new(&data, 2, 3).unwrap();
    assert_eq!(rows.row(1), [4.0, 5.0, 6.0]);
    assert_eq!(rows.mean(), [2.5, 3.5, 4.5]);
    assert!(Rows::new(&data, 2, 2).is_none());
    assert!(Rows::new(&data, usize::MAX, 2).is_none(), "the product of the sizes overflows");
}

/// XᵀY of X = [[1, 2], [3, 4], [5, 6]] and Y = [[1], [0], [2]]: 1 + 10, 2 + 12, added to ones.
#[test]
fn add_transposed_product_by_hand() {
    let mut out = [1.0; 2];
    add_transposed_product(&mut out, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[1.0, 0.0, 2.0], (3, 2, 1));
    assert_eq!(out, [12.0, 15.0]);
}

/// Odd sizes around the kernels' tiles, against plain loops.
#[test]
fn products_of_odd_sizes_are_the_plain_sums() {
    for (n, a, b) in [(1, 1, 1), (7, 3, 5), (100, 49, 13), (513, 66, 67)] {
        let value = |i: usize| ((i * 7919) % 101) as f64 - 50.0;
        let (x, y): (Vec<f64>, Vec<f64>) =
            ((0..n * a).map(value).collect(), (0..n * b).map(|i| value(i + 3)).collect());
        let mut out = vec![0.0; a * b];
        add_transposed_product(&mut out, &x, &y, (n, a, b));
        for i in 0..a {
            for j in 0..b {
                // Whole numbers: every order of adding gives the same.
                assert_eq!(out[i * b + j], (0..n).map(|r| x[r * a + i] * y[r * b + j]).sum::<f64>(), "{n} {a} {b}");
            }
        }
    }
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

/// Against the system's, over all magnitudes: two units in the last place.
#[test]
fn exp_is_the_systems_within_two_units() {
    let x: Vec<f64> = (0..200_000).map(|i| (f64::from(i) - 100_000.0) * 7.079e-3).collect();
    let mut found = x.clone();
    exp(&mut found);
    for (x, found) in x.iter().zip(&found) {
        let expected = x.exp();
        assert!((found - expected).abs() <= 2.0 * f64::EPSILON * expected, "exp({x}) is {found}, not {expected}");
    }
}

#[test]
fn exp_at_its_edges() {
    let mut x = [0.0, -0.0, -708.1, f64::NEG_INFINITY, 708.1, f64::INFINITY, f64::NAN, 1e-300];
    exp(&mut x);
    assert_eq!(x[..6], [1.0, 1.0, 0.0, 0.0, f64::INFINITY, f64::INFINITY]);
    assert!(x[6].is_nan());
    assert_eq!(x[7], 1.0);
}

/// A value does not depend on where in a slice it stands: vectors and their remainders give the same bits.
#[test]
fn exp_is_the_same_in_every_place() {
    let x: Vec<f64> = (0..67).map(|i| -0.37 * f64::from(i)).collect();
    let mut together = x.clone();
    exp(&mut together);
    for (x, together) in x.iter().zip(&together) {
        let mut alone = [*x];
        exp(&mut alone);
        assert_eq!(alone[0].to_bits(), together.to_bits());
    }
}

/// Wide enough for faer to work in parts.
#[test]
fn eigenvalues_are_the_same_on_any_number_of_threads() {
    let d = 400;
    let mut matrix: Vec<f64> = (0..d * d).map(|i| (((i * 7919) % 1009) as f64 - 504.0) / 500.0).collect();
    for i in 0..d {
        for j in 0..i {
            matrix[i * d + j] = matrix[j * d + i];
        }
    }
    let of = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| symmetric_eigen(&matrix, d, 2)).unwrap()
    };
    let one = of(1);
    assert!(one == of(2) && one == of(3));
    for (value, vector) in one.0.iter().zip(&one.1) {
        let product: Vec<f64> = matrix.chunks(d).map(|row| dot(row, vector)).collect();
        product.iter().zip(vector).for_each(|(p, v)| assert!((p - value * v).abs() < 1e-10));
    }
}

/// From a certain width on, few vectors are solved for one by one: the same as where all are made, of distinct, equal and zero
/// eigenvalues.
#[test]
fn few_vectors_of_a_wide_matrix_are_those_of_all() {
    let d = 600;
    let column = |c: usize| (0..d).map(move |i| ((i * i * 31 + c * i * 17 + c) % 97) as f64 / 97.0 - 0.5);
    let columns: Vec<Vec<f64>> = (0..8).map(|c| column(c).collect()).collect();
    let mut low = vec![0.0; d * d];
    for (c, column) in columns.iter().enumerate() {
        for i in 0..d {
            (0..d).for_each(|j| low[i * d + j] += (8 - c) as f64 * column[i] * column[j]);
        }
    }
    let mut equal = vec![0.0; d * d];
    (0..d).for_each(|i| equal[i * d + i] = if i < 3 { 2.0 } else { 1.0 });
    for matrix in [low, equal, vec![0.0; d * d]] {
        let (all, _) = symmetric_eigen(&matrix, d, d).unwrap();
        let (values, vectors) = symmetric_eigen(&matrix, d, 3).unwrap();
        let largest = all[0].abs();
        all.iter().zip(&values).for_each(|(a, b)| assert!((a - b).abs() <= 1e-12 * largest));
        for (i, vector) in vectors.iter().enumerate() {
            let product: Vec<f64> = matrix.chunks(d).map(|row| dot(row, vector)).collect();
            product.iter().zip(vector).for_each(|(p, v)| assert!((p - values[i] * v).abs() <= 1e-11 * largest));
            for (j, other) in vectors.iter().enumerate() {
                assert!((dot(vector, other) - f64::from(u8::from(i == j))).abs() < 1e-10);
            }
        }
    }
}
