//! What was probed on a variant's weights, as metrics of its split: the loss landscape, mixing, augmented passes, the weights.
//!
//! Fed by `extract::probes`. What was not probed is undefined with the reason that the probes give, or the command to run.

use std::collections::BTreeMap;

use super::intervals::{self, student_t};
use super::measure::Measurement;
use super::record::Matrix;
use super::resamples::Resamples;
use super::schema::{Landscape, Metric};
use super::sink::{Sink, Spread};
use super::{LEVEL, RESAMPLES, SEED};
use crate::extract::probes::{Probes, Values};
use crate::metrics::hutchinson::{Mean, mean_of_draws};
use crate::metrics::mutual_information::mutual_information;
use crate::metrics::{
    METRICS, Measured, Undefined, filter_width, interpolation_barrier, mixing_gap, weight_distance, weight_norm,
};

/// What is said of a kind of probe of which there is nothing.
const NOT_PROBED: [(&str, &str); 4] = [
    ("weights", "needs the weights themselves, not their activations: give the checkpoint"),
    ("landscape", "not probed; run `penult report DIR --probes landscape` on the checkpoints"),
    ("mixing", "not probed; run `penult report DIR --probes mixing` on the checkpoints"),
    ("augmentations", "needs augmented passes; run `penult report DIR --augmentations 50` on the checkpoints"),
];

/// Puts what was probed into a measurement, in the order of the registry.
pub fn add(m: &mut Measurement, probes: Option<&Probes>) {
    let none = Probes::default();
    let of = Of { probes: probes.unwrap_or(&none) };
    let mut sink = Sink::new(0);
    information(&of, &mut sink);
    widths(&of, &mut sink);
    curvature(&of, &mut sink);
    for (name, array) in [("interpolation_barrier", "reference"), ("interpolation_barrier_seeds", "seed")] {
        sink.put_plain(name, barrier(&of, array));
        examples(&of, name, &mut sink);
    }
    mixing(&of, &mut sink);
    weights(&of, &mut sink);
    let (metrics, spreads) = sink.finish();
    m.spreads.extend(spreads);
    m.split.metrics.extend(metrics);
    let mut all: BTreeMap<String, Metric> = std::mem::take(&mut m.split.metrics).into_iter().collect();
    let in_order = METRICS.iter().filter_map(|d| Some((d.name.to_owned(), all.remove(d.name)?)));
    m.split.metrics = in_order.collect();
}

/// The curves of the landscape; its arrays go to `matrices`.
pub fn landscape(
    probes: &Probes,
    (id, split): (&str, &str),
    matrices: &mut BTreeMap<String, Matrix>,
) -> Option<Landscape> {
    let [offsets, losses, plane_offsets, plane] =
        ["offsets", "losses", "plane_offsets", "plane"].map(|name| probes.get(&format!("landscape.{name}")));
    let (offsets, losses, plane_offsets, plane) = (offsets?, losses?, plane_offsets?, plane?);
    let name = |what: &str| format!("{id}/{split}/landscape/{what}");
    let width = offsets.values.len();
    let profiles = losses.values.get(..losses.shape.get(1)? * width)?.to_vec();
    matrices.insert(name("profiles"), Matrix { cols: width, values: profiles });
    matrices.insert(name("plane"), Matrix { cols: plane_offsets.values.len(), values: plane.values.clone() });
    Some(Landscape {
        offsets: offsets.values.clone(),
        profiles: name("profiles"),
        plane_offsets: plane_offsets.values.clone(),
        plane: name("plane"),
        n: count(probes),
    })
}

/// Probes of one variant and split.
struct Of<'a> {
    probes: &'a Probes,
}

impl Of<'_> {
    /// An array, or why there is none: what the probes say of it or of its kind, or the command to run.
    fn get(&self, kind: &str, name: &str) -> Measured<&Values> {
        let said = |key: &str| self.probes.words.get(&format!("missing.{key}")).cloned();
        let default = || NOT_PROBED.iter().find(|(of, _)| *of == kind).map_or("not probed", |(_, why)| why).to_owned();
        self.probes.get(name).ok_or_else(|| Undefined(said(name).or_else(|| said(kind)).unwrap_or_else(default)))
    }

    /// A row of an array (T, …): at T = 1 the first, at the fitted temperature the second.
    fn at(&self, name: &str, temperature: usize) -> Measured<Vec<f64>> {
        let values = self.get("landscape", name)?;
        let each = values.shape.iter().skip(1).product::<usize>();
        let row = values.values.get(temperature * each..(temperature + 1) * each);
        let why = || self.probes.words.get("missing.temperature").cloned().unwrap_or_else(|| "not probed".to_owned());
        row.map(<[f64]>::to_vec).ok_or_else(|| Undefined(why()))
    }
}

/// Examples of the landscape.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a count
fn count(probes: &Probes) -> usize {
    let found = probes.get("landscape.examples").or_else(|| probes.get("hessian.examples"));
    found.and_then(|v| v.values.first()).map_or(0, |n| *n as usize)
}

fn examples(of: &Of<'_>, name: &str, sink: &mut Sink) {
    let n = count(of.probes);
    sink.amend(name, |estimate| estimate.n = n);
}

fn information(of: &Of<'_>, sink: &mut Sink) {
    let logits = of.get("augmentations", "augmented.logits");
    let passes = logits.as_ref().map_err(Clone::clone).map(|logits| {
        let each = logits.shape.get(1).map_or(0, |n| n * 2).max(1);
        let gaps = |pass: &[f64]| pass.chunks_exact(2).map(|z| z[0] - z[1]).collect::<Vec<f64>>();
        logits.values.chunks_exact(each).map(gaps).collect::<Vec<_>>()
    });
    let found = passes.as_ref().map_err(Clone::clone).and_then(|passes| mutual_information(passes));
    let classes = of.probes.words.get("augmented.classes").cloned().unwrap_or_default();
    let brackets = [
        ("mutual_information_in_sample", found.as_ref().map(|i| i.in_sample)),
        ("mutual_information_held_out", found.as_ref().map(|i| i.held_out)),
    ];
    for (name, value) in brackets {
        sink.put_plain(name, value.map_err(Clone::clone));
        if let Ok(passes) = &passes {
            let (count, n) = (passes.len(), passes.first().map_or(0, Vec::len));
            sink.amend(name, |estimate| {
                estimate.n = n;
                estimate.note = Some(format!(
                    "logits of {classes}, {count} augmented passes; at most log N = {:.3}",
                    (n as f64).ln()
                ));
            });
        }
    }
}

/// A mean of draws, its interval by Student's t over them.
fn put_mean(of: &Of<'_>, name: &str, mean: Measured<Mean>, sink: &mut Sink) {
    match mean {
        Ok(Mean { value, error, count }) => {
            let half = student_t(count as f64 - 1.0, LEVEL) * error;
            sink.put(name, Spread { value, values: Vec::new() }, Some((value - half, value + half)));
            examples(of, name, sink);
        }
        Err(why) => sink.undefined(name, &why),
    }
}

/// What is measured on a profile of offsets and losses.
type OfProfile<'a> = &'a dyn Fn(&[f64], &[f64]) -> Measured<f64>;

fn widths(of: &Of<'_>, sink: &mut Sink) {
    let over = |temperature: usize, value: OfProfile<'_>| {
        let offsets = &of.get("landscape", "landscape.offsets")?.values;
        let losses = of.at("landscape.losses", temperature)?;
        let of_direction = losses.chunks_exact(offsets.len().max(1)).map(|profile| value(offsets, profile));
        mean_of_draws(&of_direction.collect::<Measured<Vec<f64>>>()?)
    };
    put_mean(of, "filter_width", over(0, &filter_width::half_width), sink);
    put_mean(of, "filter_width_at_temperature", over(1, &filter_width::half_width), sink);
    put_mean(of, "filter_rise", over(0, &|offsets, losses| filter_width::rise(offsets, losses, 0.5)), sink);
}

fn curvature(of: &Of<'_>, sink: &mut Sink) {
    let trace = of.get("landscape", "hessian.trace").and_then(|draws| mean_of_draws(&draws.values));
    put_mean(of, "hessian_trace", trace, sink);
    put_top(of, "hessian_top", &of.get("landscape", "hessian.top").map(|top| top.values.clone()), sink);
    for (at, end) in ["", "_at_temperature"].iter().enumerate() {
        let trace = of.at("hessian.trace_scaled", at).and_then(|draws| mean_of_draws(&draws));
        put_mean(of, &format!("hessian_trace_scaled{end}"), trace, sink);
        put_top(of, &format!("hessian_top_scaled{end}"), &of.at("hessian.top_scaled", at), sink);
    }
}

/// λ, between λ minus and plus its residual.
fn put_top(of: &Of<'_>, name: &str, top: &Measured<Vec<f64>>, sink: &mut Sink) {
    match top.as_deref() {
        Ok([value, residual]) if value.is_finite() && residual.is_finite() => {
            let interval = (value - residual, value + residual);
            sink.put(name, Spread { value: *value, values: Vec::new() }, Some(interval));
            examples(of, name, sink);
        }
        Ok(_) => sink.undefined(name, &Undefined("the power iteration overflows".to_owned())),
        Err(why) => sink.undefined(name, why),
    }
}

fn barrier(of: &Of<'_>, other: &str) -> Measured<f64> {
    let losses = &of.get("landscape", &format!("barrier.{other}"))?.values;
    interpolation_barrier::barrier(&of.get("landscape", "barrier.offsets")?.values, losses)
}

fn mixing(of: &Of<'_>, sink: &mut Sink) {
    for (name, array) in [("mixing_gap", "mixing.total_variation"), ("mixing_gap_euclidean", "mixing.euclidean")] {
        let pairs = of.get("mixing", array).and_then(|gaps| mixing_gap::per_pair(gaps.rows()));
        let pairs = match pairs {
            Ok(pairs) => pairs,
            Err(why) => {
                sink.undefined(name, &why);
                continue;
            }
        };
        let replicates = Resamples::new(pairs.len(), RESAMPLES, SEED).means(&[&pairs]);
        let values = replicates.into_iter().next().unwrap_or_default();
        let interval = intervals::percentile(&values, LEVEL);
        sink.put(name, Spread { value: intervals::mean(&pairs), values }, Some(interval));
        sink.amend(name, |estimate| estimate.n = pairs.len());
    }
}

fn weights(of: &Of<'_>, sink: &mut Sink) {
    let layers = of.get("weights", "weights.layers");
    let by_layer = |value: &dyn Fn(&[f64]) -> Measured<f64>| {
        layers.as_ref().map_err(Clone::clone)?.rows().map(value).collect::<Measured<Vec<f64>>>()
    };
    let square = of.get("weights", "weights.square").map(|square| square.values.iter().sum());
    sink.put_plain("weight_norm", square.and_then(weight_norm::norm));
    sink.put_many("weight_norm_by_layer", by_layer(&|layer| weight_norm::norm(layer[0])));
    let all = layers.as_ref().map_err(Clone::clone);
    let all = all.map(|layers| layers.rows().fold((0.0, 0.0), |sum, layer| (sum.0 + layer[1], sum.1 + layer[2])));
    sink.put_plain("weight_sparsity", all.and_then(|(zeros, values)| weight_norm::sparsity(zeros, values)));
    sink.put_many("weight_sparsity_by_layer", by_layer(&|layer| weight_norm::sparsity(layer[1], layer[2])));
    let names = of.probes.words.get("weights.layers").cloned();
    for name in ["weight_norm_by_layer", "weight_sparsity_by_layer"] {
        sink.amend(name, |estimate| estimate.note.clone_from(&names));
    }
    for (other, end) in [("reference", ""), ("previous", "_previous"), ("averaged", "_averaged")] {
        let sums = of.get("weights", &format!("weights.{other}")).map(|sums| sums.values.as_slice());
        let with = |value: &dyn Fn(&[f64]) -> Measured<f64>| value(sums.as_ref().map_err(Clone::clone)?);
        sink.put_plain(&format!("weight_distance{end}"), with(&|s| weight_distance::distance(s[3], s[2])));
        sink.put_plain(&format!("weight_cosine{end}"), with(&|s| weight_distance::cosine(s[0], s[1], s[2])));
    }
}
