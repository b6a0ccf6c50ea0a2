use penult::analysis::embedding::tsne;
use penult::analysis::schema::Role;
use penult::analysis::{Options, Record, run};
use penult::linalg::Rows;

use super::{Made, data, input, variant};

fn points(made: &Made) -> Vec<[f32; 2]> {
    let rows = Rows::new(&made.features, made.labels.len(), made.width).unwrap();
    tsne(rows, &(0..made.labels.len()).collect::<Vec<usize>>()).unwrap()
}

#[test]
fn examples_of_far_clusters_have_neighbours_of_their_own_class() {
    let made = Made::around((150, 3, 8), 4, 0.1);
    let points = points(&made);
    let distance = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    for i in 0..150 {
        let others = (0..150).filter(|j| *j != i);
        let nearest = others.min_by(|a, b| distance(points[i], points[*a]).total_cmp(&distance(points[i], points[*b])));
        assert_eq!(made.labels[nearest.unwrap()], made.labels[i], "example {i}");
    }
}

/// On one thread, and on the pool's threads with another beside it.
#[test]
fn points_are_the_same_bits_for_any_number_of_threads() {
    let made = Made::new(60, 3, 5, 2);
    let (first, second) = rayon::join(|| points(&made), || points(&made));
    assert_eq!(first, second);
    assert_eq!(first, points(&made));
}

#[test]
fn few_examples_and_one_feature_are_undefined() {
    let rows = Rows::new(&[0.5; 40], 20, 2).unwrap();
    assert!(tsne(rows, &[0; 20]).unwrap_err().0.contains("found 1 of 2"), "equal examples count once");
    let column: Vec<f32> = (0..20u8).map(f32::from).collect();
    let rows = Rows::new(&column, 20, 1).unwrap();
    assert!(tsne(rows, &(0..20).collect::<Vec<usize>>()).unwrap_err().0.contains("found 20 of 1"));
}

#[test]
fn equal_examples_lie_at_one_point_the_same_each_time() {
    let made = Made::new(40, 2, 3, 1);
    let rows = Rows::new(&made.features, 40, 3).unwrap();
    let twice: Vec<usize> = (0..40).chain(0..40).collect();
    let points = tsne(rows, &twice).unwrap();
    assert_eq!(points[..40], points[40..]);
    assert_eq!(points, tsne(rows, &twice).unwrap());
}

fn analysed(is_asked: bool) -> Record {
    let made = Made::new(60, 3, 5, 2);
    let inputs = vec![input("only", variant(Role::Teacher, "only", None), &[("test", &made), ("train", &made)])];
    run(inputs, data(3), &Options { tsne: is_asked, ..Options::default() }).unwrap()
}

#[test]
fn the_split_that_figures_draw_has_points_where_they_are_asked_for() {
    let record = analysed(true);
    let splits = &record.analysis.variants["only"].splits;
    let curves = &splits["test"].curves;
    let (tsne, pca) = (curves.tsne.as_ref().unwrap(), curves.pca.as_ref().unwrap());
    assert_eq!((tsne.points.as_str(), &tsne.labels), ("only/test/tsne", &pca.labels));
    assert_eq!(record.scatter(tsne).count(), 60);
    assert!(splits["train"].curves.tsne.is_none());
    assert!(analysed(false).analysis.variants["only"].splits["test"].curves.tsne.is_none());
}
