//! Sharded safetensors: `*.safetensors.index.json` maps each tensor to the file that holds it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::entries::Entries;
use super::storage::Stored;
use super::{CheckpointError, Contents, safetensors};

/// All shards as one checkpoint.
pub(super) fn open(path: &Path) -> Result<Contents, CheckpointError> {
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let mut whole = Contents::default();
    for (file, names) in &shards(path)? {
        let shard = safetensors::open(&path.with_file_name(file))?;
        merge(&mut whole, shard, names).map_err(|what| wrong(format!("shard {file}: {what}")))?;
    }
    Ok(whole)
}

/// The hash of the shards' hashes in the order of their names.
pub(super) fn hash(path: &Path) -> Result<String, CheckpointError> {
    let mut hasher = blake3::Hasher::new();
    for file in shards(path)?.keys() {
        hasher.update(super::hash(&path.with_file_name(file))?.as_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Files and the tensors that the index says they hold.
fn shards(path: &Path) -> Result<BTreeMap<String, BTreeSet<String>>, CheckpointError> {
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let text = std::fs::read(path).map_err(|e| wrong(format!("cannot read the index ({e})")))?;
    weight_map(&text).map_err(wrong)
}

fn weight_map(text: &[u8]) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    #[derive(serde::Deserialize)]
    struct Index {
        weight_map: Entries,
    }
    let index: Index = serde_json::from_slice(text)
        .map_err(|e| format!("expected an index of shards, {{\"weight_map\": {{tensor: file}}}} ({e})"))?;
    let mut shards: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (name, file) in index.weight_map.0 {
        if !seen.insert(name.clone()) {
            return Err(format!("the index has tensor {name} twice"));
        }
        match file {
            // A file beside the index and nowhere else.
            Value::String(file) if Path::new(&file).file_name().is_some_and(|f| f == file.as_str()) => {
                shards.entry(file).or_default().insert(name);
            }
            other => return Err(format!("the index puts tensor {name} into {other}; expected a file name")),
        }
    }
    Ok(shards)
}

/// Adds a shard, which must hold the tensors that the index says, and no others.
fn merge(whole: &mut Contents, shard: Contents, names: &BTreeSet<String>) -> Result<(), String> {
    let found: BTreeSet<String> = shard.tensors.keys().cloned().collect();
    if let Some(name) = names.difference(&found).next() {
        return Err(format!("tensor {name} is missing, though the index puts it there; copy the shards again"));
    }
    if let Some(name) = found.difference(names).next() {
        return Err(format!("tensor {name} is there, though the index puts it elsewhere or nowhere; export again"));
    }
    let map = whole.maps.len();
    whole.tensors.extend(shard.tensors.into_iter().map(|(name, stored)| (name, Stored { map, ..stored })));
    whole.maps.extend(shard.maps);
    whole.metadata.extend(shard.metadata);
    Ok(())
}
