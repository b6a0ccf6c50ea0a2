use penult::analysis::schema::Role;
use penult::analysis::shown::sample::rows;
use penult::analysis::{Options, run};
use penult::metrics::softmax::argmax;

use super::super::{Made, analysed, data, input, near, variant};
use super::{curves, teacher};

#[test]
fn ids_labels_and_logits_are_those_of_the_first_of_each_class() {
    let ids = (0..400).map(|i| 1000 - i).collect();
    let made = Made { ids: Some(ids), ..Made::new(400, 4, 5, 1) };
    let record = teacher(&made);
    let sample = record.analysis.data.splits["test"].sample.clone().unwrap();
    assert_eq!(record.arrays.ids[&sample.ids], (0..240).map(|i| 1000 - i).collect::<Vec<i64>>());
    assert_eq!(record.arrays.labels[&sample.labels], (0..240).map(|i| i % 4).collect::<Vec<usize>>());
    assert_eq!(sample.chosen_by, "the first 60 examples of each class, in the order of the data");
    let of = curves(&record).sample.clone().unwrap();
    let (logits, summary) = (&record.arrays.outputs[&of.logits], &record.arrays.outputs[&of.summary]);
    assert_eq!((logits.cols, summary.cols), (4, 3));
    assert_eq!(logits.values, made.logits[..240 * 4]);
    for (row, said) in logits.values.chunks(4).zip(summary.values.chunks(3)) {
        let answer = argmax(row);
        assert_eq!((said[0], said[1]), (answer as f32, row[answer]));
        let log_sum = row.iter().map(|z| f64::from(*z).exp()).sum::<f64>().ln();
        near(f64::from(said[2]), log_sum, 1e-6 * log_sum.abs().max(1.0));
    }
}

/// PCA and t-SNE name the labels of the sample: a brush selects the same examples everywhere.
#[test]
fn scatters_show_the_sample() {
    let made = Made::new(60, 3, 5, 2);
    let inputs = vec![input("only", variant(Role::Teacher, "only", None), &[("test", &made)])];
    let record = run(inputs, data(3), &Options { tsne: true, ..Options::default() }).unwrap();
    let labels = &record.analysis.data.splits["test"].sample.as_ref().unwrap().labels;
    for scatter in [&curves(&record).pca, &curves(&record).tsne] {
        let scatter = scatter.as_ref().unwrap();
        assert_eq!(&scatter.labels, labels);
        assert_eq!(record.scatter(scatter).count(), 60);
    }
}

#[test]
fn the_more_classes_the_fewer_of_each() {
    let labels: Vec<usize> = (0..20_000).map(|i| i % 200).collect();
    let count = |shown: usize| rows(&labels, &(0..shown).collect::<Vec<usize>>()).len();
    assert_eq!((count(10), count(20), count(40), count(200)), (600, 1000, 480, 400));
}

#[test]
fn of_many_classes_the_shown_ones_are_sampled() {
    let record = teacher(&Made::new(3000, 50, 8, 1));
    let (shown, sample) =
        (record.analysis.data.shown.clone().unwrap(), record.analysis.data.splits["test"].sample.clone().unwrap());
    assert_eq!(sample.chosen_by, "the first 12 examples of each of 40 of the 50 classes, in the order of the data");
    let labels = &record.arrays.labels[&sample.labels];
    assert_eq!(labels.len(), 480);
    assert!(labels.iter().all(|label| shown.classes.contains(label)));
    // The answer may be a class that is not shown.
    let of = curves(&record).sample.clone().unwrap();
    let summary = &record.arrays.outputs[&of.summary].values;
    assert!(summary.chunks(3).any(|said| !shown.classes.contains(&(said[0] as usize))));
    assert_eq!(record.arrays.outputs[&of.logits].cols, 40);
}

#[test]
fn a_network_that_lacks_a_shown_class_says_nothing_of_them() {
    let small = Made::new(90, 3, 4, 1);
    let wide = Made { labels: small.labels.clone(), ..Made::new(90, 5, 4, 2) };
    let of = |id: &str, made: &Made| input(id, variant(Role::Teacher, id, None), &[("test", made)]);
    let record = analysed(vec![of("small", &small), of("wide", &wide)], 5);
    let of = |id: &str| &record.analysis.variants[id];
    let [small, wide] = ["small", "wide"].map(|id| &of(id).splits["test"].curves);
    assert!(small.sample.is_none() && small.matrices.is_empty() && of("small").template_products.is_none());
    assert!(wide.sample.is_some() && !wide.matrices.is_empty() && of("wide").template_products.is_some());
    assert!(small.temperatures.is_some() && small.pca.is_some());
}
