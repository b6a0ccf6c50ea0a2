//! The generator.

use penult::random::Random;

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
