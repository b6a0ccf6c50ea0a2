//! Top-1 and top-5 accuracy.

use super::softmax::argmax;
use super::{Measured, Undefined, per_row};
use crate::linalg::Rows;

/// 1 where the largest logit is the label's, else 0. Logits (N, K), labels (N).
#[must_use]
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    per_row(logits.rows, |i| f64::from(u8::from(argmax(logits.row(i)) == labels[i])))
}

/// 1 where fewer than five classes come before the label's (ties go to the lowest class), else 0.
///
/// # Errors
/// Undefined for K ≤ 5.
pub fn top5_per_example(logits: Rows<'_>, labels: &[usize]) -> Measured<Vec<f64>> {
    if logits.cols <= 5 {
        return Err(Undefined(format!("top-5 says nothing with {} classes", logits.cols)));
    }
    Ok(per_row(logits.rows, |i| {
        let (row, y) = (logits.row(i), labels[i]);
        let before = row.iter().enumerate().filter(|(k, z)| **z > row[y] || (**z >= row[y] && *k < y)).count();
        f64::from(u8::from(before < 5))
    }))
}
