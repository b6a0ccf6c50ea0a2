//! Reads a study: a folder, or several files and folders side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::discover::{self, Contents, Found};
use super::runs::{self, Epochs};
use super::variant::variant;
use super::{Files, Study, StudyError, Variant, lineage, manifest, superclasses, torchdistill};
use crate::checkpoint::{FOLDER_FILES, Part};
use crate::data;

/// Reads a folder.
///
/// # Errors
/// When nothing is there, the manifest is wrong, or two variants have one id.
pub fn open(root: &Path, epochs: Epochs) -> Result<Study, StudyError> {
    let mut study = read(root, epochs)?;
    study.questions = lineage::ask(&mut study.variants);
    Ok(study)
}

/// Puts several files and folders side by side, files first, each named file a variant; data and constants are those of the first folder that has them.
/// Where folders have variants of one id, the folder's name comes before it.
///
/// # Errors
/// When one of them cannot be read, or two variants have one id.
pub fn gather(paths: &[PathBuf], epochs: Epochs) -> Result<Study, StudyError> {
    let is_file = |p: &&PathBuf| p.is_file() && discover::is_variant(p);
    let (files, folders): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(is_file);
    let mut out = Study { root: PathBuf::from("."), epochs, ..Study::default() };
    let files: Vec<PathBuf> = files.into_iter().cloned().collect();
    let common = discover::common_folder(&files);
    let mut found = discover::together(files);
    if epochs == Epochs::Every {
        found = runs::gather(found, epochs);
    }
    discover::tell_apart(&common, &mut found);
    out.variants.extend(runs::flatten(found).into_iter().map(|f| variant(f, None, &[])));
    let mut studies = folders.into_iter().map(|folder| read(folder, epochs)).collect::<Result<Vec<_>, _>>()?;
    if has_clash(&out, &studies) {
        studies.iter_mut().for_each(put_folder_first);
    }
    for study in studies {
        out.variants.extend(study.variants);
        if out.splits.is_empty() {
            out.splits = study.splits;
        }
        out.data_name = out.data_name.or(study.data_name);
        out.normalise = out.normalise.or(study.normalise);
        out.superclasses = out.superclasses.or(study.superclasses);
        out.labels = out.labels.or(study.labels);
        out.class_map = out.class_map.or(study.class_map);
    }
    check_ids(&out)?;
    lineage::resolve(&mut out.variants);
    out.questions = lineage::ask(&mut out.variants);
    Ok(out)
}

/// A folder's study, its lineage settled as far as it goes.
fn read(root: &Path, epochs: Epochs) -> Result<Study, StudyError> {
    let wrong = |what: String| StudyError::Input { what, path: root.to_path_buf() };
    if !root.is_dir() {
        return Err(wrong("expected a folder of checkpoints, found none; give the path of one".to_owned()));
    }
    let manifest = manifest::read(root)?;
    let mut splits = manifest.data.splits(root);
    let own = root.join("data");
    let skipped: Vec<PathBuf> = splits.values().cloned().chain([own.clone()]).collect();
    let epochs = if manifest.trajectories { Epochs::Every } else { epochs };
    let Contents { mut found, configs } = discover::discover(root, &skipped, epochs)?;
    let configs = torchdistill::configs(root, &configs);
    let mut variants = Vec::new();
    for section in &manifest.variant {
        let files = named(root, section, &mut found)?;
        if !section.skip {
            let class_map = section.class_map.as_ref().map(|path| root.join(path));
            variants.push(Variant { class_map, ..variant(files, Some(section.facts()), &configs) });
        }
    }
    variants.extend(found.into_iter().map(|f| variant(f, None, &configs)));
    if variants.is_empty() {
        return Err(wrong(nothing(root)));
    }
    if splits.is_empty() && own.is_dir() {
        splits = splits_of(&own)?;
    }
    let normalise = manifest.data.normalize.as_ref().map(|n| (n.mean.clone(), n.std.clone()));
    let superclasses = manifest.data.superclasses.as_ref().map(|p| superclasses::read(&root.join(p))).transpose()?;
    let mut study = Study {
        root: root.to_path_buf(),
        data_name: manifest.data.name,
        splits,
        normalise,
        superclasses,
        labels: manifest.data.labels,
        class_map: manifest.data.class_map.map(|path| root.join(path)),
        epochs,
        variants,
        questions: Vec::new(),
    };
    check_ids(&study)?;
    check_names(&study)?;
    lineage::resolve(&mut study.variants);
    Ok(study)
}

/// What a folder `data` has; where nothing is known, test, so that loading says what would do.
fn splits_of(data: &Path) -> Result<BTreeMap<String, PathBuf>, StudyError> {
    let mut splits = data::splits(data)?;
    if splits.is_empty() {
        splits.push("test");
    }
    Ok(splits.into_iter().map(|split| (split.to_owned(), data.to_path_buf())).collect())
}

/// The files that a section of the manifest means: some that were found, or a path of its own.
fn named(root: &Path, section: &manifest::VariantSection, found: &mut Vec<Found>) -> Result<Found, StudyError> {
    let path = section.path.as_ref().map(|p| whole(&root.join(p)));
    let is_part = |f: &Found| section.model.is_none() || f.part.model == section.model;
    let at = found.iter().position(|f| {
        is_part(f)
            && match (&path, &f.files) {
                (Some(path), Files::Checkpoint(file)) => file == path,
                (Some(path), Files::Activations(of)) => of.values().any(|file| file == path),
                (None, _) => section.id.as_ref() == Some(&f.id),
            }
    });
    if let Some(at) = at {
        let f = found.remove(at);
        return Ok(Found { id: section.id.clone().unwrap_or(f.id), ..f });
    }
    let what = section.id.as_ref().map_or_else(|| "the variant".to_owned(), |id| format!("variant {id:?}"));
    let wrong = |what: String| StudyError::Input { what, path: root.join(manifest::FILE) };
    let line = section.line;
    let Some(path) = path else {
        let known: Vec<&str> = found.iter().map(|f| f.id.as_str()).take(8).collect();
        let seen = if known.is_empty() { "none that is not named yet".to_owned() } else { known.join(", ") };
        return Err(wrong(format!(
            "line {line}: {what} has no path, and no file here has that id (found {seen}); write path = \"…\""
        )));
    };
    if !path.exists() {
        return Err(wrong(format!("line {line}: {what}: there is no file {}; mend its path", path.display())));
    }
    let id = section.id.clone().unwrap_or_else(|| discover::id(&path));
    Ok(match discover::split(&path) {
        Some(split) => Found::activations(id, split, path),
        None => Found::checkpoint(id, path, Part { model: section.model, ..Part::default() }),
    })
}

/// The file of a path: of a folder, the one that stands for it.
fn whole(path: &Path) -> PathBuf {
    let inside = FOLDER_FILES.iter().map(|name| path.join(name)).find(|file| file.is_file());
    inside.unwrap_or_else(|| path.to_path_buf())
}

/// No two variants of one id.
fn check_ids(study: &Study) -> Result<(), StudyError> {
    let mut ids = BTreeMap::new();
    for v in &study.variants {
        let file = v.files.first().map(|p| p.display().to_string()).unwrap_or_default();
        if let Some(other) = ids.insert(&v.id, file.clone()) {
            let what = format!(
                "two variants have the id {:?} ({other} and {file}); give each its own `id = \"…\"` in penult.toml",
                v.id
            );
            return Err(StudyError::Input { what, path: study.root.clone() });
        }
    }
    Ok(())
}

/// Teachers and references that the manifest names must be other variants.
fn check_names(study: &Study) -> Result<(), StudyError> {
    let ids: BTreeSet<&str> = study.variants.iter().map(|v| v.id.as_str()).collect();
    for v in &study.variants {
        for (fact, id) in [("teacher", &v.teacher), ("reference", &v.reference)] {
            let said = v.found_by.get(fact).is_some_and(|s| s == manifest::FILE);
            let Some(id) = id.as_deref().filter(|_| said) else { continue };
            if *id == v.id || !ids.contains(id) {
                let known: Vec<&str> = ids.iter().copied().filter(|other| *other != v.id).collect();
                let what = format!(
                    "variant {:?}: its {fact} {id:?} is no other variant here; known are {}",
                    v.id,
                    known.join(", ")
                );
                return Err(StudyError::Input { what, path: study.root.join(manifest::FILE) });
            }
        }
    }
    Ok(())
}

fn has_clash(files: &Study, studies: &[Study]) -> bool {
    let mut ids = BTreeSet::new();
    !studies.iter().chain([files]).flat_map(|s| &s.variants).all(|v| ids.insert(&v.id))
}

/// `teacher` of a folder `first` becomes `first/teacher`, in ids, groups and lineage.
fn put_folder_first(study: &mut Study) {
    let folder = study.root.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let ids: Vec<String> = study.variants.iter().map(|v| v.id.clone()).collect();
    let longer = |name: &mut String| *name = format!("{folder}/{name}");
    for v in &mut study.variants {
        longer(&mut v.id);
        longer(&mut v.group);
        v.run.iter_mut().for_each(|run| longer(&mut run.id));
        [&mut v.teacher, &mut v.reference].into_iter().flatten().filter(|id| ids.contains(id)).for_each(longer);
    }
}

fn nothing(root: &Path) -> String {
    let mut names: Vec<String> = std::fs::read_dir(root)
        .map(|list| list.filter_map(Result::ok).map(|e| e.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    names.sort();
    let seen =
        if names.is_empty() { "nothing".to_owned() } else { names.into_iter().take(10).collect::<Vec<_>>().join(", ") };
    format!(
        "no checkpoints here (*.safetensors, *.pth, */model.safetensors, *.activations.safetensors); seen: {seen}. Put some \
         here, or write penult.toml with\n  [[variant]]\n  id = \"teacher\"\n  path = \"model.safetensors\"\n  role = \"teacher\"\n"
    )
}
