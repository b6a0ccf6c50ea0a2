//! Activations say how far the network that ran is from the file's layers one by one.

use candle_core::{DType, Device};
use penult::data::Normalise;
use penult::extract::{self, Settings, Source, parity};
use penult::network;

use super::{digits, mlp, scattered};

/// The deviation that a run in this type writes down, and the type.
fn ran_in(dtype: DType) -> (f64, String) {
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = mlp(folder.path(), &[36, 16, 10], scattered);
    let plan = network::recognise(&checkpoint).unwrap();
    let normalise = Normalise { mean: vec![0.3], std: vec![0.7] };
    let source = Source { checkpoint: &checkpoint, plan: &plan, normalise: &normalise };
    let cache = folder.path().join("cache");
    let settings =
        Settings { device: &Device::Cpu, dtype, folder: &cache, taps: &[], progress: &|_: usize, _: usize| {} };
    let said = extract::run(&source, &digits(20, "mnist"), "test", &settings).unwrap().metadata;
    (said[parity::DEVIATION].parse().unwrap(), said[parity::DTYPE].clone())
}

#[test]
fn f32_is_within_its_rounding_of_f64_and_half_precision_within_its_own() {
    let (single, name) = ran_in(DType::F32);
    assert!(single < 1e-6, "{single}");
    assert_eq!(name, "f32");
    let (half, name) = ran_in(DType::F16);
    // No deviation at all would mean that nothing was compared.
    assert!(half > 1e-5 && half < 1e-2, "{half}");
    assert_eq!(name, "f16");
}
