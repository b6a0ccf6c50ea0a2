//! IDX files (MNIST, Fashion-MNIST), plain and gzipped.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::{DataError, Dataset, known};

/// The images' and the labels' file of a split.
pub(super) fn find(names: &[PathBuf], split: &str) -> Option<(PathBuf, PathBuf)> {
    let stem = if split == "train" { "train" } else { "t10k" };
    let of = |kind: &str| {
        names
            .iter()
            .find(|n| n.file_name().is_some_and(|n| n.to_string_lossy().starts_with(&format!("{stem}-{kind}-idx"))))
            .cloned()
    };
    Some((of("images")?, of("labels")?))
}

/// Reads a pair of files; the set is known by the folder's name where it is.
pub(super) fn load((images, labels): &(PathBuf, PathBuf), folder: &Path) -> Result<Dataset, DataError> {
    let (shape, pixels) = read(images, 3)?;
    let (count, raw) = read(labels, 1)?;
    let [n, height, width] = shape[..] else { return Err(wrong(images, "expected 3 dimensions".to_owned())) };
    if count[0] != n {
        return Err(wrong(labels, format!("expected {n} labels as there are images, found {}", count[0])));
    }
    let known = known::known_by_path(folder);
    let name = known.map_or_else(
        || folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        |k| k.name.to_owned(),
    );
    let classes = known.map(|k| k.classes.iter().map(|c| (*c).to_owned()).collect()).unwrap_or_default();
    Dataset::new(&name, classes, [1, height, width], pixels, raw.into_iter().map(usize::from).collect(), labels)
}

fn wrong(path: &Path, what: String) -> DataError {
    DataError::File { what, path: path.to_path_buf() }
}

fn read(path: &Path, dimensions: usize) -> Result<(Vec<usize>, Vec<u8>), DataError> {
    let file = std::fs::read(path).map_err(|e| wrong(path, format!("cannot read ({e})")))?;
    let mut bytes = file;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut out = Vec::new();
        flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_end(&mut out)
            .map_err(|e| wrong(path, format!("a broken gzip file ({e})")))?;
        bytes = out;
    }
    let start = 4 + 4 * dimensions;
    if bytes.len() < start || bytes[..2] != [0, 0] || bytes[2] != 8 || usize::from(bytes[3]) != dimensions {
        return Err(wrong(
            path,
            format!(
                "expected an IDX file of bytes with {dimensions} dimensions (magic 00 00 08 {dimensions:02x}), found {:02x?}",
                &bytes[..bytes.len().min(4)]
            ),
        ));
    }
    let shape: Vec<usize> =
        bytes[4..start].chunks_exact(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize).collect();
    let expected = shape.iter().try_fold(1usize, |a, b| a.checked_mul(*b));
    if expected != Some(bytes.len() - start) {
        return Err(wrong(
            path,
            format!("the header says {shape:?}, but {} bytes follow; download it again", bytes.len() - start),
        ));
    }
    Ok((shape, bytes.split_off(start)))
}
