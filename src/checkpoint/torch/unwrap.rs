//! Where training scripts put their weights, and what they write beside them. Sources: `../shared/CONVENTIONS.md`.

use super::super::pickle::{Id, Value};
use super::super::{Contents, Part, Weights};
use super::tensor::Tensors;

/// Keys of the weights, in the order of `timm`'s and ours.
const KEYS: [&str; 7] = ["state_dict", "model", "model_state_dict", "net", "student", "teacher", "ema"];

/// Keys of averaged weights, taken first where they are asked for.
const AVERAGED: [&str; 3] = ["state_dict_ema", "model_ema", "ema"];

/// Keys of what a run was told: their fields become metadata.
const TOLD: [&str; 8] = ["opt", "args", "config", "cfg", "hparams", "hyper_parameters", "options", "params"];

/// Metadata of a file: no more entries, and none longer.
const ENTRIES: usize = 1000;
const MEMBERS: usize = 16;
const LETTERS: usize = 1000;

/// A name and its value.
type Entry = (String, Id);

/// The weights of the first key that holds any, unwrapped twice at most; what lies beside them becomes metadata.
pub(super) fn weights(tensors: &Tensors<'_>, part: Part, contents: &mut Contents) -> Result<Vec<Entry>, String> {
    let pickle = &tensors.file.pickle;
    let mut at = pickle.root;
    for _ in 0..2 {
        let Some(entries) = pickle.entries(at) else {
            return Err(format!("expected a dictionary of tensors, found {}", pickle.describe(at)));
        };
        let both = two_models(tensors, &entries);
        let chosen = choose(tensors, &entries, part, contents);
        if both.is_some() || chosen.is_some() {
            tell(tensors, at, "", contents);
        }
        if let Some(both) = both {
            contents.notes.push("read the weights under \"student\" and \"teacher\"".to_owned());
            return Ok(both);
        }
        let Some((key, value)) = chosen else { break };
        contents.notes.push(format!("read the weights under {key:?}"));
        at = value;
    }
    let entries = pickle.entries(at).unwrap_or_default();
    if entries.iter().any(|(_, value)| tensors.is_tensor(*value)) {
        return Ok(entries.into_iter().map(|(name, id)| (name.to_owned(), id)).collect());
    }
    let inside: Vec<String> = entries.iter().take(12).map(|(k, v)| format!("{k} ({})", pickle.describe(*v))).collect();
    Err(format!(
        "no tensors at the top nor under {}; it holds {}; save the weights alone: torch.save(model.state_dict(), …)",
        KEYS.join(", "),
        if inside.is_empty() { "nothing".to_owned() } else { inside.join(", ") }
    ))
}

/// The entry that holds the weights; averaged ones that are passed over are noted.
fn choose<'a>(
    tensors: &Tensors<'_>,
    entries: &[(&'a str, Id)],
    part: Part,
    contents: &mut Contents,
) -> Option<(&'a str, Id)> {
    let find = |key: &&str| entries.iter().find(|(k, v)| k == key && holds_weights(tensors, *v, 1)).copied();
    if part.weights == Weights::Averaged
        && let Some(found) = AVERAGED.iter().find_map(find)
    {
        return Some(found);
    }
    let found = KEYS.iter().find_map(find)?;
    for (key, _) in AVERAGED.iter().filter_map(find).filter(|(key, _)| *key != found.0) {
        contents.notes.push(format!("averaged weights under {key:?} were not taken; --ema takes them"));
    }
    Some(found)
}

/// A student and its teacher in one file, each under its key, as one list with the prefixes `student.` and `teacher.`.
fn two_models(tensors: &Tensors<'_>, entries: &[(&str, Id)]) -> Option<Vec<Entry>> {
    let of = |key: &str| {
        let (_, id) = entries.iter().find(|(k, v)| *k == key && holds_weights(tensors, *v, 0))?;
        let inner = tensors.file.pickle.entries(*id)?;
        Some(inner.into_iter().map(|(name, id)| (format!("{key}.{name}"), id)).collect::<Vec<_>>())
    };
    Some([of("student")?, of("teacher")?].concat())
}

/// Whether a value is a dictionary of tensors, or one under a known key inside it.
fn holds_weights(tensors: &Tensors<'_>, id: Id, depth: usize) -> bool {
    let entries = tensors.file.pickle.entries(id).unwrap_or_default();
    entries.iter().any(|(key, value)| {
        tensors.is_tensor(*value) || (depth > 0 && KEYS.contains(key) && holds_weights(tensors, *value, depth - 1))
    })
}

/// Numbers, strings and short lists of a dictionary as metadata, `opt.lr` for a field of what the run was told.
fn tell(tensors: &Tensors<'_>, id: Id, prefix: &str, contents: &mut Contents) {
    for (key, value) in tensors.file.pickle.entries(id).unwrap_or_default() {
        if contents.metadata.len() >= ENTRIES {
            return;
        }
        let name = format!("{prefix}{key}");
        if name.len() > LETTERS {
            continue;
        }
        if TOLD.contains(&key) && prefix.matches('.').count() < 2 {
            tell(tensors, value, &format!("{name}."), contents);
        }
        if let Some(text) = text(tensors, value) {
            contents.metadata.insert(name, text);
        }
    }
}

/// A scalar, a list of scalars as JSON, or a tensor of one element: an accuracy is often one.
fn text(tensors: &Tensors<'_>, id: Id) -> Option<String> {
    let pickle = &tensors.file.pickle;
    let is_short = |id: Id| pickle.text(id).is_none_or(|text| text.len() <= LETTERS);
    match pickle.get(id) {
        Value::List(ids) if ids.len() <= MEMBERS && ids.iter().all(|id| is_short(*id)) => {
            let quoted = |id: &Id| match pickle.get(*id) {
                Value::Text(text) => serde_json::to_string(text).ok(),
                _ => pickle.scalar(*id),
            };
            Some(format!("[{}]", ids.iter().map(quoted).collect::<Option<Vec<_>>>()?.join(", ")))
        }
        Value::Call { .. } => tensors.number(id).map(|value| value.to_string()),
        _ if is_short(id) => pickle.scalar(id),
        _ => None,
    }
}
