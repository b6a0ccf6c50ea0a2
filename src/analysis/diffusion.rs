//! Where students at a higher temperature moved their classes: the operational diffusion index η of each teacher's students.
//!
//! Fed by the features of students of one teacher group and recipe at two temperatures or more; read by `relations`, the ledger and
//! the page. The lowest temperature is compared with each higher one, seed by seed. Interval: over examples by the jackknife of the
//! mean over the seeds, over seeds by Student's t, √ of the sum of squares.

use std::collections::BTreeMap;

use super::cache::Cache;
use super::groups::paired;
use super::intervals::{self, mean, student_t, variance};
use super::measure::Shared;
use super::pairs::Member;
use super::schema::{Diffusion, Distillation, Metric, Number, Role};
use super::sink::Sink;
use super::{LEVEL, SEED};
use crate::metrics::class_distances::State;
use crate::metrics::class_sets::ClassSets;
use crate::metrics::diffusion_index::{self as eta, diffusion_index};
use crate::metrics::{Measured, Undefined};

/// Random sets behind the permutation null.
const DRAWS: usize = 199;

/// The registry's names of η of similar classes, of dissimilar ones, and of their difference.
const NAMES: [&str; 3] = ["diffusion_index", "diffusion_index_dissimilar", "diffusion_index_difference"];

/// d̂ (K, K) of one student: of all examples, then without each jackknife group.
type Distances = Vec<Measured<Vec<f64>>>;

/// A group of students, the same but for their seeds.
#[derive(Debug)]
struct Students<'a> {
    teacher: &'a str,
    id: &'a str,
    temperature: f64,
    /// All that two temperatures must have in common.
    recipe: String,
    members: Vec<usize>,
}

/// Every teacher group's students at the lowest temperature against those at each higher one.
pub fn diffusion(members: &[Member<'_>], (shared, cache): (&Shared, &Cache<'_>), split: &str) -> Vec<Diffusion> {
    let students = students(members);
    let compared: Vec<(&Students<'_>, &Students<'_>)> =
        students.iter().filter_map(|to| Some((lowest(&students, to)?, to))).collect();
    if compared.is_empty() {
        return Vec::new();
    }
    let key = key(members, &compared, &format!("{split}/{}", shared.similar_by()));
    if let Some(kept) = cache.read(&key, "diffusion") {
        return kept;
    }
    let needed = compared.iter().flat_map(|(from, to)| from.members.iter().chain(&to.members));
    let mut distances: BTreeMap<usize, Distances> = BTreeMap::new();
    needed.for_each(|at| _ = distances.entry(*at).or_insert_with(|| of_student(&members[*at], shared)));
    let of = |(from, to): &(&Students<'_>, &Students<'_>)| {
        Compared { from, to, members, distances: &distances }.measure(shared, split)
    };
    let made: Vec<Diffusion> = compared.iter().map(of).collect();
    cache.write(&key, "diffusion", &made);
    made
}

/// The groups of students that were distilled, in the order of the study.
fn students<'a>(members: &[Member<'a>]) -> Vec<Students<'a>> {
    let mut out: Vec<Students<'a>> = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let variant = &member.input.variant;
        let of_teacher = |t: &String| members.iter().find(|m| m.input.id == *t);
        let Some(teacher) = variant.teacher.as_ref().and_then(of_teacher) else { continue };
        let Some(Distillation { temperature, convention, label_weight }) = &variant.distillation else { continue };
        if variant.role != Role::Student {
            continue;
        }
        if let Some(known) = out.iter_mut().find(|s| s.id == variant.group) {
            known.members.push(at);
            continue;
        }
        let network = variant.network.as_ref().map(|n| (&n.family, n.parameters));
        let objective = variant.objective.as_ref().map(|o| &o.name);
        let width = member.activations.width;
        out.push(Students {
            teacher: &teacher.input.variant.group,
            id: &variant.group,
            temperature: *temperature,
            recipe: format!("{convention}/{label_weight}/{objective:?}/{network:?}/{width}"),
            members: vec![at],
        });
    }
    out
}

/// The group at the lowest temperature of the same teacher and recipe, where that is below this one's.
fn lowest<'s, 'a>(students: &'s [Students<'a>], to: &Students<'a>) -> Option<&'s Students<'a>> {
    let alike = students.iter().filter(|s| s.teacher == to.teacher && s.recipe == to.recipe);
    // The first of equal temperatures.
    let lowest = alike.min_by(|a, b| a.temperature.total_cmp(&b.temperature))?;
    (lowest.temperature < to.temperature).then_some(lowest)
}

fn key(members: &[Member<'_>], compared: &[(&Students<'_>, &Students<'_>)], setting: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("{setting}/{compared:?}").as_bytes());
    members.iter().for_each(|m| _ = hasher.update(format!("{}/{:?}/", m.key, m.input.variant.seed).as_bytes()));
    hasher.finalize().to_hex().to_string()
}

fn of_student(member: &Member<'_>, shared: &Shared) -> Distances {
    let a = member.activations;
    let empty = State::new(a.classes, a.width);
    let size = a.classes * a.width.max(a.classes);
    let push = |state: &mut State, i: usize| state.push(a.features().row(i), a.labels[i]);
    let found = shared.jackknifed(size, &empty, push, State::value);
    a.release();
    found
}

/// Students at two temperatures.
struct Compared<'a> {
    from: &'a Students<'a>,
    to: &'a Students<'a>,
    members: &'a [Member<'a>],
    distances: &'a BTreeMap<usize, Distances>,
}

impl Compared<'_> {
    fn measure(&self, shared: &Shared, split: &str) -> Diffusion {
        let sets = shared.similar_classes();
        let seeds = self.pairs();
        let found = sets.clone().and_then(|sets| Ok((sets, seeds?)));
        let examples = self.members[self.from.members[0]].activations.n;
        let mut sink = Sink::new(examples);
        let (mut random_sets, mut between_seeds) = (None, None);
        match found {
            Ok((sets, seeds)) => {
                self.put(sets, &seeds, &mut sink);
                random_sets = self.random_sets(sets, &seeds).ok();
                between_seeds = self.between_seeds(sets).ok();
            }
            Err(why) => NAMES.iter().for_each(|name| sink.undefined(name, &why)),
        }
        let mut metrics = sink.finish().0;
        let missing = || Metric::Undefined { undefined: "it was not measured".to_owned() };
        let [similar, dissimilar, difference] = NAMES.map(|name| metrics.swap_remove(name).unwrap_or_else(missing));
        Diffusion {
            teacher: self.from.teacher.to_owned(),
            from: self.from.id.to_owned(),
            to: self.to.id.to_owned(),
            temperatures: [self.from.temperature, self.to.temperature],
            split: split.to_owned(),
            sets: shared.similar_by().to_owned(),
            similar,
            dissimilar,
            difference,
            random_sets,
            between_seeds,
        }
    }

    /// Students of the same seed, as places of members.
    fn pairs(&self) -> Measured<Vec<(usize, usize)>> {
        let (from, to) = (&self.from.members, &self.to.members);
        if let ([a], [b]) = (from.as_slice(), to.as_slice()) {
            return Ok(vec![(*a, *b)]);
        }
        let seeds = |of: &[usize]| of.iter().map(|m| self.members[*m].input.variant.seed).collect::<Vec<_>>();
        let other =
            || Undefined(format!("the students of {} and {} do not have the same seeds", self.from.id, self.to.id));
        let partners = paired(&seeds(from), &seeds(to)).ok_or_else(other)?;
        Ok(from.iter().zip(partners).map(|(a, at)| (*a, to[at])).collect())
    }

    /// η of one pair of students, of all examples (0) or without a jackknife group.
    fn eta(&self, (a, b): (usize, usize), at: usize, sets: &ClassSets) -> Measured<[f64; 3]> {
        let none = || Undefined("there are no distances".to_owned());
        let of = |m: usize| self.distances[&m].get(at).cloned().ok_or_else(none)?;
        let found = diffusion_index(&of(a)?, &of(b)?, sets)?;
        Ok([found.similar, found.dissimilar, found.difference()])
    }

    /// The means over the seeds, with their intervals.
    fn put(&self, sets: &ClassSets, seeds: &[(usize, usize)], sink: &mut Sink) {
        let count = seeds.iter().flat_map(|(a, b)| [a, b]).map(|m| self.distances[m].len()).min().unwrap_or(0);
        let at = |at: usize| seeds.iter().map(|s| self.eta(*s, at, sets)).collect::<Measured<Vec<[f64; 3]>>>();
        let values: Vec<_> = (0..count.max(1)).map(at).collect();
        for (of, name) in NAMES.iter().enumerate() {
            let column = |rows: &Vec<[f64; 3]>| rows.iter().map(|row| row[of]).collect::<Vec<f64>>();
            let means = values.iter().map(|rows| rows.as_ref().map(|r| mean(&column(r))).map_err(Clone::clone));
            sink.put_jackknife(name, means);
            let Some(Ok(rows)) = values.first() else { continue };
            let over_seeds = over_seeds(&column(rows));
            sink.amend(name, |estimate| {
                let half = estimate.low.zip(estimate.high).map(|(low, high)| (high - low) / 2.0);
                let (Some(half), Number::One(value)) = (half, &estimate.value) else { return };
                match over_seeds {
                    Some(seeds) => {
                        let half = half.hypot(seeds);
                        (estimate.low, estimate.high) = (Some(value - half), Some(value + half));
                        estimate.interval_method = format!(
                            "seeds and examples: √((Student's t over {} paired seeds)² + (jackknife over examples)²)",
                            rows.len()
                        );
                    }
                    None => estimate.interval_method += "; one seed, so it describes these checkpoints only",
                }
            });
        }
    }

    /// Ends of the middle 95 % of the mean difference over random sets, the same for all seeds.
    fn random_sets(&self, sets: &ClassSets, seeds: &[(usize, usize)]) -> Measured<[f64; 2]> {
        let mut sums = vec![0.0; DRAWS];
        for (a, b) in seeds {
            let (a, b) = (self.distances[a][0].clone()?, self.distances[b][0].clone()?);
            let drawn = eta::random_sets(&a, &b, sets, (DRAWS, SEED))?;
            sums.iter_mut().zip(drawn).for_each(|(sum, d)| *sum += d.difference() / seeds.len() as f64);
        }
        let (low, high) = intervals::percentile(&sums, LEVEL);
        Ok([low, high])
    }

    /// Lowest and highest difference between two seeds at the lower temperature.
    fn between_seeds(&self, sets: &ClassSets) -> Measured<[f64; 2]> {
        let of = |m: &usize| self.distances[m][0].clone();
        let students = self.from.members.iter().map(of).collect::<Measured<Vec<_>>>()?;
        let found: Vec<f64> = eta::seeds(&students, sets)?.iter().map(eta::Diffusion::difference).collect();
        let (low, high) = (f64::INFINITY, f64::NEG_INFINITY);
        Ok([found.iter().copied().fold(low, f64::min), found.iter().copied().fold(high, f64::max)])
    }
}

/// Half-width over seeds; none for one.
fn over_seeds(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    (values.len() > 1).then(|| student_t(n - 1.0, LEVEL) * (variance(values) / n).sqrt())
}
