//! Batch norm in training mode over images in rows (W, C), forwards and backwards, with the addition and ReLU behind it.
//!
//! z = then((y − μ) γ/σ + β + added), σ = √(biased variance + ε). With g the gradient before `then` and M values a channel:
//! dβ = Σ g, dγ = Σ g (y − μ)/σ, dy = γ/σ (g − dβ/M − (y − μ)/σ · dγ/M).
//! `conv::group` calls it for each group of images; what groups sum is merged in order, so that threads change no bit. All
//! loops run over whole rows, a channel's constant repeated for each pixel, so that they vectorise for any C.

#![allow(clippy::inline_always)] // loops must be compiled inside `vectorised`, which enables the instructions

use super::conv::convolution::Then;
use super::conv::instructions::Instructions;
use super::conv::maps::{Maps, Size};
use super::conv::vectorised::{Loops, vectorised};
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
    pub fn of(y: &Maps, instructions: Instructions) -> Self {
        let Size { count, height, width, .. } = y.size();
        let count = (count * height * width) as f64;
        let mean: Vec<f64> = vectorised(instructions, Sum { y }).into_iter().map(|sum| sum / count).collect();
        let centre = repeated(&mean, width);
        let squares = vectorised(instructions, Squares { y, centre: &centre });
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

    /// Writes z inside its border; the three sets differ in their borders alone.
    pub fn forward(&self, (y, added): (&Maps, Option<&Maps>), then: Then, z: &mut Maps, instructions: Instructions) {
        let constants = [&self.moments.mean, &self.scale, &self.shift].map(|v| repeated(v, y.size().width));
        vectorised(instructions, Normalise { y, added, constants: &constants, then, z });
    }

    /// Makes the gradient of z that of what `then` took, and sums it.
    pub fn backward(
        &self,
        (y, z): (&Maps, &Maps),
        then: Then,
        gradient: &mut Maps,
        instructions: Instructions,
    ) -> Gradients {
        let mean = repeated(&self.moments.mean, y.size().width);
        let [shift, mut scale] = vectorised(instructions, CutAndSum { y, z, then, mean: &mean, gradient });
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

/// Sums over pixels by channel: in f32 down the rows of an image, in f64 from there.
struct Sums {
    /// (W, C) of one image.
    rows: Vec<f32>,
    /// (C).
    totals: Vec<f64>,
}

impl Sums {
    fn new(size: Size) -> Self {
        Self { rows: vec![0.0; size.width * size.channels], totals: vec![0.0; size.channels] }
    }

    #[inline(always)]
    fn end_image(&mut self) {
        for pixel in self.rows.chunks_exact(self.totals.len()) {
            for (total, value) in self.totals.iter_mut().zip(pixel) {
                *total += f64::from(*value);
            }
        }
        self.rows.fill(0.0);
    }
}

/// Σ y.
struct Sum<'a> {
    y: &'a Maps,
}

impl Loops for Sum<'_> {
    type Output = Vec<f64>;
    #[inline(always)]
    fn run(self) -> Vec<f64> {
        let mut sums = Sums::new(self.y.size());
        for image in 0..self.y.size().count {
            for row in 0..self.y.size().height {
                add(&mut sums.rows, self.y.row(image, row));
            }
            sums.end_image();
        }
        sums.totals
    }
}

/// Σ (y − centre)².
struct Squares<'a> {
    y: &'a Maps,
    centre: &'a [f32],
}

impl Loops for Squares<'_> {
    type Output = Vec<f64>;
    #[inline(always)]
    fn run(self) -> Vec<f64> {
        let mut sums = Sums::new(self.y.size());
        for image in 0..self.y.size().count {
            for row in 0..self.y.size().height {
                for ((sum, y), centre) in sums.rows.iter_mut().zip(self.y.row(image, row)).zip(self.centre) {
                    *sum += (y - centre) * (y - centre);
                }
            }
            sums.end_image();
        }
        sums.totals
    }
}

/// z from y; constants are the mean, γ/σ and β.
struct Normalise<'a> {
    y: &'a Maps,
    added: Option<&'a Maps>,
    constants: &'a [Vec<f32>; 3],
    then: Then,
    z: &'a mut Maps,
}

impl Loops for Normalise<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { y, added, constants: [mean, scale, shift], then, z } = self;
        let (floor, ceiling) = then.bounds();
        for image in 0..y.size().count {
            for row in 0..y.size().height {
                let out = z.row_mut(image, row);
                let constants = mean.iter().zip(scale).zip(shift);
                for ((z, y), ((mean, scale), shift)) in out.iter_mut().zip(y.row(image, row)).zip(constants) {
                    *z = (y - mean) * scale + shift;
                }
                if let Some(added) = added {
                    add(out, added.row(image, row));
                }
                for z in out {
                    let raised = if *z < floor { floor } else { *z };
                    *z = if raised > ceiling { ceiling } else { raised };
                }
            }
        }
    }
}

/// Σ g and Σ g (y − mean), of the g that `then` lets through.
struct CutAndSum<'a> {
    y: &'a Maps,
    z: &'a Maps,
    then: Then,
    mean: &'a [f32],
    gradient: &'a mut Maps,
}

impl Loops for CutAndSum<'_> {
    type Output = [Vec<f64>; 2];
    #[inline(always)]
    fn run(self) -> [Vec<f64>; 2] {
        let Self { y, z, then, mean, gradient } = self;
        let (floor, ceiling) = then.bounds();
        let (mut plain, mut centred) = (Sums::new(y.size()), Sums::new(y.size()));
        for image in 0..y.size().count {
            for row in 0..y.size().height {
                let (g, y) = (gradient.row_mut(image, row), y.row(image, row));
                if then != Then::Keep {
                    for (g, z) in g.iter_mut().zip(z.row(image, row)) {
                        *g = if *z <= floor || *z >= ceiling { 0.0 } else { *g };
                    }
                }
                add(&mut plain.rows, g);
                for ((sum, g), (y, mean)) in centred.rows.iter_mut().zip(g.iter()).zip(y.iter().zip(mean)) {
                    *sum += g * (y - mean);
                }
            }
            plain.end_image();
            centred.end_image();
        }
        [plain.totals, centred.totals]
    }
}

#[inline(always)]
fn add(to: &mut [f32], row: &[f32]) {
    for (to, value) in to.iter_mut().zip(row) {
        *to += value;
    }
}

/// A constant of each channel, once a pixel.
#[allow(clippy::cast_possible_truncation)] // images are in f32
fn repeated(by_channel: &[f64], pixels: usize) -> Vec<f32> {
    let one: Vec<f32> = by_channel.iter().map(|v| *v as f32).collect();
    one.repeat(pixels)
}
