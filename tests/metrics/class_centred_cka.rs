use penult::metrics::Measured;
use penult::metrics::class_centred_cka::{State, class_centred_cka};
use penult::metrics::linear_cka;
use penult::metrics::moments::{Moments, Shifted};

use super::expected::{expected, extreme_features, same, sharded, sound};
use super::{Matrix, cases, near, noise};

fn state(x: &Matrix, y: &Matrix, labels: &[usize], rows: &[usize]) -> State {
    let (mx, my) = (x.rows().mean(), y.rows().mean());
    let classes = labels.iter().max().map_or(0, |k| k + 1);
    State::of((x.rows(), &mx), (y.rows(), &my), (labels, classes), rows)
}

fn cka(x: &Matrix, y: &Matrix, labels: &[usize]) -> Measured<f64> {
    let rows: Vec<usize> = (0..labels.len()).collect();
    let of = |a: &Matrix, b: &Matrix| state(a, b, labels, &rows).square();
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

#[test]
fn shards_add_up_and_come_apart() {
    for case in cases() {
        let of = |rows: &[usize]| state(&case.features, &case.other_features, &case.labels, rows);
        let (merged, left, rows) = sharded(case.labels.len(), of);
        let whole: Vec<usize> = (0..case.labels.len()).collect();
        near(merged.square() / of(&whole).square(), 1.0, 1e-11);
        near(left.square() / of(&rows).square(), 1.0, 1e-11);
    }
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
