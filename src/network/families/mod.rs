//! One family a file, one line in the registry. A file states what the tensors do not say, and its source.

mod drawing;
pub mod mlp;
pub mod mobilenet_v2;
pub mod plain_cnn;
mod ports;
pub mod preact_resnet;
mod preactivation;
mod reader;
mod residual;
pub mod resnet;
pub mod resnet_cifar;
mod sequential;
pub mod shufflenet_v1;
pub mod shufflenet_v2;
pub mod vgg;
pub mod wide_resnet;

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

/// All families, the first that recognises a list wins: those whose names are a ResNet's, but whose blocks are others, come
/// before the ResNets.
pub const FAMILIES: &[Family] = &[
    wide_resnet::FAMILY,
    preact_resnet::FAMILY,
    shufflenet_v1::FAMILY,
    shufflenet_v2::FAMILY,
    resnet_cifar::FAMILY,
    resnet::FAMILY,
    vgg::FAMILY,
    mobilenet_v2::FAMILY,
    plain_cnn::FAMILY,
    mlp::FAMILY,
];
