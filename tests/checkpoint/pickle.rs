//! PyTorch zip files, written by torch itself (`tests/reference/pth.py`).

use std::path::{Path, PathBuf};

use penult::checkpoint::Checkpoint;

use super::{error_of, load};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/checkpoints").join(name)
}

/// The counted weights of the fixtures.
fn assert_is_counted(checkpoint: &Checkpoint) {
    assert_eq!(checkpoint.tensors.keys().collect::<Vec<_>>(), ["a.bias", "a.weight"]);
    let (weight, bias) = (&checkpoint.tensors["a.weight"], &checkpoint.tensors["a.bias"]);
    assert_eq!(
        (weight.shape.as_slice(), weight.data.as_slice()),
        ([2, 3].as_slice(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0].as_slice())
    );
    assert_eq!((bias.shape.as_slice(), bias.data.as_slice()), ([2].as_slice(), [10.0, 11.0].as_slice()));
}

#[test]
fn reads_a_flat_state_dict() {
    let checkpoint = load(&fixture("flat.pth"));
    assert_is_counted(&checkpoint);
    assert_eq!(checkpoint.notes, Vec::<String>::new());
    let bytes = std::fs::read(fixture("flat.pth")).unwrap();
    assert_eq!(checkpoint.blake3, blake3::hash(&bytes).to_hex().as_str());
}

#[test]
fn unwraps_state_dict_and_says_that_averaged_weights_were_not_taken() {
    let checkpoint = load(&fixture("nested.pth.tar"));
    assert_is_counted(&checkpoint);
    assert_eq!(
        checkpoint.notes,
        [
            r#"averaged weights under "state_dict_ema" were not taken"#,
            r#"read the weights under "state_dict""#,
            r#"stripped the prefix "module." of all 2 tensors"#,
        ]
    );
    let metadata: Vec<(&str, &str)> = checkpoint.metadata.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(metadata, [("arch", "tiny"), ("best_prec1", "91.25"), ("epoch", "3")]);
}

#[test]
fn unwraps_twice_and_other_keys() {
    let checkpoint = load(&fixture("twice_nested.pt"));
    assert_is_counted(&checkpoint);
    assert_eq!(checkpoint.notes[..2], [r#"read the weights under "state_dict""#; 2]);
    assert_eq!(checkpoint.metadata["epoch"], "5");
    let checkpoint = load(&fixture("model_key.bin"));
    assert_is_counted(&checkpoint);
    assert_eq!(checkpoint.metadata["best_acc"], "0.5");
    assert_is_counted(&load(&fixture("lightning.ckpt")));
}

#[test]
fn reads_each_type_parameters_scalars_and_strides() {
    let checkpoint = load(&fixture("types.pth"));
    let data = |name: &str| checkpoint.tensors[name].data.as_slice();
    for name in ["double", "half", "bfloat16", "parameter"] {
        assert_eq!(data(name), [0.5, -2.0], "{name}");
    }
    assert_eq!((data("scalar"), checkpoint.tensors["scalar"].shape.len()), ([4.0].as_slice(), 0));
    assert_eq!(data("transposed"), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    assert_eq!(checkpoint.tensors["transposed"].shape, [3, 2]);
    assert_eq!(data("column"), [1.0, 4.0, 7.0, 10.0]);
    assert_eq!(data("tail"), [8.0, 9.0, 10.0, 11.0]);
    assert_eq!(checkpoint.notes, ["left out integer: IntStorage holds no weights"]);
}

#[test]
fn says_what_a_file_without_weights_holds() {
    let text = error_of(&fixture("no_weights.pth"));
    let expected = "cannot read the PyTorch file: no tensors at the top nor under state_dict, model, model_state_dict, \
                    net, student, teacher, ema; it holds ";
    assert!(text.starts_with(expected), "{text}");
    for part in ["epoch (3)", "model (an object of torch.nn.modules.container.Sequential)", "losses (a list)"] {
        assert!(text.contains(part), "{text}");
    }
    let text = error_of(&fixture("script.pt"));
    assert!(text.starts_with("cannot read the PyTorch file: a TorchScript archive;"), "{text}");
}

#[test]
fn names_the_tensor_that_is_not_finite() {
    let expected = "tensor a.weight has NaN at element 1; weights must be finite, train or export it again";
    assert_eq!(error_of(&fixture("not_finite.pth")), expected);
}

#[test]
fn legacy_files_come_with_the_line_that_converts_them() {
    let text = error_of(&fixture("legacy.pth"));
    assert!(text.starts_with("a PyTorch file from before the zip format, which penult does not read; convert it: python -c \"import torch"), "{text}");
    assert!(text.contains("torch.load('legacy.pth', map_location='cpu')"), "{text}");
}
