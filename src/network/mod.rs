//! Architectures as data: a family recognises a tensor list and builds a plan; one executor runs plans.

pub mod families;
pub mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::checkpoint::Checkpoint;

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
    /// A tensor operation failed.
    #[error("a tensor operation failed: {0}")]
    Tensor(#[from] candle_core::Error),
}

/// One step of a plan. Names are checkpoint keys without `.weight`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// (B, …) -> (B, everything).
    Flatten,
    /// x Wᵀ + b.
    Linear {
        /// Its name.
        name: String,
    },
    /// max(x, 0).
    Relu,
    /// Convolution and batch norm (eps 1e-5), folded into one.
    ConvBn {
        /// The convolution's name.
        conv: String,
        /// The batch norm's name.
        bn: String,
        /// Stride.
        stride: usize,
        /// Zero padding.
        padding: usize,
    },
    /// Keeps x for the next `AddShortcut`.
    SaveShortcut,
    /// Adds what was kept.
    AddShortcut(Shortcut),
    /// Mean over pixels: (B, C, H, W) -> (B, C).
    GlobalAveragePool,
}

/// How a residual's input reaches its output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// As it is.
    Identity,
    /// He 2016, option A: every second pixel, zero channels on both sides.
    Pad {
        /// Zero channels on each side.
        channels: usize,
    },
    /// Option B: a 1×1 convolution and batch norm.
    Project {
        /// The convolution's name.
        conv: String,
        /// The batch norm's name.
        bn: String,
        /// Stride.
        stride: usize,
    },
}

/// A network: what runs before the head, and the head.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the family.
    pub family: &'static str,
    /// What it was recognised by.
    pub evidence: String,
    /// Input channels, height, width; 0 for any size.
    pub input: [usize; 3],
    /// Steps up to the penultimate features.
    pub layers: Vec<Layer>,
    /// Name of the last linear layer.
    pub head: String,
    /// K.
    pub classes: usize,
    /// D.
    pub width: usize,
    /// Number of parameters in the file (running statistics not counted).
    pub parameters: usize,
    /// Multiply-adds an example, where the input size is known.
    pub multiply_adds: usize,
    /// Tensors that the plan does not use.
    pub unused: Vec<String>,
}

/// Shapes by tensor name.
pub type Shapes = BTreeMap<String, Vec<usize>>;

/// What a family says of a tensor list: none of its own, a plan, or what is missing.
pub type Recognised = Option<Result<Plan, String>>;

/// The plan of a checkpoint.
///
/// # Errors
/// Lists the tensors seen and prints the lines of PyTorch that write activations instead.
pub fn recognise(checkpoint: &Checkpoint) -> Result<Plan, NetworkError> {
    let shapes: Shapes = checkpoint.tensors.iter().map(|(n, t)| (n.clone(), t.shape.clone())).collect();
    let wrong = |what: String| NetworkError::Checkpoint { what, path: checkpoint.file.clone() };
    for family in families::FAMILIES {
        if let Some(plan) = (family.recognise)(&shapes) {
            return plan.map(|p| finish(p, &shapes)).map_err(wrong);
        }
    }
    let seen: Vec<String> = shapes.iter().take(8).map(|(n, s)| format!("{n} {s:?}")).collect();
    let known: Vec<_> = families::FAMILIES.iter().map(|f| f.name).collect();
    Err(wrong(format!(
        "no known network ({}) has these {} tensors: {}…\nRun it in your own framework and give penult the activations:\n{ACTIVATIONS_LINES}",
        known.join(", "),
        shapes.len(),
        seen.join(", ")
    )))
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

/// Counts parameters and lists what the plan does not use.
fn finish(mut plan: Plan, shapes: &Shapes) -> Plan {
    let mut used: BTreeSet<&str> = BTreeSet::from([plan.head.as_str()]);
    for layer in &plan.layers {
        match layer {
            Layer::Linear { name } => {
                used.insert(name);
            }
            Layer::ConvBn { conv, bn, .. } | Layer::AddShortcut(Shortcut::Project { conv, bn, .. }) => {
                used.extend([conv.as_str(), bn.as_str()])
            }
            _ => {}
        }
    }
    let module = |name: &str| name.rsplit_once('.').map_or(String::new(), |x| x.0.to_owned());
    let (mut unused, mut parameters) = (Vec::new(), 0);
    for (name, shape) in shapes {
        if used.contains(module(name).as_str()) {
            if !name.contains(".running_") {
                parameters += shape.iter().product::<usize>();
            }
        } else {
            unused.push(name.clone());
        }
    }
    drop(used);
    plan.unused = unused;
    plan.parameters = parameters;
    plan
}
