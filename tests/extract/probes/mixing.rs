use penult::extract::probes::mixing;

use super::Case;

#[test]
fn a_constant_network_has_no_gap() {
    let mut case = Case::mlp(&[36, 8, 10], 30);
    case.checkpoint.tensors.get_mut("fc2.weight").unwrap().data.fill(0.0);
    let (found, _) = case.run(mixing::run).unwrap();
    let gaps = found.get("mixing.total_variation").unwrap();
    assert_eq!(gaps.shape, [15, 9], "30 examples in 15 disjoint pairs");
    assert!(gaps.values.iter().all(|g| *g < 1e-12), "{:?}", gaps.values);
}

#[test]
fn gaps_are_the_formula() {
    let case = Case::mlp(&[36, 10], 12);
    let found = case.run(mixing::run).unwrap().0;
    let (total, euclidean) = (found.get("mixing.total_variation").unwrap(), found.get("mixing.euclidean").unwrap());
    assert_eq!(found.get("mixing.shares").unwrap().values[4], 0.5);
    assert_eq!(total.shape, [6, 9]);
    for (t, e) in total.values.iter().zip(&euclidean.values) {
        // ½||·||₁ ≤ ½√K ||·||₂, and at least ||·||₂/√2 for differences that sum to 0.
        assert!((0.0..=1.0).contains(t) && *t <= 0.5 * 10f64.sqrt() * e + 1e-12 && *t >= e / 2f64.sqrt() - 1e-12);
    }
    let answers: Vec<Vec<f64>> = (0..12).map(|row| softmax(&case, &image(&case, row))).collect();
    // One of the pairs of all examples has the first gap at λ = ½.
    let mut gaps = Vec::new();
    for a in 0..12 {
        for b in 0..12 {
            let mixed: Vec<f64> =
                image(&case, a).iter().zip(image(&case, b)).map(|(a, b)| f64::midpoint(*a, b)).collect();
            let ends = answers[a].iter().zip(&answers[b]).map(|(a, b)| f64::midpoint(*a, *b));
            gaps.push(softmax(&case, &mixed).iter().zip(ends).map(|(p, q)| (p - q).abs()).sum::<f64>() / 2.0);
        }
    }
    for pair in total.rows() {
        assert!(gaps.iter().any(|g| (g - pair[4]).abs() < 1e-5), "{} is no gap of two examples", pair[4]);
    }
}

fn image(case: &Case, row: usize) -> Vec<f64> {
    case.data.batch(row..row + 1, &case.normalise).unwrap().iter().map(|x| f64::from(*x)).collect()
}

/// Of the one layer.
fn softmax(case: &Case, x: &[f64]) -> Vec<f64> {
    let (w, b) = (&case.checkpoint.tensors["fc1.weight"].data, &case.checkpoint.tensors["fc1.bias"].data);
    let z =
        w.chunks(36).zip(b).map(|(w, b)| f64::from(*b) + w.iter().zip(x).map(|(w, x)| f64::from(*w) * x).sum::<f64>());
    let weights: Vec<f64> = z.map(f64::exp).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| w / sum).collect()
}
