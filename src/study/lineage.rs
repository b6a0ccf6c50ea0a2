//! Who taught whom, and what each variant is compared with. Only what a single variant fits is settled; the rest is asked.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Variant;
use super::facts::Role;
use super::runs::{self, Moment};

/// Fills in teachers, the roles that follow from them, and references. What is undecided stays as it was.
pub fn resolve(variants: &mut [Variant]) {
    for at in 0..variants.len() {
        let Some(teacher) = find_teacher(variants, at).map(|t| t.id.clone()) else { continue };
        let v = &mut variants[at];
        v.found_by
            .entry("teacher".to_owned())
            .or_insert_with(|| "the one teacher of that smoothing, by its name".to_owned());
        v.teacher = Some(teacher);
    }
    for at in 0..variants.len() {
        if let Some(role) = role_as_teacher(variants, at) {
            variants[at].role = role;
            variants[at].found_by.insert("role".to_owned(), "it taught another".to_owned());
        }
    }
    take_roles_of_runs(variants);
    // Students look at what their teachers are compared with.
    for is_taught in [false, true] {
        for at in (0..variants.len()).filter(|at| variants[*at].is_taught() == is_taught).collect::<Vec<_>>() {
            set_reference(variants, at);
        }
    }
}

/// What could not be settled, as sentences with the lines to write; names of nobody are dropped.
pub fn ask(variants: &mut [Variant]) -> Vec<String> {
    let mut questions = Vec::new();
    for at in (0..variants.len()).filter(|at| !variants[*at].is_earlier()).collect::<Vec<_>>() {
        questions.extend(teacher_question(variants, at));
        questions.extend(reference_question(variants, at));
        questions.extend(temperature_question(&variants[at]));
        questions.extend(alpha_question(&variants[at]));
    }
    questions.extend(epoch_questions(variants));
    let ids: Vec<String> = variants.iter().map(|v| v.id.clone()).collect();
    for v in variants {
        v.teacher.take_if(|t| !ids.contains(t));
        v.reference.take_if(|r| !ids.contains(r));
    }
    questions
}

/// All but one, each run by its last checkpoint.
fn others(variants: &[Variant], at: usize) -> impl Iterator<Item = &Variant> {
    variants.iter().enumerate().filter(move |(i, o)| *i != at && !o.is_earlier()).map(|(_, o)| o)
}

/// Of those that fit, the one of the same seed, or the only one; none where that would be a guess.
fn one<'a>(fitting: &[&'a Variant], seed: Option<u64>) -> Option<&'a Variant> {
    let of_seed: Vec<&&Variant> = fitting.iter().filter(|o| seed.is_some() && o.seed == seed).collect();
    let is_one_group = fitting.iter().all(|o| o.group == fitting[0].group);
    match (of_seed.as_slice(), fitting) {
        ([one], _) if is_one_group => Some(one),
        (_, [one]) => Some(one),
        _ => None,
    }
}

/// A variant's teacher: the one that is named, else the one of the smoothing that the variant's name tells.
fn find_teacher(variants: &[Variant], at: usize) -> Option<&Variant> {
    let v = &variants[at];
    match (&v.teacher, v.teacher_alpha) {
        (Some(name), _) => by_name(variants, at, name),
        (None, Some(alpha)) => one(&teachers_of(variants, at, alpha), v.seed),
        (None, None) => None,
    }
}

/// Those that may have taught `at` and were smoothed by `alpha` (0: hard labels), as far as that is known.
fn teachers_of(variants: &[Variant], at: usize, alpha: f64) -> Vec<&Variant> {
    let is_teacher = |o: &Variant| matches!(o.role, Role::Teacher | Role::Assistant) || !o.has_role();
    let is_like = |o: &Variant| o.objective.is_some() && (o.alpha().unwrap_or(0.0) - alpha).abs() < 1e-9;
    others(variants, at).filter(|o| is_teacher(o) && is_like(o)).collect()
}

/// The other that a name means: an id, the stem of a file, a group, or the end (`hard` of `teacher_hard`) or the beginning
/// (`resnet32x4` of `resnet32x4_vanilla`) of the group of one that may teach.
fn by_name<'a>(variants: &'a [Variant], at: usize, name: &str) -> Option<&'a Variant> {
    let may_teach = |o: &Variant| o.role == Role::Teacher || !o.has_role();
    let is_end =
        |o: &Variant| may_teach(o) && o.group.strip_suffix(name).is_some_and(|rest| rest.ends_with(['_', '-']));
    let is_start =
        |o: &Variant| may_teach(o) && o.group.strip_prefix(name).is_some_and(|rest| rest.starts_with(['_', '-']));
    // By its id also an earlier checkpoint of a run.
    if let Some(named) = variants.iter().enumerate().find(|(i, o)| *i != at && o.id == name) {
        return Some(named.1);
    }
    let ways: [&dyn Fn(&Variant) -> bool; 4] = [&|o| o.stem() == name, &|o| o.group == name, &is_end, &is_start];
    let fitting = ways.iter().map(|is_meant| others(variants, at).filter(|o| is_meant(o)).collect::<Vec<_>>());
    one(&fitting.into_iter().find(|f| !f.is_empty())?, variants[at].seed)
}

/// The role of a variant that no file gives one, where another names it as its teacher.
fn role_as_teacher(variants: &[Variant], at: usize) -> Option<Role> {
    let v = &variants[at];
    let taught = variants.iter().any(|o| o.teacher.as_ref() == Some(&v.id));
    let role = if v.teacher.is_some() { Role::Assistant } else { Role::Teacher };
    (taught && !v.has_role()).then_some(role)
}

/// A run's earlier checkpoints are what its last one is.
fn take_roles_of_runs(variants: &mut [Variant]) {
    let of = |v: &Variant| Some((v.run.as_ref()?.id.clone(), (v.role, v.found_by.get("role")?.clone())));
    let roles: BTreeMap<String, (Role, String)> = variants.iter().filter(|v| !v.is_earlier()).filter_map(of).collect();
    for v in variants.iter_mut().filter(|v| v.is_earlier() && !v.has_role()) {
        if let Some((role, by)) = v.run.as_ref().and_then(|run| roles.get(&run.id)) {
            v.role = *role;
            v.found_by.insert("role".to_owned(), by.clone());
        }
    }
}

fn set_reference(variants: &mut [Variant], at: usize) {
    let v = &variants[at];
    if v.is_earlier() && v.reference.is_none() {
        return;
    }
    let found = if let Some(name) = &v.reference {
        by_name(variants, at, name).map(|o| (o, ""))
    } else {
        let (fitting, why) = references(variants, at);
        let is_known = |o: &&Variant| o.objective.is_some() || v.is_taught();
        one(&fitting, v.seed).filter(is_known).map(|o| (o, why))
    };
    let Some((id, why)) = found.map(|(o, why)| (o.id.clone(), why)) else { return };
    let v = &mut variants[at];
    v.found_by.entry("reference".to_owned()).or_insert_with(|| why.to_owned());
    v.reference = Some(id);
}

/// What a variant may be compared with, and in words why: a smoothed teacher with those of hard labels; a student with those
/// that its teacher's reference taught alike, or where its teacher has none, with those trained from scratch.
fn references(variants: &[Variant], at: usize) -> (Vec<&Variant>, &'static str) {
    let v = &variants[at];
    let others = || others(variants, at);
    if !v.is_taught() {
        let is_hard = |o: &&Variant| v.alpha().is_some() && o.role == v.role && o.alpha().is_none();
        let mut hard: Vec<&Variant> = others().filter(is_hard).collect();
        if hard.iter().any(|o| o.objective.is_some()) {
            hard.retain(|o| o.objective.is_some());
        }
        let why = match v.role {
            Role::Teacher => "the hard-label teacher, of the same seed where there is one",
            _ => "the hard-label variant, of the same seed where there is one",
        };
        return (hard, why);
    }
    let teacher = variants.iter().find(|o| v.teacher.as_ref() == Some(&o.id));
    match teacher.map(|t| &t.reference) {
        None => (Vec::new(), ""),
        Some(Some(reference)) => {
            let is_twin = |o: &&Variant| {
                o.teacher.as_ref() == Some(reference) && o.role == v.role && o.distillation == v.distillation
            };
            (others().filter(is_twin).collect(), "taught alike by its teacher's reference")
        }
        Some(None) => {
            let is_scratch = |o: &&Variant| v.role == Role::Student && o.role == Role::Scratch && o.has_role();
            (others().filter(is_scratch).collect(), "trained from scratch, of the same seed where there is one")
        }
    }
}

fn teacher_question(variants: &[Variant], at: usize) -> Option<String> {
    let v = &variants[at];
    let is_known = variants.iter().any(|o| v.teacher.as_ref() == Some(&o.id));
    if is_known || (!v.is_taught() && v.teacher.is_none()) {
        return None;
    }
    let mut what = format!("which teacher taught {} is not known", v.id);
    if let Some(name) = &v.teacher {
        let _ = write!(what, " (its files name {name:?}, which is not one variant here)");
    }
    let fitting = v.teacher_alpha.map(|alpha| teachers_of(variants, at, alpha)).unwrap_or_default();
    what.push_str(&several(&fitting));
    Some(question(&what, &v.id, "teacher = \"the id of its teacher\""))
}

fn reference_question(variants: &[Variant], at: usize) -> Option<String> {
    let v = &variants[at];
    let (fitting, _) = references(variants, at);
    if v.reference.is_some() || fitting.is_empty() {
        return None;
    }
    let what = format!("what {} is to be compared with is not known{}", v.id, several(&fitting));
    Some(question(&what, &v.id, "reference = \"the id of its reference\""))
}

/// A student of soft labels whose temperature nothing says.
fn temperature_question(v: &Variant) -> Option<String> {
    let is_softened = v.objective.as_ref().is_some_and(|o| o.name == "kd");
    if !is_softened || v.distillation.is_some() {
        return None;
    }
    let what = format!("at which temperature {} was distilled is not known", v.id);
    Some(question(&what, &v.id, "distillation = { temperature = 4.0 }"))
}

/// A name that says `alpha` may mean smoothing, or the weight of distillation.
fn alpha_question(v: &Variant) -> Option<String> {
    let alpha = v.bare_alpha.filter(|_| v.objective.is_none())?;
    let what = format!("whether the alpha = {alpha} in the name of {} is its smoothing mass is not known", v.id);
    let line = format!("objective = {{ name = \"label_smoothing\", alpha = {alpha} }}");
    Some(question(&what, &v.id, &line))
}

/// Variants of one group that are not of one epoch differ by more than their seed.
fn epoch_questions(variants: &[Variant]) -> Vec<String> {
    let mut groups: BTreeMap<&str, Vec<(&Variant, u64)>> = BTreeMap::new();
    for v in variants {
        // The best of each run is of an epoch of its own.
        let is_best = matches!(v.files.first().and_then(runs::moment), Some((Moment::Best, _)));
        if let Some(epoch) = v.epoch.filter(|_| !is_best) {
            groups.entry(&v.group).or_default().push((v, epoch));
        }
    }
    let ask = |(group, of): (&str, Vec<(&Variant, u64)>)| {
        let (first, epoch) = *of.first()?;
        let (other, another) = *of.iter().find(|(_, other)| *other != epoch)?;
        let what = format!(
            "the group {group} mixes epochs ({} is of {epoch}, {} of {another}); if they differ by more than their seed",
            first.id, other.id
        );
        Some(question(&what, &other.id, &format!("group = \"{group} of epoch {another}\"")))
    };
    groups.into_iter().filter_map(ask).collect()
}

fn several(fitting: &[&Variant]) -> String {
    let ids: Vec<&str> = fitting.iter().map(|o| o.id.as_str()).take(8).collect();
    if ids.is_empty() { String::new() } else { format!(" (it may be {})", ids.join(", ")) }
}

fn question(what: &str, id: &str, line: &str) -> String {
    format!("{what}; write in penult.toml\n  [[variant]]\n  id = {id:?}\n  {line}")
}
