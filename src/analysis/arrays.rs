//! The large arrays of an analysis: the sidecar, a safetensors file beside `analysis.json`.
//!
//! Each kind has a type and rank of its own in the file, so that what is read back is what was written: points F32 (S, 2), class
//! indices I64 (S), ids I64 (1, S), matrices F64 (R, C), outputs F32 (1, S, C), images U8 (S, H, W, C). Filled by `run`, written
//! and read by `record`.

use std::collections::BTreeMap;

use safetensors::tensor::{Dtype, SafeTensorError, SafeTensors, TensorView};

/// Large arrays by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrays {
    /// Points (S, 2).
    pub points: BTreeMap<String, Vec<[f32; 2]>>,
    /// Class indices (S).
    pub labels: BTreeMap<String, Vec<usize>>,
    /// Ids of examples (S).
    pub ids: BTreeMap<String, Vec<i64>>,
    /// Matrices.
    pub matrices: BTreeMap<String, Matrix>,
    /// What networks say of examples.
    pub outputs: BTreeMap<String, Outputs>,
    /// Images of examples.
    pub images: BTreeMap<String, Images>,
}

/// A matrix of the sidecar; NaN where a value is undefined.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    /// Number of columns.
    pub cols: usize,
    /// Row-major values.
    pub values: Vec<f64>,
}

/// By bits: NaN is itself.
impl PartialEq for Matrix {
    fn eq(&self, other: &Self) -> bool {
        let bits = |m: &Self| m.values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        self.cols == other.cols && bits(self) == bits(other)
    }
}

/// Rows of f32, one an example.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outputs {
    /// Number of columns.
    pub cols: usize,
    /// Row-major values.
    pub values: Vec<f32>,
}

/// Small images, one an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// Height, width, channels.
    pub shape: [usize; 3],
    /// (S, height, width, channels).
    pub bytes: Vec<u8>,
}

/// A tensor of the file before it is written.
type Part<'a> = (&'a String, Dtype, Vec<usize>, Vec<u8>);

impl Matrix {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.cols.max(1)
    }
}

impl Outputs {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.cols.max(1)
    }
}

impl Images {
    /// Number of images.
    pub fn count(&self) -> usize {
        self.bytes.len() / self.shape.iter().product::<usize>().max(1)
    }
}

impl Arrays {
    /// The sidecar.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, SafeTensorError> {
        let floats = |v: &[f32]| v.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
        let points = self.points.iter().map(|(name, p)| (name, Dtype::F32, vec![p.len(), 2], floats(p.as_flattened())));
        let labels = self.labels.iter().map(|(name, l)| {
            let bytes = l.iter().flat_map(|v| (*v as u64).to_le_bytes()).collect();
            (name, Dtype::I64, vec![l.len()], bytes)
        });
        let ids = self.ids.iter().map(|(name, ids)| {
            (name, Dtype::I64, vec![1, ids.len()], ids.iter().flat_map(|v| v.to_le_bytes()).collect())
        });
        let matrices = self.matrices.iter().map(|(name, m)| {
            (name, Dtype::F64, vec![m.rows(), m.cols], m.values.iter().flat_map(|v| v.to_le_bytes()).collect())
        });
        let outputs =
            self.outputs.iter().map(|(name, o)| (name, Dtype::F32, vec![1, o.rows(), o.cols], floats(&o.values)));
        let images = self.images.iter().map(|(name, i)| {
            let [height, width, channels] = i.shape;
            (name, Dtype::U8, vec![i.count(), height, width, channels], i.bytes.clone())
        });
        let parts: Vec<Part<'_>> =
            points.chain(labels).chain(ids).chain(matrices).chain(outputs).chain(images).collect();
        let views = parts
            .iter()
            .map(|(name, dtype, shape, bytes)| Ok((name.as_str(), TensorView::new(*dtype, shape.clone(), bytes)?)))
            .collect::<Result<Vec<_>, SafeTensorError>>()?;
        safetensors::serialize(views, None)
    }

    /// What [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// Which array is of no known kind.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let file = SafeTensors::deserialize(bytes).map_err(|e| e.to_string())?;
        let mut arrays = Self::default();
        for (name, view) in file.tensors() {
            arrays.insert(name, &view)?;
        }
        Ok(arrays)
    }

    fn insert(&mut self, name: String, view: &TensorView<'_>) -> Result<(), String> {
        let data = view.data();
        match (view.dtype(), view.shape()) {
            (Dtype::F32, [_, 2]) => {
                let points = floats(data).chunks_exact(2).map(|p| [p[0], p[1]]).collect();
                self.points.insert(name, points);
            }
            (Dtype::F32, [1, _, cols]) => {
                self.outputs.insert(name, Outputs { cols: *cols, values: floats(data) });
            }
            (Dtype::I64, [_]) => {
                let labels = eights(data).map(|b| usize::try_from(u64::from_le_bytes(b))).collect::<Result<_, _>>();
                let labels = labels.map_err(|e| format!("{name}: {e}"))?;
                self.labels.insert(name, labels);
            }
            (Dtype::I64, [1, _]) => {
                self.ids.insert(name, eights(data).map(i64::from_le_bytes).collect());
            }
            (Dtype::F64, [_, cols]) => {
                self.matrices
                    .insert(name, Matrix { cols: *cols, values: eights(data).map(f64::from_le_bytes).collect() });
            }
            (Dtype::U8, [_, height, width, channels]) => {
                self.images.insert(name, Images { shape: [*height, *width, *channels], bytes: data.to_vec() });
            }
            (dtype, shape) => {
                let expected = "F32 (S, 2) or (1, S, C), I64 (S) or (1, S), F64 (R, C) or U8 (S, H, W, C)";
                return Err(format!("{name}: expected {expected}, found {dtype:?} {shape:?}"));
            }
        }
        Ok(())
    }
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

fn eights(bytes: &[u8]) -> impl Iterator<Item = [u8; 8]> {
    bytes.chunks_exact(8).map(|b| std::array::from_fn(|i| b[i]))
}
