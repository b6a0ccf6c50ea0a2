use penult::metrics::kernel::Kernel;
use penult::metrics::rbf_cka::THRESHOLD;
use penult::metrics::sample::Sample;

use super::expected::{expected, extreme_features, numbers, same, sound};
use super::{Matrix, cases, near};

fn kernel(features: &Matrix, n: usize) -> Kernel {
    let rows: Vec<usize> = (0..n).collect();
    Kernel::rbf(&Sample::of(features.rows(), &rows), THRESHOLD).unwrap()
}

#[test]
fn equals_scipy_distances_and_the_statistic_over_quadruples() {
    let expected = expected("similarity");
    for case in cases() {
        let of = |n: usize| kernel(&case.features, n).cka(&kernel(&case.other_features, n));
        same(of(case.labels.len()).biased.unwrap(), &expected[&case.name]["rbf_cka"]);
        same(of(14).debiased.unwrap(), &expected[&case.name]["rbf_cka_debiased_of_14"]);
    }
}

#[test]
fn equals_what_the_notebook_of_google_research_prints() {
    // NumPy's RandomState(1337), 100 × 10; printed: 0.55761 biased, 0.51346 debiased, 0.65483 RBF at threshold 0.5.
    let demo = &expected("similarity")["demo"];
    let sample = |key: &str| {
        let data: Vec<f32> = demo[key].as_array().unwrap().iter().flat_map(numbers).map(|v| v as f32).collect();
        Sample::of(Matrix::new(data, 10).rows(), &(0..100).collect::<Vec<usize>>())
    };
    let (x, y) = (sample("x"), sample("y"));
    let linear = Kernel::linear(&x).cka(&Kernel::linear(&y));
    near(linear.biased.unwrap(), 0.55761, 5e-6);
    near(linear.debiased.unwrap(), 0.51346, 5e-6);
    let rbf = Kernel::rbf(&x, 0.5).unwrap().cka(&Kernel::rbf(&y, 0.5).unwrap());
    near(rbf.biased.unwrap(), 0.65483, 5e-6);
}

#[test]
fn does_not_depend_on_scale_shift_and_turn() {
    let case = &cases()[0];
    let n = case.labels.len();
    let moved = case.features.map(|x| 4.0 * x);
    let found = kernel(&case.features, n).cka(&kernel(&moved, n));
    near(found.biased.unwrap(), 1.0, 1e-12);
    near(found.debiased.unwrap(), 1.0, 1e-12);
}

#[test]
fn is_sound_at_the_edges() {
    for (features, labels) in extreme_features() {
        let sample = Sample::of(features.rows(), &(0..labels.len()).collect::<Vec<usize>>());
        match Kernel::rbf(&sample, THRESHOLD) {
            Ok(kernel) => {
                let found = kernel.cka(&kernel);
                sound(&found.biased);
                sound(&found.debiased);
            }
            Err(reason) => assert!(reason.0.contains("no width")),
        }
    }
}
