use penult::metrics::temperature::{cross_fitted, fit};

use super::{Matrix, cases, near};

#[test]
fn by_hand_also_below_one() {
    // z = (1, 0), three of four right: p = 3/4 needs 1/T = ln 3, so T < 1.
    let z = Matrix::new([1.0f32, 0.0].repeat(4), 2);
    near(fit(z.rows(), &[0, 0, 0, 1], &|_| true).unwrap(), 1.0 / 3f64.ln(), 1e-9);
}

#[test]
fn undefined_where_every_example_is_right_or_nothing_helps() {
    let z = Matrix::new([1.0f32, 0.0].repeat(4), 2);
    assert!(fit(z.rows(), &[0; 4], &|_| true).unwrap_err().0.contains("every example is right"));
    assert!(fit(z.rows(), &[1; 4], &|_| true).unwrap_err().0.contains("no temperature helps"));
    assert!(fit(z.rows(), &[0; 4], &|_| false).unwrap_err().0.contains("no examples"));
}

#[test]
fn equals_scipy_and_scales_with_the_logits() {
    for case in cases() {
        let found = fit(case.logits.rows(), &case.labels, &|_| true);
        if case.expected("accuracy") == Some(1.0) {
            assert!(found.unwrap_err().0.contains("every example is right"), "{}", case.name);
            continue;
        }
        let found = found.unwrap();
        // Brent stops at the square root of f64's digits.
        near(found / case.expected("temperature").unwrap(), 1.0, 1e-6);
        let doubled = case.logits.map(|z| 2.0 * z);
        near(fit(doubled.rows(), &case.labels, &|_| true).unwrap(), 2.0 * found, 1e-8);
    }
}

#[test]
fn each_fold_is_scaled_by_the_other_and_ids_decide_the_folds() {
    let case = cases().into_iter().find(|c| c.name == "eight_classes").unwrap();
    let ids: Vec<i64> = (0..).take(case.labels.len()).collect();
    let fitted = cross_fitted(case.logits.rows(), &case.labels, &ids).unwrap();
    let first = fitted[0];
    let fold: Vec<bool> = fitted.iter().map(|t| *t == first).collect();
    let size = fold.iter().filter(|f| **f).count();
    assert!(size.abs_diff(fold.len() / 2) <= 1, "{size} of {}", fold.len());
    near(fit(case.logits.rows(), &case.labels, &|i| !fold[i]).unwrap(), first, 0.0);
    // The same examples in another order fall into the same folds.
    let order = case.backwards();
    let (labels, turned): (Vec<usize>, Vec<i64>) = order.iter().map(|i| (case.labels[*i], ids[*i])).unzip();
    let again = cross_fitted(case.logits.pick(&order).rows(), &labels, &turned).unwrap();
    for (at, i) in order.iter().enumerate() {
        near(again[at], fitted[*i], 1e-9);
    }
}
