//! Plans give what PyTorch and the formulas give. Goldens are from `tests/reference/networks.py`.

mod batch_norm; // training mode by hand, and its derivatives
mod conv; // convolutions against a plain one, shape by shape
mod conv_backward; // gradients of convolutions against the definition
mod count; // parameters and multiply-adds by hand
mod curvature; // Hessian-vector products, PyTorch's values
mod families; // what is recognised, missing, strange; networks by description
mod init; // PyTorch's default distributions, from a seed
mod operations; // layers without weights by hand, ours and candle's
mod plan; // what a plan needs, and what does not fit it
mod run; // inference, tap by tap
mod train; // steps of SGD in training mode
mod unfolded; // the slow reference, against PyTorch

use std::path::PathBuf;

use candle_core::{Device, Tensor};
use penult::checkpoint::{self, Checkpoint};
use penult::network::{self, Plan};

/// The networks of the reference script.
pub const NAMES: [&str; 27] = [
    "mlp",
    "cifar_option_a",
    "cifar_projection",
    "cifar_bottleneck",
    "resnet_basic_imagenet_stem",
    "resnet_bottleneck_cifar_stem",
    "resnet_kuangliu",
    "wide_resnet",
    "wide_resnet_same_width",
    "wide_resnet_torchdistill",
    "preact_resnet",
    "preact_resnet_bottleneck",
    "preact_resnet_2017",
    "preact_resnet_takd",
    "vgg",
    "vgg_without_norm",
    "vgg_kuangliu",
    "vgg_chenyaofo",
    "vgg_large_images",
    "plain_cnn",
    "plain_cnn_without_last_pool",
    "shufflenet_v1",
    "shufflenet_v1_odd",
    "shufflenet_v2",
    "shufflenet_v2_kuangliu",
    "mobilenet_v2",
    "mobilenet_v2_cifar",
];

/// A file of `fixtures/networks`.
pub fn golden(name: &str) -> Checkpoint {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/networks");
    checkpoint::load(&folder.join(format!("{name}.safetensors"))).unwrap()
}

/// A golden network and its plan.
pub fn network(name: &str) -> (Plan, Checkpoint) {
    let checkpoint = golden(name);
    (network::recognise(&checkpoint).unwrap(), checkpoint)
}

/// A tensor of a golden file, as candle has it.
pub fn tensor(checkpoint: &Checkpoint, name: &str) -> Tensor {
    let t = &checkpoint.tensors[name];
    Tensor::from_vec(t.data.clone(), t.shape.clone(), &Device::Cpu).unwrap()
}

/// Largest |a − b|, and largest |b|.
pub fn difference(a: &Tensor, b: &Tensor) -> (f32, f32) {
    assert_eq!(a.dims(), b.dims());
    let largest = |t: Tensor| t.abs().unwrap().flatten_all().unwrap().max(0).unwrap().to_scalar::<f32>().unwrap();
    (largest((a - b).unwrap()), largest(b.clone()))
}
