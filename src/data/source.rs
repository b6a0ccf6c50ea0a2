//! Where images are until a batch needs them: raw bytes, a region of a file, encoded images.

use std::borrow::Cow;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;

use super::DataError;
use super::encoded::Encoded;

/// Images of one size, in order.
#[derive(Debug)]
pub(super) enum Source {
    /// (N, C, H, W) bytes.
    Pixels(Vec<u8>),
    /// (N, C, H, W) in a file.
    Region(Region),
    /// PNG or JPEG.
    Encoded(Encoded),
}

/// Numbers in a file.
#[derive(Debug)]
pub(super) struct Region {
    /// The file.
    pub(super) file: PathBuf,
    /// Where the first image starts, in bytes.
    pub(super) start: u64,
    /// How many bytes there are.
    pub(super) length: u64,
    /// What they are.
    pub(super) element: Element,
}

/// What a region holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Element {
    /// 0 to 255.
    U8,
    /// 0 to 1, little-endian.
    F32,
}

/// Images of a batch, (B, C, H, W).
pub(super) enum Images<'a> {
    /// 0 to 255.
    Bytes(Cow<'a, [u8]>),
    /// 0 to 1.
    Floats(Vec<f32>),
}

impl Source {
    /// The images of some rows; `size` is C * H * W.
    pub(super) fn images(&self, rows: Range<usize>, size: usize) -> Result<Images<'_>, DataError> {
        match self {
            Self::Pixels(bytes) => Ok(Images::Bytes(Cow::Borrowed(&bytes[rows.start * size..rows.end * size]))),
            Self::Region(region) => region.images(rows, size),
            Self::Encoded(encoded) => Ok(Images::Bytes(Cow::Owned(encoded.images(rows)?))),
        }
    }

    /// BLAKE3 of all that decides what the images are.
    pub(super) fn hash(&self) -> Result<blake3::Hash, DataError> {
        match self {
            Self::Pixels(bytes) => Ok(blake3::hash(bytes)),
            Self::Region(region) => region.hash(),
            Self::Encoded(encoded) => Ok(encoded.hash()),
        }
    }
}

impl Region {
    fn images(&self, rows: Range<usize>, size: usize) -> Result<Images<'static>, DataError> {
        let width = if self.element == Element::U8 { 1 } else { 4 };
        let mut bytes = vec![0; rows.len() * size * width];
        let start = self.start + (rows.start * size * width) as u64;
        std::fs::File::open(&self.file)
            .and_then(|mut file| file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut bytes)))
            .map_err(|e| DataError::new(format!("rows {rows:?}: cannot read the images ({e})"), &self.file))?;
        Ok(match self.element {
            Element::U8 => Images::Bytes(Cow::Owned(bytes)),
            Element::F32 => {
                Images::Floats(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
            }
        })
    }

    fn hash(&self) -> Result<blake3::Hash, DataError> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{:?}", self.element).as_bytes());
        std::fs::File::open(&self.file)
            .and_then(|mut file| file.seek(SeekFrom::Start(self.start)).map(|_| file.take(self.length)))
            .and_then(|region| hasher.update_reader(region).map(drop))
            .map_err(|e| DataError::new(format!("cannot read the images ({e})"), &self.file))?;
        Ok(hasher.finalize())
    }
}
