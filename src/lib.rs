//! penult: why smoothed teachers distill poorly, from checkpoints to a report.
//!
//! ```text
//! checkpoint -> network -> data -> study -> extract -> metrics -> analysis -> figure -> report -> cli
//!   (files)     (candle)  (images) (folder) (activations) (f64)    (JSON)      (SVG)     (HTML)
//! lab (uses checkpoint, network, data): recipes -> trained folders
//! ```
//!
//! One way, no loops: a module uses only modules to its left (`tests/layers.rs` holds it).
//! Two seams are files: activations (`*.activations.safetensors`) and `analysis.json`.
//!
//! Legend: N examples, K classes, D feature width, B batch, H and W pixels.

pub mod linalg;

pub mod checkpoint;
pub mod network;

pub mod data;

pub mod study;

pub mod extract;

pub mod metrics;

pub mod analysis;

pub mod figure;

pub mod report;

pub mod lab;

pub mod cli;
