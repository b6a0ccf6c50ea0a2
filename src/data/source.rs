//! Where images are until a batch needs them: raw numbers in files, or encoded images.

use std::ops::Range;

use super::DataError;
use super::encoded::Encoded;
use super::raw::Raw;

/// Images of one size, in order.
#[derive(Debug)]
pub(super) enum Source {
    /// (N, C, H, W) in files.
    Raw(Raw),
    /// PNG or JPEG.
    Encoded(Encoded),
}

/// Images of a batch, (B, C, H, W).
pub(super) enum Images {
    /// 0 to 255.
    Bytes(Vec<u8>),
    /// 0 to 1.
    Floats(Vec<f32>),
}

impl Source {
    /// The images of some rows; `size` is C * H * W.
    pub(super) fn images(&self, rows: Range<usize>, size: usize) -> Result<Images, DataError> {
        match self {
            Self::Raw(raw) => raw.images(rows, size),
            Self::Encoded(encoded) => Ok(Images::Bytes(encoded.images(rows)?)),
        }
    }

    /// BLAKE3 of all that decides what the images are; `size` is C * H * W.
    pub(super) fn hash(&self, size: usize) -> Result<blake3::Hash, DataError> {
        match self {
            Self::Raw(raw) => raw.hash(size),
            Self::Encoded(encoded) => Ok(encoded.hash()),
        }
    }
}
