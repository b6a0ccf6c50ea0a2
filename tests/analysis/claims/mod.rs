//! The ledger on studies that are made for each claim, and its arithmetic against SciPy.

mod contrast; // seeds, paired differences, interactions, η by hand
mod decide; // p-values and Benjamini–Hochberg are SciPy's
mod groups; // who a claim is about, and whom it is compared with
mod judge; // one line a claim, mixed evidence, the correction
mod made; // studies made to fit a rule
mod outcomes; // three outcomes of every claim, and a point decides nothing
mod rank; // trends and relations
mod words; // rules in words are what is done

use std::collections::BTreeSet;

use penult::analysis::claims::rule::words::metrics;
use penult::analysis::claims::{CLAIMS, Entry, paper};
use penult::metrics::definition;

/// Statistics that are computed where weights, augmentations or other labels are given.
const ON_DEMAND: [&str; 9] = [
    "mutual_information_held_out",
    "hessian_trace_scaled",
    "hessian_top_scaled",
    "filter_width",
    "mixing_gap",
    "linear_probe_accuracy",
    "knn_probe_accuracy",
    "teacher_specific_agreement",
    "logit_correlation_difference",
];

pub fn entries() -> impl Iterator<Item = &'static Entry> {
    CLAIMS.iter().flat_map(|paper| paper.claims)
}

/// The entry of `paper/claim`.
pub fn entry(key: &str) -> &'static Entry {
    let (of, claim) = key.split_once('/').unwrap();
    paper(of).unwrap().claims.iter().find(|e| e.claim == claim).unwrap()
}

#[test]
fn every_paper_of_the_science_is_here() {
    let keys: Vec<&str> = CLAIMS.iter().map(|p| p.key).collect();
    let of_science = "muller2019 chandrasegaran2022 kornblith2021 wang2022_prue liu2022_mbls amara2022_bdkd stanton2021 \
                      choi2023_mixkd vats2021 mirzadeh2020_takd cho2019 tian2020_crd guo2017 yang2021 pham2022 \
                      liang2022_zipf ganta2021 smith2022 liu2023_cals tarvainen2017";
    assert_eq!(keys, of_science.split(' ').collect::<Vec<_>>());
}

#[test]
fn at_least_sixty_claims_and_three_a_paper() {
    assert!(entries().count() >= 60, "{}", entries().count());
    CLAIMS.iter().for_each(|p| assert!(p.claims.len() >= 3, "{}", p.key));
}

#[test]
fn keys_are_told_apart_and_statements_are_sentences() {
    for paper in CLAIMS {
        let keys: BTreeSet<&str> = paper.claims.iter().map(|e| e.claim).collect();
        assert_eq!(keys.len(), paper.claims.len(), "{}", paper.key);
    }
    for entry in entries() {
        let statement = entry.statement;
        assert!(statement.ends_with('.') || statement.ends_with(")."), "{statement}");
        assert!(statement.starts_with(char::is_uppercase) && statement.split(' ').count() > 4, "{statement}");
        assert!(entry.conflict.is_none_or(|c| c.ends_with('.')), "{}", entry.claim);
    }
}

#[test]
fn every_statistic_of_a_rule_is_one_of_penults() {
    for name in entries().flat_map(|e| metrics(&e.rule.quantity)) {
        let is_known = definition(name).is_some() || ON_DEMAND.contains(&name) || name == "parameters";
        assert!(is_known, "{name}");
    }
}
