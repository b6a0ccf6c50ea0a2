//! The first screen: the verdict in plain words, the chain of links that it rests on, and what to do.

use maud::{Markup, html};

use super::table::{breakable, titled};
use crate::analysis::format;
use crate::analysis::schema::{Analysis, Beside, State, Step, Verdict};
use crate::metrics::definition;

/// The verdicts, or why there is none.
pub fn verdict(analysis: &Analysis) -> Markup {
    let verdicts = &analysis.argument.verdicts;
    html! {
        @if verdicts.is_empty() { (nothing(analysis)) }
        @if let [only] = verdicts.as_slice() {
            (summary(only)) (chain(1, only)) (findings(only))
        } @else {
            @for (number, verdict) in (1..).zip(verdicts) { (one_of_many(number, verdict)) }
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
fn one_of_many(number: usize, verdict: &Verdict) -> Markup {
    html! {
        h3 { (breakable(&verdict.teacher)) " against " (breakable(&verdict.reference)) }
        (summary(verdict))
        details.printed { summary { "How it was decided" } (chain(number, verdict)) (findings(verdict)) }
    }
}

fn summary(verdict: &Verdict) -> Markup {
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

/// The class and the word of a state.
fn sign_of(state: State) -> (&'static str, &'static str) {
    match state {
        State::Held => ("held", "held"),
        State::DidNotHold => ("failed", "did not hold"),
        State::Undetermined => ("open", "undetermined"),
    }
}

fn chain(number: usize, verdict: &Verdict) -> Markup {
    html! { ol.chain { @for (at, link) in (1..).zip(&verdict.steps) { (step(&format!("link-{number}-{at}"), link)) } } }
}

fn step(id: &str, step: &Step) -> Markup {
    let (class, word) = sign_of(step.state);
    html! {
        li class=(class) id=(id) {
            (mark(step.state))
            h3 { (breakable(&step.name)) " " span.state { (word) } }
            @if let Some(effect) = effect(&step.metric, [step.effect, step.low, step.high]) {
                p.effect { (titled(&step.metric, &short(&step.metric))) " " strong { (effect) } }
            }
            p.why { (breakable(&compared(step))) ": " (step.reason) "." (beside(step)) }
        }
    }
}

/// What else was looked at.
fn beside(step: &Step) -> Markup {
    let of = |b: &Beside| format!("{} {}", b.what, format::difference(&b.metric, b.value, b.low, b.high));
    let told: Vec<String> = step.beside.iter().map(of).collect();
    html! { @if !told.is_empty() { " Beside it: " (breakable(&told.join("; "))) "." } }
}

/// An effect with its interval, where it has one.
fn effect(metric: &str, [effect, low, high]: [Option<f64>; 3]) -> Option<String> {
    let effect = effect?;
    Some(match (low, high) {
        (Some(low), Some(high)) => format::difference(metric, effect, low, high),
        _ => format!("{}{}", format::signed(metric, effect), format::difference_unit(metric)),
    })
}

fn short(metric: &str) -> String {
    format!("Δ {}", definition(metric).map_or(metric, |d| d.short))
}

/// What was compared, and on which split.
fn compared(step: &Step) -> String {
    let names_split = step.statistic.split(|c: char| !c.is_alphanumeric()).any(|word| word == step.split);
    if names_split || step.split.is_empty() {
        step.statistic.clone()
    } else {
        format!("{}, on {}", step.statistic, step.split)
    }
}

/// The sign of a state: a tick, a cross or a question mark, beside the word that says the same.
fn mark(state: State) -> Markup {
    let sign = match state {
        State::Held => html! { svg viewBox="0 0 16 16" { path d="M3.5 8.5l3 3 6-7" {} } },
        State::DidNotHold => html! { svg viewBox="0 0 16 16" { path d="M4 4l8 8M12 4l-8 8" {} } },
        State::Undetermined => html! { "?" },
    };
    html! { span.mark aria-hidden="true" { (sign) } }
}
