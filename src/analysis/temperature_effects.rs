//! What a higher temperature does to students, and whether it does more to those of the smoothed teacher.
//!
//! (accuracy at the higher T - at the lower T) of the teacher's students, the same of its reference's, and the difference of both:
//! a contrast of four groups, seed by seed on the same resamples. Fed by what `measure` found; read by the argument.

use super::argument::families::{Family, Students, families};
use super::groups::{self, Measured, Member, Spreads};
use super::schema::{Analysis, Effect, TemperatureEffect};
use super::sink::Spread;

/// The metric that is followed.
const METRIC: &str = "accuracy";

/// One effect for each family, higher temperature and split.
pub fn temperature_effects(analysis: &Analysis, measured: &Measured) -> Vec<TemperatureEffect> {
    let families = families(analysis);
    let mut out = Vec::new();
    for (split, of) in measured {
        let members = |group: &String| -> Vec<Member<'_>> {
            let in_group = analysis.variants.iter().filter(|(_, v)| v.group == *group);
            in_group.filter_map(|(id, v)| Some((v.seed, &of.get(id)?.spreads))).collect()
        };
        for (family, (low, high)) in families.iter().flat_map(|f| f.heated().into_iter().map(move |pair| (f, pair))) {
            let sides = [&low.group, &high.group, &low.reference, &high.reference].map(members);
            out.extend(effect(family, (low, high), split, &sides));
        }
    }
    out
}

/// `sides`: the teacher's students at the lower and the higher temperature, then the reference's.
fn effect(
    family: &Family,
    (low, high): (&Students, &Students),
    split: &str,
    sides: &[Vec<Member<'_>>; 4],
) -> Option<TemperatureEffect> {
    let [of_teacher, of_reference] =
        [(0, 1), (2, 3)].map(|(a, b)| Some(groups::difference(&sides[a], &sides[b], METRIC)?.effect()));
    let (of_teacher, of_reference) = (of_teacher?, of_reference?);
    let difference = contrast(sides).unwrap_or_else(|| apart(&of_teacher, &of_reference));
    Some(TemperatureEffect {
        teacher: family.teacher.clone(),
        reference: family.reference.clone(),
        students: [low.group.clone(), high.group.clone()],
        reference_students: [low.reference.clone(), high.reference.clone()],
        temperatures: [low.temperature()?, high.temperature()?],
        split: split.to_owned(),
        metric: METRIC.to_owned(),
        of_teacher,
        of_reference,
        difference,
    })
}

/// The contrast of all four, paired; none where the seeds of one teacher's students do not pair.
fn contrast(sides: &[Vec<Member<'_>>; 4]) -> Option<Effect> {
    let [of_teacher, of_reference] = [(0, 1), (2, 3)].map(|(a, b)| changes(&sides[a], &sides[b]));
    let (of_teacher, of_reference) = (of_teacher?, of_reference?);
    Some(groups::difference(&members(&of_reference), &members(&of_teacher), METRIC)?.effect())
}

fn members(changes: &[(Option<u64>, Spreads)]) -> Vec<Member<'_>> {
    changes.iter().map(|(seed, spreads)| (*seed, spreads)).collect()
}

/// Higher minus lower temperature, seed by seed and resample by resample.
fn changes(low: &[Member<'_>], high: &[Member<'_>]) -> Option<Vec<(Option<u64>, Spreads)>> {
    let seeds = |side: &[Member<'_>]| side.iter().map(|m| m.0).collect::<Vec<_>>();
    let partners = match (low, high) {
        ([_], [_]) => vec![0],
        _ => groups::paired(&seeds(low), &seeds(high))?,
    };
    let change = |(member, at): (&Member<'_>, usize)| {
        let (a, b) = (member.1.get(METRIC)?, high[at].1.get(METRIC)?);
        let values = a.values.iter().zip(&b.values).map(|(a, b)| b - a).collect();
        Some((member.0, Spreads::from([(METRIC.to_owned(), Spread { value: b.value - a.value, values })])))
    };
    low.iter().zip(partners).map(change).collect()
}

/// The difference of two effects that nothing pairs.
fn apart(of_teacher: &Effect, of_reference: &Effect) -> Effect {
    let half = |effect: &Effect| (effect.high - effect.low) / 2.0;
    let (value, half) = (of_teacher.value - of_reference.value, half(of_teacher).hypot(half(of_reference)));
    let interval_method = "half-widths of both effects added in squares".to_owned();
    Effect { value, low: value - half, high: value + half, interval_method }
}
