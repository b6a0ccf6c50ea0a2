//! η of students at two temperatures: values by hand, seeds in pairs, the teacher's sets, reasons.

use penult::analysis::schema::{Data, Diffusion, Distillation, Metric, Role, Superclass};
use penult::analysis::{Input, Options, Record};
use penult::metrics::class_distances::State;
use penult::metrics::class_sets::ClassSets;
use penult::metrics::diffusion_index::{Diffusion as Eta, diffusion_index, random_sets, seeds};

use super::{Made, analysed, data, input, mean, near, study, variant};

const CLASSES: usize = 4;

fn student(teacher: &str, group: &str, temperature: f64, seed: u64) -> penult::analysis::schema::Variant {
    let mut v = variant(Role::Student, group, Some(seed));
    v.teacher = Some(teacher.to_owned());
    v.distillation = Some(Distillation { temperature, convention: "both".to_owned(), label_weight: 0.0 });
    v
}

fn made(seed: u64) -> Made {
    Made::new(200, CLASSES, 5, seed)
}

/// One teacher with students at T = 1 and 4, seeds 1 and 2 (and 3 at T = 4, where it is asked for).
fn two_temperatures(last_seed: u64) -> Record {
    let mut inputs: Vec<Input> = vec![input("teacher", variant(Role::Teacher, "teacher", None), &[("test", &made(1))])];
    for (group, temperature, seed) in [("t4", 4.0, 1), ("t4", 4.0, last_seed), ("t1", 1.0, 2), ("t1", 1.0, 1)] {
        let seed_of_data = seed + 10 * u64::from(temperature > 1.0);
        let v = student("teacher", group, temperature, seed);
        inputs.push(input(&format!("{group}_{seed}"), v, &[("test", &made(seed_of_data))]));
    }
    analysed(inputs, CLASSES)
}

fn distances(made: &Made) -> Vec<f64> {
    let a = made.open();
    let mut state = State::new(CLASSES, a.width);
    (0..a.n).for_each(|i| state.push(a.features().row(i), a.labels[i]));
    state.value().unwrap()
}

fn value(metric: &Metric) -> f64 {
    metric.scalar().unwrap().0
}

#[test]
fn eta_is_the_mean_over_students_of_one_seed() {
    let record = two_temperatures(2);
    let [found] = record.analysis.diffusion.as_slice() else { panic!("one comparison") };
    assert_eq!((found.teacher.as_str(), found.from.as_str(), found.to.as_str()), ("teacher", "t1", "t4"));
    assert_eq!((found.temperatures, found.split.as_str()), ([1.0, 4.0], "test"));
    assert!(found.sets.contains("teacher"));
    let teacher = made(1).open();
    let sets = ClassSets::of_teacher(teacher.logits(), &teacher.labels).unwrap();
    let of = |seed: u64| (distances(&made(seed)), distances(&made(seed + 10)));
    let both: Vec<_> = [1, 2].map(of).into_iter().map(|(a, b)| diffusion_index(&a, &b, &sets).unwrap()).collect();
    let column = |f: &dyn Fn(&Eta) -> f64| both.iter().map(f).collect::<Vec<f64>>();
    near(value(&found.similar), mean(&column(&|d| d.similar)), 1e-9);
    near(value(&found.dissimilar), mean(&column(&|d| d.dissimilar)), 1e-9);
    near(value(&found.difference), mean(&column(&|d| d.difference())), 1e-9);
    let (value, estimate) = found.difference.scalar().unwrap();
    assert!(estimate.interval_method.contains("2 paired seeds") && estimate.low.unwrap() < value);
    // Two seeds leave Student's t one degree of freedom: 12.7 times half their distance.
    let gaps = column(&|d| d.difference());
    assert!(estimate.high.unwrap() - value > 12.7 * (gaps[0] - gaps[1]).abs() / 2.0 - 1e-9);
    let drawn: Vec<Vec<f64>> = [1, 2]
        .map(of)
        .iter()
        .map(|(a, b)| random_sets(a, b, &sets, (199, 0)).unwrap().iter().map(Eta::difference).collect())
        .collect();
    let mut means: Vec<f64> = drawn[0].iter().zip(&drawn[1]).map(|(a, b)| f64::midpoint(*a, *b)).collect();
    means.sort_by(f64::total_cmp);
    let [low, high] = found.random_sets.unwrap();
    assert!(means[4] <= low && low <= means[5] && means[193] <= high && high <= means[194], "the middle 95 % of 199");
    let null = seeds(&[distances(&made(1)), distances(&made(2))], &sets).unwrap();
    let [low, high] = found.between_seeds.unwrap();
    let ends = [null[0].difference(), null[1].difference()];
    near(low, ends[0].min(ends[1]), 1e-9);
    near(high, ends[0].max(ends[1]), 1e-9);
}

#[test]
fn students_of_other_seeds_are_not_compared() {
    let record = two_temperatures(3);
    let [found] = record.analysis.diffusion.as_slice() else { panic!("one comparison") };
    for metric in [&found.similar, &found.dissimilar, &found.difference] {
        let Metric::Undefined { undefined } = metric else { panic!("it has a value") };
        assert_eq!(undefined, "the students of t1 and t4 do not have the same seeds");
    }
    assert!(found.random_sets.is_none() && found.between_seeds.is_none());
}

#[test]
fn every_teacher_and_split_of_a_study_has_its_comparison() {
    let analysis = study().analysis;
    let of = |d: &Diffusion| (d.teacher.clone(), d.from.clone(), d.to.clone(), d.split.clone());
    let found: Vec<_> = analysis.diffusion.iter().map(of).collect();
    let expected = |teacher: &str, split: &str| {
        (teacher.to_owned(), format!("from_{teacher}_t1"), format!("from_{teacher}_t4"), split.to_owned())
    };
    assert_eq!(
        found,
        [expected("hard", "test"), expected("smooth", "test"), expected("hard", "train"), expected("smooth", "train")]
    );
    let relation = analysis.relations.iter().find(|r| r.name == "diffusion_accuracy_drop").unwrap();
    assert_eq!(relation.points.len(), 2);
    assert!(relation.undefined.as_ref().unwrap().contains("three pairs, found 2"));
}

#[test]
fn one_seed_says_so_and_one_temperature_or_convention_compares_nothing() {
    let teacher = || input("teacher", variant(Role::Teacher, "teacher", None), &[("test", &made(1))]);
    let of = |group: &str, temperature: f64, convention: &str| {
        let mut v = student("teacher", group, temperature, 1);
        v.seed = None;
        v.distillation = Some(Distillation { temperature, convention: convention.to_owned(), label_weight: 0.0 });
        input(group, v, &[("test", &made(2))])
    };
    let analysis = analysed(vec![teacher(), of("a", 1.0, "both"), of("b", 4.0, "both")], CLASSES).analysis;
    let (_, estimate) = analysis.diffusion[0].similar.scalar().unwrap();
    assert!(estimate.interval_method.ends_with("one seed, so it describes these checkpoints only"));
    assert!(analysis.diffusion[0].between_seeds.is_none());
    let analysis = analysed(vec![teacher(), of("a", 1.0, "both"), of("b", 4.0, "teacher")], CLASSES).analysis;
    assert!(analysis.diffusion.is_empty());
}

/// Where the data have superclasses, these say what is alike.
#[test]
fn superclasses_say_which_classes_are_alike() {
    let superclass = |index: usize| Superclass { index, name: format!("superclass {index}") };
    let data = Data { superclasses: Some([0, 0, 1, 1].map(superclass).to_vec()), ..data(CLASSES) };
    let of = [("t1", 1.0, 11u64), ("t4", 4.0, 12)];
    let mut inputs = vec![input("teacher", variant(Role::Teacher, "teacher", None), &[("test", &made(1))])];
    inputs.extend(of.map(|(group, t, seed)| input(group, student("teacher", group, t, 1), &[("test", &made(seed))])));
    let record = penult::analysis::run(inputs, data, &Options::default()).unwrap();
    let [found] = record.analysis.diffusion.as_slice() else { panic!("one comparison") };
    assert!(found.sets.contains("same superclass"), "{}", found.sets);
    let teacher = made(1).open();
    let sets = ClassSets::of_superclasses(&[0, 0, 1, 1], teacher.logits(), &teacher.labels).unwrap();
    let expected = diffusion_index(&distances(&made(11)), &distances(&made(12)), &sets).unwrap();
    near(value(&found.similar), expected.similar, 1e-9);
    near(value(&found.dissimilar), expected.dissimilar, 1e-9);
}
