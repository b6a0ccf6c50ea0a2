//! Which groups a claim is about, and what they are compared with: conditions on role, objective and lineage.
//!
//! The first variant of a group stands for it: its variants differ by seed alone. Networks that are not known (where
//! activations were given) count as the same for two teachers, two assistants, or two of the others.

use crate::analysis::schema::{Analysis, Role, Variant};

/// A condition on a group.
#[derive(Clone, Copy, Debug)]
pub enum Is {
    /// Trained by one of these objectives, by name.
    Trained(&'static [&'static str]),
    /// Has this role.
    Has(Role),
    /// Has a teacher that fits.
    TaughtBy(&'static [Is]),
    /// Distilled at T = 1.
    AtOne,
    /// Distilled above T = 1.
    AboveOne,
    /// Of its teacher's network.
    OfTeachersNetwork,
    /// Smaller than its teacher.
    SmallerThanTeacher,
}

/// What a group is compared with.
#[derive(Clone, Copy, Debug)]
pub enum Against {
    /// Itself, in another statistic.
    Itself,
    /// Its reference.
    Reference,
    /// Its teacher.
    Teacher,
    /// Groups that fit and are linked with it.
    Others(&'static [Is], &'static [Link]),
}

/// What links two groups that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The same network.
    Network,
    /// The same teacher.
    Teacher,
    /// Teachers of the same network.
    TeacherNetwork,
    /// Distilled alike: temperature, convention, label weight.
    Distillation,
    /// Teachers of one network and objective, the other's trained for more epochs.
    LongerTeacher,
}

/// Variants trained with label smoothing.
pub const SMOOTHED: &[Is] = &[Is::Trained(&["label_smoothing"])];
/// Variants trained on hard labels alone.
pub const HARD: &[Is] = &[Is::Trained(&["cross_entropy"])];
/// Variants that another taught.
pub const TAUGHT: &[Is] = &[Is::TaughtBy(&[])];
/// Teachers, which nobody taught.
pub const TEACHERS: &[Is] = &[Is::Has(Role::Teacher)];
/// Teachers of hard labels.
pub const HARD_TEACHERS: &[Is] = &[Is::Has(Role::Teacher), Is::Trained(&["cross_entropy"])];
/// Students of a teacher trained with label smoothing.
pub const OF_SMOOTHED: &[Is] = &[Is::TaughtBy(SMOOTHED)];
/// Students of a teacher of hard labels.
pub const OF_HARD: &[Is] = &[Is::TaughtBy(HARD)];
/// Students by plain distillation.
pub const DISTILLED: &[Is] = &[Is::Trained(&["kd"]), Is::TaughtBy(&[])];
/// Students of their teacher's network, by plain distillation.
pub const SELF_DISTILLED: &[Is] = &[Is::Trained(&["kd", "born_again"]), Is::OfTeachersNetwork];

/// Students of hard teachers of the same network, distilled alike.
pub const STUDENTS_OF_HARD: Against =
    Against::Others(OF_HARD, &[Link::Network, Link::TeacherNetwork, Link::Distillation]);
/// Students of the same teacher by plain distillation.
pub const PLAIN_DISTILLATION: Against = Against::Others(DISTILLED, &[Link::Network, Link::Teacher]);
/// Variants of the same network on hard labels.
pub const HARD_OF_SAME_NETWORK: Against = Against::Others(HARD, &[Link::Network]);

/// The variant that stands for a group.
pub fn first<'a>(analysis: &'a Analysis, group: &str) -> Option<&'a Variant> {
    analysis.variants.get(analysis.groups.get(group)?.variants.first()?)
}

/// The variant's teacher.
pub fn teacher<'a>(analysis: &'a Analysis, variant: &Variant) -> Option<&'a Variant> {
    analysis.variants.get(variant.teacher.as_ref()?)
}

/// Groups that fit, in the order of the study.
pub fn fitting<'a>(analysis: &'a Analysis, conditions: &[Is]) -> Vec<&'a str> {
    let names = analysis.groups.keys().map(String::as_str);
    names.filter(|g| first(analysis, g).is_some_and(|v| fits(analysis, v, conditions))).collect()
}

/// Whether a variant fits all conditions.
pub fn fits(analysis: &Analysis, variant: &Variant, conditions: &[Is]) -> bool {
    let of_teacher = || teacher(analysis, variant);
    let temperature = || variant.distillation.as_ref().map(|d| d.temperature);
    conditions.iter().all(|condition| match condition {
        Is::Trained(names) => variant.objective.as_ref().is_some_and(|o| names.contains(&o.name.as_str())),
        Is::Has(role) => variant.role == *role,
        Is::TaughtBy(conditions) => of_teacher().is_some_and(|t| fits(analysis, t, conditions)),
        Is::AtOne => temperature().is_some_and(|t| (t - 1.0).abs() < 1e-9),
        Is::AboveOne => temperature().is_some_and(|t| t > 1.0 + 1e-9),
        Is::OfTeachersNetwork => {
            of_teacher().is_some_and(|t| variant.network.is_some() && network(t) == network(variant))
        }
        Is::SmallerThanTeacher => of_teacher().and_then(|t| Some(size(variant)? < size(t)?)).unwrap_or_default(),
    })
}

/// The groups that a group is compared with, in the order of the study.
pub fn partners<'a>(analysis: &'a Analysis, group: &'a str, against: Against) -> Vec<&'a str> {
    let Some(variant) = first(analysis, group) else { return Vec::new() };
    let of = |id: &Option<String>| Some(analysis.variants.get(id.as_ref()?)?.group.as_str());
    match against {
        Against::Itself => vec![group],
        Against::Reference => of(&variant.reference).into_iter().collect(),
        Against::Teacher => of(&variant.teacher).into_iter().collect(),
        Against::Others(conditions, links) => {
            let is_linked = |other: &&str| {
                let linked = |other| links.iter().all(|link| is_linked(analysis, (variant, other), *link));
                *other != group && first(analysis, other).is_some_and(linked)
            };
            fitting(analysis, conditions).into_iter().filter(is_linked).collect()
        }
    }
}

/// Whether a variant and another are linked so.
pub fn is_linked(analysis: &Analysis, (variant, other): (&Variant, &Variant), link: Link) -> bool {
    let teachers = || Some((teacher(analysis, variant)?, teacher(analysis, other)?));
    match link {
        Link::Network => network(variant) == network(other),
        Link::Teacher => teachers().is_some_and(|(a, b)| a.group == b.group),
        Link::TeacherNetwork => teachers().is_some_and(|(a, b)| network(a) == network(b)),
        Link::Distillation => variant.distillation == other.distillation,
        Link::LongerTeacher => teachers().is_some_and(|(a, b)| {
            let is_longer = a.epoch.zip(b.epoch).is_some_and(|(a, b)| a < b);
            is_longer && network(a) == network(b) && a.objective == b.objective
        }),
    }
}

/// Family and size of the network; where it is not known, a stand-in by role.
fn network(variant: &Variant) -> (&str, usize) {
    let by_role = match variant.role {
        Role::Student | Role::Scratch => 0,
        Role::Assistant => 1,
        Role::Teacher => 2,
    };
    variant.network.as_ref().map_or(("", by_role), |n| (n.family.as_str(), n.parameters))
}

fn size(variant: &Variant) -> Option<usize> {
    variant.network.as_ref().map(|n| n.parameters)
}
