//! NumPy arrays: one in an `.npy` file, several by name in an `.npz` archive, stored or deflated.
//!
//! Format: a magic, a version, the length of a header, the header (a Python literal `{'descr': '<f4', 'fortran_order': False,
//! 'shape': (2, 3), }`), the elements. <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>
//! Feeds the activations and data that other programs write.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use ::safetensors::tensor::Dtype;

use super::storage::View;
use super::{CheckpointError, map, zip};

/// What an `.npy` file begins with.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// An array.
#[derive(Clone, Debug)]
pub struct Array {
    /// Its element type.
    pub dtype: Dtype,
    /// Its shape; empty for a scalar.
    pub shape: Vec<usize>,
    /// Row-major elements, little-endian.
    pub bytes: Vec<u8>,
}

/// A mapped file of arrays.
pub struct Arrays {
    map: memmap2::Mmap,
    /// Names without `.npy`, and where each lies; one without a name in an `.npy` file.
    files: Option<zip::Files>,
    path: PathBuf,
}

impl Arrays {
    /// Maps a file.
    ///
    /// # Errors
    /// A file that is neither, or an archive that is broken.
    pub fn open(path: &Path) -> Result<Self, CheckpointError> {
        let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
        let map = map::open(path)?;
        let files = if map.starts_with(MAGIC) { None } else { Some(zip::files(&map).map_err(wrong)?) };
        Ok(Self { map, files, path: path.to_path_buf() })
    }

    /// The names of the arrays, sorted.
    pub fn names(&self) -> Vec<&str> {
        self.files.iter().flat_map(|files| files.keys()).filter_map(|name| name.strip_suffix(".npy")).collect()
    }

    /// The array of a name, none where there is none; of an `.npy` file its array, whatever the name.
    ///
    /// # Errors
    /// An array that is broken, of a type that safetensors lack, or of Python objects.
    pub fn read(&self, name: &str) -> Result<Option<Array>, CheckpointError> {
        let wrong =
            |what: String| CheckpointError::File { what: format!("array {name}: {what}"), path: self.path.clone() };
        let bytes = match &self.files {
            None => Cow::Borrowed(&self.map[..]),
            Some(files) => match files.get(&format!("{name}.npy")) {
                None => return Ok(None),
                Some(file) => file.read(&self.map, name).map_err(wrong)?,
            },
        };
        array(&bytes).map(Some).map_err(wrong)
    }
}

/// Activations as `.npy` files side by side: `features.npy`, `logits.npy`, `labels.npy`, whatever stands before and after.
#[derive(Clone, Debug)]
pub struct NumpySet {
    folder: PathBuf,
    before: String,
    after: String,
}

/// Words that name the features; by the first file of theirs a set is known.
const FEATURES: [&str; 2] = ["features", "feats"];
/// Words that name the logits.
const LOGITS: [&str; 2] = ["logits", "outputs"];

impl NumpySet {
    /// The set of a file of features; none for another file, or one without logits beside it.
    pub fn of(path: &Path) -> Option<Self> {
        let stem = path.file_name()?.to_str()?.strip_suffix(".npy")?;
        let (before, after) = FEATURES.iter().find_map(|word| stem.split_once(word))?;
        let folder = path.parent().unwrap_or_else(|| Path::new("")).to_path_buf();
        let set = Self { folder, before: before.to_owned(), after: after.to_owned() };
        LOGITS.iter().any(|word| set.path(word).is_file()).then_some(set)
    }

    /// Where the array of a name would lie.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}{name}{}.npy", self.before, self.after))
    }

    /// What its names say beside that of the array.
    pub fn rest(&self) -> String {
        format!("{}_{}", self.before, self.after)
    }
}

fn array(bytes: &[u8]) -> Result<Array, String> {
    let short = || "it is not whole; write it again by numpy.save".to_owned();
    let rest = bytes.strip_prefix(MAGIC).ok_or("expected an array as numpy.save writes it")?;
    let [version, _, rest @ ..] = rest else { return Err(short()) };
    let (length, rest) = if *version == 1 {
        rest.split_first_chunk().map(|(n, rest)| (u16::from_le_bytes(*n).into(), rest)).ok_or_else(short)?
    } else {
        rest.split_first_chunk().map(|(n, rest)| (u32::from_le_bytes(*n) as usize, rest)).ok_or_else(short)?
    };
    let (header, data) = rest.split_at_checked(length).ok_or_else(short)?;
    let header = String::from_utf8_lossy(header);
    let odd = |what: &str| format!("its header has no {what}: {}", header.trim());
    let descr = after(&header, "descr")
        .and_then(|text| text.strip_prefix('\'')?.split('\'').next())
        .ok_or_else(|| odd("descr"))?;
    let is_fortran = after(&header, "fortran_order").ok_or_else(|| odd("fortran_order"))?.starts_with("True");
    let shape = after(&header, "shape").and_then(counts).ok_or_else(|| odd("shape"))?;
    let dtype = dtype(descr)?;
    let width = dtype.bitsize() / 8;
    let size = shape.iter().try_fold(width, |size, d| size.checked_mul(*d)).ok_or_else(short)?;
    let data = data
        .get(..size)
        .ok_or_else(|| format!("shape {shape:?} of {descr} takes {size} bytes, there are {}", data.len()))?;
    let bytes =
        if is_fortran { View::column_major(shape.clone()).gather(data, width)?.into_owned() } else { data.to_vec() };
    Ok(Array { dtype, shape, bytes })
}

/// What follows a key of the header.
fn after<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = header.split_once(&format!("'{key}':"))?;
    Some(rest.trim_start())
}

/// `(2, 3)`, `(2,)`, `()`.
fn counts(text: &str) -> Option<Vec<usize>> {
    let (inside, _) = text.strip_prefix('(')?.split_once(')')?;
    inside.split(',').map(str::trim).filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect()
}

fn dtype(descr: &str) -> Result<Dtype, String> {
    Ok(match descr {
        "<f4" => Dtype::F32,
        "<f8" => Dtype::F64,
        "<f2" => Dtype::F16,
        "<i8" => Dtype::I64,
        "<i4" => Dtype::I32,
        "<i2" => Dtype::I16,
        "|i1" => Dtype::I8,
        "|u1" => Dtype::U8,
        "<u2" => Dtype::U16,
        "<u4" => Dtype::U32,
        "<u8" => Dtype::U64,
        "|b1" => Dtype::BOOL,
        "|O" => return Err("it holds Python objects, which penult does not make; save numbers alone".to_owned()),
        other if other.starts_with('>') => {
            return Err(format!("its numbers are big-endian ({other}); write x.astype('<f4')"));
        }
        other => return Err(format!("its type {other} is none of floats and integers")),
    })
}
