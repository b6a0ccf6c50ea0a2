//! Statistics of the features of one variant and split, by the jackknife. Wide features go panel by panel of their columns.

use std::iter::once;
use std::ops::Range;

use super::measure::{SUMS_AT_ONCE, Shared};
use super::sink::Sink;
use crate::extract::Activations;
use crate::linalg::Rows;
use crate::metrics::class_separation::{Parts, State, norm};
use crate::metrics::effective_rank::effective_rank;
use crate::metrics::linear_cka::{self, Hsic};
use crate::metrics::moments::{Covariance, Moments, Panel, Shifted, symmetric_panels};
use crate::metrics::pca::{self, Pca};
use crate::metrics::{Measured, participation_ratio};

/// What pairs and projections need of the features.
pub struct Features {
    /// Mean feature (D).
    pub mean: Vec<f64>,
    /// HSIC of the features with themselves: of all examples, then without each jackknife group.
    pub hsic: Vec<Hsic>,
    /// Of all examples.
    pub covariance: Covariance,
    /// Principal components, where they are defined.
    pub pca: Measured<Pca>,
}

/// Measures the features.
pub fn features(a: &Activations, shared: &Shared, sink: &mut Sink) -> Features {
    separation(a, shared, sink);
    let mean = a.features().mean();
    let shifted = Shifted::by(a.features(), &mean);
    let mut covariance = Covariance::new(a.width);
    let mut sums = vec![(Hsic::default(), 0.0); shared.jackknife.groups().len() + 1];
    for panel in symmetric_panels(&shifted) {
        let value = |m: &Moments| (linear_cka::hsic(m), m.total_variation_x());
        let of = |members: &[usize]| Moments::of(&panel.x, &panel.y, members);
        let Some((total, deleted)) = shared.jackknife.delete_a_group(of, value) else { continue };
        covariance.put(&panel, &total);
        for (sum, (hsic, variation)) in sums.iter_mut().zip(once(value(&total)).chain(deleted)) {
            sum.0.add(hsic, panel.weight);
            sum.1 += if panel.is_diagonal() { variation } else { 0.0 };
        }
    }
    let ratio = |(hsic, variation): &(Hsic, f64)| participation_ratio::of_sums(hsic.n(), *variation, hsic.biased());
    sink.put_jackknife("participation_ratio", sums.iter().map(ratio));
    let pca = pca::fit(&covariance, mean.clone(), 2);
    sink.put_many("pca_ratio", pca.as_ref().map(Pca::ratio).map_err(Clone::clone));
    let rank = pca.as_ref().map_err(Clone::clone).and_then(|pca| effective_rank(&pca.variances));
    sink.put_plain("effective_rank", rank);
    Features { mean, hsic: sums.into_iter().map(|s| s.0).collect(), covariance, pca }
}

/// HSIC of two matrices over their panels: of all examples, then without each jackknife group.
pub fn hsic(panels: &[Panel<'_>], shared: &Shared) -> Vec<Hsic> {
    let mut sums = vec![Hsic::default(); shared.jackknife.groups().len() + 1];
    for panel in panels {
        let of = |members: &[usize]| Moments::of(&panel.x, &panel.y, members);
        let Some((total, deleted)) = shared.jackknife.delete_a_group(of, linear_cka::hsic) else { continue };
        let values = once(linear_cka::hsic(&total)).chain(deleted);
        sums.iter_mut().zip(values).for_each(|(sum, hsic)| sum.add(hsic, panel.weight));
    }
    sums
}

fn separation(a: &Activations, shared: &Shared, sink: &mut Sink) {
    let rows = a.features();
    let norms = crate::metrics::per_row(a.n, |i| norm(rows.row(i)));
    let groups = shared.jackknife.groups().len();
    let mut parts = vec![Parts::default(); groups + 1];
    for columns in column_panels(rows, (SUMS_AT_ONCE / (groups * a.classes).max(1)).max(16)) {
        let of = |members: &[usize]| {
            let mut state = State::new(a.classes, columns.len());
            members.iter().for_each(|i| state.push_columns(&rows.row(*i)[columns.clone()], norms[*i], a.labels[*i]));
            state
        };
        let Some((total, deleted)) = shared.jackknife.delete_a_group(of, State::parts) else { continue };
        parts.iter_mut().zip(once(total.parts()).chain(deleted)).for_each(|(sum, part)| sum.add(part));
    }
    sink.put_jackknife("class_separation", parts.iter().map(Parts::value));
    let skipped = norms.iter().filter(|norm| **norm <= 0.0).count();
    if skipped > 0 {
        let note = format!("left out of {}: {skipped} with features all 0", a.n);
        sink.amend("class_separation", |estimate| estimate.note = Some(note));
    }
}

fn column_panels(rows: Rows<'_>, width: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows.cols).step_by(width).map(move |start| start..(start + width).min(rows.cols))
}
