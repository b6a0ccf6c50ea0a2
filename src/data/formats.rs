//! The registry of formats, and the choice among them.

use std::path::{Path, PathBuf};

use super::{DataError, Dataset, Labels, Reading, arrays, cifar, folder, idx, parquet, tiny_imagenet};

/// A format of data sets.
#[derive(Debug)]
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// What its files look like.
    pub looks_like: &'static str,
    /// Whether a place holds the split in this format.
    detect: fn(&Place) -> bool,
    /// Reads the split.
    load: fn(&Place) -> Result<Dataset, DataError>,
}

/// All formats; the first that fits is taken.
pub const FORMATS: &[Format] = &[
    Format {
        name: "idx",
        looks_like: "train-images-idx3-ubyte[.gz] with train-labels-idx1-ubyte[.gz], or t10k-… for test",
        detect: idx::detect,
        load: idx::load,
    },
    Format {
        name: "cifar",
        looks_like: "data_batch_{1..5}, test_batch (CIFAR-10) or train, test (CIFAR-100), binary (.bin) or pickled (no suffix)",
        detect: cifar::detect,
        load: cifar::load,
    },
    Format {
        name: "parquet",
        looks_like: "<split>-*.parquet with the columns image or img, and label",
        detect: parquet::detect,
        load: parquet::load,
    },
    Format {
        name: "arrays",
        looks_like: "<split>.safetensors with images (N, C, H, W) and labels (N)",
        detect: arrays::detect,
        load: arrays::load,
    },
    Format {
        name: "tiny-imagenet",
        looks_like: "wnids.txt, train/<wnid>/images/*.JPEG, val/images/*.JPEG with val/val_annotations.txt, which are the test",
        detect: tiny_imagenet::detect,
        load: tiny_imagenet::load,
    },
    Format {
        name: "folder",
        looks_like: "<split>/<class>/*.png|jpg|jpeg, or <class>/*",
        detect: folder::detect,
        load: folder::load,
    },
];

/// Where a split is looked for.
pub(super) struct Place {
    /// What was named.
    pub(super) path: PathBuf,
    /// `train`, `val` or `test`.
    pub(super) split: String,
    /// What is in the folder, sorted; the file itself where a file was named.
    pub(super) entries: Vec<PathBuf>,
    /// How it is to be read.
    pub(super) reading: Reading,
}

impl Place {
    fn new(path: &Path, split: &str, reading: Reading) -> Result<Self, DataError> {
        let unreadable =
            |e| DataError::new(format!("cannot read the data ({e}); name a folder or a file of data"), path);
        let mut entries = vec![path.to_path_buf()];
        if path.is_dir() {
            let listed = std::fs::read_dir(path).map_err(unreadable)?;
            entries = listed.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>().map_err(unreadable)?;
            entries.sort();
        } else {
            std::fs::metadata(path).map_err(unreadable)?;
        }
        Ok(Self { path: path.to_path_buf(), split: split.to_owned(), entries, reading })
    }

    /// Whether a file was named: then it is the split, whatever its name.
    pub(super) fn is_file(&self) -> bool {
        self.entries.len() == 1 && self.entries[0] == self.path
    }

    /// Names that data sets give this split.
    pub(super) fn split_names(&self) -> &'static [&'static str] {
        match self.split.as_str() {
            "train" => &["train", "training"],
            "val" => &["val", "validation", "valid", "dev"],
            _ => &["test"],
        }
    }

    /// Files that end in `extension` and belong to the split: `test.x`, `test-00000-of-00001.x`, `test_1.x`.
    pub(super) fn files_of_split(&self, extension: &str) -> Vec<PathBuf> {
        let is_ours = |path: &PathBuf| {
            let Some(stem) = name_of(path).strip_suffix(extension).map(str::to_owned) else { return false };
            self.is_file()
                || self.split_names().iter().any(|s| {
                    stem.strip_prefix(s).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_', '.']))
                })
        };
        self.entries.iter().filter(|path| path.is_file() && is_ours(path)).cloned().collect()
    }

    /// The name of the place: its folder, or its file's stem.
    pub(super) fn name(&self) -> String {
        let name = if self.is_file() { self.path.file_stem() } else { self.path.file_name() };
        name.unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Formats of images that are read as they are stored cannot be resized.
    pub(super) fn refuse_transform(&self) -> Result<(), DataError> {
        match self.reading.transform {
            None => Ok(()),
            Some(_) => Err(DataError::new("resize and crop need encoded images (a folder or Parquet)", &self.path)),
        }
    }

    /// Most sets have one kind of labels.
    pub(super) fn refuse_coarse(&self) -> Result<(), DataError> {
        match self.reading.labels {
            Labels::Fine => Ok(()),
            Labels::Coarse => Err(DataError::new(
                "these data have no coarse labels, as CIFAR-100 has; leave --labels out",
                &self.path,
            )),
        }
    }
}

/// The last part of a path.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads a split (`train`, `val`, `test`) of a folder or file, in whichever of [`FORMATS`] it is.
///
/// # Errors
/// Names the file and the row; where nothing fits, what was seen and what would do.
pub fn load(path: &Path, split: &str) -> Result<Dataset, DataError> {
    load_as(path, split, Reading::default())
}

/// As [`load`], where more is asked: each image resized and cropped, or coarse labels.
///
/// # Errors
/// As [`load`]; and a format whose images are not encoded, or that has no coarse labels.
pub fn load_as(path: &Path, split: &str, reading: Reading) -> Result<Dataset, DataError> {
    load_place(&Place::new(path, split, reading)?)
}

/// The splits that a folder or file has; `test` for a file of its own.
///
/// # Errors
/// When the folder cannot be listed.
pub fn splits(path: &Path) -> Result<Vec<&'static str>, DataError> {
    let mut found = Vec::new();
    for split in ["test", "train", "val"] {
        let place = Place::new(path, split, Reading::default())?;
        let is_there = FORMATS.iter().any(|format| (format.detect)(&place));
        if is_there && (split == "test" || !place.is_file()) {
            found.push(split);
        }
    }
    Ok(found)
}

fn load_place(place: &Place) -> Result<Dataset, DataError> {
    if let Some(format) = FORMATS.iter().find(|format| (format.detect)(place)) {
        return (format.load)(place);
    }
    let seen: Vec<String> = place.entries.iter().map(|e| name_of(e)).take(8).collect();
    let seen = if seen.is_empty() { "nothing".to_owned() } else { seen.join(", ") };
    let would_do: Vec<String> = FORMATS.iter().map(|f| format!("\n  {}: {}", f.name, f.looks_like)).collect();
    let what =
        format!("no {} split here; found {seen}; any of these would do:{}\nlooked in", place.split, would_do.concat());
    Err(DataError::new(what, &place.path))
}
