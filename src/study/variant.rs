//! A variant from all that is said of it: `penult.toml`, the file's metadata, a config beside it, its name.

use std::collections::BTreeMap;

use super::facts::{Distillation, Facts, Objective, Role};
use super::{Files, Variant, config, discover, manifest, metadata, names};

/// What is taken where nothing says otherwise.
const ASSUMED: &str = "assumed: no file says it";

/// The variant of some files; lineage comes later.
pub(super) fn variant(found: discover::Found, manifest: Option<Facts>) -> Variant {
    let discover::Found { id, files, cached } = found;
    let is_named = manifest.is_some();
    let mut facts = facts(&id, &files, manifest.unwrap_or_default());
    facts.fill(assumed(&facts), ASSUMED);
    let distillation = facts.temperature.zip(facts.distillation_convention).zip(facts.label_weight);
    let source = facts.found_by.get("preprocessing").cloned().unwrap_or_default();
    let (alpha, convention) = (facts.alpha.filter(|a| *a > 0.0), facts.convention);
    Variant {
        files,
        cached,
        role: facts.role.unwrap_or(Role::Scratch),
        objective: facts.objective.map(|name| Objective {
            name,
            alpha,
            convention: convention.filter(|_| alpha.is_some()),
        }),
        distillation: distillation.map(|((temperature, convention), label_weight)| Distillation {
            temperature,
            convention,
            label_weight,
        }),
        teacher: facts.teacher,
        teacher_alpha: facts.teacher_alpha,
        reference: facts.reference,
        group: facts.group.unwrap_or_else(|| id.clone()),
        seed: facts.seed,
        normalise: facts.normalise.map(|(mean, std)| (mean, std, source)),
        is_named,
        found_by: facts.found_by,
        id,
    }
}

/// What the sources say, the first that knows a fact.
fn facts(id: &str, files: &Files, manifest: Facts) -> Facts {
    let mut facts = Facts::default();
    facts.fill(manifest, manifest::FILE);
    if let Some(path) = files.first() {
        facts.fill(metadata::facts(&metadata_of(path)), "metadata of the file");
        // In a folder of many checkpoints a config is nobody's.
        if discover::has_generic_name(path) {
            for (said, file) in config::facts(path) {
                facts.fill(said, &format!("{file} beside the file"));
            }
        }
    }
    facts.fill(names::facts(id), "its name");
    facts
}

/// Who is distilled is a student; Hinton's use of T and no label term; smoothing over all classes.
fn assumed(known: &Facts) -> Facts {
    let is_distilled = known.temperature.is_some();
    Facts {
        role: is_distilled.then_some(Role::Student),
        convention: known.alpha.filter(|a| *a > 0.0).map(|_| "over_k".to_owned()),
        distillation_convention: is_distilled.then(|| "both".to_owned()),
        label_weight: is_distilled.then_some(0.0),
        ..Facts::default()
    }
}

/// `__metadata__` of a safetensors file; empty where there is none or the file is another.
pub(super) fn metadata_of(path: &std::path::Path) -> BTreeMap<String, String> {
    crate::checkpoint::metadata(path).unwrap_or_default()
}
