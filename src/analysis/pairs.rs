//! Every pair of variants on one split: how alike their features are, how alike their answers.

use indexmap::IndexMap;

use super::LEVEL;
use super::intervals;
use super::measure::{Measurement, Shared, estimate};
use super::run::Input;
use super::schema::{Metric, Pair};
use crate::extract::Activations;
use crate::metrics::linear_cka::{self, Hsic};
use crate::metrics::moments::{Moments, Shifted};
use crate::metrics::{Measured, agreement, kl};

/// One variant on the split: who it is, its activations, what was measured on it.
pub type Member<'a> = (&'a Input, &'a Activations, &'a Measurement);

/// Each unordered pair once, in the order of the study; `a` is the teacher where one taught the other.
pub fn pairs(members: &[Member<'_>], shared: &Shared, split: &str, progress: &dyn Fn(usize, usize)) -> Vec<Pair> {
    let mut out = Vec::new();
    let total = members.len() * members.len().saturating_sub(1) / 2;
    for (i, a) in members.iter().enumerate() {
        for b in &members[i + 1..] {
            let b_taught_a = a.0.variant.teacher.as_deref() == Some(b.0.id.as_str());
            let (a, b) = if b_taught_a { (b, a) } else { (a, b) };
            out.push(Pair {
                a: a.0.id.clone(),
                b: b.0.id.clone(),
                split: split.to_owned(),
                metrics: pair(*a, *b, shared),
            });
            progress(out.len(), total);
        }
    }
    out
}

fn pair((_, x, of_x): Member<'_>, (_, y, of_y): Member<'_>, shared: &Shared) -> IndexMap<String, Metric> {
    let mut metrics = IndexMap::new();
    cka(&mut metrics, (x, of_x), (y, of_y), shared);
    if x.classes != y.classes {
        let undefined = format!("the two have {} and {} classes", x.classes, y.classes);
        for name in ["agreement", "kl"] {
            metrics.insert(name.to_owned(), Metric::Undefined { undefined: undefined.clone() });
        }
        return metrics;
    }
    let terms = [
        ("agreement", agreement::per_example(x.logits(), y.logits())),
        ("kl", kl::per_example(x.logits(), y.logits())),
    ];
    let replicates = shared.resamples.means(&[&terms[0].1, &terms[1].1]);
    for ((name, term), values) in terms.iter().zip(&replicates) {
        let interval = intervals::percentile(values, LEVEL);
        let made = estimate(name, intervals::mean(term), Some(interval), x.n);
        metrics.insert((*name).to_owned(), Metric::Value(made));
    }
    metrics
}

type Side<'a> = (&'a Activations, &'a Measurement);
type Combine = fn(Hsic, Hsic, Hsic) -> Measured<f64>;

fn cka(metrics: &mut IndexMap<String, Metric>, (x, of_x): Side<'_>, (y, of_y): Side<'_>, shared: &Shared) {
    let (Some((xx, xx_deleted)), Some((yy, yy_deleted))) = (&of_x.hsic, &of_y.hsic) else { return };
    let (shifted_x, shifted_y) = (Shifted::by_mean(x.features()), Shifted::by_mean(y.features()));
    let of = |members: &[usize]| Moments::of(&shifted_x, &shifted_y, members);
    let Some((total, deleted)) = intervals::delete_a_group(&shared.groups, of, linear_cka::hsic) else { return };
    let xy = linear_cka::hsic(&total);
    let kinds: [(&str, Combine); 2] =
        [("linear_cka", linear_cka::biased), ("linear_cka_debiased", linear_cka::debiased)];
    for (name, combine) in kinds {
        let metric = match combine(xy, *xx, *yy) {
            Err(reason) => Metric::Undefined { undefined: reason.0 },
            Ok(value) => {
                let parts = deleted.iter().zip(xx_deleted).zip(yy_deleted);
                let values: Measured<Vec<f64>> = parts.map(|((xy, xx), yy)| combine(*xy, *xx, *yy)).collect();
                let half = values.ok().filter(|v| v.len() > 1).map(|v| intervals::jackknife_half_width(&v, LEVEL));
                Metric::Value(estimate(name, value, half.map(|h| (value - h, value + h)), x.n))
            }
        };
        metrics.insert(name.to_owned(), metric);
    }
}
