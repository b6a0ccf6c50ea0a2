//! A checkpoint of any kind as one safetensors file: every tensor in its own type, what the file says of itself as metadata.

use std::path::Path;

use super::{CheckpointError, Entry, Part, Writer, inside, open_one};

/// Writes the tensors of `from`, wrappers and prefixes taken off, to `to`, and gives the notes on what was done. Integers are
/// kept, as are the types of floats; values need not be finite.
///
/// # Errors
/// A file that cannot be read, one of two models of which none is asked for, or a file that cannot be written.
pub fn convert(from: &Path, part: Part, to: &Path) -> Result<Vec<String>, CheckpointError> {
    let from = &inside(from)?;
    let wrong = |what: String| CheckpointError::File { what, path: from.clone() };
    let contents = open_one(from, part)?;
    let entries: Vec<Entry> = contents
        .tensors
        .iter()
        .map(|(name, t)| Entry { name: name.clone(), dtype: t.dtype, shape: t.view.shape.clone() })
        .collect();
    let mut writer = Writer::create(to, &entries, &contents.metadata)?;
    for (name, stored) in &contents.tensors {
        let bytes = stored.bytes(&contents.maps[stored.map]).map_err(|what| wrong(format!("tensor {name}: {what}")))?;
        writer.append(name, &bytes)?;
    }
    writer.finish()?;
    Ok(contents.notes)
}
