//! `analysis.json` and its sidecar of large arrays, read and written together.
//!
//! The sidecar is a safetensors file beside the JSON: F32 arrays (S, 2) of points, I64 arrays (S) of class indices, F64 arrays of
//! matrices.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::schema::{Analysis, Scatter};
use crate::checkpoint::write_atomic;

/// Name of the contract's file.
pub const FILE: &str = "analysis.json";
/// Name of the sidecar beside it.
pub const SIDECAR: &str = "analysis.arrays.safetensors";

/// Why a record cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{what}: {path}")]
pub struct RecordError {
    /// What was expected, what was found, what to do.
    what: String,
    /// The file.
    path: PathBuf,
}

/// Large arrays by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrays {
    /// Points (S, 2).
    pub points: BTreeMap<String, Vec<[f32; 2]>>,
    /// Class indices (S).
    pub labels: BTreeMap<String, Vec<usize>>,
    /// Matrices.
    pub matrices: BTreeMap<String, Matrix>,
}

/// A matrix of the sidecar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// Number of columns.
    pub cols: usize,
    /// Row-major values.
    pub values: Vec<f64>,
}

/// An analysis with its arrays: all that figures and reports see.
#[derive(Clone, Debug)]
pub struct Record {
    /// The contract.
    pub analysis: Analysis,
    /// The sidecar.
    pub arrays: Arrays,
}

impl Record {
    /// The points of a scatter with their class indices; none where the sidecar lacks them.
    pub fn scatter(&self, scatter: &Scatter) -> impl Iterator<Item = ([f64; 2], usize)> + use<'_> {
        let points = self.arrays.points.get(&scatter.points).map(Vec::as_slice).unwrap_or_default();
        let labels = self.arrays.labels.get(&scatter.labels).map(Vec::as_slice).unwrap_or_default();
        points.iter().zip(labels).map(|([x, y], label)| ([f64::from(*x), f64::from(*y)], *label))
    }

    /// The JSON text: pretty, with a last newline.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(&self.analysis)? + "\n")
    }

    /// Writes `analysis.json` and its sidecar into `folder`, the sidecar first, each whole or not at all.
    ///
    /// # Errors
    /// Names the file that cannot be written.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, RecordError> {
        let wrong = |path: &Path, what: String| RecordError {
            what: format!("cannot write the analysis ({what}); give another folder with --out"),
            path: path.to_path_buf(),
        };
        std::fs::create_dir_all(folder).map_err(|e| wrong(folder, e.to_string()))?;
        let sidecar = folder.join(SIDECAR);
        if self.analysis.sidecar.is_some() {
            let bytes = self.arrays.to_bytes().map_err(|e| wrong(&sidecar, e.to_string()))?;
            write_atomic(&sidecar, &bytes).map_err(|e| wrong(&sidecar, e.to_string()))?;
        }
        let path = folder.join(FILE);
        let text = self.json().map_err(|e| wrong(&path, e.to_string()))?;
        write_atomic(&path, text.as_bytes()).map_err(|e| wrong(&path, e.to_string()))?;
        Ok(path)
    }

    /// Reads an `analysis.json` and the sidecar that it names.
    ///
    /// # Errors
    /// Names the file, and the line of the JSON that is at fault.
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let wrong = |path: &Path, what: String| RecordError { what, path: path.to_path_buf() };
        let text = std::fs::read_to_string(path).map_err(|e| wrong(path, format!("cannot read the analysis ({e})")))?;
        let analysis: Analysis = serde_json::from_str(&text).map_err(|e| {
            let version = super::SCHEMA_VERSION;
            wrong(
                path,
                format!("not an analysis.json of schema version {version} ({e}); make it again with `penult report`"),
            )
        })?;
        if analysis.schema_version != super::SCHEMA_VERSION {
            let (found, expected) = (analysis.schema_version, super::SCHEMA_VERSION);
            let what = format!("schema version {found}, expected {expected}; make it again with `penult report`");
            return Err(wrong(path, what));
        }
        let arrays = match &analysis.sidecar {
            None => Arrays::default(),
            Some(name) => {
                let file = path.with_file_name(name);
                let bytes = std::fs::read(&file).map_err(|e| {
                    wrong(&file, format!("cannot read the sidecar that {FILE} names ({e}); keep both together"))
                })?;
                let damaged =
                    |e| wrong(&file, format!("not a sidecar of arrays ({e}); make it again with `penult report`"));
                let arrays = Arrays::from_bytes(&bytes).map_err(damaged)?;
                let foreign =
                    |e| wrong(&file, format!("the sidecar of another analysis ({e}); keep both files together"));
                check_arrays(&analysis, &arrays).map_err(foreign)?;
                arrays
            }
        };
        Ok(Self { analysis, arrays })
    }
}

/// Whether the arrays that the analysis names are there, points and labels of equal length, matrices of the size that is said.
fn check_arrays(analysis: &Analysis, arrays: &Arrays) -> Result<(), String> {
    for split in analysis.variants.values().flat_map(|v| v.splits.values()) {
        let plane = split.curves.template_plane.as_ref().map(|p| &p.examples);
        let missing = |name: &String| format!("no array {name}");
        for name in split.curves.landscape.iter().flat_map(|l| [&l.profiles, &l.plane]) {
            arrays.matrices.get(name).ok_or_else(|| missing(name))?;
        }
        for Scatter { points, labels } in split.curves.pca.iter().chain(&split.curves.tsne).chain(plane) {
            let p = arrays.points.get(points).ok_or_else(|| missing(points))?;
            let l = arrays.labels.get(labels).ok_or_else(|| missing(labels))?;
            if p.len() != l.len() {
                return Err(format!("{} rows of {points}, {} of {labels}", p.len(), l.len()));
            }
        }
    }
    for of in &analysis.layers {
        let found = arrays.matrices.get(&of.matrix).ok_or_else(|| format!("no array {}", of.matrix))?;
        let (rows, cols) = (of.rows.len(), of.columns.len());
        if found.cols != cols || found.values.len() != rows * cols {
            return Err(format!("{} is not of {rows} rows and {cols} columns", of.matrix));
        }
    }
    Ok(())
}

impl Arrays {
    fn to_bytes(&self) -> Result<Vec<u8>, safetensors::SafeTensorError> {
        let points = self.points.iter().map(|(name, p)| {
            let bytes: Vec<u8> = p.iter().flatten().flat_map(|v| v.to_le_bytes()).collect();
            (name, Dtype::F32, vec![p.len(), 2], bytes)
        });
        let labels = self.labels.iter().map(|(name, l)| {
            let bytes: Vec<u8> = l.iter().flat_map(|v| (*v as u64).to_le_bytes()).collect();
            (name, Dtype::I64, vec![l.len()], bytes)
        });
        let matrices = self.matrices.iter().map(|(name, m)| {
            let bytes: Vec<u8> = m.values.iter().flat_map(|v| v.to_le_bytes()).collect();
            (name, Dtype::F64, vec![m.values.len() / m.cols.max(1), m.cols], bytes)
        });
        let parts: Vec<_> = points.chain(labels).chain(matrices).collect();
        let views = parts
            .iter()
            .map(|(name, dtype, shape, bytes)| Ok((name.as_str(), TensorView::new(*dtype, shape.clone(), bytes)?)))
            .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()?;
        safetensors::serialize(views, None)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let file = SafeTensors::deserialize(bytes).map_err(|e| e.to_string())?;
        let mut arrays = Self::default();
        for (name, view) in file.tensors() {
            match (view.dtype(), view.shape()) {
                (Dtype::F32, [_, 2]) => {
                    let value = |b: &[u8]| f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
                    let points = view.data().chunks_exact(8).map(|b| [value(&b[..4]), value(&b[4..])]).collect();
                    arrays.points.insert(name, points);
                }
                (Dtype::I64, [_]) => {
                    let labels = view
                        .data()
                        .chunks_exact(8)
                        .map(|b| usize::try_from(u64::from_le_bytes(std::array::from_fn(|i| b[i]))))
                        .collect::<Result<_, _>>()
                        .map_err(|e| format!("{name}: {e}"))?;
                    arrays.labels.insert(name, labels);
                }
                (Dtype::F64, [_, cols]) => {
                    let value = |b: &[u8]| f64::from_le_bytes(std::array::from_fn(|i| b[i]));
                    let values = view.data().chunks_exact(8).map(value).collect();
                    arrays.matrices.insert(name, Matrix { cols: *cols, values });
                }
                (dtype, shape) => {
                    return Err(format!(
                        "{name}: expected F32 (S, 2), I64 (S) or F64 (R, C), found {dtype:?} {shape:?}"
                    ));
                }
            }
        }
        Ok(arrays)
    }
}
