//! Top-1 agreement (Stanton 2021, eq. 2).

use super::per_row;
use super::softmax::argmax;
use crate::linalg::Rows;

/// 1 where both have the same largest logit, else 0. Both (N, K).
#[must_use]
pub fn per_example(a: Rows<'_>, b: Rows<'_>) -> Vec<f64> {
    per_row(a.rows, |i| f64::from(u8::from(argmax(a.row(i)) == argmax(b.row(i)))))
}
