//! Hugging Face Parquet (polars): `img` or `image` struct{bytes, path}, `label` int64.

use std::path::{Path, PathBuf};

use polars::prelude::{DataType, IntoColumn as _, ParquetReader, SerReader as _};
use rayon::prelude::*;

use super::{DataError, Dataset, known};

/// Reads files in order as one set; ids run through.
pub(super) fn load(files: &[PathBuf], folder: &Path) -> Result<Dataset, DataError> {
    let (mut pixels, mut labels, mut shape) = (Vec::new(), Vec::new(), None);
    for file in files {
        let (images, of) = read(file)?;
        for (row, (size, bytes)) in images.into_iter().enumerate() {
            let expected = *shape.get_or_insert(size);
            if size != expected {
                return Err(wrong(
                    file,
                    format!("row {row}: an image of {size:?} (channels, height, width), the first has {expected:?}"),
                ));
            }
            pixels.extend(bytes);
        }
        labels.extend(of);
    }
    let known = known::known_by_path(folder);
    let classes = known.map(|k| k.classes.iter().map(|c| (*c).to_owned()).collect()).unwrap_or_default();
    let name = known.map_or_else(
        || folder.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        |k| k.name.to_owned(),
    );
    Dataset::new(&name, classes, shape.unwrap_or_default(), pixels, labels, folder)
}

fn wrong(path: &Path, what: String) -> DataError {
    DataError::File { what, path: path.to_path_buf() }
}

type Images = Vec<([usize; 3], Vec<u8>)>;

fn read(path: &Path) -> Result<(Images, Vec<usize>), DataError> {
    let file = std::fs::File::open(path).map_err(|e| wrong(path, format!("cannot read ({e})")))?;
    let frame =
        ParquetReader::new(file).finish().map_err(|e| wrong(path, format!("not a readable Parquet file ({e})")))?;
    let names = || frame.get_column_names().iter().map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let column = |choices: &[&str]| {
        choices
            .iter()
            .find_map(|c| frame.column(c).ok())
            .ok_or_else(|| wrong(path, format!("expected a column {}, found {}", choices.join(" or "), names())))
    };
    let images = column(&["img", "image"])?;
    let bytes = match images.struct_() {
        Ok(fields) => {
            fields.field_by_name("bytes").map_err(|e| wrong(path, format!("the image column: {e}")))?.into_column()
        }
        Err(_) => images.clone(),
    };
    let bytes = bytes.binary().map_err(|e| wrong(path, format!("the image column: expected encoded bytes ({e})")))?;
    let labels = column(&["label", "labels", "fine_label"])?
        .cast(&DataType::Int64)
        .map_err(|e| wrong(path, format!("the label column: {e}")))?;
    let labels = labels.i64().map_err(|e| wrong(path, format!("the label column: {e}")))?;
    let of = |row: usize, label: Option<i64>| {
        label
            .and_then(|l| usize::try_from(l).ok())
            .ok_or_else(|| wrong(path, format!("row {row}: label {label:?} is no class")))
    };
    let labels = labels.iter().enumerate().map(|(row, l)| of(row, l)).collect::<Result<Vec<_>, _>>()?;
    let raw: Vec<Option<&[u8]>> = bytes.iter().collect();
    let images = raw
        .par_iter()
        .enumerate()
        .map(|(row, b)| decode(*b).map_err(|e| wrong(path, format!("row {row}: undecodable image ({e})"))))
        .collect::<Result<_, _>>()?;
    Ok((images, labels))
}

/// Encoded bytes -> (channels, height, width) and planar pixels.
fn decode(bytes: Option<&[u8]>) -> Result<([usize; 3], Vec<u8>), String> {
    let image = image::load_from_memory(bytes.ok_or("it is null")?).map_err(|e| e.to_string())?;
    let (width, height) = (image.width() as usize, image.height() as usize);
    if !image.color().has_color() {
        return Ok(([1, height, width], image.into_luma8().into_raw()));
    }
    let interleaved = image.into_rgb8().into_raw();
    let planar = (0..3).flat_map(|c| interleaved.iter().skip(c).step_by(3).copied()).collect();
    Ok(([3, height, width], planar))
}
