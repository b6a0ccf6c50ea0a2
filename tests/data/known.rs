//! Known sets.

use std::collections::BTreeSet;
use std::path::Path;

use penult::data::known::{SETS, known, known_by_classes, known_by_path};

#[test]
fn every_set_has_distinct_classes_and_positive_deviations() {
    for set in SETS {
        let distinct: BTreeSet<_> = set.classes.iter().collect();
        assert_eq!(distinct.len(), set.classes.len(), "{}", set.name);
        assert!(!set.normalisations.is_empty(), "{}", set.name);
        let names: BTreeSet<_> = set.normalisations.iter().map(|n| n.name).collect();
        assert_eq!(names.len(), set.normalisations.len(), "{}", set.name);
        for n in set.normalisations {
            assert_eq!(n.mean.len(), n.std.len(), "{} {}", set.name, n.name);
            assert!(
                n.mean.iter().all(|m| (0.0..1.0).contains(m))
                    && n.std.iter().all(|s| (0.0..1.0).contains(s) && *s > 0.1)
            );
        }
    }
    assert_eq!(known("cifar100").unwrap().classes.len(), 100);
}

#[test]
fn names_are_found_whatever_their_case_and_dashes() {
    assert_eq!(known("Fashion_MNIST").unwrap().name, "fashion-mnist");
    assert_eq!(known("CIFAR-10").unwrap().name, "cifar10");
    assert!(known("cifar").is_none());
    assert_eq!(known_by_path(Path::new("/x/mnist/CIFAR-100/data")).unwrap().name, "cifar100");
    assert!(known_by_path(Path::new("/x/y")).is_none());
}

#[test]
fn classes_name_a_set_only_where_one_has_them() {
    let classes = |name: &str| known(name).unwrap().classes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    assert_eq!(known_by_classes(&classes("cifar10")).unwrap().name, "cifar10");
    assert!(known_by_classes(&classes("mnist")).is_none(), "MNIST and SVHN are both digits");
    assert!(known_by_classes(&[]).is_none());
}
