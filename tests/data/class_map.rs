//! Class maps.

use penult::data::ClassMap;

fn names() -> Vec<String> {
    ["cat", "dog", "T-shirt/top"].map(str::to_owned).to_vec()
}

#[test]
fn lines_are_names_or_numbers_and_the_text_is_read_back() {
    let map = ClassMap::parse("# the outputs of mine\ndog\n2 # T-shirt/top\n\n0\n", &names()).unwrap();
    assert_eq!(map.classes(), [1, 2, 0]);
    assert_eq!(map.outputs(), [2, 0, 1]);
    assert_eq!(map.text(&names()), "1 # dog\n2 # T-shirt/top\n0 # cat\n");
    assert_eq!(ClassMap::parse(&map.text(&names()), &names()), Ok(map));
}

#[test]
fn what_is_no_permutation_is_refused() {
    let what = |text: &str| ClassMap::parse(text, &names()).unwrap_err();
    assert_eq!(what("0\nbird\n1\n"), "line 2: \"bird\" is no class; expected a name or a number below 3");
    assert_eq!(what("0\n3\n1\n"), "line 2: \"3\" is no class; expected a name or a number below 3");
    assert_eq!(what("0\n1\n"), "expected a line for each of the 3 classes, found 2");
    assert_eq!(what("0\ncat\n1\n"), "output 1: class 0 comes twice");
}

#[test]
fn a_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.txt");
    let what = |text: Option<&str>| {
        if let Some(text) = text {
            std::fs::write(&path, text).unwrap();
        }
        let text = ClassMap::read(&path, &names()).unwrap_err().to_string();
        assert!(text.ends_with("map.txt"), "{text}");
        text
    };
    assert!(what(None).starts_with("cannot read the class map (No such file"));
    assert!(what(Some("0\n")).starts_with("the class map: expected a line for each of the 3 classes, found 1: "));
}
