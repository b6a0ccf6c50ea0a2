//! Data sets as images, labels and ids. Knows no network.
//!
//! Images stay in their files until a batch asks for them, so that memory does not grow with their number.
//! Each format is one file with one line in [`FORMATS`]; read by `extract` and `lab`.

mod arrays;
pub mod augment;
mod cifar;
pub mod class_map;
mod encoded;
mod folder;
mod formats;
mod idx;
pub mod known;
mod normalise;
mod parquet;
mod raw;
mod reading;
mod source;
mod tables;
mod tiny_imagenet;
mod transform;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

pub use class_map::ClassMap;
pub use formats::{FORMATS, Format, load, load_as, splits};
pub use normalise::Normalise;
use rayon::prelude::*;
pub use reading::{Labels, Reading};
use source::{Images, Source};
pub use transform::Transform;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The folder or file is at fault.
    #[error("{what}: {path}")]
    File {
        /// What was expected, what was found, what to do.
        what: String,
        /// The file.
        path: PathBuf,
    },
}

impl DataError {
    fn new(what: impl Into<String>, path: &Path) -> Self {
        Self::File { what: what.into(), path: path.to_path_buf() }
    }
}

/// Images of one size with their labels.
#[derive(Debug)]
pub struct Dataset {
    /// Name of the set: a known one's, else the folder's.
    pub name: String,
    /// Class names (K), in label order.
    pub classes: Vec<String>,
    /// Channels, height, width.
    pub shape: [usize; 3],
    /// (N), each below K.
    pub labels: Vec<usize>,
    /// (N), each once; the row where the files have none.
    pub ids: Vec<i64>,
    /// BLAKE3 of images, labels and ids, hexadecimal.
    pub hash: String,
    /// What must be said of where they came from.
    pub note: Option<String>,
    path: PathBuf,
    source: Source,
}

/// What a format finds.
struct Parts {
    name: String,
    /// Empty: numbered.
    classes: Vec<String>,
    shape: [usize; 3],
    source: Source,
    labels: Vec<usize>,
    /// None: the row.
    ids: Option<Vec<i64>>,
    /// Where labels come from.
    path: PathBuf,
}

impl Dataset {
    /// Checks labels and ids, and hashes.
    fn new(parts: Parts) -> Result<Self, DataError> {
        let Parts { name, mut classes, shape, source, labels, ids, path } = parts;
        let wrong = |what: String| DataError::new(what, &path);
        if labels.is_empty() || shape.contains(&0) {
            return Err(wrong("it holds no images".to_owned()));
        }
        if classes.is_empty() {
            classes = numbered(&labels).map_err(wrong)?;
        }
        check_labels(&labels, &classes).map_err(wrong)?;
        if let Some(ids) = &ids {
            check_ids(ids).map_err(wrong)?;
        }
        let ids = ids.unwrap_or_else(|| (0..labels.len()).map(row_id).collect());
        let mut hasher = blake3::Hasher::new();
        hasher.update(source.hash(shape.iter().product())?.as_bytes());
        for n in shape.iter().chain(&labels) {
            hasher.update(&(*n as u64).to_le_bytes());
        }
        for id in &ids {
            hasher.update(&id.to_le_bytes());
        }
        let hash = hasher.finalize().to_hex().to_string();
        Ok(Self { name, classes, shape, labels, ids, hash, note: None, path, source })
    }

    /// The same data under the name that the user gives: a known set's names its classes.
    ///
    /// # Errors
    /// When the known set has another number of classes.
    pub fn named(mut self, name: &str) -> Result<Self, DataError> {
        let known = known::known(name).filter(|k| !k.classes.is_empty());
        // The set that was named, by its coarse labels.
        if known.is_some_and(|k| self.name == known::coarse_name(k.name)) {
            return Ok(self);
        }
        if let Some(known) = known {
            let (expected, found) = (known.classes.len(), self.classes.len());
            if expected != found {
                let what =
                    format!("{name} has {expected} classes, the data have {found}; mend [data] name in penult.toml");
                return Err(DataError::new(what, &self.path));
            }
            self.classes = known.classes.iter().map(|c| (*c).to_owned()).collect();
        }
        known::known(name).map_or(name, |k| k.name).clone_into(&mut self.name);
        Ok(self)
    }

    /// N.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are no examples.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The examples of `rows` as (B, C, H, W), `(x - mean) / std` with x in [0, 1]; decoded here, in parallel.
    ///
    /// # Errors
    /// Rows beyond N, a normalisation of another channel count, or an image that cannot be read: its file and row.
    pub fn batch(&self, rows: Range<usize>, normalise: &Normalise) -> Result<Vec<f32>, DataError> {
        let wrong = |what: String| DataError::new(what, &self.path);
        if rows.start > rows.end || rows.end > self.len() {
            return Err(wrong(format!("rows {rows:?} are outside the {} examples", self.len())));
        }
        let [channels, height, width] = self.shape;
        let normalise = normalise.for_channels(channels).map_err(wrong)?;
        let plane = height * width;
        let mut out = vec![0.0; rows.len() * channels * plane];
        match self.source.images(rows, channels * plane)? {
            Images::Bytes(bytes) => {
                // x/255 - mean over std takes 256 values a channel.
                let tables: Vec<[f32; 256]> =
                    (0..channels).map(|c| std::array::from_fn(|x| normalise.apply(x as f32 / 255.0, c))).collect();
                out.par_chunks_mut(plane).zip(bytes.par_chunks(plane)).enumerate().for_each(|(at, (out, bytes))| {
                    let table = &tables[at % channels];
                    out.iter_mut().zip(bytes).for_each(|(out, x)| *out = table[usize::from(*x)]);
                });
            }
            Images::Floats(values) => {
                out.par_chunks_mut(plane).zip(values.par_chunks(plane)).enumerate().for_each(|(at, (out, values))| {
                    out.iter_mut().zip(values).for_each(|(out, x)| *out = normalise.apply(*x, at % channels));
                });
            }
        }
        Ok(out)
    }
}

/// The id of a row.
fn row_id(row: usize) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}

/// Each comes once.
fn check_ids(ids: &[i64]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    match ids.iter().position(|id| !seen.insert(id)) {
        Some(row) => Err(format!("row {row}: id {} comes twice; examples are paired by id", ids[row])),
        None => Ok(()),
    }
}

/// Names for classes that have none, up to the largest label.
fn numbered(labels: &[usize]) -> Result<Vec<String>, String> {
    // Every class needs an example, so a label beyond N is wrong, and would ask for that many names.
    match labels.iter().position(|l| *l >= labels.len()) {
        Some(row) => Err(format!("row {row}: label {} is too large for {} examples", labels[row], labels.len())),
        None => Ok((0..=labels.iter().copied().max().unwrap_or(0)).map(|k| format!("class {k}")).collect()),
    }
}

/// Every label is a class and every class has an example.
fn check_labels(labels: &[usize], classes: &[String]) -> Result<(), String> {
    let mut counts = vec![0usize; classes.len()];
    for (row, label) in labels.iter().enumerate() {
        let count = counts.get_mut(*label);
        *count.ok_or_else(|| format!("row {row}: label {label} is outside 0..{}", classes.len()))? += 1;
    }
    match counts.iter().position(|n| *n == 0) {
        None => Ok(()),
        Some(k) => Err(format!(
            "class {k} ({}) has no example among {}; every one of the {} classes needs one",
            classes[k],
            labels.len(),
            classes.len()
        )),
    }
}
