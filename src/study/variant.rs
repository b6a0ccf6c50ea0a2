//! A variant from all that is said of it: `penult.toml`, the file's metadata, a config beside it, its name.

use super::facts::{Distillation, Facts, Objective, Role};
use super::runs::{Moment, Run};
use super::torchdistill::Config;
use super::{Variant, config, discover, manifest, metadata, names, runs};
use crate::checkpoint::Model;

/// What is taken where nothing says otherwise.
const ASSUMED: &str = "assumed: no file says it";

/// The variant of some files; lineage comes later.
pub(super) fn variant(found: discover::Found, manifest: Option<Facts>, configs: &[Config]) -> Variant {
    let is_named = manifest.is_some();
    let mut facts = facts(&found, manifest.unwrap_or_default(), configs);
    facts.fill(assumed(&facts), ASSUMED);
    if let Some(run) = found.run.as_ref().filter(|run| !run.is_last) {
        apart(&mut facts, &found.id, run);
    }
    let discover::Found { id, files, part, cached, others, run, .. } = found;
    let distillation = facts.temperature.zip(facts.distillation_convention).zip(facts.label_weight);
    let source = facts.found_by.get("preprocessing").cloned().unwrap_or_default();
    let (alpha, convention) = (facts.alpha.filter(|a| *a > 0.0), facts.convention);
    Variant {
        files,
        part,
        others,
        run,
        class_map: None,
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
        epoch: facts.epoch,
        accuracy: facts.accuracy,
        bare_alpha: facts.bare_alpha,
        normalise: facts.normalise.map(|(mean, std)| (mean, std, source)),
        is_named,
        found_by: facts.found_by,
        id,
    }
}

/// What the sources say, the first that knows a fact.
fn facts(found: &discover::Found, manifest: Facts, configs: &[Config]) -> Facts {
    let mut facts = Facts::default();
    facts.fill(manifest, manifest::FILE);
    facts.fill(of_model(found), "a file that holds a student and its teacher");
    // The run's facts are the student's.
    if found.part.model == Some(Model::Teacher) {
        return facts;
    }
    let moment = found.files.first().and_then(runs::moment).map(|(moment, _)| moment);
    let epoch = metadata::epoch(&found.metadata, moment);
    facts.fill(Facts { epoch, ..metadata::facts(&found.metadata) }, "metadata of the file");
    if let Some(accuracy) = metadata::accuracy(&found.metadata, moment) {
        let source = format!("{:.2} % under {} in the file", 100.0 * accuracy.value, accuracy.key);
        facts.fill(Facts { accuracy: Some(accuracy), ..Facts::default() }, &source);
    }
    if let Some(path) = found.files.first() {
        // In a folder of many checkpoints a config is nobody's.
        if discover::has_generic_name(path) {
            for (said, file) in config::facts(path) {
                facts.fill(said, &format!("{file} beside the file"));
            }
        }
        if let Some(Moment::At(epoch)) = moment {
            facts.fill(Facts { epoch: Some(epoch), ..Facts::default() }, "its file's name");
        }
    }
    for config in configs {
        for said in found.files.first().map(|path| config.of(path)).into_iter().flatten() {
            facts.fill(said, &format!("{}, which names its file", config.file));
        }
    }
    facts.fill(names::facts(found.run.as_ref().map_or(&found.id, |run| &run.id)), "its name");
    if let Some(path) = found.files.first() {
        facts.fill(names::of_folder(path), "its folder");
    }
    facts
}

/// An earlier checkpoint of a run stands in no comparison unless the manifest puts it there, and is of no group of seeds
/// but that of its epoch.
fn apart(facts: &mut Facts, id: &str, run: &Run) {
    let is_said = |fact: &str| facts.found_by.get(fact).is_some_and(|by| by == manifest::FILE);
    let said = [is_said("teacher"), is_said("reference"), is_said("group")];
    facts.teacher.take_if(|_| !said[0]);
    facts.reference.take_if(|_| !said[1]);
    facts.teacher_alpha = None;
    if !said[2] {
        facts.group = facts.group.take().map_or_else(|| Some(id.to_owned()), |group| Some(run.own(&group)));
    }
}

/// A student and its teacher in one file.
fn of_model(found: &discover::Found) -> Facts {
    let is_teacher = found.part.model == Some(Model::Teacher);
    let role = if is_teacher { Some(Role::Teacher) } else { found.teacher.as_ref().map(|_| Role::Student) };
    Facts { role, teacher: found.teacher.clone(), ..Facts::default() }
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
