//! The contract, the run (activations -> `Record`), intervals, groups and the argument.

pub mod argument;
pub mod arrays;
pub mod cache;
pub mod calibration;
pub mod changes;
pub mod checks;
pub mod claims;
pub mod curves;
pub mod diffusion;
pub mod embedding;
pub mod examples;
pub mod features;
pub mod format;
pub mod gate;
pub mod geometry;
pub mod group_pairs;
pub mod groups;
pub mod information;
pub mod intervals;
pub mod jackknife;
pub mod layers;
pub mod matched;
pub mod measure;
pub mod merged;
pub mod other_labels;
pub mod pairs;
pub mod predictions;
pub mod probes;
pub mod record;
pub mod relations;
pub mod resamples;
pub mod run;
pub mod schema;
pub mod shown;
pub mod sink;
mod stored_accuracy;
pub mod temperature_effects;
pub mod trajectories;

pub use record::{Arrays, Record};
pub use run::{Input, Options, run};

/// Version of the contract.
pub const SCHEMA_VERSION: u32 = 1;
/// Commit of the source, where whoever built penult said it.
pub const COMMIT: Option<&str> = option_env!("PENULT_COMMIT");
/// Seed of the resampling.
pub const SEED: u64 = 0;
/// Bootstrap resamples.
pub const RESAMPLES: usize = 1000;
/// Level of the intervals.
pub const LEVEL: f64 = 0.95;
/// Confidence bins.
pub const BINS: usize = 15;
/// Difference of students' accuracies below which two teachers teach equally well: half a point.
pub const EQUIVALENCE: f64 = 0.005;
