//! The pools of a plan, over windows with stride 2: the largest of 3 × 3 or 2 × 2 pixels, the mean of 3 × 3. `trunk` and
//! `group` run them.

#![allow(unsafe_code)] // vectors of channels
#![allow(clippy::inline_always)] // the body must be compiled inside the function that enables the instructions

use super::instructions::Instructions;
use super::maps::{Maps, Size};
use super::vector::{self, Kernel, Vector};
use crate::network::plan::MaxPool;

/// The largest of each window; the border's zeros do no harm, since x is not negative. NaN stays NaN.
pub(super) fn largest(instructions: Instructions, pool: MaxPool, from: &Maps, to: &mut Maps) -> Result<(), String> {
    let size = from.size();
    let [height, width] = pool.sides([size.height, size.width])?;
    to.reset(Size { height, width, ..size });
    match (pool.kernel, [height, width] == [size.height, size.width]) {
        (_, true) => to.data_mut().copy_from_slice(from.data()),
        (3, _) => windows::<3>(instructions, from, to),
        (2, _) => windows::<2>(instructions, from, to),
        (other, _) => return Err(format!("a max pool has windows of 2 or 3 pixels a side, found {other}")),
    }
    Ok(())
}

fn windows<const K: usize>(instructions: Instructions, from: &Maps, to: &mut Maps) {
    let (size, out) = (from.size(), to.size());
    let padding = (K - 1) / 2;
    for image in 0..size.count {
        for y in 0..out.height {
            let corner = size.at(image, 0) + 2 * y * size.row() - padding * (size.row() + size.channels);
            let reach = (2 * (out.width - 1) + K) * size.channels;
            let rows = std::array::from_fn(|ky| &from.data()[corner + ky * size.row()..][..reach]);
            let mut row = Row::<K> { rows, channels: size.channels, out: to.row_mut(image, y) };
            // SAFETY: a trunk's instructions are those of the machine; the rows hold all windows.
            unsafe { vector::run(instructions, &mut row) };
        }
    }
}

/// A row of K × K windows.
struct Row<'a, const K: usize> {
    /// Rows of pixels, two for each of the output and K − 2 more.
    rows: [&'a [f32]; K],
    channels: usize,
    out: &'a mut [f32],
}

impl<const K: usize> Kernel for Row<'_, K> {
    #[inline(always)]
    unsafe fn run<T: Vector>(&mut self) {
        let channels = self.channels;
        for (x, pixel) in self.out.chunks_exact_mut(channels).enumerate() {
            for c in (0..channels).step_by(T::LANES) {
                let count = (channels - c).min(T::LANES);
                // SAFETY: windows are inside the rows, and `count` channels inside a pixel.
                unsafe {
                    let mut largest = T::splat(0.0);
                    for row in self.rows {
                        for kx in 0..K {
                            let value = row.as_ptr().add((2 * x + kx) * channels + c);
                            let value = if count == T::LANES { T::load(value) } else { T::load_some(value, count) };
                            largest = largest.larger(value);
                        }
                    }
                    largest.store_some(pixel.as_mut_ptr().add(c), count);
                }
            }
        }
    }
}

/// The mean of 3 × 3 pixels, padding 1, the border's zeros among them.
pub(super) fn average(from: &Maps, to: &mut Maps) {
    let size = from.size();
    let channels = size.channels;
    to.reset(Size { height: size.height.div_ceil(2), width: size.width.div_ceil(2), ..size });
    for image in 0..size.count {
        for y in 0..to.size().height {
            let corner = size.at(image, 0) + 2 * y * size.row() - size.row() - channels;
            for (x, pixel) in to.row_mut(image, y).chunks_exact_mut(channels).enumerate() {
                pixel.fill(0.0);
                for (ky, kx) in (0..9).map(|tap| (tap / 3, tap % 3)) {
                    let tap = &from.data()[corner + ky * size.row() + (2 * x + kx) * channels..][..channels];
                    pixel.iter_mut().zip(tap).for_each(|(sum, value)| *sum += value);
                }
                pixel.iter_mut().for_each(|sum| *sum /= 9.0);
            }
        }
    }
}
