//! The embedding projector's files: a line a vector, a line of what is known of it.

use penult::analysis::schema::Scatter;
use penult::report::export::projector::write;

use crate::report::study;

#[test]
fn principal_coordinates_stand_in_where_no_outputs_were_sampled() {
    let mut record = study();
    record.arrays.points.insert("p".into(), vec![[1.5, -2.0], [0.25, 4.0]]);
    record.arrays.labels.insert("l".into(), vec![1, 0]);
    let curves = &mut record.analysis.variants["hard_1"].splits.get_mut("test").unwrap().curves;
    curves.pca = Some(Scatter { points: "p".into(), labels: "l".into() });
    let out = tempfile::tempdir().unwrap();
    let configuration = write(&record, out.path()).unwrap();
    let read = |name: &str| std::fs::read_to_string(out.path().join("projector").join(name)).unwrap();
    assert_eq!(read("hard_1.test.tensors.tsv"), "1.5\t-2\n0.25\t4\n");
    assert_eq!(read("hard_1.test.metadata.tsv"), "class\tlabel\ndog\t1\ncat\t0\n");
    let text = std::fs::read_to_string(configuration).unwrap();
    assert_eq!(
        text,
        "embeddings {\n  tensor_name: \"hard_1 test\"\n  tensor_path: \"hard_1.test.tensors.tsv\"\n  metadata_path: \"hard_1.test.metadata.tsv\"\n}\n"
    );
}

#[test]
fn nothing_projected_is_an_empty_configuration() {
    let out = tempfile::tempdir().unwrap();
    assert_eq!(std::fs::read_to_string(write(&study(), out.path()).unwrap()).unwrap(), "");
}
