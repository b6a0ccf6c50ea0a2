//! What a file says of itself: the `__metadata__` of safetensors, as penult's lab writes it.

use std::collections::BTreeMap;

use super::facts::{Facts, Role};

/// Facts in metadata; empty values say nothing.
pub fn facts(metadata: &BTreeMap<String, String>) -> Facts {
    let text = |key: &str| metadata.get(key).map(|v| v.trim()).filter(|v| !v.is_empty());
    let number = |key: &str| text(key).and_then(|v| v.parse::<f64>().ok());
    let count = |key: &str| text(key).and_then(|v| v.parse::<u64>().ok());
    let owned = |key: &str| text(key).map(str::to_owned);
    let list = |key: &str| -> Option<Vec<f32>> {
        text(key)?.trim_matches(['[', ']']).split(',').map(|v| v.trim().parse().ok()).collect()
    };
    Facts {
        role: text("role").and_then(|r| Role::ALL.into_iter().find(|role| role.name() == r)),
        objective: owned("objective"),
        alpha: number("alpha").filter(|a| *a > 0.0),
        convention: owned("convention"),
        temperature: number("temperature").filter(|t| *t > 0.0),
        distillation_convention: owned("distillation_convention"),
        label_weight: number("label_weight"),
        teacher: owned("teacher"),
        reference: owned("reference"),
        group: owned("group"),
        seed: count("seed"),
        epoch: count("epoch").or_else(|| count("epochs")),
        normalise: list("mean").zip(list("std")),
        ..Facts::default()
    }
}
