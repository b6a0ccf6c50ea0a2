//! Raw numbers in files: images of one size at equal distances, read when a batch asks for them.
//!
//! Fed by `idx.rs`, `cifar.rs` and `arrays.rs`, read through `source.rs`. Read rather than mapped: memory is one batch,
//! however many images there are.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::DataError;
use super::source::Images;

/// Bytes that are hashed at a time.
const HASHED: usize = 1 << 20;

/// Images of one size, file after file.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) parts: Vec<Part>,
    pub(super) element: Element,
}

/// What an image is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Element {
    /// 0 to 255.
    U8,
    /// 0 to 1, little-endian.
    F32,
}

/// The images of a file.
#[derive(Debug)]
pub(super) struct Part {
    path: PathBuf,
    file: Mutex<File>,
    layout: Layout,
}

/// Where images lie in a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Where the first starts, in bytes.
    pub(super) start: u64,
    /// Bytes from one to the next.
    pub(super) stride: usize,
    /// How many there are.
    pub(super) rows: usize,
}

impl Part {
    pub(super) fn new(path: &Path, file: File, layout: Layout) -> Self {
        Self { path: path.to_path_buf(), file: Mutex::new(file), layout }
    }

    /// Appends the images of some rows of the file, `size` bytes each.
    fn read(&self, rows: Range<usize>, size: usize, out: &mut Vec<u8>) -> std::io::Result<()> {
        let Layout { start, stride, .. } = self.layout;
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start + (rows.start * stride) as u64))?;
        let begin = out.len();
        // Behind the last image its stride may be cut short.
        let length = (rows.len() * stride).saturating_sub(stride - size);
        let read = (&mut *file).take(length as u64).read_to_end(out)?;
        if read < length {
            return Err(std::io::Error::other("the file became shorter"));
        }
        if stride > size {
            (0..rows.len())
                .for_each(|i| out.copy_within(begin + i * stride..begin + i * stride + size, begin + i * size));
            out.truncate(begin + rows.len() * size);
        }
        Ok(())
    }
}

impl Raw {
    /// The images of some rows; `size` is C * H * W.
    pub(super) fn images(&self, rows: Range<usize>, size: usize) -> Result<Images, DataError> {
        let bytes = self.bytes(rows, size)?;
        Ok(match self.element {
            Element::U8 => Images::Bytes(bytes),
            Element::F32 => {
                Images::Floats(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
            }
        })
    }

    fn bytes(&self, rows: Range<usize>, size: usize) -> Result<Vec<u8>, DataError> {
        let size = size * self.element.width();
        let mut out = Vec::with_capacity(rows.len() * size);
        let mut first = 0;
        for part in &self.parts {
            let end = first + part.layout.rows;
            let here = rows.start.max(first)..rows.end.min(end);
            if !here.is_empty() {
                part.read(here.start - first..here.end - first, size, &mut out)
                    .map_err(|e| DataError::new(format!("rows {here:?}: cannot read the images ({e})"), &part.path))?;
            }
            first = end;
        }
        Ok(out)
    }

    /// BLAKE3 of the images alone: the same in any container.
    pub(super) fn hash(&self, size: usize) -> Result<blake3::Hash, DataError> {
        let mut hasher = blake3::Hasher::new();
        if self.element == Element::F32 {
            hasher.update(b"F32");
        }
        let n: usize = self.parts.iter().map(|part| part.layout.rows).sum();
        let step = (HASHED / (size * self.element.width()).max(1)).max(1);
        for start in (0..n).step_by(step) {
            hasher.update(&self.bytes(start..n.min(start + step), size)?);
        }
        Ok(hasher.finalize())
    }
}

impl Element {
    /// Bytes of one.
    pub(super) const fn width(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::F32 => 4,
        }
    }
}
