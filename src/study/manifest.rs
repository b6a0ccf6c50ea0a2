//! `penult.toml`: every line optional, the TOML error names the line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Study, StudyError, Variant};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Manifest {
    #[serde(default)]
    data: DataSection,
    #[serde(default)]
    variant: Vec<VariantSection>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct DataSection {
    name: Option<String>,
    path: Option<PathBuf>,
    test: Option<PathBuf>,
    val: Option<PathBuf>,
    train: Option<PathBuf>,
    normalize: Option<Normalize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Normalize {
    mean: Vec<f32>,
    std: Vec<f32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VariantSection {
    id: Option<String>,
    path: PathBuf,
    role: Option<String>,
    objective: Option<Objective>,
    reference: Option<String>,
    group: Option<String>,
    seed: Option<u64>,
    teacher: Option<String>,
    distillation: Option<Distillation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Objective {
    name: String,
    alpha: Option<f64>,
    convention: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Distillation {
    temperature: f64,
    convention: Option<String>,
    label_weight: Option<f64>,
}

/// Reads a manifest; paths are relative to it.
pub(super) fn read(file: &Path) -> Result<Study, StudyError> {
    let wrong = |what: String| StudyError::Input { what, path: file.to_path_buf() };
    let text = std::fs::read_to_string(file).map_err(|e| wrong(format!("cannot read ({e})")))?;
    let manifest: Manifest = toml::from_str(&text).map_err(|e| wrong(e.to_string()))?;
    let root = file.parent().unwrap_or_else(|| Path::new(".")).to_path_buf();
    if manifest.variant.is_empty() {
        return Err(wrong(
            "it names no variant; write\n  [[variant]]\n  id = \"teacher\"\n  path = \"teacher.safetensors\"\n"
                .to_owned(),
        ));
    }
    let data = manifest.data;
    let mut splits = BTreeMap::new();
    for (name, path) in [("test", data.test.or(data.path)), ("val", data.val), ("train", data.train)] {
        if let Some(path) = path {
            splits.insert(name.to_owned(), root.join(path));
        }
    }
    let variants =
        manifest.variant.into_iter().map(|v| variant(&root, v)).collect::<Result<Vec<_>, String>>().map_err(wrong)?;
    Ok(Study { root, data_name: data.name, splits, normalise: data.normalize.map(|n| (n.mean, n.std)), variants })
}

fn variant(root: &Path, v: VariantSection) -> Result<Variant, String> {
    let stem = v.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let id = v.id.unwrap_or_else(|| stem.trim_end_matches(".activations").to_owned());
    let role = v.role.unwrap_or_else(|| if v.distillation.is_some() { "student" } else { "scratch" }.to_owned());
    if !["teacher", "assistant", "student", "scratch"].contains(&role.as_str()) {
        return Err(format!("variant {id:?}: role {role:?} is unknown; write teacher, assistant, student or scratch"));
    }
    let convention = v.objective.as_ref().and_then(|o| o.convention.clone());
    let alpha = v.objective.as_ref().and_then(|o| o.alpha).filter(|a| *a > 0.0);
    let objective = match (&v.objective, alpha) {
        (None, _) => "unknown".to_owned(),
        (Some(o), None) => o.name.clone(),
        (Some(o), Some(alpha)) => format!("{}(α={alpha}, {})", o.name, convention.as_deref().unwrap_or("over_k")),
    };
    let distillation = v.distillation.map(|d| {
        format!(
            "T={}, {}, label_weight={}",
            d.temperature,
            d.convention.as_deref().unwrap_or("both"),
            d.label_weight.unwrap_or(0.0)
        )
    });
    Ok(Variant {
        path: root.join(v.path),
        group: v.group.unwrap_or_else(|| id.clone()),
        role,
        objective,
        alpha,
        distillation,
        teacher: v.teacher,
        reference: v.reference,
        seed: v.seed,
        found_by: BTreeMap::from([("all".to_owned(), "penult.toml".to_owned())]),
        id,
    })
}
