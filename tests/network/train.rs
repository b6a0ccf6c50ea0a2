//! Training mode equals PyTorch's: two steps of SGD (Nesterov, weight decay, label smoothing), batch norm included.

use candle_core::{DType, Device};
use penult::lab::objectives::{Batch, OBJECTIVES, Settings};
use penult::lab::optimiser::{Sgd, Velocities};
use penult::network::train::Trainable;

use super::{difference, golden, network, tensor};

#[test]
fn two_steps_equal_pytorch() {
    for name in ["mlp", "cifar_option_a"] {
        let (plan, start) = network(name);
        let expected = golden(&format!("{name}.trained"));
        let trainable = Trainable::new(&plan, &start.tensors, &Device::Cpu).unwrap();
        let smoothing = OBJECTIVES.iter().find(|o| o.name == "label_smoothing").unwrap();
        let sgd = Sgd { momentum: 0.9, nesterov: true, weight_decay: 5e-3 };
        let mut velocities = Velocities::new();
        let labels = tensor(&expected, "labels").to_dtype(DType::U32).unwrap();
        for step in 0..2 {
            let logits = trainable.forward(&tensor(&expected, "input"), &[]).unwrap().logits;
            let batch = Batch { logits: &logits, labels: &labels, teacher: None };
            let loss = (smoothing.loss)(&batch, Settings { alpha: 0.1, ..Settings::default() }).unwrap();
            sgd.step(trainable.vars(), &mut velocities, &loss.backward().unwrap(), 0.05).unwrap();
            let want = expected.tensors["expected.losses"].data[step];
            let got = loss.to_scalar::<f32>().unwrap();
            // f32 against f64.
            assert!((got - want).abs() < 1e-5 * want.abs(), "{name}: loss {got} of step {step}, PyTorch {want}");
        }
        for (key, after) in trainable.to_tensors().unwrap() {
            let got = candle_core::Tensor::from_vec(after.data, after.shape, &Device::Cpu).unwrap();
            let (largest, scale) = difference(&got, &tensor(&expected, &format!("after.{key}")));
            assert!(largest <= 1e-5 * scale.max(0.1), "{name}: {key} differs by {largest} where values reach {scale}");
        }
    }
}

#[test]
fn tensors_of_another_network_are_refused() {
    let (plan, _) = network("mlp");
    let (_, other) = network("cifar_option_a");
    let text = Trainable::new(&plan, &other.tensors, &Device::Cpu).err().unwrap().to_string();
    assert!(text.contains("fc1.weight [20, 36] is missing"), "{text}");
}

#[test]
fn a_tap_of_a_training_pass_has_the_shape_of_inference() {
    let (plan, start) = network("cifar_option_a");
    let trainable = Trainable::new(&plan, &start.tensors, &Device::Cpu).unwrap();
    let x = tensor(&golden("cifar_option_a.expected"), "input");
    let out = trainable.forward(&x, &["layer3.0"]).unwrap();
    assert_eq!(out.taps["layer3.0"].dims(), [2, 16, 4, 4]);
    assert_eq!(out.features.dims(), [2, 16]);
}
