//! CIFAR-10 and CIFAR-100 in the two forms of their authors: binary records, and pickled batches, read as data.
//!
//! Format: <https://www.cs.toronto.edu/~kriz/cifar.html>. A record is its labels (CIFAR-100: coarse, fine), then 3 x 32 x 32
//! bytes; a batch is a dictionary with `data` (N, 3072) and its labels, the names of classes in a file of their own.

use std::io::{BufReader, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::formats::{Place, name_of};
use super::raw::{Element, Layout, Part, Raw};
use super::source::Source;
use super::{DataError, Dataset, Labels, Parts, known};
use crate::checkpoint::{self, CheckpointError, Pickled};

const SHAPE: [usize; 3] = [3, 32, 32];
const IMAGE: usize = 3 * 32 * 32;

/// Folders that the authors' archives unpack to; one of them may stand in the place that is named.
const FOLDERS: [&str; 4] = ["cifar-10-batches-bin", "cifar-10-batches-py", "cifar-100-binary", "cifar-100-python"];

/// Which of the two sets.
#[derive(Clone, Copy, PartialEq)]
enum Set {
    Ten,
    Hundred,
}

/// How its files are written.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Binary,
    Pickled,
}

/// The files of a split.
struct Files {
    set: Set,
    form: Form,
    paths: Vec<PathBuf>,
}

/// Images of a file, and their labels.
type Read = (Part, Vec<usize>);

/// Whether the files of a split are there.
pub(super) fn detect(place: &Place) -> bool {
    files(place).is_some()
}

/// The files of the place itself, else of the one folder of an archive in it.
fn files(place: &Place) -> Option<Files> {
    if let Some(found) = among(place, &place.entries) {
        return Some(found);
    }
    let inside = |folder: &PathBuf| {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).ok()?.flatten().map(|e| e.path()).collect();
        entries.sort();
        among(place, &entries)
    };
    let folders = place.entries.iter().filter(|path| FOLDERS.contains(&name_of(path).as_str()));
    let mut found = folders.filter_map(inside);
    found.next().filter(|_| found.next().is_none())
}

/// Files that have the names of a split.
fn among(place: &Place, entries: &[PathBuf]) -> Option<Files> {
    let is_named = |name: &str, set: Set| match (set, place.split.as_str()) {
        (Set::Ten, _) if place.is_file() => name.starts_with("data_batch_") || name == "test_batch",
        (Set::Ten, "train") => name.starts_with("data_batch_"),
        (Set::Ten, "test") => name == "test_batch",
        (Set::Hundred, split) => ["train", "test"].contains(&name) && (place.is_file() || name == split),
        _ => false,
    };
    let of = |set: Set, form: Form| {
        let is_ours = |path: &&PathBuf| {
            let name = name_of(path);
            match form {
                Form::Binary => path.is_file() && name.strip_suffix(".bin").is_some_and(|name| is_named(name, set)),
                Form::Pickled => !name.contains('.') && is_named(&name, set) && checkpoint::is_pickled(path),
            }
        };
        let paths: Vec<PathBuf> = entries.iter().filter(is_ours).cloned().collect();
        (!paths.is_empty()).then_some(Files { set, form, paths })
    };
    let forms = [Form::Binary, Form::Pickled];
    [Set::Ten, Set::Hundred].into_iter().find_map(|set| forms.into_iter().find_map(|form| of(set, form)))
}

/// Reads the files in the order of their names.
pub(super) fn load(place: &Place) -> Result<Dataset, DataError> {
    place.refuse_transform()?;
    let Some(files) = files(place) else { return Err(DataError::new("it holds no images", &place.path)) };
    let labels_of = place.reading.labels;
    if files.set == Set::Ten {
        place.refuse_coarse()?;
    }
    let name = match (files.set, labels_of) {
        (Set::Ten, _) => "cifar10".to_owned(),
        (Set::Hundred, Labels::Fine) => "cifar100".to_owned(),
        (Set::Hundred, Labels::Coarse) => known::coarse_name("cifar100"),
    };
    let published = known::known(&name).map_or(&[][..], |k| k.classes);
    let classes = names(&files, labels_of)?.unwrap_or_else(|| published.iter().map(|c| (*c).to_owned()).collect());
    let (mut parts, mut labels) = (Vec::new(), Vec::new());
    for path in &files.paths {
        let (part, found) = match files.form {
            Form::Binary => records(path, files.set, labels_of)?,
            Form::Pickled => batch(path, files.set, labels_of)?,
        };
        check(path, &found, classes.len())?;
        parts.push(part);
        labels.extend(found);
    }
    // A set of one's own in this form has its own name.
    let name = if classes == published { name } else { place.name() };
    let (path, source) = (place.path.clone(), Source::Raw(Raw { parts, element: Element::U8 }));
    Dataset::new(Parts { name, classes, shape: SHAPE, source, labels, ids: None, path })
}

fn check(path: &Path, labels: &[usize], class_count: usize) -> Result<(), DataError> {
    match labels.iter().position(|label| *label >= class_count) {
        None => Ok(()),
        Some(row) => Err(DataError::new(format!("row {row}: label {} is outside 0..{class_count}", labels[row]), path)),
    }
}

/// The names of the classes as the pickle beside the batches says them; none where there is none.
fn names(files: &Files, labels: Labels) -> Result<Option<Vec<String>>, DataError> {
    let (file, key) = match (files.set, labels) {
        (Set::Ten, _) => ("batches.meta", "label_names"),
        (Set::Hundred, Labels::Fine) => ("meta", "fine_label_names"),
        (Set::Hundred, Labels::Coarse) => ("meta", "coarse_label_names"),
    };
    let beside = files.paths.first().map(|path| path.with_file_name(file));
    match beside.filter(|path| files.form == Form::Pickled && path.is_file()) {
        None => Ok(None),
        Some(path) => checkpoint::read_pickled(&path, |meta| meta.texts(key)).map(Some).map_err(own),
    }
}

/// The error of the pickle is that of the data.
fn own(error: CheckpointError) -> DataError {
    let CheckpointError::File { what, path } = error;
    DataError::File { what, path }
}

/// A binary file.
fn records(path: &Path, set: Set, labels_of: Labels) -> Result<Read, DataError> {
    let wrong = |what: String| DataError::new(what, path);
    let unreadable = |e: std::io::Error| wrong(format!("cannot read ({e})"));
    // Labels before an image, and which of them counts.
    let (label_count, counts) = match (set, labels_of) {
        (Set::Ten, _) => (1, 0),
        (Set::Hundred, Labels::Coarse) => (2, 0),
        (Set::Hundred, Labels::Fine) => (2, 1),
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let length = usize::try_from(file.metadata().map_err(unreadable)?.len()).unwrap_or(usize::MAX);
    let stride = label_count + IMAGE;
    if !length.is_multiple_of(stride) {
        return Err(wrong(format!("expected records of {stride} bytes, found {length} bytes; download it again")));
    }
    let mut reader = BufReader::with_capacity(1 << 20, &file);
    let (mut record, mut labels) = (vec![0; stride], Vec::new());
    for _ in 0..length / stride {
        reader.read_exact(&mut record).map_err(unreadable)?;
        labels.push(usize::from(record[counts]));
    }
    let layout = Layout { start: label_count as u64, stride, rows: labels.len() };
    Ok((Part::new(path, file, layout), labels))
}

/// A pickled file; its images stay in it unless they lie column by column.
fn batch(path: &Path, set: Set, labels_of: Labels) -> Result<Read, DataError> {
    let wrong = |what: String| DataError::new(what, path);
    let key = match (set, labels_of) {
        (Set::Ten, _) => "labels",
        (Set::Hundred, Labels::Fine) => "fine_labels",
        (Set::Hundred, Labels::Coarse) => "coarse_labels",
    };
    let Batch { start, labels, turned } = checkpoint::read_pickled(path, |batch| read(batch, key)).map_err(own)?;
    let layout = |start: u64| Layout { start, stride: IMAGE, rows: labels.len() };
    let part = match turned {
        None => {
            let file = std::fs::File::open(path).map_err(|e| wrong(format!("cannot read ({e})")))?;
            Part::new(path, file, layout(start))
        }
        Some(bytes) => {
            let unpacked = |e: std::io::Error| wrong(format!("cannot unpack it ({e}); set TMPDIR"));
            let mut file = tempfile::tempfile().map_err(unpacked)?;
            file.write_all(&bytes).and_then(|()| file.rewind()).map_err(unpacked)?;
            Part::new(path, file, layout(0))
        }
    };
    Ok((part, labels))
}

/// What a batch holds.
struct Batch {
    /// Where its images start.
    start: u64,
    labels: Vec<usize>,
    /// Its images, where they lie column by column in the file.
    turned: Option<Vec<u8>>,
}

fn read(batch: &Pickled<'_>, key: &str) -> Result<Batch, String> {
    let images = batch.bytes("data")?;
    let class = |(row, l): (usize, &i64)| usize::try_from(*l).map_err(|_| format!("{key} row {row}: {l} is no class"));
    let labels = batch.numbers(key)?.iter().enumerate().map(class).collect::<Result<Vec<_>, _>>()?;
    if images.shape != [labels.len(), IMAGE] {
        let (expected, found) = ([labels.len(), IMAGE], images.shape);
        return Err(format!("data: expected the shape {expected:?} as there are {key}, found {found:?}"));
    }
    let turned = images.is_column_major.then(|| batch.transposed(&images)).flatten();
    Ok(Batch { start: images.start as u64, labels, turned })
}
