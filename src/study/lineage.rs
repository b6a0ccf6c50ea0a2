//! Who taught whom, and what each variant is compared with.

use super::Variant;
use super::facts::Role;

/// Turns what the files say of teachers into ids, and sets the references that are not given. Gives what it could not find
/// out, as sentences with the line to write.
pub fn resolve(variants: &mut [Variant]) -> Vec<String> {
    let mut questions = Vec::new();
    for at in 0..variants.len() {
        if let Some(question) = find_teacher(variants, at) {
            questions.push(question);
        }
    }
    for at in 0..variants.len() {
        teacher_reference(variants, at);
    }
    for at in 0..variants.len() {
        student_reference(variants, at);
    }
    questions
}

/// A variant's teacher by id, by the stem of its file or by its group and seed; else by its smoothing and seed.
fn find_teacher(variants: &mut [Variant], at: usize) -> Option<String> {
    let v = &variants[at];
    let others = || variants.iter().enumerate().filter(move |(i, _)| *i != at).map(|(_, o)| o);
    let same_seed = |o: &&Variant| o.seed == v.seed || v.seed.is_none() || o.seed.is_none();
    let found = match (&v.teacher, v.teacher_alpha) {
        (Some(name), _) => {
            let by_name = others().find(|o| o.id == *name || o.stem() == *name);
            by_name
                .or_else(|| others().filter(same_seed).find(|o| o.group == *name || o.group.ends_with(name.as_str())))
        }
        (None, Some(alpha)) => {
            let is_like = |o: &&Variant| o.role == Role::Teacher && (o.alpha().unwrap_or(0.0) - alpha).abs() < 1e-9;
            let mut like = others().filter(is_like).filter(same_seed);
            // One alone, or it would be a guess.
            like.next().filter(|_| like.next().is_none())
        }
        (None, None) => None,
    };
    let found = found.map(|o| o.id.clone());
    let is_taught = matches!(v.role, Role::Student | Role::Assistant);
    let (id, named) = (v.id.clone(), v.teacher.clone());
    variants[at].teacher = found;
    if variants[at].teacher.is_some() || (!is_taught && named.is_none()) {
        return None;
    }
    let what = named.map_or_else(String::new, |n| format!(" (its files name {n:?}, which is not here)"));
    Some(format!(
        "which teacher taught {id} is not known{what}; write in penult.toml:\n  [[variant]]\n  id = {id:?}\n  teacher = \"the id of its teacher\""
    ))
}

/// A smoothed teacher's reference: the hard-label teacher of its seed, where all hard-label teachers are of one group.
fn teacher_reference(variants: &mut [Variant], at: usize) {
    let v = &variants[at];
    if v.role != Role::Teacher || v.alpha().is_none() || v.reference.is_some() {
        return;
    }
    let hard: Vec<&Variant> = variants.iter().filter(|o| o.role == Role::Teacher && o.alpha().is_none()).collect();
    let Some(first) = hard.first().filter(|f| hard.iter().all(|h| h.group == f.group)) else { return };
    let found = hard.iter().find(|h| h.seed == v.seed).unwrap_or(first).id.clone();
    set(&mut variants[at], found, "the hard-label teacher, of the same seed where there is one");
}

/// A student's reference: the student of its teacher's reference that was taught alike; where its teacher has none, the
/// network of its kind that was trained from scratch.
fn student_reference(variants: &mut [Variant], at: usize) {
    let v = &variants[at];
    let Some(teacher) = v.teacher.as_ref().filter(|_| v.reference.is_none()) else { return };
    let reference = variants.iter().find(|o| o.id == *teacher).and_then(|t| t.reference.clone());
    let (found, why) = match reference {
        Some(reference) => {
            let twin = |o: &&Variant| o.teacher.as_ref() == Some(&reference) && o.distillation == v.distillation;
            let twins: Vec<&Variant> = variants.iter().filter(twin).collect();
            let found = twins.iter().find(|t| t.seed == v.seed).or_else(|| twins.first());
            (found.map(|t| t.id.clone()), "taught alike by its teacher's reference")
        }
        None => {
            let scratch: Vec<&Variant> = variants.iter().filter(|o| o.role == Role::Scratch).collect();
            let is_one_group = scratch.iter().all(|s| s.group == scratch[0].group);
            let found = scratch.iter().find(|s| s.seed == v.seed).or_else(|| scratch.first()).filter(|_| is_one_group);
            (found.map(|s| s.id.clone()), "trained from scratch, of the same seed where there is one")
        }
    };
    if let Some(found) = found {
        set(&mut variants[at], found, why);
    }
}

fn set(v: &mut Variant, reference: String, why: &str) {
    v.reference = Some(reference);
    v.found_by.insert("reference".to_owned(), why.to_owned());
}
