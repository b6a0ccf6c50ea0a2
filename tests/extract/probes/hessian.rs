use candle_core::{Device, Tensor};
use penult::extract::probes::hessian::{self, PROBES};
use penult::linalg;
use penult::network::curvature::Curvature;

use super::Case;

/// The Hessian of the mean −log p_y, column by column, row-major.
fn whole(case: &Case, temperature: f64) -> (usize, Vec<f64>) {
    let curvature = Curvature::new(&case.plan, &case.checkpoint.tensors, &Device::Cpu).unwrap();
    let n = case.data.len();
    let pixels = case.data.batch(0..n, &case.normalise).unwrap();
    let images = Tensor::from_vec(pixels, (n, 1, 6, 6), &Device::Cpu).unwrap();
    let targets: Vec<f32> =
        case.data.labels.iter().flat_map(|l| (0..10).map(move |k| f32::from(u8::from(k == *l)))).collect();
    let targets = Tensor::from_vec(targets, (n, 10), &Device::Cpu).unwrap();
    let size = curvature.trained().iter().map(|t| t.shape.iter().product::<usize>()).sum();
    let column = |at: usize| {
        let mut v = vec![0.0; size];
        v[at] = 1.0;
        let direction = curvature.direction(&v).unwrap();
        let product = curvature.product(&direction, (&images, &targets), temperature).unwrap();
        product.into_iter().map(|h| h / n as f64).collect::<Vec<f64>>()
    };
    (size, (0..size).flat_map(column).collect())
}

/// D of the weights of the chain, 0 of its biases, in the order of the plan.
fn scale(case: &Case) -> Vec<f64> {
    let of = |name: &str| {
        let t = &case.checkpoint.tensors[name];
        let width = t.shape[1];
        let norm = |w: &[f32]| (w.iter().map(|w| f64::from(*w).powi(2)).sum::<f64>() / width as f64).sqrt();
        t.data.chunks(width).flat_map(|w| vec![norm(w); width]).collect::<Vec<f64>>()
    };
    [of("fc1.weight"), vec![0.0; 4], of("fc2.weight"), vec![0.0; 10]].concat()
}

fn largest(symmetric: &[f64], size: usize) -> f64 {
    let (values, _) = linalg::symmetric_eigen(symmetric, size, 0).unwrap();
    values.into_iter().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap()
}

#[test]
fn traces_and_eigenvalues_are_those_of_the_whole_hessian() {
    let case = Case::mlp(&[36, 4, 10], 60);
    let found = case.run(|of, settings| hessian::run(of, &[1.0, 3.0], settings)).unwrap().0;
    let d = scale(&case);
    for (at, temperature) in [1.0, 3.0].into_iter().enumerate() {
        let (size, h) = whole(&case, temperature);
        let dhd: Vec<f64> = h.iter().enumerate().map(|(i, h)| d[i / size] * h * d[i % size]).collect();
        let diagonal = |m: &[f64]| (0..size).map(|i| m[i * size + i]).sum::<f64>();
        let traces = &found.get("hessian.trace_scaled").unwrap().values[at * PROBES..(at + 1) * PROBES];
        // Ten draws: four standard errors.
        within(traces, diagonal(&dhd));
        if at == 0 {
            within(&found.get("hessian.trace").unwrap().values, diagonal(&h));
            let top = &found.get("hessian.top").unwrap().values;
            assert!((top[0] - largest(&h, size)).abs() <= top[1] + 1e-5 * top[0].abs());
            assert!(top[1] <= 0.1 * top[0].abs(), "{top:?}");
        }
        let top = &found.get("hessian.top_scaled").unwrap().values[2 * at..2 * at + 2];
        let wanted = largest(&dhd, size);
        assert!((top[0] - wanted).abs() <= top[1] + 1e-5 * wanted.abs(), "T = {temperature}: {top:?}, not {wanted}");
    }
}

fn within(draws: &[f64], truth: f64) {
    let n = draws.len() as f64;
    let mean = draws.iter().sum::<f64>() / n;
    let error = (draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
    assert!((mean - truth).abs() <= 4.0 * error + 1e-4 * truth.abs(), "{mean} ± {error}, not {truth}");
}

#[test]
fn rescaling_a_filter_moves_the_raw_trace_and_not_the_scaled_one() {
    let mut case = Case::mlp(&[36, 4, 10], 40);
    let plain = case.run(|of, settings| hessian::run(of, &[1.0], settings)).unwrap().0;
    let tensors = &mut case.checkpoint.tensors;
    for name in ["fc1.weight", "fc1.bias"] {
        tensors.get_mut(name).unwrap().data.iter_mut().for_each(|w| *w *= 4.0);
    }
    tensors.get_mut("fc2.weight").unwrap().data.iter_mut().for_each(|w| *w /= 4.0);
    case.checkpoint.blake3 = "rescaled".to_owned();
    let rescaled = case.run(|of, settings| hessian::run(of, &[1.0], settings)).unwrap().0;
    let values = |name: &str| [&plain, &rescaled].map(|p| p.get(name).unwrap().values[0]);
    let [a, b] = values("hessian.trace_scaled");
    assert!((a - b).abs() < 1e-4 * a.abs(), "{a} and {b}");
    let [a, b] = values("hessian.top_scaled");
    assert!((a - b).abs() < 0.02 * a.abs(), "{a} and {b}");
    let [a, b] = values("hessian.top");
    assert!((a - b).abs() > 0.1 * a.abs(), "{a} and {b}");
}

#[test]
fn a_second_run_measures_nothing() {
    let case = Case::mlp(&[36, 4, 10], 20);
    let (first, steps) = case.run(|of, settings| hessian::run(of, &[1.0], settings)).unwrap();
    assert_eq!(steps, 4);
    assert_eq!(case.run(|of, settings| hessian::run(of, &[1.0], settings)).unwrap(), (first, 0));
}
