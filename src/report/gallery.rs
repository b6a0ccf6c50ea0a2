//! A folder of reports -> its index page. Reads what the reports were made from; computes nothing.

use std::path::{Path, PathBuf};

use super::page::gallery::{Study, gallery, opening};
use super::{ReportError, save};
use crate::analysis::Record;
use crate::analysis::record::FILE;

/// Why there is no index.
#[derive(Debug, thiserror::Error)]
pub enum GalleryError {
    /// The folder cannot be read.
    #[error("cannot list the reports ({source}); expected a folder whose folders hold {FILE}: {path}")]
    List {
        /// What the system said.
        source: std::io::Error,
        /// The folder.
        path: PathBuf,
    },
    /// It holds no report.
    #[error("no folder in it holds an {FILE}; make one with `penult report CKPT_DIR --out {}`: {path}", path.join("NAME").display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// An analysis cannot be read.
    #[error(transparent)]
    Record(#[from] crate::analysis::record::RecordError),
    /// The index cannot be written.
    #[error(transparent)]
    Write(#[from] ReportError),
}

/// Writes `index.html` for the reports in `folder`, in the order of their names; gives its path.
///
/// # Errors
/// Names the folder or the file that is at fault.
pub fn write(folder: &Path) -> Result<PathBuf, GalleryError> {
    let failed = |source| GalleryError::List { source, path: folder.to_path_buf() };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.path().join(FILE).is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    if names.is_empty() {
        return Err(GalleryError::Empty { path: folder.to_path_buf() });
    }
    let studies = names.iter().map(|name| study(folder, name)).collect::<Result<Vec<_>, _>>()?;
    save(folder, "index.html", gallery(&studies).as_bytes())?;
    Ok(folder.join("index.html"))
}

fn study(folder: &Path, name: &str) -> Result<Study, GalleryError> {
    let record = Record::read(&folder.join(name).join(FILE))?;
    let drawn = |figure: &str| std::fs::read_to_string(folder.join(name).join(format!("figures/{figure}.svg"))).ok();
    let figure = opening(&record).and_then(drawn);
    Ok(Study { folder: name.to_owned(), record, figure })
}
