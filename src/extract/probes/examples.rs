//! Some examples of a set as batches on a device, normalised once for all the passes over them.

use candle_core::{Device, Tensor};

use super::Subject;
use crate::data::{Dataset, Normalise};
use crate::extract::ExtractError;
use crate::extract::engine::Engine as _;
use crate::random::stratified;

/// Chosen examples, in batches.
pub(super) struct Examples {
    /// Class indices (n).
    pub labels: Vec<usize>,
    /// Images (B, C, H, W).
    pub batches: Vec<Tensor>,
    classes: usize,
}

impl Examples {
    /// At most `count`, every class in its share, in batches of at most `size` and of what the device takes at a time.
    pub fn stratified(of: &Subject<'_>, (count, size): (usize, usize), device: &Device) -> Result<Self, ExtractError> {
        let rows = stratified(&of.data.labels, &of.data.ids, count);
        let shape = of.data.shape;
        let size = size.min(device.batch(shape.iter().product::<usize>() * size_of::<f32>()));
        let mut batches = Vec::new();
        for rows in rows.chunks(size) {
            let pixels = pixels(of.data, rows, of.source.normalise)?;
            batches.push(Tensor::from_vec(pixels, (rows.len(), shape[0], shape[1], shape[2]), device)?);
        }
        let labels = rows.iter().map(|row| of.data.labels[*row]).collect();
        Ok(Self { labels, batches, classes: of.source.plan.classes })
    }

    /// n.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Targets (B, K) of each batch, one-hot.
    pub fn targets(&self) -> Result<Vec<Tensor>, ExtractError> {
        let mut labels = self.labels.as_slice();
        let mut out = Vec::new();
        for batch in &self.batches {
            let (own, rest) = labels.split_at(batch.dim(0)?);
            labels = rest;
            let mut values = vec![0f32; own.len() * self.classes];
            own.iter().enumerate().for_each(|(row, label)| values[row * self.classes + label] = 1.0);
            out.push(Tensor::from_vec(values, (own.len(), self.classes), batch.device())?);
        }
        Ok(out)
    }
}

/// Some rows as (n, C, H, W), normalised.
pub(super) fn pixels(data: &Dataset, rows: &[usize], normalise: &Normalise) -> Result<Vec<f32>, ExtractError> {
    let mut out = Vec::with_capacity(rows.len() * data.shape.iter().product::<usize>());
    for row in rows {
        out.extend(data.batch(*row..*row + 1, normalise)?);
    }
    Ok(out)
}
