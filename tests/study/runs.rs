//! Every checkpoint of a run as a variant.

use penult::study::{self, Epochs, Moment, Role, Study, proposal};

use super::{Folder, get};

fn every(folder: &Folder) -> Study {
    study::open(folder.0.path(), Epochs::Every).unwrap()
}

fn ids(study: &Study) -> Vec<&str> {
    study.variants.iter().map(|v| v.id.as_str()).collect()
}

fn trial(n: u32) -> String {
    format!("resnet8x4_cifar100_lr_0.05_decay_0.0005_trial_{n}")
}

/// Two trials of RepDistiller's teachers, each at three epochs, with the best and the last.
fn trials() -> Folder {
    let folder = Folder::with(&[]);
    for run in [trial(0), trial(1)] {
        for epoch in [40, 80, 240] {
            folder.checkpoint(&format!("{run}/ckpt_epoch_{epoch}.pth"), &[("accuracy", "70.0")]);
        }
        folder.checkpoint(&format!("{run}/resnet8x4_best.pth"), &[("best_acc", "73.5"), ("epoch", "233")]);
        folder.checkpoint(&format!("{run}/resnet8x4_last.pth"), &[("opt.epochs", "240")]);
    }
    folder
}

#[test]
fn the_checkpoints_of_a_run_are_variants_apart_from_those_of_other_seeds() {
    let folder = trials();
    let study = every(&folder);
    let (first, second) = (trial(0), trial(1));
    let of = |run: &str| ["best", "40", "80"].map(|moment| format!("{run}@{moment}"));
    let expected: Vec<String> =
        [first.clone(), second.clone()].into_iter().chain(of(&first)).chain(of(&second)).collect();
    assert_eq!(ids(&study), expected, "the last ones first; epoch 240 was saved twice");
    let group = "resnet8x4_cifar100_lr_0.05_decay_0.0005";
    let early = get(&study, &format!("{second}@40"));
    assert_eq!((early.group.as_str(), early.seed, early.epoch), (format!("{group}@40").as_str(), Some(1), Some(40)));
    let last = get(&study, &second);
    assert_eq!((last.group.as_str(), last.seed, last.epoch), (group, Some(1), Some(240)));
    assert_eq!(last.others, [folder.path(&format!("{second}/ckpt_epoch_240.pth"))]);
    let run = |v: &study::Variant| v.run.as_ref().map(|run| (run.id.clone(), run.moment, run.is_last)).unwrap();
    assert_eq!(run(early), (second.clone(), Moment::At(40), false));
    assert_eq!(run(last), (second.clone(), Moment::Last, true));
    let best = get(&study, &format!("{second}@best"));
    assert_eq!((best.epoch, best.accuracy.as_ref().unwrap().value), (Some(233), 0.735));
    // The best was chosen on what it is measured on.
    assert!(!study.runs().contains_key(&best.id));
    assert_eq!(study.runs()[&early.id], second);
    assert_eq!(study.questions, [""; 0]);
}

#[test]
fn without_being_asked_a_run_is_its_last_and_the_manifest_asks_too() {
    let folder = trials();
    assert_eq!(folder.open().variants.len(), 2);
    assert!(folder.open().runs().is_empty());
    let proposed = proposal::manifest(&every(&folder));
    assert!(proposed.starts_with("trajectories = true\n"), "{proposed}");
    let groups =
        |study: &Study| study.variants.iter().map(|v| (v.id.clone(), v.group.clone(), v.epoch)).collect::<Vec<_>>();
    folder.write("penult.toml", &proposed);
    assert_eq!(groups(&folder.open()), groups(&every(&folder)), "read back it says the same");
    assert_eq!(folder.open().runs(), every(&folder).runs());
}

#[test]
fn an_earlier_checkpoint_stands_in_no_comparison_unless_the_manifest_puts_it_there() {
    let folder = Folder::with(&[
        "teacher_hard/ckpt_epoch_10.pth",
        "teacher_hard/ckpt_epoch_20.pth",
        "teacher_ls0.1/ckpt_epoch_10.pth",
        "teacher_ls0.1/ckpt_epoch_20.pth",
        "student_ls0.1_T4/ckpt_epoch_10.pth",
        "student_ls0.1_T4/ckpt_epoch_20.pth",
    ]);
    let study = every(&folder);
    let of = |study: &Study, id: &str| {
        let v = get(study, id);
        (v.role, v.teacher.clone(), v.reference.clone())
    };
    let some = |id: &str| Some(id.to_owned());
    assert_eq!(of(&study, "teacher_ls0.1"), (Role::Teacher, None, some("teacher_hard")));
    assert_eq!(of(&study, "teacher_ls0.1@10"), (Role::Teacher, None, None));
    assert_eq!(of(&study, "student_ls0.1_T4"), (Role::Student, some("teacher_ls0.1"), None));
    assert_eq!(of(&study, "student_ls0.1_T4@10"), (Role::Student, None, None));
    assert!(study.questions.iter().all(|q| !q.contains('@')), "{:?}", study.questions);
    // Students of a teacher that stopped early (Cho 2019).
    folder.write(
        "penult.toml",
        "trajectories = true\n\n[[variant]]\nid = \"student_ls0.1_T4\"\nteacher = \"teacher_ls0.1@10\"\n",
    );
    assert_eq!(of(&folder.open(), "student_ls0.1_T4").1, some("teacher_ls0.1@10"));
}

#[test]
fn a_single_checkpoint_and_the_frozen_teacher_of_a_student_are_no_trajectories() {
    let folder = Folder::with(&["net/ckpt_epoch_10.pth"]);
    assert_eq!((ids(&every(&folder)), every(&folder).runs().len()), (vec!["net"], 0));
    let folder = Folder::with(&[]);
    let full = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/checkpoints/latest");
    for name in ["epoch_40", "latest"] {
        std::fs::copy(&full, folder.path(&format!("kd,res32x4,res8x4/{name}"))).unwrap();
    }
    assert_eq!(ids(&every(&folder)), ["kd,res32x4,res8x4", "kd,res32x4,res8x4_teacher", "kd,res32x4,res8x4@40"]);
}

#[test]
fn checkpoints_of_one_run_side_by_side_are_a_run_where_they_are_asked_to_be() {
    let folder = Folder::with(&["net/ckpt_epoch_10.pth", "net/ckpt_epoch_20.pth"]);
    let paths = ["net/ckpt_epoch_10.pth", "net/ckpt_epoch_20.pth"].map(|name| folder.path(name));
    assert_eq!(ids(&study::gather(&paths, Epochs::Every).unwrap()), ["net", "net@10"]);
    assert_eq!(study::gather(&paths, Epochs::Last).unwrap().variants.len(), 2, "each named file is a variant");
}
