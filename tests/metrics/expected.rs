//! Values of implementations that are not ours, and inputs at the edges, for the statistics that have a reference script of their
//! own.

use penult::metrics::{Measured, Undefined};
use serde_json::Value;

use super::{Matrix, noise};

/// What `tests/reference/NAME.py` wrote.
pub fn expected(name: &str) -> Value {
    let path = format!("{}/fixtures/expected/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A list of numbers.
pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

/// `found` is the number `value` within a relative distance.
pub fn close(found: f64, value: &Value, within: f64) {
    let value = value.as_f64().unwrap();
    assert!((found - value).abs() <= within * value.abs().max(1e-15), "{found} is not {value} within {within} of it");
}

/// Within 1e-9, as f64 references are held to.
pub fn same(found: f64, value: &Value) {
    close(found, value, 1e-9);
}

/// A number, or a reason in words.
pub fn sound(value: &Measured<f64>) {
    match value {
        Ok(value) => assert!(value.is_finite(), "{value}"),
        Err(Undefined(reason)) => assert!(reason.split(' ').count() > 3, "{reason}"),
    }
}

/// Logits and labels where formulas break: two classes, a thousand, one member in a class, a class that is missing, logits of
/// ±1e4, confidence exactly 1, all logits equal, one example, no example, one class.
pub fn extreme_logits() -> Vec<(Matrix, Vec<usize>)> {
    let spread = |n: usize, k: usize| (0..n).map(|i| i % k).collect::<Vec<usize>>();
    let mut sure = vec![-1e4f32; 60];
    (0..12).for_each(|i| sure[i * 5 + i % 5] = 1e4);
    let large = noise(60, 4).iter().map(|z| z * 1e4).collect();
    vec![
        (Matrix::new(noise(40, 1), 2), spread(20, 2)),
        (Matrix::new(noise(12_000, 2), 1000), spread(12, 1000)),
        (Matrix::new(noise(60, 3), 5), vec![0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 4]),
        (Matrix::new(large, 5), spread(12, 5)),
        (Matrix::new(sure, 5), spread(12, 5)),
        (Matrix::new(vec![0.7; 60], 5), spread(12, 5)),
        (Matrix::new(noise(5, 5), 5), vec![3]),
        (Matrix::empty(5), Vec::new()),
        (Matrix::new(noise(3, 6), 1), vec![0, 0, 0]),
    ]
}

/// Features where formulas break, each with labels of three classes: constant, a constant column, fewer rows than columns, values
/// of ±1e4, rows of norm 0, three rows, no row.
pub fn extreme_features() -> Vec<(Matrix, Vec<usize>)> {
    let labels = |n: usize| (0..n).map(|i| i % 3).collect::<Vec<usize>>();
    let mut column = noise(80, 7);
    (0..20).for_each(|i| column[i * 4] = 2.0);
    let mut dead = noise(80, 8);
    dead[..12].fill(0.0);
    vec![
        (Matrix::new(vec![0.7; 84], 4), labels(21)),
        (Matrix::new(column, 4), labels(20)),
        (Matrix::new(noise(600, 9), 50), labels(12)),
        (Matrix::new(noise(80, 10).iter().map(|x| x * 1e4).collect(), 4), labels(20)),
        (Matrix::new(dead, 4), labels(20)),
        (Matrix::new(noise(12, 11), 4), labels(3)),
        (Matrix::empty(4), Vec::new()),
    ]
}

/// Adds up states of the rows in three shards, taken backwards, then takes the middle one away again; gives the merged state, and
/// what is left with the rows that it should be made of.
pub fn sharded<S: penult::metrics::Mergeable>(n: usize, of: impl Fn(&[usize]) -> S) -> (S, S, Vec<usize>) {
    let all: Vec<usize> = (0..n).rev().collect();
    let (first, rest) = all.split_at(n / 4);
    let (second, third) = rest.split_at(n / 3);
    let mut merged = of(third);
    merged.merge(&of(first));
    merged.merge(&of(second));
    let mut left = merged.clone();
    left.subtract(&of(second));
    (merged, left, first.iter().chain(third).copied().collect())
}
