//! The gradient of a convolution's weights: dW[o][c][ky][kx] = Σ over images and pixels of
//! x[y · stride + ky − padding][x · stride + kx − padding][c] · dy[y][x][o].
//!
//! `group` sums it over a group of images, `training` over the groups in their order. Sums lie as [kernel][kernel · inputs]
//! [outputs, rounded up to whole vectors], as the taps lie in an image.

use rayon::prelude::*;

use super::convolution::Geometry;
use super::instructions::Instructions;
use super::maps::{Maps, Size};
use super::taps::{self, Tile};

/// Sums that a thread adds at a time.
const CHUNK: usize = 1 << 14;

/// Sums over images, and how to add to them.
pub struct WeightGradient {
    geometry: Geometry,
    instructions: Instructions,
    /// Values a tap: the outputs, rounded up to whole vectors.
    step: usize,
    sums: Vec<f32>,
    /// Gradients of the outputs that fill no vector, (H, W, LANES).
    last: Vec<f32>,
}

impl WeightGradient {
    /// Zero, for instructions that the machine has.
    ///
    /// # Errors
    /// When it lacks them.
    pub fn new(geometry: Geometry, instructions: Instructions) -> Result<Self, String> {
        let instructions = narrower(instructions, geometry.outputs);
        if !instructions.is_available() {
            return Err(format!("this machine has no {} instructions", instructions.name()));
        }
        let step = geometry.outputs.next_multiple_of(instructions.lanes());
        let sums = vec![0.0; geometry.kernel * geometry.kernel * geometry.inputs * step];
        Ok(Self { geometry, instructions, step, sums, last: Vec::new() })
    }

    /// Adds what some images contribute. The gradient's pixel (0, 0) lies `before` rows and pixels from its corner; it may
    /// end early, where its windows see padding alone.
    ///
    /// # Errors
    /// When the sets of images do not belong together.
    pub fn add(&mut self, input: &Maps, gradient: &Maps, before: usize) -> Result<(), String> {
        let Geometry { inputs, outputs, padding, .. } = self.geometry;
        let (from, of) = (input.size(), gradient.size());
        let sides = self.geometry.side(from.height).zip(self.geometry.side(from.width));
        let fits = from.channels == inputs && from.border >= padding && of.channels == outputs && of.count == from.count;
        let Some((height, width)) = sides.filter(|_| fits) else {
            return Err(format!("{:?} has no gradient of {of:?} from {from:?}", self.geometry));
        };
        let height = height.min(of.height.saturating_sub(before));
        let width = width.min(of.width.saturating_sub(before));
        for image in 0..from.count {
            self.image(&Image { input, gradient, image, before, height, width });
        }
        Ok(())
    }

    fn image(&mut self, at: &Image<'_>) {
        let lanes = self.instructions.lanes();
        let whole = self.geometry.outputs / lanes;
        let of = at.gradient.size();
        let corner = of.at(at.image, at.before) + at.before * of.channels;
        let mut vector = 0;
        while vector < whole {
            let Some(shape) = taps::best(self.instructions, 1, whole - vector) else { return };
            let rows = Rows { values: &at.gradient.data()[corner + vector * lanes..], step: of.channels, row: of.row() };
            self.block(at, &rows, (vector, shape.vectors));
            vector += shape.vectors;
        }
        if whole * lanes < self.geometry.outputs {
            let mut last = std::mem::take(&mut self.last);
            copy_last(at, whole * lanes, lanes, &mut last);
            self.block(at, &Rows { values: &last, step: lanes, row: at.width * lanes }, (whole, 1));
            self.last = last;
        }
    }

    /// All taps of some vectors of output channels.
    fn block(&mut self, at: &Image<'_>, rows: &Rows<'_>, (vector, vectors): (usize, usize)) {
        let Geometry { inputs, kernel, padding, .. } = self.geometry;
        let (from, run) = (at.input.size(), kernel * inputs);
        for ky in 0..kernel {
            let corner = from.at(at.image, 0) + ky * from.row() - padding * (from.row() + inputs);
            let mut tap = 0;
            while let Some(shape) = taps::best(self.instructions, run - tap, vectors) {
                let input = &at.input.data()[corner + tap..];
                self.tile(at, shape, (input, rows), (ky * run + tap) * self.step + vector * self.instructions.lanes());
                tap += shape.taps;
            }
        }
    }

    #[allow(unsafe_code)] // the tile takes pointers; the slices below hold all that it touches
    fn tile(&mut self, at: &Image<'_>, shape: &taps::Shape, (input, rows): (&[f32], &Rows<'_>), first: usize) {
        let (stride, channels) = (self.geometry.stride, shape.vectors * self.instructions.lanes());
        let (Some(down), Some(right)) = (at.height.checked_sub(1), at.width.checked_sub(1)) else { return };
        let (pixel_step, row_step) = (stride * self.geometry.inputs, stride * at.input.size().row());
        let input = &input[..down * row_step + right * pixel_step + shape.taps];
        let gradient = &rows.values[..down * rows.row + right * rows.step + channels];
        let sums = &mut self.sums[first..][..(shape.taps - 1) * self.step + channels];
        let tile = Tile {
            input: input.as_ptr(),
            pixel_step,
            row_step,
            gradient: gradient.as_ptr(),
            gradient_step: rows.step,
            gradient_row: rows.row,
            height: at.height,
            width: at.width,
            sums: sums.as_mut_ptr(),
            sums_step: self.step,
        };
        // SAFETY: `new` saw that the machine has the instructions; each slice above was cut, with its bounds tested, to
        // exactly what a tile of this shape reads or writes.
        unsafe { (shape.run)(&tile) };
    }

    /// Adds others' sums, in their order.
    pub fn merge(mut self, others: &[Self]) -> Self {
        self.sums.par_chunks_mut(CHUNK).enumerate().for_each(|(at, sums)| {
            for other in others {
                sums.iter_mut().zip(&other.sums[at * CHUNK..]).for_each(|(sum, value)| *sum += value);
            }
        });
        self
    }

    /// The sums as (outputs, inputs, kernel, kernel).
    pub fn to_weights(&self) -> Vec<f32> {
        let Geometry { inputs, outputs, kernel, .. } = self.geometry;
        let mut out = Vec::with_capacity(outputs * inputs * kernel * kernel);
        for o in 0..outputs {
            for c in 0..inputs {
                out.extend((0..kernel * kernel).map(|tap| self.sums[(tap * inputs + c) * self.step + o]));
            }
        }
        out
    }
}

/// One image and its gradient.
struct Image<'a> {
    input: &'a Maps,
    gradient: &'a Maps,
    image: usize,
    before: usize,
    height: usize,
    width: usize,
}

/// Gradients of some output channels, with the steps to the next pixel and row.
struct Rows<'a> {
    values: &'a [f32],
    step: usize,
    row: usize,
}

/// Eight lanes where sixteen would be half empty.
fn narrower(instructions: Instructions, outputs: usize) -> Instructions {
    let is_half_empty = (1..=8).contains(&(outputs % 16));
    let narrow = Instructions::available().into_iter().find(|i| *i == Instructions::Avx2);
    if instructions == Instructions::Avx512 && is_half_empty { narrow.unwrap_or(instructions) } else { instructions }
}

/// The channels from `first` on, beside zeros.
fn copy_last(at: &Image<'_>, first: usize, lanes: usize, out: &mut Vec<f32>) {
    let Size { channels, .. } = at.gradient.size();
    out.clear();
    out.resize(at.height * at.width * lanes, 0.0);
    for (y, row) in out.chunks_exact_mut((at.width * lanes).max(1)).enumerate() {
        let pixels = at.gradient.row(at.image, y + at.before)[at.before * channels..].chunks_exact(channels);
        for (pixel, from) in row.chunks_exact_mut(lanes).zip(pixels) {
            pixel[..channels - first].copy_from_slice(&from[first..]);
        }
    }
}
