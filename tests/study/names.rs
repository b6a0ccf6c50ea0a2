use penult::study::Role;
use penult::study::names::facts;

#[test]
fn a_smoothed_teacher_says_its_mass_and_seed() {
    for name in ["teacher_ls0.1_seed2", "teacher_ls01_seed2", "teacher-ls=0.1-seed=2", "teacher_smoothing_0.1_seed_2"] {
        let said = facts(name);
        assert_eq!(said.role, Some(Role::Teacher), "{name}");
        assert_eq!((said.objective.as_deref(), said.alpha), (Some("label_smoothing"), Some(0.1)), "{name}");
        assert_eq!((said.seed, said.teacher_alpha), (Some(2), None), "{name}");
    }
    assert_eq!(facts("teacher_ls005").alpha, Some(0.05));
    let hard = facts("teacher_ls0");
    assert_eq!((hard.objective.as_deref(), hard.alpha), (Some("cross_entropy"), None), "no mass is no smoothing");
}

#[test]
fn a_number_that_is_no_smoothing_mass_is_not_one() {
    for name in ["teacher_ls10", "teacher_ls1.5", "teacher_lsa", "teacher_ls", "mls01", "teacher_ls0.1.2"] {
        assert_eq!((facts(name).alpha, facts(name).objective), (None, None), "{name}");
    }
}

#[test]
fn a_student_says_its_teachers_smoothing_not_its_own() {
    let said = facts("student_hard_t1_seed3");
    assert_eq!((said.role, said.teacher_alpha, said.temperature), (Some(Role::Student), Some(0.0), Some(1.0)));
    assert_eq!((said.objective, said.alpha, said.teacher, said.seed), (None, None, None, Some(3)));
    let said = facts("student_ls01_T=4");
    assert_eq!((said.teacher_alpha, said.temperature, said.alpha), (Some(0.1), Some(4.0), None));
}

#[test]
fn a_student_names_its_teacher_after_from() {
    let teacher = |name: &str| facts(name).teacher;
    assert_eq!(teacher("student_from_teacher_hard_T4_seed1").as_deref(), Some("teacher_hard"));
    assert_eq!(teacher("student_from_my_teacher_t4").as_deref(), Some("my_teacher"));
    assert_eq!(teacher("student_from_ls01-T=4-seed=2").as_deref(), Some("ls01"));
    assert_eq!(teacher("student_from_big"), Some("big".to_owned()));
    assert_eq!(teacher("student_from_T4"), None);
    assert_eq!(teacher("teacher_from_scratchpad"), None, "a teacher is not taught");
}

#[test]
fn scratch_wins_wherever_it_stands() {
    let said = facts("student_scratch_seed1");
    assert_eq!((said.role, said.seed, said.temperature, said.teacher), (Some(Role::Scratch), Some(1), None, None));
}

#[test]
fn a_group_is_the_name_without_its_seed() {
    let group = |name: &str| facts(name).group.unwrap();
    assert_eq!(group("teacher_ls0.1_seed2"), "teacher_ls0.1");
    assert_eq!(group("student_from_teacher_hard_T4_seed1"), "student_from_teacher_hard_T4");
    assert_eq!(group("student-seed=12-last"), "student-last");
    assert_eq!(group("seed1_teacher"), "teacher");
    assert_eq!(group("teacher/seed_3"), "teacher");
    assert_eq!(group("seed1"), "seed1");
    assert_eq!(group("seedling_T4"), "seedling_T4");
}

#[test]
fn an_epoch_is_read() {
    assert_eq!(facts("run/ckpt_epoch_240").epoch, Some(240));
}

#[test]
fn rep_distillers_a_is_no_smoothing_mass() {
    let name = "S:resnet8x4_T:resnet32x4_cifar100_kd_r:0.1_a:0.9_b:0.0_1";
    let said = facts(name);
    assert_eq!((said.role, said.teacher.as_deref()), (Some(Role::Student), Some("resnet32x4")));
    assert_eq!((said.alpha, said.teacher_alpha, said.temperature), (None, None, None));
    assert_eq!((said.objective.as_deref(), said.seed), (Some("kd"), Some(1)));
    assert_eq!(said.group.as_deref(), Some("S:resnet8x4_T:resnet32x4_cifar100_kd_r:0.1_a:0.9_b:0.0"));
    let said = facts("save/S:wrn_16_2_T:wrn_40_2_cifar100_crd_r:1.0_a:0.0_b:0.8_2/ckpt_epoch_240");
    assert_eq!((said.teacher.as_deref(), said.seed), (Some("wrn_40_2"), Some(2)));
    assert_eq!(said.group.as_deref(), Some("save/S:wrn_16_2_T:wrn_40_2_cifar100_crd_r:1.0_a:0.0_b:0.8/ckpt_epoch_240"));
}

#[test]
fn names_of_the_compatibility_study_say_the_teachers_smoothing() {
    let said = facts("cub-student=resnet18-teacher=resnet50(0.1)-T=2-checkpoint-seed=3");
    assert_eq!((said.role, said.teacher_alpha), (Some(Role::Student), Some(0.1)));
    assert_eq!((said.temperature, said.seed, said.alpha), (Some(2.0), Some(3), None));
}

#[test]
fn a_name_that_says_nothing_gives_nothing() {
    let said = facts("resnet20");
    assert_eq!((said.role, said.objective, said.alpha, said.seed, said.epoch), (None, None, None, None, None));
    assert_eq!(said.group.as_deref(), Some("resnet20"));
}
