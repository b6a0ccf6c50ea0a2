//! Hugging Face Parquet (polars): `img` or `image` struct{bytes, path}, `label` int64; class names in the key-value
//! metadata `huggingface`, `info.features.<label>.names`. Labels are read at once, images by `tables.rs`.

use std::path::Path;

use polars::prelude::{DataFrame, DataType, ParquetReader, SerReader as _};

use super::encoded::{Encoded, Origin};
use super::formats::Place;
use super::source::Source;
use super::tables::{Group, Tables};
use super::{DataError, Dataset, Labels, Parts, known};

/// Columns of images and of labels, the first that is there.
const IMAGES: [&str; 2] = ["image", "img"];
const FINE: [&str; 3] = ["label", "labels", "fine_label"];
const COARSE: [&str; 2] = ["coarse_label", "coarse_labels"];

/// Whether there are files of the split.
pub(super) fn detect(place: &Place) -> bool {
    !place.files_of_split(".parquet").is_empty()
}

/// Reads the files in the order of their names as one set; images stay encoded.
pub(super) fn load(place: &Place) -> Result<Dataset, DataError> {
    let (mut groups, mut labels, mut classes) = (Vec::new(), Vec::new(), None);
    for file in place.files_of_split(".parquet") {
        let read = read(&file, place.reading.labels)?;
        let expected = classes.get_or_insert_with(|| read.classes.clone());
        if *expected != read.classes {
            return Err(DataError::new("its class names differ from those of the first file", &file));
        }
        labels.extend(read.labels);
        groups.extend(read.groups);
    }
    let images = Encoded::new(Origin::Tables(Tables::new(groups)), place.reading.transform)?;
    let (shape, source) = (images.shape(), Source::Encoded(images));
    let (name, classes) = known::name_and_classes(place, classes.unwrap_or_default());
    Dataset::new(Parts { name, classes, shape, source, labels, ids: None, path: place.path.clone() })
}

/// What a file holds.
struct File {
    /// Of its images.
    groups: Vec<Group>,
    labels: Vec<usize>,
    classes: Vec<String>,
}

fn read(path: &Path, labels: Labels) -> Result<File, DataError> {
    let wrong = |what: String| DataError::new(what, path);
    let broken = |e: &dyn std::fmt::Display| wrong(format!("not a readable Parquet file ({e})"));
    let file = std::fs::File::open(path).map_err(|e| wrong(format!("cannot read ({e})")))?;
    let mut reader = ParquetReader::new(file);
    let columns: Vec<String> = reader.schema().map_err(|e| broken(&e))?.iter_names().map(ToString::to_string).collect();
    let column = |choices: &[&str]| {
        let found = choices.iter().find(|c| columns.iter().any(|name| name == *c)).map(|c| (*c).to_owned());
        let what = || format!("expected a column {}, found {}", choices.join(" or "), columns.join(", "));
        found.ok_or_else(|| wrong(what()))
    };
    let choices = if labels == Labels::Coarse { &COARSE[..] } else { &FINE[..] };
    let (image, label) = (column(&IMAGES)?, column(choices)?);
    let metadata = reader.get_metadata().map_err(|e| broken(&e))?.clone();
    let described = metadata.key_value_metadata().iter().flatten().find(|pair| pair.key == "huggingface");
    let classes = described.and_then(|pair| pair.value.as_ref()).map(|text| class_names(text, &label));
    let classes = classes.transpose().map_err(wrong)?.unwrap_or_default();
    let frame = reader.with_columns(Some(vec![label.clone()])).finish().map_err(|e| broken(&e))?;
    let labels = indices(&frame, &label, classes.len()).map_err(|e| wrong(format!("column {label}: {e}")))?;
    let mut groups = Vec::new();
    let mut start = 0;
    for group in &metadata.row_groups {
        let rows = start..group.num_rows().saturating_add(start);
        start = rows.end;
        groups.push(Group { path: path.to_path_buf(), column: image.clone(), rows });
    }
    if start != labels.len() {
        return Err(wrong(format!(
            "its row groups say {start} rows, there are {} labels; export it again",
            labels.len()
        )));
    }
    Ok(File { groups, labels, classes })
}

/// `info.features.<label>.names` of the description that `datasets` leaves in its files.
fn class_names(text: &str, label: &str) -> Result<Vec<String>, String> {
    let description: serde_json::Value =
        serde_json::from_str(text).map_err(|e| format!("the metadata \"huggingface\" is no JSON ({e})"))?;
    let names = &description["info"]["features"][label]["names"];
    Ok(names.as_array().map(|n| n.iter().filter_map(|n| n.as_str().map(str::to_owned)).collect()).unwrap_or_default())
}

/// Labels as class indices; `class_count` 0 where the file names no classes.
fn indices(frame: &DataFrame, name: &str, class_count: usize) -> Result<Vec<usize>, String> {
    let column = frame.column(name).and_then(|c| c.cast(&DataType::Int64)).map_err(|e| e.to_string())?;
    let of = |(row, label): (usize, Option<i64>)| {
        let index = label.and_then(|l| usize::try_from(l).ok()).filter(|l| class_count == 0 || *l < class_count);
        let written = label.map_or_else(|| "null".to_owned(), |l| l.to_string());
        let range = if class_count == 0 { "0..".to_owned() } else { format!("0..{class_count}") };
        index.ok_or_else(|| format!("row {row}: label {written} is outside {range}"))
    };
    column.i64().map_err(|e| e.to_string())?.iter().enumerate().map(of).collect()
}
