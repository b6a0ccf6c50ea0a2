use penult::metrics::class_sets::ClassSets;
use penult::metrics::diffusion_index::{diffusion_index, random_sets, seeds};
use penult::metrics::{class_distances, off_target_information};

use super::class_sets::two_pairs;
use super::expected::{expected, same};
use super::{Case, Matrix, cases, near};

fn distances(features: &Matrix, case: &Case) -> Vec<f64> {
    let mut state = class_distances::State::new(case.logits.rows().cols, features.rows().cols);
    case.labels.iter().enumerate().for_each(|(i, y)| state.push(features.rows().row(i), *y));
    state.value().unwrap()
}

/// d̂ of points on a line.
fn on_a_line(points: [f64; 4]) -> Vec<f64> {
    let row = |a: f64| {
        let mean = points.iter().map(|b| (a - b).abs()).sum::<f64>() / 3.0;
        points.map(|b| (a - b).abs() / mean)
    };
    points.iter().flat_map(|a| row(*a)).collect()
}

#[test]
fn equals_numpy() {
    let expected = expected("transfer");
    for case in cases().iter().filter(|c| c.logits.rows().cols > 2) {
        let mut state = off_target_information::State::new(case.logits.rows().cols, 1.0).unwrap();
        case.labels.iter().enumerate().for_each(|(i, y)| state.push(case.logits.rows().row(i), *y));
        let sets = ClassSets::by_teacher(&state.profiles(), 1).unwrap();
        let (first, second) = (distances(&case.features, case), distances(&case.other_features, case));
        let found = diffusion_index(&first, &second, &sets).unwrap();
        same(found.similar, &expected[&case.name]["diffusion"]["similar"]);
        same(found.dissimilar, &expected[&case.name]["diffusion"]["dissimilar"]);
    }
}

#[test]
fn is_positive_for_similar_classes_that_draw_together_and_nothing_for_scale() {
    let sets = ClassSets::by_teacher(&two_pairs(), 1).unwrap();
    let (apart, together) = (on_a_line([0.0, 2.0, 8.0, 10.0]), on_a_line([0.5, 1.5, 8.5, 9.5]));
    let found = diffusion_index(&apart, &together, &sets).unwrap();
    // Class 0: d̂ = 2/(20/3) = 0.3 falls to 1/6 = 1/((1 + 8 + 9)/3): 44.4 %.
    assert!(found.similar > 40.0 && found.dissimilar < 0.0 && found.difference() > 40.0, "{found:?}");
    let scaled = diffusion_index(&apart, &on_a_line([0.0, 4.0, 16.0, 20.0]), &sets).unwrap();
    near(scaled.similar, 0.0, 1e-12);
    near(scaled.dissimilar, 0.0, 1e-12);
}

#[test]
fn nulls_hold_random_sets_and_seeds() {
    let sets = ClassSets::by_teacher(&two_pairs(), 1).unwrap();
    let (apart, together) = (on_a_line([0.0, 2.0, 8.0, 10.0]), on_a_line([0.5, 1.5, 8.5, 9.5]));
    let true_value = diffusion_index(&apart, &together, &sets).unwrap();
    let null = random_sets(&apart, &together, &sets, (199, 0)).unwrap();
    assert_eq!(null, random_sets(&apart, &together, &sets, (199, 0)).unwrap());
    let as_large = null.iter().filter(|d| d.difference() >= true_value.difference() - 1e-9).count();
    // The true sets are one of 6^4 choices of two different classes a class.
    assert!(as_large < 5, "{as_large}");
    let between = seeds(&[apart.clone(), on_a_line([0.1, 2.0, 8.0, 10.0]), apart], &sets).unwrap();
    assert_eq!(between.len(), 6);
    assert!(between.iter().all(|d| d.similar.abs() < 6.0));
}

#[test]
fn undefined_says_why() {
    let sets = ClassSets::by_teacher(&two_pairs(), 1).unwrap();
    let one_point = on_a_line([0.0, 0.0, 8.0, 10.0]);
    assert!(diffusion_index(&one_point, &one_point, &sets).unwrap_err().0.contains("one point"));
    assert!(diffusion_index(&[0.0; 9], &[0.0; 9], &sets).is_err());
    assert!(seeds(&[one_point], &sets).unwrap_err().0.contains("two seeds"));
}
