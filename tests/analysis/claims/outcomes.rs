//! Every claim comes out in each of its three ways, and never by a point alone.

use penult::analysis::claims::{CLAIMS, Entry, judge};
use penult::analysis::schema::{Analysis, Claim, Outcome};

use super::made::{Says, blank, study};

fn claim(analysis: &Analysis, paper: &str, entry: &Entry) -> Claim {
    let ledger = judge(analysis);
    ledger.into_iter().find(|c| c.paper == paper && c.claim == entry.claim).unwrap()
}

fn each(of: impl Fn(&str, &'static Entry)) {
    CLAIMS.iter().for_each(|paper| paper.claims.iter().for_each(|entry| of(paper.key, entry)));
}

#[test]
fn every_claim_is_supported_where_it_is_so() {
    each(|paper, entry| {
        let c = claim(&study(&entry.rule, Says::Yes), paper, entry);
        assert_eq!(c.outcome, Outcome::Supported, "{paper} {}: {}", entry.claim, c.reason);
        assert!(c.p.is_some_and(|p| p < 0.05) && c.would_decide.is_none(), "{paper} {}", entry.claim);
    });
}

#[test]
fn every_claim_is_contradicted_where_it_is_not_so() {
    each(|paper, entry| {
        let c = claim(&study(&entry.rule, Says::No), paper, entry);
        assert_eq!(c.outcome, Outcome::Contradicted, "{paper} {}: {}", entry.claim, c.reason);
        assert!(c.p.is_some_and(|p| p < 0.05) && c.would_decide.is_none(), "{paper} {}", entry.claim);
    });
}

#[test]
fn every_claim_is_undetermined_where_the_interval_holds_its_bound() {
    each(|paper, entry| {
        let c = claim(&study(&entry.rule, Says::Neither), paper, entry);
        assert_eq!(c.outcome, Outcome::Undetermined, "{paper} {}: {}", entry.claim, c.reason);
        assert!(c.p.is_some_and(|p| p > 0.05), "{paper} {}: {:?}", entry.claim, c.p);
        assert!(c.would_decide.is_some_and(|w| w.ends_with("would decide it")), "{paper} {}", entry.claim);
    });
}

#[test]
fn no_claim_is_decided_by_a_point_alone() {
    each(|paper, entry| {
        let c = claim(&study(&entry.rule, Says::PointAlone), paper, entry);
        assert_eq!((c.outcome, c.p), (Outcome::Undetermined, None), "{paper} {}: {}", entry.claim, c.reason);
        assert!(c.would_decide.is_some(), "{paper} {}", entry.claim);
    });
}

#[test]
fn every_claim_says_what_an_empty_study_lacks() {
    for c in judge(&blank()) {
        assert_eq!((c.outcome, c.value, c.p), (Outcome::Undetermined, None, None), "{} {}", c.paper, c.claim);
        assert!(!c.reason.is_empty() && !c.reason.ends_with('.'), "{}", c.reason);
        assert!(c.would_decide.is_some_and(|w| w.starts_with("Add ")), "{} {}", c.paper, c.claim);
    }
}
