//! Networks over data, into activations files.

mod activations; // the file: what is read, and each way of being wrong
mod batches; // decoding ahead: order, broken images
mod class_order; // classes in another order are found, and not where nothing was learnt
mod engine; // memory that runs out, types that lack, what the key names
mod layers; // narrow ones as they are, wide ones projected; the cache
mod numpy; // archives and sets of NumPy
mod parity; // how far the network that ran is from the file's
mod preprocessing; // which constants, and how they were found
mod probes; // what is measured on the weights
mod run; // the cache, and data that do not fit
mod thumbnails; // pixels as they are, or averaged; found again

use std::collections::BTreeMap;
use std::path::Path;

use penult::checkpoint::{self, Checkpoint, Dtype, Tensor};
use penult::data::{self, Dataset};

/// `n` images of 6 × 6 of ten classes, as `name`.
pub fn digits(n: u32, name: &str) -> Dataset {
    let folder = tempfile::tempdir().unwrap();
    crate::lab::write_idx(folder.path(), "t10k", n);
    data::load(folder.path(), "test").unwrap().named(name).unwrap()
}

/// A chain of linear layers `fc1`, `fc2`, … of these widths; `weight` gives (layer, output, input).
pub fn mlp(folder: &Path, widths: &[usize], weight: impl Fn(usize, usize, usize) -> f32) -> Checkpoint {
    let mut tensors = BTreeMap::new();
    let mut put = |name: String, shape: Vec<usize>, data: Vec<f32>| {
        tensors.insert(name.clone(), Tensor { name, shape, data });
    };
    for (layer, pair) in widths.windows(2).enumerate() {
        let (inputs, outputs) = (pair[0], pair[1]);
        let values = (0..outputs * inputs).map(|at| weight(layer, at / inputs, at % inputs)).collect();
        put(format!("fc{}.weight", layer + 1), vec![outputs, inputs], values);
        put(format!("fc{}.bias", layer + 1), vec![outputs], (0..outputs).map(|k| 0.1 * k as f32).collect());
    }
    let path = folder.join("net.safetensors");
    checkpoint::save(&path, &tensors, &BTreeMap::new(), Dtype::F32).unwrap();
    checkpoint::load(&path).unwrap()
}

/// Weights without a pattern.
pub fn scattered(layer: usize, output: usize, input: usize) -> f32 {
    ((layer * 31 + output * 17 + input * 7) % 23) as f32 / 23.0 - 0.4
}
