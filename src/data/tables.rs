//! A column of encoded images in Parquet files, read a row group at a time: memory is one group, however many there are.
//!
//! Fed by `parquet.rs`, read by `encoded.rs`. Batches come in order, so the last group is kept and each is read once a pass.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use polars::prelude::{BinaryChunked, DataFrame, IntoColumn as _, ParquetReader, PolarsResult, SerReader as _};

use super::DataError;

/// Images of several files, one after the other.
#[derive(Debug)]
pub(super) struct Tables {
    groups: Vec<Group>,
    last: Mutex<Option<(usize, BinaryChunked)>>,
}

/// A row group of a file.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) path: PathBuf,
    /// The column of images.
    pub(super) column: String,
    /// Its rows in the file.
    pub(super) rows: Range<usize>,
}

/// A row group that was read, and which of all images it holds.
pub(super) struct Block<'a> {
    group: &'a Group,
    images: BinaryChunked,
    pub(super) rows: Range<usize>,
}

impl Tables {
    pub(super) fn new(groups: Vec<Group>) -> Self {
        Self { groups, last: Mutex::new(None) }
    }

    /// N.
    pub(super) fn len(&self) -> usize {
        self.groups.iter().map(|group| group.rows.len()).sum()
    }

    /// The group that holds an image.
    pub(super) fn block(&self, index: usize) -> Result<Block<'_>, DataError> {
        let mut first = 0;
        for (at, group) in self.groups.iter().enumerate() {
            let rows = first..first + group.rows.len();
            if rows.contains(&index) {
                return Ok(Block { group, images: self.read(at, group)?, rows });
            }
            first = rows.end;
        }
        Err(DataError::new(format!("no image {index}"), Path::new("")))
    }

    fn read(&self, at: usize, group: &Group) -> Result<BinaryChunked, DataError> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, images)) = last.as_ref().filter(|(kept, _)| *kept == at) {
            return Ok(images.clone());
        }
        // The old group goes before the new one comes.
        *last = None;
        let images = group.read()?;
        Ok(last.insert((at, images)).1.clone())
    }
}

impl Block<'_> {
    /// The file, the row in it, and the encoded bytes of an image of this block; no bytes for a null.
    pub(super) fn get(&self, index: usize) -> (&Path, usize, Option<&[u8]>) {
        let row = index - self.rows.start;
        (&self.group.path, self.group.rows.start + row, self.images.get(row))
    }
}

impl Group {
    fn read(&self) -> Result<BinaryChunked, DataError> {
        let wrong = |what: String| DataError::new(what, &self.path);
        let file = File::open(&self.path).map_err(|e| wrong(format!("cannot read ({e})")))?;
        let reader = ParquetReader::new(file).with_columns(Some(vec![self.column.clone()]));
        let frame = reader
            .with_slice(Some((self.rows.start, self.rows.len())))
            .finish()
            .map_err(|e| wrong(format!("not a readable Parquet file ({e})")))?;
        let images = images(&frame, &self.column)
            .map_err(|e| wrong(format!("column {}: expected encoded images ({e})", self.column)))?;
        if images.len() != self.rows.len() {
            return Err(wrong(format!("rows {:?}: the file holds {} of them", self.rows, images.len())));
        }
        Ok(images)
    }
}

/// The bytes of `struct{bytes, path}`, or a column of bytes.
fn images(frame: &DataFrame, name: &str) -> PolarsResult<BinaryChunked> {
    let column = frame.column(name)?;
    let bytes = match column.struct_() {
        Ok(fields) => fields.field_by_name("bytes")?.into_column(),
        Err(_) => column.clone(),
    };
    Ok(bytes.binary()?.clone())
}
