//! Statistics that are kept for the next run: one file a variant and split, one beside it of its margins, one a kind of pairs in
//! which it comes first, one for the diffusion of a split.
//!
//! Read and written by `run` and `pairs`, beside the activations. A name is a hash of all that the numbers depend on. A file
//! begins with the hash of its JSON: what was cut, changed or made by another penult is measured again.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::jackknife::GROUPS;
use super::{BINS, LEVEL, RESAMPLES, SEED};
use crate::checkpoint::write_atomic;
use crate::extract::Activations;
use crate::metrics::METRICS;

/// Version of the statistics and of what is kept of them: raise it when a number changes.
const STEP_VERSION: u32 = 5;

/// Where statistics are kept, if anywhere.
pub struct Cache<'a> {
    folder: Option<&'a Path>,
    note: &'a dyn Fn(&str),
    is_writable: Cell<bool>,
}

impl<'a> Cache<'a> {
    /// A folder, or none; `note` is told once if it cannot be written.
    pub fn new(folder: Option<&'a Path>, note: &'a dyn Fn(&str)) -> Self {
        Self { folder, note, is_writable: Cell::new(true) }
    }

    /// What is kept of this kind under this key; none where nothing is or it is not whole.
    pub fn read<T: DeserializeOwned>(&self, key: &str, kind: &str) -> Option<T> {
        let text = std::fs::read(self.path(key, kind)?).ok()?;
        let (hash, json) = text.split_at_checked(blake3::OUT_LEN)?;
        (blake3::hash(json).as_bytes() == hash).then(|| serde_json::from_slice(json).ok())?
    }

    /// Keeps a value. A folder that cannot be written costs the next run time, not this one its report.
    pub fn write<T: Serialize>(&self, key: &str, kind: &str, value: &T) {
        let (Some(folder), Some(path)) = (self.folder, self.path(key, kind)) else { return };
        if !self.is_writable.get() {
            return;
        }
        let written = serde_json::to_vec(value).map_err(std::io::Error::other).and_then(|json| {
            std::fs::create_dir_all(folder)?;
            write_atomic(&path, &[blake3::hash(&json).as_bytes(), json.as_slice()].concat())
        });
        if let Err(e) = written {
            self.is_writable.set(false);
            (self.note)(&format!("statistics are not kept for the next run ({e}): {}", folder.display()));
        }
    }

    fn path(&self, key: &str, kind: &str) -> Option<PathBuf> {
        Some(self.folder?.join(format!("{key}.{kind}.json")))
    }
}

/// The key of a variant's statistics on a split: its activations, the examples in their order, the settings, the code.
pub fn key(a: &Activations, split_hash: &str) -> String {
    let settings = format!("{SEED}/{RESAMPLES}/{LEVEL}/{BINS}/{GROUPS}");
    let names: Vec<&str> = METRICS.iter().map(|d| d.name).collect();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&STEP_VERSION.to_le_bytes());
    for part in [env!("CARGO_PKG_VERSION"), &settings, &names.join(","), split_hash, a.content()] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}
