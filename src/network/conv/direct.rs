//! A convolution by its definition, any kernel, stride, dilation and groups, in register tiles. `convolution` runs it.
//!
//! Rows of pixels are done a band at a time, so that what a band reads and writes stays in the cache while all weights go
//! by; within a band, a slice of input channels at a time, so that a slice of weights does.

use std::ops::Range;

use super::aligned::Aligned;
use super::convolution::{Job, Then};
use super::geometry::Geometry;
use super::instructions::Instructions;
use super::tile::{self, Row, Tile};

/// Values of input and output that a band may have: half of a core's cache.
const BAND: usize = 1 << 17;

/// Taps that a slice may have; with 64 output channels they fill the nearest cache.
const SLICE: usize = 288;

/// Weights packed for tiles.
pub(super) struct Direct {
    geometry: Geometry,
    instructions: Instructions,
    then: Then,
    /// [groups][vectors][slices][kernel][kernel][slice][LANES], zeros above the last output of a group.
    weights: Aligned,
    /// [groups][vectors][LANES].
    bias: Aligned,
}

/// Some vectors of output channels of a row, and the slice of input channels that is added.
struct At {
    group: usize,
    vector: usize,
    slice: Range<usize>,
    row: usize,
}

impl Direct {
    /// Packs weights (outputs, inputs / groups, kernel, kernel) and a bias (outputs) of a geometry that was checked.
    pub(super) fn new(
        geometry: Geometry,
        (weights, bias): (&[f32], &[f32]),
        then: Then,
        instructions: Instructions,
    ) -> Self {
        let lanes = instructions.lanes();
        let ((inputs, outputs), taps) = (geometry.group(), geometry.taps());
        let vectors = outputs.div_ceil(lanes);
        let area = geometry.kernel * geometry.kernel;
        let mut packed = Aligned::zeros(geometry.groups * vectors * taps * lanes);
        let mut biases = Aligned::zeros(geometry.groups * vectors * lanes);
        for (o, row) in weights.chunks_exact(taps).enumerate() {
            let (group, of_group) = (o / outputs, o % outputs);
            let (vector, lane) = (group * vectors + of_group / lanes, of_group % lanes);
            biases[vector * lanes + lane] = bias[o];
            let panel = &mut packed[vector * taps * lanes..][..taps * lanes];
            for slice in slices(&geometry) {
                let from = slice.start * area * lanes;
                for (c, taps) in row.chunks_exact(area).take(inputs).enumerate().take(slice.end).skip(slice.start) {
                    for (tap, weight) in taps.iter().enumerate() {
                        panel[from + (tap * slice.len() + c - slice.start) * lanes + lane] = *weight;
                    }
                }
            }
        }
        Self { geometry, instructions, then, weights: packed, bias: biases }
    }

    /// All rows of all images.
    pub(super) fn run(&self, job: &mut Job<'_>) {
        let size = job.out.size();
        let rows = size.count * size.height;
        let band = (BAND / (size.width * (self.geometry.inputs + self.geometry.outputs)).max(1)).max(1);
        for first in (0..rows).step_by(band) {
            self.rows(job, first..(first + band).min(rows));
        }
    }

    /// Some rows, counted through the images.
    pub(super) fn rows(&self, job: &mut Job<'_>, rows: Range<usize>) {
        let vectors = self.geometry.group().1.div_ceil(self.instructions.lanes());
        let Some(cut) = tile::best(self.instructions, job.out.size().width, vectors) else { return }; // no pixels
        for group in 0..self.geometry.groups {
            for vector in (0..vectors).step_by(cut.vectors) {
                for slice in slices(&self.geometry) {
                    for row in rows.clone() {
                        self.row(&At { group, vector, slice: slice.clone(), row }, &cut, job);
                    }
                }
            }
        }
    }

    #[allow(unsafe_code)] // the tile takes pointers; the slices below hold all that it touches
    fn row(&self, at: &At, cut: &Row, job: &mut Job<'_>) {
        let Geometry { inputs, outputs, kernel, stride, padding, dilation, groups, .. } = self.geometry;
        let ((deep, wide), lanes) = (self.geometry.group(), self.instructions.lanes());
        let (from, size) = (job.input.size(), job.out.size());
        let (image, y) = (at.row / size.height, at.row % size.height);
        let (is_first, is_last) = (at.slice.start == 0, at.slice.end == deep);
        // Where a pixel's channels are all summed at once, those of its neighbour follow.
        let merges = groups == 1 && dilation == 1 && is_first && is_last;
        let taps = if merges { [kernel, 1, kernel * inputs] } else { [kernel, kernel, at.slice.len()] };
        let (row_step, column_step, pixel_step) = (dilation * from.row(), dilation * inputs, stride * inputs);
        let reach =
            |pixels: usize| (kernel - 1) * row_step + (taps[1] - 1) * column_step + (pixels - 1) * pixel_step + taps[2];

        let (area, panel) = (kernel * kernel, self.geometry.taps() * lanes);
        let vector = at.group * wide.div_ceil(lanes) + at.vector;
        let weights = &self.weights[vector * panel..][..cut.vectors * panel][at.slice.start * area * lanes..];
        let bias = &self.bias[vector * lanes..][..cut.vectors * lanes];
        let channels = (wide - at.vector * lanes).min(cut.vectors * lanes);
        let first = at.group * wide + at.vector * lanes;
        let corner = from.at(image, 0) + y * stride * from.row() - padding * (from.row() + inputs)
            + at.group * deep
            + at.slice.start;
        for (x, shape) in &cut.tiles {
            let input = &job.input.data()[corner + x * pixel_step..][..reach(shape.pixels)];
            let (of_pixel, written) = (x * outputs + first, (shape.pixels - 1) * outputs + channels);
            let residual = job.residual.filter(|_| is_last).map(|r| &r.row(image, y)[of_pixel..][..written]);
            let out = &mut job.out.row_mut(image, y)[of_pixel..][..written];
            let tile = Tile {
                input: input.as_ptr(),
                pixel_step,
                taps,
                row_step,
                column_step,
                weights: weights.as_ptr(),
                panel,
                bias: if is_first { bias.as_ptr() } else { std::ptr::null() },
                residual: residual.map_or(std::ptr::null(), <[f32]>::as_ptr),
                out: out.as_mut_ptr(),
                out_step: outputs,
                channels,
                bounds: if is_last { self.then.bounds() } else { Then::Keep.bounds() },
            };
            // SAFETY: `Convolution::new` saw that the machine has the instructions; each slice above was cut, with its
            // bounds tested, to exactly what a tile of this shape reads or writes.
            unsafe { (shape.run)(&tile) };
        }
    }
}

/// The input channels of a group in slices of about `SLICE` taps; the same for all instructions, since the order of a sum
/// follows from it.
fn slices(geometry: &Geometry) -> impl Iterator<Item = Range<usize>> + use<> {
    let (deep, area) = (geometry.group().0, geometry.kernel * geometry.kernel);
    let each = if geometry.taps() < 2 * SLICE { deep } else { (SLICE / area).max(1) };
    (0..deep).step_by(each).map(move |start| start..(start + each).min(deep))
}
