use penult::analysis::schema::Role;
use penult::analysis::shown::margins::{edges, range, shares};
use penult::analysis::{Options, run};
use penult::metrics::margin::per_example;

use super::super::{Made, data, input, variant};

#[test]
fn edges_are_round_and_hold_all_ranges() {
    // From -3.1 to 17.2 in 40 bins: 0.5075 each, so 1 each.
    let found = edges([[-3.1, 9.0], [2.0, 17.2]].iter());
    assert_eq!(found, (-4..=18).map(f64::from).collect::<Vec<f64>>());
    // 0.01 in 40: 0.00025 each, so 0.0005; no digits of a sum of floats.
    let found = edges([[0.0, 0.01]].iter());
    assert_eq!((found.len(), found[3], found[20]), (21, 0.0015, 0.01));
    // 3000 in 40: 75 each, so 100.
    assert_eq!(edges([[-1000.0, 2000.0]].iter()).len(), 31);
}

#[test]
fn margins_that_are_all_alike_lie_in_one_bin() {
    for at in [0.0, 7.25, -1e9] {
        let found = edges([[at, at]].iter());
        let shares = shares(&[at; 5], &found);
        assert!(found.windows(2).all(|w| w[0] < w[1]), "{found:?}");
        assert_eq!(shares.iter().filter(|share| **share == 1.0).count(), 1, "{found:?}");
        assert!(found.len() < 50);
    }
    assert!(edges([].iter()).is_empty());
}

#[test]
fn a_bin_holds_its_lower_edge_and_the_outer_ones_all_beyond() {
    assert_eq!(shares(&[-9.0, 0.0, 0.5, 1.0, 1.5, 2.0, 2.0, 99.0], &[0.0, 1.0, 2.0]), [3.0 / 8.0, 5.0 / 8.0]);
}

#[test]
fn the_range_leaves_a_thousandth_beyond() {
    let mut made = Made::new(4000, 2, 3, 1);
    made.head = None;
    // The label's logit is i - 2000, the other 0.
    made.logits =
        (0..4000).flat_map(|i| if i % 2 == 0 { [i as f32 - 2000.0, 0.0] } else { [0.0, i as f32 - 2000.0] }).collect();
    assert_eq!(range(&made.open()).unwrap(), [-1996.0, 1995.0]);
    assert!(range(&Made::new(9, 1, 2, 1).open()).unwrap_err().0.contains("classes"));
}

/// Variants share their edges, also those that the cache knew over others.
#[test]
fn variants_share_their_edges_whatever_the_cache_keeps() {
    let folder = tempfile::tempdir().unwrap();
    let of = |ids: &[(&str, f32)]| {
        let made = |scale: f32| Made::new(200, 4, 5, 1).with_logits(scale);
        let inputs =
            ids.iter().map(|(id, scale)| input(id, variant(Role::Teacher, id, None), &[("test", &made(*scale))]));
        let record =
            run(inputs.collect(), data(4), &Options { cache: Some(folder.path()), ..Options::default() }).unwrap();
        ids.iter()
            .map(|(id, _)| record.analysis.variants[*id].splits["test"].curves.margins.clone().unwrap())
            .collect::<Vec<_>>()
    };
    let alone = of(&[("small", 0.5)]);
    let both = of(&[("small", 0.5), ("large", 3.0)]);
    assert_eq!(both[0].edges, both[1].edges);
    assert_ne!(both[0].edges, alone[0].edges);
    for (found, scale) in both.iter().zip([0.5, 3.0]) {
        let a = Made::new(200, 4, 5, 1).with_logits(scale).open();
        assert_eq!(found.shares, shares(&per_example(a.logits(), &a.labels).unwrap(), &found.edges));
        assert!((found.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
    assert_eq!(of(&[("small", 0.5)]), alone);
}
