//! What the logits of one variant and split say beside the answer: gaps, off-target probabilities, resemblances.
//!
//! Fed by the activations; its metrics go to `measure` at T = 1, those of softness to `matched` at another T, through the sink.

use super::measure::Shared;
use super::resamples::Resampled;
use super::sink::Sink;
use crate::extract::Activations;
use crate::linalg::Rows;
use crate::metrics::{
    Measured, Undefined, class_discriminability, class_distances, intraclass_variance, logit_gap, margin,
    off_target_entropy, off_target_information, rank_size, wrong_logit_variance,
};

/// Per-example terms (N) from logits (N, K) and labels (N).
type Terms = fn(Rows<'_>, &[usize]) -> Measured<Vec<f64>>;

/// Every mean over examples of the logits as they are.
const MEANS: [(&str, Terms); 3] = [
    ("logit_gap", logit_gap::per_example),
    ("margin", margin::per_example),
    ("class_discriminability_inherent", class_discriminability::inherent_per_example),
];

/// A mean over examples: its name, its terms (N).
type Mean = (&'static str, Measured<Vec<f64>>);

/// Measures what the logits say.
pub fn information(a: &Activations, shared: &Shared, sink: &mut Sink) {
    let terms = MEANS.map(|(name, of)| (name, of(a.logits(), &a.labels)));
    let gaps = terms[0].1.as_ref().map_err(Clone::clone);
    sink.put_plain("estimated_alpha", gaps.and_then(|g| logit_gap::estimated_alpha(g, a.classes)).map(|e| e.alpha));
    put_means(&terms.into_iter().chain(soft_means(a, 1.0)).collect::<Vec<_>>(), shared, sink);
    soft_sums(a, 1.0, shared, sink);
    variances(a, shared, sink);
    similar_classes(a, shared, sink);
}

/// Means over examples that depend on how soft the probabilities are.
pub fn soft_means(a: &Activations, temperature: f64) -> [Mean; 2] {
    let (logits, labels) = (a.logits(), &a.labels);
    [
        ("off_target_entropy", off_target_entropy::per_example(logits, labels, temperature)),
        ("class_discriminability", class_discriminability::derived_per_example(logits, labels, temperature)),
    ]
}

/// Statistics of sums over examples that depend on how soft the probabilities are.
pub fn soft_sums(a: &Activations, temperature: f64, shared: &Shared, sink: &mut Sink) {
    off_target(a, temperature, shared, sink);
    ranks(a, temperature, shared, sink);
    resemblances(a, temperature, shared, sink);
}

/// Means with their bootstrap intervals, or why they are undefined.
pub fn put_means(terms: &[Mean], shared: &Shared, sink: &mut Sink) {
    for (name, terms) in terms {
        if let Err(why) = terms {
            sink.undefined(name, why);
        }
    }
    let defined = terms.iter().filter_map(|(name, terms)| Some((*name, Resampled::Mean(terms.as_ref().ok()?))));
    sink.put_resampled(shared.resamples(), &defined.collect::<Vec<_>>());
}

fn off_target(a: &Activations, temperature: f64, shared: &Shared, sink: &mut Sink) {
    let names = ["off_target_information", "off_target_information_class", "off_target_information_instance"];
    let values = off_target_information::State::new(a.classes, temperature).map(|empty| {
        let of = |state: &off_target_information::State| {
            state.value().map(|i| [i.total, i.class_level, i.instance_level].map(Ok))
        };
        shared.jackknifed(a.classes * a.classes, &empty, |state, i| state.push(a.logits().row(i), a.labels[i]), of)
    });
    put(names, values, sink);
}

fn variances(a: &Activations, shared: &Shared, sink: &mut Sink) {
    let names = ["wrong_logit_variance", "wrong_logit_variance_ratio", "wrong_logit_variance_of_gap"];
    let values = wrong_logit_variance::State::new(a.classes).map(|empty| {
        let of = |state: &wrong_logit_variance::State| state.value().map(|v| [Ok(v.within), v.ratio(), v.of_gap()]);
        shared.jackknifed(a.classes * a.classes, &empty, |state, i| state.push(a.logits().row(i), a.labels[i]), of)
    });
    put(names, values, sink);
}

fn ranks(a: &Activations, temperature: f64, shared: &Shared, sink: &mut Sink) {
    let values = rank_size::State::new(a.classes, temperature).map(|empty| {
        let of = |state: &rank_size::State| Ok([state.exponent(), state.fit()]);
        shared.jackknifed(rank_size::RANKS, &empty, |state, i| state.push(a.logits().row(i), a.labels[i]), of)
    });
    put(["zipf_exponent", "zipf_fit"], values, sink);
}

/// How much the probabilities of examples of a class differ.
fn resemblances(a: &Activations, temperature: f64, shared: &Shared, sink: &mut Sink) {
    let values = intraclass_variance::State::new(a.classes, temperature).map(|empty| {
        let of = |state: &intraclass_variance::State| Ok([state.value()]);
        shared.jackknifed(a.classes * a.classes, &empty, |state, i| state.push(a.logits().row(i), a.labels[i]), of)
    });
    put(["intraclass_variance"], values, sink);
}

/// How far the centroids of similar classes are from each other.
fn similar_classes(a: &Activations, shared: &Shared, sink: &mut Sink) {
    let values = shared.similar_classes().map(|sets| {
        let empty = class_distances::State::new(a.classes, a.width);
        let of = |state: &class_distances::State| {
            state.value().map(|distances| [class_distances::similar_class_distance(&distances, sets)])
        };
        shared.jackknifed(a.classes * a.width, &empty, |state, i| state.push(a.features().row(i), a.labels[i]), of)
    });
    put(["similar_class_distance"], values, sink);
}

/// Several statistics of one state, of all examples and then without each jackknife group.
fn put<const S: usize>(names: [&str; S], values: Measured<Vec<Measured<[Measured<f64>; S]>>>, sink: &mut Sink) {
    let values = values.unwrap_or_else(|why: Undefined| vec![Err(why)]);
    for (at, name) in names.iter().enumerate() {
        sink.put_jackknife(name, values.iter().map(|of| of.as_ref().map_err(Clone::clone)?[at].clone()));
    }
}
