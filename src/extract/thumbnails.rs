//! Small images of some examples, for the page that shows them, in a file of the cache beside the activations.
//!
//! Fed by a data set and the examples that `analysis::shown` sampled, so that no more images are decoded than are shown; the file
//! (`ids` I64 (n), `images` U8 (n, H, W, C)) spares the next run that. Activations alone have none.

use std::collections::BTreeMap;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors};

use super::ExtractError;
use super::run::make_cache;
use crate::checkpoint::{Entry, Writer};
use crate::data::{DataError, Dataset, Normalise};

/// Pixels of a side, at most: of larger images, squares of pixels are averaged into one.
pub const SIDE: usize = 32;

/// Version of this step; part of the file's name.
const STEP_VERSION: u32 = 1;

/// Images of n examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnails {
    /// Height, width, channels (1 is grey, 3 are red, green, blue).
    pub shape: [usize; 3],
    /// (n, H, W, C).
    pub bytes: Vec<u8>,
}

/// Images of the examples of these ids (n) and labels (n): found in the folder, or made; none where the data hold other examples, or
/// images that are neither grey nor red, green, blue.
///
/// # Errors
/// When an image cannot be read, or the file cannot be written.
pub fn thumbnails(
    data: &Dataset,
    (ids, labels): (&[i64], &[usize]),
    folder: &Path,
) -> Result<Option<Thumbnails>, ExtractError> {
    let Some(rows) = rows(data, ids, labels) else { return Ok(None) };
    if !matches!(data.shape[0], 1 | 3) {
        return Ok(None);
    }
    let path = folder.join(format!("{}.thumbnails.safetensors", key(data, ids)));
    // A file that cannot be read is made again.
    if let Some(found) = read(&path, ids) {
        return Ok(Some(found));
    }
    let made = make(data, &rows)?;
    make_cache(folder)?;
    write(&made, ids, &path)?;
    Ok(Some(made))
}

/// The rows of the examples; none where one is not there with its label.
fn rows(data: &Dataset, ids: &[i64], labels: &[usize]) -> Option<Vec<usize>> {
    let at: BTreeMap<i64, usize> = data.ids.iter().enumerate().map(|(row, id)| (*id, row)).collect();
    let row = |(id, label): (&i64, &usize)| at.get(id).copied().filter(|row| data.labels[*row] == *label);
    ids.iter().zip(labels).map(row).collect()
}

fn key(data: &Dataset, ids: &[i64]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("thumbnails {STEP_VERSION} {SIDE} {}", data.hash).as_bytes());
    ids.iter().for_each(|id| _ = hasher.update(&id.to_le_bytes()));
    hasher.finalize().to_hex().to_string()
}

/// The images one by one in the order of the data, in which tables keep them.
fn make(data: &Dataset, rows: &[usize]) -> Result<Thumbnails, DataError> {
    let [channels, height, width] = data.shape;
    let step = height.max(width).div_ceil(SIDE);
    let shape = [height.div_ceil(step), width.div_ceil(step), channels];
    let size: usize = shape.iter().product();
    let pixels = Normalise { mean: vec![0.0], std: vec![1.0] };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|at| rows[*at]);
    let mut bytes = vec![0; rows.len() * size];
    for at in order {
        let image = data.batch(rows[at]..rows[at] + 1, &pixels)?;
        shrink(&image, data.shape, step, &mut bytes[at * size..(at + 1) * size]);
    }
    Ok(Thumbnails { shape, bytes })
}

/// Writes an image (C, H, W) of values in [0, 1] as bytes (H / step, W / step, C): means over squares of `step` pixels a side.
fn shrink(image: &[f32], [channels, height, width]: [usize; 3], step: usize, out: &mut [u8]) {
    let columns = width.div_ceil(step);
    for (at, out) in out.iter_mut().enumerate() {
        let (row, column, channel) = (at / channels / columns, at / channels % columns, at % channels);
        let across = column * step..((column + 1) * step).min(width);
        let down = row * step..((row + 1) * step).min(height);
        let plane = &image[channel * height * width..(channel + 1) * height * width];
        let line = |y: usize| plane[y * width..][across.clone()].iter().map(|x| f64::from(*x)).sum::<f64>();
        let mean = down.clone().map(line).sum::<f64>() / (down.len() * across.len()) as f64;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // held within a byte
        let byte = (255.0 * mean).round().clamp(0.0, 255.0) as u8;
        *out = byte;
    }
}

fn write(made: &Thumbnails, ids: &[i64], path: &Path) -> Result<(), ExtractError> {
    let [height, width, channels] = made.shape;
    let entries = [
        Entry { name: "ids".to_owned(), dtype: Dtype::I64, shape: vec![ids.len()] },
        Entry { name: "images".to_owned(), dtype: Dtype::U8, shape: vec![ids.len(), height, width, channels] },
    ];
    let mut writer = Writer::create(path, &entries, &BTreeMap::new())?;
    writer.append("ids", &ids.iter().flat_map(|id| id.to_le_bytes()).collect::<Vec<u8>>())?;
    writer.append("images", &made.bytes)?;
    Ok(writer.finish()?)
}

/// What was written of these examples; none where the file is not there or not whole.
fn read(path: &Path, ids: &[i64]) -> Option<Thumbnails> {
    let file = std::fs::read(path).ok()?;
    let tensors = SafeTensors::deserialize(&file).ok()?;
    let images = tensors.tensor("images").ok()?;
    let (Dtype::U8, &[count, height, width, channels]) = (images.dtype(), images.shape()) else { return None };
    let bytes = images.data().to_vec();
    (count == ids.len()).then_some(Thumbnails { shape: [height, width, channels], bytes })
}
