//! The claims of the papers, each with its outcome in these checkpoints.

use maud::{Markup, html};

use super::table::{breakable, scroll};
use crate::analysis::format::interval;
use crate::analysis::schema::{Analysis, Claim, Outcome};

/// The ledger as a table; none while it is empty.
pub fn ledger(analysis: &Analysis) -> Option<Markup> {
    let table = html! {
        table id="ledger" {
            caption { "Claims and what these checkpoints say of them" }
            thead { tr { th scope="col" { "Claim" } th.text scope="col" { "Outcome" } th scope="col" { "Measured" } th.text scope="col" { "Why" } } }
            tbody { @for claim in &analysis.ledger { (line(claim)) } }
        }
    };
    (!analysis.ledger.is_empty()).then(|| scroll("Claims of the papers", analysis.ledger.len(), &table))
}

fn line(claim: &Claim) -> Markup {
    let outcome = match claim.outcome {
        Outcome::Supported => "supported",
        Outcome::Contradicted => "contradicted",
        Outcome::Undetermined => "undetermined",
    };
    html! {
        tr {
            th scope="row" { span.name { (claim.statement) } span.about { (breakable(&claim.paper)) ", " (breakable(&claim.claim)) } }
            td.text { (outcome) }
            td { @if let Some(value) = claim.value { (interval(&claim.statistic, value, claim.low, claim.high)) } }
            td.text { (claim.reason) @if let Some(decider) = &claim.would_decide { " " (decider) } }
        }
    }
}
