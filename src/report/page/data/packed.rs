//! Arrays as text inside the page: base64 of little-endian values. Fed by `data`, read by client/src/data.ts.

use serde::Serialize;

use crate::analysis::record::{Matrix, Outputs};
use crate::figure::font::base64;

/// What stands for NaN among quantised values.
const MISSING: i16 = i16::MIN;

/// An array; a quantised value is `q scale + offset`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Packed {
    /// `f32`, `f64`, `i16`, `u8`.
    pub t: &'static str,
    /// Row-major.
    pub shape: Vec<usize>,
    /// Base64.
    pub b: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<f64>,
}

impl Packed {
    fn of(t: &'static str, shape: Vec<usize>, bytes: &[u8]) -> Self {
        Self { t, shape, b: base64(bytes), scale: None, offset: None }
    }

    /// Every bit, for what is computed with.
    pub fn exact(matrix: &Matrix) -> Self {
        let bytes: Vec<u8> = matrix.values.iter().flat_map(|v| v.to_le_bytes()).collect();
        Self::of("f64", shape(matrix), &bytes)
    }

    /// Seven digits, for what is printed.
    #[allow(clippy::cast_possible_truncation)] // what is printed has five digits
    pub fn rounded(matrix: &Matrix) -> Self {
        let bytes: Vec<u8> = matrix.values.iter().flat_map(|v| (*v as f32).to_le_bytes()).collect();
        Self::of("f32", shape(matrix), &bytes)
    }

    /// As they are in the sidecar.
    pub fn outputs(outputs: &Outputs) -> Self {
        let bytes: Vec<u8> = outputs.values.iter().flat_map(|v| v.to_le_bytes()).collect();
        Self::of("f32", vec![outputs.rows(), outputs.cols], &bytes)
    }

    /// In 65,535 steps from the smallest to the largest, for what is drawn.
    pub fn quantised(shape: Vec<usize>, values: &[f64]) -> Self {
        let finite = || values.iter().copied().filter(|v| v.is_finite());
        let (low, high) = finite().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        let (low, high) = if low <= high { (low, high) } else { (0.0, 0.0) };
        let scale = if high > low { (high - low) / 65_534.0 } else { 1.0 };
        let offset = f64::midpoint(low, high);
        #[allow(clippy::cast_possible_truncation)] // within ±32,767
        let quantum = |v: &f64| if v.is_finite() { ((v - offset) / scale).round() as i16 } else { MISSING };
        let bytes: Vec<u8> = values.iter().flat_map(|v| quantum(v).to_le_bytes()).collect();
        Self { scale: Some(scale), offset: Some(offset), ..Self::of("i16", shape, &bytes) }
    }
}

fn shape(matrix: &Matrix) -> Vec<usize> {
    vec![matrix.values.len() / matrix.cols.max(1), matrix.cols]
}
