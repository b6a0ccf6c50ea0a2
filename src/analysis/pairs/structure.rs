//! What two variants make of the classes: chance-corrected agreement, correlations of logits, which classes are taken for which.

use std::iter::once;

use rayon::prelude::*;

use super::{Member, both, same_classes};
use crate::analysis::measure::{SUMS_AT_ONCE, Shared};
use crate::analysis::sink::Sink;
use crate::analysis::{SEED, format};
use crate::metrics::logit_correlation::{correlation, logit_correlation_difference};
use crate::metrics::moments::{Moments, Shifted};
use crate::metrics::off_target_information as off_target;
use crate::metrics::similarity_structure::similarity_structure;
use crate::metrics::{Measured, Undefined, kappa};

/// Permutations of the classes behind the p-value of the similarity structure.
const PERMUTATIONS: usize = 999;

/// Variants whose matrices are held at once, as many as a study may well have.
const VARIANTS: usize = 16;

/// A matrix of classes by classes, a row a class; none for one without examples.
type Profiles = Vec<Option<Vec<f64>>>;

/// The matrices (K, K) of one variant: of all examples, then without each jackknife group.
pub(super) struct Resemblances {
    correlations: Vec<Measured<Vec<f64>>>,
    profiles: Vec<Measured<Profiles>>,
}

impl Member<'_> {
    fn resemblances(&self, shared: &Shared) -> &Resemblances {
        self.resemblances
            .get_or_init(|| Resemblances { correlations: correlations(self, shared), profiles: profiles(self, shared) })
    }
}

/// Measures a pair.
pub(super) fn structure(a: &Member<'_>, b: &Member<'_>, shared: &Shared, sink: &mut Sink) {
    if let Err(why) = same_classes(a, b) {
        let names = ["kappa", "logit_correlation_difference", "similarity_structure"];
        return names.iter().for_each(|name| sink.undefined(name, &why));
    }
    let k = a.activations.classes;
    let (of_a, of_b) = (a.answers(), b.answers());
    let push = |state: &mut kappa::State, i: usize| state.push_answers(of_a[i].0, of_b[i].0);
    let values = shared.jackknifed(2 * k + 1, &kappa::State::new(k), push, kappa::State::value);
    sink.put_jackknife("kappa", values.into_iter());
    let (of_a, of_b) = (a.resemblances(shared), b.resemblances(shared));
    let gaps = of_a.correlations.iter().zip(&of_b.correlations);
    sink.put_jackknife(
        "logit_correlation_difference",
        gaps.map(|(a, b)| both(a, b).and_then(|(a, b)| logit_correlation_difference(a, b, k))),
    );
    let of = |(a, b): (&Measured<Profiles>, &Measured<Profiles>), permutations: usize| {
        both(a, b).and_then(|(a, b)| similarity_structure(a, b, permutations, SEED))
    };
    let of_groups = of_a.profiles.par_iter().zip(&of_b.profiles).map(|both| of(both, 0).map(|s| s.rho));
    sink.put_jackknife("similarity_structure", of_groups.collect::<Vec<_>>().into_iter());
    let whole = of_a.profiles.first().zip(of_b.profiles.first()).map(|both| of(both, PERMUTATIONS));
    if let Some(Ok(found)) = whole {
        let p = format::decimals(found.p, 3);
        let note = format!("p = {p} of {PERMUTATIONS} permutations of {} classes (Mantel)", found.classes);
        sink.amend("similarity_structure", |estimate| estimate.note = Some(note));
    }
}

fn correlations(member: &Member<'_>, shared: &Shared) -> Vec<Measured<Vec<f64>>> {
    let logits = member.activations.logits();
    let k = logits.cols;
    let shifted = Shifted::by_mean(logits);
    let value = |m: &Moments| correlation(&m.covariance(), k);
    if VARIANTS * (k + 2).pow(2) * shared.jackknife.groups().len() > SUMS_AT_ONCE {
        return vec![value(&Moments::of_all(&shifted, &shifted))];
    }
    let of = |members: &[usize]| Moments::of(&shifted, &shifted, members);
    let found = shared.jackknife.delete_a_group(of, value);
    found.map_or_else(
        || vec![Err(Undefined("there are no examples".to_owned()))],
        |(all, deleted)| once(value(&all)).chain(deleted).collect(),
    )
}

fn profiles(member: &Member<'_>, shared: &Shared) -> Vec<Measured<Profiles>> {
    let a = member.activations;
    match off_target::State::new(a.classes, 1.0) {
        Ok(empty) => {
            let push = |state: &mut off_target::State, i: usize| state.push(a.logits().row(i), a.labels[i]);
            shared.jackknifed(VARIANTS * a.classes * a.classes, &empty, push, |state| Ok(state.profiles()))
        }
        Err(why) => vec![Err(why)],
    }
}
