//! NC1: how far the classes have collapsed onto their means (Papyan, Han, Donoho 2020; Galanti 2022 for the CDNV).
//!
//! `S_W` = (1/N) Σ_i (h_i - mu_y)(h_i - mu_y)ᵀ, `S_B` = (1/C) Σ_c (mu_c - `mu_G`)(mu_c - `mu_G`)ᵀ, `mu_G` the unweighted mean
//! of the class means.

use super::class_sums::ClassMeans;
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::gram::Gram;
use super::{Measured, Undefined};
use crate::linalg::{add_product, add_transposed_product, dot, symmetric_eigen};

/// The registry's entry of `nc1_pinv`.
pub const PINV: Definition = Definition {
    name: "nc1_pinv",
    title: "Variability collapse (NC1), by the pseudo-inverse",
    short: "NC1",
    measures: "How wide the classes are against the distances of their means, direction by direction.",
    formula: "tr(S_W S_B⁺)/C; S_W = Σ_i (h_i - mu_y)(h_i - mu_y)ᵀ/N, S_B = Σ_c (mu_c - mu_G)(mu_c - mu_G)ᵀ/C, mu_G the mean of the class means",
    edges: "0 is collapse. Directions below 1e-10 of the largest eigenvalue of S_B count as none. Undefined with fewer than two classes or where the class means coincide. The authors' notebook does not divide by C.",
    source: "Papyan 2020",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: the covariance of every jackknife group would have to be made"),
};

/// The registry's entry of `nc1_quot`.
pub const QUOTIENT: Definition = Definition {
    name: "nc1_quot",
    title: "Variability collapse (NC1), by the quotient of traces",
    short: "NC1 (quot.)",
    measures: "How wide the classes are against the distances of their means.",
    formula: "tr S_W / tr S_B, as for nc1_pinv",
    edges: "0 is collapse. Undefined with fewer than two classes or where the class means coincide.",
    source: "Papyan 2020; rhubarbwu/neural-collapse",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// The registry's entry of `nc1_cdnv`.
pub const CDNV: Definition = Definition {
    name: "nc1_cdnv",
    title: "Class-distance normalised variance (CDNV, NC1)",
    short: "CDNV",
    measures: "How wide two classes are against the distance of their means, over all pairs.",
    formula: "mean over pairs of classes of (V_a + V_b) / (2 ||mu_a - mu_b||²), V_c = mean ||h - mu_c||² within the class",
    edges: "0 is collapse; a class of one example has no width. Undefined with fewer than two classes or where two class means coincide.",
    source: "Galanti 2022",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Share of the largest eigenvalue of `S_B` below which a direction is rounding.
const SMALLEST: f64 = 1e-10;

fn coincide() -> Undefined {
    Undefined("the class means coincide".to_owned())
}

/// tr(`S_W` `S_B`⁺)/C from the class means and the covariance (D, D; with n - 1) of the same examples, at least 0.
///
/// # Errors
/// Undefined where the class means coincide, or where the eigenvalues do not converge.
pub fn pinv(means: &ClassMeans, covariance: &[f64]) -> Measured<f64> {
    let (width, n) = (means.width(), means.counts.iter().sum::<f64>());
    let (values, directions) = between_directions(means)?;
    let rank = values.len();
    // (D, R): the covariance is symmetric.
    let mut images = vec![0.0; width * rank];
    add_transposed_product(&mut images, covariance, &directions, (width, width, rank));
    let column = |matrix: &[f64], r: usize| matrix.iter().skip(r).step_by(rank).copied().collect::<Vec<f64>>();
    let term = |r: usize| {
        let direction = column(&directions, r);
        let total = (n - 1.0) / n * dot(&direction, &column(&images, r));
        (total - between_along(means, &direction)).max(0.0) / values[r]
    };
    Ok((0..rank).map(term).sum::<f64>() / means.classes.len() as f64)
}

/// Variance along a direction (D) of the class means, weighted by their examples.
fn between_along(means: &ClassMeans, direction: &[f64]) -> f64 {
    let n: f64 = means.counts.iter().sum();
    let along: Vec<f64> = (0..means.classes.len()).map(|c| dot(means.row(c), direction)).collect();
    let mean = dot(&means.counts, &along) / n;
    means.counts.iter().zip(&along).map(|(n, a)| n * (a - mean).powi(2)).sum::<f64>() / n
}

/// The R eigenvalues of `S_B` that are not rounding, falling, with their unit directions as columns (D, R).
///
/// Those of MMᵀ/C = U diag(values) Uᵀ, (C, C), are the same; the directions are MᵀU/√(C values).
fn between_directions(means: &ClassMeans) -> Measured<(Vec<f64>, Vec<f64>)> {
    let (count, width) = (means.classes.len(), means.width());
    let product: Vec<f64> = Gram::of_means(means).values().iter().map(|v| v / count as f64).collect();
    let (values, vectors) = symmetric_eigen(&product, count, count)
        .map_err(|e| Undefined(format!("the eigenvalues of the between-class covariance: {e}")))?;
    let largest = values[0];
    if largest <= 0.0 {
        return Err(coincide());
    }
    let kept: Vec<f64> = values.into_iter().take_while(|v| *v > SMALLEST * largest).collect();
    let scaled = |c: usize| kept.iter().zip(&vectors).map(move |(value, u)| u[c] / (count as f64 * value).sqrt());
    let scaled: Vec<f64> = (0..count).flat_map(scaled).collect(); // (C, R)
    let mut directions = vec![0.0; width * kept.len()];
    add_product(&mut directions, &means.columns(), &scaled, (width, count, kept.len()));
    Ok((kept, directions))
}

/// tr `S_W` / tr `S_B`, at least 0.
///
/// # Errors
/// Undefined where the class means coincide.
pub fn quotient(means: &ClassMeans) -> Measured<f64> {
    let between = means.between();
    if between <= 0.0 {
        return Err(coincide());
    }
    Ok(means.within() / between)
}

/// Mean over pairs of classes of (V_a + V_b) / (2 ||mu_a - mu_b||²), at least 0.
///
/// # Errors
/// Undefined where two class means coincide.
pub fn cdnv(means: &ClassMeans) -> Measured<f64> {
    let count = means.classes.len();
    let mut sum = 0.0;
    for a in 0..count {
        for b in a + 1..count {
            let distance: f64 = means.row(a).iter().zip(means.row(b)).map(|(x, y)| (x - y).powi(2)).sum();
            if distance <= 0.0 {
                let (a, b) = (means.classes[a], means.classes[b]);
                return Err(Undefined(format!("the means of classes {a} and {b} coincide")));
            }
            sum += f64::midpoint(means.variances[a], means.variances[b]) / distance;
        }
    }
    Ok(sum / (count * (count - 1) / 2) as f64)
}
