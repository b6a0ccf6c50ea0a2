//! A checkpoint of any kind as safetensors.

use std::path::Path;

use penult::checkpoint::{self, Dtype, Model, Part};

use super::load;

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/checkpoints").join(name)
}

#[test]
fn types_values_and_metadata_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("net.safetensors");
    for name in ["types.pth", "legacy_types.pth"] {
        let notes = checkpoint::convert(&fixture(name), Part::default(), &to).unwrap();
        assert_eq!(notes, [""; 0]);
        let regions = checkpoint::regions(&to).unwrap();
        let dtype = |name: &str| regions[name].dtype;
        assert_eq!(["double", "half", "bfloat16"].map(dtype), [Dtype::F64, Dtype::F16, Dtype::BF16]);
        assert_eq!(["integer", "long"].map(dtype), [Dtype::I32, Dtype::I64]);
        assert_eq!(regions["transposed"].shape, [3, 2]);
        let (before, after) = (load(&fixture(name)), load(&to));
        for (name, tensor) in &before.tensors {
            assert_eq!(tensor.data, after.tensors[name].data, "{name}");
        }
    }
    checkpoint::convert(&fixture("run.pth"), Part::default(), &to).unwrap();
    let metadata = checkpoint::metadata(&to).unwrap();
    assert_eq!(metadata, load(&fixture("run.pth")).metadata);
    assert_eq!((metadata["best_acc"].as_str(), metadata["opt.lr"].as_str()), ("76.5", "0.1"));
    assert!(checkpoint::regions(&to).unwrap().contains_key("a.weight"));
    assert!(checkpoint::regions(&to).unwrap().contains_key("bn.num_batches_tracked"));
}

#[test]
fn one_of_two_models_is_converted() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("net.safetensors");
    let text = checkpoint::convert(&fixture("latest"), Part::default(), &to).unwrap_err().to_string();
    assert!(text.starts_with("it holds two models"), "{text}");
    assert!(!to.exists());
    checkpoint::convert(&fixture("latest"), Part { model: Some(Model::Teacher), ..Part::default() }, &to).unwrap();
    assert_eq!(load(&to).tensors["a.bias"].data, [110.0, 111.0]);
}
