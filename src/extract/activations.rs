//! The activations file: `features` (N, D), `logits` (N, K), `labels` (N), optional `ids`, `head.weight`, `head.bias`.

use std::collections::HashMap;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::ExtractError;
use crate::linalg::Rows;

/// Penultimate features and logits of N examples.
#[derive(Clone, Debug)]
pub struct Activations {
    /// N.
    pub n: usize,
    /// D.
    pub width: usize,
    /// K.
    pub classes: usize,
    /// (N, D), row-major.
    pub features: Vec<f32>,
    /// (N, K), row-major.
    pub logits: Vec<f32>,
    /// Class indices (N).
    pub labels: Vec<usize>,
    /// Ids of the examples (N).
    pub ids: Vec<i64>,
    /// (K, D), row-major.
    pub head_weight: Option<Vec<f32>>,
    /// (K).
    pub head_bias: Option<Vec<f32>>,
}

impl Activations {
    /// Features as (N, D).
    #[must_use]
    pub fn features(&self) -> Rows<'_> {
        Rows { data: &self.features, rows: self.n, cols: self.width }
    }

    /// Logits as (N, K).
    #[must_use]
    pub fn logits(&self) -> Rows<'_> {
        Rows { data: &self.logits, rows: self.n, cols: self.classes }
    }

    /// Class templates as (K, D), where the head is known.
    #[must_use]
    pub fn templates(&self) -> Option<Rows<'_>> {
        self.head_weight.as_ref().and_then(|w| Rows::new(w, self.classes, self.width))
    }
}

/// Writes the file, whole or not at all.
///
/// # Errors
/// When the file cannot be written.
pub fn write(a: &Activations, path: &Path) -> Result<(), ExtractError> {
    let wrong = |what: String| ExtractError::Input { what, path: path.to_path_buf() };
    let floats = |v: &[f32]| v.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
    let ints = |v: &[i64]| v.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
    let labels: Vec<i64> = a.labels.iter().map(|l| i64::try_from(*l).unwrap_or(-1)).collect();
    let mut parts = vec![
        ("features", Dtype::F32, vec![a.n, a.width], floats(&a.features)),
        ("logits", Dtype::F32, vec![a.n, a.classes], floats(&a.logits)),
        ("labels", Dtype::I64, vec![a.n], ints(&labels)),
        ("ids", Dtype::I64, vec![a.n], ints(&a.ids)),
    ];
    if let Some(w) = &a.head_weight {
        parts.push(("head.weight", Dtype::F32, vec![a.classes, a.width], floats(w)));
    }
    if let Some(b) = &a.head_bias {
        parts.push(("head.bias", Dtype::F32, vec![a.classes], floats(b)));
    }
    let mut views = Vec::new();
    for (name, dtype, shape, bytes) in &parts {
        views.push((
            *name,
            TensorView::new(*dtype, shape.clone(), bytes).map_err(|e| wrong(format!("tensor {name}: {e}")))?,
        ));
    }
    let metadata = HashMap::from([("link".to_owned(), "softmax".to_owned())]);
    let bytes = safetensors::serialize(views, Some(metadata)).map_err(|e| wrong(e.to_string()))?;
    crate::checkpoint::write_atomic(path, &bytes).map_err(|e| wrong(format!("cannot write activations ({e})")))
}

/// Whether a file holds activations rather than weights.
#[must_use]
pub fn is_activations(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".activations.safetensors")
}

/// Reads the file and checks shapes, labels and finiteness.
///
/// # Errors
/// Names the tensor and the row that are at fault.
pub fn read(path: &Path) -> Result<Activations, ExtractError> {
    let wrong = |what: String| ExtractError::Input { what, path: path.to_path_buf() };
    let bytes = std::fs::read(path).map_err(|e| wrong(format!("cannot read activations ({e})")))?;
    let file = SafeTensors::deserialize(&bytes).map_err(|e| wrong(format!("not a whole safetensors file ({e})")))?;
    let matrix = |name: &str| -> Result<(usize, usize, Vec<f32>), ExtractError> {
        let t = file.tensor(name).map_err(|_| wrong(format!("activations need the tensor {name} (N, …)")))?;
        let [rows, cols] = t.shape() else {
            return Err(wrong(format!("tensor {name}: expected 2 dimensions, found {:?}", t.shape())));
        };
        let data =
            floats(&t).ok_or_else(|| wrong(format!("tensor {name}: expected f32 or f16, found {:?}", t.dtype())))?;
        if let Some(at) = data.iter().position(|x| !x.is_finite()) {
            return Err(wrong(format!("tensor {name} row {}: {} is not finite", at / cols, data[at])));
        }
        Ok((*rows, *cols, data))
    };
    let (n, width, features) = matrix("features")?;
    let (rows, classes, logits) = matrix("logits")?;
    let raw = file
        .tensor("labels")
        .map_err(|_| wrong("activations need the tensor labels (N)".to_owned()))
        .and_then(|t| ints(&t).ok_or_else(|| wrong(format!("tensor labels: expected i64, found {:?}", t.dtype()))))?;
    if rows != n || raw.len() != n {
        return Err(wrong(format!("features have {n} rows, logits {rows}, labels {}; they must agree", raw.len())));
    }
    let mut labels = Vec::with_capacity(n);
    for (row, label) in raw.iter().enumerate() {
        match usize::try_from(*label) {
            Ok(l) if l < classes => labels.push(l),
            _ => return Err(wrong(format!("labels row {row}: {label} is outside 0..{classes}"))),
        }
    }
    let ids = match file.tensor("ids") {
        Ok(t) => {
            ints(&t).filter(|v| v.len() == n).ok_or_else(|| wrong(format!("tensor ids: expected {n} values of i64")))?
        }
        Err(_) => (0..i64::try_from(n).unwrap_or(i64::MAX)).collect(),
    };
    let head_weight = matrix("head.weight").ok().filter(|w| (w.0, w.1) == (classes, width)).map(|w| w.2);
    let head_bias = file.tensor("head.bias").ok().and_then(|t| floats(&t)).filter(|b| b.len() == classes);
    Ok(Activations { n, width, classes, features, logits, labels, ids, head_weight, head_bias })
}

fn floats(t: &TensorView<'_>) -> Option<Vec<f32>> {
    match t.dtype() {
        Dtype::F32 => Some(t.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()),
        Dtype::F16 => Some(t.data().chunks_exact(2).map(|b| half::f16::from_le_bytes([b[0], b[1]]).to_f32()).collect()),
        _ => None,
    }
}

fn ints(t: &TensorView<'_>) -> Option<Vec<i64>> {
    (t.dtype() == Dtype::I64)
        .then(|| t.data().chunks_exact(8).map(|b| i64::from_le_bytes(std::array::from_fn(|i| b[i]))).collect())
}
