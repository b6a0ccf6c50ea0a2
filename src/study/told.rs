//! What a run was told, by the keys of the programs of the field: RepDistiller's `opt`, timm's `args`, Lightning's
//! `hyper_parameters`, the compatibility study's `teacher-arch`; from configs and from what checkpoints keep of them.

use std::collections::BTreeMap;
use std::path::Path;

use super::discover;
use super::facts::{Facts, Role};

/// Names of the smoothing mass. RepDistiller's `alpha` is the weight of KD, so it is not among them.
const SMOOTHING: [&str; 5] = ["smoothing", "label_smoothing", "label_smoothing_factor", "ls_alpha", "ls"];
const SEED: [&str; 3] = ["seed", "manual_seed", "trial"];
const TEMPERATURE: [&str; 5] = ["kd_T", "kd_temperature", "temperature", "temp", "T"];
/// The teacher's file, else what names it.
const TEACHER_FILE: [&str; 5] = ["path_t", "teacher_path", "teacher_ckpt", "teacher_checkpoint", "teacher_weights"];
const TEACHER: [&str; 5] = ["model_t", "teacher_arch", "teacher-arch", "teacher_model", "teacher"];
const METHOD: [&str; 3] = ["distill", "kd_method", "distillation_method"];

/// Facts in keys and values as text.
pub fn facts(told: &BTreeMap<String, String>) -> Facts {
    let first = |keys: &[&str]| keys.iter().find_map(|k| told.get(*k)).map(|v| v.trim()).filter(|v| !is_nothing(v));
    let number = |keys: &[&str]| first(keys).and_then(|v| v.parse::<f64>().ok());
    let file = first(&TEACHER_FILE).map(|path| discover::id(Path::new(path)));
    let teacher = file.or_else(|| first(&TEACHER).map(str::to_owned));
    let method = first(&METHOD).filter(|_| teacher.is_some()).map(str::to_owned);
    let is_taught = teacher.is_some();
    let alpha = number(&SMOOTHING).filter(|a| !is_taught && (0.0..1.0).contains(a));
    let smoothing = alpha.map(|a| if a > 0.0 { "label_smoothing" } else { "cross_entropy" }.to_owned());
    // RepDistiller: gamma weighs the labels, alpha the teacher's probabilities, which other methods leave out.
    let (labels, probabilities) = (number(&["gamma"]), number(&["alpha"]));
    let is_kd = method.as_deref().is_none_or(|m| m == "kd");
    let is_softened = is_taught && (is_kd || probabilities.is_some_and(|a| a > 0.0));
    Facts {
        role: is_taught.then_some(Role::Student),
        objective: method.or(smoothing),
        alpha: alpha.filter(|a| *a > 0.0),
        temperature: number(&TEMPERATURE).filter(|t| *t > 0.0 && is_softened),
        label_weight: label_weight(labels, probabilities).filter(|_| is_softened),
        teacher,
        teacher_alpha: number(&["teacher_alpha", "teacher_smoothing"]).filter(|a| is_taught && (0.0..1.0).contains(a)),
        seed: first(&SEED).and_then(|v| v.parse().ok()),
        ..Facts::default()
    }
}

fn is_nothing(value: &str) -> bool {
    value.is_empty() || ["none", "null", "~"].contains(&value.to_ascii_lowercase().as_str())
}

/// The share of the label term in `gamma · CE + alpha · KD`.
pub(super) fn label_weight(gamma: Option<f64>, alpha: Option<f64>) -> Option<f64> {
    let (gamma, alpha) = (gamma?, alpha?);
    let share = gamma / (gamma + alpha);
    (gamma >= 0.0 && alpha > 0.0).then_some((share * 1e6).round() / 1e6)
}
