//! One family a file, one line in the registry.

pub mod mlp;
pub mod resnet_cifar;

use super::{Recognised, Shapes};

/// A family of architectures.
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// Its plan of a tensor list, if the list is its own.
    pub recognise: fn(&Shapes) -> Recognised,
}

/// All families, the first that recognises a list wins.
pub const FAMILIES: &[Family] = &[resnet_cifar::FAMILY, mlp::FAMILY];
