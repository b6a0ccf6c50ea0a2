//! Statistics of matrices in memory, as the analysis calls them; the values are the statistics.

use std::path::Path;

use penult::analysis::resamples::Resamples;
use penult::analysis::{BINS, LEVEL, RESAMPLES, SEED, intervals};
use penult::linalg::Rows;
use penult::metrics::class_separation::State;
use penult::metrics::linear_cka::{biased, debiased, hsic};
use penult::metrics::moments::{Moments, Shifted};
use penult::metrics::{
    Measured, Mergeable, Undefined, accuracy, calibration_error, mean_confidence, nll, pca, temperature,
};
use rayon::prelude::*;

use crate::inputs::{self, Matrix};
use crate::{Failure, Round};

/// Rows a sum, and sums that are held at once.
const ROWS: usize = 1000;
const AT_ONCE: usize = 8;

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
        "pca" => Ok(Box::new(move || principal(&x).map_err(reason))),
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
    let mut replicates = resamples.means(&[&correct, &nll::per_example(logits, labels, 1.0)]);
    replicates.push(resamples.ece(&confidence, &correct, BINS));
    let ends = replicates.iter().map(|values| intervals::percentile(values, LEVEL));
    ends.flat_map(|(low, high)| [low, high]).collect()
}

/// Sums over blocks of rows, added in order.
fn sums<S: Mergeable + Send>(rows: usize, of: impl Fn(&[usize]) -> S + Sync) -> Measured<S> {
    let all: Vec<usize> = (0..rows).collect();
    let mut total: Option<S> = None;
    for few in all.chunks(ROWS * AT_ONCE) {
        for part in few.par_chunks(ROWS).map(&of).collect::<Vec<S>>() {
            match &mut total {
                Some(total) => total.merge(&part),
                none => *none = Some(part),
            }
        }
    }
    total.ok_or_else(|| Undefined("there are no rows".to_owned()))
}

/// Linear CKA, biased and debiased.
fn cka(x: &Matrix, y: &Matrix) -> Measured<Vec<f64>> {
    let rows = x.rows().rows;
    let (x, y) = (Shifted::by_mean(x.rows()), Shifted::by_mean(y.rows()));
    let of = |a: &Shifted<'_>, b: &Shifted<'_>| Ok(hsic(&sums(rows, |chosen| Moments::of(a, b, chosen))?));
    let (xy, xx, yy) = (of(&x, &y)?, of(&x, &x)?, of(&y, &y)?);
    Ok(vec![biased(xy, xx, yy)?, debiased(xy, xx, yy)?])
}

/// The first shares of the variance.
fn principal(x: &Matrix) -> Measured<Vec<f64>> {
    let mean = x.rows().mean();
    let shifted = Shifted::by(x.rows(), mean.clone());
    let moments = sums(x.rows().rows, |chosen| Moments::of(&shifted, &shifted, chosen))?;
    Ok(pca::fit(&moments, mean, 2)?.ratio())
}

fn separation(x: &Matrix, labels: &[usize]) -> Measured<f64> {
    let (rows, classes) = (x.rows(), labels.iter().max().map_or(0, |last| last + 1));
    let of = |chosen: &[usize]| {
        let mut state = State::new(classes, rows.cols);
        chosen.iter().for_each(|i| state.push(rows.row(*i), labels[*i]));
        state
    };
    sums(rows.rows, of)?.value()
}
