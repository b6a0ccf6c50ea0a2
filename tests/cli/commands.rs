//! The commands beside `report`.

use penult::analysis::Record;
use serde_json::Value;

use super::{fixtures, folder_of, printed, text};

#[test]
fn extract_then_analyze_gives_what_compare_gives() {
    let folder = folder_of(&["teacher_hard_seed1", "student_hard_t1_seed1"]);
    let data = fixtures().join("fashion_mnist/data");
    let (teacher, student) =
        (folder.path().join("teacher_hard_seed1.safetensors"), folder.path().join("student_hard_t1_seed1.safetensors"));
    let out = tempfile::tempdir().unwrap();
    let (activations, compared) = (out.path().join("activations"), out.path().join("compared"));
    let files = printed(&[
        "extract",
        text(&teacher),
        text(&student),
        "--data",
        text(&data),
        "--no-cache",
        "--out",
        text(&activations),
    ]);
    let files: Vec<&str> = files.lines().collect();
    assert_eq!(files.len(), 2);
    printed(&["analyze", files[0], files[1], "--out", text(out.path())]);
    printed(&[
        "compare",
        text(&teacher),
        text(&student),
        "--data",
        text(&data),
        "--no-cache",
        "--out",
        text(&compared),
    ]);
    let alone = Record::read(&out.path().join("analysis.json")).unwrap().analysis;
    let together = Record::read(&compared.join("analysis.json")).unwrap().analysis;
    assert_eq!(together.variants.len(), 2);
    for (id, variant) in &together.variants {
        let (a, b) = (&variant.splits["test"].metrics, &alone.variants[id].splits["test"].metrics);
        for name in ["accuracy", "nll", "ece", "class_separation"] {
            assert_eq!(a[name].scalar().map(|s| s.0), b[name].scalar().map(|s| s.0), "{id} {name}");
        }
    }
    let [pair] = together.pairs.as_slice() else { panic!("one pair") };
    assert_eq!((pair.a.as_str(), pair.b.as_str()), ("teacher_hard_seed1", "student_hard_t1_seed1"));
    assert!(pair.metrics["agreement"].scalar().unwrap().0 > 0.8);
}

#[test]
fn a_checkpoint_agrees_wholly_with_its_own_activations() {
    let folder = folder_of(&["teacher_hard_seed1"]);
    let data = fixtures().join("fashion_mnist/data");
    let checkpoint = folder.path().join("teacher_hard_seed1.safetensors");
    let out = tempfile::tempdir().unwrap();
    let file = printed(&[
        "extract",
        text(&checkpoint),
        "--data",
        text(&data),
        "--no-cache",
        "--out",
        text(out.path()),
        "--taps",
        "fc1",
    ]);
    let own = out.path().join("copy.activations.safetensors");
    std::fs::rename(file.trim(), &own).unwrap();
    printed(&[
        "compare",
        text(&checkpoint),
        text(&own),
        "--data",
        text(&data),
        "--no-cache",
        "--out",
        text(out.path()),
    ]);
    let record = Record::read(&out.path().join("analysis.json")).unwrap();
    let metrics = &record.analysis.pairs[0].metrics;
    let value = |name: &str| metrics[name].scalar().unwrap().0;
    assert_eq!((value("agreement"), value("kl")), (1.0, 0.0));
    assert!((value("linear_cka") - 1.0).abs() < 1e-12 && (value("linear_cka_debiased") - 1.0).abs() < 1e-12);
}

#[test]
fn inspect_says_what_a_checkpoint_is() {
    let path = fixtures().join("networks/cifar_option_a.safetensors");
    let facts: Value = serde_json::from_str(&printed(&["inspect", text(&path), "--json"])).unwrap();
    assert_eq!(facts["family"], "resnet_cifar");
    assert!(facts["convention"].as_str().unwrap().contains("imagenet"), "{facts}");
    assert!(facts["taps"].as_array().unwrap().iter().any(|t| t == "layer1.0"), "{facts}");
    assert!(facts["parameters"].as_u64().unwrap() > 0);
    let lines = printed(&["inspect", text(&path)]);
    for key in ["family", "evidence", "input", "layers", "taps", "head", "parameters", "multiply-adds", "tensors"] {
        assert!(lines.lines().any(|l| l.starts_with(key)), "{key} is missing:\n{lines}");
    }
}

#[test]
fn figure_is_sized_for_a_venue_in_three_formats() {
    let analysis = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/fashion_mnist/analysis.json");
    let out = tempfile::tempdir().unwrap();
    printed(&["figure", "reliability", text(&analysis), "--for", "neurips", "--out", text(out.path()), "--dpi", "100"]);
    let read = |extension: &str| std::fs::read(out.path().join(format!("reliability_neurips.{extension}"))).unwrap();
    // NeurIPS: 5.5 inches.
    let png = image_width(&read("png"));
    assert!((549..=551).contains(&png), "{png}");
    assert!(read("pdf").starts_with(b"%PDF"));
    assert!(read("svg").starts_with(b"<svg"));
}

/// The letters asked for, also inside the file that stands alone.
#[test]
fn figure_is_set_in_the_face_asked_for() {
    let analysis = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/fashion_mnist/analysis.json");
    let out = tempfile::tempdir().unwrap();
    for (flag, family) in [("--serif", "Penult Serif"), ("--sans", "Penult Sans")] {
        printed(&[
            "figure",
            "diffusion",
            text(&analysis),
            "--for",
            "ieee",
            flag,
            "--out",
            text(out.path()),
            "--dpi",
            "50",
        ]);
        let svg = std::fs::read_to_string(out.path().join("diffusion_ieee.svg")).unwrap();
        let families: Vec<&str> = svg.split("font-family").skip(1).filter_map(|rest| rest.split('"').nth(1)).collect();
        assert!(families.len() > 2 && families.iter().all(|f| *f == family), "{flag}: {families:?}");
    }
}

/// Width of a PNG, from its header.
fn image_width(png: &[u8]) -> u32 {
    assert_eq!(&png[1..4], b"PNG");
    u32::from_be_bytes([png[16], png[17], png[18], png[19]])
}

#[test]
fn registries_print_what_there_is() {
    for (command, name) in [
        ("metrics", "class_separation"),
        ("claims", "muller2019/tighter_clusters"),
        ("figures", "template_plane"),
        ("objectives", "kd"),
        ("families", "resnet"),
    ] {
        let entries: Value = serde_json::from_str(&printed(&[command, "--json"])).unwrap();
        assert!(entries.as_array().unwrap().iter().any(|e| e["name"] == name), "{command} lacks {name}");
        assert!(printed(&[command]).lines().any(|l| l == name), "{command}");
    }
    let schema: Value = serde_json::from_str(&printed(&["schema"])).unwrap();
    assert!(schema["properties"]["variants"].is_object());
}
