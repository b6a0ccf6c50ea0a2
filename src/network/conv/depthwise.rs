//! A convolution with one channel a group: a tap is a product of vectors of channels. `convolution` runs it.
//!
//! out[c] = then(b[c] + Σ over (ky, kx) of x[ky][kx][c] · w[ky][kx][c] + residual[c])

#![allow(unsafe_code)] // the inner loop: no bounds tests; `row` cuts slices of what it reads
#![allow(clippy::inline_always)] // the body must be compiled inside the function that enables the instructions

use super::aligned::Aligned;
use super::convolution::{Job, Then};
use super::geometry::Geometry;
use super::instructions::Instructions;
use super::vector::{self, Kernel, Vector};

/// Pixels that are summed side by side: two multiply-adds a cycle of latency 4.
const PIXELS: usize = 8;

/// Weights with channels side by side.
pub(super) struct Depthwise {
    geometry: Geometry,
    instructions: Instructions,
    then: Then,
    /// [kernel · kernel][channels].
    weights: Aligned,
    bias: Aligned,
}

impl Depthwise {
    /// Whether this kind can do it: its own channel a group, and enough of them to fill the widest vector.
    pub(super) fn can(geometry: &Geometry) -> bool {
        geometry.group() == (1, 1) && geometry.outputs >= 16
    }

    /// Packs weights (channels, 1, kernel, kernel) and a bias (channels).
    pub(super) fn new(
        geometry: Geometry,
        (weights, bias): (&[f32], &[f32]),
        then: Then,
        instructions: Instructions,
    ) -> Self {
        let area = geometry.taps();
        let (mut packed, mut biases) = (Aligned::zeros(weights.len()), Aligned::zeros(bias.len()));
        biases.copy_from_slice(bias);
        for (at, weight) in weights.iter().enumerate() {
            packed[at % area * geometry.outputs + at / area] = *weight;
        }
        Self { geometry, instructions, then, weights: packed, bias: biases }
    }

    /// All rows of all images.
    pub(super) fn run(&self, job: &mut Job<'_>) {
        let Geometry { inputs: channels, kernel, stride, padding, dilation, .. } = self.geometry;
        let (from, size) = (job.input.size(), job.out.size());
        if size.width == 0 {
            return;
        }
        let reach =
            ((kernel - 1) * dilation) * from.row() + ((size.width - 1) * stride + self.geometry.span()) * channels;
        for image in 0..size.count {
            for y in 0..size.height {
                let corner = from.at(image, 0) + y * stride * from.row() - padding * (from.row() + channels);
                let mut row = Row {
                    input: &job.input.data()[corner..][..reach],
                    steps: [dilation * from.row(), dilation * channels, stride * channels],
                    kernel,
                    weights: &self.weights,
                    bias: &self.bias,
                    residual: job.residual.map(|r| r.row(image, y)),
                    out: job.out.row_mut(image, y),
                    bounds: self.then.bounds(),
                };
                // SAFETY: `Convolution::new` saw that the machine has the instructions; the slices hold a row's taps.
                unsafe { vector::run(self.instructions, &mut row) };
            }
        }
    }
}

/// A row of the output.
struct Row<'a> {
    /// From the first tap of the first pixel to the last of the last.
    input: &'a [f32],
    /// Values from a row of taps to the next, from a column to the next, from a pixel to the next.
    steps: [usize; 3],
    kernel: usize,
    weights: &'a [f32],
    bias: &'a [f32],
    residual: Option<&'a [f32]>,
    out: &'a mut [f32],
    bounds: (f32, f32),
}

impl Kernel for Row<'_> {
    #[inline(always)]
    unsafe fn run<T: Vector>(&mut self) {
        let channels = self.bias.len();
        let width = self.out.len() / channels;
        let mut x = 0;
        // SAFETY: pixels are inside the row; the last vector of channels overlaps its neighbour where they do not fill it.
        unsafe {
            while x < width {
                let left = width - x;
                for c in (0..channels).step_by(T::LANES).map(|c| c.min(channels - T::LANES)) {
                    match left {
                        PIXELS.. => self.pixels::<T, PIXELS>(x, c),
                        4.. => self.pixels::<T, 4>(x, c),
                        2.. => self.pixels::<T, 2>(x, c),
                        _ => self.pixels::<T, 1>(x, c),
                    }
                }
                x += if left >= PIXELS {
                    PIXELS
                } else if left >= 4 {
                    4
                } else {
                    left.min(2)
                };
            }
        }
    }
}

impl Row<'_> {
    /// P pixels from x on, a vector of channels from c on.
    #[inline(always)]
    unsafe fn pixels<T: Vector, const P: usize>(&mut self, x: usize, c: usize) {
        let [row_step, column_step, pixel_step] = self.steps;
        let channels = self.bias.len();
        // SAFETY: the caller vouches for P pixels and a vector of channels.
        unsafe {
            let mut sums = [T::load_at(self.bias, c); P];
            for ky in 0..self.kernel {
                for kx in 0..self.kernel {
                    let weight = T::load_at(self.weights, (ky * self.kernel + kx) * channels + c);
                    let tap = ky * row_step + kx * column_step + x * pixel_step + c;
                    for (p, sum) in sums.iter_mut().enumerate() {
                        *sum = T::load_at(self.input, tap + p * pixel_step).multiply_add(weight, *sum);
                    }
                }
            }
            let (floor, ceiling) = (T::splat(self.bounds.0), T::splat(self.bounds.1));
            for (p, mut sum) in sums.into_iter().enumerate() {
                let at = (x + p) * channels + c;
                if let Some(residual) = self.residual {
                    sum = sum.add(T::load_at(residual, at));
                }
                sum.at_least(floor).at_most(ceiling).store_at(self.out, at);
            }
        }
    }
}
