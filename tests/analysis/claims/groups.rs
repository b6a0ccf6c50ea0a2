//! Who a claim is about, and whom it is compared with.

use penult::analysis::claims::rule::groups::{OF_HARD, SELF_DISTILLED, SMOOTHED, TAUGHT, fitting, is_linked, partners};
use penult::analysis::claims::rule::{Against, Is, Link};
use penult::analysis::schema::{Analysis, Objective, Role};

use super::made::{add, blank, distillation, network};
use crate::analysis::variant;

fn objective(name: &str) -> Objective {
    Objective { name: name.to_owned(), alpha: None, convention: None }
}

/// Two teachers of one network, a smaller student of each, and a student of the hard one's own network.
fn family() -> Analysis {
    let mut a = blank();
    for (id, name, epoch) in [("hard", "cross_entropy", 10), ("smooth", "label_smoothing", 20)] {
        let mut v = variant(Role::Teacher, id, Some(1));
        (v.objective, v.network, v.epoch) = (Some(objective(name)), Some(network(1000)), Some(epoch));
        add(&mut a, id, v);
    }
    for (id, teacher, parameters) in
        [("from_hard", "hard", 100), ("from_smooth", "smooth", 100), ("twin", "hard", 1000)]
    {
        let mut v = variant(Role::Student, id, Some(1));
        (v.objective, v.network, v.teacher) =
            (Some(objective("kd")), Some(network(parameters)), Some(teacher.to_owned()));
        v.distillation = Some(distillation(1.0));
        add(&mut a, id, v);
    }
    a
}

#[test]
fn conditions_find_their_groups_in_the_order_of_the_study() {
    let a = family();
    assert_eq!(fitting(&a, SMOOTHED), ["smooth"]);
    assert_eq!(fitting(&a, OF_HARD), ["from_hard", "twin"]);
    assert_eq!(fitting(&a, TAUGHT), ["from_hard", "from_smooth", "twin"]);
    assert_eq!(fitting(&a, SELF_DISTILLED), ["twin"]);
    assert_eq!(fitting(&a, &[Is::SmallerThanTeacher]), ["from_hard", "from_smooth"]);
    assert_eq!(fitting(&a, &[Is::AboveOne]), [""; 0]);
    assert_eq!(fitting(&a, &[Is::AtOne, Is::OfTeachersNetwork]), ["twin"]);
}

#[test]
fn partners_are_linked_in_every_way_that_is_asked() {
    let a = family();
    let alike = Against::Others(OF_HARD, &[Link::Network, Link::TeacherNetwork, Link::Distillation]);
    assert_eq!(partners(&a, "from_smooth", alike), ["from_hard"]);
    assert_eq!(partners(&a, "from_smooth", Against::Others(OF_HARD, &[])), ["from_hard", "twin"]);
    assert_eq!(partners(&a, "from_smooth", Against::Others(OF_HARD, &[Link::Teacher])), [""; 0]);
    assert_eq!(partners(&a, "from_smooth", Against::Teacher), ["smooth"]);
    assert_eq!(partners(&a, "from_smooth", Against::Reference), [""; 0]);
    assert_eq!(partners(&a, "twin", Against::Itself), ["twin"]);
}

#[test]
fn a_longer_trained_teacher_is_one_of_the_same_network_and_objective() {
    let mut a = family();
    let linked =
        |a: &Analysis| is_linked(a, (&a.variants["from_hard"], &a.variants["from_smooth"]), Link::LongerTeacher);
    assert!(!linked(&a), "the objectives differ");
    a.variants["smooth"].objective = Some(objective("cross_entropy"));
    assert!(linked(&a));
    a.variants["smooth"].epoch = Some(10);
    assert!(!linked(&a), "the epochs are the same");
    a.variants["smooth"].epoch = None;
    assert!(!linked(&a), "the epoch is not known");
}

#[test]
fn unknown_networks_are_the_same_within_a_role_alone() {
    let mut a = family();
    a.variants.values_mut().for_each(|v| v.network = None);
    let linked = |x: &str, y: &str| is_linked(&a, (&a.variants[x], &a.variants[y]), Link::Network);
    assert!(linked("from_hard", "from_smooth") && linked("hard", "smooth"));
    assert!(!linked("from_hard", "hard"));
    assert_eq!(fitting(&a, &[Is::OfTeachersNetwork]), [""; 0]);
    assert_eq!(fitting(&a, &[Is::SmallerThanTeacher]), [""; 0]);
}
