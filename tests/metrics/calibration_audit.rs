use penult::metrics::calibration_audit::{Scored, audit};
use penult::metrics::{Measured, accuracy, mean_confidence};

use super::{Case, Matrix, cases_of, near, noise, probabilities, same};

/// The probabilities of a case, scored.
pub fn scored(case: &Case) -> Scored {
    of_logits(&case.logits, &case.labels)
}

fn of_logits(logits: &Matrix, labels: &[usize]) -> Scored {
    let rows = logits.rows();
    Scored::new(labels, rows.cols, |i| probabilities(rows.row(i), 1.0))
}

#[test]
fn scores_are_those_of_the_statistics_themselves() {
    for case in cases_of("calibration") {
        let scored = scored(&case);
        assert_eq!(scored.correct, accuracy::per_example(case.logits.rows(), &case.labels));
        let confidence = mean_confidence::per_example(case.logits.rows());
        scored.confidence.iter().zip(confidence).for_each(|(a, b)| near(*a, b, 1e-15));
    }
}

#[test]
fn the_row_holds_what_each_statistic_gives() {
    for case in cases_of("calibration") {
        let row = audit(&scored(&case), 1);
        let names = [
            "ece_10",
            "ece_20",
            "ece_equal_mass",
            "ece_l2_debiased",
            "ece_classwise",
            "brier",
            "brier_reliability",
            "aurc",
            "ece_over",
        ];
        for name in names {
            let value = row.iter().find(|r| r.0 == name).unwrap().1.clone().unwrap();
            same(value, case.expected(name).unwrap());
        }
    }
}

/// Every value of the row is a number, or says why it is none.
fn nothing_is_not_a_number(row: &[(&str, Measured<f64>)]) {
    assert_eq!(row.len(), 21);
    for (name, value) in row {
        match value {
            Ok(value) => assert!(value.is_finite(), "{name}: {value}"),
            Err(reason) => assert!(reason.0.len() > 10, "{name}: {reason:?}"),
        }
    }
}

#[test]
fn extreme_inputs_give_numbers_or_reasons() {
    let labels = |n: usize, k: usize| (0..n).map(|i| i * 7 % k).collect::<Vec<_>>();
    for (n, k, scale) in [(1, 2, 1.0), (5, 2, 1e4), (40, 1000, 1e4), (300, 10, 0.0), (64, 3, 1e-3)] {
        let logits = Matrix::new(noise(n * k, 2).iter().map(|x| x * scale).collect(), k);
        nothing_is_not_a_number(&audit(&of_logits(&logits, &labels(n, k)), 1));
    }
    nothing_is_not_a_number(&audit(&of_logits(&Matrix::new(Vec::new(), 2), &[]), 1));
}

#[test]
fn a_label_of_probability_0_has_no_nll() {
    let logits = Matrix::new(vec![1e4, -1e4, 1e4, -1e4], 2);
    let row = audit(&of_logits(&logits, &[0, 1]), 1);
    let of = |name: &str| row.iter().find(|r| r.0 == name).unwrap().1.clone();
    assert!(of("nll").unwrap_err().0.contains("one example has the probability 0"));
    near(of("ece").unwrap(), 0.5, 1e-15);
    near(of("brier").unwrap(), 1.0, 1e-15);
}
