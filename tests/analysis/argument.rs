//! States, kinds, reasons, sentences and advice, from differences that are set here.

use penult::analysis::argument::argue;
use penult::analysis::format;
use penult::analysis::schema::{Analysis, Argument, Difference, State, Verdict};

use super::study;

/// The study of `super`, with these differences alone: (a, b, split, metric, value, half-width).
fn with(differences: &[(&str, &str, &str, &str, f64, f64)]) -> Analysis {
    let of = |(a, b, split, metric, value, half): &(&str, &str, &str, &str, f64, f64)| Difference {
        a: (*a).to_owned(),
        b: (*b).to_owned(),
        split: (*split).to_owned(),
        metric: (*metric).to_owned(),
        value: *value,
        low: value - half,
        high: value + half,
        interval_method: "made up".to_owned(),
    };
    let mut analysis = study().analysis;
    analysis.differences = differences.iter().map(of).collect();
    analysis
}

/// γ and R² of the teachers, then the students' accuracy at T = 1 and T = 4, each with a half-width of 0.01.
fn argument([gamma, separation, first, second]: [f64; 4]) -> Argument {
    argue(&with(&[
        ("hard", "smooth", "train", "gamma", gamma, 0.01),
        ("hard", "smooth", "train", "class_separation", separation, 0.01),
        ("from_hard_t1", "from_smooth_t1", "test", "accuracy", first, 0.01),
        ("from_hard_t4", "from_smooth_t4", "test", "accuracy", second, 0.01),
    ]))
}

fn verdict(effects: [f64; 4]) -> Verdict {
    let mut verdicts = argument(effects).verdicts;
    assert_eq!(verdicts.len(), 1);
    verdicts.remove(0)
}

#[test]
fn a_state_follows_from_the_side_of_its_interval() {
    let v = verdict([0.1, -0.05, -0.03, 0.004]);
    let states: Vec<State> = v.steps.iter().map(|s| s.state).collect();
    assert_eq!(states, [State::Held, State::DidNotHold, State::Held, State::Undetermined]);
    let ends = [v.steps[2].effect, v.steps[2].low, v.steps[2].high].map(Option::unwrap);
    ends.iter().zip([-0.03, -0.04, -0.02]).for_each(|(found, expected)| super::near(*found, expected, 1e-12));
    let names: Vec<&str> = v.steps.iter().map(|s| s.name.as_str()).collect();
    let students = ["Are its students poorer at T = 1?", "Are its students poorer at T = 4?"];
    assert_eq!(names, ["Was it smoothed?", "Are its classes tighter?", students[0], students[1]]);
}

#[test]
fn reasons_are_short_and_end_without_a_stop() {
    let reasons: Vec<String> = verdict([0.1, -0.05, -0.03, 0.004]).steps.into_iter().map(|s| s.reason).collect();
    assert_eq!(
        reasons,
        [
            "the interval excludes 0 (3 paired seeds × 80 examples)",
            "the interval lies on the other side of 0 (3 paired seeds × 80 examples)",
            "the interval excludes 0 (3 paired seeds × 120 examples)",
            "the interval includes 0 (3 paired seeds × 120 examples); more seeds or examples would decide it",
        ]
    );
}

#[test]
fn an_interval_that_touches_zero_is_undetermined() {
    assert_eq!(verdict([0.01, 0.0, 0.01, -0.01]).kinds, ["undetermined_students"]);
}

#[test]
fn kinds_say_what_came_out() {
    assert_eq!(verdict([0.1, 0.05, -0.03, 0.0]).kinds, ["smoothed", "tighter", "poorer_students"]);
    assert_eq!(verdict([0.1, -0.05, 0.0, 0.03]).kinds, ["smoothed", "looser", "better_students"]);
    assert_eq!(verdict([0.1, 0.0, 0.03, -0.03]).kinds, ["smoothed", "mixed_students"]);
    assert_eq!(verdict([-0.1, 0.0, 0.0, 0.0]).kinds, ["undetermined_students"]);
}

#[test]
fn summary_reads_as_a_colleague_would_write_it() {
    assert_eq!(
        verdict([0.1, 0.05, 0.002, -0.03]).summary,
        "smooth leaves more mass off the label than hard (γ +0.100 [+0.090, +0.110]), and its classes are tighter (R² \
         +0.050 [+0.040, +0.060]), on train. It distils worse: its students lose test accuracy at T = 4 (−3.00 [−4.00, \
         −2.00] points); the difference in test accuracy may be 0 at T = 1 (+0.20 [−0.80, +1.20] points)."
    );
    assert_eq!(
        verdict([0.1, -0.05, 0.03, -0.03]).summary,
        "smooth leaves more mass off the label than hard (γ +0.100 [+0.090, +0.110]), but its classes are looser (R² \
         −0.050 [−0.060, −0.040]), on train. Whether it distils worse depends on how it is used: its students lose test \
         accuracy at T = 4 (−3.00 [−4.00, −2.00] points); its students gain test accuracy at T = 1 (+3.00 [+2.00, +4.00] \
         points)."
    );
    let undecided = verdict([-0.1, 0.0, 0.0, 0.0]).summary;
    assert!(
        undecided
            .starts_with("smooth leaves less mass off the label than hard, so it is not the smoothed one (γ −0.100")
    );
    assert!(
        undecided
            .contains("Whether it distils worse is undecided: the difference in test accuracy may be 0 at T = 1 (0.00")
    );
}

#[test]
fn sentences_hold_the_numbers_as_format_prints_them() {
    let of = argument([0.123_456, 0.056_789, -0.023_456, 0.034_567]);
    let v = &of.verdicts[0];
    for step in &v.steps {
        let (low, high) = (step.low.unwrap(), step.high.unwrap());
        assert!(
            v.summary.contains(&format::difference(&step.metric, step.effect.unwrap(), low, high)),
            "{}",
            step.name
        );
    }
    assert_eq!(
        of.advice,
        [
            "Distil from hard, not smooth, at T = 1 (−2.35 [−3.35, −1.35] points).",
            "smooth is the better teacher at T = 4 (+3.46 [+2.46, +4.46] points).",
        ]
    );
}

#[test]
fn undecided_students_call_for_seeds() {
    assert_eq!(
        argument([0.1, 0.05, 0.0, -0.03]).advice[0],
        "Which teacher is better at T = 1 is undecided (0.00 [−1.00, +1.00] points): train more seeds."
    );
}

#[test]
fn without_a_reference_there_is_nothing_to_compare() {
    let mut analysis = study().analysis;
    analysis.variants.values_mut().for_each(|v| v.reference = None);
    let found = argue(&analysis);
    assert!(found.verdicts.is_empty());
    assert!(found.advice[0].contains("penult.toml") && found.advice[0].contains("label_smoothing"));
}

#[test]
fn without_students_the_last_link_is_open() {
    let mut analysis = with(&[("hard", "smooth", "train", "gamma", 0.1, 0.01)]);
    analysis.variants.values_mut().for_each(|v| v.teacher = None);
    let found = argue(&analysis);
    let v = &found.verdicts[0];
    assert_eq!(v.kinds, ["smoothed", "no_students"]);
    assert!(v.summary.ends_with("How it distils is open: no students of both teachers are here."), "{}", v.summary);
    assert_eq!((v.steps.len(), v.steps[2].state, v.steps[2].effect), (3, State::Undetermined, None));
    assert_eq!(
        found.advice,
        ["To see how it distils, add what is missing: test accuracy of students of smooth and hard, taught alike."]
    );
}

#[test]
fn a_metric_that_is_undefined_is_the_reason() {
    let mut analysis = with(&[]);
    let undefined = penult::analysis::schema::Metric::Undefined { undefined: "one class".to_owned() };
    analysis.variants["smooth_2"].splits.get_mut("train").unwrap().metrics["gamma"] = undefined;
    let v = argue(&analysis).verdicts.remove(0);
    assert_eq!(v.steps[0].reason, "undefined for smooth_2: one class");
    assert_eq!(v.steps[1].reason, "the checkpoints or the split that would decide it are not here");
}

#[test]
fn the_teacher_is_judged_on_train_or_else_on_what_is_there() {
    let mut analysis = with(&[("hard", "smooth", "test", "gamma", 0.1, 0.01)]);
    analysis.data.splits.remove("train");
    let step = &argue(&analysis).verdicts[0].steps[0];
    assert_eq!((step.split.as_str(), step.state), ("test", State::Held));
}

#[test]
fn unpaired_and_single_seeds_are_said() {
    let reason = |change: &dyn Fn(&mut Analysis)| {
        let mut analysis = with(&[("hard", "smooth", "train", "gamma", 0.1, 0.01)]);
        change(&mut analysis);
        argue(&analysis).verdicts[0].steps[0].reason.clone()
    };
    let other = |a: &mut Analysis| a.variants["smooth_1"].seed = Some(9);
    assert_eq!(reason(&other), "the interval excludes 0 (3 and 3 seeds × 80 examples)");
    let single = |a: &mut Analysis| a.groups["smooth"].variants.truncate(1);
    assert_eq!(reason(&single), "the interval excludes 0 (80 examples of one seed: these checkpoints only)");
}

#[test]
fn two_students_at_one_temperature_are_told_apart() {
    let mut analysis = with(&[]);
    for v in analysis.variants.values_mut() {
        if let Some(d) = v.distillation.as_mut() {
            d.temperature = 2.5;
        }
    }
    let v = argue(&analysis).verdicts.remove(0);
    assert_eq!(v.steps[2].name, "Are its students poorer at T = 2.5 (from_smooth_t1)?");
    assert_eq!(v.steps[3].name, "Are its students poorer at T = 2.5 (from_smooth_t4)?");
}
