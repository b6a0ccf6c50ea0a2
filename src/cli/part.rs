//! Which weights are meant of a file that holds several.

use clap::{Args, ValueEnum};

use crate::checkpoint::{Model, Part, Weights};

/// Raw or averaged weights, and which of two models.
#[derive(Args)]
pub(super) struct Chosen {
    /// Take averaged weights (EMA) where a file holds some; the raw ones by default.
    #[arg(long)]
    ema: bool,
    /// Of a file of two models, this one.
    #[arg(long, value_enum)]
    model: Option<Named>,
}

/// A model of a file that holds two.
#[derive(Clone, Copy, ValueEnum)]
enum Named {
    Student,
    Teacher,
}

impl Chosen {
    /// The part of the file.
    pub(super) fn part(&self) -> Part {
        let model = self.model.map(|named| match named {
            Named::Student => Model::Student,
            Named::Teacher => Model::Teacher,
        });
        Part { weights: if self.ema { Weights::Averaged } else { Weights::Raw }, model }
    }
}
