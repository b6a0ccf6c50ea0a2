use penult::metrics::Measured;
use penult::metrics::class_centred_cka::{LeftOut, Residuals, class_centred_cka, squares};
use penult::metrics::linear_cka;
use penult::metrics::moments::{Moments, Shifted};
use penult::metrics::sample::Sample;

use super::expected::{expected, extreme_features, same, sound};
use super::{Matrix, cases, near, noise};

fn residuals(x: &Matrix, labels: &[usize], rows: &[usize]) -> Residuals {
    let labels: Vec<usize> = rows.iter().map(|i| labels[*i]).collect();
    Residuals::of(&Sample::of(x.rows(), rows).centred(), &labels)
}

fn whole(x: &Matrix, labels: &[usize]) -> Residuals {
    residuals(x, labels, &(0..labels.len()).collect::<Vec<usize>>())
}

fn cka(x: &Matrix, y: &Matrix, labels: &[usize]) -> Measured<f64> {
    let of = |a: &Matrix, b: &Matrix| squares(&whole(a, labels), &whole(b, labels), &[])[0];
    class_centred_cka(of(x, y), of(x, x), of(y, y))
}

#[test]
fn equals_numpy_on_residuals() {
    let expected = expected("similarity");
    for case in cases() {
        let found = cka(&case.features, &case.other_features, &case.labels).unwrap();
        same(found, &expected[&case.name]["class_centred_cka"]);
    }
}

#[test]
fn does_not_see_the_class_means_that_linear_cka_sees_alone() {
    // Two networks that agree on the classes and on nothing within them.
    let (n, d) = (400, 6);
    let labels: Vec<usize> = (0..n).map(|i| i % 4).collect();
    let made = |seed: u64| {
        let mut data = noise(n * d, seed);
        (0..n).for_each(|i| data[i * d + i % 4] += 20.0);
        Matrix::new(data, d)
    };
    let (x, y) = (made(1), made(2));
    let rows: Vec<usize> = (0..n).collect();
    let (sx, sy) = (Shifted::by_mean(x.rows()), Shifted::by_mean(y.rows()));
    let of = |a: &Shifted<'_>, b: &Shifted<'_>| linear_cka::hsic(&Moments::of(a, b, &rows));
    assert!(linear_cka::biased(of(&sx, &sy), of(&sx, &sx), of(&sy, &sy)).unwrap() > 0.99);
    assert!(cka(&x, &y, &labels).unwrap() < 0.05);
    near(cka(&x, &x, &labels).unwrap(), 1.0, 1e-12);
}

/// A class goes whole, one keeps one row, one keeps all; and three rows of each of the cases.
#[test]
fn without_rows_it_is_that_of_the_rows_that_are_left() {
    let labels = [0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3];
    let (x, y) = (Matrix::new(noise(11 * 4, 1), 4), Matrix::new(noise(11 * 3, 2), 3));
    left_out_one_by_one(&x, &y, &labels, &[vec![0, 1, 3, 4, 5, 10], vec![6], vec![2, 7, 8]]);
    for case in cases() {
        let groups: Vec<Vec<usize>> = (0..3).map(|g| (g..case.labels.len()).step_by(9).collect()).collect();
        left_out_one_by_one(&case.features, &case.other_features, &case.labels, &groups);
    }
}

fn left_out_one_by_one(x: &Matrix, y: &Matrix, labels: &[usize], groups: &[Vec<usize>]) {
    let left_out: Vec<LeftOut> = groups.iter().map(|rows| LeftOut::new(rows, labels)).collect();
    for (a, b) in [(x, y), (x, x)] {
        let found = squares(&whole(a, labels), &whole(b, labels), &left_out);
        assert_eq!(found.len(), groups.len() + 1);
        for (found, gone) in found[1..].iter().zip(groups) {
            let rest: Vec<usize> = (0..labels.len()).filter(|i| !gone.contains(i)).collect();
            let expected = squares(&residuals(a, labels, &rest), &residuals(b, labels, &rest), &[])[0];
            near(found / expected, 1.0, 1e-11);
        }
    }
}

/// What is left varies by nothing but the rounding of what went.
#[test]
fn without_all_that_varies_it_is_zero() {
    let labels = [0, 0, 0, 1, 1];
    let data = vec![0.1, 0.7, 0.1, 0.7, 0.3, 0.2, 0.9, 0.4, 0.9, 0.4];
    let x = whole(&Matrix::new(data, 2), &labels);
    let found = squares(&x, &x, &[LeftOut::new(&[2], &labels), LeftOut::new(&[2, 3], &labels)]);
    assert!(found[0] > 1e-3 && found[1..] == [0.0, 0.0], "{found:?}");
}

#[test]
fn is_sound_at_the_edges() {
    for (features, labels) in extreme_features() {
        sound(&cka(&features, &features, &labels));
    }
    let alone: Vec<usize> = (0..10).collect();
    let reason = cka(&Matrix::new(noise(40, 1), 4), &Matrix::new(noise(40, 2), 4), &alone).unwrap_err().0;
    assert!(reason.contains("within classes"), "one example a class leaves nothing: {reason}");
}
