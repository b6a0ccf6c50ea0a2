//! Tiny-ImageNet as it is given away: `wnids.txt`, `words.txt`, `train/<wnid>/images/*.JPEG`, `val/images/*.JPEG` with
//! `val/val_annotations.txt`.
//!
//! Its test images have no labels, so its val images are the split `test`, as in the literature. Classes are numbered by
//! their sorted WordNet ids, as torchvision's `ImageFolder` numbers them; a network that was trained in the order of
//! `wnids.txt` needs a class map.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::encoded::{Encoded, Origin};
use super::folder::{is_image, sorted};
use super::formats::{Place, name_of};
use super::source::Source;
use super::{DataError, Dataset, Parts};

const WNIDS: &str = "wnids.txt";
const ANNOTATIONS: &str = "val_annotations.txt";

/// Said where the test is asked for.
const NOTE: &str = "the test images of Tiny-ImageNet have no labels, so its val images stand for them";

/// Whether the place is the whole set.
pub(super) fn is_root(place: &Place) -> bool {
    !place.is_file() && place.entries.iter().any(|path| name_of(path) == WNIDS)
}

/// Whether the place is its folder `val`.
fn is_val(place: &Place) -> bool {
    !place.is_file() && place.entries.iter().any(|path| name_of(path) == ANNOTATIONS)
}

/// Whether the split is there.
pub(super) fn detect(place: &Place) -> bool {
    is_val(place)
        || is_root(place)
            && match place.split.as_str() {
                "train" => place.path.join("train").is_dir(),
                "test" => place.path.join("val").is_dir(),
                _ => false,
            }
}

/// Lists the files, reads their headers, and keeps their paths.
pub(super) fn load(place: &Place) -> Result<Dataset, DataError> {
    place.refuse_coarse()?;
    let (root, val) = if is_val(place) {
        (place.path.parent().unwrap_or(&place.path).to_path_buf(), place.path.clone())
    } else {
        (place.path.clone(), place.path.join("val"))
    };
    let is_train = !is_val(place) && place.split == "train";
    let images = if is_train { by_folder(&root.join("train"))? } else { annotated(&val)? };
    let wnids = wnids(&root, &images)?;
    let class = |(file, wnid): &(PathBuf, String)| {
        wnids.binary_search(wnid).map_err(|_| DataError::new(format!("{wnid} is no class of {WNIDS}"), file))
    };
    let labels = images.iter().map(class).collect::<Result<_, _>>()?;
    let encoded =
        Encoded::new(Origin::Files(images.into_iter().map(|(file, _)| file).collect()), place.reading.transform)?;
    let (shape, classes) = (encoded.shape(), names(&root, &wnids)?);
    let (name, source, path) = ("tiny-imagenet".to_owned(), Source::Encoded(encoded), place.path.clone());
    let set = Dataset::new(Parts { name, classes, shape, source, labels, ids: None, path })?;
    let is_substitute = is_root(place) && place.split == "test";
    Ok(Dataset { note: is_substitute.then(|| NOTE.to_owned()), ..set })
}

fn text(path: &Path) -> Result<String, DataError> {
    let bytes = std::fs::read(path).map_err(|e| DataError::new(format!("cannot read ({e})"), path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The classes, sorted; those of the images where the list is missing.
fn wnids(root: &Path, images: &[(PathBuf, String)]) -> Result<Vec<String>, DataError> {
    let path = root.join(WNIDS);
    let mut wnids: Vec<String> = if path.is_file() {
        text(&path)?.split_whitespace().map(str::to_owned).collect()
    } else {
        images.iter().map(|(_, wnid)| wnid.clone()).collect()
    };
    wnids.sort();
    wnids.dedup();
    Ok(wnids)
}

/// `train/<wnid>/images/*`: each image with its class.
fn by_folder(train: &Path) -> Result<Vec<(PathBuf, String)>, DataError> {
    let list =
        |folder: &Path| sorted(folder).map_err(|e| DataError::new(format!("cannot read the folder ({e})"), folder));
    let mut images = Vec::new();
    for class in list(train)?.into_iter().filter(|path| path.is_dir()) {
        let wnid = name_of(&class);
        images.extend(list(&class.join("images"))?.into_iter().filter(is_image).map(|file| (file, wnid.clone())));
    }
    Ok(images)
}

/// `val/images/*` in the order of the annotations, whose lines are `file <tab> wnid <tab> …`.
fn annotated(val: &Path) -> Result<Vec<(PathBuf, String)>, DataError> {
    let path = val.join(ANNOTATIONS);
    let image = |(line, row): (usize, &str)| {
        let mut columns = row.split('\t');
        match (columns.next(), columns.next().map(str::trim)) {
            // A name, no path out of the folder.
            (Some(file), Some(wnid)) if !wnid.is_empty() && !file.contains(['/', '\\']) => {
                Ok((val.join("images").join(file), wnid.to_owned()))
            }
            _ => Err(DataError::new(format!("line {}: expected a file and a class, found {row:?}", line + 1), &path)),
        }
    };
    text(&path)?.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()).map(image).collect()
}

/// The first name of each class in `words.txt`, with its id where two classes have one name; the id where it has none.
fn names(root: &Path, wnids: &[String]) -> Result<Vec<String>, DataError> {
    let path = root.join("words.txt");
    let words = if path.is_file() { text(&path)? } else { String::new() };
    let entry = |line: &str| {
        let (wnid, names) = line.split_once('\t')?;
        wnids.binary_search(&wnid.to_owned()).ok()?;
        Some((wnid.to_owned(), names.split(',').next()?.trim().to_owned()))
    };
    let known: BTreeMap<String, String> = words.lines().filter_map(entry).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    known.values().for_each(|name| *counts.entry(name).or_default() += 1);
    let name = |wnid: &String| match known.get(wnid) {
        Some(name) if counts[name.as_str()] == 1 && !name.is_empty() => name.clone(),
        Some(name) => format!("{name} ({wnid})"),
        None => wnid.clone(),
    };
    Ok(wnids.iter().map(name).collect())
}
