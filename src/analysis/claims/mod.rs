//! The ledger: what the papers claim, and what these checkpoints say of it. One file a paper, one entry a claim.
//!
//! Fed by everything else of an analysis; read by the page. An entry is data: a sentence (ours) and a rule, see `rule`; its
//! outcome, its value and the words of its rule follow from it. Where papers contradict each other the entries say so.

pub mod rule;

mod judge;

mod amara2022_bdkd;
mod chandrasegaran2022;
mod cho2019;
mod choi2023_mixkd;
mod ganta2021;
mod guo2017;
mod kornblith2021;
mod liang2022_zipf;
mod liu2022_mbls;
mod liu2023_cals;
mod mirzadeh2020_takd;
mod muller2019;
mod pham2022;
mod smith2022;
mod stanton2021;
mod tarvainen2017;
mod tian2020_crd;
mod vats2021;
mod wang2022_prue;
mod yang2021;

pub use judge::judge;

use crate::analysis::format;
use crate::analysis::schema::{Claim, Role};
use rule::words;
use rule::{During, Is, Quantity, Rule};

/// A paper and what it claims.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    /// Its key.
    pub key: &'static str,
    /// Authors, year and title.
    pub title: &'static str,
    /// Its claims that checkpoints can test.
    pub claims: &'static [Entry],
}

/// One claim.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its key, within the paper.
    pub claim: &'static str,
    /// The claim in a sentence of ours.
    pub statement: &'static str,
    /// What decides it.
    pub rule: Rule,
    /// Where another paper says otherwise, and what tells the two apart.
    pub conflict: Option<&'static str>,
}

impl Entry {
    /// A claim that no other paper here contradicts.
    const fn new(claim: &'static str, statement: &'static str, rule: Rule) -> Self {
        Self { claim, statement, rule, conflict: None }
    }

    /// The same, with where it meets another paper.
    const fn but(self, conflict: &'static str) -> Self {
        Self { conflict: Some(conflict), ..self }
    }
}

/// ρ of a statistic with the epoch, late in training.
const fn late_trend(of: &'static [Is], metric: &'static str) -> Quantity {
    Quantity::Trend { of, metric, during: During::LaterHalf }
}

/// All papers, in the order of the science.
pub const CLAIMS: &[Paper] = &[
    muller2019::PAPER,
    chandrasegaran2022::PAPER,
    kornblith2021::PAPER,
    wang2022_prue::PAPER,
    liu2022_mbls::PAPER,
    amara2022_bdkd::PAPER,
    stanton2021::PAPER,
    choi2023_mixkd::PAPER,
    vats2021::PAPER,
    mirzadeh2020_takd::PAPER,
    cho2019::PAPER,
    tian2020_crd::PAPER,
    guo2017::PAPER,
    yang2021::PAPER,
    pham2022::PAPER,
    liang2022_zipf::PAPER,
    ganta2021::PAPER,
    smith2022::PAPER,
    liu2023_cals::PAPER,
    tarvainen2017::PAPER,
];

/// The value of a claim with its interval and unit; none where it has no value.
pub fn measured(claim: &Claim) -> Option<String> {
    let (value, ends) = (claim.value?, claim.low.zip(claim.high));
    let entry = paper(&claim.paper).and_then(|p| p.claims.iter().find(|e| e.claim == claim.claim));
    Some(match entry {
        Some(entry) => words::measured(&entry.rule.quantity, value, ends),
        // Of another version of penult.
        None => format::interval(&claim.statistic, value, claim.low, claim.high),
    })
}

/// The paper of a key.
pub fn paper(key: &str) -> Option<&'static Paper> {
    CLAIMS.iter().find(|p| p.key == key)
}
