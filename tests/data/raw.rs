//! Images that stay in their files until a batch asks for them.

use std::collections::BTreeMap;

use penult::checkpoint::{Dtype, Entry, Writer};

use super::{idx, load, plain, scaled};

#[test]
fn the_hash_is_of_the_images_whatever_holds_them() {
    let (bytes, arrays) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    idx::write(bytes.path(), "t10k", &[[1, 2, 3, 4], [5, 6, 7, 8]], &[0, 1]);
    let entry = |name: &str, dtype, shape: &[usize]| Entry { name: name.to_owned(), dtype, shape: shape.to_vec() };
    let entries = [entry("images", Dtype::U8, &[2, 1, 2, 2]), entry("labels", Dtype::U8, &[2])];
    let path = arrays.path().join("test.safetensors");
    let mut writer = Writer::create(&path, &entries, &BTreeMap::new()).unwrap();
    writer.append("images", &[1, 2, 3, 4, 5, 6, 7, 8]).unwrap();
    writer.append("labels", &[0, 1]).unwrap();
    writer.finish().unwrap();
    let (a, b) = (load(bytes.path(), "test"), load(arrays.path(), "test"));
    assert_eq!(a.hash, b.hash);
    assert_eq!(a.batch(0..2, &plain()).unwrap(), b.batch(0..2, &plain()).unwrap());
}

#[test]
fn a_batch_may_span_files() {
    let folder = tempfile::tempdir().unwrap();
    for (file, first) in [(1, 0u8), (2, 4)] {
        let records: Vec<u8> = (first..first + 6).flat_map(|i| [vec![i], vec![10 * i; 3072]].concat()).collect();
        std::fs::write(folder.path().join(format!("data_batch_{file}.bin")), records).unwrap();
    }
    let set = load(folder.path(), "train");
    assert_eq!(set.labels, [0, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9]);
    let batch = set.batch(4..9, &plain()).unwrap();
    let firsts: Vec<f32> = batch.chunks(3072).map(|image| image[0]).collect();
    assert_eq!(firsts, scaled(&[40, 50, 40, 50, 60]));
    assert!(batch.chunks(3072).all(|image| image.iter().all(|x| *x == image[0])), "no label among the pixels");
}

#[test]
fn a_file_that_became_shorter_is_named() {
    let folder = tempfile::tempdir().unwrap();
    idx::write(folder.path(), "t10k", &[[1; 4], [2; 4]], &[0, 1]);
    let set = load(folder.path(), "test");
    let images = folder.path().join("t10k-images-idx3-ubyte");
    std::fs::OpenOptions::new().write(true).open(&images).unwrap().set_len(20).unwrap();
    assert_eq!(set.batch(0..1, &plain()).unwrap(), scaled(&[1; 4]), "what is there is read");
    let text = set.batch(0..2, &plain()).unwrap_err().to_string();
    assert_eq!(text, format!("rows 0..2: cannot read the images (the file became shorter): {}", images.display()));
}
