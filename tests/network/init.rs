//! PyTorch's default distributions, from a seed.

use penult::network::init::initial;
use penult::network::spec::{Spec, build};

#[test]
fn weights_are_uniform_in_one_over_the_root_of_the_inputs() {
    let spec = Spec { family: "resnet_cifar".into(), depth: Some(8), input: [3, 8, 8], classes: 10, ..Spec::default() };
    let plan = build(&spec).unwrap();
    let tensors = initial(&plan, 1);
    assert_eq!(tensors.len(), plan.needed().len());
    let data = &tensors["layer3.0.conv2.weight"].data; // 64 · 64 · 9 draws, fan-in 576
    let bound = 1.0 / 576f32.sqrt();
    assert!(data.iter().all(|w| w.abs() <= bound));
    let mean_square = data.iter().map(|w| w * w).sum::<f32>() / data.len() as f32;
    // Variance of a uniform is bound²/3; its estimate from 36,864 draws is off by about half a percent.
    assert!((mean_square / (bound * bound / 3.0) - 1.0).abs() < 0.02);
    assert!(tensors["bn1.weight"].data.iter().chain(&tensors["bn1.running_var"].data).all(|x| *x == 1.0));
    assert!(tensors["bn1.bias"].data.iter().chain(&tensors["bn1.running_mean"].data).all(|x| *x == 0.0));
    assert!(tensors["fc.bias"].data.iter().all(|b| b.abs() <= 1.0 / 8.0 && *b != 0.0));
}

#[test]
fn a_seed_says_everything() {
    let spec = Spec { family: "mlp".into(), hidden: vec![3], input: [1, 2, 2], classes: 2, ..Spec::default() };
    let plan = build(&spec).unwrap();
    let weights = |seed| initial(&plan, seed)["fc1.weight"].data.clone();
    assert_eq!(weights(1), weights(1));
    assert_ne!(weights(1), weights(2));
}
