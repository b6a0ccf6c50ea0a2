//! What counts as a change between two analyses, number by number and fact by fact.

use penult::analysis::changes::{Changes, Kind, Why, changes};
use penult::analysis::schema::{Analysis, Check, Claim, Metric, Outcome, State};

use crate::report::{study, undefined, value};

fn put(analysis: &mut Analysis, id: &str, (metric, of): (&str, Metric)) {
    let split = analysis.variants[id].splits.get_mut("test").unwrap();
    split.metrics.insert(metric.to_owned(), of);
}

/// The changes after a change of the study.
fn after(change: impl FnOnce(&mut Analysis)) -> Changes {
    let before = study().analysis;
    let mut after = before.clone();
    change(&mut after);
    changes(&before, &after)
}

/// The same with other weights in one variant.
fn retrained(metric: &str, of: Metric) -> Changes {
    after(|analysis| {
        analysis.variants["hard_1"].checkpoint.blake3 = "ff".repeat(32);
        put(analysis, "hard_1", (metric, of));
    })
}

#[test]
fn an_analysis_differs_from_itself_in_nothing() {
    let found = after(|_| {});
    assert!(!found.is_any(), "{found:?}");
    assert!(found.compared > 100 && found.settings.is_empty() && found.without_interval == 0, "{found:?}");
}

#[test]
fn any_other_value_of_the_same_inputs_is_a_change() {
    // nll of hard_1 is 1 − 0.8/3 with an interval of ±0.01: far inside it.
    let nll = 1.0 - 0.8 / 3.0;
    let found = after(|analysis| put(analysis, "hard_1", ("nll", value(nll + 1e-6, nll - 0.01, nll + 0.01))));
    let [only] = found.numbers.as_slice() else { panic!("{found:?}") };
    assert_eq!((only.kind, only.of.as_str(), only.metric.as_str()), (Kind::Variant, "hard_1", "nll"));
    assert_eq!((only.why, only.interval), (Why::SameInputs, None));
    // The last bits are the machine's.
    let found = after(|analysis| put(analysis, "hard_1", ("nll", value(nll * (1.0 + 1e-13), nll - 0.01, nll + 0.01))));
    assert!(!found.is_any());
}

#[test]
fn of_other_weights_only_what_both_intervals_exclude_is_a_change() {
    // accuracy of hard_1 is 0.8 ± 0.01. √(0.01² + 0.01²) = 0.0141 is the half-width of the difference; 0.013 is inside.
    assert!(retrained("accuracy", value(0.813, 0.803, 0.823)).numbers.is_empty());
    // 0.05 is 3.5 half-widths, z = 6.9: it stands against all other numbers too.
    let found = retrained("accuracy", value(0.85, 0.84, 0.86));
    let [only] = found.numbers.as_slice() else { panic!("{found:?}") };
    assert_eq!((only.why, only.before, only.after), (Why::BeyondNoise, Some(0.8), Some(0.85)));
    let (low, high) = only.interval.unwrap();
    let half = 0.01 * 2f64.sqrt();
    assert!((low - (0.05 - half)).abs() < 1e-9 && (high - (0.05 + half)).abs() < 1e-9, "{low} {high}");
    assert_eq!(found.checkpoints[0].variant, "hard_1");
}

#[test]
fn a_side_of_an_interval_counts_towards_the_other_value() {
    // From 0.8 ± 0.01 up to 0.85: the lower half-width decides. A long upper side changes nothing, a long lower one does.
    assert_eq!(retrained("accuracy", value(0.85, 0.84, 0.99)).numbers.len(), 1);
    assert!(retrained("accuracy", value(0.85, 0.75, 0.86)).numbers.is_empty());
}

#[test]
fn a_difference_among_thousands_must_stand_out_from_them() {
    // z = 1.96 · 0.0155/0.01414 = 2.15: p = 0.03, which one of a hundred numbers reaches by chance.
    let found = retrained("accuracy", value(0.8155, 0.8055, 0.8255));
    assert!(found.numbers.is_empty(), "{found:?}");
}

#[test]
fn without_an_interval_nothing_is_said_but_the_number_is_counted() {
    let plain = |v: f64| {
        let Metric::Value(mut estimate) = value(v, v, v) else { unreachable!() };
        (estimate.low, estimate.high) = (None, None);
        Metric::Value(estimate)
    };
    let found = retrained("accuracy", plain(0.5));
    assert!(found.numbers.is_empty());
    assert_eq!(found.without_interval, 1);
}

#[test]
fn what_became_undefined_is_a_change_with_its_reason() {
    let found = retrained("temperature", undefined("no optimum"));
    let [only] = found.numbers.as_slice() else { panic!("{found:?}") };
    assert_eq!((only.why, only.after, only.undefined.as_deref()), (Why::Undefined, None, Some("no optimum")));
}

#[test]
fn settings_alone_are_told_and_are_no_change() {
    let found = after(|analysis| {
        analysis.settings.bins = 20;
        analysis.settings.commit = Some("4f2a91c".to_owned());
        analysis.variants["hard_1"].checkpoint.blake3 = "ff".repeat(32);
    });
    assert!(!found.is_any());
    let told: Vec<(&str, &str, &str)> =
        found.settings.iter().map(|s| (s.name.as_str(), s.before.as_str(), s.after.as_str())).collect();
    assert_eq!(told, [("commit", "unknown", "4f2a91c"), ("confidence bins", "15", "20")]);
    assert_eq!(found.checkpoints.len(), 1);
}

#[test]
fn verdicts_steps_claims_checks_and_variants_are_told() {
    let claim = |outcome| Claim {
        paper: "muller2019".to_owned(),
        claim: "tighter".to_owned(),
        statement: "Tighter.".to_owned(),
        statistic: String::new(),
        rule: String::new(),
        outcome,
        value: None,
        low: None,
        high: None,
        p: None,
        reason: "of two seeds".to_owned(),
        would_decide: None,
        conflict: None,
    };
    let check = |has_passed| Check {
        name: "rows_aligned".to_owned(),
        statement: String::new(),
        has_passed,
        found: "one row".to_owned(),
        deviation: None,
        tolerance: None,
    };
    let mut before = study().analysis;
    let mut after = before.clone();
    before.ledger = vec![claim(Outcome::Supported)];
    after.ledger = vec![claim(Outcome::Undetermined)];
    before.checks = vec![check(Some(true))];
    after.checks = vec![check(Some(false))];
    after.argument.verdicts[0].kinds = vec!["erasure".to_owned()];
    after.argument.verdicts[0].steps[0].state = State::Undetermined;
    after.variants.shift_remove("hard_2").unwrap();
    let found = changes(&before, &after);
    assert!(found.is_any());
    assert_eq!(
        (found.verdicts[0].before.as_slice(), found.verdicts[0].after.as_slice()),
        (&["undetermined".to_owned()][..], &["erasure".to_owned()][..])
    );
    assert_eq!(found.verdicts[0].steps.len(), 1);
    assert_eq!((found.claims[0].claim.as_str(), found.claims[0].after), ("muller2019/tighter", Outcome::Undetermined));
    assert_eq!((found.checks[0].before, found.checks[0].after), (Some(true), Some(false)));
    assert_eq!(found.variants_removed, ["hard_2"]);
    // A check that could not be made is none that failed.
    after.checks = vec![check(None)];
    assert!(changes(&before, &after).checks.is_empty());
}

#[test]
fn the_strongest_change_of_a_kind_comes_first() {
    let found = after(|analysis| {
        for (id, far) in [("hard_1", 0.02), ("smooth_1", 0.2)] {
            put(analysis, id, ("brier", value(0.1 / 0.7 + far, 0.0, 1.0)));
        }
    });
    let of: Vec<&str> = found.numbers.iter().map(|n| n.of.as_str()).collect();
    assert_eq!(of, ["smooth_1", "hard_1"]);
}
