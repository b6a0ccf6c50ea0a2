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
    // A head that reads one pixel: its logits are pixels of the images, or black.
    let mut case = Case::mlp(&[36, 10], 50);
    let tensors = &mut case.checkpoint.tensors;
    tensors.get_mut("fc1.bias").unwrap().data.fill(0.0);
    let weight = &mut tensors.get_mut("fc1.weight").unwrap().data;
    weight.fill(0.0);
    weight[36 + 14] = 1.0;
    let how = Augmentations { passes: 30, classes: [1, 3] };
    let found = case.run(|of, settings| run(of, how, settings)).unwrap().0;
    let logits = found.get("augmented.logits").unwrap();
    let rows: Vec<usize> = [1, 3].iter().flat_map(|c| (0..50).filter(move |i| i % 10 == *c)).collect();
    let mut seen_black = 0;
    for pass in logits.values.chunks(rows.len() * 2) {
        for (row, z) in rows.iter().zip(pass.chunks(2)) {
            let image = case.data.batch(*row..row + 1, &case.normalise).unwrap();
            // 6 × 6 with one black pixel around: the place (2, 2) sees rows and columns 1 to 3, mirrored 2 to 4.
            let near: Vec<f64> =
                (1..4).flat_map(|y| (1..5).map(move |x| 6 * y + x)).map(|at| f64::from(image[at])).collect();
            assert!(near.iter().any(|x| (x - z[0]).abs() < 1e-6), "{} is no pixel near the place", z[0]);
            assert_eq!(z[1], 0.0);
            seen_black += usize::from((z[0] + 2.0).abs() < 1e-6);
        }
    }
    assert!(seen_black < logits.values.len());
}
