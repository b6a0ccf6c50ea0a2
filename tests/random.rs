//! The generator, and rows that are chosen by class.

use penult::random::{Random, stratified};

#[test]
fn streams_differ_by_seed_and_purpose_and_repeat() {
    let bits = |seed, purpose: &str| Random::new(seed, purpose).bits();
    assert_eq!(bits(1, "a"), bits(1, "a"));
    assert_ne!(bits(1, "a"), bits(1, "b"));
    assert_ne!(bits(1, "a"), bits(2, "a"));
}

#[test]
fn draws_are_uniform() {
    let mut random = Random::new(1, "uniform");
    let draws: Vec<f64> = (0..10_000).map(|_| random.uniform()).collect();
    assert!(draws.iter().all(|x| (0.0..1.0).contains(x)));
    // Standard error of the mean: 0.0029.
    assert!((draws.iter().sum::<f64>() / 1e4 - 0.5).abs() < 0.012);
    let mut counts = [0; 3];
    (0..9000).for_each(|_| counts[random.below(3)] += 1);
    assert!(counts.iter().all(|c| (2800..3200).contains(c)), "{counts:?}");
    assert_eq!(random.below(0), 0);
}

#[test]
fn a_shuffle_is_a_permutation() {
    let mut items: Vec<u32> = (0..100).collect();
    Random::new(1, "shuffle").shuffle(&mut items);
    assert_ne!(items, (0..100).collect::<Vec<u32>>());
    items.sort_unstable();
    assert_eq!(items, (0..100).collect::<Vec<u32>>());
}

#[test]
fn every_class_has_its_share_of_the_chosen_rows() {
    // 700, 200 and 100 of three classes, out of order.
    let labels: Vec<usize> = (0..1000).map(|i| [0, 0, 0, 0, 0, 0, 0, 1, 1, 2][i % 10]).collect();
    let ids: Vec<i64> = (0..1000).collect();
    let chosen = stratified(&labels, &ids, 100);
    assert_eq!(chosen.len(), 100);
    assert!(chosen.is_sorted());
    let of = |class: usize| chosen.iter().filter(|i| labels[**i] == class).count();
    assert_eq!([of(0), of(1), of(2)], [70, 20, 10]);
    assert_eq!(stratified(&labels, &ids, 1000).len(), 1000);
    assert_eq!(stratified(&labels[..5], &ids[..5], 100), [0, 1, 2, 3, 4]);
}

#[test]
fn the_chosen_examples_do_not_depend_on_their_order() {
    let labels: Vec<usize> = (0..300).map(|i| i % 7).collect();
    let ids: Vec<i64> = (0..300).map(|i| i * 13 % 1001).collect();
    let backwards: Vec<usize> = (0..300).rev().collect();
    let turned = |v: &[i64]| backwards.iter().map(|i| v[*i]).collect::<Vec<i64>>();
    let turned_labels: Vec<usize> = backwards.iter().map(|i| labels[*i]).collect();
    let by_id = |chosen: &[usize], ids: &[i64]| {
        let mut found: Vec<i64> = chosen.iter().map(|i| ids[*i]).collect();
        found.sort_unstable();
        found
    };
    let (a, b) = (stratified(&labels, &ids, 50), stratified(&turned_labels, &turned(&ids), 50));
    assert_eq!(by_id(&a, &ids), by_id(&b, &turned(&ids)));
}
