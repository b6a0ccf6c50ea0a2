//! What `config.json` or `args.json` beside a checkpoint says (timm, Hugging Face, plain argparse dumps).

use std::path::Path;

use serde_json::Value;

use super::facts::Facts;

/// Names of the smoothing mass in configs. RepDistiller's `alpha` is the weight of KD, so it is not among them.
const SMOOTHING: [&str; 4] = ["smoothing", "label_smoothing", "label_smoothing_factor", "ls"];

/// Facts in the first config file beside a checkpoint; none where there is none or it is no JSON object.
pub fn facts(checkpoint: &Path) -> Facts {
    let folder = checkpoint.parent().unwrap_or_else(|| Path::new("."));
    let read = |name: &str| serde_json::from_slice::<Value>(&std::fs::read(folder.join(name)).ok()?).ok();
    let Some(config) = ["config.json", "args.json"].into_iter().find_map(read) else { return Facts::default() };
    let alpha = SMOOTHING.iter().find_map(|k| config.get(k)?.as_f64());
    let list = |key: &str| -> Option<Vec<f32>> {
        let values = config.get("pretrained_cfg").unwrap_or(&config).get(key)?.as_array()?;
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
