//! torchdistill's configs, shortened.

use penult::study::{Distillation, Role};

use super::{Folder, get};

/// A student's; `more` stands in the loss.
fn kd(teacher: &str, more: &str) -> String {
    format!(
        "datasets:\n  cifar10:\n    name: &dataset_name 'cifar10'\n    splits:\n      val:\n        kwargs:\n          \
         transform_configs:\n            - key: 'ToTensor'\n            - &normalize\n              key: 'Normalize'\n              \
         kwargs:\n                mean: [0.5, 0.25, 0.125]\n                std: [0.25, 0.25, 0.5]\n      test:\n        kwargs:\n          \
         transform_configs:\n            - *normalize\n\
         models:\n  teacher_model:\n    key: &teacher_key 'resnet56'\n    src_ckpt: {teacher}\n  student_model:\n    key: \
         &student_key 'resnet20'\n    experiment: &experiment !join [*dataset_name, '-', *student_key, '_from_', \
         *teacher_key]\n    src_ckpt:\n    dst_ckpt: !join ['./resource/ckpt/', *dataset_name, '/kd/', *experiment, \
         '-final_run.pt']\n\
         train:\n  num_epochs: 182\n  criterion:\n    key: 'WeightedSumLoss'\n    kwargs:\n      sub_terms:\n        kd:\n          \
         criterion:\n            key: 'KDLoss'\n            kwargs:\n              temperature: 4.0\n              alpha: 0.9\n          \
         weight: 1.0\n{more}"
    )
}

/// A teacher's, trained on labels.
fn ce(loss: &str) -> String {
    format!(
        "models:\n  model:\n    key: &key 'resnet56'\n    ckpt: !join ['./resource/ckpt/cifar10/ce/cifar10-', *key, \
         '-final_run.pt']\ntrain:\n  criterion:\n    key: 'WeightedSumLoss'\n    kwargs:\n      sub_terms:\n        ce:\n          \
         criterion:\n            key: 'CrossEntropyLoss'\n            kwargs:\n              {loss}\n"
    )
}

const STUDENT: &str = "cifar10-resnet20_from_resnet56-final_run";
const TEACHER: &str = "cifar10-resnet56-final_run";

/// A copy of the repository's folders.
fn repository(student: &str, teacher: &str) -> Folder {
    let folder = Folder::with(&[
        &format!("resource/ckpt/cifar10/kd/{STUDENT}.pt"),
        &format!("resource/ckpt/cifar10/ce/{TEACHER}.pt"),
    ]);
    folder.write("configs/sample/cifar10/kd/resnet20_from_resnet56-final_run.yaml", student);
    folder.write("configs/sample/cifar10/ce/resnet56-final_run.yaml", teacher);
    folder
}

#[test]
fn a_config_says_who_taught_whom_and_how_of_the_files_that_it_names() {
    let folder = repository(&kd("", ""), &ce("reduction: 'mean'"));
    let study = folder.open();
    let student = get(&study, STUDENT);
    assert_eq!((student.role, student.teacher.as_deref()), (Role::Student, Some(TEACHER)), "by the network's key");
    let convention = "both".to_owned();
    assert_eq!(student.distillation, Some(Distillation { temperature: 4.0, convention, label_weight: 0.9 }));
    assert_eq!(student.objective.as_ref().unwrap().name, "kd");
    let by = "configs/sample/cifar10/kd/resnet20_from_resnet56-final_run.yaml, which names its file";
    for fact in ["role", "objective", "teacher", "temperature", "label_weight", "preprocessing"] {
        assert_eq!(student.found_by[fact], by, "{fact}");
    }
    assert_eq!(student.normalise, Some((vec![0.5, 0.25, 0.125], vec![0.25, 0.25, 0.5], by.to_owned())));
    let teacher = get(&study, TEACHER);
    assert_eq!((teacher.role, teacher.objective.as_ref().unwrap().name.as_str()), (Role::Teacher, "cross_entropy"));
    assert_eq!(study.questions, [""; 0]);
}

#[test]
fn a_teachers_file_is_named_by_its_path_and_a_smoothed_loss_by_its_parameter() {
    let url = "https://example.org/v1/cifar10-resnet56-final_run.pt";
    let folder = repository(&kd(url, ""), &ce("label_smoothing: 0.1"));
    let study = folder.open();
    assert_eq!(get(&study, STUDENT).teacher.as_deref(), Some(TEACHER));
    assert_eq!(get(&study, TEACHER).alpha(), Some(0.1));
}

#[test]
fn of_several_losses_only_what_is_sure_is_said() {
    let more = "        ce:\n          criterion:\n            key: 'CrossEntropyLoss'\n          weight: 0.5\n";
    let study = repository(&kd("", more), &ce("reduction: 'mean'")).open();
    let student = get(&study, STUDENT);
    // The weights of several terms are not one share: no weight is read, what is assumed says so.
    assert_eq!(student.found_by["label_weight"], "assumed: no file says it");
    assert_eq!(student.distillation.as_ref().unwrap().temperature, 4.0);
}

#[test]
fn configs_that_name_no_file_here_are_broken_or_are_no_configs_say_nothing() {
    for text in ["models: [unclosed", "- a\n- b\n", "models:\n  model:\n    ckpt: other.pt\n", "a: &a [*a, *a]\n", ""] {
        let folder = repository(text, text);
        let study = folder.open();
        assert_eq!(get(&study, TEACHER).found_by["objective"], "its folder", "{text:?}");
        assert_eq!(get(&study, STUDENT).teacher, None, "{text:?}");
    }
}
