//! Encoded images: the same on one thread or several, and a file that goes away.

use penult::data;

use super::{colour, load, plain};

#[test]
fn a_batch_is_the_same_in_pieces_and_on_one_thread() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("a")).unwrap();
    for i in 0..40u8 {
        colour(5, 4, [i, 2 * i, 255 - i]).save(folder.path().join(format!("a/{i:02}.png"))).unwrap();
    }
    let set = load(folder.path(), "test");
    let whole = set.batch(0..40, &plain()).unwrap();
    let pieces: Vec<f32> = (0..40).step_by(7).flat_map(|s| set.batch(s..(s + 7).min(40), &plain()).unwrap()).collect();
    assert_eq!(whole, pieces);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let (alone, hash) =
        one.install(|| (set.batch(0..40, &plain()).unwrap(), data::load(folder.path(), "test").unwrap().hash));
    assert_eq!((alone, hash), (whole, set.hash.clone()));
}

#[test]
fn a_file_that_goes_away_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("a")).unwrap();
    let path = folder.path().join("a/1.png");
    colour(2, 2, [0; 3]).save(&path).unwrap();
    let set = load(folder.path(), "test");
    std::fs::remove_file(&path).unwrap();
    let text = set.batch(0..1, &plain()).unwrap_err().to_string();
    assert!(text.starts_with("cannot read the image (") && text.ends_with("1.png"), "{text}");
}

#[test]
fn an_image_that_claims_more_pixels_than_memory_is_refused_at_loading() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("a")).unwrap();
    let mut bytes = super::png(&colour(2, 2, [0; 3]));
    // IHDR: width and height at 16..24, checksum of 12..29 at 29..33
    bytes[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    std::fs::write(folder.path().join("a/1.png"), bytes).unwrap();
    let (what, _) = super::error_of(folder.path(), "test");
    assert!(
        what.starts_with("undecodable image (it claims 65536 x 65536 pixels, at most 67108864 are read)"),
        "{what}"
    );
}
