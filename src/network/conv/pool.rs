//! The max pool of a plan: 3 × 3 pixels, stride 2, padding 1. `trunk` and `group` run it.

#![allow(unsafe_code)] // vectors of channels
#![allow(clippy::inline_always)] // the body must be compiled inside the function that enables the instructions

use super::instructions::Instructions;
use super::maps::{Maps, Size};
use super::vector::{self, Kernel, Vector};

/// The largest of each window; the border's zeros do no harm, since x is not negative. NaN stays NaN.
pub(super) fn largest(instructions: Instructions, from: &Maps, to: &mut Maps) {
    let size = from.size();
    let out = Size { height: size.height.div_ceil(2), width: size.width.div_ceil(2), ..size };
    to.reset(out);
    for image in 0..size.count {
        for y in 0..out.height {
            let corner = size.at(image, 0) + 2 * y * size.row() - size.row() - size.channels;
            let reach = (2 * out.width + 1) * size.channels;
            let row = |ky: usize| &from.data()[corner + ky * size.row()..][..reach];
            let mut row = Row { rows: [row(0), row(1), row(2)], channels: size.channels, out: to.row_mut(image, y) };
            // SAFETY: a trunk's instructions are those of the machine; the rows hold all windows.
            unsafe { vector::run(instructions, &mut row) };
        }
    }
}

struct Row<'a> {
    /// Rows of pixels, two for each of the output and one more.
    rows: [&'a [f32]; 3],
    channels: usize,
    out: &'a mut [f32],
}

impl Kernel for Row<'_> {
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
                        for kx in 0..3 {
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
