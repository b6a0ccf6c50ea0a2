//! `penult inspect`: what a checkpoint is.

use std::path::Path;

use super::Outcome;
use crate::{checkpoint, network};

pub(super) fn run(path: &Path) -> Outcome {
    let checkpoint = checkpoint::load(path)?;
    anstream::println!("file        {}\nblake3      {}", path.display(), checkpoint.blake3);
    for note in &checkpoint.notes {
        anstream::println!("note        {note}");
    }
    for (key, value) in &checkpoint.metadata {
        anstream::println!("metadata    {key} = {value}");
    }
    let plan = network::recognise(&checkpoint)?;
    anstream::println!("family      {}\nevidence    {}", plan.family, plan.evidence);
    let [c, h, w] = plan.input;
    let size = if h == 0 { "any size".to_owned() } else { format!("{h} × {w}") };
    anstream::println!("input       {c} channels, {size}");
    anstream::println!("head        {} ({} features -> {} classes)", plan.head, plan.width, plan.classes);
    anstream::println!("parameters  {}\nmultiply-adds {}", plan.parameters, plan.multiply_adds);
    for (name, tensor) in &checkpoint.tensors {
        anstream::println!("tensor      {name} {:?}", tensor.shape);
    }
    for name in &plan.unused {
        anstream::println!("unused      {name}");
    }
    Ok(())
}
