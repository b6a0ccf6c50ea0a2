//! Batch norm in training mode over images in rows (W, C), forwards and backwards, with the addition and ReLU behind it.
//!
//! z = then((y − μ) γ/σ + β + added), σ = √(biased variance + ε). With g the gradient before `then` and M values a channel:
//! dβ = Σ g, dγ = Σ g (y − μ)/σ, dy = γ/σ (g − dβ/M − (y − μ)/σ · dγ/M).
//! `conv::group` calls it for each group of images; what groups sum is merged in order, so that threads change no bit. All
//! loops run over whole rows, a channel's constant repeated for each pixel, so that they vectorise for any C.

#![allow(clippy::inline_always)] // loops must be compiled inside `conv::vectorised`, which enables the instructions

use super::conv::convolution::Then;
use super::conv::maps::{Maps, Size};
use super::fold::EPSILON;

/// Count, mean and sum of squares about it, by channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// Values a channel.
    pub count: f64,
    /// (C).
    pub mean: Vec<f64>,
    /// (C).
    pub squares: Vec<f64>,
}

impl Moments {
    /// Of some images.
    #[inline(always)]
    pub fn of(y: &Maps) -> Self {
        let Size { count, height, width, .. } = y.size();
        let count = (count * height * width) as f64;
        let [mut mean] = sums(y.size(), |[sums], (image, row)| add(sums, y.row(image, row)));
        mean.iter_mut().for_each(|m| *m /= count);
        let centre = repeated(&mean, width);
        let [squares] = sums(y.size(), |[sums], (image, row)| {
            for ((sum, y), centre) in sums.iter_mut().zip(y.row(image, row)).zip(&centre) {
                *sum += (y - centre) * (y - centre);
            }
        });
        Self { count, mean, squares }.about(&centre)
    }

    /// `centre` is the mean rounded to f32, so that the squares are a little too large: Σ(y − m)² = Σ(y − μ)² + M (μ − m)².
    fn about(mut self, centre: &[f32]) -> Self {
        for ((squares, mean), centre) in self.squares.iter_mut().zip(&self.mean).zip(centre) {
            *squares = (*squares - self.count * (mean - f64::from(*centre)).powi(2)).max(0.0);
        }
        self
    }

    /// Of these and others (Chan 1979).
    pub fn merge(mut self, other: &Self) -> Self {
        let all = self.count + other.count;
        for (c, (mean, squares)) in self.mean.iter_mut().zip(&mut self.squares).enumerate() {
            let apart = other.mean[c] - *mean;
            *mean += apart * other.count / all;
            *squares += other.squares[c] + apart * apart * self.count * other.count / all;
        }
        self.count = all;
        self
    }

    /// Divided by the count less one: what running statistics take.
    pub fn unbiased_variance(&self) -> Vec<f64> {
        self.squares.iter().map(|s| s / (self.count - 1.0).max(1.0)).collect()
    }
}

/// Batch norm with the statistics of a whole batch.
#[derive(Clone, Debug)]
pub struct BatchNorm {
    moments: Moments,
    /// 1/σ (C).
    inverse: Vec<f64>,
    /// γ/σ (C).
    scale: Vec<f64>,
    /// β (C).
    shift: Vec<f64>,
}

/// Σ g and Σ g (y − μ)/σ, by channel: dβ and dγ.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradients {
    /// dβ (C).
    pub shift: Vec<f64>,
    /// dγ (C).
    pub scale: Vec<f64>,
}

impl Gradients {
    /// The sums over these images and others.
    pub fn merge(mut self, other: &Self) -> Self {
        self.shift.iter_mut().zip(&other.shift).for_each(|(a, b)| *a += b);
        self.scale.iter_mut().zip(&other.scale).for_each(|(a, b)| *a += b);
        self
    }
}

impl BatchNorm {
    /// Of the batch's moments, γ and β (C).
    pub fn new(moments: Moments, gamma: &[f32], beta: &[f32]) -> Self {
        let inverse: Vec<f64> = moments.squares.iter().map(|s| 1.0 / (s / moments.count + EPSILON).sqrt()).collect();
        let scale = inverse.iter().zip(gamma).map(|(i, gamma)| i * f64::from(*gamma)).collect();
        Self { moments, inverse, scale, shift: beta.iter().map(|b| f64::from(*b)).collect() }
    }

    /// The statistics.
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// Writes z inside its border; y and z differ in that alone, and so may what is added.
    #[inline(always)]
    pub fn forward(&self, y: &Maps, added: Option<&Maps>, then: Then, z: &mut Maps) {
        let Size { count, height, width, .. } = y.size();
        let [mean, scale, shift] = [&self.moments.mean, &self.scale, &self.shift].map(|v| repeated(v, width));
        let floor = if then == Then::Relu { 0.0 } else { f32::NEG_INFINITY };
        for (image, row) in (0..count).flat_map(|i| (0..height).map(move |r| (i, r))) {
            let out = z.row_mut(image, row);
            let constants = mean.iter().zip(&scale).zip(&shift);
            for ((z, y), ((mean, scale), shift)) in out.iter_mut().zip(y.row(image, row)).zip(constants) {
                *z = (y - mean) * scale + shift;
            }
            if let Some(added) = added {
                add(out, added.row(image, row));
            }
            out.iter_mut().for_each(|z| *z = if *z < floor { floor } else { *z });
        }
    }

    /// Makes the gradient of z that of what `then` took, and sums it.
    #[inline(always)]
    pub fn backward(&self, y: &Maps, z: &Maps, then: Then, gradient: &mut Maps) -> Gradients {
        let mean = repeated(&self.moments.mean, y.size().width);
        let [shift, mut scale] = sums(y.size(), |[shift, scale], (image, row)| {
            let (gradient, y) = (gradient.row_mut(image, row), y.row(image, row));
            if then == Then::Relu {
                gradient.iter_mut().zip(z.row(image, row)).for_each(|(g, z)| *g = if *z > 0.0 { *g } else { 0.0 });
            }
            add(shift, gradient);
            let values = gradient.iter().zip(y).zip(&mean);
            scale.iter_mut().zip(values).for_each(|(sum, ((g, y), mean))| *sum += g * (y - mean));
        });
        scale.iter_mut().zip(&self.inverse).for_each(|(s, inverse)| *s *= inverse);
        Gradients { shift, scale }
    }

    /// How dy follows from g and y, by the sums over the batch, in rows of some pixels.
    pub fn input_gradient(&self, sums: &Gradients, width: usize) -> InputGradient {
        let of = |f: &dyn Fn(usize) -> f64| {
            let values: Vec<f64> = (0..self.scale.len()).map(f).collect();
            repeated(&values, width)
        };
        let count = self.moments.count;
        InputGradient {
            mean: of(&|c| self.moments.mean[c]),
            scale: of(&|c| self.scale[c]),
            slope: of(&|c| -self.scale[c] * self.inverse[c] * sums.scale[c] / count),
            shift: of(&|c| -self.scale[c] * sums.shift[c] / count),
        }
    }
}

/// dy = scale g + slope (y − mean) + shift, with constants for a row of pixels.
pub struct InputGradient {
    mean: Vec<f32>,
    scale: Vec<f32>,
    slope: Vec<f32>,
    shift: Vec<f32>,
}

impl InputGradient {
    /// Writes a row.
    #[inline(always)]
    pub fn row(&self, gradient: &[f32], y: &[f32], out: &mut [f32]) {
        let constants = self.mean.iter().zip(&self.scale).zip(self.slope.iter().zip(&self.shift));
        let values = gradient.iter().zip(y).zip(constants);
        for (out, ((g, y), ((mean, scale), (slope, shift)))) in out.iter_mut().zip(values) {
            *out = g * scale + (y - mean) * slope + shift;
        }
    }
}

/// Sums over the pixels of all rows, by channel: in f32 down the rows of an image, in f64 from there.
#[inline(always)]
fn sums<const S: usize>(size: Size, mut add_row: impl FnMut(&mut [Vec<f32>; S], (usize, usize))) -> [Vec<f64>; S] {
    let mut totals = [(); S].map(|()| vec![0.0; size.channels]);
    let mut sums = [(); S].map(|()| vec![0.0f32; size.width * size.channels]);
    for image in 0..size.count {
        sums.iter_mut().for_each(|s| s.fill(0.0));
        (0..size.height).for_each(|row| add_row(&mut sums, (image, row)));
        for (totals, sums) in totals.iter_mut().zip(&sums) {
            for pixel in sums.chunks_exact(size.channels) {
                totals.iter_mut().zip(pixel).for_each(|(total, value)| *total += f64::from(*value));
            }
        }
    }
    totals
}

#[inline(always)]
fn add(to: &mut [f32], row: &[f32]) {
    to.iter_mut().zip(row).for_each(|(to, value)| *to += value);
}

/// A constant of each channel, once a pixel.
#[allow(clippy::cast_possible_truncation)] // images are in f32
fn repeated(by_channel: &[f64], pixels: usize) -> Vec<f32> {
    let one: Vec<f32> = by_channel.iter().map(|v| *v as f32).collect();
    one.repeat(pixels)
}
