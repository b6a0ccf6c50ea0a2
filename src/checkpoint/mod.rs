//! Files -> named tensors: safetensors (single, sharded) and PyTorch files (zip and legacy), mapped into memory.
//!
//! Wrappers and prefixes are taken off and said so. Knows no architecture. Read by `network`, `extract` and `lab`.

mod convert;
mod element;
mod entries;
mod kind;
mod map;
mod names;
mod numpy;
mod part;
mod pickle;
mod pickled;
mod safetensors;
mod sharded;
mod storage;
mod torch;
mod write;
mod zip;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use ::safetensors::tensor::Dtype;
pub use convert::convert;
pub(crate) use element::floats;
use kind::Kind;
pub(crate) use map::open as map;
pub(crate) use map::release;
use memmap2::Mmap;
pub use numpy::{Array, Arrays, NumpySet};
pub use part::{Model, Part, Weights};
pub use pickled::{Bytes, Pickled, is_pickled, read_pickled};
use storage::Stored;
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
    /// BLAKE3 of the file, hexadecimal; of a sharded one, over the hashes of its shards; of a part of a file, over the hash
    /// of the file and the name of the part.
    pub blake3: String,
    /// `__metadata__` of a safetensors file; numbers and strings beside the weights of a PyTorch file.
    pub metadata: BTreeMap<String, String>,
    /// Floating-point tensors by name.
    pub tensors: BTreeMap<String, Tensor>,
    /// What was unwrapped, stripped or left out.
    pub notes: Vec<String>,
}

/// What the head of a file says: no values are read.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The file.
    pub file: PathBuf,
    /// As [`Checkpoint::metadata`].
    pub metadata: BTreeMap<String, String>,
    /// Shapes of the floating-point tensors by name.
    pub shapes: BTreeMap<String, Vec<usize>>,
    /// What was unwrapped, stripped or left out.
    pub notes: Vec<String>,
    /// The models of a file that holds two, of which none was asked for; then the names keep their prefixes.
    pub models: Vec<Model>,
}

/// What a reader finds in a file, under the names that it has there. Values are read later.
#[derive(Default)]
struct Contents {
    /// The file, or its shards.
    maps: Vec<Mmap>,
    metadata: BTreeMap<String, String>,
    tensors: BTreeMap<String, Stored>,
    notes: Vec<String>,
}

/// Reads the floating-point tensors (F64, F32, F16, BF16; as f32) of
/// - a safetensors file, or the index `*.safetensors.index.json` of a sharded one,
/// - a PyTorch file, zip or legacy, of any suffix or none (`.pth`, `.pt`, `.pth.tar`, `.th`, `.ckpt`, `.bin`), known by its
///   first bytes,
/// - a folder with one of [`FOLDER_FILES`].
///
/// Tensors of integers are left out and noted; wrappers and prefixes are taken off and noted.
///
/// # Errors
/// Names the file, and the tensor that is broken or not finite; for a file of another kind, how to convert it.
pub fn load(path: &Path) -> Result<Checkpoint, CheckpointError> {
    load_part(path, Part::default())
}

/// As [`load`], of the weights that are meant.
///
/// # Errors
/// As [`load`]; and a file of two models of which none is asked for.
pub fn load_part(path: &Path, part: Part) -> Result<Checkpoint, CheckpointError> {
    let path = &inside(path)?;
    let wrong = |what: String| CheckpointError::File { what, path: path.clone() };
    let mut contents = open_one(path, part)?;
    contents.leave_out_integers();
    let mut tensors = BTreeMap::new();
    for (name, stored) in &contents.tensors {
        let bytes = stored.bytes(&contents.maps[stored.map]).map_err(|what| wrong(format!("tensor {name}: {what}")))?;
        let data = element::floats(stored.dtype, &bytes).unwrap_or_default();
        element::finite(name, &data).map_err(wrong)?;
        tensors.insert(name.clone(), Tensor { name: name.clone(), shape: stored.view.shape.clone(), data });
    }
    let Contents { metadata, notes, .. } = contents;
    Ok(Checkpoint { file: path.clone(), blake3: hash_part(path, part)?, metadata, tensors, notes })
}

/// Reads the head of a file alone: names, shapes and metadata.
///
/// # Errors
/// As [`load`], as far as the head tells.
pub fn survey(path: &Path, part: Part) -> Result<Survey, CheckpointError> {
    let path = &inside(path)?;
    let (mut contents, models) = open(path, part)?;
    contents.leave_out_integers();
    let shapes = contents.tensors.into_iter().map(|(name, stored)| (name, stored.view.shape)).collect();
    Ok(Survey { file: path.clone(), metadata: contents.metadata, shapes, notes: contents.notes, models })
}

/// Whether a file is by its first bytes what `torch.save` writes, or another zip archive.
pub fn is_torch(path: &Path) -> bool {
    matches!(kind::of(path), Ok(Kind::Torch))
}

/// What a file holds, wrappers and prefixes taken off, and the models that it holds where none was asked for.
fn open(path: &Path, part: Part) -> Result<(Contents, Vec<Model>), CheckpointError> {
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let mut contents = match kind::of(path)? {
        Kind::Sharded => sharded::open(path)?,
        Kind::Torch => torch::open(path, part)?,
        Kind::Safetensors => safetensors::open(path)?,
        Kind::Other(what) => return Err(wrong(what)),
    };
    let tensors = std::mem::take(&mut contents.tensors);
    let (tensors, models) = names::strip(tensors, part, &mut contents.notes).map_err(wrong)?;
    contents.tensors = tensors;
    contents.check_sizes().map_err(wrong)?;
    Ok((contents, models))
}

/// As [`open`], of a file of two models only where one was asked for.
fn open_one(path: &Path, part: Part) -> Result<Contents, CheckpointError> {
    match open(path, part)? {
        (contents, models) if models.is_empty() => Ok(contents),
        _ => Err(CheckpointError::File {
            what: "it holds two models, student.* and teacher.*; name one with --model student or --model teacher"
                .to_owned(),
            path: path.to_path_buf(),
        }),
    }
}

impl Contents {
    /// Tensors that hold no floats go with a note, counters of batch norm silently.
    fn leave_out_integers(&mut self) {
        let notes = &mut self.notes;
        self.tensors.retain(|name, stored| {
            let is_kept = element::is_float(stored.dtype);
            if !is_kept && !name.ends_with("num_batches_tracked") {
                notes.push(format!("left out {name}: {:?} holds no weights", stored.dtype));
            }
            is_kept
        });
    }

    /// Tensors may share their bytes, but not so that a small file fills the memory.
    fn check_sizes(&self) -> Result<(), String> {
        let held: usize = self.maps.iter().map(|map| map.len()).sum();
        let claimed = self.tensors.values().fold(0usize, |sum, stored| sum.saturating_add(stored.size()));
        if claimed > held.saturating_mul(SHARED) {
            return Err(format!("its tensors claim {claimed} bytes, of which it has {held}; save it again"));
        }
        Ok(())
    }
}

/// How often all bytes of a file may be claimed: tied weights are few.
const SHARED: usize = 4;

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

/// As [`hash`], of the weights that are meant, as [`Checkpoint::blake3`] says them.
///
/// # Errors
/// A file that cannot be read.
pub fn hash_part(path: &Path, part: Part) -> Result<String, CheckpointError> {
    let whole = hash(path)?;
    if part == Part::default() {
        return Ok(whole);
    }
    let name = format!("{whole} {:?} {}", part.weights, part.model.map_or("", Model::name));
    Ok(blake3::hash(name.as_bytes()).to_hex().to_string())
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
