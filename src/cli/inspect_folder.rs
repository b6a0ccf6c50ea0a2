//! `penult inspect FOLDER`: what was found from what, what is not known, and a `penult.toml` that says it.
//!
//! Heads of files alone are read.

use std::path::Path;

use serde_json::{Value, json};

use super::Outcome;
use super::pipeline::passed_over;
use crate::study::{self, Epochs, Files, Study, Variant, proposal};
use crate::{checkpoint, network};

pub(super) fn run(folder: &Path, epochs: Epochs, is_json: bool) -> Outcome {
    let study = study::open(folder, epochs)?;
    if is_json {
        anstream::println!("{}", serde_json::to_string_pretty(&facts(&study))?);
        return Ok(());
    }
    for v in &study.variants {
        anstream::println!("{}", v.id);
        for (fact, value, by) in lines(v, &study) {
            let by = by.map(|by| format!("   [{by}]")).unwrap_or_default();
            anstream::println!("  {fact:<14} {value}{by}");
        }
    }
    for question in &study.questions {
        anstream::println!("\nasked: {question}");
    }
    anstream::println!("\npenult.toml that says this:\n\n{}", proposal::manifest(&study).trim_start());
    Ok(())
}

/// A fact, its value, and where it came from.
type Line = (&'static str, String, Option<String>);

/// What is known of a variant.
fn lines(v: &Variant, study: &Study) -> Vec<Line> {
    let by = |fact: &str| v.found_by.get(fact).cloned();
    let mut out: Vec<Line> = Vec::new();
    if let Some(path) = v.files.first() {
        let model = v.part.model.map(|m| format!(", its {}", m.name())).unwrap_or_default();
        let file = path.strip_prefix(&study.root).unwrap_or(path).display();
        out.push(("file", format!("{file}{model}"), None));
    }
    if !v.others.is_empty() {
        out.push(("passed over", passed_over(v), None));
    }
    if let Some(run) = &v.run {
        let last = if run.is_last { ", its last" } else { "" };
        out.push(("run", format!("{}{last}", run.id), None));
    }
    if let Files::Checkpoint(path) = &v.files {
        let (value, evidence) = network(path, v);
        out.push(("network", value, evidence));
    }
    out.extend(by("role").map(|source| ("role", v.role.name().to_owned(), Some(source))));
    if let Some(o) = &v.objective {
        let alpha = o.alpha.map(|a| format!(", α = {a}")).unwrap_or_default();
        out.push(("objective", format!("{}{alpha}", o.name), by("objective")));
    }
    if let Some(d) = &v.distillation {
        let value = format!("T = {} ({}), label weight {}", d.temperature, d.convention, d.label_weight);
        out.push(("distillation", value, by("temperature")));
    }
    let named = [("teacher", &v.teacher), ("reference", &v.reference), ("group", &Some(v.group.clone()))];
    out.extend(named.into_iter().filter_map(|(fact, id)| Some((fact, id.clone()?, by(fact)))));
    let counted = [("seed", v.seed), ("epoch", v.epoch)];
    out.extend(counted.into_iter().filter_map(|(fact, n)| Some((fact, n?.to_string(), by(fact)))));
    if let Some((mean, std, source)) = &v.normalise {
        out.push(("preprocessing", format!("(x - {mean:?}) / {std:?}"), Some(source.clone())));
    }
    if let Some(accuracy) = &v.accuracy {
        out.push(("accuracy", format!("{:.2} % by the file", 100.0 * accuracy.value), Some(accuracy.key.clone())));
    }
    out
}

/// The network of a file and its evidence, or why it is none.
fn network(path: &Path, v: &Variant) -> (String, Option<String>) {
    let plan = checkpoint::survey(path, v.part)
        .map_err(|e| e.to_string())
        .and_then(|survey| network::recognise_shapes(&survey.shapes, path).map_err(|e| e.to_string()));
    match plan {
        Ok(plan) => {
            (format!("{}, {} classes, {} parameters", plan.family, plan.classes, plan.parameters), Some(plan.evidence))
        }
        Err(why) => (format!("not recognised: {}", why.lines().next().unwrap_or_default()), None),
    }
}

/// The same for programs.
fn facts(study: &Study) -> Value {
    let of = |v: &Variant| {
        let facts: serde_json::Map<String, Value> = lines(v, study)
            .into_iter()
            .map(|(fact, value, by)| (fact.to_owned(), json!({ "value": value, "found_by": by })))
            .collect();
        json!({ "id": v.id, "facts": facts })
    };
    json!({
        "variants": study.variants.iter().map(of).collect::<Vec<_>>(),
        "questions": study.questions,
        "manifest": proposal::manifest(study),
    })
}
