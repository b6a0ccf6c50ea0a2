//! The slow reference gives PyTorch's numbers, and the executor's.

use candle_core::DType;
use penult::network::unfolded;

use super::{NAMES, difference, golden, network, tensor};

/// Relative to the largest value: PyTorch ran in f32.
const TOLERANCE: f32 = 1e-5;

#[test]
fn features_and_logits_equal_pytorch() {
    for name in NAMES {
        let (plan, checkpoint) = network(name);
        let expected = golden(&format!("{name}.expected"));
        let out = unfolded::forward(&plan, &checkpoint, &tensor(&expected, "input")).unwrap();
        assert_eq!(out.logits.dtype(), DType::F64);
        for (part, values) in [("features", out.features), ("logits", out.logits)] {
            let values = values.to_dtype(DType::F32).unwrap();
            let (largest, scale) = difference(&values, &tensor(&expected, &format!("expected.{part}")));
            assert!(largest <= TOLERANCE * scale, "{name}: {part} differs by {largest} where values reach {scale}");
        }
    }
}

#[test]
fn a_missing_tensor_is_named() {
    let (plan, mut checkpoint) = network("cifar_option_a");
    checkpoint.tensors.remove("conv1.weight");
    let text = unfolded::forward(&plan, &checkpoint, &tensor(&golden("cifar_option_a.expected"), "input"));
    assert!(text.err().unwrap().to_string().contains("conv1.weight"));
}
