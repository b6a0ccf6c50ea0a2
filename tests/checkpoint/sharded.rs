//! Sharded safetensors.

use std::path::Path;

use penult::checkpoint;

use super::{error_of, floats, load, write_raw};

/// A shard with scalars of these names; each value is the length of its name.
fn shard(path: &Path, names: &[&str]) {
    let entry = |(i, name): (usize, &&str)| {
        format!(r#""{name}":{{"dtype":"F32","shape":[],"data_offsets":[{},{}]}}"#, 4 * i, 4 * i + 4)
    };
    let entries: Vec<String> = names.iter().enumerate().map(entry).collect();
    let values: Vec<f32> = names.iter().map(|n| n.len() as f32).collect();
    write_raw(path, &format!("{{{}}}", entries.join(",")), &floats(&values));
}

/// A folder with shards and their index; the path of the index.
fn folder(shards: &[(&str, &[&str])], weight_map: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (file, names) in shards {
        shard(&folder.path().join(file), names);
    }
    let index = folder.path().join("model.safetensors.index.json");
    std::fs::write(&index, format!(r#"{{"metadata":{{"total_size":8}},"weight_map":{weight_map}}}"#)).unwrap();
    (folder, index)
}

#[test]
fn reads_shards_as_one_and_hashes_their_hashes_in_order() {
    let (folder, index) = folder(&[("b", &["model.yy"]), ("a", &["model.x"])], r#"{"model.yy":"b","model.x":"a"}"#);
    let whole = load(folder.path());
    assert_eq!(whole.file, index);
    assert_eq!((whole.tensors["x"].data[0], whole.tensors["yy"].data[0]), (7.0, 8.0));
    assert_eq!(whole.notes, [r#"stripped the prefix "model." of all 2 tensors"#]);
    let hash_of = |name: &str| checkpoint::hash(&folder.path().join(name)).unwrap();
    let expected = blake3::hash(format!("{}{}", hash_of("a"), hash_of("b")).as_bytes());
    assert_eq!(whole.blake3, expected.to_hex().as_str());
    assert_eq!(checkpoint::hash(folder.path()).unwrap(), whole.blake3);
}

#[test]
fn names_the_shard_that_is_missing() {
    let (folder, index) = folder(&[("a", &["x"])], r#"{"x":"a","y":"b"}"#);
    let text = checkpoint::load(&index).unwrap_err().to_string();
    let expected = folder.path().join("b");
    assert!(
        text.starts_with("cannot read the checkpoint (") && text.ends_with(&expected.display().to_string()),
        "{text}"
    );
}

#[test]
fn names_the_tensor_that_is_missing_or_too_much() {
    let (_folder, index) = folder(&[("a", &["x"])], r#"{"x":"a","y":"a"}"#);
    assert_eq!(error_of(&index), "shard a: tensor y is missing, though the index puts it there; copy the shards again");
    let (_folder, index) = folder(&[("a", &["x"]), ("b", &["x", "y"])], r#"{"x":"a","y":"b"}"#);
    assert_eq!(
        error_of(&index),
        "shard b: tensor x is there, though the index puts it elsewhere or nowhere; export again"
    );
}

#[test]
fn names_the_tensor_that_the_index_has_twice() {
    let (_folder, index) = folder(&[("a", &["x"])], r#"{"x":"a","x":"a"}"#);
    assert_eq!(error_of(&index), "the index has tensor x twice");
}

#[test]
fn rejects_an_index_that_leaves_its_folder_or_is_none() {
    let (_folder, index) = folder(&[], r#"{"x":"../a"}"#);
    assert_eq!(error_of(&index), r#"the index puts tensor x into "../a"; expected a file name"#);
    let (_folder, index) = folder(&[], "[]");
    assert!(error_of(&index).starts_with(r#"expected an index of shards, {"weight_map": {tensor: file}} ("#));
}
