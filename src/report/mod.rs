//! `Analysis` -> one self-contained page, its figures and tables. Same analysis, same bytes.

pub mod format;
mod page;
mod tables;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::analysis::schema::Analysis;
use crate::figure::FIGURES;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the report ({source}); give another folder with --out: {path}")]
pub struct ReportError {
    source: std::io::Error,
    path: PathBuf,
}

/// Writes `index.html`, `figures/*.svg` and `tables/comparison.csv` into `out`. `glossary` is (name, definition).
///
/// # Errors
/// Names the file that cannot be written.
pub fn write(analysis: &Analysis, glossary: &[(String, String)], out: &Path) -> Result<(), ReportError> {
    let mut drawn = Vec::new();
    for figure in FIGURES {
        let svg = (figure.draw)(analysis);
        if let Ok(svg) = &svg {
            put(&out.join("figures").join(format!("{}.svg", figure.name)), svg.as_bytes())?;
        }
        drawn.push((figure, svg));
    }
    put(&out.join("tables").join("comparison.csv"), tables::comparison(analysis).as_bytes())?;
    put(&out.join("index.html"), page::page(analysis, &drawn, glossary).as_bytes())
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let write = || -> std::io::Result<()> {
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::Builder::new().suffix(".partial").tempfile_in(folder)?;
        file.write_all(bytes)?;
        #[cfg(unix)]
        std::fs::set_permissions(file.path(), std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
        file.persist(path).map_err(|e| e.error)?;
        Ok(())
    };
    write().map_err(|source| ReportError { source, path: path.to_path_buf() })
}
