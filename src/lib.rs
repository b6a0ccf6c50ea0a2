//! penult: why smoothed teachers distill poorly, from checkpoints to a report.
//!
//! ```text
//! checkpoint -> network -> data -> study -> extract -> metrics -> analysis -> figure -> report -> cli
//!   (files)     (candle)  (images) (folder) (activations) (f64)    (JSON)      (SVG)     (HTML)
//! lab (uses checkpoint, network, data): recipes -> trained folders
//! ```
//!
//! One way, no loops: a module uses only modules to its left (`tests/layers.rs` holds it). Two seams are files, so that each half
//! runs without the other: activations (`*.activations.safetensors`), and `analysis.json` with its sidecar of arrays.
//! Numbers become text in one place, `analysis::format`, since the argument, the figures and the page all print them.
//!
//! Legend: N examples, K classes, D feature width, B batch, H and W pixels.
//!
//! ```
//! use penult::metrics::class_separation::State;
//!
//! let mut state = State::new(2, 3); // K = 2, D = 3
//! for (features, label) in [([1.0, 0.1, 0.0], 0), ([1.0, 0.0, 0.1], 0), ([0.0, 1.0, 0.1], 1), ([0.1, 1.0, 0.0], 1)] {
//!     state.push(&features, label);
//! }
//! assert!(state.value().unwrap() > 0.9); // orthogonal classes, little spread
//! ```

pub mod random; // the one generator

pub mod linalg; // products and eigenvalues over plain rows

pub mod checkpoint; // files -> named tensors
pub mod network; // tensors -> plans; one executor, one trainer

pub mod data; // images, labels, ids

pub mod study; // what a folder means

pub mod extract; // networks over data -> activations

pub mod metrics; // one file a statistic

pub mod analysis; // activations -> analysis.json

pub mod figure; // analysis -> SVG, PNG, PDF

pub mod report; // analysis -> page and tables

pub mod lab; // recipes -> checkpoints

pub mod cli; // what was typed -> the calls above
