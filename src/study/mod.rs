//! What a folder of checkpoints means: variants, roles, lineage and data, from `penult.toml` or found by itself.

pub mod manifest;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The folder or manifest is at fault.
    #[error("{what}: {path}")]
    Input {
        /// What is wrong and what to do.
        what: String,
        /// The folder or manifest.
        path: PathBuf,
    },
}

/// A folder of variants and their data.
#[derive(Clone, Debug)]
pub struct Study {
    /// The folder.
    pub root: PathBuf,
    /// Name of the data set, if given.
    pub data_name: Option<String>,
    /// Data by split.
    pub splits: BTreeMap<String, PathBuf>,
    /// Mean and standard deviation a channel, if given.
    pub normalise: Option<(Vec<f32>, Vec<f32>)>,
    /// Variants in manifest order.
    pub variants: Vec<Variant>,
}

/// One variant.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its id.
    pub id: String,
    /// Its checkpoint or activations file.
    pub path: PathBuf,
    /// `teacher`, `assistant`, `student` or `scratch`.
    pub role: String,
    /// Objective in words.
    pub objective: String,
    /// Smoothing mass of a label-smoothed variant, convention `over_k`.
    pub alpha: Option<f64>,
    /// Distillation in words.
    pub distillation: Option<String>,
    /// Teacher's id.
    pub teacher: Option<String>,
    /// What it is compared with.
    pub reference: Option<String>,
    /// Variants of one group differ by seed alone.
    pub group: String,
    /// Training seed.
    pub seed: Option<u64>,
    /// Where each fact came from.
    pub found_by: BTreeMap<String, String>,
}

/// Reads a folder: its manifest where there is one, else its `*.safetensors` files and their names.
///
/// # Errors
/// When nothing is there, the manifest is wrong, or two variants have one id.
pub fn open(root: &Path) -> Result<Study, StudyError> {
    let wrong = |what: &str| StudyError::Input { what: what.to_owned(), path: root.to_path_buf() };
    if !root.is_dir() {
        return Err(wrong("expected a folder of checkpoints, found none; give the path of one"));
    }
    let file = root.join("penult.toml");
    let mut study = if file.is_file() { manifest::read(&file)? } else { discover(root)? };
    let mut seen = BTreeSet::new();
    for v in &study.variants {
        if !seen.insert(v.id.clone()) {
            return Err(wrong(&format!(
                "two variants have the id {:?}; give each its own `id = \"…\"` in penult.toml",
                v.id
            )));
        }
    }
    for v in &study.variants {
        if let Some(missing) = [&v.teacher, &v.reference].into_iter().flatten().find(|t| !seen.contains(*t)) {
            return Err(wrong(&format!(
                "variant {:?} names {missing:?}, which is no variant here; known: {}",
                v.id,
                seen.iter().cloned().collect::<Vec<_>>().join(", ")
            )));
        }
    }
    set_references(&mut study.variants);
    Ok(study)
}

/// A teacher's default reference: the hard-label teacher, of the same seed where there is one.
fn set_references(variants: &mut [Variant]) {
    let hard: Vec<(String, Option<u64>)> =
        variants.iter().filter(|v| v.role == "teacher" && v.alpha.is_none()).map(|v| (v.id.clone(), v.seed)).collect();
    for v in variants.iter_mut().filter(|v| v.role == "teacher" && v.alpha.is_some() && v.reference.is_none()) {
        let found = hard.iter().find(|h| h.1 == v.seed).or_else(|| hard.first());
        v.reference = found.map(|h| h.0.clone());
        if v.reference.is_some() {
            v.found_by.insert("reference".to_owned(), "the hard-label teacher of the same seed".to_owned());
        }
    }
}

fn discover(root: &Path) -> Result<Study, StudyError> {
    let wrong = |what: String| StudyError::Input { what, path: root.to_path_buf() };
    let entries = std::fs::read_dir(root).map_err(|e| wrong(format!("cannot list the folder ({e})")))?;
    let mut names: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    names.sort();
    let mut variants = Vec::new();
    for path in &names {
        let nested = path.join("model.safetensors");
        let file = if nested.is_file() { nested } else { path.clone() };
        if file.extension().is_some_and(|e| e == "safetensors") {
            variants.push(from_name(path, &file));
        }
    }
    if variants.is_empty() {
        let seen: Vec<_> =
            names.iter().filter_map(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned()).take(10).collect();
        let seen = if seen.is_empty() { "nothing".to_owned() } else { seen.join(", ") };
        return Err(wrong(format!(
            "no checkpoints (*.safetensors, */model.safetensors) here; seen: {seen}. Put some here, or write penult.toml with\n  [[variant]]\n  id = \"teacher\"\n  path = \"model.safetensors\"\n  role = \"teacher\"\n"
        )));
    }
    Ok(Study { root: root.to_path_buf(), data_name: None, splits: BTreeMap::new(), normalise: None, variants })
}

fn from_name(path: &Path, file: &Path) -> Variant {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let id = name.trim_end_matches(".safetensors").trim_end_matches(".activations").to_owned();
    let role = ["teacher", "assistant", "student", "scratch"].into_iter().find(|r| id.contains(r)).unwrap_or("scratch");
    let (group, seed) = match id.rsplit_once("_seed") {
        Some((group, seed)) if seed.parse::<u64>().is_ok() => (group.to_owned(), seed.parse().ok()),
        _ => (id.clone(), None),
    };
    Variant {
        role: role.to_owned(),
        path: file.to_path_buf(),
        objective: "unknown".to_owned(),
        alpha: None,
        distillation: None,
        teacher: None,
        reference: None,
        group,
        seed,
        found_by: BTreeMap::from([
            ("role".to_owned(), "file name".to_owned()),
            ("seed".to_owned(), "file name".to_owned()),
        ]),
        id,
    }
}
