//! A recipe: what to train, from TOML.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::LabError;

/// A recipe.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The training data.
    pub data: DataSection,
    /// How everything is trained.
    pub train: TrainSection,
    /// What is trained; teachers come before their students.
    #[serde(rename = "run")]
    pub runs: Vec<Run>,
}

/// The training data.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSection {
    /// Known set: its normalisation is used.
    pub name: String,
    /// Folder of the training data.
    pub path: PathBuf,
    /// Lines put into the `[data]` section of the study's penult.toml.
    pub study_test: String,
    /// Train split of the study.
    pub study_train: String,
}

/// SGD with momentum and a cosine schedule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainSection {
    /// Passes over the data.
    pub epochs: usize,
    /// Examples a step.
    pub batch: usize,
    /// Peak learning rate.
    pub learning_rate: f64,
    /// Momentum (PyTorch convention).
    pub momentum: f64,
    /// L2 weight decay, added to the gradient.
    pub weight_decay: f64,
    /// Seeds; each run is trained once a seed.
    pub seeds: Vec<u64>,
}

/// One group of variants.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Id; the seed is appended.
    pub id: String,
    /// `teacher`, `student` or `scratch`.
    pub role: String,
    /// Hidden widths of the MLP.
    pub hidden: Vec<usize>,
    /// Objective, see `penult objectives`.
    pub objective: String,
    /// Smoothing mass.
    #[serde(default)]
    pub alpha: f64,
    /// Distillation temperature.
    #[serde(default)]
    pub temperature: f64,
    /// Id of the teacher's run; seed s learns from seed s.
    pub teacher: Option<String>,
    /// Passes over the data, if other than the recipe's.
    pub epochs: Option<usize>,
}

/// Reads a recipe.
///
/// # Errors
/// When the file cannot be read or says something unknown; the TOML error has the line.
pub fn load(path: &Path) -> Result<Recipe, LabError> {
    let wrong = |what: String| LabError::Recipe { what, path: path.to_path_buf() };
    let text = std::fs::read_to_string(path).map_err(|e| wrong(format!("cannot read the recipe ({e})")))?;
    let recipe: Recipe = toml::from_str(&text).map_err(|e| wrong(format!("{e}")))?;
    for (index, run) in recipe.runs.iter().enumerate() {
        let Some(objective) = super::objectives::OBJECTIVES.iter().find(|o| o.name == run.objective) else {
            let known: Vec<_> = super::objectives::OBJECTIVES.iter().map(|o| o.name).collect();
            return Err(wrong(format!(
                "run {:?}: objective {:?} is unknown; known: {}",
                run.id,
                run.objective,
                known.join(", ")
            )));
        };
        let teacher_is_before = run.teacher.as_ref().is_some_and(|t| recipe.runs[..index].iter().any(|r| &r.id == t));
        if objective.needs_teacher && !(teacher_is_before && run.temperature > 0.0) {
            return Err(wrong(format!(
                "run {:?}: objective {:?} needs `teacher = \"…\"` (a run above it) and `temperature = …` > 0",
                run.id, run.objective
            )));
        }
    }
    Ok(recipe)
}
