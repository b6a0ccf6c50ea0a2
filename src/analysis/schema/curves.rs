//! What figures draw of one variant and split.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shown::{ClassMatrices, Histogram, RankSize, SampledOutputs, TemperatureGrid};

/// What figures draw of one variant and split.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Curves {
    /// Reliability bins, empty ones included.
    pub reliability: Vec<ReliabilityBin>,
    /// First two principal coordinates of the sampled examples; null where PCA is undefined.
    pub pca: Option<Scatter>,
    /// t-SNE of the same examples; null where it was not asked for or is undefined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tsne: Option<Scatter>,
    /// Projection onto the plane of three class templates; null without a head or where undefined.
    pub template_plane: Option<TemplatePlane>,
    /// The loss around the weights, where it was probed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landscape: Option<Landscape>,
    /// What it says of the sampled examples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampledOutputs>,
    /// Numbers at several temperatures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperatures: Option<TemperatureGrid>,
    /// Distribution of the margin: the label's logit minus the largest other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margins: Option<Histogram>,
    /// The profile of the wrong classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank_size: Option<RankSize>,
    /// Array (K, 4): for each class the number of its examples, their share of right answers, their mean confidence, and its
    /// calibration error, of which `ece_classwise` is the mean; NaN but for the number where it has no example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_class: Option<String>,
    /// Class by class.
    #[serde(default, skip_serializing_if = "ClassMatrices::is_empty")]
    pub matrices: ClassMatrices,
}

/// Mean -log p_y (T = 1) at weights moved along filter-normalised random directions, whose length is that of the weights.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Landscape {
    /// Offsets α of the profiles (S).
    pub offsets: Vec<f64>,
    /// Array (directions, S) of losses, by its name in the sidecar.
    pub profiles: String,
    /// Offsets of the plane of the first two directions (G), along both.
    pub plane_offsets: Vec<f64>,
    /// Array (G, G) of losses, by its name in the sidecar; the first direction goes along rows.
    pub plane: String,
    /// Number of examples.
    pub n: usize,
}

/// One confidence bin `(low, high]`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReliabilityBin {
    /// Lower edge, excluded.
    pub low: f64,
    /// Upper edge, included.
    pub high: f64,
    /// Number of examples.
    pub count: usize,
    /// Mean confidence; null when empty.
    pub confidence: Option<f64>,
    /// Share of right answers; null when empty.
    pub accuracy: Option<f64>,
    /// Lower end of the Wilson 95 % band of the accuracy.
    pub accuracy_low: Option<f64>,
    /// Upper end of the Wilson 95 % band of the accuracy.
    pub accuracy_high: Option<f64>,
}

/// Projected examples, in the sidecar.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scatter {
    /// Array (S, 2) of coordinates, by its name in the sidecar.
    pub points: String,
    /// Array (S) of class indices, by its name in the sidecar.
    pub labels: String,
}

/// The plane through three class templates (Müller 2019), scaled by the distance of the first two.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplatePlane {
    /// The three classes, by index.
    pub classes: [usize; 3],
    /// How the classes were chosen, in words.
    pub chosen_by: String,
    /// Distance of the first two templates, in feature units; all coordinates are in units of it.
    pub scale: f64,
    /// Where the three templates lie, `[x, y]` each.
    pub templates: [[f64; 2]; 3],
    /// Sampled examples of the three classes.
    pub examples: Scatter,
}
