//! Arrays in safetensors.

use std::collections::BTreeMap;
use std::path::Path;

use penult::checkpoint::{Dtype, Entry, Writer};

use super::{error_of, load, plain, scaled};

type Array<'a> = (&'a str, Dtype, &'a [usize], Vec<u8>);

fn write(path: &Path, arrays: &[Array<'_>]) {
    let entries: Vec<Entry> = arrays
        .iter()
        .map(|(name, dtype, shape, _)| Entry { name: (*name).to_owned(), dtype: *dtype, shape: shape.to_vec() })
        .collect();
    let mut writer = Writer::create(path, &entries, &BTreeMap::new()).unwrap();
    for (name, _, _, bytes) in arrays {
        writer.append(name, bytes).unwrap();
    }
    writer.finish().unwrap();
}

fn longs(values: &[i64]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn images() -> Array<'static> {
    ("images", Dtype::U8, &[3, 1, 1, 2], vec![0, 1, 2, 3, 4, 5])
}

/// The error of a file of these arrays.
fn what(arrays: &[Array<'_>]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.safetensors");
    write(&path, arrays);
    let (what, last) = error_of(folder.path(), "test");
    assert_eq!(last, path);
    what
}

#[test]
fn reads_bytes_with_ids_and_any_integer_labels() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.safetensors");
    let ids: Array<'_> = ("ids", Dtype::I64, &[3], longs(&[30, 10, 20]));
    let labels: [Array<'_>; 3] = [
        ("labels", Dtype::I64, &[3], longs(&[0, 1, 1])),
        ("labels", Dtype::I32, &[3], [0i32, 1, 1].iter().flat_map(|v| v.to_le_bytes()).collect()),
        ("labels", Dtype::U8, &[3], vec![0, 1, 1]),
    ];
    let mut hashes = Vec::new();
    for labels in labels {
        write(&path, &[images(), labels, ids.clone()]);
        let set = load(folder.path(), "test");
        assert_eq!(
            (set.labels.as_slice(), set.ids.as_slice(), set.shape),
            ([0, 1, 1].as_slice(), [30, 10, 20].as_slice(), [1, 1, 2])
        );
        assert_eq!(set.batch(1..3, &plain()).unwrap(), scaled(&[2, 3, 4, 5]));
        hashes.push(set.hash);
    }
    assert!(hashes.iter().all(|h| *h == hashes[0]));
}

#[test]
fn reads_floats_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.safetensors");
    let values = [0.0, 0.25, 0.5, 1.0];
    write(&path, &[("images", Dtype::F32, &[2, 2, 1, 1], floats(&values)), ("labels", Dtype::U8, &[2], vec![0, 1])]);
    let set = load(&path, "test");
    assert_eq!(set.name, "mine");
    assert_eq!(set.batch(0..2, &plain()).unwrap(), values);
    assert_eq!(set.batch(1..2, &plain()).unwrap(), values[2..]);
}

#[test]
fn names_the_array_and_the_row() {
    let labels = |values: &[i64]| -> Array<'static> { ("labels", Dtype::I64, &[3], longs(values)) };
    assert_eq!(what(&[images()]), r#"expected an array "labels", found images"#);
    assert_eq!(what(&[images(), labels(&[0, -1, 0])]), "labels row 1: -1 is no class");
    assert_eq!(
        what(&[images(), labels(&[0, 2, 0])]),
        "class 1 (class 1) has no example among 3; every one of the 3 classes needs one"
    );
    assert_eq!(
        what(&[images(), ("labels", Dtype::U8, &[2], vec![0, 1])]),
        "labels: expected shape [3] as there are images, found [2]"
    );
    assert_eq!(
        what(&[images(), ("labels", Dtype::F32, &[3], vec![0; 12])]),
        "labels: expected I64, I32 or U8, found F32"
    );
    assert_eq!(
        what(&[images(), labels(&[0, i64::MAX, 0])]),
        "row 1: label 9223372036854775807 is too large for 3 examples"
    );
    let ids: Array<'_> = ("ids", Dtype::I64, &[3], longs(&[5, 6, 5]));
    assert_eq!(what(&[images(), labels(&[0, 1, 0]), ids]), "row 2: id 5 comes twice; examples are paired by id");
    let flat: Array<'_> = ("images", Dtype::U8, &[3, 2], vec![0; 6]);
    assert_eq!(what(&[flat, labels(&[0, 1, 0])]), "images: expected shape (N, C, H, W), found [3, 2]");
    let longs: Array<'_> = ("images", Dtype::I64, &[3, 1, 1, 1], vec![0; 24]);
    assert_eq!(what(&[longs, labels(&[0, 1, 0])]), "images: expected U8 or F32 in [0, 1], found I64");
    for (value, written) in [(1.5, "1.5"), (f32::NAN, "NaN"), (-0.1, "-0.1")] {
        let images: Array<'_> = ("images", Dtype::F32, &[3, 1, 1, 1], floats(&[0.0, 0.0, value]));
        let expected = format!("images row 2: {written} is outside [0, 1]; divide by 255, do not normalise");
        assert_eq!(what(&[images, labels(&[0, 1, 0])]), expected);
    }
}

#[test]
fn a_broken_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("test.safetensors"), [9, 0, 0, 0, 0, 0, 0, 0]).unwrap();
    let (what, _) = error_of(folder.path(), "test");
    assert!(what.starts_with("not a whole safetensors file (it claims a header of 9 bytes, 0 follow)"), "{what}");
}
