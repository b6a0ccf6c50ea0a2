//! Inference equals PyTorch's, tap by tap.

use std::collections::BTreeMap;

use candle_core::{DType, Device, Tensor as Values};
use penult::checkpoint::{self, Tensor};
use penult::network::run::Network;
use penult::network::{self, NetworkError};

use super::{NAMES, difference, golden, network as golden_network, tensor};

/// Relative to the largest value of the tensor; f32 sums of a few hundred terms, seen 1e-6.
const TOLERANCE: f32 = 1e-5;

#[test]
fn taps_features_and_logits_equal_pytorch() {
    for name in NAMES {
        let (plan, checkpoint) = golden_network(name);
        let expected = golden(&format!("{name}.expected"));
        // In the order of the network, so that the first that differs is where it goes wrong.
        let taps: Vec<&str> =
            plan.taps().into_iter().filter(|t| expected.tensors.contains_key(&format!("expected.{t}"))).collect();
        assert!(!taps.is_empty(), "{name} has no tap");
        let network = Network::load(&plan, &checkpoint, &Device::Cpu, DType::F32).unwrap();
        let out = network.forward(&tensor(&expected, "input"), &taps).unwrap();
        let got =
            taps.iter().map(|t| (*t, &out.taps[*t])).chain([("features", &out.features), ("logits", &out.logits)]);
        for (part, values) in got {
            let (largest, scale) = difference(values, &tensor(&expected, &format!("expected.{part}")));
            assert!(largest <= TOLERANCE * scale, "{name}: {part} differs by {largest} where values reach {scale}");
        }
    }
}

#[test]
fn half_precision_gives_f32_within_its_rounding() {
    for name in ["mlp", "cifar_option_a", "wide_resnet", "vgg_kuangliu", "shufflenet_v1", "shufflenet_v2"] {
        let (plan, checkpoint) = golden_network(name);
        let expected = golden(&format!("{name}.expected"));
        let network = Network::load(&plan, &checkpoint, &Device::Cpu, DType::F16).unwrap();
        let out = network.forward(&tensor(&expected, "input"), &[]).unwrap();
        assert_eq!((out.logits.dtype(), out.features.dtype()), (DType::F32, DType::F32));
        let (largest, scale) = difference(&out.logits, &tensor(&expected, "expected.logits"));
        // f16 has 11 bits: a few roundings of 5e-4 each; none at all would mean that f16 was not used.
        assert!(largest > 0.0 && largest < 1e-2 * scale, "{name}: {largest} of {scale}");
    }
}

#[test]
fn bf16_on_the_cpu_is_refused_with_the_way_out() {
    let (plan, checkpoint) = golden_network("mlp");
    let text = Network::load(&plan, &checkpoint, &Device::Cpu, DType::BF16).err().unwrap().to_string();
    assert!(text.contains("bf16") && text.contains("--dtype f32"), "{text}");
}

#[test]
fn an_unknown_tap_lists_the_known_ones() {
    let (plan, checkpoint) = golden_network("cifar_option_a");
    let network = Network::load(&plan, &checkpoint, &Device::Cpu, DType::F32).unwrap();
    let x = Values::zeros((1, 3, 8, 8), DType::F32, &Device::Cpu).unwrap();
    let error = network.forward(&x, &["layer9"]).err().unwrap();
    assert!(matches!(error, NetworkError::Tap { .. }));
    assert_eq!(error.to_string(), "tap \"layer9\" is unknown; known: conv1, layer1.0, layer2.0, layer2.1, layer3.0");
    let out = network.forward(&x, &["layer2.0"]).unwrap();
    assert_eq!(out.taps["layer2.0"].dims(), [1, 8, 4, 4]);
}

fn saved(list: &[(&str, &[usize], Vec<f32>)]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.safetensors");
    let tensors: BTreeMap<String, Tensor> = list
        .iter()
        .map(|(n, s, d)| ((*n).to_owned(), Tensor { name: (*n).to_owned(), shape: s.to_vec(), data: d.clone() }))
        .collect();
    checkpoint::save(&path, &tensors, &BTreeMap::new(), checkpoint::Dtype::F32).unwrap();
    (folder, path)
}

#[test]
fn mlp_by_hand_with_its_prefix_stripped() {
    let (_folder, path) = saved(&[
        ("module.fc1.weight", &[2, 4], vec![1.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0]),
        ("module.fc1.bias", &[2], vec![0.5, 0.0]),
        ("module.fc2.weight", &[3, 2], vec![1.0, 0.0, 0.0, 1.0, 2.0, 2.0]),
    ]);
    let checkpoint = checkpoint::load(&path).unwrap();
    assert!(checkpoint.notes[0].contains("module."));
    let plan = network::recognise(&checkpoint).unwrap();
    assert_eq!((plan.family, plan.classes, plan.width, plan.input), ("mlp", 3, 2, [1, 2, 2]));
    let network = Network::load(&plan, &checkpoint, &Device::Cpu, DType::F32).unwrap();
    let x = Values::from_vec(vec![1.0f32, 2.0, 0.0, 0.0], (1, 1, 2, 2), &Device::Cpu).unwrap();
    let out = network.forward(&x, &["fc1"]).unwrap();
    // relu(1.5, -2) = (1.5, 0); logits 1.5, 0, 3.
    assert_eq!(out.features.to_vec2::<f32>().unwrap(), [[1.5, 0.0]]);
    assert_eq!(out.taps["fc1"].to_vec2::<f32>().unwrap(), [[1.5, 0.0]]);
    assert_eq!(out.logits.to_vec2::<f32>().unwrap(), [[1.5, 0.0, 3.0]]);
}

#[test]
fn an_unknown_network_prints_the_way_out() {
    let (_folder, path) = saved(&[("rnn.weight_ih_l0", &[4, 2], vec![0.0; 8])]);
    let text = network::recognise(&checkpoint::load(&path).unwrap()).unwrap_err().to_string();
    assert!(text.contains("rnn.weight_ih_l0") && text.contains("save_file"), "{text}");
}

#[test]
fn weights_of_another_network_are_refused_at_loading() {
    let (plan, _) = golden_network("mlp");
    let (_, other) = golden_network("cifar_option_a");
    let text = Network::load(&plan, &other, &Device::Cpu, DType::F32).err().unwrap().to_string();
    assert!(text.contains("fc1.weight [20, 36] is missing") && text.contains("fc10.bias [5] is missing"), "{text}");
    assert!(text.contains("cifar_option_a.safetensors"), "{text}");
}
