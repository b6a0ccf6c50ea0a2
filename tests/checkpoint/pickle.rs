//! The machine that reads pickles, through legacy files made by hand: what is data, what is refused, what it may cost.

use super::{error_of, load};

/// A legacy file that saved the pickle `object`: one storage `a` of two floats.
fn legacy(object: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.".to_vec();
    bytes.extend(b"\x80\x02M\xe9\x03."); // 1001
    bytes.extend(b"\x80\x02}."); // of an unknown machine
    bytes.extend(object);
    bytes.extend(b"\x80\x02](X\x01\x00\x00\x00ae."); // ["a"]
    bytes.extend(2i64.to_le_bytes());
    bytes.extend([1.0f32, 2.0].map(f32::to_le_bytes).concat());
    bytes
}

/// `{"model": {"w": tensor}, …more}`, where `more` are keys and values.
fn object(more: &[u8]) -> Vec<u8> {
    let storage = b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x00aX\x03\x00\x00\x00cpuK\x02NtQ";
    let tensor = [b"ctorch._utils\n_rebuild_tensor\n(", &storage[..], b"K\x00K\x02\x85K\x01\x85tR"].concat();
    [b"\x80\x02}(X\x05\x00\x00\x00model}X\x01\x00\x00\x00w", &tensor[..], b"s", more, b"u."].concat()
}

fn read(more: &[u8]) -> penult::checkpoint::Checkpoint {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.th");
    std::fs::write(&path, legacy(&object(more))).unwrap();
    load(&path)
}

fn refused(object: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.th");
    std::fs::write(&path, legacy(object)).unwrap();
    error_of(&path)
}

#[test]
fn what_a_pickle_would_call_is_named_and_not_called() {
    let checkpoint = read(b"X\x04\x00\x00\x00evilcposix\nsystem\nX\x04\x00\x00\x00true\x85R");
    assert_eq!(checkpoint.tensors["w"].data, [1.0, 2.0]);
    let note = "refused to make objects of posix.system: penult runs nothing; their values are not read";
    assert_eq!(checkpoint.notes, [note, r#"read the weights under "model""#]);
    // In the place of the tensors it leaves nothing to read.
    let text = refused(b"\x80\x02cposix\nsystem\nX\x04\x00\x00\x00true\x85R.");
    assert!(text.contains("expected a dictionary of tensors, found an object of posix.system"), "{text}");
}

#[test]
fn namespaces_numbers_and_python_2_dictionaries_are_data() {
    let more = [
        // OrderedDict([["lr", 0.5]]), as Python 2 wrote it, with a string of bytes
        &b"U\x03optccollections\nOrderedDict\n](](U\x02lrG\x3f\xe0\x00\x00\x00\x00\x00\x00ee\x85R"[..],
        // argparse.Namespace() and its state
        b"X\x04\x00\x00\x00argscargparse\nNamespace\n)\x81}X\x04\x00\x00\x00seedK\x03sb",
        b"X\x05\x00\x00\x00epochJ\x00\x01\x00\x00",
        b"X\x03\x00\x00\x00low\x8a\x01\xfe",
    ];
    let checkpoint = read(&more.concat());
    let said: Vec<(&str, &str)> = checkpoint.metadata.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(said, [("args.seed", "3"), ("epoch", "256"), ("low", "-2"), ("opt.lr", "0.5")]);
    assert_eq!(checkpoint.notes, [r#"read the weights under "model""#]);
}

#[test]
fn a_value_that_is_named_twice_is_the_same_value() {
    // x = {}; {"opt": x, "args": x} and x filled between the two
    let more = b"X\x03\x00\x00\x00opt}q\x01X\x01\x00\x00\x00aK\x01sX\x04\x00\x00\x00argsh\x01";
    let checkpoint = read(more);
    assert_eq!((checkpoint.metadata["opt.a"].as_str(), checkpoint.metadata["args.a"].as_str()), ("1", "1"));
}

#[test]
fn instructions_that_are_not_on_the_list_are_refused_by_name() {
    for (instruction, name) in [(&b"i"[..], "INST"), (b"\x82", "EXT1"), (b"I", "INT"), (b"\xff", "unknown")] {
        let text = refused(&[b"\x80\x02", instruction, b"x\ny\n."].concat());
        assert!(
            text.contains(&format!("({name}) is none that checkpoints need, so it is refused at byte 2")),
            "{text}"
        );
        assert!(text.contains("if torch.load reads it: python -c"), "{text}");
    }
}

#[test]
fn pickles_that_are_not_whole_are_refused() {
    for (object, what) in [
        (&b"\x80\x02X\xff\xff\xff\xffabc."[..], "the pickle ends inside an instruction"),
        (b"\x80\x02\x8d\xff\xff\xff\xff\xff\xff\xff\xffabc.", "the pickle ends inside an instruction"),
        (b"\x80\x02.", "an empty stack"),
        (b"\x80\x02u.", "no mark"),
        (b"\x80\x02h\x05.", "the value 5 of the memo is not there"),
        (b"\x80\x02}(K\x01u.", "a key without a value"),
        (b"\x80\x02K\x01K\x02a.", "members of what can have none"),
        (b"\x80\x02K\x01)R.", "a call of what is no function"),
        (b"\x80\x02K\x01K\x02\x93.", "the name of a class that is no text"),
    ] {
        let text = refused(object);
        assert!(text.contains(what), "{text}");
    }
}

#[test]
fn a_list_that_holds_itself_is_read() {
    // x = []; x.append(x); {"w": tensor, "x": x}
    assert_eq!(read(b"X\x01\x00\x00\x00x]q\x01h\x01a").tensors.len(), 1);
    // A dictionary that is its own weights
    let text = refused(b"\x80\x02}q\x01X\x05\x00\x00\x00modelh\x01s.");
    assert!(text.contains("no tensors at the top nor under state_dict"), "{text}");
}

#[test]
fn one_long_list_given_to_many_calls_costs_no_copies() {
    // A tuple of 200,000 zeros, then 200,000 calls that are given it: copied, 320 GB.
    let mut more = b"X\x01\x00\x00\x00x]q\x01(K\x00q\x02".to_vec();
    more.extend([b'h', 2].repeat(200_000));
    more.extend(b"tq\x03");
    for class in
        [&b"ccollections\nOrderedDict\nq\x04"[..], b"cargparse\nNamespace\nq\x04", b"cpathlib\nPosixPath\nq\x04"]
    {
        let mut more = more.clone();
        more.extend([b"(", class, &[b'h', 4, b'h', 3, b'R'].repeat(200_000)[..], b"t"].concat());
        more.extend(b"\x86a");
        assert_eq!(read(&more).tensors["w"].data, [1.0, 2.0]);
    }
}
