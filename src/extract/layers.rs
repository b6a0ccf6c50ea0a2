//! Outputs of a network's layers on some examples, each brought to at most 2,048 values an example: what layerwise CKA is
//! measured on, in a file of the cache (`taps.<layer>`, the metadata describe them).
//!
//! Wide outputs go through linfa-reduction's Gaussian random projection, which keeps distances (Johnson and Lindenstrauss 1984);
//! how well is stated from the number of examples, and measured on the first batch. Read by `analysis::layers`.

use std::collections::{BTreeMap, btree_map};
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use linfa::Dataset;
use linfa::traits::{Fit, Transformer};
use linfa_reduction::random_projection::GaussianRandomProjection;
use ndarray::Array2;
use rayon::prelude::*;
use safetensors::tensor::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};

use super::ExtractError;
use super::run::{self, Passes, Settings, Source};
use crate::checkpoint::{self, Entry, Writer};
use crate::data;
use crate::linalg::Rows;

/// Values of an example that are kept, at most.
pub const KEPT: usize = 2048;

/// Values of an example that are projected, at most: beyond, the mean of every 2 × 2 pixels stands for them.
const PROJECTED: usize = 32_768;

/// Layers of a network, at most; of more, so many at equal steps, the last among them.
const LAYERS: usize = 24;

/// Examples of a batch.
const BATCH: usize = 50;

/// One layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// Values of an example.
    pub width: usize,
    /// Pixels a side that were averaged into one; 1 for none.
    pub pooled: usize,
    /// Values that are kept.
    pub kept: usize,
    /// How the projection bends squared distances; none where nothing was projected.
    pub distortion: Option<Distortion>,
}

/// Squared distances after a projection over those before, minus 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distortion {
    /// Up to this by the lemma of Johnson and Lindenstrauss, for all pairs of the examples at once.
    pub bound: f64,
    /// The largest, measured on the pairs of the first batch.
    pub measured: f64,
}

/// Layers of one network on the same examples.
#[derive(Clone, Debug)]
pub struct Layers {
    /// The split.
    pub split: String,
    /// Number of examples.
    pub n: usize,
    /// Stands for the examples.
    pub sample: String,
    /// The layers, in the order of the network.
    pub layers: Vec<Layer>,
    values: BTreeMap<String, Vec<f32>>,
}

impl Layers {
    /// What is kept of a layer (n, kept).
    pub fn rows(&self, layer: &Layer) -> Option<Rows<'_>> {
        Rows::new(self.values.get(&layer.name)?, self.n, layer.kept)
    }
}

/// What the metadata say under `layers`.
#[derive(Serialize, Deserialize)]
struct Described {
    split: String,
    sample: String,
    layers: Vec<Layer>,
}

/// The taps of a plan that are compared.
pub fn compared(taps: &[&str]) -> Vec<String> {
    let count = taps.len().min(LAYERS);
    (1..=count).map(|i| taps[i * taps.len() / count - 1].to_owned()).collect()
}

/// The layers `settings.taps` of a network over some rows of a data set: found in the cache, or made.
///
/// # Errors
/// When the data do not fit the network, a tap is unknown, or a file cannot be read or written.
pub fn run(
    source: &Source<'_>,
    (data, rows): (&data::Dataset, &[usize]),
    split: &str,
    settings: &Settings<'_>,
) -> Result<Layers, ExtractError> {
    run::check(source, data)?;
    let sample = sample(data, rows);
    let key = run::key(source, data, split, settings)?;
    let name = blake3::hash(format!("{key}/{sample}/{KEPT}/{PROJECTED}/{BATCH}").as_bytes()).to_hex();
    let path = settings.folder.join(format!("{name}.layers.safetensors"));
    // A file that cannot be read is made again.
    if path.is_file()
        && let Ok(found) = open(&path)
    {
        return Ok(found);
    }
    run::make_cache(settings.folder)?;
    let mut made = Made::new(rows.len());
    let network = settings.device.load(source, settings.dtype)?;
    let mut passes = Passes { network, source, settings, most: BATCH };
    for (at, batch) in rows.chunks(BATCH).enumerate() {
        let images = images(data, batch, source)?;
        passes.run(&images, |out| made.push(&out.taps))?;
        (settings.progress)((at * BATCH + batch.len()).min(rows.len()), rows.len());
    }
    made.write(Described { split: split.to_owned(), sample, layers: Vec::new() }, settings.taps, &path)?;
    open(&path)
}

/// A hash of the chosen examples.
fn sample(data: &data::Dataset, rows: &[usize]) -> String {
    let mut hasher = blake3::Hasher::new();
    for row in rows {
        hasher.update(&data.ids[*row].to_le_bytes());
        hasher.update(&(data.labels[*row] as u64).to_le_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// The images of some rows as (B, C, H, W), decoded in parallel.
fn images(data: &data::Dataset, rows: &[usize], source: &Source<'_>) -> Result<Tensor, ExtractError> {
    let one = |row: &usize| data.batch(*row..row + 1, source.normalise);
    let values: Vec<Vec<f32>> = rows.par_iter().map(one).collect::<Result<_, _>>()?;
    let [c, h, w] = data.shape;
    Ok(Tensor::from_vec(values.concat(), (rows.len(), c, h, w), &Device::Cpu)?)
}

/// What is gathered of the layers, batch by batch.
struct Made {
    n: usize,
    projections: BTreeMap<usize, GaussianRandomProjection<f32>>,
    layers: BTreeMap<String, (Layer, Vec<f32>)>,
}

impl Made {
    fn new(n: usize) -> Self {
        Self { n, projections: BTreeMap::new(), layers: BTreeMap::new() }
    }

    /// Adds a batch of all layers.
    fn push(&mut self, taps: &BTreeMap<String, Tensor>) -> Result<(), ExtractError> {
        let batch = taps.iter().map(|(name, tap)| Ok((name, Flat::of(tap)?)));
        let batch: Vec<(&String, Flat)> = batch.collect::<Result<_, ExtractError>>()?;
        for (_, flat) in batch.iter().filter(|(_, flat)| flat.cols() > KEPT) {
            // Layers of one width share a projection; linfa's generator has the seed 42.
            if let btree_map::Entry::Vacant(none) = self.projections.entry(flat.cols()) {
                none.insert(projection(flat.cols())?);
            }
        }
        let kept = |(name, flat): (&String, Flat)| {
            let projected = self.projections.get(&flat.cols()).map(|p| p.transform(&flat.values));
            (name.clone(), flat, projected)
        };
        let kept: Vec<_> = batch.into_par_iter().map(kept).collect();
        for (name, flat, projected) in kept {
            let values = projected.as_ref().unwrap_or(&flat.values);
            let (_, gathered) = self.layers.entry(name.clone()).or_insert_with(|| {
                let distortion = projected
                    .as_ref()
                    .map(|p| Distortion { bound: bound(self.n, KEPT), measured: measured(&flat.values, p) });
                let Flat { width, pooled, .. } = flat;
                (Layer { name, width, pooled, kept: values.ncols(), distortion }, Vec::new())
            });
            gathered.extend(values.iter());
        }
        Ok(())
    }

    /// Writes the layers in the order of the network.
    fn write(mut self, mut described: Described, order: &[String], path: &Path) -> Result<(), ExtractError> {
        let layers: Vec<(Layer, Vec<f32>)> = order.iter().filter_map(|name| self.layers.remove(name)).collect();
        let tensor = |layer: &Layer| format!("taps.{}", layer.name);
        let entry = |(layer, _): &(Layer, Vec<f32>)| Entry {
            name: tensor(layer),
            dtype: Dtype::F32,
            shape: vec![self.n, layer.kept],
        };
        described.layers = layers.iter().map(|(layer, _)| layer.clone()).collect();
        let text = serde_json::to_string(&described).map_err(|e| ExtractError::Input {
            what: format!("cannot describe the layers ({e})"),
            path: path.to_path_buf(),
        })?;
        let metadata = BTreeMap::from([("layers".to_owned(), text)]);
        let mut writer = Writer::create(path, &layers.iter().map(entry).collect::<Vec<_>>(), &metadata)?;
        for (layer, values) in &layers {
            writer.append(&tensor(layer), bytemuck::cast_slice(values))?;
        }
        Ok(writer.finish()?)
    }
}

/// A layer's outputs of one batch (B, values), pixels averaged where there are too many.
struct Flat {
    values: Array2<f32>,
    width: usize,
    pooled: usize,
}

impl Flat {
    fn of(tap: &Tensor) -> Result<Self, ExtractError> {
        let count = tap.dim(0)?;
        let width = tap.elem_count() / count.max(1);
        let (mut tap, mut pooled) = (tap.to_dtype(DType::F32)?, 1);
        while tap.rank() == 4 && tap.elem_count() / count.max(1) > PROJECTED && tap.dim(3)? > 1 && tap.dim(2)? > 1 {
            tap = tap.avg_pool2d(2)?;
            pooled *= 2;
        }
        let cols = tap.elem_count() / count.max(1);
        let values = tap.flatten_all()?.to_vec1::<f32>()?;
        let values =
            Array2::from_shape_vec((count, cols), values).map_err(|e| candle_core::Error::Msg(e.to_string()))?;
        Ok(Self { values, width, pooled })
    }

    fn cols(&self) -> usize {
        self.values.ncols()
    }
}

/// Gaussian, from so many values to the kept ones.
fn projection(width: usize) -> Result<GaussianRandomProjection<f32>, ExtractError> {
    // Of the data, linfa asks their width alone.
    let shape = Dataset::from(Array2::<f32>::zeros((1, width)));
    let made = GaussianRandomProjection::<f32>::params().target_dim(KEPT).fit(&shape);
    made.map_err(|e| candle_core::Error::Msg(format!("the random projection of {width} values: {e}")).into())
}

/// The ε up to which k dimensions keep the squared distances of n points, where k = 4 ln n / (ε²/2 - ε³/3) (Dasgupta and Gupta
/// 2003); 1 where they promise nothing.
fn bound(n: usize, k: usize) -> f64 {
    let wanted = 4.0 * (n.max(2) as f64).ln() / k as f64;
    let gives = |e: f64| e * e / 2.0 - e * e * e / 3.0;
    // It rises up to ε = 1: bisection.
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if gives(middle) < wanted { low = middle } else { high = middle }
    }
    high
}

/// The largest |d'² / d² - 1| over pairs of rows before and after a projection. linfa's entries have the variance 1/D, where
/// 1/k would keep lengths, so k/D is taken out; no CKA sees it.
fn measured(before: &Array2<f32>, after: &Array2<f32>) -> f64 {
    let square = |rows: &Array2<f32>, i: usize, j: usize| -> f64 {
        rows.row(i).iter().zip(rows.row(j)).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum()
    };
    let scale = before.ncols() as f64 / after.ncols() as f64;
    let pairs = (0..before.nrows()).flat_map(|j| (0..j).map(move |i| (i, j)));
    let off = |(i, j)| {
        let was = square(before, i, j);
        (was > 0.0).then(|| (scale * square(after, i, j) / was - 1.0).abs())
    };
    pairs.filter_map(off).fold(0.0, f64::max)
}

/// Reads the file again.
fn open(path: &Path) -> Result<Layers, ExtractError> {
    let wrong = |what: String| ExtractError::Input { what, path: path.to_path_buf() };
    let map = checkpoint::map(path)?;
    let broken = |what: String| wrong(format!("not a whole file of layers ({what}); remove it"));
    let (_, header) = SafeTensors::read_metadata(&map).map_err(|e| broken(e.to_string()))?;
    let file = SafeTensors::deserialize(&map).map_err(|e| broken(e.to_string()))?;
    let text = header.metadata().as_ref().and_then(|m| m.get("layers")).map_or("", String::as_str);
    let Described { split, sample, layers } = serde_json::from_str(text).map_err(|e| broken(e.to_string()))?;
    let mut values = BTreeMap::new();
    let mut n = 0;
    for layer in &layers {
        let tensor = file.tensor(&format!("taps.{}", layer.name)).map_err(|e| broken(e.to_string()))?;
        n = tensor.shape().first().copied().unwrap_or(0);
        let floats = checkpoint::floats(tensor.dtype(), tensor.data()).filter(|v| v.len() == n * layer.kept);
        let floats = floats.ok_or_else(|| broken(format!("taps.{} has the shape {:?}", layer.name, tensor.shape())))?;
        values.insert(layer.name.clone(), floats);
    }
    Ok(Layers { split, n, sample, layers, values })
}
