use std::io::Read as _;
use std::path::{Path, PathBuf};

use penult::data::{self, Dataset, Normalise};
use penult::extract::Thumbnails;
use penult::extract::thumbnails::thumbnails;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn of(data: &Dataset, rows: &[usize], folder: &Path) -> Option<Thumbnails> {
    let ids: Vec<i64> = rows.iter().map(|row| data.ids[*row]).collect();
    let labels: Vec<usize> = rows.iter().map(|row| data.labels[*row]).collect();
    thumbnails(data, (&ids, &labels), folder).unwrap()
}

/// `count` grey images of these values, an IDX file of two classes.
fn grey(folder: &Path, [height, width]: [u32; 2], images: &[Vec<u8>]) -> Dataset {
    let count = u32::try_from(images.len()).unwrap();
    let header = |dimensions: &[u32]| {
        let mut bytes = vec![0, 0, 8, u8::try_from(dimensions.len()).unwrap()];
        bytes.extend(dimensions.iter().flat_map(|d| d.to_be_bytes()));
        bytes
    };
    let pixels = [header(&[count, height, width]), images.concat()].concat();
    std::fs::write(folder.join("t10k-images-idx3-ubyte"), pixels).unwrap();
    let labels = (0..images.len()).map(|i| u8::try_from(i % 2).unwrap()).collect();
    std::fs::write(folder.join("t10k-labels-idx1-ubyte"), [header(&[count]), labels].concat()).unwrap();
    data::load(folder, "test").unwrap()
}

#[test]
fn small_images_are_the_pixels_of_the_file() {
    let folder = fixtures().join("fashion_mnist/data");
    let mut raw = Vec::new();
    let file = std::fs::File::open(folder.join("t10k-images-idx3-ubyte.gz")).unwrap();
    flate2::read::GzDecoder::new(file).read_to_end(&mut raw).unwrap();
    let data = data::load(&folder, "test").unwrap();
    let cache = tempfile::tempdir().unwrap();
    let rows = [7, 0, 9999, 5000];
    let found = of(&data, &rows, cache.path()).unwrap();
    assert_eq!(found.shape, [28, 28, 1]);
    for (row, image) in rows.iter().zip(found.bytes.chunks(784)) {
        assert!(image == &raw[16 + row * 784..16 + (row + 1) * 784], "row {row}");
    }
}

#[test]
fn colours_lie_side_by_side() {
    let data = data::load(&fixtures().join("data/cifar-10-batches-py"), "test").unwrap();
    let found = of(&data, &[0], tempfile::tempdir().unwrap().path()).unwrap();
    assert_eq!(found.shape, [32, 32, 3]);
    let planes = data.batch(0..1, &Normalise { mean: vec![0.0], std: vec![1.0] }).unwrap();
    for (at, byte) in found.bytes.iter().enumerate() {
        assert_eq!(f32::from(*byte), (255.0 * planes[at % 3 * 1024 + at / 3]).round());
    }
}

/// 34 × 65 pixels go in squares of 3 into 12 × 22; the last row is of one pixel, the last column of two.
#[test]
fn large_images_are_averaged() {
    let folder = tempfile::tempdir().unwrap();
    let image: Vec<u8> = (0..34u32).flat_map(|y| (0..65u32).map(move |x| u8::try_from(3 * y + x).unwrap())).collect();
    let data = grey(folder.path(), [34, 65], &[vec![0; 34 * 65], image]);
    let found = of(&data, &[1], folder.path()).unwrap();
    assert_eq!(found.shape, [12, 22, 1]);
    let at = |row: usize, column: usize| found.bytes[row * 22 + column];
    // Mean of 3y + x over y, x in 0..3: 3 + 1.
    assert_eq!((at(0, 0), at(1, 0), at(0, 1)), (4, 13, 7));
    // y = 33; x in 63..65: 99 + 63.5, rounded up.
    assert_eq!((at(11, 0), at(11, 21)), (100, 163));
}

#[test]
fn a_second_call_reads_what_the_first_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = grey(folder.path(), [2, 2], &[vec![1, 2, 3, 4], vec![5, 6, 7, 8]]);
    let cache = tempfile::tempdir().unwrap();
    let first = of(&data, &[1, 0], cache.path()).unwrap();
    assert_eq!(first.bytes, [5, 6, 7, 8, 1, 2, 3, 4]);
    let kept = std::fs::read_dir(cache.path()).unwrap().next().unwrap().unwrap().path();
    // A kept file that is whole is believed: this is how we know that nothing was decoded.
    let mut bytes = std::fs::read(&kept).unwrap();
    *bytes.last_mut().unwrap() = 99;
    std::fs::write(&kept, &bytes).unwrap();
    assert_eq!(of(&data, &[1, 0], cache.path()).unwrap().bytes[7], 99);
    std::fs::write(&kept, &bytes[..bytes.len() - 3]).unwrap();
    assert_eq!(of(&data, &[1, 0], cache.path()).unwrap(), first, "what is not whole is made again");
    assert_eq!(of(&data, &[0], cache.path()).unwrap().bytes, [1, 2, 3, 4], "other examples are another file");
}

#[test]
fn examples_of_other_data_have_no_images() {
    let folder = tempfile::tempdir().unwrap();
    let data = grey(folder.path(), [2, 2], &[vec![1; 4], vec![2; 4]]);
    let of = |ids: &[i64], labels: &[usize]| thumbnails(&data, (ids, labels), folder.path()).unwrap();
    assert!(of(&[0, 1], &[0, 1]).is_some());
    assert!(of(&[0, 7], &[0, 1]).is_none(), "an id that is not there");
    assert!(of(&[0, 1], &[1, 0]).is_none(), "an id of another label");
}
