//! Prefixes that wrappers put before every name.

use std::collections::BTreeMap;

use super::Tensor;

/// What `DataParallel`, `torch.compile`, Lightning and their kin prepend.
const PREFIXES: [&str; 7] = ["module.", "_orig_mod.", "ema_model.", "model.", "net.", "backbone.", "encoder."];

/// Strips a prefix that every tensor shares, again and again, and notes it.
pub(super) fn strip(mut tensors: BTreeMap<String, Tensor>, notes: &mut Vec<String>) -> BTreeMap<String, Tensor> {
    while let Some(prefix) = PREFIXES.iter().find(|p| !tensors.is_empty() && tensors.keys().all(|n| n.starts_with(**p)))
    {
        notes.push(format!("stripped the prefix {prefix:?} of all {} tensors", tensors.len()));
        tensors = tensors
            .into_values()
            .map(|mut t| {
                t.name = t.name[prefix.len()..].to_owned();
                (t.name.clone(), t)
            })
            .collect();
    }
    tensors
}
