//! What configs beside a checkpoint say (timm, Hugging Face, plain argparse dumps).

use std::path::Path;

use serde_json::Value;

use super::facts::Facts;

/// Names of the smoothing mass in configs. RepDistiller's `alpha` is the weight of KD, so it is not among them.
const SMOOTHING: [&str; 4] = ["smoothing", "label_smoothing", "label_smoothing_factor", "ls"];

/// Where configs are looked for, the first first.
const FILES: [&str; 3] = ["config.json", "args.yaml", "args.json"];

/// Facts of the configs beside a checkpoint, each with its name; what is neither JSON nor `key: value` says nothing.
pub fn facts(checkpoint: &Path) -> Vec<(Facts, &'static str)> {
    let folder = checkpoint.parent().unwrap_or_else(|| Path::new("."));
    let read = |name: &&'static str| {
        let text = std::fs::read_to_string(folder.join(name)).ok()?;
        let config = if *name == "args.yaml" { flat(&text) } else { serde_json::from_str(&text).ok()? };
        Some((said(&config), *name))
    };
    FILES.iter().filter_map(read).collect()
}

/// The lines `key: value` of a YAML file whose values are JSON too: numbers, and lists on one line.
fn flat(text: &str) -> Value {
    let pair = |line: &str| {
        let (key, value) = line.split_once(": ")?;
        Some((key.to_owned(), serde_json::from_str(value.trim()).ok()?))
    };
    Value::Object(text.lines().filter_map(pair).collect())
}

fn said(config: &Value) -> Facts {
    let alpha = SMOOTHING.iter().find_map(|k| config.get(k)?.as_f64()).filter(|a| (0.0..1.0).contains(a));
    let list = |key: &str| -> Option<Vec<f32>> {
        let values = config.get("pretrained_cfg").unwrap_or(config).get(key)?.as_array()?;
        #[allow(clippy::cast_possible_truncation)] // constants of a few digits
        values.iter().map(|v| v.as_f64().map(|v| v as f32)).collect()
    };
    Facts {
        objective: alpha.map(|a| if a > 0.0 { "label_smoothing" } else { "cross_entropy" }.to_owned()),
        alpha: alpha.filter(|a| *a > 0.0),
        seed: config.get("seed").and_then(Value::as_u64),
        normalise: list("mean").zip(list("std")),
        ..Facts::default()
    }
}
