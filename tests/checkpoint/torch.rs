//! PyTorch files, written by torch itself (`tests/reference/pth.py`).

use std::path::{Path, PathBuf};

use penult::checkpoint::{self, Checkpoint, Model, Part, Weights};

use super::{error_of, load};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/checkpoints").join(name)
}

/// The counted weights of the fixtures.
fn assert_is_counted(checkpoint: &Checkpoint) {
    assert_eq!(checkpoint.tensors.keys().collect::<Vec<_>>(), ["a.bias", "a.weight"]);
    let (weight, bias) = (&checkpoint.tensors["a.weight"], &checkpoint.tensors["a.bias"]);
    assert_eq!(
        (weight.shape.as_slice(), weight.data.as_slice()),
        ([2, 3].as_slice(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0].as_slice())
    );
    assert_eq!((bias.shape.as_slice(), bias.data.as_slice()), ([2].as_slice(), [10.0, 11.0].as_slice()));
}

#[test]
fn reads_a_flat_state_dict() {
    let checkpoint = load(&fixture("flat.pth"));
    assert_is_counted(&checkpoint);
    assert_eq!(checkpoint.notes, Vec::<String>::new());
    let bytes = std::fs::read(fixture("flat.pth")).unwrap();
    assert_eq!(checkpoint.blake3, blake3::hash(&bytes).to_hex().as_str());
}

#[test]
fn unwraps_state_dict_and_says_that_averaged_weights_were_not_taken() {
    let checkpoint = load(&fixture("nested.pth.tar"));
    assert_is_counted(&checkpoint);
    assert_eq!(
        checkpoint.notes,
        [
            r#"averaged weights under "state_dict_ema" were not taken; --ema takes them"#,
            r#"read the weights under "state_dict""#,
            r#"stripped the prefix "module." of all 3 tensors"#,
        ]
    );
    let metadata: Vec<(&str, &str)> = checkpoint.metadata.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(metadata, [("arch", "tiny"), ("args.smoothing", "0.1"), ("best_prec1", "91.25"), ("epoch", "3")]);
}

#[test]
fn unwraps_twice_and_other_keys() {
    let checkpoint = load(&fixture("twice_nested.pt"));
    assert_is_counted(&checkpoint);
    assert_eq!(checkpoint.notes[..2], [r#"read the weights under "state_dict""#; 2]);
    assert_eq!(checkpoint.metadata["epoch"], "5");
    let checkpoint = load(&fixture("model_key.bin"));
    assert_is_counted(&checkpoint);
    assert_eq!(checkpoint.metadata["best_acc"], "0.5");
    assert_is_counted(&load(&fixture("lightning.ckpt")));
}

#[test]
fn reads_each_type_parameters_scalars_and_strides() {
    assert_has_each_type(&load(&fixture("types.pth")));
}

fn assert_has_each_type(checkpoint: &Checkpoint) {
    let data = |name: &str| checkpoint.tensors[name].data.as_slice();
    for name in ["double", "half", "bfloat16", "parameter"] {
        assert_eq!(data(name), [0.5, -2.0], "{name}");
    }
    assert_eq!((data("scalar"), checkpoint.tensors["scalar"].shape.len()), ([4.0].as_slice(), 0));
    assert_eq!(data("transposed"), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    assert_eq!(checkpoint.tensors["transposed"].shape, [3, 2]);
    assert_eq!(data("column"), [1.0, 4.0, 7.0, 10.0]);
    assert_eq!(data("tail"), [8.0, 9.0, 10.0, 11.0]);
    let left_out = ["left out integer: I32 holds no weights", "left out long: I64 holds no weights"];
    assert_eq!(checkpoint.notes, left_out);
}

#[test]
fn says_what_a_file_without_weights_holds() {
    let text = error_of(&fixture("no_weights.pth"));
    let expected = "cannot read the PyTorch file: no tensors at the top nor under state_dict, model, model_state_dict, \
                    net, student, teacher, ema; it holds ";
    assert!(text.starts_with(expected), "{text}");
    for part in ["epoch (3)", "model (an object of torch.nn.modules.container.Sequential)", "losses (a list)"] {
        assert!(text.contains(part), "{text}");
    }
    let text = error_of(&fixture("script.pt"));
    assert!(text.starts_with("cannot read the PyTorch file: a TorchScript archive;"), "{text}");
}

#[test]
fn names_the_tensor_that_is_not_finite() {
    let expected = "tensor a.weight has NaN at element 1; weights must be finite, train or export it again";
    assert_eq!(error_of(&fixture("not_finite.pth")), expected);
}

#[test]
fn reads_files_from_before_the_zip_format() {
    let checkpoint = load(&fixture("legacy.pth"));
    assert_is_counted(&checkpoint);
    assert_eq!(checkpoint.notes, [""; 0]);
    // Shared storages, views with strides and every type, as in the zip.
    assert_has_each_type(&load(&fixture("legacy_types.pth")));
    let checkpoint = load(&fixture("legacy_nested.th"));
    assert_is_counted(&checkpoint);
    assert_eq!(checkpoint.metadata["best_prec1"], "91.25");
}

#[test]
fn legacy_files_of_a_big_endian_machine_are_refused() {
    let mut bytes = std::fs::read(fixture("legacy.pth")).unwrap();
    let key = b"little_endianq";
    let at = bytes.windows(key.len()).position(|w| w == key).unwrap() + key.len() + 1;
    assert_eq!(bytes[at], 0x88);
    bytes[at] = 0x89;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.th");
    std::fs::write(&path, bytes).unwrap();
    let text = error_of(&path);
    assert!(
        text.starts_with("cannot read the PyTorch file: its numbers are big-endian; if torch.load reads it: "),
        "{text}"
    );
}

#[test]
fn a_legacy_file_cut_short_is_an_error_at_any_length() {
    let bytes = std::fs::read(fixture("legacy_types.pth")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.th");
    for length in 15..bytes.len() {
        std::fs::write(&path, &bytes[..length]).unwrap();
        let text = error_of(&path);
        assert!(text.contains("copy the file again"), "{length}: {text}");
    }
}

#[test]
fn pickles_of_protocol_4_are_read() {
    assert_is_counted(&load(&fixture("protocol4.pth")));
}

#[test]
fn what_a_run_was_told_and_reached_becomes_metadata() {
    let checkpoint = load(&fixture("run.pth"));
    assert_is_counted(&checkpoint);
    let said: Vec<(&str, &str)> = checkpoint.metadata.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let expected = [
        ("accuracy", "0.75"),
        ("best_acc", "76.5"),
        ("epoch", "240"),
        ("opt.decay", "[150, 180]"),
        ("opt.lr", "0.1"),
        ("opt.model_t", "resnet32x4"),
        ("opt.root", "data/cifar"),
        ("seed", "3"),
    ];
    assert_eq!(said, expected);
    let notes = [
        "refused to make objects of datetime.date: penult runs nothing; their values are not read",
        r#"read the weights under "model""#,
    ];
    assert_eq!(checkpoint.notes, notes);
}

/// A part of a fixture.
fn part(name: &str, part: Part) -> Checkpoint {
    checkpoint::load_part(&fixture(name), part).unwrap()
}

/// Whether these are the other weights, 100 more.
fn is_shifted(checkpoint: &Checkpoint) -> bool {
    checkpoint.tensors["a.bias"].data == [110.0, 111.0]
}

#[test]
fn averaged_weights_are_taken_where_they_are_asked_for() {
    let averaged = Part { weights: Weights::Averaged, model: None };
    let taken = part("nested.pth.tar", averaged);
    assert_is_counted(&taken);
    assert_eq!(taken.notes, [r#"read the weights under "state_dict_ema""#]);
    assert_ne!(taken.blake3, load(&fixture("nested.pth.tar")).blake3, "other weights are another checkpoint");
    let raw = part("averaged.ckpt", Part::default());
    assert_is_counted(&raw);
    assert_eq!(raw.notes[1], "left out 3 of 6 tensors: averaged weights; --ema takes them");
    assert!(is_shifted(&part("averaged.ckpt", averaged)));
    assert_is_counted(&part("flat.pth", averaged));
}

#[test]
fn a_file_of_two_models_is_read_where_one_is_named() {
    for name in ["latest", "pair.pth"] {
        let text = error_of(&fixture(name));
        assert_eq!(
            text,
            "it holds two models, student.* and teacher.*; name one with --model student or --model teacher"
        );
        assert_eq!(checkpoint::survey(&fixture(name), Part::default()).unwrap().models, Model::ALL);
        let of = |model| part(name, Part { model: Some(model), ..Part::default() });
        let (student, teacher) = (of(Model::Student), of(Model::Teacher));
        assert_is_counted(&student);
        assert!(is_shifted(&teacher));
        assert_ne!(student.blake3, teacher.blake3);
    }
    assert_eq!(part("latest", Part { model: Some(Model::Student), ..Part::default() }).metadata["best_acc"], "71.5");
    let wrong = checkpoint::load_part(&fixture("flat.pth"), Part { model: Some(Model::Teacher), ..Part::default() });
    assert!(wrong.unwrap_err().to_string().starts_with("it has no tensors teacher.*; leave --model out: "));
}

#[test]
fn a_survey_says_what_a_file_is_without_its_values() {
    let survey = checkpoint::survey(&fixture("nested.pth.tar"), Part::default()).unwrap();
    let shapes: Vec<(&str, &[usize])> = survey.shapes.iter().map(|(n, s)| (n.as_str(), s.as_slice())).collect();
    assert_eq!(shapes, [("a.bias", [2].as_slice()), ("a.weight", &[2, 3])]);
    assert_eq!(survey.metadata["epoch"], "3");
    assert_eq!(survey.models, []);
    assert!(checkpoint::survey(&fixture("not_finite.pth"), Part::default()).is_ok());
}

#[test]
fn many_names_of_one_tensor_do_not_fill_the_memory() {
    // Legacy: one storage of 400 floats, 1,000 tensors of all of it.
    let tensor = b"ctorch._utils\n_rebuild_tensor\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x00aX\x03\x00\x00\x00cpuM\x90\x01NtQK\x00M\x90\x01\x85K\x01\x85tRq\x01";
    let mut object = [b"\x80\x02}(X\x03\x00\x00\x00000", &tensor[..]].concat();
    for i in 1..1000 {
        object.extend(b"X\x03\x00\x00\x00");
        object.extend(format!("{i:03}").bytes());
        object.extend(b"h\x01");
    }
    object.extend(b"u.");
    let mut bytes = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.".to_vec();
    bytes.extend(object);
    bytes.extend(b"\x80\x02](X\x01\x00\x00\x00ae.");
    bytes.extend(400i64.to_le_bytes());
    bytes.extend([0; 1600]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.th");
    std::fs::write(&path, bytes).unwrap();
    let text = error_of(&path);
    assert!(text.starts_with("its tensors claim 1600000 bytes, of which it has "), "{text}");
}
