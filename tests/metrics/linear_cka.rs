use penult::metrics::linear_cka::{biased, debiased, hsic};
use penult::metrics::moments::{Moments, Shifted};

use super::{Matrix, cases, near, noise};

/// Biased and debiased CKA of the first `n` rows.
fn cka(x: &Matrix, y: &Matrix, n: usize) -> (Option<f64>, Option<f64>) {
    let rows: Vec<usize> = (0..n).collect();
    let (x, y) = (Shifted::by_mean(x.rows()), Shifted::by_mean(y.rows()));
    let of = |a: &Shifted<'_>, b: &Shifted<'_>| hsic(&Moments::of(a, b, &rows));
    let (xy, xx, yy) = (of(&x, &y), of(&x, &x), of(&y, &y));
    (biased(xy, xx, yy).ok(), debiased(xy, xx, yy).ok())
}

#[test]
fn equals_centred_gram_matrices_and_the_statistic_over_quadruples() {
    for case in cases() {
        let n = case.labels.len();
        near(cka(&case.features, &case.other_features, n).0.unwrap(), case.expected("linear_cka").unwrap(), 1e-10);
        let expected = case.expected("linear_cka_debiased_of_14").unwrap();
        near(cka(&case.features, &case.other_features, 14).1.unwrap(), expected, 1e-9);
    }
}

#[test]
fn is_one_with_itself_turned_scaled_and_moved() {
    for case in cases() {
        let n = case.labels.len();
        // A turn by 90° in the first two dimensions, a scale, a shift.
        let features = case.features.rows();
        let turned: Vec<f32> = (0..n)
            .flat_map(|i| {
                let mut row: Vec<f32> = features.row(i).iter().map(|x| 2.0 * x + 3.0).collect();
                (row[0], row[1]) = (-row[1], row[0]);
                row
            })
            .collect();
        let (biased, debiased) = cka(&case.features, &Matrix::new(turned, features.cols), n);
        // f32 keeps 6 digits of the moved features.
        near(biased.unwrap(), 1.0, 1e-6);
        near(debiased.unwrap(), 1.0, 1e-5);
    }
}

#[test]
fn debiased_is_near_zero_for_independent_features_where_biased_is_not() {
    let (n, d) = (60, 40);
    let (x, y) = (Matrix::new(noise(n * d, 1), d), Matrix::new(noise(n * d, 2), d));
    let (biased, debiased) = cka(&x, &y, n);
    assert!(biased.unwrap() > 0.3, "{biased:?}");
    near(debiased.unwrap(), 0.0, 0.1);
}

#[test]
fn undefined_for_three_examples_or_features_that_do_not_vary() {
    let (x, still) = (Matrix::new(noise(20, 3), 2), Matrix::new(vec![1.0; 20], 2));
    assert!(cka(&x, &x, 3).1.is_none() && cka(&x, &x, 3).0.is_some());
    assert_eq!(cka(&x, &still, 10), (None, None));
}
