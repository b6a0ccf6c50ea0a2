//! safetensors files: element types, metadata, and every way of being broken.

use std::collections::BTreeMap;

use penult::checkpoint::{self, Dtype, Tensor};

use super::{error_of, floats, load, write_raw};

/// The error of a file with this header and data.
fn broken(header: &str, data: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    write_raw(&path, header, data);
    error_of(&path)
}

/// The error of a file of these bytes.
fn broken_bytes(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    std::fs::write(&path, bytes).unwrap();
    error_of(&path)
}

fn not_whole(what: &str) -> String {
    format!("not a whole safetensors file ({what}); copy or export it again")
}

#[test]
fn reads_each_type_of_float_as_f32_and_notes_integers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let header = r#"{"__metadata__":{"alpha":"0.1"},
        "double":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},
        "count":{"dtype":"I64","shape":[],"data_offsets":[8,16]},
        "bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[16,24]},
        "single":{"dtype":"F32","shape":[2,1],"data_offsets":[24,32]},
        "half":{"dtype":"F16","shape":[1],"data_offsets":[32,34]},
        "bfloat16":{"dtype":"BF16","shape":[1],"data_offsets":[34,36]},
        "empty":{"dtype":"F32","shape":[0,5],"data_offsets":[36,36]}}"#;
    let mut data = 1.5f64.to_le_bytes().to_vec();
    data.extend([0; 16]);
    data.extend(floats(&[2.5, -3.5]));
    data.extend(half::f16::from_f32(0.25).to_le_bytes());
    data.extend(half::bf16::from_f32(-8.0).to_le_bytes());
    write_raw(&path, header, &data);
    let checkpoint = load(&path);
    let read: Vec<_> =
        checkpoint.tensors.values().map(|t| (t.name.as_str(), t.shape.as_slice(), t.data.as_slice())).collect();
    let expected: [(&str, &[usize], &[f32]); 5] = [
        ("bfloat16", &[1], &[-8.0]),
        ("double", &[1], &[1.5]),
        ("empty", &[0, 5], &[]),
        ("half", &[1], &[0.25]),
        ("single", &[2, 1], &[2.5, -3.5]),
    ];
    assert_eq!(read, expected);
    assert_eq!(checkpoint.notes, ["left out count: I64 holds no weights"]);
    assert_eq!(checkpoint.metadata["alpha"], "0.1");
    assert_eq!(checkpoint.blake3, blake3::hash(&std::fs::read(&path).unwrap()).to_hex().as_str());
}

#[test]
fn saved_tensors_come_back_and_other_types_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let tensor = Tensor { name: "a".to_owned(), shape: vec![2, 2], data: vec![0.1, -2.0, 3.0, 1e-3] };
    let tensors: BTreeMap<String, Tensor> = [("a".to_owned(), tensor.clone())].into();
    let metadata: BTreeMap<String, String> = [("seed".to_owned(), "1".to_owned())].into();
    checkpoint::save(&path, &tensors, &metadata, Dtype::F32).unwrap();
    let read = load(&path);
    assert_eq!(
        (&read.tensors["a"].shape, &read.tensors["a"].data, &read.metadata),
        (&tensor.shape, &tensor.data, &metadata)
    );
    checkpoint::save(&path, &tensors, &metadata, Dtype::F16).unwrap();
    let rounded: Vec<f32> = tensor.data.iter().map(|x| half::f16::from_f32(*x).to_f32()).collect();
    assert_eq!(load(&path).tensors["a"].data, rounded);
    let text = checkpoint::save(&path, &tensors, &metadata, Dtype::I64).unwrap_err().to_string();
    assert!(text.starts_with("cannot write weights as I64; choose F16 or F32: "), "{text}");
}

#[test]
fn rejects_an_empty_file() {
    assert_eq!(broken_bytes(&[]), "the file is empty; copy or export it again");
}

#[test]
fn rejects_a_file_shorter_than_its_header_length() {
    assert_eq!(broken_bytes(&[1, 2, 3]), not_whole("expected 8 bytes of header length, found 3"));
}

#[test]
fn rejects_a_truncated_header() {
    let mut bytes = 100u64.to_le_bytes().to_vec();
    bytes.extend(b"{\"a\":");
    assert_eq!(broken_bytes(&bytes), not_whole("it claims a header of 100 bytes, 5 follow"));
}

#[test]
fn rejects_an_oversized_header_without_allocating_it() {
    let mut bytes = (1u64 << 60).to_le_bytes().to_vec();
    bytes.extend(b"{}");
    assert_eq!(
        broken_bytes(&bytes),
        not_whole("it claims a header of 1152921504606846976 bytes, the format allows 100000000")
    );
}

#[test]
fn rejects_a_header_that_is_no_json() {
    let text = broken("{\"a\":", &[]);
    assert!(text.starts_with("not a whole safetensors file (its header is no JSON: EOF"), "{text}");
    let text = broken("[1]", &[]);
    assert!(text.contains("expected an object"), "{text}");
    let text = broken(r#"{"a":{"dtype":"F33","shape":[],"data_offsets":[0,4]}}"#, &[0; 4]);
    assert!(text.starts_with("not a whole safetensors file (tensor a: unknown variant `F33`"), "{text}");
    let text = broken(r#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, &[0; 4]);
    assert!(text.starts_with("not a whole safetensors file (tensor a: invalid value: integer `-1`"), "{text}");
}

#[test]
fn rejects_truncated_data() {
    assert_eq!(
        broken(r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, &[0; 4]),
        not_whole("tensor a lies at bytes 0..8 of the data, there are 4")
    );
}

#[test]
fn rejects_offsets_that_run_backwards() {
    assert_eq!(
        broken(r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, &[0; 4]),
        not_whole("tensor a lies at bytes 4..0 of the data, there are 4")
    );
}

#[test]
fn rejects_overlapping_tensors_and_gaps() {
    let header = |start: usize| {
        format!(
            r#"{{"a":{{"dtype":"F32","shape":[2],"data_offsets":[0,8]}},"b":{{"dtype":"F32","shape":[2],"data_offsets":[{start},{}]}}}}"#,
            start + 8
        )
    };
    assert_eq!(
        broken(&header(4), &[0; 12]),
        not_whole("tensor b lies at bytes 4..12 of the data and overlaps a, which ends at 8")
    );
    assert_eq!(
        broken(&header(12), &[0; 20]),
        not_whole("tensor b lies at bytes 12..20 of the data and leaves a gap after a, which ends at 8")
    );
}

#[test]
fn rejects_data_of_no_tensor() {
    assert_eq!(
        broken(r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, &[0; 8]),
        not_whole("its tensors take 4 bytes, 8 follow the header")
    );
}

#[test]
fn rejects_a_shape_that_its_bytes_do_not_fill() {
    assert_eq!(
        broken(r#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, &[0; 8]),
        not_whole("tensor a of F32 and shape [3] cannot lie in 8 bytes")
    );
    let text = broken(r#"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,8]}}"#, &[0; 8]);
    assert!(text.contains("cannot lie in 8 bytes"), "{text}");
}

#[test]
fn rejects_a_name_that_comes_twice() {
    let entry = r#""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#;
    assert_eq!(broken(&format!("{{{entry},{entry}}}"), &[0; 4]), not_whole("its header has a twice"));
}

#[test]
fn rejects_metadata_that_are_no_strings() {
    let text = broken(r#"{"__metadata__":{"epoch":3}}"#, &[]);
    assert!(text.starts_with("not a whole safetensors file (__metadata__ must map strings to strings"), "{text}");
}

#[test]
fn rejects_weights_that_are_not_finite() {
    let header = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#;
    let hint = "weights must be finite, train or export it again";
    assert_eq!(broken(header, &floats(&[1.0, f32::NAN])), format!("tensor a has NaN at element 1; {hint}"));
    assert_eq!(broken(header, &floats(&[f32::INFINITY, 1.0])), format!("tensor a has inf at element 0; {hint}"));
}
