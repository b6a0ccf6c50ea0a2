//! What `torch.save` wrote before PyTorch 1.6, and still writes with `_use_new_zipfile_serialization=False`.
//!
//! Five pickles: a magic number, the version 1001, the machine that wrote it, what was saved, the keys of the storages; then
//! each storage in the order of the keys: a count of elements (i64), and the elements. (`torch.serialization._legacy_save`)

use std::collections::BTreeMap;

use super::super::pickle::{Pickle, Value};
use super::{File, tensor};

/// The first pickle: 0x1950a86a20f9469cfc6c.
pub(in super::super) const MAGIC: &[u8] = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.";

/// The version of the format that is read.
const VERSION: usize = 1001;

pub(super) fn read(bytes: &[u8]) -> Result<File<'_>, String> {
    let mut at = MAGIC.len();
    let mut next = |what: &str| {
        let pickle = Pickle::read(&bytes[at..]).map_err(|e| format!("{what}: {e}"))?;
        at += pickle.length;
        Ok::<_, String>(pickle)
    };
    let version = next("the version")?;
    if version.count(version.root) != Some(VERSION) {
        return Err(format!("expected the legacy format {VERSION}, found {}", version.describe(version.root)));
    }
    let machine = next("the description of the machine")?;
    let is_little =
        machine.entries(machine.root).unwrap_or_default().into_iter().find(|(key, _)| *key == "little_endian");
    if is_little.is_some_and(|(_, id)| matches!(machine.get(id), Value::Bool(false))) {
        return Err("its numbers are big-endian".to_owned());
    }
    let pickle = next("what was saved")?;
    let keys = next("the list of storages")?;
    let widths = widths(&pickle);
    let mut storages = BTreeMap::new();
    for id in keys.list(keys.root).ok_or("the keys of its storages are no list")? {
        let key = keys.text(*id).ok_or("the key of a storage is no text")?;
        let short = || format!("storage {key} is not whole; copy the file again");
        let count = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()).ok_or_else(short)?;
        // Of a type of unknown size: where the storages after it begin is unknown too.
        let Some(width) = widths.get(key) else { break };
        let start = at + 8;
        let length = usize::try_from(i64::from_le_bytes(*count)).ok().and_then(|n| n.checked_mul(*width));
        let end = length.and_then(|n| start.checked_add(n)).filter(|end| *end <= bytes.len()).ok_or_else(short)?;
        storages.insert(key.to_owned(), start..end);
        at = end;
    }
    Ok(File { bytes, pickle, storages })
}

/// Bytes of an element of each storage that the pickle names.
fn widths(pickle: &Pickle<'_>) -> BTreeMap<String, usize> {
    let named = pickle
        .values()
        .filter_map(|v| if let Value::Persistent(id) = v { tensor::Named::of(pickle, *id) } else { None });
    named.filter_map(|named| Some((named.key.to_owned(), tensor::width(named.class)?))).collect()
}
