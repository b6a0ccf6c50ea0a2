//! Every statistic: a hand-worked case, its edges, the value of an implementation that is not ours, an invariance.
//!
//! The expected values are made by `tests/reference/{metrics,geometry,calibration,probes}.py`.

mod accuracy;
mod agreement;
mod brier;
mod brier_decomposition;
mod calibration_audit;
mod calibration_error;
mod calibrators;
mod class_cosines;
mod class_separation;
mod class_sums;
mod confidence_gaps;
mod cosine_distances;
mod definition;
mod ece_bins;
mod ece_classwise;
mod ece_l2_debiased;
mod ece_null;
mod ece_smooth;
mod effective_rank;
mod entropy;
mod equal_mass;
mod folds;
mod gamma;
mod gram;
mod kl;
mod knn_probe;
mod linear_cka;
mod linear_probe;
mod mean_confidence;
mod moments;
mod nc1;
mod nc2;
mod nc3;
mod nearest_mean;
mod nll;
mod participation_ratio;
mod pca;
mod plane_spread;
mod risk_coverage;
mod silhouette;
mod temperature;
mod template_plane;

// Information, similarity of representations, transfer.
mod capacity_gap;
mod cca;
mod cka_null;
mod class_centred_cka;
mod class_discriminability;
mod class_distances;
mod class_sets;
mod diffusion_index;
mod distribution;
mod divergence;
pub mod expected;
mod intraclass_variance;
mod kappa;
mod kernel;
mod kl_split;
mod logit_correlation;
mod logit_gap;
mod margin;
mod matched_gamma;
mod minibatch_cka;
mod mutual_information;
mod mutual_knn;
mod off_target;
mod off_target_entropy;
mod off_target_information;
mod procrustes;
mod pwcca;
mod rank_correlation;
mod rank_size;
mod rbf_cka;
mod sample;
mod similarity_structure;
mod svcca;
mod teacher_specific_agreement;
mod within_class_null;
mod wrong_logit_variance;

// The weights and the loss around them.
mod filter_width;
mod hutchinson;
mod interpolation_barrier;
mod mixing_gap;
mod weight_distance;
mod weight_norm;

use penult::linalg::Rows;
use serde_json::Value;

/// `a` is `b` within an absolute distance.
pub fn near(a: f64, b: f64, within: f64) {
    assert!((a - b).abs() <= within, "{a} is not {b} within {within}");
}

/// `a` is `b` within 1e-9 of its size, or of 1e-3 where it is smaller.
pub fn same(a: f64, b: f64) {
    near(a, b, 1e-9 * b.abs().max(1e-3));
}

/// The examples 0..n in other orders and cuts: lists of parts that together hold every one.
pub fn partitions(n: usize) -> Vec<Vec<Vec<usize>>> {
    let of = |order: Vec<usize>, sizes: [usize; 2]| {
        let (head, rest) = order.split_at(n * sizes[0] / 10);
        let (middle, tail) = rest.split_at(rest.len() * sizes[1] / 10);
        vec![tail.to_vec(), head.to_vec(), middle.to_vec()]
    };
    let mut shuffled: Vec<(f32, usize)> = noise(n, 6).into_iter().zip(0..n).collect();
    shuffled.sort_by(|a, b| a.0.total_cmp(&b.0));
    let shuffled = shuffled.into_iter().map(|(_, i)| i).collect();
    vec![of((0..n).collect(), [3, 5]), of((0..n).rev().collect(), [1, 9]), of(shuffled, [0, 4])]
}

/// Noise in [-1, 1], the same each time.
pub fn noise(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as f32 / (1u64 << 30) as f32) - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// softmax(row / temperature), K values, plainly.
pub fn probabilities(row: &[f32], temperature: f64) -> Vec<f64> {
    let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f64> = row.iter().map(|z| ((f64::from(*z) - f64::from(largest)) / temperature).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| w / sum).collect()
}

/// Mean of per-example terms.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// A matrix that owns its values.
pub struct Matrix {
    data: Vec<f32>,
    rows: usize,
    cols: usize,
}

impl Matrix {
    pub fn new(data: Vec<f32>, cols: usize) -> Self {
        Self { rows: data.len() / cols, cols, data }
    }

    /// No rows.
    pub fn empty(cols: usize) -> Self {
        Self { data: Vec::new(), rows: 0, cols }
    }

    pub fn rows(&self) -> Rows<'_> {
        Rows::new(&self.data, self.rows, self.cols).unwrap()
    }

    /// The rows in another order, or some of them.
    pub fn pick(&self, order: &[usize]) -> Self {
        let data = order.iter().flat_map(|i| self.data[i * self.cols..(i + 1) * self.cols].to_vec()).collect();
        Self { data, rows: order.len(), cols: self.cols }
    }

    /// Every value through `of`.
    pub fn map(&self, of: impl Fn(f32) -> f32) -> Self {
        Self { data: self.data.iter().map(|v| of(*v)).collect(), rows: self.rows, cols: self.cols }
    }
}

/// One case of the reference script.
pub struct Case {
    pub name: String,
    pub labels: Vec<usize>,
    pub features: Matrix,
    pub other_features: Matrix,
    pub logits: Matrix,
    pub other_logits: Matrix,
    pub weight: Matrix,
    pub bias: Vec<f32>,
    expected: Value,
}

impl Case {
    /// The expected value of a statistic; none where the reference has none.
    pub fn expected(&self, name: &str) -> Option<f64> {
        self.expected[name].as_f64()
    }

    /// Expected values in a list.
    pub fn list(&self, name: &str) -> Vec<f64> {
        self.expected[name].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
    }

    /// Any expected value.
    pub fn value(&self, name: &str) -> &Value {
        &self.expected[name]
    }

    /// The examples backwards, an order like any other.
    pub fn backwards(&self) -> Vec<usize> {
        (0..self.labels.len()).rev().collect()
    }
}

/// The cases of `tests/reference/metrics.py`.
pub fn cases() -> Vec<Case> {
    cases_of("metrics")
}

/// The cases of a reference script.
pub fn cases_of(script: &str) -> Vec<Case> {
    let path = format!("{}/fixtures/expected/{script}.json", env!("CARGO_MANIFEST_DIR"));
    let all: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    all.as_object().unwrap().iter().map(|(name, case)| read(name, case)).collect()
}

fn read(name: &str, case: &Value) -> Case {
    let inputs = &case["inputs"];
    let vector =
        |v: &Value| v.as_array().into_iter().flatten().map(|x| x.as_f64().unwrap() as f32).collect::<Vec<f32>>();
    // What a script does not write is empty.
    let matrix = |key: &str| {
        let rows: Vec<Vec<f32>> = inputs[key].as_array().into_iter().flatten().map(vector).collect();
        Matrix::new(rows.concat(), rows.first().map_or(1, Vec::len))
    };
    Case {
        name: name.to_owned(),
        labels: inputs["labels"].as_array().unwrap().iter().map(|v| v.as_u64().unwrap() as usize).collect(),
        features: matrix("features"),
        other_features: matrix("other_features"),
        logits: matrix("logits"),
        other_logits: matrix("other_logits"),
        weight: matrix("weight"),
        bias: vector(&inputs["bias"]),
        expected: case["expected"].clone(),
    }
}
