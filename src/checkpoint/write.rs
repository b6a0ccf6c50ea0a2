//! A safetensors file written piece by piece: same tensors, same bytes; whole or not at all.
//!
//! Fed by `save`, by extraction (batches of several tensors side by side) and by the sidecar of `analysis.json`.
//! Layout (<https://github.com/huggingface/safetensors>): length of the header (u64), the header (JSON, padded with
//! spaces so that the data start at a multiple of 8), the tensors one after the other. We write the header ourselves,
//! since the crate serialises its metadata in the random order of a hash map.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use safetensors::tensor::Dtype;

use super::CheckpointError;

/// Bytes of a tensor that are gathered before they go to the disk: pieces of many small appends stay cheap.
const BUFFER: usize = 1 << 18;

/// A tensor that a file will hold.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its element type.
    pub dtype: Dtype,
    /// Its shape; empty for a scalar.
    pub shape: Vec<usize>,
}

/// Where a tensor's bytes go.
#[derive(Debug)]
struct Slot {
    start: u64,
    size: usize,
    written: usize,
    pending: Vec<u8>,
}

/// A file that grows; it appears under its name only by `finish`.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    file: tempfile::NamedTempFile,
    slots: BTreeMap<String, Slot>,
}

impl Writer {
    /// Begins a file `*.partial` in the folder of `path`; a writer that is dropped before `finish` removes it.
    ///
    /// # Errors
    /// Two entries of one name, a shape too large to address, or a folder that cannot be written.
    pub fn create(
        path: &Path,
        entries: &[Entry],
        metadata: &BTreeMap<String, String>,
    ) -> Result<Self, CheckpointError> {
        let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
        let (header, mut slots) = layout(entries, metadata).map_err(wrong)?;
        let start = 8 + header.len() as u64;
        let mut file = partial(path).map_err(|e| wrong(unwritable(&e)))?;
        file.write_all(&(header.len() as u64).to_le_bytes())
            .and_then(|()| file.write_all(header.as_bytes()))
            .map_err(|e| wrong(unwritable(&e)))?;
        for slot in slots.values_mut() {
            slot.start += start;
        }
        Ok(Self { path: path.to_path_buf(), file, slots })
    }

    /// Adds little-endian bytes to the end of a tensor; pieces of several tensors may come in any interleaving.
    ///
    /// # Errors
    /// A name that was not announced, more bytes than its shape holds, or a full disk.
    pub fn append(&mut self, name: &str, bytes: &[u8]) -> Result<(), CheckpointError> {
        let wrong = |what: String| CheckpointError::File { what, path: self.path.clone() };
        let Some(slot) = self.slots.get_mut(name) else {
            return Err(wrong(format!("cannot write tensor {name}: it was not announced")));
        };
        let total = slot.written + slot.pending.len() + bytes.len();
        if total > slot.size {
            return Err(wrong(format!("cannot write tensor {name}: expected {} bytes, got {total}", slot.size)));
        }
        slot.pending.extend_from_slice(bytes);
        if slot.pending.len() >= BUFFER {
            flush(&mut self.file, slot).map_err(|e| wrong(unwritable(&e)))?;
        }
        Ok(())
    }

    /// Ends the file: every tensor must be whole; then it is on the disk and has its name.
    ///
    /// # Errors
    /// A tensor that lacks bytes, or a full disk; then no file appears.
    pub fn finish(mut self) -> Result<(), CheckpointError> {
        let wrong = |what: String| CheckpointError::File { what, path: self.path.clone() };
        for (name, slot) in &mut self.slots {
            let total = slot.written + slot.pending.len();
            if total != slot.size {
                return Err(wrong(format!("cannot write tensor {name}: expected {} bytes, got {total}", slot.size)));
            }
            flush(&mut self.file, slot).map_err(|e| wrong(unwritable(&e)))?;
        }
        persist(self.file, &self.path).map_err(|e| wrong(unwritable(&e)))
    }
}

fn unwritable(e: &std::io::Error) -> String {
    format!("cannot write the file ({e}); give another folder or free some space")
}

fn flush(file: &mut tempfile::NamedTempFile, slot: &mut Slot) -> std::io::Result<()> {
    file.seek(SeekFrom::Start(slot.start + slot.written as u64))?;
    file.write_all(&slot.pending)?;
    slot.written += slot.pending.len();
    slot.pending.clear();
    Ok(())
}

/// The padded header, and where each tensor goes (from the end of the header).
fn layout(entries: &[Entry], metadata: &BTreeMap<String, String>) -> Result<(String, BTreeMap<String, Slot>), String> {
    // The order of the safetensors crate: widest types first, so that each tensor is aligned to its own width.
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by(|a, b| b.dtype.cmp(&a.dtype).then_with(|| a.name.cmp(&b.name)));
    let mut header = String::from("{");
    if !metadata.is_empty() {
        let text = serde_json::to_string(metadata).map_err(|e| format!("cannot write the metadata ({e})"))?;
        let _ = write!(header, "\"__metadata__\":{text}");
    }
    let mut slots = BTreeMap::new();
    let mut start = 0;
    for entry in sorted {
        let Entry { name, dtype, shape } = entry;
        let wrong = |what: String| format!("cannot write tensor {name}: {what}");
        let size = size(entry).ok_or_else(|| wrong(format!("{shape:?} of {dtype:?} is no whole number of bytes")))?;
        let end = start + size as u64;
        let quoted = serde_json::to_string(name).map_err(|e| wrong(e.to_string()))?;
        let shape = serde_json::json!(shape);
        let comma = if header.len() > 1 { "," } else { "" };
        let _ = write!(
            header,
            "{comma}{quoted}:{{\"dtype\":\"{dtype:?}\",\"shape\":{shape},\"data_offsets\":[{start},{end}]}}"
        );
        let slot = Slot { start, size, written: 0, pending: Vec::new() };
        if name == "__metadata__" || slots.insert(name.clone(), slot).is_some() {
            return Err(wrong("the name is taken".to_owned()));
        }
        start = end;
    }
    header.push('}');
    let padded = header.len().next_multiple_of(8);
    let header = format!("{header:<padded$}");
    Ok((header, slots))
}

/// Bytes of a tensor; none where they are not whole or beyond any disk.
fn size(entry: &Entry) -> Option<usize> {
    let bits = entry.shape.iter().try_fold(entry.dtype.bitsize(), |size, d| size.checked_mul(*d))?;
    // Below 2^56 bytes, so that sums of sizes cannot overflow.
    (bits.is_multiple_of(8) && bits < 1 << 59).then_some(bits / 8)
}

/// Writes bytes as a file, whole or not at all: a temporary file beside it, then a rename.
///
/// # Errors
/// The system's.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = partial(path)?;
    file.write_all(bytes)?;
    persist(file, path)
}

/// Copies a file, whole or not at all.
///
/// # Errors
/// The system's.
pub fn copy_atomic(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut file = partial(to)?;
    std::io::copy(&mut std::fs::File::open(from)?, &mut file)?;
    persist(file, to)
}

/// A temporary file beside `path`.
fn partial(path: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    tempfile::Builder::new().suffix(".partial").tempfile_in(folder)
}

/// Onto the disk, then under its name.
fn persist(file: tempfile::NamedTempFile, path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::set_permissions(file.path(), std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}
