//! Every pair of variants on one split: how alike their features are, how alike their answers.

use indexmap::IndexMap;

use super::LEVEL;
use super::intervals;
use super::jackknife;
use super::measure::{Measurement, Shared, estimate, jackknifed};
use super::run::Input;
use super::schema::{Metric, Pair};
use crate::extract::Activations;
use crate::metrics::linear_cka::{self, Hsic};
use crate::metrics::moments::{Moments, Shifted};
use crate::metrics::{Measured, agreement, kl};

/// One variant on the split: who it is, its activations, what was measured on it.
pub type Member<'a> = (&'a Input, &'a Activations, &'a Measurement);

/// Pairs whose per-example terms are resampled together.
const AT_ONCE: usize = 16;

/// Each unordered pair once, in the order of the study; `a` is the teacher where one taught the other.
pub fn pairs(members: &[Member<'_>], shared: &Shared, split: &str, progress: &dyn Fn(usize, usize)) -> Vec<Pair> {
    let mut sides = Vec::new();
    for (i, a) in members.iter().enumerate() {
        for b in &members[i + 1..] {
            let b_taught_a = a.0.variant.teacher.as_deref() == Some(b.0.id.as_str());
            sides.push(if b_taught_a { (b, a) } else { (a, b) });
        }
    }
    let mut out = Vec::new();
    for chunk in sides.chunks(AT_ONCE) {
        let answers = answers(chunk, shared);
        for ((a, b), answers) in chunk.iter().zip(answers) {
            let mut metrics = cka((a.1, a.2), (b.1, b.2), shared);
            metrics.extend(answers);
            out.push(Pair { a: a.0.id.clone(), b: b.0.id.clone(), split: split.to_owned(), metrics });
            progress(out.len(), sides.len());
        }
    }
    out
}

/// Agreement and KL of several pairs, on resamples that are gone through once.
fn answers(pairs: &[(&Member<'_>, &Member<'_>)], shared: &Shared) -> Vec<IndexMap<String, Metric>> {
    let of = |(a, b): &(&Member<'_>, &Member<'_>)| {
        let (x, y) = (a.1, b.1);
        (x.classes == y.classes)
            .then(|| [agreement::per_example(x.logits(), y.logits()), kl::per_example(x.logits(), y.logits())])
    };
    let terms: Vec<Option<[Vec<f64>; 2]>> = pairs.iter().map(of).collect();
    let columns: Vec<&[f64]> = terms.iter().flatten().flatten().map(Vec::as_slice).collect();
    let mut replicates = shared.resamples.means(&columns).into_iter();
    let mut out = Vec::new();
    for ((a, b), terms) in pairs.iter().zip(&terms) {
        let mut metrics = IndexMap::new();
        for (at, name) in ["agreement", "kl"].into_iter().enumerate() {
            let metric = match (terms, terms.as_ref().and_then(|_| replicates.next())) {
                (Some(terms), Some(values)) => {
                    let interval = intervals::percentile(&values, LEVEL);
                    Metric::Value(estimate(name, intervals::mean(&terms[at]), Some(interval), a.1.n))
                }
                _ => {
                    Metric::Undefined { undefined: format!("the two have {} and {} classes", a.1.classes, b.1.classes) }
                }
            };
            metrics.insert(name.to_owned(), metric);
        }
        out.push(metrics);
    }
    out
}

type Side<'a> = (&'a Activations, &'a Measurement);
type Combine = fn(Hsic, Hsic, Hsic) -> Measured<f64>;

fn cka((x, of_x): Side<'_>, (y, of_y): Side<'_>, shared: &Shared) -> IndexMap<String, Metric> {
    let mut metrics = IndexMap::new();
    let (Some((xx, xx_deleted)), Some((yy, yy_deleted))) = (&of_x.hsic, &of_y.hsic) else { return metrics };
    let shifted_x = Shifted::by(x.features(), of_x.mean.clone());
    let shifted_y = Shifted::by(y.features(), of_y.mean.clone());
    let of = |members: &[usize]| Moments::of(&shifted_x, &shifted_y, members);
    let Some((total, deleted)) = shared.jackknife.delete_a_group(of, linear_cka::hsic) else {
        return metrics;
    };
    let xy = linear_cka::hsic(&total);
    let kinds: [(&str, Combine); 2] =
        [("linear_cka", linear_cka::biased), ("linear_cka_debiased", linear_cka::debiased)];
    for (name, combine) in kinds {
        let metric = match combine(xy, *xx, *yy) {
            Err(reason) => Metric::Undefined { undefined: reason.0 },
            Ok(value) => {
                let parts = deleted.iter().zip(xx_deleted).zip(yy_deleted);
                let values = jackknifed(parts.map(|((xy, xx), yy)| combine(*xy, *xx, *yy)).collect());
                let half = values.as_ref().ok().map(|v| jackknife::half_width(v, LEVEL));
                let mut made = estimate(name, value, half.map(|h| (value - h, value + h)), x.n);
                if let Err(why) = values {
                    made.interval_method = why;
                }
                Metric::Value(made)
            }
        };
        metrics.insert(name.to_owned(), metric);
    }
    metrics
}
