//! Plans give what the formulas give.

use std::collections::BTreeMap;

use candle_core::{Device, Tensor as Values};
use penult::checkpoint::{self, Tensor};
use penult::network;

fn tensors(list: &[(&str, &[usize], Vec<f32>)]) -> BTreeMap<String, Tensor> {
    list.iter()
        .map(|(n, s, d)| ((*n).to_owned(), Tensor { name: (*n).to_owned(), shape: s.to_vec(), data: d.clone() }))
        .collect()
}

fn saved(list: &[(&str, &[usize], Vec<f32>)]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.safetensors");
    checkpoint::save(&path, &tensors(list), &BTreeMap::new(), checkpoint::Dtype::F32).unwrap();
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
    let out = network::run::Network::load(&plan, &checkpoint, &Device::Cpu).unwrap();
    let x = Values::from_vec(vec![1.0f32, 2.0, 0.0, 0.0], (1, 1, 2, 2), &Device::Cpu).unwrap();
    let out = out.forward(&x).unwrap();
    // relu(1.5, -2) = (1.5, 0); logits 1.5, 0, 3.
    assert_eq!(out.features.to_vec2::<f32>().unwrap(), [[1.5, 0.0]]);
    assert_eq!(out.logits.to_vec2::<f32>().unwrap(), [[1.5, 0.0, 3.0]]);
}

#[test]
fn an_unknown_network_prints_the_way_out() {
    let (_folder, path) = saved(&[("rnn.weight_ih_l0", &[4, 2], vec![0.0; 8])]);
    let text = network::recognise(&checkpoint::load(&path).unwrap()).unwrap_err().to_string();
    assert!(text.contains("rnn.weight_ih_l0") && text.contains("save_file"), "{text}");
}

#[test]
fn a_tensor_with_nan_is_named() {
    let (_folder, path) = saved(&[("fc.weight", &[1, 2], vec![0.0, f32::NAN])]);
    let text = checkpoint::load(&path).unwrap_err().to_string();
    assert!(text.contains("fc.weight") && text.contains("NaN"), "{text}");
}

#[test]
fn a_truncated_file_is_named() {
    let (_folder, path) = saved(&[("fc.weight", &[1, 2], vec![0.0, 1.0])]);
    let bytes = std::fs::read(&path).unwrap();
    for keep in [4, 20, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..keep]).unwrap();
        let text = checkpoint::load(&path).unwrap_err().to_string();
        assert!(text.contains("not a whole safetensors file"), "{text}");
    }
}
