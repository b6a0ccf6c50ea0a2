//! Means over the pairs of two groups are those of the pairs.

use super::{near, study};

#[test]
fn means_are_over_all_pairs_of_the_two_groups() {
    let analysis = study().analysis;
    // Six groups with themselves and each other, on two splits.
    assert_eq!(analysis.group_pairs.len(), 2 * 21);
    for found in &analysis.group_pairs {
        let group = |id: &String| analysis.variants[id].group.clone();
        let is_it = |a: &String, b: &String| group(a) == found.a && group(b) == found.b;
        let of = analysis.pairs.iter().filter(|p| p.split == found.split && (is_it(&p.a, &p.b) || is_it(&p.b, &p.a)));
        let values: Vec<f64> = of.map(|p| p.metrics["linear_cka"].scalar().unwrap().0).collect();
        assert_eq!(values.len(), if found.a == found.b { 3 } else { 9 }, "{} {}", found.a, found.b);
        let (mean, n) = (values.iter().sum::<f64>() / values.len() as f64, values.len() as f64);
        let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        let aggregate = &found.metrics["linear_cka"];
        near(aggregate.mean, mean, 1e-12);
        near(aggregate.sd.unwrap(), sd, 1e-12);
        assert_eq!(aggregate.pairs, values.len());
        assert!(!found.metrics.contains_key("kl"), "KL asks which is first");
    }
}

#[test]
fn groups_come_in_the_order_of_the_study() {
    let analysis = study().analysis;
    let row = |g: &String| analysis.groups.get_index_of(g).unwrap();
    assert!(analysis.group_pairs.iter().all(|p| row(&p.a) <= row(&p.b)));
}
