//! Finds checkpoints and activations in a folder by their names; opens none of the weights.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Files, StudyError};

/// What checkpoints end with, longest first.
const SUFFIXES: [&str; 7] = [".safetensors.index.json", ".safetensors", ".pth.tar", ".pth", ".pt", ".th", ".ckpt"];
const ACTIVATIONS: &str = ".activations.safetensors";
/// Names that say nothing: the folder's is taken.
const GENERIC: [&str; 9] =
    ["model", "best", "last", "latest", "checkpoint", "model_best", "pytorch_model", "best_model", "final"];
/// How deep folders are searched.
const DEPTH: usize = 4;

/// A variant's files and its id.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// Its files.
    pub files: Files,
}

/// All variants under `root`, in natural order of their ids; `skipped` are folders of data.
///
/// # Errors
/// When a folder cannot be listed.
pub fn discover(root: &Path, skipped: &[PathBuf]) -> Result<Vec<Found>, StudyError> {
    let mut paths = Vec::new();
    walk(root, skipped, DEPTH, &mut paths)?;
    let mut found: Vec<Found> = Vec::new();
    for path in paths {
        let id = id(&path);
        match split(&path) {
            None => found.push(Found { id, files: Files::Checkpoint(path) }),
            Some(split) => {
                let same = found
                    .iter_mut()
                    .find(|f| f.id == id && matches!(&f.files, Files::Activations(of) if !of.contains_key(&split)));
                match same.map(|f| &mut f.files) {
                    Some(Files::Activations(of)) => drop(of.insert(split, path)),
                    _ => found.push(Found { id, files: Files::Activations(BTreeMap::from([(split, path)])) }),
                }
            }
        }
    }
    tell_apart(root, &mut found);
    found.sort_by_cached_key(|f| natural(&f.id));
    Ok(found)
}

/// Whether a path looks like a checkpoint or an activations file.
pub fn is_variant(path: &Path) -> bool {
    let name = name(path);
    SUFFIXES.iter().any(|s| name.ends_with(s)) || name == "pytorch_model.bin"
}

fn walk(folder: &Path, skipped: &[PathBuf], depth: usize, out: &mut Vec<PathBuf>) -> Result<(), StudyError> {
    let list = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = list
        .map_err(|e| StudyError::Input { what: format!("cannot list the folder ({e})"), path: folder.to_path_buf() })?;
    let mut paths: Vec<PathBuf> = entries.iter().map(std::fs::DirEntry::path).collect();
    paths.sort();
    let is_sharded = paths.iter().any(|p| name(p).ends_with(".safetensors.index.json"));
    for path in paths {
        let name = name(&path);
        if name.starts_with('.') || skipped.contains(&path) {
            continue;
        }
        if path.is_dir() {
            if depth > 1 {
                walk(&path, skipped, depth - 1, out)?;
            }
        } else if is_variant(&path) && !(is_sharded && name.contains("-of-")) {
            out.push(path);
        }
    }
    Ok(())
}

fn name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A file's name without its suffix, and without the split of activations.
fn stem(path: &Path) -> String {
    let name = name(path);
    if let Some(stem) = name.strip_suffix(ACTIVATIONS) {
        return ["train", "val", "test"]
            .iter()
            .find_map(|s| stem.strip_suffix(&format!(".{s}")))
            .unwrap_or(stem)
            .to_owned();
    }
    SUFFIXES.iter().find_map(|s| name.strip_suffix(s)).unwrap_or(&name).to_owned()
}

/// Whether a file's name says nothing of the variant, so that its folder stands for it.
pub fn has_generic_name(path: &Path) -> bool {
    let stem = stem(path);
    GENERIC.contains(&stem.as_str()) || stem.starts_with("ckpt_epoch_") || stem.starts_with("epoch_")
}

/// The id that a file's name gives: its stem, or its folder where the stem is generic.
pub fn id(path: &Path) -> String {
    let folder = path.parent().map(name).filter(|f| !f.is_empty());
    folder.filter(|_| has_generic_name(path)).unwrap_or_else(|| stem(path))
}

/// The split of an activations file: its name's, else its metadata's, else test; none for a checkpoint.
pub fn split(path: &Path) -> Option<String> {
    let name = name(path);
    let stem = name.strip_suffix(ACTIVATIONS)?;
    let named = ["train", "val", "test"].into_iter().find(|s| stem.ends_with(&format!(".{s}")));
    let said =
        || super::metadata_of(path).get("split").filter(|s| ["train", "val", "test"].contains(&s.as_str())).cloned();
    Some(named.map(str::to_owned).or_else(said).unwrap_or_else(|| "test".to_owned()))
}

/// Ids that clash become paths from the root.
fn tell_apart(root: &Path, found: &mut [Found]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for f in found.iter() {
        *counts.entry(f.id.clone()).or_default() += 1;
    }
    for f in found.iter_mut().filter(|f| counts[&f.id] > 1) {
        let Some(path) = f.files.first() else { continue };
        let relative = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
        f.id = SUFFIXES.iter().find_map(|s| relative.strip_suffix(s)).map_or(relative.clone(), str::to_owned);
    }
}

/// `seed2` before `seed10`: digits compare as numbers.
pub fn natural(text: &str) -> Vec<(String, u64)> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest[word..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |d| word + d);
        out.push((rest[..word].to_owned(), rest[word..digits].parse().unwrap_or(0)));
        rest = &rest[digits..];
    }
    out
}
