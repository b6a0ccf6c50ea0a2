//! The steps of the argument, and the claims that these checkpoints decide.

use super::table::{Cell, Row, Table, stem};
use super::{escape, level};
use crate::analysis::argument::wording::effect;
use crate::analysis::claims::{measured, paper};
use crate::analysis::schema::{Claim, Outcome, Step, Verdict};
use crate::analysis::{Record, format};
use crate::report::long::argument::{outcome, state};

/// Claims of one table: so many fit a page.
const ROWS: usize = 18;

/// One table a verdict: the chain, link by link.
#[must_use]
pub fn chains(record: &Record) -> Vec<Table> {
    let verdicts = record.analysis.argument.verdicts.iter().filter(|v| !v.steps.is_empty());
    verdicts.map(|verdict| chain(record, verdict)).collect()
}

fn chain(record: &Record, verdict: &Verdict) -> Table {
    let row = |step: &Step| {
        let effect = effect(step).unwrap_or_else(|| format::DASH.to_owned());
        let question = Cell { first: escape(&step.name), second: escape(&step.statistic) };
        Row::Cells(vec![question, Cell::of(escape(&effect)), Cell::of(state(step.state))])
    };
    Table {
        name: format!("chain-{}", stem(&verdict.teacher)),
        caption: format!(
            "From smoothing to students: {} against {}, link by link, with the effect that decides and its {} interval. A link \
             holds where the whole interval lies on its side of 0.",
            escape(&verdict.teacher),
            escape(&verdict.reference),
            level(record),
        ),
        heads: ["Link", "Effect", "State"].map(Cell::of).to_vec(),
        align: 'l',
        blocks: vec![verdict.steps.iter().map(row).collect()],
    }
}

/// Tables of the decided claims, each under its paper; none where none is decided.
#[must_use]
pub fn ledger(record: &Record) -> Vec<Table> {
    let claims = &record.analysis.ledger;
    let decided: Vec<&Claim> = claims.iter().filter(|c| c.outcome != Outcome::Undetermined).collect();
    let open = claims.len() - decided.len();
    let table = |(at, of): (usize, &[&Claim])| Table {
        name: if at == 0 { "ledger".to_owned() } else { format!("ledger-{}", at + 1) },
        caption: format!(
            "Claims of the papers that these checkpoints decide{}, with the measured effect and its {} interval. Undetermined \
             here and left out: {}.",
            if at == 0 { "" } else { " (continued)" },
            level(record),
            format::count(open),
        ),
        heads: ["Claim", "Measured", "Outcome"].map(Cell::of).to_vec(),
        align: 'l',
        blocks: of.chunk_by(|a, b| a.paper == b.paper).map(block).collect(),
    };
    decided.chunks(ROWS).enumerate().map(table).collect()
}

/// The claims of one paper below its name.
fn block(claims: &[&Claim]) -> Vec<Row> {
    let Some(first) = claims.first() else { return Vec::new() };
    let name = paper(&first.paper).map_or(first.paper.as_str(), |p| p.title.split(':').next().unwrap_or(p.key));
    let heading = Row::Heading(format!("\\textit{{{}}} \\cite{{{}}}", escape(name), first.paper));
    let row = |claim: &&Claim| {
        let value = measured(claim).unwrap_or_else(|| format::DASH.to_owned());
        Row::Cells(vec![Cell::of(escape(&claim.statement)), Cell::of(escape(&value)), Cell::of(outcome(claim.outcome))])
    };
    std::iter::once(heading).chain(claims.iter().map(row)).collect()
}
