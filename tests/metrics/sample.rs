use penult::metrics::sample::{Sample, hashed_order, width_note};

use super::{Matrix, near};

#[test]
fn rows_lose_the_mean_of_their_class_or_of_all() {
    let x = Matrix::new(vec![1.0, 10.0, 3.0, 20.0, 5.0, 60.0], 2);
    let sample = Sample::of(x.rows(), &[0, 1, 2]);
    assert_eq!(sample.clone().centred().values, [-2.0, -20.0, 0.0, -10.0, 2.0, 30.0]);
    assert_eq!(sample.clone().class_centred(&[0, 0, 4]).values, [-1.0, -5.0, 1.0, 5.0, 0.0, 0.0]);
    assert_eq!(sample.pick(&[2, 0, 1]).values, [5.0, 60.0, 1.0, 10.0, 3.0, 20.0]);
}

#[test]
fn products_by_hand() {
    let x = Sample::of(Matrix::new(vec![1.0, 2.0, 3.0, 4.0], 2).rows(), &[0, 1]);
    let y = Sample::of(Matrix::new(vec![5.0, 6.0], 1).rows(), &[0, 1]);
    assert_eq!(x.gram(), [5.0, 11.0, 11.0, 25.0]);
    assert_eq!(x.product(&y), [23.0, 34.0]);
    near(x.square(), 30.0, 0.0);
}

#[test]
fn few_examples_for_the_width_are_said() {
    assert_eq!(width_note(256, 64, 4), None);
    assert!(width_note(255, 64, 4).unwrap().contains("255 examples are few for 64 features"));
}

#[test]
fn the_order_of_hashes_mixes_classes_and_follows_the_ids() {
    let labels: Vec<usize> = (0..400).map(|i| i / 100).collect();
    let ids: Vec<i64> = (0..400).collect();
    let rows: Vec<usize> = (0..400).filter(|i| i % 2 == 0).collect();
    let order = hashed_order(&rows, &ids);
    let mut sorted = order.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, rows);
    for batch in order.chunks(50) {
        assert!((0..4).all(|class| batch.iter().any(|i| labels[*i] == class)));
    }
    let turned: Vec<i64> = ids.iter().rev().copied().collect();
    let all: Vec<usize> = (0..400).collect();
    let of = |ids: &[i64]| hashed_order(&all, ids).iter().map(|i| ids[*i]).collect::<Vec<i64>>();
    assert_eq!(of(&ids), of(&turned));
}
