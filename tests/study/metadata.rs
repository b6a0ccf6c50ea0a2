use penult::study::metadata::facts;
use penult::study::{Distillation, Objective, Role};

use super::{Folder, only, owned};

#[test]
fn a_file_of_the_lab_says_all_of_itself() {
    let folder = Folder::with(&[]);
    let said = [
        ("role", "student"),
        ("group", "small"),
        ("seed", "3"),
        ("epochs", "8"),
        ("normalise", "fashion-mnist"),
        ("objective", "kd"),
        ("temperature", "4"),
        ("distillation_convention", "teacher"),
        ("label_weight", "0.5"),
    ];
    folder.checkpoint("net.safetensors", &said);
    let study = folder.open();
    let v = only(&study);
    assert_eq!((v.role, v.group.as_str(), v.seed), (Role::Student, "small", Some(3)));
    assert_eq!(v.objective, Some(Objective { name: "kd".to_owned(), alpha: None, convention: None }));
    let convention = "teacher".to_owned();
    assert_eq!(v.distillation, Some(Distillation { temperature: 4.0, convention, label_weight: 0.5 }));
    assert_eq!(v.normalise, Some((vec![0.2860], vec![0.3530], "metadata of the file".to_owned())));
    for fact in ["role", "group", "seed", "epoch", "objective", "temperature", "distillation", "label_weight"] {
        assert_eq!(v.found_by[fact], "metadata of the file", "{fact}");
    }
}

#[test]
fn empty_and_zero_values_say_nothing() {
    let said = facts(&owned(&[("teacher", ""), ("temperature", "0"), ("alpha", "0"), ("seed", "x"), ("role", "boss")]));
    assert_eq!((said.teacher, said.temperature, said.alpha, said.seed, said.role), (None, None, None, None, None));
}

#[test]
fn alpha_counts_only_where_the_objective_smooths() {
    let alpha = |objective: &str| facts(&owned(&[("objective", objective), ("alpha", "0.9")])).alpha;
    assert_eq!(alpha("label_smoothing"), Some(0.9));
    assert_eq!(alpha("kd"), None, "the weight of distillation");
    assert_eq!(facts(&owned(&[("alpha", "0.9")])).alpha, None);
}

#[test]
fn means_and_deviations_are_lists() {
    let said = facts(&owned(&[("mean", "[0.1, 0.2]"), ("std", "0.3,0.4")]));
    assert_eq!(said.normalise, Some((vec![0.1, 0.2], vec![0.3, 0.4])));
    assert_eq!(facts(&owned(&[("mean", "0.1"), ("std", "?")])).normalise, None);
}
