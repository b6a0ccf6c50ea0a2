//! The formulas as plain loops over examples, on one thread: what `main` measures the statistics against.

use penult::linalg::Rows;
use penult::random::Random;

fn rows(matrix: Rows<'_>) -> impl Iterator<Item = &[f32]> {
    (0..matrix.rows).map(move |i| matrix.row(i))
}

fn softmax(row: &[f32]) -> Vec<f64> {
    let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f64> = row.iter().map(|z| f64::from(z - largest).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| w / sum).collect()
}

fn largest(row: &[f32]) -> usize {
    (0..row.len()).rev().max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap_or(0)
}

pub(crate) fn accuracy(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    rows(logits).zip(labels).map(|(row, y)| f64::from(u8::from(largest(row) == *y))).collect()
}

pub(crate) fn confidence(logits: Rows<'_>) -> Vec<f64> {
    rows(logits).map(|row| softmax(row).into_iter().fold(0.0, f64::max)).collect()
}

pub(crate) fn nll(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    rows(logits).zip(labels).map(|(row, y)| -softmax(row)[*y].ln()).collect()
}

pub(crate) fn brier(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    let of = |(row, y): (&[f32], &usize)| {
        softmax(row).iter().enumerate().map(|(k, p)| (p - f64::from(u8::from(k == *y))).powi(2)).sum()
    };
    rows(logits).zip(labels).map(of).collect()
}

pub(crate) fn entropy(logits: Rows<'_>) -> Vec<f64> {
    rows(logits).map(|row| -softmax(row).iter().map(|p| p * p.ln()).sum::<f64>()).collect()
}

pub(crate) fn gamma(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    let k = logits.cols as f64;
    rows(logits).zip(labels).map(|(row, y)| (1.0 - softmax(row)[*y]) * k / (k - 1.0)).collect()
}

pub(crate) fn agreement(a: Rows<'_>, b: Rows<'_>) -> Vec<f64> {
    rows(a).zip(rows(b)).map(|(a, b)| f64::from(u8::from(largest(a) == largest(b)))).collect()
}

pub(crate) fn kl(a: Rows<'_>, b: Rows<'_>) -> Vec<f64> {
    let of = |(a, b): (&[f32], &[f32])| softmax(a).iter().zip(softmax(b)).map(|(p, q)| p * (p / q).ln()).sum();
    rows(a).zip(rows(b)).map(of).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a bin
pub(crate) fn ece(logits: Rows<'_>, labels: &[usize], bins: usize) -> f64 {
    let mut gaps = vec![0.0; bins];
    for (row, y) in rows(logits).zip(labels) {
        let confidence = softmax(row).into_iter().fold(0.0, f64::max);
        let bin = (confidence * bins as f64).ceil() as usize;
        gaps[bin.clamp(1, bins) - 1] += f64::from(u8::from(largest(row) == *y)) - confidence;
    }
    gaps.iter().map(|g: &f64| g.abs()).sum::<f64>() / labels.len() as f64
}

/// By halving the bracket of 1/T until f64 has no digits left.
pub(crate) fn temperature(logits: Rows<'_>, labels: &[usize]) -> f64 {
    let slope = |beta: f64| -> f64 {
        let of = |(row, y): (&[f32], &usize)| {
            let largest = f64::from(row.iter().copied().fold(f32::NEG_INFINITY, f32::max));
            let gaps = row.iter().map(|z| f64::from(*z) - largest);
            let weights: Vec<f64> = gaps.clone().map(|g| (beta * g).exp()).collect();
            let mean = gaps.zip(&weights).map(|(g, w)| g * w).sum::<f64>() / weights.iter().sum::<f64>();
            mean - (f64::from(row[*y]) - largest)
        };
        rows(logits).zip(labels).map(of).sum()
    };
    let (mut low, mut high) = (0.0, 64.0);
    for _ in 0..50 {
        let middle = f64::midpoint(low, high);
        if slope(middle) < 0.0 { low = middle } else { high = middle }
    }
    1.0 / high
}

pub(crate) fn class_separation(features: Rows<'_>, labels: &[usize], classes: usize) -> f64 {
    let (width, k) = (features.cols, classes as f64);
    let (mut sums, mut counts) = (vec![0.0; classes * width], vec![0.0; classes]);
    for (row, y) in rows(features).zip(labels) {
        let norm = row.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>().sqrt();
        row.iter().enumerate().for_each(|(d, x)| sums[y * width + d] += f64::from(*x) / norm);
        counts[*y] += 1.0;
    }
    let (mut within, mut mean) = (0.0, vec![0.0; width]);
    for (at, sum) in sums.iter().enumerate() {
        let of_class = sum / counts[at / width];
        within += of_class * of_class / k;
        mean[at % width] += of_class / k;
    }
    let square: f64 = mean.iter().map(|m| m * m).sum();
    (within - square) / (1.0 - square)
}

/// ||XᵀY||² of the centred matrices.
pub(crate) fn centred_square(x: Rows<'_>, y: Rows<'_>) -> f64 {
    let (x_mean, y_mean) = (x.mean(), y.mean());
    let mut products = vec![0.0; x.cols * y.cols];
    for (a, b) in rows(x).zip(rows(y)) {
        for (i, a) in a.iter().enumerate() {
            for (j, b) in b.iter().enumerate() {
                products[i * y.cols + j] += (f64::from(*a) - x_mean[i]) * (f64::from(*b) - y_mean[j]);
            }
        }
    }
    products.iter().map(|p: &f64| p * p).sum()
}

/// Means of examples drawn with replacement.
pub(crate) fn bootstrap(terms: &[f64], resamples: usize) -> Vec<f64> {
    let mut random = Random::new(0, "bootstrap");
    let mut mean = || (0..terms.len()).map(|_| terms[random.below(terms.len())]).sum::<f64>() / terms.len() as f64;
    (0..resamples).map(|_| mean()).collect()
}
