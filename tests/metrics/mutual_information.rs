use penult::metrics::mutual_information::mutual_information;
use penult::random::Random;

use super::expected::{expected, numbers, same};
use super::near;

/// A standard normal number.
fn normal(random: &mut Random) -> f64 {
    (-2.0 * (1.0 - random.uniform()).ln()).sqrt() * (std::f64::consts::TAU * random.uniform()).cos()
}

/// Passes (L, N) of two classes 20 apart, examples `between` apart, augmentation noise of 1.
fn passes(count: usize, n: usize, between: f64) -> Vec<Vec<f64>> {
    let mut random = Random::new(0, "test");
    let centres: Vec<f64> = (0..n).map(|i| 20.0 * (i % 2) as f64 + between * normal(&mut random)).collect();
    (0..count).map(|_| centres.iter().map(|c| c + normal(&mut random)).collect()).collect()
}

#[test]
fn equals_scipy_densities() {
    let reference = &expected("information")["mutual_information"];
    let passes: Vec<Vec<f64>> = reference["passes"].as_array().unwrap().iter().map(numbers).collect();
    let found = mutual_information(&passes).unwrap();
    same(found.in_sample, &reference["expected"]["in_sample"]);
    same(found.held_out, &reference["expected"]["held_out"]);
}

#[test]
fn both_brackets_close_on_log_2_where_only_the_class_is_left() {
    // Published with the definition: in-sample 0.809 at L = 5 and 0.707 at L = 50; held out 0.627 and 0.684. Here the held-out
    // mean has L - 1 passes, and the examples are drawn anew.
    let found = mutual_information(&passes(5, 600, 0.0)).unwrap();
    near(found.in_sample, 0.809, 0.02);
    near(found.held_out, 0.62, 0.03);
    let found = mutual_information(&passes(50, 600, 0.0)).unwrap();
    near(found.in_sample, 0.707, 0.01);
    near(found.held_out, 0.684, 0.01);
    assert!(found.held_out < 2f64.ln() && 2f64.ln() < found.in_sample);
}

#[test]
fn the_truth_lies_between_the_brackets() {
    // log 2 + ½ log(1 + b²).
    for between in [0.3f64, 1.0, 3.0] {
        let truth = 2f64.ln() + 0.5 * (1.0 + between * between).ln();
        let found = mutual_information(&passes(20, 600, between)).unwrap();
        assert!(found.held_out < truth + 0.02 && truth < found.in_sample + 0.02, "{found:?} {truth}");
        near(found.in_sample, truth, 0.06);
    }
}

#[test]
fn is_log_n_for_examples_far_apart_whatever_scale_and_shift() {
    let passes: Vec<Vec<f64>> =
        (0..4).map(|l| (0..16).map(|i| f64::from(i) + 1e-4 * f64::from(l * l)).collect()).collect();
    let found = mutual_information(&passes).unwrap();
    // -½ from the spread of the noise cancels in the sum over one's own density.
    near(found.in_sample, 16f64.ln(), 1e-9);
    near(found.held_out, 16f64.ln(), 1e-9);
    let scaled: Vec<Vec<f64>> = passes.iter().map(|p| p.iter().map(|v| 1e6 * v - 7.0).collect()).collect();
    near(mutual_information(&scaled).unwrap().in_sample, found.in_sample, 1e-6);
}

#[test]
fn constant_answers_say_nothing_and_passes_without_augmentation_are_refused() {
    let found = mutual_information(&[vec![2.0; 5], vec![2.0; 5]]).unwrap();
    assert_eq!((found.in_sample, found.held_out), (0.0, 0.0));
    let still = vec![1.0, 2.0, 3.0];
    assert!(mutual_information(&[still.clone(), still]).unwrap_err().0.contains("augmentation"));
    for passes in [vec![], vec![vec![1.0, 2.0]], vec![vec![1.0], vec![2.0]], vec![vec![1.0, 2.0], vec![1.0]]] {
        assert!(mutual_information(&passes).unwrap_err().0.contains("two passes"));
    }
}
