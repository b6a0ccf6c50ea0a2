//! The ledger of an analysis: every claim looked up, tested, and decided where Benjamini–Hochberg lets it.

use std::fmt::Write as _;

use super::rule::decide::{FALSE_DISCOVERY_RATE, adjusted, p_value, widest};
use super::rule::evidence::{Certainty, Evidence, Found, evidence};
use super::rule::words;
use super::{CLAIMS, Entry, Paper};
use crate::analysis::format;
use crate::analysis::schema::{Analysis, Claim, Outcome};

/// So many comparisons beside the one that decides are told.
const TOLD: usize = 3;

/// The outcome of every claim, in the order of the registry.
pub fn judge(analysis: &Analysis) -> Vec<Claim> {
    let entries = CLAIMS.iter().flat_map(|paper| paper.claims.iter().map(move |entry| (paper, entry)));
    let lines: Vec<Line<'_>> = entries.map(|(paper, entry)| Line::of(analysis, paper, entry)).collect();
    let p_values: Vec<f64> = lines.iter().filter_map(|line| line.p).collect();
    let mut adjusted = adjusted(&p_values).into_iter();
    let mut claims = Vec::new();
    for line in &lines {
        let rejected = line.p.and_then(|_| adjusted.next()).is_some_and(|p| p <= FALSE_DISCOVERY_RATE);
        claims.push(line.claim(if rejected { Corrected::Rejected } else { Corrected::Kept }, p_values.len()));
    }
    claims
}

/// What the correction over all claims says of a bound.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Corrected {
    /// The bound is rejected.
    Rejected,
    /// It may hold, or was not tested.
    Kept,
}

/// A claim with what an analysis holds on it.
struct Line<'a> {
    paper: &'a Paper,
    entry: &'a Entry,
    found: Found,
    deciding: Option<usize>,
    p: Option<f64>,
    level: f64,
}

/// Outcome, why, and what would decide it where it is open.
type Decision = (Outcome, String, Option<String>);

impl<'a> Line<'a> {
    fn of(analysis: &Analysis, paper: &'a Paper, entry: &'a Entry) -> Self {
        let level = analysis.settings.level;
        let found = evidence(analysis, &entry.rule);
        let deciding = widest(&found.evidence);
        let p = deciding.and_then(|at| p_value(&found.evidence[at], entry.rule.expect, level));
        Self { paper, entry, found, deciding, p, level }
    }

    fn claim(&self, corrected: Corrected, tested: usize) -> Claim {
        let rule = &self.entry.rule;
        let shown = self.deciding.or((!self.found.evidence.is_empty()).then_some(0)).map(|at| &self.found.evidence[at]);
        let ends = shown.and_then(|e| e.certainty.ends());
        let (outcome, reason, would_decide) = match shown {
            None if self.found.unmeasured.is_empty() => {
                (Outcome::Undetermined, once(&self.found.absent), Some(words::needs(rule)))
            }
            None => (Outcome::Undetermined, once(&self.found.unmeasured), Some(words::measure_it(rule))),
            Some(evidence) => self.decide(evidence, (corrected, tested)),
        };
        Claim {
            paper: self.paper.key.to_owned(),
            claim: self.entry.claim.to_owned(),
            statement: self.entry.statement.to_owned(),
            statistic: words::statistic(&rule.quantity),
            rule: words::rule(rule),
            outcome,
            value: shown.map(|e| e.value),
            low: ends.map(|(low, _)| low),
            high: ends.map(|(_, high)| high),
            p: self.p,
            reason,
            would_decide,
            conflict: self.entry.conflict.map(str::to_owned),
        }
    }

    fn decide(&self, evidence: &Evidence, (corrected, tested): (Corrected, usize)) -> Decision {
        let Evidence { of, basis, .. } = evidence;
        let Some(p) = self.p else {
            let reason = format!("{of}: a value without an interval decides nothing");
            return (Outcome::Undetermined, reason, Some("At least two seeds give it an interval".to_owned()));
        };
        let expect = self.entry.rule.expect;
        if p > 1.0 - self.level {
            let reason = format!("{of}: {}, {} ({basis}){}", words::may_be(expect), p_text(p), self.beside());
            return (Outcome::Undetermined, reason, Some(more(evidence).to_owned()));
        }
        if let Some(other) = self.opposed(evidence) {
            let bound = words::bound(expect);
            let reason = format!("{of} and {} lie on different sides of {bound} ({basis})", other.of);
            let both = "It depends on the setting: compare at one of them alone".to_owned();
            return (Outcome::Undetermined, reason, Some(both));
        }
        let depth = expect.depth(evidence.value);
        let lies = words::lies(expect, depth);
        if corrected == Corrected::Kept {
            let reason = format!(
                "{of}: {lies} by itself, {}, but not among the {tested} claims that were tested \
                 (Benjamini–Hochberg, q = {FALSE_DISCOVERY_RATE}; {basis})",
                p_text(p)
            );
            return (Outcome::Undetermined, reason, Some(more(evidence).to_owned()));
        }
        let outcome = if depth > 0.0 { Outcome::Supported } else { Outcome::Contradicted };
        (outcome, format!("{of}: {lies}, {} ({basis}){}", p_text(p), self.beside()), None)
    }

    /// A comparison that lies wholly on the other side of the one that decides.
    fn opposed(&self, deciding: &Evidence) -> Option<&Evidence> {
        let expect = self.entry.rule.expect;
        let is_opposed = |e: &&Evidence| {
            let is_decided = p_value(e, expect, self.level).is_some_and(|p| p <= 1.0 - self.level);
            is_decided && (expect.depth(e.value) > 0.0) != (expect.depth(deciding.value) > 0.0)
        };
        self.found.evidence.iter().find(is_opposed)
    }

    /// The comparisons beside the one that decides.
    fn beside(&self) -> String {
        let others = || self.found.evidence.iter().enumerate().filter(|(at, _)| Some(*at) != self.deciding);
        let mut out = String::new();
        for (_, e) in others().take(TOLD) {
            let _ =
                write!(out, "; {} {}", e.of, words::measured(&self.entry.rule.quantity, e.value, e.certainty.ends()));
        }
        match others().count().saturating_sub(TOLD) {
            0 => out,
            left => format!("{out}; and {left} more"),
        }
    }
}

/// The first two reasons, each said once.
fn once(reasons: &[String]) -> String {
    let mut out: Vec<&str> = Vec::new();
    for why in reasons {
        if !out.contains(&why.as_str()) {
            out.push(why);
        }
    }
    out.truncate(2);
    out.join("; ")
}

/// What would make an interval shorter.
fn more(evidence: &Evidence) -> &'static str {
    match evidence.certainty {
        Certainty::Permutation(_) => "More points would decide it",
        Certainty::Interval { .. } | Certainty::Point => "More seeds or examples would decide it",
    }
}

/// `p = 0.031`, `p < 0.001`.
fn p_text(p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {}", format::decimals(p, 3)) }
}
