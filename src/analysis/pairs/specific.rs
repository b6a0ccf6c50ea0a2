//! What of a student's agreement is with its own teacher: against the students of other teachers.
//!
//! The others are the students of the same group that another variant taught (another seed of the teacher: the control that
//! differs in nothing else); where there are none, the students of the same network and distillation from teachers of any group.

use super::kept::Asked;
use super::{Member, Metrics, Place, put_means, same_classes};
use crate::analysis::measure::Shared;
use crate::analysis::sink::Sink;
use crate::metrics::teacher_specific_agreement::per_example;

const NAME: &str = "teacher_specific_agreement";

/// The pairs of teachers and students, kept under all variants that they are compared with.
pub(super) fn asked(members: &[Member<'_>], taught: Vec<Asked>) -> Vec<Asked> {
    let key = |at: Place| {
        let mut hasher = blake3::Hasher::new();
        let others = others(members, at);
        std::iter::once(at.1).chain(others).for_each(|m| _ = hasher.update(members[m].key.as_bytes()));
        hasher.finalize().to_hex().to_string()
    };
    taught.into_iter().map(|asked| Asked { key: key(asked.at), ..asked }).collect()
}

/// Measures the students of one teacher.
pub(super) fn specific(members: &[Member<'_>], at: &[Place], shared: &Shared) -> Vec<Metrics> {
    let mut sinks: Vec<Sink> = at.iter().map(|_| Sink::new(members[0].activations.n)).collect();
    let mut all = Vec::new();
    for (at, sink) in at.iter().zip(&mut sinks) {
        let (teacher, own) = (&members[at.0], &members[at.1]);
        let places = others(members, *at);
        let others: Vec<_> = places.iter().map(|m| members[*m].activations.logits()).collect();
        let terms = same_classes(teacher, own)
            .and_then(|()| per_example(teacher.activations.logits(), own.activations.logits(), &others));
        // What is mapped counts as memory.
        places.iter().chain([&at.0, &at.1]).for_each(|m| members[*m].activations.release());
        match terms {
            Ok(terms) => all.push(vec![(NAME, terms)]),
            Err(why) => {
                sink.undefined(NAME, &why);
                all.push(Vec::new());
            }
        }
    }
    put_means(&all, shared, &mut sinks);
    for (at, sink) in at.iter().zip(&mut sinks) {
        let note = format!("against {} students of other teachers", others(members, *at).len());
        sink.amend(NAME, |estimate| estimate.note = Some(note));
    }
    sinks.into_iter().map(|sink| sink.finish().0).collect()
}

/// The students that the own one is compared with.
fn others(members: &[Member<'_>], (teacher, own): Place) -> Vec<usize> {
    let of = |m: usize| &members[m].input.variant;
    let is_other = |m: &usize| {
        let taught_by = of(*m).teacher.as_ref();
        taught_by.is_some_and(|t| *t != members[teacher].input.id)
            && members[*m].activations.classes == members[own].activations.classes
    };
    let all: Vec<usize> = (0..members.len()).filter(is_other).collect();
    let fellows: Vec<usize> = all.iter().copied().filter(|m| of(*m).group == of(own).group).collect();
    if !fellows.is_empty() {
        return fellows;
    }
    let network = |m: usize| of(m).network.as_ref().map(|n| (&n.family, n.parameters));
    let is_alike = |m: &usize| network(*m) == network(own) && of(*m).distillation == of(own).distillation;
    all.into_iter().filter(is_alike).collect()
}
