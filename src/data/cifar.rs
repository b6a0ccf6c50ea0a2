//! CIFAR's binary files: a record is its label(s), then 3 x 32 x 32 bytes.
//!
//! Format: <https://www.cs.toronto.edu/~kriz/cifar.html>. CIFAR-100 has a coarse label before the fine one, which counts.

use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

use super::formats::{Place, name_of};
use super::raw::{Element, Layout, Part, Raw};
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
    let (mut parts, mut labels) = (Vec::new(), Vec::new());
    for path in &files {
        let of_file = File { path, label_count, class_count: classes.len() };
        let (part, found) = of_file.read()?;
        parts.push(part);
        labels.extend(found);
    }
    let (name, path, source) = (set.to_owned(), place.path.clone(), Source::Raw(Raw { parts, element: Element::U8 }));
    Dataset::new(Parts { name, classes, shape: SHAPE, source, labels, ids: None, path })
}

/// A file and what its records are.
struct File<'a> {
    path: &'a Path,
    label_count: usize,
    class_count: usize,
}

impl File<'_> {
    /// Where its images lie, and their labels.
    fn read(&self) -> Result<(Part, Vec<usize>), DataError> {
        let wrong = |what: String| DataError::new(what, self.path);
        let unreadable = |e: std::io::Error| wrong(format!("cannot read ({e})"));
        let file = std::fs::File::open(self.path).map_err(unreadable)?;
        let length = usize::try_from(file.metadata().map_err(unreadable)?.len()).unwrap_or(usize::MAX);
        let stride = self.label_count + IMAGE;
        if !length.is_multiple_of(stride) {
            return Err(wrong(format!("expected records of {stride} bytes, found {length} bytes; download it again")));
        }
        let mut reader = BufReader::with_capacity(1 << 20, &file);
        let (mut record, mut labels) = (vec![0; stride], Vec::new());
        for row in 0..length / stride {
            reader.read_exact(&mut record).map_err(unreadable)?;
            let label = usize::from(record[self.label_count - 1]);
            if label >= self.class_count {
                return Err(wrong(format!("row {row}: label {label} is outside 0..{}", self.class_count)));
            }
            labels.push(label);
        }
        let layout = Layout { start: self.label_count as u64, stride, rows: labels.len() };
        Ok((Part::new(self.path, file, layout), labels))
    }
}
