//! Data sets.

mod arrays; // safetensors
mod augment; // crops and flips as indices
mod cifar; // CIFAR's records and pickled batches
mod class_map; // the class of each output
mod encoded; // PNG and JPEG, decoded late
mod folder; // a folder a class
mod formats; // the registry and the choice
mod idx; // MNIST's files
mod known; // classes and normalisations
mod normalise; // what is subtracted and divided by
mod parquet; // as on the Hugging Face hub
mod raw; // numbers in files, read late
mod tiny_imagenet; // its lists and folders
mod transform; // resize and crop

pub mod pickled; // pickles as Python 2 wrote them

use std::path::{Path, PathBuf};

use image::{ImageFormat, RgbImage};
use penult::data::{self, Dataset, Normalise};

/// x in [0, 1] as it is.
fn plain() -> Normalise {
    Normalise { mean: vec![0.0], std: vec![1.0] }
}

/// Bytes as batches give them.
fn scaled(bytes: &[u8]) -> Vec<f32> {
    bytes.iter().map(|x| f32::from(*x) / 255.0).collect()
}

fn load(path: &Path, split: &str) -> Dataset {
    data::load(path, split).unwrap()
}

/// The error of a place without the path, and the path, which must be last.
fn error_of(path: &Path, split: &str) -> (String, PathBuf) {
    let text = data::load(path, split).unwrap_err().to_string();
    let (what, last) = text.rsplit_once(": ").unwrap();
    assert!(Path::new(last).starts_with(path), "the path comes last: {text}");
    (what.to_owned(), PathBuf::from(last))
}

/// An image of one colour.
fn colour(width: u32, height: u32, rgb: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel(width, height, image::Rgb(rgb))
}

/// An image as a PNG file in memory.
fn png(image: &RgbImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn a_batch_refuses_rows_beyond_the_last_and_other_channels() {
    let folder = tempfile::tempdir().unwrap();
    idx::write(folder.path(), "t10k", &[[1, 2, 3, 4], [5, 6, 7, 8]], &[0, 1]);
    let set = load(folder.path(), "test");
    let text = set.batch(1..3, &plain()).unwrap_err().to_string();
    assert!(text.starts_with("rows 1..3 are outside the 2 examples: "), "{text}");
    let three = Normalise { mean: vec![0.0; 3], std: vec![1.0; 3] };
    let text = set.batch(0..1, &three).unwrap_err().to_string();
    assert!(text.starts_with("the normalisation has 3 means and 3 deviations, the images have 1 channels: "), "{text}");
}

#[test]
fn the_hash_sees_pixels_labels_and_their_order() {
    let hash_of = |images: &[[u8; 4]], labels: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        idx::write(folder.path(), "t10k", images, labels);
        load(folder.path(), "test").hash
    };
    let base = hash_of(&[[1, 2, 3, 4], [5, 6, 7, 8]], &[0, 1]);
    assert_eq!(base, hash_of(&[[1, 2, 3, 4], [5, 6, 7, 8]], &[0, 1]));
    assert_ne!(base, hash_of(&[[1, 2, 3, 4], [5, 6, 7, 9]], &[0, 1]));
    assert_ne!(base, hash_of(&[[1, 2, 3, 4], [5, 6, 7, 8]], &[1, 0]));
    assert_ne!(base, hash_of(&[[5, 6, 7, 8], [1, 2, 3, 4]], &[0, 1]));
}

#[test]
fn a_class_without_an_example_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    idx::write(folder.path(), "t10k", &[[0; 4]; 3], &[0, 2, 0]);
    let (what, path) = error_of(folder.path(), "test");
    assert_eq!(what, "class 1 (class 1) has no example among 3; every one of the 3 classes needs one");
    assert!(path.ends_with("t10k-labels-idx1-ubyte"));
}
