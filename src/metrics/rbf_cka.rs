//! RBF CKA (Kornblith 2019): alignment of Gaussian kernels, which sees the near neighbours more than the far ones.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};

/// The width of the kernel, in median distances.
pub const THRESHOLD: f64 = 1.0;

/// The registry's entry of `rbf_cka`; the value is `kernel::Kernel::cka` of two `kernel::Kernel::rbf`.
pub const DEFINITION: Definition = Definition {
    name: "rbf_cka",
    title: "RBF CKA, biased",
    short: "RBF CKA",
    measures: "How alike the features of two networks are, near neighbours above all, up to rotation and scale.",
    formula: "HSIC(K, L) / √(HSIC(K, K) HSIC(L, L)); K = exp(-||x - x'||²/(2 m)), m the median of all squared distances including the zeros of the diagonal; on 2,000 class-stratified rows where there are more",
    edges: "In [0, 1]; biased upwards where N is small. Undefined where most features are the same. A width from non-zero distances alone, as other code has it, gives other values. Measured of the first variants of any two of the first 16 groups.",
    source: "Kornblith 2019; width as in google-research/representation_similarity",
    topic: Topic::Similarity,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: the kernel's width and the pairs of examples change with every resample"),
};

/// The registry's entry of `rbf_cka_debiased`.
pub const DEBIASED: Definition = Definition {
    name: "rbf_cka_debiased",
    title: "RBF CKA, debiased",
    short: "RBF CKA (deb.)",
    measures: "The same without the bias of few examples.",
    formula: "rbf_cka with the unbiased HSIC of Song 2012",
    edges: "May be negative. Undefined for N < 4 or where most features are the same. Measured of the first variants of any two of the first 16 groups.",
    source: "Kornblith 2019; Song 2012, eq. 5",
    ..DEFINITION
};
