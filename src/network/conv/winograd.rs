//! A 3 × 3 convolution of stride 1 by Winograd's algorithm F(2 × 2, 3 × 3) (Lavin and Gray 2016): 16 products a channel for
//! four outputs instead of 36. `convolution` runs it where there are channels enough.
//!
//! Y = Aᵀ [Σ over c of (G w Gᵀ) ∘ (Bᵀ d B)] A for each 4 × 4 patch d of the input, patches two pixels apart. The sum over
//! channels is a matrix product for each of the 16 places, and runs in register tiles.
//!
//! Patches are done some rows at a time. A value that is not finite would spread over its patch: rows where one comes out
//! are done again, directly. So NaN and infinity go where they go in the direct sum, and bits depend on the image alone.

#![allow(unsafe_code)]
// transforms without bounds tests; what they touch is cut or said beside each call
// The bodies must be compiled inside the function that enables the instructions; closures over vectors would not be, hence
// the plain loops.
#![allow(clippy::inline_always)]

use std::cell::RefCell;
use std::ops::Range;

use super::aligned::Aligned;
use super::convolution::{Job, Then};
use super::direct::Direct;
use super::geometry::Geometry;
use super::instructions::Instructions;
use super::maps::{Maps, Size};
use super::tile::{self, Tile};
use super::vector::{self, Kernel, Vector};

/// Places of a patch.
const PLACES: usize = 16;

/// Channels in and out from which it is faster; both fill the widest vector.
const CHANNELS: usize = 32;

/// Values of transformed patches that may lie in the cache.
const BAND: usize = 1 << 17;

/// Patches below which the weights, which all go by for each band, cost more than they are used.
const PATCHES: usize = 32;

/// Values between the places of a matrix beyond its own, so that they do not fall on each other in the cache.
const SKEW: usize = 16;

/// Transformed weights.
pub(super) struct Winograd {
    instructions: Instructions,
    then: Then,
    inputs: usize,
    outputs: usize,
    /// [PLACES][outputs / LANES][inputs][LANES].
    weights: Aligned,
    bias: Aligned,
    direct: Direct,
}

#[derive(Default)]
struct Scratch {
    /// [PLACES][patches][inputs].
    patches: Aligned,
    /// [PLACES][patches][channels of a block].
    products: Aligned,
}

thread_local! {
    /// Used again from layer to layer.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Rows of patches, and how many there are across.
struct Band {
    rows: Range<usize>,
    across: usize,
}

impl Band {
    fn patches(&self) -> usize {
        self.rows.len() * self.across
    }
}

impl Winograd {
    /// Whether this kind can do it, and is faster.
    pub(super) fn can(geometry: &Geometry) -> bool {
        let Geometry { inputs, outputs, .. } = *geometry;
        let is_wide = |n: usize| n >= CHANNELS && n.is_multiple_of(16);
        *geometry == Geometry::same(inputs, outputs, 3) && is_wide(inputs) && is_wide(outputs)
    }

    /// Transforms weights (outputs, inputs, 3, 3); a bias (outputs).
    pub(super) fn new(
        geometry: Geometry,
        (weights, bias): (&[f32], &[f32]),
        then: Then,
        instructions: Instructions,
    ) -> Self {
        let Geometry { inputs, outputs, .. } = geometry;
        let lanes = instructions.lanes();
        let (mut packed, mut biases) = (Aligned::zeros(PLACES * inputs * outputs), Aligned::zeros(outputs));
        biases.copy_from_slice(bias);
        let places = &mut packed[..];
        for (at, kernel) in weights.chunks_exact(9).enumerate() {
            let (o, c) = (at / inputs, at % inputs);
            for (place, value) in transformed(kernel).into_iter().enumerate() {
                places[((place * outputs / lanes + o / lanes) * inputs + c) * lanes + o % lanes] = value;
            }
        }
        let direct = Direct::new(geometry, (weights, bias), then, instructions);
        Self { instructions, then, inputs, outputs, weights: packed, bias: biases, direct }
    }

    /// All rows of all images.
    pub(super) fn run(&self, job: &mut Job<'_>) {
        let size = job.out.size();
        let rows = size.count * size.height.div_ceil(2);
        let across = size.width.div_ceil(2);
        let each = (BAND / (PLACES * self.inputs)).max(PATCHES).div_ceil(across.max(1));
        SCRATCH.with_borrow_mut(|scratch| {
            for first in (0..rows).step_by(each) {
                self.band(job, &Band { rows: first..(first + each).min(rows), across }, scratch);
            }
        });
    }

    fn band(&self, job: &mut Job<'_>, band: &Band, scratch: &mut Scratch) {
        let vectors = self.outputs / self.instructions.lanes();
        let Some(cut) = tile::best(self.instructions, band.patches(), vectors) else { return }; // no pixels
        let block = cut.vectors * self.instructions.lanes();
        scratch.patches.resize(PLACES * (band.patches() * self.inputs + SKEW));
        scratch.products.resize(PLACES * (band.patches() * block + SKEW));
        self.transform(job.input, band, &mut scratch.patches);
        let mut is_finite = vec![true; band.rows.len()];
        for first in (0..self.outputs).step_by(block) {
            self.multiply(first, &cut, scratch);
            let of = Block { band, products: &scratch.products, channels: first..first + block };
            self.finish(job, &of, &mut is_finite);
        }
        let size = job.out.size();
        for (row, _) in band.rows.clone().zip(is_finite).filter(|(_, is_finite)| !is_finite) {
            let (image, y) = place(row, size);
            let first = image * size.height + y;
            self.direct.rows(job, first..first + 2.min(size.height - y));
        }
    }

    /// Bᵀ d B of a band's patches.
    fn transform(&self, input: &Maps, band: &Band, patches: &mut [f32]) {
        let size = input.size();
        let stride = band.patches() * self.inputs + SKEW;
        for (at, row) in band.rows.clone().enumerate() {
            let (image, y) = place(row, size);
            // Below the border of an odd height, what is read instead reaches no output that is kept.
            let corner =
                |i: usize| size.at(image, 0) + (y + i).min(size.height + 1) * size.row() - size.row() - self.inputs;
            let mut kernel = Patches {
                rows: std::array::from_fn(|i| &input.data()[corner(i)..][..(size.width + 2) * self.inputs]),
                channels: self.inputs,
                across: band.across,
                out: &mut patches[at * band.across * self.inputs..],
                stride,
            };
            // SAFETY: `new` saw that the machine has the instructions; `can`, that channels fill whole vectors.
            unsafe { vector::run(self.instructions, &mut kernel) };
        }
    }

    /// The products of some output channels, place by place.
    fn multiply(&self, first: usize, cut: &tile::Row, scratch: &mut Scratch) {
        let zeros = [0.0; 64];
        let lanes = self.instructions.lanes();
        let (block, panel) = (cut.vectors * lanes, self.inputs * lanes);
        let (from, to) = (scratch.patches.len() / PLACES, scratch.products.len() / PLACES);
        for place in 0..PLACES {
            let weights =
                &self.weights[place * self.inputs * self.outputs + first * self.inputs..][..cut.vectors * panel];
            for (patch, shape) in &cut.tiles {
                let input = &scratch.patches[place * from + patch * self.inputs..][..shape.pixels * self.inputs];
                let out = &mut scratch.products[place * to + patch * block..][..shape.pixels * block];
                let tile = Tile {
                    input: input.as_ptr(),
                    pixel_step: self.inputs,
                    taps: [1, 1, self.inputs],
                    row_step: 0,
                    column_step: 0,
                    weights: weights.as_ptr(),
                    panel,
                    bias: zeros[..block].as_ptr(),
                    residual: std::ptr::null(),
                    out: out.as_mut_ptr(),
                    out_step: block,
                    channels: block,
                    bounds: Then::Keep.bounds(),
                };
                // SAFETY: as in `Direct::row`.
                unsafe { (shape.run)(&tile) };
            }
        }
    }

    /// Outputs of a block of channels; notes the rows of patches where one is not finite.
    fn finish(&self, job: &mut Job<'_>, of: &Block<'_>, is_finite: &mut [bool]) {
        let (size, added) = (job.out.size(), job.residual.map(Maps::size));
        let block = of.channels.len();
        for ((at, row), is_finite) in of.band.rows.clone().enumerate().zip(is_finite) {
            let (image, y) = place(row, size);
            let start = |size: Size| size.at(image, y) + of.channels.start;
            let mut kernel = Outputs {
                products: &of.products[at * of.band.across * block..],
                stride: of.band.patches() * block + SKEW,
                bias: &self.bias[of.channels.clone()],
                residual: job.residual.map(|r| &r.data()[start(r.size())..]),
                residual_below: added.map_or(0, |size| size.row()),
                out: &mut job.out.data_mut()[start(size)..],
                below: size.row(),
                size: [size.height - y, size.width, self.outputs],
                bounds: self.then.bounds(),
                is_finite: true,
            };
            // SAFETY: as in `transform`.
            unsafe { vector::run(self.instructions, &mut kernel) };
            *is_finite &= kernel.is_finite;
        }
    }
}

/// Products of some channels of a band.
struct Block<'a> {
    band: &'a Band,
    products: &'a [f32],
    channels: Range<usize>,
}

/// Image and first row of pixels of a row of patches.
fn place(row: usize, size: Size) -> (usize, usize) {
    let each = size.height.div_ceil(2);
    (row / each, row % each * 2)
}

/// G w Gᵀ, in f64.
#[allow(clippy::cast_possible_truncation)] // weights are f32
fn transformed(kernel: &[f32]) -> [f32; PLACES] {
    let of = |a: f64, b: f64, c: f64| [a, 0.5 * (a + b + c), 0.5 * (a - b + c), c];
    let w = |i: usize, j: usize| f64::from(kernel[i * 3 + j]);
    let columns: [[f64; 4]; 3] = std::array::from_fn(|j| of(w(0, j), w(1, j), w(2, j)));
    std::array::from_fn(|place| {
        let row = |j: usize| columns[j][place / 4];
        of(row(0), row(1), row(2))[place % 4] as f32
    })
}

/// A row of patches, to be transformed.
struct Patches<'a> {
    /// Each of its rows of pixels, with one of the border on both sides.
    rows: [&'a [f32]; 4],
    channels: usize,
    across: usize,
    /// The first place of the first patch; the next place is `stride` values on.
    out: &'a mut [f32],
    stride: usize,
}

impl Kernel for Patches<'_> {
    #[allow(clippy::needless_range_loop)] // `i` goes through the columns
    #[inline(always)]
    unsafe fn run<T: Vector>(&mut self) {
        let last = self.rows[0].len() / self.channels - 1;
        for patch in 0..self.across {
            // Beyond the border of an odd width, what is read instead reaches no output that is kept.
            let pixels = [0, 1, 2, 3].map(|j| (2 * patch + j).min(last) * self.channels);
            for c in (0..self.channels).step_by(T::LANES) {
                // SAFETY: pixels are in their rows, and channels fill whole vectors.
                unsafe {
                    let mut d = [[T::splat(0.0); 4]; 4];
                    for (column, pixel) in d.iter_mut().zip(pixels) {
                        for (value, row) in column.iter_mut().zip(self.rows) {
                            *value = T::load_at(row, pixel + c);
                        }
                        *column = differences(*column);
                    }
                    #[allow(clippy::needless_range_loop)] // i is the row of every column
                    for i in 0..4 {
                        let row = differences([d[0][i], d[1][i], d[2][i], d[3][i]]);
                        for (j, value) in row.into_iter().enumerate() {
                            value.store_at(self.out, (4 * i + j) * self.stride + patch * self.channels + c);
                        }
                    }
                }
            }
        }
    }
}

/// Bᵀ d of a column.
#[inline(always)]
unsafe fn differences<T: Vector>([a, b, c, d]: [T; 4]) -> [T; 4] {
    // SAFETY: the caller vouches for the instructions.
    unsafe { [a.subtract(c), b.add(c), c.subtract(b), b.subtract(d)] }
}

/// Aᵀ m of a column.
#[inline(always)]
unsafe fn sums<T: Vector>([a, b, c, d]: [T; 4]) -> [T; 2] {
    // SAFETY: as above.
    unsafe { [a.add(b).add(c), b.subtract(c).subtract(d)] }
}

/// Two rows of pixels, from the products of a row of patches.
struct Outputs<'a> {
    /// The first place of the first patch; the next place is `stride` values on.
    products: &'a [f32],
    stride: usize,
    /// Biases of the channels that the products have.
    bias: &'a [f32],
    /// From those channels of the first pixel on; the row below is `residual_below` values on.
    residual: Option<&'a [f32]>,
    residual_below: usize,
    out: &'a mut [f32],
    below: usize,
    /// Rows and columns of pixels, and channels of the output.
    size: [usize; 3],
    bounds: (f32, f32),
    /// Whether all sums were.
    is_finite: bool,
}

impl Kernel for Outputs<'_> {
    #[allow(clippy::needless_range_loop)] // as above
    #[inline(always)]
    unsafe fn run<T: Vector>(&mut self) {
        let (block, [height, width, channels]) = (self.bias.len(), self.size);
        // SAFETY: of all below: pixels and channels are inside the rows that the slices hold, and fill whole vectors.
        unsafe {
            let (floor, ceiling) = (T::splat(self.bounds.0), T::splat(self.bounds.1));
            let mut zeros = T::splat(0.0);
            for patch in 0..width.div_ceil(2) {
                for c in (0..block).step_by(T::LANES) {
                    let bias = T::load_at(self.bias, c);
                    let mut m = [[T::splat(0.0); 2]; 4];
                    for (j, column) in m.iter_mut().enumerate() {
                        let mut products = [T::splat(0.0); 4];
                        for (i, product) in products.iter_mut().enumerate() {
                            *product = T::load_at(self.products, (4 * i + j) * self.stride + patch * block + c);
                        }
                        *column = sums(products);
                    }
                    #[allow(clippy::needless_range_loop)] // as above
                    for i in 0..height.min(2) {
                        let row = sums([m[0][i], m[1][i], m[2][i], m[3][i]]);
                        for (j, sum) in row.into_iter().enumerate().take(width - 2 * patch) {
                            let pixel = (2 * patch + j) * channels + c;
                            let mut sum = sum.add(bias);
                            zeros = sum.multiply_add(T::splat(0.0), zeros); // NaN from NaN and infinity
                            if let Some(residual) = self.residual {
                                sum = sum.add(T::load_at(residual, i * self.residual_below + pixel));
                            }
                            sum.at_least(floor).at_most(ceiling).store_at(self.out, i * self.below + pixel);
                        }
                    }
                }
            }
            let mut lanes = [0.0f32; 16];
            zeros.store_at(&mut lanes, 0);
            self.is_finite = !lanes.iter().any(|lane| lane.is_nan());
        }
    }
}
