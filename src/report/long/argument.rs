//! The argument and the ledger: a line a step, a line a claim, a line a self-check.

use super::Kind::{Number, Text};
use super::{Column, Field, Table, fields};
use crate::analysis::schema::{Analysis, Outcome, State};

const STEPS: &[Column] = &[
    ("teacher", Text),
    ("reference", Text),
    ("link", Text),
    ("question", Text),
    ("state", Text),
    ("metric", Text),
    ("split", Text),
    ("effect", Number),
    ("low", Number),
    ("high", Number),
    ("reason", Text),
];
const LEDGER: &[Column] = &[
    ("paper", Text),
    ("claim", Text),
    ("outcome", Text),
    ("statistic", Text),
    ("value", Number),
    ("low", Number),
    ("high", Number),
    ("p", Number),
    ("statement", Text),
    ("rule", Text),
    ("reason", Text),
    ("would_decide", Text),
];
const CHECKS: &[Column] = &[
    ("name", Text),
    ("passed", Text),
    ("deviation", Number),
    ("tolerance", Number),
    ("statement", Text),
    ("found", Text),
];

/// Every step of every verdict.
#[must_use]
pub fn steps(analysis: &Analysis) -> Table {
    let of_verdict = analysis.argument.verdicts.iter().flat_map(|v| v.steps.iter().map(move |s| (v, s)));
    let rows = of_verdict
        .map(|(v, s)| {
            let state = state(s.state);
            let mut row = fields![&v.teacher, &v.reference, &s.link, &s.name, state, &s.metric, &s.split];
            row.extend(fields![s.effect, s.low, s.high, &s.reason]);
            row
        })
        .collect();
    Table { name: "steps", about: "a step of the argument on one teacher, with its effect", columns: STEPS, rows }
}

/// Every claim.
#[must_use]
pub fn ledger(analysis: &Analysis) -> Table {
    let rows = analysis
        .ledger
        .iter()
        .map(|c| {
            let mut row = fields![&c.paper, &c.claim, outcome(c.outcome), &c.statistic, c.value, c.low, c.high, c.p];
            row.extend(fields![&c.statement, &c.rule, &c.reason, c.would_decide.as_ref()]);
            row
        })
        .collect();
    Table { name: "ledger", about: "a claim of a paper and its outcome", columns: LEDGER, rows }
}

/// Every self-check.
#[must_use]
pub fn checks(analysis: &Analysis) -> Table {
    let passed = |held: Option<bool>| held.map_or(Field::Empty, |held| (if held { "yes" } else { "no" }).into());
    let rows = analysis
        .checks
        .iter()
        .map(|c| fields![&c.name, passed(c.has_passed), c.deviation, c.tolerance, &c.statement, &c.found])
        .collect();
    Table { name: "checks", about: "what penult checked of itself and of its inputs", columns: CHECKS, rows }
}

/// The state of a step, in words.
#[must_use]
pub fn state(state: State) -> &'static str {
    match state {
        State::Held => "held",
        State::DidNotHold => "did not hold",
        State::Undetermined => "undetermined",
    }
}

/// The outcome of a claim, in a word.
#[must_use]
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Supported => "supported",
        Outcome::Contradicted => "contradicted",
        Outcome::Undetermined => "undetermined",
    }
}
