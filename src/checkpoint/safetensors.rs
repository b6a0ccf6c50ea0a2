//! One safetensors file, mapped: header checked by us, so that every error names the tensor.
//!
//! Layout: `write.rs`. Feeds `load` and `sharded.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ::safetensors::tensor::TensorInfo;
use serde_json::Value;

use super::entries::Entries;
use super::storage::{Stored, View};
use super::{CheckpointError, Contents, Region, map};

/// The longest header that the format allows.
const MAX_HEADER: u64 = 100_000_000;

/// A header: what the file says of itself.
struct Header {
    metadata: BTreeMap<String, String>,
    /// In the order of the data.
    tensors: Vec<(String, TensorInfo)>,
    /// Where the data start.
    start: usize,
}

/// The tensors under the names that they have in the file.
pub(super) fn open(path: &Path) -> Result<Contents, CheckpointError> {
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let map = map::open(path)?;
    let Header { metadata, tensors, start: data } = header(&map).map_err(|what| wrong(broken(&what)))?;
    let stored = |(name, TensorInfo { dtype, shape, data_offsets: (start, end) })| {
        (name, Stored { dtype, view: View::whole(shape), map: 0, range: data + start..data + end })
    };
    let tensors = tensors.into_iter().map(stored).collect();
    Ok(Contents { maps: vec![map], metadata, tensors, notes: Vec::new() })
}

/// Where the tensors lie.
pub(super) fn regions(path: &Path) -> Result<BTreeMap<String, Region>, CheckpointError> {
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let header = header(&map::open(path)?).map_err(|what| wrong(broken(&what)))?;
    let region = |(name, TensorInfo { dtype, shape, data_offsets: (start, end) })| {
        let (start, length) = ((header.start + start) as u64, (end - start) as u64);
        (name, Region { dtype, shape, start, length })
    };
    Ok(header.tensors.into_iter().map(region).collect())
}

fn broken(what: &str) -> String {
    format!("not a whole safetensors file ({what}); copy or export it again")
}

/// Reads and checks the header against the length of the file.
fn header(bytes: &[u8]) -> Result<Header, String> {
    let Some((length, rest)) = bytes.split_first_chunk::<8>() else {
        return Err(format!("expected 8 bytes of header length, found {}", bytes.len()));
    };
    let length = u64::from_le_bytes(*length);
    if length > MAX_HEADER {
        return Err(format!("it claims a header of {length} bytes, the format allows {MAX_HEADER}"));
    }
    let text = usize::try_from(length)
        .ok()
        .and_then(|n| rest.get(..n))
        .ok_or_else(|| format!("it claims a header of {length} bytes, {} follow", rest.len()))?;
    let entries: Entries = serde_json::from_slice(text).map_err(|e| format!("its header is no JSON: {e}"))?;
    let (mut metadata, mut tensors, mut seen) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    for (name, value) in entries.0 {
        if !seen.insert(name.clone()) {
            return Err(format!("its header has {name} twice"));
        }
        if name == "__metadata__" {
            metadata = strings(value)?;
        } else {
            let info: TensorInfo = serde_json::from_value(value).map_err(|e| format!("tensor {name}: {e}"))?;
            tensors.push((name, info));
        }
    }
    tensors.sort_by(|(a, x), (b, y)| (x.data_offsets, a).cmp(&(y.data_offsets, b)));
    check(&tensors, rest.len() - text.len())?;
    Ok(Header { metadata, tensors, start: 8 + text.len() })
}

fn strings(value: Value) -> Result<BTreeMap<String, String>, String> {
    serde_json::from_value(value).map_err(|e| format!("__metadata__ must map strings to strings: {e}"))
}

/// Tensors in the order of their data: each has the bytes of its shape, they touch, and they fill the file.
fn check(tensors: &[(String, TensorInfo)], available: usize) -> Result<(), String> {
    let (mut before, mut at) = ("the header", 0);
    for (name, info) in tensors {
        let (start, end) = info.data_offsets;
        if end > available || start > end {
            return Err(format!("tensor {name} lies at bytes {start}..{end} of the data, there are {available}"));
        }
        if start != at {
            let how = if start < at { "overlaps" } else { "leaves a gap after" };
            return Err(format!(
                "tensor {name} lies at bytes {start}..{end} of the data and {how} {before}, which ends at {at}"
            ));
        }
        let bits = info.shape.iter().try_fold(info.dtype.bitsize(), |size, d| size.checked_mul(*d));
        if bits != (end - start).checked_mul(8) {
            let (shape, dtype) = (&info.shape, info.dtype);
            return Err(format!("tensor {name} of {dtype:?} and shape {shape:?} cannot lie in {} bytes", end - start));
        }
        (before, at) = (name, end);
    }
    if at != available {
        return Err(format!("its tensors take {at} bytes, {available} follow the header"));
    }
    Ok(())
}
