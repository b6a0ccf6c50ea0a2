use penult::metrics::distribution::{Histogram, quantiles};
use penult::metrics::logit_gap;

use super::cases;
use super::expected::{expected, numbers, same, sharded};

#[test]
fn quantiles_and_histogram_equal_numpy() {
    let all = expected("information");
    for case in cases() {
        let gaps = logit_gap::per_example(case.logits.rows(), &case.labels).unwrap();
        let expected = &all[&case.name];
        let found = quantiles(&gaps, &[0.0, 0.05, 0.25, 0.5, 0.95, 1.0]).unwrap();
        for (found, expected) in found.iter().zip(expected["gap_quantiles"].as_array().unwrap()) {
            same(*found, expected);
        }
        let of = |rows: &[usize]| {
            let mut histogram = Histogram::new(-2.0, 9.0, 7).unwrap();
            rows.iter().for_each(|i| histogram.push(gaps[*i]));
            histogram
        };
        let (merged, left, rows) = sharded(gaps.len(), of);
        let counts: Vec<f64> = merged.counts.iter().map(|c| *c as f64).collect();
        assert_eq!(counts, numbers(&expected["gap_histogram"]));
        assert_eq!(merged.counts.iter().sum::<u64>() + merged.below + merged.above, gaps.len() as u64);
        assert_eq!(left, of(&rows));
    }
}

#[test]
fn edges_belong_to_a_bin() {
    let mut histogram = Histogram::new(0.0, 1.0, 2).unwrap();
    [0.0, 0.5, 1.0, -0.1, 1.1].iter().for_each(|v| histogram.push(*v));
    assert_eq!((histogram.counts, histogram.below, histogram.above), (vec![1, 2], 1, 1));
}

#[test]
fn undefined_without_values_or_bins() {
    assert!(quantiles(&[], &[0.5]).unwrap_err().0.contains("no examples"));
    assert_eq!(quantiles(&[3.0], &[0.0, 0.3, 1.0]).unwrap(), [3.0; 3]);
    for (low, high, bins) in [(0.0, 1.0, 0), (1.0, 1.0, 3), (f64::NEG_INFINITY, 1.0, 3)] {
        assert!(Histogram::new(low, high, bins).unwrap_err().0.contains("holds nothing"));
    }
}
