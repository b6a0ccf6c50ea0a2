//! What a file says of itself: the `__metadata__` of safetensors, as penult's lab writes it, and what PyTorch files hold beside
//! their weights.

use std::collections::BTreeMap;

use super::facts::{Facts, Role, StoredAccuracy};
use super::runs::Moment;
use super::told;
use crate::data::Normalise;

/// Accuracies of the weights of a file.
const OWN: [&str; 8] = ["accuracy", "acc", "acc1", "test_acc", "test_accuracy", "top1", "prec1", "metric"];
/// The highest accuracies of a run.
const BEST: [&str; 8] =
    ["best_acc", "best_acc1", "best_prec1", "best_accuracy", "best_top1", "best_test_acc", "best_value", "best_metric"];

/// The accuracy that a file stores of its weights. The best of a run is that of its last epoch only by chance, so of files
/// of an epoch it says nothing.
pub fn accuracy(metadata: &BTreeMap<String, String>, moment: Option<Moment>) -> Option<StoredAccuracy> {
    let keys = match moment {
        Some(Moment::At(_) | Moment::Last) => OWN.to_vec(),
        Some(Moment::Best) | None => BEST.into_iter().chain(OWN).collect(),
    };
    let of = |key: &&str| {
        let value = metadata.get(*key)?.parse::<f64>().ok()?;
        // Percent, unless it can be a fraction.
        let fraction = if value > 1.0 { (value * 1e6).round() / 1e8 } else { value };
        (fraction > 0.0 && fraction <= 1.0).then(|| StoredAccuracy { value: fraction, key: (*key).to_owned() })
    };
    keys.iter().find_map(of)
}

/// The epoch of a file. The number of all epochs of its run (`epochs`, RepDistiller's `opt.epochs`) is its own unless the
/// file is of an epoch before the last.
pub fn epoch(metadata: &BTreeMap<String, String>, moment: Option<Moment>) -> Option<u64> {
    let count = |text: Option<&String>| text.and_then(|v| v.trim().parse::<u64>().ok());
    let of_run = || match moment {
        Some(Moment::Last) => count(told(metadata).get("epochs")),
        None => count(metadata.get("epochs")),
        Some(Moment::Best | Moment::At(_)) => None,
    };
    count(metadata.get("epoch")).or_else(of_run)
}

/// Facts in metadata; empty values say nothing.
pub fn facts(metadata: &BTreeMap<String, String>) -> Facts {
    let text = |key: &str| metadata.get(key).map(|v| v.trim()).filter(|v| !v.is_empty());
    let number = |key: &str| text(key).and_then(|v| v.parse::<f64>().ok());
    let count = |key: &str| text(key).and_then(|v| v.parse::<u64>().ok());
    let owned = |key: &str| text(key).map(str::to_owned);
    let list = |key: &str| -> Option<Vec<f32>> {
        text(key)?.trim_matches(['[', ']']).split(',').map(|v| v.trim().parse().ok()).collect()
    };
    let objective = owned("objective");
    // Without an objective that smooths, an alpha may be the weight of distillation.
    let is_smoothed = objective.as_ref().is_some_and(|o| o.contains("smooth"));
    // The lab writes the name of the data whose constants it used.
    let by_name = || Normalise::parse(text("normalise")?).ok().map(|n| (n.mean, n.std));
    let own = Facts {
        role: text("role").and_then(|r| Role::ALL.into_iter().find(|role| role.name() == r)),
        objective,
        alpha: number("alpha").filter(|a| is_smoothed && *a > 0.0 && *a < 1.0),
        convention: owned("convention"),
        temperature: number("temperature").filter(|t| *t > 0.0),
        distillation_convention: owned("distillation_convention"),
        label_weight: number("label_weight"),
        teacher: owned("teacher"),
        reference: owned("reference"),
        group: owned("group"),
        seed: count("seed"),
        normalise: list("mean").zip(list("std")).or_else(by_name),
        ..Facts::default()
    };
    own.or(told::facts(&told(metadata)))
}

/// What the run was told: `lr` of `opt.lr`, and what lies beside the weights.
fn told(metadata: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let last = |key: &str| key.rsplit('.').next().unwrap_or(key).to_owned();
    metadata.iter().map(|(key, value)| (last(key), value.clone())).collect()
}
