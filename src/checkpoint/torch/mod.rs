//! PyTorch files, read without running them: a pickle that names tensors, and the storages that hold their values.
//!
//! `archive.rs` reads the zip files of PyTorch since 1.6, `legacy.rs` what came before; both give a [`File`]. `unwrap.rs`
//! finds the weights in it, `tensor.rs` where each lies.

mod archive;
mod legacy;
mod tensor;
mod unwrap;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::pickle::Pickle;
use super::{CheckpointError, Contents, Part, kind, map};
pub(super) use legacy::MAGIC;
use tensor::Tensors;

/// A file as it was saved.
struct File<'a> {
    /// The whole file.
    bytes: &'a [u8],
    /// What was saved.
    pickle: Pickle<'a>,
    /// Bytes of each storage by its key.
    storages: BTreeMap<String, Range<usize>>,
}

/// Opens a file, zip or legacy.
pub(super) fn open(path: &Path, part: Part) -> Result<Contents, CheckpointError> {
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let map = map::open(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let convert = |what: String| {
        wrong(format!("cannot read the PyTorch file: {what}; if torch.load reads it: {}", kind::python(&name)))
    };
    let file = if map.starts_with(MAGIC) { legacy::read(&map) } else { archive::read(&map) }.map_err(convert)?;
    let mut contents = read(&file, part).map_err(|what| wrong(format!("cannot read the PyTorch file: {what}")))?;
    drop(file);
    contents.maps.push(map);
    Ok(contents)
}

/// The weights of a file, and what else it says.
fn read(file: &File<'_>, part: Part) -> Result<Contents, String> {
    let mut contents = Contents::default();
    let foreign: Vec<&str> = file.pickle.foreign().into_iter().take(8).collect();
    if !foreign.is_empty() {
        contents.notes.push(format!(
            "refused to make objects of {}: penult runs nothing; their values are not read",
            foreign.join(", ")
        ));
    }
    let tensors = Tensors { file };
    for (name, id) in unwrap::weights(&tensors, part, &mut contents)? {
        let wrong = |what: String| format!("tensor {name}: {what}");
        match tensors.stored(id).map_err(wrong)? {
            Some(Ok(stored)) => {
                contents.tensors.insert(name, stored);
            }
            Some(Err(dtype)) => contents.notes.push(format!("left out {name}: {dtype} holds no weights")),
            None => {}
        }
    }
    Ok(contents)
}
