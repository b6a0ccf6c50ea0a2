use penult::metrics::calibration_error::{bin_index, bins, ece, mce};
use penult::metrics::{accuracy, mean_confidence};

use super::{cases, near};

#[test]
fn by_hand_over_three_bins() {
    // Bin 2: two wrong at 0.55 and one right at 0.6; bin 3: one right at 0.9.
    let (confidence, correct) = ([0.55, 0.55, 0.60, 0.90], [0.0, 0.0, 1.0, 1.0]);
    let bins = bins(&confidence, &correct, 3);
    // |1 - 1.7| / 4 + |1 - 0.9| / 4, and |1 - 1.7| / 3.
    near(ece(&bins).unwrap(), 0.2, 1e-12);
    near(mce(&bins).unwrap(), 0.7 / 3.0, 1e-12);
}

#[test]
fn bins_are_closed_on_the_right() {
    for m in 1..=15u32 {
        assert_eq!(bin_index(f64::from(m) / 15.0, 15), m as usize - 1);
        assert_eq!(bin_index((f64::from(m) / 15.0).next_down(), 15), m as usize - 1);
    }
    for m in 1..15u32 {
        assert_eq!(bin_index((f64::from(m) / 15.0).next_up(), 15), m as usize);
    }
    assert_eq!((bin_index(0.0, 15), bin_index(1.0, 15)), (0, 14));
}

#[test]
fn no_examples_are_undefined_and_empty_bins_count_nothing() {
    assert!(ece(&bins(&[], &[], 15)).unwrap_err().0.contains("no examples"));
    assert!(mce(&bins(&[], &[], 15)).is_err());
    near(ece(&bins(&[1.0], &[1.0], 15)).unwrap(), 0.0, 0.0);
}

#[test]
fn equals_torchmetrics_in_any_order() {
    for case in cases() {
        let of = |order: &[usize]| {
            let logits = case.logits.pick(order);
            let labels: Vec<usize> = order.iter().map(|i| case.labels[*i]).collect();
            let confidence = mean_confidence::per_example(logits.rows());
            bins(&confidence, &accuracy::per_example(logits.rows(), &labels), 15)
        };
        let forwards: Vec<usize> = (0..case.labels.len()).collect();
        for order in [forwards, case.backwards()] {
            // torchmetrics adds up in f32.
            near(ece(&of(&order)).unwrap(), case.expected("ece").unwrap(), 1e-6);
            near(mce(&of(&order)).unwrap(), case.expected("mce").unwrap(), 1e-6);
        }
    }
}
