//! Data sets as images, labels and ids: IDX and Hugging Face Parquet. Knows no network.

pub mod idx;
pub mod known;
pub mod parquet;

use std::path::{Path, PathBuf};

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

/// Images of one size with their labels.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Name of the set.
    pub name: String,
    /// Class names, in label order.
    pub classes: Vec<String>,
    /// Channels, height, width.
    pub shape: [usize; 3],
    /// (N, C, H, W).
    pub pixels: Vec<u8>,
    /// (N).
    pub labels: Vec<usize>,
    /// (N), the row in the file.
    pub ids: Vec<i64>,
    /// BLAKE3 of pixels and labels, hexadecimal.
    pub hash: String,
}

/// Mean and standard deviation a channel, of pixels in [0, 1].
#[derive(Clone, Debug)]
pub struct Normalise {
    /// Means (C).
    pub mean: Vec<f32>,
    /// Standard deviations (C).
    pub std: Vec<f32>,
}

impl Dataset {
    /// Checks the labels and hashes. `classes` may be empty: then they are numbered.
    fn new(
        name: &str,
        mut classes: Vec<String>,
        shape: [usize; 3],
        pixels: Vec<u8>,
        labels: Vec<usize>,
        path: &Path,
    ) -> Result<Self, DataError> {
        if labels.is_empty() {
            return Err(DataError::File { what: "it holds no examples".to_owned(), path: path.to_path_buf() });
        }
        if classes.is_empty() {
            classes = (0..=labels.iter().copied().max().unwrap_or(0)).map(|k| format!("class {k}")).collect();
        }
        if let Some(row) = labels.iter().position(|l| *l >= classes.len()) {
            return Err(DataError::File {
                what: format!("row {row}: label {} is outside 0..{}", labels[row], classes.len()),
                path: path.to_path_buf(),
            });
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(&pixels);
        labels.iter().for_each(|l| {
            hasher.update(&l.to_le_bytes());
        });
        let ids = (0..i64::try_from(labels.len()).unwrap_or(i64::MAX)).collect();
        Ok(Self {
            name: name.to_owned(),
            classes,
            shape,
            pixels,
            labels,
            ids,
            hash: hasher.finalize().to_hex().to_string(),
        })
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

    /// Examples `start..end` as (B, C, H, W), (x/255 - mean)/std.
    #[must_use]
    pub fn batch(&self, start: usize, end: usize, normalise: &Normalise) -> Vec<f32> {
        let plane = self.shape[1] * self.shape[2];
        let image = self.shape[0] * plane;
        let pixels = &self.pixels[start * image..end * image];
        let of = |(at, p): (usize, &u8)| {
            let channel = at / plane % self.shape[0];
            (f32::from(*p) / 255.0 - normalise.mean[channel]) / normalise.std[channel]
        };
        pixels.iter().enumerate().map(of).collect()
    }
}

/// Reads a split (`train`, `val`, `test`) of a folder of IDX files or Parquet, or of a Parquet file.
///
/// # Errors
/// Names the file and the row; for a folder of neither, what was seen.
pub fn load(path: &Path, split: &str) -> Result<Dataset, DataError> {
    let wrong = |what: String| DataError::File { what, path: path.to_path_buf() };
    if path.is_file() {
        return parquet::load(&[path.to_path_buf()], path);
    }
    let entries = std::fs::read_dir(path)
        .map_err(|e| wrong(format!("cannot read the data ({e}); give a folder or file with --data")))?;
    let mut names: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    names.sort();
    if let Some(pair) = idx::find(&names, split) {
        return idx::load(&pair, path);
    }
    let tables: Vec<PathBuf> =
        names.iter().filter(|n| n.extension().is_some_and(|e| e == "parquet")).cloned().collect();
    let of_split: Vec<PathBuf> = tables
        .iter()
        .filter(|n| n.file_name().is_some_and(|n| n.to_string_lossy().starts_with(split)))
        .cloned()
        .collect();
    if !of_split.is_empty() {
        return parquet::load(&of_split, path);
    }
    let seen: Vec<String> =
        names.iter().filter_map(|n| n.file_name()).map(|n| n.to_string_lossy().into_owned()).take(8).collect();
    Err(wrong(format!(
        "no {split} split here: expected IDX files (t10k-images-idx3-ubyte[.gz], …) or {split}-*.parquet, found {}",
        seen.join(", ")
    )))
}
