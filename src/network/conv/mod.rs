//! Convolutions in f32 on the CPU: the convolutional part of a plan, over groups of images that fit the cache.
//!
//! Between layers, images lie as (H, W, C) with a border of zeros (`maps`), so that a tap needs no bounds test; weights are
//! packed once (`convolution`); a register tile (`tile`) does P pixels × V vectors of output channels for the instructions
//! of the machine (`instructions`, `vector`). `trunk` runs a plan's layers; `run` calls it where candle's convolution,
//! several times slower, would run otherwise. Training runs the same layers forward and backward: `tape` says in which order,
//! `group` does a group of images, `pass` all groups from one batch statistic to the next, `op` hangs it into candle's autograd,
//! `training` is its door.
//! `unsafe` is in `vector`, `tile`, `taps`, and the calls of them.

pub mod convolution;
mod group;
pub mod input_gradient;
pub mod instructions;
pub mod maps;
mod op;
mod pass;
mod slots;
mod tape;
mod taps;
mod tile;
pub(super) mod training;
pub(super) mod trunk;
mod vector;
pub(super) mod vectorised;
pub mod weight_gradient;
