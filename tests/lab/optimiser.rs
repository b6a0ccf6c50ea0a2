//! Steps of SGD by hand; `tests/network/train.rs` holds them against PyTorch.

use std::collections::BTreeMap;

use candle_core::{Device, Var};
use penult::lab::optimiser::{Sgd, Velocities};

/// Two steps on L = w²/2 (gradient w) from w = 1 at rate 0.1.
fn two_steps(sgd: Sgd) -> [f32; 2] {
    let var = Var::new(&[1f32], &Device::Cpu).unwrap();
    let vars = BTreeMap::from([("w".to_owned(), var.clone())]);
    let mut velocities = Velocities::new();
    [0, 1].map(|_| {
        let loss = (var.as_tensor().sqr().unwrap() / 2.0).unwrap().sum_all().unwrap();
        sgd.step(&vars, &mut velocities, &loss.backward().unwrap(), 0.1).unwrap();
        var.as_tensor().to_vec1::<f32>().unwrap()[0]
    })
}

#[test]
fn each_rule_by_hand() {
    let close = |got: [f32; 2], want: [f32; 2]| {
        assert!(got.iter().zip(want).all(|(g, w)| (g - w).abs() < 1e-6), "{got:?}, expected {want:?}");
    };
    let plain = Sgd { momentum: 0.0, nesterov: false, weight_decay: 0.0 };
    close(two_steps(plain), [0.9, 0.81]);
    // v = 1, w = 0.9; v = 0.5 + 0.9 = 1.4, w = 0.76.
    close(two_steps(Sgd { momentum: 0.5, ..plain }), [0.9, 0.76]);
    // v = 1, step 1.5, w = 0.85; v = 0.5 + 0.85 = 1.35, step 0.85 + 0.675 = 1.525, w = 0.6975.
    close(two_steps(Sgd { momentum: 0.5, nesterov: true, ..plain }), [0.85, 0.6975]);
    // Gradient 1.2 w: w = 0.88, then 0.88 · 0.88.
    close(two_steps(Sgd { weight_decay: 0.2, ..plain }), [0.88, 0.7744]);
}

#[test]
fn a_parameter_without_a_gradient_stays() {
    let (used, idle) = (Var::new(&[1f32], &Device::Cpu).unwrap(), Var::new(&[3f32], &Device::Cpu).unwrap());
    let vars = BTreeMap::from([("idle".to_owned(), idle.clone()), ("used".to_owned(), used.clone())]);
    let loss = used.as_tensor().sum_all().unwrap();
    let sgd = Sgd { momentum: 0.9, nesterov: false, weight_decay: 0.1 };
    sgd.step(&vars, &mut Velocities::new(), &loss.backward().unwrap(), 0.5).unwrap();
    assert_eq!(idle.as_tensor().to_vec1::<f32>().unwrap(), [3.0]);
    // 1 − 0.5 · (1 + 0.1).
    assert!((used.as_tensor().to_vec1::<f32>().unwrap()[0] - 0.45).abs() < 1e-6);
}
