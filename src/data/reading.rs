//! How a set is read where its files leave a choice: what is done to each image, which labels count.

use std::str::FromStr;

use serde::Deserialize;

use super::Transform;

/// What is asked of a set beside its place and split.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// What is done to each image before it is normalised.
    pub transform: Option<Transform>,
    /// Which labels count.
    pub labels: Labels,
}

/// Which labels count in a set that has two kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Labels {
    /// Of classes: the 100 of CIFAR-100, and those of every other set.
    #[default]
    Fine,
    /// Of superclasses: the 20 of CIFAR-100.
    Coarse,
}

impl FromStr for Labels {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "fine" => Ok(Self::Fine),
            "coarse" => Ok(Self::Coarse),
            other => Err(format!("expected fine or coarse, found {other:?}")),
        }
    }
}
