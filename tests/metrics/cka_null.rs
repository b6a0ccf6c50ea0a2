use penult::metrics::cka_null::{PERMUTATIONS, Side, cka_null};
use penult::metrics::kernel::Kernel;
use penult::metrics::sample::Sample;
use penult::metrics::within_class_null::permuted_within_classes;
use penult::random::Random;

use super::{Matrix, cases, near};

fn samples(case: &super::Case) -> [Sample; 2] {
    let rows: Vec<usize> = (0..case.labels.len()).collect();
    [&case.features, &case.other_features].map(|m| Sample::of(m.rows(), &rows))
}

/// The permuted rows go through the kernels, which are held against SciPy.
#[test]
fn is_the_cka_of_the_permuted_rows() {
    for case in cases() {
        let [x, y] = samples(&case);
        let (p, q) = (Side::new(&x, &case.labels), Side::new(&y, &case.labels));
        let found = cka_null(&p, &q, &case.labels, 7);
        let mut random = Random::new(7, "rows within classes");
        let (mut linear, mut within) = (Vec::new(), Vec::new());
        let residual = |s: &Sample| s.clone().class_centred(&case.labels);
        for _ in 0..PERMUTATIONS {
            let order = permuted_within_classes(&case.labels, &mut random);
            linear.push(Kernel::linear(&x).cka(&Kernel::linear(&y.pick(&order))).debiased.unwrap());
            within.push(Kernel::linear(&residual(&x)).cka(&Kernel::linear(&residual(&y).pick(&order))).biased.unwrap());
        }
        for (null, values) in [(found.linear.unwrap(), linear), (found.class_centred.unwrap(), within)] {
            near(null.mean, values.iter().sum::<f64>() / values.len() as f64, 1e-11);
            near(null.smallest, values.iter().copied().fold(f64::INFINITY, f64::min), 1e-11);
            near(null.largest, values.iter().copied().fold(f64::NEG_INFINITY, f64::max), 1e-11);
        }
    }
}

/// Columns of zeros change no similarity, but make few rows for the width.
#[test]
fn wide_features_give_the_same_by_their_gram_matrices() {
    let is_narrow = |case: &super::Case| case.labels.len() >= 4 * case.features.rows().cols;
    let narrow: Vec<_> = cases().into_iter().filter(is_narrow).collect();
    assert_eq!(narrow.len(), 3);
    for case in narrow {
        let rows: Vec<usize> = (0..case.labels.len()).collect();
        let wide = |m: &Matrix| {
            let mut sample = Sample::of(m.rows(), &rows);
            let zeros = vec![0.0; rows.len()];
            sample.values =
                sample.values.chunks_exact(sample.cols).flat_map(|row| row.iter().chain(&zeros)).copied().collect();
            sample.cols += zeros.len();
            sample
        };
        let narrow = |m: &Matrix| Sample::of(m.rows(), &rows);
        let of = |[x, y]: [Sample; 2]| {
            let [x, y] = [x, y].map(|s| Side::new(&s, &case.labels));
            cka_null(&x, &y, &case.labels, 3)
        };
        let both = [&case.features, &case.other_features];
        let (found, expected) = (of(both.map(wide)), of(both.map(narrow)));
        let mixed = of([wide(both[0]), narrow(both[1])]);
        for found in [found, mixed] {
            let pairs = [(found.linear, &expected.linear), (found.class_centred, &expected.class_centred)];
            for (found, expected) in pairs {
                let (found, expected) = (found.unwrap(), expected.clone().unwrap());
                assert_eq!(found.p, expected.p);
                near(found.mean, expected.mean, 1e-12);
                near(found.smallest, expected.smallest, 1e-12);
                near(found.largest, expected.largest, 1e-12);
            }
        }
    }
}

#[test]
fn a_network_and_itself_are_above_their_null() {
    let case = &cases()[0];
    let [x, _] = samples(case);
    let side = Side::new(&x, &case.labels);
    let found = cka_null(&side, &side, &case.labels, 0);
    near(found.linear.unwrap().p, 1.0 / 40.0, 1e-12);
    let null = found.class_centred.unwrap();
    near(null.p, 1.0 / 40.0, 1e-12);
    assert!(null.largest < 1.0 && null.smallest >= 0.0);
}

#[test]
fn each_null_is_undefined_by_itself() {
    // Two classes, each one point: the features vary between classes alone.
    let data: Vec<f32> = (0..12).flat_map(|i| if i % 2 == 0 { [1.0, 0.0] } else { [0.0, 1.0] }).collect();
    let labels: Vec<usize> = (0..12).map(|i| i % 2).collect();
    let sample = Sample::of(Matrix::new(data, 2).rows(), &(0..12).collect::<Vec<usize>>());
    let side = Side::new(&sample, &labels);
    let found = cka_null(&side, &side, &labels, 0);
    near(found.linear.unwrap().mean, 1.0, 1e-12);
    assert!(found.class_centred.unwrap_err().0.contains("within classes"));
    let three = |labels: &[usize]| {
        let side = Side::new(&sample.pick(&[0, 1, 3]), labels);
        cka_null(&side, &side, labels, 0)
    };
    assert!(three(&[0, 1, 1]).linear.unwrap_err().0.contains("4 examples, found 3"));
    let alone = Side::new(&sample.pick(&[0, 1, 0, 1]), &[0, 1, 2, 3]);
    assert!(cka_null(&alone, &alone, &[0, 1, 2, 3], 0).linear.unwrap_err().0.contains("two examples to permute"));
}
