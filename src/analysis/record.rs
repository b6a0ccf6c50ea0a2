//! `analysis.json` and its sidecar of large arrays, read and written together.
//!
//! Reading checks that every array that the JSON names is there, of the size that it says.

use std::path::{Path, PathBuf};

pub use super::arrays::{Arrays, Images, Matrix, Outputs};
use super::schema::{Analysis, ClassMatrices, Curves, Landscape, Sample, Scatter, TemperatureGrid, Thumbnails};
use crate::checkpoint::write_atomic;

/// Name of the contract's file.
pub const FILE: &str = "analysis.json";
/// Name of the sidecar beside it.
pub const SIDECAR: &str = "analysis.arrays.safetensors";

/// Why a record cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{what}: {path}")]
pub struct RecordError {
    /// What was expected, what was found, what to do.
    what: String,
    /// The file.
    path: PathBuf,
}

/// An analysis with its arrays: all that figures and reports see.
#[derive(Clone, Debug)]
pub struct Record {
    /// The contract.
    pub analysis: Analysis,
    /// The sidecar.
    pub arrays: Arrays,
}

impl Record {
    /// The points of a scatter with their class indices; none where the sidecar lacks them.
    pub fn scatter(&self, scatter: &Scatter) -> impl Iterator<Item = ([f64; 2], usize)> + use<'_> {
        let points = self.arrays.points.get(&scatter.points).map(Vec::as_slice).unwrap_or_default();
        let labels = self.arrays.labels.get(&scatter.labels).map(Vec::as_slice).unwrap_or_default();
        points.iter().zip(labels).map(|([x, y], label)| ([f64::from(*x), f64::from(*y)], *label))
    }

    /// The JSON text: pretty, with a last newline.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(&self.analysis)? + "\n")
    }

    /// Writes `analysis.json` and its sidecar into `folder`, the sidecar first, each whole or not at all.
    ///
    /// # Errors
    /// Names the file that cannot be written.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, RecordError> {
        let wrong = |path: &Path, what: String| RecordError {
            what: format!("cannot write the analysis ({what}); give another folder with --out"),
            path: path.to_path_buf(),
        };
        std::fs::create_dir_all(folder).map_err(|e| wrong(folder, e.to_string()))?;
        let sidecar = folder.join(SIDECAR);
        if self.analysis.sidecar.is_some() {
            let bytes = self.arrays.to_bytes().map_err(|e| wrong(&sidecar, e.to_string()))?;
            write_atomic(&sidecar, &bytes).map_err(|e| wrong(&sidecar, e.to_string()))?;
        }
        let path = folder.join(FILE);
        let text = self.json().map_err(|e| wrong(&path, e.to_string()))?;
        write_atomic(&path, text.as_bytes()).map_err(|e| wrong(&path, e.to_string()))?;
        Ok(path)
    }

    /// Reads an `analysis.json` and the sidecar that it names.
    ///
    /// # Errors
    /// Names the file, and the line of the JSON that is at fault.
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let wrong = |path: &Path, what: String| RecordError { what, path: path.to_path_buf() };
        let text = std::fs::read_to_string(path).map_err(|e| wrong(path, format!("cannot read the analysis ({e})")))?;
        let analysis: Analysis = serde_json::from_str(&text).map_err(|e| {
            let version = super::SCHEMA_VERSION;
            wrong(
                path,
                format!("not an analysis.json of schema version {version} ({e}); make it again with `penult report`"),
            )
        })?;
        if analysis.schema_version != super::SCHEMA_VERSION {
            let (found, expected) = (analysis.schema_version, super::SCHEMA_VERSION);
            let what = format!("schema version {found}, expected {expected}; make it again with `penult report`");
            return Err(wrong(path, what));
        }
        let arrays = match &analysis.sidecar {
            None => Arrays::default(),
            Some(name) => {
                let file = path.with_file_name(name);
                let bytes = std::fs::read(&file).map_err(|e| {
                    wrong(&file, format!("cannot read the sidecar that {FILE} names ({e}); keep both together"))
                })?;
                let damaged =
                    |e| wrong(&file, format!("not a sidecar of arrays ({e}); make it again with `penult report`"));
                let arrays = Arrays::from_bytes(&bytes).map_err(damaged)?;
                let foreign =
                    |e| wrong(&file, format!("the sidecar of another analysis ({e}); keep both files together"));
                check_arrays(&analysis, &arrays).map_err(foreign)?;
                arrays
            }
        };
        Ok(Self { analysis, arrays })
    }
}

/// Whether the arrays that the analysis names are there, and of the sizes that it says.
fn check_arrays(analysis: &Analysis, arrays: &Arrays) -> Result<(), String> {
    let (of, shown) = (Named { arrays }, analysis.data.shown.as_ref().map_or(0, |shown| shown.classes.len()));
    for split in analysis.data.splits.values() {
        split.sample.iter().try_for_each(|sample| of.sample(sample))?;
    }
    for variant in analysis.variants.values() {
        variant.template_products.iter().try_for_each(|name| of.matrix(name, (Some(shown), shown)))?;
        for (name, split) in &variant.splits {
            let sample = analysis.data.splits.get(name).and_then(|split| split.sample.as_ref());
            of.curves(&split.curves, (sample, shown))?;
        }
    }
    analysis.layers.iter().try_for_each(|l| of.matrix(&l.matrix, (Some(l.rows.len()), l.columns.len())))
}

/// The arrays, asked by the names that the analysis gives.
struct Named<'a> {
    arrays: &'a Arrays,
}

impl Named<'_> {
    /// A matrix of so many rows, if that is known, and columns.
    fn matrix(&self, name: &str, (rows, cols): (Option<usize>, usize)) -> Result<(), String> {
        let found = self.arrays.matrices.get(name).ok_or_else(|| missing(name))?;
        let rows = rows.unwrap_or(found.rows());
        if found.cols != cols || found.values.len() != rows * cols {
            return Err(format!("{name} is not of {rows} rows and {cols} columns"));
        }
        Ok(())
    }

    fn sample(&self, sample: &Sample) -> Result<(), String> {
        let count = self.labels(&sample.labels)?;
        let ids = self.arrays.ids.get(&sample.ids).ok_or_else(|| missing(&sample.ids))?;
        same_rows((&sample.ids, ids.len()), (&sample.labels, count))?;
        let Some(thumbnails) = &sample.thumbnails else { return Ok(()) };
        let Thumbnails { array, height, width, channels } = thumbnails;
        let found = self.arrays.images.get(array).ok_or_else(|| missing(array))?;
        if found.shape != [*height, *width, *channels] {
            return Err(format!("{array} is not of {height} x {width} pixels and {channels} channels"));
        }
        same_rows((array, found.count()), (&sample.labels, count))
    }

    fn curves(&self, curves: &Curves, (sample, shown): (Option<&Sample>, usize)) -> Result<(), String> {
        let plane = curves.template_plane.as_ref().map(|plane| &plane.examples);
        for Scatter { points, labels } in curves.pca.iter().chain(&curves.tsne).chain(plane) {
            let found = self.arrays.points.get(points).ok_or_else(|| missing(points))?;
            same_rows((points, found.len()), (labels, self.labels(labels)?))?;
        }
        if let Some(Landscape { offsets, profiles, plane_offsets, plane, .. }) = &curves.landscape {
            self.matrix(profiles, (None, offsets.len()))?;
            self.matrix(plane, (Some(plane_offsets.len()), plane_offsets.len()))?;
        }
        if let (Some(of), Some(sample)) = (&curves.sample, sample) {
            for (name, cols) in [(&of.logits, shown), (&of.summary, 3)] {
                let found = self.arrays.outputs.get(name).filter(|o| o.cols == cols).ok_or_else(|| missing(name))?;
                same_rows((name, found.rows()), (&sample.labels, self.labels(&sample.labels)?))?;
            }
        }
        if let Some(TemperatureGrid { temperatures, columns, table, reliability, .. }) = &curves.temperatures {
            self.matrix(table, (Some(temperatures.len()), columns.len()))?;
            self.matrix(reliability, (Some(temperatures.len()), 3 * curves.reliability.len()))?;
        }
        curves.per_class.iter().try_for_each(|name| self.matrix(name, (None, 4)))?;
        let ClassMatrices { off_target, confusion, class_mean_cosines, logit_correlation } = &curves.matrices;
        let matrices = [off_target, confusion, class_mean_cosines, logit_correlation].into_iter().flatten();
        matrices.into_iter().try_for_each(|name| self.matrix(name, (Some(shown), shown)))
    }

    fn labels(&self, name: &str) -> Result<usize, String> {
        self.arrays.labels.get(name).map(Vec::len).ok_or_else(|| missing(name))
    }
}

fn missing(name: &str) -> String {
    format!("no array {name}")
}

fn same_rows((a, rows_a): (&str, usize), (b, rows_b): (&str, usize)) -> Result<(), String> {
    if rows_a != rows_b {
        return Err(format!("{rows_a} rows of {a}, {rows_b} of {b}"));
    }
    Ok(())
}
