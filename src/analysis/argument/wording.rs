//! The argument in sentences: two that a colleague would write. Fed by the ladder and its findings; numbers as `format` prints
//! them.

use super::ladder::{Heated, Ladder, Outcome};
use crate::analysis::format;
use crate::analysis::schema::{Finding, State, Step};
use crate::metrics::definition;

/// The advice where nothing can be compared.
pub const NO_REFERENCE: &str = "No teacher with a reference is here, so there is nothing to compare. Name them in \
     penult.toml: objective = { name = \"label_smoothing\", alpha = 0.1 } for the smoothed teacher, and \
     reference = \"teacher_hard\".";

/// Why a step is open where its numbers are absent.
pub const NOT_HERE: &str = "the checkpoints or the split that would decide it are not here";

/// The short name of a metric.
pub fn short(metric: &str) -> &str {
    definition(metric).map_or(metric, |d| d.short)
}

/// With a capital and a full stop.
pub fn sentence(text: &str) -> String {
    capital(text) + "."
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// `effect [low, high]` of a step.
pub fn effect(step: &Step) -> Option<String> {
    Some(format::difference(&step.metric, step.effect?, step.low?, step.high?))
}

/// The verdict in two sentences: the students, then why, or what the teacher is like.
pub fn summary(ladder: &Ladder, findings: &[Finding]) -> String {
    format!("{} {}", of_students(ladder), reasons(ladder, findings))
}

/// Settings by what came out, the decided ones first.
fn of_students(ladder: &Ladder) -> String {
    let (teacher, reference) = (&ladder.family.teacher, &ladder.family.reference);
    let split = ladder.students.first().map_or("", |s| s.step.split.as_str());
    let of = |outcome: Outcome, words: &str| {
        let those = ladder.students.iter().filter(|s| s.outcome(ladder.margin) == outcome && s.step.effect.is_some());
        let settings: Vec<String> = those
            .map(|s| match outcome {
                Outcome::Alike => s.setting.clone(),
                _ => format!("{}{}", s.setting, in_brackets("", &s.step)),
            })
            .collect();
        (!settings.is_empty()).then(|| format!("{words} {}", settings.join(" and ")))
    };
    let clauses = [
        of(Outcome::Poorer, &format!("lose {split} accuracy")),
        of(Outcome::Better, &format!("gain {split} accuracy")),
        of(Outcome::Alike, "are equally good"),
        of(Outcome::Open, &format!("may have lost or gained {split} accuracy")),
    ];
    let clauses: Vec<String> = clauses.into_iter().flatten().collect();
    if clauses.is_empty() {
        return format!("How {teacher} distils is open: no students of both teachers are here.");
    }
    format!("Against students of {reference}, those of {teacher} {}.", clauses.join("; they "))
}

/// The causes that hold; else what the teacher is like.
fn reasons(ladder: &Ladder, findings: &[Finding]) -> String {
    let held = |key: &str| findings.iter().any(|f| f.kind == key && f.state == State::Held);
    let causes = ["erasure", "over_softening", "systematic_diffusion", "capacity_or_optimisation"];
    let told: Vec<String> = causes.into_iter().filter(|key| held(key)).map(|key| cause(ladder, key)).collect();
    if !told.is_empty() {
        let rest = if held("systematic_diffusion") { String::new() } else { with_temperature(ladder) };
        return format!("That fits {}{rest}.", told.join("; it fits "));
    }
    let poorer = ladder.students.iter().any(|s| s.outcome(ladder.margin) == Outcome::Poorer);
    let lead = match (poorer, held("no_harm"), held("better_students")) {
        (true, ..) => "Why is open: ",
        (_, true, _) => "Whatever smoothing did to the teacher did them no harm: ",
        (_, _, true) => "Smoothing did them good: ",
        _ => "",
    };
    capital(&format!("{lead}{}.", of_teacher(ladder)))
}

/// A loss that comes with the temperature, which no cause but systematic diffusion explains.
fn with_temperature(ladder: &Ladder) -> String {
    let losses = ladder.heated.iter().filter(|h| h.step.state == State::Held);
    let told: Vec<String> = losses.map(heating).collect();
    if told.is_empty() { String::new() } else { format!("; it does not say why {}", told.join(" and ")) }
}

/// `they lose more at T = 4 than at T = 1`.
fn heating(heated: &Heated) -> String {
    let [low, high] = heated.effect.temperatures;
    format!("they lose more at T = {high} than at T = {low}")
}

/// One cause with the numbers that it rests on.
fn cause(ladder: &Ladder, key: &str) -> String {
    let Ladder { smoothed, tighter, information, .. } = ladder;
    let equal = ladder.matched_temperature.map_or_else(
        || "at equal γ".to_owned(),
        |t| format!("at equal γ ({} at T = {})", ladder.family.reference, format::decimals(t, 2)),
    );
    match key {
        "erasure" => format!(
            "erasure: the teacher's classes are tighter on {}, and {equal} it says less about single examples{}",
            tighter.split,
            in_brackets("", information)
        ),
        "over_softening" => format!(
            "over-softening: the teacher leaves more mass off the label{}, and what it says less about single examples vanishes {equal}{}",
            in_brackets("γ", smoothed),
            in_brackets("", information)
        ),
        "systematic_diffusion" => {
            let losses = ladder.heated.iter().filter(|h| h.step.state == State::Held);
            let told: Vec<String> = losses.map(heating).collect();
            format!("systematic diffusion: {}, and their classes move towards similar ones", told.join(" and "))
        }
        _ => {
            let following = ladder.students.iter().filter(|s| s.outcome(ladder.margin) == Outcome::Poorer);
            let shares = following.filter_map(|s| {
                let f = s.following.as_ref()?;
                let [own, other] = [f.agreement.value, f.of_reference].map(|v| format::number("agreement", v));
                Some(format!("{} on {own} % of the {} examples, against {other} %", s.setting, f.split))
            });
            let shares: Vec<String> = shares.collect();
            format!(
                "capacity or optimisation: they agree with their teacher {}, which says as much about single examples {equal}{}",
                shares.join(" and "),
                in_brackets("", information)
            )
        }
    }
}

/// What smoothing did to the teacher.
fn of_teacher(ladder: &Ladder) -> String {
    let Ladder { smoothed, tighter, information, .. } = ladder;
    let (teacher, reference) = (&ladder.family.teacher, &ladder.family.reference);
    let gamma = match smoothed.state {
        State::Held => format!("{teacher} leaves more mass off the label than {reference}"),
        State::DidNotHold => {
            format!("{teacher} leaves less mass off the label than {reference}, so it is not the smoothed one")
        }
        State::Undetermined => {
            format!("whether {teacher} leaves more mass off the label than {reference} is undecided")
        }
    };
    let classes = match tighter.state {
        State::Held => "its classes are tighter",
        State::DidNotHold => "its classes are looser",
        State::Undetermined => "whether its classes are tighter is undecided",
    };
    let says = match information.state {
        State::Held => "at equal γ it says less about single examples",
        State::DidNotHold => "at equal γ it says as much about single examples",
        State::Undetermined => "whether it says less about single examples at equal γ is undecided",
    };
    let told = format!(
        "{gamma}{}, {classes}{}, and {says}{}",
        in_brackets("γ", smoothed),
        in_brackets("R²", tighter),
        in_brackets("", information)
    );
    let is_measured = [smoothed, tighter, information].iter().any(|s| s.effect.is_some());
    if is_measured { format!("on {}, {told}", smoothed.split) } else { told }
}

/// ` (γ +0.100 [+0.094, +0.105])`; nothing where it has no effect.
fn in_brackets(symbol: &str, step: &Step) -> String {
    let symbol = if symbol.is_empty() { String::new() } else { format!("{symbol} ") };
    effect(step).map(|e| format!(" ({symbol}{e})")).unwrap_or_default()
}
