//! The claims of the papers, each with its outcome in these checkpoints: those that could be decided, then, folded, the others.
//!
//! Each opens its rule and its numbers. The client (client/src/views/ledger.ts) filters the rows by their `data-` attributes.

use maud::{Markup, html};

use super::counted;
use super::table::{breakable, scroll, titled};
use crate::analysis::claims::rule::decide::FALSE_DISCOVERY_RATE;
use crate::analysis::claims::{measured, paper};
use crate::analysis::format::exact;
use crate::analysis::schema::{Analysis, Claim, Outcome};
use crate::metrics::definition;

/// The ledger; none while it is empty.
pub fn ledger(analysis: &Analysis) -> Option<Markup> {
    let (open, decided): (Vec<&Claim>, Vec<&Claim>) =
        analysis.ledger.iter().partition(|c| c.outcome == Outcome::Undetermined);
    (!analysis.ledger.is_empty()).then(|| {
        html! {
            p { (summary(analysis)) }
            @if !decided.is_empty() { (table("ledger", "Claims that these checkpoints decide", &decided)) }
            @if !open.is_empty() {
                details {
                    summary { (counted(open.len(), "undetermined claim", "undetermined claims")) ", with what would decide them" }
                    (table("ledger-open", "Claims that these checkpoints leave open", &open))
                }
            }
        }
    })
}

/// How many came out how, and by what rule.
fn summary(analysis: &Analysis) -> String {
    let of = |outcome| analysis.ledger.iter().filter(|c| c.outcome == outcome).count();
    let tested = analysis.ledger.iter().filter(|c| c.p.is_some()).count();
    format!(
        "{} of the papers: {} supported, {} contradicted, {} undetermined. Each is decided by the rule that it opens, on an interval \
         or a permutation and never on a point estimate; among the {tested} that could be tested, Benjamini–Hochberg holds the \
         share of false decisions to {}.",
        counted(analysis.ledger.len(), "claim", "claims"),
        of(Outcome::Supported),
        of(Outcome::Contradicted),
        of(Outcome::Undetermined),
        exact(FALSE_DISCOVERY_RATE)
    )
}

/// One block of rows a paper.
fn table(id: &str, caption: &str, claims: &[&Claim]) -> Markup {
    let table = html! {
        table.ledger id=(id) {
            caption { (caption) }
            thead { tr { th scope="col" { "Claim" } th.text scope="col" { "Outcome" } th scope="col" { "Measured" } th.text scope="col" { "Why" } } }
            @for of_paper in claims.chunk_by(|a, b| a.paper == b.paper) {
                tbody {
                    tr.role { th scope="rowgroup" colspan="4" { (title(&of_paper[0].paper)) } }
                    @for claim in of_paper { (line(claim)) }
                }
            }
        }
    };
    scroll(caption, claims.len(), &table)
}

/// The paper in words; its key where a newer penult wrote the record.
fn title(key: &str) -> &str {
    paper(key).map_or(key, |p| p.title)
}

fn line(claim: &Claim) -> Markup {
    let outcome = match claim.outcome {
        Outcome::Supported => "supported",
        Outcome::Contradicted => "contradicted",
        Outcome::Undetermined => "undetermined",
    };
    html! {
        tr data-claim=(claim.claim) data-paper=(claim.paper) data-outcome=(outcome) data-statistic=(claim.statistic)
            data-topic=(topic(&claim.statistic)) {
            th scope="row" { (opened(claim)) }
            td.text { (outcome) }
            td { @if let Some(measured) = measured(claim) { (measured) } }
            td.text.why {
                (claim.reason) "."
                @if let Some(decider) = &claim.would_decide { " " (decider) "." }
                @if let Some(conflict) = &claim.conflict { " " (conflict) }
            }
        }
    }
}

/// The claim, which opens its rule and its numbers at full precision.
fn opened(claim: &Claim) -> Markup {
    html! {
        details.printed {
            summary { (claim.statement) }
            p.about { (breakable(&claim.rule)) "." }
            p.about { "Statistic: " (titled(&claim.statistic, &claim.statistic)) @for part in numbers(claim) { "; " (part) } "." }
        }
    }
}

/// What is there of value, interval and p.
fn numbers(claim: &Claim) -> Vec<String> {
    let value = claim.value.map(|v| format!("value {}", exact(v)));
    let interval = claim.low.zip(claim.high).map(|(low, high)| format!("interval [{}, {}]", exact(low), exact(high)));
    let p = claim.p.map(|p| format!("p = {}", exact(p)));
    [value, interval, p].into_iter().flatten().collect()
}

/// What the statistic of a claim is about; rank correlations are of several statistics.
fn topic(statistic: &str) -> &'static str {
    match definition(statistic) {
        Some(d) => d.topic.title(),
        None => "Correlations and others",
    }
}
