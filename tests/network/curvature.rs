//! Hessian-vector products equal PyTorch's second derivatives (`tests/reference/landscape.py`), whatever the layers.

use candle_core::{Device, Tensor};
use penult::network::curvature::Curvature;
use serde_json::Value;

use super::{golden, network, tensor};

fn expected() -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/expected/curvature.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The vector that the script makes too, from the name and the place of each value.
fn pattern(curvature: &Curvature, step: usize, modulus: usize) -> Vec<f64> {
    let half = (modulus / 2) as f64;
    let value = |i: usize, name: &str| (((i * step + 11 * name.len()) % modulus) as f64 - half) / half;
    let of = |n: &penult::network::plan::Needed| {
        (0..n.shape.iter().product()).map(|i| value(i, &n.name)).collect::<Vec<_>>()
    };
    curvature.trained().iter().flat_map(of).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The network, its two images, and targets of the classes 3 and 1.
fn problem(name: &str) -> (Curvature, Tensor, Tensor) {
    let (plan, checkpoint) = network(name);
    let curvature = Curvature::new(&plan, &checkpoint.tensors, &Device::Cpu).unwrap();
    let images = tensor(&golden(&format!("{name}.expected")), "input");
    let targets = Tensor::new(&[[0f32, 0.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0, 0.0]], &Device::Cpu).unwrap();
    (curvature, images, targets)
}

#[test]
fn products_equal_pytorch() {
    let expected = expected();
    for (name, cases) in expected["products"].as_object().unwrap() {
        let (curvature, images, targets) = problem(name);
        let (v, u) = (pattern(&curvature, 37, 17), pattern(&curvature, 23, 19));
        for case in cases.as_array().unwrap() {
            let direction = curvature.direction(&v).unwrap();
            let temperature = case["temperature"].as_f64().unwrap();
            let product = curvature.product(&direction, (&images, &targets), temperature).unwrap();
            let size = dot(&product, &product).sqrt();
            let near = |what: &str, found: f64, wanted: f64, scale: f64| {
                // f32 against f64: 1e-5 of the largest that the sum could be.
                assert!(
                    (found - wanted).abs() <= 1e-5 * scale,
                    "{name} at T = {temperature}: {what} {found}, PyTorch {wanted}"
                );
            };
            near("v'Hv", dot(&v, &product), case["vhv"].as_f64().unwrap(), size * dot(&v, &v).sqrt());
            near("u'Hv", dot(&u, &product), case["uhv"].as_f64().unwrap(), size * dot(&u, &u).sqrt());
            let mut rest = product.as_slice();
            for needed in curvature.trained() {
                let (part, after) = rest.split_at(needed.shape.iter().product());
                rest = after;
                let wanted = case["norms"][&needed.name].as_f64().unwrap();
                near(&needed.name, dot(part, part).sqrt(), wanted, size);
            }
        }
    }
}

#[test]
fn the_whole_hessian_of_the_mlp_equals_pytorch() {
    let (curvature, images, targets) = problem("mlp");
    let size = curvature.trained().iter().map(|n| n.shape.iter().product::<usize>()).sum();
    let column = |at: usize| {
        let mut v = vec![0.0; size];
        v[at] = 0.5; // the mean over two images
        curvature.product(&curvature.direction(&v).unwrap(), (&images, &targets), 1.0).unwrap()
    };
    let h: Vec<f64> = (0..size).flat_map(column).collect();
    let (mut d, weights) = (Vec::new(), golden("mlp").tensors);
    for n in curvature.trained() {
        let data = &weights[&n.name].data;
        let width = if n.shape.len() > 1 { n.shape[1] } else { data.len() };
        for row in data.chunks(width) {
            let square: f64 = row.iter().map(|w| f64::from(*w).powi(2)).sum();
            d.extend(vec![if n.shape.len() > 1 { (square / width as f64).sqrt() } else { 0.0 }; width]);
        }
    }
    let scaled: Vec<f64> = h.iter().enumerate().map(|(i, h)| d[i / size] * h * d[i % size]).collect();
    let expected = &expected()["mlp"];
    for (matrix, end) in [(&h, ""), (&scaled, "_scaled")] {
        let trace: f64 = (0..size).map(|i| matrix[i * size + i]).sum();
        let (values, _) = penult::linalg::symmetric_eigen(matrix, size, 0).unwrap();
        let top = values.into_iter().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap();
        for (what, found) in [("trace", trace), ("top", top)] {
            let wanted = expected[format!("{what}{end}")].as_f64().unwrap();
            // f32 against f64.
            assert!((found - wanted).abs() < 1e-4 * wanted.abs(), "{what}{end}: {found}, PyTorch {wanted}");
        }
    }
}

#[test]
fn the_product_is_linear_and_symmetric() {
    let (curvature, images, targets) = problem("cifar_projection");
    let product = |v: &[f64]| curvature.product(&curvature.direction(v).unwrap(), (&images, &targets), 1.0).unwrap();
    let (v, u) = (pattern(&curvature, 37, 17), pattern(&curvature, 23, 19));
    let (of_v, of_u) = (product(&v), product(&u));
    let scale = dot(&of_v, &of_v).sqrt() * dot(&u, &u).sqrt();
    assert!((dot(&u, &of_v) - dot(&v, &of_u)).abs() < 1e-5 * scale);
    let twice: Vec<f64> = v.iter().map(|x| -2.0 * x).collect();
    let gap: f64 = product(&twice).iter().zip(&of_v).map(|(a, b)| (a + 2.0 * b).powi(2)).sum::<f64>().sqrt();
    assert!(gap < 1e-5 * dot(&of_v, &of_v).sqrt());
}

#[test]
fn what_does_not_fit_is_refused() {
    let (plan, checkpoint) = network("mlp");
    let curvature = Curvature::new(&plan, &checkpoint.tensors, &Device::Cpu).unwrap();
    let text = curvature.direction(&[1.0; 3]).unwrap_err().to_string();
    assert!(text.contains("a direction needs values for fc1.weight"), "{text}");
    let (_, other) = network("cifar_option_a");
    let text = Curvature::new(&plan, &other.tensors, &Device::Cpu).err().unwrap().to_string();
    assert!(text.contains("fc1.weight [20, 36] is missing"), "{text}");
}
