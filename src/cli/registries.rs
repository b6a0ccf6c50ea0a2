//! `penult metrics | claims | figures | objectives | families | schema`: what there is, from the registries.

use clap::Args;
use serde_json::{Value, json};

use super::Outcome;
use crate::analysis::claims::rule::words;
use crate::analysis::claims::{CLAIMS, Entry, Paper};
use crate::figure::FIGURES;
use crate::lab::objectives::OBJECTIVES;
use crate::metrics::METRICS;
use crate::network::families::FAMILIES;

/// How facts are printed.
#[derive(Args)]
pub(super) struct Arguments {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// A list of entries, each with a name, a title and further lines; or the same as JSON.
fn print(arguments: &Arguments, entries: &[Value]) -> Outcome {
    if arguments.json {
        anstream::println!("{}", serde_json::to_string_pretty(entries)?);
        return Ok(());
    }
    for entry in entries.iter().filter_map(Value::as_object) {
        for (key, value) in entry {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if key == "name" {
                anstream::println!("{value}");
            } else {
                anstream::println!("  {key:<9} {value}");
            }
        }
    }
    Ok(())
}

pub(super) fn metrics(arguments: &Arguments) -> Outcome {
    let of = |m: &crate::metrics::Definition| {
        json!({
            "name": m.name, "title": m.title, "topic": m.topic.title(), "measures": m.measures, "formula": m.formula, "edges": m.edges,
            "source": m.source, "interval": m.interval.method(),
        })
    };
    print(arguments, &METRICS.iter().map(of).collect::<Vec<_>>())
}

pub(super) fn claims(arguments: &Arguments) -> Outcome {
    let of = |paper: &Paper, e: &Entry| {
        json!({
            "name": format!("{}/{}", paper.key, e.claim), "paper": paper.title, "statement": e.statement,
            "statistic": words::statistic(&e.rule.quantity), "rule": words::rule(&e.rule),
        })
    };
    let all = CLAIMS.iter().flat_map(|paper| paper.claims.iter().map(move |entry| of(paper, entry)));
    print(arguments, &all.collect::<Vec<_>>())
}

pub(super) fn figures(arguments: &Arguments) -> Outcome {
    print(
        arguments,
        &FIGURES.iter().map(|f| json!({ "name": f.name, "title": f.title, "shows": f.shows })).collect::<Vec<_>>(),
    )
}

pub(super) fn objectives(arguments: &Arguments) -> Outcome {
    print(arguments, &OBJECTIVES.iter().map(|o| json!({ "name": o.name, "loss": o.definition })).collect::<Vec<_>>())
}

pub(super) fn families(arguments: &Arguments) -> Outcome {
    print(arguments, &FAMILIES.iter().map(|f| json!({ "name": f.name, "covers": f.covers })).collect::<Vec<_>>())
}

/// The JSON Schema of analysis.json.
pub(super) fn schema() -> Outcome {
    anstream::println!("{}", serde_json::to_string_pretty(&schemars::schema_for!(crate::analysis::schema::Analysis))?);
    Ok(())
}
