//! Studies in which exactly one cause holds, made here and run through `analysis::run`: its verdict is found, the others refused.
//!
//! Hard teachers put a gap of 12 on the label; what they say about an example is noise on the wrong logits that all seeds share.
//! A cause changes the smoothed teachers' logits and features, and how often students are wrong.

use penult::analysis::argument::argue;
use penult::analysis::schema::{
    Analysis, Diffusion, Distillation, Estimate, Metric, Number, Role, State, Variant, Verdict,
};

use super::super::{Chance, Made, analysed, input, variant};

const SEEDS: u64 = 5;
const CLASSES: usize = 5;
const TRAIN: usize = 300;
const TEST: usize = 1000;

/// What smoothing does to a teacher and to its students.
#[derive(Clone, Copy)]
struct Cause {
    /// The logits of the label and of classes, against the hard teacher's.
    scale: f64,
    /// What is said about single examples, against the hard teacher's.
    instance: f64,
    /// Deviation of the features around their class, against the hard teacher's.
    spread: f64,
    /// Students that are wrong beyond the hard teacher's, of 1,000 test examples, at T = 1 and T = 4.
    lost: [usize; 2],
    /// The share of training examples on which the smoothed teacher's students do not follow it.
    unfollowed: f64,
}

const ERASURE: Cause = Cause { scale: 0.5, instance: 0.1, spread: 0.5, lost: [30, 30], unfollowed: 0.01 };
const OVER_SOFTENING: Cause = Cause { scale: 0.5, instance: 0.5, spread: 1.0, lost: [30, 30], unfollowed: 0.01 };
const DIFFUSION: Cause = Cause { scale: 0.5, instance: 1.2, spread: 1.0, lost: [0, 30], unfollowed: 0.01 };
const CAPACITY: Cause = Cause { scale: 0.5, instance: 1.2, spread: 1.0, lost: [30, 30], unfollowed: 0.15 };
const NONE: Cause = Cause { scale: 0.5, instance: 1.2, spread: 1.0, lost: [0, 0], unfollowed: 0.01 };

/// A teacher: `seed` moves its logits a little.
fn teacher((n, seed): (usize, u64), cause: Cause) -> Made {
    let (mut shared, mut own) = (Chance(n as u64), Chance(seed * 1000 + n as u64));
    let width = CLASSES;
    let mut made = empty(n, width);
    for i in 0..n {
        let label = i % CLASSES;
        for k in 0..CLASSES {
            let class = 12.0 * f64::from(u8::from(k == label)) + ((k + 2 * label) % CLASSES) as f64 * 0.3;
            let instance = shared.normal() + 0.1 * own.normal();
            made.logits.push((cause.scale * class + cause.instance * instance) as f32);
            let centre = f64::from(u8::from(k == label));
            made.features.push((centre + 0.3 * cause.spread * (shared.normal() + 0.1 * own.normal())) as f32);
        }
    }
    made
}

/// A student that is wrong on the first `wrong` of the examples in a shuffled order, and once more where its seed says.
fn student((n, seed): (usize, u64), wrong: usize) -> Made {
    let mut made = empty(n, CLASSES);
    let mut own = Chance(seed * 77 + n as u64);
    let odd = (own.uniform() * n as f64) as usize;
    for i in 0..n {
        // 7 has no factor in common with n: every example once.
        let is_wrong = (i * 7) % n < wrong || i == odd;
        let answer = (i + usize::from(is_wrong)) % CLASSES;
        for k in 0..CLASSES {
            made.logits.push(if k == answer { 6.0 } else { 0.1 * own.normal() as f32 });
            made.features.push((f64::from(u8::from(k == answer)) + 0.3 * own.normal()) as f32);
        }
    }
    made
}

fn empty(n: usize, width: usize) -> Made {
    let labels = (0..n).map(|i| (i % CLASSES) as i64).collect();
    Made { width, classes: CLASSES, features: Vec::new(), logits: Vec::new(), labels, ids: None, head: None }
}

/// Two teachers and their students at T = 1 and T = 4, five seeds each, on both splits.
fn study(cause: Cause) -> Analysis {
    let hard = Cause { scale: 1.0, instance: 1.0, spread: 1.0, ..cause };
    let mut inputs = Vec::new();
    let mut add = |id: String, v: Variant, (test, train): (Made, Made)| {
        inputs.push(input(&id, v, &[("test", &test), ("train", &train)]));
    };
    for (group, cause) in [("hard", hard), ("smooth", cause)] {
        for seed in 1..=SEEDS {
            let mut v = variant(Role::Teacher, group, Some(seed));
            v.reference = (group == "smooth").then(|| format!("hard_{seed}"));
            add(format!("{group}_{seed}"), v, (teacher((TEST, seed), cause), teacher((TRAIN, seed), cause)));
        }
    }
    for (temperature, lost) in [1.0, 4.0].into_iter().zip(cause.lost) {
        for (salt, taught, lost, unfollowed) in [(1, "hard", 0, 0.01), (2, "smooth", lost, cause.unfollowed)] {
            let group = format!("from_{taught}_t{temperature}");
            for seed in 1..=SEEDS {
                let mut v = variant(Role::Student, &group, Some(seed));
                v.teacher = Some(format!("{taught}_{seed}"));
                v.reference = (taught == "smooth").then(|| format!("from_hard_t{temperature}_{seed}"));
                v.distillation = Some(Distillation { temperature, convention: "both".to_owned(), label_weight: 0.0 });
                let train = student((TRAIN, seed * 10 + salt), (unfollowed * TRAIN as f64) as usize);
                add(format!("{group}_{seed}"), v, (student((TEST, seed * 10 + salt), 100 + lost), train));
            }
        }
    }
    analysed(inputs, CLASSES).analysis
}

/// η of the students of both teachers: the smoothed one's well beyond the nulls, or all of it within them.
fn with_diffusion(mut analysis: Analysis, of_smoothed: f64) -> Analysis {
    let metric = |value: f64| {
        Metric::Value(Estimate {
            value: Number::One(value),
            low: Some(value - 1.0),
            high: Some(value + 1.0),
            level: 0.95,
            n: TRAIN,
            interval_method: "made up".to_owned(),
            note: None,
        })
    };
    analysis.diffusion = [("hard", 0.0), ("smooth", of_smoothed)]
        .map(|(teacher, eta)| Diffusion {
            teacher: teacher.to_owned(),
            from: format!("from_{teacher}_t1"),
            to: format!("from_{teacher}_t4"),
            temperatures: [1.0, 4.0],
            split: "train".to_owned(),
            sets: "made up".to_owned(),
            similar: metric(eta),
            dissimilar: metric(-eta),
            difference: metric(2.0 * eta),
            random_sets: Some([-2.0, 2.0]),
            between_seeds: Some([-1.0, 1.0]),
        })
        .to_vec();
    analysis
}

fn verdict(analysis: &Analysis) -> Verdict {
    let mut verdicts = argue(analysis).verdicts;
    assert_eq!(verdicts.len(), 1);
    verdicts.remove(0)
}

/// The kind holds, every other one is refused, and the summary names it.
fn alone(analysis: &Analysis, kind: &str, named: &str) {
    let found = verdict(analysis);
    for finding in &found.findings {
        let expected = if finding.kind == kind { State::Held } else { State::DidNotHold };
        assert_eq!(finding.state, expected, "{}: {}\n{}", finding.kind, finding.reason, found.summary);
        assert_eq!(finding.next.is_empty(), finding.kind != kind, "{}: {}", finding.kind, finding.next);
    }
    assert_eq!(found.kinds, [kind]);
    assert!(found.summary.contains(named), "{}", found.summary);
}

#[test]
fn erasure_is_found_and_nothing_else() {
    alone(&with_diffusion(study(ERASURE), 0.0), "erasure", "That fits erasure");
}

#[test]
fn over_softening_is_found_and_nothing_else() {
    alone(&with_diffusion(study(OVER_SOFTENING), 0.0), "over_softening", "That fits over-softening");
}

#[test]
fn systematic_diffusion_is_found_and_nothing_else() {
    alone(&with_diffusion(study(DIFFUSION), 9.0), "systematic_diffusion", "That fits systematic diffusion");
}

/// Students that lose with the temperature do not make diffusion: without η it is open, with η within its nulls refused.
#[test]
fn a_loss_with_the_temperature_alone_is_no_diffusion() {
    let mut without = study(DIFFUSION);
    without.diffusion.clear();
    let of = |found: Verdict| found.findings.into_iter().find(|f| f.kind == "systematic_diffusion").unwrap();
    let open = of(verdict(&without));
    assert_eq!(open.state, State::Undetermined);
    assert!(open.reason.contains("classes move towards similar ones: open"), "{}", open.reason);
    let refused = verdict(&with_diffusion(without, -3.0));
    assert_eq!(refused.kinds, ["undetermined"]);
    assert_eq!(of(refused).state, State::DidNotHold);
}

#[test]
fn capacity_or_optimisation_is_found_and_nothing_else() {
    alone(&with_diffusion(study(CAPACITY), 0.0), "capacity_or_optimisation", "That fits capacity or optimisation");
}

#[test]
fn a_smoothed_teacher_that_did_no_harm_is_told_so() {
    let found = verdict(&with_diffusion(study(NONE), 0.0));
    assert_eq!(found.kinds, ["no_harm"], "{}", found.summary);
    assert_eq!(found.steps[0].state, State::Held, "it is smoothed all the same");
    assert!(found.summary.contains("did them no harm"), "{}", found.summary);
}

/// The same study with a margin that its interval does not fit into is not one of no harm.
#[test]
fn no_harm_takes_the_whole_interval() {
    let mut analysis = study(NONE);
    analysis.settings.equivalence = 0.0005;
    assert_eq!(verdict(&analysis).kinds, ["undetermined"]);
}
