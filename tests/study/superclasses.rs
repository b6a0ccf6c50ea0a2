use penult::study::{Study, Superclass};

use super::Folder;

/// A folder whose superclasses are these lines.
fn folder(text: &str) -> Folder {
    let folder = Folder::with(&["net.safetensors"]);
    folder.write("groups.toml", text);
    folder.manifest("[data]\nsuperclasses = \"groups.toml\"\n")
}

fn names(classes: &[&str]) -> Vec<String> {
    classes.iter().map(|c| (*c).to_owned()).collect()
}

fn of(study: &Study, classes: &[&str]) -> Result<Vec<Superclass>, String> {
    study.superclasses.as_ref().unwrap().of(&names(classes)).map_err(|e| e.to_string())
}

#[test]
fn superclasses_are_numbered_as_they_come_in_the_order_of_the_classes() {
    let study = folder("dog = \"pets\"\n\"pick-up\" = \"cars\"\ncat = \"pets\"\n").open();
    let found = of(&study, &["pick-up", "cat", "dog"]).unwrap();
    let found: Vec<(usize, &str)> = found.iter().map(|s| (s.index, s.name.as_str())).collect();
    assert_eq!(found, [(0, "cars"), (1, "pets"), (1, "pets")]);
}

#[test]
fn a_study_without_the_line_has_none() {
    assert!(Folder::with(&["net.safetensors"]).open().superclasses.is_none());
}

#[test]
fn every_class_must_come_once_and_be_one_of_the_data() {
    let text = "cat = \"pets\"\ndog = \"pets\"\nbus = \"cars\"\n";
    for (classes, expected) in [
        (
            &["cat", "dog", "bus", "van", "car"][..],
            "2 of 5 classes have no superclass (van, car); write a line \"van\" = ",
        ),
        (&["cat", "bus"], "line 2: \"dog\" is no class of the data, which are cat, bus; mend it"),
    ] {
        let error = of(&folder(text).open(), classes).unwrap_err();
        assert!(error.starts_with(expected) && error.ends_with("groups.toml"), "{error}");
    }
    let error = of(&folder("cat = \"pets\"\ndog = \"pets\"\n").open(), &["cat", "dog"]).unwrap_err();
    assert!(error.starts_with("expected two superclasses or more, found pets"), "{error}");
    let (what, path) = folder("cat = \"pets\"\ncat = \"cars\"\n").error();
    assert!(what.contains("duplicate key") && what.contains("line 2") && path.ends_with("groups.toml"), "{what}");
}

#[test]
fn a_file_that_is_missing_or_says_something_else_is_refused() {
    let (what, path) = Folder::with(&["net.safetensors"]).manifest("[data]\nsuperclasses = \"groups.toml\"\n").error();
    assert!(what.starts_with("cannot read the superclasses that penult.toml names"), "{what}");
    assert!(path.ends_with("groups.toml"));
    let (what, _) = folder("cat = 3\n").error();
    assert!(what.starts_with("expected a line \"class\" = \"superclass\" for each class"), "{what}");
    assert!(what.contains("line 1"), "{what}");
}
