//! One variant's sampled rows in every form that the similarities need: prepared once for all its pairs.

use super::Member;
use super::sampled::Chosen;
use crate::analysis::measure::SUMS_AT_ONCE;
use crate::metrics::cca::Basis;
use crate::metrics::cka_null::Side;
use crate::metrics::class_centred_cka::{Side as InClass, State};
use crate::metrics::kernel::Kernel;
use crate::metrics::minibatch_cka::BATCH;
use crate::metrics::mutual_knn::{NEIGHBOURS, Neighbours, neighbours};
use crate::metrics::rbf_cka::THRESHOLD;
use crate::metrics::sample::Sample;
use crate::metrics::{Measured, svcca};

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
    /// Basis of the main directions.
    pub main: Measured<Basis>,
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
        let side = Side::new(&sample, &chosen.labels);
        let basis = Basis::of(side.centred(), 1.0);
        let batch = |rows: &[usize]| Kernel::linear(&Sample::of(features, rows));
        Self {
            kernel: Kernel::rbf(&sample, THRESHOLD),
            batches: chosen.shuffled.chunks(BATCH).map(batch).collect(),
            main: basis.as_ref().map(|basis| basis.leading(svcca::VARIANCE)).map_err(Clone::clone),
            basis,
            neighbours: neighbours(&sample, NEIGHBOURS),
            within: chosen.within(member, member).collect(),
            side,
        }
    }

    /// Bytes of one of so many rows and features.
    pub fn bytes(rows: usize, width: usize) -> usize {
        let kernels = rows * (rows + BATCH) / 2;
        let (forms, of_rows) = (4, 3 + NEIGHBOURS);
        (kernels + forms * rows * width + of_rows * rows) * size_of::<f64>()
    }
}

impl Chosen {
    /// ||C_xy||² within classes of two variants: of all rows, then without each jackknife group.
    pub fn within(&self, x: &Member<'_>, y: &Member<'_>) -> impl Iterator<Item = f64> + use<> {
        let (labels, classes) = (&x.activations.labels, self.classes);
        let of = |members: &[usize]| {
            let rows: Vec<usize> = members.iter().map(|i| self.rows[*i]).collect();
            State::of(side(x), side(y), (labels, classes), &rows)
        };
        let widths = [x, y].map(|m| m.activations.width);
        let found = if State::size(widths, classes) * self.jackknife.groups().len() > SUMS_AT_ONCE {
            self.jackknife.delete_a_wide_group(of, State::square)
        } else {
            self.jackknife.delete_a_group(of, State::square)
        };
        found.into_iter().flat_map(|(all, deleted)| std::iter::once(all.square()).chain(deleted))
    }
}

/// Features with the shift that keeps the digits.
fn side<'m>(member: &'m Member<'_>) -> InClass<'m> {
    (member.activations.features(), &member.measurement.mean)
}
