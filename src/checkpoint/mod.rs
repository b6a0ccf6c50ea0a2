//! Files -> named tensors: safetensors, mapped into memory; prefixes stripped and said so. Knows no architecture.

mod map;
mod names;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) use map::open as map;
pub use safetensors::tensor::Dtype;
use safetensors::tensor::{SafeTensors, TensorView};
pub use write::{Entry, Writer, write_atomic};

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
    /// BLAKE3 of the file, hexadecimal.
    pub blake3: String,
    /// `__metadata__` of the file.
    pub metadata: BTreeMap<String, String>,
    /// Floating-point tensors by name.
    pub tensors: BTreeMap<String, Tensor>,
    /// What was stripped or left out.
    pub notes: Vec<String>,
}

/// Reads a safetensors file of F64, F32, F16 or BF16 tensors; tensors of integers are left out and noted.
///
/// # Errors
/// Names the file, and the tensor that is broken or not finite.
pub fn load(path: &Path) -> Result<Checkpoint, CheckpointError> {
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let map = map::open(path).map_err(|e| wrong(format!("cannot read the checkpoint ({e})")))?;
    let broken =
        |e: safetensors::SafeTensorError| wrong(format!("not a whole safetensors file ({e}); copy or export it again"));
    let (_, header) = SafeTensors::read_metadata(&map).map_err(broken)?;
    let file = SafeTensors::deserialize(&map).map_err(broken)?;
    let mut tensors = BTreeMap::new();
    let mut notes = Vec::new();
    for (name, view) in file.tensors() {
        let Some(data) = floats(&view) else {
            if !name.ends_with("num_batches_tracked") {
                notes.push(format!("left out {name}: {:?} is no floating-point type", view.dtype()));
            }
            continue;
        };
        if let Some(at) = data.iter().position(|x| !x.is_finite()) {
            return Err(wrong(format!(
                "tensor {name} has {} at element {at}; weights must be finite, train or export it again",
                data[at]
            )));
        }
        tensors.insert(name.clone(), Tensor { name, shape: view.shape().to_vec(), data });
    }
    notes.sort();
    let tensors = names::strip(tensors, &mut notes);
    let metadata =
        header.metadata().as_ref().map(|m| m.iter().map(|(k, v)| (k.clone(), v.clone())).collect()).unwrap_or_default();
    Ok(Checkpoint {
        file: path.to_path_buf(),
        blake3: blake3::hash(&map).to_hex().to_string(),
        metadata,
        tensors,
        notes,
    })
}

pub(crate) fn floats(view: &TensorView<'_>) -> Option<Vec<f32>> {
    let data = view.data();
    #[allow(clippy::cast_possible_truncation)] // networks run in f32
    Some(match view.dtype() {
        Dtype::F32 => data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
        Dtype::F64 => data.chunks_exact(8).map(|b| f64::from_le_bytes(std::array::from_fn(|i| b[i])) as f32).collect(),
        Dtype::F16 => data.chunks_exact(2).map(|b| half::f16::from_le_bytes([b[0], b[1]]).to_f32()).collect(),
        Dtype::BF16 => data.chunks_exact(2).map(|b| half::bf16::from_le_bytes([b[0], b[1]]).to_f32()).collect(),
        _ => return None,
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
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let map = map::open(path).map_err(|e| wrong(format!("cannot read the file ({e})")))?;
    let (_, header) = SafeTensors::read_metadata(&map).map_err(|e| wrong(format!("no safetensors file ({e})")))?;
    Ok(header.metadata().iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect())
}
