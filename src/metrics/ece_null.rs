//! What the ECE of a calibrated network would be: surrogates by Bröcker and Smith (2007).
//!
//! A surrogate draws N confidences with replacement and calls each right with its own probability; its ECE is one draw from
//! the ECE's distribution under calibration.

use rayon::prelude::*;

use super::calibration_error::{ECE, bin_index};
use super::definition::{Definition, Direction, Interval, Unit};
use super::{Measured, Undefined};
use crate::random::Random;

/// The registry's entry of `ece_null`.
pub const LEVEL: Definition = Definition {
    name: "ece_null",
    title: "Null level of the ECE",
    short: "ECE null",
    measures: "The ECE that a calibrated network of these confidences would show.",
    formula: "mean ECE of 1000 surrogates: N confidences drawn with replacement, each right with probability conf",
    edges: "0 where every confidence is 1. Says whether one ECE differs from a calibrated network's, not whether two ECEs differ.",
    source: "Bröcker 2007",
    direction: Direction::Neither,
    interval: Interval::None("none: an average over surrogates"),
    ..ECE
};

/// The registry's entry of `ece_null_p`.
pub const P_VALUE: Definition = Definition {
    name: "ece_null_p",
    title: "p-value of the ECE under calibration",
    short: "p(ECE)",
    measures: "How often a calibrated network of these confidences would show an ECE as large.",
    formula: "(1 + surrogates of ece_null whose ECE is as large)/(1 + 1000)",
    edges: "At least 1/1001.",
    source: "Bröcker 2007",
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: a p-value"),
    ..ECE
};

/// Surrogates of one network.
pub const SURROGATES: usize = 1000;

/// The ECE against that of calibrated surrogates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Null {
    /// Mean ECE of the surrogates.
    pub level: f64,
    /// Share of surrogates, the network itself among them, whose ECE is as large as the network's.
    pub p_value: f64,
}

/// The null of an ECE over `bins` equal-width bins, from the confidences (N) and a seed.
///
/// # Errors
/// Undefined without examples.
pub fn ece_null(ece: f64, confidence: &[f64], bins: usize, seed: u64) -> Measured<Null> {
    if confidence.is_empty() {
        return Err(Undefined("there are no examples".to_owned()));
    }
    let surrogates = surrogates(confidence, bins, seed);
    let as_large = surrogates.iter().filter(|s| **s >= ece).count() as f64;
    let count = surrogates.len() as f64;
    Ok(Null { level: surrogates.iter().sum::<f64>() / count, p_value: (1.0 + as_large) / (1.0 + count) })
}

/// ECEs of surrogates.
fn surrogates(confidence: &[f64], bins: usize, seed: u64) -> Vec<f64> {
    let placed: Vec<(f64, usize)> = confidence.iter().map(|c| (*c, bin_index(*c, bins))).collect();
    let of = |index: usize| {
        let mut random = Random::new(seed, &format!("calibrated surrogate {index}"));
        let mut gaps = vec![0.0; bins];
        for _ in 0..placed.len() {
            let (confidence, bin) = placed[random.below(placed.len())];
            let is_right = random.uniform() < confidence;
            gaps[bin] += f64::from(u8::from(is_right)) - confidence;
        }
        gaps.iter().map(|g| g.abs()).sum::<f64>() / placed.len() as f64
    };
    (0..SURROGATES).into_par_iter().map(of).collect()
}
