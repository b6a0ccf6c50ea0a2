//! A recipe: what to train, from TOML. `train` reads it; wrong recipes are refused with their line.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::LabError;
use super::augment::Augment;
use super::objectives::{Convention, OBJECTIVES, Objective, Settings};
use super::schedule::Schedule;
use crate::network::spec::Spec;

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
    /// How many of the training images are used, the first ones; all where it is not said.
    pub train_examples: Option<usize>,
    /// Test split of the study, relative to its penult.toml.
    pub study_test: String,
    /// Train split of the study.
    pub study_train: String,
}

/// SGD and its schedule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainSection {
    /// Passes over the data.
    pub epochs: usize,
    /// Examples a step; the last step of an epoch takes what is left.
    pub batch: usize,
    /// Learning rate at the start.
    pub learning_rate: f64,
    /// Momentum (PyTorch's convention).
    #[serde(default)]
    pub momentum: f64,
    /// Nesterov's momentum.
    #[serde(default)]
    pub nesterov: bool,
    /// L2 weight decay, added to the gradient of every parameter.
    #[serde(default)]
    pub weight_decay: f64,
    /// How the learning rate falls.
    #[serde(default)]
    pub schedule: Schedule,
    /// Random crops and flips.
    pub augment: Option<Augment>,
    /// How finished weights are stored.
    #[serde(default)]
    pub dtype: Stored,
    /// Seeds; each run is trained once a seed.
    pub seeds: Vec<u64>,
}

/// How finished weights are stored.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Stored {
    /// 32 bits.
    #[default]
    F32,
    /// 16 bits.
    F16,
}

/// One group of variants, which differ by seed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Id; the seed is appended. Its place in the file is that of complaints about the run.
    pub id: Spanned<String>,
    /// `teacher`, `assistant`, `student` or `scratch`.
    pub role: String,
    /// The architecture.
    pub network: Spec,
    /// Objective, see `penult objectives`.
    pub objective: String,
    /// Smoothing mass.
    #[serde(default)]
    pub alpha: f64,
    /// Distillation temperature.
    #[serde(default)]
    pub temperature: f64,
    /// Which side the temperature is on.
    #[serde(default)]
    pub convention: Convention,
    /// Share of the label's cross-entropy in a distillation.
    #[serde(default)]
    pub label_weight: f64,
    /// Id of the teacher's run; seed s learns from seed s.
    pub teacher: Option<String>,
    /// Passes over the data, if other than the recipe's.
    pub epochs: Option<usize>,
    /// Learning rate at the start, if other than the recipe's.
    pub learning_rate: Option<f64>,
}

impl Run {
    /// Its id without the seed: the group of its variants.
    pub fn group(&self) -> &str {
        self.id.get_ref()
    }

    /// The id of its variant of a seed.
    pub fn variant(&self, seed: u64) -> String {
        variant(self.group(), seed)
    }

    /// Its number of epochs.
    pub(super) fn epochs(&self, train: &TrainSection) -> usize {
        self.epochs.unwrap_or(train.epochs)
    }

    /// Its learning rate at the start.
    pub(super) fn learning_rate(&self, train: &TrainSection) -> f64 {
        self.learning_rate.unwrap_or(train.learning_rate)
    }

    /// Its objective, which `load` has looked up once already.
    pub(super) fn objective(&self) -> Option<&'static Objective> {
        OBJECTIVES.iter().find(|o| o.name == self.objective)
    }

    /// The numbers of its objective.
    pub(super) fn settings(&self) -> Settings {
        Settings {
            alpha: self.alpha,
            temperature: self.temperature,
            convention: self.convention,
            label_weight: self.label_weight,
        }
    }
}

pub(super) fn variant(group: &str, seed: u64) -> String {
    format!("{group}_seed{seed}")
}

/// Reads a recipe.
///
/// # Errors
/// When the file cannot be read or says something wrong; names the line.
pub fn load(path: &Path) -> Result<Recipe, LabError> {
    let wrong = |what: String| LabError::Recipe { what, path: path.to_path_buf() };
    let text = std::fs::read_to_string(path).map_err(|e| wrong(format!("cannot read the recipe ({e})")))?;
    let recipe: Recipe = toml::from_str(&text).map_err(|e| wrong(e.to_string()))?;
    check_training(&recipe.train).map_err(|what| wrong(format!("[train]: {what}")))?;
    for (at, run) in recipe.runs.iter().enumerate() {
        check_run(run, &recipe.runs[..at]).map_err(|what| {
            let line = text[..run.id.span().start].matches('\n').count() + 1;
            wrong(format!("line {line}, run {:?}: {what}", run.group()))
        })?;
    }
    Ok(recipe)
}

fn check_training(train: &TrainSection) -> Result<(), String> {
    if train.batch == 0 || train.epochs == 0 {
        return Err("batch and epochs must be above 0".to_owned());
    }
    check_rate(train.learning_rate)?;
    if !(0.0..1.0).contains(&train.momentum) || train.weight_decay < 0.0 {
        return Err("momentum must be in [0, 1), weight_decay not negative".to_owned());
    }
    let mut seeds = train.seeds.clone();
    seeds.sort_unstable();
    seeds.dedup();
    if seeds.is_empty() || seeds.len() != train.seeds.len() {
        return Err(format!("seeds must be a list of different numbers, found {:?}", train.seeds));
    }
    Ok(())
}

fn check_rate(rate: f64) -> Result<(), String> {
    let is_usable = rate > 0.0 && rate.is_finite();
    if is_usable { Ok(()) } else { Err(format!("learning_rate must be above 0, found {rate}")) }
}

fn check_run(run: &Run, before: &[Run]) -> Result<(), String> {
    if before.iter().any(|r| r.group() == run.group()) {
        return Err("another run has this id; give each its own".to_owned());
    }
    if !["teacher", "assistant", "student", "scratch"].contains(&run.role.as_str()) {
        return Err(format!("role {:?} is unknown; write teacher, assistant, student or scratch", run.role));
    }
    let Some(objective) = run.objective() else {
        let known: Vec<_> = OBJECTIVES.iter().map(|o| o.name).collect();
        return Err(format!("objective {:?} is unknown; known: {}", run.objective, known.join(", ")));
    };
    if !(0.0..1.0).contains(&run.alpha) || !(0.0..1.0).contains(&run.label_weight) || run.epochs == Some(0) {
        return Err("alpha and label_weight must be in [0, 1), epochs above 0".to_owned());
    }
    run.learning_rate.map_or(Ok(()), check_rate)?;
    let teacher_is_above = run.teacher.as_ref().is_some_and(|t| before.iter().any(|r| r.group() == t));
    if objective.needs_teacher && !(teacher_is_above && run.temperature > 0.0) {
        return Err(format!(
            "objective {:?} needs `teacher = \"…\"` (a run above it) and `temperature` above 0",
            run.objective
        ));
    }
    if !objective.needs_teacher && run.teacher.is_some() {
        return Err(format!(
            "objective {:?} takes no teacher; write `objective = \"kd\"` or leave it out",
            run.objective
        ));
    }
    Ok(())
}
