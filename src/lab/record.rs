//! What the lab writes about what it trained: a file's metadata, and the study's `penult.toml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::LabError;
use super::recipe::{Recipe, Run, variant};

/// Identifies everything that a variant's weights depend on, so that files of another recipe are not taken for it.
pub(super) fn fingerprint(recipe: &Recipe, run: &Run, seed: u64, inputs: &[&str]) -> String {
    let t = &recipe.train;
    let mut text = format!("{} seed {seed} {}\n", run.network.name(), recipe.data.name);
    let _ = writeln!(text, "{} epochs of {}", run.epochs(t), t.batch);
    let _ = writeln!(text, "{:?} {:?} {} {:?}", run.learning_rate(t), t.momentum, t.nesterov, t.weight_decay);
    let _ = writeln!(text, "{:?} {:?} {:?}", t.schedule, t.augment, t.dtype);
    let _ = writeln!(text, "{} {:?} {:?}", run.objective, run.alpha, run.temperature);
    let _ = writeln!(text, "{} {:?}", run.convention.name(), run.label_weight);
    text.push_str(&inputs.join("\n"));
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// `__metadata__` of a finished file.
pub(super) fn metadata(recipe: &Recipe, run: &Run, seed: u64, fingerprint: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut put = |key: &str, value: String| out.insert(key.to_owned(), value);
    put("made_by", format!("penult lab {}", env!("CARGO_PKG_VERSION")));
    put("role", run.role.clone());
    put("group", run.group().to_owned());
    put("seed", seed.to_string());
    put("epochs", run.epochs(&recipe.train).to_string());
    put("normalise", recipe.data.name.clone());
    put("recipe_blake3", fingerprint.to_owned());
    put("objective", run.objective.clone());
    if run.objective == "label_smoothing" {
        put("alpha", run.alpha.to_string());
        put("convention", "over_k".to_owned());
    }
    if let Some(teacher) = &run.teacher {
        put("teacher", variant(teacher, seed));
        put("temperature", run.temperature.to_string());
        put("distillation_convention", run.convention.name().to_owned());
        put("label_weight", run.label_weight.to_string());
    }
    out
}

/// Writes the study's `penult.toml`.
pub(super) fn write_manifest(recipe: &Recipe, out: &Path) -> Result<(), LabError> {
    let data = &recipe.data;
    let mut text = format!(
        "# Written by `penult lab run`.\n[data]\nname = {:?}\ntest = {:?}\ntrain = {:?}\n",
        data.name, data.study_test, data.study_train
    );
    for run in &recipe.runs {
        for seed in &recipe.train.seeds {
            text.push_str(&entry(run, *seed));
        }
    }
    let path = out.join("penult.toml");
    crate::checkpoint::write_atomic(&path, text.as_bytes()).map_err(|source| LabError::Write { source, path })
}

fn entry(run: &Run, seed: u64) -> String {
    let id = run.variant(seed);
    let mut text = format!("\n[[variant]]\nid = {id:?}\npath = \"{id}.safetensors\"\nrole = {:?}\n", run.role);
    let _ = writeln!(text, "group = {:?}\nseed = {seed}", run.group());
    let smoothing = if run.objective == "label_smoothing" {
        format!(", alpha = {:?}, convention = \"over_k\"", run.alpha)
    } else {
        String::new()
    };
    let _ = writeln!(text, "objective = {{ name = {:?}{smoothing} }}", run.objective);
    if let Some(teacher) = &run.teacher {
        let _ = writeln!(text, "teacher = {:?}", variant(teacher, seed));
        let _ = writeln!(
            text,
            "distillation = {{ temperature = {:?}, convention = {:?}, label_weight = {:?} }}",
            run.temperature,
            run.convention.name(),
            run.label_weight
        );
    }
    text
}
