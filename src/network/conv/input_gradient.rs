//! The gradient of a convolution's input, itself a convolution: of the output's gradient, with stride 1, onto s² grids of the
//! input's pixels as channels (one grid where the stride s is 1).
//!
//! Pixel i = s j + r of the input meets output o = j + t by tap k = r + padding − s t. Hence dx[s j + r] = Σ over t of dy[j + t]
//! w[r + padding − s t], for t from ⌈(padding − kernel + 1)/s⌉ to ⌈padding/s⌉, with w zero outside the kernel.

use super::convolution::{Convolution, Geometry, Then};
use super::instructions::Instructions;
use super::maps::{Maps, Size};

/// A convolution's weights, turned round.
pub struct InputGradient {
    geometry: Geometry,
    /// −⌈(padding − kernel + 1)/s⌉: rows of zeros that the output's gradient needs before its first.
    before: usize,
    turned: Convolution,
}

impl InputGradient {
    /// Packs weights (outputs, inputs / groups, kernel, kernel) of a convolution.
    ///
    /// # Errors
    /// When the padding is as wide as the kernel, there is a dilation, or the values are not as many as the geometry says.
    pub fn new(geometry: Geometry, weights: &[f32], instructions: Instructions) -> Result<Self, String> {
        let Geometry { outputs, kernel, stride, padding, groups, .. } = geometry;
        geometry.check()?;
        let Some(inside) = kernel.checked_sub(padding + 1).filter(|_| geometry.dilation == 1) else {
            return Err(format!("{geometry:?} has padding as wide as its kernel, or a dilation"));
        };
        if weights.len() != outputs * geometry.taps() {
            return Err(format!("{geometry:?} does not have {} weights", weights.len()));
        }
        let before = inside / stride;
        let side = before + padding.div_ceil(stride) + 1;
        let ((deep, wide), grids) = (geometry.group(), stride * stride);
        let mut turned = vec![0.0; grids * geometry.inputs * wide * side * side];
        // The tap of grid r at place t of the turned kernel.
        let tap = |r: usize, t: usize| (r + padding + stride * before).checked_sub(stride * t).filter(|k| *k < kernel);
        for (at, value) in turned.iter_mut().enumerate() {
            let (tx, ty, o) = (at % side, at / side % side, at / (side * side) % wide);
            let channel = at / (side * side * wide);
            let (group, grid, c) = (channel / (grids * deep), channel / deep % grids, channel % deep);
            if let Some((ky, kx)) = tap(grid / stride, ty).zip(tap(grid % stride, tx)) {
                *value = weights[(((group * wide + o) * deep + c) * kernel + ky) * kernel + kx];
            }
        }
        let channels = grids * geometry.inputs;
        let of_turned = Geometry { groups, padding: 0, padding_after: 0, ..Geometry::same(outputs, channels, side) };
        let turned = Convolution::new(of_turned, (&turned, &vec![0.0; channels]), Then::Keep, instructions)?;
        Ok(Self { geometry, before, turned })
    }

    /// The size of the set that the output's gradient is written into, and how many rows and pixels of zeros are before it;
    /// what lies beyond contributes nothing, and is left out.
    pub fn frame(&self, input: Size) -> (Size, usize) {
        let Geometry { outputs, stride, .. } = self.geometry;
        let side = |n: usize| n.div_ceil(stride) + self.turned.geometry().kernel - 1;
        let size = Size { height: side(input.height), width: side(input.width), channels: outputs, border: 0, ..input };
        (size, self.before)
    }

    /// Writes dx (without border), plus what is added to it. `grids` is memory to be used again.
    ///
    /// # Errors
    /// When the sizes do not belong together.
    pub fn run(
        &self,
        framed: &Maps,
        added: Option<&Maps>,
        input: Size,
        (grids, out): (&mut Maps, &mut Maps),
    ) -> Result<(), String> {
        if self.geometry.stride == 1 {
            return self.turned.run(framed, added, out, 0);
        }
        self.turned.run(framed, None, grids, 0)?;
        out.reset(Size { border: 0, ..input });
        for image in 0..input.count {
            for y in 0..input.height {
                self.interleave(grids, (image, y), out.row_mut(image, y));
                if let Some(added) = added {
                    out.row_mut(image, y).iter_mut().zip(added.row(image, y)).for_each(|(out, a)| *out += a);
                }
            }
        }
        Ok(())
    }

    /// One row of the input from the row of its grids; a group's grids lie side by side.
    fn interleave(&self, grids: &Maps, (image, y): (usize, usize), out: &mut [f32]) {
        let Geometry { inputs, stride, .. } = self.geometry;
        let deep = self.geometry.group().0;
        let of_row = y % stride * stride;
        let pixels = grids.row(image, y / stride).chunks_exact(stride * stride * inputs);
        for (out, pixel) in out.chunks_mut(stride * inputs).zip(pixels) {
            for (x, out) in out.chunks_exact_mut(inputs).enumerate() {
                let of_groups = pixel.chunks_exact(deep).skip(of_row + x).step_by(stride * stride);
                out.chunks_exact_mut(deep).zip(of_groups).for_each(|(out, from)| out.copy_from_slice(from));
            }
        }
    }
}
