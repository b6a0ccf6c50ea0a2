//! The length of the weights, and how many of them are 0.
//!
//! Fed by `extract::probes::weights`: sums of squares, zeros and values of each layer.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `weight_norm`.
pub const NORM: Definition = Definition {
    name: "weight_norm",
    title: "Norm of the weights",
    short: "||θ||",
    measures: "The length of all trained values.",
    formula: "√(Σ θ²) over weights, biases and batch norm's γ and β; running statistics are not trained",
    edges: "Needs the weights.",
    source: "common",
    topic: Topic::Landscape,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: a fact of the checkpoint"),
};

/// The registry's entry of `weight_norm_by_layer`.
pub const NORM_BY_LAYER: Definition = Definition {
    name: "weight_norm_by_layer",
    title: "Norm of the weights of each layer",
    short: "||W||",
    measures: "The length of the weights of each linear layer and convolution.",
    formula: "√(Σ w²) over the weight of each layer, in the order of the network; biases and batch norm left out",
    ..NORM
};

/// The registry's entry of `weight_sparsity`.
pub const SPARSITY: Definition = Definition {
    name: "weight_sparsity",
    title: "Sparsity of the weights",
    short: "sparsity",
    measures: "The share of the weights that are 0: what pruning left out.",
    formula: "zeros over values, of the weights of all linear layers and convolutions; biases and batch norm left out",
    source: "PrUE (Wang 2022)",
    unit: Unit::Fraction,
    ..NORM
};

/// The registry's entry of `weight_sparsity_by_layer`.
pub const SPARSITY_BY_LAYER: Definition = Definition {
    name: "weight_sparsity_by_layer",
    title: "Sparsity of each layer",
    short: "sparsity",
    measures: "The share of the weights of each layer that are 0.",
    formula: "zeros over values of the weight of each layer, in the order of the network",
    ..SPARSITY
};

/// Square root of a sum of squares.
///
/// # Errors
/// Undefined where the sum is not finite.
pub fn norm(square: f64) -> Measured<f64> {
    if square.is_finite() { Ok(square.sqrt()) } else { Err(Undefined("the weights are not finite".to_owned())) }
}

/// Zeros over values.
///
/// # Errors
/// Undefined without values.
pub fn sparsity(zeros: f64, values: f64) -> Measured<f64> {
    if values > 0.0 { Ok(zeros / values) } else { Err(Undefined("there are no weights".to_owned())) }
}
