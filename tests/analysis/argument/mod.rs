//! States, kinds, reasons, sentences and advice, from differences that are set here.

mod causes; // each cause found alone in made-up activations
mod following; // agreement of students with their teachers by hand
mod settling; // how many seeds or examples would decide
mod simulation; // how often it errs

use penult::analysis::argument::argue;
use penult::analysis::format;
use penult::analysis::schema::{Analysis, Argument, Difference, Metric, Number, State, Trajectory, Verdict};

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
    analysis.matched.clear();
    analysis.temperature_effects.clear();
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
    let open = State::Undetermined;
    assert_eq!(states, [State::Held, State::DidNotHold, open, State::Held, open]);
    let ends = [v.steps[3].effect, v.steps[3].low, v.steps[3].high].map(Option::unwrap);
    ends.iter().zip([-0.03, -0.04, -0.02]).for_each(|(found, expected)| super::near(*found, expected, 1e-12));
    let names: Vec<&str> = v.steps.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Was it smoothed?",
            "Are its classes tighter?",
            "Does it say less about single examples at equal γ?",
            "Are its students poorer at T = 1?",
            "Are its students poorer at T = 4?"
        ]
    );
    let links: Vec<&str> = v.steps.iter().map(|s| s.link.as_str()).collect();
    assert_eq!(links, ["smoothed", "tighter", "less_information", "poorer_students", "poorer_students"]);
}

#[test]
fn reasons_are_short_and_end_without_a_stop() {
    let reasons: Vec<String> = verdict([0.1, -0.05, -0.03, 0.004]).steps.into_iter().map(|s| s.reason).collect();
    assert_eq!(
        reasons,
        [
            "the interval excludes 0 (3 paired seeds × 80 examples)",
            "the interval lies on the other side of 0 (3 paired seeds × 80 examples)",
            "the checkpoints or the split that would decide it are not here",
            "the interval excludes 0 (3 paired seeds × 120 examples)",
            "the interval includes 0 (3 paired seeds × 120 examples)",
        ]
    );
}

#[test]
fn an_interval_that_touches_zero_is_undetermined() {
    assert_eq!(verdict([0.01, 0.0, 0.01, -0.01]).kinds, ["undetermined"]);
}

/// Within half a point all of the interval: a loss that is certain and does not matter is no harm.
#[test]
fn an_interval_within_the_margin_is_no_harm() {
    let of = |value: f64| ("from_hard_t1", "from_smooth_t1", "test", "accuracy", value, 0.001);
    let mut other = of(-0.003);
    (other.0, other.1) = ("from_hard_t4", "from_smooth_t4");
    let v = argue(&with(&[of(0.002), other])).verdicts.remove(0);
    assert_eq!(v.kinds, ["no_harm"]);
    assert_eq!(v.steps[3].reason, "the whole interval lies within ±0.50 points (3 paired seeds × 120 examples)");
    other.4 = -0.0045;
    assert_eq!(argue(&with(&[of(0.002), other])).verdicts[0].kinds, ["undetermined"], "0.55 points are possible");
}

#[test]
fn kinds_say_what_came_out() {
    assert_eq!(verdict([0.1, 0.05, -0.03, 0.0]).kinds, ["undetermined"], "poorer, and nothing says why");
    assert_eq!(verdict([0.1, -0.05, 0.0, 0.03]).kinds, ["better_students"]);
    assert_eq!(verdict([0.1, 0.0, 0.03, -0.03]).kinds, ["undetermined"], "better here, poorer there");
}

#[test]
fn summary_reads_as_a_colleague_would_write_it() {
    assert_eq!(
        verdict([0.1, 0.05, 0.002, -0.03]).summary,
        "Against students of hard, those of smooth lose test accuracy at T = 4 (−3.00 [−4.00, −2.00] points); they may have \
         lost or gained test accuracy at T = 1 (+0.20 [−0.80, +1.20] points). Why is open: on train, smooth leaves more mass \
         off the label than hard (γ +0.100 [+0.090, +0.110]), its classes are tighter (R² +0.050 [+0.040, +0.060]), and \
         whether it says less about single examples at equal γ is undecided."
    );
    assert_eq!(
        verdict([-0.1, -0.05, 0.03, 0.03]).summary,
        "Against students of hard, those of smooth gain test accuracy at T = 1 (+3.00 [+2.00, +4.00] points) and at T = 4 \
         (+3.00 [+2.00, +4.00] points). Smoothing did them good: on train, smooth leaves less mass off the label than hard, \
         so it is not the smoothed one (γ −0.100 [−0.110, −0.090]), its classes are looser (R² −0.050 [−0.060, −0.040]), and \
         whether it says less about single examples at equal γ is undecided."
    );
}

#[test]
fn sentences_hold_the_numbers_as_format_prints_them() {
    let of = argument([0.123_456, 0.056_789, -0.023_456, 0.034_567]);
    let v = &of.verdicts[0];
    // Of students that are alike the chain has the numbers.
    for step in v.steps.iter().filter(|s| s.effect.is_some() && s.metric != "accuracy" || s.state == State::Held) {
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
fn undecided_students_call_for_seeds_or_examples() {
    let advice = argument([0.1, 0.05, 0.0, -0.03]).advice.remove(0);
    assert!(
        advice.starts_with("Which teacher is better at T = 1 is undecided (0.00 [−1.00, +1.00] points): "),
        "{advice}"
    );
    assert!(advice.contains("seeds"), "{advice}");
}

/// Four temperatures: Bonferroni's level for four questions of which one is enough, where two go unwidened.
#[test]
fn more_than_two_settings_widen_what_decides() {
    use penult::analysis::argument::step::widening;
    use penult::analysis::intervals::student_t;
    assert_eq!([1, 2].map(|count| widening(count, 5)), [1.0, 1.0]);
    super::near(widening(4, 5), student_t(4.0, 0.975) / student_t(4.0, 0.95), 1e-12);
    super::near(widening(4, 1), 2.2414 / 1.95996, 1e-4); // quantiles of the normal
}

/// `smooth_1` and `smooth_2` as epochs 5 and 10 of one run: the earlier one as accurate, and with more to say.
#[test]
fn an_earlier_checkpoint_that_says_more_is_named() {
    let mut analysis = with(&[]);
    let mut set = |id: &str, split: &str, metric: &str, value: f64| {
        let found = &mut analysis.variants[id].splits.get_mut(split).unwrap().metrics[metric];
        let Metric::Value(estimate) = found else { panic!("{metric} is undefined") };
        estimate.value = Number::One(value);
        (estimate.low, estimate.high) = (Some(value - 0.01), Some(value + 0.01));
    };
    for (id, information) in [("smooth_1", 0.2), ("smooth_2", 0.1)] {
        set(id, "test", "accuracy", 0.9);
        set(id, "train", "off_target_information_instance", information);
    }
    let run = Trajectory {
        run: "run".to_owned(),
        variants: vec!["smooth_1".to_owned(), "smooth_2".to_owned()],
        epochs: vec![5, 10],
    };
    analysis.trajectories = vec![run];
    let named = |analysis: &Analysis| argue(analysis).advice.into_iter().find(|a| a.contains("checkpoint of epoch"));
    assert_eq!(
        named(&analysis).unwrap(),
        "Try the checkpoint of epoch 5 of run: as accurate as the last (epoch 10), and at T = 1 it says more about single examples."
    );
    analysis.trajectories[0].epochs = vec![10, 5];
    assert_eq!(named(&analysis), None, "the last says more");
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
    assert_eq!(v.kinds, ["undetermined"]);
    assert!(
        v.summary.starts_with("How smooth distils is open: no students of both teachers are here. "),
        "{}",
        v.summary
    );
    assert_eq!((v.steps.len(), v.steps[3].state, v.steps[3].effect), (4, State::Undetermined, None));
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
    assert_eq!(v.steps[3].name, "Are its students poorer at T = 2.5 (from_smooth_t1)?");
    assert_eq!(v.steps[4].name, "Are its students poorer at T = 2.5 (from_smooth_t4)?");
}
