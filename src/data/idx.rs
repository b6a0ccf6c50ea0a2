//! IDX files (MNIST, Fashion-MNIST), plain and gzipped.
//!
//! Format: <https://yann.lecun.com/exdb/mnist/>: 00 00, type (08: bytes), dimensions, sizes as big-endian u32, bytes.

use std::fs::File;
use std::io::{BufReader, Read, Seek as _};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::formats::{Place, name_of};
use super::raw::{Element, Layout, Part, Raw};
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
    place.refuse_coarse()?;
    let Some((images, labels)) = pair(place) else {
        return Err(DataError::new("it holds no images", &place.path));
    };
    let Some(labels) = labels else {
        return Err(DataError::new("the labels of these images are missing: *-labels-idx1-ubyte beside", &images));
    };
    let (file, shape, start) = open(&images, 3)?;
    let (mut of_labels, counted, _) = open(&labels, 1)?;
    if counted[0] != shape[0] {
        let what = format!("expected {} labels as there are images, found {}", shape[0], counted[0]);
        return Err(DataError::new(what, &labels));
    }
    let mut classes_of = Vec::new();
    of_labels.read_to_end(&mut classes_of).map_err(|e| DataError::new(format!("cannot read ({e})"), &labels))?;
    let part = Part::new(&images, file, Layout { start, stride: shape[1] * shape[2], rows: shape[0] });
    let (name, classes) = known::name_and_classes(place, Vec::new());
    Dataset::new(Parts {
        name,
        classes,
        shape: [1, shape[1], shape[2]],
        source: Source::Raw(Raw { parts: vec![part], element: Element::U8 }),
        labels: classes_of.into_iter().map(usize::from).collect(),
        ids: None,
        path: labels,
    })
}

/// The file, which stands behind its header, its sizes, and where the numbers start. A gzipped one is unpacked, once.
fn open(path: &Path, dimensions: usize) -> Result<(File, Vec<usize>, u64), DataError> {
    let wrong = |what: String| DataError::new(what, path);
    let unreadable = |e: std::io::Error| wrong(format!("cannot read ({e})"));
    let start = 4 + 4 * dimensions as u64;
    let mut file = File::open(path).map_err(unreadable)?;
    let first = front(&mut file, 2).map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    if first == [0x1f, 0x8b] {
        let broken = |e: std::io::Error| wrong(format!("a broken gzip file ({e}); download it again"));
        let mut packed = MultiGzDecoder::new(BufReader::new(file));
        let shape = sizes(&front(&mut packed, start).map_err(broken)?, dimensions).map_err(wrong)?;
        // One byte more than is expected shows that there are too many.
        let mut numbers = packed.take(count(&shape).unwrap_or(0).saturating_add(1));
        let mut unpacked = tempfile::tempfile().map_err(|e| wrong(format!("cannot unpack it ({e}); set TMPDIR")))?;
        let length = std::io::copy(&mut numbers, &mut unpacked).map_err(broken)?;
        unpacked.rewind().map_err(unreadable)?;
        check(&shape, length).map_err(wrong)?;
        return Ok((unpacked, shape, 0));
    }
    let shape = sizes(&front(&mut file, start).map_err(unreadable)?, dimensions).map_err(wrong)?;
    let length = file.metadata().map_err(unreadable)?.len();
    check(&shape, length.saturating_sub(start)).map_err(wrong)?;
    Ok((file, shape, start))
}

/// The first bytes, or all where there are fewer.
fn front(reader: &mut impl Read, length: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The sizes that a header says.
fn sizes(header: &[u8], dimensions: usize) -> Result<Vec<usize>, String> {
    let magic = [0, 0, 8, u8::try_from(dimensions).unwrap_or(0)];
    if header.len() < 4 + 4 * dimensions || header[..4] != magic {
        let found = &header[..header.len().min(4)];
        return Err(format!("expected IDX bytes of {dimensions} dimensions (magic {magic:02x?}), found {found:02x?}"));
    }
    let number = |b: &[u8]| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize;
    Ok(header[4..].chunks_exact(4).map(number).collect())
}

/// Numbers that a shape holds.
fn count(shape: &[usize]) -> Option<u64> {
    shape.iter().try_fold(1u64, |all, n| all.checked_mul(*n as u64))
}

fn check(shape: &[usize], length: u64) -> Result<(), String> {
    if count(shape) == Some(length) {
        return Ok(());
    }
    Err(format!("its header says {shape:?}, but {length} bytes follow; download it again"))
}
