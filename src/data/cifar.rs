//! CIFAR's binary files: a record is its label(s), then 3 x 32 x 32 bytes.
//!
//! Format: <https://www.cs.toronto.edu/~kriz/cifar.html>. CIFAR-100 has a coarse label before the fine one, which counts.

use std::path::{Path, PathBuf};

use super::formats::{Place, name_of};
use super::source::Source;
use super::{DataError, Dataset, Parts, known};

const SHAPE: [usize; 3] = [3, 32, 32];
const IMAGE: usize = 3 * 32 * 32;

/// Files of a split, and how many labels stand before an image.
fn files(place: &Place) -> Option<(Vec<PathBuf>, usize)> {
    let of = |is_ours: &dyn Fn(&str) -> bool| -> Vec<PathBuf> {
        place.entries.iter().filter(|path| path.is_file() && is_ours(&name_of(path))).cloned().collect()
    };
    let is_batch = |name: &str| name.starts_with("data_batch_") && name.strip_suffix(".bin").is_some();
    let ten = of(&|name| match place.split.as_str() {
        _ if place.is_file() => is_batch(name) || name == "test_batch.bin",
        "train" => is_batch(name),
        "test" => name == "test_batch.bin",
        _ => false,
    });
    let hundred = of(&|name| {
        (name == "train.bin" || name == "test.bin") && (place.is_file() || name == format!("{}.bin", place.split))
    });
    match (ten.is_empty(), hundred.is_empty()) {
        (false, _) => Some((ten, 1)),
        (true, false) => Some((hundred, 2)),
        (true, true) => None,
    }
}

/// Whether the files of a split are there.
pub(super) fn detect(place: &Place) -> bool {
    files(place).is_some()
}

/// Reads the files in the order of their names.
pub(super) fn load(place: &Place) -> Result<Dataset, DataError> {
    place.refuse_transform()?;
    let (files, label_count) = files(place).unwrap_or_default();
    let set = if label_count == 1 { "cifar10" } else { "cifar100" };
    let classes: Vec<String> =
        known::known(set).map(|k| k.classes.iter().map(|c| (*c).to_owned()).collect()).unwrap_or_default();
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for file in &files {
        let bytes = read(file, label_count + IMAGE)?;
        for (row, record) in bytes.chunks_exact(label_count + IMAGE).enumerate() {
            let label = usize::from(record[label_count - 1]);
            if label >= classes.len() {
                let what = format!("row {row}: label {label} is outside 0..{}", classes.len());
                return Err(DataError::new(what, file));
            }
            labels.push(label);
            pixels.extend_from_slice(&record[label_count..]);
        }
    }
    let (name, path) = (set.to_owned(), place.path.clone());
    Dataset::new(Parts { name, classes, shape: SHAPE, source: Source::Pixels(pixels), labels, ids: None, path })
}

fn read(path: &Path, record: usize) -> Result<Vec<u8>, DataError> {
    let bytes = std::fs::read(path).map_err(|e| DataError::new(format!("cannot read ({e})"), path))?;
    if bytes.len() % record == 0 {
        return Ok(bytes);
    }
    let what = format!("expected records of {record} bytes, found {} bytes; download it again", bytes.len());
    Err(DataError::new(what, path))
}
