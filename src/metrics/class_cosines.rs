//! Cosines between class means: which classes a network holds close. A matrix, for the heatmap and the similarity structure.

use super::Measured;
use super::class_sums::ClassMeans;
use super::gram::Gram;

/// Cosines of the class means minus their centre; a simplex has -1/(C-1) everywhere off the diagonal.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassCosines {
    /// Class indices (C), rising; absent classes are left out.
    pub classes: Vec<usize>,
    /// Cosines (C, C), row-major, in [-1, 1].
    pub values: Vec<f64>,
}

/// Cosines of the centred class means.
///
/// # Errors
/// Undefined where a class mean lies on the centre.
pub fn class_cosines(means: &ClassMeans) -> Measured<ClassCosines> {
    Ok(ClassCosines { classes: means.classes.clone(), values: Gram::of_means(means).cosines()? })
}
