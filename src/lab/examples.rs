//! The training set on the device, as bytes, and its batches, normalised. `train` reads them.

use candle_core::{DType, Device, Result, Tensor};

use super::LabError;
use super::augment::Augment;
use crate::data::{DataError, Dataset, Normalise};
use crate::random::Random;

/// Images decoded at a time.
const READ_BATCH: usize = 1000;

/// A whole set on the device.
pub struct Examples {
    pixels: Tensor, // (N, C·H·W) u8, with one black pixel more at the end of each row
    labels: Tensor, // (N) u32
    scale: Tensor,  // (1, C, 1, 1): 1/(255 std)
    shift: Tensor,  // (1, C, 1, 1): −mean/std
    /// C, H, W.
    pub shape: [usize; 3],
    /// N.
    pub n: usize,
    /// K.
    pub classes: usize,
    /// BLAKE3 of pixels and labels, hexadecimal.
    pub blake3: String,
}

impl Examples {
    /// Brings the first images of a set to the device, all where no number is given.
    ///
    /// # Errors
    /// When the device refuses, or the constants are of another number of channels.
    pub fn new(
        set: &Dataset,
        count: Option<usize>,
        normalise: &Normalise,
        device: &Device,
    ) -> std::result::Result<Self, LabError> {
        let [channels, ..] = set.shape;
        if normalise.mean.len() != channels {
            let what = format!("the normalisation has {} channels, the data have {channels}", normalise.mean.len());
            return Err(candle_core::Error::Msg(what).into());
        }
        let n = count.map_or(set.len(), |count| count.min(set.len()));
        let bytes = bytes(set, n)?;
        let labels: Vec<u32> = set.labels[..n].iter().map(|l| u32::try_from(*l).unwrap_or(u32::MAX)).collect();
        let mut hasher = blake3::Hasher::new();
        hasher.update(&bytes);
        for label in &labels {
            hasher.update(&label.to_le_bytes());
        }
        let per_channel = |f: &dyn Fn(f32, f32) -> f32| {
            let values: Vec<f32> = normalise.mean.iter().zip(&normalise.std).map(|(m, s)| f(*m, *s)).collect();
            Tensor::from_vec(values, (1, channels, 1, 1), device)
        };
        Ok(Self {
            pixels: Tensor::from_vec(bytes, (n, set.shape.iter().product::<usize>()), device)?
                .pad_with_zeros(1, 0, 1)?,
            labels: Tensor::from_vec(labels, n, device)?,
            scale: per_channel(&|_, std| 1.0 / (255.0 * std))?,
            shift: per_channel(&|mean, std| -mean / std)?,
            shape: set.shape,
            n,
            classes: set.classes.len(),
            blake3: hasher.finalize().to_hex().to_string(),
        })
    }

    /// The labels of some rows (B).
    ///
    /// # Errors
    /// When a row is outside.
    pub fn labels(&self, rows: &Tensor) -> Result<Tensor> {
        self.labels.index_select(rows, 0)
    }

    /// Some rows as normalised images (B, C, H, W).
    ///
    /// # Errors
    /// When a row is outside.
    pub fn inputs(&self, rows: &Tensor) -> Result<Tensor> {
        let size = self.shape.iter().product();
        self.normalised(&self.pixels.index_select(rows, 0)?.narrow(1, 0, size)?)
    }

    /// The same, each image cut at random.
    ///
    /// # Errors
    /// When a row is outside.
    pub fn augmented(&self, rows: &Tensor, augment: Augment, random: &mut Random) -> Result<Tensor> {
        let batch = rows.dim(0)?;
        let sources: Vec<u32> = (0..batch).flat_map(|_| augment.sources(augment.draw(random), self.shape)).collect();
        let size: usize = self.shape.iter().product();
        let sources = Tensor::from_vec(sources, (batch, size), rows.device())?;
        self.normalised(&self.pixels.index_select(rows, 0)?.gather(&sources, 1)?)
    }

    /// The device that holds it.
    pub fn device(&self) -> &Device {
        self.pixels.device()
    }

    /// (x/255 − mean)/std.
    fn normalised(&self, pixels: &Tensor) -> Result<Tensor> {
        let (batch, [c, h, w]) = (pixels.dim(0)?, self.shape);
        let x = pixels.to_dtype(DType::F32)?.reshape((batch, c, h, w))?;
        x.broadcast_mul(&self.scale)?.broadcast_add(&self.shift)
    }
}

/// The first n images as bytes (n, C, H, W): a quarter of the memory of f32, and black is 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // in [0, 255]
fn bytes(set: &Dataset, n: usize) -> std::result::Result<Vec<u8>, DataError> {
    let plain = Normalise { mean: vec![0.0; set.shape[0]], std: vec![1.0; set.shape[0]] };
    let mut out = Vec::with_capacity(n * set.shape.iter().product::<usize>());
    for start in (0..n).step_by(READ_BATCH) {
        let end = (start + READ_BATCH).min(n);
        out.extend(set.batch(start..end, &plain)?.into_iter().map(|x| (x * 255.0).round() as u8));
    }
    Ok(out)
}
