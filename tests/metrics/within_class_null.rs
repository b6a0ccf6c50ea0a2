use penult::metrics::Undefined;
use penult::metrics::procrustes::procrustes;
use penult::metrics::sample::Sample;
use penult::metrics::within_class_null::{permuted_within_classes, within_class_null};
use penult::random::Random;

use super::{Matrix, near, noise};

#[test]
fn rows_stay_within_their_class() {
    let labels: Vec<usize> = (0..60).map(|i| i * 7 % 4).collect();
    let order = permuted_within_classes(&labels, &mut Random::new(1, "test"));
    let mut sorted = order.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..60).collect::<Vec<usize>>());
    assert!(order.iter().enumerate().all(|(to, from)| labels[to] == labels[*from]));
    assert!(order.iter().enumerate().filter(|(to, from)| to != *from).count() > 40);
}

#[test]
fn tells_a_resemblance_of_examples_from_one_of_classes() {
    let (n, d) = (120, 5);
    let labels: Vec<usize> = (0..n).map(|i| i % 3).collect();
    let made = |own: &[f32], seed: u64| {
        let mut data: Vec<f32> = own.iter().zip(noise(n * d, seed)).map(|(o, e)| o + 0.3 * e).collect();
        (0..n).for_each(|i| data[i * d + i % 3] += 10.0);
        Sample::of(Matrix::new(data, d).rows(), &(0..n).collect::<Vec<usize>>()).class_centred(&labels)
    };
    let of = |x: &Sample, y: &Sample| {
        // Higher is more alike.
        let similarity = |order: &[usize]| procrustes(x, &y.pick(order)).map(|d| 2.0 - d);
        let value = similarity(&(0..n).collect::<Vec<usize>>()).unwrap();
        let [null] = within_class_null(&labels, [value], (99, 0), |order| Ok([similarity(order)?])).unwrap();
        (value, null)
    };
    let shared = noise(n * d, 1);
    let (value, null) = of(&made(&shared, 2), &made(&shared, 3));
    near(null.p, 0.01, 1e-12);
    assert!(value > null.largest && null.largest >= null.mean && null.mean >= null.smallest);
    let (_, null) = of(&made(&shared, 2), &made(&noise(n * d, 4), 3));
    assert!(null.p > 0.05, "{null:?}");
    assert_eq!(of(&made(&shared, 2), &made(&shared, 3)).1, of(&made(&shared, 2), &made(&shared, 3)).1);
}

#[test]
fn undefined_where_nothing_can_be_permuted() {
    let alone = within_class_null(&[0, 1, 2], [1.0], (9, 0), |_| Ok([1.0]));
    assert!(alone.unwrap_err().0.contains("two examples"));
    assert!(within_class_null(&[0, 0], [1.0], (0, 0), |_| Ok([1.0])).is_err());
    let inner = within_class_null(&[0, 0], [1.0], (9, 0), |_| Err(Undefined("why not".to_owned())));
    assert_eq!(inner.unwrap_err().0, "why not");
}
