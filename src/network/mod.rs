//! Architectures as data: a family recognises a tensor list and builds a plan; the plan that infers is the plan that trains.
//!
//! `checkpoint` feeds it tensors; `extract` runs plans (`run`), the lab trains them (`train`).

pub mod batch_norm;
pub mod conv;
pub mod count;
pub mod curvature;
pub mod families;
mod fold;
pub mod init;
mod operations;
pub mod plan;
pub mod run;
mod show;
pub mod spec;
pub mod train;
pub mod unfolded;
mod walk;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::checkpoint::Checkpoint;
pub use plan::{Convention, Layer, Plan, Shapes, Shortcut};
pub use walk::Output;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The checkpoint is no network that is known, or lacks a tensor.
    #[error("{what}: {path}")]
    Checkpoint {
        /// What was expected, what was found, what to do.
        what: String,
        /// The checkpoint.
        path: PathBuf,
    },
    /// A tap that the network does not have.
    #[error("tap {name:?} is unknown; known: {known}")]
    Tap {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A tensor operation failed.
    #[error("a tensor operation failed: {0}")]
    Tensor(#[from] candle_core::Error),
}

/// The plan of a checkpoint.
///
/// # Errors
/// Lists the tensors that are missing or misshapen; of an unknown network, lists the tensors seen and prints the lines of
/// PyTorch that write activations instead.
pub fn recognise(checkpoint: &Checkpoint) -> Result<Plan, NetworkError> {
    recognise_shapes(&shapes_of(checkpoint), &checkpoint.file)
}

/// The plan of the tensors of a file, by their names and shapes alone.
///
/// # Errors
/// As [`recognise`].
pub fn recognise_shapes(shapes: &Shapes, file: &Path) -> Result<Plan, NetworkError> {
    let wrong = |what: String| NetworkError::Checkpoint { what, path: file.to_path_buf() };
    plan_of(shapes).unwrap_or_else(|| Err(unknown(shapes))).map_err(wrong)
}

/// The plan of a list of tensors; `None` where no family knows it.
fn plan_of(shapes: &Shapes) -> Option<Result<Plan, String>> {
    let recognised = families::FAMILIES.iter().find_map(|family| (family.recognise)(shapes))?;
    Some(recognised.and_then(|plan| finish(plan, shapes)))
}

pub(crate) fn shapes_of(checkpoint: &Checkpoint) -> Shapes {
    checkpoint.tensors.iter().map(|(n, t)| (n.clone(), t.shape.clone())).collect()
}

fn unknown(shapes: &Shapes) -> String {
    let seen: Vec<String> = shapes.iter().take(8).map(|(n, s)| format!("{n} {s:?}")).collect();
    let known: Vec<_> = families::FAMILIES.iter().map(|f| f.name).collect();
    format!(
        "no known network ({}) has these {} tensors: {}…\nRun it in your own framework and give penult the activations:\n{ACTIVATIONS_LINES}",
        known.join(", "),
        shapes.len(),
        seen.join(", ")
    )
}

/// The lines of PyTorch that write an activations file.
pub const ACTIVATIONS_LINES: &str = r#"
    import torch, safetensors.torch as st
    feats, logits, labels = [], [], []
    head = model.fc                                    # the last Linear layer
    head.register_forward_pre_hook(lambda m, x: feats.append(x[0].float().cpu()))
    model.eval()
    with torch.inference_mode():
        for x, y in loader:                            # not shuffled
            logits.append(model(x).float().cpu()); labels.append(y)
    st.save_file({"features": torch.cat(feats), "logits": torch.cat(logits), "labels": torch.cat(labels).long(),
                  "head.weight": head.weight.detach().float().cpu().contiguous(), "head.bias": head.bias.detach().float().cpu()},
                 "teacher.activations.safetensors")
"#;

/// Holds the plan against the tensors, counts, and lists what the plan does not use.
fn finish(mut plan: Plan, shapes: &Shapes) -> Result<Plan, String> {
    plan.check(shapes)?;
    let used: BTreeSet<String> = plan.needed().into_iter().map(|n| n.name).collect();
    plan.unused = shapes.keys().filter(|n| !used.contains(*n)).cloned().collect();
    plan.parameters = count::parameters(&plan);
    plan.multiply_adds = count::multiply_adds(&plan, plan.counted_at)?;
    Ok(plan)
}
