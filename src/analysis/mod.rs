//! The contract, the run (activations -> `Record`), intervals and the argument.

pub mod format;
pub mod intervals;
pub mod record;
pub mod schema;

pub use record::{Arrays, Record};

/// Version of the contract.
pub const SCHEMA_VERSION: u32 = 1;
/// Seed of the resampling.
pub const SEED: u64 = 0;
/// Bootstrap resamples.
pub const RESAMPLES: usize = 1000;
/// Level of the intervals.
pub const LEVEL: f64 = 0.95;
/// Confidence bins.
pub const BINS: usize = 15;
