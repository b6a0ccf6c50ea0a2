//! Layerwise similarity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Debiased linear CKA of every layer of one variant with every layer of another, or of itself; no intervals.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayerSimilarity {
    /// The variant whose layers are the rows.
    pub a: String,
    /// The variant whose layers are the columns: its reference, or itself.
    pub b: String,
    /// Split.
    pub split: String,
    /// Number of examples, class-stratified.
    pub n: usize,
    /// Layers of `a` that vary, in the order of the network.
    pub rows: Vec<TappedLayer>,
    /// Layers of `b` that vary.
    pub columns: Vec<TappedLayer>,
    /// Array (rows, columns), by its name in the sidecar.
    pub matrix: String,
}

/// A layer whose outputs were compared.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TappedLayer {
    /// Its name.
    pub name: String,
    /// Values of an example.
    pub width: usize,
    /// Pixels a side that were averaged into one before the projection; 1 for none.
    pub pooled: usize,
    /// Values after the Gaussian random projection; all of them where there are no more than 2,048.
    pub kept: usize,
    /// How far the projection bends any squared distance of these examples, as a share of it, by the lemma of Johnson and
    /// Lindenstrauss; null where nothing was projected.
    pub distortion_bound: Option<f64>,
    /// The largest that was measured, on pairs of 50 examples.
    pub distortion: Option<f64>,
}
