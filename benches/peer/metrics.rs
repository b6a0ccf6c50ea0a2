//! Statistics of matrices in memory, as the analysis calls them; the values are the statistics.

use std::path::Path;

use penult::analysis::resamples::{Resampled, Resamples};
use penult::analysis::{BINS, LEVEL, RESAMPLES, SEED, intervals};
use penult::linalg::Rows;
use penult::metrics::class_separation::State;
use penult::metrics::linear_cka::linear_cka;
use penult::metrics::{Measured, Undefined, accuracy, calibration_error, mean_confidence, nll, pca, temperature};

use crate::inputs::{self, Matrix};
use crate::{Failure, Round};

pub(crate) fn prepare(what: &str, folder: &Path) -> Result<Round, Failure> {
    let file = |name: &str| folder.join(format!("{name}.safetensors"));
    let (name, size) = what.split_once('_').unwrap_or((what, ""));
    match name {
        "cka" | "pca" | "separation" => of_features(name, &file(&format!("features_{size}"))),
        _ => of_logits(name, &file(&format!("logits_{size}"))),
    }
}

fn of_logits(name: &str, file: &Path) -> Result<Round, Failure> {
    let (logits, labels) = (inputs::matrix(file, "logits")?, inputs::labels(file)?);
    let of: fn(Rows<'_>, &[usize]) -> Measured<Vec<f64>> = match name {
        "ece" => |z, y| Ok(vec![ece(z, y)?]),
        "temperature" => |z, y| Ok(vec![temperature::fit(z, y, &|_| true)?]),
        "bootstrap" => |z, y| Ok(bootstrap(z, y)),
        "calibration" => |z, y| {
            let fitted = temperature::fit(z, y, &|_| true)?;
            Ok([vec![ece(z, y)?, fitted], bootstrap(z, y)].concat())
        },
        other => return Err(unknown(other)),
    };
    Ok(Box::new(move || of(logits.rows(), &labels).map_err(reason)))
}

fn of_features(name: &str, file: &Path) -> Result<Round, Failure> {
    let x = inputs::matrix(file, "x")?;
    match name {
        "cka" => {
            let y = inputs::matrix(file, "y")?;
            Ok(Box::new(move || cka(&x, &y).map_err(reason)))
        }
        "pca" => Ok(Box::new(move || Ok(pca::pca(x.rows(), 2).map_err(reason)?.ratio()))),
        "separation" => {
            let labels = inputs::labels(file)?;
            Ok(Box::new(move || Ok(vec![separation(&x, &labels).map_err(reason)?])))
        }
        other => Err(unknown(other)),
    }
}

fn unknown(name: &str) -> Failure {
    format!("no work is called metrics/{name}").into()
}

fn reason(undefined: Undefined) -> Failure {
    undefined.0.into()
}

fn ece(logits: Rows<'_>, labels: &[usize]) -> Measured<f64> {
    let (confidence, correct) = (mean_confidence::per_example(logits), accuracy::per_example(logits, labels));
    calibration_error::ece(&calibration_error::bins(&confidence, &correct, BINS))
}

/// Both ends of the intervals of accuracy, NLL and ECE.
fn bootstrap(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    let (confidence, correct) = (mean_confidence::per_example(logits), accuracy::per_example(logits, labels));
    let resamples = Resamples::new(labels.len(), RESAMPLES, SEED);
    let nll = nll::per_example(logits, labels, 1.0);
    let ece = Resampled::Ece { confidence: &confidence, correct: &correct, bins: BINS };
    let replicates = resamples.replicates(&[Resampled::Mean(&correct), Resampled::Mean(&nll), ece]);
    let ends = replicates.iter().map(|values| intervals::percentile(values, LEVEL));
    ends.flat_map(|(low, high)| [low, high]).collect()
}

/// Linear CKA, biased and debiased.
fn cka(x: &Matrix, y: &Matrix) -> Measured<Vec<f64>> {
    let (biased, debiased) = linear_cka(x.rows(), y.rows());
    Ok(vec![biased?, debiased?])
}

fn separation(x: &Matrix, labels: &[usize]) -> Measured<f64> {
    let (rows, classes) = (x.rows(), labels.iter().max().map_or(0, |last| last + 1));
    let mut state = State::new(classes, rows.cols);
    labels.iter().enumerate().for_each(|(i, label)| state.push(rows.row(i), *label));
    state.value()
}
