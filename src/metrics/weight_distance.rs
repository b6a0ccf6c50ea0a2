//! How far the weights of two checkpoints of one network are from each other.
//!
//! Fed by `extract::probes::weights`: a·b, a·a, b·b and |a − b|² over all trained values, a of the variant.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `weight_distance`.
pub const DISTANCE: Definition = Definition {
    name: "weight_distance",
    title: "Distance to the reference's weights",
    short: "|Δθ|",
    measures: "How far the weights are from the reference's, in units of the reference's length.",
    formula: "||θ - θ'|| / ||θ'|| over all trained values, θ' of the reference",
    edges: "Undefined without a reference of the same network, or where its weights are all 0. Units are not aligned by permutation. Needs the weights.",
    source: "common",
    topic: Topic::Landscape,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: a fact of two checkpoints"),
};

/// The registry's entry of `weight_cosine`.
pub const COSINE: Definition = Definition {
    name: "weight_cosine",
    title: "Cosine with the reference's weights",
    short: "cos θ",
    measures: "How alike the directions of the weights and the reference's are.",
    formula: "θ·θ' / (||θ|| ||θ'||) over all trained values, θ' of the reference",
    edges: "In [-1, 1]. Undefined without a reference of the same network, or where weights are all 0. Units are not aligned by permutation. Needs the weights.",
    ..DISTANCE
};

/// The registry's entry of `weight_distance_previous`.
pub const DISTANCE_PREVIOUS: Definition = Definition {
    name: "weight_distance_previous",
    title: "Distance to the weights before",
    short: "|Δθ| step",
    measures: "How far the weights moved since the checkpoint of its run that is next before it.",
    formula: "||θ - θ'|| / ||θ'||, θ' of the checkpoint of the same group, seed and network at the largest smaller epoch",
    edges: "Undefined where no earlier checkpoint of its run is a variant. Needs the weights.",
    ..DISTANCE
};

/// The registry's entry of `weight_cosine_previous`.
pub const COSINE_PREVIOUS: Definition = Definition {
    name: "weight_cosine_previous",
    title: "Cosine with the weights before",
    short: "cos θ step",
    measures: "How far the weights turned since the checkpoint of its run that is next before it.",
    formula: "θ·θ' / (||θ|| ||θ'||), θ' of the checkpoint of the same group, seed and network at the largest smaller epoch",
    edges: "In [-1, 1]. Undefined where no earlier checkpoint of its run is a variant. Needs the weights.",
    ..DISTANCE
};

/// The registry's entry of `weight_distance_averaged`.
pub const DISTANCE_AVERAGED: Definition = Definition {
    name: "weight_distance_averaged",
    title: "Distance of raw and averaged weights",
    short: "|Δθ| EMA",
    measures: "How far the weights are from the other ones of their file, averaged (EMA) from raw or raw from averaged.",
    formula: "||θ - θ'|| / ||θ'||, θ' the weights of the file that were not taken",
    edges: "Undefined where the file holds no averaged weights beside the raw ones. Needs the weights.",
    source: "Tarvainen 2017 (Mean Teacher)",
    ..DISTANCE
};

/// The registry's entry of `weight_cosine_averaged`.
pub const COSINE_AVERAGED: Definition = Definition {
    name: "weight_cosine_averaged",
    title: "Cosine of raw and averaged weights",
    short: "cos θ EMA",
    measures: "How alike the directions of the raw and the averaged (EMA) weights of a file are.",
    formula: "θ·θ' / (||θ|| ||θ'||), θ' the weights of the file that were not taken",
    edges: "In [-1, 1]. Undefined where the file holds no averaged weights beside the raw ones. Needs the weights.",
    ..DISTANCE_AVERAGED
};

/// √(|a − b|² / b·b).
///
/// # Errors
/// Undefined where b is 0.
pub fn distance(square: f64, of_b: f64) -> Measured<f64> {
    if of_b > 0.0 { Ok((square / of_b).sqrt()) } else { Err(Undefined("the other weights are all 0".to_owned())) }
}

/// a·b / √(a·a b·b).
///
/// # Errors
/// Undefined where a or b is 0.
pub fn cosine(product: f64, of_a: f64, of_b: f64) -> Measured<f64> {
    if of_a > 0.0 && of_b > 0.0 {
        Ok((product / (of_a.sqrt() * of_b.sqrt())).clamp(-1.0, 1.0))
    } else {
        Err(Undefined("weights that are all 0 have no direction".to_owned()))
    }
}
