//! Two teachers at one softness: a variant at T = 1 against its reference at the T at which γ of both is the same.
//!
//! At T = 1 a smoothed teacher's probabilities differ from the reference's in all ways at once. What is left of a difference at
//! equal γ is not softness: the argument and the ledger take it. Fed by the activations and what `measure` found at T = 1; the
//! reference's statistics at its T come from the same code, on the same resamples and jackknife groups, and are kept beside
//! them. γ is matched where the student learns: on train, or else on the split that there is. T counts as known: the intervals
//! do not hold the error of its fit.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::cache::Cache;
use super::groups::{self, Spreads};
use super::information;
use super::intervals::mean;
use super::measure::{Measurement, Shared};
use super::run::Input;
use super::schema::{Analysis, Matched, MatchedDifference};
use super::sink::Sink;
use crate::extract::Activations;
use crate::metrics::matched_gamma::matched_temperature;
use crate::metrics::softmax::per_softmax;
use crate::metrics::{Measured, Undefined, entropy, mean_confidence};

/// The statistics that depend on softness.
pub const METRICS: [&str; 9] = [
    "off_target_information_instance",
    "off_target_information_class",
    "off_target_information",
    "off_target_entropy",
    "class_discriminability",
    "intraclass_variance",
    "zipf_exponent",
    "entropy",
    "mean_confidence",
];

/// Splits by how near they are to what students learn from.
pub const SPLITS: [&str; 3] = ["train", "test", "val"];

/// The split on which γ is matched.
pub fn split(splits: &BTreeSet<String>) -> Option<&String> {
    SPLITS.iter().find_map(|name| splits.get(*name)).or_else(|| splits.first())
}

/// One variant on the split.
pub struct Side<'a> {
    input: &'a Input,
    activations: &'a Activations,
    measurement: &'a Measurement,
    key: &'a str,
}

impl<'a> Side<'a> {
    /// Who it is with its activations, what was measured on it at T = 1, and the key under which that is kept.
    pub fn new((input, activations): (&'a Input, &'a Activations), measurement: &'a Measurement, key: &'a str) -> Self {
        Self { input, activations, measurement, key }
    }

    fn gamma(&self) -> Measured<f64> {
        let missing = || Undefined(format!("γ of {} is undefined", self.input.id));
        self.measurement.spreads.get("gamma").map(|spread| spread.value).ok_or_else(missing)
    }
}

/// A network at the temperature that gives it some γ.
#[derive(Clone, Serialize, Deserialize)]
struct Softened {
    temperature: Measured<f64>,
    spreads: Spreads,
}

/// What is softened: a place among the sides, and the bits of the γ that it shall have.
type Request = (usize, u64);

/// What is compared: names, places of both sides, and the γ that each of the first shall have.
struct Comparison {
    names: (String, String),
    a: Vec<usize>,
    b: Vec<usize>,
    gammas: Measured<Vec<f64>>,
}

/// Every group and every variant of several seeds against its reference, on one split.
pub fn matched(
    analysis: &Analysis,
    sides: &[Side<'_>],
    (shared, cache): (&Shared, &Cache<'_>),
    split: &str,
) -> Vec<Matched> {
    let comparisons = comparisons(analysis, sides);
    let wanted = comparisons.iter().flat_map(|c| {
        let gammas = c.gammas.as_deref().unwrap_or_default();
        c.a.iter().copied().zip(gammas.iter().map(|gamma| gamma.to_bits()))
    });
    let softened = soften(sides, &wanted.collect(), (shared, cache));
    comparisons.iter().map(|c| compare(c, sides, &softened, split)).collect()
}

fn comparisons(analysis: &Analysis, sides: &[Side<'_>]) -> Vec<Comparison> {
    let (groups, variants) = groups::comparisons(analysis);
    let places = |is: &dyn Fn(&Input) -> bool| (0..sides.len()).filter(|i| is(sides[*i].input)).collect::<Vec<usize>>();
    let of_group = |name: &str| places(&|input| input.variant.group == name);
    let of_variant = |name: &str| places(&|input| input.id == name);
    let of_groups = groups.into_iter().map(|(a, b)| (of_group(&a), of_group(&b), (a, b)));
    let of_variants = variants.into_iter().map(|(a, b)| (of_variant(&a), of_variant(&b), (a, b)));
    let all = of_groups.chain(of_variants).filter(|(a, b, _)| !a.is_empty() && !b.is_empty());
    all.map(|(a, b, names)| Comparison { gammas: gammas(sides, &a, &b), names, a, b }).collect()
}

/// The γ of each partner; where seeds do not pair, the mean γ for all.
fn gammas(sides: &[Side<'_>], a: &[usize], b: &[usize]) -> Measured<Vec<f64>> {
    let seeds = |side: &[usize]| side.iter().map(|i| sides[*i].input.variant.seed).collect::<Vec<_>>();
    let of_b = b.iter().map(|i| sides[*i].gamma()).collect::<Measured<Vec<f64>>>()?;
    Ok(match groups::paired(&seeds(a), &seeds(b)) {
        Some(partners) => partners.into_iter().map(|at| of_b[at]).collect(),
        None => vec![mean(&of_b); a.len()],
    })
}

/// Each network at each γ that is wanted of it, from the cache or measured and kept.
fn soften(
    sides: &[Side<'_>],
    wanted: &BTreeSet<Request>,
    (shared, cache): (&Shared, &Cache<'_>),
) -> BTreeMap<Request, Softened> {
    let mut out = BTreeMap::new();
    for (place, side) in sides.iter().enumerate() {
        let of: Vec<Request> = wanted.range((place, 0)..=(place, u64::MAX)).copied().collect();
        if of.is_empty() {
            continue;
        }
        let mut kept: BTreeMap<String, Softened> = cache.read(side.key, "matched").unwrap_or_default();
        let count = kept.len();
        for request in of {
            let gamma = f64::from_bits(request.1);
            let found = kept.entry(format!("{gamma:e}")).or_insert_with(|| at_gamma(side.activations, gamma, shared));
            out.insert(request, found.clone());
        }
        side.activations.release();
        if kept.len() > count {
            cache.write(side.key, "matched", &kept);
        }
    }
    out
}

fn at_gamma(a: &Activations, gamma: f64, shared: &Shared) -> Softened {
    let temperature = matched_temperature(a.logits(), &a.labels, gamma);
    let spreads = temperature.as_ref().map_or_else(|_| Spreads::new(), |t| at_temperature(a, *t, shared));
    Softened { temperature, spreads }
}

/// Every statistic of [`METRICS`] at a temperature.
fn at_temperature(a: &Activations, temperature: f64, shared: &Shared) -> Spreads {
    let mut sink = Sink::new(a.n);
    let terms = per_softmax(
        a.logits(),
        |_| temperature,
        |row, i| (entropy::term(row, a.labels[i]), mean_confidence::term(row, a.labels[i])),
    );
    let (entropies, confidences) = terms.into_iter().unzip();
    let means = [("entropy", Ok(entropies)), ("mean_confidence", Ok(confidences))];
    let means: Vec<_> = means.into_iter().chain(information::soft_means(a, temperature)).collect();
    information::put_means(&means, shared, &mut sink);
    information::soft_sums(a, temperature, shared, &mut sink);
    let (_, mut spreads) = sink.finish();
    spreads.retain(|name, _| METRICS.contains(&name.as_str()));
    spreads
}

fn compare(c: &Comparison, sides: &[Side<'_>], softened: &BTreeMap<Request, Softened>, split: &str) -> Matched {
    let (a, b) = c.names.clone();
    let mut out =
        Matched { a, b, split: split.to_owned(), temperature: None, undefined: None, metrics: IndexMap::new() };
    let of = |(place, gamma): (&usize, &f64)| {
        let found = softened.get(&(*place, gamma.to_bits()));
        let missing = || Undefined(format!("{} was not softened", sides[*place].input.id));
        let found = found.ok_or_else(missing)?;
        let named = |why: Undefined| Undefined(format!("{}: {}", sides[*place].input.id, why.0));
        Ok((found.temperature.clone().map_err(named)?, &found.spreads))
    };
    let gammas = c.gammas.as_ref().map_err(Clone::clone);
    let softened = gammas.and_then(|gammas| c.a.iter().zip(gammas).map(of).collect::<Measured<Vec<(f64, &Spreads)>>>());
    match softened {
        Err(Undefined(why)) => out.undefined = Some(why),
        Ok(softened) => {
            out.temperature = Some(mean(&softened.iter().map(|(temperature, _)| *temperature).collect::<Vec<f64>>()));
            let seed = |place: &usize| sides[*place].input.variant.seed;
            let of_a: Vec<groups::Member<'_>> = c.a.iter().map(seed).zip(softened.iter().map(|(_, s)| *s)).collect();
            let of_b: Vec<groups::Member<'_>> =
                c.b.iter().map(|place| (seed(place), &sides[*place].measurement.spreads)).collect();
            let difference = |name: &&str| Some(((*name).to_owned(), difference(&of_a, &of_b, name)?));
            out.metrics = METRICS.iter().filter_map(difference).collect();
        }
    }
    out
}

/// A difference with both its sides; none where a value is undefined or nothing gives an interval.
pub fn difference(a: &[groups::Member<'_>], b: &[groups::Member<'_>], metric: &str) -> Option<MatchedDifference> {
    let effect = groups::difference(a, b, metric)?.effect();
    let value = |side: &[groups::Member<'_>]| {
        let values = side.iter().map(|(_, spreads)| Some(spreads.get(metric)?.value)).collect::<Option<Vec<f64>>>()?;
        Some(mean(&values))
    };
    Some(MatchedDifference {
        of_a: value(a)?,
        of_b: value(b)?,
        value: effect.value,
        low: effect.low,
        high: effect.high,
        interval_method: effect.interval_method,
    })
}
