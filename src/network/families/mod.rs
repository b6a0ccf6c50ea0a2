//! One family a file, one line in the registry. A file states what the tensors do not say, and its source.

pub mod mlp;
pub mod mobilenet_v2;
mod residual;
pub mod resnet;
pub mod resnet_cifar;

use super::plan::{Plan, Shapes};
use super::spec::Spec;

/// What a family says of a tensor list: not its own, a plan, or what is wrong.
pub type Recognised = Option<Result<Plan, String>>;

/// A family of architectures.
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// What it covers, in a sentence.
    pub covers: &'static str,
    /// Its plan of a tensor list, if the list is its own.
    pub recognise: fn(&Shapes) -> Recognised,
    /// The tensors of a described network, for the lab.
    pub shapes: fn(&Spec) -> Result<Shapes, String>,
}

/// All families, the first that recognises a list wins.
pub const FAMILIES: &[Family] = &[resnet_cifar::FAMILY, resnet::FAMILY, mobilenet_v2::FAMILY, mlp::FAMILY];
