//! Linear CKA of two variants over all examples.

use super::Member;
use crate::analysis::features;
use crate::analysis::measure::Shared;
use crate::analysis::sink::Sink;
use crate::metrics::Measured;
use crate::metrics::linear_cka::{self, Hsic};
use crate::metrics::moments::{Shifted, panels};
use crate::metrics::sample::width_note;

/// Examples a feature, below which a biased alignment of unlike networks is high.
pub(super) const ENOUGH: usize = 4;

type Combine = fn(Hsic, Hsic, Hsic) -> Measured<f64>;

/// Measures it, biased and debiased.
pub(super) fn features(a: &Member<'_>, b: &Member<'_>, shared: &Shared, sink: &mut Sink) {
    let [x, y] = [a, b].map(|m| Shifted::by(m.activations.features(), &m.measurement.mean));
    let xy = features::hsic(&panels(&x, &y), shared);
    let kinds: [(&str, Combine); 2] =
        [("linear_cka", linear_cka::biased), ("linear_cka_debiased", linear_cka::debiased)];
    for (name, combine) in kinds {
        let parts = xy.iter().zip(&a.measurement.hsic).zip(&b.measurement.hsic);
        sink.put_jackknife(name, parts.map(|((xy, xx), yy)| combine(*xy, *xx, *yy)));
    }
    let widest = a.activations.width.max(b.activations.width);
    sink.amend("linear_cka", |estimate| estimate.note = width_note(a.activations.n, widest, ENOUGH));
}
