//! The lab: recipes, the parts of training, and whole runs on a made-up set.

mod examples; // batches on the device
mod objectives; // losses, PyTorch's values
mod optimiser; // steps of SGD by hand
mod recipe; // what is refused, with its line
mod schedule; // learning rates
mod train; // whole runs: kept, interrupted, repeated

use std::path::Path;

/// Writes `n` images of 6 × 6 as IDX files; the brighter half tells the class, which is 0 to 9 in turn.
pub fn write_idx(folder: &Path, split: &str, n: u32) {
    let (mut images, mut labels) = (vec![0, 0, 8, 3], vec![0, 0, 8, 1]);
    for size in [n, 6, 6] {
        images.extend(size.to_be_bytes());
    }
    labels.extend(n.to_be_bytes());
    for i in 0..n {
        let class = u8::try_from(i % 10).unwrap();
        labels.push(class);
        images.extend((0..36u8).map(|p| if p / 4 == class { 255 } else { p.wrapping_mul(31) % 50 }));
    }
    std::fs::write(folder.join(format!("{split}-images-idx3-ubyte")), images).unwrap();
    std::fs::write(folder.join(format!("{split}-labels-idx1-ubyte")), labels).unwrap();
}

/// A folder `mnist` with a training and a test split.
pub fn data() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let set = folder.path().join("mnist");
    std::fs::create_dir(&set).unwrap();
    write_idx(&set, "train", 95);
    write_idx(&set, "t10k", 20);
    folder
}

/// A recipe of one teacher and one student on that folder.
pub fn recipe(folder: &Path, train: &str, student: &str) -> String {
    format!(
        r#"[data]
name = "mnist"
path = "{}"
study_test = "data"
study_train = "data"

[train]
batch = 10
learning_rate = 0.1
seeds = [1, 2]
{train}

[[run]]
id = "teacher"
role = "teacher"
network = {{ family = "mlp", hidden = [8] }}
objective = "label_smoothing"
alpha = 0.1

[[run]]
id = "student"
role = "student"
network = {{ family = "mlp", hidden = [4] }}
objective = "kd"
teacher = "teacher"
{student}
"#,
        folder.join("mnist").display()
    )
}
