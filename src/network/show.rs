//! A layer in words, for `penult inspect`.

use std::fmt;

use super::plan::{ConvBn, Layer, MaxPool, Shortcut};

impl fmt::Display for ConvBn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { conv, bn, inputs, outputs, kernel, stride, dilation, groups, .. } = self;
        write!(f, "convolution {conv}")?;
        if let Some(bn) = bn {
            write!(f, ", {bn}")?;
        }
        write!(f, ": {inputs} -> {outputs} channels, {kernel} × {kernel}, stride {stride}")?;
        if *dilation > 1 {
            write!(f, ", dilation {dilation}")?;
        }
        match groups {
            1 => Ok(()),
            _ if groups == inputs => write!(f, ", depthwise"),
            _ => write!(f, ", {groups} groups"),
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flatten => write!(f, "flatten"),
            Self::Linear(l) => write!(f, "linear {}: {} -> {}", l.name, l.inputs, l.outputs),
            Self::Relu => write!(f, "ReLU"),
            Self::Relu6 => write!(f, "ReLU6"),
            Self::ConvBn(conv) => conv.fmt(f),
            Self::BatchNorm(norm) => write!(f, "batch norm {}: {} channels", norm.name, norm.channels),
            Self::MaxPool(MaxPool { kernel, only_at: None }) => write!(f, "max pool, {kernel} × {kernel}, stride 2"),
            Self::MaxPool(MaxPool { kernel, only_at: Some(rows) }) => {
                write!(f, "max pool, {kernel} × {kernel}, stride 2, of maps with {rows} rows alone")
            }
            Self::AveragePool => write!(f, "average pool, 3 × 3, stride 2"),
            Self::Split => write!(f, "the first half of the channels waits"),
            Self::Swap => write!(f, "what waits changes places with x"),
            Self::Concatenate => write!(f, "what waits, and x behind it"),
            Self::Shuffle { groups } => write!(f, "channels of {groups} groups shuffled"),
            Self::SaveShortcut => write!(f, "residual begins"),
            Self::AddShortcut(Shortcut::Identity) => write!(f, "residual adds its input"),
            Self::AddShortcut(Shortcut::Pad { channels, stride }) => {
                write!(
                    f,
                    "residual adds its input, every {stride}. pixel, {channels} zero channels on each side (option A)"
                )
            }
            Self::AddShortcut(Shortcut::Project(conv)) => write!(f, "residual adds its input through {conv}"),
            Self::GlobalAveragePool => write!(f, "mean over pixels"),
            Self::Tap(name) => write!(f, "tap {name}"),
        }
    }
}
