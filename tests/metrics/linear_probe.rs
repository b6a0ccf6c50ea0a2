use penult::metrics::linear_probe::{LinearProbe, fit};

use super::expected::{expected, extreme_features, numbers, sound};
use super::{Matrix, near, noise};

/// Rows that are fitted in the reference.
const FITTED: usize = 200;

fn features(case: &serde_json::Value) -> Matrix {
    let rows: Vec<Vec<f64>> = case["features"].as_array().unwrap().iter().map(numbers).collect();
    Matrix::new(rows.concat().iter().map(|x| *x as f32).collect(), rows[0].len())
}

fn labels(values: &serde_json::Value) -> Vec<usize> {
    numbers(values).into_iter().map(|l| l as usize).collect()
}

fn all(count: usize) -> Vec<usize> {
    (0..count).collect()
}

/// Two labels too, where scikit-learn needs C = 2 for the same penalty.
#[test]
fn equals_scikit_learn() {
    for (name, case) in expected("probes").as_object().unwrap() {
        let x = features(case);
        let probe = fit(x.rows(), &all(FITTED), &labels(&case["labels"])).unwrap();
        assert!(probe.has_converged(), "{name}: {}", probe.gradient);
        let (expected, first) = (labels(&case["linear"]), numbers(&case["probability_of_first"]));
        for (at, (label, share)) in expected.into_iter().zip(first).enumerate() {
            let row = x.rows().row(FITTED + at);
            assert_eq!(probe.predict(row), label, "{name}, row {at}");
            let logits = probe.logits(row);
            let found = 1.0 / logits.iter().map(|z| (z - logits[0]).exp()).sum::<f64>();
            // Both stop where the gradient is small, not 0.
            near(found, share, 2e-4);
        }
    }
}

#[test]
fn separable_labels_are_told_apart_and_the_penalty_holds_the_weights() {
    // x = ±1: softmax of (w x, -w x) with 4 examples and w² of penalty; the optimum is where 8 / (1 + e^{2w}) = 2w.
    let x = Matrix::new(vec![1.0, 1.0, -1.0, -1.0], 1);
    let probe = fit(x.rows(), &all(4), &[5, 5, 9, 9]).unwrap();
    assert_eq!([1.0, -0.1].map(|x| probe.predict(&[x])), [5, 9]);
    let w = probe.logits(&[1.0])[0];
    near(8.0 / (1.0 + (2.0 * w).exp()), 2.0 * w, 1e-3);
}

#[test]
fn scale_and_shift_of_the_features_change_no_answer() {
    let x = Matrix::new(noise(600, 3), 3);
    let labels: Vec<usize> = (0..200).map(|i| usize::from(x.rows().row(i)[0] + x.rows().row(i)[2] > 0.1)).collect();
    let moved = x.map(|v| 64.0 * v + 8.0);
    let fitted = |x: &Matrix| fit(x.rows(), &all(150), &labels).unwrap();
    let answers = |p: &LinearProbe, x: &Matrix| (0..200).map(|i| p.predict(x.rows().row(i))).collect::<Vec<usize>>();
    assert_eq!(answers(&fitted(&x), &x), answers(&fitted(&moved), &moved));
}

#[test]
fn one_label_is_undefined_and_extremes_give_no_nan() {
    let x = Matrix::new(noise(12, 1), 3);
    assert!(fit(x.rows(), &all(4), &[2; 4]).unwrap_err().0.contains("two labels, found 1"));
    for (features, labels) in extreme_features() {
        sound(&fit(features.rows(), &all(labels.len()), &labels).map(|probe| probe.gradient));
    }
}
