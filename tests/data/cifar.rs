//! CIFAR's binary files, written by hand.

use std::path::Path;

use super::{error_of, load, plain, scaled};

const IMAGE: usize = 3072;

/// Records of these labels; image `i` is filled with its channel plus 10 i.
fn write(path: &Path, records: &[&[u8]]) {
    let mut bytes = Vec::new();
    for (i, labels) in records.iter().enumerate() {
        bytes.extend_from_slice(labels);
        for channel in 0..3u8 {
            bytes.extend([channel + 10 * u8::try_from(i).unwrap(); IMAGE / 3]);
        }
    }
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn reads_the_batches_of_cifar10_in_order() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("data_batch_2.bin"), &[&[8], &[9]]);
    write(
        &folder.path().join("data_batch_1.bin"),
        &(0..8).map(|_| [0u8]).collect::<Vec<_>>().iter().map(|l| &l[..]).collect::<Vec<_>>(),
    );
    let first: Vec<[u8; 1]> = (0..8).map(|l| [l]).collect();
    write(&folder.path().join("data_batch_1.bin"), &first.iter().map(|l| &l[..]).collect::<Vec<_>>());
    let set = load(folder.path(), "train");
    assert_eq!((set.name.as_str(), set.shape, set.classes[9].as_str()), ("cifar10", [3, 32, 32], "truck"));
    assert_eq!(set.labels, (0..10).collect::<Vec<_>>());
    let batch = set.batch(9..10, &plain()).unwrap();
    assert_eq!([batch[0], batch[1024], batch[2048]].as_slice(), scaled(&[10, 11, 12]));
    assert!(
        error_of(folder.path(), "test").0.starts_with("no test split here; found data_batch_1.bin, data_batch_2.bin")
    );
}

#[test]
fn the_fine_label_of_cifar100_counts() {
    let folder = tempfile::tempdir().unwrap();
    let records: Vec<[u8; 2]> = (0..100).map(|fine| [19, fine]).collect();
    write(&folder.path().join("test.bin"), &records[..25].iter().map(|l| &l[..]).collect::<Vec<_>>());
    let (what, _) = error_of(folder.path(), "test");
    assert_eq!(what, "class 25 (couch) has no example among 25; every one of the 100 classes needs one");
    let mut bytes = Vec::new();
    for record in &records {
        bytes.extend(record);
        bytes.extend([0; IMAGE]);
    }
    std::fs::write(folder.path().join("test.bin"), bytes).unwrap();
    let set = load(&folder.path().join("test.bin"), "test");
    assert_eq!((set.name.as_str(), set.len(), set.classes[99].as_str()), ("cifar100", 100, "worm"));
    assert_eq!(set.labels, (0..100).collect::<Vec<_>>());
}

#[test]
fn names_the_file_and_the_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test_batch.bin");
    write(&path, &[&[0], &[10]]);
    assert_eq!(error_of(folder.path(), "test"), ("row 1: label 10 is outside 0..10".into(), path.clone()));
    std::fs::write(&path, vec![0; 3074]).unwrap();
    let what = "expected records of 3073 bytes, found 3074 bytes; download it again";
    assert_eq!(error_of(folder.path(), "test"), (what.into(), path));
}
