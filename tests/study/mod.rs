//! What a folder of checkpoints means.

mod config; // what a config beside a generic name says
mod conventions; // folders as the programs of the field leave them
mod discover; // which files are variants, and their ids
mod lineage; // teachers and references, and what is asked
mod manifest; // penult.toml overrides, and is refused with its line
mod metadata; // what files say of themselves
mod names; // what names say
mod read; // the order of sources; several folders side by side
mod runs; // every checkpoint of a run as a variant
mod superclasses; // every class once, in the order of the data
mod torchdistill; // configs that name the files that they are of

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use penult::checkpoint::{self, Dtype, Entry, Tensor, Writer};
use penult::study::{self, Epochs, Study, Variant};

/// A folder of tiny files.
struct Folder(tempfile::TempDir);

impl Folder {
    /// With a checkpoint of each name, no metadata.
    fn with(names: &[&str]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        names.iter().for_each(|name| folder.checkpoint(name, &[]));
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    /// A linear layer; no two names have the same bytes.
    fn checkpoint(&self, name: &str, metadata: &[(&str, &str)]) {
        let data = name.bytes().chain([0; 64]).take(64).map(f32::from).collect();
        let tensor = Tensor { name: "fc.weight".to_owned(), shape: vec![16, 4], data };
        let tensors = BTreeMap::from([("fc.weight".to_owned(), tensor)]);
        checkpoint::save(&self.path(name), &tensors, &owned(metadata), Dtype::F32).unwrap();
    }

    /// An activations file of one example.
    fn activations(&self, name: &str, metadata: &[(&str, &str)]) {
        let entry = |name: &str, dtype, shape: &[usize]| Entry { name: name.to_owned(), dtype, shape: shape.to_vec() };
        let entries = [
            entry("features", Dtype::F32, &[1, 1]),
            entry("logits", Dtype::F32, &[1, 1]),
            entry("labels", Dtype::I64, &[1]),
        ];
        let mut writer = Writer::create(&self.path(name), &entries, &owned(metadata)).unwrap();
        for (name, bytes) in [("features", 4), ("logits", 4), ("labels", 8)] {
            writer.append(name, &vec![0; bytes]).unwrap();
        }
        writer.finish().unwrap();
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn manifest(self, text: &str) -> Self {
        self.write("penult.toml", text);
        self
    }

    fn open(&self) -> Study {
        study::open(self.0.path(), Epochs::Last).unwrap()
    }

    fn ids(&self) -> Vec<String> {
        self.open().variants.into_iter().map(|v| v.id).collect()
    }

    /// The error without its path, and the path, which comes last.
    fn error(&self) -> (String, PathBuf) {
        let text = study::open(self.0.path(), Epochs::Last).unwrap_err().to_string();
        let (what, path) = text.rsplit_once(": ").unwrap();
        assert!(Path::new(path).starts_with(self.0.path()), "the path comes last: {text}");
        (what.to_owned(), PathBuf::from(path))
    }
}

fn owned(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn get<'a>(study: &'a Study, id: &str) -> &'a Variant {
    study.variants.iter().find(|v| v.id == id).unwrap_or_else(|| panic!("{id} is not among {:?}", study.variants))
}

/// The one variant of a study.
fn only(study: &Study) -> &Variant {
    assert_eq!(study.variants.len(), 1);
    &study.variants[0]
}
