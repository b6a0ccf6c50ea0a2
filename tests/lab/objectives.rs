//! Losses equal PyTorch's (`tests/reference/networks.py`, in f64).

use candle_core::{DType, Device, Tensor};
use penult::lab::objectives::{Batch, Convention, OBJECTIVES, Settings};

use crate::network::{golden, tensor};

#[test]
fn losses_equal_pytorch() {
    let golden = golden("objectives");
    let (student, teacher) = (tensor(&golden, "student"), tensor(&golden, "teacher"));
    let labels = tensor(&golden, "labels").to_dtype(DType::U32).unwrap();
    let distilled = Settings { temperature: 4.0, ..Settings::default() };
    let cases = [
        ("cross_entropy", "cross_entropy", Settings::default()),
        ("label_smoothing", "label_smoothing", Settings { alpha: 0.1, ..Settings::default() }),
        ("kd", "kd", distilled),
        ("kd_teacher_only", "kd", Settings { convention: Convention::Teacher, ..distilled }),
        ("kd_with_label", "kd", Settings { label_weight: 0.3, ..distilled }),
    ];
    for (key, name, settings) in cases {
        let objective = OBJECTIVES.iter().find(|o| o.name == name).unwrap();
        let batch = Batch { logits: &student, labels: &labels, teacher: Some(&teacher) };
        let got = (objective.loss)(&batch, settings).unwrap().to_scalar::<f32>().unwrap();
        let want = golden.tensors[&format!("expected.{key}")].data[0];
        // f32 against f64.
        assert!((got - want).abs() < 2e-6 * want.abs(), "{key}: {got}, PyTorch {want}");
    }
}

#[test]
fn smoothing_of_nothing_is_cross_entropy_and_a_students_own_logits_teach_nothing() {
    let z = Tensor::new(&[[1f32, 2.0, 4.0], [0.0, -1.0, 0.5]], &Device::Cpu).unwrap();
    let labels = Tensor::new(&[2u32, 0], &Device::Cpu).unwrap();
    let batch = Batch { logits: &z, labels: &labels, teacher: Some(&z) };
    let loss = |name: &str, settings| {
        let objective = OBJECTIVES.iter().find(|o| o.name == name).unwrap();
        (objective.loss)(&batch, settings).unwrap().to_scalar::<f32>().unwrap()
    };
    let plain = loss("cross_entropy", Settings::default());
    assert!((loss("label_smoothing", Settings::default()) - plain).abs() < 1e-6);
    assert!(loss("kd", Settings { temperature: 3.0, ..Settings::default() }).abs() < 1e-6);
}

#[test]
fn distillation_without_a_teacher_is_an_error() {
    let z = Tensor::new(&[[1f32, 2.0]], &Device::Cpu).unwrap();
    let labels = Tensor::new(&[0u32], &Device::Cpu).unwrap();
    let kd = OBJECTIVES.iter().find(|o| o.name == "kd").unwrap();
    let batch = Batch { logits: &z, labels: &labels, teacher: None };
    let text = (kd.loss)(&batch, Settings { temperature: 1.0, ..Settings::default() }).unwrap_err().to_string();
    assert!(kd.needs_teacher && text.contains("teacher"), "{text}");
}
