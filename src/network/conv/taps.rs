//! The register tile of a weight gradient: T taps side by side × V vectors of output channels, summed over the pixels of an
//! image in registers: sums[t][v] += Σ over (y, x) of x[y · row + x · pixel + t] · dy[y][x][v]. `weight_gradient` calls it.

#![allow(unsafe_code)] // the inner loop: no bounds tests; `weight_gradient` cuts slices of what a tile touches
#![allow(clippy::inline_always)] // the body must be compiled inside the function that enables the instructions

use super::instructions::Instructions;
use super::vector::{Eight, Vector};

/// Where a tile reads and adds; steps are counted in values.
pub(super) struct Tile {
    /// The first tap, as the first pixel of the output meets it.
    pub(super) input: *const f32,
    /// From a pixel of the output to the next, in the input.
    pub(super) pixel_step: usize,
    /// From a row of the output to the next, in the input.
    pub(super) row_step: usize,
    /// The first pixel's gradient, V · LANES channels.
    pub(super) gradient: *const f32,
    /// From a pixel's gradient to the next.
    pub(super) gradient_step: usize,
    /// From a row's gradient to the next.
    pub(super) gradient_row: usize,
    /// Rows of the output.
    pub(super) height: usize,
    /// Pixels of a row.
    pub(super) width: usize,
    /// The first tap's sums, V · LANES channels.
    pub(super) sums: *mut f32,
    /// From a tap's sums to the next.
    pub(super) sums_step: usize,
}

/// A compiled tile.
pub(super) struct Shape {
    /// T.
    pub(super) taps: usize,
    /// V.
    pub(super) vectors: usize,
    /// Runs it. The machine must have the instructions; all that the tile points at must be there.
    pub(super) run: unsafe fn(&Tile),
}

/// The tile for what is left of some taps and vectors, both at least 1.
pub(super) fn best(instructions: Instructions, taps: usize, vectors: usize) -> Option<&'static Shape> {
    let fits = |s: &&Shape| s.taps <= taps && s.vectors <= vectors;
    shapes(instructions).iter().filter(fits).max_by_key(|s| (s.vectors, s.taps))
}

macro_rules! shapes {
    ($run:ident: $($taps:literal by $vectors:literal),*) => {
        &[$(Shape { taps: $taps, vectors: $vectors, run: $run::<$taps, $vectors> }),*]
    };
}

/// Those whose T · V sums, V gradients and one input fit the registers, as in `tile`.
fn shapes(instructions: Instructions) -> &'static [Shape] {
    match instructions {
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => shapes!(avx512:
            12 by 2, 9 by 2, 8 by 2, 6 by 2, 4 by 2, 3 by 2, 2 by 2, 1 by 2,
            24 by 1, 16 by 1, 12 by 1, 9 by 1, 8 by 1, 6 by 1, 4 by 1, 3 by 1, 2 by 1, 1 by 1),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => shapes!(avx2:
            6 by 2, 5 by 2, 4 by 2, 3 by 2, 2 by 2, 1 by 2,
            12 by 1, 9 by 1, 8 by 1, 6 by 1, 4 by 1, 3 by 1, 2 by 1, 1 by 1),
        _ => shapes!(portable: 6 by 1, 4 by 1, 3 by 1, 2 by 1, 1 by 1),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn avx512<const T: usize, const V: usize>(tile: &Tile) {
    // SAFETY: the instructions are enabled here; the pointers are the caller's.
    unsafe { sum::<std::arch::x86_64::__m512, T, V>(tile) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn avx2<const T: usize, const V: usize>(tile: &Tile) {
    // SAFETY: as above.
    unsafe { sum::<std::arch::x86_64::__m256, T, V>(tile) }
}

unsafe fn portable<const T: usize, const V: usize>(tile: &Tile) {
    // SAFETY: plain code; the pointers are the caller's.
    unsafe { sum::<Eight, T, V>(tile) }
}

#[inline(always)]
unsafe fn sum<L: Vector, const T: usize, const V: usize>(tile: &Tile) {
    // SAFETY: the caller vouches for T inputs and V · LANES gradients at each of height × width pixels, and for V · LANES
    // sums of each of T taps.
    unsafe {
        let mut sums = [[L::splat(0.0); V]; T];
        for y in 0..tile.height {
            let mut input = tile.input.add(y * tile.row_step);
            let mut gradient = tile.gradient.add(y * tile.gradient_row);
            for _ in 0..tile.width {
                let mut g = [L::splat(0.0); V];
                for (v, g) in g.iter_mut().enumerate() {
                    *g = L::load(gradient.add(v * L::LANES));
                }
                for (t, tap) in sums.iter_mut().enumerate() {
                    let x = L::splat(*input.add(t));
                    for (sum, g) in tap.iter_mut().zip(g) {
                        *sum = x.multiply_add(g, *sum);
                    }
                }
                // Past the last pixel these point beyond what may be read, and are not read.
                input = input.wrapping_add(tile.pixel_step);
                gradient = gradient.wrapping_add(tile.gradient_step);
            }
        }
        for (t, tap) in sums.into_iter().enumerate() {
            for (v, sum) in tap.into_iter().enumerate() {
                let at = tile.sums.add(t * tile.sums_step + v * L::LANES);
                L::load(at).add(sum).store(at);
            }
        }
    }
}
