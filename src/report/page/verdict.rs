//! The first screen: the verdict in plain words, the chain of links that it rests on, and the figure that shows it best; then what
//! to do.

use maud::{Markup, html};

use super::chain::{chain, effect, short, sign_of};
use super::plates::Plates;
use super::table::breakable;
use crate::analysis::schema::{Analysis, Verdict};

/// The verdicts, or why there is none.
pub fn verdict(analysis: &Analysis, plates: &Plates<'_>) -> Markup {
    let verdicts = &analysis.argument.verdicts;
    html! {
        @if verdicts.is_empty() { (nothing(analysis)) }
        @if let [only] = verdicts.as_slice() {
            (summary(only))
            div.first {
                div { (chain(only)) (findings(only)) }
                @if let Some(figure) = plates.opening() { (figure) }
            }
        } @else {
            @for verdict in verdicts { (one_of_many(verdict)) }
            @if let Some(figure) = plates.opening() { (figure) }
        }
    }
}

/// The advice of the argument.
pub fn advice(analysis: &Analysis) -> Option<Markup> {
    let advice = &analysis.argument.advice;
    (!advice.is_empty()).then(|| html! { ul.advice { @for line in advice { li { (breakable(line)) } } } })
}

fn nothing(analysis: &Analysis) -> Markup {
    let why = match analysis.variants.len() {
        1 => "One checkpoint alone gives no verdict: there is nothing to hold it against. Its numbers follow.",
        _ => "No verdict: no smoothed teacher here has a hard-label reference. The numbers of all checkpoints follow.",
    };
    html! {
        p.lead { (why) }
        p {
            "A verdict needs a smoothed teacher, its hard-label reference and students of both. If they are here, say which is which in "
            code { "penult.toml" } ": " code { "role" } ", " code { "objective" } ", " code { "teacher" } ", " code { "reference" } "."
        }
    }
}

/// A verdict among others: its summary, and its chain folded so that the summaries can be read together.
fn one_of_many(verdict: &Verdict) -> Markup {
    html! {
        h3 { (breakable(&verdict.teacher)) " against " (breakable(&verdict.reference)) }
        (summary(verdict))
        details.printed { summary { "How it was decided" } (chain(verdict)) (findings(verdict)) }
    }
}

/// What came out, in words.
pub fn summary(verdict: &Verdict) -> Markup {
    let kinds: Vec<String> = verdict.kinds.iter().map(|kind| words(kind)).collect();
    html! { p.kinds { strong { (kinds.join(", ")) } } p.lead { (breakable(&verdict.summary)) } }
}

/// A key as words.
fn words(key: &str) -> String {
    key.replace('_', " ")
}

/// The kinds of verdict that were asked for, each with its conditions and what to do.
fn findings(verdict: &Verdict) -> Markup {
    html! {
        @if !verdict.findings.is_empty() {
            details {
                summary { "Explanations, and why each holds or does not" }
                ul.findings { @for finding in &verdict.findings {
                    li {
                        strong { (words(&finding.kind)) } " " span.state { (sign_of(finding.state).1) }
                        @if let Some(effect) = effect(&finding.metric, [finding.effect, finding.low, finding.high]) {
                            " (" (short(&finding.metric)) " " (effect) ")"
                        }
                        ": " (breakable(&finding.reason)) ". " (breakable(&finding.next))
                    }
                } }
            }
        }
    }
}
