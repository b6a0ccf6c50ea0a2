use penult::metrics::kl_split::per_example;
use penult::metrics::{Measured, kl};

use super::expected::{close, expected, extreme_logits};
use super::{Matrix, cases, mean, near};

fn means(t: &Matrix, s: &Matrix, labels: &[usize], temperature: f64) -> Measured<[f64; 3]> {
    let terms = per_example(t.rows(), s.rows(), labels, temperature)?;
    let of = |field: fn(&penult::metrics::kl_split::Split) -> f64| mean(&terms.iter().map(field).collect::<Vec<f64>>());
    Ok([of(|s| s.target), of(|s| s.non_target), of(|s| s.weight)])
}

#[test]
fn equals_torch() {
    let expected = expected("transfer");
    for case in cases() {
        for (temperature, key) in [(1.0, "kl_split"), (4.0, "kl_split_at_4")] {
            let found = means(&case.logits, &case.other_logits, &case.labels, temperature).unwrap();
            for (found, part) in found.iter().zip(["target", "non_target", "weight"]) {
                // A sure teacher's divergences of 1e-6 are differences of numbers near 1.
                close(*found, &expected[&case.name][key][part], if case.name == "wide" { 1e-7 } else { 1e-9 });
            }
        }
    }
}

#[test]
fn the_parts_add_up_to_the_kl() {
    for case in cases() {
        let (t, s) = (case.logits.rows(), case.other_logits.rows());
        for (split, kl) in per_example(t, s, &case.labels, 1.0).unwrap().iter().zip(kl::per_example(t, s)) {
            near(split.target + split.weight * split.non_target, kl, 1e-13);
        }
    }
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        let turned = logits.map(|z| -z);
        match per_example(logits.rows(), turned.rows(), &labels, 1.0) {
            Ok(terms) => assert!(
                terms
                    .iter()
                    .all(|s| s.target.is_finite() && s.non_target.is_finite() && (0.0..=1.0).contains(&s.weight))
            ),
            Err(reason) => assert_eq!(reason.0, "needs 2 classes, found 1"),
        }
    }
    // Two classes leave one wrong class, which has all of q.
    let z = Matrix::new(vec![1.0, 0.0, 0.0, 3.0], 2);
    assert!(
        per_example(z.rows(), z.map(|v| 2.0 * v).rows(), &[0, 0], 1.0).unwrap().iter().all(|s| s.non_target == 0.0)
    );
}
