//! The gradient of a convolution's weights: `dW[o][c][ky][kx]` = Σ over images and pixels of
//! `x[y · stride + ky − padding][x · stride + kx − padding][c] · dy[y][x][o]`.
//!
//! `group` sums it over a group of images, `pass` over the groups in their order. Sums lie as `[groups][kernel][kernel][inputs]`
//! [outputs, rounded up to whole vectors], in and out of a group; as the taps lie in an image.

use std::ops::Range;

use rayon::prelude::*;

use super::convolution::Geometry;
use super::instructions::Instructions;
use super::maps::Maps;
use super::taps::{self, Tile};
use super::vectorised::{Loops, vectorised};

/// Sums that a thread adds at a time.
const CHUNK: usize = 1 << 14;

/// Sums over images, and how to add to them.
pub struct WeightGradient {
    geometry: Geometry,
    instructions: Instructions,
    /// Values a tap: a group's outputs, rounded up to whole vectors.
    step: usize,
    sums: Vec<f32>,
    /// Gradients of a group's outputs that fill no vector, (H, W, LANES).
    last: Vec<f32>,
}

impl WeightGradient {
    /// Zero, for instructions that the machine has.
    ///
    /// # Errors
    /// When it lacks them, or the groups do not come out even.
    pub fn new(geometry: Geometry, instructions: Instructions) -> Result<Self, String> {
        geometry.check()?;
        let wide = geometry.group().1;
        let instructions = narrower(instructions, wide);
        if !instructions.is_available() {
            return Err(format!("this machine has no {} instructions", instructions.name()));
        }
        let step = if is_depthwise(&geometry) { 1 } else { wide.next_multiple_of(instructions.lanes()) };
        let sums = vec![0.0; geometry.kernel * geometry.kernel * geometry.inputs * step];
        Ok(Self { geometry, instructions, step, sums, last: Vec::new() })
    }

    /// Adds what some images contribute. The gradient's pixel (0, 0) lies `before` rows and pixels from its corner; it may
    /// end early, where its windows see padding alone.
    ///
    /// # Errors
    /// When the sets of images do not belong together.
    pub fn add(&mut self, input: &Maps, gradient: &Maps, before: usize) -> Result<(), String> {
        let Geometry { inputs, outputs, groups, .. } = self.geometry;
        let (from, of) = (input.size(), gradient.size());
        let sides = self.geometry.side(from.height).zip(self.geometry.side(from.width));
        let fits = from.channels == inputs
            && from.border >= self.geometry.border()
            && of.channels == outputs
            && of.count == from.count;
        let Some((height, width)) = sides.filter(|_| fits) else {
            return Err(format!("{:?} has no gradient of {of:?} from {from:?}", self.geometry));
        };
        let height = height.min(of.height.saturating_sub(before));
        let width = width.min(of.width.saturating_sub(before));
        for index in 0..from.count {
            let at = Image { input, gradient, index, before, height, width };
            if is_depthwise(&self.geometry) {
                vectorised(self.instructions, Depthwise { geometry: self.geometry, at: &at, sums: &mut self.sums });
            } else {
                (0..groups).for_each(|group| self.group(&at, group));
            }
        }
        Ok(())
    }

    /// A group of channels of an image.
    fn group(&mut self, at: &Image<'_>, group: usize) {
        let (lanes, wide) = (self.instructions.lanes(), self.geometry.group().1);
        let (of, whole) = (at.gradient.size(), wide / lanes);
        let corner = of.at(at.index, at.before) + at.before * of.channels + group * wide;
        let mut vector = 0;
        while let Some(shape) = taps::best(self.instructions, 1, whole - vector) {
            let rows =
                Rows { values: &at.gradient.data()[corner + vector * lanes..], step: of.channels, row: of.row() };
            self.block(at, &rows, (group, vector, shape.vectors));
            vector += shape.vectors;
        }
        if whole * lanes < wide {
            let mut last = std::mem::take(&mut self.last);
            copy_some(at, group * wide + whole * lanes..(group + 1) * wide, lanes, &mut last);
            self.block(at, &Rows { values: &last, step: lanes, row: at.width * lanes }, (group, whole, 1));
            self.last = last;
        }
    }

    /// All taps of a group, some vectors of its output channels. Taps that lie side by side in the image are one run.
    fn block(&mut self, at: &Image<'_>, rows: &Rows<'_>, (group, vector, vectors): (usize, usize, usize)) {
        let Geometry { kernel, padding, dilation, inputs, .. } = self.geometry;
        let (from, deep) = (at.input.size(), self.geometry.group().0);
        let columns = if deep == inputs && dilation == 1 { 1 } else { kernel };
        let run = kernel / columns * deep;
        for (ky, kx) in (0..kernel).flat_map(|ky| (0..columns).map(move |kx| (ky, kx))) {
            let corner = from.at(at.index, 0) + ky * dilation * from.row() - padding * (from.row() + inputs);
            let first = ((group * kernel + ky) * columns + kx) * run;
            let mut tap = 0;
            while let Some(shape) = taps::best(self.instructions, run - tap, vectors) {
                let input = &at.input.data()[corner + kx * dilation * inputs + group * deep + tap..];
                let sums = (first + tap) * self.step + vector * self.instructions.lanes();
                self.tile(at, shape, (input, rows), sums);
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

    /// The sums as (outputs, inputs / groups, kernel, kernel).
    pub fn to_weights(&self) -> Vec<f32> {
        let (area, (deep, wide)) = (self.geometry.kernel * self.geometry.kernel, self.geometry.group());
        let mut out = Vec::with_capacity(self.geometry.outputs * deep * area);
        if is_depthwise(&self.geometry) {
            let channels = self.geometry.inputs;
            (0..channels).for_each(|c| out.extend((0..area).map(|tap| self.sums[tap * channels + c])));
            return out;
        }
        for o in 0..self.geometry.outputs {
            let (group, o) = (o / wide, o % wide);
            for c in 0..deep {
                out.extend((0..area).map(|tap| self.sums[((group * area + tap) * deep + c) * self.step + o]));
            }
        }
        out
    }
}

/// Whether each channel goes its own way; its sums lie as [kernel][kernel][channels].
fn is_depthwise(geometry: &Geometry) -> bool {
    geometry.group() == (1, 1)
}

/// Adds an image's part where each channel goes its own way.
struct Depthwise<'a> {
    geometry: Geometry,
    at: &'a Image<'a>,
    sums: &'a mut [f32],
}

impl Loops for Depthwise<'_> {
    type Output = ();
    #[allow(clippy::inline_always)] // as `vectorised` asks
    #[inline(always)]
    fn run(self) {
        let Self { geometry: Geometry { inputs, kernel, stride, padding, dilation, .. }, at, sums } = self;
        let from = at.input.size();
        for y in 0..at.height {
            let gradient = &at.gradient.row(at.index, at.before + y)[at.before * inputs..];
            for (tap, sums) in sums.chunks_exact_mut(inputs).enumerate() {
                let (ky, kx) = (tap / kernel * dilation, tap % kernel * dilation);
                let first = from.at(at.index, 0) + (y * stride + ky) * from.row() + kx * inputs;
                let taps = &at.input.data()[first - padding * (from.row() + inputs)..];
                for (taps, gradient) in taps.chunks(stride * inputs).zip(gradient.chunks_exact(inputs)).take(at.width) {
                    for ((sum, tap), g) in sums.iter_mut().zip(taps).zip(gradient) {
                        *sum += tap * g;
                    }
                }
            }
        }
    }
}

/// One image and its gradient.
struct Image<'a> {
    input: &'a Maps,
    gradient: &'a Maps,
    index: usize,
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

/// Some channels, beside zeros.
fn copy_some(at: &Image<'_>, channels: Range<usize>, lanes: usize, out: &mut Vec<f32>) {
    let all = at.gradient.size().channels;
    out.clear();
    out.resize(at.height * at.width * lanes, 0.0);
    for (y, row) in out.chunks_exact_mut((at.width * lanes).max(1)).enumerate() {
        let pixels = at.gradient.row(at.index, y + at.before)[at.before * all..].chunks_exact(all);
        for (pixel, from) in row.chunks_exact_mut(lanes).zip(pixels) {
            pixel[..channels.len()].copy_from_slice(&from[channels.clone()]);
        }
    }
}
