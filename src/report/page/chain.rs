//! The chain of links as the first screen shows it: what was asked, whether it held, and the effect. Fed by a verdict; each link
//! leads to its evidence.

use maud::{Markup, html};

use super::evidence;
use super::table::{breakable, titled};
use crate::analysis::format;
use crate::analysis::schema::{State, Step, Verdict};
use crate::metrics::definition;

/// One link: its steps differ by setting alone.
pub struct Link<'a> {
    /// Its key.
    pub key: &'a str,
    /// Its steps.
    pub steps: Vec<&'a Step>,
}

impl Link<'_> {
    /// Held where any setting held; did not hold where none did.
    pub fn state(&self) -> State {
        let all = |state| self.steps.iter().all(|s| s.state == state);
        if self.steps.iter().any(|s| s.state == State::Held) {
            State::Held
        } else if all(State::DidNotHold) {
            State::DidNotHold
        } else {
            State::Undetermined
        }
    }
}

/// The links of a verdict, in its order.
pub fn links(verdict: &Verdict) -> Vec<Link<'_>> {
    let mut links: Vec<Link<'_>> = Vec::new();
    for step in &verdict.steps {
        match links.last_mut().filter(|link| link.key == step.link) {
            Some(link) => link.steps.push(step),
            None => links.push(Link { key: &step.link, steps: vec![step] }),
        }
    }
    links
}

/// What a link claims.
pub fn title(key: &str) -> &str {
    match key {
        "smoothed" => "Smoothed labels",
        "tighter" => "Tighter classes",
        "less_information" => "Less information",
        "poorer_students" => "Poorer students",
        "worse_with_temperature" => "Worse with temperature",
        other => other,
    }
}

/// The chain of a verdict.
pub fn chain(verdict: &Verdict) -> Markup {
    html! { ol.chain { @for link in links(verdict) { (item(&link)) } } }
}

fn item(link: &Link<'_>) -> Markup {
    let (class, word) = sign_of(link.state());
    let has_settings = link.steps.len() > 1;
    html! {
        li class=(class) {
            (mark(link.state()))
            h3 { a href=(format!("#{}", evidence::id(link.key))) { (title(link.key)) } " " span.state { (word) } }
            @for step in &link.steps {
                p.effect {
                    @if has_settings { span.setting { (step.setting) } " " } @else { (titled(&step.metric, &short(&step.metric))) " " }
                    @match effect(&step.metric, [step.effect, step.low, step.high]) {
                        Some(effect) => strong { (effect) },
                        None => span.setting { "not measured" },
                    }
                    @if has_settings { " " span.state { (sign_of(step.state).1) } }
                }
            }
        }
    }
}

/// An effect with its interval, where it has one.
pub fn effect(metric: &str, [effect, low, high]: [Option<f64>; 3]) -> Option<String> {
    let effect = effect?;
    Some(match (low, high) {
        (Some(low), Some(high)) => format::difference(metric, effect, low, high),
        _ => format!("{}{}", format::signed(metric, effect), format::difference_unit(metric)),
    })
}

/// A difference of a metric, by its short name.
pub fn short(metric: &str) -> String {
    format!("Δ {}", definition(metric).map_or(metric, |d| d.short))
}

/// The class and the word of a state.
pub fn sign_of(state: State) -> (&'static str, &'static str) {
    match state {
        State::Held => ("held", "held"),
        State::DidNotHold => ("failed", "did not hold"),
        State::Undetermined => ("open", "undetermined"),
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

/// A step in full: the question, the effect, how it was decided, and what was looked at beside.
pub fn step(step: &Step) -> Markup {
    let (class, word) = sign_of(step.state);
    html! {
        div.step.(class) {
            h4 { (breakable(&step.name)) " " span.state { (word) } }
            @if let Some(effect) = effect(&step.metric, [step.effect, step.low, step.high]) {
                p.effect { (titled(&step.metric, &short(&step.metric))) " " strong { (effect) } }
            }
            p.why { (breakable(&compared(step))) ": " (step.reason) "." (beside(step)) }
        }
    }
}

/// What else was looked at.
fn beside(step: &Step) -> Markup {
    let told: Vec<String> = step
        .beside
        .iter()
        .map(|b| format!("{} {}", b.what, format::difference(&b.metric, b.value, b.low, b.high)))
        .collect();
    html! { @if !told.is_empty() { " Beside it: " (breakable(&told.join("; "))) "." } }
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
