use std::path::{Path, PathBuf};

use penult::extract::probes::{Probes, beside, mixing};

use super::{Case, kept};

fn made() -> Probes {
    let probes = Probes::default().with("a.b", &[2, 2], vec![1.0, -0.5, f64::MAX, 1e-300]).with("one", &[1], vec![3.0]);
    probes.saying("missing.mixing", "not asked for: ½".to_owned())
}

#[test]
fn what_is_written_is_read_back_to_the_bit_and_merges() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.probes.safetensors");
    made().write(&path).unwrap();
    let mut read = Probes::open(&path).unwrap();
    assert_eq!(read, made());
    assert_eq!(read.get("a.b").unwrap().rows().collect::<Vec<_>>(), [[1.0, -0.5], [f64::MAX, 1e-300]]);
    read.merge(Probes::default().with("one", &[1], vec![4.0]));
    assert_eq!(read.get("one").unwrap().values, [4.0]);
    assert!(read.get("two").is_none());
}

#[test]
fn broken_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.probes.safetensors");
    std::fs::write(&path, b"nothing").unwrap();
    let text = Probes::open(&path).unwrap_err().to_string();
    assert!(text.contains("make it again with `penult extract`") && text.ends_with("x.probes.safetensors"), "{text}");
    let text = Probes::open(&folder.path().join("none")).unwrap_err().to_string();
    assert!(text.contains("cannot read the probes"), "{text}");
}

#[test]
fn probes_lie_beside_activations_of_the_same_name() {
    let at = beside(Path::new("out/net.train.activations.safetensors"));
    assert_eq!(at, Some(PathBuf::from("out/net.train.probes.safetensors")));
    assert_eq!(beside(Path::new("out/net.npz")), None);
}

#[test]
fn what_is_kept_is_not_measured_again_and_what_is_damaged_is() {
    let mut case = Case::mlp(&[36, 8, 10], 40);
    let (first, steps) = case.run(mixing::run).unwrap();
    assert!(steps > 0 && kept(&case.cache()) == 1);
    assert_eq!(case.run(mixing::run).unwrap(), (first.clone(), 0));
    let path = std::fs::read_dir(case.cache()).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&path, b"damaged").unwrap();
    let (again, steps) = case.run(mixing::run).unwrap();
    assert!(steps > 0 && again == first);
    // Other constants, another file.
    case.normalise.mean = vec![0.1];
    assert_ne!(case.run(mixing::run).unwrap().0, first);
    assert_eq!(kept(&case.cache()), 2);
}
