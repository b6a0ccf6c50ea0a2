//! What penult checks of itself and of its inputs, once everything is measured.
//!
//! Fed by `run` with the analysis and the activations that it was made from; the page shows each check with what was found, the
//! terminal those that failed. A check that could not be made says why.

mod facts;
mod numbers;

use super::format;
use super::record::Arrays;
use super::run::Input;
use super::schema::{Analysis, Check, VariantSplit};
use crate::extract::{Activations, parity};
use crate::metrics::Measured;

/// One variant on one split.
struct Subject<'a> {
    id: &'a str,
    split: &'a str,
    activations: &'a Activations,
    found: &'a VariantSplit,
    analysis: &'a Analysis,
    arrays: &'a Arrays,
}

/// A check whose finding is how far off a number is.
struct Numeric {
    name: &'static str,
    statement: &'static str,
    tolerance: f64,
    deviation: fn(&Subject<'_>) -> Measured<f64>,
}

/// Deviations that only rounding explains: sums of f64.
const ROUNDING: f64 = 1e-9;

/// f32 passes through some hundred layers; the transforms of convolutions cost a digit.
const OF_SINGLE: f64 = 1e-3;

/// Half precision keeps three digits, bfloat16 two.
const OF_HALF: f64 = 5e-2;

const NUMERIC: [Numeric; 7] = [
    Numeric {
        name: "cka_of_itself",
        statement: "Linear CKA of a variant's features with themselves is 1, biased and debiased",
        tolerance: ROUNDING,
        deviation: numbers::cka_of_itself,
    },
    Numeric {
        name: "bins_sum_to_n",
        statement: "The confidence bins hold every example once",
        tolerance: 0.0,
        deviation: numbers::bins,
    },
    Numeric {
        name: "bins_give_ece",
        statement: "The calibration error of the confidence bins is the one in the tables",
        tolerance: ROUNDING,
        deviation: numbers::ece_of_bins,
    },
    Numeric {
        name: "classes_sum_to_n",
        statement: "The classes' counts of examples are those of the labels, and sum to N",
        tolerance: 0.0,
        deviation: numbers::class_counts,
    },
    Numeric {
        name: "probabilities_sum_to_one",
        statement: "The probabilities of an example sum to 1",
        tolerance: ROUNDING,
        deviation: numbers::probabilities,
    },
    Numeric {
        name: "rows_aligned",
        statement: "All variants of a split have the same examples in the same order, by the hash of ids and labels",
        tolerance: 0.0,
        deviation: numbers::rows,
    },
    Numeric {
        name: "head_gives_logits",
        statement: "The head's weights and bias turn the features into the logits",
        tolerance: 2e-2,
        deviation: numbers::head,
    },
];

/// All checks, in the order in which the page shows them.
pub fn checks(analysis: &Analysis, arrays: &Arrays, inputs: &[Input]) -> Vec<Check> {
    let subjects = subjects(analysis, arrays, inputs);
    let mut out: Vec<Check> = NUMERIC.iter().map(|check| numeric(check, &subjects)).collect();
    out.push(numeric(&folded(inputs), &subjects));
    out.push(facts::stored_accuracy(analysis));
    out.push(facts::class_count(analysis, inputs));
    out.push(facts::architecture(analysis));
    out.push(facts::preprocessing(analysis));
    out.push(facts::lineage(analysis));
    out
}

fn subjects<'a>(analysis: &'a Analysis, arrays: &'a Arrays, inputs: &'a [Input]) -> Vec<Subject<'a>> {
    let of = |input: &'a Input| {
        input.activations.iter().filter_map(|(split, activations)| {
            let found = analysis.variants.get(&input.id)?.splits.get(split)?;
            Some(Subject { id: &input.id, split, activations, found, analysis, arrays })
        })
    };
    inputs.iter().flat_map(of).collect()
}

/// The parity of the network that ran with the one in the file, by the type in which it ran.
fn folded(inputs: &[Input]) -> Numeric {
    let mut types = inputs.iter().flat_map(|i| i.activations.values()).filter_map(|a| a.metadata.get(parity::DTYPE));
    let tolerance = if types.all(|dtype| dtype == "f32") { OF_SINGLE } else { OF_HALF };
    Numeric {
        name: "folded_network",
        statement: "The network that ran, batch norm folded, gives what the file's layers give one by one in f64, relative to the \
                    largest value",
        tolerance,
        deviation: numbers::folded,
    }
}

fn numeric(check: &Numeric, subjects: &[Subject<'_>]) -> Check {
    let of = |s: &Subject<'_>| {
        let deviation = (check.deviation)(s);
        // One variant's file is in memory at a time.
        s.activations.release();
        (format!("{} on {}", s.id, s.split), deviation)
    };
    let measured: Vec<(String, Measured<f64>)> = subjects.iter().map(of).collect();
    let found: Vec<(&str, f64)> =
        measured.iter().filter_map(|(at, value)| Some((at.as_str(), *value.as_ref().ok()?))).collect();
    let open: Vec<&str> = measured.iter().filter_map(|(_, value)| Some(value.as_ref().err()?.0.as_str())).collect();
    let largest = found.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1));
    Check {
        name: check.name.to_owned(),
        statement: check.statement.to_owned(),
        has_passed: largest.map(|(_, value)| value <= check.tolerance),
        found: said(&found, largest, &open),
        deviation: largest.map(|(_, value)| value),
        tolerance: largest.map(|_| check.tolerance),
    }
}

/// `checked 42 times; largest deviation 2.2e-16, of a on test; not of 3: they have no ids`.
fn said(found: &[(&str, f64)], largest: Option<(&str, f64)>, open: &[&str]) -> String {
    let mut parts = Vec::new();
    if let Some((at, value)) = largest {
        parts.push(format!("checked {}", times(found.len())));
        parts.push(if value == 0.0 {
            "no deviation".to_owned()
        } else {
            format!("largest deviation {}, of {at}", format::scientific(value))
        });
    }
    if let Some(why) = open.first() {
        parts.push(format!("could not be checked {}: {why}", times(open.len())));
    }
    if parts.is_empty() { "there is nothing to check".to_owned() } else { parts.join("; ") }
}

fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{} times", format::count(count)) }
}
