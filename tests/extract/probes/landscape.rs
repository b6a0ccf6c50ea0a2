use penult::extract::probes::landscape::{self, DIRECTIONS};

use super::Case;

#[test]
fn all_profiles_and_the_plane_meet_at_the_weights() {
    let case = Case::mlp(&[36, 8, 10], 60);
    let (found, steps) = case.run(|of, settings| landscape::run(of, &[1.0, 2.0], settings)).unwrap();
    assert_eq!(steps, DIRECTIONS * 41 + 15 * 15);
    let losses = found.get("landscape.losses").unwrap();
    assert_eq!(losses.shape, [2, DIRECTIONS, 41]);
    let offsets = &found.get("landscape.offsets").unwrap().values;
    assert_eq!((offsets[0], offsets[20], offsets[40]), (-1.0, 0.0, 1.0));
    let profiles: Vec<&[f64]> = losses.rows().collect();
    let losses_by_hand = loss_by_hand(&case);
    for (at, profile) in profiles.iter().enumerate() {
        assert_eq!(profile[20], profiles[at / DIRECTIONS * DIRECTIONS][20]);
        assert!(profile.iter().all(|l| l.is_finite()));
        assert!((profile[0] - profile[20]).abs() > 1e-3, "the weights move");
    }
    assert!(
        (profiles[0][20] - losses_by_hand[0]).abs() < 1e-5
            && (profiles[DIRECTIONS][20] - losses_by_hand[1]).abs() < 1e-5
    );
    let plane: Vec<&[f64]> = found.get("landscape.plane").unwrap().rows().collect();
    assert_eq!(plane[7][7], profiles[0][20]);
    assert_eq!((plane[0][7], plane[14][7]), (profiles[0][0], profiles[0][40]), "the first direction");
    assert_eq!((plane[7][0], plane[7][14]), (profiles[1][0], profiles[1][40]), "the second direction");
}

/// Mean −log p_y at T = 1 and 2, by hand: z = W₂ max(W₁ x + b₁, 0) + b₂.
fn loss_by_hand(case: &Case) -> [f64; 2] {
    let tensor = |name: &str| &case.checkpoint.tensors[name].data;
    let layer = |x: &[f64], name: &str| -> Vec<f64> {
        let (w, b) = (tensor(&format!("{name}.weight")), tensor(&format!("{name}.bias")));
        let rows = w.chunks(x.len()).zip(b);
        rows.map(|(w, b)| f64::from(*b) + w.iter().zip(x).map(|(w, x)| f64::from(*w) * x).sum::<f64>()).collect()
    };
    let mut sums = [0.0; 2];
    for row in 0..case.data.len() {
        let x: Vec<f64> =
            case.data.batch(row..row + 1, &case.normalise).unwrap().iter().map(|x| f64::from(*x)).collect();
        let hidden: Vec<f64> = layer(&x, "fc1").iter().map(|h| h.max(0.0)).collect();
        let z = layer(&hidden, "fc2");
        for (sum, t) in sums.iter_mut().zip([1.0, 2.0]) {
            let total: f64 = z.iter().map(|v| (v / t).exp()).sum();
            *sum += total.ln() - z[case.data.labels[row]] / t;
        }
    }
    sums.map(|sum| sum / case.data.len() as f64)
}

#[test]
fn rescaling_a_filter_and_undoing_it_changes_no_loss() {
    // ReLU: W₁ twice as large, W₂ half as large. Directions scale with the filters, so every profile is the same.
    let mut case = Case::mlp(&[36, 8, 10], 40);
    let plain = case.run(|of, settings| landscape::run(of, &[1.0], settings)).unwrap().0;
    let tensors = &mut case.checkpoint.tensors;
    for name in ["fc1.weight", "fc1.bias"] {
        tensors.get_mut(name).unwrap().data.iter_mut().for_each(|w| *w *= 2.0);
    }
    tensors.get_mut("fc2.weight").unwrap().data.iter_mut().for_each(|w| *w /= 2.0);
    case.checkpoint.blake3 = "rescaled".to_owned();
    let rescaled = case.run(|of, settings| landscape::run(of, &[1.0], settings)).unwrap().0;
    let (a, b) = (plain.get("landscape.losses").unwrap(), rescaled.get("landscape.losses").unwrap());
    for (a, b) in a.values.iter().zip(&b.values) {
        assert!((a - b).abs() < 1e-4 * a.abs(), "{a} and {b}");
    }
}

#[test]
fn fewer_examples_are_class_stratified() {
    let mut case = Case::mlp(&[36, 8, 10], 100);
    case.examples = 20;
    let found = case.run(|of, settings| landscape::run(of, &[1.0], settings)).unwrap().0;
    assert_eq!(found.get("landscape.examples").unwrap().values, [20.0]);
}
