//! Softmax pieces that several statistics share.

/// log softmax(row / temperature), K values, in f64.
pub fn log_softmax(row: &[f32], temperature: f64) -> Vec<f64> {
    let scaled: Vec<f64> = row.iter().map(|z| f64::from(*z) / temperature).collect();
    let max = scaled.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let log_sum = max + scaled.iter().map(|z| (z - max).exp()).sum::<f64>().ln();
    scaled.iter().map(|z| z - log_sum).collect()
}

/// Index of the largest value; ties go to the lowest.
pub fn argmax(row: &[f32]) -> usize {
    let mut best = 0;
    for (k, z) in row.iter().enumerate() {
        if *z > row[best] {
            best = k;
        }
    }
    best
}
