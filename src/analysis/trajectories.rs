//! Runs of which several epochs are here, so that numbers can be followed through training.
//!
//! Fed by the study, which knows which checkpoints are one run; the numbers are those of the variants.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::schema::{Analysis, Trajectory};

/// Each run with its variants by epoch, in the order of the study; `runs` is the run of each variant that is of one. A variant
/// of no known epoch has no place in it, and one epoch is no trajectory.
pub fn trajectories(analysis: &Analysis, runs: &BTreeMap<String, String>) -> Vec<Trajectory> {
    let mut of_run: IndexMap<&String, Vec<(u64, &String)>> = IndexMap::new();
    for (id, variant) in &analysis.variants {
        if let (Some(run), Some(epoch)) = (runs.get(id), variant.epoch) {
            of_run.entry(run).or_default().push((epoch, id));
        }
    }
    let trajectory = |(run, mut of): (&String, Vec<(u64, &String)>)| {
        of.sort();
        let (epochs, variants): (Vec<u64>, Vec<String>) = of.into_iter().map(|(epoch, id)| (epoch, id.clone())).unzip();
        (epochs.len() > 1).then(|| Trajectory { run: run.clone(), variants, epochs })
    };
    of_run.into_iter().filter_map(trajectory).collect()
}
