use penult::metrics::folds::is_first;

use super::noise;

#[test]
fn halves_every_class_whatever_the_order_of_the_rows() {
    let labels: Vec<usize> = (0..101).map(|i| i % 7).collect();
    let ids: Vec<i64> = noise(101, 4).iter().zip(0..).map(|(x, i)| (x * 1e6) as i64 * 1000 + i).collect();
    let folds = is_first(&labels, &ids);
    for class in 0..7 {
        let count = |first: bool| (0..101).filter(|i| labels[*i] == class && folds[*i] == first).count();
        assert!(count(true).abs_diff(count(false)) <= 1);
    }
    let backwards =
        is_first(&labels.iter().rev().copied().collect::<Vec<_>>(), &ids.iter().rev().copied().collect::<Vec<_>>());
    assert_eq!(backwards.into_iter().rev().collect::<Vec<_>>(), folds);
}

#[test]
fn a_class_of_one_is_in_one_fold() {
    assert_eq!(is_first(&[0], &[9]), [false]);
    assert!(is_first(&[], &[]).is_empty());
}
