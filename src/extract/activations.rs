//! The activations file: `features` (N, D), `logits` (N, K), `labels` (N), optional `ids`, `head.weight`, `head.bias`.
//!
//! Written by `extract::run` or by a person's own framework; mapped into memory, not read, so that any number of variants fits.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use memmap2::Mmap;
use rayon::prelude::*;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::ExtractError;
use crate::checkpoint;
use crate::data::ClassMap;
use crate::linalg::Rows;

/// How far `features · Wᵀ + b` may be from the logits, as a share of the largest logit: half precision keeps 3 digits.
const HEAD_TOLERANCE: f32 = 2e-2;

/// Rows on which the head is checked.
const HEAD_ROWS: usize = 64;

/// Values that one thread looks through at once.
const VALUES_AT_ONCE: usize = 1 << 16;

/// Penultimate features and logits of N examples, in a mapped file.
#[derive(Clone, Debug)]
pub struct Activations {
    /// The file.
    pub file: PathBuf,
    /// N.
    pub n: usize,
    /// D.
    pub width: usize,
    /// K.
    pub classes: usize,
    /// Class indices (N).
    pub labels: Vec<usize>,
    /// Ids of the examples (N), the row numbers where the file has none.
    pub ids: Vec<i64>,
    /// Whether the file has ids.
    pub has_ids: bool,
    /// `__metadata__` of the file: `split`, `checkpoint_blake3`, `preprocessing`, `link`.
    pub metadata: BTreeMap<String, String>,
    features: Values,
    logits: Values,
    head_weight: Option<Vec<f32>>,
    head_bias: Option<Vec<f32>>,
    map: Arc<Mmap>,
    content: OnceLock<String>,
}

/// Values in the mapped file, or converted where they are not aligned f32.
#[derive(Clone, Debug)]
enum Values {
    Mapped(Arc<Mmap>, Range<usize>),
    Owned(Vec<f32>),
}

impl Values {
    fn get(&self) -> &[f32] {
        match self {
            Self::Mapped(map, range) => bytemuck::cast_slice(&map[range.clone()]),
            Self::Owned(values) => values,
        }
    }
}

impl Activations {
    /// Features as (N, D).
    pub fn features(&self) -> Rows<'_> {
        Rows { data: self.features.get(), rows: self.n, cols: self.width }
    }

    /// Logits as (N, K).
    pub fn logits(&self) -> Rows<'_> {
        Rows { data: self.logits.get(), rows: self.n, cols: self.classes }
    }

    /// A hash of the content: BLAKE3 of the file, or the key by which extraction names it.
    pub fn content(&self) -> &str {
        self.content.get_or_init(|| {
            let hash = blake3::hash(&self.map).to_hex().to_string();
            self.release();
            hash
        })
    }

    /// Named by a key that stands for the content.
    pub(super) fn keyed(self, key: String) -> Self {
        Self { content: OnceLock::from(key), ..self }
    }

    /// Takes the file's pages out of memory until they are read again: many variants do not add up.
    pub fn release(&self) {
        checkpoint::release(&self.map);
    }

    /// Class templates, the head's weight, as (K, D).
    pub fn templates(&self) -> Option<Rows<'_>> {
        self.head_weight.as_ref().and_then(|w| Rows::new(w, self.classes, self.width))
    }

    /// The same examples in another order: row i is what row `order[i]` was.
    #[must_use]
    pub fn reordered(&self, order: &[usize]) -> Self {
        let rows = |r: Rows<'_>| Values::Owned(order.iter().flat_map(|i| r.row(*i)).copied().collect());
        Self {
            features: rows(self.features()),
            logits: rows(self.logits()),
            labels: order.iter().map(|i| self.labels[*i]).collect(),
            ids: order.iter().map(|i| self.ids[*i]).collect(),
            n: order.len(),
            ..self.clone()
        }
    }

    /// With the outputs in the order of the data's classes.
    ///
    /// # Errors
    /// A map of another number of classes.
    pub fn in_class_order(&self, map: &ClassMap) -> Result<Self, ExtractError> {
        let outputs = map.outputs();
        if outputs.len() != self.classes {
            let what = format!("the class map has {} classes, the logits have {}", outputs.len(), self.classes);
            return Err(ExtractError::Input { what, path: self.file.clone() });
        }
        let logits = self.logits();
        let reordered = (0..self.n).flat_map(|row| outputs.iter().map(move |k| logits.row(row)[*k])).collect();
        let rows = |w: Rows<'_>| outputs.iter().flat_map(|k| w.row(*k)).copied().collect();
        let content = blake3::hash(format!("{} {:?}", self.content(), map.classes()).as_bytes()).to_hex().to_string();
        Ok(Self {
            logits: Values::Owned(reordered),
            head_weight: self.templates().map(rows),
            head_bias: self.head_bias().map(|b| outputs.iter().map(|k| b[*k]).collect()),
            content: OnceLock::from(content),
            ..self.clone()
        })
    }

    /// The head's bias (K).
    pub fn head_bias(&self) -> Option<&[f32]> {
        self.head_bias.as_deref()
    }
}

/// Whether a path is named as activations rather than weights.
pub fn is_activations(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".activations.safetensors")
}

/// Maps the file and checks shapes, labels, finiteness and the head.
///
/// # Errors
/// Names the tensor and the row that are at fault.
pub fn open(path: &Path) -> Result<Activations, ExtractError> {
    let wrong = |what: String| ExtractError::Input { what, path: path.to_path_buf() };
    let map = Arc::new(checkpoint::map(path)?);
    let broken = |e| wrong(format!("not a whole safetensors file ({e}); write it again"));
    let (_, header) = SafeTensors::read_metadata(&map).map_err(broken)?;
    let file = SafeTensors::deserialize(&map).map_err(broken)?;
    let reader = Reader { map: &map, file: &file };
    let (n, width, features) = reader.matrix("features").map_err(&wrong)?;
    let (rows, classes, logits) = reader.matrix("logits").map_err(&wrong)?;
    let raw = reader.integers("labels").map_err(&wrong)?;
    if rows != n || raw.len() != n || n == 0 {
        let found = format!("features have {n} rows, logits {rows}, labels {}", raw.len());
        return Err(wrong(format!("{found}; expected the same number of each, and at least one")));
    }
    if width == 0 || classes == 0 {
        return Err(wrong(format!("expected features (N, D) and logits (N, K), found D = {width} and K = {classes}")));
    }
    let labels = labels(&raw, classes).map_err(&wrong)?;
    let ids = file.names().contains(&"ids").then(|| reader.integers("ids")).transpose().map_err(&wrong)?;
    check_ids(ids.as_deref(), n).map_err(&wrong)?;
    let (head_weight, head_bias) = reader.head(classes, width).map_err(&wrong)?;
    let metadata = header.metadata().iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
    let activations = Activations {
        file: path.to_path_buf(),
        n,
        width,
        classes,
        labels,
        has_ids: ids.is_some(),
        ids: ids.unwrap_or_else(|| (0..).take(n).collect()),
        metadata,
        features,
        logits,
        head_weight,
        head_bias,
        map: Arc::clone(&map),
        content: OnceLock::new(),
    };
    check_finite(&activations).map_err(&wrong)?;
    check_link(&activations).map_err(&wrong)?;
    check_head(&activations).map_err(&wrong)?;
    activations.release();
    Ok(activations)
}

/// Weight (K, D) and bias (K).
type Head = (Option<Vec<f32>>, Option<Vec<f32>>);

/// Reads tensors of one file; errors name the tensor.
struct Reader<'a> {
    map: &'a Arc<Mmap>,
    file: &'a SafeTensors<'a>,
}

impl Reader<'_> {
    fn tensor(&self, name: &str) -> Result<TensorView<'_>, String> {
        self.file.tensor(name).map_err(|_| {
            let names: Vec<String> = self.file.names().iter().map(ToString::to_string).collect();
            let shapes = "features (N, D), logits (N, K) and labels (N)";
            format!("activations need {shapes}; {name} is missing, found {}", names.join(", "))
        })
    }

    fn matrix(&self, name: &str) -> Result<(usize, usize, Values), String> {
        let tensor = self.tensor(name)?;
        let [rows, cols] = tensor.shape() else {
            return Err(format!("tensor {name}: expected 2 dimensions, found {:?}", tensor.shape()));
        };
        Ok((*rows, *cols, self.values(name, &tensor)?))
    }

    fn values(&self, name: &str, tensor: &TensorView<'_>) -> Result<Values, String> {
        let data = tensor.data();
        let is_f32 = tensor.dtype() == Dtype::F32 && cfg!(target_endian = "little");
        if is_f32 && bytemuck::try_cast_slice::<u8, f32>(data).is_ok() {
            let start = data.as_ptr() as usize - self.map.as_ptr() as usize;
            return Ok(Values::Mapped(Arc::clone(self.map), start..start + data.len()));
        }
        let values = checkpoint::floats(tensor.dtype(), data);
        values
            .map(Values::Owned)
            .ok_or_else(|| format!("tensor {name}: expected f32 or f16, found {:?}", tensor.dtype()))
    }

    fn integers(&self, name: &str) -> Result<Vec<i64>, String> {
        let tensor = self.tensor(name)?;
        if tensor.shape().len() != 1 {
            return Err(format!("tensor {name}: expected 1 dimension, found {:?}", tensor.shape()));
        }
        let data = tensor.data();
        match tensor.dtype() {
            Dtype::I64 => Ok(data.chunks_exact(8).map(|b| i64::from_le_bytes(std::array::from_fn(|i| b[i]))).collect()),
            Dtype::I32 => {
                Ok(data.chunks_exact(4).map(|b| i32::from_le_bytes(std::array::from_fn(|i| b[i])).into()).collect())
            }
            Dtype::U8 => Ok(data.iter().map(|b| i64::from(*b)).collect()),
            other => Err(format!("tensor {name}: expected i64, found {other:?}")),
        }
    }

    /// The head's weight (K, D) and bias (K), where they are there.
    fn head(&self, classes: usize, width: usize) -> Result<Head, String> {
        let read = |name: &str, shape: &[usize]| -> Result<Option<Vec<f32>>, String> {
            if !self.file.names().contains(&name) {
                return Ok(None);
            }
            let tensor = self.tensor(name)?;
            if tensor.shape() != shape {
                return Err(format!("tensor {name}: expected the shape {shape:?}, found {:?}", tensor.shape()));
            }
            Ok(Some(self.values(name, &tensor)?.get().to_vec()))
        };
        Ok((read("head.weight", &[classes, width])?, read("head.bias", &[classes])?))
    }
}

fn labels(raw: &[i64], classes: usize) -> Result<Vec<usize>, String> {
    let of = |(row, label): (usize, &i64)| match usize::try_from(*label) {
        Ok(l) if l < classes => Ok(l),
        _ => Err(format!("tensor labels, row {row}: {label} is outside 0..{classes}, the classes of the logits")),
    };
    raw.iter().enumerate().map(of).collect()
}

fn check_ids(ids: Option<&[i64]>, n: usize) -> Result<(), String> {
    let Some(ids) = ids else { return Ok(()) };
    if ids.len() != n {
        return Err(format!("tensor ids: expected {n} values, one an example, found {}", ids.len()));
    }
    let mut seen = BTreeSet::new();
    match ids.iter().position(|id| !seen.insert(id)) {
        Some(row) => Err(format!("tensor ids, row {row}: {} comes twice; examples are paired by id", ids[row])),
        None => Ok(()),
    }
}

fn check_finite(a: &Activations) -> Result<(), String> {
    let bias = a.head_bias().and_then(|b| Rows::new(b, a.classes, 1));
    let head = [("head.weight", a.templates()), ("head.bias", bias)];
    let head = head.into_iter().filter_map(|(name, values)| Some((name, values?)));
    for (name, values) in [("features", a.features()), ("logits", a.logits())].into_iter().chain(head) {
        let of_chunk =
            |(chunk, x): (usize, &[f32])| x.iter().position(|x| !x.is_finite()).map(|at| chunk * VALUES_AT_ONCE + at);
        let chunks = values.data.par_chunks(VALUES_AT_ONCE).enumerate();
        if let Some(at) = chunks.find_map_first(of_chunk) {
            let row = at / values.cols;
            return Err(format!(
                "tensor {name}, row {row}: {} is not finite; mend the network or leave the row out",
                values.data[at]
            ));
        }
    }
    Ok(())
}

fn check_link(a: &Activations) -> Result<(), String> {
    match a.metadata.get("link").map(String::as_str) {
        None | Some("softmax") => Ok(()),
        Some(other) => {
            Err(format!("metadata link: penult turns logits into probabilities by softmax, found {other:?}"))
        }
    }
}

/// Whether the features are the head's input: `logits = features · Wᵀ + b` on some rows.
fn check_head(a: &Activations) -> Result<(), String> {
    let Some(weight) = a.templates() else { return Ok(()) };
    let step = a.n.div_ceil(HEAD_ROWS);
    for row in (0..a.n).step_by(step.max(1)) {
        let (features, logits) = (a.features().row(row), a.logits().row(row));
        let largest = logits.iter().fold(1.0f32, |m, z| m.max(z.abs()));
        for (class, found) in logits.iter().enumerate() {
            let bias = a.head_bias().map_or(0.0, |b| b[class]);
            let expected = weight.row(class).iter().zip(features).map(|(w, h)| w * h).sum::<f32>() + bias;
            if (expected - found).abs() > HEAD_TOLERANCE * largest {
                return Err(format!(
                    "row {row}, class {class}: features · Wᵀ + b gives {expected}, the logits say {found}; \
                     features must be the input of the head that is given (or leave head.weight and head.bias out)"
                ));
            }
        }
    }
    Ok(())
}
