//! The examples of a split: every variant is brought to the same ones in the same order, and they are described.
//!
//! Fed by the activations of a run, before anything is measured; errors name both variants and the second one's file.

use std::collections::BTreeMap;

use super::run::Input;
use super::schema::Split;
use crate::extract::Activations;

/// Brings the variants of a split to the same examples in the same order: by ids where both have them, else equal labels
/// in equal order are required.
///
/// # Errors
/// When two variants disagree; the text names both, what differs, and the second one's file.
pub fn pair(inputs: &mut [Input], split: &str) -> Result<(), String> {
    let Some(first) = inputs.iter().position(|i| i.activations.contains_key(split)) else { return Ok(()) };
    let (head, rest) = inputs.split_at_mut(first + 1);
    let (id, a) = (&head[first].id, &head[first].activations[split]);
    for other in rest {
        let Some(b) = other.activations.get_mut(split) else { continue };
        let file = b.file.clone();
        let clash = |what: String| {
            format!(
                "variants {id:?} and {:?} were run on different examples of split {split} ({what}); extract both from the \
                 same data: {}",
                other.id,
                file.display()
            )
        };
        if a.has_ids && b.has_ids && a.ids != b.ids {
            let order = order(&a.ids, &b.ids).map_err(clash)?;
            *b = b.reordered(&order);
        }
        if a.n != b.n {
            return Err(clash(format!("{} examples and {}", a.n, b.n)));
        }
        if let Some(row) = (0..a.n).find(|i| a.labels[*i] != b.labels[*i]) {
            return Err(clash(format!(
                "row {row} has label {} in one and {} in the other",
                a.labels[row], b.labels[row]
            )));
        }
    }
    Ok(())
}

/// Rows of `b` in the order of the ids of `a`; a file with an id twice was not opened.
fn order(a: &[i64], b: &[i64]) -> Result<Vec<usize>, String> {
    let at: BTreeMap<i64, usize> = b.iter().enumerate().map(|(row, id)| (*id, row)).collect();
    if a.len() != b.len() {
        return Err(format!("{} ids and {}", a.len(), b.len()));
    }
    let missing = |id: &i64| format!("id {id} is in the first alone");
    a.iter().map(|id| at.get(id).copied().ok_or_else(|| missing(id))).collect()
}

/// Size, hash and absent classes of a split, from the activations of one of its variants.
pub fn describe(a: &Activations, classes: &[String]) -> Split {
    let mut hasher = blake3::Hasher::new();
    let mut seen = vec![false; classes.len()];
    for (id, label) in a.ids.iter().zip(&a.labels) {
        hasher.update(&id.to_le_bytes());
        hasher.update(&(*label as u64).to_le_bytes());
        if let Some(seen) = seen.get_mut(*label) {
            *seen = true;
        }
    }
    let absent_classes = classes.iter().zip(&seen).filter(|(_, seen)| !**seen).map(|(name, _)| name.clone()).collect();
    Split { n: a.n, hash: hasher.finalize().to_hex().to_string(), absent_classes, sample: None }
}
