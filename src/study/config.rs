//! What configs beside a checkpoint say (timm, Hugging Face, Lightning, plain argparse dumps).

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::facts::Facts;
use super::{discover, told};

/// Where configs are looked for, the first first.
const FILES: [&str; 7] =
    ["config.json", "args.yaml", "args.json", "hparams.yaml", "config.yaml", "args.txt", ".hydra/config.yaml"];

/// Facts of the configs beside a checkpoint, or in the folder of its run, each with its name; what is neither JSON nor lines
/// `key: value` says nothing.
pub fn facts(checkpoint: &Path) -> Vec<(Facts, &'static str)> {
    let own = checkpoint.parent().unwrap_or_else(|| Path::new(".")).to_path_buf();
    let run = discover::run_folder(checkpoint);
    let folders = if run == own { vec![own] } else { vec![own, run] };
    let read = |folder: &Path, name: &'static str| {
        let text = std::fs::read_to_string(folder.join(name)).ok()?;
        let is_json = Path::new(name).extension().is_some_and(|e| e == "json");
        let config = if is_json { serde_json::from_str(&text).ok()? } else { lines(&text) };
        Some((said(&config), name))
    };
    folders.iter().flat_map(|folder| FILES.into_iter().filter_map(|name| read(folder, name))).collect()
}

/// The lines `key: value` and `key = value` of a text: numbers, words, and lists on one line; what is indented belongs to
/// another key.
fn lines(text: &str) -> Value {
    let pair = |line: &str| {
        let (key, value) = line.split_once(": ").or_else(|| line.split_once(" = "))?;
        let value = value.split(" #").next().unwrap_or_default().trim();
        let word = || Value::String(value.trim_matches(['"', '\'']).to_owned());
        (!key.starts_with([' ', '#', '-']))
            .then(|| (key.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| word())))
    };
    Value::Object(text.lines().filter_map(pair).collect())
}

fn said(config: &Value) -> Facts {
    let list = |key: &str| -> Option<Vec<f32>> {
        let values = config.get("pretrained_cfg").unwrap_or(config).get(key)?.as_array()?;
        #[allow(clippy::cast_possible_truncation)] // constants of a few digits
        values.iter().map(|v| v.as_f64().map(|v| v as f32)).collect()
    };
    let text = |(key, value): (&String, &Value)| match value {
        Value::String(text) => Some((key.clone(), text.clone())),
        Value::Number(number) => Some((key.clone(), number.to_string())),
        _ => None,
    };
    let told: BTreeMap<String, String> = config.as_object().into_iter().flatten().filter_map(text).collect();
    Facts { normalise: list("mean").zip(list("std")), ..told::facts(&told) }
}
