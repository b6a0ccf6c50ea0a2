//! What configs beside a checkpoint say (timm, Hugging Face, Lightning, plain argparse dumps). torchdistill's, which name the
//! files that they are of, are in `torchdistill.rs`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::facts::Facts;
use super::yaml::{Id, Yaml};
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
        let config = match Path::new(name).extension().and_then(|e| e.to_str()) {
            Some("json") => serde_json::from_str(&text).ok()?,
            Some("yaml") => yaml(&text).unwrap_or_else(|| lines(&text)),
            _ => lines(&text),
        };
        Some((said(&config), name))
    };
    folders.iter().flat_map(|folder| FILES.into_iter().filter_map(|name| read(folder, name))).collect()
}

/// The texts, numbers and lists of numbers at the top of a YAML file; none where it is broken.
fn yaml(text: &str) -> Option<Value> {
    let yaml = Yaml::read(text).filter(|yaml| !yaml.pairs(yaml.root()).is_empty())?;
    let value = |id: Id| {
        let scalar = |id: Id| yaml.text(id).map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text)));
        scalar(id).or_else(|| yaml.list(id).iter().map(|id| scalar(*id)).collect::<Option<Vec<_>>>().map(Value::Array))
    };
    let pairs = yaml.pairs(yaml.root()).iter();
    Some(Value::Object(pairs.filter_map(|(key, id)| Some((yaml.text(*key)?, value(*id)?))).collect()))
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
