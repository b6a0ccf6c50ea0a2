use penult::extract::probes::augmentations::{Augmentations, default_classes, run};
use penult::metrics::mutual_information::mutual_information;

use super::Case;

#[test]
fn the_default_classes_are_the_papers_on_cifar10() {
    let cifar = penult::data::known::known("cifar10").unwrap();
    assert_eq!(default_classes(10).map(|class| cifar.classes[class]), ["airplane", "dog"]);
    assert_eq!(default_classes(2), [0, 1]);
}

#[test]
fn passes_are_the_two_logits_of_the_two_classes() {
    let case = Case::mlp(&[36, 8, 10], 100);
    let how = Augmentations { passes: 4, classes: [2, 7] };
    let (found, steps) = case.run(|of, settings| run(of, how, settings)).unwrap();
    assert_eq!(steps, 4);
    let logits = found.get("augmented.logits").unwrap();
    assert_eq!(logits.shape, [4, 20, 2], "ten of each class");
    assert_eq!(found.words["augmented.classes"], format!("{} and {}", case.data.classes[2], case.data.classes[7]));
    let passes: Vec<Vec<f64>> =
        logits.values.chunks(40).map(|pass| pass.chunks(2).map(|z| z[0] - z[1]).collect()).collect();
    assert!(passes[0] != passes[1], "each pass is cut anew");
    let found = mutual_information(&passes).unwrap();
    assert!(found.held_out < found.in_sample && found.in_sample <= 20f64.ln());
}

#[test]
fn augmented_images_are_cuts_of_the_images_out_of_black() {
    // A head that reads one pixel a class: its logits are pixels of the images, or black.
    let mut case = Case::mlp(&[36, 10], 50);
    let tensors = &mut case.checkpoint.tensors;
    tensors.get_mut("fc1.bias").unwrap().data.fill(0.0);
    let weight = &mut tensors.get_mut("fc1.weight").unwrap().data;
    weight.fill(0.0);
    let (inside, corner) = (14, 0);
    weight[36 + inside] = 1.0;
    weight[3 * 36 + corner] = 1.0;
    let found = case.run(|of, how| run(of, Augmentations { passes: 30, classes: [1, 3] }, how)).unwrap().0;
    let rows: Vec<usize> = [1, 3].iter().flat_map(|c| (0..50).filter(move |i| i % 10 == *c)).collect();
    let mut corners = Vec::new();
    for pass in found.get("augmented.logits").unwrap().values.chunks(rows.len() * 2) {
        for (row, z) in rows.iter().zip(pass.chunks(2)) {
            let image = case.data.batch(*row..row + 1, &case.normalise).unwrap();
            let is_of = |value: f64, xs: &[usize], ys: std::ops::Range<usize>| {
                ys.flat_map(|y| xs.iter().map(move |x| 6 * y + x)).any(|at| (f64::from(image[at]) - value).abs() < 1e-6)
            };
            // One black pixel around: the place (2, 2) sees rows and columns 1 to 3, mirrored columns 2 to 4.
            assert!(is_of(z[0], &[1, 2, 3, 4], 1..4), "{} is no pixel near the place", z[0]);
            // The corner sees rows and columns -1 to 1, mirrored columns 4 to 6: black is (0 - 0.5)/0.25.
            assert!(is_of(z[1], &[0, 1, 4, 5], 0..2) || z[1] == -2.0, "{} is no pixel near the corner", z[1]);
            corners.push(z[1]);
        }
    }
    // Five of nine cuts put black into the corner.
    let black = corners.iter().filter(|z| **z == -2.0).count() as f64 / corners.len() as f64;
    assert!(black > 0.4, "{black}");
}
