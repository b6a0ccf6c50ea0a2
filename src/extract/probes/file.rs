//! The probes file: what was measured on a network's weights, as f64 arrays by name, with words beside them.
//!
//! Written into the cache by each probe, and beside activations by `penult extract`; read by `analysis::probes`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use safetensors::tensor::{Dtype, SafeTensors};

use crate::checkpoint::{Entry, Writer};
use crate::extract::ExtractError;

/// What a file of probes ends with; of one beside activations, in place of their ending.
pub const ENDING: &str = ".probes.safetensors";

/// An array of f64.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// Its shape.
    pub shape: Vec<usize>,
    /// Row-major values.
    pub values: Vec<f64>,
}

impl Values {
    /// Its rows, each of the last dimension.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.shape.last().copied().unwrap_or(1).max(1))
    }
}

/// Arrays and words by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probes {
    /// Arrays.
    pub arrays: BTreeMap<String, Values>,
    /// Words: names of layers, classes, why something is missing.
    pub words: BTreeMap<String, String>,
}

impl Probes {
    /// Adds an array.
    #[must_use]
    pub fn with(mut self, name: &str, shape: &[usize], values: Vec<f64>) -> Self {
        self.arrays.insert(name.to_owned(), Values { shape: shape.to_vec(), values });
        self
    }

    /// Adds words.
    #[must_use]
    pub fn saying(mut self, name: &str, text: String) -> Self {
        self.words.insert(name.to_owned(), text);
        self
    }

    /// Adds what other probes found.
    pub fn merge(&mut self, other: Self) {
        self.arrays.extend(other.arrays);
        self.words.extend(other.words);
    }

    /// An array by name.
    pub fn get(&self, name: &str) -> Option<&Values> {
        self.arrays.get(name)
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), ExtractError> {
        let entry =
            |(name, a): (&String, &Values)| Entry { name: name.clone(), dtype: Dtype::F64, shape: a.shape.clone() };
        let entries: Vec<Entry> = self.arrays.iter().map(entry).collect();
        let mut writer = Writer::create(path, &entries, &self.words)?;
        for (name, array) in &self.arrays {
            let bytes: Vec<u8> = array.values.iter().flat_map(|v| v.to_le_bytes()).collect();
            writer.append(name, &bytes)?;
        }
        Ok(writer.finish()?)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read, or an array of another type.
    pub fn open(path: &Path) -> Result<Self, ExtractError> {
        let wrong = |what: String| ExtractError::Input { what, path: path.to_path_buf() };
        let bytes = std::fs::read(path).map_err(|e| wrong(format!("cannot read the probes ({e})")))?;
        let broken = |e| wrong(format!("not a whole file of probes ({e}); make it again with `penult extract`"));
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(broken)?;
        let file = SafeTensors::deserialize(&bytes).map_err(broken)?;
        let mut probes = Self::default();
        for (name, view) in file.tensors() {
            if view.dtype() != Dtype::F64 {
                return Err(wrong(format!("array {name}: expected F64, found {:?}", view.dtype())));
            }
            let value = |b: &[u8]| f64::from_le_bytes(std::array::from_fn(|i| b[i]));
            let values = view.data().chunks_exact(8).map(value).collect();
            probes.arrays.insert(name, Values { shape: view.shape().to_vec(), values });
        }
        probes.words = header.metadata().iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
        Ok(probes)
    }
}

/// The probes file beside an activations file.
pub fn beside(activations: &Path) -> Option<PathBuf> {
    let name = activations.file_name()?.to_str()?;
    Some(activations.with_file_name(format!("{}{ENDING}", name.strip_suffix(".activations.safetensors")?)))
}

/// What the folder holds under a key, or else what is made now and kept there.
pub(super) fn kept(
    folder: &Path,
    key: &str,
    make: impl FnOnce() -> Result<Probes, ExtractError>,
) -> Result<Probes, ExtractError> {
    let path = folder.join(format!("{key}{ENDING}"));
    // A file that cannot be read is made again.
    if path.is_file()
        && let Ok(found) = Probes::open(&path)
    {
        return Ok(found);
    }
    let made = make()?;
    std::fs::create_dir_all(folder).map_err(|e| ExtractError::Input {
        what: format!("cannot make the cache ({e}); give another with --cache DIR, or --no-cache"),
        path: folder.to_path_buf(),
    })?;
    made.write(&path)?;
    Ok(made)
}
