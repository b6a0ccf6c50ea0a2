//! Folders of images: `<split>/<class>/*.png|jpg|jpeg`, or `<class>/*` directly. Classes and files sorted by name.

use std::path::{Path, PathBuf};

use super::encoded::{Encoded, Origin};
use super::formats::{Place, name_of};
use super::source::Source;
use super::{DataError, Dataset, Parts, tiny_imagenet};

/// Names that are splits, never classes.
const SPLITS: [&str; 8] = ["train", "training", "val", "validation", "valid", "dev", "test", "testing"];

/// Whether the folder of a split holds folders of images.
pub(super) fn detect(place: &Place) -> bool {
    !tiny_imagenet::is_root(place) && root(place).is_some()
}

/// The folder whose folders are classes: the split's, or the place itself where no split is named.
fn root(place: &Place) -> Option<PathBuf> {
    if place.is_file() {
        return None;
    }
    let split = place.split_names().iter().map(|name| place.path.join(name)).find(|path| path.is_dir());
    let has_splits = place.entries.iter().any(|e| e.is_dir() && SPLITS.contains(&name_of(e).as_str()));
    let root = match split {
        Some(root) => root,
        None if has_splits => return None,
        None => place.path.clone(),
    };
    let holds_images = |class: &PathBuf| class.is_dir() && sorted(class).is_ok_and(|files| files.iter().any(is_image));
    sorted(&root).ok()?.iter().any(holds_images).then_some(root)
}

/// What is in a folder, by name; hidden entries are not there.
pub(super) fn sorted(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries = std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    entries.retain(|path| !name_of(path).starts_with('.'));
    entries.sort();
    Ok(entries)
}

// The trait of `Iterator::any` gives references to paths that are owned.
#[allow(clippy::ptr_arg)]
pub(super) fn is_image(path: &PathBuf) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    path.is_file() && ["png", "jpg", "jpeg"].contains(&extension.as_str())
}

/// Lists the files, reads their headers, and keeps their paths.
pub(super) fn load(place: &Place) -> Result<Dataset, DataError> {
    place.refuse_coarse()?;
    let path = root(place).unwrap_or_else(|| place.path.clone());
    let unreadable = |e: std::io::Error, path: &Path| DataError::new(format!("cannot read the folder ({e})"), path);
    let (mut classes, mut files, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for class in sorted(&path).map_err(|e| unreadable(e, &path))?.into_iter().filter(|e| e.is_dir()) {
        let images: Vec<PathBuf> =
            sorted(&class).map_err(|e| unreadable(e, &class))?.into_iter().filter(is_image).collect();
        if images.is_empty() {
            return Err(DataError::new("this class has no images (png, jpg, jpeg); add some or remove it", &class));
        }
        labels.extend(std::iter::repeat_n(classes.len(), images.len()));
        classes.push(name_of(&class));
        files.extend(images);
    }
    let images = Encoded::new(Origin::Files(files), place.reading.transform)?;
    let (shape, source) = (images.shape(), Source::Encoded(images));
    let name = super::known::name_of(place, &classes);
    Dataset::new(Parts { name, classes, shape, source, labels, ids: None, path })
}
