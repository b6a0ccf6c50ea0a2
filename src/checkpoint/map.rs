//! Files mapped into memory, not read. The one place of `unsafe` in reading.
#![allow(unsafe_code)] // mapping a file is unsafe: another process may change it

use std::fs::File;
use std::path::Path;

/// Maps a file read-only.
pub(crate) fn open(path: &Path) -> std::io::Result<memmap2::Mmap> {
    let file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the file is empty"));
    }
    // SAFETY: the map is read-only and lives as long as the borrow; penult replaces files by rename, never in place.
    unsafe { memmap2::Mmap::map(&file) }
}
