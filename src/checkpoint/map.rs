//! Files mapped into memory, not read. The one place of `unsafe` in reading.
#![allow(unsafe_code)] // mapping a file is unsafe: another process may change it

use std::fs::File;
use std::path::Path;

use super::CheckpointError;

/// Maps a file read-only.
pub(crate) fn open(path: &Path) -> Result<memmap2::Mmap, CheckpointError> {
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let unreadable = |e: std::io::Error| wrong(format!("cannot read the checkpoint ({e})"));
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(wrong("expected a checkpoint file, found a folder or a device".to_owned()));
    }
    if about.len() == 0 {
        return Err(wrong("the file is empty; copy or export it again".to_owned()));
    }
    // SAFETY: the map is read-only and lives as long as the borrow; penult replaces files by rename, never in place.
    unsafe { memmap2::Mmap::map(&file) }.map_err(unreadable)
}

/// Takes the pages of a map out of memory; they are read again where they are wanted.
pub(crate) fn release(map: &memmap2::Mmap) {
    #[cfg(unix)]
    // SAFETY: the map is of a file and read-only: its pages come back as they were. Advice that is refused costs memory alone.
    let _ = unsafe { map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
}
