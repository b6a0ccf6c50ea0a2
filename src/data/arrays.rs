//! Arrays in safetensors: `images` (N, C, H, W) u8 or f32 in [0, 1], `labels` (N) i64, i32 or u8, optional `ids` (N).
//!
//! The images stay in the file until a batch needs them.

use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::formats::Place;
use super::raw::{Element, Layout, Part, Raw};
use super::source::Source;
use super::{DataError, Dataset, Parts, known};
use crate::checkpoint::{self, Dtype};

fn file(place: &Place) -> Option<PathBuf> {
    place.files_of_split(".safetensors").into_iter().next()
}

/// Whether there is a file of the split.
pub(super) fn detect(place: &Place) -> bool {
    file(place).is_some()
}

/// Reads labels and ids, and checks the images once.
pub(super) fn load(place: &Place) -> Result<Dataset, DataError> {
    place.refuse_transform()?;
    place.refuse_coarse()?;
    let path = file(place).unwrap_or_else(|| place.path.clone());
    let wrong = |what: String| DataError::new(what, &path);
    let arrays = checkpoint::regions(&path).map_err(|checkpoint::CheckpointError::File { what, .. }| wrong(what))?;
    let array = |name: &str| {
        let names = || arrays.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        arrays.get(name).ok_or_else(|| wrong(format!("expected an array {name:?}, found {}", names())))
    };
    let images = array("images")?;
    let (n, shape) = match images.shape[..] {
        [n, channels, height, width] => (n, [channels, height, width]),
        _ => return Err(wrong(format!("images: expected shape (N, C, H, W), found {:?}", images.shape))),
    };
    let element = match images.dtype {
        Dtype::U8 => Element::U8,
        Dtype::F32 => Element::F32,
        other => return Err(wrong(format!("images: expected U8 or F32 in [0, 1], found {other:?}"))),
    };
    let raw = integers(&path, array("labels")?, n).map_err(|e| wrong(format!("labels: {e}")))?;
    let label =
        |(row, l): (usize, &i64)| usize::try_from(*l).map_err(|_| wrong(format!("labels row {row}: {l} is no class")));
    let labels = raw.iter().enumerate().map(label).collect::<Result<_, _>>()?;
    let ids =
        arrays.get("ids").map(|ids| integers(&path, ids, n).map_err(|e| wrong(format!("ids: {e}")))).transpose()?;
    if element == Element::F32 {
        check_floats(&path, images, n).map_err(wrong)?;
    }
    let stride = shape.iter().product::<usize>() * element.width();
    let file = std::fs::File::open(&path).map_err(|e| wrong(e.to_string()))?;
    let part = Part::new(&path, file, Layout { start: images.start, stride, rows: n });
    let source = Source::Raw(Raw { parts: vec![part], element });
    let (name, classes) = known::name_and_classes(place, Vec::new());
    Dataset::new(Parts { name, classes, shape, source, labels, ids, path })
}

/// N integers.
fn integers(path: &Path, array: &checkpoint::Region, n: usize) -> Result<Vec<i64>, String> {
    if array.shape != [n] {
        return Err(format!("expected shape [{n}] as there are images, found {:?}", array.shape));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|mut file| {
            file.seek(SeekFrom::Start(array.start)).and_then(|_| file.take(array.length).read_to_end(&mut bytes))
        })
        .map_err(|e| e.to_string())?;
    Ok(match array.dtype {
        Dtype::I64 => bytes.chunks_exact(8).map(|b| i64::from_le_bytes(std::array::from_fn(|i| b[i]))).collect(),
        Dtype::I32 => bytes.chunks_exact(4).map(|b| i64::from(i32::from_le_bytes([b[0], b[1], b[2], b[3]]))).collect(),
        Dtype::U8 => bytes.into_iter().map(i64::from).collect(),
        other => return Err(format!("expected I64, I32 or U8, found {other:?}")),
    })
}

/// Every value is in [0, 1].
fn check_floats(path: &Path, images: &checkpoint::Region, n: usize) -> Result<(), String> {
    let mut file = std::fs::File::open(path).map_err(|e| e.to_string())?;
    file.seek(SeekFrom::Start(images.start)).map_err(|e| e.to_string())?;
    let mut reader = BufReader::with_capacity(1 << 20, file.take(images.length));
    let mut value = [0; 4];
    let count = images.length / 4;
    for at in 0..count {
        reader.read_exact(&mut value).map_err(|e| e.to_string())?;
        let x = f32::from_le_bytes(value);
        if !(0.0..=1.0).contains(&x) {
            let row = at / (count / n as u64);
            return Err(format!("images row {row}: {x} is outside [0, 1]; divide by 255, do not normalise"));
        }
    }
    Ok(())
}
