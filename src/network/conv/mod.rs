//! Convolutions for inference in f32 on the CPU: the convolutional part of a plan, over groups of images that fit the cache.
//!
//! Between layers, images lie as (H, W, C) with a border of zeros (`maps`), so that a tap needs no bounds test; weights are
//! packed once (`convolution`); a register tile (`tile`) does P pixels × V vectors of output channels for the instructions
//! of the machine (`instructions`, `vector`). `trunk` runs a plan's layers; `run` calls it where candle's convolution,
//! several times slower, would run otherwise. `unsafe` is in `vector`, `tile` and one call of `convolution`.

pub mod convolution;
pub mod instructions;
pub mod maps;
mod slots;
mod tile;
pub(super) mod trunk;
mod vector;
