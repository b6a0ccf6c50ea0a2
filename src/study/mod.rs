//! What a folder of checkpoints means: variants, roles, lineage and data. Runs no network.
//!
//! In this order: `penult.toml`, the file's own metadata, `config.json` beside it, names. Each fact says where it came from.

pub mod config;
pub mod discover;
pub mod facts;
pub mod lineage;
pub mod manifest;
pub mod metadata;
pub mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub use facts::{Distillation, Facts, Objective, Role};

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

/// Variants and their data.
#[derive(Clone, Debug, Default)]
pub struct Study {
    /// The folder that paths are told from.
    pub root: PathBuf,
    /// Name of the data set, if given.
    pub data_name: Option<String>,
    /// Data by split; none where the folder has a `data` folder that may hold any split.
    pub splits: BTreeMap<String, PathBuf>,
    /// Means and standard deviations of all variants, if given.
    pub normalise: Option<(Vec<f32>, Vec<f32>)>,
    /// Variants in the order of the manifest, then by name.
    pub variants: Vec<Variant>,
    /// What could not be found out, with the lines that would say it.
    pub questions: Vec<String>,
}

/// The files of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// Weights.
    Checkpoint(PathBuf),
    /// Activations by split.
    Activations(BTreeMap<String, PathBuf>),
}

impl Files {
    /// The file that stands for the variant.
    pub fn first(&self) -> Option<&Path> {
        match self {
            Self::Checkpoint(path) => Some(path),
            Self::Activations(of) => of.values().next().map(PathBuf::as_path),
        }
    }
}

/// One variant.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its id.
    pub id: String,
    /// Its files.
    pub files: Files,
    /// What it is.
    pub role: Role,
    /// Its objective, if known.
    pub objective: Option<Objective>,
    /// How it was distilled, if it was.
    pub distillation: Option<Distillation>,
    /// Teacher's id.
    pub teacher: Option<String>,
    /// Smoothing mass of its teacher, where a name says it.
    pub teacher_alpha: Option<f64>,
    /// What it is compared with.
    pub reference: Option<String>,
    /// Variants of one group differ by seed alone.
    pub group: String,
    /// Training seed.
    pub seed: Option<u64>,
    /// Means and standard deviations of its inputs, and where they came from.
    pub normalise: Option<(Vec<f32>, Vec<f32>, String)>,
    /// Whether the manifest names it.
    pub is_named: bool,
    /// Where each fact came from.
    pub found_by: BTreeMap<String, String>,
}

impl Variant {
    /// Its smoothing mass, where it was smoothed.
    pub fn alpha(&self) -> Option<f64> {
        self.objective.as_ref().and_then(|o| o.alpha).filter(|a| *a > 0.0)
    }

    fn stem(&self) -> String {
        self.files.first().map(discover::id).unwrap_or_default()
    }
}

/// Reads a folder.
///
/// # Errors
/// When nothing is there, the manifest is wrong, or two variants have one id.
pub fn open(root: &Path) -> Result<Study, StudyError> {
    let wrong = |what: String| StudyError::Input { what, path: root.to_path_buf() };
    if !root.is_dir() {
        return Err(wrong("expected a folder of checkpoints, found none; give the path of one".to_owned()));
    }
    let manifest = manifest::read(root)?;
    let mut splits = manifest.data.splits(root);
    let own = root.join("data");
    let skipped: Vec<PathBuf> = splits.values().cloned().chain([own.clone()]).collect();
    let mut found = discover::discover(root, &skipped)?;
    let mut variants = Vec::new();
    for section in &manifest.variant {
        let (id, files) = named(root, section, &mut found)?;
        if !section.skip {
            variants.push(variant(id, files, Some(section.facts())));
        }
    }
    variants.extend(found.into_iter().map(|f| variant(f.id, f.files, None)));
    if variants.is_empty() {
        return Err(wrong(nothing(root)));
    }
    if splits.is_empty() && own.is_dir() {
        splits.insert(String::new(), own);
    }
    let normalise = manifest.data.normalize.as_ref().map(|n| (n.mean.clone(), n.std.clone()));
    let study = Study {
        root: root.to_path_buf(),
        data_name: manifest.data.name,
        splits,
        normalise,
        variants,
        questions: Vec::new(),
    };
    finish(study)
}

/// Puts several files and folders side by side; data and constants are the first's that has them.
///
/// # Errors
/// When one of them cannot be read, or two variants have one id.
pub fn gather(paths: &[PathBuf]) -> Result<Study, StudyError> {
    let mut out = Study { root: PathBuf::from("."), ..Study::default() };
    for path in paths {
        if path.is_file() && discover::is_variant(path) {
            let split = discover::split(path);
            let files = split.map_or_else(
                || Files::Checkpoint(path.clone()),
                |s| Files::Activations(BTreeMap::from([(s, path.clone())])),
            );
            out.variants.push(variant(discover::id(path), files, None));
            continue;
        }
        let study = open(path)?;
        out.variants.extend(study.variants);
        if out.splits.is_empty() {
            out.splits = study.splits;
        }
        out.data_name = out.data_name.or(study.data_name);
        out.normalise = out.normalise.or(study.normalise);
    }
    finish(out)
}

/// The files that a section of the manifest means: one that was found, or a path of its own.
fn named(
    root: &Path,
    section: &manifest::VariantSection,
    found: &mut Vec<discover::Found>,
) -> Result<(String, Files), StudyError> {
    let path = section.path.as_ref().map(|p| root.join(p));
    let at = found.iter().position(|f| match &path {
        Some(path) => f.files.first() == Some(path.as_path()),
        None => section.id.as_ref() == Some(&f.id),
    });
    if let Some(at) = at {
        let f = found.remove(at);
        return Ok((section.id.clone().unwrap_or(f.id), f.files));
    }
    let wrong = |what: String| StudyError::Input { what, path: root.join(manifest::FILE) };
    let Some(path) = path else {
        let id = section.id.as_deref().unwrap_or_default();
        let known: Vec<&str> = found.iter().map(|f| f.id.as_str()).take(8).collect();
        return Err(wrong(format!(
            "variant {id:?} has no path, and no file here has that id (found {}); write path = \"…\"",
            known.join(", ")
        )));
    };
    if !path.exists() {
        return Err(wrong(format!(
            "variant {:?}: no file at {}; mend its path",
            section.id.as_deref().unwrap_or_default(),
            path.display()
        )));
    }
    let id = section.id.clone().unwrap_or_else(|| discover::id(&path));
    let files = discover::split(&path)
        .map_or_else(|| Files::Checkpoint(path.clone()), |s| Files::Activations(BTreeMap::from([(s, path.clone())])));
    Ok((id, files))
}

/// A variant from all that is said of it; lineage comes later.
fn variant(id: String, files: Files, manifest: Option<Facts>) -> Variant {
    let is_named = manifest.is_some();
    let mut facts = Facts::default();
    if let Some(said) = manifest {
        facts.fill(said, manifest::FILE);
    }
    if let Some(path) = files.first() {
        facts.fill(metadata::facts(&metadata_of(path)), "metadata of the file");
        // In a folder of many checkpoints a config is nobody's.
        if discover::has_generic_name(path) {
            facts.fill(config::facts(path), "config.json beside the file");
        }
    }
    let mut said = names::facts(&id);
    // A student's objective is not to be read off a name that tells of its teacher.
    if facts.objective.is_some() {
        said.alpha = None;
    }
    facts.fill(said, "its name");
    let distillation = facts.temperature.map(|temperature| Distillation {
        temperature,
        convention: facts.distillation_convention.clone().unwrap_or_else(|| "both".to_owned()),
        label_weight: facts.label_weight.unwrap_or(0.0),
    });
    let role = facts.role.unwrap_or(if distillation.is_some() { Role::Student } else { Role::Scratch });
    let alpha = facts.alpha.filter(|a| *a > 0.0);
    let objective = facts.objective.map(|name| Objective {
        name,
        alpha,
        convention: alpha.map(|_| facts.convention.clone().unwrap_or_else(|| "over_k".to_owned())),
    });
    let source = facts.found_by.get("preprocessing").cloned().unwrap_or_default();
    Variant {
        files,
        role,
        objective,
        distillation,
        teacher: facts.teacher,
        teacher_alpha: facts.teacher_alpha,
        reference: facts.reference,
        group: facts.group.unwrap_or_else(|| id.clone()),
        seed: facts.seed,
        normalise: facts.normalise.map(|(mean, std)| (mean, std, source)),
        is_named,
        found_by: facts.found_by,
        id,
    }
}

/// Lineage, and what must not be: two variants of one id, names of nobody.
fn finish(mut study: Study) -> Result<Study, StudyError> {
    let wrong = |what: String| StudyError::Input { what, path: study.root.clone() };
    let mut ids = BTreeSet::new();
    for v in &study.variants {
        if !ids.insert(v.id.clone()) {
            let file = v.files.first().map(|p| p.display().to_string()).unwrap_or_default();
            return Err(wrong(format!(
                "two variants have the id {:?} (one is {file}); give each its own `id = \"…\"` in penult.toml",
                v.id
            )));
        }
    }
    for v in &study.variants {
        let is_said = |fact: &str| v.found_by.get(fact).is_some_and(|s| s == manifest::FILE);
        let named = [("teacher", &v.teacher), ("reference", &v.reference)];
        for (fact, id) in named {
            if let Some(id) = id.as_ref().filter(|id| is_said(fact) && !ids.contains(*id)) {
                let known: Vec<&str> = ids.iter().map(String::as_str).collect();
                return Err(wrong(format!(
                    "variant {:?}: its {fact} {id:?} is no variant here; known are {}",
                    v.id,
                    known.join(", ")
                )));
            }
        }
    }
    for v in &mut study.variants {
        v.reference = v.reference.take().filter(|r| ids.contains(r));
    }
    study.questions = lineage::resolve(&mut study.variants);
    Ok(study)
}

fn nothing(root: &Path) -> String {
    let mut names: Vec<String> = std::fs::read_dir(root)
        .map(|list| list.filter_map(Result::ok).map(|e| e.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    names.sort();
    let seen =
        if names.is_empty() { "nothing".to_owned() } else { names.into_iter().take(10).collect::<Vec<_>>().join(", ") };
    format!(
        "no checkpoints here (*.safetensors, *.pth, */model.safetensors, *.activations.safetensors); seen: {seen}. Put some \
         here, or write penult.toml with\n  [[variant]]\n  id = \"teacher\"\n  path = \"model.safetensors\"\n  role = \"teacher\"\n"
    )
}

/// `__metadata__` of a safetensors file; empty where there is none or the file is another.
fn metadata_of(path: &Path) -> BTreeMap<String, String> {
    crate::checkpoint::metadata(path).unwrap_or_default()
}
