//! The first screen: the verdict in plain words, the chain of links that it rests on, and what to do.

use maud::{Markup, html};

use super::table::{breakable, titled};
use crate::analysis::format;
use crate::analysis::schema::{Analysis, State, Step, Verdict};
use crate::metrics::definition;

/// The verdicts, or why there is none.
pub fn verdict(analysis: &Analysis) -> Markup {
    let verdicts = &analysis.argument.verdicts;
    html! {
        @if verdicts.is_empty() { (nothing(analysis)) }
        @if let [only] = verdicts.as_slice() {
            (summary(only)) (chain(1, only))
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
        details.printed { summary { "How it was decided" } (chain(number, verdict)) }
    }
}

fn summary(verdict: &Verdict) -> Markup {
    html! { p.lead { (breakable(&verdict.summary)) } }
}

fn chain(number: usize, verdict: &Verdict) -> Markup {
    html! { ol.chain { @for (at, link) in (1..).zip(&verdict.steps) { (step(&format!("link-{number}-{at}"), link)) } } }
}

fn step(id: &str, step: &Step) -> Markup {
    let (class, word) = match step.state {
        State::Held => ("held", "held"),
        State::DidNotHold => ("failed", "did not hold"),
        State::Undetermined => ("open", "undetermined"),
    };
    html! {
        li class=(class) id=(id) {
            (mark(step.state))
            h3 { (breakable(&step.name)) " " span.state { (word) } }
            @if let Some(effect) = effect(step) {
                p.effect { (titled(&step.metric, &short(&step.metric))) " " strong { (effect) } }
            }
            p.why { (breakable(&compared(step))) ": " (step.reason) "." }
        }
    }
}

fn effect(step: &Step) -> Option<String> {
    let (metric, effect) = (&step.metric, step.effect?);
    Some(match (step.low, step.high) {
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
