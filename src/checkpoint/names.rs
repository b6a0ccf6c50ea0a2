//! Prefixes that wrappers put before every name.

use std::collections::BTreeMap;

use super::Tensor;

/// What `DataParallel` and `torch.compile` prepend: never part of a network.
const WRAPPERS: [&str; 2] = ["module.", "_orig_mod."];

/// What Lightning and its kin prepend: stripped only where every tensor has it, since networks use these names too.
const ATTRIBUTES: [&str; 7] = ["ema_model.", "model.", "net.", "student.", "teacher.", "backbone.", "encoder."];

/// Strips prefixes again and again, and notes each.
///
/// # Errors
/// Two models in one file, or two tensors that would get one name.
pub(super) fn strip(
    mut tensors: BTreeMap<String, Tensor>,
    notes: &mut Vec<String>,
) -> Result<BTreeMap<String, Tensor>, String> {
    loop {
        let has = |prefix: &str| tensors.keys().any(|n| n.starts_with(prefix));
        if let Some(prefix) = WRAPPERS.into_iter().find(|p| has(p)) {
            tensors = without(tensors, prefix, notes)?;
            continue;
        }
        if has("student.") && has("teacher.") {
            return Err("it holds two models, student.* and teacher.*; save each into its own file".to_owned());
        }
        let shared = |prefix: &&str| !tensors.is_empty() && tensors.keys().all(|n| n.starts_with(*prefix));
        match ATTRIBUTES.iter().find(|p| shared(p)) {
            Some(prefix) => tensors = without(tensors, prefix, notes)?,
            None => return Ok(tensors),
        }
    }
}

/// Tensors by their names without `prefix`.
fn without(
    tensors: BTreeMap<String, Tensor>,
    prefix: &str,
    notes: &mut Vec<String>,
) -> Result<BTreeMap<String, Tensor>, String> {
    let (total, mut count) = (tensors.len(), 0);
    let mut renamed = BTreeMap::new();
    for (name, mut tensor) in tensors {
        if let Some(rest) = name.strip_prefix(prefix) {
            rest.clone_into(&mut tensor.name);
            count += 1;
        }
        if renamed.contains_key(&tensor.name) {
            return Err(format!("tensors {} and {prefix}{} cannot both be read", tensor.name, tensor.name));
        }
        renamed.insert(tensor.name.clone(), tensor);
    }
    let of = if count == total { format!("all {total}") } else { format!("{count} of {total}") };
    notes.push(format!("stripped the prefix {prefix:?} of {of} tensors"));
    Ok(renamed)
}
