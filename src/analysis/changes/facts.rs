//! What changed beside numbers: verdicts, claims, checks, variants, files, settings.

use indexmap::IndexMap;
use serde::Serialize;

use crate::analysis::format;
use crate::analysis::schema::{Analysis, Check, Outcome, Preprocessing, State, Variant, Verdict};

/// A verdict whose kinds or steps changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VerdictChange {
    /// The teacher group.
    pub teacher: String,
    /// Its reference group.
    pub reference: String,
    /// Kinds before; none where there was no verdict.
    pub before: Vec<String>,
    /// Kinds after; none where there is no verdict.
    pub after: Vec<String>,
    /// Steps that came out otherwise.
    pub steps: Vec<StepChange>,
}

/// A step of the chain that came out otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepChange {
    /// The question that it asks, with its setting.
    pub name: String,
    /// Before.
    pub before: State,
    /// After.
    pub after: State,
}

/// A claim with another outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimChange {
    /// `paper/claim`.
    pub claim: String,
    /// The claim in words.
    pub statement: String,
    /// Before.
    pub before: Outcome,
    /// After.
    pub after: Outcome,
    /// Why it came out so after.
    pub reason: String,
}

/// A self-check with another outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckChange {
    /// Its key.
    pub name: String,
    /// Whether it held before.
    pub before: Option<bool>,
    /// Whether it holds after.
    pub after: Option<bool>,
    /// What was found after.
    pub found: String,
}

/// A variant whose file is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckpointChange {
    /// The variant.
    pub variant: String,
    /// BLAKE3 before.
    pub before: String,
    /// BLAKE3 after.
    pub after: String,
}

/// A setting or fact that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// What it is.
    pub name: String,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
}

/// Ids that the other map lacks.
pub(super) fn without(a: &IndexMap<String, Variant>, b: &IndexMap<String, Variant>) -> Vec<String> {
    a.keys().filter(|id| !b.contains_key(*id)).cloned().collect()
}

/// Verdicts with other kinds or steps, those that came, and those that went.
pub(super) fn verdicts(before: &Analysis, after: &Analysis) -> Vec<VerdictChange> {
    let (a, b) = (&before.argument.verdicts, &after.argument.verdicts);
    let same = |x: &Verdict, y: &Verdict| x.teacher == y.teacher && x.reference == y.reference;
    let found = a.iter().map(|x| (Some(x), b.iter().find(|y| same(x, y))));
    let new = b.iter().filter(|y| !a.iter().any(|x| same(x, y))).map(|y| (None, Some(y)));
    found.chain(new).filter_map(|(x, y)| verdict(x, y)).collect()
}

fn verdict(before: Option<&Verdict>, after: Option<&Verdict>) -> Option<VerdictChange> {
    let kinds = |v: Option<&Verdict>| v.map(|v| v.kinds.clone()).unwrap_or_default();
    let steps: Vec<StepChange> = before.zip(after).map(|(x, y)| steps(x, y)).unwrap_or_default();
    let any = before.or(after)?;
    let change = VerdictChange {
        teacher: any.teacher.clone(),
        reference: any.reference.clone(),
        before: kinds(before),
        after: kinds(after),
        steps,
    };
    (change.before != change.after || !change.steps.is_empty()).then_some(change)
}

fn steps(before: &Verdict, after: &Verdict) -> Vec<StepChange> {
    let of = |x: &crate::analysis::schema::Step| {
        // A link has a step a setting.
        let y = after.steps.iter().find(|y| y.name == x.name)?;
        (x.state != y.state).then(|| StepChange { name: x.name.clone(), before: x.state, after: y.state })
    };
    before.steps.iter().filter_map(of).collect()
}

/// Claims that both analyses have, with another outcome.
pub(super) fn claims(before: &Analysis, after: &Analysis) -> Vec<ClaimChange> {
    let of = |x: &crate::analysis::schema::Claim| {
        let y = after.ledger.iter().find(|y| y.paper == x.paper && y.claim == x.claim)?;
        (x.outcome != y.outcome).then(|| ClaimChange {
            claim: format!("{}/{}", x.paper, x.claim),
            statement: y.statement.clone(),
            before: x.outcome,
            after: y.outcome,
            reason: y.reason.clone(),
        })
    };
    before.ledger.iter().filter_map(of).collect()
}

/// Checks that held and do not, or the other way round; what could not be checked on one side is no change.
pub(super) fn checks(before: &Analysis, after: &Analysis) -> Vec<CheckChange> {
    let of = |y: &Check| {
        let x = before.checks.iter().find(|x| x.name == y.name)?;
        let is_change = x.has_passed.zip(y.has_passed).is_some_and(|(x, y)| x != y);
        is_change.then(|| CheckChange {
            name: y.name.clone(),
            before: x.has_passed,
            after: y.has_passed,
            found: y.found.clone(),
        })
    };
    after.checks.iter().filter_map(of).collect()
}

/// Variants of the same id from other files.
pub(super) fn checkpoints(before: &Analysis, after: &Analysis) -> Vec<CheckpointChange> {
    let of = |(id, x): (&String, &Variant)| {
        let y = after.variants.get(id)?;
        let [before, after] = [x, y].map(|v| v.checkpoint.blake3.clone());
        (before != after).then(|| CheckpointChange { variant: id.clone(), before, after })
    };
    before.variants.iter().filter_map(of).collect()
}

/// Settings, data and facts of variants that differ.
pub(super) fn settings(before: &Analysis, after: &Analysis) -> Vec<Setting> {
    let mut out = Vec::new();
    let mut put = |name: &str, before: String, after: String| {
        if before != after {
            out.push(Setting { name: name.to_owned(), before, after });
        }
    };
    let (a, b) = (told(before), told(after));
    a.into_iter().zip(b).for_each(|((name, x), (_, y))| put(name, x, y));
    let splits =
        before.data.splits.keys().chain(after.data.splits.keys().filter(|s| !before.data.splits.contains_key(*s)));
    for split in splits {
        put(&format!("examples of {split}"), examples(before, split), examples(after, split));
    }
    for (id, x) in &before.variants {
        let Some(y) = after.variants.get(id) else { continue };
        place(x).into_iter().zip(place(y)).for_each(|((name, x), (_, y))| put(&format!("{name} of {id}"), x, y));
    }
    out
}

/// What numbers depend on, each as a text.
fn told(of: &Analysis) -> [(&'static str, String); 10] {
    let settings = &of.settings;
    [
        ("penult", of.penult.clone()),
        ("commit", settings.commit.clone().unwrap_or_else(unknown)),
        ("options", settings.arguments.join(" ")),
        ("seed", settings.seed.to_string()),
        ("resamples", format::count(settings.resamples)),
        ("level of the intervals", format::exact(settings.level)),
        ("confidence bins", format::count(settings.bins)),
        ("margin of equal accuracies", format::exact(settings.equivalence)),
        ("data", format!("{}, {} classes", of.data.name, format::count(of.data.classes.len()))),
        ("preprocessing", constants(of.data.preprocessing.as_ref())),
    ]
}

fn unknown() -> String {
    "unknown".to_owned()
}

fn constants(of: Option<&Preprocessing>) -> String {
    let list = |values: &[f32]| values.iter().map(format::exact).collect::<Vec<_>>().join(", ");
    of.map_or_else(unknown, |p| format!("mean {}, std {}", list(&p.mean), list(&p.std)))
}

fn examples(of: &Analysis, split: &str) -> String {
    let hash = |hash: &str| hash.chars().take(12).collect::<String>();
    of.data
        .splits
        .get(split)
        .map_or_else(|| "none".to_owned(), |s| format!("{}, {}", format::count(s.n), hash(&s.hash)))
}

/// Where a variant stands in the study.
fn place(of: &Variant) -> [(&'static str, String); 4] {
    let text = |fact: &Option<String>| fact.clone().unwrap_or_else(|| "none".to_owned());
    [
        ("role", of.role.name().to_owned()),
        ("group", of.group.clone()),
        ("teacher", text(&of.teacher)),
        ("reference", text(&of.reference)),
    ]
}
