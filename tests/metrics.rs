//! Hand-worked cases, published golden values and edges.

use penult::linalg::Rows;
use penult::metrics::{
    accuracy, brier, calibration_error as ce, class_separation, gamma, kl, linear_cka, nll, participation_ratio, pca,
    temperature, template_plane,
};

fn near(a: f64, b: f64, within: f64) {
    assert!((a - b).abs() <= within, "{a} is not {b} within {within}");
}

/// The preds of torchmetrics' documentation: l1 0.2000 and max 0.2333 over 3 bins.
#[test]
fn ece_and_mce_equal_torchmetrics() {
    let confidence = [0.55, 0.55, 0.60, 0.90];
    let correct = [0.0, 0.0, 1.0, 1.0]; // argmax 2, 0, 2, 0 against 0, 1, 2, 0
    let bins = ce::bins(&confidence, &correct, 3);
    near(ce::ece(&bins).unwrap(), 0.2, 1e-9);
    near(ce::mce(&bins).unwrap(), 0.7 / 3.0, 1e-9); // |1/3 - 1.7/3|
}

#[test]
fn bins_are_closed_on_the_right() {
    for m in 1..=15 {
        assert_eq!(ce::bin_index(f64::from(m) / 15.0, 15), m as usize - 1);
    }
    assert_eq!((ce::bin_index(0.0, 15), ce::bin_index(1.0, 15)), (0, 14));
    assert!(ce::ece(&ce::bins(&[], &[], 15)).is_err());
}

#[test]
fn two_logits_by_hand() {
    // p = (3/4, 1/4): z = (ln 3, 0).
    let data = [3f32.ln(), 0.0];
    let z = Rows::new(&data, 1, 2).unwrap();
    near(nll::per_example(z, &[0], 1.0)[0], -(0.75f64).ln(), 1e-7);
    near(brier::per_example(z, &[0])[0], 2.0 * 0.0625, 1e-7);
    near(gamma::per_example(z, &[0])[0], 0.25 * 2.0, 1e-7);
    assert_eq!(accuracy::per_example(z, &[1])[0], 0.0);
    assert!(accuracy::top5_per_example(z, &[0]).is_err());
    near(kl::per_example(z, z)[0], 0.0, 1e-15);
}

#[test]
fn temperature_by_hand_and_undefined() {
    // z = (1, 0), three of four right: p = 3/4 needs 1/T = ln 3.
    let data = [1.0f32, 0.0].repeat(4);
    let z = Rows::new(&data, 4, 2).unwrap();
    near(temperature::fit(z, &[0, 0, 0, 1], &|_| true).unwrap(), 1.0 / 3f64.ln(), 1e-9);
    assert!(temperature::fit(z, &[0; 4], &|_| true).unwrap_err().0.contains("every example is right"));
    assert!(temperature::fit(z, &[1; 4], &|_| true).is_err());
}

#[test]
fn class_separation_of_orthogonal_classes_is_one() {
    let mut state = class_separation::State::new(3, 3);
    for k in 0..3 {
        let mut row = [0.0f32; 3];
        row[k] = 2.0;
        state.push(&row, k);
        state.push(&row, k);
    }
    near(state.value().unwrap(), 1.0, 1e-12);
    let mut same = class_separation::State::new(2, 2);
    same.push(&[1.0, 1.0], 0);
    same.push(&[2.0, 2.0], 1);
    assert!(same.value().is_err());
}

/// Deterministic values in [-1, 1).
fn noise(count: usize, mut seed: u64) -> Vec<f32> {
    (0..count)
        .map(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 40) as f32 / 8_388_608.0 - 1.0
        })
        .collect()
}

/// The definitions written out with Gram matrices: an independent route to the same numbers.
fn cka_by_gram(x: Rows<'_>, y: Rows<'_>) -> (f64, f64) {
    let n = x.rows;
    let gram = |r: Rows<'_>| -> Vec<Vec<f64>> {
        (0..n)
            .map(|i| {
                (0..n)
                    .map(|j| r.row(i).iter().zip(r.row(j)).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum())
                    .collect()
            })
            .collect()
    };
    let centre = |k: &[Vec<f64>]| -> Vec<Vec<f64>> {
        let row: Vec<f64> = k.iter().map(|r| r.iter().sum::<f64>() / n as f64).collect();
        let all = row.iter().sum::<f64>() / n as f64;
        (0..n).map(|i| (0..n).map(|j| k[i][j] - row[i] - row[j] + all).collect()).collect()
    };
    let inner = |a: &[Vec<f64>], b: &[Vec<f64>]| -> f64 {
        a.iter().zip(b).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>()).sum()
    };
    let (k, l) = (gram(x), gram(y));
    let (kc, lc) = (centre(&k), centre(&l));
    let biased = inner(&kc, &lc) / (inner(&kc, &kc) * inner(&lc, &lc)).sqrt();
    // Song 2012: diagonals zeroed.
    let m = n as f64;
    let hsic = |a: &[Vec<f64>], b: &[Vec<f64>]| -> f64 {
        let zero = |k: &[Vec<f64>]| -> Vec<Vec<f64>> {
            (0..n).map(|i| (0..n).map(|j| if i == j { 0.0 } else { k[i][j] }).collect()).collect()
        };
        let (a, b) = (zero(a), zero(b));
        let sums = |k: &[Vec<f64>]| -> Vec<f64> { k.iter().map(|r| r.iter().sum()).collect() };
        let (sa, sb) = (sums(&a), sums(&b));
        inner(&a, &b) + sa.iter().sum::<f64>() * sb.iter().sum::<f64>() / ((m - 1.0) * (m - 2.0))
            - 2.0 / (m - 2.0) * sa.iter().zip(&sb).map(|(a, b)| a * b).sum::<f64>()
    };
    (biased, hsic(&k, &l) / (hsic(&k, &k) * hsic(&l, &l)).sqrt())
}

#[test]
fn cka_equals_its_gram_form_and_parts_subtract() {
    let (n, dx, dy) = (40, 5, 7);
    let (x, mut y) = (noise(n * dx, 1), noise(n * dy, 2));
    for i in 0..n {
        y[i * dy] += 2.0 * x[i * dx] + 3.0;
    }
    let (x, y) = (Rows::new(&x, n, dx).unwrap(), Rows::new(&y, n, dy).unwrap());
    let state = |rows: std::ops::Range<usize>| {
        let mut s = linear_cka::State::new(x.row(0), y.row(0));
        rows.for_each(|i| s.push(x.row(i), y.row(i)));
        s
    };
    let (biased, debiased) = cka_by_gram(x, y);
    near(state(0..n).biased().unwrap(), biased, 1e-10);
    near(state(0..n).debiased().unwrap(), debiased, 1e-10);
    let mut rest = state(0..n);
    rest.subtract(&state(0..15));
    near(rest.debiased().unwrap(), state(15..n).debiased().unwrap(), 1e-9);
    assert!(state(0..3).debiased().is_err());
}

#[test]
fn pca_of_an_ellipse() {
    // x = ±3 and y = ±1 apart: variances 9·4/(n-1)/2 …: points (3,0), (-3,0), (0,1), (0,-1): 18/3 and 2/3.
    let data = [3.0f32, 0.0, -3.0, 0.0, 0.0, 1.0, 0.0, -1.0];
    let p = pca::fit(Rows::new(&data, 4, 2).unwrap(), 2).unwrap();
    near(p.variances[0], 6.0, 1e-12);
    near(p.variances[1], 2.0 / 3.0, 1e-12);
    near(p.project(&[3.0, 0.0], 2)[0], 3.0, 1e-12);
    let mut s = participation_ratio::State::new(&data[..2]);
    data.chunks_exact(2).for_each(|r| s.push(r));
    near(s.value().unwrap(), (20.0f64 / 3.0).powi(2) / (36.0 + 4.0 / 9.0), 1e-12);
}

#[test]
fn template_plane_by_hand() {
    // Templates with bias: (0,0,0), (2,0,0), (0,1,0): a feature (1, 1) lies at (1, 1) of the plane.
    let weight = [0.0f32, 0.0, 2.0, 0.0, 0.0, 1.0, 9.0, 9.0];
    let w = Rows::new(&weight, 4, 2).unwrap();
    assert_eq!(template_plane::default_classes(w, None).unwrap(), [0, 2, 3]);
    let plane = template_plane::Plane::new(w, None, [0, 1, 2]).unwrap();
    let [x, y] = plane.project(&[1.0, 1.0]);
    near(x, 1.0, 1e-12);
    near(y, 1.0, 1e-12);
    near(plane.scale(), 2.0, 1e-12);
    assert!(template_plane::Plane::new(w, None, [0, 0, 1]).is_err());
}
