//! `penult.toml`: every line optional; the TOML error names the line. It only overrides what the files say themselves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::StudyError;
use super::facts::{Facts, Role};
use crate::checkpoint::Model;
use crate::data::Labels;

/// Name of the file.
pub const FILE: &str = "penult.toml";

/// What a manifest says.
#[derive(Default)]
pub struct Manifest {
    /// Whether every checkpoint of a run is a variant.
    pub trajectories: bool,
    /// The data.
    pub data: DataSection,
    /// Variants, in the order of the report.
    pub variant: Vec<VariantSection>,
}

/// As it is written: where each variant begins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    trajectories: bool,
    #[serde(default)]
    data: DataSection,
    #[serde(default)]
    variant: Vec<Spanned<VariantSection>>,
}

/// The data.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSection {
    /// A known set.
    pub name: Option<String>,
    /// The test split, where it is alone.
    pub path: Option<PathBuf>,
    /// The test split.
    pub test: Option<PathBuf>,
    /// The validation split.
    pub val: Option<PathBuf>,
    /// The train split.
    pub train: Option<PathBuf>,
    /// How pixels become inputs.
    pub normalize: Option<Normalize>,
    /// The file of the superclass of each class, relative to the manifest.
    pub superclasses: Option<PathBuf>,
    /// Which labels count, where there are two kinds.
    pub labels: Option<Labels>,
    /// The class map of all variants that have none of their own, relative to the manifest.
    pub class_map: Option<PathBuf>,
}

/// Constants, in words of the manifest.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Normalize {
    /// Means (C).
    pub mean: Vec<f32>,
    /// Standard deviations (C).
    pub std: Vec<f32>,
}

/// One variant: `id` or `path` says which.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariantSection {
    /// The line where it begins.
    #[serde(skip)]
    pub line: usize,
    /// Its id.
    pub id: Option<String>,
    /// Its checkpoint or activations file, relative to the manifest.
    pub path: Option<PathBuf>,
    /// Which model, of a file that holds a student and its teacher.
    pub model: Option<Model>,
    /// Leave it out.
    #[serde(default)]
    pub skip: bool,
    /// Its class map, relative to the manifest.
    pub class_map: Option<PathBuf>,
    role: Option<Role>,
    objective: Option<Objective>,
    reference: Option<String>,
    group: Option<String>,
    seed: Option<u64>,
    epoch: Option<u64>,
    teacher: Option<String>,
    distillation: Option<Distillation>,
    normalize: Option<Normalize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Objective {
    name: String,
    alpha: Option<f64>,
    convention: Option<Smoothing>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Smoothing {
    OverK,
    OffLabel,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Distillation {
    temperature: f64,
    convention: Option<Softened>,
    label_weight: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Softened {
    Both,
    Teacher,
}

/// Reads the manifest of a folder; an empty one where there is none.
///
/// # Errors
/// When it cannot be read or says something unknown; the text has the line.
pub fn read(root: &Path) -> Result<Manifest, StudyError> {
    let path = root.join(FILE);
    if !path.is_file() {
        return Ok(Manifest::default());
    }
    let wrong = |what: String| StudyError::Input { what, path: path.clone() };
    let text = std::fs::read_to_string(&path).map_err(|e| wrong(format!("cannot read the manifest ({e})")))?;
    let written: Written =
        toml::from_str(&text).map_err(|e| wrong(format!("the manifest says what penult does not know: {e}")))?;
    let data = written.data;
    check_constants(data.normalize.as_ref()).map_err(|e| wrong(format!("[data]: {e}")))?;
    let mut variant = Vec::new();
    for section in written.variant {
        let line = text[..section.span().start].matches('\n').count() + 1;
        let section = VariantSection { line, ..section.into_inner() };
        section.check().map_err(|e| wrong(format!("line {line}: {e}")))?;
        variant.push(section);
    }
    Ok(Manifest { trajectories: written.trajectories, data, variant })
}

/// As many deviations as means, all above 0.
fn check_constants(normalize: Option<&Normalize>) -> Result<(), String> {
    match normalize {
        Some(n) if n.mean.is_empty() || n.mean.len() != n.std.len() || n.std.iter().any(|s| *s <= 0.0) => Err(format!(
            "normalize has the means {:?} and the deviations {:?}; expected one of each a channel, deviations above 0",
            n.mean, n.std
        )),
        _ => Ok(()),
    }
}

impl DataSection {
    /// Paths of the splits, relative to `root`.
    pub fn splits(&self, root: &Path) -> BTreeMap<String, PathBuf> {
        let test = self.test.as_ref().or(self.path.as_ref());
        let named = [("test", test), ("val", self.val.as_ref()), ("train", self.train.as_ref())];
        named.into_iter().filter_map(|(name, path)| Some((name.to_owned(), root.join(path?)))).collect()
    }
}

impl VariantSection {
    /// What TOML cannot refuse by itself.
    fn check(&self) -> Result<(), String> {
        if self.id.is_none() && self.path.is_none() {
            let lines = "\n  [[variant]]\n  id = \"teacher\"\n  path = \"teacher.safetensors\"\n";
            return Err(format!("the variant has neither id nor path; write{lines}"));
        }
        if let Some(alpha) = self.objective.as_ref().and_then(|o| o.alpha).filter(|a| !(0.0..1.0).contains(a)) {
            return Err(format!("expected alpha in 0 ≤ alpha < 1, found {alpha}"));
        }
        if let Some(t) = self.distillation.as_ref().map(|d| d.temperature).filter(|t| !(*t > 0.0 && t.is_finite())) {
            return Err(format!("expected a temperature above 0, found {t}"));
        }
        check_constants(self.normalize.as_ref())
    }

    /// What it says of the variant.
    pub fn facts(&self) -> Facts {
        let objective = self.objective.as_ref();
        let distillation = self.distillation.as_ref();
        Facts {
            role: self.role.or_else(|| distillation.map(|_| Role::Student)),
            objective: objective.map(|o| o.name.clone()),
            alpha: objective.and_then(|o| o.alpha),
            convention: objective.and_then(|o| o.convention.as_ref()).map(|c| match c {
                Smoothing::OverK => "over_k".to_owned(),
                Smoothing::OffLabel => "off_label".to_owned(),
            }),
            temperature: distillation.map(|d| d.temperature),
            distillation_convention: distillation.and_then(|d| d.convention.as_ref()).map(|c| match c {
                Softened::Both => "both".to_owned(),
                Softened::Teacher => "teacher".to_owned(),
            }),
            label_weight: distillation.and_then(|d| d.label_weight),
            teacher: self.teacher.clone(),
            reference: self.reference.clone(),
            group: self.group.clone(),
            seed: self.seed,
            epoch: self.epoch,
            normalise: self.normalize.as_ref().map(|n| (n.mean.clone(), n.std.clone())),
            ..Facts::default()
        }
    }
}
