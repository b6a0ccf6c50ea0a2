//! The embedding projector's files: a line a vector, a line of what is known of it.

use penult::analysis::record::Outputs;
use penult::analysis::schema::{Sample, SampledOutputs, Scatter};
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
fn sampled_logits_come_with_what_was_answered() {
    let mut record = study();
    record.arrays.labels.insert("labels".into(), vec![1, 0]);
    record.arrays.ids.insert("ids".into(), vec![70, 71]);
    record.arrays.outputs.insert("logits".into(), Outputs { cols: 2, values: vec![0.5, 2.5, -1.0, 3.0] });
    // Predicted class, its logit, log-sum-exp: confidences of e^-0.5 and 1.
    record.arrays.outputs.insert("summary".into(), Outputs { cols: 3, values: vec![1.0, 2.5, 3.0, 1.0, 3.0, 3.0] });
    let sample = Sample { ids: "ids".into(), labels: "labels".into(), chosen_by: "a rule".into(), thumbnails: None };
    record.analysis.data.splits.get_mut("test").unwrap().sample = Some(sample);
    let curves = &mut record.analysis.variants["hard_1"].splits.get_mut("test").unwrap().curves;
    curves.sample = Some(SampledOutputs { logits: "logits".into(), summary: "summary".into() });
    let out = tempfile::tempdir().unwrap();
    write(&record, out.path()).unwrap();
    let read = |name: &str| std::fs::read_to_string(out.path().join("projector").join(name)).unwrap();
    assert_eq!(read("hard_1.test.tensors.tsv"), "0.5\t2.5\n-1\t3\n");
    assert_eq!(
        read("hard_1.test.metadata.tsv"),
        "class\tpredicted\tanswer\tconfidence\tid\ndog\tdog\tright\t0.6065\t70\ncat\tdog\twrong\t1.0000\t71\n"
    );
}

#[test]
fn nothing_projected_is_an_empty_configuration() {
    let out = tempfile::tempdir().unwrap();
    assert_eq!(std::fs::read_to_string(write(&study(), out.path()).unwrap()).unwrap(), "");
}
