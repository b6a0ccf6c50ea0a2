use penult::metrics::mixing_gap::per_pair;

#[test]
fn means_over_the_mixes_of_each_pair() {
    let gaps = [0.1, 0.3, 0.5, 0.7];
    assert_eq!(per_pair(gaps.chunks(2)).unwrap(), [0.2, 0.6]);
}

#[test]
fn one_pair_and_broken_answers_are_undefined() {
    assert!(per_pair([0.1, 0.3].chunks(2)).unwrap_err().0.contains("two pairs of examples, found 1"));
    assert!(per_pair([0.1, f64::NAN, 0.1, 0.1].chunks(2)).is_err());
}
