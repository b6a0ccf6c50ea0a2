//! The streaming writer: bytes, order, atomicity.

use std::collections::BTreeMap;

use penult::checkpoint::{Dtype, Entry, Writer};
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;

fn entry(name: &str, dtype: Dtype, shape: &[usize]) -> Entry {
    Entry { name: name.to_owned(), dtype, shape: shape.to_vec() }
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn metadata() -> BTreeMap<String, String> {
    [("split", "test"), ("link", "softmax"), ("a \"quoted\" key", "é\n")]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into()
}

fn names(folder: &std::path::Path) -> Vec<String> {
    std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn header_is_sorted_and_padded_and_data_lie_at_their_offsets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.safetensors");
    let entries = [entry("b", Dtype::F32, &[2]), entry("labels", Dtype::I64, &[1]), entry("a", Dtype::F32, &[])];
    let mut writer = Writer::create(&path, &entries, &BTreeMap::new()).unwrap();
    writer.append("b", &bytes(&[1.0])).unwrap();
    writer.append("labels", &7i64.to_le_bytes()).unwrap();
    writer.append("a", &bytes(&[3.0])).unwrap();
    writer.append("b", &bytes(&[2.0])).unwrap();
    writer.finish().unwrap();
    // I64 before F32 (wider alignment first), then by name.
    let header = "{\"labels\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},\
                  \"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]},\
                  \"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[12,20]}}";
    let padded = header.len().next_multiple_of(8);
    let mut expected = (padded as u64).to_le_bytes().to_vec();
    expected.extend(format!("{header:<padded$}").bytes());
    expected.extend(7i64.to_le_bytes());
    expected.extend(bytes(&[3.0, 1.0, 2.0]));
    assert_eq!(std::fs::read(&path).unwrap(), expected);
}

#[test]
fn interleaved_pieces_give_the_bytes_of_the_safetensors_crate() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.safetensors");
    let features: Vec<f32> = (0..200_000).map(|i| i as f32).collect();
    let labels: Vec<u8> = (0..10_000i64).flat_map(i64::to_le_bytes).collect();
    let entries = [entry("features", Dtype::F32, &[10_000, 20]), entry("labels", Dtype::I64, &[10_000])];
    let metadata: BTreeMap<String, String> = [("split".to_owned(), "test".to_owned())].into();
    let mut writer = Writer::create(&path, &entries, &metadata).unwrap();
    for start in (0..10_000).step_by(999) {
        let end = (start + 999).min(10_000);
        writer.append("labels", &labels[start * 8..end * 8]).unwrap();
        writer.append("features", &bytes(&features[start * 20..end * 20])).unwrap();
    }
    writer.finish().unwrap();
    let features = bytes(&features);
    let views = [
        ("features", TensorView::new(Dtype::F32, vec![10_000, 20], &features).unwrap()),
        ("labels", TensorView::new(Dtype::I64, vec![10_000], &labels).unwrap()),
    ];
    let expected = safetensors::serialize(views, Some(metadata.into_iter().collect())).unwrap();
    assert!(std::fs::read(&path).unwrap() == expected, "the bytes differ");
}

#[test]
fn metadata_comes_back_and_the_bytes_repeat() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        let mut writer = Writer::create(&path, &[entry("x \"y\"", Dtype::F32, &[0, 3])], &metadata()).unwrap();
        writer.append("x \"y\"", &[]).unwrap();
        writer.finish().unwrap();
        std::fs::read(path).unwrap()
    };
    let (first, second) = (write("a"), write("b"));
    assert_eq!(first, second);
    let (_, header) = SafeTensors::read_metadata(&first).unwrap();
    let read: BTreeMap<String, String> = header.metadata().clone().unwrap().into_iter().collect();
    assert_eq!(read, metadata());
    assert_eq!(SafeTensors::deserialize(&first).unwrap().tensor("x \"y\"").unwrap().shape(), [0, 3]);
}

#[test]
fn no_file_appears_before_finish_and_none_is_left_by_a_dropped_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.safetensors");
    std::fs::write(&path, "old").unwrap();
    let mut writer = Writer::create(&path, &[entry("x", Dtype::F32, &[2])], &BTreeMap::new()).unwrap();
    writer.append("x", &[0; 4]).unwrap();
    assert_eq!(names(folder.path()).len(), 2);
    assert!(names(folder.path()).iter().any(|n| n.ends_with(".partial")));
    let text = writer.finish().unwrap_err().to_string();
    assert_eq!(text, format!("cannot write tensor x: expected 8 bytes, got 4: {}", path.display()));
    assert_eq!(names(folder.path()), ["a.safetensors"]);
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
}

#[test]
fn refuses_what_was_not_announced_too_much_and_two_of_one_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.safetensors");
    let create = |entries: &[Entry]| Writer::create(&path, entries, &BTreeMap::new());
    let mut writer = create(&[entry("x", Dtype::F32, &[2])]).unwrap();
    let text = writer.append("y", &[0; 4]).unwrap_err().to_string();
    assert!(text.starts_with("cannot write tensor y: it was not announced"), "{text}");
    let text = writer.append("x", &[0; 12]).unwrap_err().to_string();
    assert!(text.starts_with("cannot write tensor x: expected 8 bytes, got 12"), "{text}");
    let text = create(&[entry("x", Dtype::F32, &[2]), entry("x", Dtype::I64, &[2])]).unwrap_err().to_string();
    assert!(text.starts_with("cannot write tensor x: the name is taken"), "{text}");
    let text = create(&[entry("x", Dtype::F32, &[usize::MAX, 2])]).unwrap_err().to_string();
    assert!(text.starts_with("cannot write tensor x: [18446744073709551615, 2] of F32 is no"), "{text}");
    let text = Writer::create(&folder.path().join("none/a"), &[], &BTreeMap::new()).unwrap_err().to_string();
    assert!(text.starts_with("cannot write the file ("), "{text}");
}

#[cfg(unix)]
#[test]
fn the_file_can_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.safetensors");
    Writer::create(&path, &[], &BTreeMap::new()).unwrap().finish().unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
}
