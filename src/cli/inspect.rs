//! `penult inspect`: what a checkpoint is, or what a folder of them means.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::Outcome;
use super::part::Chosen;
use crate::study::Epochs;
use crate::{checkpoint, network};

/// Which checkpoint.
#[derive(Args)]
pub(super) struct Arguments {
    /// A checkpoint, or a folder of them.
    path: PathBuf,
    #[command(flatten)]
    chosen: Chosen,
    /// Of a folder, take every checkpoint of a run, not its last alone.
    #[arg(long)]
    trajectories: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let is_checkpoint = |folder: &Path| checkpoint::FOLDER_FILES.iter().any(|name| folder.join(name).is_file());
    if arguments.path.is_dir() && !is_checkpoint(&arguments.path) {
        let epochs = if arguments.trajectories { Epochs::Every } else { Epochs::Last };
        return super::inspect_folder::run(&arguments.path, epochs, arguments.json);
    }
    let checkpoint = checkpoint::load_part(&arguments.path, arguments.chosen.part())?;
    let plan = network::recognise(&checkpoint);
    let mut facts = json!({
        "file": arguments.path.display().to_string(),
        "blake3": checkpoint.blake3,
        "notes": checkpoint.notes,
        "metadata": checkpoint.metadata,
    });
    if let (Ok(plan), Some(facts)) = (&plan, facts.as_object_mut()) {
        let [c, h, w] = plan.input;
        let size = if h == 0 { "any size".to_owned() } else { format!("{h} × {w}") };
        facts.insert("family".to_owned(), json!(plan.family));
        facts.insert("evidence".to_owned(), json!(plan.evidence));
        facts.insert("input".to_owned(), json!(format!("{c} channels, {size}")));
        facts.insert(
            "head".to_owned(),
            json!(format!("{}: {} features -> {} classes", plan.head, plan.width, plan.classes)),
        );
        facts.insert("parameters".to_owned(), json!(plan.parameters));
        let [c, h, w] = plan.counted_at;
        facts.insert("multiply-adds".to_owned(), json!(format!("{} at {c} × {h} × {w}", plan.multiply_adds)));
        if let Some(convention) = &plan.convention {
            facts.insert(
                "convention".to_owned(),
                json!(format!("inputs normalised as {}, {}", convention.normalise, convention.source)),
            );
        }
        facts.insert("taps".to_owned(), json!(plan.taps()));
        facts.insert("layers".to_owned(), json!(plan.layers.iter().map(ToString::to_string).collect::<Vec<_>>()));
        facts.insert("unused".to_owned(), json!(plan.unused));
    }
    let tensors: serde_json::Map<String, Value> =
        checkpoint.tensors.iter().map(|(n, t)| (n.clone(), json!(t.shape))).collect();
    if let Some(facts) = facts.as_object_mut() {
        facts.insert("tensors".to_owned(), Value::Object(tensors));
    }
    print(&facts, arguments.json)?;
    plan?;
    Ok(())
}

/// A fact a line, lists and tables a line an entry; or the same as JSON.
pub(super) fn print(facts: &Value, is_json: bool) -> Outcome {
    if is_json {
        anstream::println!("{}", serde_json::to_string_pretty(facts)?);
        return Ok(());
    }
    let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    for (key, value) in facts.as_object().into_iter().flatten() {
        match value {
            Value::Array(values) => values.iter().for_each(|v| anstream::println!("{key:<14} {}", text(v))),
            Value::Object(values) => values.iter().for_each(|(k, v)| anstream::println!("{key:<14} {k} {}", text(v))),
            value => anstream::println!("{key:<14} {}", text(value)),
        }
    }
    Ok(())
}
