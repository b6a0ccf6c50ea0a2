//! Similarities whose cost grows with the square of the rows, or which hold the rows against permutations: of a sample of them.
//!
//! The sample is class-stratified by the hashes of the ids, and the same for all variants. Variants are prepared once; where they
//! do not all fit into memory together, pairs go tile by tile.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::features::ENOUGH;
use super::portrait::Portrait;
use super::{Member, Metrics, Place, both};
use crate::analysis::SEED;
use crate::analysis::intervals::mean;
use crate::analysis::jackknife::Jackknife;
use crate::analysis::sink::{Sink, Spread};
use crate::metrics::cka_null::cka_null;
use crate::metrics::class_centred_cka::{LeftOut, class_centred_cka, squares};
use crate::metrics::minibatch_cka::State;
use crate::metrics::mutual_knn::overlap;
use crate::metrics::procrustes::procrustes;
use crate::metrics::pwcca::pwcca;
use crate::metrics::sample::{ROWS, hashed_order, width_note};
use crate::metrics::svcca::{VARIANCE, svcca};
use crate::metrics::within_class_null::Null;
use crate::metrics::{Measured, Mergeable as _};
use crate::random::stratified;

/// Bytes of prepared variants that are held at once.
const BYTES_AT_ONCE: usize = 640 << 20;

/// Examples a feature, below which canonical correlations of unlike networks are high.
const ENOUGH_FOR_CORRELATIONS: usize = 10;

/// The sampled rows.
pub(super) struct Chosen {
    /// Their numbers, rising.
    pub rows: Vec<usize>,
    /// Their numbers in an order in which consecutive ones are of any class.
    pub shuffled: Vec<usize>,
    /// Their labels.
    pub labels: Vec<usize>,
    /// Jackknife groups of places in the sample.
    pub left_out: Vec<LeftOut>,
}

/// The sample with the variants that are prepared.
pub(super) struct Sampled {
    chosen: Chosen,
    examples: usize,
    widest: usize,
    prepared: BTreeMap<usize, Portrait>,
}

impl Sampled {
    /// Of the examples that all variants share; none without variants.
    pub fn of(members: &[Member<'_>]) -> Option<Self> {
        let a = members.first()?.activations;
        let rows = stratified(&a.labels, &a.ids, ROWS);
        let labels: Vec<usize> = rows.iter().map(|i| a.labels[*i]).collect();
        let shuffled = hashed_order(&rows, &a.ids);
        let left_out = Jackknife::new(&labels).groups().iter().map(|g| LeftOut::new(g, &labels)).collect();
        let widest = members.iter().map(|m| m.activations.width).max().unwrap_or(0);
        let chosen = Chosen { rows, shuffled, labels, left_out };
        Some(Self { chosen, examples: a.n, widest, prepared: BTreeMap::new() })
    }

    /// Variants that are held at once.
    pub fn at_once(&self) -> usize {
        BYTES_AT_ONCE / Portrait::bytes(self.chosen.rows.len(), self.widest).max(1)
    }

    /// Measures the pairs of a tile.
    pub fn measure(&mut self, members: &[Member<'_>], at: &[Place]) -> Vec<Metrics> {
        let needed: BTreeSet<usize> = at.iter().flat_map(|(a, b)| [*a, *b]).collect();
        self.prepared.retain(|member, _| needed.contains(member));
        let missing: Vec<usize> = needed.into_iter().filter(|m| !self.prepared.contains_key(m)).collect();
        let prepare = |at: &usize| (*at, Portrait::new(&members[*at], &self.chosen));
        for missing in missing.chunks(at_once()) {
            let made: Vec<(usize, Portrait)> = missing.par_iter().map(prepare).collect();
            self.prepared.extend(made);
        }
        let pairs = |at: &[Place]| at.par_iter().map(|at| self.pair(members, *at)).collect::<Vec<_>>();
        at.chunks(at_once()).flat_map(pairs).collect()
    }

    fn pair(&self, members: &[Member<'_>], at: Place) -> Metrics {
        let (a, b) = (&members[at.0], &members[at.1]);
        let (Some(x), Some(y)) = (self.prepared.get(&at.0), self.prepared.get(&at.1)) else { return Metrics::new() };
        let mut sink = Sink::new(self.chosen.rows.len());
        put_minibatch(x, y, &mut sink);
        put_kernels(x, y, &mut sink);
        let within = squares(x.side.residuals(), y.side.residuals(), &self.chosen.left_out);
        let within = within.iter().zip(x.within.iter().zip(&y.within));
        sink.put_jackknife("class_centred_cka", within.map(|(xy, (xx, yy))| class_centred_cka(*xy, *xx, *yy)));
        sink.put_plain("procrustes", procrustes(x.side.centred(), y.side.centred()));
        put_correlations(x, y, &mut sink);
        let shared = both(&x.neighbours, &y.neighbours).and_then(|(x, y)| overlap(x, y));
        sink.put_plain("mutual_knn", shared.map(|shares| mean(&shares)));
        let nulls = cka_null(&x.side, &y.side, &self.chosen.labels, SEED);
        put_null("linear_cka_debiased_null", nulls.linear, &mut sink);
        put_null("class_centred_cka_null", nulls.class_centred, &mut sink);
        self.put_notes(a.activations.width.max(b.activations.width), &mut sink);
        sink.finish().0
    }

    /// That it is a sample, and where there are few rows for the width.
    fn put_notes(&self, widest: usize, sink: &mut Sink) {
        let n = self.chosen.rows.len();
        let sampled = (n < self.examples).then(|| format!("on {n} class-stratified rows of {}", self.examples));
        let few = |name: &str| match name {
            "svcca" | "pwcca" => width_note(n, widest, ENOUGH_FOR_CORRELATIONS),
            "rbf_cka" | "class_centred_cka" | "procrustes" => width_note(n, widest, ENOUGH),
            _ => None,
        };
        for name in sink.names() {
            let notes: Vec<String> = sampled.iter().cloned().chain(few(&name)).collect();
            sink.amend(&name, |estimate| estimate.note = (!notes.is_empty()).then(|| notes.join("; ")));
        }
    }
}

/// Variants and pairs that are measured side by side: one a thread, which begins no other while it waits for its own parts.
fn at_once() -> usize {
    rayon::current_num_threads()
}

/// Pairs tile by tile: those of one tile are of at most so many variants.
pub fn tiles(places: Vec<(usize, usize)>, at_once: usize) -> Vec<Vec<(usize, usize)>> {
    let members: BTreeSet<usize> = places.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let block = if members.len() <= at_once { members.len().max(1) } else { (at_once / 2).max(1) };
    let block_of: BTreeMap<usize, usize> = members.into_iter().enumerate().map(|(rank, m)| (m, rank / block)).collect();
    let mut tiles: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for at in places {
        let (a, b) = (block_of[&at.0], block_of[&at.1]);
        tiles.entry((a.min(b), a.max(b))).or_default().push(at);
    }
    tiles.into_values().collect()
}

/// Its interval leaves out batch by batch.
fn put_minibatch(x: &Portrait, y: &Portrait, sink: &mut Sink) {
    let of = |(k, l)| {
        let mut state = State::default();
        state.push_kernels(k, l);
        state
    };
    let batches: Vec<State> = x.batches.iter().zip(&y.batches).map(of).collect();
    let mut all = State::default();
    batches.iter().for_each(|batch| all.merge(batch));
    let without = |batch: &State| {
        let mut rest = all;
        rest.subtract(batch);
        rest.value()
    };
    sink.put_jackknife("minibatch_cka", std::iter::once(all.value()).chain(batches.iter().map(without)));
    let method = format!("delete-a-batch jackknife, {} batches", batches.len());
    sink.amend("minibatch_cka", |estimate| {
        if estimate.low.is_some() {
            estimate.interval_method = method;
        }
    });
}

fn put_kernels(x: &Portrait, y: &Portrait, sink: &mut Sink) {
    let cka = both(&x.kernel, &y.kernel).map(|(x, y)| x.cka(y));
    sink.put_plain("rbf_cka", cka.clone().and_then(|cka| cka.biased));
    sink.put_plain("rbf_cka_debiased", cka.and_then(|cka| cka.debiased));
}

fn put_correlations(x: &Portrait, y: &Portrait, sink: &mut Sink) {
    let bases = both(&x.basis, &y.basis);
    sink.put_plain("svcca", bases.clone().and_then(|(a, b)| svcca(&a.leading(VARIANCE), &b.leading(VARIANCE))));
    sink.put_plain("pwcca", bases.and_then(|(a, b)| pwcca((x.side.centred(), a), (y.side.centred(), b))));
}

fn put_null(name: &str, null: Measured<Null>, sink: &mut Sink) {
    match null {
        Ok(null) => {
            let spread = Spread { value: null.mean, values: Vec::new() };
            sink.put(name, spread, Some((null.smallest, null.largest)));
        }
        Err(why) => sink.undefined(name, &why),
    }
}
