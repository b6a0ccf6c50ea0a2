//! The directory of a zip archive, as `torch.save` and `numpy.savez` write it: names, and where the bytes of each file lie.
//!
//! Format: PKWARE APPNOTE 4.3.12 (central directory), 4.3.14-16 (ends), 4.5.3 (zip64). Feeds `torch` and `numpy.rs`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::ops::Range;

/// Files of an archive by name.
pub(super) type Files = BTreeMap<String, File>;

/// A file of an archive.
pub(super) struct File {
    method: usize,
    /// Where its bytes, maybe compressed, lie in the archive.
    range: Range<usize>,
    /// Bytes of the file itself.
    size: u64,
}

impl File {
    /// Where its bytes lie in the archive.
    ///
    /// # Errors
    /// When it is compressed.
    pub(super) fn stored(&self, name: &str) -> Result<Range<usize>, String> {
        if self.method == STORED {
            return Ok(self.range.clone());
        }
        Err(format!("its part {name} is compressed, which torch.save never does"))
    }

    /// Its bytes.
    ///
    /// # Errors
    /// When they are compressed by another method than deflate, or broken.
    pub(super) fn read<'a>(&self, archive: &'a [u8], name: &str) -> Result<Cow<'a, [u8]>, String> {
        let bytes = &archive[self.range.clone()];
        match self.method {
            STORED => Ok(Cow::Borrowed(bytes)),
            DEFLATED => {
                let limit = self.size.min(bytes.len() as u64 * DEFLATE_AT_MOST);
                let mut out = Vec::new();
                flate2::read::DeflateDecoder::new(bytes)
                    .take(limit + 1)
                    .read_to_end(&mut out)
                    .map_err(|e| format!("its part {name} cannot be inflated ({e}); copy the file again"))?;
                if out.len() as u64 != self.size {
                    return Err(format!(
                        "its part {name} does not have the {} bytes that it claims; copy the file again",
                        self.size
                    ));
                }
                Ok(Cow::Owned(out))
            }
            other => Err(format!("its part {name} is compressed by method {other}; write it by numpy.savez")),
        }
    }
}

/// Little-endian fields of a record.
#[derive(Clone, Copy)]
struct Record<'a>(&'a [u8]);

impl<'a> Record<'a> {
    /// The record with this signature at `at`.
    fn at(bytes: &'a [u8], at: u64, signature: [u8; 4]) -> Option<Self> {
        let rest = bytes.get(usize::try_from(at).ok()?..)?;
        rest.starts_with(&signature).then_some(Self(rest))
    }

    fn number<const WIDTH: usize>(self, at: usize) -> Option<u64> {
        let mut value = [0; 8];
        value[..WIDTH].copy_from_slice(self.0.get(at..at.checked_add(WIDTH)?)?);
        Some(u64::from_le_bytes(value))
    }

    fn u16(self, at: usize) -> Option<usize> {
        usize::try_from(self.number::<2>(at)?).ok()
    }

    fn u32(self, at: usize) -> Option<u64> {
        self.number::<4>(at)
    }

    fn u64(self, at: usize) -> Option<u64> {
        self.number::<8>(at)
    }
}

/// Methods: not compressed, deflate.
const STORED: usize = 0;
const DEFLATED: usize = 8;

/// Deflate cannot shrink by more.
const DEFLATE_AT_MOST: u64 = 1032;

/// Reads the directory.
///
/// # Errors
/// When it is broken.
pub(super) fn files(bytes: &[u8]) -> Result<Files, String> {
    let broken = || "the zip directory is broken or missing: the file is not whole, copy it again".to_owned();
    let (count, mut at) = directory(bytes).ok_or_else(broken)?;
    let mut files = BTreeMap::new();
    for _ in 0..count {
        let record = Record::at(bytes, at, *b"PK\x01\x02").ok_or_else(broken)?;
        let (name, file, next) = entry(bytes, record).ok_or_else(broken)?;
        files.insert(name, file);
        at += next;
    }
    Ok(files)
}

/// Count of the files and where their list starts, from the end of the archive.
fn directory(bytes: &[u8]) -> Option<(u64, u64)> {
    // The end record is 22 bytes and a comment of at most 65,535.
    let first = bytes.len().saturating_sub(22 + 0xffff);
    let end = (first..=bytes.len().checked_sub(22)?).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))?;
    let record = Record(&bytes[end..]);
    let (count, start) = (record.u16(10)? as u64, record.u32(16)?);
    if count != 0xffff && start != 0xffff_ffff {
        return Some((count, start));
    }
    let locator = Record::at(bytes, end.checked_sub(20)? as u64, *b"PK\x06\x07")?;
    let record = Record::at(bytes, locator.u64(8)?, *b"PK\x06\x06")?;
    Some((record.u64(32)?, record.u64(48)?))
}

/// Name and place of a file, and the length of its directory record.
fn entry(bytes: &[u8], record: Record<'_>) -> Option<(String, File, u64)> {
    let (name_length, extra_length) = (record.u16(28)?, record.u16(30)?);
    let name = String::from_utf8_lossy(record.0.get(46..46 + name_length)?).into_owned();
    let extra = record.0.get(46 + name_length..46 + name_length + extra_length)?;
    // Size of the file, size in the archive, and where its local header begins.
    let [size, stored, start] = zip64(extra, [record.u32(24)?, record.u32(20)?, record.u32(42)?])?;
    let local = Record::at(bytes, start, *b"PK\x03\x04")?;
    let start = usize::try_from(start).ok()? + 30 + local.u16(26)? + local.u16(28)?;
    let range = start..start.checked_add(usize::try_from(stored).ok()?)?;
    bytes.get(range.clone())?;
    let length = 46 + name_length + extra_length + record.u16(32)?;
    Some((name, File { method: record.u16(10)?, range, size }, length as u64))
}

/// Fields that are all ones stand in the zip64 extra field, in their order.
fn zip64(mut extra: &[u8], mut fields: [u64; 3]) -> Option<[u64; 3]> {
    while fields.contains(&0xffff_ffff) {
        let (kind, length) = (Record(extra).u16(0)?, Record(extra).u16(2)?);
        let body = extra.get(4..4 + length)?;
        extra = &extra[4 + length..];
        if kind == 1 {
            let wide = fields.iter_mut().filter(|f| **f == 0xffff_ffff);
            for (field, at) in wide.zip((0..).step_by(8)) {
                *field = Record(body).u64(at)?;
            }
            break;
        }
    }
    Some(fields)
}
