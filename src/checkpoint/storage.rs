//! Where a tensor's values lie: a strided view of a range of a mapped file.
//!
//! Fed by the readers of files, read by `load` and `convert`. Nothing is allocated beyond the size of the range, whatever
//! shape is claimed.

use std::borrow::Cow;
use std::ops::Range;

use ::safetensors::tensor::Dtype;

/// A tensor that is not read yet.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    /// Its element type.
    pub(super) dtype: Dtype,
    /// Which elements of the range.
    pub(super) view: View,
    /// Which of the mapped files.
    pub(super) map: usize,
    /// Bytes of that file.
    pub(super) range: Range<usize>,
}

impl Stored {
    /// Its elements in row-major order, little-endian.
    ///
    /// # Errors
    /// A view that does not fit its range.
    pub(super) fn bytes<'a>(&self, file: &'a [u8]) -> Result<Cow<'a, [u8]>, String> {
        let storage = file.get(self.range.clone()).ok_or("its bytes lie outside the file")?;
        self.view.gather(storage, self.dtype.bitsize() / 8)
    }

    /// How many bytes its elements take, as far as its shape says.
    pub(super) fn size(&self) -> usize {
        self.view.shape.iter().fold(self.dtype.bitsize() / 8, |size, d| size.saturating_mul(*d))
    }
}

/// A tensor inside a storage, in elements.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) offset: usize,
    pub(super) shape: Vec<usize>,
    pub(super) strides: Vec<usize>,
}

impl View {
    /// All of a storage, row by row.
    pub(super) fn whole(shape: Vec<usize>) -> Self {
        let mut strides = steps(shape.iter().rev());
        strides.reverse();
        Self { offset: 0, shape, strides }
    }

    /// All of a storage, column by column.
    pub(super) fn column_major(shape: Vec<usize>) -> Self {
        let strides = steps(shape.iter());
        Self { offset: 0, shape, strides }
    }

    /// Its elements in row-major order.
    pub(super) fn gather<'a>(&self, storage: &'a [u8], width: usize) -> Result<Cow<'a, [u8]>, String> {
        let View { offset, shape, strides } = self;
        let outside = || {
            format!(
                "shape {shape:?} with strides {strides:?} from {offset} does not fit its storage of {} bytes",
                storage.len()
            )
        };
        let elements = shape.iter().try_fold(1usize, |n, d| n.checked_mul(*d)).ok_or_else(outside)?;
        // Also refuses an expanded tensor, whose elements outnumber what is stored.
        if strides.len() != shape.len() || elements > storage.len() / width.max(1) {
            return Err(outside());
        }
        if elements == 0 {
            return Ok(Cow::Borrowed(&[]));
        }
        if is_contiguous(shape, strides) {
            let end = offset.checked_add(elements).and_then(|end| end.checked_mul(width)).ok_or_else(outside)?;
            return Ok(Cow::Borrowed(storage.get(offset * width..end).ok_or_else(outside)?));
        }
        // Where the elements start: dimension by dimension, never more than `elements`.
        let mut starts = vec![*offset];
        for (size, stride) in shape.iter().zip(strides) {
            let step = |start: usize, i: usize| start.checked_add(i.checked_mul(*stride)?);
            let longer = starts.iter().flat_map(|start| (0..*size).map(move |i| step(*start, i)));
            starts = longer.collect::<Option<_>>().ok_or_else(outside)?;
        }
        let element = |start: &usize| storage.get(start.checked_mul(width)?..start.checked_add(1)?.checked_mul(width)?);
        let parts = starts.iter().map(element).collect::<Option<Vec<_>>>().ok_or_else(outside)?;
        Ok(Cow::Owned(parts.concat()))
    }
}

/// How far apart neighbours lie along each dimension, the first the closest.
fn steps<'a>(sizes: impl Iterator<Item = &'a usize>) -> Vec<usize> {
    let next = |step: &mut usize, size: &usize| Some(std::mem::replace(step, step.saturating_mul(*size)));
    sizes.scan(1usize, next).collect()
}

/// Whether the elements lie row by row without gaps; the stride of a dimension of one does not matter.
fn is_contiguous(shape: &[usize], strides: &[usize]) -> bool {
    let mut expected = 1;
    shape.iter().zip(strides).rev().all(|(size, stride)| {
        let fits = *size == 1 || *stride == expected;
        expected *= size;
        fits
    })
}
