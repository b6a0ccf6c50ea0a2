//! What a higher temperature does to students: contrasts of four groups, by hand from the values.

use penult::analysis::intervals::student_t;
use penult::analysis::schema::{Analysis, Distillation, Role};

use super::{Made, analysed, input, near, study, value, variant};

/// Two teachers and three students of each at T = 1 and T = 4, of different spread, hence accuracy.
fn heated() -> Analysis {
    let mut inputs = Vec::new();
    for seed in 1..=3u64 {
        for (at, teacher) in [(0, "hard"), (1, "smooth")] {
            let mut v = variant(Role::Teacher, teacher, Some(seed));
            v.reference = (teacher == "smooth").then(|| format!("hard_{seed}"));
            inputs.push(input(&format!("{teacher}_{seed}"), v, &[("test", &Made::new(120, 4, 6, seed))]));
            for temperature in [1.0, 4.0] {
                let group = format!("from_{teacher}_t{temperature}");
                let mut v = variant(Role::Student, &group, Some(seed));
                v.teacher = Some(format!("{teacher}_{seed}"));
                v.reference = (teacher == "smooth").then(|| format!("from_hard_t{temperature}_{seed}"));
                v.distillation = Some(Distillation { temperature, convention: "both".to_owned(), label_weight: 0.0 });
                let made = Made::around((120, 4, 6), seed, 1.5 + 0.3 * at as f32 * temperature as f32);
                inputs.push(input(&format!("{group}_{seed}"), v, &[("test", &made)]));
            }
        }
    }
    analysed(inputs, 4).analysis
}

fn accuracies(analysis: &Analysis, group: &str) -> Vec<f64> {
    let ids = analysis.groups[group].variants.iter();
    ids.map(|id| value(&analysis.variants[id].splits["test"], "accuracy")).collect()
}

#[test]
fn a_contrast_is_the_change_of_one_minus_the_change_of_the_other() {
    let analysis = heated();
    let found: Vec<_> = analysis.temperature_effects.iter().filter(|e| e.split == "test").collect();
    let [effect] = found.as_slice() else { panic!("one effect a split, found {}", found.len()) };
    assert_eq!((effect.teacher.as_str(), effect.reference.as_str()), ("smooth", "hard"));
    assert_eq!((effect.temperatures, effect.metric.as_str()), ([1.0, 4.0], "accuracy"));
    assert_eq!(effect.students, ["from_smooth_t1", "from_smooth_t4"]);
    assert_eq!(effect.reference_students, ["from_hard_t1", "from_hard_t4"]);
    let changes = |groups: &[String; 2]| -> Vec<f64> {
        let [low, high] = [0, 1].map(|i| accuracies(&analysis, &groups[i]));
        high.iter().zip(low).map(|(high, low)| high - low).collect()
    };
    let (of_teacher, of_reference) = (changes(&effect.students), changes(&effect.reference_students));
    near(effect.of_teacher.value, super::mean(&of_teacher), 1e-12);
    near(effect.of_reference.value, super::mean(&of_reference), 1e-12);
    let gaps: Vec<f64> = of_teacher.iter().zip(&of_reference).map(|(b, a)| b - a).collect();
    let mean = super::mean(&gaps);
    near(effect.difference.value, mean, 1e-12);
    let deviation = (gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / 2.0).sqrt();
    let over_seeds = student_t(2.0, 0.95) * deviation / 3f64.sqrt();
    let half = effect.difference.high - effect.difference.value;
    assert!(mean < -0.05, "the smoothed teacher's students lose with the temperature: {mean}");
    // The examples add to it: a contrast of four accuracies of three seeds each on 120 examples.
    assert!(half > over_seeds && half < over_seeds.hypot(0.15), "{half} with the examples, {over_seeds} without");
    assert!(effect.difference.interval_method.starts_with("seeds and examples"));
}

#[test]
fn students_that_differ_in_more_than_the_temperature_are_not_compared() {
    let mut analysis = study().analysis;
    let hot = |analysis: &mut Analysis| {
        for v in analysis.variants.values_mut().filter(|v| v.group == "from_smooth_t4") {
            v.distillation.as_mut().unwrap().label_weight = 0.5;
        }
    };
    hot(&mut analysis);
    let families = penult::analysis::argument::families::families(&analysis);
    assert_eq!(families.len(), 1);
    assert_eq!(families[0].students.len(), 2);
    assert!(families[0].heated().is_empty());
}
