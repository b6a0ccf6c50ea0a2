//! Activations that other programs write by NumPy, as an activations file: an archive (`.npz`, stored or deflated), or a
//! set of files (`features.npy`, `logits.npy`, `labels.npy`).
//!
//! The arrays have the names of `activations.rs`. They are copied into a safetensors file of the cache once, named by their
//! content, so that everything after reads one format, mapped.

use std::collections::BTreeMap;
use std::path::Path;

use super::ExtractError;
use super::activations::{self, Activations};
use crate::checkpoint::{self, Array, Arrays, CheckpointError, Entry, NumpySet, Writer};

/// Arrays that are read; others are passed over.
const NAMES: [&str; 6] = ["features", "logits", "labels", "ids", "head.weight", "head.bias"];

/// Other names that people give them.
const ALIASES: [(&str, &str); 6] = [
    ("feats", "features"),
    ("targets", "labels"),
    ("y", "labels"),
    ("head_weight", "head.weight"),
    ("head_bias", "head.bias"),
    ("outputs", "logits"),
];

/// Whether a path is named as an archive or array of NumPy.
pub fn is_numpy(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "npz" || e == "npy")
}

/// Opens the arrays of a file as activations; `folder` is that of the cache.
///
/// # Errors
/// Names the array that is broken or missing, and the file that was given.
pub fn open(path: &Path, folder: &Path) -> Result<Activations, ExtractError> {
    let input = |what: String| ExtractError::Input { what, path: path.to_path_buf() };
    let copy = folder.join(format!("{}.numpy.safetensors", content(path)?));
    // A copy that cannot be read is made again.
    let found = if copy.is_file() { activations::open(&copy).ok() } else { None };
    if let Some(found) = found {
        return Ok(found);
    }
    std::fs::create_dir_all(folder)
        .map_err(|e| input(format!("cannot make the cache ({e}); give another with --cache DIR, or --no-cache")))?;
    write(path, &copy)?;
    // What is wrong with the arrays is wrong with the file that was given.
    activations::open(&copy).map_err(|e| match e {
        ExtractError::Input { what, .. } => input(what),
        other => other,
    })
}

/// A hash of all that is read.
fn content(path: &Path) -> Result<String, ExtractError> {
    let Some(set) = NumpySet::of(path) else { return Ok(checkpoint::hash(path)?) };
    let mut hasher = blake3::Hasher::new();
    for name in names() {
        let file = set.path(name);
        if file.is_file() {
            hasher.update(format!("{name} {}\n", checkpoint::hash(&file)?).as_bytes());
        }
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Every name that an array may have.
fn names() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().chain(ALIASES.into_iter().map(|(given, _)| given))
}

/// Reads the array of a name, where there is one.
type Read<'a> = &'a dyn Fn(&str) -> Result<Option<Array>, CheckpointError>;

fn write(path: &Path, copy: &Path) -> Result<(), ExtractError> {
    let arrays = if let Some(set) = NumpySet::of(path) {
        named(&|name| {
            let file = set.path(name);
            if file.is_file() { Arrays::open(&file)?.read(name) } else { Ok(None) }
        })?
    } else {
        let file = Arrays::open(path)?;
        named(&|name| file.read(name))?
    };
    let entry = |(name, a): (&&str, &Array)| Entry { name: (*name).to_owned(), dtype: a.dtype, shape: a.shape.clone() };
    let mut writer = Writer::create(copy, &arrays.iter().map(entry).collect::<Vec<_>>(), &BTreeMap::new())?;
    for (name, array) in &arrays {
        writer.append(name, &array.bytes)?;
    }
    Ok(writer.finish()?)
}

/// The arrays by the names of the format.
fn named(read: Read<'_>) -> Result<BTreeMap<&'static str, Array>, ExtractError> {
    let mut arrays = BTreeMap::new();
    let own = NAMES.into_iter().map(|name| (name, name));
    for (given, name) in own.chain(ALIASES) {
        if !arrays.contains_key(name)
            && let Some(array) = read(given)?
        {
            arrays.insert(name, array);
        }
    }
    Ok(arrays)
}
