//! Two teachers at one softness: the temperature gives the γ, a teacher that is only softer differs in nothing.

use penult::analysis::matched::METRICS;
use penult::analysis::schema::{Analysis, Matched, Role};
use penult::analysis::{Options, run};
use penult::metrics::matched_gamma::gamma_at;
use penult::metrics::{entropy, mean_confidence, off_target_information, rank_size};

use super::{Made, analysed, data, input, mean, near, study, value, variant};

/// A teacher and one whose logits are `scale` times its own, on train and test.
fn scaled(scale: f32) -> (Made, Made, Analysis) {
    let hard = Made::around((150, 4, 5), 3, 0.8);
    let soft = Made { head: None, logits: hard.logits.iter().map(|z| z * scale).collect(), ..hard.clone() };
    let mut v = variant(Role::Teacher, "soft", Some(1));
    v.reference = Some("hard".to_owned());
    let inputs = vec![
        input("hard", variant(Role::Teacher, "hard", Some(1)), &[("test", &hard), ("train", &hard)]),
        input("soft", v, &[("test", &soft), ("train", &soft)]),
    ];
    let analysis = analysed(inputs, 4).analysis;
    (hard, soft, analysis)
}

fn of<'a>(analysis: &'a Analysis, a: &str, b: &str) -> &'a Matched {
    analysis.matched.iter().find(|m| m.a == a && m.b == b).unwrap()
}

/// Logits over 2.5 are the same network at T = 2.5: at equal γ nothing is left of any difference.
#[test]
fn a_teacher_that_is_only_softer_differs_in_nothing() {
    let (_, _, analysis) = scaled(0.4);
    assert_eq!(analysis.matched.len(), 1, "on one split");
    let found = of(&analysis, "hard", "soft");
    assert_eq!((found.split.as_str(), &found.undefined), ("train", &None));
    near(found.temperature.unwrap(), 2.5, 1e-6); // f32 logits
    assert_eq!(found.metrics.keys().map(String::as_str).collect::<Vec<_>>(), METRICS);
    for (name, d) in &found.metrics {
        near(d.value, 0.0, 1e-6);
        near(d.high - d.low, 0.0, 1e-5);
        near(d.of_b, value(&analysis.variants["soft"].splits["train"], name), 1e-12);
    }
    let raw = super::difference(&analysis, ("hard", "soft"), ("train", "off_target_information_instance")).unwrap();
    assert!(raw.value < -0.01, "with both at T = 1 they do differ");
}

/// The values of the reference are those of the metrics themselves at that temperature.
#[test]
fn values_are_those_of_the_metrics_at_that_temperature() {
    let analysis = study().analysis;
    let found = of(&analysis, "hard_2", "smooth_2");
    let temperature = found.temperature.unwrap();
    let made = Made::around((80, 4, 6), 12, 1.4).with_logits(1.0).open();
    let gamma = value(&analysis.variants["smooth_2"].splits["train"], "gamma");
    near(gamma_at(made.logits(), &made.labels, temperature).unwrap(), gamma, 1e-9);
    let mut information = off_target_information::State::new(4, temperature).unwrap();
    let mut ranks = rank_size::State::new(4, temperature).unwrap();
    for (i, label) in made.labels.iter().enumerate() {
        information.push(made.logits().row(i), *label);
        ranks.push(made.logits().row(i), *label);
    }
    near(found.metrics["off_target_information_instance"].of_a, information.value().unwrap().instance_level, 1e-12);
    near(found.metrics["zipf_exponent"].of_a, ranks.exponent().unwrap(), 1e-12);
    let divided: Vec<f32> = made.logits().data.iter().map(|z| (f64::from(*z) / temperature) as f32).collect();
    let divided = penult::linalg::Rows { data: &divided, ..made.logits() };
    near(found.metrics["entropy"].of_a, mean(&entropy::per_example(divided)), 1e-6);
    near(found.metrics["mean_confidence"].of_a, mean(&mean_confidence::per_example(divided)), 1e-6);
}

/// A group's value is the mean of its pairs of seeds, each at its own temperature.
#[test]
fn groups_are_means_over_their_pairs() {
    let analysis = study().analysis;
    let group = of(&analysis, "hard", "smooth");
    let seeds: Vec<&Matched> = (1..=3).map(|s| of(&analysis, &format!("hard_{s}"), &format!("smooth_{s}"))).collect();
    near(group.temperature.unwrap(), mean(&seeds.iter().map(|m| m.temperature.unwrap()).collect::<Vec<_>>()), 1e-12);
    for (name, d) in &group.metrics {
        near(d.value, mean(&seeds.iter().map(|m| m.metrics[name].value).collect::<Vec<_>>()), 1e-12);
        assert!(d.interval_method.starts_with("seeds and examples"), "{}", d.interval_method);
        assert!(d.low < d.value && d.value < d.high);
    }
    assert!(of(&analysis, "from_hard_t4", "from_smooth_t4").temperature.is_some(), "students have references too");
}

/// A reference that is wrong on most examples has a γ that no temperature brings down.
#[test]
fn without_a_matching_temperature_the_reason_is_said() {
    let sure = |wrong: usize| {
        let mut made = Made::new(60, 3, 4, 1);
        made.head = None;
        made.logits = (0..60i64)
            .flat_map(|i| (0..3).map(move |k| if k == (i + i64::from(i < wrong as i64)) % 3 { 9.0f32 } else { 0.0 }))
            .collect();
        made
    };
    let mut v = variant(Role::Teacher, "b", None);
    v.reference = Some("a".to_owned());
    let inputs = vec![
        input("a", variant(Role::Teacher, "a", None), &[("test", &sure(30))]),
        input("b", v, &[("test", &sure(0))]),
    ];
    let analysis = analysed(inputs, 3).analysis;
    let found = of(&analysis, "a", "b");
    assert_eq!((found.split.as_str(), found.temperature, found.metrics.len()), ("test", None, 0));
    let why = found.undefined.as_deref().unwrap();
    assert!(why.starts_with("a: no temperature from 1/64 to 64 gives the reference γ"), "{why}");
}

#[test]
fn what_is_kept_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = || {
        let mut v = variant(Role::Teacher, "soft", None);
        v.reference = Some("hard".to_owned());
        let (hard, soft) = (Made::around((90, 4, 5), 3, 0.8), Made::around((90, 4, 5), 4, 0.8).with_logits(0.5));
        vec![
            input("hard", variant(Role::Teacher, "hard", None), &[("test", &hard)]),
            input("soft", v, &[("test", &soft)]),
        ]
    };
    let kept = || {
        let options = Options { cache: Some(folder.path()), ..Options::default() };
        run(inputs(), data(4), &options).unwrap().json().unwrap()
    };
    let names = || {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let cold = kept();
    let of_matched = names().iter().filter(|name| name.ends_with(".matched.json")).count();
    assert_eq!(of_matched, 1);
    let before = names();
    assert!(cold == kept(), "the bytes differ");
    assert_eq!(before, names());
    assert!(cold == run(inputs(), data(4), &Options::default()).unwrap().json().unwrap(), "with and without a cache");
}
