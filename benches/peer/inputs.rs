//! Inputs that `benches/peers/inputs.py` wrote, as tensors and matrices.

use std::path::Path;

use candle_core::{Device, Tensor};
use penult::checkpoint;
use penult::linalg::Rows;

use crate::Failure;

/// A matrix of a file (N, D).
pub(crate) struct Matrix {
    data: Vec<f32>,
    rows: usize,
    cols: usize,
}

impl Matrix {
    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows { data: &self.data, rows: self.rows, cols: self.cols }
    }
}

/// An array of a safetensors file.
pub(crate) fn array(file: &Path, name: &str) -> Result<checkpoint::Tensor, Failure> {
    let mut tensors = checkpoint::load(file)?.tensors;
    tensors.remove(name).ok_or_else(|| format!("there is no array {name}: {}", file.display()).into())
}

pub(crate) fn matrix(file: &Path, name: &str) -> Result<Matrix, Failure> {
    let array = array(file, name)?;
    let [rows, cols] = array.shape[..] else { return Err(format!("{name} is no matrix: {}", file.display()).into()) };
    Ok(Matrix { data: array.data, rows, cols })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small whole numbers, written as f32
pub(crate) fn labels(file: &Path) -> Result<Vec<usize>, Failure> {
    Ok(array(file, "labels")?.data.iter().map(|l| *l as usize).collect())
}

/// Images (N, C, H, W) in batches.
pub(crate) fn batches(file: &Path, size: usize) -> Result<Vec<Tensor>, Failure> {
    let images = array(file, "images")?;
    let shape = &images.shape[1..];
    let each: usize = shape.iter().product();
    let batch = |pixels: &[f32]| {
        let shape: Vec<usize> = std::iter::once(pixels.len() / each).chain(shape.iter().copied()).collect();
        Ok(Tensor::from_slice(pixels, shape, &Device::Cpu)?)
    };
    images.data.chunks(size * each).map(batch).collect()
}
