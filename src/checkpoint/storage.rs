//! Tensors of a PyTorch archive: a storage is a file of numbers, a tensor a strided view of it.
//!
//! Fed by `pickle.rs`. Nothing is allocated beyond the size of the storage, whatever shape is claimed.

use ::safetensors::tensor::Dtype;
use candle_core::pickle::Object;

use super::element;
use super::zip::Files;

/// A tensor of a file.
pub(super) enum Found {
    /// Shape and values.
    Floats(Vec<usize>, Vec<f32>),
    /// The class of a storage that holds no floats.
    Other(String),
}

/// The files `data/<key>` of an archive.
pub(super) struct Storages<'a> {
    /// All files.
    pub(super) files: &'a Files<'a>,
    /// What stands before `data.pkl`.
    pub(super) folder: &'a str,
}

impl Storages<'_> {
    /// From (storage, offset, shape, strides, …).
    pub(super) fn tensor(&self, arguments: &[Object]) -> Result<Found, String> {
        let [Object::PersistentLoad(storage), offset, shape, strides, ..] = arguments else {
            return Err("expected a storage, an offset, a shape and strides".to_owned());
        };
        let Object::Tuple(storage) = &**storage else { return Err("its storage has no name".to_owned()) };
        let [_, Object::Class { class_name, .. }, Object::Unicode(key), ..] = storage.as_slice() else {
            return Err("its storage has no type or no name".to_owned());
        };
        let dtype = match class_name.as_str() {
            "FloatStorage" => Dtype::F32,
            "DoubleStorage" => Dtype::F64,
            "HalfStorage" => Dtype::F16,
            "BFloat16Storage" => Dtype::BF16,
            other => return Ok(Found::Other(other.to_owned())),
        };
        let file = format!("{}data/{key}", self.folder);
        let bytes = self.files.get(&file).ok_or_else(|| format!("its storage {file} is missing"))?;
        let view = View {
            offset: count(offset).ok_or("its offset is no count")?,
            shape: counts(shape).ok_or("its shape is no list of counts")?,
            strides: counts(strides).ok_or("its strides are no list of counts")?,
        };
        let data = view.gather(bytes, dtype.bitsize() / 8)?;
        Ok(Found::Floats(view.shape, element::floats(dtype, &data).unwrap_or_default()))
    }
}

fn count(object: &Object) -> Option<usize> {
    match object {
        Object::Int(value) => usize::try_from(*value).ok(),
        Object::Long(value) => usize::try_from(*value).ok(),
        _ => None,
    }
}

fn counts(object: &Object) -> Option<Vec<usize>> {
    let Object::Tuple(values) = object else { return None };
    values.iter().map(count).collect()
}

/// A tensor inside a storage, in elements.
struct View {
    offset: usize,
    shape: Vec<usize>,
    strides: Vec<usize>,
}

impl View {
    /// Its elements in row-major order.
    fn gather(&self, storage: &[u8], width: usize) -> Result<Vec<u8>, String> {
        let View { offset, shape, strides } = self;
        let outside = || {
            format!(
                "shape {shape:?} with strides {strides:?} from {offset} does not fit its storage of {} bytes",
                storage.len()
            )
        };
        let elements = shape.iter().try_fold(1usize, |n, d| n.checked_mul(*d)).ok_or_else(outside)?;
        // Also refuses an expanded tensor, whose elements outnumber what is stored.
        if strides.len() != shape.len() || elements > storage.len() / width {
            return Err(outside());
        }
        if elements == 0 {
            return Ok(Vec::new());
        }
        if is_contiguous(shape, strides) {
            let end = offset.checked_add(elements).and_then(|end| end.checked_mul(width)).ok_or_else(outside)?;
            return Ok(storage.get(offset * width..end).ok_or_else(outside)?.to_vec());
        }
        // Where the elements start: dimension by dimension, never more than `elements`.
        let mut starts = vec![*offset];
        for (size, stride) in shape.iter().zip(strides) {
            let step = |start: usize, i: usize| start.checked_add(i.checked_mul(*stride)?);
            let longer = starts.iter().flat_map(|start| (0..*size).map(move |i| step(*start, i)));
            starts = longer.collect::<Option<_>>().ok_or_else(outside)?;
        }
        let element = |start: &usize| storage.get(start.checked_mul(width)?..start.checked_add(1)?.checked_mul(width)?);
        let parts = starts.iter().map(element).collect::<Option<Vec<_>>>().ok_or_else(outside)?;
        Ok(parts.concat())
    }
}

/// Whether the elements lie row by row without gaps; the stride of a dimension of one does not matter.
fn is_contiguous(shape: &[usize], strides: &[usize]) -> bool {
    let mut expected = 1;
    shape.iter().zip(strides).rev().all(|(size, stride)| {
        let fits = *size == 1 || *stride == expected;
        expected *= size;
        fits
    })
}
