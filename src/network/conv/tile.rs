//! The register tile: P neighbouring output pixels of a row × V vectors of output channels, summed in registers.
//!
//! out[p][v] = max(floor, b[v] + Σ over (ky, kx, c) of x[ky][(p · stride + kx), c] · w[v][ky][kx][c] + residual[p][v]).
//! A sum's order is the same whatever the tile, so that tiling, batch and threads change no bit. `convolution` calls it.

#![allow(unsafe_code)] // the inner loop: no bounds tests; `convolution` checks the whole layer once
#![allow(clippy::inline_always)] // the body must be compiled inside the function that enables the instructions

use super::instructions::Instructions;
use super::vector::{Eight, Vector};

/// Lanes of the widest vector.
const WIDEST: usize = 16;

/// Where a tile reads and writes; steps are counted in values.
pub(super) struct Tile {
    /// The first tap of the first pixel.
    pub(super) input: *const f32,
    /// From a pixel to the next (stride · channels).
    pub(super) pixel_step: usize,
    /// From a row of the input to the next.
    pub(super) row_step: usize,
    /// Rows of the kernel.
    pub(super) kernel: usize,
    /// Taps of a row of the kernel that lie side by side: kernel · channels.
    pub(super) run: usize,
    /// Packed weights of the first vector, [kernel][run][LANES].
    pub(super) weights: *const f32,
    /// From the weights of a vector to those of the next.
    pub(super) panel: usize,
    /// [V][LANES].
    pub(super) bias: *const f32,
    /// Added to the first pixel's channels; null for none.
    pub(super) residual: *const f32,
    /// The first pixel's channels.
    pub(super) out: *mut f32,
    /// From an output pixel to the next; the residual has the same.
    pub(super) out_step: usize,
    /// Channels to write, at most V · LANES; those above are padding.
    pub(super) channels: usize,
    /// Lower bound of the result: 0 for a ReLU, −∞ for none.
    pub(super) floor: f32,
}

/// A compiled tile.
pub(super) struct Shape {
    /// P.
    pub(super) pixels: usize,
    /// V.
    pub(super) vectors: usize,
    /// Runs it. The machine must have the instructions; all that the tile points at must be there.
    pub(super) run: unsafe fn(&Tile),
}

impl Shape {
    /// Cycles a tap of a whole row of `width` pixels × `vectors`: two multiply-adds or two loads a cycle, latency 4.
    fn cycles(&self, width: usize, vectors: usize) -> usize {
        let tile = (self.pixels * self.vectors).max(self.pixels + self.vectors).max(8) + 1; // in halves; 1 to begin
        width.div_ceil(self.pixels) * (vectors / self.vectors) * tile
    }
}

/// The tile that is fastest for rows of `width` pixels and a number of vectors of channels; both at least 1.
pub(super) fn best(instructions: Instructions, width: usize, vectors: usize) -> Option<&'static Shape> {
    let fits = |s: &&Shape| s.pixels <= width && vectors.is_multiple_of(s.vectors);
    shapes(instructions).iter().filter(fits).min_by_key(|s| s.cycles(width, vectors))
}

macro_rules! shapes {
    ($run:ident: $($pixels:literal by $vectors:literal),*) => {
        &[$(Shape { pixels: $pixels, vectors: $vectors, run: $run::<$pixels, $vectors> }),*]
    };
}

/// Those whose P · V sums, V weights and one input fit the registers:
/// 32 with AVX-512, 16 with AVX2; plain code on x86-64 has 16 of half a vector.
fn shapes(instructions: Instructions) -> &'static [Shape] {
    match instructions {
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => shapes!(avx512:
            14 by 2, 8 by 2, 7 by 2, 5 by 2, 4 by 2, 3 by 2, 2 by 2, 1 by 2,
            7 by 4, 6 by 4, 5 by 4, 4 by 4, 3 by 4, 2 by 4, 1 by 4,
            16 by 1, 14 by 1, 11 by 1, 8 by 1, 7 by 1, 4 by 1, 3 by 1, 2 by 1, 1 by 1),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => shapes!(avx2:
            6 by 2, 5 by 2, 4 by 2, 3 by 2, 2 by 2, 1 by 2, 2 by 4, 1 by 4,
            8 by 1, 7 by 1, 4 by 1, 3 by 1, 2 by 1, 1 by 1),
        _ => shapes!(portable: 4 by 1, 3 by 1, 2 by 1, 1 by 1),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn avx512<const P: usize, const V: usize>(tile: &Tile) {
    // SAFETY: the instructions are enabled here; the pointers are the caller's.
    unsafe { sum::<std::arch::x86_64::__m512, P, V>(tile) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn avx2<const P: usize, const V: usize>(tile: &Tile) {
    // SAFETY: as above.
    unsafe { sum::<std::arch::x86_64::__m256, P, V>(tile) }
}

unsafe fn portable<const P: usize, const V: usize>(tile: &Tile) {
    // SAFETY: plain code; the pointers are the caller's.
    unsafe { sum::<Eight, P, V>(tile) }
}

#[inline(always)]
unsafe fn sum<T: Vector, const P: usize, const V: usize>(tile: &Tile) {
    // SAFETY: the caller vouches for kernel rows of (P − 1) · pixel_step + run values, V panels of kernel · run · LANES
    // weights, and V · LANES biases.
    unsafe {
        let mut sums = [[T::splat(0.0); V]; P];
        for pixel in &mut sums {
            for (v, sum) in pixel.iter_mut().enumerate() {
                *sum = T::load(tile.bias.add(v * T::LANES));
            }
        }
        let mut weights = tile.weights;
        for ky in 0..tile.kernel {
            let row = tile.input.add(ky * tile.row_step);
            for tap in 0..tile.run {
                let mut w = [T::splat(0.0); V];
                for (v, w) in w.iter_mut().enumerate() {
                    *w = T::load(weights.add(v * tile.panel));
                }
                for (p, pixel) in sums.iter_mut().enumerate() {
                    let x = T::splat(*row.add(p * tile.pixel_step + tap));
                    for (sum, w) in pixel.iter_mut().zip(w) {
                        *sum = x.multiply_add(w, *sum);
                    }
                }
                weights = weights.add(T::LANES);
            }
        }
        finish(tile, sums);
    }
}

/// Residual, floor, and out. Loops over the sums are short, so that the compiler unrolls them and keeps the sums in registers.
#[inline(always)]
unsafe fn finish<T: Vector, const P: usize, const V: usize>(tile: &Tile, mut sums: [[T; V]; P]) {
    // SAFETY: the caller vouches for `channels` values at each of P pixels of the output and of the residual.
    unsafe {
        if tile.channels < V * T::LANES {
            return finish_some(tile, sums);
        }
        if !tile.residual.is_null() {
            for (p, pixel) in sums.iter_mut().enumerate() {
                for (v, sum) in pixel.iter_mut().enumerate() {
                    *sum = sum.add(T::load(tile.residual.add(p * tile.out_step + v * T::LANES)));
                }
            }
        }
        let floor = T::splat(tile.floor);
        for (p, pixel) in sums.into_iter().enumerate() {
            for (v, sum) in pixel.into_iter().enumerate() {
                sum.at_least(floor).store(tile.out.add(p * tile.out_step + v * T::LANES));
            }
        }
    }
}

/// The same, one by one, where the last vector holds more lanes than there are channels.
#[inline(always)]
unsafe fn finish_some<T: Vector, const P: usize, const V: usize>(tile: &Tile, sums: [[T; V]; P]) {
    let mut values = [[[0.0f32; WIDEST]; V]; P];
    for (values, sums) in values.iter_mut().zip(sums) {
        for (values, sum) in values.iter_mut().zip(sums) {
            // SAFETY: the array holds the widest vector.
            unsafe { sum.store(values.as_mut_ptr()) };
        }
    }
    for (p, pixel) in values.iter().enumerate() {
        for c in 0..tile.channels {
            let at = p * tile.out_step + c;
            let mut value = pixel[c / T::LANES][c % T::LANES];
            // SAFETY: as in `finish`.
            unsafe {
                if !tile.residual.is_null() {
                    value += *tile.residual.add(at);
                }
                *tile.out.add(at) = if value < tile.floor { tile.floor } else { value };
            }
        }
    }
}
