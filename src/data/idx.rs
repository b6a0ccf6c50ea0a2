//! IDX files (MNIST, Fashion-MNIST), plain and gzipped.
//!
//! Format: <https://yann.lecun.com/exdb/mnist/>: 00 00, type (08: bytes), dimensions, sizes as big-endian u32, bytes.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::formats::{Place, name_of};
use super::source::Source;
use super::{DataError, Dataset, Parts, known};

/// Whether the pair of a split is there.
pub(super) fn detect(place: &Place) -> bool {
    pair(place).is_some()
}

/// Images and labels of the split; for a file of images, the labels beside it.
fn pair(place: &Place) -> Option<(PathBuf, Option<PathBuf>)> {
    let stem = match place.split.as_str() {
        "train" => "train",
        "val" => "val",
        _ => "t10k",
    };
    let is_images = |path: &&PathBuf| {
        let name = name_of(path);
        // Some copies write images.idx3.
        let is_idx = name.contains("-images-idx3") || name.contains("-images.idx3");
        path.is_file() && is_idx && (place.is_file() || name.starts_with(stem))
    };
    let images = place.entries.iter().find(is_images)?.clone();
    let plain = name_of(&images).replace("-images", "-labels").replace("idx3", "idx1");
    let plain = plain.trim_end_matches(".gz");
    let labels = [plain.to_owned(), format!("{plain}.gz")].map(|name| images.with_file_name(name));
    Some((images, labels.into_iter().find(|path| path.is_file())))
}

/// Reads the pair; the set is known by the folder's name where it is.
pub(super) fn load(place: &Place) -> Result<Dataset, DataError> {
    place.refuse_transform()?;
    let Some((images, labels)) = pair(place) else {
        return Err(DataError::new("it holds no images", &place.path));
    };
    let Some(labels) = labels else {
        return Err(DataError::new("the labels of these images are missing: *-labels-idx1-ubyte beside", &images));
    };
    let (shape, pixels) = read(&images, 3)?;
    let (count, raw) = read(&labels, 1)?;
    if count[0] != shape[0] {
        let what = format!("expected {} labels as there are images, found {}", shape[0], count[0]);
        return Err(DataError::new(what, &labels));
    }
    let (name, classes) = known::name_and_classes(place, Vec::new());
    Dataset::new(Parts {
        name,
        classes,
        shape: [1, shape[1], shape[2]],
        source: Source::Pixels(pixels),
        labels: raw.into_iter().map(usize::from).collect(),
        ids: None,
        path: labels,
    })
}

/// Sizes and bytes of a file.
fn read(path: &Path, dimensions: usize) -> Result<(Vec<usize>, Vec<u8>), DataError> {
    let mut bytes = std::fs::read(path).map_err(|e| DataError::new(format!("cannot read ({e})"), path))?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut out = Vec::new();
        let whole = flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut out);
        whole.map_err(|e| DataError::new(format!("a broken gzip file ({e}); download it again"), path))?;
        bytes = out;
    }
    let start = 4 + 4 * dimensions;
    let magic = [0, 0, 8, u8::try_from(dimensions).unwrap_or(0)];
    if bytes.len() < start || bytes[..4] != magic {
        let found = &bytes[..bytes.len().min(4)];
        let what = format!("expected IDX bytes of {dimensions} dimensions (magic {magic:02x?}), found {found:02x?}");
        return Err(DataError::new(what, path));
    }
    let shape: Vec<usize> =
        bytes[4..start].chunks_exact(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize).collect();
    let expected = shape.iter().try_fold(1usize, |a, b| a.checked_mul(*b));
    if expected != Some(bytes.len() - start) {
        let what = format!("its header says {shape:?}, but {} bytes follow; download it again", bytes.len() - start);
        return Err(DataError::new(what, path));
    }
    Ok((shape, bytes.split_off(start)))
}
