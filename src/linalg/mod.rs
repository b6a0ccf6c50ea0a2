//! Matrices that know nothing of candle. Fed by `extract`, read by `metrics`.

/// A borrowed row-major matrix of f32, (rows, cols).
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// Row-major values, `rows * cols` of them.
    pub data: &'a [f32],
    /// N.
    pub rows: usize,
    /// D or K.
    pub cols: usize,
}

impl<'a> Rows<'a> {
    /// A view of `data` as (rows, cols). `None` when the length does not fit.
    #[must_use]
    pub fn new(data: &'a [f32], rows: usize, cols: usize) -> Option<Self> {
        (rows.checked_mul(cols) == Some(data.len())).then_some(Self { data, rows, cols })
    }

    /// Row `i`, of `cols` values.
    #[must_use]
    pub fn row(&self, i: usize) -> &'a [f32] {
        &self.data[i * self.cols..(i + 1) * self.cols]
    }
}
