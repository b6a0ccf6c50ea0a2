//! Values that begin at a cache line, so that a vector of 16 never crosses two. `maps` and the packed weights lie in it.

use std::ops::{Deref, DerefMut};

/// Values a cache line.
const LINE: usize = 16;

/// A buffer of values.
#[derive(Debug, Default)]
pub(super) struct Aligned {
    data: Vec<f32>,
    skipped: usize,
    len: usize,
}

impl Aligned {
    /// Zeros.
    pub(super) fn zeros(len: usize) -> Self {
        let mut out = Self::default();
        out.resize(len);
        out
    }

    /// Takes a length; what the values are then is not said. The memory only grows.
    pub(super) fn resize(&mut self, len: usize) {
        self.data.resize(self.data.len().max(len + LINE), 0.0);
        self.skipped = self.data.as_ptr().align_offset(LINE * size_of::<f32>()).min(LINE);
        self.len = len;
    }
}

impl Deref for Aligned {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.data[self.skipped..][..self.len]
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.data[self.skipped..][..self.len]
    }
}
