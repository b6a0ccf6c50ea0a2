//! Similarities of a sample of the rows: values of the metrics themselves, notes, nulls, edges.

use std::collections::BTreeSet;

use penult::analysis::Input;
use penult::analysis::pairs::sampled::tiles;
use penult::analysis::schema::{Metric, Role};
use penult::metrics::cca::Basis;
use penult::metrics::cka_null::{Side, cka_null};
use penult::metrics::class_centred_cka::{Residuals, class_centred_cka, squares};
use penult::metrics::kernel::Kernel;
use penult::metrics::minibatch_cka::{BATCH, State};
use penult::metrics::mutual_knn::{neighbours, overlap};
use penult::metrics::procrustes::procrustes;
use penult::metrics::pwcca::pwcca;
use penult::metrics::sample::{Sample, hashed_order, stratified};
use penult::metrics::svcca::{self, svcca};

use super::super::{Made, analysed, input, mean, near, variant};

fn inputs(a: &Made, b: &Made) -> Vec<Input> {
    let of = |id: &str, made: &Made| input(id, variant(Role::Teacher, id, None), &[("test", made)]);
    vec![of("a", a), of("b", b)]
}

#[test]
fn values_are_those_of_the_metrics_themselves_on_two_thousand_rows() {
    let (x, y) = (Made::new(2600, 4, 5, 1), Made::new(2600, 4, 7, 2));
    let analysis = analysed(inputs(&x, &y), 4).analysis;
    let metrics = &analysis.pairs[0].metrics;
    let found = |name: &str| metrics[name].scalar().unwrap().0;
    let (a, b) = (x.open(), y.open());
    let rows = stratified(&a.labels, &a.ids, 2000);
    let labels: Vec<usize> = rows.iter().map(|i| a.labels[*i]).collect();
    let [p, q] = [&a, &b].map(|m| Sample::of(m.features(), &rows));
    let rbf = Kernel::rbf(&p, 1.0).unwrap().cka(&Kernel::rbf(&q, 1.0).unwrap());
    near(found("rbf_cka"), rbf.biased.unwrap(), 1e-12);
    near(found("rbf_cka_debiased"), rbf.debiased.unwrap(), 1e-12);
    let shuffled = hashed_order(&rows, &a.ids);
    near(found("minibatch_cka"), State::of(a.features(), b.features(), &shuffled, BATCH).value().unwrap(), 1e-12);
    let (pc, qc) = (p.clone().centred(), q.clone().centred());
    near(found("procrustes"), procrustes(&pc, &qc).unwrap(), 1e-12);
    let main = |s: &Sample| Basis::of(s, svcca::VARIANCE).unwrap();
    near(found("svcca"), svcca(&main(&pc), &main(&qc)).unwrap(), 1e-12);
    let whole = |s: &Sample| Basis::of(s, 1.0).unwrap();
    near(found("pwcca"), pwcca((&pc, &whole(&pc)), (&qc, &whole(&qc))).unwrap(), 1e-12);
    let [near_p, near_q] = [&p, &q].map(|s| neighbours(s, 10).unwrap());
    near(found("mutual_knn"), mean(&overlap(&near_p, &near_q).unwrap()), 1e-12);
    let [of_a, of_b] = [&pc, &qc].map(|centred| Residuals::of(centred, &labels));
    let square = |p, q| squares(p, q, &[])[0];
    let expected = class_centred_cka(square(&of_a, &of_b), square(&of_a, &of_a), square(&of_b, &of_b)).unwrap();
    near(found("class_centred_cka"), expected, 1e-12);
    let nulls = cka_null(&Side::new(&p, &labels), &Side::new(&q, &labels), &labels, 0);
    near(found("linear_cka_debiased_null"), nulls.linear.unwrap().mean, 1e-12);
    let (null, estimate) = metrics["class_centred_cka_null"].scalar().unwrap();
    near(null, nulls.class_centred.clone().unwrap().mean, 1e-12);
    near(estimate.high.unwrap(), nulls.class_centred.unwrap().largest, 1e-12);
    assert!(estimate.interval_method.contains("39 permutations"));
}

#[test]
fn what_is_said_of_a_sample_and_of_few_rows() {
    let (x, y) = (Made::new(2600, 4, 5, 1), Made::new(2600, 4, 7, 2));
    let analysis = analysed(inputs(&x, &y), 4).analysis;
    let (_, estimate) = analysis.pairs[0].metrics["svcca"].scalar().unwrap();
    assert_eq!((estimate.n, estimate.note.as_deref()), (2000, Some("on 2000 class-stratified rows of 2600")));
    let analysis = analysed(inputs(&Made::new(60, 3, 8, 1), &Made::new(60, 3, 6, 2)), 3).analysis;
    let note = |name: &str| analysis.pairs[0].metrics[name].scalar().unwrap().1.note.clone();
    assert!(note("svcca").unwrap().starts_with("60 examples are few for 8 features"));
    assert_eq!((note("procrustes"), note("linear_cka"), note("mutual_knn")), (None, None, None));
    let analysis = analysed(inputs(&Made::new(60, 3, 18, 1), &Made::new(60, 3, 6, 2)), 3).analysis;
    let note = |name: &str| analysis.pairs[0].metrics[name].scalar().unwrap().1.note.clone();
    assert!(note("linear_cka").unwrap().contains("18 features") && note("rbf_cka").unwrap().contains("fewer than 4"));
    assert_eq!(note("linear_cka_debiased"), None);
}

/// Two networks that share the classes alone lie in the null; a network and a noisy copy of it do not.
#[test]
fn the_null_tells_a_resemblance_of_examples_from_one_of_classes() {
    let (x, y) = (Made::new(400, 4, 6, 1), Made::new(400, 4, 6, 2));
    let mut copy = Made { head: None, ..x.clone() };
    copy.features.iter_mut().zip(&y.features).for_each(|(c, n)| *c += 0.2 * n);
    let of = |b: &Made| analysed(inputs(&x, b), 4).analysis.pairs.remove(0).metrics;
    let inside = |metrics: &indexmap::IndexMap<String, Metric>, name: &str| {
        let null = metrics[&format!("{name}_null")].scalar().unwrap().1;
        let value = metrics[name].scalar().unwrap().0;
        (value <= null.high.unwrap(), value >= null.low.unwrap())
    };
    let strangers = of(&y);
    for name in ["linear_cka_debiased", "class_centred_cka"] {
        assert_eq!(inside(&strangers, name), (true, true), "{name}");
        assert!(!inside(&of(&copy), name).0, "{name}");
    }
}

#[test]
fn intervals_come_by_the_method_that_is_named() {
    let analysis = analysed(inputs(&Made::new(2600, 4, 5, 1), &Made::new(2600, 4, 7, 2)), 4).analysis;
    let metrics = &analysis.pairs[0].metrics;
    let (value, estimate) = metrics["minibatch_cka"].scalar().unwrap();
    assert_eq!(estimate.interval_method, "delete-a-batch jackknife, 8 batches");
    assert!(estimate.low.unwrap() < value && value < estimate.high.unwrap());
    let (_, estimate) = metrics["class_centred_cka"].scalar().unwrap();
    assert!(estimate.low.is_some() && estimate.interval_method.starts_with("delete-a-group"));
    for name in ["rbf_cka", "procrustes", "svcca", "pwcca", "mutual_knn"] {
        let (_, estimate) = metrics[name].scalar().unwrap();
        assert!(estimate.low.is_none() && estimate.interval_method.starts_with("none: "), "{name}");
    }
}

#[test]
fn what_does_not_vary_or_has_too_few_rows_is_undefined_with_a_reason() {
    let mut constant = Made { head: None, ..Made::new(60, 3, 4, 1) };
    constant.features.fill(0.1);
    let metrics = analysed(inputs(&constant, &Made::new(60, 3, 4, 2)), 3).analysis.pairs.remove(0).metrics;
    let names = [
        "minibatch_cka",
        "rbf_cka",
        "class_centred_cka",
        "procrustes",
        "svcca",
        "pwcca",
        "linear_cka_debiased_null",
        "class_centred_cka_null",
    ];
    for name in names {
        let Metric::Undefined { undefined } = &metrics[name] else { panic!("{name} has a value") };
        assert!(undefined.contains("the features") || undefined.contains("features of one"), "{name}: {undefined}");
    }
    let few = analysed(inputs(&Made::new(3, 3, 4, 1), &Made::new(3, 3, 4, 2)), 3).analysis.pairs.remove(0).metrics;
    for name in ["minibatch_cka", "mutual_knn", "rbf_cka_debiased", "class_centred_cka_null", "class_centred_cka"] {
        assert!(matches!(few[name], Metric::Undefined { .. }), "{name}");
    }
}

#[test]
fn tiles_hold_every_pair_once_and_few_variants() {
    let pairs: Vec<(usize, usize)> = (0..13).flat_map(|a| (a + 1..13).map(move |b| (b, a))).collect();
    for at_once in [0, 2, 6, 12, 13, 100] {
        let found = tiles(pairs.clone(), at_once);
        let mut all: Vec<_> = found.concat();
        all.sort_unstable();
        let mut expected = pairs.clone();
        expected.sort_unstable();
        assert_eq!(all, expected);
        for tile in found {
            let variants: BTreeSet<usize> = tile.iter().flat_map(|(a, b)| [*a, *b]).collect();
            assert!(variants.len() <= at_once.max(2), "{at_once}: {variants:?}");
        }
    }
    assert!(tiles(Vec::new(), 4).is_empty());
}
