//! Prefixes that wrappers put before every name.

use std::collections::BTreeMap;

use super::{Model, Part, Weights};

/// What `DataParallel` and `torch.compile` prepend: never part of a network.
const WRAPPERS: [&str; 2] = ["module.", "_orig_mod."];

/// What Lightning and its kin prepend: stripped only where every tensor has it, since networks use these names too.
const ATTRIBUTES: [&str; 7] = ["ema_model.", "model.", "net.", "student.", "teacher.", "backbone.", "encoder."];

/// What holds a running average beside the weights.
const AVERAGED: [&str; 3] = ["ema_model.", "model_ema.", "ema."];

/// What belongs to a loss, as the memories of CRD.
const LOSSES: [&str; 3] = ["contrast.", "criterion.", "loss."];

/// Tensors, or where they lie, by name.
type Named<T> = BTreeMap<String, T>;

/// Strips prefixes again and again, and notes each. Of a file of two models, one is kept where `part` names it; else both
/// are, and the models are listed.
///
/// # Errors
/// A model that is not there, or two tensors that would get one name.
pub(super) fn strip<T>(
    mut tensors: Named<T>,
    part: Part,
    notes: &mut Vec<String>,
) -> Result<(Named<T>, Vec<Model>), String> {
    let mut wanted = part.model;
    loop {
        let has = |prefix: &str| tensors.keys().any(|n| n.starts_with(prefix));
        let all_have = |prefix: &str| tensors.keys().all(|n| n.starts_with(prefix));
        if tensors.is_empty() {
            break;
        }
        if let Some(prefix) = WRAPPERS.into_iter().find(|p| has(p)) {
            tensors = without(tensors, prefix, notes)?;
        } else if let Some(prefix) = LOSSES.into_iter().find(|p| has(p) && !all_have(p)) {
            drop_those(&mut tensors, |name| name.starts_with(prefix), &format!("{prefix:?} is part of a loss"), notes);
        } else if Model::ALL.into_iter().all(|m| has(m.prefix())) {
            let Some(model) = wanted.take() else { return Ok((tensors, Model::ALL.to_vec())) };
            let why = format!("they are not the {}'s", model.name());
            drop_those(&mut tensors, |name| !name.starts_with(model.prefix()), &why, notes);
        } else if let Some(prefix) = AVERAGED.into_iter().find(|p| has(p) && !all_have(p)) {
            let is_wanted = part.weights == Weights::Averaged;
            let why = if is_wanted { "the averaged weights are taken" } else { "averaged weights; --ema takes them" };
            drop_those(&mut tensors, |name| name.starts_with(prefix) != is_wanted, why, notes);
            if is_wanted {
                tensors = without(tensors, prefix, notes)?;
            }
        } else if let Some(prefix) = ATTRIBUTES.into_iter().find(|p| all_have(p)) {
            wanted.take_if(|model| model.prefix() == prefix);
            tensors = without(tensors, prefix, notes)?;
        } else {
            break;
        }
    }
    match wanted {
        None => Ok((tensors, Vec::new())),
        Some(model) => Err(format!("it has no tensors {}*; leave --model out", model.prefix())),
    }
}

/// Leaves tensors out, and notes how many.
fn drop_those<T>(tensors: &mut Named<T>, is_dropped: impl Fn(&str) -> bool, why: &str, notes: &mut Vec<String>) {
    let total = tensors.len();
    tensors.retain(|name, _| !is_dropped(name));
    notes.push(format!("left out {} of {total} tensors: {why}", total - tensors.len()));
}

/// Tensors by their names without `prefix`.
fn without<T>(tensors: Named<T>, prefix: &str, notes: &mut Vec<String>) -> Result<Named<T>, String> {
    let (total, mut count) = (tensors.len(), 0);
    let mut renamed = BTreeMap::new();
    for (name, tensor) in tensors {
        let stripped = name.strip_prefix(prefix);
        count += usize::from(stripped.is_some());
        let short = stripped.unwrap_or(&name).to_owned();
        if renamed.contains_key(&short) {
            return Err(format!("tensors {short} and {prefix}{short} cannot both be read"));
        }
        renamed.insert(short, tensor);
    }
    let of = if count == total { format!("all {total}") } else { format!("{count} of {total}") };
    notes.push(format!("stripped the prefix {prefix:?} of {of} tensors"));
    Ok(renamed)
}
