//! The register tile: P neighbouring output pixels of a row × V vectors of output channels, summed in registers.
//!
//! out[p][v] = min(ceiling, max(floor, b[v] + Σ over (ky, kx, c) of x[ky][p · stride + kx, c] · w[v][ky][kx][c] +
//! residual[p][v])). A deep sum comes in slices of c, each adding to what the last wrote. A sum's order is the same
//! whatever the tile, so that tiling, batch and threads change no bit. `direct` and `winograd` call it.

#![allow(unsafe_code)] // the inner loop: no bounds tests; `Tile` says what must be there, its callers cut slices of that
#![allow(clippy::inline_always)] // the body must be compiled inside the function that enables the instructions

use super::instructions::Instructions;
use super::vector::{Eight, Vector};

/// Where a tile reads and writes; steps are counted in values.
pub(super) struct Tile {
    /// The first tap of the first pixel.
    pub(super) input: *const f32,
    /// From a pixel to the next (stride · channels).
    pub(super) pixel_step: usize,
    /// Taps of the kernel, (rows, columns, depth); those of the depth lie side by side.
    pub(super) taps: [usize; 3],
    /// From a row of taps to the next.
    pub(super) row_step: usize,
    /// From a column of taps to the next.
    pub(super) column_step: usize,
    /// Packed weights of the first vector, [taps][LANES].
    pub(super) weights: *const f32,
    /// From the weights of a vector to those of the next.
    pub(super) panel: usize,
    /// [V][LANES]; null where the sum goes on from what `out` holds.
    pub(super) bias: *const f32,
    /// Added to the first pixel's channels; null for none.
    pub(super) residual: *const f32,
    /// The first pixel's channels.
    pub(super) out: *mut f32,
    /// From an output pixel to the next; the residual has the same.
    pub(super) out_step: usize,
    /// Channels to write; the last vector's other lanes are padding.
    pub(super) channels: usize,
    /// Lowest and highest result: 0 for a ReLU, −∞ and ∞ for none.
    pub(super) bounds: (f32, f32),
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
    /// Half cycles a tap: two multiply-adds or two loads a cycle, latency 4; one to begin.
    fn cost(&self) -> usize {
        (self.pixels * self.vectors).max(self.pixels + self.vectors).max(8) + 1
    }
}

/// A row of pixels cut into tiles.
pub(super) struct Row {
    /// V of all of them.
    pub(super) vectors: usize,
    /// The first pixel of each, and the tile.
    pub(super) tiles: Vec<(usize, &'static Shape)>,
}

/// The fastest tiles for rows of `width` pixels and a number of vectors of channels; none where there are no pixels.
pub(super) fn best(instructions: Instructions, width: usize, vectors: usize) -> Option<Row> {
    let shapes = shapes(instructions);
    let firsts = shapes.iter().filter(|s| s.pixels <= width && vectors.is_multiple_of(s.vectors));
    let cost = |first: &&'static Shape| {
        cut(shapes, first, width).map(|(_, s)| s.cost()).sum::<usize>() * (vectors / first.vectors)
    };
    let first = firsts.min_by_key(cost)?;
    Some(Row { vectors: first.vectors, tiles: cut(shapes, first, width).collect() })
}

/// As many of the first as fit, then the next narrower ones.
fn cut(shapes: &'static [Shape], first: &'static Shape, width: usize) -> impl Iterator<Item = (usize, &'static Shape)> {
    std::iter::successors(Some((0, first)), move |(x, shape)| {
        let x = x + shape.pixels;
        if width - x >= shape.pixels {
            return Some((x, *shape));
        }
        let narrower = shapes.iter().filter(|s| s.vectors == first.vectors && s.pixels <= width - x);
        Some((x, narrower.max_by_key(|s| s.pixels)?))
    })
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
    // SAFETY: the caller vouches for P pixels of `taps` values, V panels of as many weights · LANES, V · LANES biases, and
    // `channels` values at each of P pixels of the output and of the residual.
    unsafe {
        let last = tile.channels - (V - 1) * T::LANES;
        let mut sums = [[T::splat(0.0); V]; P];
        for (p, pixel) in sums.iter_mut().enumerate() {
            for (v, sum) in pixel.iter_mut().enumerate() {
                *sum = if tile.bias.is_null() {
                    load(tile.out.add(p * tile.out_step + v * T::LANES), v + 1 < V, last)
                } else {
                    T::load(tile.bias.add(v * T::LANES))
                };
            }
        }
        let [rows, columns, depth] = tile.taps;
        let mut weights = tile.weights;
        for ky in 0..rows {
            for kx in 0..columns {
                let taps = tile.input.add(ky * tile.row_step + kx * tile.column_step);
                for c in 0..depth {
                    let mut w = [T::splat(0.0); V];
                    for (v, w) in w.iter_mut().enumerate() {
                        *w = T::load(weights.add(v * tile.panel));
                    }
                    for (p, pixel) in sums.iter_mut().enumerate() {
                        let x = T::splat(*taps.add(p * tile.pixel_step + c));
                        for (sum, w) in pixel.iter_mut().zip(w) {
                            *sum = x.multiply_add(w, *sum);
                        }
                    }
                    weights = weights.add(T::LANES);
                }
            }
        }
        if !tile.residual.is_null() {
            for (p, pixel) in sums.iter_mut().enumerate() {
                for (v, sum) in pixel.iter_mut().enumerate() {
                    *sum = sum.add(load(tile.residual.add(p * tile.out_step + v * T::LANES), v + 1 < V, last));
                }
            }
        }
        let (floor, ceiling) = (T::splat(tile.bounds.0), T::splat(tile.bounds.1));
        for (p, pixel) in sums.into_iter().enumerate() {
            for (v, sum) in pixel.into_iter().enumerate() {
                let (sum, to) = (sum.at_least(floor).at_most(ceiling), tile.out.add(p * tile.out_step + v * T::LANES));
                if v + 1 < V || last == T::LANES { sum.store(to) } else { sum.store_some(to, last) }
            }
        }
    }
}

/// A vector of channels, of which the last has `last`.
#[inline(always)]
unsafe fn load<T: Vector>(from: *const f32, is_whole: bool, last: usize) -> T {
    // SAFETY: the caller vouches for the channels there are.
    unsafe { if is_whole || last == T::LANES { T::load(from) } else { T::load_some(from, last) } }
}
