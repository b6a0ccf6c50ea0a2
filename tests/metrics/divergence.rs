use penult::metrics::divergence::{Divergence, TEMPERATURES, divergence, per_example};
use penult::metrics::kl;

use super::expected::{close, expected, extreme_logits};
use super::{Matrix, cases, mean, near};

fn means(terms: &[Divergence]) -> [f64; 3] {
    let of = |field: fn(&Divergence) -> f64| mean(&terms.iter().map(field).collect::<Vec<f64>>());
    [of(|d| d.kl), of(|d| d.reverse), of(|d| d.jensen_shannon)]
}

#[test]
fn equals_scipy_at_every_temperature_in_both_conventions() {
    let all = expected("transfer");
    for case in cases() {
        let expected = &all[&case.name];
        let same = |ours: &[Divergence], theirs: &serde_json::Value| {
            for (found, key) in means(ours).iter().zip(["kl", "reverse", "jensen_shannon"]) {
                // SciPy's differences of near-equal probabilities keep nine digits, fewer where the divergence is 1e-6.
                close(*found, &theirs[key], if case.name == "wide" { 1e-7 } else { 1e-9 });
            }
        };
        let (a, b) = (case.logits.rows(), case.other_logits.rows());
        for (at, t) in TEMPERATURES.iter().enumerate() {
            same(&per_example((a, *t), (b, *t)).unwrap(), &expected["divergences"][at]);
        }
        same(&per_example((a, 4.0), (b, 1.0)).unwrap(), &expected["teacher_only"]);
        near(means(&per_example((a, 1.0), (b, 1.0)).unwrap())[0], mean(&kl::per_example(a, b)), 1e-15);
    }
}

#[test]
fn divergences_by_hand() {
    // (½, ½) against (¼, ¾): KL ½ log 2 + ½ log ⅔, reverse ¼ log ½ + ¾ log 1.5.
    let found = divergence(&[0.5f64.ln(), 0.5f64.ln()], &[0.25f64.ln(), 0.75f64.ln()]);
    near(found.kl, 0.5 * 2f64.ln() + 0.5 * (2.0f64 / 3.0).ln(), 1e-15);
    near(found.reverse, 0.25 * 0.5f64.ln() + 0.75 * 1.5f64.ln(), 1e-15);
    // Disjoint answers: Jensen–Shannon is log 2, and finite KLs stay finite.
    let z = Matrix::new(vec![1e4, -1e4, -1e4, 1e4], 2);
    let (a, b) = (z.pick(&[0]), z.pick(&[1]));
    let found = per_example((a.rows(), 1.0), (b.rows(), 1.0)).unwrap()[0];
    near(found.jensen_shannon, 2f64.ln(), 1e-15);
    near(found.kl, 2e4, 1e-9);
}

#[test]
fn at_high_temperature_t_squared_kl_compares_centred_logits() {
    // T² KL → ||z_t - z_s||² / 2K of logits centred over classes.
    let case = &cases()[0];
    let (a, b) = (case.logits.rows(), case.other_logits.rows());
    let k = a.cols as f64;
    let limit = |i: usize| {
        let d: Vec<f64> = a.row(i).iter().zip(b.row(i)).map(|(a, b)| f64::from(*a) - f64::from(*b)).collect();
        let m = mean(&d);
        d.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (2.0 * k)
    };
    let t = 1e5;
    for (i, found) in per_example((a, t), (b, t)).unwrap().iter().enumerate() {
        near(t * t * found.kl / limit(i), 1.0, 1e-3);
    }
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        let turned = logits.pick(&(0..labels.len()).rev().collect::<Vec<usize>>());
        for found in per_example((logits.rows(), 1.0), (turned.rows(), 1.0)).unwrap() {
            assert!(found.kl.is_finite() && found.reverse.is_finite() && found.jensen_shannon.is_finite());
        }
    }
    let z = Matrix::new(vec![0.0, 1.0], 2);
    assert!(per_example((z.rows(), 0.0), (z.rows(), 1.0)).is_err());
}
