//! One variant's sampled rows in every form that the similarities need: prepared once for all its pairs.

use super::Member;
use super::sampled::Chosen;
use crate::metrics::Measured;
use crate::metrics::cca::Basis;
use crate::metrics::cka_null::Side;
use crate::metrics::class_centred_cka::squares;
use crate::metrics::kernel::Kernel;
use crate::metrics::minibatch_cka::BATCH;
use crate::metrics::mutual_knn::{NEIGHBOURS, Neighbours, neighbours};
use crate::metrics::rbf_cka::THRESHOLD;
use crate::metrics::sample::Sample;

/// The forms of n rows of D features.
pub(super) struct Portrait {
    /// Centred, and centred by class.
    pub side: Side,
    /// Gaussian kernel.
    pub kernel: Measured<Kernel>,
    /// Linear kernels of the batches.
    pub batches: Vec<Kernel>,
    /// Orthonormal basis of the columns.
    pub basis: Measured<Basis>,
    /// Nearest rows.
    pub neighbours: Measured<Neighbours>,
    /// ||C_xx||² within classes: of all rows, then without each jackknife group.
    pub within: Vec<f64>,
}

impl Portrait {
    /// Of one variant.
    pub fn new(member: &Member<'_>, chosen: &Chosen) -> Self {
        let features = member.activations.features();
        let sample = Sample::of(features, &chosen.rows);
        let batch = |rows: &[usize]| Kernel::linear(&Sample::of(features, rows));
        let batches = chosen.shuffled.chunks(BATCH).map(batch).collect();
        // What is mapped counts as memory, and the decomposition needs most of it: first, beside nothing else.
        member.activations.release();
        let basis = Basis::of(&sample.clone().centred(), 1.0);
        let side = Side::new(&sample, &chosen.labels);
        Self {
            kernel: Kernel::rbf(&sample, THRESHOLD),
            batches,
            basis,
            neighbours: neighbours(&sample, NEIGHBOURS),
            within: squares(side.residuals(), side.residuals(), &chosen.left_out),
            side,
        }
    }

    /// Bytes of one of so many rows and features.
    pub fn bytes(rows: usize, width: usize) -> usize {
        let kernels = rows * (rows + BATCH) / 2;
        let basis = rows * rows.min(width);
        (kernels + basis + NEIGHBOURS * rows + Side::size(rows, width)) * size_of::<f64>()
    }
}
