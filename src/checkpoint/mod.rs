//! Files -> named tensors: safetensors (single, sharded) and PyTorch zip files, mapped into memory.
//!
//! Wrappers and prefixes are taken off and said so. Knows no architecture. Read by `network`, `extract` and `lab`.

mod element;
mod entries;
mod kind;
mod map;
mod names;
mod pickle;
mod safetensors;
mod sharded;
mod storage;
mod write;
mod zip;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use ::safetensors::tensor::Dtype;
pub(crate) use element::floats;
use kind::Kind;
pub(crate) use map::open as map;
pub(crate) use map::release;
pub use write::{Entry, Writer, copy_atomic, write_atomic};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The file cannot be read, is broken, or holds what it must not.
    #[error("{what}: {path}")]
    File {
        /// What was expected, what was found, what to do.
        what: String,
        /// The file.
        path: PathBuf,
    },
}

/// A tensor of weights.
#[derive(Clone, Debug)]
pub struct Tensor {
    /// Its name, prefixes stripped.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Row-major values.
    pub data: Vec<f32>,
}

/// A checkpoint.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// The file.
    pub file: PathBuf,
    /// BLAKE3 of the file, hexadecimal; of a sharded one, over the hashes of its shards.
    pub blake3: String,
    /// `__metadata__` of a safetensors file; numbers and strings beside the weights of a PyTorch file.
    pub metadata: BTreeMap<String, String>,
    /// Floating-point tensors by name.
    pub tensors: BTreeMap<String, Tensor>,
    /// What was unwrapped, stripped or left out.
    pub notes: Vec<String>,
}

/// What a reader finds in files, under the names that it has there.
#[derive(Default)]
struct Contents {
    blake3: String,
    metadata: BTreeMap<String, String>,
    tensors: BTreeMap<String, Tensor>,
    /// Tensors that hold no floats, with their type.
    left_out: BTreeMap<String, String>,
    notes: Vec<String>,
}

/// Reads the floating-point tensors (F64, F32, F16, BF16; as f32) of
/// - a safetensors file, or the index `*.safetensors.index.json` of a sharded one,
/// - a PyTorch zip file (`.pth`, `.pt`, `.pth.tar`, `.ckpt`, `.bin`), known by its first bytes,
/// - a folder with one of [`FOLDER_FILES`].
///
/// Tensors of integers are left out and noted; wrappers and prefixes are taken off and noted.
///
/// # Errors
/// Names the file, and the tensor that is broken or not finite; for a file of another kind, how to convert it.
pub fn load(path: &Path) -> Result<Checkpoint, CheckpointError> {
    let path = &inside(path)?;
    let wrong = |what: String| CheckpointError::File { what, path: path.clone() };
    let contents = match kind::of(path)? {
        Kind::Sharded => sharded::load(path)?,
        Kind::Zip => pickle::load(path)?,
        Kind::Safetensors => safetensors::load(path)?,
        Kind::Other(what) => return Err(wrong(what)),
    };
    let Contents { blake3, metadata, tensors, left_out, mut notes } = contents;
    // Batch norm's counters go silently.
    for (name, dtype) in left_out.iter().filter(|(name, _)| !name.ends_with("num_batches_tracked")) {
        notes.push(format!("left out {name}: {dtype} holds no weights"));
    }
    let tensors = names::strip(tensors, &mut notes).map_err(wrong)?;
    Ok(Checkpoint { file: path.clone(), blake3, metadata, tensors, notes })
}

/// BLAKE3 of a file, hexadecimal, as [`Checkpoint::blake3`]; of an index, over the hashes of its shards.
///
/// # Errors
/// A file that cannot be read.
pub fn hash(path: &Path) -> Result<String, CheckpointError> {
    let path = &inside(path)?;
    match kind::of(path)? {
        Kind::Sharded => sharded::hash(path),
        _ => Ok(blake3::hash(&map::open(path)?).to_hex().to_string()),
    }
}

/// Where an array lies in a safetensors file.
#[derive(Clone, Debug)]
pub struct Region {
    /// Its element type.
    pub dtype: Dtype,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Where it starts in the file, in bytes.
    pub start: u64,
    /// How many bytes it takes.
    pub length: u64,
}

/// The arrays of a safetensors file by name, for those who read them piece by piece.
///
/// # Errors
/// A file that is not whole; its bytes are not looked at.
pub fn regions(path: &Path) -> Result<BTreeMap<String, Region>, CheckpointError> {
    safetensors::regions(path)
}

/// Files that stand for their folder, first found first.
pub const FOLDER_FILES: [&str; 3] = ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin"];

/// The checkpoint that a folder holds; a file is itself.
fn inside(path: &Path) -> Result<PathBuf, CheckpointError> {
    if !path.is_dir() {
        return Ok(path.to_path_buf());
    }
    let found = FOLDER_FILES.iter().map(|name| path.join(name)).find(|file| file.is_file());
    found.ok_or_else(|| {
        let mut names: Vec<String> = std::fs::read_dir(path)
            .map(|entries| entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect())
            .unwrap_or_default();
        names.sort();
        let seen = if names.is_empty() { "nothing".to_owned() } else { names[..names.len().min(8)].join(", ") };
        let what = format!("expected {} in this folder, found {seen}; name one checkpoint", FOLDER_FILES.join(" or "));
        CheckpointError::File { what, path: path.to_path_buf() }
    })
}

/// Writes tensors as `dtype` (F16 or F32), whole or not at all; same tensors, same bytes.
///
/// # Errors
/// Another `dtype`, a tensor whose values do not fill its shape, or a file that cannot be written.
pub fn save(
    path: &Path,
    tensors: &BTreeMap<String, Tensor>,
    metadata: &BTreeMap<String, String>,
    dtype: Dtype,
) -> Result<(), CheckpointError> {
    if !matches!(dtype, Dtype::F16 | Dtype::F32) {
        let what = format!("cannot write weights as {dtype:?}; choose F16 or F32");
        return Err(CheckpointError::File { what, path: path.to_path_buf() });
    }
    let entries: Vec<Entry> =
        tensors.iter().map(|(name, t)| Entry { name: name.clone(), dtype, shape: t.shape.clone() }).collect();
    let mut writer = Writer::create(path, &entries, metadata)?;
    for (name, t) in tensors {
        let bytes: Vec<u8> = if dtype == Dtype::F16 {
            t.data.iter().flat_map(|x| half::f16::from_f32(*x).to_le_bytes()).collect()
        } else {
            t.data.iter().flat_map(|x| x.to_le_bytes()).collect()
        };
        writer.append(name, &bytes)?;
    }
    writer.finish()
}

/// `__metadata__` of a safetensors file, from its header alone.
///
/// # Errors
/// When the file cannot be read or is no safetensors file.
pub fn metadata(path: &Path) -> Result<BTreeMap<String, String>, CheckpointError> {
    let map = map::open(path)?;
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let (_, header) =
        ::safetensors::SafeTensors::read_metadata(&map).map_err(|e| wrong(format!("no safetensors file ({e})")))?;
    Ok(header.metadata().iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect())
}
